// The audit's tables as types. Digests and transaction numbers are read and written as text through SQL,
// so that no driver's idea of bytea or xid8 can change what is hashed.
import type { Generated, InstantColumn, Json } from '#platform/database/index.ts'

export interface AuditEntryTable {
  id: string
  at: InstantColumn
  action: string
  door: string
  actor_kind: 'person' | 'visitor' | 'system' | 'operator' | 'device'
  actor: string | null
  subject: string | null
  facts: Json<Record<string, unknown>>
  personal_digest: Uint8Array | null
  request: string | null
  xid: Generated<string>
}

export interface AuditPersonalTable {
  entry: string
  salt: Uint8Array
  contents: Json<Record<string, unknown>>
}

export interface AuditSealTable {
  number: bigint
  server: string
  from_xid: string | null
  to_xid: string
  entries: number
  digest: Uint8Array
  previous: Uint8Array | null
  hash: Uint8Array
  sealed_at: InstantColumn
}

export interface AuditSealedTable {
  entry: string
  seal: bigint
  position: number
  digest: Uint8Array
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'platform.audit_entry': AuditEntryTable
    'platform.audit_personal': AuditPersonalTable
    'platform.audit_seal': AuditSealTable
    'platform.audit_sealed': AuditSealedTable
  }
}
