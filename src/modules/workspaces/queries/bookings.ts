// Bookings as whoever has to do with them sees them: whose it is, who made it, who may act for them, and those who run
// the workplace. To everybody else a booking is not there; what they see of it is in the day of a workplace.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { BookingState, ResourceKind } from '../rules.ts'
import { bodiesOf, MANAGE } from './seeing.ts'

/** To book: held for the body one works for. */
export const BOOK = 'workspaces.booking.make'
/** To say yes or no to what waits for approval: held for the owner, or for one workplace. */
export const APPROVE = 'workspaces.booking.approve'

type Raw = ReturnType<typeof sql>

export type Booking = {
  readonly id: string
  readonly order_id: string
  readonly resource_id: string
  readonly resource_code: string
  readonly resource_name: string
  readonly kind: ResourceKind
  readonly where_words: string | null
  readonly zone_id: string
  readonly zone_name: string
  readonly floor_id: string
  readonly floor_name: string
  readonly site_id: string
  readonly site_code: string
  readonly site_name: string
  readonly site_town: string
  readonly owner_organisation_id: string
  readonly owner_name: string
  readonly organisation_id: string
  readonly organisation_name: string
  readonly for_person_id: string | null
  readonly for_name: string | null
  readonly made_by_person_id: string | null
  readonly made_by_name: string | null
  readonly visitor_id: string | null
  readonly visitor_name: string | null
  readonly series_id: string | null
  readonly series_on: Temporal.PlainDate | null
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly time_zone: string
  readonly state: BookingState
  readonly held_until: Temporal.Instant | null
  readonly check_in_from: Temporal.Instant | null
  readonly release_at: Temporal.Instant | null
  readonly checked_in_at: Temporal.Instant | null
  readonly left_at: Temporal.Instant | null
  readonly ended_at: Temporal.Instant | null
  readonly ended_because: string | null
  readonly private: boolean
  readonly purpose: string | null
  readonly people: number
  readonly replaces_id: string | null
  readonly made_at: Temporal.Instant
  readonly changed_at: Temporal.Instant
  readonly sequence: number
  readonly version: number
}

/**
 * For `workspaces.booking booking`: whether it is the reader's, or theirs to act for: as who made it or as a delegate,
 * while they work for the body it is booked for.
 */
export function isTheirs(reader: Reader): Raw {
  if (reader.actor.kind !== 'person') return reader.scopes(MANAGE, 'site') === 'all' ? sql`true` : sql`false`
  const today = londonDate(reader.now).toString()
  const ofTheirs = sql`booking.organisation_id = any(${[...bodiesOf(reader)]}::uuid[])`
  return sql`(booking.for_person_id = ${reader.actor.id} or (booking.made_by_person_id = ${reader.actor.id} and ${ofTheirs})
    or exists (select 1 from workspaces.visitor visitor where visitor.id = booking.visitor_id and visitor.host_person_id = ${reader.actor.id})
    or exists (select 1 from workspaces.delegation delegation where ${ofTheirs} and delegation.person_id = booking.for_person_id
      and delegation.delegate_id = ${reader.actor.id} and delegation.from_on <= ${today}::date
      and (delegation.ended_on is null or delegation.ended_on >= ${today}::date)))`
}

/** For `workspaces.booking booking`: whether the reader holds one of these permissions where it stands. */
export function heldWhere(reader: Reader, permissions: readonly string[]): Raw {
  const owners = permissions.map((one) => reader.scopes(one, 'organisation'))
  const sites = permissions.map((one) => reader.scopes(one, 'site'))
  if ([...owners, ...sites].includes('all')) return sql`true`
  return sql`(booking.owner_organisation_id = any(${owners.flat()}::uuid[]) or booking.site_id = any(${sites.flat()}::uuid[]))`
}

/** The rows of bookings with the names of what they are about, for the conditions and order given. */
export const bookingRows = (
  reader: Pick<Reader, 'db'>,
  where: Raw,
  after: Raw = sql`order by booking.starts_at, booking.id`,
) =>
  sql<Booking>`
    select booking.id, booking.order_id, booking.resource_id, resource.code as resource_code, resource.name as resource_name,
      resource.kind, resource.where_words, zone.id as zone_id, zone.name as zone_name, floor.id as floor_id, floor.name as floor_name,
      booking.site_id, site.code as site_code, site.name as site_name, site.town as site_town,
      booking.owner_organisation_id, site.organisation_name as owner_name, booking.organisation_id, body.name as organisation_name,
      booking.for_person_id, whom.name as for_name, booking.made_by_person_id, maker.name as made_by_name,
      booking.visitor_id, visitor.name as visitor_name, booking.series_id, booking.series_on,
      booking.starts_at, booking.ends_at, booking.time_zone, booking.state, booking.held_until, booking.check_in_from,
      booking.release_at, booking.checked_in_at, booking.left_at, booking.ended_at, booking.ended_because, booking.private,
      booking.purpose, booking.people, booking.replaces_id, booking.made_at, booking.changed_at, booking.sequence, booking.version
    from workspaces.booking booking
    join workspaces.resource resource on resource.id = booking.resource_id
    join workspaces.zone zone on zone.id = resource.zone_id
    join workspaces.floor floor on floor.id = resource.floor_id
    join organisations.site_card site on site.id = booking.site_id
    join organisations.organisation_card body on body.id = booking.organisation_id
    left join organisations.person_card whom on whom.id = booking.for_person_id
    left join organisations.person_card maker on maker.id = booking.made_by_person_id
    left join workspaces.visitor visitor on visitor.id = booking.visitor_id
    where ${where} ${after}`.execute(reader.db)

/** A booking that is one's own, a delegate's to see, or of a workplace that one runs; else it is not there. */
export async function bookingById(reader: Reader, id: string): Promise<Booking> {
  if (!isRecordId(id)) return notFound('booking')
  const { rows } = await bookingRows(
    reader,
    sql`booking.id = ${id} and (${isTheirs(reader)} or ${heldWhere(reader, [MANAGE, APPROVE])})`,
  )
  return rows[0] ?? notFound('booking')
}

/** The bookings made together with one, by when they begin. */
export async function bookingsOfOrder(reader: Reader, orderId: string): Promise<Booking[]> {
  if (!isRecordId(orderId)) return []
  const { rows } = await bookingRows(
    reader,
    sql`booking.order_id = ${orderId} and (${isTheirs(reader)} or ${heldWhere(reader, [MANAGE, APPROVE])})`,
    sql`order by booking.starts_at, booking.id limit 400`,
  )
  return rows
}

export type Listed = {
  readonly states?: readonly BookingState[]
  readonly from?: Temporal.Instant
  readonly to?: Temporal.Instant
  /** The booking after which the list goes on. */
  readonly after?: string
  readonly limit?: number
  readonly order?: 'soonest' | 'latest'
}

/** The bookings for a person that the reader may see: their own, or a delegate's. */
export async function bookingsOf(reader: Reader, personId: string, listed: Listed = {}): Promise<Booking[]> {
  const { states, from, to, after, limit = 50, order = 'soonest' } = listed
  const turn = order === 'soonest' ? sql`asc` : sql`desc`
  const beyond = order === 'soonest' ? sql`>` : sql`<`
  const conditions = [
    sql`booking.for_person_id = ${personId}`,
    sql`(${isTheirs(reader)} or ${heldWhere(reader, [MANAGE])})`,
    ...(states === undefined ? [] : [sql`booking.state = any(${[...states]})`]),
    ...(from === undefined ? [] : [sql`booking.ends_at > ${from}`]),
    ...(to === undefined ? [] : [sql`booking.starts_at < ${to}`]),
    ...(after === undefined || !isRecordId(after)
      ? []
      : [
          sql`(booking.starts_at, booking.id) ${beyond} (select other.starts_at, other.id from workspaces.booking other where other.id = ${after})`,
        ]),
  ]
  const { rows } = await bookingRows(
    reader,
    sql.join(conditions, sql` and `),
    sql`order by booking.starts_at ${turn}, booking.id ${turn} limit ${limit}`,
  )
  return rows
}

export type Step = {
  readonly state: BookingState
  readonly at: Temporal.Instant
  readonly reason: string | null
  readonly person_name: string | null
}

/** What happened to a booking, in order; for whoever sees the booking. */
export async function stepsOf(reader: Reader, bookingId: string): Promise<Step[]> {
  const booking = await bookingById(reader, bookingId)
  const { rows } = await sql<Step>`
    select step.state, step.at, step.reason, person.name as person_name from workspaces.step step
    left join organisations.person_card person on person.id = step.person_id
    where step.booking_id = ${booking.id} order by step.id limit 200`.execute(reader.db)
  return rows
}
