// Searching over all partners' workplaces: what is free, in which order, why not, and who is seen where.
import assert from 'node:assert/strict'
import { readFields } from '#platform/fields/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { createSite } from '#modules/organisations/index.ts'
import { workplaceThere, type Workplace } from '#test/support/bookings-there.ts'
import { countyDatabase } from '#test/support/county.ts'
import { setPreference } from './actions/preferences.ts'
import { ownPreference } from './queries/preferences.ts'
import { search, searchFields, type Found } from './queries/search.ts'

const database = countyDatabase()

const MONDAY = { on: '2026-11-23', from: '9am', until: '5pm', kind: 'desk' }

const find = async (at: Workplace, who: string, more: object = {}): Promise<Found> =>
  search(await at.house.as(who).reader(), readFields(searchFields, { ...MONDAY, ...more }))

type More = { readonly attributes?: readonly string[]; readonly held?: boolean; readonly prefix?: string }

/** Some more desks beside each other, "Extra 1", "Extra 2"…, in row A of the zone of the desk there is. */
async function moreDesks(
  { db }: { db: Db },
  at: Workplace,
  count: number,
  more: More = {},
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    insert into workspaces.resource (id, site_id, floor_id, zone_id, code, name, kind, check_in_code, from_on, attributes, held_for_access, row_name, row_place)
    select gen_random_uuid(), site_id, floor_id, zone_id, ${more.prefix ?? 'e'} || nth, 'Extra ' || nth, 'desk', gen_random_uuid()::text, from_on,
      ${[...(more.attributes ?? [])]}::text[], ${more.held ?? false}, ${more.prefix ?? 'A'}, nth
    from workspaces.resource, generate_series(1, ${count}::integer) nth where id = ${at.desk} order by nth returning id`.execute(
    db,
  )
  return rows.map((row) => row.id)
}

/** Another workplace of Medway's that Kent may use, in a town with a postcode and a place on the map. */
async function anotherThere(
  { db }: { db: Db },
  at: Workplace,
  code: string,
  town: string,
  [latitude, longitude]: readonly [number, number],
): Promise<string> {
  const { id } = await at.house.operator.perform(createSite, {
    code,
    organisation: at.organisation.medway,
    name: `${town} House`,
    town,
  })
  await sql`update organisations.site set latitude = ${latitude}, longitude = ${longitude}, postcode = 'CT1 1AA' where id = ${id}`.execute(
    db,
  )
  await sql`insert into workspaces.workplace (site_id, opened_on) values (${id}, '2026-01-01')`.execute(db)
  await sql`insert into workspaces.agreement select gen_random_uuid(), ${id}, owner_organisation_id, audience, audience_id, terms, from_on, to_on, notice_days, state, ends_on, made_at, 1
    from workspaces.agreement where id = ${at.agreement}`.execute(db)
  await sql`with floor as (insert into workspaces.floor (id, site_id, code, name, level) values (gen_random_uuid(), ${id}, 'g', 'Ground floor', 0) returning id),
    zone as (insert into workspaces.zone (id, site_id, floor_id, code, name) select gen_random_uuid(), ${id}, floor.id, 'z', 'Zone' from floor returning id, floor_id)
    insert into workspaces.resource (id, site_id, floor_id, zone_id, code, name, kind, check_in_code, from_on)
    select gen_random_uuid(), ${id}, zone.floor_id, zone.id, 'd1', 'Desk 1', 'desk', ${`${code}-d1`}, '2026-01-01' from zone`.execute(
    db,
  )
  return id
}

const namesOf = (found: Found): string[] => found.workplaces.map((one) => one.workplace.name)
const bestOf = (found: Found, at = 0): string[] => (found.workplaces[at]?.best ?? []).map((one) => one.name)

database.test('what is free is counted, what is taken too, and the best few are named', async (db) => {
  const at = await workplaceThere(db)
  await moreDesks(db, at, 4)
  await at.book()
  const [one] = (await find(at, at.person.ravi)).workplaces
  assert.deepEqual([one?.free, one?.taken, one?.best.length], [4, 1, 3])
  assert.deepEqual((await find(at, at.person.ravi, { from: '1pm' })).workplaces[0]?.taken, 0)
  assert.equal((await find(at, at.person.ravi, { site: 'gun-wharf' })).workplaces[0]?.best.length, 4)
})

database.test('W11: whoever is let in by no agreement finds no workplace', async (db) => {
  const at = await workplaceThere(db)
  assert.deepEqual(namesOf(await find(at, at.person.yusra)), [])
  assert.deepEqual(namesOf(await find(at, at.person.ravi)), ['Gun Wharf'])
})

database.test(
  'W12: what is free and not to be had is counted by its rule, once for all like it',
  async (db) => {
    const at = await workplaceThere(db)
    await moreDesks(db, at, 3, { attributes: ['height-adjustable'], held: true })
    const far = { on: '2026-12-14' }
    const [one] = (await find(at, at.person.ravi, far)).workplaces
    assert.equal(one?.free, 1)
    assert.deepEqual(
      one?.refused.map((some) => [some.reason.code, some.count]),
      [['workspaces.booking.held-for-access', 3]],
    )
    await at.house.as(at.person.ravi).perform(setPreference, {
      wanted: ['height-adjustable'],
      shares: 'nobody',
      version: 0,
    })
    const wants = await find(at, at.person.ravi, far)
    assert.deepEqual([wants.workplaces[0]?.free, wants.workplaces[0]?.refused], [4, []])
    assert.match(wants.workplaces[0]?.best[0]?.merits.join() ?? '', /your wants: height can be adjusted/)
  },
)

database.test('a rule of one desk is judged for that desk alone', async (db) => {
  const at = await workplaceThere(db)
  const [own] = await moreDesks(db, at, 3)
  await sql`insert into workspaces.rule (id, site_id, place, place_id, audience, visible, from_on, made_at)
    values (gen_random_uuid(), ${at.site}, 'resource', ${own}, 'partner', false, '2026-01-01', '2026-01-01')`.execute(
    db.db,
  )
  const [one] = (await find(at, at.person.ravi, { site: 'gun-wharf' })).workplaces
  assert.equal(one?.free, 3)
  assert.ok(!one?.best.some((place) => place.id === own))
})

database.test('a divisible room is taken when a part of it is, and a part when the whole is', async (db) => {
  const at = await workplaceThere(db)
  const { rows } = await sql<{ id: string }>`
    insert into workspaces.resource (id, site_id, floor_id, zone_id, code, name, kind, capacity, check_in_code, from_on)
    select gen_random_uuid(), site_id, floor_id, zone_id, 'hall', 'Hall', 'room', 20, 'hall', from_on from workspaces.resource where id = ${at.room} returning id`.execute(
    db.db,
  )
  await sql`insert into workspaces.part values (${rows[0]?.id}, ${at.room})`.execute(db.db)
  assert.equal((await find(at, at.person.ravi, { kind: 'room' })).workplaces[0]?.free, 2)
  await at.book({ resource: 'room' })
  assert.equal((await find(at, at.person.ravi, { kind: 'room' })).workplaces[0]?.free, 0)
})

database.test('set-up time before counts as needed', async (db) => {
  const at = await workplaceThere(db)
  await sql`update workspaces.resource set setup_minutes = 30 where id = ${at.room}`.execute(db.db)
  await at.book({ resource: 'room' })
  assert.equal((await find(at, at.person.ravi, { kind: 'room', from: '12:15' })).workplaces[0]?.free, 0)
  assert.equal((await find(at, at.person.ravi, { kind: 'room', from: '12:30' })).workplaces[0]?.free, 1)
})

database.test('a town, a name or a postcode district comes first, and the rest by distance', async (db) => {
  const at = await workplaceThere(db)
  await anotherThere(db, at, 'canterbury-house', 'Canterbury', [51.28, 1.08])
  await anotherThere(db, at, 'ashford-house', 'Ashford', [51.15, 0.87])
  assert.deepEqual(namesOf(await find(at, at.person.ravi, { place: 'canterb' })), [
    'Canterbury House',
    'Ashford House',
    'Gun Wharf',
  ])
  const near = await find(at, at.person.ravi, { place: 'Ashford' })
  assert.deepEqual(namesOf(near)[0], 'Ashford House')
  assert.ok(Math.abs((near.workplaces[1]?.km ?? 0) - 20.5) < 1.5, String(near.workplaces[1]?.km))
  assert.equal(near.workplaces[2]?.km, null)
  assert.equal((await find(at, at.person.ravi, { place: 'CT1 2BB' })).isPlaceUnknown, false)
  assert.equal((await find(at, at.person.ravi, { place: 'Atlantis' })).isPlaceUnknown, true)
})

database.test(
  'a workplace with nothing free stands behind one that has, whatever else is said',
  async (db) => {
    const at = await workplaceThere(db)
    await anotherThere(db, at, 'canterbury-house', 'Canterbury', [51.28, 1.08])
    await at.house.as(at.person.ravi).perform(setPreference, { site: at.site, shares: 'nobody', version: 0 })
    assert.deepEqual(namesOf(await find(at, at.person.ravi)), ['Gun Wharf', 'Canterbury House'])
    await at.book()
    assert.deepEqual(namesOf(await find(at, at.person.ravi)), ['Canterbury House', 'Gun Wharf'])
  },
)

database.test(
  'W15: a colleague is found only by whom they chose, and the desk beside them comes first',
  async (db) => {
    const at = await workplaceThere(db)
    const desks = await moreDesks(db, at, 5)
    await sql`update workspaces.resource set row_name = 'A', row_place = 9 where id = ${at.desk}`.execute(
      db.db,
    )
    const booking = await at.book({ person: at.person.marcus })
    await sql`update workspaces.booking set resource_id = ${desks[3]} where id = ${booking}`.execute(db.db)
    await sql`update workspaces.claim set resource_id = ${desks[3]} where booking_id = ${booking}`.execute(
      db.db,
    )
    assert.deepEqual((await find(at, at.person.ravi)).sitting, [])
    const share = (shares: string, version: number) =>
      at.house.as(at.person.marcus).perform(setPreference, { shares, version })
    await share('colleagues', 0)
    const near = await find(at, at.person.ravi, { near: `person:${at.person.marcus}` })
    assert.equal(near.nearTo, 'Marcus Chalkdown, River side')
    assert.deepEqual(bestOf(near), ['Extra 3', 'Extra 5', 'Desk 1'])
    assert.deepEqual(near.workplaces[0]?.best[0]?.merits, ['beside Marcus Chalkdown'])
    assert.deepEqual(near.workplaces[0]?.best[2]?.merits, ['in one zone with Marcus Chalkdown'])
    // Medway's own people are of another body: they see him only where he shares with partners and the terms show names.
    assert.deepEqual((await find(at, at.person.helena)).sitting.length, 0)
    await share('partners', 1)
    assert.deepEqual((await find(at, at.person.noor)).sitting, [])
  },
)

database.test(
  'W16: wants are read by nobody else, and a stale change is refused with what stands there',
  async (db) => {
    const at = await workplaceThere(db)
    const said = await at.house.as(at.person.ravi).perform(setPreference, {
      wanted: ['quiet'],
      shares: 'colleagues',
      site: at.site,
      version: 0,
    })
    assert.deepEqual(said, { version: 1 })
    assert.deepEqual((await ownPreference(await at.house.as(at.person.marcus).reader())).wanted, [])
    await assert.rejects(
      at.house.as(at.person.ravi).perform(setPreference, { shares: 'nobody', version: 0 }),
      { code: 'workspaces.record.stale' },
    )
    await assert.rejects(
      at.house.as(at.person.yusra).perform(setPreference, { shares: 'nobody', site: at.site, version: 0 }),
      { kind: 'not-found' },
    )
  },
)

database.test(
  'W8, W9: an hour that is not, one that comes twice, and an end before the beginning are refused',
  async (db) => {
    const at = await workplaceThere(db)
    const faults = async (more: object) => {
      const refused = await find(at, at.person.ravi, more).then(
        () => undefined,
        (error: { faults: { field: string; message: string }[] }) => error.faults,
      )
      return refused?.map((one) => [one.field, one.message])
    }
    assert.deepEqual(await faults({ from: '5pm', until: '9am' }), [['until', 'End must be after start']])
    assert.match(
      String(await faults({ on: '2027-03-28', from: '1:30am' })),
      /from,1:30am does not exist on 28 March 2027/,
    )
    assert.match(String(await faults({ on: '2026-10-25', from: '1:30am' })), /which,1:30am comes twice/)
    assert.equal(await faults({ on: '2026-10-25', from: '1:30am', which: 'first' }), undefined)
    assert.match(String(await faults({ untilOn: '2027-11-23' })), /untilOn,A booking lasts at most 31 days/)
  },
)
