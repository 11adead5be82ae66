// What an organiser sees of those who come: bookings, the waiting list with its reasons, needs; and booking for others.
import { notFound } from '#platform/errors/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { peopleNamed } from '#modules/organisations/index.ts'
import { membersOn } from '#modules/partnerships/index.ts'
import { paragraph } from '#web/parts.ts'
import { cancelBooking, makeBookingFor } from '../actions/bookings.ts'
import { bookingById, bookingsOf, poolNow, type BookingRow } from '../queries/bookings.ts'
import { readNeeds } from '../queries/declared.ts'
import { holdsFor, ORGANISE, type EventCard } from '../queries/events.ts'
import { heldAs, modesOf, whyWaiting } from '../rules.ts'
import { bookingColumns, bookingsView, needsView, type WaitingRow } from '../views/bookings.ts'
import { asking, formView } from './planning.ts'
import { eventOf } from './reading.ts'

/** The event, for whoever organises it; to everybody else this page does not exist. */
async function organised(visit: Visit): Promise<EventCard> {
  const event = await eventOf(visit)
  return holdsFor(visit, ORGANISE, event) ? event : notFound('event')
}

const showBookings = get('/events/:event/bookings', {
  permission: 'events.booking.list',
  async run(visit) {
    const event = await organised(visit)
    const bookings = await bookingsOf(visit, event.id)
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, `${event.code}-bookings`, bookingColumns, bookings)
    return page(bookingsView(visit, event, bookings, await waitingRows(visit, event, bookings)))
  },
})

async function waitingRows(
  visit: Visit,
  event: EventCard,
  bookings: readonly BookingRow[],
): Promise<WaitingRow[]> {
  const rows: WaitingRow[] = []
  for (const mode of modesOf(event)) {
    const waiting = bookings.filter((one) => one.state === 'waiting' && one.mode === mode)
    if (waiting.length === 0) continue
    const pool = await poolNow(visit, event, mode)
    for (const [nth, row] of waiting.entries()) {
      const body = { id: row.organisation_id, name: row.organisation_name }
      rows.push({ ...row, position: nth + 1, why: whyWaiting(pool, body, event.release_at) })
    }
  }
  return rows
}

const showNeeds = get('/events/:event/needs', {
  permission: 'events.need.read',
  async run(visit) {
    const event = await eventOf(visit)
    const { rows } = await visit.ask(readNeeds, { event: event.code })
    return page(needsView(event, rows))
  },
})

const bookFor = form('/events/:event/bookings/new', {
  action: makeBookingFor,
  load: organised,
  values: (_visit, event) => ({ event: event.id }),
  async options(visit, event) {
    const partners = await membersOn(visit, event.partnership_id, londonDate(visit.now))
    const there = new Set((await bookingsOf(visit, event.id)).map((one) => one.person_id))
    const people = await peopleNamed(visit, { organisationIds: partners.map((one) => one.organisation_id) })
    return {
      person: people
        .filter((one) => !there.has(one.id))
        .map((one) => ({ value: one.id, text: `${one.name}, ${one.organisation_name ?? ''}` })),
      organisation: partners.map((one) => ({ value: one.organisation_id, text: one.organisation_name })),
    }
  },
  view: (visit, event, state) =>
    formView('Book a place for somebody', {
      submit: 'Book',
      fields: ['person', ...(heldAs(event) === 'hybrid' ? ['mode'] : []), 'organisation', 'event'],
      before: paragraph('They are told by mail, with your name.'),
      cancel: '/bookings',
      more: { mode: { as: 'radios' } },
    })(visit, event, asking(state, 'mode')),
  then: (result) => ({
    to: `/events/${result.event}/bookings`,
    notice: result.state === 'booked' ? 'They have a place.' : 'They are on the waiting list.',
  }),
})

const endBooking = form('/events/:event/bookings/:booking/cancel', {
  action: cancelBooking,
  async load(visit) {
    const event = await organised(visit)
    const id = visit.params['booking'] ?? ''
    const booking = isRecordId(id) ? await bookingById(visit, id) : undefined
    if (booking === undefined || booking.event_id !== event.id) return notFound('booking')
    return { ...event, booking }
  },
  values: (_visit, event) => ({ booking: event.booking.id }),
  view: (visit, event, state) =>
    formView('Cancel a booking', {
      submit: 'Cancel the booking',
      look: 'warning',
      before: paragraph(
        `${event.booking.person_name} for ${event.booking.organisation_name}. They are told, and the next person who waits is given the place.`,
      ),
      cancel: '/bookings',
    })(visit, event, state),
  then: (result) => ({ to: `/events/${result.event}/bookings`, notice: 'The booking was cancelled.' }),
})

export const organisingPages = [showBookings, showNeeds, bookFor, endBooking]
