// The connection every query goes through, on either engine: node-postgres with our types, whose parameters
// are prepared before they are sent.
import pg from 'pg'
import { prepared } from './values.ts'

type Query = { values?: unknown[] }

/** node-postgres' client, with Temporal and bigint allowed as parameters. */
export class Client extends pg.Client {
  // The overloads of node-postgres' query cannot be restated one by one; the arguments pass through unchanged
  // but for their values.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  override query(first: any, values?: any, callback?: any): any {
    if (Array.isArray(values)) return super.query(first, values.map(prepared), callback)
    const config = first as Query | string
    if (typeof config === 'object' && Array.isArray(config.values)) {
      config.values = config.values.map(prepared)
    }
    return super.query(first, values, callback)
  }
}
