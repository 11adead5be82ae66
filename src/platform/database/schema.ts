// The platform's own tables: the records that others attach to, what was migrated, and the installation itself.
import type { ColumnType, Generated } from 'kysely'
import type { DateColumn, InstantColumn } from './values.ts'

/** A record of any module that others may attach to (notes, risks, files), named without importing its module. */
export interface SubjectTable {
  id: string
  module: string
  noun: string
  title: string
  /** Who may know of it: a key its own module gives and understands. */
  audience: string
  ended_on: DateColumn | null
}

export interface MigrationTable {
  owner: string
  name: string
  sha256: string
  applied_at: ColumnType<Temporal.Instant, never, never>
}

/** One row: this installation, marked as a demonstration at its creation or never. */
export interface InstallationTable {
  single: Generated<boolean>
  id: string
  created_at: InstantColumn
  demonstration: boolean
}
