// The whole application over the Kent demonstration, as it is served, without a network: made once, cached by
// the sources it is made from, and rolled back after each test.
import { createHash, randomUUID } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { loadDemonstration } from '#app/demo.ts'
import { openConnects, type Connects } from '#app/open.ts'
import { buildWeb, openWeb, pagesOf } from '#app/web.ts'
import { readConfig, type Config } from '#platform/config/index.ts'
import { sql, type Database, type Tables } from '#platform/database/index.ts'
import { engineVersion } from '#platform/database/embedded.ts'
import { migrationHashes } from '#platform/database/migrate.ts'
import { open, openEmbedded, type PooledDatabase } from '#platform/database/open.ts'
import { fixedClock, type FixedClock } from '#platform/time/index.ts'
import { browsing, type Browser } from './browsing.ts'
import { callerOf, type Caller } from './caller.ts'
import { rememberingLog } from './defects.ts'
import { allOwners, rolledBack, template } from './database.ts'
import type { KnownAddress } from './page-faults.ts'
import { quiet } from './rolled-back.ts'

/** The moment at which the tests look at the demonstration: a Friday morning in November. */
export const NOW = '2026-11-20T10:00:00Z'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CACHE = `${ROOT}node_modules/.cache/connects/`
const TEMPLATES_KEPT = 2

export type App = {
  readonly connects: Connects
  readonly web: FastifyInstance
  readonly clock: FixedClock
  readonly known: KnownAddress
  /** The route that answers an address: "/funding/cases/:case". */
  routeOf(path: string): string | undefined
  /** A browser with nothing in it; signed in when a mail address of the cast is given. */
  browser(mail?: string): Promise<Browser>
  /** A program with a token of its own, for a person of the cast. */
  program(mail: string, options?: { scopes?: readonly string[]; days?: number }): Promise<Caller>
  personOf(mail: string): string
  /** Carries out everything that is queued. */
  drain(): Promise<void>
  /** Does something and undoes it again. Only where the test itself is rolled back. */
  undone<R>(run: () => Promise<R>): Promise<R>
  /** What every table holds, as a number for each; the same before and after when nothing was changed. */
  state(except?: readonly string[]): Promise<Readonly<Record<string, string>>>
  /** How many rows each table has had written in this test; compare before and after. */
  written(): Promise<ReadonlyMap<string, number>>
}

/** Whether everything is asked for (`npm run test:all`), or the everyday share. */
export const isLong = process.env['CONNECTS_TEST_LONG'] === '1'

/** `test` of a test file over the whole application: each test starts from the demonstration, and is rolled back. */
export function appTest(name: string, run: (app: App, t: TestContext) => Promise<void>): void {
  void test(name, (t) => withApp((app) => run(app, t)))
}

const turns: { last: Promise<unknown>; shared?: Promise<Shared> } = { last: Promise.resolve() }

type Shared = {
  readonly app: App
  readonly client: pg.PoolClient
  readonly clock: FixedClock
  close(): Promise<void>
}

/** Runs over the shared application of this process; what it did is undone. */
export async function withApp<R>(run: (app: App) => Promise<R>): Promise<R> {
  const before = turns.last
  let done = (): void => undefined
  turns.last = new Promise<void>((free) => (done = free))
  await before
  try {
    const shared = await (turns.shared ??= openShared())
    shared.clock.set(NOW)
    await shared.client.query('begin')
    try {
      return await run(shared.app)
    } finally {
      await quiet(shared.client).finally(() => shared.client.query('rollback'))
    }
  } finally {
    done()
  }
}

after(async () => {
  await (await turns.shared?.catch(() => undefined))?.close()
})

async function openShared(): Promise<Shared> {
  const made = await demonstration()
  const database = await open<Tables>({ memory: { template: join(made, 'database.tar') } })
  const client = await database.pool.connect()
  const directory = workDirectory(made)
  const clock = fixedClock(NOW)
  await client.query('begin')
  const connects = await openOver(rolledBack(database, client), directory, clock)
  const app = await appOver(connects, clock, client)
  await quiet(client)
  await client.query('commit')
  return {
    app,
    client,
    clock,
    async close() {
      await app.web.close()
      await connects.jobs.stop(1)
      client.release()
      await database.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export type Committed = App & {
  /** Where it listens, when it was asked to. */
  readonly url: string
  readonly database: Database
}

/** An application of the test's own over the demonstration, where what is done is committed. Listens when asked; its jobs are carried out by `drain`. */
export async function committedApp(
  t: Pick<TestContext, 'after'>,
  options: { listens?: boolean; settings?: Readonly<Record<string, string>> } = {},
): Promise<Committed> {
  const made = await demonstration()
  const database = await open<Tables>({ memory: { template: join(made, 'database.tar') } })
  const directory = workDirectory(made)
  const clock = fixedClock(NOW)
  const connects = await openOver(database, directory, clock, options.settings)
  const listening = options.listens === true ? await openWeb(connects) : undefined
  const app = await appOver(connects, clock, undefined, listening?.app)
  t.after(async () => {
    await (listening === undefined ? app.web.close() : listening.close())
    await connects.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return { ...app, url: connects.listening.url, database }
}

/** An application with migrations only: for what is declared, not what is recorded. */
export async function emptyApp(
  t: Pick<TestContext, 'after'>,
  settings: Readonly<Record<string, string>> = {},
): Promise<App> {
  const database = await open<Tables>({ memory: { template: await template() } })
  const directory = mkdtempSync(join(tmpdir(), 'connects-empty-'))
  const clock = fixedClock(NOW)
  const connects = await openOver(database, directory, clock, settings)
  const app = await appOver(connects, clock)
  t.after(async () => {
    await app.web.close()
    await connects.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return app
}

async function appOver(
  connects: Connects,
  clock: FixedClock,
  client?: pg.PoolClient,
  listening?: FastifyInstance,
): Promise<App> {
  const web = listening ?? (await buildWeb(connects))
  // Injected requests come from this machine, as those of a listener on the loopback address do.
  if (listening === undefined) connects.listening.addresses = ['127.0.0.1']
  await web.ready()
  const known = addressesOf(connects)
  const people = new Map(
    (await connects.platform.directory.cast(connects.db)).map(({ mail, person }) => [mail, person]),
  )
  const personOf = (mail: string): string => people.get(mail) ?? missing(mail, people)
  const written = (): Promise<ReadonlyMap<string, number>> => writtenRows(connects.db)
  const wrote = client === undefined ? {} : { wrote: writesOfReading(written) }
  let look = stateLooks(connects.db)
  return {
    connects,
    web,
    clock,
    known,
    personOf,
    written,
    state: (except) => look(except),
    routeOf: routesOf(connects),
    async browser(mail) {
      const one = browsing({ web, known, ...wrote }, personOf)
      if (mail !== undefined) await one.signIn(mail)
      return one
    },
    program: (mail, options) => callerOf(connects, web, mail, options),
    drain: async () => void (await connects.jobs.drain()),
    async undone(run) {
      if (client === undefined) throw new Error('What is committed cannot be undone.')
      await quiet(client)
      await client.query('savepoint undone')
      try {
        return await run()
      } finally {
        await quiet(client)
        await client.query('rollback to savepoint undone; release savepoint undone')
        // What was found in the middle stands no longer, and nothing is counted as written when it is undone.
        look = stateLooks(connects.db)
      }
    },
  }
}

function missing(mail: string, people: ReadonlyMap<string, string>): never {
  throw new Error(`The demonstration has no person ${mail}; it has ${people.size} others.`)
}

function openOver(
  database: Database,
  directory: string,
  clock: FixedClock,
  settings: Readonly<Record<string, string>> = {},
): Promise<Connects> {
  return openConnects({
    config: configOf(directory, settings),
    clock,
    log: rememberingLog(),
    work: false,
    database,
    markDemonstration: true,
  })
}

function configOf(directory: string, settings: Readonly<Record<string, string>>): Config {
  return readConfig(
    {
      CONNECTS_DATA: join(directory, 'data'),
      CONNECTS_KEY_FILE: join(directory, 'secrets.key'),
      CONNECTS_LOG_LEVEL: 'silent',
      PORT: '0',
      CONNECTS_REQUESTS_PER_MINUTE: '1000000',
      CONNECTS_API_REQUESTS_PER_MINUTE: '1000000',
      CONNECTS_SIGN_INS_PER_HOUR: '10000',
      ...settings,
    },
    directory,
  )
}

function routesOf(connects: Connects): (path: string) => string | undefined {
  const pages = pagesOf(connects).map((one) => ({ path: one.path, pattern: patternOf(one.path) }))
  // An address with a fixed word wins over one with a parameter in its place, as in the server's router.
  const found = (path: string): string | undefined =>
    pages
      .filter((one) => one.pattern.test(path))
      .map((one) => one.path)
      .toSorted((one, other) => one.split(':').length - other.split(':').length)[0]
  return (path) => found(path.split('?')[0] ?? path)
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:[A-Za-z]+/g, '[^/]+')}$`)

function addressesOf(connects: Connects): KnownAddress {
  const pages = pagesOf(connects).map((one) => ({ pattern: patternOf(one.path), posts: one.kind === 'form' }))
  const own = [/^\/assets\//, /^\/api\/openapi\.json$/, /^\/health\/(live|ready)$/]
  return (method, path) =>
    pages.some((one) => one.pattern.test(path) && (method === 'GET' || one.posts)) ||
    (method === 'GET' && own.some((one) => one.test(path)))
}

// What reading may write: when a session or a token was last used, and that something was disclosed.
const KEPT_UP_BY_READING = new Set([
  'auth.session',
  'auth.token',
  'platform.calendar_address',
  'platform.audit_entry',
  'groups.bulletin_receipt',
  'workspaces.name_view',
  'workspaces.panel',
])

function writesOfReading(
  written: () => Promise<ReadonlyMap<string, number>>,
): () => Promise<readonly string[]> {
  let before: ReadonlyMap<string, number> = new Map()
  return async () => {
    const now = await written()
    const changed = [...now]
      .filter(([table, rows]) => rows > (before.get(table) ?? 0) && !KEPT_UP_BY_READING.has(table))
      .map(([table]) => table)
    before = now
    return changed
  }
}

// PostgreSQL counts what a transaction wrote, undone parts included; a rolled-back test is one transaction.
async function writtenRows(db: Database['db']): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ name: string; written: number }>`
    select n.nspname || '.' || c.relname as name,
      (pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid))::int as written
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`.execute(db)
  return new Map(rows.filter((row) => row.written > 0).map((row) => [row.name, row.written]))
}

// What a transaction has found of each table, and how many rows had been written to it when it did.
type Found = {
  readonly transaction: string
  readonly written: ReadonlyMap<string, number>
  readonly states: ReadonlyMap<string, string>
}

// In a rolled-back test, which is one transaction, only what was written to since the last time is looked at again.
function stateLooks(db: Database['db']): (except?: readonly string[]) => Promise<Record<string, string>> {
  let last: Found | undefined
  return async (except = []) => {
    const transaction = await transactionOf(db)
    const written = await writtenRows(db)
    const known = last?.transaction === transaction ? last : undefined
    const isAsItWas = (table: string): boolean =>
      known?.states.has(table) === true && known.written.get(table) === written.get(table)
    const fresh = await statesOf(db, (table) => !isAsItWas(table))
    const states = new Map([...(known?.states ?? []), ...fresh])
    last = { transaction, written, states }
    const counted = [...states].filter(([table]) => !UPKEEP.has(table) && !except.includes(table))
    return Object.fromEntries(counted.toSorted(([one], [other]) => (one < other ? -1 : 1)))
  }
}

async function transactionOf(db: Database['db']): Promise<string> {
  const { rows } = await sql<{ id: string }>`select txid_current()::text as id`.execute(db)
  return rows[0]?.id ?? ''
}

// A row that is changed moves, so places of rows are enough and quicker than contents.
async function statesOf(
  db: Database['db'],
  wanted: (table: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await sql<{ name: string; quoted: string }>`
    select n.nspname || '.' || c.relname as name, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as quoted
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`.execute(db)
  const parts = tables
    .filter(({ name }) => wanted(name))
    .map(
      ({ name, quoted }) =>
        `select '${name}' as name, count(*)::text || ':' || coalesce(sum(hashtext(ctid::text)::bigint), 0)::text as state from ${quoted}`,
    )
  if (parts.length === 0) return new Map()
  const { rows } = await sql.raw<{ name: string; state: string }>(parts.join(' union all ')).execute(db)
  return new Map(rows.map(({ name, state }) => [name, state]))
}

// When a session or token was last used, and how often somebody tried, is written down whatever becomes of a request.
const UPKEEP = new Set(['auth.session', 'auth.token', 'auth.attempt', 'platform.calendar_address'])

function workDirectory(made: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'connects-app-'))
  cpSync(join(made, 'data'), join(directory, 'data'), { recursive: true })
  cpSync(join(made, 'secrets.key'), join(directory, 'secrets.key'))
  return directory
}

/** The directory that holds the demonstration ready made: its database, key and files. Made when its sources have changed. */
async function demonstration(): Promise<string> {
  const place = `${CACHE}demonstration-${sourcesKey()}`
  // It takes half a minute of a core: whoever comes meanwhile waits for it.
  while (!existsSync(place)) {
    if (isTaken(`${place}.making`)) await setTimeout(100)
    else await make(place).finally(() => rmSync(`${place}.making`, { force: true }))
  }
  return place
}

/** Takes the lock, unless a process that is alive has it. Two that take it make two, of which one is kept. */
function isTaken(lock: string): boolean {
  mkdirSync(CACHE, { recursive: true })
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return false
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
  if (!isAlive(owner)) rmSync(lock, { force: true })
  return true
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}

async function make(place: string): Promise<void> {
  const partial = `${place}.${randomUUID()}`
  mkdirSync(partial, { recursive: true })
  const database: PooledDatabase<Tables> & { dump: () => Promise<Uint8Array> } = await openEmbedded<Tables>({
    memory: { template: await template() },
  })
  try {
    const connects = await openOver(database, partial, fixedClock(NOW))
    try {
      await loadDemonstration(connects)
      writeFileSync(join(partial, 'database.tar'), await database.dump())
    } finally {
      await connects.close()
    }
  } catch (error) {
    await database.close()
    rmSync(partial, { recursive: true, force: true })
    throw error
  }
  try {
    renameSync(partial, place)
  } catch (error) {
    // Another process made it meanwhile; theirs is as good.
    if (!existsSync(place)) throw error
    rmSync(partial, { recursive: true, force: true })
  }
  forgetOld()
}

function forgetOld(): void {
  const found = readdirSync(CACHE)
    .filter((name) => /^demonstration-[0-9a-f]+$/.test(name))
    .map((name) => ({ path: CACHE + name, at: statSync(CACHE + name).mtimeMs }))
  for (const { path } of found.toSorted((one, other) => other.at - one.at).slice(TEMPLATES_KEPT))
    rmSync(path, { recursive: true, force: true })
}

// What decides what the demonstration records: its data and story, the actions that tell it and their rules.
const TELLS_IT =
  /^data\/|^src\/app\/(demo|importing|modules)\.ts$|^src\/platform\/(actions|fields|module|money|search|time)\/|^src\/modules\/[a-z-]+\/(demo|actions|rules|imports|module|queries|roles|search)/

function sourcesKey(): string {
  const hash = createHash('sha256').update(
    JSON.stringify([engineVersion(), migrationHashes(allOwners()), NOW]),
  )
  for (const folder of ['src', 'data']) {
    const names = readdirSync(ROOT + folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .toSorted()
    for (const name of names)
      if (TELLS_IT.test(name.slice(ROOT.length)) && !name.endsWith('.test.ts'))
        hash.update(name.slice(ROOT.length)).update(readFileSync(name))
  }
  return hash.digest('hex').slice(0, 24)
}
