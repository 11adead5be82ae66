// The installation's one row: who it is, when it was made, and whether it is a demonstration. That is decided
// when it is made and never later, because a demonstration lets anybody sign in as anybody.
import type { Kysely, Selectable } from 'kysely'
import { Refusal } from '../errors/index.ts'
import type { InstallationTable } from './schema.ts'

type Has = { 'platform.installation': InstallationTable }
export type Installation = Pick<Selectable<InstallationTable>, 'id' | 'created_at' | 'demonstration'>

/** The installation, or undefined before it has been set up. */
export async function installationOf<T extends Has>(db: Kysely<T>): Promise<Installation | undefined> {
  const table = db as unknown as Kysely<Has>
  return table
    .selectFrom('platform.installation')
    .select(['id', 'created_at', 'demonstration'])
    .executeTakeFirst()
}

/** Marks a new database as this installation's; refuses when it is one already. */
export async function createInstallation<T extends Has>(db: Kysely<T>, row: Installation): Promise<void> {
  const table = db as unknown as Kysely<Has>
  const made = await table
    .insertInto('platform.installation')
    .values(row)
    .onConflict((conflict) => conflict.column('single').doNothing())
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 1n) return
  throw new Refusal(
    'conflict',
    'platform.installation.exists',
    'This database already holds an installation. Set up another one in a database of its own.',
  )
}
