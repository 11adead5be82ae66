import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holidaysOf } from '#platform/time/index.ts'
import {
  admitted,
  codeFrom,
  confirmationDue,
  eventFaults,
  lifeOf,
  mayBook,
  modeFor,
  needsKeptUntil,
  proposedShare,
  statusInWords,
  whyWaiting,
} from './rules.ts'

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
const now = at('2026-11-20T10:00:00Z')

const event = {
  state: 'open' as const,
  starts_at: at('2026-12-10T09:30:00Z'),
  ends_at: at('2026-12-10T12:00:00Z'),
  booking_closes_at: null,
  in_room: true,
  online: false,
  room_places: 20 as number | null,
  online_places: null as number | null,
  room_share: null,
  online_share: null,
  room_taken: 8,
  online_taken: 0,
  waiting: 0,
}

const sketch = {
  startsAt: event.starts_at,
  endsAt: event.ends_at,
  held: 'room' as const,
  visibility: 'partners' as const,
  groupId: null,
  siteId: null,
  room: 'Council chamber',
  roomPlaces: 20,
  onlinePlaces: null,
  roomShare: null,
  onlineShare: null,
  releaseAt: null,
  bookingClosesAt: null,
}
const faultyFields = (more: Partial<Parameters<typeof eventFaults>[0]>): string[] =>
  eventFaults({ ...sketch, ...more }).map((fault) => fault.field)

test('E1: what an event is now is read off its places and the time', () => {
  assert.equal(lifeOf(event, now), 'open')
  assert.equal(lifeOf({ ...event, room_taken: 20 }, now), 'full')
  assert.equal(lifeOf(event, event.starts_at), 'closed')
  assert.equal(lifeOf(event, event.ends_at), 'past')
  assert.equal(lifeOf({ ...event, state: 'cancelled' }, event.ends_at), 'cancelled')
  assert.equal(lifeOf({ ...event, booking_closes_at: now }, now), 'closed')
})

test('the status is a sentence that says what one may still hope for', () => {
  const words = (more: Partial<typeof event>): string => statusInWords({ ...event, ...more }, now)
  assert.equal(words({}), 'Open, 12 places left')
  assert.equal(words({ room_taken: 19 }), 'Open, 1 place left')
  assert.equal(words({ room_taken: 20, waiting: 5 }), 'Full, 5 waiting')
  assert.equal(words({ room_places: null }), 'Open')
  assert.equal(words({ online: true }), 'Open, 12 places left in the room and online')
  assert.equal(
    words({ online: true, online_places: 50, online_taken: 10 }),
    'Open, 12 places left in the room and 40 online',
  )
  assert.equal(words({ online: true, room_taken: 20, waiting: 3 }), 'Open online; the room is full')
})

test('an event must end after it starts, be somewhere, and share only what it counts', () => {
  assert.deepEqual(faultyFields({}), [])
  assert.deepEqual(faultyFields({ endsAt: sketch.startsAt }), ['endsAt'])
  assert.deepEqual(faultyFields({ endsAt: sketch.startsAt.add({ hours: 24 * 400 }) }), ['endsAt'])
  assert.deepEqual(faultyFields({ room: null }), ['room'])
  assert.deepEqual(faultyFields({ held: 'online' }), ['room', 'roomPlaces'])
  assert.deepEqual(faultyFields({ onlinePlaces: 5 }), ['onlinePlaces'])
  assert.deepEqual(faultyFields({ roomShare: 21, releaseAt: now }), ['roomShare'])
  assert.deepEqual(faultyFields({ roomPlaces: null, roomShare: 2, releaseAt: now }), ['roomShare'])
  assert.deepEqual(faultyFields({ roomShare: 2 }), ['releaseAt'])
  assert.deepEqual(faultyFields({ releaseAt: now }), ['releaseAt'])
  assert.deepEqual(faultyFields({ roomShare: 2, releaseAt: sketch.startsAt.add({ minutes: 1 }) }), [
    'releaseAt',
  ])
  assert.deepEqual(faultyFields({ bookingClosesAt: sketch.endsAt }), ['bookingClosesAt'])
  assert.deepEqual(faultyFields({ visibility: 'group' }), ['group'])
})

test('E5: an even split is rounded down and never nothing', () => {
  assert.equal(proposedShare(40, 19), 2)
  assert.equal(proposedShare(5, 19), 1)
  assert.equal(proposedShare(5, 0), 5)
})

test('E5: before the release a partner that has used its share waits, whoever came first', () => {
  const waiting = ['kcc', 'kcc', 'kcc', 'dover'].map((organisation, at) => ({
    id: `${organisation}-${at}`,
    organisation,
    arrival: at + 1,
  }))
  const pool = { places: 3, share: 1, released: false, takenBy: new Map<string, number>() }
  assert.deepEqual(
    admitted(pool, waiting).map((one) => one.id),
    ['kcc-0', 'dover-3'],
  )
  assert.deepEqual(
    admitted({ ...pool, released: true }, waiting).map((one) => one.id),
    ['kcc-0', 'kcc-1', 'kcc-2'],
  )
})

test('whoever waits is told why, and until when', () => {
  const pool = { places: 20, share: 4, released: false, takenBy: new Map([['ashford', 4]]) }
  const ashford = { id: 'ashford', name: 'Ashford' }
  assert.equal(
    whyWaiting(pool, ashford, at('2026-12-03T09:00:00Z')),
    'Ashford has used its share of 4 until 3 December 2026 at 9am',
  )
  assert.equal(
    whyWaiting({ ...pool, takenBy: new Map([['dover', 20]]) }, ashford, at('2026-12-03T09:00:00Z')),
    'All 20 places are taken',
  )
})

test('E7: a given place is confirmed in two working days, or twelve hours before the start', () => {
  const holidays = holidaysOf([{ on: '2026-12-25', name: 'Christmas Day' }])
  const due = (from: string, start: string): string | undefined =>
    confirmationDue(at(from), at(start), holidays)?.toString()
  // A Friday: two working days later is Tuesday at the same time.
  assert.equal(due('2026-11-20T10:00:00Z', '2026-12-10T09:30:00Z'), '2026-11-24T10:00:00Z')
  // Over Christmas the bank holiday counts for nothing.
  assert.equal(due('2026-12-24T10:00:00Z', '2027-01-20T09:30:00Z'), '2026-12-29T10:00:00Z')
  assert.equal(due('2026-12-09T08:00:00Z', '2026-12-10T09:30:00Z'), '2026-12-09T21:30:00Z')
  assert.equal(due('2026-12-09T12:00:00Z', '2026-12-10T09:30:00Z'), undefined)
})

test('E7: in a year whose bank holidays nobody has loaded, weekdays are counted', () => {
  assert.equal(
    confirmationDue(at('2030-06-03T10:00:00Z'), at('2030-07-10T09:30:00Z'), holidaysOf([]))?.toString(),
    '2030-06-05T10:00:00Z',
  )
})

test('who may not book is told whose rule it is', () => {
  const booking = {
    event: { ...event, title: 'Cyber exercise', partnership: 'Kent Connects' },
    organisation: { name: 'Dover', isPartner: true, employs: true },
    alreadyIn: false,
    byOrganiser: false,
  }
  assert.doesNotThrow(() => mayBook(booking, now))
  const code = (more: object, moment = now): string => {
    try {
      mayBook({ ...booking, ...more }, moment)
      return 'booked'
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  assert.equal(code({ event: { ...booking.event, state: 'draft' } }), 'events.booking.not-open')
  assert.equal(code({ event: { ...booking.event, state: 'cancelled' } }), 'events.booking.event-cancelled')
  assert.equal(code({}, event.ends_at), 'events.booking.past')
  assert.equal(code({}, event.starts_at), 'events.booking.closed')
  assert.equal(code({ byOrganiser: true }, event.starts_at), 'booked')
  assert.equal(
    code({ organisation: { name: 'X', isPartner: false, employs: true } }),
    'events.booking.not-a-partner',
  )
  assert.equal(
    code({ organisation: { name: 'X', isPartner: true, employs: false } }),
    'events.booking.not-employed',
  )
  assert.equal(code({ alreadyIn: true }), 'events.booking.already')
})

test('how one takes part is asked only where there is a choice', () => {
  assert.equal(modeFor({ in_room: true, online: false }, null), 'room')
  assert.equal(modeFor({ in_room: true, online: true }, 'online'), 'online')
  assert.throws(() => modeFor({ in_room: true, online: true }, null), { code: 'events.booking.mode' })
  assert.throws(() => modeFor({ in_room: true, online: false }, 'online'), { code: 'events.booking.mode' })
})

test('E9: needs are kept for seven days after the last day of the event', () => {
  assert.equal(needsKeptUntil(at('2026-12-10T23:30:00Z')).toString(), '2026-12-17')
})

test('an address is made of the title, whatever stands in it', () => {
  assert.equal(codeFrom('Cyber exercise: Kent & Medway (2027)'), 'cyber-exercise-kent-medway-2027')
  assert.equal(codeFrom('Café Zürich'), 'cafe-zurich')
  assert.equal(codeFrom('New'), 'event')
  assert.equal(codeFrom('🎂'), 'event')
})
