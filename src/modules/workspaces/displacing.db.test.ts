// Closing and business continuity: whoever is booked goes to an equal place or is told why not, nothing is doubled, and the
// counters say what the bookings say.
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { createSite } from '#modules/organisations/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { desks, ruled, type Desks } from '#test/support/desks.ts'
import { makeBooking } from './actions/booking.ts'
import { closeForGood, closePlaces, endClosure, followClosure } from './actions/closing.ts'
import { endContinuity, followContinuity, invokeContinuity } from './actions/continuity.ts'
import { compareCounters } from './actions/drift.ts'
import { bookingsOnClosedDays } from './queries/closures.ts'
import { checkCounters } from './queries/drift.ts'

const database = countyDatabase()

/** A second floor with as many desks, which have what is said. */
async function upstairs(
  { db }: Pick<Database, 'db'>,
  at: Desks,
  names: readonly string[],
  attributes: readonly string[] = [],
) {
  const [floor, zone] = [crypto.randomUUID(), crypto.randomUUID()]
  await sql`insert into workspaces.floor (id, site_id, code, name, level) values (${floor}, ${at.site}, 'second', 'Second floor', 2)`.execute(
    db,
  )
  await sql`insert into workspaces.zone (id, site_id, floor_id, code, name) values (${zone}, ${at.site}, ${floor}, 'u', 'Zone U')`.execute(
    db,
  )
  await sql`insert into workspaces.resource (id, site_id, floor_id, zone_id, code, name, kind, attributes, check_in_code, from_on)
    select gen_random_uuid(), ${at.site}, ${floor}, ${zone}, name, 'Desk ' || name, 'desk', ${[...attributes]}::text[], 'code-' || name, '2026-01-01'
    from unnest(${[...names]}::text[]) name`.execute(db)
}

/** Another workplace, of Medway, open to every partner. */
async function gunWharf({ db }: Pick<Database, 'db'>, at: Desks, many: number): Promise<string> {
  const { id: site } = await at.house.operator.perform(createSite, {
    code: 'gun-wharf',
    organisation: 'medway',
    name: 'Gun Wharf',
    town: 'Chatham',
  })
  const [floor, zone] = [crypto.randomUUID(), crypto.randomUUID()]
  await sql`insert into workspaces.workplace (site_id, opened_on) values (${site}, '2026-01-01')`.execute(db)
  await sql`insert into workspaces.floor (id, site_id, code, name, level) values (${floor}, ${site}, 'ground', 'Ground floor', 0)`.execute(
    db,
  )
  await sql`insert into workspaces.zone (id, site_id, floor_id, code, name) values (${zone}, ${site}, ${floor}, 'r', 'River')`.execute(
    db,
  )
  await sql`insert into workspaces.resource (id, site_id, floor_id, zone_id, code, name, kind, check_in_code, from_on)
    select gen_random_uuid(), ${site}, ${floor}, ${zone}, 'w' || nth, 'Desk w' || nth, 'desk', 'gw-' || nth, '2026-01-01' from generate_series(1, ${many}) nth`.execute(
    db,
  )
  await sql`insert into workspaces.agreement (id, site_id, owner_organisation_id, audience, audience_id, terms, from_on, notice_days, state, made_at)
    values (gen_random_uuid(), ${site}, ${at.organisation.medway}, 'partnership', ${at.partnership}, 'Every partner', '2026-01-01', 30, 'standing', '2026-01-01T00:00:00Z')`.execute(
    db,
  )
  return site
}

const book = (at: Desks, person: keyof Desks['person'], place: string, more: object = {}) =>
  at.house.as(at.person[person]).perform(makeBooking, {
    places: [at.place[place]],
    on: '2026-11-24',
    from: '9am',
    until: '5pm',
    ...more,
  })

async function manager({ db }: Pick<Database, 'db'>, at: Desks, role = 'manager') {
  await sql`insert into workspaces.officer (id, organisation_id, site_id, person_id, role, from_on)
    values (gen_random_uuid(), ${at.organisation.kcc}, ${at.site}, ${at.person.priya}, ${role}, '2026-01-01')`.execute(
    db,
  )
  return at.house.as(at.person.priya)
}

/** "Ravi d01 displaced", each booking in the order it was made. */
const became = async ({ db }: Pick<Database, 'db'>): Promise<string[]> =>
  (
    await sql<{ words: string }>`
      select split_part(person.name, ' ', 1) || ' ' || resource.code || ' ' || booking.state
        || case when booking.replaces_id is null then '' else ' instead' end as words
      from workspaces.booking booking join workspaces.resource resource on resource.id = booking.resource_id
      join organisations.person_card person on person.id = booking.for_person_id
      order by person.name, booking.starts_at, booking.id`.execute(db)
  ).rows.map((row) => row.words)

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof Refusal, String(error))
  assert.equal(error.code, expected)
  return true
}

const floorDay = (at: Desks, more: object = {}) => ({
  site: at.site,
  place: at.floor,
  from: '2026-11-24',
  reason: 'Boiler repairs',
  moves: 'anywhere',
  ...more,
})

database.test(
  'a floor is closed: everybody there is moved to an equal desk, and nobody can book it meanwhile',
  async (world) => {
    const at = await desks(world)
    await ruled(world, at, { per_day: 1 })
    await upstairs(world, at, ['u1', 'u2'])
    const priya = await manager(world, at)
    await book(at, 'ravi', 'd01')
    await book(at, 'molly', 'd02')
    await book(at, 'ravi', 'd01', { on: '2026-11-25' })
    const done = await priya.perform(closePlaces, floorDay(at))
    assert.deepEqual([done.moved, done.stranded], [2, 0])
    assert.deepEqual(await became(world), [
      'Molly d02 displaced',
      'Molly u2 confirmed instead',
      'Ravi d01 displaced',
      'Ravi u1 confirmed instead',
      'Ravi d01 confirmed',
    ])
    await assert.rejects(book(at, 'noor', 'd03'), code('workspaces.booking.blocked'))
    const { rows: steps } = await sql<{
      reason: string
    }>`select distinct reason from workspaces.step where state = 'displaced'`.execute(world.db)
    assert.deepEqual(steps, [
      { reason: 'First floor at County Hall is closed on 24 November 2026: Boiler repairs.' },
    ])
    assert.equal((await at.house.operator.ask(checkCounters, {})).drifting, 0)
    await priya.perform(endClosure, { closure: done.id, version: 1 })
    await book(at, 'noor', 'd03')
    await assert.rejects(
      priya.perform(endClosure, { closure: done.id, version: 2 }),
      code('workspaces.closure.over'),
    )
  },
)

database.test(
  'whoever cannot be moved loses the place and is told why; what they had counts',
  async (world) => {
    const at = await desks(world)
    const priya = await manager(world, at)
    await sql`update workspaces.resource set attributes = '{hearing-loop}' where id = ${at.place['d01']}`.execute(
      world.db,
    )
    await upstairs(world, at, ['u1'])
    await book(at, 'ravi', 'd01')
    await book(at, 'molly', 'd02')
    await book(at, 'noor', 'd03')
    const done = await priya.perform(closePlaces, floorDay(at))
    assert.deepEqual([done.moved, done.stranded], [1, 2])
    const { rows } = await sql<{ because: string }>`
    select ended_because as because from workspaces.booking where state = 'displaced' order by ended_because`.execute(
      world.db,
    )
    assert.deepEqual(
      rows.map((row) =>
        row.because.replace('First floor at County Hall is closed on 24 November 2026: Boiler repairs.', '…'),
      ),
      ['…', '… Every desk like it is taken at these times.', '… There is no other desk like it.'],
    )
  },
)

database.test(
  'a desk with all that the person wants is as good as one with all that the old one had',
  async (world) => {
    const at = await desks(world)
    const priya = await manager(world, at)
    await sql`update workspaces.resource set attributes = '{quiet,daylight}' where id = ${at.place['d01']}`.execute(
      world.db,
    )
    await sql`insert into workspaces.preference (person_id, wanted) values (${at.person.ravi}, '{quiet}')`.execute(
      world.db,
    )
    await upstairs(world, at, ['u1'], ['quiet'])
    await book(at, 'ravi', 'd01')
    await book(at, 'molly', 'd02')
    const done = await priya.perform(closePlaces, floorDay(at))
    assert.deepEqual([done.moved, done.stranded], [1, 1])
    assert.deepEqual(
      await became(world),
      ['Molly d02 displaced', 'Ravi d01 displaced', 'Ravi u1 confirmed instead'].toSorted(),
    )
  },
)

database.test('nobody is moved to a workplace that does not let them in', async (world) => {
  const at = await desks(world)
  const priya = await manager(world, at)
  const medway = await gunWharf(world, at, 3)
  await sql`update workspaces.agreement set audience = 'organisation', audience_id = ${at.organisation.dover} where site_id = ${medway}`.execute(
    world.db,
  )
  await book(at, 'ravi', 'd01')
  await book(at, 'molly', 'd02')
  await priya.perform(closePlaces, floorDay(at, { place: at.site }))
  assert.deepEqual(await became(world), [
    'Molly d02 displaced',
    'Molly w1 confirmed instead',
    'Ravi d01 displaced',
  ])
})

database.test('who books in the moment of closing is found shortly after it', async (world) => {
  const at = await desks(world)
  await upstairs(world, at, ['u1', 'u2'])
  const priya = await manager(world, at)
  await book(at, 'ravi', 'd01')
  const { id } = await priya.perform(closePlaces, floorDay(at))
  assert.deepEqual(
    at.house.queued.filter((one) => one.job === followClosure.name).map((one) => one.ids),
    [{ closure: id }],
  )
  // As if the lock had been missed: a booking stands where the closure's own time was taken away.
  await sql`delete from workspaces.claim where resource_id = ${at.place['d02']}`.execute(world.db)
  await book(at, 'molly', 'd02')
  const done = await at.house.system.perform(followClosure, { closure: id })
  assert.deepEqual([done.moved, done.stranded], [1, 0])
  await assert.rejects(
    book(at, 'molly', 'd02', { from: '9am', until: '10am' }),
    code('workspaces.booking.blocked'),
  )
})

database.test('closing is for whoever manages the workplace', async (world) => {
  const at = await desks(world)
  await assert.rejects(
    at.house.as(at.person.molly).perform(closePlaces, floorDay(at)),
    code('platform.permission.missing'),
  )
  const priya = await manager(world, at)
  await assert.rejects(
    priya.perform(closePlaces, floorDay(at, { until: '2026-11-23' })),
    code('workspaces.closure.order'),
  )
  await assert.rejects(
    priya.perform(closePlaces, floorDay(at, { from: '2026-11-19' })),
    code('workspaces.closure.past'),
  )
  await assert.rejects(priya.perform(closePlaces, floorDay(at, { place: crypto.randomUUID() })), {
    kind: 'not-found',
  })
})

database.test(
  'business continuity moves people elsewhere, refuses bookings, and ends by hand',
  async (world) => {
    const at = await desks(world)
    await gunWharf(world, at, 1)
    const priya = await manager(world, at, 'continuity')
    await book(at, 'ravi', 'd01')
    await book(at, 'molly', 'd02')
    const asked = { site: at.site, until: '2026-11-27T12:00', reason: 'No power', moves: 'anywhere' }
    const done = await priya.perform(invokeContinuity, asked)
    assert.deepEqual([done.moved, done.stranded], [1, 1])
    await assert.rejects(book(at, 'noor', 'd03'), code('workspaces.booking.closed-for-now'))
    assert.deepEqual(await at.house.system.perform(followContinuity, { invocation: done.id }), {
      moved: 0,
      stranded: 0,
    })
    await priya.perform(endContinuity, { invocation: done.id, version: 1 })
    await book(at, 'noor', 'd03')
    assert.equal((await at.house.operator.ask(checkCounters, {})).drifting, 0)
  },
)

database.test(
  'a workplace closes for good: what is booked after its last day goes, its history stays',
  async (world) => {
    const at = await desks(world)
    const lead = at.house.operator
    await book(at, 'ravi', 'd01')
    await book(at, 'molly', 'd02', { on: '2026-11-26' })
    await lead.perform(closeForGood, {
      site: at.site,
      lastOn: '2026-11-25',
      reason: 'The lease ends',
      moves: 'nobody',
      version: 1,
    })
    assert.deepEqual(await became(world), ['Molly d02 displaced', 'Ravi d01 confirmed'])
    await assert.rejects(book(at, 'noor', 'd03', { on: '2026-11-26' }), code('workspaces.booking.closing'))
  },
)

database.test(
  'whoever is booked on a day on which the building is closed after all is listed',
  async (world) => {
    const at = await desks(world)
    await book(at, 'ravi', 'd01')
    await book(at, 'molly', 'd02', { on: '2026-11-25' })
    await sql`insert into organisations.site_exception (id, site_id, from_on, to_on, because, recorded_at)
    values (gen_random_uuid(), ${at.site}, '2026-11-25', '2026-11-25', 'Electrical testing', '2026-11-20T09:00:00Z')`.execute(
      world.db,
    )
    const reader = await at.house.operator.reader()
    const found = await bookingsOnClosedDays(reader, {
      site_id: at.site,
      owner_organisation_id: at.organisation.kcc,
      time_zone: 'Europe/London',
      closes_on: null,
    })
    assert.deepEqual(
      found.map((one) => [one.booking.resource_code, one.because]),
      [['d02', 'Electrical testing']],
    )
  },
)

database.test('a counter that says something else than the bookings is found every night', async (world) => {
  const at = await desks(world)
  await ruled(world, at, { per_day: 2 })
  await book(at, 'ravi', 'd01')
  assert.deepEqual(await at.house.system.perform(compareCounters, {}), { compared: 1, drifting: 0 })
  await sql`update workspaces.counter set used = used + 1`.execute(world.db)
  assert.deepEqual(await at.house.system.perform(compareCounters, {}), { compared: 1, drifting: 1 })
  const { drift } = await at.house.operator.ask(checkCounters, {})
  assert.deepEqual([drift[0]?.used, drift[0]?.booked], [2, 1])
})
