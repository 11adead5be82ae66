// One row for each record that can be found, one for each list of keys that records share, one for each file read.
import type { ColumnType, DateColumn, Generated, InstantColumn } from '../database/index.ts'

export interface SearchAudienceTable {
  id: string
  keys: ColumnType<readonly string[], string[], string[]>
}

export interface SearchEntryTable {
  kind: string
  id: string
  title: string
  words: string
  href: string
  at: DateColumn | null
  body: string | null
  audience_id: string
  /** The title's words alone. */
  title_vector: string
  /** Title, words, and what the filters ask for. */
  vector: string
}

export interface SearchFileTable {
  file_id: string
  words: string
  /** Why nothing could be read; null where something was. */
  note: string | null
  read_at: InstantColumn
}

export interface SearchStateTable {
  single: Generated<boolean>
  built_at: InstantColumn | null
  checked_at: InstantColumn | null
  checked: Generated<number>
  repaired: Generated<number>
}

declare module '../database/index.ts' {
  interface Tables {
    'platform.search_audience': SearchAudienceTable
    'platform.search_entry': SearchEntryTable
    'platform.search_file': SearchFileTable
    'platform.search_state': SearchStateTable
  }
}
