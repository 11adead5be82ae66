// Opens the database through one code path: a PostgreSQL server when an address is given, else the embedded
// engine over the data directory. Everything above sees only a Kysely handle and a few words about the engine.
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { Kysely, PostgresDialect, type QueryResult } from 'kysely'
import { Refusal } from '../errors/index.ts'
import { Client, LastingClient } from './client.ts'
import { EMBEDDED_RELEASE, prepareDirectory, startEmbedded, type EmbeddedEngine } from './embedded.ts'
import { failureOf } from './errors.ts'
import { checkedChannel, listenOnPool, listenOnServer, type Listening, type Unlisten } from './listening.ts'
import { lockDirectory } from './lock.ts'
import { ourTypes } from './values.ts'

export type Engine = 'pglite' | 'postgres'

export type DatabaseOptions = {
  /** The address of a PostgreSQL server; without one the embedded engine runs. */
  readonly url?: string | undefined
  /** Where the embedded engine keeps its files, under `database`. */
  readonly dataDir?: string | undefined
  /** An embedded database that is gone when it is closed, started from a dump when one is named. For tests. */
  readonly memory?: true | { readonly template: string } | undefined
  /** Connections to the server. The embedded engine always has one. */
  readonly connections?: number | undefined
  /** Whether a pooler hands the server's sessions round between transactions. */
  readonly pooler?: boolean | undefined
  /** Where a copy of an empty embedded database is kept to make the next first start quick. */
  readonly cacheDir?: string | undefined
  /** Told of what the database does outside any query: a lost idle connection, a listener connecting again. */
  readonly lost?: ((error: unknown) => void) | undefined
}

// Kysely's tables are declared at the front door, where the modules add theirs.
export type AnyTables = any

export type OpenedDatabase<T> = {
  readonly db: Kysely<T>
  readonly engine: Engine
  /** What this engine promises about acknowledged changes, in words for the start page and the readiness report. */
  readonly promise: string
  /** Runs text as it is, with node-postgres' own types: the shape that pg-boss asks for. */
  readonly executeSql: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>
  /** Calls back with each word sent on the channel, from any process. An empty word after a lost connection means "look again". */
  readonly listen: (channel: string, heard: (payload: string) => void) => Promise<Unlisten>
  /** Sends a word on the channel now. Inside an action use `notifyIn`, which waits for the commit. */
  readonly notify: (channel: string, payload: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** With the pool in the open, for tests that keep one connection to themselves. */
export type PooledDatabase<T> = OpenedDatabase<T> & { readonly pool: pg.Pool }
/** The embedded engine can also be dumped; only templates for tests need that. */
export type EmbeddedDatabase<T> = PooledDatabase<T> & { readonly dump: () => Promise<Uint8Array> }

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/connects/', import.meta.url))
const STATEMENT_MS = 60_000

/** Opens PostgreSQL by its address, or the embedded engine over a data directory or in memory. */
export async function open<T>(options: DatabaseOptions): Promise<PooledDatabase<T>> {
  return options.url === undefined ? openEmbedded<T>(options) : openServer<T>(options.url, options)
}

/** Opens the embedded engine, with the means to dump it. */
export async function openEmbedded<T>(options: DatabaseOptions): Promise<EmbeddedDatabase<T>> {
  if (options.memory !== undefined) {
    const template = options.memory === true ? undefined : options.memory.template
    const engine = await startEmbedded({ template })
    return embedded<T>(
      engine,
      'It is in memory: nothing is kept when the process ends.',
      options,
      () => undefined,
    )
  }
  const dataDir = options.dataDir
  if (dataDir === undefined) throw new TypeError('An embedded database needs a data directory.')
  const lock = lockDirectory(dataDir)
  try {
    const directory = await prepareDirectory(dataDir, options.cacheDir ?? CACHE)
    const engine = await startEmbedded({ directory })
    const promise = `It runs inside this process, over its own data directory, for this process alone. An acknowledged change has been flushed to the disk: it survives a crash and a power cut. Take backups; there is no second copy.`
    return embedded<T>(engine, promise, options, lock.release)
  } catch (error) {
    lock.release()
    throw error
  }
}

function embedded<T>(
  engine: EmbeddedEngine,
  words: string,
  options: DatabaseOptions,
  release: () => void,
): EmbeddedDatabase<T> {
  // One connection that stays: the engine has one session, and LISTEN lives in it.
  const listening = listenOnPool()
  const pool = new pg.Pool({
    Client: LastingClient,
    types: ourTypes,
    stream: engine.socket,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
    connectionTimeoutMillis: STATEMENT_MS,
    onConnect: listening.attend,
  } as pg.PoolConfig)
  attendFaults(pool, options.lost)
  listening.over(pool)
  const database = overPool<T>(pool, 'pglite', listening, async () => {
    await engine.close()
    release()
  })
  return {
    ...database,
    promise: `Embedded PostgreSQL ${EMBEDDED_RELEASE} (PGlite). ${words}`,
    dump: engine.dump,
  }
}

async function openServer<T>(url: string, options: DatabaseOptions): Promise<PooledDatabase<T>> {
  const lost = options.lost ?? (() => undefined)
  const settings = { types: ourTypes, ...serverSettings(url) }
  const pool = new pg.Pool({
    ...settings,
    Client: options.pooler === true ? Client : LastingClient,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 10_000,
  } as pg.PoolConfig)
  attendFaults(pool, lost)
  const listening = listenOnServer(() => new Client(settings as pg.ClientConfig), lost)
  const database = overPool<T>(pool, 'postgres', listening, async () => undefined)
  try {
    return { ...database, promise: await promiseOfServer(pool) }
  } catch (error) {
    await database.close()
    throw failureOf(error) ?? error
  }
}

// A connection may be lost while nobody is asking it anything; without a listener that would end the process.
function attendFaults(pool: pg.Pool, lost: (error: unknown) => void = () => undefined): void {
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', () => undefined))
}

function serverSettings(url: string): pg.ClientConfig {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Refusal(
      'invalid',
      'platform.database.address',
      'DATABASE_URL must be an address of the form postgresql://user:password@host:5432/database.',
    )
  }
  const own = new URL(url).searchParams.get('options')
  return {
    connectionString: url,
    application_name: 'connects',
    keepAlive: true,
    // Dates are computed in London by us, never by the server's own time zone.
    ...(own === null ? { options: '-c TimeZone=UTC -c DateStyle=ISO,YMD' } : {}),
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
  }
}

const OLDEST_SERVER = 150_000

async function promiseOfServer(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ version: string; number: number; fsync: string; commit: string }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
            current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
  )
  const server = rows[0]!
  if (server.number < OLDEST_SERVER) {
    throw new Refusal(
      'conflict',
      'platform.database.too-old',
      `The server runs PostgreSQL ${server.version}; Connects needs 15 or later.`,
    )
  }
  const durable = server.fsync === 'on' && server.commit !== 'off'
  const words = durable
    ? 'An acknowledged change has been flushed to that server’s disk; copies and backups are that server’s.'
    : 'That server is set to acknowledge changes before they are on its disk, so a power cut may lose the last of them.'
  return `PostgreSQL ${server.version} on a server of its own, for any number of processes. ${words}`
}

function overPool<T>(
  pool: pg.Pool,
  engine: Engine,
  listening: Listening,
  after: () => Promise<void>,
): Omit<PooledDatabase<T>, 'promise'> {
  const db = new Kysely<T>({ dialect: new PostgresDialect({ pool }) })
  let closing: Promise<void> | undefined
  return {
    pool,
    db,
    engine,
    // The types are given with the query: pg-boss reads the dates and numbers it is used to.
    executeSql: async (text, values) =>
      pool.query({ text, types: pg.types, ...(values === undefined ? {} : { values }) }),
    listen: listening.listen,
    notify: async (channel, payload) => {
      await pool.query('select pg_notify($1, $2)', [checkedChannel(channel), payload])
    },
    close: () =>
      (closing ??= (async () => {
        await listening.close()
        await (pool.ended ? undefined : pool.end())
        await after()
      })()),
  }
}

/** Sends a word on the channel when, and only when, the transaction commits. */
export async function notifyIn(tx: Kysely<AnyTables>, channel: string, payload: string): Promise<void> {
  const query = tx.selectNoFrom((eb) =>
    eb.fn('pg_notify', [eb.val(checkedChannel(channel)), eb.val(payload)]).as('sent'),
  )
  await query.execute()
}

/** The shape pg-boss asks for, over an open transaction: what it sends is committed or undone with the rest. */
export function executeSqlIn(tx: Kysely<AnyTables>): Pick<OpenedDatabase<unknown>, 'executeSql'> {
  return {
    async executeSql(text, values = []) {
      const raw = {
        sql: text,
        parameters: values,
        query: { kind: 'RawNode', sqlFragments: [text], parameters: [] },
        queryId: { queryId: '' },
      }
      const result: QueryResult<Record<string, unknown>> = await tx.executeQuery(raw as never)
      return { rows: result.rows.map(asPgBossReads) }
    },
  }
}

function asPgBossReads(row: Record<string, unknown>): Record<string, unknown> {
  const read = (value: unknown): unknown => {
    if (value instanceof Temporal.Instant) return new Date(value.epochMilliseconds)
    return typeof value === 'bigint' ? value.toString() : value
  }
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, read(value)]))
}
