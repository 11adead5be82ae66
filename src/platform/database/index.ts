// The one database: opened over the embedded engine or a PostgreSQL server alike, migrated under a lock, and
// read and written through Kysely with every module's tables in one list.
import type { Kysely, Transaction } from 'kysely'
import { open, type DatabaseOptions, type OpenedDatabase } from './open.ts'
import type { InstallationTable, MigrationTable, SubjectTable } from './schema.ts'

/** Every table, by `schema.table`. Each module adds its own in its schema.ts. */
export interface Tables {
  'platform.subject': SubjectTable
  'platform.migration': MigrationTable
  'platform.installation': InstallationTable
}

/** A handle for reading, outside or inside a transaction. */
export type Db = Kysely<Tables>
/** A handle inside a transaction. */
export type Tx = Transaction<Tables>
export type Database = OpenedDatabase<Tables>

/** Opens PostgreSQL by its address, or the embedded engine over a data directory or in memory. */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return open<Tables>(options)
}

export {
  sql,
  type ColumnType,
  type Generated,
  type Insertable,
  type RawBuilder,
  type Selectable,
  type Updateable,
} from 'kysely'
export {
  json,
  type DateColumn,
  type InstantColumn,
  type Json,
  type JsonText,
  type Optional,
  type OptionalDate,
  type OptionalInstant,
  type OptionalPence,
  type PenceColumn,
} from './values.ts'
export { notifyIn, executeSqlIn, type DatabaseOptions, type Engine } from './open.ts'
export { constraintOf, failureOf, isSerializationFailure, type BrokenConstraint } from './errors.ts'
export { migrate, pendingMigrations, ownersUnder, type Applied, type Owner } from './migrate.ts'
export { compareSchema, directionFaults, namingFaults } from './schema-check.ts'
export { backup, type BackupOptions, type Copied } from './backup.ts'
export { restore, type Restored, type RestoreOptions } from './restore.ts'
export { check, moveTo, type Checked } from './move.ts'
export { createInstallation, installationOf, type Installation } from './installation.ts'
