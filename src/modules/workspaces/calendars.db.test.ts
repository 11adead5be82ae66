// What workspaces puts into calendars, over a database undone after each test.
import assert from 'node:assert/strict'
import { calendarEntries } from '#platform/feeds/index.ts'
import { workplaceThere, type Workplace } from '#test/support/bookings-there.ts'
import { countyDatabase } from '#test/support/county.ts'

const database = countyDatabase()
const from = Temporal.PlainDate.from('2025-11-20')

const entries = async (at: Workplace, who: string, kind: string, id: string) =>
  (await at.house.as(who).reader()).fills(calendarEntries, { kind, id, from })

const titles = async (...asked: Parameters<typeof entries>) =>
  (await entries(...asked)).map((one) => one.title).toSorted()

database.test('one’s own calendar holds what is booked, as one entry each with its own id', async (db) => {
  const at = await workplaceThere(db)
  const first = await at.book()
  const second = await at.book({ startsAt: '2026-11-30T09:00Z', endsAt: '2026-11-30T12:00Z' })
  const own = (await entries(at, at.person.ravi, 'person', at.person.ravi)).toSorted((one, other) =>
    one.starts.toString() < other.starts.toString() ? -1 : 1,
  )
  assert.deepEqual(
    own.map((one) => one.uid),
    [first, second],
  )
  assert.equal(own[0]?.title, 'Desk 1, Gun Wharf')
  assert.equal(own[0]?.starts.toString(), '2026-11-23T09:00:00+00:00[Europe/London]')
  assert.deepEqual(await titles(at, at.person.molly, 'person', at.person.ravi), [])
})

database.test('what ended stays for 30 days, marked so; what was only held never stood there', async (db) => {
  const at = await workplaceThere(db)
  const times = (day: string) => ({ startsAt: `2026-12-${day}T09:00Z`, endsAt: `2026-12-${day}T12:00Z` })
  const fresh = await at.book({
    ...times('01'),
    state: 'cancelled',
    endedAt: '2026-11-19T12:00Z',
    sequence: 1,
  })
  await at.book({ ...times('02'), state: 'cancelled', endedAt: '2026-10-01T12:00Z' })
  await at.book({ ...times('03'), state: 'held' })
  const own = await entries(at, at.person.ravi, 'person', at.person.ravi)
  assert.deepEqual(
    own.map((one) => [one.uid, one.status, one.sequence]),
    [[fresh, 'cancelled', 1]],
  )
})

database.test(
  'a desk’s calendar names colleagues who let it be seen, and of others the body alone',
  async (db) => {
    const at = await workplaceThere(db)
    await at.book()
    await at.book({ startsAt: '2026-11-24T09:00Z', endsAt: '2026-11-24T12:00Z', person: at.person.marcus })
    await at.book({
      startsAt: '2026-11-25T09:00Z',
      endsAt: '2026-11-25T12:00Z',
      person: at.person.helena,
      organisation: at.organisation.medway,
    })
    await at.book({
      startsAt: '2026-11-26T09:00Z',
      endsAt: '2026-11-26T12:00Z',
      person: at.person.marcus,
      private: true,
    })
    await db.db
      .insertInto('workspaces.preference')
      .values(
        [at.person.marcus, at.person.helena].map((person_id) => ({ person_id, shares: 'partners' as const })),
      )
      .execute()
    assert.deepEqual(await titles(at, at.person.priya, 'room', at.desk), [
      'Booked',
      'Kent County Council',
      'Marcus Chalkdown (Kent County Council)',
      'Medway Council',
    ])
    // The manager sees names of everybody on a page, where it is recorded; a program is told of her own people alone.
    assert.deepEqual(await titles(at, at.person.helena, 'workplace', at.site), [
      'Desk 1: Helena Estuary (Medway Council)',
      'Desk 1: Kent County Council',
      'Desk 1: Kent County Council',
      'Desk 1: Kent County Council',
    ])
    assert.deepEqual(await titles(at, at.person.molly, 'room', at.desk), [], 'Dover is let in by nobody')
  },
)
