// Use and reciprocity: every figure counted by hand beside it, seen by those whose it is.
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { desks, type Desks } from '#test/support/desks.ts'
import { askFigure } from '#platform/figures/index.ts'
import { bookedShare, noShowCount } from './figures.ts'
import { pairsOf, sightOf } from './queries/reciprocity.ts'
import { bookingsBehind, noShowsOf, refusedOf, useOf } from './queries/use.ts'
import { RESOURCE_KINDS_PLURAL } from './rules.ts'
import type { UseOf } from './rules/use.ts'

const database = countyDatabase()

type Row = {
  readonly place: string
  readonly person: keyof Desks['person']
  readonly body: keyof Desks['organisation']
  readonly from: string
  readonly until: string
  readonly state: string
  readonly endedAt?: string
}

/** Bookings as they stand after a month. */
async function booked({ db }: Pick<Database, 'db'>, at: Desks, rows: readonly Row[]) {
  for (const row of rows)
    await sql`
      insert into workspaces.booking (id, order_id, resource_id, site_id, organisation_id, owner_organisation_id, for_person_id, starts_at, ends_at,
        time_zone, state, check_in_from, checked_in_at, ended_at, made_at, changed_at)
      values (gen_random_uuid(), gen_random_uuid(), ${at.place[row.place]}, ${at.site}, ${at.organisation[row.body]}, ${at.organisation.kcc}, ${at.person[row.person]},
        ${row.from}::timestamptz, ${row.until}::timestamptz, 'Europe/London', ${row.state}, ${row.from}::timestamptz,
        ${row.state === 'completed' ? row.from : null}::timestamptz, ${row.endedAt ?? row.until}::timestamptz, ${row.from}::timestamptz, ${row.from}::timestamptz)`.execute(
      db,
    )
}

const AT = (at: Desks) => ({
  site_id: at.site,
  time_zone: 'Europe/London',
  owner_organisation_id: at.organisation.kcc,
})
const OCTOBER: UseOf = {
  kind: 'desk',
  from: Temporal.PlainDate.from('2026-10-01'),
  to: Temporal.PlainDate.from('2026-10-31'),
}
const words = { kinds: RESOURCE_KINDS_PLURAL, day: String }

// 6 October is a Tuesday in summer time: 8:00Z is 9am.
const MONTH: readonly Row[] = [
  {
    place: 'd01',
    person: 'ravi',
    body: 'kcc',
    from: '2026-10-06T08:00Z',
    until: '2026-10-06T10:30Z',
    state: 'completed',
  },
  {
    place: 'd02',
    person: 'molly',
    body: 'dover',
    from: '2026-10-06T09:00Z',
    until: '2026-10-06T16:00Z',
    state: 'released',
    endedAt: '2026-10-06T10:00Z',
  },
  {
    place: 'd02',
    person: 'molly',
    body: 'dover',
    from: '2026-10-06T12:00Z',
    until: '2026-10-06T13:00Z',
    state: 'completed',
  },
  {
    place: 'd03',
    person: 'noor',
    body: 'swale',
    from: '2026-10-07T08:00Z',
    until: '2026-10-07T12:00Z',
    state: 'cancelled',
    endedAt: '2026-10-06T12:00Z',
  },
  {
    place: 'r01',
    person: 'noor',
    body: 'swale',
    from: '2026-10-07T08:00Z',
    until: '2026-10-07T12:00Z',
    state: 'completed',
  },
  {
    place: 'd01',
    person: 'ravi',
    body: 'kcc',
    from: '2026-10-31T23:30Z',
    until: '2026-11-01T01:00Z',
    state: 'completed',
  },
  {
    place: 'd01',
    person: 'ravi',
    body: 'kcc',
    from: '2026-11-01T00:30Z',
    until: '2026-11-01T01:30Z',
    state: 'cancelled',
  },
]

database.test('open, booked and used hours are what one counts by hand', async (world) => {
  const at = await desks(world, { count: 4, rooms: 1 })
  await booked(world, at, MONTH)
  const reader = await at.house.operator.reader()
  const use = await useOf(reader, AT(at), OCTOBER, words)
  // 22 weekdays, four desks, 7am to 7pm.
  assert.equal(use.total.open, 22 * 4 * 12 * 60)
  assert.equal(use.places, 4)
  // 2 h 30 + 1 h until it was released + 1 h + 1 h 30 at night; a cancelled one counts not at all, a room is no desk.
  assert.equal(use.total.booked, 150 + 60 + 60 + 90)
  assert.equal(use.total.used, 150 + 60 + 90)
  assert.deepEqual([use.total.bookings, use.total.noShows, use.total.most], [4, 1, 2])
  const hour = use.hours.find((row) => row.key === '10')
  assert.deepEqual([hour?.open, hour?.booked, hour?.used], [22 * 4 * 60, 120, 60])
  const tuesday = use.weekdays.find((row) => row.name === 'Tuesday')
  assert.deepEqual([tuesday?.booked, tuesday?.bookings, tuesday?.open], [270, 3, 4 * 4 * 720])
  assert.deepEqual(use.days.find((row) => row.key === '2026-10-06')?.most, 2)
  // One person of Dover is too few to show, and nobody else is with them.
  assert.deepEqual(
    use.bodies.map((row) => row.name),
    ['Kent County Council'],
  )
  assert.equal(use.hiddenBodies, 1)
})

database.test(
  'every kind together, a divisible room is its parts, maintenance is not open',
  async (world) => {
    const at = await desks(world, { count: 1, rooms: 3 })
    const { db } = world
    for (const part of ['r02', 'r03'])
      await sql`insert into workspaces.part (whole_id, part_id) values (${at.place['r01']}, ${at.place[part]})`.execute(
        db,
      )
    await booked(world, at, MONTH.slice(4, 5))
    await sql`insert into workspaces.block (id, resource_id, starts_at, ends_at, reason, made_at)
    values (gen_random_uuid(), ${at.place['d01']}, '2026-10-06T00:00Z', '2026-10-07T00:00Z', 'Mending', '2026-10-01T00:00Z')`.execute(
      db,
    )
    const use = await useOf(await at.house.operator.reader(), AT(at), { ...OCTOBER, kind: null }, words)
    assert.deepEqual([use.places, use.total.open], [3, (22 * 3 - 1) * 720])
    assert.deepEqual([use.total.booked, use.total.bookings, use.total.most], [480, 1, 2])
    assert.deepEqual(
      use.kinds.map((row) => row.name),
      ['Desks', 'Rooms'],
    )
  },
)

database.test('behind the figures stand the bookings, a page at a time', async (world) => {
  const at = await desks(world, { count: 4, rooms: 1 })
  await booked(world, at, MONTH)
  const reader = await at.house.operator.reader()
  const first = await bookingsBehind(reader, AT(at), OCTOBER, { most: 3 })
  const second = await bookingsBehind(reader, AT(at), OCTOBER, { most: 3, after: first.next })
  assert.deepEqual([first.rows.length, second.rows.length, second.next], [3, 1, undefined])
  const none = await bookingsBehind(reader, AT(at), { ...OCTOBER, noShowsOnly: true })
  assert.deepEqual(
    none.rows.map((row) => [row.resource_code, row.came]),
    [['d02', false]],
  )
  assert.deepEqual(await noShowsOf(reader, AT(at), OCTOBER), {
    shown: [
      {
        organisation_id: at.organisation.kcc,
        organisation_name: 'Kent County Council',
        zone_id: at.zone,
        zone_name: 'Zone A',
        bookings: 2,
        no_shows: 0,
        people: 1,
        isOwn: true,
      },
    ],
    hidden: 1,
  })
})

database.test('three people in two zones are three, not six, and stay too few to show', async (world) => {
  const at = await desks(world)
  const other = crypto.randomUUID()
  await sql`insert into workspaces.zone (id, site_id, floor_id, code, name) values (${other}, ${at.site}, ${at.floor}, 'b', 'Zone B')`.execute(
    world.db,
  )
  await sql`update workspaces.resource set zone_id = ${other} where id = ${at.place['d02'] ?? ''}`.execute(
    world.db,
  )
  const rows = (['molly', 'yusra', 'noor'] as const).flatMap((person, nth) =>
    ['d01', 'd02'].map((place) => ({
      place,
      person,
      body: 'dover' as const,
      from: `2026-10-0${6 + nth}T08:00Z`,
      until: `2026-10-0${6 + nth}T10:00Z`,
      state: 'released',
    })),
  )
  await booked(world, at, rows)
  const reader = await at.house.operator.reader()
  assert.deepEqual(await noShowsOf(reader, AT(at), OCTOBER), { shown: [], hidden: 2 })
})

database.test('what was refused is counted by reason and hour', async (world) => {
  const at = await desks(world)
  for (const [code, starts] of [
    ['taken', '08:00'],
    ['taken', '08:30'],
    ['kept', '12:00'],
  ])
    await sql`insert into workspaces.refused (id, at, site_id, organisation_id, resource_kind, code, starts_at, ends_at)
      values (gen_random_uuid(), '2026-10-01T00:00Z', ${at.site}, ${at.organisation.dover}, 'desk', ${`workspaces.booking.${code}`},
        ${`2026-10-06T${starts}Z`}::timestamptz, '2026-10-06T16:00Z')`.execute(world.db)
  assert.deepEqual(await refusedOf(await at.house.operator.reader(), AT(at), OCTOBER), {
    reasons: [
      { code: 'workspaces.booking.taken', times: 2 },
      { code: 'workspaces.booking.kept', times: 1 },
    ],
    hours: [
      { hour: 9, times: 2 },
      { hour: 13, times: 1 },
    ],
    total: 3,
  })
})

database.test('the figures stand on their records', async (world) => {
  const at = await desks(world, { count: 4, rooms: 1 })
  await booked(world, at, MONTH)
  const reader = await at.house.operator.reader()
  const none = await askFigure(reader, noShowCount, { ...OCTOBER, siteId: at.site })
  assert.deepEqual([none.text, none.records.length], ['1', 1])
  const share = await askFigure(reader, bookedShare, { ...OCTOBER, siteId: at.site })
  assert.deepEqual([share.numerator, share.denominator, share.records.length], [360n, 63360n, 4])
})

database.test(
  'pairs are seen by the two they are about, and by officers of the partnership',
  async (world) => {
    const at = await desks(world)
    await booked(world, at, MONTH)
    const of = { ...OCTOBER, kind: null }
    const seen = async (person: string | null): Promise<readonly string[]> => {
      const reader = person === null ? await at.house.operator.reader() : await at.house.as(person).reader()
      const pairs = await pairsOf(reader, of, await sightOf(reader, of))
      return pairs.map(
        (pair) =>
          `${pair.owner_name}–${pair.body_name}: ${pair.isHidden ? 'few' : `${pair.booked} ${pair.desk_days} ${pair.no_shows}`}`,
      )
    }
    const both = [
      'Kent County Council–Swale Borough Council: 240 1 0',
      'Kent County Council–Dover District Council: 120 1 1',
    ]
    assert.deepEqual(await seen(null), both)
    await sql`insert into workspaces.officer (id, organisation_id, person_id, role, from_on)
    values (gen_random_uuid(), ${at.organisation.dover}, ${at.person.molly}, 'manager', '2026-01-01')`.execute(
      world.db,
    )
    assert.deepEqual(await seen(at.person.molly), both.slice(1))
    await assert.rejects(
      seen(at.person.noor),
      (error: unknown) => error instanceof Refusal && error.kind === 'forbidden',
    )
  },
)
