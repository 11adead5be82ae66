// One row for each record that can be found.
import type { ColumnType, DateColumn } from '../database/index.ts'

export interface SearchEntryTable {
  kind: string
  id: string
  title: string
  words: string
  href: string
  at: DateColumn | null
  body: string | null
  audience: ColumnType<readonly string[], string[], string[]>
  vector: ColumnType<string, never, never>
}

declare module '../database/index.ts' {
  interface Tables {
    'platform.search_entry': SearchEntryTable
  }
}
