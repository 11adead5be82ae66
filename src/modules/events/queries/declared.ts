// What the doors may ask about bookings: names for whoever organises, one's own bookings, how to join for whoever has a
// place, needs for the organiser alone. Each answers "no such event" to everybody else, as for one that does not exist.
import { query, type Reader } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { Listed } from '#platform/tables/index.ts'
import {
  bookingOf,
  bookingsOf,
  bookingsOfPerson,
  joiningOf,
  type BookingRow,
  type OwnBooking,
} from './bookings.ts'
import { eventByCode, holdsFor, ORGANISE, type EventCard } from './events.ts'

const parameters = { event: field.code('Event code') }

async function organised(reader: Reader, code: string): Promise<EventCard> {
  const event = await eventByCode(reader, code)
  if (event === undefined || !holdsFor(reader, ORGANISE, event)) return notFound('event')
  return event
}

/** Who has a place and who waits, in order of arrival. */
export const listBookings = query({
  name: 'events.booking.list',
  title: 'List the bookings of an event',
  doors: ['page', 'api', 'command'],
  parameters,
  async run(reader, { event }): Promise<Listed<BookingRow>> {
    return { rows: await bookingsOf(reader, (await organised(reader, event)).id) }
  },
})

/** What the reader has booked. */
export const listOwnBookings = query({
  name: 'events.booking.mine',
  title: 'List your own bookings',
  doors: ['page', 'api'],
  parameters: {},
  async run(reader): Promise<Listed<OwnBooking>> {
    if (reader.actor.kind !== 'person') return { rows: [] }
    return { rows: await bookingsOfPerson(reader, reader.actor.id) }
  },
})

/** How to join online (E8): for whoever has a place online or organises, not found for anybody else. */
export const readJoining = query({
  name: 'events.joining.read',
  title: 'Show how to join an event online',
  doors: ['page', 'api'],
  parameters,
  async run(reader, asked) {
    const event = (await eventByCode(reader, asked.event)) ?? notFound('event')
    return (await joiningFor(reader, event)) ?? notFound('event')
  },
})

/** How to join, if this reader may know: undefined both when there is nothing and when it is not theirs. */
export async function joiningFor(
  reader: Reader,
  event: EventCard,
): Promise<{ link: string; instructions: string } | undefined> {
  if (event.state !== 'open' && !holdsFor(reader, ORGANISE, event)) return undefined
  if (holdsFor(reader, ORGANISE, event)) return joiningOf(reader, event.id)
  if (reader.actor.kind !== 'person') return undefined
  const booking = await bookingOf(reader, event.id, reader.actor.id)
  return booking?.state === 'booked' ? joiningOf(reader, event.id) : undefined
}

export type NeedRow = Awaited<ReturnType<typeof needsOf>>[number]

const needsOf = (reader: Pick<Reader, 'db'>, eventId: string) =>
  reader.db
    .selectFrom('events.need as need')
    .innerJoin('events.booking as booking', 'booking.id', 'need.booking_id')
    .innerJoin('organisations.person_card as person', 'person.id', 'booking.person_id')
    .select(['person.name as person_name', 'booking.state', 'need.access', 'need.dietary', 'need.delete_on'])
    .where('booking.event_id', '=', eventId)
    .orderBy('person.name')
    .execute()

/** Access and dietary needs (E9): for the event's own organiser, on the page alone, and that they looked is recorded. */
export const readNeeds = query({
  name: 'events.need.read',
  title: 'Show access and dietary needs',
  doors: ['page'],
  discloses: true,
  parameters,
  async run(reader, asked): Promise<Listed<NeedRow>> {
    const event = await eventByCode(reader, asked.event)
    if (event === undefined || !maySeeNeeds(reader, event)) return notFound('event')
    return { rows: await needsOf(reader, event.id) }
  },
})

/** E9: the organiser of the event, and nobody by any other office. */
export function maySeeNeeds(reader: Reader, event: Pick<EventCard, 'organiser_person_id'>): boolean {
  return reader.actor.kind === 'person' && reader.actor.id === event.organiser_person_id
}
