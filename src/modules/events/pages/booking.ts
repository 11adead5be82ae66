// Booking a place as its person meets it: one short form, one's own place with what comes next, and giving it up.
import { html, type Html } from '#platform/html/index.ts'
import { form, type Visit } from '#platform/http/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { bullets, inset, link, paragraph, warning } from '#web/parts.ts'
import { cancelBooking, confirmBooking, makeBooking } from '../actions/bookings.ts'
import { bookingOf, overlapping, poolNow, waitingFor, type BookingRow } from '../queries/bookings.ts'
import { joiningFor } from '../queries/declared.ts'
import type { EventCard } from '../queries/events.ts'
import { employersFor, type Employer } from '../queries/standing.ts'
import { heldAs, NEEDS_KEPT_DAYS, statusInWords, whyWaiting } from '../rules.ts'
import { placeView, type PlaceAround } from '../views/place.ts'
import { whenInWords, whereInWords } from '../views/words.ts'
import { asking, formView } from './planning.ts'
import { eventOf } from './reading.ts'

type Loaded = EventCard & { readonly own: BookingRow | undefined; readonly employers: readonly Employer[] }

async function bookingAt(visit: Visit): Promise<Loaded> {
  const event = await eventOf(visit)
  if (visit.actor.kind !== 'person') return { ...event, own: undefined, employers: [] }
  const employers = await employersFor(visit, event.partnership_id, visit.actor.id)
  return {
    ...event,
    own: await bookingOf(visit, event.id, visit.actor.id),
    employers: employers.filter((one) => one.is_partner),
  }
}

const book = form('/events/:event/book', {
  action: makeBooking,
  load: bookingAt,
  values: (_visit, event) => ({ event: event.id }),
  options: (_visit, event) => ({
    organisation: event.employers.map((one) => ({ value: one.id, text: one.name })),
  }),
  async view(visit, event, state) {
    const fields = [
      ...(heldAs(event) === 'hybrid' ? ['mode'] : []),
      ...(event.employers.length > 1 ? ['organisation'] : []),
      ...(event.asks_needs ? ['access', 'dietary'] : []),
      'event',
    ]
    return formView('Book a place', {
      submit: 'Book',
      fields,
      before: await beforeBooking(visit, event),
      more: { mode: { as: 'radios' } },
      ...(event.asks_needs ? { after: whyWeAsk() } : {}),
    })(visit, event, asking(asking(state, 'mode'), 'organisation'))
  },
  then: (result) => ({
    to: `/events/${result.event}/place`,
    notice: result.state === 'booked' ? 'You have a place.' : 'You are on the waiting list.',
  }),
})

async function beforeBooking(visit: Visit, event: Loaded): Promise<Html> {
  const clashes = visit.actor.kind === 'person' ? await overlapping(visit, visit.actor.id, event) : []
  const [only, another] = event.employers
  if (only === undefined)
    return paragraph(
      `Places are for staff of the partners of ${event.partnership_name}. You work for none of them today.`,
    )
  return html`${paragraph(`${whenInWords(event)}. ${whereInWords(event)}. ${statusInWords(event, visit.now)}.`)}${
    event.own === undefined
      ? null
      : inset(html`You have booked already. ${link(`/events/${event.code}/place`, 'See your place')}.`)
  }${another !== undefined ? null : paragraph(`You come for ${only.name}.`)}${
    clashes.length === 0
      ? null
      : inset(
          html`At that time you have also booked:
          ${bullets(clashes.map((one) => html`${link(`/events/${one.code}`, one.title)}, ${formatDateTime(one.starts_at)}`))}`,
        )
  }`
}

const whyWeAsk = (): Html =>
  inset(
    `We ask so that the organiser can provide it. Only the organiser sees it, it goes into no list, and it is deleted ${NEEDS_KEPT_DAYS} days after the event, or when you give up the place.`,
  )

// The page is a form because the one step it asks for, when a place was offered, stands on it.
const place = form('/events/:event/place', {
  action: confirmBooking,
  load: bookingAt,
  values: (_visit, event) => ({ booking: event.own?.id }),
  view: async (visit, event, state) => placeView(visit, event, event.own, await around(visit, event), state),
  then: (result) => ({ to: `/events/${result.event}/place`, notice: 'Your place is confirmed.' }),
})

async function around(visit: Visit, event: Loaded): Promise<PlaceAround> {
  const { own } = event
  if (own === undefined) return { joining: undefined, waiting: undefined }
  if (own.state === 'booked') return { joining: await joiningFor(visit, event), waiting: undefined }
  const queue = await waitingFor(visit, event.id, own.mode)
  const body = { id: own.organisation_id, name: own.organisation_name }
  return {
    joining: undefined,
    waiting: {
      position: queue.findIndex((one) => one.id === own.id) + 1,
      why: whyWaiting(await poolNow(visit, event, own.mode), body, event.release_at),
    },
  }
}

const giveUp = form('/events/:event/place/give-up', {
  action: cancelBooking,
  load: bookingAt,
  values: (_visit, event) => ({ booking: event.own?.id }),
  view: formView('Give up your place', {
    submit: 'Give it up',
    look: 'warning',
    cancel: '/place',
    before: warning(
      'The place goes to the next person who waits. You can book again, and then wait behind them.',
    ),
  }),
  then: (result) => ({
    to: `/events/${result.event}`,
    notice: 'You gave up your place. Thank you for saying so.',
  }),
})

export const bookingPages = [book, place, giveUp]
