// One booking: its page, confirming what was held, cancelling and changing it.
import { sql } from '#platform/database/index.ts'
import { form, get, page, type Visit } from '#platform/http/index.ts'
import { cancelBooking, changeBooking, confirmBooking } from '../actions/changing.ts'
import {
  bookingById,
  bookingRows,
  bookingsOfOrder,
  isTheirs,
  stepsOf,
  type Booking,
} from '../queries/bookings.ts'
import { freeInstead } from '../queries/choices.ts'
import { situationsOf } from '../queries/deciding.ts'
import { recordNames } from '../queries/names.ts'
import { bodiesOf, holdsAt, MANAGE, READ } from '../queries/seeing.ts'
import { workplacesSeen } from '../queries/workplaces.ts'
import { cancelBy } from '../rules.ts'
import { bookingView, cancelView, changeView, type BookingHere } from '../views/booking-page.ts'
import { bookingAt } from '../views/own-bookings.ts'
import { typedTime } from '../views/when.ts'

const ONE = '/workspaces/bookings/:booking'

const bookingHere = (visit: Visit): Promise<Booking> => bookingById(visit, visit.params['booking'] ?? '')

/** The booking with what its page and its forms tell; 404 for whoever has nothing to do with it. */
async function around(visit: Visit): Promise<Omit<BookingHere, 'steps' | 'csrf'>> {
  const booking = await bookingHere(visit)
  const isOwn = await isOwnBooking(visit, booking)
  const order = await bookingsOfOrder(visit, booking.order_id)
  const seen = await workplacesSeen(visit)
  return {
    booking,
    isOwn,
    mayChange: isOwn || holdsAt(visit, MANAGE, booking),
    together: order.filter((one) => one.id !== booking.id),
    workplace: seen.find((one) => one.site_id === booking.site_id),
    cancelBy: await lastMomentToCancel(visit, booking),
    now: visit.now,
  }
}

async function isOwnBooking(visit: Visit, { id }: Booking): Promise<boolean> {
  const { rows } = await bookingRows(visit, sql`booking.id = ${id} and ${isTheirs(visit)}`)
  return rows.length > 0
}

async function lastMomentToCancel(visit: Visit, booking: Booking): Promise<Temporal.Instant | null> {
  const [situation] = await situationsOf(visit, {
    resourceIds: [booking.resource_id],
    organisationId: booking.organisation_id,
    personId: booking.for_person_id,
    isVisitor: booking.visitor_id !== null,
    startsAt: booking.starts_at,
    endsAt: booking.ends_at,
  })
  return situation === undefined ? null : cancelBy(booking.starts_at, situation.terms.cancelMinutes.value)
}

const showBooking = get(ONE, {
  permission: READ,
  async run(visit) {
    const here = await around(visit)
    if (!here.isOwn) await recordWhoseItIs(visit, here.booking)
    return page(bookingView({ ...here, steps: await stepsOf(visit, here.booking.id), csrf: visit.csrf }))
  },
})

/** Whoever runs the workplace reads a name: where it is of another body's person, that is kept (W15). */
async function recordWhoseItIs(visit: Visit, booking: Booking): Promise<void> {
  if (booking.for_person_id === null || bodiesOf(visit).includes(booking.organisation_id)) return
  const on = booking.starts_at.toZonedDateTimeISO(booking.time_zone).toPlainDate()
  await recordNames(visit, { siteId: booking.site_id, on, list: 'bookings', people: 1 })
}

const fixed = (visit: Visit) => ({ booking: visit.params['booking'] ?? '' })

const confirm = form(`${ONE}/confirm`, {
  action: confirmBooking,
  fixed,
  load: bookingHere,
  then: (result) => ({ to: `/workspaces/bookings/${result.id}`, notice: 'It is booked.' }),
})

const cancel = form(`${ONE}/cancel`, {
  action: cancelBooking,
  fixed,
  load: around,
  values: (_visit, { together }) => (together.length > 0 ? { together: 'no' } : {}),
  view: (_visit, here, state) => cancelView(state, here),
  then: ({ cancelled }, _visit, { isOwn, booking }) => ({
    to: isOwn ? '/workspaces/bookings' : bookingAt(booking),
    notice: cancelled === 1 ? 'The booking was cancelled.' : `${cancelled} bookings were cancelled.`,
  }),
})

const change = form(`${ONE}/change`, {
  action: changeBooking,
  fixed,
  // What a private booking is for is read by those whose it is; whoever runs the workplace changes the rest (B7).
  async load(visit) {
    const booking = await bookingHere(visit)
    return booking.private && !(await isOwnBooking(visit, booking)) ? { ...booking, purpose: null } : booking
  },
  values: (_visit, booking) => {
    const start = booking.starts_at.toZonedDateTimeISO(booking.time_zone)
    const end = booking.ends_at.toZonedDateTimeISO(booking.time_zone)
    return {
      version: booking.version,
      on: start.toPlainDate().toString(),
      from: typedTime(start.toPlainTime()),
      until: typedTime(end.toPlainTime()),
      untilOn: start.toPlainDate().equals(end.toPlainDate()) ? '' : end.toPlainDate().toString(),
      people: booking.people,
      purpose: booking.purpose ?? '',
      isPrivate: booking.private ? 'yes' : 'no',
    }
  },
  async options(visit, booking) {
    const free = await freeInstead(visit, booking)
    return { place: free.map((one) => ({ value: one.id, text: `${one.name}, ${one.where}` })) }
  },
  view: (_visit, booking, state) => changeView(state, booking),
  then: (_result, visit) => ({
    to: `/workspaces/bookings/${visit.params['booking'] ?? ''}`,
    notice: 'The booking was changed.',
  }),
})

export const ownBookingPages = [showBooking, confirm, cancel, change]
