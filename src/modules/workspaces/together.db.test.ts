// Desks for a team, hand-overs and swaps: all or none, on the terms of whoever has it afterwards.
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { desks, ruled, type Desks } from '#test/support/desks.ts'
import { makeBooking } from './actions/booking.ts'
import { giveDelegation } from './actions/delegation.ts'
import { handOver } from './actions/handing-over.ts'
import { answerSwap, askSwap, withdrawSwap } from './actions/swaps.ts'
import { bookTeam } from './actions/teams.ts'
import { swapsAsked } from './queries/swaps.ts'

const database = countyDatabase()

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(error instanceof Refusal, String(error))
  return error
}

type Place = Pick<Database, 'db'>

/** "d01 Ravi": who has which desk. */
const who = async ({ db }: Place): Promise<string[]> =>
  (
    await sql<{ words: string }>`
      select resource.code || ' ' || split_part(person.name, ' ', 1) as words from workspaces.booking booking
      join workspaces.resource resource on resource.id = booking.resource_id
      join organisations.person_card person on person.id = booking.for_person_id
      where booking.state = 'confirmed' order by 1`.execute(db)
  ).rows.map((row) => row.words)

const drift = async ({ db }: Place): Promise<number> =>
  (
    await sql<{ drift: number }>`
      with told as (select use->>0 as holder, use->>1 as id, use->>4 as per, use->>5 as day, (use->>6)::int as units
        from workspaces.booking, jsonb_array_elements(uses) as use),
      sums as (select holder, id, per, day, sum(units) as units from told group by holder, id, per, day)
      select count(*)::int as drift from workspaces.counter counter
      full join sums on sums.holder = counter.holder and sums.id = counter.holder_id::text and sums.per = counter.per and sums.day = counter.from_on::text
      where coalesce(counter.used, 0) <> coalesce(sums.units, 0)`.execute(db)
  ).rows[0]?.drift ?? -1

const day = { on: '2026-11-24', from: '9am', until: '5pm' }

async function book(at: Desks, person: string, code: string, more: object = {}): Promise<string> {
  const done = await at.house.as(person).perform(makeBooking, { places: [at.place[code]], ...day, ...more })
  return done.id
}

const sharing = (world: Place, person: string) =>
  sql`insert into workspaces.preference (person_id, shares) values (${person}, 'colleagues')`.execute(
    world.db,
  )

database.test('a team sits beside each other or not at all', async (world) => {
  const at = await desks(world, { count: 6 })
  const ravi = at.house.as(at.person.ravi)
  await book(at, at.person.molly, 'd03')
  const team = (more: object) =>
    ravi.perform(bookTeam, { workplace: at.site, near: 'row', many: 3, ...day, ...more })
  const four = await refusal(team({ many: 4 }))
  assert.match(four.message, /no 4 desks beside each other .* 5 are free/)
  const priya = at.house.as(at.person.priya)
  assert.equal((await refusal(team({ members: [at.person.priya] }))).kind, 'forbidden')
  await priya.perform(giveDelegation, { delegate: at.person.ravi })
  await team({ members: [at.person.priya] })
  assert.deepEqual(await who(world), ['d03 Molly', 'd04 Priya', 'd05 Ravi', 'd06 Ravi'])
})

database.test('a team binds each person’s own quota', async (world) => {
  const at = await desks(world, { count: 6 })
  await ruled(world, at, { per_day: 1 })
  const asked = { workplace: at.site, near: 'zone', many: 2, ...day }
  const refused = await refusal(at.house.as(at.person.ravi).perform(bookTeam, asked))
  assert.equal(refused.code, 'workspaces.booking.quota')
  assert.deepEqual(await who(world), [])
  await at.house.as(at.person.priya).perform(giveDelegation, { delegate: at.person.ravi })
  await at.house.as(at.person.ravi).perform(bookTeam, { ...asked, members: [at.person.priya] })
  assert.equal((await who(world)).length, 2)
  assert.equal(await drift(world), 0)
})

database.test('what is handed over is asked again on the terms of whoever takes it', async (world) => {
  const at = await desks(world)
  await ruled(world, at, { per_day: 1 })
  const booking = await book(at, at.person.ravi, 'd01')
  await book(at, at.person.marcus, 'd02')
  const give = (colleague: string, version = 1) =>
    at.house.as(at.person.ravi).perform(handOver, { booking, colleague, version })
  assert.equal((await refusal(give(at.person.molly))).kind, 'not-found')
  assert.equal((await refusal(give(at.person.marcus))).code, 'workspaces.booking.quota')
  assert.equal((await refusal(give(at.person.priya, 9))).code, 'workspaces.record.stale')
  const stranger = at.house
    .as(at.person.noor)
    .perform(handOver, { booking, colleague: at.person.priya, version: 1 })
  assert.equal((await refusal(stranger)).kind, 'not-found')
  await give(at.person.priya)
  assert.deepEqual(await who(world), ['d01 Priya', 'd02 Marcus'])
  assert.equal(await drift(world), 0)
  await book(at, at.person.ravi, 'd03')
})

database.test('a swap changes both hands or none, and only as it was asked', async (world) => {
  const at = await desks(world)
  await ruled(world, at, { per_day: 1 })
  const [ravi, priya] = [at.house.as(at.person.ravi), at.house.as(at.person.priya)]
  const mine = await book(at, at.person.ravi, 'd01')
  const theirs = await book(at, at.person.priya, 'd02', { on: '2026-11-25' })
  const ask = () => ravi.perform(askSwap, { booking: mine, other: theirs, version: 1 })
  assert.equal((await refusal(ask())).code, 'workspaces.swap.not-offered', 'she shares with nobody')
  await sharing(world, at.person.priya)
  const { swap } = await ask()
  assert.equal((await ask()).swap, null, 'asking twice is asking once')
  assert.equal((await refusal(ravi.perform(answerSwap, { swap, answer: 'accept' }))).kind, 'forbidden')
  assert.equal((await swapsAsked(await priya.reader()))[0]?.isMineToAnswer, true)
  await priya.perform(answerSwap, { swap, answer: 'decline' })
  assert.deepEqual(await who(world), ['d01 Ravi', 'd02 Priya'])
  const again = (await ask()).swap
  await priya.perform(answerSwap, { swap: again, answer: 'accept' })
  assert.deepEqual(await who(world), ['d01 Priya', 'd02 Ravi'])
  assert.equal(await drift(world), 0)
  assert.equal(
    (await refusal(priya.perform(answerSwap, { swap: again, answer: 'accept' }))).kind,
    'not-found',
  )
  await sharing(world, at.person.ravi)
  const back = (await priya.perform(askSwap, { booking: mine, other: theirs, version: 2 })).swap
  await priya.perform(withdrawSwap, { swap: back })
  assert.equal((await refusal(ravi.perform(answerSwap, { swap: back, answer: 'accept' }))).kind, 'not-found')
})
