// The programme of a conference: its sessions, and choosing among them with one's place.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, Refusal, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { formatTime } from '#platform/time/index.ts'
import { bookingOf } from '../queries/bookings.ts'
import { lockedEvent, mayFor, ORGANISE, type EventCard } from '../queries/events.ts'
import { chosenBy, sessionById, sessionsOf } from '../queries/sessions.ts'
import { mayChange } from '../rules.ts'
import { clashing, sessionFaults } from '../rules/sessions.ts'

const mustBeCurrent = versionCheck('events.session.stale', 'session')

const what = {
  title: field.text('Title', { most: 150 }),
  speakers: field.text('Who speaks', { most: 300 }).optional(),
  room: field.text('Room', { most: 100 }).optional(),
  startsAt: field.dateTime('Starts'),
  endsAt: field.dateTime('Ends'),
  places: field
    .integer('Places', { least: 1, most: 100_000, hint: 'Leave it empty for no limit' })
    .optional(),
}

export const addSession = action({
  name: 'events.session.add',
  title: 'Add a session',
  doors: ['page', 'api', 'command'],
  fields: { event: field.id('Event'), ...what },
  async run(inside, answers) {
    const event = await eventToChange(inside, answers.event)
    await mustFit(inside, event, null, answers)
    const id = inside.id()
    await inside.tx
      .insertInto('events.session')
      .values({ id, event_id: event.id, ...columnsOf(answers) })
      .execute()
    return { subject: event.id, result: { id, event: event.code }, facts: { session: id } }
  },
})

export const editSession = action({
  name: 'events.session.edit',
  title: 'Change a session',
  doors: ['page', 'api', 'command'],
  fields: { session: field.id('Session'), ...what, version: field.version() },
  async run(inside, answers) {
    const { event, session } = await sessionToChange(inside, answers.session)
    mustBeCurrent(session, answers.version, {
      title: session.title,
      room: session.room,
      places: session.places,
    })
    await mustFit(inside, event, session.id, answers)
    if (answers.places !== null && answers.places < session.taken)
      invalid('events.session.places-taken', [
        { field: 'places', message: `${session.taken} places are taken. Give at least ${session.taken}` },
      ])
    await inside.tx
      .updateTable('events.session')
      .set({ ...columnsOf(answers), version: session.version + 1 })
      .where('id', '=', session.id)
      .execute()
    return {
      subject: event.id,
      result: { id: session.id, event: event.code },
      facts: { session: session.id },
    }
  },
})

export const removeSession = action({
  name: 'events.session.remove',
  title: 'Remove a session',
  doors: ['page', 'api', 'command'],
  fields: { session: field.id('Session') },
  async run(inside, answers) {
    const { event, session } = await sessionToChange(inside, answers.session)
    await inside.tx.deleteFrom('events.session_choice').where('session_id', '=', session.id).execute()
    await inside.tx.deleteFrom('events.session').where('id', '=', session.id).execute()
    return {
      subject: event.id,
      result: { event: event.code, chosen: session.taken },
      facts: { session: session.id, chosen: session.taken },
    }
  },
})

/** E16, E17: all of one's choices at once, while the event's row is held: exactly the places there are. */
export const chooseSessions = action({
  name: 'events.session.choose',
  title: 'Choose sessions',
  doors: ['page', 'api', 'command'],
  fields: {
    event: field.id('Event'),
    sessions: field.picks('Sessions', { from: 'events.session', most: 50 }).optional(),
  },
  async run(inside, answers) {
    const event = await lockedEvent(inside, answers.event)
    const booking =
      inside.actor.kind === 'person' ? await bookingOf(inside, event.id, inside.actor.id) : undefined
    if (booking === undefined || booking.state !== 'booked')
      refuse(
        'conflict',
        'events.session.no-place',
        'Sessions are chosen with a place. Book one at this event first.',
      )
    mayChange(event, inside.now)
    const sessions = await sessionsOf(inside, event.id)
    const wanted = new Set(answers.sessions ?? [])
    const chosen = sessions.filter((one) => wanted.has(one.id))
    if (chosen.length !== wanted.size) notFound('session')
    const before = new Set(await chosenBy(inside, booking.id))
    const clash = clashing(chosen.map((one) => ({ ...one, starts: one.starts_at, ends: one.ends_at })))
    if (clash !== undefined)
      invalid('events.session.overlap', [
        {
          field: 'sessions',
          message: `“${clash[0].title}” and “${clash[1].title}” are held at the same time. Choose one of them`,
        },
      ])
    const full = chosen.find((one) => !before.has(one.id) && one.places !== null && one.taken >= one.places)
    if (full !== undefined) throw sessionFull(full.title, full.starts_at)
    const left = [...before].filter((id) => !wanted.has(id))
    if (left.length > 0)
      await inside.tx
        .deleteFrom('events.session_choice')
        .where('booking_id', '=', booking.id)
        .where('session_id', 'in', left)
        .execute()
    const added = chosen.filter((one) => !before.has(one.id))
    if (added.length > 0)
      await inside.tx
        .insertInto('events.session_choice')
        .values(added.map((one) => ({ booking_id: booking.id, session_id: one.id, chosen_at: inside.now })))
        .execute()
    return {
      subject: event.id,
      result: { event: event.code, chosen: chosen.length },
      facts: { booking: booking.id, chosen: chosen.length },
    }
  },
})

const sessionFull = (title: string, starts: Temporal.Instant): Refusal =>
  new Refusal(
    'conflict',
    'events.session.full',
    `“${title}” at ${formatTime(starts)} has just filled. Choose another.`,
    {
      faults: [
        { field: 'sessions', message: `“${title}” at ${formatTime(starts)} has just filled. Choose another` },
      ],
    },
  )

async function eventToChange(inside: Inside, id: string): Promise<EventCard> {
  const event = await lockedEvent(inside, id)
  mayFor(inside, ORGANISE, event)
  mayChange(event, inside.now)
  return event
}

async function sessionToChange(inside: Inside, id: string) {
  const found = (await sessionById(inside, id)) ?? notFound('session')
  const event = await eventToChange(inside, found.event_id)
  return { event, session: (await sessionById(inside, id)) ?? notFound('session') }
}

type Described = {
  readonly title: string
  readonly speakers: string | null
  readonly room: string | null
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly places: number | null
}

const columnsOf = ({ title, speakers, room, startsAt, endsAt, places }: Described) => ({
  title,
  speakers,
  room,
  starts_at: startsAt,
  ends_at: endsAt,
  places,
})

async function mustFit(
  inside: Inside,
  event: EventCard,
  own: string | null,
  answers: Described,
): Promise<void> {
  const span = { starts: answers.startsAt, ends: answers.endsAt }
  const faults = sessionFaults(span, { starts: event.starts_at, ends: event.ends_at })
  if (faults.length > 0) invalid('events.session.times', faults)
  if (answers.room === null) return
  const room = answers.room.toLowerCase()
  const other = (await sessionsOf(inside, event.id)).find(
    (one) =>
      one.id !== own &&
      one.room?.toLowerCase() === room &&
      clashing([span, { starts: one.starts_at, ends: one.ends_at }]) !== undefined,
  )
  if (other !== undefined)
    invalid('events.session.room-taken', [
      { field: 'room', message: `“${other.title}” is in this room at that time` },
    ])
}
