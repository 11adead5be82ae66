// Around an event: its series and sessions, the register, certificates, feedback, reminders, calendars, over a database
// that is undone after each test.
import assert from 'node:assert/strict'
import { sql } from '#platform/database/index.ts'
import { forgetLeaver } from '#platform/personal/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { eventful, type Eventful } from '#test/support/events.ts'
import { createSite, recordLeaver } from '#modules/organisations/index.ts'
import { addWalkIn, recordAttendance, removeWalkIn } from './actions/attendance.ts'
import { cancelBooking, makeBooking } from './actions/bookings.ts'
import { cancelEvent, editEvent } from './actions/events.ts'
import { giveFeedback } from './actions/feedback.ts'
import { sendReminders } from './actions/reminders.ts'
import { cancelLater, changeLater, createSeries, publishSeries } from './actions/series.ts'
import { addSession, chooseSessions, editSession, removeSession } from './actions/sessions.ts'
import { letters } from './letters.ts'
import {
  attendanceByOrganisation,
  certificateOf,
  checkedNumber,
  presentByMode,
  trainingByOrganisation,
  trainingHeld,
} from './queries/attendance.ts'
import { entriesFor } from './queries/calendar.ts'
import { eventByCode } from './queries/events.ts'
import { feedbackOf } from './queries/feedback.ts'
import { eventsSeenOfSeries } from './queries/series.ts'
import { chosenBy, sessionsOf } from './queries/sessions.ts'
import { registerDuties } from './register-duties.ts'
import { registerPersonal } from './register-personal.ts'
import { reminderLetters } from './reminder-letters.ts'

const database = countyDatabase()
const EVENT_DAY = '2026-12-10T10:00:00Z'
const DAY_AFTER = '2026-12-11T12:00:00Z'

const book = (at: Eventful, event: { id: string }, person: string) =>
  at.house.as(person).perform(makeBooking, { event: event.id })

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run
    return 'nothing was refused'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

async function datesOf(db: Parameters<typeof eventful>[0]): Promise<string[]> {
  const rows = await db.db
    .selectFrom('events.event')
    .select(['starts_at', 'state', 'title'])
    .where('series_id', 'is not', null)
    .orderBy('starts_at')
    .execute()
  return rows.map((row) => `${row.starts_at.toString().slice(0, 16)} ${row.state}`)
}

database.test(
  'E14: a series makes each later date a draft of its own, at the same hour on the wall',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ startsAt: '2027-02-09T09:30', endsAt: '2027-02-09T11:00', releaseAt: null })
    const made = await at.house
      .as(at.person.ravi)
      .perform(createSeries, { event: event.id, every: 'month', times: '3' })
    assert.equal(made.drafts, 2)
    assert.deepEqual(await datesOf(db), [
      '2027-02-09T09:30 open',
      '2027-03-09T09:30 draft',
      '2027-04-13T08:30 draft',
    ])
    assert.equal(
      await codeOf(
        at.house.as(at.person.ravi).perform(createSeries, { event: event.id, every: 'week', times: '2' }),
      ),
      'events.series.exists',
    )
    assert.equal(
      await codeOf(
        at.house.as(at.person.molly).perform(createSeries, { event: event.id, every: 'week', times: '2' }),
      ),
      'platform.permission.missing',
    )
  },
)

database.test(
  'E14: a series longer than sixty dates or three years is refused beside its answer',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open()
    const create = (more: object) => at.house.operator.perform(createSeries, { event: event.id, ...more })
    assert.equal(await codeOf(create({ every: 'week', until: '2028-12-01' })), 'events.series.too-long')
    assert.equal(await codeOf(create({ every: 'quarter', times: '20' })), 'events.series.too-long')
    assert.equal(await codeOf(create({ every: 'week', until: '2126-12-01' })), 'events.series.too-long')
    assert.equal(await codeOf(create({ every: 'week', times: '61' })), 'platform.form.invalid')
    assert.equal(await codeOf(create({ every: 'week' })), 'events.series.pattern')
    assert.deepEqual(await datesOf(db), [])
  },
)

database.test(
  'E15: a series that runs into itself or into another event in its room is refused',
  async (db) => {
    const at = await eventful(db)
    const long = await at.draft({ endsAt: '2026-12-20T16:00' })
    assert.equal(
      await codeOf(at.house.operator.perform(createSeries, { event: long.id, every: 'week', times: '3' })),
      'events.series.overlaps-itself',
    )
    const { code: owner } = await db.db
      .selectFrom('organisations.organisation')
      .select('code')
      .orderBy('code')
      .executeTakeFirstOrThrow()
    const { id: site } = await at.house.operator.perform(createSite, {
      code: 'chatham',
      organisation: owner,
      name: 'Gun Wharf',
      town: 'Chatham',
    })
    const room = { site, room: 'Council Chamber' }
    await at.draft({ title: 'Other', startsAt: '2026-12-17T12:00', endsAt: '2026-12-17T13:00', ...room })
    const event = await at.draft({ ...room, room: 'council chamber' })
    assert.equal(
      await codeOf(at.house.operator.perform(createSeries, { event: event.id, every: 'week', times: '3' })),
      'events.series.room-taken',
    )
  },
)

database.test('Bank holidays are left out when that is asked for', async (db) => {
  const at = await eventful(db)
  const event = await at.draft({ startsAt: '2026-12-18T09:30', endsAt: '2026-12-18T10:30' })
  const made = await at.house.operator.perform(createSeries, {
    event: event.id,
    every: 'week',
    times: '4',
    skipHolidays: 'yes',
  })
  assert.deepEqual([made.drafts, made.left], [1, 2])
})

database.test(
  'This and later dates are published, changed and cancelled together, and earlier ones stay',
  async (db) => {
    const at = await eventful(db)
    const ravi = at.house.as(at.person.ravi)
    const first = await at.open({ startsAt: '2026-12-08T09:30', endsAt: '2026-12-08T10:30' })
    await ravi.perform(createSeries, { event: first.id, every: 'week', times: '4' })
    const ids = (await db.db.selectFrom('events.event').select('id').orderBy('starts_at').execute()).map(
      (row) => row.id,
    )
    const second = ids[1] ?? ''
    assert.equal((await ravi.perform(publishSeries, { event: second })).published, 3)
    await book(at, { id: ids[2] ?? '' }, at.person.molly)
    const changed = await ravi.perform(changeLater, {
      event: second,
      title: 'Clinic',
      from: '14:00',
      to: '15:00',
      room: 'Room 2',
    })
    assert.equal(changed.changed, 3)
    assert.deepEqual(await datesOf(db), [
      '2026-12-08T09:30 open',
      '2026-12-15T14:00 open',
      '2026-12-22T14:00 open',
      '2026-12-29T14:00 open',
    ])
    assert.equal(at.house.queued.filter((one) => one.ids['what'] === 'moved').length, 3)
    assert.equal((await ravi.perform(cancelLater, { event: ids[2], because: 'No speaker' })).cancelled, 2)
    assert.deepEqual(
      (await datesOf(db)).map((one) => one.split(' ')[1]),
      ['open', 'open', 'cancelled', 'cancelled'],
    )
    const backwards = ravi.perform(changeLater, {
      event: first.id,
      title: 'Clinic',
      from: '15:00',
      to: '14:00',
      room: 'Room 2',
    })
    assert.equal(await codeOf(backwards), 'events.event.wrong')
  },
)

async function conference(at: Eventful, places: number | null = null) {
  const event = await at.open({ kind: 'conference', roomPlaces: 50 })
  const add = (title: string, from: string, to: string, more: object = {}) =>
    at.house.as(at.person.ravi).perform(addSession, {
      event: event.id,
      title,
      startsAt: `2026-12-10T${from}`,
      endsAt: `2026-12-10T${to}`,
      ...more,
    })
  const maps = await add('Maps', '10:00', '11:00', places === null ? {} : { places: String(places) })
  const cyber = await add('Cyber', '10:30', '11:30')
  const words = await add('Words', '11:30', '12:30')
  return { event, add, maps, cyber, words }
}

const moved = (event: { id: string }, more: object) => ({
  event: event.id,
  title: 'Cyber exercise',
  kind: 'conference',
  summary: 'A day of decisions under pressure',
  visibility: 'partners',
  held: 'room',
  room: 'Council chamber, County Hall',
  roomPlaces: 50,
  startsAt: '2026-12-10T09:30',
  endsAt: '2026-12-10T16:00',
  version: '2',
  ...more,
})

database.test('E17: the programme goes with its event, and none of it is left outside', async (db) => {
  const at = await eventful(db)
  const { event } = await conference(at)
  const move = (more: object) => at.house.as(at.person.ravi).perform(editEvent, moved(event, more))
  assert.equal(await codeOf(move({ endsAt: '2026-12-10T12:00' })), 'events.session.left-outside')
  // Into summer time: what began at ten still does.
  await move({ startsAt: '2027-06-10T09:30', endsAt: '2027-06-10T16:00', releaseAt: '' })
  assert.deepEqual(
    (await sessionsOf({ db: db.db }, event.id)).map((one) => one.starts_at.toString()),
    ['2027-06-10T09:00:00Z', '2027-06-10T09:30:00Z', '2027-06-10T10:30:00Z'],
  )
})

database.test('an event goes under another group only by somebody who may plan one there', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ kind: 'conference', roomPlaces: 50 })
  const put = (who: string) =>
    at.house.as(who).perform(editEvent, moved(event, { group: at.leadership, organiser: at.person.ravi }))
  assert.equal(await codeOf(put(at.person.ravi)), 'events.event.not-yours')
  assert.equal(
    await codeOf(put(at.person.helena)),
    'events.event.not-yours',
    'chairs that group, not this one',
  )
  const { id } = await at.house.operator.perform(
    editEvent,
    moved(event, { group: at.leadership, organiser: at.person.ravi }),
  )
  assert.equal(id, event.id)
})

database.test('an event is not left to somebody who has left', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ kind: 'conference', roomPlaces: 50 })
  await at.house.operator.perform(recordLeaver, { person: at.person.ravi, leftOn: '2026-11-20', version: 1 })
  const edit = (more: object) => at.house.operator.perform(editEvent, moved(event, more))
  assert.equal(await codeOf(edit({})), 'events.event.organiser-left')
  await edit({ organiser: at.person.marcus })
})

database.test('E16: sessions are chosen with a place, and never two at one time', async (db) => {
  const at = await eventful(db)
  const { event, maps, cyber, words } = await conference(at)
  const choose = (...sessions: string[]) =>
    at.house.as(at.person.molly).perform(chooseSessions, { event: event.id, sessions })
  assert.equal(await codeOf(choose(maps.id)), 'events.session.no-place')
  const booking = await book(at, event, at.person.molly)
  assert.equal(await codeOf(choose(maps.id, cyber.id)), 'events.session.overlap')
  assert.equal((await choose(maps.id, words.id)).chosen, 2)
  assert.equal((await choose(cyber.id)).chosen, 1)
  assert.deepEqual(await chosenBy({ db: db.db }, booking.id), [cyber.id])
  assert.deepEqual(
    (await sessionsOf({ db: db.db }, event.id)).map((one) => one.taken),
    [0, 1, 0],
  )
  assert.equal(await codeOf(choose(event.id)), 'platform.record.not-found')
})

database.test(
  'E17: a session takes as many as it has places, and gives them back with the place',
  async (db) => {
    const at = await eventful(db)
    const { event, maps } = await conference(at, 1)
    const mollys = await book(at, event, at.person.molly)
    await book(at, event, at.person.noor)
    const choose = (person: string, ...sessions: string[]) =>
      at.house.as(person).perform(chooseSessions, { event: event.id, sessions })
    await choose(at.person.molly, maps.id)
    assert.equal(await codeOf(choose(at.person.noor, maps.id)), 'events.session.full')
    await choose(at.person.molly, maps.id)
    await at.house.as(at.person.molly).perform(cancelBooking, { booking: mollys.id })
    await choose(at.person.noor, maps.id)
    assert.equal((await sessionsOf({ db: db.db }, event.id))[0]?.taken, 1)
    await assert.rejects(
      db.db
        .transaction()
        .execute((tx) => sql`update events.session set taken = 2 where places = 1`.execute(tx)),
      /events_session_not_overbooked/,
    )
  },
)

database.test(
  'A session lies inside its event, in a free room, and keeps the places that are taken',
  async (db) => {
    const at = await eventful(db)
    const { event, add, maps } = await conference(at, 5)
    assert.equal(await codeOf(add('Early', '08:00', '09:00')), 'events.session.times')
    await add('One', '13:00', '14:00', { room: 'Darent room' })
    assert.equal(
      await codeOf(add('Two', '13:30', '14:30', { room: 'darent ROOM' })),
      'events.session.room-taken',
    )
    for (const person of [at.person.molly, at.person.noor]) {
      await book(at, event, person)
      await at.house.as(person).perform(chooseSessions, { event: event.id, sessions: [maps.id] })
    }
    const edit = (more: object) =>
      at.house.as(at.person.ravi).perform(editSession, {
        session: maps.id,
        title: 'Maps',
        startsAt: '2026-12-10T10:00',
        endsAt: '2026-12-10T11:00',
        version: '1',
        ...more,
      })
    assert.equal(await codeOf(edit({ places: '1' })), 'events.session.places-taken')
    await edit({ places: '2' })
    assert.equal(await codeOf(edit({ places: '3' })), 'events.session.stale')
    assert.equal((await at.house.as(at.person.ravi).perform(removeSession, { session: maps.id })).chosen, 2)
  },
)

database.test(
  'E18, E20: a mark on the register makes a certificate, a change of it withdraws it',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 5 })
    const { id: booking } = await book(at, event, at.person.molly)
    const ravi = at.house.as(at.person.ravi)
    const mark = (attendance: string) => ravi.perform(recordAttendance, { booking, attendance })
    assert.equal(await codeOf(mark('attended')), 'events.attendance.too-early')
    at.house.clock.set(EVENT_DAY)
    assert.equal(
      await codeOf(
        at.house.as(at.person.molly).perform(recordAttendance, { booking, attendance: 'attended' }),
      ),
      'platform.permission.missing',
    )
    await mark('attended')
    const certificate = await certificateOf({ db: db.db }, event.id, at.person.molly)
    assert.equal((await checkedNumber({ db: db.db }, certificate?.number ?? ''))?.title, 'Cyber exercise')
    await mark('absent')
    assert.equal(await certificateOf({ db: db.db }, event.id, at.person.molly), undefined)
    assert.equal(await checkedNumber({ db: db.db }, certificate?.number ?? ''), undefined)
    await mark('attended')
    assert.equal((await certificateOf({ db: db.db }, event.id, at.person.molly))?.number, certificate?.number)
  },
)

database.test(
  'E19: somebody without a place is a walk-in, once, and counted for whom they work for',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 1 })
    const { id: booking } = await book(at, event, at.person.molly)
    await book(at, event, at.person.noor)
    at.house.clock.set(EVENT_DAY)
    const ravi = at.house.as(at.person.ravi)
    const add = (person: string) => ravi.perform(addWalkIn, { event: event.id, person })
    assert.equal(await codeOf(add(at.person.molly)), 'events.attendance.has-place')
    const walkIn = await add(at.person.noor)
    assert.equal(await codeOf(add(at.person.noor)), 'events.attendance.there-already')
    await ravi.perform(recordAttendance, { booking, attendance: 'attended' })
    assert.deepEqual(await presentByMode({ db: db.db }, event.id), { room: 2, online: 0 })
    const counts = await attendanceByOrganisation({ db: db.db }, event.id)
    assert.deepEqual(
      counts.map((one) => [one.booked, one.attended]),
      [
        [1, 1],
        [0, 1],
      ],
    )
    await ravi.perform(removeWalkIn, { walkIn: walkIn.id })
    assert.equal(await certificateOf({ db: db.db }, event.id, at.person.noor), undefined)
  },
)

const ANSWER = { useful: '4', differently: 'Check twice', change: '' }

database.test('E21, E22: answers bear no name, are given once, and are shown from three on', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 5 })
  const people = [at.person.molly, at.person.noor, at.person.yusra]
  for (const person of people) await book(at, event, person)
  const give = (person: string) => at.house.as(person).perform(giveFeedback, { event: event.id, ...ANSWER })
  assert.equal(await codeOf(give(at.person.molly)), 'events.feedback.too-early')
  at.house.clock.set(DAY_AFTER)
  assert.equal(await codeOf(give(at.person.marcus)), 'events.feedback.was-not-there')
  await give(at.person.molly)
  assert.equal(await codeOf(give(at.person.molly)), 'events.feedback.given')
  await give(at.person.noor)
  assert.deepEqual(await feedbackOf({ db: db.db }, event.id), { answers: 2, shown: undefined })
  await give(at.person.yusra)
  const { shown } = await feedbackOf({ db: db.db }, event.id)
  assert.deepEqual(
    [shown?.answers, shown?.mean, shown?.differently.length, shown?.changes.length],
    [3, '4.0', 3, 0],
  )
  const { rows } = await sql<{ text: string }>`
    select (select jsonb_agg(to_jsonb(f)) from events.feedback f)::text || (select coalesce(jsonb_agg(to_jsonb(e)), '[]') from platform.audit_entry e where action = 'events.feedback.give')::text as text`.execute(
    db.db,
  )
  const text = rows[0]?.text ?? ''
  const answers = text.slice(0, text.indexOf(']'))
  for (const person of people) assert.ok(!answers.includes(person))
  assert.ok(!text.slice(text.indexOf(']')).includes('Check twice'), 'the audit holds no words')
})

database.test('Once a register is kept, only those marked present are asked', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 5 })
  const { id: booking } = await book(at, event, at.person.molly)
  await book(at, event, at.person.noor)
  at.house.clock.set(EVENT_DAY)
  const ravi = at.house.as(at.person.ravi)
  await ravi.perform(recordAttendance, { booking, attendance: 'attended' })
  at.house.clock.set(DAY_AFTER)
  const give = (person: string) => at.house.as(person).perform(giveFeedback, { event: event.id, ...ANSWER })
  assert.equal(await codeOf(give(at.person.noor)), 'events.feedback.was-not-there')
  const duties = async (person: string) =>
    (await registerDuties(await at.house.as(person).reader())).map((one) => one.step)
  assert.deepEqual(await duties(at.person.molly), ['Give feedback'])
  assert.deepEqual(await duties(at.person.noor), [])
  assert.deepEqual(await duties(at.person.ravi), ['Mark who came'])
  await give(at.person.molly)
  assert.deepEqual(await duties(at.person.molly), [])
})

database.test(
  'E23: each reminder is sent once, also when the job runs again, and not to who gave up',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 5 })
    const { id: booking } = await book(at, event, at.person.molly)
    const gone = await book(at, event, at.person.noor)
    await at.house.as(at.person.noor).perform(cancelBooking, { booking: gone.id })
    const run = async (now: string) => {
      at.house.clock.set(now)
      const { sent, asked } = await at.house.system.perform(sendReminders, {})
      return [sent, asked]
    }
    assert.deepEqual(await run('2026-12-03T08:00:00Z'), [0, 0])
    assert.deepEqual(await run('2026-12-03T09:00:00Z'), [1, 0])
    assert.deepEqual(await run('2026-12-03T10:00:00Z'), [0, 0])
    assert.deepEqual(await run('2026-12-09T09:30:00Z'), [1, 0])
    assert.deepEqual(await run('2026-12-09T10:30:00Z'), [0, 0])
    assert.deepEqual(await run('2026-12-10T18:00:00Z'), [0, 0])
    assert.deepEqual(await run('2026-12-11T06:00:00Z'), [0, 1])
    assert.deepEqual(await run('2026-12-11T07:00:00Z'), [0, 0])
    const { rows } = await sql<{ template: string }>`
    select template from platform.notification where to_subject = ${at.person.molly} order by queued_at, id`.execute(
      db.db,
    )
    assert.deepEqual(rows.map((row) => row.template).slice(1), [
      'events.event.reminder',
      'events.event.reminder',
      'events.feedback.asked',
    ])
    const letter = async (name: string, id: string) =>
      [...letters, ...reminderLetters]
        .find((one) => one.name === name)
        ?.render({
          db: db.db,
          ids: { booking: id },
          links: { at: (path: string) => `https://c.example${path}` },
        } as never)
    assert.match(
      (await letter('events.event.reminder', booking))?.text ?? '',
      /https:\/\/c\.example\/events\/cyber-exercise\/place/,
    )
    assert.equal(await letter('events.event.reminder', gone.id), null, 'given up since it was queued')
  },
)

database.test(
  'E8: calendars hold what was booked, waited for and given up, and never how to join',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({
      held: 'online',
      roomPlaces: null,
      room: null,
      onlinePlaces: 1,
      visibility: 'partners',
    })
    await sql`insert into events.joining (event_id, link) values (${event.id}, 'https://meet.example/secret')`.execute(
      db.db,
    )
    const { id: booking } = await book(at, event, at.person.molly)
    await book(at, event, at.person.noor)
    const from = Temporal.PlainDate.from('2026-01-01')
    const entries = async (person: string, of: { kind: string; id: string }) =>
      entriesFor(await at.house.as(person).reader(), { ...of, from })
    const own = (person: string) => entries(person, { kind: 'person', id: person })
    const ofPartnership = { kind: 'partnership', id: at.partnership }
    const [first] = await own(at.person.molly)
    assert.deepEqual([first?.status, first?.location], ['confirmed', 'Online'])
    assert.deepEqual(
      (await own(at.person.noor)).map((one) => [one.status, one.title]),
      [['tentative', 'Waiting list: Cyber exercise']],
    )
    assert.deepEqual(
      await entries(at.person.noor, { kind: 'person', id: at.person.molly }),
      [],
      'nobody else’s calendar',
    )
    assert.equal((await entries(at.person.molly, ofPartnership)).length, 1)
    assert.deepEqual(await entries(at.person.basil, ofPartnership), [], 'works for no partner')
    const visitor = await at.house.visitor.reader()
    assert.deepEqual(await entriesFor(visitor, { ...ofPartnership, from }), [])
    await at.house.as(at.person.molly).perform(cancelBooking, { booking })
    const [given] = await own(at.person.molly)
    assert.equal(given?.status, 'cancelled')
    assert.ok((given?.sequence ?? 0) > (first?.sequence ?? 0))
    await book(at, event, at.person.molly)
    const [again] = await own(at.person.molly)
    assert.ok((again?.sequence ?? 0) > (given?.sequence ?? 0), 'it grows, whatever happens')
    await at.house.operator.perform(cancelEvent, { event: event.id, because: 'Ill', version: '2' })
    const [called] = await entries(at.person.molly, ofPartnership)
    assert.deepEqual([called?.status, called?.uid], ['cancelled', event.id])
    assert.ok(!JSON.stringify(await entries(at.person.molly, ofPartnership)).includes('secret'))
  },
)

database.test('Training is counted as held, booked and attended, by event and by partner', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ kind: 'training', roomPlaces: 5 })
  const { id: booking } = await book(at, event, at.person.molly)
  await book(at, event, at.person.noor)
  at.house.clock.set(EVENT_DAY)
  await at.house.as(at.person.ravi).perform(recordAttendance, { booking, attendance: 'attended' })
  at.house.clock.set(DAY_AFTER)
  const reader = await at.house.operator.reader()
  const period = {
    partnershipId: at.partnership,
    from: Temporal.PlainDate.from('2026-12-10'),
    to: Temporal.PlainDate.from('2026-12-10'),
  }
  assert.deepEqual(
    (await trainingHeld(reader, period)).map((row) => [row.booked, row.attended]),
    [[2, 1]],
  )
  assert.deepEqual(
    (await trainingByOrganisation(reader, period)).map((row) => [row.events, row.booked, row.attended]),
    [
      [1, 1, 1],
      [1, 1, 0],
    ],
  )
})

database.test(
  'A leaver keeps what the record needs and loses the rest; everything is shown to them first',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 5 })
    const { id: booking } = await book(at, event, at.person.molly)
    at.house.clock.set(EVENT_DAY)
    await at.house.as(at.person.ravi).perform(recordAttendance, { booking, attendance: 'attended' })
    at.house.clock.set(DAY_AFTER)
    await at.house.as(at.person.molly).perform(giveFeedback, { event: event.id, ...ANSWER })
    await at.house.system.perform(sendReminders, {})
    const held = async () => {
      const found: Record<string, number> = {}
      for (const one of registerPersonal) found[one.column] = (await one.held(db.db, at.person.molly)).length
      return Object.values(found)
    }
    assert.deepEqual(await held(), [0, 0, 0, 1, 1, 1])
    await db.db
      .transaction()
      .execute((tx) =>
        forgetLeaver(tx, registerPersonal, at.person.molly, Temporal.PlainDate.from('2026-12-12')),
      )
    assert.deepEqual(await held(), [0, 0, 0, 1, 0, 0])
  },
)

database.test(
  'Whoever organises one date of a series changes no date that is somebody else’s to organise',
  async (db) => {
    const at = await eventful(db)
    const first = await at.open({ startsAt: '2026-12-08T09:30', endsAt: '2026-12-08T10:30' })
    await at.house.as(at.person.ravi).perform(createSeries, { event: first.id, every: 'week', times: '3' })
    await at.house.as(at.person.ravi).perform(publishSeries, { event: first.id })
    await sql`update events.event set organiser_person_id = ${at.person.molly} where id = ${first.id}`.execute(
      db.db,
    )
    const change = (from: string) =>
      at.house
        .as(at.person.molly)
        .perform(changeLater, { event: first.id, title: 'Mine', from, to: '23:00', room: '' })
    assert.equal(await codeOf(change('14:00')), 'events.event.not-yours')
    assert.deepEqual(
      (await db.db.selectFrom('events.event').select('title').execute()).map((row) => row.title),
      ['Cyber exercise', 'Cyber exercise', 'Cyber exercise'],
    )
    at.house.clock.set('2026-12-08T08:00:00Z')
    const backwards = at.house.operator.perform(changeLater, {
      event: first.id,
      title: 'Clinic',
      from: '07:00',
      to: '12:00',
      room: '',
    })
    assert.equal(await codeOf(backwards), 'events.event.in-the-past')
  },
)

database.test(
  'E18: whoever is marked keeps the booking; a cancelled event takes marks and certificates back',
  async (db) => {
    const at = await eventful(db)
    const event = await at.open({ roomPlaces: 5 })
    const { id: booking } = await book(at, event, at.person.molly)
    const ravi = at.house.as(at.person.ravi)
    at.house.clock.set('2026-12-10T08:00:00Z')
    await ravi.perform(recordAttendance, { booking, attendance: 'attended' })
    await ravi.perform(addWalkIn, { event: event.id, person: at.person.noor })
    for (const person of [at.person.molly, at.person.ravi])
      assert.equal(
        await codeOf(at.house.as(person).perform(cancelBooking, { booking })),
        'events.booking.marked',
      )
    at.house.clock.set(EVENT_DAY)
    await ravi.perform(cancelEvent, { event: event.id, because: 'A fire alarm', version: '2' })
    for (const person of [at.person.molly, at.person.noor])
      assert.equal(await certificateOf({ db: db.db }, event.id, person), undefined)
  },
)

database.test('E19: who is on the register as a walk-in gets no place beside it', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 1 })
  const { id: booking } = await book(at, event, at.person.molly)
  await book(at, event, at.person.noor)
  at.house.clock.set('2026-12-10T08:00:00Z')
  const ravi = at.house.as(at.person.ravi)
  for (const person of [at.person.noor, at.person.yusra])
    await ravi.perform(addWalkIn, { event: event.id, person })
  const given = await at.house.as(at.person.molly).perform(cancelBooking, { booking })
  assert.equal(given.given, 0, 'Noor waited, and is there')
  assert.equal(await codeOf(book(at, event, at.person.yusra)), 'events.booking.on-register')
})

database.test('E23: an event that moves to another day is reminded of anew', async (db) => {
  const at = await eventful(db)
  const event = await at.open({ roomPlaces: 5 })
  await book(at, event, at.person.molly)
  const run = async (now: string) => {
    at.house.clock.set(now)
    return (await at.house.system.perform(sendReminders, {})).sent
  }
  const move = (startsAt: string, endsAt: string, version: string) =>
    at.house.operator.perform(editEvent, {
      event: event.id,
      title: 'Cyber exercise',
      kind: 'exercise',
      summary: 'A day of decisions under pressure',
      visibility: 'partners',
      held: 'room',
      room: 'Council chamber, County Hall',
      startsAt,
      endsAt,
      version,
    })
  assert.equal(await run('2026-12-09T09:30:00Z'), 1)
  await move('2026-12-10T10:30', '2026-12-10T16:00', '2')
  assert.equal(await run('2026-12-09T10:30:00Z'), 0, 'an hour later on the same day')
  await move('2027-01-14T10:30', '2027-01-14T16:00', '3')
  assert.equal(await run('2027-01-07T09:30:00Z'), 1)
  assert.equal(await run('2027-01-13T09:30:00Z'), 1)
})

database.test(
  'A series in a room that is taken does not name an event its planner may not see',
  async (db) => {
    const at = await eventful(db)
    const { code: owner } = await db.db
      .selectFrom('organisations.organisation')
      .select('code')
      .orderBy('code')
      .executeTakeFirstOrThrow()
    const { id: site } = await at.house.operator.perform(createSite, {
      code: 'chatham',
      organisation: owner,
      name: 'Gun Wharf',
      town: 'Chatham',
    })
    const room = { site, room: 'Council Chamber' }
    await at.draft({
      title: 'Secret redundancies',
      startsAt: '2026-12-17T12:00',
      endsAt: '2026-12-17T13:00',
      organiser: at.person.noor,
      ...room,
    })
    const event = await at.draft({ ...room, organiser: at.person.molly })
    const repeat = (person: string) =>
      at.house.as(person).perform(createSeries, { event: event.id, every: 'week', times: '3' })
    await assert.rejects(repeat(at.person.molly), (error: Error) => !error.message.includes('Secret'))
    await assert.rejects(
      at.house.operator.perform(createSeries, { event: event.id, every: 'week', times: '3' }),
      /Secret redundancies/,
    )
  },
)

database.test(
  'Who walked in may see the event they were at; a series shows each reader only their dates',
  async (db) => {
    const at = await eventful(db)
    const first = await at.open({
      visibility: 'public',
      startsAt: '2026-12-10T09:30',
      endsAt: '2026-12-10T10:30',
    })
    await at.house.operator.perform(createSeries, { event: first.id, every: 'week', times: '2' })
    await at.house.operator.perform(publishSeries, { event: first.id })
    await sql`update events.event set visibility = 'group', group_id = ${at.gis} where id <> ${first.id}`.execute(
      db.db,
    )
    const series = await db.db
      .selectFrom('events.event')
      .select(['series_id', 'id', 'code'])
      .where('id', '<>', first.id)
      .executeTakeFirstOrThrow()
    const shown = async (reader: Parameters<typeof eventsSeenOfSeries>[0]) =>
      (await eventsSeenOfSeries(reader, series.series_id ?? '')).length
    assert.equal(await shown(await at.house.visitor.reader()), 1)
    assert.equal(await shown(await at.house.operator.reader()), 2)
    const seen = async () => (await eventByCode(await at.house.as(at.person.basil).reader(), series.code))?.id
    assert.equal(await seen(), undefined)
    at.house.clock.set('2026-12-17T10:00:00Z')
    await at.house.as(at.person.ravi).perform(addWalkIn, { event: series.id, person: at.person.basil })
    assert.equal(await seen(), series.id)
  },
)
