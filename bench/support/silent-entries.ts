// What stands in for the audit's entries where the bench measures without them.
export { erasePersonal, historyOf } from '../../src/platform/audit/entries.ts'

/** Writes nothing. */
export function writeEntry(): Promise<void> {
  return Promise.resolve()
}
