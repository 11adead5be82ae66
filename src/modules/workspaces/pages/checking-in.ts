// Checking in and leaving: by the code on the desk, by the button of a booking.
import { randomUUIDv7 } from 'node:crypto'
import { notFound } from '#platform/errors/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { checkIn } from '../actions/checking-in.ts'
import { leaveEarly } from '../actions/releasing.ts'
import { bookingAt, justNow, resourceAtCode } from '../queries/at-the-desk.ts'
import { ARRIVALS } from '../queries/arrivals.ts'
import { bookingRows, heldWhere, isTheirs, type Booking } from '../queries/bookings.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { sql } from '#platform/database/index.ts'
import { READ } from '../queries/seeing.ts'
import { workplaceById } from '../queries/workplaces.ts'
import { atTheDeskView, checkInView, leaveView } from '../views/checking-in.ts'

const atTheDesk = get('/workspaces/at/:code', {
  permission: READ,
  async run(visit) {
    const resource = await resourceAtCode(visit, visit.params['code'] ?? '')
    const site = await workplaceById(visit, resource.site_id)
    const booking = await bookingAt(visit, resource.id)
    const isTheirsNow = booking !== undefined && booking.state !== 'released'
    return page(
      atTheDeskView({
        resource,
        site,
        booking,
        justNow: isTheirsNow && mayStart(booking, visit) ? null : await justNow(visit, resource),
        token: (visit.query['today'] ?? '').slice(0, 40),
        now: visit.now,
        csrf: visit.csrf,
        formId: randomUUIDv7(),
      }),
    )
  },
})

/** Whose own time has come, or nearly, is not asked whether they want it before. */
const mayStart = (booking: Booking, visit: Visit): boolean =>
  Temporal.Instant.compare(booking.starts_at, visit.now.add({ hours: 1 })) <= 0

/** The booking of the address: theirs, or at a workplace where they receive people. */
async function bookingHere(visit: Visit): Promise<Booking> {
  const id = visit.params['booking'] ?? ''
  if (!isRecordId(id)) return notFound('booking')
  const { rows } = await bookingRows(
    visit,
    sql`booking.id = ${id} and (${isTheirs(visit)} or ${heldWhere(visit, [ARRIVALS])})`,
  )
  return rows[0] ?? notFound('booking')
}

const check = form('/workspaces/bookings/:booking/check-in', {
  action: checkIn,
  load: bookingHere,
  fixed: (visit) => ({ booking: visit.params['booking'] ?? '', from: visit.address }),
  view: (_visit, booking, state) => checkInView(booking, state),
  then: (result, visit, booking) => ({
    to: cameFromArrivals(visit, booking) ?? `/workspaces/bookings/${booking.id}`,
    notice: result.isNew
      ? `Checked in to ${booking.resource_name}.`
      : `Already checked in to ${booking.resource_name}.`,
  }),
})

const leave = form('/workspaces/bookings/:booking/leave', {
  action: leaveEarly,
  load: bookingHere,
  fixed: (visit) => ({ booking: visit.params['booking'] ?? '' }),
  view: (_visit, booking, state) => leaveView(booking, state),
  then: (_result, visit, booking) => ({
    to: cameFromArrivals(visit, booking) ?? `/workspaces/bookings/${booking.id}`,
    notice: `You have left ${booking.resource_name}. The rest is free for others.`,
  }),
})

/** Reception goes on with its list. */
function cameFromArrivals(visit: Visit, booking: Booking): string | undefined {
  const isTheirOwn =
    visit.actor.kind === 'person' &&
    [booking.for_person_id, booking.made_by_person_id].includes(visit.actor.id)
  if (isTheirOwn || visit.query['to'] !== 'arrivals') return undefined
  return `/workspaces/${booking.site_code}/arrivals`
}

export const checkingInPages: readonly Page[] = [atTheDesk, check, leave]
