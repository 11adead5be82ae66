// The day's own races, on real PostgreSQL: whoever checks in as it is given back, and what is offered to one who waits as
// another books it, is decided once (W5).
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { makeBooking } from '#modules/workspaces/actions/booking.ts'
import { cancelBooking, confirmBooking } from '#modules/workspaces/actions/changing.ts'
import { checkIn } from '#modules/workspaces/actions/checking-in.ts'
import { joinWaiting } from '#modules/workspaces/actions/joining-waiting.ts'
import { releaseUnattended } from '#modules/workspaces/actions/releasing.ts'
import { offerWhatIsFree, settleWaiting } from '#modules/workspaces/actions/waiting.ts'
import { openDatabase, sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { desks, type Desks } from '#test/support/desks.ts'
import { atLength, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()
const CROWD = 24

async function opened(t: TestContext): Promise<Database & { at: Desks }> {
  const database = await openDatabase({ url: await postgres.address(t), connections: CROWD })
  t.after(() => database.close())
  return { ...database, at: await desks(database, { count: 20 }) }
}

const PEOPLE = ['ravi', 'priya', 'marcus', 'molly', 'yusra', 'noor', 'helena'] as const
const someone = (at: Desks, nth: number): string => at.person[PEOPLE[nth % PEOPLE.length]!]

/** The codes of those refused; anything that is no refusal in words fails the test. */
async function refusals(tries: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(tries)
  return settled.flatMap((one) => {
    if (one.status === 'fulfilled') return []
    assert.ok(one.reason instanceof Refusal, String((one.reason as Error)?.stack ?? one.reason))
    return one.reason.code
  })
}

const states = async ({
  db,
}: Pick<Database, 'db'>): Promise<readonly { id: string; state: string; claims: number; steps: number }[]> =>
  (
    await sql<{ id: string; state: string; claims: number; steps: number }>`
      select booking.id, booking.state, (select count(*)::int from workspaces.claim where booking_id = booking.id) as claims,
        (select count(*)::int from workspaces.step where booking_id = booking.id and state in ('checked-in', 'released')) as steps
      from workspaces.booking booking order by booking.id`.execute(db)
  ).rows

atLength('of a check-in and a release at the same moment exactly one happens', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'check-in and release', async (t) => {
    const { at, ...database } = await opened(t)
    const bookings: { readonly id: string; readonly by: string }[] = []
    for (let nth = 0; nth < 20; nth += 1) {
      const by = someone(at, nth)
      const made = await at.house.as(by).perform(makeBooking, {
        places: [at.place[`d${String(nth + 1).padStart(2, '0')}`]],
        on: '2026-11-20',
        from: '10am',
        until: '5pm',
      })
      bookings.push({ id: made.bookings[0]!.id, by })
    }
    at.house.clock.set('2026-11-20T11:00:00Z')
    const codes = await refusals([
      ...bookings.slice(0, 10).map(({ id, by }) => at.house.as(by).perform(checkIn, { booking: id })),
      at.house.system.perform(releaseUnattended, {}),
      at.house.system.perform(releaseUnattended, {}),
      ...bookings.slice(10).map(({ id, by }) => at.house.as(by).perform(checkIn, { booking: id })),
    ])
    const after = await states(database)
    assert.deepEqual([...new Set(codes)], codes.length === 0 ? [] : ['workspaces.check-in.released'])
    assert.equal(after.filter((one) => one.state === 'released').length, codes.length)
    for (const one of after) {
      assert.ok(['checked-in', 'released'].includes(one.state), one.state)
      assert.equal(one.claims, one.state === 'checked-in' ? 1 : 0)
      assert.equal(one.steps, 1, 'one of the two is in its history')
    }
  }),
)

atLength('what is offered to one who waits is not sold to another', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'offer and booking', async (t) => {
    const { at, ...database } = await opened(t)
    const wanted = { places: [at.place['d01']], on: '2026-11-23', from: '9am', until: '5pm' }
    const first = await at.house.as(at.person.ravi).perform(makeBooking, wanted)
    for (const waiter of [at.person.molly, at.person.noor])
      await at.house.as(waiter).perform(joinWaiting, {
        resource: at.place['d01'],
        width: 'this',
        on: '2026-11-23',
        from: '9am',
        until: '5pm',
      })
    await at.house.as(at.person.ravi).perform(cancelBooking, { booking: first.bookings[0]!.id })
    const freed = {
      site: at.site,
      resource: at.place['d01'],
      startsAt: '2026-11-23T09:00:00Z',
      endsAt: '2026-11-23T17:00:00Z',
    }
    const codes = await refusals([
      ...[at.person.priya, at.person.marcus, at.person.yusra].map((by) =>
        at.house.as(by).perform(makeBooking, wanted),
      ),
      at.house.system.perform(offerWhatIsFree, freed),
      at.house.system.perform(offerWhatIsFree, freed),
      ...[at.person.helena, at.person.molly].map((by) => at.house.as(by).perform(makeBooking, wanted)),
    ])
    assert.deepEqual([...new Set(codes)], ['workspaces.booking.taken'])
    const standing = (await states(database)).filter((one) => ['held', 'confirmed'].includes(one.state))
    assert.equal(standing.length, 1, 'one has it, booked or offered')
    const { rows } = await sql<{
      state: string
    }>`select state from workspaces.waiting order by made_at`.execute(database.db)
    assert.equal(rows.filter((one) => one.state === 'offered').length, standing[0]?.state === 'held' ? 1 : 0)
  }),
)

atLength('an offer that is taken as it lapses is taken or lapsed, never both', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'offer taken and lapsed', async (t) => {
    const { at, ...database } = await opened(t)
    await at.house.as(at.person.molly).perform(joinWaiting, {
      resource: at.place['d01'],
      width: 'this',
      on: '2026-11-23',
      from: '9am',
      until: '5pm',
    })
    await at.house.system.perform(offerWhatIsFree, {
      site: at.site,
      resource: at.place['d01'],
      startsAt: '2026-11-23T09:00:00Z',
      endsAt: '2026-11-23T17:00:00Z',
    })
    const [offer] = await states(database)
    const molly = at.house.as(at.person.molly)
    const taking = molly.perform(confirmBooking, { booking: offer!.id })
    at.house.clock.set('2026-11-20T10:15:00Z')
    await refusals([
      taking,
      at.house.system.perform(settleWaiting, {}),
      at.house.system.perform(settleWaiting, {}),
    ])
    await at.house.system.perform(settleWaiting, {})
    const [after] = await states(database)
    const { rows } = await sql<{ state: string }>`select state from workspaces.waiting`.execute(database.db)
    assert.deepEqual(
      [after?.state, after?.claims, rows[0]?.state],
      after?.state === 'confirmed' ? ['confirmed', 1, 'taken'] : ['cancelled', 0, 'lapsed'],
    )
  }),
)
