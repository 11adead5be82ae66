// What a booking needs of somebody today: to check in to it, or to take what they waited for before it goes to the next.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Duty } from '#platform/module/index.ts'
import { formatTime } from '#platform/time/index.ts'

type Row = {
  readonly id: string
  readonly waiting_id: string | null
  readonly name: string
  readonly site_name: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly time_zone: string
  readonly check_in_from: Temporal.Instant | null
  readonly release_at: Temporal.Instant | null
  readonly held_until: Temporal.Instant | null
}

const MOST = 20

/** One question for both. Today is the workplace's own day. */
export async function workspaceDuties(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const me = reader.actor.id
  const now = sql`${reader.now.toString()}::timestamptz`
  const { rows } = await sql<Row>`
    select booking.id, waiting.id as waiting_id, resource.name, site.name as site_name, booking.starts_at, booking.ends_at,
      booking.time_zone, booking.check_in_from, booking.release_at, booking.held_until
    from workspaces.booking booking
    join workspaces.resource resource on resource.id = booking.resource_id
    join organisations.site_card site on site.id = booking.site_id
    left join workspaces.waiting waiting on waiting.offer_booking_id = booking.id and waiting.state = 'offered'
    where booking.for_person_id = ${me} and booking.ends_at > ${now}
      and ((booking.state = 'confirmed' and booking.check_in_from is not null and booking.starts_at < ${now} + interval '1 day'
          and (booking.starts_at at time zone booking.time_zone)::date <= (${now} at time zone booking.time_zone)::date
          and (booking.release_at is null or booking.release_at > ${now}))
        or (booking.state = 'held' and waiting.id is not null and booking.held_until > ${now}))
    order by booking.starts_at, booking.id limit ${MOST}`.execute(reader.db)
  return rows.map((row) => (row.waiting_id === null ? toCheckIn(row) : toTake(row)))
}

const dayOf = (row: Row): Temporal.PlainDate => row.starts_at.toZonedDateTimeISO(row.time_zone).toPlainDate()

const toCheckIn = (row: Row): Duty => ({
  title: `Your place today: ${row.name} at ${row.site_name}, ${formatTime(row.starts_at, row.time_zone)} to ${formatTime(row.ends_at, row.time_zone)}`,
  href: `/workspaces/bookings/${row.id}`,
  due: dayOf(row),
  context:
    row.release_at === null
      ? `Check in from ${formatTime(row.check_in_from ?? row.starts_at, row.time_zone)}`
      : `Check in between ${formatTime(row.check_in_from ?? row.starts_at, row.time_zone)} and ${formatTime(row.release_at, row.time_zone)}, or it is given to others`,
  step: 'Check in',
})

const toTake = (row: Row): Duty => ({
  title: `It is your turn: ${row.name} at ${row.site_name}`,
  href: `/workspaces/waiting/${row.waiting_id}`,
  due: dayOf(row),
  context: `Held for you until ${formatTime(row.held_until ?? row.starts_at, row.time_zone)}`,
  step: 'Take it or leave it',
})
