// Series, swaps and bookings at the same moment, on real PostgreSQL: every date of a room has one owner, and a swap that
// two people answer happens once.
import assert from 'node:assert/strict'
import { makeBooking } from '#modules/workspaces/actions/booking.ts'
import { makeSeries } from '#modules/workspaces/actions/series.ts'
import { answerSwap, askSwap } from '#modules/workspaces/actions/swaps.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { desks, ruled } from '#test/support/desks.ts'
import { atLength, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

const WEEKS = 26
const ROOMS = 10
const AT_ONCE = 32

const onlyConflicts = (outcomes: readonly PromiseSettledResult<unknown>[]): number => {
  for (const one of outcomes)
    if (one.status === 'rejected') {
      const reason: unknown = one.reason
      assert.ok(reason instanceof Refusal && ['conflict', 'not-found'].includes(reason.kind), String(reason))
    }
  return outcomes.filter((one) => one.status === 'fulfilled').length
}

const count = async (database: Database, what: 'claims' | 'doubles'): Promise<number> =>
  (
    await sql<{ many: number }>`
      select ${
        what === 'claims'
          ? sql`(select count(*) from workspaces.claim)`
          : sql`(select count(*) from workspaces.booking one join workspaces.booking other on other.resource_id = one.resource_id
              and other.id > one.id and other.state = 'confirmed' and one.state = 'confirmed'
              and tstzrange(one.starts_at, one.ends_at) && tstzrange(other.starts_at, other.ends_at))`
      }::int as many`.execute(database.db)
  ).rows[0]?.many ?? -1

atLength('32 series of 26 weeks over ten rooms: ten are made, whole', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'series of 26 weeks', async (t) => {
    const database = await postgres.open(t)
    const at = await desks(database, { rooms: ROOMS })
    await ruled(database, at, { advance_days: 400 })
    const people = [at.person.ravi, at.person.priya, at.person.marcus, at.person.molly, at.person.noor]
    const outcomes = await Promise.allSettled(
      Array.from({ length: AT_ONCE }, (_, index) =>
        at.house.as(people[index % people.length]!).perform(makeSeries, {
          place: at.place[`r${String((index % ROOMS) + 1).padStart(2, '0')}`],
          first: '2026-12-01',
          from: '9am',
          until: '11am',
          every: 'week',
          times: WEEKS,
          how: 'all',
        }),
      ),
    )
    assert.equal(onlyConflicts(outcomes), ROOMS, 'one series a room')
    assert.equal(await count(database, 'claims'), ROOMS * WEEKS, 'each of them whole')
    assert.equal(await count(database, 'doubles'), 0)
  }),
)

atLength('a series and bookings of its dates: whole or not at all', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'a series against bookings', async (t) => {
    const database = await postgres.open(t)
    const at = await desks(database)
    await ruled(database, at, { advance_days: 400 })
    const series = at.house.as(at.person.ravi).perform(makeSeries, {
      place: at.place['r01'],
      first: '2026-12-01',
      from: '9am',
      until: '11am',
      every: 'week',
      times: 8,
      how: 'all',
    })
    const single = at.house.as(at.person.molly).perform(makeBooking, {
      places: [at.place['r01']],
      on: '2026-12-15',
      from: '10am',
      until: '12pm',
    })
    assert.equal(onlyConflicts(await Promise.allSettled([series, single])), 1)
    assert.ok([1, 8].includes(await count(database, 'claims')))
  }),
)

atLength('two crossing swaps and two answers to one: hands change once', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'swaps', async (t) => {
    const database = await postgres.open(t)
    const at = await desks(database)
    await ruled(database, at, { per_day: 1 })
    for (const person of [at.person.ravi, at.person.priya])
      await sql`insert into workspaces.preference (person_id, shares) values (${person}, 'colleagues')`.execute(
        database.db,
      )
    const book = async (person: string, code: string) =>
      (
        await at.house.as(person).perform(makeBooking, {
          places: [at.place[code]],
          on: '2026-11-24',
          from: '9am',
          until: '5pm',
        })
      ).id
    const [one, other] = [await book(at.person.ravi, 'd01'), await book(at.person.priya, 'd02')]
    const [ravi, priya] = [at.house.as(at.person.ravi), at.house.as(at.person.priya)]
    const asked = await ravi.perform(askSwap, { booking: one, other, version: 1 })
    const back = await priya.perform(askSwap, { booking: other, other: one, version: 1 })
    const done = await Promise.allSettled([
      priya.perform(answerSwap, { swap: asked.swap, answer: 'accept' }),
      priya.perform(answerSwap, { swap: asked.swap, answer: 'accept' }),
      ravi.perform(answerSwap, { swap: back.swap, answer: 'accept' }),
    ])
    assert.equal(onlyConflicts(done), 1, 'of three answers to what is one exchange, one is taken')
    const { rows } = await sql<{
      for_person_id: string
    }>`select for_person_id from workspaces.booking order by id`.execute(database.db)
    assert.deepEqual(
      rows.map((row) => row.for_person_id),
      [at.person.priya, at.person.ravi],
    )
  }),
)
