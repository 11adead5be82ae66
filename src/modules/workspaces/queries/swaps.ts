// Swaps: what could be swapped with whom, and what was asked of one and by one.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { bookingRows, type Booking } from './bookings.ts'
import { bodiesOf } from './seeing.ts'

const MOST = 100

/**
 * Bookings that a booking could be swapped for: of colleagues of the same body who let colleagues see where they sit, of
 * the same kind at the same workplace, on the same day or in the week around it. What is private is not among them.
 */
export async function swappableWith(reader: Reader, booking: Booking): Promise<readonly Booking[]> {
  if (!bodiesOf(reader).includes(booking.organisation_id)) return []
  const { rows } = await bookingRows(
    reader,
    sql`booking.site_id = ${booking.site_id} and booking.organisation_id = ${booking.organisation_id}
      and resource.kind = ${booking.kind} and booking.state = 'confirmed' and booking.id <> ${booking.id}
      and booking.for_person_id is not null and booking.for_person_id is distinct from ${booking.for_person_id}
      and not booking.private and booking.starts_at > ${reader.now}
      and booking.starts_at between ${booking.starts_at}::timestamptz - interval '7 days' and ${booking.starts_at}::timestamptz + interval '7 days'
      and exists (select 1 from workspaces.preference preference where preference.person_id = booking.for_person_id
        and preference.shares <> 'nobody')`,
    sql`order by abs(extract(epoch from booking.starts_at - ${booking.starts_at}::timestamptz)), booking.starts_at, booking.id limit ${MOST}`,
  )
  return rows
}

export type SwapAsked = {
  readonly id: string
  readonly made_at: Temporal.Instant
  /** What whoever asked has, and gives. */
  readonly gives: Booking
  /** What they would get. */
  readonly gets: Booking
  /** Whether the reader is the one who answers. */
  readonly isMineToAnswer: boolean
}

/** What is asked of the reader and by the reader, and not answered, the latest first. */
export async function swapsAsked(reader: Reader): Promise<readonly SwapAsked[]> {
  if (reader.actor.kind !== 'person') return []
  const me = reader.actor.id
  const { rows } = await sql<{
    id: string
    booking_id: string
    other_booking_id: string
    made_at: Temporal.Instant
    answers: boolean
  }>`
    select swap.id, swap.booking_id, swap.other_booking_id, swap.made_at, other.for_person_id = ${me} as answers
    from workspaces.swap swap
    join workspaces.booking booking on booking.id = swap.booking_id and booking.version = swap.booking_version
    join workspaces.booking other on other.id = swap.other_booking_id and other.version = swap.other_booking_version
    where swap.state = 'asked' and ${me} in (booking.for_person_id, other.for_person_id)
      and booking.starts_at > ${reader.now} and other.starts_at > ${reader.now}
    order by swap.made_at desc, swap.id limit ${MOST}`.execute(reader.db)
  if (rows.length === 0) return []
  const ids = rows.flatMap((row) => [row.booking_id, row.other_booking_id])
  const bookings = await bookingRows(reader, sql`booking.id = any(${ids}::uuid[])`)
  const byId = new Map(bookings.rows.map((one) => [one.id, one]))
  return rows.flatMap((row) => {
    const [gives, gets] = [byId.get(row.booking_id), byId.get(row.other_booking_id)]
    return gives === undefined || gets === undefined
      ? []
      : [{ id: row.id, made_at: row.made_at, gives, gets, isMineToAnswer: row.answers }]
  })
}
