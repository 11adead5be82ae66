// What is closed for days: closures of a workplace and its places, business continuity, and days on which the building
// itself is closed while somebody is booked.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { PlaceKind } from '../rules.ts'
import type { ClosedPlace, Moves } from '../rules/closing.ts'
import { bookingsAhead, type Ahead } from './displacing.ts'
import { groundsOf } from './deciding.ts'
import type { Workplace } from './workplaces.ts'

export type Closure = {
  readonly id: string
  readonly site_id: string
  readonly place: PlaceKind
  readonly place_id: string
  readonly place_name: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly reason: string
  readonly moves: Moves
  readonly moved: number
  readonly stranded: number
  readonly ended_at: Temporal.Instant | null
  readonly version: number
}

/** Closures of a workplace, those that stand or lie ahead first, then what is over; a hundred at most. */
export async function closuresOf(reader: Reader, siteId: string): Promise<Closure[]> {
  const { rows } = await sql<Closure>`
    select id, site_id, place, place_id, place_name, starts_at, ends_at, reason, moves, moved, stranded, ended_at, version
    from workspaces.closure where site_id = ${siteId}
    order by (ended_at is null and ends_at > ${reader.now.toString()}::timestamptz) desc, starts_at desc, id limit 100`.execute(
    reader.db,
  )
  return rows
}

export type Invocation = {
  readonly id: string
  readonly organisation_id: string
  readonly site_id: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly reason: string
  readonly moves: 'anywhere' | 'nobody'
  readonly moved: number
  readonly stranded: number
  readonly invoked_at: Temporal.Instant
  readonly invoked_by: string | null
  readonly ended_at: Temporal.Instant | null
  readonly version: number
}

/** Business continuity at a workplace, the latest first. */
export async function invocationsOf(reader: Reader, siteId: string): Promise<Invocation[]> {
  const { rows } = await sql<Invocation>`
    select invocation.id, invocation.organisation_id, invocation.site_id, invocation.starts_at, invocation.ends_at, invocation.reason,
      invocation.moves, invocation.moved, invocation.stranded, invocation.invoked_at, person.name as invoked_by, invocation.ended_at, invocation.version
    from workspaces.invocation invocation left join organisations.person_card person on person.id = invocation.invoked_by_person_id
    where invocation.site_id = ${siteId} order by invocation.invoked_at desc limit 100`.execute(reader.db)
  return rows
}

/** A site, floor, zone or resource of a workplace by its id, with everything that stands there; 404 where it is none. */
export async function closedPlace(
  reader: Pick<Reader, 'db'>,
  at: Pick<Workplace, 'site_id' | 'name'>,
  placeId: string,
): Promise<ClosedPlace & { readonly resourceIds: readonly string[] }> {
  const { rows } = await sql<{ kind: PlaceKind; id: string; name: string; resources: string[] }>`
    select place.kind, place.id, place.name, coalesce((select array_agg(resource.id order by resource.id) from workspaces.resource resource
        where resource.site_id = ${at.site_id} and resource.retired_on is null
          and place.id in (resource.id, resource.zone_id, resource.floor_id, resource.site_id)), '{}') as resources
    from (
      select 'site' as kind, site_id as id, ${at.name} as name from workspaces.workplace where site_id = ${at.site_id}
      union all select 'floor', id, name from workspaces.floor where site_id = ${at.site_id} and ended_on is null
      union all select 'zone', id, name from workspaces.zone where site_id = ${at.site_id} and ended_on is null
      union all select 'resource', id, name from workspaces.resource where site_id = ${at.site_id} and retired_on is null) place
    where place.id = ${placeId}`.execute(reader.db)
  const [row] = rows
  return row === undefined ? notFound('place') : { ...row, resourceIds: row.resources }
}

/** The places of a workplace that can be closed, as a list to choose from: all of it, its floors, their zones. */
export async function placesToClose(
  reader: Reader,
  at: Pick<Workplace, 'site_id' | 'name'>,
): Promise<{ readonly value: string; readonly text: string }[]> {
  const { rows } = await sql<{ id: string; name: string; zone: string | null }>`
    select floor.id, floor.name, null as zone, floor.level from workspaces.floor floor where floor.site_id = ${at.site_id} and floor.ended_on is null
    union all select zone.id, floor.name, zone.name, floor.level from workspaces.zone zone join workspaces.floor floor on floor.id = zone.floor_id
      where zone.site_id = ${at.site_id} and zone.ended_on is null and floor.ended_on is null
    order by level, name, zone nulls first`.execute(reader.db)
  return [
    { value: at.site_id, text: `All of ${at.name}` },
    ...rows.map((row) => ({
      value: row.id,
      text: row.zone === null ? row.name : `${row.name}: ${row.zone}`,
    })),
  ]
}

/** Bookings ahead of a workplace that lie on a day, or at an hour, on which its building is closed after all. */
export async function bookingsOnClosedDays(
  reader: Reader,
  at: Pick<Workplace, 'site_id' | 'owner_organisation_id' | 'time_zone' | 'closes_on'>,
): Promise<{ readonly booking: Ahead; readonly because: string }[]> {
  const { rows: exceptions } = await sql<{ first: string; last: string }>`
    select min(from_on)::text as first, max(to_on)::text as last from organisations.site_exception_card
    where site_id = ${at.site_id} and to_on >= ${reader.now.toString()}::timestamptz::date - 1`.execute(
    reader.db,
  )
  const isEverOtherwise = (exceptions[0]?.first ?? null) !== null
  if (!isEverOtherwise && at.closes_on === null) return []
  const ahead = await bookingsAhead(reader, { siteId: at.site_id })
  const [first] = ahead
  const last = ahead.at(-1)
  if (first === undefined || last === undefined) return []
  const grounds = await groundsOf(
    reader,
    { resourceIds: [...new Set(ahead.map((one) => one.resource_id))] },
    { organisationId: at.owner_organisation_id, personId: null },
    { startsAt: first.starts_at, endsAt: last.ends_at },
  )
  return ahead.flatMap((booking) => {
    const during = { startsAt: booking.starts_at, endsAt: booking.ends_at }
    const situation = grounds.situation(booking.resource_id, during)
    if (situation === undefined) return []
    const begins = booking.starts_at.toZonedDateTimeISO(at.time_zone)
    const ends = booking.ends_at.toZonedDateTimeISO(at.time_zone)
    const { building, workplace } = situation
    if (
      workplace.closesOn !== null &&
      Temporal.PlainDate.compare(begins.toPlainDate(), workplace.closesOn) > 0
    )
      return [{ booking, because: 'The workplace is closed for good by then' }]
    // Ordinary hours are the terms' affair; only a day that is otherwise takes people by surprise.
    if (building === null || building.because === null) return []
    const isOpen = building.spans.some(
      ({ opens, closes }) =>
        Temporal.PlainTime.compare(opens, begins.toPlainTime()) <= 0 &&
        (Temporal.PlainTime.compare(ends.toPlainTime(), closes) <= 0 ||
          closes.hour * 60 + closes.minute === 1439),
    )
    return isOpen ? [] : [{ booking, because: building.because }]
  })
}
