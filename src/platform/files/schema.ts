// The table of files that people have put up.
import type { InstantColumn } from '#platform/database/index.ts'
import type { FileType } from './kinds.ts'

export type FileTable = {
  id: string
  sha256: string
  name: string
  type: FileType
  bytes: bigint
  owner_subject: string
  created_at: InstantColumn
  purged_at: InstantColumn | null
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'platform.file': FileTable
  }
}
