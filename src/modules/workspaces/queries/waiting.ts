// The waiting list: one's own places in it, and for an owner who waits for what.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Attribute, BookingState, ResourceKind, WaitingState } from '../rules.ts'

export type WaitingPlace = {
  readonly id: string
  readonly site_code: string
  readonly site_name: string
  readonly resource_code: string | null
  readonly resource_name: string | null
  readonly zone_name: string | null
  readonly resource_kind: ResourceKind
  readonly attributes: readonly Attribute[]
  readonly person_name: string | null
  readonly organisation_id: string
  readonly organisation_name: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly time_zone: string
  readonly state: WaitingState
  readonly made_at: Temporal.Instant
  /** What is offered: the held booking and until when. */
  readonly offer_booking_id: string | null
  readonly offer_state: BookingState | null
  readonly held_until: Temporal.Instant | null
  readonly offer_resource_name: string | null
  /** 1 for who is next, among those who wait for the same at the same time. */
  readonly position: number
}

const MOST_LISTED = 500

const rowsOf = (reader: Pick<Reader, 'db'>, where: ReturnType<typeof sql>, order: ReturnType<typeof sql>) =>
  sql<WaitingPlace>`
    select waiting.id, site.code as site_code, site.name as site_name, resource.code as resource_code, resource.name as resource_name,
      zone.name as zone_name, waiting.resource_kind, waiting.attributes, person.name as person_name, waiting.organisation_id,
      body.name as organisation_name, waiting.starts_at, waiting.ends_at, workplace.time_zone, waiting.state, waiting.made_at,
      waiting.offer_booking_id, offer.state as offer_state, offer.held_until, offered.name as offer_resource_name,
      (select count(*)::int + 1 from workspaces.waiting before
        where before.site_id = waiting.site_id and before.state = 'waiting' and before.resource_kind = waiting.resource_kind
          and before.starts_at < waiting.ends_at and before.ends_at > waiting.starts_at
          and (before.resource_id is null or waiting.resource_id is null or before.resource_id = waiting.resource_id)
          and (before.zone_id is null or waiting.zone_id is null or before.zone_id = waiting.zone_id)
          and (before.made_at, before.id) < (waiting.made_at, waiting.id)) as position
    from workspaces.waiting waiting
    join workspaces.workplace workplace on workplace.site_id = waiting.site_id
    join organisations.site_card site on site.id = waiting.site_id
    join organisations.organisation_card body on body.id = waiting.organisation_id
    left join organisations.person_card person on person.id = waiting.person_id
    left join workspaces.resource resource on resource.id = waiting.resource_id
    left join workspaces.zone zone on zone.id = waiting.zone_id
    left join workspaces.booking offer on offer.id = waiting.offer_booking_id
    left join workspaces.resource offered on offered.id = offer.resource_id
    where ${where} ${order} limit ${MOST_LISTED}`.execute(reader.db)

/** Where one waits, and what became of it in the last days. */
export async function ownWaiting(reader: Reader): Promise<readonly WaitingPlace[]> {
  if (reader.actor.kind !== 'person') return []
  const { rows } = await rowsOf(
    reader,
    sql`waiting.person_id = ${reader.actor.id} and (waiting.state in ('waiting', 'offered') or waiting.ended_at > ${reader.now.subtract({ hours: 7 * 24 })})`,
    sql`order by waiting.state not in ('waiting', 'offered'), waiting.starts_at, waiting.id`,
  )
  return rows
}

/** Who waits at a workplace, in order: for those who run it. */
export async function waitingAt(reader: Reader, siteId: string): Promise<readonly WaitingPlace[]> {
  const { rows } = await rowsOf(
    reader,
    sql`waiting.site_id = ${siteId} and waiting.state in ('waiting', 'offered') and waiting.ends_at > ${reader.now}`,
    sql`order by waiting.starts_at, waiting.made_at, waiting.id`,
  )
  return rows
}

/** What became of an offer: the booking says it before the list does. */
export const stateOf = (
  one: Pick<WaitingPlace, 'state' | 'offer_state' | 'held_until'>,
  now: Temporal.Instant,
): WaitingState => {
  if (one.state !== 'offered' || one.offer_state === null) return one.state
  if (one.offer_state === 'held')
    return one.held_until !== null && Temporal.Instant.compare(one.held_until, now) <= 0
      ? 'lapsed'
      : 'offered'
  return one.offer_state === 'cancelled' ? 'lapsed' : 'taken'
}
