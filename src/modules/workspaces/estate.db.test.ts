// What a workplace has: added, changed, divided, blocked, retired; and the day that shows it.
import assert from 'node:assert/strict'
import { countyDatabase } from '#test/support/county.ts'
import { workplaceThere } from '#test/support/bookings-there.ts'
import { createSite } from '#modules/organisations/index.ts'
import { sql } from '#platform/database/index.ts'
import { endBlock, makeBlock } from './actions/blocks.ts'
import { addFloor, endFloor } from './actions/floors.ts'
import { divideRoom } from './actions/parts.ts'
import { addResource, addResources, editResource, retireResource } from './actions/resources.ts'
import { describeWorkplace, openWorkplace } from './actions/workplaces.ts'
import { addZone, endZone } from './actions/zones.ts'
import { dayOf } from './queries/day.ts'
import { resourceByCode, resourcesOf, zoneByCode } from './queries/estate.ts'
import { factsOfSite } from './queries/site-facts.ts'
import { workplaceByCode } from './queries/workplaces.ts'

const database = countyDatabase()

const desk = (zone: string, more: Readonly<Record<string, unknown>> = {}) => ({
  zone,
  kind: 'desk',
  code: 'D-01',
  capacity: '1',
  heldForAccess: 'no',
  setup: '0',
  clear: '0',
  ...more,
})

const wholeDay = (on: string) => ({
  on: Temporal.PlainDate.from(on),
  kind: null,
  attributes: [],
  floorId: null,
  span: null,
})

database.test('a manager opens a site, gives it a floor, a zone and desks; nobody else may', async (db) => {
  const at = await workplaceThere(db)
  const manager = at.house.as(at.person.helena)
  const { id } = await at.house.operator.perform(createSite, {
    code: 'riverside',
    organisation: at.organisation.medway,
    name: 'Riverside',
    town: 'Chatham',
  })
  await assert.rejects(
    at.house.as(at.person.ravi).perform(openWorkplace, { site: id, openedOn: '2026-11-20' }),
    {
      kind: 'forbidden',
    },
  )
  await manager.perform(openWorkplace, { site: id, openedOn: '2026-11-20', wifi: 'Join govroam.' })
  await assert.rejects(manager.perform(openWorkplace, { site: id, openedOn: '2026-11-20' }), {
    kind: 'conflict',
  })
  const plan = { planWidth: '1200', planHeight: '700' }
  const floor = await manager.perform(addFloor, {
    site: 'riverside',
    code: 'g',
    name: 'Ground',
    level: '0',
    ...plan,
  })
  const zone = await manager.perform(addZone, { floor: floor.id, code: 'a', name: 'A' })
  const many = {
    zone: zone.id,
    kind: 'desk',
    first: 'D-08',
    last: 'D-12',
    capacity: '1',
    heldForAccess: 'no',
  }
  assert.equal((await manager.perform(addResources, { ...many, row: 'A', x: '100', y: '50' })).count, 5)
  const places = await resourcesOf(await manager.reader(), id)
  assert.deepEqual(
    places.map((one) => [one.code, one.row_place, one.plan_x]),
    [
      ['D-08', 1, 100],
      ['D-09', 2, 160],
      ['D-10', 3, 220],
      ['D-11', 4, 280],
      ['D-12', 5, 340],
    ],
  )
  await assert.rejects(manager.perform(addResources, { ...many, first: 'D-01', last: 'D-08' }), /D-08 here/)
  await assert.rejects(manager.perform(addResources, { ...many, first: 'E-1', last: 'E-900' }), /At most 200/)
  await assert.rejects(manager.perform(addResource, desk(zone.id, { x: '2000', y: '1' })), /no wider/)
  await assert.rejects(manager.perform(endFloor, { floor: floor.id, version: '1' }), /still has 5 places/)
})

database.test(
  'who works for no partner and who manages elsewhere change nothing and see nothing',
  async (db) => {
    const at = await workplaceThere(db)
    const zone = await zoneByCode(await at.house.operator.reader(), at.site, 'river')
    // Basil is let in by nobody: the workplace is not there for him. Ravi is let in, and still may not change it.
    await assert.rejects(at.house.as(at.person.basil).perform(addResource, desk(zone.id)), {
      kind: 'forbidden',
    })
    await assert.rejects(at.house.as(at.person.ravi).perform(addResource, desk(zone.id)), {
      kind: 'forbidden',
    })
    const basil = await at.house.as(at.person.basil).reader()
    assert.deepEqual(await resourcesOf(basil, at.site), [])
    await assert.rejects(resourceByCode(basil, 'gun-wharf', 'd1'), { kind: 'not-found' })
    await assert.rejects(resourceByCode(await at.house.operator.reader(), 'gun-wharf', 'nothing'), {
      kind: 'not-found',
    })
  },
)

database.test(
  'a change against a version that is no longer the newest is refused and shows what stands there',
  async (db) => {
    const at = await workplaceThere(db)
    const manager = at.house.as(at.person.helena)
    const place = await resourceByCode(await manager.reader(), 'gun-wharf', 'd1')
    const changed = { ...desk(place.zone_id), resource: place.id, where: 'By the door', version: '1' }
    const { kind: _kind, code: _code, ...answers } = changed
    await manager.perform(editResource, answers)
    await assert.rejects(
      manager.perform(editResource, answers),
      (error: { kind: string; current: { where: string } }) => {
        assert.equal(error.kind, 'conflict')
        assert.equal(error.current.where, 'By the door')
        return true
      },
    )
  },
)

database.test('a room is divided only while nothing of it is booked, and parts have no parts', async (db) => {
  const at = await workplaceThere(db)
  const manager = at.house.as(at.person.helena)
  const zone = await zoneByCode(await manager.reader(), at.site, 'river')
  const room = (code: string) =>
    manager.perform(addResource, desk(zone.id, { kind: 'room', code, capacity: '10' }))
  const [whole, one, two] = [await room('hall'), await room('hall-a'), await room('hall-b')]
  const parts = [one.id, two.id]
  await assert.rejects(
    manager.perform(divideRoom, { resource: whole.id, parts: [one.id], version: '1' }),
    /two parts/,
  )
  await manager.perform(divideRoom, { resource: whole.id, parts, version: '1' })
  await assert.rejects(
    manager.perform(divideRoom, { resource: one.id, parts: [two.id, at.room], version: '1' }),
    /itself a part/,
  )
  await assert.rejects(
    manager.perform(divideRoom, { resource: at.room, parts: [whole.id, two.id], version: '1' }),
    /is divided itself/,
  )
  await manager.perform(makeBlock, {
    site: 'gun-wharf',
    places: [one.id],
    on: '2026-12-01',
    from: '9am',
    until: '5pm',
    reason: 'Paint',
    booked: 'refuse',
  })
  await assert.rejects(
    manager.perform(divideRoom, { resource: whole.id, parts: [], version: '2' }),
    /booked ahead/,
  )
  const reader = await at.house.as(at.person.helena).reader()
  const workplace = await workplaceByCode(reader, 'gun-wharf')
  const day = await dayOf(reader, workplace, wholeDay('2026-12-01'))
  const hall = day.places.find((place) => place.resource.code === 'hall')
  assert.deepEqual(
    hall?.taken.map((taken) => [taken.from, taken.until, taken.words]),
    [[540, 1020, 'Paint']],
  )
})

database.test(
  'maintenance takes time as a booking does: what is booked stands in its way, and it in the way of others',
  async (db) => {
    const at = await workplaceThere(db)
    const manager = at.house.as(at.person.helena)
    await at.book()
    const block = {
      site: 'gun-wharf',
      places: [at.desk],
      on: '2026-11-23',
      from: '08:00',
      until: '18:00',
      reason: 'New carpet',
      booked: 'refuse',
    }
    await assert.rejects(manager.perform(makeBlock, block), /1 booking is in the way: Desk 1/)
    await assert.rejects(
      manager.perform(makeBlock, { ...block, on: '2027-03-28', from: '1:30am', until: '5am' }),
      /does not exist/,
    )
    await assert.rejects(manager.perform(makeBlock, { ...block, on: '2026-11-19' }), /over already/)
    await assert.rejects(manager.perform(makeBlock, { ...block, places: [at.site] }), /from the list/)
    const tuesday = { ...block, on: '2026-11-24' }
    await manager.perform(makeBlock, tuesday)
    await assert.rejects(manager.perform(makeBlock, tuesday), /kept from use already/)
    const { rows } = await sql<{ id: string }>`select id from workspaces.block`.execute(db.db)
    await manager.perform(endBlock, { block: rows[0]?.id })
    assert.equal((await manager.perform(makeBlock, tuesday)).blocks, 1)
  },
)

database.test(
  'a retired desk tells whoever booked it, keeps its past, and its code is not given again',
  async (db) => {
    const at = await workplaceThere(db)
    const manager = at.house.as(at.person.helena)
    const booking = await at.book()
    const past = await at.book({
      startsAt: '2026-11-10T09:00Z',
      endsAt: '2026-11-10T12:00Z',
      state: 'completed',
    })
    const retired = await manager.perform(retireResource, {
      resource: at.desk,
      on: '2026-11-21',
      because: 'The desk broke',
      becomes: 'withdraw',
      version: '1',
    })
    assert.deepEqual([retired.moved, retired.withdrawn], [0, 1])
    const { rows } = await sql<{
      id: string
      state: string
    }>`select id, state from workspaces.booking where id in (${booking}, ${past}) order by starts_at`.execute(
      db.db,
    )
    assert.deepEqual(
      rows.map((row) => row.state),
      ['completed', 'displaced'],
    )
    const zone = await zoneByCode(await manager.reader(), at.site, 'river')
    await assert.rejects(manager.perform(addResource, desk(zone.id, { code: 'd1' })), /There is, or was, d1/)
    await assert.rejects(manager.perform(endZone, { zone: zone.id, version: '1' }), /still has/)
  },
)

database.test('the time zone of a workplace stays while something is booked by its clock', async (db) => {
  const at = await workplaceThere(db)
  const manager = at.house.as(at.person.helena)
  const words = {
    site: 'gun-wharf',
    timeZone: 'Europe/Paris',
    furthestDays: '400',
    retentionMonths: '13',
    evacuation: 'Meet in the car park.',
    version: '1',
  }
  await at.book()
  await assert.rejects(manager.perform(describeWorkplace, words), /old time zone/)
  await assert.rejects(
    manager.perform(describeWorkplace, { ...words, timeZone: 'Mars' }),
    /no time zone "Mars"/,
  )
  await manager.perform(describeWorkplace, { ...words, timeZone: 'Europe/London' })
  const facts = await factsOfSite(await at.house.visitor.reader(), at.site)
  assert.equal(facts?.workplace.evacuation_words, 'Meet in the car park.')
  assert.deepEqual(facts?.counts, [
    { kind: 'desk', count: 1 },
    { kind: 'room', count: 1 },
  ])
})

database.test(
  'the day shows a partner that a desk is booked and by which body, and their own as theirs',
  async (db) => {
    const at = await workplaceThere(db)
    await at.book({
      person: at.person.helena,
      madeBy: at.person.helena,
      organisation: at.organisation.medway,
    })
    await at.book({ resource: 'room', startsAt: '2026-11-23T10:00Z', endsAt: '2026-11-23T11:00Z' })
    const seen = async (person: string) => {
      const reader = await at.house.as(person).reader()
      const day = await dayOf(reader, await workplaceByCode(reader, 'gun-wharf'), wholeDay('2026-11-23'))
      return Object.fromEntries(
        day.places.map((place) => [
          place.resource.code,
          [
            place.taken.map((one) => `${one.from}-${one.until} ${one.words}${one.isMine ? ' (mine)' : ''}`),
            place.free,
          ],
        ]),
      )
    }
    const ravi = await seen(at.person.ravi)
    assert.deepEqual(ravi['d1'], [
      ['540-720 Medway Council'],
      [
        { from: 420, until: 540 },
        { from: 720, until: 1140 },
      ],
    ])
    assert.match(String(ravi['medway']?.[0]), /\(mine\)/)
    const helena = await seen(at.person.helena)
    assert.match(String(helena['d1']?.[0]), /\(mine\)/)
  },
)
