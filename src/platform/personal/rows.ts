// The common reference: rows of what it was and when, kept for a reason or forgotten by an update.
import type { Db, Tx } from '../database/index.ts'
import { formatDate, londonDate } from '../time/index.ts'
import { personalReference, type PersonalReference } from './reference.ts'

export type HeldRow = { readonly what: string; readonly at: Temporal.PlainDate | Temporal.Instant | null }

export type RowsReference = {
  /** "schema.table.column" of the reference. */
  readonly column: string
  readonly title: string
  /** What is held, and when. */
  readonly rows: (db: Db, personId: string) => Promise<{ readonly rows: readonly HeldRow[] }>
  /** Why it stays; asked where nothing is forgotten. */
  readonly keep: string
  readonly forget?: (tx: Tx, personId: string, today: Temporal.PlainDate) => Promise<unknown>
}

const dayOf = (at: HeldRow['at']): string =>
  at === null ? '' : formatDate(at instanceof Temporal.Instant ? londonDate(at) : at)

/** Declares a reference whose holdings are read as rows of what and when. */
export function rowsReference({ column, title, rows, keep, forget }: RowsReference): PersonalReference {
  return personalReference({
    column,
    title,
    held: async (db, personId) =>
      (await rows(db, personId)).rows.map((row) => ({ What: row.what, When: dayOf(row.at) })),
    leaving:
      forget === undefined
        ? { keep }
        : { forget: async (tx, personId, today) => void (await forget(tx, personId, today)) },
  })
}
