// The addresses at which calendar programs read. Only the digest of each is kept.
import type { DateColumn, Generated, InstantColumn } from '#platform/database/index.ts'

export interface CalendarAddressTable {
  id: string
  of_kind: string
  of_id: string
  /** With whose eyes it is read. */
  person: string
  secret_hash: Uint8Array
  name: string
  /** Says when time is taken, and nothing else. */
  busy_only: Generated<boolean>
  created_at: InstantColumn
  revoked_at: InstantColumn | null
  last_read_on: DateColumn | null
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'platform.calendar_address': CalendarAddressTable
  }
}
