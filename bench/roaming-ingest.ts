// How fast F-Ticks are counted: reading the lines alone, and everything from a batch to the counts of the day, on the
// embedded engine and on PostgreSQL; and how fast a year of visits is answered. The ceiling is splitting the same lines.
import { modules } from '#app/modules.ts'
import { readerOf, type Actor } from '#platform/actions/index.ts'
import { migrate, ownersUnder, sql, type Database, type Tables } from '#platform/database/index.ts'
import { openEmbedded, open } from '#platform/database/open.ts'
import { testHouse } from '#test/support/house.ts'
import { startServer } from '#test/support/postgres.ts'
import { closeQuarters } from '../src/modules/roaming/actions/closing-quarters.ts'
import { countLog, MOST_LINES_SENT } from '../src/modules/roaming/actions/counting.ts'
import { publicVisits, visitsOf } from '../src/modules/roaming/queries/visits.ts'
import { quarterStarting } from '../src/modules/roaming/rules/quarters.ts'
import { tallied } from '../src/modules/roaming/rules/tally.ts'
import { show } from './support/figure.ts'

const LINES = Number(process.env['BENCH_LINES'] ?? 200_000)
const TARGET = 20_000
const YEAR_LINES = Number(process.env['BENCH_YEAR_LINES'] ?? 10_000_000)
const NOW = Temporal.Instant.from('2026-11-20T10:00:00Z')

/** Lines as a county with so many realms and places writes them on one day, some of them broken. */
function written(count: number, realms: number, places: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const when = 1795165200 + (at % 36_000)
    if (at % 500 === 0) return `${when} F-TICKS/govroam/1.0#REALM=r1.example#RESULT=BROKEN#`
    const [home, place] = [(at * 7919) % realms, (at * 104_729) % places]
    return `${when} F-TICKS/govroam/1.0#REALM=r${home}.example#VISCOUNTRY=GB#VISINST=1p${place}.example#CSI=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b#RESULT=${at % 30 === 0 ? 'FAIL' : 'OK'}#`
  })
}

type Cost = { readonly seconds: number; readonly cpuMs: number }

async function cost(run: () => unknown): Promise<Cost> {
  const [began, before] = [performance.now(), process.cpuUsage()]
  await run()
  const { user, system } = process.cpuUsage(before)
  return { seconds: (performance.now() - began) / 1000, cpuMs: (user + system) / 1000 }
}

function batches(lines: readonly string[]): string[][] {
  const found: string[][] = []
  for (let from = 0; from < lines.length; from += MOST_LINES_SENT)
    found.push(lines.slice(from, from + MOST_LINES_SENT))
  return found
}

const said = ({ seconds, cpuMs }: Cost, lines: number): string[] => [
  `${Math.round(lines / seconds).toLocaleString('en-GB')} lines a second`,
  `${((cpuMs / lines) * 1000).toFixed(2)} ms of CPU for 1,000 lines`,
]

function showRate(
  name: string,
  rows: readonly (readonly [string, Cost, number])[],
  of: Cost,
  lines: number,
): void {
  show({
    name,
    rows: rows.map(([what, one, count]) => ({ what, values: said(one, count) })),
    says: `of ${TARGET.toLocaleString('en-GB')} lines a second:`,
    value: lines / of.seconds / TARGET,
    unit: '×',
    target: { least: 1 },
  })
}

async function readAlone(lines: readonly string[]): Promise<Cost> {
  const all = batches(lines)
  const read = (): void => {
    for (const batch of all) tallied(batch, NOW.epochMilliseconds)
  }
  read()
  const split = await cost(() => {
    for (const batch of all) for (const line of batch) line.split('#')
  })
  const reading = await cost(read)
  showRate(
    'Reading F-Ticks',
    [
      ['Splitting the lines at #', split, lines.length],
      ['Reading and adding up', reading, lines.length],
    ],
    reading,
    lines.length,
  )
  return reading
}

async function ingest(engine: string, database: Database, lines: readonly string[]): Promise<void> {
  const { system } = testHouse(database, modules)
  const count = async (some: readonly string[]): Promise<void> => {
    for (const batch of batches(some))
      await system.perform(countLog, { kind: 'syslog-tcp', name: 'bench', from: 0, to: 0, lines: batch })
  }
  await count(lines.slice(0, 20_000))
  const all = await cost(() => count(lines))
  showRate(
    `Counting F-Ticks, ${engine}`,
    [['From a batch to the counts', all, lines.length]],
    all,
    lines.length,
  )
}

/** A year of visits: every pair of so many realms and places, as often as the lines of a year allow. */
const fillYear = (database: Database, realms: number, places: number): Promise<number> =>
  database.db.transaction().execute(async (db) => {
    await sql`set local statement_timeout = 0`.execute(db)
    const pairs = realms * places * 2
    // With so many pairs not each is seen each day.
    const share = Math.min(1, YEAR_LINES / (pairs * 365))
    await sql`truncate roaming.visit_day, roaming.visit_month, roaming.visit_total, roaming.quarter_closed, roaming.visit_quarter`.execute(
      db,
    )
    // Month by month, so that no statement sorts a whole year.
    for (let month = 0; month < 12; month += 1) {
      const from = Temporal.PlainDate.from('2025-11-01').add({ months: month })
      const until = from.add({ months: 1 }).subtract({ days: 1 })
      await sql`
      insert into roaming.visit_day (day, realm, visited, result, logins)
      select day::date, 'r' || realm || '.example', 'p' || place || '.example', result, greatest(1, (${YEAR_LINES}::bigint / (${pairs}::bigint * 365))::int)
      from generate_series(${from.toString()}::date, ${until.toString()}::date, '1 day') day, generate_series(1, ${realms}::int) realm,
        generate_series(1, ${places}::int) place, unnest(array['ok', 'fail']) result
      where (hashint8(realm::bigint * 7919 + place::bigint * 104729 + extract(doy from day)::bigint * 31) & 1023) < ${Math.ceil(share * 1024)}`.execute(
        db,
      )
      await sql`
      insert into roaming.visit_month select date_trunc('month', day)::date, realm, visited, result, null, null, sum(logins)
      from roaming.visit_day where day between ${from.toString()}::date and ${until.toString()}::date group by 1, 2, 3, 4`.execute(
        db,
      )
    }
    await sql`insert into roaming.visit_total select day, result, sum(logins) from roaming.visit_day group by 1, 2`.execute(
      db,
    )
    await sql`analyze roaming.visit_day, roaming.visit_month, roaming.visit_total`.execute(db)
    const { rows } = await sql<{ rows: number }>`select count(*)::int as rows from roaming.visit_day`.execute(
      db,
    )
    return rows[0]?.rows ?? 0
  })

async function answers(engine: string, database: Database, realms: number, places: number): Promise<void> {
  const rows = await fillYear(database, realms, places)
  await testHouse(database, modules, NOW.toString()).system.perform(closeQuarters, {})
  await sql`analyze roaming.visit_quarter`.execute(database.db)
  const actor: Actor = { kind: 'operator', user: 'bench' }
  const reader = readerOf({ db: database.db, now: NOW, actor, grants: [], fills: () => [] })
  // The last day lies inside a month and the first inside a quarter, so all kinds of sums are read.
  const year = { from: Temporal.PlainDate.from('2025-11-01'), until: Temporal.PlainDate.from('2026-10-15') }
  const questions: readonly (readonly [string, () => Promise<unknown>])[] = [
    ...(['day', 'month', 'realm', 'visited', 'pair', 'result'] as const).map(
      (by) => [`by ${by}`, () => visitsOf(reader, { ...year, by })] as const,
    ),
    ['in public', () => publicVisits(reader, quarterStarting(Temporal.PlainDate.from('2026-07-01')))],
  ]
  const took = []
  for (const [what, ask] of questions) {
    await ask()
    took.push({ what, ...(await cost(ask)) })
  }
  const worst = Math.max(...took.map((one) => one.seconds))
  show({
    name: `A year of ${realms} realms at ${places} places, ${rows.toLocaleString('en-GB')} rows of days, ${engine}`,
    rows: took.map((one) => ({ what: one.what, values: [`${(one.seconds * 1000).toFixed(0)} ms`] })),
    says: 'the slowest question takes',
    value: worst,
    unit: 's',
    target: { most: 1 },
  })
}

const owners = ownersUnder(
  new URL('../src/', import.meta.url).pathname,
  modules.map((one) => one.name),
)

async function on(
  engine: string,
  database: Database,
  lines: readonly string[],
  sizes: readonly (readonly [number, number])[],
) {
  try {
    await migrate(database, owners)
    await ingest(engine, database, lines)
    for (const [realms, places] of sizes) await answers(engine, database, realms, places)
  } finally {
    await database.close()
  }
}

const lines = written(LINES, 40, 40)
await readAlone(lines)
if (process.env['BENCH_ENGINE'] !== 'postgres')
  await on('embedded', await openEmbedded<Tables>({ memory: true }), lines, [[30, 40]])
const server = process.env['BENCH_ENGINE'] === 'pglite' ? undefined : await startServer()
if (server === undefined) process.stdout.write('PostgreSQL is left out.\n')
else {
  try {
    const { url } = await server.create()
    await on('PostgreSQL', await open<Tables>({ url }), lines, [
      [30, 40],
      [300, 300],
    ])
  } finally {
    await server.stop()
  }
}
