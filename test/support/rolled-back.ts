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
  readonly #turns: Set<Promise<void>>
  #free: Promise<void> = Promise.resolve()
  #release: () => void = () => undefined

  constructor(client: pg.PoolClient) {
    this.#connection = new SavepointConnection(client)
    this.#turns = speaking.get(client) ?? new Set()
    speaking.set(client, this.#turns)
  }

  async init(): Promise<void> {}

  // As on the embedded engine, a query outside the open transaction waits for it; in a test that is a mistake.
  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#free
    let release = (): void => undefined
    const turn = new Promise<void>((done) => (release = done))
    this.#free = turn
    this.#turns.add(turn)
    void turn.then(() => this.#turns.delete(turn))
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

// Who speaks on each connection, and who waits to: whole transactions, with what begins and ends them.
const speaking = new WeakMap<pg.PoolClient, Set<Promise<void>>>()

/**
 * When nobody speaks or waits to any more. Whoever opens, undoes or ends a part of the transaction from outside waits
 * for it: a statement left under way (of a request whose answer had been given) would end its own savepoint in the
 * middle, and with it whatever was begun after it.
 */
export async function quiet(client: pg.PoolClient): Promise<void> {
  const turns = speaking.get(client)
  while (turns !== undefined && turns.size > 0) {
    await Promise.all(turns)
    // Whoever waited for one may ask the next.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

class SavepointConnection implements DatabaseConnection {
  inTransaction = false
  readonly #client: pg.PoolClient

  constructor(client: pg.PoolClient) {
    this.#client = client
  }

  async run(text: string): Promise<void> {
    await this.#client.query(text)
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.inTransaction) return this.#ask<R>(query)
    await this.run('savepoint one_statement')
    try {
      return await this.#ask<R>(query)
    } catch (error) {
      await this.run('rollback to savepoint one_statement')
      throw error
    } finally {
      await this.run('release savepoint one_statement')
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
