// Telling everybody who has a place that an event has moved or will not be held. It is done after the change, so that
// nobody who books in that moment waits for some hundred mails to be queued.
import { action } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'

export const TELL_BOOKED = 'events.event.tell'

const WHAT = { moved: 'It has moved', cancelled: 'It is cancelled' } as const

/** Queues a mail to each person with a place or waiting; after a cancellation, to each who had one until then. */
export const tellBooked = action({
  name: TELL_BOOKED,
  title: 'Tell everybody booked',
  doors: [],
  fields: { event: field.id('Event'), what: field.choice('What', WHAT) },
  async run(inside, { event, what }) {
    let rows = inside.tx
      .selectFrom('events.booking')
      .select(['id', 'person_id'])
      .where('event_id', '=', event)
      .orderBy('arrival')
    rows =
      what === 'moved'
        ? rows.where('state', '<>', 'cancelled')
        : rows.where('cancelled_how', '=', 'event-cancelled')
    const bookings = await rows.execute()
    for (const booking of bookings)
      await notify(inside, {
        to: { subject: booking.person_id },
        template: what === 'moved' ? 'events.event.moved' : 'events.event.cancelled',
        ids: { booking: booking.id },
      })
    return { subject: event, result: { told: bookings.length }, facts: { told: bookings.length } }
  },
})
