// Search over a million records in PostgreSQL, as a visitor, staff and an officer with three hundred keys ask it; the
// time is that of the whole question inside the server, from what was typed to rows with their marked words. Ceiling:
// one bare select by key over the same connection. `BENCH_RECORDS=100000 BENCH_ENGINE=pglite` measures the other.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readerOf, type Reader } from '#platform/actions/index.ts'
import { migrate, openDatabase, ownersUnder, sql, type Database } from '#platform/database/index.ts'
import { lookFor, type Filters } from '#platform/search/index.ts'
import { startServer } from '#test/support/postgres.ts'
import { fill, groupKey, VOCABULARY, wordOf } from './support/entries.ts'
import { median, show, type Row } from './support/figure.ts'

const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 1_000_000)
const QUESTIONS = 30
const WARM = 5
const MOST_MS = 150
const NOW = Temporal.Instant.from('2026-11-21T10:00:00Z')
const NO_FILTER: Filters & { after: null } = { kind: null, body: null, from: null, to: null, after: null }

const opened = await open()
try {
  const { database } = opened
  const readers = readersOf(database)
  const all: number[] = []
  const rows: Row[] = [
    { what: 'ceiling: one row by its key', values: said(await timed((n) => bare(database, n))) },
  ]
  for (const [who, reader] of Object.entries(readers))
    for (const [what, ask] of Object.entries(questions())) {
      const took = await timed((n) => ask(reader, n))
      all.push(...took)
      rows.push({ what: `${who}: ${what}`, values: said(took) })
    }
  show({
    name: `Search over ${RECORDS.toLocaleString('en-GB')} records on ${database.engine}`,
    rows,
    says: `95 of 100 of ${all.length} questions within`,
    value: share(all, 0.95),
    unit: 'ms',
    target: { most: MOST_MS },
    note: await memoryOf(database),
  })
} finally {
  await opened.close()
}

type Ask = (reader: Reader, n: number) => Promise<unknown>

// Questions differ from one to the next, so that none is answered from what the last one left in memory.
function picked(n: number, from: number, to: number): string {
  return wordOf(Math.floor(from + ((n * 0.618_034) % 1) * (to - from)))
}

function questions(): Readonly<Record<string, Ask>> {
  return {
    'a reference': (reader, n) => lookFor(reader, `ref${(n * 7_919) % RECORDS}`, NO_FILTER),
    'a rare word': (reader, n) => lookFor(reader, picked(n, VOCABULARY / 2, VOCABULARY), NO_FILTER),
    'a common word': (reader, n) => lookFor(reader, picked(n, 5, 100), NO_FILTER),
    'a word of nearly every record': (reader, n) => lookFor(reader, picked(n, 0, 3), NO_FILTER),
    'two words': (reader, n) =>
      lookFor(reader, `${picked(n, 0, 100)} ${picked(n + 1, 50, 3_000)}`, NO_FILTER),
    'a phrase of two words': (reader, n) =>
      lookFor(reader, `"${picked(n, 0, 50)} ${picked(n + 1, 50, 1_000)}"`, NO_FILTER),
    'a kind': (reader, n) =>
      lookFor(reader, picked(n, 0, 1_000), { ...NO_FILTER, kind: `bench.kind${n % 25}` }),
    'two years': (reader, n) =>
      lookFor(reader, picked(n, 0, 1_000), {
        ...NO_FILTER,
        from: Temporal.PlainDate.from('2018-01-01'),
        to: Temporal.PlainDate.from('2020-01-01'),
      }),
    'nothing, then a beginning': (reader, n) =>
      lookFor(reader, picked(n, 0, VOCABULARY).slice(0, 4), NO_FILTER),
  }
}

function readersOf({ db }: Database): Readonly<Record<string, Reader>> {
  const at = { db, now: NOW, fills: () => [] }
  const grant = (key: string) => {
    const [permission = '', id] = key.split('@')
    return { permission, scope: id === undefined ? null : { kind: 'group', id } }
  }
  const staff = [grant('bench.record.read')]
  const groups = Array.from({ length: 300 }, (_, group) => grant(groupKey(group * 5)))
  return {
    visitor: readerOf({ ...at, actor: { kind: 'visitor' }, grants: [] }),
    'member of one group': readerOf({
      ...at,
      actor: { kind: 'person', id: '7' },
      grants: groups.slice(0, 1),
    }),
    staff: readerOf({ ...at, actor: { kind: 'person', id: '7' }, grants: staff }),
    'officer, 300 keys': readerOf({
      ...at,
      actor: { kind: 'person', id: '7' },
      grants: [...staff, ...groups],
    }),
  }
}

async function bare({ db }: Database, n: number): Promise<void> {
  await sql`select title from platform.search_entry where kind = ${`bench.kind${n % 25}`} and id = md5(${String(n)}::text)::uuid`.execute(
    db,
  )
}

// How much of the table lies in the server's own memory decides more than anything else here.
async function memoryOf({ db }: Database): Promise<string> {
  const { rows } = await sql<{ shared_buffers: string }>`show shared_buffers`.execute(db)
  return `shared_buffers = ${rows[0]?.shared_buffers ?? 'unknown'}`
}

async function timed(ask: (n: number) => Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = []
  for (let n = 1; n <= WARM + QUESTIONS; n += 1) {
    const began = performance.now()
    await ask(n)
    if (n > WARM) took.push(performance.now() - began)
  }
  return took
}

function share(took: readonly number[], part: number): number {
  const sorted = took.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}

function said(took: readonly number[]): readonly string[] {
  return [
    `p50 ${median(took).toFixed(1)} ms`,
    `p95 ${share(took, 0.95).toFixed(1)} ms`,
    `most ${Math.max(...took).toFixed(1)} ms`,
  ]
}

async function open(): Promise<{ database: Database; close(): Promise<void> }> {
  const given = process.env['BENCH_FILLED']
  const dataDir = await mkdtemp(join(tmpdir(), 'connects-bench-search-'))
  const isEmbedded = process.env['BENCH_ENGINE'] === 'pglite'
  const server = isEmbedded || given !== undefined ? undefined : await startServer()
  const made = await server?.create()
  const url = given ?? made?.url
  const database = await openDatabase(url === undefined ? { dataDir } : { url, connections: 2 })
  if (given === undefined) {
    await migrate(database, ownersUnder(fileURLToPath(new URL('../src/', import.meta.url)), []))
    await fill(database.db, RECORDS, (done) =>
      process.stderr.write(`  ${done.toLocaleString('en-GB')} records\r`),
    )
    if (!isEmbedded) await sql`vacuum analyze platform.search_entry`.execute(database.db)
  }
  return {
    database,
    async close() {
      await database.close()
      if (made !== undefined) await server?.drop(made.name)
      await server?.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
