// Filling free places: the one piece of code that gives a place to anybody. It runs in the transaction that holds the
// event's row, so that a place is given once and to whoever is first entitled to it (E3 to E7).
import { action, type Inside } from '#platform/actions/index.ts'
import { holidays } from '#platform/calendar/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { lockedEvent, type EventCard } from '../queries/events.ts'
import { poolNow, waitingFor } from '../queries/bookings.ts'
import { admitted, confirmationDue, modesOf, type Ending } from '../rules.ts'

export const FILL_PLACES = 'events.places.fill'

/** At the release of places, and when a place that was offered must have been confirmed. */
export const fillPlacesWhenDue = action({
  name: FILL_PLACES,
  title: 'Fill free places',
  doors: [],
  fields: { event: field.id('Event') },
  async run(inside, answers) {
    const event = await lockedEvent(inside, answers.event)
    const given = await fillPlaces(inside, event)
    return { subject: event.id, result: { given: given.size }, facts: { given: given.size } }
  },
})

/**
 * Takes back places that were not confirmed in time, then gives every free place to whoever is entitled to it, in order
 * of arrival. The event must be locked. `arriving` is a booking made just now: it is given its place without being
 * asked to confirm, because its person is asking for it this moment. Answers with the bookings given a place.
 */
export async function fillPlaces(
  inside: Inside,
  event: EventCard,
  arriving?: string,
): Promise<ReadonlySet<string>> {
  const given = new Set<string>()
  if (event.state !== 'open') return given
  // Once it has begun nobody is called from the waiting list; somebody at the door is still let in. Nor is a place
  // taken back, as when the event was moved to before the day by which it was to be confirmed: they may be sitting there.
  const hasBegun = Temporal.Instant.compare(event.starts_at, inside.now) <= 0
  if (!hasBegun) await takeBackUnconfirmed(inside, event)
  for (const mode of modesOf(event)) {
    const all = await waitingFor(inside, event.id, mode)
    const waiting = hasBegun ? all.filter((one) => one.id === arriving) : all
    if (waiting.length === 0) continue
    for (const one of admitted(await poolNow(inside, event, mode), waiting)) {
      await givePlace(inside, event, one, one.id === arriving)
      given.add(one.id)
    }
  }
  return given
}

async function givePlace(
  inside: Inside,
  event: EventCard,
  booking: { readonly id: string; readonly person_id: string },
  isArriving: boolean,
): Promise<void> {
  const confirmBy = isArriving
    ? null
    : confirmationDue(inside.now, event.starts_at, await holidays(inside.tx))
  await inside.tx
    .updateTable('events.booking')
    .set(({ eb }) => ({
      state: 'booked',
      offered_at: isArriving ? null : inside.now,
      confirm_by: confirmBy,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', booking.id)
    .execute()
  if (isArriving) return
  await notify(inside, {
    to: { subject: booking.person_id },
    template: 'events.booking.offered',
    ids: { booking: booking.id },
  })
  if (confirmBy !== null) await inside.queue(FILL_PLACES, { event: event.id }, { after: confirmBy })
}

async function takeBackUnconfirmed(inside: Inside, event: EventCard): Promise<void> {
  const late = await inside.tx
    .selectFrom('events.booking')
    .select(['id', 'person_id'])
    .where('event_id', '=', event.id)
    .where('state', '=', 'booked')
    .where('confirmed_at', 'is', null)
    .where('attendance', 'is', null)
    .where('confirm_by', '<=', inside.now)
    .orderBy('arrival')
    .execute()
  for (const booking of late) {
    await endBooking(inside, booking.id, 'not-confirmed')
    await notify(inside, {
      to: { subject: booking.person_id },
      template: 'events.booking.lapsed',
      ids: { booking: booking.id },
    })
  }
}

/** Ends a booking and lets go of its mark on the register and the needs that came with it (E9). Its event must be locked. */
export async function endBooking(inside: Inside, id: string, how: Ending): Promise<void> {
  await inside.tx
    .updateTable('events.booking')
    .set(({ eb }) => ({
      state: 'cancelled',
      cancelled_at: inside.now,
      cancelled_how: how,
      attendance: null,
      attended_at: null,
      recorded_by: null,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
  await inside.tx.deleteFrom('events.need').where('booking_id', '=', id).execute()
}

/** Sees to it that places are filled at the release, without anybody having to be there. */
export async function fillAtRelease(
  inside: Inside,
  event: { readonly id: string; readonly release_at: Temporal.Instant | null },
): Promise<void> {
  if (event.release_at === null || Temporal.Instant.compare(event.release_at, inside.now) <= 0) return
  await inside.queue(FILL_PLACES, { event: event.id }, { after: event.release_at })
}
