// The tables of sign-in as types. No row of them opens anything by itself (A7).
import type { Generated, InstantColumn, Json } from '#platform/database/index.ts'

export type SessionEnd = 'signed-out' | 'revoked' | 'replaced' | 'left' | 'provider-removed'
export type Way = 'code' | 'provider' | 'cast'

export type ProviderTable = {
  id: string
  owner: string
  issuer: string
  client_id: string
  vouches_for_mail: boolean
  added_at: InstantColumn
  removed_at: InstantColumn | null
  version: Generated<number>
}

export type IdentityTable = { issuer: string; subject: string; person: string; bound_at: InstantColumn }

export type BreakGlassTable = { person: string; reason: string; added_at: InstantColumn }

export type SessionTable = {
  id: string
  secret_hash: Uint8Array
  person: string
  way: Way
  provider: string | null
  device: string
  started_at: InstantColumn
  proved_at: InstantColumn
  last_seen_at: InstantColumn
  idle_minutes: number
  ends_at: InstantColumn
  fresh_until: InstantColumn
  ended_at: InstantColumn | null
  ended_because: SessionEnd | null
}

export type SignInCodeTable = {
  id: string
  person: string | null
  browser_hash: Uint8Array
  asked_at: InstantColumn
  expires_at: InstantColumn
  tries: Generated<number>
  used_at: InstantColumn | null
  void_at: InstantColumn | null
  sent_at: InstantColumn | null
}

export type TripTable = {
  id: string
  provider: string
  browser_hash: Uint8Array
  again: string | null
  continue_to: string
  started_at: InstantColumn
  expires_at: InstantColumn
  used_at: InstantColumn | null
}

export type AttemptTable = {
  what: string
  key_hash: Uint8Array
  window_start: InstantColumn
  count: number
}

export type TokenTable = {
  id: string
  person: string
  name: string
  secret_hash: Uint8Array
  scopes: Json<string[]>
  fresh: boolean
  created_at: InstantColumn
  expires_at: InstantColumn
  last_used_at: InstantColumn | null
  revoked_at: InstantColumn | null
}

export type KeptFormTable = {
  id: string
  person: string
  browser_hash: Uint8Array
  path: string
  kept_at: InstantColumn
  expires_at: InstantColumn
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'auth.provider': ProviderTable
    'auth.identity': IdentityTable
    'auth.break_glass': BreakGlassTable
    'auth.session': SessionTable
    'auth.sign_in_code': SignInCodeTable
    'auth.trip': TripTable
    'auth.attempt': AttemptTable
    'auth.token': TokenTable
    'auth.kept_form': KeptFormTable
  }
}
