// The table that holds enciphered secrets. Nothing of it may be exported, searched or logged.
import type { InstantColumn } from '#platform/database/index.ts'

export type SecretTable = {
  id: string
  owner: string
  name: string
  key_id: string
  wrapped_key: Uint8Array
  nonce: Uint8Array
  ciphertext: Uint8Array
  created_at: InstantColumn
  changed_at: InstantColumn
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'platform.secret': SecretTable
  }
}
