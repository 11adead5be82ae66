// What workspaces puts into calendars: of a person what is booked for them, of a room or a workplace when it is taken
// and, as far as its owner's terms and the person allow, by whom. A program reads where nobody can record who looked,
// so names of other bodies' people stand in none of them (W15).
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { CalendarEntry, CalendarOf } from '#platform/feeds/index.ts'
import { formatTime, londonDate } from '#platform/time/index.ts'
import { RESOURCE_KINDS } from '../rules.ts'
import type { Shown } from '../rules/names.ts'
import { bookingRows, type Booking } from './bookings.ts'
import { groundsOf } from './deciding.ts'
import { NAMES, namesShown } from './names.ts'
import { bodiesOf, holdsAt, MANAGE, READ, workplaceSeen } from './seeing.ts'
import { placesShown } from './shown.ts'

const MOST_OF_ONE = 1000
const MOST_OF_A_WORKPLACE = 2000
// What ended stays marked for so long, that every program that has it takes it out.
const DAYS_CANCELLED_STAY = 30
// Nobody looks for who sat where a year ago in the calendar of a whole workplace.
const DAYS_BACK = 14

/** 'calendar.entry': the bookings that stand in this calendar. */
export async function bookingsInCalendar(reader: Reader, of: CalendarOf): Promise<CalendarEntry[]> {
  if (of.kind === 'person') return ownBookings(reader, of)
  if (of.kind === 'room') return takenIn(reader, of, sql`booking.resource_id = ${of.id}`, MOST_OF_ONE)
  if (of.kind === 'workplace')
    return takenIn(reader, of, sql`booking.site_id = ${of.id}`, MOST_OF_A_WORKPLACE)
  return []
}

async function ownBookings(reader: Reader, { id, from }: CalendarOf): Promise<CalendarEntry[]> {
  // Nobody's calendar but one's own holds what one has booked.
  if (reader.actor.kind !== 'person' || reader.actor.id !== id) return []
  const { rows } = await bookingRows(
    reader,
    sql`(booking.for_person_id = ${id} or (booking.for_person_id is null and booking.made_by_person_id = ${id}))
      and booking.ends_at >= ${from.toZonedDateTime('UTC').toInstant().toString()}::timestamptz and ${inCalendars(reader)}`,
    sql`order by booking.starts_at desc, booking.id limit ${MOST_OF_ONE}`,
  )
  return rows.map(entryOfBooking)
}

/** For `workspaces.booking booking`: what was booked, and what ended in the last days. What is only held is in no calendar. */
const inCalendars = (
  reader: Reader,
) => sql`(booking.state in ('pending', 'confirmed', 'checked-in', 'completed')
  or (booking.state in ('cancelled', 'released', 'displaced') and booking.made_at < booking.ended_at
    and booking.ended_at >= ${reader.now.subtract({ hours: DAYS_CANCELLED_STAY * 24 }).toString()}::timestamptz))`

/** A booking as the calendar of the person for whom it is holds it. */
export function entryOfBooking(booking: Booking): CalendarEntry {
  const visitor = booking.visitor_id === null ? null : `For ${booking.visitor_name ?? 'a visitor'}.`
  return {
    ...momentsOf(booking),
    title: `${booking.resource_name}, ${booking.site_name}`,
    description: [
      booking.state === 'pending' ? 'This waits for approval.' : null,
      visitor,
      booking.purpose,
      checkInWords(booking),
    ]
      .filter((one) => one !== null && one !== '')
      .join('\n'),
    location: placeOf(booking),
    href: `/workspaces/bookings/${booking.id}`,
  }
}

const checkInWords = (booking: Booking): string | null => {
  if (booking.check_in_from === null || booking.state !== 'confirmed') return null
  const from = formatTime(booking.check_in_from, booking.time_zone)
  return booking.release_at === null
    ? `Check in from ${from}.`
    : `Check in between ${from} and ${formatTime(booking.release_at, booking.time_zone)}, or it is given to others.`
}

const placeOf = (booking: Booking): string =>
  [booking.where_words, booking.zone_name, booking.floor_name, `${booking.site_name}, ${booking.site_town}`]
    .filter((one) => one !== null && one !== '')
    .join(', ')

function momentsOf(
  booking: Booking,
): Pick<CalendarEntry, 'uid' | 'sequence' | 'starts' | 'ends' | 'status' | 'changedAt'> {
  return {
    uid: booking.id,
    sequence: booking.sequence,
    starts: booking.starts_at.toZonedDateTimeISO(booking.time_zone),
    ends: booking.ends_at.toZonedDateTimeISO(booking.time_zone),
    status:
      booking.state === 'pending'
        ? 'tentative'
        : ['cancelled', 'released', 'displaced'].includes(booking.state)
          ? 'cancelled'
          : 'confirmed',
    changedAt: booking.changed_at,
  }
}

async function takenIn(
  reader: Reader,
  { kind, id, from }: CalendarOf,
  where: ReturnType<typeof sql>,
  most: number,
): Promise<CalendarEntry[]> {
  const since = latest(from, londonDate(reader.now).subtract({ days: DAYS_BACK }))
  const ahead = sql`booking.ends_at >= ${since.toZonedDateTime('UTC').toInstant().toString()}::timestamptz`
  const { rows } = await bookingRows(
    reader,
    sql`${where} and ${ahead} and ${inCalendars(reader)} and booking.site_id in (${sitesSeen(reader)})`,
    sql`order by booking.starts_at, booking.id limit ${most}`,
  )
  const shown = await namesInCalendar(reader, rows)
  return [
    ...rows.map((booking, at) => takenBy(booking, shown[at] ?? 'booked', kind)),
    ...(await outOfUse(reader, kind, id, since)),
  ]
}

const latest = (one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(one, other) < 0 ? other : one

const sitesSeen = (reader: Reader) => sql`select workplace.site_id from workspaces.workplace workplace
  join organisations.site_card site on site.id = workplace.site_id where ${workplaceSeen(reader, londonDate(reader.now))}`

/** What is shown of who booked: by the terms of each day for the body one works for; other bodies' people are never named. */
async function namesInCalendar(reader: Reader, rows: readonly Booking[]): Promise<readonly Shown[]> {
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined || last === undefined) return []
  const bodies = bodiesOf(reader)
  const grounds = await groundsOf(
    reader,
    { resourceIds: [...new Set(rows.map((row) => row.resource_id))] },
    { organisationId: bodies[0] ?? null, personId: null },
    { startsAt: first.starts_at, endsAt: last.ends_at },
  )
  const shown = await namesShown(
    reader,
    rows.map((row) => ({
      ...row,
      names:
        grounds.situation(row.resource_id, { startsAt: row.starts_at, endsAt: row.ends_at })?.terms.names
          .value ?? 'organisation',
    })),
  )
  return shown.map((one, at) => {
    const row = rows[at]
    if (one !== 'name' || row === undefined) return one
    const span = { startsAt: row.starts_at, endsAt: row.ends_at }
    // Who sits at a desk kept for people who want what it has would be known to want it (W16).
    const isHeld = grounds.situation(row.resource_id, span)?.resource.heldForAccess === true
    const isKept = isHeld && !holdsAt(reader, NAMES, row)
    return isKept || !bodies.includes(row.organisation_id) ? 'organisation' : one
  })
}

function takenBy(booking: Booking, shown: Shown, kind: string): CalendarEntry {
  const who =
    shown === 'booked'
      ? 'Booked'
      : shown === 'name' && booking.for_name !== null
        ? `${booking.for_name} (${booking.organisation_name})`
        : booking.organisation_name
  return {
    ...momentsOf(booking),
    title: kind === 'workplace' ? `${booking.resource_name}: ${who}` : who,
    description: '',
    location: placeOf(booking),
    href: `/workspaces/${booking.site_code}/places/${booking.resource_code}`,
  }
}

type Block = {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly site_code: string
  readonly site_name: string
  readonly time_zone: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly reason: string
  readonly made_at: Temporal.Instant
}

async function outOfUse(
  reader: Reader,
  kind: string,
  id: string,
  since: Temporal.PlainDate,
): Promise<CalendarEntry[]> {
  const { rows } = await sql<Block>`
    select block.id, resource.name, resource.code, site.code as site_code, site.name as site_name, workplace.time_zone,
      block.starts_at, block.ends_at, block.reason, block.made_at
    from workspaces.block block join workspaces.resource resource on resource.id = block.resource_id
    join workspaces.workplace workplace on workplace.site_id = resource.site_id
    join organisations.site_card site on site.id = resource.site_id
    where ${kind === 'workplace' ? sql`resource.site_id = ${id}` : sql`resource.id = ${id}`} and block.ended_at is null
      and block.ends_at >= ${since.toZonedDateTime('UTC').toInstant().toString()}::timestamptz
      and ${workplaceSeen(reader, londonDate(reader.now))}
    order by block.starts_at, block.id limit 200`.execute(reader.db)
  return rows.map((block) => ({
    uid: block.id,
    sequence: 0,
    title: `${block.name}: out of use`,
    description: block.reason,
    location: block.site_name,
    href: `/workspaces/${block.site_code}/places/${block.code}`,
    starts: block.starts_at.toZonedDateTimeISO(block.time_zone),
    ends: block.ends_at.toZonedDateTimeISO(block.time_zone),
    status: 'confirmed',
    changedAt: block.made_at,
  }))
}

/** To keep the calendar of a whole workplace: held by those who run it. */
export const CALENDAR = 'workspaces.calendar.read'

export type KeptCalendar = { readonly kind: 'workplace' | 'room'; readonly id: string; readonly name: string }

/** The workplaces of which the reader may keep a calendar's address: those they run. */
export async function workplaceCalendars(reader: Reader): Promise<KeptCalendar[]> {
  if (!reader.may(READ) && !reader.may(MANAGE)) return []
  const { rows } = await sql<{ id: string; name: string; owner_organisation_id: string }>`
    select workplace.site_id as id, site.name, site.organisation_id as owner_organisation_id
    from workspaces.workplace workplace join organisations.site_card site on site.id = workplace.site_id
    where ${workplaceSeen(reader, londonDate(reader.now))} order by site.name, site.id limit 200`.execute(
    reader.db,
  )
  return rows
    .filter((row) => holdsAt(reader, CALENDAR, { ...row, site_id: row.id }))
    .map((row) => ({ kind: 'workplace', id: row.id, name: `Everything booked at ${row.name}` }))
}

/** The calendar of a workplace that the reader runs, or of a room or a desk at one that they see. */
export async function workspaceCalendarById(reader: Reader, id: string): Promise<KeptCalendar | undefined> {
  const { rows } = await sql<{ name: string; site_name: string; kind: keyof typeof RESOURCE_KINDS }>`
    select resource.name, resource.kind, site.name as site_name from workspaces.resource resource
    join workspaces.workplace workplace on workplace.site_id = resource.site_id
    join organisations.site_card site on site.id = resource.site_id
    where resource.id = ${id} and ${workplaceSeen(reader, londonDate(reader.now))}
      and (resource.retired_on is null or resource.retired_on > ${londonDate(reader.now).toString()}::date)`.execute(
    reader.db,
  )
  const [room] = rows
  if (room !== undefined && !(await placesShown(reader, { resourceIds: [id] })).has(id)) return undefined
  if (room !== undefined) return { kind: 'room', id, name: `${room.name}, ${room.site_name}` }
  return (await workplaceCalendars(reader)).find((one) => one.id === id)
}
