// Booking at the small county's County Hall: made, refused with a reason and with what else is free, held, changed,
// approved, cancelled; and the counters say at any moment what the bookings say (W4).
import assert from 'node:assert/strict'
import { action } from '#platform/actions/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { desks, ruled, type Desks } from '#test/support/desks.ts'
import { approveBooking, declineBooking } from './actions/approving.ts'
import { holdBooking, makeBooking } from './actions/booking.ts'
import { cancelBooking, changeBooking, confirmBooking, lapseHolds } from './actions/changing.ts'
import { recordBookings } from './actions/recording.ts'
import { bookingById, bookingsOf, stepsOf } from './queries/bookings.ts'
import { awaitingApproval } from './queries/approvals.ts'
import { whyNot } from './queries/deciding.ts'

const database = countyDatabase()

type World = Pick<Database, 'db'>

/** Monday the 23rd; the clock stands at 10am on Friday the 20th of November 2026. */
const monday = { on: '2026-11-23', from: '9am', until: '1pm' }

async function refused(run: Promise<unknown>): Promise<Refusal> {
  try {
    await run
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    return error
  }
  return assert.fail('It was not refused.')
}

const book = (at: Desks, who: string, more: Readonly<Record<string, unknown>> = {}) =>
  at.house.as(who).perform(makeBooking, { places: [at.place['d01']], ...monday, ...more })

async function count(
  db: World['db'],
  table: 'booking' | 'claim' | 'counter' | 'refused' | 'step',
): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::integer as n from ${sql.ref(`workspaces.${table}`)}`.execute(db)
  return rows[0]!.n
}

/** W4: what the counters say and what the bookings say, where they differ. */
async function drift(db: World['db']): Promise<unknown[]> {
  const { rows } = await sql`
    with said as (
      select use ->> 0 as holder, use ->> 1 as holder_id, use ->> 3 as kind, use ->> 4 as per, use ->> 5 as from_on, sum((use ->> 6)::integer) as units
      from workspaces.booking, jsonb_array_elements(uses) use group by 1, 2, 3, 4, 5)
    select counter.*, said.units from workspaces.counter counter full join said on said.holder = counter.holder
      and said.holder_id = counter.holder_id::text and said.kind = counter.resource_kind and said.per = counter.per and said.from_on = counter.from_on::text
    where coalesce(counter.used, 0) <> coalesce(said.units, 0)`.execute(db)
  return rows
}

const stateOf = async (db: World['db'], id: string) =>
  await db
    .selectFrom('workspaces.booking')
    .select(['state', 'version', 'uses'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

database.test('a partner’s officer books a desk, and it is announced', async ({ db }) => {
  const at = await desks({ db })
  const made = await book(at, at.person.molly)
  assert.equal(made.bookings.length, 1)
  const booking = await bookingById(await at.house.as(at.person.molly).reader(), made.id)
  assert.deepEqual(
    [booking.state, booking.resource_code, booking.organisation_name, booking.owner_name],
    ['confirmed', 'd01', 'Dover District Council', 'Kent County Council'],
  )
  assert.equal(booking.starts_at.toString(), '2026-11-23T09:00:00Z')
  assert.equal(booking.release_at?.toString(), '2026-11-23T10:00:00Z')
  const announced = await db
    .selectFrom('platform.announcement')
    .select('name')
    .where('about', '=', made.id)
    .execute()
  assert.deepEqual(announced, [{ name: 'workspaces.booking.made' }])
  const steps = await stepsOf(await at.house.as(at.person.molly).reader(), made.id)
  assert.deepEqual(
    steps.map((step) => [step.state, step.person_name]),
    [['confirmed', 'Molly Gridref']],
  )
})

database.test('the next wish for the same time is a conflict that says what else is free', async ({ db }) => {
  const at = await desks({ db })
  await book(at, at.person.molly)
  const refusal = await refused(book(at, at.person.noor, { from: '12:30', until: '2pm' }))
  assert.deepEqual([refusal.kind, refusal.code], ['conflict', 'workspaces.booking.taken'])
  const alternatives = refusal.current?.['alternatives'] as { is: string; code: string; startsAt: string }[]
  assert.equal(alternatives.length, 6)
  assert.deepEqual(
    alternatives.slice(0, 2).map((one) => [one.is, one.code, one.startsAt.slice(11, 16)]),
    [
      ['another-time', 'd01', '13:00'],
      ['another-time', 'd01', '07:30'],
    ],
  )
  assert.equal(alternatives[2]?.code, 'd02')
  assert.equal(await count(db, 'booking'), 1)
  const { rows } = await sql<{ code: string }>`select code from workspaces.refused`.execute(db)
  assert.deepEqual(rows, [{ code: 'workspaces.booking.taken' }])
})

database.test('one booking may follow another, and another desk is free', async ({ db }) => {
  const at = await desks({ db })
  await book(at, at.person.molly)
  await book(at, at.person.noor, { from: '1pm', until: '5pm' })
  await book(at, at.person.ravi, { places: [at.place['d02']] })
  assert.equal(await count(db, 'claim'), 3)
})

database.test('a desk, a room and another desk are booked together or not at all', async ({ db }) => {
  const at = await desks({ db })
  await book(at, at.person.noor, { places: [at.place['r01']] })
  const all = [at.place['d01'], at.place['d02'], at.place['r01']]
  assert.equal((await refused(book(at, at.person.molly, { places: all }))).code, 'workspaces.booking.taken')
  assert.equal(await count(db, 'booking'), 1)
  const made = await book(at, at.person.molly, { places: [at.place['d01'], at.place['r02']] })
  assert.equal(made.bookings.length, 2)
})

database.test('a room and its parts are never sold together', async ({ db }) => {
  const at = await desks({ db })
  await sql`insert into workspaces.part (whole_id, part_id) values (${at.place['r01']}, ${at.place['r02']}), (${at.place['r01']}, ${at.place['r03']})`.execute(
    db,
  )
  await book(at, at.person.molly, { places: [at.place['r02']] })
  assert.equal(
    (await refused(book(at, at.person.noor, { places: [at.place['r01']] }))).code,
    'workspaces.booking.taken',
  )
  await book(at, at.person.noor, { places: [at.place['r03']] })
  await book(at, at.person.ravi, { places: [at.place['r01']], from: '2pm', until: '4pm' })
  assert.equal(
    (await refused(book(at, at.person.molly, { places: [at.place['r03']], from: '3pm', until: '5pm' }))).code,
    'workspaces.booking.taken',
  )
})

database.test('set-up and clear-down are taken too', async ({ db }) => {
  const at = await desks({ db })
  await sql`update workspaces.resource set setup_minutes = 30, clear_minutes = 15 where id = ${at.place['r01']}`.execute(
    db,
  )
  const room = { places: [at.place['r01']] }
  await book(at, at.person.molly, { ...room, from: '10am', until: '11am' })
  assert.equal(
    (await refused(book(at, at.person.noor, { ...room, from: '11:15', until: '12pm' }))).code,
    'workspaces.booking.taken',
  )
  await book(at, at.person.noor, { ...room, from: '11:45', until: '1pm' })
})

database.test('whom no agreement lets in is told that there is no such place', async ({ db }) => {
  const at = await desks({ db })
  const foreign = await refused(book(at, at.person.basil))
  const nowhere = await refused(book(at, at.person.molly, { places: [crypto.randomUUID()] }))
  assert.deepEqual([foreign.kind, foreign.message], ['not-found', nowhere.message])
  assert.equal(await count(db, 'refused'), 0)
})

database.test('what is wrong with the time is said beside the time', async ({ db }) => {
  const at = await desks({ db })
  const tries = [
    [{ until: '9am' }, 'until', /End must be after start/],
    [{ from: '9:07am' }, 'from', /9am and 9:15am/],
    [{ on: '2026-11-19' }, 'from', /passed/],
    [{ on: '2026-11-22' }, 'on', /Mondays to Fridays/],
    [{ on: '2027-11-22' }, 'on', /28 days ahead/],
    [{ from: '9am', until: '9:15am' }, 'until', /at least 30 minutes/],
    [{ on: '2027-03-28', from: '1:30am', until: '3am' }, 'from', /does not exist on 28 March 2027/],
    [{ on: '2027-10-31', from: '1:30am', until: '3am' }, 'which', /comes twice/],
    [{ people: 2 }, 'people', /for 1 person/],
  ] as const
  for (const [more, field, words] of tries) {
    const refusal = await refused(book(at, at.person.molly, more))
    assert.equal(refusal.kind, 'invalid', JSON.stringify(more))
    const fault = refusal.faults.find((one) => one.field === field)
    assert.match(fault?.message ?? JSON.stringify(refusal.faults), words)
  }
  assert.equal(await count(db, 'booking'), 0)
})

database.test('booking for another without being their delegate is refused and recorded', async ({ db }) => {
  const at = await desks({ db })
  const refusal = await refused(book(at, at.person.molly, { person: at.person.noor }))
  assert.deepEqual([refusal.kind, refusal.code], ['forbidden', 'workspaces.booking.not-delegate'])
  const entry = await db
    .selectFrom('platform.audit_entry')
    .select(['actor', 'facts'])
    .where('action', '=', 'workspaces.booking.make')
    .executeTakeFirstOrThrow()
  assert.deepEqual(entry, {
    actor: at.person.molly,
    facts: { person: at.person.noor, refused: 'workspaces.booking.not-delegate' },
  })
})

database.test(
  'a delegate books for whom they stand in, for the body that person works for',
  async ({ db }) => {
    const at = await desks({ db })
    await sql`insert into workspaces.delegation (id, person_id, delegate_id, from_on) values (${crypto.randomUUID()}, ${at.person.priya}, ${at.person.ravi}, '2026-11-01')`.execute(
      db,
    )
    const made = await book(at, at.person.ravi, { person: at.person.priya })
    const booking = await bookingById(await at.house.as(at.person.priya).reader(), made.id)
    assert.deepEqual(
      [booking.for_name, booking.made_by_name, booking.organisation_name],
      ['Priya Orchard', 'Ravi Contour', 'Kent County Council'],
    )
    const refusal = await refused(
      book(at, at.person.ravi, {
        person: at.person.priya,
        organisation: at.organisation.dover,
        from: '2pm',
        until: '4pm',
      }),
    )
    assert.match(refusal.message, /works for Kent County Council/)
  },
)

async function manager(db: World['db'], at: Desks, role = 'manager'): Promise<string> {
  await sql`insert into workspaces.officer (id, organisation_id, person_id, role, from_on)
    values (${crypto.randomUUID()}, ${at.organisation.kcc}, ${at.person.marcus}, ${role}, '2026-01-01')`.execute(
    db,
  )
  return at.person.marcus
}

database.test(
  'a manager of the owner books for anybody, past notice and quota but not past claims',
  async ({ db }) => {
    const at = await desks({ db })
    await ruled({ db }, at, { per_day: 1, least_notice_minutes: 100000 })
    const marcus = await manager(db, at)
    assert.equal((await refused(book(at, at.person.molly))).code, 'workspaces.booking.notice')
    await book(at, marcus, { person: at.person.molly })
    await book(at, marcus, { person: at.person.molly, places: [at.place['d02']] })
    assert.equal(
      (await refused(book(at, marcus, { person: at.person.noor, places: [at.place['d02']] }))).code,
      'workspaces.booking.taken',
    )
    assert.deepEqual(await drift(db), [])
  },
)

database.test('a person has as many a day as the terms say, and gets the units back', async ({ db }) => {
  const at = await desks({ db })
  await ruled({ db }, at, { per_day: 1, per_week: 2 })
  const first = await book(at, at.person.molly)
  const again = { places: [at.place['d02']], from: '2pm', until: '4pm' }
  const refusal = await refused(book(at, at.person.molly, again))
  assert.deepEqual([refusal.kind, refusal.code], ['conflict', 'workspaces.booking.quota'])
  await at.house.as(at.person.molly).perform(cancelBooking, { booking: first.id })
  assert.deepEqual(await drift(db), [])
  await book(at, at.person.molly, again)
  await book(at, at.person.molly, { ...again, on: '2026-11-24' })
  assert.equal(
    (await refused(book(at, at.person.molly, { ...again, on: '2026-11-25' }))).code,
    'workspaces.booking.quota',
  )
  assert.deepEqual(await drift(db), [])
})

async function allocated(
  db: World['db'],
  at: Desks,
  values: {
    form: string
    audience: string
    audience_id?: string
    amount: number
    horizon?: number | null
    unit?: string
  },
): Promise<void> {
  await sql`insert into workspaces.allocation (id, site_id, place, place_id, resource_kind, form, audience, audience_id, amount, unit, per, horizon_working_days, from_on, made_at)
    values (${crypto.randomUUID()}, ${at.site}, 'zone', ${at.zone}, 'desk', ${values.form}, ${values.audience}, ${values.audience_id ?? null}, ${values.amount},
      ${values.unit ?? 'places'}, 'day', ${values.horizon ?? null}, '2026-01-01', '2026-01-01T00:00:00Z')`.execute(
    db,
  )
}

database.test('what is kept for a body is there for it until the horizon', async ({ db }) => {
  const at = await desks({ db }, { count: 4 })
  await allocated(db, at, {
    form: 'keeps',
    audience: 'organisation',
    audience_id: at.organisation.swale,
    amount: 2,
    horizon: 1,
  })
  const tuesday = { on: '2026-11-24' }
  await book(at, at.person.molly, { ...tuesday, places: [at.place['d01'], at.place['d02']] })
  const refusal = await refused(book(at, at.person.molly, { ...tuesday, places: [at.place['d03']] }))
  assert.deepEqual([refusal.kind, refusal.code], ['conflict', 'workspaces.booking.kept'])
  assert.match(refusal.message, /kept for Swale Borough Council.*From 23 November 2026/)
  await book(at, at.person.noor, { ...tuesday, places: [at.place['d03']] })
  assert.equal(
    (await refused(book(at, at.person.molly, { ...tuesday, places: [at.place['d04']] }))).code,
    'workspaces.booking.kept',
  )
  at.house.clock.set('2026-11-23T08:00:00Z')
  await book(at, at.person.molly, { ...tuesday, places: [at.place['d04']] })
  assert.deepEqual(await drift(db), [])
})

database.test('a limit of a body binds all its people together, in hours too', async ({ db }) => {
  const at = await desks({ db })
  await allocated(db, at, {
    form: 'limits',
    audience: 'organisation',
    audience_id: at.organisation.kcc,
    amount: 6,
    unit: 'hours',
  })
  await book(at, at.person.ravi)
  const refusal = await refused(book(at, at.person.priya, { places: [at.place['d02']] }))
  assert.deepEqual([refusal.kind, refusal.code], ['conflict', 'workspaces.booking.limit'])
  await book(at, at.person.priya, { places: [at.place['d02']], from: '9am', until: '11am' })
  await book(at, at.person.molly, { places: [at.place['d03']] })
  assert.deepEqual(await drift(db), [])
})

database.test(
  'a hold keeps the time for five minutes, is confirmed once, and lapses otherwise',
  async ({ db }) => {
    const at = await desks({ db })
    const molly = at.house.as(at.person.molly)
    const held = await molly.perform(holdBooking, { places: [at.place['d01'], at.place['r01']], ...monday })
    assert.equal((await refused(book(at, at.person.noor))).code, 'workspaces.booking.taken')
    const confirmed = await molly.perform(confirmBooking, { booking: held.id, purpose: 'Planning' })
    assert.deepEqual(
      confirmed.bookings.map((one) => one.state),
      ['confirmed', 'confirmed'],
    )
    assert.equal(
      (await refused(molly.perform(confirmBooking, { booking: held.id }))).code,
      'workspaces.booking.hold-lapsed',
    )
    const other = await molly.perform(holdBooking, { places: [at.place['d02']], ...monday })
    at.house.clock.set('2026-11-20T10:05:00Z')
    assert.equal(
      (await refused(molly.perform(confirmBooking, { booking: other.id }))).code,
      'workspaces.booking.hold-lapsed',
    )
    assert.deepEqual(await at.house.system.perform(lapseHolds, {}), { lapsed: 1 })
    await book(at, at.person.noor, { places: [at.place['d02']] })
  },
)

database.test('what waits for approval holds its time or not, as the terms say', async ({ db }) => {
  const at = await desks({ db })
  await ruled({ db }, at, { approval: true, pending_holds: false, per_day: 1 })
  const marcus = at.house.as(await manager(db, at, 'approver'))
  const first = await book(at, at.person.molly)
  const second = await book(at, at.person.noor)
  assert.deepEqual(
    [first, second].map((one) => one.bookings[0]?.state),
    ['pending', 'pending'],
  )
  const listed = await awaitingApproval(await marcus.reader(), at.site, { most: 10 })
  assert.deepEqual(
    listed.rows.map((row) => row.holds),
    [false, false],
  )
  await marcus.perform(approveBooking, { booking: first.id })
  assert.equal((await stateOf(db, first.id)).state, 'confirmed')
  assert.equal(
    (await refused(marcus.perform(approveBooking, { booking: second.id }))).code,
    'workspaces.booking.taken',
  )
  assert.deepEqual(await drift(db), [])
  await marcus.perform(declineBooking, { booking: second.id, because: 'Somebody has it' })
  const noor = await at.house.as(at.person.noor).reader()
  assert.equal((await bookingById(noor, second.id)).ended_because, 'Declined: Somebody has it')
  assert.equal(
    (await refused(marcus.perform(approveBooking, { booking: first.id }))).code,
    'workspaces.booking.decided',
  )
  assert.equal(
    (await refused(at.house.as(at.person.noor).perform(approveBooking, { booking: first.id }))).kind,
    'forbidden',
  )
})

database.test('a change takes the new time before it lets go of the old', async ({ db }) => {
  const at = await desks({ db })
  await ruled({ db }, at, { per_day: 1 })
  const molly = at.house.as(at.person.molly)
  const mine = await book(at, at.person.molly)
  await book(at, at.person.noor, { places: [at.place['d02']] })
  const change = (more: Readonly<Record<string, unknown>>, version = '1') =>
    molly.perform(changeBooking, { booking: mine.id, version, ...monday, ...more })
  assert.equal((await refused(change({ place: at.place['d02'] }))).code, 'workspaces.booking.taken')
  assert.equal((await stateOf(db, mine.id)).version, 1)
  await change({ from: '10am', until: '2pm' })
  const stale = await refused(change({ from: '11am', until: '2pm' }))
  assert.deepEqual([stale.code, String(stale.current?.['from'])], ['workspaces.record.stale', '10:00:00'])
  await change({ place: at.place['d03'], on: '2026-11-24' }, '2')
  assert.deepEqual(await drift(db), [])
  await book(at, at.person.ravi)
  assert.equal((await bookingsOf(await molly.reader(), at.person.molly))[0]?.resource_code, 'd03')
})

database.test(
  'a booking is cancelled by whose it is until the terms say no, by a manager with a reason',
  async ({ db }) => {
    const at = await desks({ db })
    await ruled({ db }, at, { cancel_minutes: 120 })
    const mine = await book(at, at.person.molly)
    assert.equal(
      (await refused(at.house.as(at.person.noor).perform(cancelBooking, { booking: mine.id }))).kind,
      'not-found',
    )
    at.house.clock.set('2026-11-23T07:30:00Z')
    const late = await refused(at.house.as(at.person.molly).perform(cancelBooking, { booking: mine.id }))
    assert.match(late.message, /can be cancelled until 23 November 2026 at 7am/)
    const marcus = at.house.as(await manager(db, at))
    assert.equal((await refused(marcus.perform(cancelBooking, { booking: mine.id }))).kind, 'invalid')
    await marcus.perform(cancelBooking, { booking: mine.id, because: 'A burst pipe' })
    assert.equal(await count(db, 'claim'), 0)
  },
)

database.test('a repeated form books once', async ({ db }) => {
  const at = await desks({ db })
  const send = () =>
    at.house
      .as(at.person.molly)
      .perform(makeBooking, { places: [at.place['d01']], ...monday }, { idempotency: { key: 'form:1' } })
  assert.equal((await send()).id, (await send()).id)
  assert.equal(await count(db, 'booking'), 1)
})

database.test('the same question without locks says the same', async ({ db }) => {
  const at = await desks({ db })
  await book(at, at.person.molly)
  const span = {
    startsAt: Temporal.Instant.from('2026-11-23T10:00:00Z'),
    endsAt: Temporal.Instant.from('2026-11-23T12:00:00Z'),
  }
  const reader = await at.house.as(at.person.noor).reader()
  const whom = { organisationId: at.organisation.swale, personId: at.person.noor }
  const reasons = await whyNot(reader, { siteId: at.site, ...whom, ...span })
  assert.equal(reasons.size, 11)
  const against = [...reasons].filter(([, one]) => one.length > 0)
  assert.deepEqual(
    against.map(([id, one]) => [id, one[0]?.code]),
    [[at.place['d01'], 'workspaces.booking.taken']],
  )
  assert.equal(
    (await whyNot(reader, { siteId: at.site, organisationId: at.organisation.kalc, personId: null, ...span }))
      .size,
    0,
  )
})

/** Keeps a place from use for a day, as maintenance does. */
async function blocked(db: World['db'], id: string | undefined, on = '2026-11-23'): Promise<void> {
  const block = crypto.randomUUID()
  const span = sql`${`${on}T07:00:00Z`}, ${`${on}T19:00:00Z`}`
  await sql`insert into workspaces.block (id, resource_id, starts_at, ends_at, reason, made_at)
    values (${block}, ${id}, ${span}, 'New carpet', '2026-11-20T00:00:00Z')`.execute(db)
  await sql`insert into workspaces.claim (resource_id, block_id, starts_at, ends_at) values (${id}, ${block}, ${span})`.execute(
    db,
  )
}

database.test('what is kept from use says why, before and after it is asked for', async ({ db }) => {
  const at = await desks({ db })
  await blocked(db, at.place['d01'])
  const refusal = await refused(book(at, at.person.molly))
  assert.equal(refusal.code, 'workspaces.booking.blocked')
  assert.match(refusal.message, /New carpet/)
  const reasons = await whyNot(await at.house.as(at.person.molly).reader(), {
    resourceIds: [at.place['d01']!],
    organisationId: at.organisation.dover,
    personId: at.person.molly,
    startsAt: Temporal.Instant.from('2026-11-23T10:00:00Z'),
    endsAt: Temporal.Instant.from('2026-11-23T12:00:00Z'),
  })
  assert.deepEqual(
    [...reasons.values()].map((one) => one[0]?.code),
    ['workspaces.booking.blocked'],
  )
})

/** So many desks of the zone are kept for Dover until two working days before. */
const keptForDover = (db: World['db'], at: Desks, amount: number, form = 'keeps') =>
  sql`insert into workspaces.allocation (id, site_id, place, place_id, resource_kind, form, audience, audience_id, amount, unit, per,
      horizon_working_days, from_on, made_at)
    values (${crypto.randomUUID()}, ${at.site}, 'zone', ${at.zone}, 'desk', ${form}, 'organisation', ${at.organisation.dover}, ${amount}, 'places', 'day',
      ${form === 'keeps' ? 2 : null}, '2026-01-01', '2026-01-01T00:00:00Z')`.execute(db)

database.test(
  'W13: what is kept is kept of what they can have: not what is kept for access, from use, or not there yet',
  async ({ db }) => {
    const at = await desks({ db }, { count: 6 })
    await keptForDover(db, at, 2)
    await sql`update workspaces.resource set held_for_access = true where id = ${at.place['d04']}`.execute(db)
    await sql`update workspaces.resource set from_on = '2027-01-01' where id = ${at.place['d05']}`.execute(db)
    const wednesday = { on: '2026-11-25' }
    await blocked(db, at.place['d06'], wednesday.on)
    await book(at, at.person.ravi, { ...wednesday, places: [at.place['d01']] })
    const refusal = await refused(book(at, at.person.noor, { ...wednesday, places: [at.place['d02']] }))
    assert.equal(refusal.code, 'workspaces.booking.kept')
    await book(at, at.person.molly, { ...wednesday, places: [at.place['d02']] })
    await book(at, at.person.yusra, { ...wednesday, places: [at.place['d03']] })
  },
)

database.test('W4: what is left out of a file that has happened is counted nowhere', async ({ db }) => {
  const at = await desks({ db })
  await keptForDover(db, at, 5, 'limits')
  const record = (from: string) =>
    action({
      name: 'workspaces.test.record',
      title: 'Record',
      doors: [],
      fields: {},
      run: async (inside) => ({
        subject: null,
        result: await recordBookings(
          inside,
          [
            {
              at: 1,
              resourceId: at.place['d01']!,
              siteId: at.site,
              organisationId: at.organisation.dover,
              personId: null,
              startsAt: Temporal.Instant.from(`2026-11-19T${from}:00Z`),
              endsAt: Temporal.Instant.from('2026-11-19T12:00:00Z'),
              state: 'completed',
              reference: from,
              purpose: null,
              isPrivate: false,
              people: 1,
            },
          ],
          { isAllOrNothing: false },
        ),
      }),
    })
  assert.equal((await at.house.system.perform(record('09:00'), {})).created, 1)
  assert.equal((await at.house.system.perform(record('08:00'), {})).created, 0)
  assert.deepEqual(await drift(db), [])
})
