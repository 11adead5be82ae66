// What was announced, and which requests were carried out already.
import type { InstantColumn, Json } from '../database/index.ts'

export interface AnnouncementTable {
  id: string
  name: string
  about: string
  ids: Json<Readonly<Record<string, string>>>
  entry_id: string
  announced_at: InstantColumn
}

export interface IdempotencyTable {
  actor: string
  key: string
  action: string
  digest: string
  result: Json<unknown> | null
  created_at: InstantColumn
}

declare module '../database/index.ts' {
  interface Tables {
    'platform.announcement': AnnouncementTable
    'platform.idempotency': IdempotencyTable
  }
}
