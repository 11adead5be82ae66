// Letting go of what need not be kept: needs whose day has come, and the places of somebody who left or
// whom an organisation employs no more.
import { action, type Inside } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { isMemberOfGroup } from '#modules/groups/index.ts'
import { employersOf } from '#modules/organisations/index.ts'
import { lockedBooking } from '../queries/bookings.ts'
import { lockedEvent } from '../queries/events.ts'
import { needsKeptUntil } from '../rules.ts'
import { endBooking, fillPlaces } from './places.ts'

/** Deletes access and dietary needs seven days after their event (E9). The daily job. */
export const deleteNeeds = action({
  name: 'events.needs.delete',
  title: 'Delete access and dietary needs',
  doors: [],
  fields: {},
  async run(inside) {
    const done = await inside.tx
      .deleteFrom('events.need')
      .where('delete_on', '<=', londonDate(inside.now))
      .executeTakeFirst()
    const deleted = Number(done.numDeletedRows)
    return { subject: null, result: { deleted }, facts: { deleted } }
  },
})

/** Gives the places of somebody who left to those who wait. Their bookings ended when the leaving was recorded. */
export const releaseLeaver = action({
  name: 'events.leaver.release',
  title: 'Fill the places of a leaver',
  doors: [],
  fields: { announcement: field.id('Announcement'), person: field.id('Person') },
  async run(inside, { person }) {
    const ended = await bookingsToCome(inside, person).where('booking.cancelled_how', '=', 'left').execute()
    const events = [...new Set(ended.map((one) => one.event_id))]
    let given = 0
    for (const id of events) given += (await fillPlaces(inside, await lockedEvent(inside, id))).size
    return { subject: person, result: { given }, facts: { given } }
  },
})

/** Ends what somebody had booked for an organisation that employs them no more (E10), and tells them. */
export const releasePost = action({
  name: 'events.post.release',
  title: 'Fill the places of an ended post',
  doors: [],
  fields: {
    announcement: field.id('Announcement'),
    person: field.id('Person'),
    organisation: field.id('Organisation'),
  },
  async run(inside, { person, organisation }) {
    const today = londonDate(inside.now)
    const still = (await employersOf(inside, person, today)).some(
      (post) =>
        post.organisation_id === organisation &&
        (post.ended_on === null || Temporal.PlainDate.compare(post.ended_on, today) > 0),
    )
    if (still) return { subject: person, result: { ended: 0 } }
    const bookings = await bookingsToCome(inside, person)
      .where('booking.organisation_id', '=', organisation)
      .where('booking.state', '<>', 'cancelled')
      .execute()
    await endAll(inside, person, bookings)
    return { subject: person, result: { ended: bookings.length }, facts: { ended: bookings.length } }
  },
})

/** Ends what somebody had booked as a member of a group they are no longer in (E10), and tells them. */
export const releaseSeat = action({
  name: 'events.seat.release',
  title: 'Fill the places of somebody who left a group',
  doors: [],
  fields: {
    announcement: field.id('Announcement'),
    person: field.id('Person'),
    group: field.id('Group'),
  },
  async run(inside, { person, group }) {
    if (await isMemberOfGroup(inside, person, group)) return { subject: person, result: { ended: 0 } }
    const bookings = await bookingsToCome(inside, person)
      .where('event.group_id', '=', group)
      .where('event.visibility', '=', 'group')
      .where('booking.state', '<>', 'cancelled')
      .execute()
    await endAll(inside, person, bookings)
    return { subject: person, result: { ended: bookings.length }, facts: { ended: bookings.length } }
  },
})

async function endAll(
  inside: Inside,
  person: string,
  bookings: readonly { readonly id: string; readonly event_id: string }[],
): Promise<void> {
  for (const { id, event_id } of bookings) {
    const event = await lockedEvent(inside, event_id)
    // What stood there before the event was held may have been given up meanwhile.
    const booking = await lockedBooking(inside, id)
    // Who is on the register already came, and stays on it.
    if (booking === undefined || booking.state === 'cancelled' || booking.attendance !== null) continue
    await endBooking(inside, id, 'left')
    await notify(inside, {
      to: { subject: person },
      template: 'events.booking.ended',
      ids: { booking: id },
    })
    await fillPlaces(inside, event)
  }
}

/** A person's bookings at events that have not begun, in the order in which everybody locks events. */
const bookingsToCome = (inside: Inside, person: string) =>
  inside.tx
    .selectFrom('events.booking as booking')
    .innerJoin('events.event as event', 'event.id', 'booking.event_id')
    .select(['booking.id', 'booking.event_id'])
    .where('booking.person_id', '=', person)
    .where('event.state', '=', 'open')
    .where('event.starts_at', '>', inside.now)
    .orderBy('booking.event_id')

/** Needs follow their event to another day, and go when it no longer asks for them (E9). The event must be locked. */
export async function letNeedsFollow(
  inside: Inside,
  event: { readonly id: string; readonly ends_at: Temporal.Instant; readonly asks_needs: boolean },
): Promise<void> {
  const ofEvent = inside.tx.selectFrom('events.booking').select('id').where('event_id', '=', event.id)
  await (event.asks_needs
    ? inside.tx
        .updateTable('events.need')
        .set({ delete_on: needsKeptUntil(event.ends_at) })
        .where('booking_id', 'in', ofEvent)
        .execute()
    : inside.tx.deleteFrom('events.need').where('booking_id', 'in', ofEvent).execute())
}
