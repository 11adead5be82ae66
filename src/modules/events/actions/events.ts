// An event from its draft to its cancellation: what it is, when, where, for how many, and how its places are shared.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, type Fault, versionCheck } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { siteById } from '#modules/organisations/index.ts'
import { groupById } from '#modules/groups/index.ts'
import { bookingsOf } from '../queries/bookings.ts'
import { eventById, lockedEvent, mayFor, ORGANISE, type EventCard } from '../queries/events.ts'
import { partnerCount } from '../queries/standing.ts'
import {
  codeFrom,
  CODES_NOT_TO_USE,
  eventFaults,
  EVENT_KINDS,
  HELD,
  isElsewhere,
  isOver,
  mayChange,
  proposedShare,
  SHARING,
  usualRelease,
  VISIBILITIES,
  type Held,
  type Sharing,
} from '../rules.ts'
import { letNeedsFollow } from './letting-go.ts'
import { endBooking, fillAtRelease, fillPlaces } from './places.ts'
import { remindAnew } from './reminders.ts'
import { TELL_BOOKED } from './telling.ts'
import { letSessionsFollow } from './programme.ts'

const MOST_PLACES = 100_000
const places = { least: 1, most: MOST_PLACES, hint: 'Leave it empty for no limit' }
const share = { least: 1, most: MOST_PLACES, hint: 'Leave it empty for an even split among the partners' }

const what = {
  title: field.text('Title', { most: 150 }),
  kind: field.choice('Kind', EVENT_KINDS),
  summary: field.text('Summary', { most: 300, hint: 'One sentence: what it is and for whom' }),
  description: field
    .longText('Description', { most: 5000, hint: 'What happens, what to bring, what one takes home' })
    .optional(),
  visibility: field.choice('For whom it is', VISIBILITIES),
  group: field.pick('Group', { from: 'groups.group', hint: 'The specialist group that holds it' }).optional(),
  startsAt: field.dateTime('Starts'),
  endsAt: field.dateTime('Ends', { hint: 'Leave it empty for two hours' }).optional(),
  held: field.choice('How it is held', HELD),
  site: field.pick('Site', { from: 'organisations.site' }).optional(),
  room: field.text('Room or place', { most: 200 }).optional(),
  roomPlaces: field.integer('Places in the room', places).optional(),
  onlinePlaces: field.integer('Places online', places).optional(),
  sharing: field.choice('How places are shared', SHARING).optional(),
  roomShare: field.integer('Share of a partner in the room', share).optional(),
  onlineShare: field.integer('Share of a partner online', share).optional(),
  releaseAt: field
    .dateTime('When the rest is released', { hint: 'Leave it empty for two weeks before the event at 9am' })
    .optional(),
  bookingClosesAt: field
    .dateTime('When bookings close', { hint: 'Leave it empty for when the event starts' })
    .optional(),
  asksNeeds: field
    .yesNo('Do you need to ask for access and dietary needs?', {
      hint: 'Only if you will act on them: they are shown to the organiser alone and deleted a week after the event',
    })
    .optional(),
  organiser: field
    .pick('Organiser', { from: 'organisations.person', hint: 'Leave it empty if it is you' })
    .optional(),
}

type Described = Answers<typeof what>

export const createEvent = action({
  name: 'events.event.create',
  title: 'Plan an event',
  doors: ['page', 'api', 'command'],
  fields: {
    partnership: field.pick('Partnership', { from: 'partnerships.partnership' }),
    code: field
      .code('Code', { hint: 'Used in its address. Leave it empty and it is made from the title' })
      .optional(),
    ...what,
  },
  async run(inside, answers) {
    const partnership = await inside.tx
      .selectFrom('partnerships.partnership_card')
      .select('id')
      .where('id', '=', answers.partnership)
      .executeTakeFirst()
    if (partnership === undefined) notFound('partnership')
    const id = inside.id()
    mayFor(inside, 'events.event.create', {
      id,
      partnership_id: partnership.id,
      group_id: answers.group,
    })
    const columns = await columnsOf(inside, partnership.id, answers)
    const code = await codeOf(inside, answers.code, answers.title)
    await inside.subject({ id, module: 'events', noun: 'event', title: answers.title, audience: 'staff' })
    await inside.tx
      .insertInto('events.event')
      .values({
        id,
        code,
        partnership_id: partnership.id,
        series_id: null,
        ...columns,
        published_at: null,
        cancelled_at: null,
        cancelled_because: null,
        changed_at: inside.now,
      })
      .execute()
    return { subject: id, result: { id, code }, facts: { partnership: partnership.id, code } }
  },
})

export const editEvent = action({
  name: 'events.event.edit',
  title: 'Change an event',
  permission: ORGANISE,
  doors: ['page', 'api', 'command'],
  fields: { event: field.id('Event'), ...what, version: field.version() },
  async run(inside, answers) {
    const event = await lockedEvent(inside, answers.event)
    mayFor(inside, ORGANISE, event)
    mayChange(event, inside.now)
    mustBeCurrent(event, answers.version)
    const columns = await columnsOf(inside, event.partnership_id, {
      ...answers,
      organiser: answers.organiser ?? event.organiser_person_id,
    })
    // An event is put under another group by somebody who may plan one there.
    if (columns.group_id !== event.group_id)
      mayFor(inside, 'events.event.create', { ...event, group_id: columns.group_id })
    const faults = await fewerPlaces(inside, event, columns)
    if (faults.length > 0) invalid('events.event.places-taken', faults)
    const hasMoved = isElsewhere(event, columns)
    if (hasMoved && event.state === 'open') mustBeToCome(inside, event, columns)
    await inside.tx
      .updateTable('events.event')
      .set({
        ...columns,
        sequence: event.sequence + (hasMoved && event.state === 'open' ? 1 : 0),
        changed_at: inside.now,
        version: event.version + 1,
      })
      .where('id', '=', event.id)
      .execute()
    await letNeedsFollow(inside, { id: event.id, ...columns })
    await letSessionsFollow(inside, event, { starts: columns.starts_at, ends: columns.ends_at })
    await remindAnew(inside, event, columns.starts_at)
    await nameSubject(inside, { ...event, title: answers.title, visibility: answers.visibility })
    const given = await afterOpening(inside, event.id)
    if (hasMoved && event.state === 'open') {
      await inside.announce('events.event.moved', event.id, { event: event.id })
      if (!isOver(event, inside.now)) await inside.queue(TELL_BOOKED, { event: event.id, what: 'moved' })
    }
    return {
      subject: event.id,
      result: { id: event.id, code: event.code, given },
      facts: { version: event.version + 1, moved: hasMoved, given },
    }
  },
})

export const publishEvent = action({
  name: 'events.event.publish',
  title: 'Publish an event',
  doors: ['page', 'api', 'command'],
  fields: { event: field.id('Event'), version: field.version() },
  async run(inside, answers) {
    const event = await lockedEvent(inside, answers.event)
    mayFor(inside, 'events.event.publish', event)
    mayChange(event, inside.now)
    mustBeCurrent(event, answers.version)
    if (event.state === 'open')
      refuse('conflict', 'events.event.published', 'This event is published already.')
    if (Temporal.Instant.compare(event.starts_at, inside.now) <= 0)
      refuse(
        'conflict',
        'events.event.begun',
        'This event would have begun already. Change when it starts, then publish it.',
      )
    await inside.tx
      .updateTable('events.event')
      .set({
        state: 'open',
        published_at: inside.now,
        changed_at: inside.now,
        version: event.version + 1,
      })
      .where('id', '=', event.id)
      .execute()
    await nameSubject(inside, { ...event, state: 'open' })
    await afterOpening(inside, event.id)
    await inside.announce('events.event.published', event.id, { event: event.id })
    return { subject: event.id, result: { id: event.id, code: event.code } }
  },
})

export const cancelEvent = action({
  name: 'events.event.cancel',
  title: 'Cancel an event',
  doors: ['page', 'api', 'command'],
  fields: {
    event: field.id('Event'),
    because: field.longText('Why it is cancelled', {
      most: 1000,
      hint: 'Everybody who has a place or waits for one is told this',
    }),
    version: field.version(),
  },
  async run(inside, answers) {
    const event = await lockedEvent(inside, answers.event)
    mayFor(inside, 'events.event.cancel', event)
    mayChange(event, inside.now)
    mustBeCurrent(event, answers.version)
    const bookings = await bookingsOf(inside, event.id)
    for (const booking of bookings) await endBooking(inside, booking.id, 'event-cancelled')
    // The register may have been begun: nobody was at an event that was not held (E20).
    await inside.tx
      .updateTable('events.certificate')
      .set({ withdrawn_at: inside.now })
      .where('event_id', '=', event.id)
      .where('withdrawn_at', 'is', null)
      .execute()
    await inside.tx
      .updateTable('events.event')
      .set({
        state: 'cancelled',
        cancelled_at: inside.now,
        cancelled_because: answers.because,
        sequence: event.sequence + 1,
        changed_at: inside.now,
        version: event.version + 1,
      })
      .where('id', '=', event.id)
      .execute()
    await inside.announce('events.event.cancelled', event.id, { event: event.id })
    if (bookings.length > 0) await inside.queue(TELL_BOOKED, { event: event.id, what: 'cancelled' })
    return {
      subject: event.id,
      result: { id: event.id, code: event.code, told: bookings.length },
      facts: { bookings: bookings.length },
    }
  },
})

type Columns = Awaited<ReturnType<typeof columnsOf>>

async function columnsOf(inside: Inside, partnershipId: string, answers: Described) {
  const endsAt = answers.endsAt ?? answers.startsAt.add({ hours: 2 })
  const shares = await sharesOf(inside, partnershipId, answers)
  const faults = eventFaults({
    ...answers,
    ...shares,
    endsAt,
    groupId: answers.group,
    siteId: answers.site,
  })
  if (faults.length > 0) invalid('events.event.wrong', faults)
  if (answers.group !== null) {
    const group = (await groupById(inside, answers.group)) ?? notFound('group')
    if (group.partnership_id !== partnershipId)
      invalid('events.event.other-group', [
        { field: 'group', message: 'This group belongs to another partnership' },
      ])
  }
  if (answers.site !== null) await siteById(inside, answers.site)
  return {
    title: answers.title,
    kind: answers.kind,
    summary: answers.summary,
    description: answers.description ?? '',
    visibility: answers.visibility,
    group_id: answers.group,
    starts_at: answers.startsAt,
    ends_at: endsAt,
    in_room: answers.held !== 'online',
    online: answers.held !== 'room',
    site_id: answers.site,
    room: answers.room,
    room_places: answers.roomPlaces,
    online_places: answers.onlinePlaces,
    room_share: shares.roomShare,
    online_share: shares.onlineShare,
    release_at: shares.releaseAt,
    booking_closes_at: answers.bookingClosesAt,
    asks_needs: answers.asksNeeds === true,
    organiser_person_id: await organiserOf(inside, answers.organiser),
  }
}

/** What was answered, with an even split and two weeks where nothing was. */
async function sharesOf(
  inside: Inside,
  partnershipId: string,
  answers: {
    readonly sharing: Sharing | null
    readonly held: Held
    readonly startsAt: Temporal.Instant
    readonly roomPlaces: number | null
    readonly onlinePlaces: number | null
    readonly roomShare: number | null
    readonly onlineShare: number | null
    readonly releaseAt: Temporal.Instant | null
  },
) {
  const { roomShare, onlineShare, releaseAt } = answers
  if (answers.sharing === 'first') return { roomShare: null, onlineShare: null, releaseAt: null }
  if (answers.sharing === null) return { roomShare, onlineShare, releaseAt }
  if (answers.roomPlaces === null && answers.onlinePlaces === null)
    invalid('events.event.nothing-to-share', [
      { field: 'sharing', message: 'Places without a limit are not shared out. Say how many there are' },
    ])
  const partners = await partnerCount(inside, partnershipId)
  const even = (given: number | null, of: number | null): number | null =>
    given ?? (of === null ? null : proposedShare(of, partners))
  return {
    roomShare: even(roomShare, answers.roomPlaces),
    onlineShare: even(onlineShare, answers.onlinePlaces),
    releaseAt: releaseAt ?? usualRelease(answers.startsAt),
  }
}

async function organiserOf(inside: Inside, answered: string | null): Promise<string> {
  const id = answered ?? (inside.actor.kind === 'person' ? inside.actor.id : null)
  if (id === null)
    invalid('events.event.no-organiser', [{ field: 'organiser', message: 'Select who organises it' }])
  const person = await inside.tx
    .selectFrom('organisations.person_card')
    .select('state')
    .where('id', '=', id)
    .executeTakeFirst()
  if (person === undefined) notFound('person')
  if (person.state === 'left')
    invalid('events.event.organiser-left', [
      { field: 'organiser', message: 'Whoever organised it has left. Select who organises it now' },
    ])
  return id
}

/** The code answered, or one made from the title that no other event has. */
async function codeOf(inside: Inside, answered: string | null, title: string): Promise<string> {
  if (answered !== null && CODES_NOT_TO_USE.has(answered))
    invalid('events.event.code-reserved', [
      { field: 'code', message: `"${answered}" is an address of Connects itself. Choose another code` },
    ])
  if (answered !== null) return answered
  const plain = codeFrom(title)
  const rows = await inside.tx
    .selectFrom('events.event')
    .select('code')
    .where((where) => where.or([where('code', '=', plain), where('code', 'like', `${plain}-%`)]))
    .execute()
  const used = new Set(rows.map((row) => row.code))
  if (!used.has(plain)) return plain
  for (let nth = 2; ; nth += 1) if (!used.has(`${plain}-${nth}`)) return `${plain}-${nth}`
}

/** E3: what stands in the way of fewer places or of giving up the room, in words; the database refuses it anyway. */
async function fewerPlaces(inside: Inside, event: EventCard, columns: Columns): Promise<Fault[]> {
  const faults: Fault[] = []
  const check = (field: string, most: number | null, taken: number): void => {
    if (most !== null && most < taken)
      faults.push({ field, message: `${taken} places are taken. Give at least ${taken}` })
  }
  if (columns.in_room) check('roomPlaces', columns.room_places, event.room_taken)
  if (columns.online) check('onlinePlaces', columns.online_places, event.online_taken)
  const lost = (await bookingsOf(inside, event.id)).filter((one) =>
    one.mode === 'room' ? !columns.in_room : !columns.online,
  ).length
  if (lost > 0)
    faults.push({
      field: 'held',
      message: `${lost === 1 ? 'One person is' : `${lost} people are`} booked for what you take away. Cancel those bookings first`,
    })
  return faults
}

function mustBeToCome(inside: Inside, event: EventCard, columns: Columns): void {
  const isMoved = !event.starts_at.equals(columns.starts_at)
  if (!isMoved || Temporal.Instant.compare(columns.starts_at, inside.now) > 0) return
  invalid('events.event.in-the-past', [
    { field: 'startsAt', message: 'An event that takes bookings is moved to a time that is still to come' },
  ])
}

/** What an open event needs at once: its release waited for, and its waiting list served from places that were added. */
async function afterOpening(inside: Inside, id: string): Promise<number> {
  const event = (await eventById(inside, id)) ?? notFound('event')
  if (event.state !== 'open') return 0
  await fillAtRelease(inside, event)
  return (await fillPlaces(inside, event)).size
}

async function nameSubject(
  inside: Inside,
  event: Pick<EventCard, 'id' | 'title' | 'visibility' | 'state'>,
): Promise<void> {
  const audience = event.visibility === 'public' && event.state === 'open' ? 'public' : 'staff'
  await inside.subject({ id: event.id, module: 'events', noun: 'event', title: event.title, audience })
}

/** A change made against an older version is refused, beside what the event says now. */
export function mustBeCurrent(event: EventCard, answered: number): void {
  versionCheck('events.event.stale', 'event')(event, answered, {
    title: event.title,
    startsAt: event.starts_at,
    endsAt: event.ends_at,
    room: event.room,
    roomPlaces: event.room_places,
    onlinePlaces: event.online_places,
  })
}
