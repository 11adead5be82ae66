// Loaded before the server, in the bench's own process of it: writes down the statements that one request sends to PostgreSQL.
// SIGUSR2 begins, and again ends; what was sent between is left in the file that BENCH_STATEMENTS names.
import { writeFileSync } from 'node:fs'
import { serialize } from 'node:v8'
import { isMainThread } from 'node:worker_threads'
import pg from 'pg'

export type Statement = { readonly text: string; readonly values: readonly unknown[] }

const file = process.env['BENCH_STATEMENTS']
if (isMainThread && file !== undefined) {
  const state: { heard: Statement[] | undefined } = { heard: undefined }
  const { query } = pg.Client.prototype as unknown as { query: (...words: unknown[]) => unknown }
  Object.assign(pg.Client.prototype, {
    query(this: unknown, first: unknown, values: unknown, callback: unknown): unknown {
      const config =
        typeof first === 'string' ? { text: first, values } : (first as { text: string; values?: unknown })
      state.heard?.push({ text: config.text, values: Array.isArray(config.values) ? config.values : [] })
      return query.call(this, first, values, callback)
    },
  })
  process.on('SIGUSR2', () => {
    writeFileSync(file, serialize(state.heard ?? []))
    state.heard = state.heard === undefined ? [] : undefined
  })
}
