// What the booking form offers beside the places themselves: for whom one may book, and what else is free there then.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { ResourceKind } from '../rules.ts'
import type { InstantSpan } from '../rules/local-time.ts'
import type { Booking } from './bookings.ts'
import { whyNot } from './deciding.ts'

export type Person = { readonly id: string; readonly name: string }

const MOST_PEOPLE = 200

/** Those who made the reader their delegate, by name. */
export async function whoDelegated(reader: Reader): Promise<Person[]> {
  if (reader.actor.kind !== 'person') return []
  const today = sql`${londonDate(reader.now).toString()}::date`
  const { rows } = await sql<Person>`
    select person.id, person.name from workspaces.delegation delegation
    join organisations.person_card person on person.id = delegation.person_id and person.state = 'active'
    where delegation.delegate_id = ${reader.actor.id} and delegation.from_on <= ${today}
      and (delegation.ended_on is null or delegation.ended_on >= ${today})
    order by person.name, person.id limit ${MOST_PEOPLE}`.execute(reader.db)
  return rows
}

export type Beside = {
  readonly id: string
  readonly name: string
  readonly kind: ResourceKind
  readonly where: string
}

/** What one takes along with a desk: nobody needs a second desk, or two rooms at once. */
const COMPANIONS: Readonly<Record<ResourceKind, readonly ResourceKind[]>> = {
  desk: ['room', 'parking', 'charger', 'locker', 'kit'],
  room: ['desk', 'parking', 'charger', 'kit'],
  parking: ['desk', 'room'],
  charger: ['desk', 'room'],
  locker: ['desk'],
  kit: ['desk', 'room'],
}
const OF_EACH = 2

/** A few things of other kinds at the same workplace that the reader may book for the same time. */
export async function freeBeside(
  reader: Reader,
  asked: {
    readonly siteId: string
    readonly kind: ResourceKind
    readonly organisationId: string | null
    readonly personId: string | null
    readonly span: InstantSpan
  },
): Promise<Beside[]> {
  const { rows } = await sql<Beside>`
    select place.id, place.name, place.kind, place.where from (
      select resource.id, resource.name, resource.kind, zone.name as where, resource.code,
        row_number() over (partition by resource.kind order by resource.held_for_access, resource.capacity, resource.code) as nth
      from workspaces.resource resource join workspaces.zone zone on zone.id = resource.zone_id
      where resource.site_id = ${asked.siteId} and resource.kind = any(${[...COMPANIONS[asked.kind]]}::text[])
        and ${isFree(asked.span)}) place
    where place.nth <= ${OF_EACH} order by place.kind, place.nth`.execute(reader.db)
  if (rows.length === 0) return []
  const reasons = await whyNot(reader, {
    resourceIds: rows.map((row) => row.id),
    organisationId: asked.organisationId,
    personId: asked.personId,
    ...asked.span,
  })
  return rows.filter((row) => reasons.get(row.id)?.length === 0)
}

const MOST_INSTEAD = 60

/** Places of the same kind at the workplace of a booking, free for its time and to be had by whom it is for. */
export async function freeInstead(reader: Reader, booking: Booking): Promise<Beside[]> {
  const { starts_at: startsAt, ends_at: endsAt } = booking
  const isOwn = reader.actor.kind === 'person' && reader.actor.id === booking.for_person_id
  const { rows } = await sql<Beside>`
    select resource.id, resource.name, resource.kind, zone.name as where
    from workspaces.resource resource join workspaces.zone zone on zone.id = resource.zone_id
    where resource.site_id = ${booking.site_id} and resource.kind = ${booking.kind} and resource.id <> ${booking.resource_id}
      and resource.capacity >= ${booking.people} and ${isFree({ startsAt, endsAt })}
    order by (resource.zone_id = ${booking.zone_id}) desc, zone.code, resource.code limit ${MOST_INSTEAD}`.execute(
    reader.db,
  )
  if (rows.length === 0) return []
  const reasons = await whyNot(reader, {
    resourceIds: rows.map((row) => row.id),
    organisationId: booking.organisation_id,
    // What somebody else wants of a desk is not read off the list of what they could have (W16).
    personId: isOwn ? booking.for_person_id : null,
    startsAt,
    endsAt,
    people: booking.people,
  })
  // A quota that this very booking uses up does not keep it from moving.
  return rows.filter(
    (row) => reasons.get(row.id)?.every((one) => /\.(?:quota|limit)$/.test(one.code)) === true,
  )
}

/** For `workspaces.resource resource`: in use on that day, and not taken in the time with its own buffers. */
const isFree = ({ startsAt, endsAt }: InstantSpan) => sql<boolean>`(
  resource.from_on <= ${londonDate(startsAt).toString()}::date
  and (resource.retired_on is null or resource.retired_on > ${londonDate(startsAt).toString()}::date)
  and not exists (select 1 from workspaces.claim claim where claim.resource_id = resource.id and ${meets({ startsAt, endsAt })})
  and not exists (select 1 from workspaces.part part join workspaces.claim claim on claim.resource_id = part.part_id
    where part.whole_id = resource.id and ${meets({ startsAt, endsAt })}))`

/** Whether a claim meets the time with the buffers of the resource; as a range, so that the constraint's index serves. */
const meets = ({ startsAt, endsAt }: InstantSpan) => sql<boolean>`
  tstzrange(claim.starts_at, claim.ends_at) && tstzrange(${startsAt}::timestamptz - make_interval(mins => resource.setup_minutes),
    ${endsAt}::timestamptz + make_interval(mins => resource.clear_minutes))`
