// A plan of 5,000 activities and 40 frozen rounds on PostgreSQL: every page of it by itself. Ceiling: the accessibility
// statement for the same person, a page without a query of its own.
import { openDatabase } from '#platform/database/index.ts'
import { serve } from '#test/support/processes.ts'
import { castWith, county } from './support/county.ts'
import { alternately, median, show } from './support/figure.ts'
import { costed, drive, wire, type Costed } from './support/load.ts'
import { fillPlan, PLAN, roundCode } from './support/plan.ts'
import { signedIn } from './support/visitor.ts'

const ACTIVITIES = Number(process.env['BENCH_ACTIVITIES'] ?? 5_000)
const FROZEN = 40
const MOST_MS = 1000
const ROUNDS = { warm: 1, counted: 3 }
const MILLISECONDS = 1500

const at = `/delivery/${PLAN}`
const newest = `${at}/rounds/${roundCode(FROZEN)}`
const open = `${at}/rounds/${roundCode(FROZEN + 1)}`
const PAGES: Readonly<Record<string, string>> = {
  'the plan': at,
  'its activities': `${at}/activities`,
  'its activities, by status': `${at}/activities?status=unlikely`,
  'its activities, past their end': `${at}/activities?only=overdue`,
  'one activity': `${at}/activities/${Math.floor(ACTIVITIES / 2)}`,
  'the golden thread': `${at}/thread`,
  'its rounds': `${at}/rounds`,
  'a frozen round': newest,
  'the open round': open,
  'a form to report on': `${open}/activities/7`,
  'the findings': `${newest}/findings`,
  'the what-if': `${newest}/what-if`,
  'the report': `${newest}/report`,
}

const here = await county()
try {
  const place = await here.postgres()
  if (place.database === undefined) throw new Error('There is no database to fill.')
  const began = performance.now()
  const database = await openDatabase({ url: place.database, connections: 2 })
  await fillPlan(database.db, ACTIVITIES, FROZEN)
  await database.close()
  process.stdout.write(`Filled in ${((performance.now() - began) / 1000).toFixed(0)} s\n`)
  const server = await serve(place, ['start'], { CONNECTS_WORKERS: 'no' })
  try {
    await pagesOf(server.url)
  } finally {
    await server.stop()
  }
} finally {
  await here.close()
}

async function pagesOf(url: string): Promise<void> {
  const { name } = await castWith('organisation-lead')
  const visitor = await signedIn(url, name)
  const request = (path: string) =>
    wire(url, { method: 'GET', path, headers: { cookie: visitor.cookie(), accept: 'text/html' } })
  const times = (path: string) => () =>
    costed(url, () =>
      drive(url, { clients: 1, milliseconds: MILLISECONDS, expect: 200 }, () => request(path)),
    )
  for (const [what, path] of Object.entries(PAGES)) {
    const { status } = await visitor.get(path)
    if (status !== 200) {
      process.stdout.write(`\n${path} answered ${status}\n`)
      continue
    }
    const [plain, ours] = await alternately(ROUNDS, times('/accessibility-statement'), times(path))
    report(what, path, plain, ours)
  }
}

function report(what: string, path: string, plain: readonly Costed[], ours: readonly Costed[]): void {
  const cpu = (all: readonly Costed[]): number => median(all.map(({ cpuMs }) => cpuMs))
  const took = (all: readonly Costed[]): number => median(all.map(({ perSecond }) => 1000 / perSecond))
  const values = (all: readonly Costed[]): string[] => [
    `${cpu(all).toFixed(1)} ms of CPU`,
    `${took(all).toFixed(1)} ms`,
  ]
  show({
    name: `A plan of ${ACTIVITIES.toLocaleString('en-GB')} activities and ${FROZEN} frozen rounds: ${what}`,
    rows: [
      { what: 'ceiling: the accessibility statement, signed in', values: values(plain) },
      { what: path, values: [...values(ours), `${(cpu(ours) / cpu(plain)).toFixed(1)} times the ceiling`] },
    ],
    says: 'time of a page, one after the other:',
    value: took(ours),
    unit: 'ms',
    target: { most: MOST_MS },
  })
}
