// The connection every query goes through, on either engine: node-postgres with our types, whose parameters
// are prepared before they are sent.
import pg from 'pg'
import { prepared } from './values.ts'

type Query = { values?: unknown[] }

/** node-postgres' client, with Temporal and bigint allowed as parameters. */
export class Client extends pg.Client {
  // The overloads of node-postgres' query cannot be restated one by one; the arguments pass through unchanged
  // but for their values.
  override query(first: any, values?: any, callback?: any): any {
    if (Array.isArray(values)) return super.query(first, values.map(prepared), callback)
    const config = first as Query | string
    if (typeof config === 'object' && Array.isArray(config.values)) {
      config.values = config.values.map(prepared)
    }
    return super.query(first, values, callback)
  }
}

const NAMED_AT_MOST = 400
const CHANGED_SHAPE = '0A000'
const IN_FAILED_TRANSACTION = '25P02'

type Use = { name: string | undefined; readonly mayName: boolean }

/**
 * A client that has its session for good: a statement seen twice is prepared under a name and neither read nor planned
 * again, which halves the work of most queries. Behind a pooler that hands sessions round between transactions names
 * would not hold; there every statement is sent whole (CONNECTS_DATABASE_POOLER=yes).
 */
export class LastingClient extends Client {
  readonly #uses = new Map<string, Use>()
  #named = 0

  override query(first: any, values?: any, callback?: any): any {
    if (
      typeof first !== 'string' ||
      !Array.isArray(values) ||
      values.length === 0 ||
      callback !== undefined
    ) {
      return super.query(first, values, callback)
    }
    const name = this.#nameOf(first)
    if (name === undefined) return super.query(first, values)
    return super.query({ name, text: first, values }).catch((error: unknown) => {
      if (!(error instanceof pg.DatabaseError) || error.code !== CHANGED_SHAPE) throw error
      // A migration changed what the statement returns: from now on it is sent whole. Inside a transaction, which this
      // has ended, whoever runs it runs it again.
      this.#uses.set(first, { name: undefined, mayName: false })
      return super.query(first, values).catch((again: unknown) => {
        throw again instanceof pg.DatabaseError && again.code === IN_FAILED_TRANSACTION ? error : again
      })
    })
  }

  // Named at its second use: a text that comes once is not worth a name.
  #nameOf(text: string): string | undefined {
    const use = this.#uses.get(text)
    if (use === undefined && this.#uses.size < NAMED_AT_MOST)
      this.#uses.set(text, { name: undefined, mayName: true })
    if (use === undefined || !use.mayName) return undefined
    use.name ??= `kept_${++this.#named}`
    return use.name
  }
}
