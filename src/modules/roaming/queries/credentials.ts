// The shared secrets of links: which stand, which are on their way, how old they are. Never their words (G2).
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { CredentialState, Slot } from '../rules/words.ts'

export type Credential = {
  readonly id: string
  readonly link_id: string
  readonly slot: Slot
  readonly origin: 'made' | 'imported'
  readonly state: CredentialState
  readonly made_at: Temporal.Instant
  readonly shown_at: Temporal.Instant | null
  readonly shown_to: string | null
  readonly lower_proved_at: Temporal.Instant | null
  readonly upper_proved_at: Temporal.Instant | null
  readonly live_at: Temporal.Instant | null
  readonly version: number
}

/** The credentials of these links that are not retired, by link and slot. */
export async function credentialsOf(
  reader: Pick<Reader, 'db'>,
  linkIds: readonly string[],
): Promise<Credential[]> {
  if (linkIds.length === 0) return []
  const { rows } = await sql<Credential>`
    select id, link_id, slot, origin, state, made_at, shown_at, shown_to, lower_proved_at, upper_proved_at, live_at, version
    from roaming.credential where link_id = any(${[...linkIds]}::uuid[]) and state <> 'retired'
    order by link_id, slot`.execute(reader.db)
  return rows
}
