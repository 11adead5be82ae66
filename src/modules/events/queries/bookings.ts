// Who has a place at an event, who waits for one and why, and what a person has booked.
import type { Inside, Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { isReleased, poolsOf, type Mode, type PoolNow } from '../rules.ts'
import type { EventCard } from './events.ts'

export type BookingRow = Awaited<ReturnType<ReturnType<typeof bookingRows>['execute']>>[number]

const bookingRows = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('events.booking as booking')
    .innerJoin('organisations.person_card as person', 'person.id', 'booking.person_id')
    .innerJoin(
      'organisations.organisation_card as organisation',
      'organisation.id',
      'booking.organisation_id',
    )
    .selectAll('booking')
    .select([
      'person.name as person_name',
      'organisation.name as organisation_name',
      'organisation.code as organisation_code',
    ])

/** Everybody with a place or waiting for one, in the order in which they came. Names: the caller must organise the event. */
export async function bookingsOf(reader: Pick<Reader, 'db'>, eventId: string): Promise<BookingRow[]> {
  return bookingRows(reader)
    .where('booking.event_id', '=', eventId)
    .where('booking.state', '<>', 'cancelled')
    .orderBy('booking.arrival')
    .execute()
}

/** The live booking of a person at an event. */
export async function bookingOf(
  reader: Pick<Reader, 'db'>,
  eventId: string,
  personId: string,
): Promise<BookingRow | undefined> {
  return bookingRows(reader)
    .where('booking.event_id', '=', eventId)
    .where('booking.person_id', '=', personId)
    .where('booking.state', '<>', 'cancelled')
    .executeTakeFirst()
}

export async function bookingById(reader: Pick<Reader, 'db'>, id: string): Promise<BookingRow | undefined> {
  return bookingRows(reader).where('booking.id', '=', id).executeTakeFirst()
}

/** How the places of one way of taking part stand now: what the rule of sharing decides by. */
export async function poolNow(
  reader: Pick<Reader, 'db' | 'now'>,
  event: EventCard,
  mode: Mode,
): Promise<PoolNow> {
  const pool = poolsOf(event).find((one) => one.mode === mode)
  const rows = await reader.db
    .selectFrom('events.booking')
    .select(['organisation_id', sql<number>`count(*)::int`.as('taken')])
    .where('event_id', '=', event.id)
    .where('mode', '=', mode)
    .where('state', '=', 'booked')
    .groupBy('organisation_id')
    .execute()
  return {
    places: pool?.places ?? null,
    share: pool?.share ?? null,
    released: isReleased(event.release_at, reader.now),
    takenBy: new Map(rows.map((row) => [row.organisation_id, row.taken])),
  }
}

/** Those waiting for one way of taking part, in the order in which they came; not who came without a place (E19). */
export async function waitingFor(
  reader: Pick<Reader, 'db'>,
  eventId: string,
  mode: Mode,
): Promise<{ id: string; person_id: string; organisation: string; arrival: number }[]> {
  return reader.db
    .selectFrom('events.booking')
    .select(['id', 'person_id', 'organisation_id as organisation', 'arrival'])
    .where('event_id', '=', eventId)
    .where('mode', '=', mode)
    .where('state', '=', 'waiting')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('events.walk_in')
            .select('events.walk_in.id')
            .whereRef('events.walk_in.event_id', '=', 'events.booking.event_id')
            .whereRef('events.walk_in.person_id', '=', 'events.booking.person_id'),
        ),
      ),
    )
    .orderBy('arrival')
    .execute()
}

export type OwnBooking = Awaited<ReturnType<typeof bookingsOfPerson>>[number]

/** What a person has booked, the nearest event first, and what they had. */
export async function bookingsOfPerson(reader: Pick<Reader, 'db'>, personId: string) {
  return reader.db
    .selectFrom('events.booking as booking')
    .innerJoin('events.event as event', 'event.id', 'booking.event_id')
    .innerJoin(
      'organisations.organisation_card as organisation',
      'organisation.id',
      'booking.organisation_id',
    )
    .select([
      'booking.id',
      'booking.event_id',
      'booking.mode',
      'booking.state',
      'booking.booked_at',
      'booking.offered_at',
      'booking.confirm_by',
      'booking.confirmed_at',
      'booking.cancelled_how',
      'booking.attendance',
      'organisation.name as organisation_name',
      'event.code',
      'event.title',
      'event.state as event_state',
      'event.starts_at',
      'event.ends_at',
    ])
    .where('booking.person_id', '=', personId)
    .orderBy('event.starts_at')
    .orderBy('booking.arrival')
    .execute()
}

/** Other events at the same time at which the person has a place or waits for one. */
export async function overlapping(
  reader: Pick<Reader, 'db'>,
  personId: string,
  event: Pick<EventCard, 'id' | 'starts_at' | 'ends_at'>,
): Promise<{ code: string; title: string; starts_at: Temporal.Instant }[]> {
  return reader.db
    .selectFrom('events.booking as booking')
    .innerJoin('events.event as other', 'other.id', 'booking.event_id')
    .select(['other.code', 'other.title', 'other.starts_at'])
    .where('booking.person_id', '=', personId)
    .where('booking.state', '<>', 'cancelled')
    .where('other.id', '<>', event.id)
    .where('other.state', '=', 'open')
    .where('other.starts_at', '<', event.ends_at)
    .where('other.ends_at', '>', event.starts_at)
    .orderBy('other.starts_at')
    .execute()
}

/** How to join online, for whoever has a place or organises: nobody else may ask for it (E8). */
export async function joiningOf(
  reader: Pick<Reader, 'db'>,
  eventId: string,
): Promise<{ link: string; instructions: string } | undefined> {
  return reader.db
    .selectFrom('events.joining')
    .select(['link', 'instructions'])
    .where('event_id', '=', eventId)
    .executeTakeFirst()
}

/** The booking, locked; its event must be locked before it. */
export async function lockedBooking(inside: Inside, id: string) {
  return inside.tx
    .selectFrom('events.booking')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}
