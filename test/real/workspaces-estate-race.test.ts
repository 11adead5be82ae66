// A room is divided, a desk is kept from use, a floor or a workplace is closed in the moment in which somebody books, on real
// PostgreSQL: nothing is sold twice, and nobody stays booked where it is closed.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { makeBlock } from '#modules/workspaces/actions/blocks.ts'
import { makeBooking } from '#modules/workspaces/actions/booking.ts'
import {
  closeForGood,
  closePlaces,
  followClosing,
  followClosure,
} from '#modules/workspaces/actions/closing.ts'
import { divideRoom } from '#modules/workspaces/actions/parts.ts'
import { retireResource } from '#modules/workspaces/actions/resources.ts'
import { countersCompared } from '#modules/workspaces/queries/drift.ts'
import { openDatabase, sql, type Database } from '#platform/database/index.ts'
import { Failure, Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { desks, ruled, type Desks } from '#test/support/desks.ts'
import { atLength, IS_SOAK, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()
const ROUNDS = IS_SOAK ? 20 : 8
const MONDAY = Temporal.PlainDate.from('2026-11-23')

type World = Pick<Database, 'db'> & { readonly at: Desks }

/** Every day is open, and Priya manages the workplace. */
async function opened(t: TestContext): Promise<World> {
  const database = await openDatabase({ url: await postgres.address(t), connections: 16 })
  t.after(() => database.close())
  const at = await desks(database, { count: 12, rooms: 3 })
  await ruled(database, at, { advance_days: 300, per_day: 1000 })
  await sql`update workspaces.rule set weekdays = array[1,2,3,4,5,6,7]`.execute(database.db)
  await sql`insert into workspaces.officer (id, organisation_id, site_id, person_id, role, from_on)
    values (gen_random_uuid(), ${at.organisation.kcc}, ${at.site}, ${at.person.priya}, 'manager', '2026-01-01')`.execute(
    database.db,
  )
  return { ...database, at }
}

const day = (round: number): string => MONDAY.add({ days: round }).toString()
const book = ({ at }: World, who: string, place: string, on: string) =>
  at.house
    .as(at.person[who as 'molly'])
    .perform(makeBooking, { places: [at.place[place]], on, from: '9am', until: '1pm' })

/** All at once; whatever fails fails with words. */
async function together(...tries: readonly Promise<unknown>[]): Promise<readonly boolean[]> {
  const settled = await Promise.allSettled(tries)
  for (const one of settled)
    if (one.status === 'rejected')
      // On a crowded machine somebody may have waited too long, and is told to try again.
      assert.ok(
        one.reason instanceof Refusal || one.reason instanceof Failure,
        String((one.reason as Error)?.stack ?? one.reason),
      )
  return settled.map((one) => one.status === 'fulfilled')
}

async function versionOf({ db }: World, id: string | undefined): Promise<number> {
  const { rows } = await sql<{
    version: number
  }>`select version from workspaces.resource where id = ${id}`.execute(db)
  return rows[0]!.version
}

const noDrift = async ({ db, at }: World): Promise<void> =>
  assert.equal((await countersCompared({ db, now: at.house.clock.now() })).drifting, 0)

/** Bookings that stand without having claimed just what they take: each of the parts that their room has now, or itself. */
async function wronglyClaimed({ db }: World): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from workspaces.booking booking where booking.state = 'confirmed'
      and (select array_agg(resource_id order by resource_id) from workspaces.claim where booking_id = booking.id)
        <> coalesce((select array_agg(part_id order by part_id) from workspaces.part where whole_id = booking.resource_id), array[booking.resource_id])`.execute(
    db,
  )
  return rows[0]!.n
}

atLength(
  'a room divided while it is booked is sold whole or in parts, never both',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'dividing and booking', async (t) => {
      const world = await opened(t)
      const { at } = world
      const [whole, ...parts] = ['r01', 'r02', 'r03'].map((code) => at.place[code])
      for (let round = 0; round < ROUNDS; round += 1) {
        const divide = {
          resource: whole,
          parts: round % 2 === 0 ? parts : [],
          version: await versionOf(world, whole),
        }
        await together(
          ...['molly', 'noor', 'ravi'].map((who) => book(world, who, 'r01', day(round))),
          at.house.as(at.person.priya).perform(divideRoom, divide),
          ...['yusra', 'helena'].map((who) => book(world, who, 'r01', day(round + 100))),
          book(world, 'marcus', 'r02', day(round)),
        )
        assert.equal(await wronglyClaimed(world), 0, `round ${round}`)
        // The next round divides again, which it may while nothing is booked.
        await sql`with gone as (delete from workspaces.claim) update workspaces.booking set state = 'cancelled', uses = '[]'`.execute(
          world.db,
        )
        await sql`update workspaces.counter set used = 0`.execute(world.db)
      }
    }),
)

/** Until somebody waits for a lock. */
async function somebodyWaits({ db }: World): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_locks where not granted limit 1`.execute(db)
    if (rows.length > 0) return
  }
}

atLength('who waits for a room while it is divided takes its parts', { skip: postgres.skip }, async (t) => {
  const world = await opened(t)
  const [whole, ...parts] = ['r01', 'r02', 'r03'].map((code) => world.at.place[code])
  const booking = Promise.withResolvers<unknown>()
  await world.db.transaction().execute(async (tx) => {
    await sql`select 1 from workspaces.resource where id = ${whole} for no key update`.execute(tx)
    book(world, 'molly', 'r01', day(0)).then(booking.resolve, booking.reject)
    await somebodyWaits(world)
    await sql`insert into workspaces.part (whole_id, part_id) select ${whole}, unnest(${parts}::uuid[])`.execute(
      tx,
    )
  })
  await booking.promise
  assert.equal(await wronglyClaimed(world), 0)
})

atLength(
  'a desk is booked or kept from use, and a refused block changes nothing',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'blocking and booking', async (t) => {
      const world = await opened(t)
      const { at } = world
      for (let round = 0; round < ROUNDS; round += 1) {
        const on = day(round)
        const booked = round % 2 === 0 ? 'refuse' : 'move'
        const block = {
          site: 'county-hall',
          places: [at.place['d01']],
          on,
          from: '8am',
          until: '6pm',
          reason: 'Carpet',
          booked,
        }
        await together(
          book(world, 'molly', 'd01', on),
          at.house.as(at.person.priya).perform(makeBlock, block),
          book(world, 'noor', 'd01', on),
        )
        const { rows } = await sql<{ booked: number; blocked: number }>`
        select count(booking_id)::integer as booked, count(block_id)::integer as blocked from workspaces.claim
        where resource_id = ${at.place['d01']} and starts_at::date = ${on}::date`.execute(world.db)
        assert.equal(rows[0]!.booked + rows[0]!.blocked, 1, `round ${round}`)
        await noDrift(world)
      }
    }),
)

atLength('a desk retired while it is booked leaves nobody booked on it', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'retiring and booking', async (t) => {
    const world = await opened(t)
    const { at } = world
    for (let round = 0; round < ROUNDS; round += 1) {
      const code = `d${String((round % 12) + 1).padStart(2, '0')}`
      const retire = {
        resource: at.place[code],
        on: day(0),
        because: 'Sold',
        becomes: 'withdraw',
        version: await versionOf(world, at.place[code]),
      }
      const [, isRetired] = await together(
        book(world, 'molly', code, day(round)),
        at.house.as(at.person.priya).perform(retireResource, retire),
      )
      const { rows } =
        await sql`select 1 from workspaces.booking where resource_id = ${at.place[code]} and state = 'confirmed'`.execute(
          world.db,
        )
      assert.equal(rows.length, isRetired === true ? 0 : 1, `round ${round}`)
      if (round >= 11) break
    }
    await noDrift(world)
  }),
)

atLength(
  'a floor or a workplace closed while it is booked leaves nobody there',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'closing and booking', async (t) => {
      const world = await opened(t)
      const { at, db } = world
      const priya = at.house.as(at.person.priya)
      const standing = async (from: string): Promise<number> =>
        (
          await sql`select 1 from workspaces.booking where state = 'confirmed' and starts_at >= ${from}::date`.execute(
            db,
          )
        ).rows.length
      for (let round = 0; round < ROUNDS / 2; round += 1) {
        const on = day(round)
        await together(
          book(world, 'molly', 'd01', on),
          priya.perform(closePlaces, {
            site: at.site,
            place: at.floor,
            from: on,
            reason: 'Boiler',
            moves: 'nobody',
          }),
          book(world, 'noor', 'd02', on),
        )
        // What the house does two minutes later, whatever it found at first.
        const follow = at.house.queued.findLast(({ job }) => job === followClosure.name)
        assert.ok(follow !== undefined)
        await at.house.system.perform(followClosure, follow.ids)
        assert.equal(await standing(on), 0, `round ${round}`)
      }
      const last = day(60)
      await together(
        book(world, 'molly', 'd01', day(61)),
        priya.perform(closeForGood, {
          site: at.site,
          lastOn: last,
          reason: 'Sold',
          moves: 'nobody',
          version: 1,
        }),
        book(world, 'noor', 'd02', day(62)),
      )
      const follow = at.house.queued.findLast(({ job }) => job === followClosing.name)
      assert.ok(follow !== undefined)
      await at.house.system.perform(followClosing, follow.ids)
      assert.equal(await standing(last), 0)
      await noDrift(world)
    }),
)
