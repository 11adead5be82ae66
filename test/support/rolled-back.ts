// A dialect in which everything happens inside one transaction that is never committed: what the code under test
// calls a transaction is a savepoint, and a statement that fails on its own is undone on its own.
import type pg from 'pg'
import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
} from 'kysely'

const PATIENCE_MS = 10_000

/** Kysely's dialect over one client on which a transaction has been begun by the caller, who also rolls it back. */
export function rolledBackDialect(client: pg.PoolClient): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
    createDriver: () => new RolledBackDriver(client),
  }
}

class RolledBackDriver implements Driver {
  readonly #connection: SavepointConnection
  readonly #state: State
  #release: () => void = () => undefined

  constructor(client: pg.PoolClient) {
    this.#state = stateOf(client)
    this.#connection = new SavepointConnection(client, this.#state)
  }

  async init(): Promise<void> {}

  // As on the embedded engine, a query outside the open transaction waits for it; in a test that is a mistake.
  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#state.free
    let release = (): void => undefined
    const turn = new Promise<void>((done) => (release = done))
    this.#state.free = turn
    this.#state.turns.add(turn)
    void turn.then(() => this.#state.turns.delete(turn))
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, failed) => {
      const sentence =
        'A query outside the open transaction waited for it in vain: inside an action use inside.tx.'
      timer = setTimeout(() => failed(new Error(sentence)), PATIENCE_MS)
    })
    try {
      await Promise.race([before, late])
    } catch (error) {
      // Whoever comes later waits for the same one, not for this.
      void before.then(release)
      throw error
    } finally {
      clearTimeout(timer)
    }
    this.#release = release
    return this.#connection
  }

  async releaseConnection(): Promise<void> {
    this.#release()
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.run('savepoint kept_transaction')
    this.#connection.inTransaction = true
  }

  // A commit is where a deferred constraint speaks.
  async commitTransaction(): Promise<void> {
    await this.#connection.run(
      'set constraints all immediate; set constraints all deferred; release savepoint kept_transaction',
    )
    this.#connection.inTransaction = false
    if (this.#state.before === 'here') this.#state.before = 'behind'
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection.inTransaction = false
    await this.#connection.run('rollback to savepoint kept_transaction; release savepoint kept_transaction')
  }

  async savepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    await this.#connection.run(`savepoint "${name}"`)
  }

  async rollbackToSavepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    await this.#connection.run(`rollback to savepoint "${name}"`)
  }

  async releaseSavepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    await this.#connection.run(`release savepoint "${name}"`)
  }

  async destroy(): Promise<void> {}
}

type State = {
  /** Who speaks on the connection, and who waits to: whole transactions, with what begins and ends them. */
  readonly turns: Set<Promise<void>>
  /** When the last of them has spoken. A handle that an earlier test left behind waits for it too. */
  free: Promise<void>
  /**
   * The savepoint that a statement which fails on its own goes back to: none, one that stands where everything written is
   * kept, or one behind which something has been written since. Reading moves nothing, so one serves many reads, which
   * spares two of every three questions to the database.
   */
  before: 'none' | 'here' | 'behind'
}

const states = new WeakMap<pg.PoolClient, State>()

function stateOf(client: pg.PoolClient): State {
  const state = states.get(client) ?? { turns: new Set(), free: Promise.resolve(), before: 'none' }
  states.set(client, state)
  return state
}

/**
 * When nobody speaks or waits to any more. Whoever opens, undoes or ends a part of the transaction from outside waits
 * for it: a statement left under way (of a request whose answer had been given, or of the job library, which looks after
 * its queues by the clock) would end its own savepoint in the middle, and with it whatever was begun after it.
 */
export async function quiet(client: pg.PoolClient): Promise<void> {
  const state = stateOf(client)
  while (state.turns.size > 0) {
    await Promise.all(state.turns)
    // Whoever waited for one may ask the next.
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (state.before === 'none') return
  state.before = 'none'
  await client.query('release savepoint one_statement')
}

// What may write; a function of a schema of ours may.
const MAY_WRITE = /\b(?:insert|update|delete|merge|nextval|setval|set_config)\b|\b\w+"?\."?\w+"?\(/i
const READS = /^\s*(?:select|with)\b/i

const onlyReads = (text: string): boolean => READS.test(text) && !MAY_WRITE.test(text)

class SavepointConnection implements DatabaseConnection {
  inTransaction = false
  readonly #client: pg.PoolClient
  readonly #state: State

  constructor(client: pg.PoolClient, state: State) {
    this.#client = client
    this.#state = state
  }

  async run(text: string): Promise<void> {
    await this.#client.query(text)
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.inTransaction) return this.#ask<R>(query)
    if (this.#state.before !== 'here') {
      const release = this.#state.before === 'behind' ? 'release savepoint one_statement; ' : ''
      await this.run(`${release}savepoint one_statement`)
      this.#state.before = 'here'
    }
    try {
      const result = await this.#ask<R>(query)
      if (!onlyReads(query.sql)) this.#state.before = 'behind'
      return result
    } catch (error) {
      await this.run('rollback to savepoint one_statement')
      throw error
    }
  }

  async #ask<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.#client.query(query.sql, [...query.parameters])
    const wrote = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command)
    return { rows: (rows ?? []) as R[], ...(wrote ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not offered in a rolled-back test; use committedDatabase().')
  }
}
