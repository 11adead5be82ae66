// Keeping the register at the door: who with a place came, and who came without one. With the mark comes the
// certificate, and goes with it.
import { randomBytes } from 'node:crypto'
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { bookingById, bookingOf, lockedBooking } from '../queries/bookings.ts'
import { eventById, holdsFor, lockedEvent, mayFor, ORGANISE, type EventCard } from '../queries/events.ts'
import { employersFor } from '../queries/standing.ts'
import { modeFor, MODES } from '../rules.ts'
import { certificateNumber, MARKS, mayMark } from '../rules/attendance.ts'

export const recordAttendance = action({
  name: 'events.attendance.record',
  title: 'Mark the register',
  doors: ['page', 'api'],
  fields: { booking: field.id('Booking'), attendance: field.choice('Attendance', MARKS) },
  async run(inside, answers) {
    const found = (await bookingById(inside, answers.booking)) ?? notFound('booking')
    const seen = await eventById(inside, found.event_id)
    if (seen === undefined || !holdsFor(inside, ORGANISE, seen)) notFound('booking')
    const event = await lockedEvent(inside, found.event_id)
    mayMark(event, inside.now)
    const booking = (await lockedBooking(inside, answers.booking)) ?? notFound('booking')
    if (booking.state !== 'booked')
      refuse(
        'conflict',
        'events.attendance.no-place',
        'This person has no place any more. Add them as a walk-in.',
      )
    await inside.tx
      .updateTable('events.booking')
      .set(({ eb }) => ({
        attendance: answers.attendance,
        attended_at: answers.attendance === 'attended' ? inside.now : null,
        recorded_by: inside.actor.kind === 'person' ? inside.actor.id : null,
        version: eb('version', '+', 1),
      }))
      .where('id', '=', booking.id)
      .execute()
    if (answers.attendance === 'attended') await certify(inside, event.id, booking.person_id)
    else await withdraw(inside, event.id, booking.person_id)
    return {
      subject: event.id,
      result: { event: event.code },
      facts: { booking: booking.id, attendance: answers.attendance },
    }
  },
})

export const addWalkIn = action({
  name: 'events.attendance.add',
  title: 'Add somebody who came without a place',
  doors: ['page', 'api'],
  fields: {
    event: field.id('Event'),
    person: field.pick('Person', { from: 'organisations.person' }),
    mode: field.choice('How they took part', MODES).optional(),
  },
  async run(inside, answers) {
    const event = await lockedEvent(inside, answers.event)
    mayFor(inside, 'events.attendance.add', event)
    mayMark(event, inside.now)
    const booking = await bookingOf(inside, event.id, answers.person)
    if (booking?.state === 'booked')
      invalid('events.attendance.has-place', [
        { field: 'person', message: `${booking.person_name} has a place. Mark them on the register` },
      ])
    const [employer] = await employersFor(inside, event.partnership_id, answers.person)
    if (employer === undefined)
      invalid('events.attendance.no-employer', [
        {
          field: 'person',
          message: 'This person works for no organisation today, so nobody can be counted for them',
        },
      ])
    const id = inside.id()
    await inside.tx
      .insertInto('events.walk_in')
      .values({
        id,
        event_id: event.id,
        person_id: answers.person,
        organisation_id: employer.id,
        mode: modeFor(event, answers.mode),
        recorded_at: inside.now,
        recorded_by: inside.actor.kind === 'person' ? inside.actor.id : null,
      })
      .execute()
    await certify(inside, event.id, answers.person)
    return {
      subject: event.id,
      result: { id, event: event.code },
      facts: { walkIn: id, organisation: employer.id },
    }
  },
})

export const removeWalkIn = action({
  name: 'events.attendance.remove',
  title: 'Take a walk-in off the register',
  doors: ['page', 'api'],
  fields: { walkIn: field.id('Walk-in') },
  async run(inside, answers) {
    const { event, row } = await walkInToChange(inside, answers.walkIn)
    await inside.tx.deleteFrom('events.walk_in').where('id', '=', row.id).execute()
    await withdraw(inside, event.id, row.person_id)
    return { subject: event.id, result: { event: event.code }, facts: { walkIn: row.id } }
  },
})

async function walkInToChange(inside: Inside, id: string) {
  const row = await inside.tx.selectFrom('events.walk_in').selectAll().where('id', '=', id).executeTakeFirst()
  const event: EventCard | undefined = row && (await eventById(inside, row.event_id))
  if (row === undefined || event === undefined || !holdsFor(inside, ORGANISE, event))
    return notFound('walk-in')
  return { event: await lockedEvent(inside, event.id), row }
}

// E20. Marked present again after a mistake, somebody gets the number back that they may have shown already.
async function certify(inside: Inside, eventId: string, personId: string): Promise<void> {
  await inside.tx
    .insertInto('events.certificate')
    .values({
      number: certificateNumber(randomBytes(8).readBigUInt64BE()),
      event_id: eventId,
      person_id: personId,
      made_at: inside.now,
      withdrawn_at: null,
    })
    .onConflict((on) => on.columns(['event_id', 'person_id']).doUpdateSet({ withdrawn_at: null }))
    .execute()
}

async function withdraw(inside: Inside, eventId: string, personId: string): Promise<void> {
  await inside.tx
    .updateTable('events.certificate')
    .set({ withdrawn_at: inside.now })
    .where('event_id', '=', eventId)
    .where('person_id', '=', personId)
    .where('withdrawn_at', 'is', null)
    .execute()
}
