// Files of workplaces, through their import.
import assert from 'node:assert/strict'
import { createSite } from '#modules/organisations/index.ts'
import { action } from '#platform/actions/index.ts'
import { workplaceThere } from '#test/support/bookings-there.ts'
import { countyDatabase } from '#test/support/county.ts'
import { floorsOf, resourceByCode, resourcesOf, zonesOf } from '../queries/estate.ts'
import { workplaceByCode } from '../queries/workplaces.ts'
import { csvOf, readCsv } from '#platform/tables/index.ts'
import { placeFileColumns, placeFileRows } from '../views/place-file.ts'
import { loadPlaces, PLACE_HEADERS } from './places.ts'

const database = countyDatabase()

type Row = Readonly<Record<string, string>>

// The import runs inside an action of composition; here a small one stands in its place.
const load = (rows: readonly Row[]) =>
  action({
    name: 'workspaces.test.load',
    title: 'Load',
    doors: [],
    fields: {},
    async run(inside) {
      const lines = rows.map((cells, at) => ({ line: at + 2, cells }))
      return { subject: null, result: await loadPlaces(inside, lines) }
    },
  })

const ground: Row = {
  site: 'gun-wharf',
  floor: 'first',
  floor_name: 'First floor',
  level: '1',
  plan_width: '1000',
}
const dock: Row = {
  site: 'gun-wharf',
  floor: 'first',
  zone: 'dock',
  zone_name: 'Dock side',
  zone_x: '10',
  zone_y: '20',
  zone_width: '500',
  zone_height: '300',
}
const desk = (code: string, more: Row = {}): Row => ({
  site: 'gun-wharf',
  zone: 'dock',
  code,
  kind: 'desk',
  attributes: 'step-free; dual-screen',
  where: 'window row, third from the lift',
  row: 'A',
  row_place: '3',
  x: '100',
  y: '120',
  ...more,
})
const room = (code: string, more: Row = {}): Row => ({
  site: 'gun-wharf',
  zone: 'dock',
  code,
  kind: 'room',
  capacity: '8',
  ...more,
})

database.test(
  'a file opens floors, zones and places, changes them, and the second time does nothing',
  async (db) => {
    const { house } = await workplaceThere(db)
    const rows = [
      ground,
      dock,
      desk('D-01'),
      desk('D-02', { row_place: '4', held_for_access: 'yes' }),
      room('hall', { capacity: '40', parts: 'hall-a;hall-b', setup: '15' }),
      room('hall-a'),
      room('hall-b'),
    ]
    assert.deepEqual(await house.system.perform(load(rows), {}), {
      created: 7,
      changed: 0,
      unchanged: 1,
      faults: [],
    })
    assert.deepEqual(await house.system.perform(load(rows), {}), {
      created: 0,
      changed: 0,
      unchanged: 8,
      faults: [],
    })
    const changed = rows.map((row) =>
      row['code'] === 'D-01' ? { ...row, x: '110', attributes: 'quiet' } : row,
    )
    assert.deepEqual(await house.system.perform(load(changed), {}), {
      created: 0,
      changed: 1,
      unchanged: 7,
      faults: [],
    })
    const reader = await house.operator.reader()
    const one = await resourceByCode(reader, 'gun-wharf', 'D-01')
    assert.deepEqual([one.plan_x, one.attributes, one.version, one.name], [110, ['quiet'], 2, 'Desk D-01'])
    const hall = await resourceByCode(reader, 'gun-wharf', 'hall')
    assert.equal(hall.part_ids.length, 2)
    assert.equal(
      new Set((await resourcesOf(reader, one.site_id)).map((place) => place.check_in_code)).size,
      7,
    )
    assert.deepEqual(
      (await floorsOf(reader, one.site_id)).map((floor) => [floor.code, floor.plan_width]),
      [
        ['ground', 1200],
        ['first', 1000],
      ],
    )
    assert.equal((await zonesOf(reader, one.site_id)).length, 2)
  },
)

database.test('an empty cell leaves what is recorded as it is', async (db) => {
  const { house } = await workplaceThere(db)
  await house.system.perform(load([ground, dock, desk('D-01')]), {})
  const bare = { site: 'gun-wharf', code: 'D-01' }
  assert.equal((await house.system.perform(load([bare]), {})).unchanged, 2)
})

database.test('a site that kept no workspaces is opened by its line', async (db) => {
  const { house, organisation } = await workplaceThere(db)
  await house.operator.perform(createSite, {
    code: 'invicta',
    organisation: organisation.kcc,
    name: 'Invicta House',
    town: 'Maidstone',
  })
  const line = { site: 'invicta', time_zone: 'Europe/London', opened: '2026-01-05', wifi: 'Join govroam.' }
  assert.equal((await house.system.perform(load([line]), {})).created, 1)
  const workplace = await workplaceByCode(await house.operator.reader(), 'invicta')
  assert.deepEqual([workplace.opened_on.toString(), workplace.wifi_words], ['2026-01-05', 'Join govroam.'])
})

database.test('a faulty file of workplaces names its lines and writes nothing', async (db) => {
  const { house, site } = await workplaceThere(db)
  const rows = [
    ground,
    dock,
    desk('D-01'),
    desk('D-02', { zone: 'nowhere' }),
    desk('D 03'),
    desk('D-04', { kind: 'sofa' }),
    desk('D-05', { row_place: '' }),
    desk('D-06', { x: '1001' }),
    desk('D-07', { held_for_access: 'yes', attributes: 'dock' }),
    desk('D-01'),
    room('hall', { parts: 'hall-a;hall-x' }),
    room('hall-a'),
    { site: 'no-such-site' },
    desk('D-08', { zone_name: 'Other side' }),
    desk('d1', { kind: 'room' }),
    { site: 'gun-wharf', time_zone: 'Mars/Olympus' },
    desk('D-09', { attributes: 'wheelchair user' }),
  ]
  const { faults, created } = await house.system.perform(load(rows), {})
  assert.equal(created, 0)
  assert.deepEqual(
    [...new Set(faults.map((fault) => fault.line))],
    [2, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18].toSorted((a, b) => a - b),
    faults.map((fault) => `${fault.line}: ${fault.message}`).join('\n'),
  )
  assert.equal((await resourcesOf(await house.operator.reader(), site)).length, 2)
})

database.test(
  'a place that is booked ahead is neither moved to another zone nor divided otherwise',
  async (db) => {
    const { house, book } = await workplaceThere(db)
    await book()
    await house.system.perform(load([ground, dock]), {})
    const { faults } = await house.system.perform(load([{ site: 'gun-wharf', code: 'd1', zone: 'dock' }]), {})
    assert.match(faults[0]?.message ?? '', /booked ahead/)
  },
)

database.test('who manages one owner’s workspaces loads no other’s', async (db) => {
  const { house, person } = await workplaceThere(db)
  const ours = await house
    .as(person.ravi)
    .perform({ ...load([ground]), permission: 'public', doors: ['page'] }, {})
  assert.match(ours.faults[0]?.message ?? '', /not yours/)
})

database.test('what is taken out as a file can be put in again and changes nothing', async (db) => {
  const { house, site } = await workplaceThere(db)
  const rows = [ground, dock, desk('D-01'), room('hall', { parts: 'a;b' }), room('a'), room('b')]
  await house.system.perform(load(rows), {})
  const reader = await house.operator.reader()
  const taken = placeFileRows({
    workplace: await workplaceByCode(reader, 'gun-wharf'),
    floors: await floorsOf(reader, site),
    zones: await zonesOf(reader, site),
    resources: await resourcesOf(reader, site),
  })
  assert.deepEqual(
    placeFileColumns.map((column) => column.key),
    PLACE_HEADERS,
  )
  const file = readCsv(csvOf(placeFileColumns, taken), {
    required: ['site'],
    optional: PLACE_HEADERS.filter((name) => name !== 'site'),
    mostRows: 100,
    field: 'file',
  })
  const { created, changed, unchanged, faults } = await house.system.perform(
    load(file.rows.map((row) => row.cells)),
    {},
  )
  assert.deepEqual([created, changed, unchanged, faults], [0, 0, 11, []])
})
