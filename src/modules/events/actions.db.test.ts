// Events and places through their actions, over a database that is undone after each test.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { forgetLeaver } from '#platform/personal/index.ts'
import { joinGroup, leaveGroup } from '#modules/groups/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { eventful, type Eventful } from '#test/support/events.ts'
import { cancelBooking, confirmBooking, makeBooking, makeBookingFor } from './actions/bookings.ts'
import { cancelEvent, createEvent, editEvent, publishEvent } from './actions/events.ts'
import { setJoining } from './actions/joining.ts'
import { deleteNeeds, releaseLeaver, releasePost } from './actions/letting-go.ts'
import { fillPlacesWhenDue } from './actions/places.ts'
import { tellBooked } from './actions/telling.ts'
import { eventDuties } from './duties.ts'
import { bookedCount, eventsInReport, heldCount } from './figures.ts'
import { letters } from './letters.ts'
import { personal } from './personal.ts'
import { bookingsOf } from './queries/bookings.ts'
import { listBookings, listOwnBookings, readJoining, readNeeds } from './queries/declared.ts'
import { eventByCode, listEvents, readEvent } from './queries/events.ts'
import { search } from './search.ts'

const database = countyDatabase()

/** Names with their state in order of arrival: "Molly waiting". */
async function standing(at: Eventful, event: { readonly id: string }): Promise<string[]> {
  const rows = await bookingsOf(await at.house.operator.reader(), event.id)
  return rows.map((row) => `${row.person_name.split(' ')[0]} ${row.state}`)
}

const bookedBy = (at: Eventful, event: { readonly id: string }, more: object = {}) => ({
  by: (person: string) => at.house.as(person).perform(makeBooking, { event: event.id, ...more }),
})

const told = (at: Eventful): string[] =>
  at.house.queued
    .filter((one) => one.job === 'platform.notification.send')
    .map((one) => one.ids['notification'] ?? '')

async function lettersTo(
  at: Eventful,
  db: Parameters<typeof eventful>[0],
  person: string,
): Promise<string[]> {
  assert.ok(told(at).length > 0)
  const rows = await db.db
    .selectFrom('platform.notification')
    .select('template')
    .where('to_subject', '=', person)
    .orderBy('queued_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.template)
}

const answersOf = {
  title: 'Cyber exercise',
  kind: 'exercise',
  summary: 'A day of decisions under pressure',
  visibility: 'partners',
  startsAt: '2026-12-10T09:30',
  endsAt: '2026-12-10T16:00',
  held: 'room',
  room: 'Council chamber, County Hall',
}

database.test('staff of a partner book a place, and the next waits when all are taken', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 1 })
  assert.equal((await bookedBy(at, event).by(at.person.molly)).state, 'booked')
  assert.equal((await bookedBy(at, event).by(at.person.noor)).state, 'waiting')
  assert.deepEqual(await standing(at, event), ['Molly booked', 'Noor waiting'])
  assert.deepEqual(await lettersTo(at, db, at.person.molly), ['events.booking.made'])
  assert.deepEqual(await lettersTo(at, db, at.person.noor), ['events.booking.waiting'])
})

database.test('E2: nobody books twice, and after giving the place up they may book again', async (db) => {
  const at = await eventful(db)
  const event = await at.open()
  const { id } = await bookedBy(at, event).by(at.person.molly)
  await assert.rejects(bookedBy(at, event).by(at.person.molly), { code: 'events.booking.already' })
  await at.house.as(at.person.molly).perform(cancelBooking, { booking: id })
  assert.equal((await bookedBy(at, event).by(at.person.molly)).state, 'booked')
})

database.test('E3: the database itself refuses a place too many, whoever writes it', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 1 })
  await bookedBy(at, event).by(at.person.molly)
  await bookedBy(at, event).by(at.person.noor)
  await assert.rejects(
    db.db
      .transaction()
      .execute((tx) => sql`update events.booking set state = 'booked' where state = 'waiting'`.execute(tx)),
    /events_event_room_not_overbooked/,
  )
})

database.test('E3: the counts in the event are the counts of its bookings, whatever happened', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 1, held: 'hybrid', onlinePlaces: 2 })
  const first = await bookedBy(at, event, { mode: 'room' }).by(at.person.molly)
  await bookedBy(at, event, { mode: 'room' }).by(at.person.noor)
  await bookedBy(at, event, { mode: 'online' }).by(at.person.yusra)
  await at.house.as(at.person.molly).perform(cancelBooking, { booking: first.id })
  await bookedBy(at, event, { mode: 'room' }).by(at.person.molly)
  await sql`delete from events.booking where person_id = ${at.person.yusra}`.execute(db.db)
  const { rows } = await sql<{ kept: string; counted: string }>`
    select room_taken || '/' || online_taken || '/' || waiting as kept,
      (select count(*) filter (where state = 'booked' and mode = 'room') || '/' || count(*) filter (where state = 'booked'
        and mode = 'online') || '/' || count(*) filter (where state = 'waiting') from events.booking where event_id = event.id) as counted
    from events.event where id = ${event.id}`.execute(db.db)
  assert.deepEqual(rows, [{ kept: '1/0/1', counted: '1/0/1' }])
})

database.test(
  'E5: before the release each partner has its share; at the release those waiting come in order',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 4, sharing: 'share', releaseAt: '2026-12-01T09:00' })
    const { rows } = await sql<{ room_share: number }>`select room_share from events.event`.execute(db.db)
    assert.equal(rows[0]?.room_share, 1, 'four places among four partners')
    for (const person of [at.person.marcus, at.person.priya, at.person.ravi, at.person.molly])
      await bookedBy(at, event).by(person)
    assert.deepEqual(await standing(at, event), [
      'Marcus booked',
      'Priya waiting',
      'Ravi waiting',
      'Molly booked',
    ])
    at.house.clock.set('2026-12-01T09:00:00Z')
    await at.house.system.perform(fillPlacesWhenDue, { event: event.id })
    assert.deepEqual(await standing(at, event), [
      'Marcus booked',
      'Priya booked',
      'Ravi booked',
      'Molly booked',
    ])
    assert.ok((await lettersTo(at, db, at.person.priya)).includes('events.booking.offered'))
  },
)

database.test('E5: the release holds also when no job ran, at the next booking', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 3, roomShare: 1, releaseAt: '2026-12-01T09:00' })
  for (const person of [at.person.marcus, at.person.priya]) await bookedBy(at, event).by(person)
  at.house.clock.set('2026-12-02T09:00:00Z')
  assert.equal((await bookedBy(at, event).by(at.person.ravi)).state, 'booked')
  assert.deepEqual(await standing(at, event), ['Marcus booked', 'Priya booked', 'Ravi booked'])
})

database.test(
  'the release and the lapse of an offer each have their job, for the minute they fall due',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 4, roomShare: 1, releaseAt: '2026-12-01T09:00' })
    assert.ok(
      at.house.queued.some((one) => one.job === 'events.places.fill' && one.ids['event'] === event.id),
    )
  },
)

database.test('E6 and E7: a place given up goes to the next, who confirms it or lets it pass', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 1 })
  const molly = await bookedBy(at, event).by(at.person.molly)
  const noor = await bookedBy(at, event).by(at.person.noor)
  await bookedBy(at, event).by(at.person.yusra)
  await at.house.as(at.person.molly).perform(cancelBooking, { booking: molly.id })
  assert.deepEqual(await standing(at, event), ['Noor booked', 'Yusra waiting'])
  const duties = await eventDuties(await at.house.as(at.person.noor).reader())
  assert.deepEqual(
    duties.map((one) => [one.title, one.href, one.due?.toString(), one.step]),
    [
      [
        'You have been given a place at Cyber exercise: confirm it or give it up',
        '/events/cyber-exercise/place',
        '2026-11-24',
        'Confirm or give up',
      ],
    ],
  )
  at.house.clock.set('2026-11-24T10:00:00Z')
  await assert.rejects(at.house.as(at.person.noor).perform(confirmBooking, { booking: noor.id }), {
    code: 'events.booking.too-late',
  })
  await at.house.system.perform(fillPlacesWhenDue, { event: event.id })
  assert.deepEqual(await standing(at, event), ['Yusra booked'])
  assert.ok((await lettersTo(at, db, at.person.noor)).includes('events.booking.lapsed'))
})

database.test(
  'E7: a place confirmed in time is kept, and confirming it twice changes nothing',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 1 })
    const molly = await bookedBy(at, event).by(at.person.molly)
    const noor = await bookedBy(at, event).by(at.person.noor)
    await at.house.as(at.person.molly).perform(cancelBooking, { booking: molly.id })
    await at.house.as(at.person.noor).perform(confirmBooking, { booking: noor.id })
    await at.house.as(at.person.noor).perform(confirmBooking, { booking: noor.id })
    assert.deepEqual(await eventDuties(await at.house.as(at.person.noor).reader()), [])
    at.house.clock.set('2026-11-30T10:00:00Z')
    await at.house.system.perform(fillPlacesWhenDue, { event: event.id })
    assert.deepEqual(await standing(at, event), ['Noor booked'])
  },
)

database.test(
  'E7: close to the event a place is simply given; once it has begun nobody is called',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 1 })
    const molly = await bookedBy(at, event).by(at.person.molly)
    await bookedBy(at, event).by(at.person.noor)
    await bookedBy(at, event).by(at.person.yusra)
    at.house.clock.set('2026-12-09T18:00:00Z')
    await at.house.as(at.person.molly).perform(cancelBooking, { booking: molly.id })
    const [noor] = await bookingsOf(await at.house.operator.reader(), event.id)
    assert.equal(noor?.state, 'booked')
    assert.equal(noor?.confirm_by, null)
    at.house.clock.set('2026-12-10T09:45:00Z')
    await at.house.as(at.person.noor).perform(cancelBooking, { booking: noor?.id })
    assert.deepEqual(await standing(at, event), ['Yusra waiting'])
  },
)

database.test('E6: places that are added go to those waiting', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 1 })
  for (const person of [at.person.molly, at.person.noor, at.person.yusra])
    await bookedBy(at, event).by(person)
  const done = await at.house
    .as(at.person.ravi)
    .perform(editEvent, { event: event.id, ...answersOf, roomPlaces: 2, version: '2' })
  assert.equal(done.given, 1)
  assert.deepEqual(await standing(at, event), ['Molly booked', 'Noor booked', 'Yusra waiting'])
})

database.test('E3: there are never fewer places than are taken', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 3 })
  for (const person of [at.person.molly, at.person.noor]) await bookedBy(at, event).by(person)
  const edit = (more: object) =>
    at.house.as(at.person.ravi).perform(editEvent, { event: event.id, ...answersOf, version: '2', ...more })
  await assert.rejects(edit({ roomPlaces: 1 }), { code: 'events.event.places-taken' })
  await assert.rejects(edit({ held: 'online', room: '' }), { code: 'events.event.places-taken' })
  for (const roomPlaces of ['0', '-1', '1000000000', '1.5', 'many'])
    await assert.rejects(edit({ roomPlaces }), { kind: 'invalid' })
  await edit({ roomPlaces: 2 })
})

database.test(
  'a new time raises the sequence and tells everybody booked; a new title does neither',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open()
    await bookedBy(at, event).by(at.person.molly)
    const ravi = at.house.as(at.person.ravi)
    await ravi.perform(editEvent, {
      event: event.id,
      ...answersOf,
      title: 'Cyber exercise 2026',
      version: '2',
    })
    assert.equal(
      at.house.queued.some((one) => one.job === 'events.event.tell'),
      false,
    )
    await ravi.perform(editEvent, {
      event: event.id,
      ...answersOf,
      startsAt: '2026-12-10T10:30',
      version: '3',
    })
    assert.ok(at.house.queued.some((one) => one.job === 'events.event.tell' && one.ids['what'] === 'moved'))
    assert.equal((await eventByCode(await ravi.reader(), event.code))?.sequence, 1)
    await at.house.system.perform(tellBooked, { event: event.id, what: 'moved' })
    assert.ok((await lettersTo(at, db, at.person.molly)).includes('events.event.moved'))
  },
)

database.test('a cancelled event tells everybody, is kept, and takes no more bookings', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 1, asksNeeds: 'yes' })
  await bookedBy(at, event, { dietary: 'No nuts' }).by(at.person.molly)
  await bookedBy(at, event).by(at.person.noor)
  await at.house.as(at.person.ravi).perform(cancelEvent, { event: event.id, because: 'Snow', version: '2' })
  await at.house.system.perform(tellBooked, { event: event.id, what: 'cancelled' })
  assert.ok((await lettersTo(at, db, at.person.noor)).includes('events.event.cancelled'))
  assert.deepEqual(
    await db.db.selectFrom('events.need').selectAll().execute(),
    [],
    'needs go with the bookings',
  )
  await assert.rejects(bookedBy(at, event).by(at.person.yusra), { code: 'events.booking.event-cancelled' })
  const seen = await at.house.as(at.person.molly).ask(readEvent, { event: event.code })
  assert.equal(seen.state, 'cancelled')
  assert.equal(seen.sequence, 1)
  await assert.rejects(
    at.house.as(at.person.ravi).perform(editEvent, { event: event.id, ...answersOf, version: '3' }),
    { code: 'events.event.cancelled' },
  )
})

database.test('a stale change shows what the event says now', async (db) => {
  const at = await eventful(db)
  const event = await at.open()
  const ravi = at.house.as(at.person.ravi)
  await assert.rejects(ravi.perform(editEvent, { event: event.id, ...answersOf, version: '1' }), {
    code: 'events.event.stale',
  })
  await assert.rejects(ravi.perform(publishEvent, { event: event.id, version: '2' }), {
    code: 'events.event.published',
  })
})

database.test(
  'a draft is for whoever organises it; for everybody else there is no such event',
  async (db) => {
    const at = await eventful(db)
    const event = await at.draft()
    await assert.rejects(bookedBy(at, event).by(at.person.molly), { code: 'platform.record.not-found' })
    await assert.rejects(bookedBy(at, event).by(at.person.ravi), { code: 'events.booking.not-open' })
    await assert.rejects(at.house.as(at.person.molly).ask(readEvent, { event: event.code }), {
      kind: 'not-found',
    })
    assert.equal((await at.house.as(at.person.ravi).ask(listEvents, { when: 'drafts' })).rows.length, 1)
    assert.equal((await at.house.as(at.person.molly).ask(listEvents, { when: 'drafts' })).rows.length, 0)
  },
)

database.test(
  'an event that would have begun is not published, and one that is over not booked',
  async (db) => {
    const at = await eventful(db)
    const late = await at.draft({ startsAt: '2026-11-20T09:00', endsAt: '2026-11-20T12:00' })
    await assert.rejects(at.house.operator.perform(publishEvent, { event: late.id, version: '1' }), {
      code: 'events.event.begun',
    })
    const event = await at.open({ bookingClosesAt: '2026-12-01T17:00' })
    at.house.clock.set('2026-12-01T17:00:00Z')
    await assert.rejects(bookedBy(at, event).by(at.person.molly), { code: 'events.booking.closed' })
    const ravi = at.house.as(at.person.ravi)
    await ravi.perform(makeBookingFor, { event: event.id, person: at.person.molly })
    at.house.clock.set('2026-12-11T17:00:00Z')
    await assert.rejects(ravi.perform(makeBookingFor, { event: event.id, person: at.person.noor }), {
      code: 'events.booking.past',
    })
  },
)

database.test(
  'E10: places are for staff of partners, and a group’s own event for its members',
  async (db) => {
    const at = await eventful(db)
    const open = await at.open({ visibility: 'public' })
    await assert.rejects(bookedBy(at, open).by(at.person.basil), { code: 'events.booking.not-a-partner' })
    await assert.rejects(bookedBy(at, open, { organisation: at.organisation.kcc }).by(at.person.molly), {
      code: 'events.booking.not-employed',
    })
    const closed = await at.open({ title: 'Map day', visibility: 'group', group: at.gis })
    await assert.rejects(bookedBy(at, closed).by(at.person.molly), { code: 'platform.record.not-found' })
    await assert.rejects(
      at.house.as(at.person.ravi).perform(makeBookingFor, { event: closed.id, person: at.person.molly }),
      { code: 'events.booking.not-in-group' },
    )
    await at.house.as(at.person.molly).perform(joinGroup, { group: at.gis })
    assert.equal((await bookedBy(at, closed).by(at.person.molly)).state, 'booked')
  },
)

database.test('visitors read public events without a name, and no other', async (db) => {
  const at = await eventful(db)
  await at.open({ visibility: 'public', title: 'Open day' })
  await at.open()
  const listed = await at.house.visitor.ask(listEvents, {})
  assert.deepEqual(
    listed.rows.map((row) => row.title),
    ['Open day'],
  )
  assert.equal((await at.house.visitor.ask(readEvent, { event: 'open-day' })).organiser_name, '')
  await assert.rejects(at.house.visitor.ask(readEvent, { event: 'cyber-exercise' }), { kind: 'not-found' })
  await assert.rejects(at.house.visitor.ask(listBookings, { event: 'open-day' }), { kind: 'unauthenticated' })
})

database.test('only whoever organises changes an event, or reads who comes', async (db) => {
  const at = await eventful(db)
  const event = await at.open()
  const molly = at.house.as(at.person.molly)
  await assert.rejects(molly.perform(editEvent, { event: event.id, ...answersOf, version: '2' }), {
    kind: 'forbidden',
  })
  await assert.rejects(molly.ask(listBookings, { event: event.code }), { kind: 'forbidden' })
  const other = await at.open({ title: 'Another', organiser: at.person.molly })
  await assert.rejects(
    at.house.as(at.person.ravi).perform(cancelEvent, { event: other.id, because: 'Mine', version: '2' }),
    { code: 'events.event.not-yours' },
  )
  await assert.rejects(at.house.as(at.person.ravi).ask(listBookings, { event: other.code }), {
    kind: 'not-found',
  })
  assert.equal((await molly.ask(listBookings, { event: other.code })).rows.length, 0)
})

database.test('whoever sits in a group’s chair plans its events, and nobody else’s', async (db) => {
  const at = await eventful(db)
  const plan = (more: object) => ({ partnership: at.partnership, ...answersOf, ...more })
  const helena = at.house.as(at.person.helena)
  const made = await helena.perform(createEvent, plan({ group: at.leadership }))
  assert.equal(made.code, 'cyber-exercise')
  await assert.rejects(helena.perform(createEvent, plan({ group: at.gis })), {
    code: 'events.event.not-yours',
  })
  await assert.rejects(helena.perform(createEvent, plan({})), { code: 'events.event.not-yours' })
  const again = await helena.perform(createEvent, plan({ group: at.leadership }))
  assert.equal(again.code, 'cyber-exercise-2')
  await assert.rejects(helena.perform(createEvent, plan({ group: at.leadership, code: 'cyber-exercise' })), {
    code: 'events.event.code-taken',
  })
  await assert.rejects(helena.perform(createEvent, plan({ group: at.leadership, code: 'mine' })), {
    code: 'events.event.code-reserved',
  })
})

database.test('no event stands at an hour that the clocks skip or repeat', async (db) => {
  const at = await eventful(db)
  for (const startsAt of ['2027-03-28T01:30', '2026-10-25T01:30', '2026-02-30T09:00', '2027-13-01T09:00'])
    await assert.rejects(at.draft({ startsAt, endsAt: '' }), { kind: 'invalid' })
})

database.test(
  'somebody booked by an organiser is told by whom, and an organiser takes a booking away',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 1 })
    const ravi = at.house.as(at.person.ravi)
    const { id } = await ravi.perform(makeBookingFor, { event: event.id, person: at.person.molly })
    await bookedBy(at, event).by(at.person.noor)
    const letter = await letters
      .find((one) => one.name === 'events.booking.made')
      ?.render({
        db: db.db,
        now: at.house.clock.now(),
        ids: { booking: id },
        opened: null,
        to: at.person.molly,
        links: { at: (path) => `https://connects.example${path}`, stop: () => '', replyTo: () => null },
      })
    assert.match(letter?.text ?? '', /An organiser booked|booked this for you/)
    await assert.rejects(at.house.as(at.person.noor).perform(cancelBooking, { booking: id }), {
      kind: 'not-found',
    })
    await ravi.perform(cancelBooking, { booking: id })
    assert.deepEqual(await standing(at, event), ['Noor booked'])
    assert.ok((await lettersTo(at, db, at.person.molly)).includes('events.booking.ended'))
  },
)

database.test(
  'E8: how to join is for whoever has a place, and does not exist for anybody else',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ held: 'hybrid', roomPlaces: 1, visibility: 'public', onlinePlaces: 1 })
    const secret = 'https://meet.example/secret-needle'
    await at.house
      .as(at.person.ravi)
      .perform(setJoining, { event: event.id, link: secret, instructions: 'Passcode needle' })
    await bookedBy(at, event, { mode: 'online' }).by(at.person.molly)
    await bookedBy(at, event, { mode: 'online' }).by(at.person.noor)
    assert.equal((await at.house.as(at.person.molly).ask(readJoining, { event: event.code })).link, secret)
    assert.equal((await at.house.as(at.person.ravi).ask(readJoining, { event: event.code })).link, secret)
    for (const person of [at.person.noor, at.person.yusra, at.person.basil])
      await assert.rejects(at.house.as(person).ask(readJoining, { event: event.code }), {
        code: 'platform.record.not-found',
      })
    await assert.rejects(at.house.visitor.ask(readJoining, { event: event.code }), {
      kind: 'unauthenticated',
    })
    // Nothing else that anybody can ask for holds it: the event, the list, search, the record of the mail.
    const everything = JSON.stringify(
      [
        await at.house.as(at.person.molly).ask(readEvent, { event: event.code }),
        (await at.house.as(at.person.molly).ask(listEvents, {})).rows,
        await search[0]?.records(db.db, 'all'),
        await db.db.selectFrom('platform.notification').selectAll().execute(),
        await db.db.selectFrom('platform.audit_entry').selectAll().execute(),
        (await sql`select * from events.event_card`.execute(db.db)).rows,
        (await sql`select * from platform.search_entry`.execute(db.db)).rows,
      ],
      (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    )
    assert.doesNotMatch(everything, /needle/)
  },
)

database.test('E8: no letter says how to join', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ held: 'online', room: '' })
  await at.house
    .as(at.person.ravi)
    .perform(setJoining, { event: event.id, link: 'https://meet.example/needle' })
  const { id } = await bookedBy(at, event).by(at.person.molly)
  for (const letter of letters) {
    const made = await letter.render({
      db: db.db,
      now: at.house.clock.now(),
      ids: { booking: id },
      opened: null,
      to: at.person.molly,
      links: { at: (path) => `https://connects.example${path}`, stop: () => '', replyTo: () => null },
    })
    assert.doesNotMatch(JSON.stringify(made), /needle/, letter.name)
  }
})

database.test('E9: needs are read by the organiser alone, and reading them is recorded', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ asksNeeds: 'yes' })
  await bookedBy(at, event, { access: 'Step-free access', dietary: 'No nuts' }).by(at.person.molly)
  const before = await db.db.selectFrom('platform.audit_entry').select('id').execute()
  const needs = await at.house.as(at.person.ravi).ask(readNeeds, { event: event.code })
  assert.deepEqual(
    needs.rows.map((row) => [row.person_name, row.access, row.dietary, row.delete_on.toString()]),
    [['Molly Gridref', 'Step-free access', 'No nuts', '2026-12-17']],
  )
  const after = await db.db.selectFrom('platform.audit_entry').select(['id', 'action']).execute()
  assert.deepEqual(
    after.filter((one) => !before.some((other) => other.id === one.id)).map((one) => one.action),
    ['events.need.read'],
  )
  // The chair of the deciding group, the person themselves, a stranger: not theirs.
  for (const person of [at.person.helena, at.person.molly, at.person.basil])
    await assert.rejects(at.house.as(person).ask(readNeeds, { event: event.code }))
  assert.doesNotMatch(
    JSON.stringify(
      (await at.house.as(at.person.ravi).ask(listBookings, { event: event.code })).rows,
      (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    ),
    /nuts|Step-free/,
  )
})

database.test('E9: needs have the page as their only door and are not asked for unasked', async (db) => {
  const at = await eventful(db)
  assert.deepEqual(readNeeds.doors, ['page'])
  const event = await at.open()
  await assert.rejects(bookedBy(at, event, { dietary: 'No nuts' }).by(at.person.molly), {
    code: 'events.need.not-asked',
  })
})

database.test('E9: needs are gone seven days after the event, and with the booking', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ asksNeeds: 'yes' })
  const { id } = await bookedBy(at, event, { dietary: 'No nuts' }).by(at.person.molly)
  await bookedBy(at, event, { dietary: 'Vegetarian' }).by(at.person.noor)
  await at.house.as(at.person.molly).perform(cancelBooking, { booking: id })
  const left = async (): Promise<number> =>
    (await db.db.selectFrom('events.need').selectAll().execute()).length
  assert.equal(await left(), 1)
  at.house.clock.set('2026-12-16T03:20:00Z')
  assert.equal((await at.house.system.perform(deleteNeeds, {})).deleted, 0)
  at.house.clock.set('2026-12-17T03:20:00Z')
  assert.equal((await at.house.system.perform(deleteNeeds, {})).deleted, 1)
  assert.equal(await left(), 0)
})

database.test(
  'somebody who leaves gives up their places and needs, and the next is given them',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 1, asksNeeds: 'yes' })
    await bookedBy(at, event, { dietary: 'No nuts' }).by(at.person.molly)
    await bookedBy(at, event).by(at.person.noor)
    await db.db
      .transaction()
      .execute((tx) => forgetLeaver(tx, personal, at.person.molly, Temporal.PlainDate.from('2026-11-20')))
    await at.house.system.perform(releaseLeaver, { announcement: at.person.molly, person: at.person.molly })
    assert.deepEqual(await standing(at, event), ['Noor booked'])
    assert.deepEqual(await db.db.selectFrom('events.need').selectAll().execute(), [])
  },
)

database.test('one’s own bookings, and what is held about a person', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ asksNeeds: 'yes' })
  await bookedBy(at, event, { dietary: 'No nuts' }).by(at.person.molly)
  const mine = await at.house.as(at.person.molly).ask(listOwnBookings, {})
  assert.deepEqual(
    mine.rows.map((row) => [row.title, row.state]),
    [['Cyber exercise', 'booked']],
  )
  const held = await personal[0]?.held(db.db, at.person.molly)
  assert.equal(held?.[0]?.['Dietary needs'], 'No nuts')
  assert.equal((await personal[1]?.held(db.db, at.person.ravi))?.length, 1)
})

database.test('the figures are the sums of their records, and stand in the report', async (db) => {
  const at = await eventful(db)
  const event = await at.open()
  for (const person of [at.person.molly, at.person.noor]) await bookedBy(at, event).by(person)
  await at.open({ title: 'Later', startsAt: '2027-01-10T09:30', endsAt: '' })
  at.house.clock.set('2026-12-11T10:00:00Z')
  const reader = await at.house.operator.reader()
  const period = {
    partnershipId: at.partnership,
    from: Temporal.PlainDate.from('2026-04-01'),
    to: Temporal.PlainDate.from('2027-03-31'),
  }
  assert.equal((await heldCount.run(reader, period)).numerator, 1)
  assert.equal((await bookedCount.run(reader, period)).numerator, 2)
  const [section] = await eventsInReport(reader, period)
  assert.match(JSON.stringify(section?.blocks), /places were taken, by staff of 2 partners/)
})

database.test('search finds a published event for those who may read it, and forgets a draft', async (db) => {
  const at = await eventful(db)
  await at.draft({ title: 'Secret plan' })
  await at.open()
  const closed = await at.open({ title: 'Map day', visibility: 'group', group: at.gis })
  const rows = ((await search[0]?.records(db.db, 'all')) ?? []).toSorted((a, b) =>
    a.title.localeCompare(b.title),
  )
  assert.deepEqual(
    rows.map((row) => row.title),
    ['Cyber exercise', 'Map day'],
  )
  assert.ok(rows[0]?.audience.includes(`events.event.read-partners@${at.partnership}`))
  assert.ok(rows[1]?.audience.includes(`events.event.read-group@${at.gis}`))
  assert.ok(!rows[1]?.audience.includes(`events.event.read-partners@${at.partnership}`))
  const reader = await at.house.as(at.person.molly).reader()
  assert.equal(await eventByCode(reader, closed.code), undefined)
})

database.test('a long list goes on where its page ended, and what is no cursor is refused', async (db) => {
  const at = await eventful(db)
  for (const title of ['One', 'Two', 'Three']) await at.open({ title })
  const molly = at.house.as(at.person.molly)
  const titles: string[] = []
  for (let after: string | undefined, first = true; first || after !== undefined; first = false) {
    const listed: Awaited<ReturnType<typeof listEvents.run>> = await molly.ask(listEvents, { most: 1, after })
    titles.push(...listed.rows.map((row) => row.title))
    after = listed.next
  }
  assert.deepEqual(titles.sort(), ['One', 'Three', 'Two'])
  const forged = Buffer.from(JSON.stringify(['not a moment', at.person.molly])).toString('base64url')
  await assert.rejects(molly.ask(listEvents, { after: forged }), { kind: 'invalid' })
})

database.test(
  'E10: what was booked for an organisation ends with the post there, and only that',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 1 })
    await bookedBy(at, event).by(at.person.molly)
    await bookedBy(at, event).by(at.person.noor)
    const ended = {
      announcement: at.person.molly,
      person: at.person.molly,
      organisation: at.organisation.dover,
    }
    assert.equal((await at.house.system.perform(releasePost, ended)).ended, 0, 'the post still holds')
    await db.db
      .updateTable('organisations.employment')
      .set({ ended_on: '2026-11-19' })
      .where('person_id', '=', at.person.molly)
      .execute()
    assert.equal((await at.house.system.perform(releasePost, ended)).ended, 1)
    assert.deepEqual(await standing(at, event), ['Noor booked'])
    assert.ok((await lettersTo(at, db, at.person.molly)).includes('events.booking.ended'))
  },
)

database.test('E10: who leaves a group gives up the places at its own events', async (db) => {
  const at = await eventful(db)
  for (const person of [at.person.molly, at.person.noor])
    await at.house.as(person).perform(joinGroup, { group: at.gis })
  const own = await at.open({ group: at.gis, visibility: 'group', roomPlaces: 1 })
  const open = await at.open({ group: at.gis, visibility: 'partners', roomPlaces: 1, title: 'Open mapping' })
  await bookedBy(at, own).by(at.person.molly)
  await bookedBy(at, own).by(at.person.noor)
  await bookedBy(at, open).by(at.person.molly)
  await at.house.as(at.person.molly).perform(leaveGroup, { group: at.gis })
  await at.house.drain()
  assert.deepEqual(
    (await standing(at, own)).filter((one) => !one.endsWith('cancelled')),
    ['Noor booked'],
  )
  assert.deepEqual(await standing(at, open), ['Molly booked'])
})

database.test('E9: needs follow their event to another day, and go when it no longer asks', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ asksNeeds: 'yes' })
  await bookedBy(at, event, { dietary: 'No nuts' }).by(at.person.molly)
  const ravi = at.house.as(at.person.ravi)
  const days = async (): Promise<string[]> =>
    (await db.db.selectFrom('events.need').select('delete_on').execute()).map((row) =>
      row.delete_on.toString(),
    )
  const later = { startsAt: '2027-01-20T09:30', endsAt: '2027-01-20T16:00' }
  await ravi.perform(editEvent, { event: event.id, ...answersOf, ...later, asksNeeds: 'yes', version: '2' })
  assert.deepEqual(await days(), ['2027-01-27'])
  await ravi.perform(editEvent, { event: event.id, ...answersOf, ...later, asksNeeds: 'no', version: '3' })
  assert.deepEqual(await days(), [])
})

database.test('an event that takes bookings is not moved into the past', async (db) => {
  const at = await eventful(db)
  const event = await at.open()
  const past = { startsAt: '2026-11-19T09:30', endsAt: '2026-11-20T16:00' }
  await assert.rejects(
    at.house.as(at.person.ravi).perform(editEvent, { event: event.id, ...answersOf, ...past, version: '2' }),
    { code: 'events.event.in-the-past' },
  )
})

database.test('E7: a place is not taken back from somebody once the event has begun', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 1 })
  const molly = await bookedBy(at, event).by(at.person.molly)
  await bookedBy(at, event).by(at.person.noor)
  await at.house.as(at.person.molly).perform(cancelBooking, { booking: molly.id })
  await at.house.operator.perform(editEvent, {
    ...answersOf,
    event: event.id,
    roomPlaces: 1,
    startsAt: '2026-11-23T09:30',
    endsAt: '2026-11-23T16:00',
    version: '2',
  })
  at.house.clock.set('2026-11-24T10:00:00Z')
  await at.house.system.perform(fillPlacesWhenDue, { event: event.id })
  assert.deepEqual(await standing(at, event), ['Noor booked'])
})
