// Many people want the same desk at the same moment, on real PostgreSQL: each slot is sold once, none is left unsold, every
// loser is told so in words, and the counters say what the bookings say.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { approveBooking } from '#modules/workspaces/actions/approving.ts'
import { makeBooking } from '#modules/workspaces/actions/booking.ts'
import { cancelBooking, changeBooking } from '#modules/workspaces/actions/changing.ts'
import { checkIn } from '#modules/workspaces/actions/checking-in.ts'
import { joinWaiting } from '#modules/workspaces/actions/joining-waiting.ts'
import { releaseUnattended } from '#modules/workspaces/actions/releasing.ts'
import { makeSeries } from '#modules/workspaces/actions/series.ts'
import { OFFER_FREED, offerWhatIsFree } from '#modules/workspaces/actions/waiting.ts'
import { openDatabase, sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { desks, ruled, type Desks } from '#test/support/desks.ts'
import { atLength, IS_SOAK, repeatedly } from '#test/support/soak.ts'

const postgres = await realPostgres()

/** Everybody at once. */
const CROWD = 32
const SLOTS = 50

async function opened(
  t: TestContext,
  more: Parameters<typeof desks>[1] = {},
): Promise<Database & { at: Desks }> {
  const database = await openDatabase({ url: await postgres.address(t), connections: CROWD })
  t.after(() => database.close())
  return { ...database, at: await desks(database, more) }
}

const PEOPLE = ['ravi', 'priya', 'marcus', 'molly', 'yusra', 'noor', 'helena'] as const
const someone = (at: Desks, nth: number): string => at.person[PEOPLE[nth % PEOPLE.length]!]

/** What became of many tries: how many were taken, and the code of each refusal. Anything but a refusal fails the test. */
async function outcomes(tries: readonly Promise<unknown>[]): Promise<{ won: number; codes: string[] }> {
  const settled = await Promise.allSettled(tries)
  const codes = settled.flatMap((one) => {
    if (one.status === 'fulfilled') return []
    assert.ok(one.reason instanceof Refusal, String((one.reason as Error)?.stack ?? one.reason))
    return one.reason.code
  })
  return { won: settled.length - codes.length, codes }
}

const TAKEN = 'workspaces.booking.taken'
const only = (codes: readonly string[], code = TAKEN): void =>
  assert.deepEqual([...new Set(codes)], codes.length === 0 ? [] : [code])

const ACTIVE = ['held', 'pending', 'confirmed', 'checked-in']

/** How many pairs of standing bookings of one resource overlap. */
async function doubles({ db }: Pick<Database, 'db'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from workspaces.booking one join workspaces.booking other on other.resource_id = one.resource_id and other.id > one.id
      and tstzrange(one.starts_at, one.ends_at) && tstzrange(other.starts_at, other.ends_at)
    where one.state = any(${ACTIVE}) and other.state = any(${ACTIVE})
      and exists (select 1 from workspaces.claim where booking_id = one.id) and exists (select 1 from workspaces.claim where booking_id = other.id)`.execute(
    db,
  )
  return rows[0]!.n
}

/** Counters that do not say what the bookings say. */
async function drift({ db }: Pick<Database, 'db'>): Promise<number> {
  const { rows } = await sql`
    with said as (
      select use ->> 0 as holder, use ->> 1 as holder_id, use ->> 3 as kind, use ->> 4 as per, use ->> 5 as from_on, sum((use ->> 6)::integer) as units
      from workspaces.booking, jsonb_array_elements(uses) use group by 1, 2, 3, 4, 5)
    select 1 from workspaces.counter counter full join said on said.holder = counter.holder and said.holder_id = counter.holder_id::text
      and said.kind = counter.resource_kind and said.per = counter.per and said.from_on = counter.from_on::text
    where coalesce(counter.used, 0) <> coalesce(said.units, 0)`.execute(db)
  return rows.length
}

const sold = async ({ db }: Pick<Database, 'db'>): Promise<number> =>
  Number(
    (
      await db
        .selectFrom('workspaces.booking')
        .select(({ fn }) => fn.countAll<string>().as('n'))
        .where('state', 'in', ['held', 'pending', 'confirmed', 'checked-in'])
        .executeTakeFirstOrThrow()
    ).n,
  )

const exact = async (database: Pick<Database, 'db'>, bookings: number): Promise<void> =>
  assert.deepEqual(
    { doubles: await doubles(database), drift: await drift(database), sold: await sold(database) },
    { doubles: 0, drift: 0, sold: bookings },
  )

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** The nth of fifty slots: five days, ten desks, mornings. */
const slot = (at: Desks, nth: number) => ({
  places: [at.place[`d${String((nth % 10) + 1).padStart(2, '0')}`]],
  on: `2026-11-${23 + Math.floor(nth / 10)}`,
  from: '9am',
  until: '1pm',
})

const book = (at: Desks, nth: number, asked: Readonly<Record<string, unknown>>) =>
  at.house.as(someone(at, nth)).perform(makeBooking, asked)

async function barrier(t: TestContext, slots: number): Promise<void> {
  const database = await opened(t, { count: 10 })
  const { at } = database
  for (let nth = 0; nth < slots; nth += 1) {
    const { won, codes } = await outcomes(
      Array.from({ length: CROWD }, (_, one) => book(at, one, slot(at, nth))),
    )
    assert.equal(won, 1, `slot ${nth}`)
    only(codes)
  }
  await exact(database, slots)
}

test('of 32 who want one desk at one moment exactly one has it', { skip: postgres.skip }, (t) =>
  repeatedly(t, '32 at once for 50 slots', (t) => barrier(t, IS_SOAK ? SLOTS : 2)),
)

atLength('of 32 at once for each of 50 slots exactly 50 are sold', { skip: postgres.skip }, (t) =>
  barrier(t, SLOTS),
)

atLength('32 who each go through all slots in their own order sell each once', { skip: postgres.skip }, (t) =>
  repeatedly(t, '32 staggered over 50 slots', async (t) => {
    const database = await opened(t, { count: 10 })
    const { at } = database
    const walk = async (one: number): Promise<{ won: number; codes: string[] }> => {
      const found = { won: 0, codes: [] as string[] }
      for (let step = 0; step < SLOTS; step += 1) {
        const { won, codes } = await outcomes([book(at, one, slot(at, (one * 7 + step * 3) % SLOTS))])
        found.won += won
        found.codes.push(...codes)
      }
      return found
    }
    const walks = await Promise.all(Array.from({ length: CROWD }, (_, one) => walk(one)))
    assert.equal(
      walks.reduce((sum, { won }) => sum + won, 0),
      SLOTS,
    )
    only(walks.flatMap(({ codes }) => codes))
    await exact(database, SLOTS)
  }),
)

atLength('times that overlap without being equal are sold once too', { skip: postgres.skip }, (t) =>
  repeatedly(t, '32 unequal overlaps', async (t) => {
    const database = await opened(t, { count: 10 })
    const { at } = database
    let all = 0
    for (let nth = 0; nth < SLOTS; nth += 1) {
      // Every one of them takes in 11am to 11.30am, so only one of them can be had.
      const { won, codes } = await outcomes(
        Array.from({ length: CROWD }, (_, one) =>
          book(at, one, {
            ...slot(at, nth),
            from: clock(540 + (one % 8) * 15),
            until: clock(690 + (one % 5) * 15),
          }),
        ),
      )
      assert.equal(won, 1)
      only(codes)
      all += won
    }
    await exact(database, all)
  }),
)

atLength('a quota of one a day lets one a day through', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'one person, 32 sessions, one desk a day', async (t) => {
    const database = await opened(t, { count: CROWD })
    const { at } = database
    await ruled(database, at, { per_day: 1 })
    for (const on of ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27']) {
      const { won, codes } = await outcomes(
        Array.from({ length: CROWD }, (_, one) =>
          at.house.as(at.person.molly).perform(makeBooking, {
            ...slot(at, 0),
            on,
            places: [at.place[`d${String(one + 1).padStart(2, '0')}`]],
          }),
        ),
      )
      assert.equal(won, 1, on)
      only(codes, 'workspaces.booking.quota')
    }
    await exact(database, 5)
  }),
)

async function allocated(
  { db }: Database,
  at: Desks,
  form: 'keeps' | 'limits',
  body: string,
  amount: number,
): Promise<void> {
  await sql`insert into workspaces.allocation (id, site_id, place, place_id, resource_kind, form, audience, audience_id, amount, unit, per, horizon_working_days, from_on, made_at)
    values (${crypto.randomUUID()}, ${at.site}, 'zone', ${at.zone}, 'desk', ${form}, 'organisation', ${body}, ${amount}, 'places', 'day', ${form === 'keeps' ? 1 : null},
      '2026-01-01', '2026-01-01T00:00:00Z')`.execute(db)
}

const desk = (at: Desks, nth: number) => at.place[`d${String(nth + 1).padStart(2, '0')}`]
const TUESDAY = { on: '2026-11-24', from: '9am', until: '5pm' }

atLength('a limit of five desks lets five through, what is kept stays', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'allocations under 32', async (t) => {
    const database = await opened(t, { count: 20 })
    const { at } = database
    await allocated(database, at, 'limits', at.organisation.dover, 5)
    await allocated(database, at, 'keeps', at.organisation.swale, 4)
    const dover = await outcomes(
      Array.from({ length: 20 }, (_, nth) =>
        at.house.as(at.person.molly).perform(makeBooking, { ...TUESDAY, places: [desk(at, nth)] }),
      ),
    )
    assert.equal(dover.won, 5)
    only(dover.codes, 'workspaces.booking.limit')
    const others = await outcomes(
      Array.from({ length: 20 }, (_, nth) =>
        at.house.as(at.person.helena).perform(makeBooking, { ...TUESDAY, places: [desk(at, nth)] }),
      ),
    )
    assert.equal(others.won, 11, 'twenty desks, five of Dover, four kept for Swale')
    const swale = await outcomes(
      Array.from({ length: 20 }, (_, nth) =>
        at.house.as(at.person.noor).perform(makeBooking, { ...TUESDAY, places: [desk(at, nth)] }),
      ),
    )
    assert.equal(swale.won, 4)
    await exact(database, 20)
  }),
)

atLength('two who approve at the same moment approve once', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'approve and approve', async (t) => {
    const database = await opened(t)
    const { at } = database
    await ruled(database, at, { approval: true, pending_holds: false })
    for (const person of [at.person.marcus, at.person.priya])
      await sql`insert into workspaces.officer (id, organisation_id, person_id, role, from_on)
        values (${crypto.randomUUID()}, ${at.organisation.kcc}, ${person}, 'approver', '2026-01-01')`.execute(
        database.db,
      )
    const [one, other] = [at.house.as(at.person.marcus), at.house.as(at.person.priya)]
    const first = await book(at, 3, slot(at, 0))
    const same = await outcomes([
      one.perform(approveBooking, { booking: first.id }),
      other.perform(approveBooking, { booking: first.id }),
    ])
    assert.equal(same.won, 1, 'one booking, two approvers')
    const rivals = [await book(at, 3, slot(at, 1)), await book(at, 5, slot(at, 1))]
    const both = await outcomes([
      one.perform(approveBooking, { booking: rivals[0]!.id }),
      other.perform(approveBooking, { booking: rivals[1]!.id }),
    ])
    assert.equal(both.won, 1, 'two bookings of one time')
    only(both.codes)
    assert.equal(await doubles(database), 0)
    assert.equal(await drift(database), 0)
  }),
)

atLength('two changes of one version, and two moves to one desk: one each', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'edit and edit', async (t) => {
    const database = await opened(t)
    const { at } = database
    await ruled(database, at, { per_day: 2 })
    const mine = await book(at, 3, slot(at, 0))
    const molly = at.house.as(at.person.molly)
    const change = (booking: string, who: typeof molly, more: Readonly<Record<string, unknown>>) =>
      who.perform(changeBooking, {
        booking,
        version: '1',
        on: '2026-11-23',
        from: '9am',
        until: '1pm',
        ...more,
      })
    const stale = await outcomes([
      change(mine.id, molly, { place: at.place['d02'] }),
      change(mine.id, molly, { place: at.place['d03'] }),
    ])
    assert.equal(stale.won, 1)
    const others = [await book(at, 0, slot(at, 4)), await book(at, 5, slot(at, 5))]
    const moves = await outcomes([
      change(others[0]!.id, at.house.as(at.person.ravi), { place: at.place['d07'] }),
      change(others[1]!.id, at.house.as(at.person.noor), { place: at.place['d07'] }),
    ])
    assert.equal(moves.won, 1)
    only(moves.codes)
    const ends = await outcomes([
      at.house.as(at.person.ravi).perform(cancelBooking, { booking: others[0]!.id }),
      at.house.as(at.person.ravi).perform(cancelBooking, { booking: others[0]!.id }),
    ])
    assert.equal(ends.won, 1, 'cancelled once')
    await exact(database, 2)
  }),
)

atLength(
  'two who want each other’s desks with theirs do not block each other for good',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'crossing orders', async (t) => {
      const database = await opened(t)
      const { at } = database
      await ruled(database, at, { per_day: 40, per_week: 40 })
      const { won } = await outcomes(
        Array.from({ length: CROWD }, (_, nth) => {
          const pair = [
            at.place[`d0${(nth % 8) + 1}`],
            at.place[`d0${((nth + 3) % 8) + 1}`],
            at.place[`r0${(nth % 3) + 1}`],
          ]
          return book(at, nth, { ...slot(at, 0), places: nth % 2 === 0 ? pair : pair.toReversed() })
        }),
      )
      assert.ok(won >= 1)
      await exact(database, won * 3)
    }),
)

const ROUNDS = 8

atLength('of a check-in and a release at the same moment one is done', { skip: postgres.skip }, (t) =>
  repeatedly(t, 'check-in and release', async (t) => {
    const database = await opened(t)
    const { at } = database
    for (let round = 0; round < ROUNDS; round += 1) {
      at.house.clock.set('2026-11-20T10:00:00Z')
      const made = await book(at, 3, slot(at, round % 8))
      at.house.clock.set('2026-11-23T09:59:59Z')
      const come = at.house.as(at.person.molly).perform(checkIn, { booking: made.id })
      at.house.clock.set('2026-11-23T10:00:00Z')
      await outcomes([come, at.house.system.perform(releaseUnattended, {})])
      const { state, release_at } = await database.db
        .selectFrom('workspaces.booking')
        .select(['state', 'release_at'])
        .where('id', '=', made.id)
        .executeTakeFirstOrThrow()
      assert.ok(['checked-in', 'released'].includes(state), `${state}, to be released at ${release_at}`)
      const steps = await database.db
        .selectFrom('workspaces.step')
        .select('state')
        .where('booking_id', '=', made.id)
        .orderBy('id')
        .execute()
      assert.deepEqual(
        steps.map((step) => step.state),
        ['confirmed', state],
      )
      const claims = await database.db
        .selectFrom('workspaces.claim')
        .select('resource_id')
        .where('booking_id', '=', made.id)
        .execute()
      assert.equal(claims.length, state === 'released' ? 0 : 1)
    }
  }),
)

atLength(
  'what is offered to who waits and what somebody books meanwhile is one of the two',
  { skip: postgres.skip },
  (t) =>
    repeatedly(t, 'offer and new booking', async (t) => {
      const database = await opened(t)
      const { at } = database
      for (let round = 0; round < ROUNDS; round += 1) {
        const wanted = slot(at, round % 8)
        const made = await book(at, 3, wanted)
        const { places, ...time } = wanted
        await at.house
          .as(at.person.noor)
          .perform(joinWaiting, { resource: places[0], width: 'this', ...time })
        await at.house.as(at.person.molly).perform(cancelBooking, { booking: made.id })
        const offer = at.house.queued.findLast(({ job }) => job === OFFER_FREED)
        assert.ok(offer !== undefined, 'whoever waits is thought of')
        const { codes } = await outcomes([
          at.house.system.perform(offerWhatIsFree, offer.ids),
          book(at, 0, wanted),
        ])
        only(codes)
        await exact(database, round + 1)
      }
    }),
)

atLength('of 32 who want one series of 26 weeks one has it, whole', { skip: postgres.skip }, (t) =>
  repeatedly(t, '32 series of 26 weeks', async (t) => {
    const database = await opened(t)
    const { at } = database
    await ruled(database, at, { advance_days: 400 })
    const { won } = await outcomes(
      Array.from({ length: CROWD }, async (_, nth) => {
        const made = await at.house.as(someone(at, nth)).perform(makeSeries, {
          place: at.place['r01'],
          first: '2026-11-23',
          from: '9am',
          until: '10am',
          every: 'week',
          interval: '1',
          weekdays: ['1'],
          times: '26',
          how: 'all',
        })
        if (made.series === null) throw new Refusal('conflict', TAKEN, 'The series was not made.')
        return made
      }),
    )
    assert.equal(won, 1)
    await exact(database, 26)
  }),
)
