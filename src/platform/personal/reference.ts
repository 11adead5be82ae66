// One reference to a person: the column that holds it, its words for the person, and its fate.
import type { Db, Tx } from '../database/index.ts'

/** What happens to the reference when the person has left: forgotten by an update of the declaring module's own tables, or kept for a stated reason. */
export type Leaving =
  | { readonly forget: (tx: Tx, personId: string, today: Temporal.PlainDate) => Promise<void> }
  | { readonly keep: string }

export type PersonalReference = {
  /** "schema.table.column" of the reference. */
  readonly column: string
  /** What it is, as the person would call it: "Meetings you attended". */
  readonly title: string
  /** What is held, for a subject access request (UK GDPR Article 15): rows of labels and plain values. */
  readonly held: (db: Db, personId: string) => Promise<readonly Readonly<Record<string, string>>[]>
  readonly leaving: Leaving
}

/** Declares a reference to a person. */
export function personalReference(sketch: PersonalReference): PersonalReference {
  return sketch
}
