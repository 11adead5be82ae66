// Writing the rows of a file, and what a file with faults did.
import type { Inside } from '#platform/actions/index.ts'
import type { ImportLine, ImportOutcome } from '#platform/module/index.ts'

const CHUNK = 500

/** What a file with faults did: nothing. */
export const nothing = (faults: readonly ImportLine[]): ImportOutcome => ({
  created: 0,
  changed: 0,
  unchanged: 0,
  faults,
})

/** Writes rows some hundreds at a time. */
export async function inChunks<T>(rows: readonly T[], write: (some: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += CHUNK) await write(rows.slice(at, at + CHUNK))
}

type NewSubject = {
  readonly id: string
  readonly noun: string
  readonly title: string
  readonly audience: string
}

/** Enters the records that others may attach to, and by which they are found. */
export async function subjects(inside: Inside, rows: readonly NewSubject[]): Promise<void> {
  await inChunks(rows, (some) =>
    inside.tx
      .insertInto('platform.subject')
      .values(some.map((row) => ({ ...row, module: 'organisations', ended_on: null })))
      .execute(),
  )
  for (const { id, noun } of rows) inside.found(`organisations.${noun}`, id)
}
