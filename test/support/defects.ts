// What the application wrote down of its own defects, so that a test that meets one says where it is.
import assert from 'node:assert/strict'
import { openLog, type Log } from '#platform/log/index.ts'

const KEPT = 5
const lines: string[] = []

/** A log that writes nothing and remembers the last errors of this process. */
export function rememberingLog(): Log {
  return openLog({
    level: 'error',
    to: { write: (line) => void (lines.push(line) > KEPT && lines.shift()) },
  })
}

/** Fails when an answer is a 500, with what the log says of it; the request's reference leads from one to the other. */
export function assertNoDefect(status: number, asked: string, body: string): void {
  if (status !== 500) return
  assert.fail(`${asked} is a defect: ${body.slice(0, 400)}\n${lines.join('')}`)
}
