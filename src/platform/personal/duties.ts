// The two duties towards a person that every module shares in: showing what is held, and letting go when they leave.
import { sql, type Db, type Tx } from '../database/index.ts'
import type { PersonalReference } from './reference.ts'

export type AccessSection = {
  readonly title: string
  readonly column: string
  readonly rows: readonly Readonly<Record<string, string>>[]
  /** "forgotten when you leave", or why it is kept. */
  readonly fate: string
}

/** Everything held about a person, section by section, empty ones included so that "nothing" is also an answer. */
export async function accessExport(
  db: Db,
  references: readonly PersonalReference[],
  personId: string,
): Promise<AccessSection[]> {
  const sections: AccessSection[] = []
  for (const reference of references) {
    sections.push({
      title: reference.title,
      column: reference.column,
      rows: await reference.held(db, personId),
      fate: 'keep' in reference.leaving ? `Kept: ${reference.leaving.keep}` : 'Forgotten when you leave',
    })
  }
  return sections
}

/** Lets go of a person in every module that forgets, within the caller's transaction. */
export async function forgetLeaver(
  tx: Tx,
  references: readonly PersonalReference[],
  personId: string,
  today: Temporal.PlainDate,
): Promise<void> {
  for (const { leaving } of references) if ('forget' in leaving) await leaving.forget(tx, personId, today)
}

/** The columns that point at the table of people (by foreign key) and that no module has declared; a test keeps this empty. */
export async function undeclaredReferences(
  db: Db,
  references: readonly PersonalReference[],
  people: { readonly schema: string; readonly table: string },
): Promise<string[]> {
  const found = await sql<{ column: string }>`
    select n.nspname || '.' || c.relname || '.' || a.attname as column
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
    join pg_class target on target.oid = k.confrelid join pg_namespace tn on tn.oid = target.relnamespace
    where k.contype = 'f' and tn.nspname = ${people.schema} and target.relname = ${people.table}
    order by 1`.execute(db)
  const declared = new Set(references.map((reference) => reference.column))
  return found.rows.map((row) => row.column).filter((column) => !declared.has(column))
}
