// Files of events, through their import.
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { eventful } from '#test/support/events.ts'
import { makeBooking } from './actions/bookings.ts'
import { eventsFile } from './imports.ts'
import { eventByCode } from './queries/events.ts'

const database = countyDatabase()

// The import runs inside an action of composition; here a small one stands in its place.
const load = (rows: readonly Readonly<Record<string, string>>[], options = {}) =>
  action({
    name: 'events.test.load',
    title: 'Load',
    doors: [],
    fields: {},
    async run(inside) {
      const lines = rows.map((cells, at) => ({ line: at + 2, cells }))
      return { subject: null, result: await eventsFile.load(inside, lines, options) }
    },
  })

const row = (more: Readonly<Record<string, string>> = {}) => ({
  code: 'annual-conference',
  title: 'Annual conference',
  partnership: 'kent-connects',
  starts: '2027-06-10 09:30',
  ends: '2027-06-10 16:00',
  room: 'Detling',
  room_places: '2',
  organiser: 'ravi@kcc.example',
  ...more,
})

database.test('a file of events creates, changes, and the second time does nothing', async (db) => {
  const { house } = await eventful(db)
  const rows = [
    row(),
    row({ code: 'past', starts: '2025-06-10 09:30', ends: '2025-06-10 16:00', kind: 'conference' }),
  ]
  assert.deepEqual(await house.system.perform(load(rows), {}), {
    created: 2,
    changed: 0,
    unchanged: 0,
    faults: [],
  })
  assert.deepEqual(await house.system.perform(load(rows), {}), {
    created: 0,
    changed: 0,
    unchanged: 2,
    faults: [],
  })
  const moved = [row({ starts: '2027-06-11 09:30', ends: '2027-06-11 16:00' }), rows[1] ?? row()]
  assert.deepEqual(await house.system.perform(load(moved), {}), {
    created: 0,
    changed: 1,
    unchanged: 1,
    faults: [],
  })
  const event = await eventByCode(await house.operator.reader(), 'annual-conference')
  assert.equal(event?.sequence, 1)
  assert.equal(event?.state, 'open')
})

database.test(
  'places that a file adds go to those waiting, and none that are taken are taken away',
  async (db) => {
    const { house, person } = await eventful(db)
    await house.system.perform(load([row({ room_places: '1' })]), {})
    const event = await eventByCode(await house.operator.reader(), 'annual-conference')
    for (const one of [person.molly, person.noor, person.yusra])
      await house.as(one).perform(makeBooking, { event: event?.id })
    await house.system.perform(load([row({ room_places: '2' })]), {})
    assert.equal((await eventByCode(await house.operator.reader(), 'annual-conference'))?.room_taken, 2)
    await assert.rejects(house.system.perform(load([row({ room_places: '1' })]), {}), { kind: 'conflict' })
  },
)

database.test('a faulty file of events names its lines and writes nothing', async (db) => {
  const { house } = await eventful(db)
  const rows = [
    row(),
    row({ code: 'a', partnership: 'nowhere' }),
    row({ code: 'b', ends: '2027-06-10 09:00' }),
    row({ code: 'c', starts: '2027-03-28 01:30' }),
    row({ code: 'd', room_places: '0' }),
    row({ code: 'e', site: 'no-such-site' }),
    row({ code: 'f', organiser: 'nobody@kcc.example' }),
    row({ code: 'g', group: 'no-such-group' }),
    row({ code: 'mine' }),
    row(),
  ]
  const { faults, created } = await house.system.perform(load(rows), {})
  assert.equal(created, 0)
  assert.deepEqual([...new Set(faults.map((fault) => fault.line))], [3, 4, 5, 6, 7, 8, 9, 10, 11])
  assert.equal(await eventByCode(await house.operator.reader(), 'annual-conference'), undefined)
})

database.test('a share without a day is released two weeks before the event', async (db) => {
  const { house } = await eventful(db)
  await house.system.perform(load([row({ room_places: '40', room_share: '10' })]), {})
  const event = await eventByCode(await house.operator.reader(), 'annual-conference')
  assert.equal(event?.release_at?.toString(), '2027-05-27T08:00:00Z')
})
