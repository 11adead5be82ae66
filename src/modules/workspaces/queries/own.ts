// What somebody has booked, for themselves or for others: ahead, and what is over.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { STANDING } from '../rules/booking.ts'
import { bookingRows, type Booking } from './bookings.ts'

export type OwnAsked = {
  readonly when: 'ahead' | 'past'
  readonly after: string | null
  readonly most: number
}

/** The reader's own bookings and those they made, the nearest first; what is over, the latest first. */
export async function ownBookings(reader: Reader, asked: OwnAsked): Promise<Listed<Booking>> {
  if (reader.actor.kind !== 'person') return { rows: [] }
  const isAhead = asked.when === 'ahead'
  const standing = sql`(booking.ends_at > ${reader.now} and booking.state = any(${[...STANDING]}::text[]))`
  const after = momentAfter(asked.after)
  const beyond = isAhead ? sql`>` : sql`<`
  const turn = isAhead ? sql`asc` : sql`desc`
  const { rows } = await bookingRows(
    reader,
    sql`(booking.for_person_id = ${reader.actor.id} or booking.made_by_person_id = ${reader.actor.id})
      and ${isAhead ? standing : sql`not ${standing}`}
      and ${after === null ? sql`true` : sql`(booking.starts_at, booking.id) ${beyond} (${after[0]}::timestamptz, ${after[1]}::uuid)`}`,
    sql`order by booking.starts_at ${turn}, booking.id ${turn} limit ${asked.most + 1}`,
  )
  return pageOf(rows, asked.most, (row) => [row.starts_at.toString(), row.id])
}

/** The place in the order where the page before ended; what is no moment was not given out by us. */
function momentAfter(text: string | null): readonly string[] | null {
  const after = afterCursor(text, 2)
  if (after === null) return null
  try {
    Temporal.Instant.from(after[0] ?? '')
    return after
  } catch {
    return afterCursor('!', 2)
  }
}
