// Names across bodies (W15): what is shown, that looking is recorded, and what an owner takes along.
import assert from 'node:assert/strict'
import { workplaceThere, type Workplace } from '#test/support/bookings-there.ts'
import { countyDatabase } from '#test/support/county.ts'
import { listBookings, listOwnBookings, listResources, looksAt, looksAtMe } from './queries/declared.ts'
import { writeExport, type Exported } from './queries/export.ts'
import { foreignNames, namesShown, seeNames } from './queries/names.ts'
import { workplaceByCode } from './queries/workplaces.ts'

const database = countyDatabase()
const first = { after: null, most: 50 }

const row = (at: Workplace, more: object = {}) => ({
  site_id: at.site,
  owner_organisation_id: at.organisation.medway,
  organisation_id: at.organisation.kcc,
  for_person_id: at.person.ravi,
  made_by_person_id: at.person.ravi,
  private: false,
  names: 'organisation' as const,
  ...more,
})

database.test('a name is shown where the owner’s terms and the person allow it', async (db) => {
  const at = await workplaceThere(db)
  const shownTo = async (who: string, more: object = {}) =>
    (await namesShown(await at.house.as(who).reader(), [row(at, more)]))[0]
  const { ravi, marcus, helena, molly } = at.person
  assert.equal(await shownTo(ravi), 'name')
  assert.equal(await shownTo(marcus), 'organisation', 'he has not said that colleagues may')
  assert.equal(await shownTo(molly, { names: 'name' }), 'organisation')
  assert.equal(await shownTo(helena, { private: true }), 'name', 'she runs the workplace')
  await db.db.insertInto('workspaces.preference').values({ person_id: ravi, shares: 'partners' }).execute()
  assert.equal(await shownTo(marcus), 'name')
  assert.equal(await shownTo(molly), 'organisation', 'the owner’s terms do not allow it')
  assert.equal(await shownTo(molly, { names: 'name' }), 'name')
  assert.equal(await shownTo(molly, { names: 'nobody' }), 'booked')
  assert.equal(await shownTo(marcus, { private: true }), 'booked')
})

database.test(
  'who looked is seen by those who run the workplace and by the person whose name it was',
  async (db) => {
    const at = await workplaceThere(db)
    await at.book()
    const manager = at.house.as(at.person.helena)
    const reader = await manager.reader()
    const rows = [
      row(at),
      row(at, { for_person_id: at.person.helena, organisation_id: at.organisation.medway }),
    ]
    assert.equal(foreignNames(reader, rows, await namesShown(reader, rows)), 1)
    await manager.ask(seeNames, { site: at.site, on: '2026-11-23', list: 'day', people: '1' })
    await manager.ask(seeNames, { site: at.site, on: '2026-11-24', list: 'day', people: '1' })
    const looks = await looksAt(reader, await workplaceByCode(reader, 'gun-wharf'), first)
    assert.equal(looks.rows.length, 2)
    const own = await looksAtMe(await at.house.as(at.person.ravi).reader(), first)
    assert.deepEqual(
      own.rows.map((one) => [one.viewer, one.day_on.toString()]),
      [['Helena Estuary', '2026-11-23']],
      'of the other day he had booked nothing',
    )
    const staff = await at.house.as(at.person.ravi).reader()
    assert.deepEqual((await looksAt(staff, await workplaceByCode(staff, 'gun-wharf'), first)).rows, [])
  },
)

database.test(
  'a program lists bookings with names for those who run the workplace, and it is recorded',
  async (db) => {
    const at = await workplaceThere(db)
    await at.book({ purpose: 'Secret', private: true })
    await at.book({ startsAt: '2026-11-24T09:00Z', endsAt: '2026-11-24T12:00Z', resource: 'room' })
    const manager = at.house.as(at.person.helena)
    const page = await manager.ask(listBookings, { site: 'gun-wharf', most: '1' })
    assert.deepEqual(
      page.rows.map((one) => [one.for_name, one.purpose]),
      [['Ravi Contour', null]],
    )
    const rest = await manager.ask(listBookings, { site: 'gun-wharf', after: page.next })
    assert.deepEqual(
      rest.rows.map((one) => one.resource_code),
      ['medway'],
    )
    assert.equal(
      (
        await looksAt(
          await manager.reader(),
          await workplaceByCode(await manager.reader(), 'gun-wharf'),
          first,
        )
      ).rows.length,
      2,
    )
    const own = at.house.as(at.person.ravi)
    await assert.rejects(own.ask(listBookings, { site: 'gun-wharf' }), { kind: 'forbidden' })
    assert.equal((await own.ask(listOwnBookings, {})).rows.length, 2)
    await assert.rejects(manager.ask(listBookings, { site: 'gun-wharf', after: 'rubbish' }), {
      code: 'platform.list.cursor',
    })
    const places = await own.ask(listResources, { site: 'gun-wharf', most: '1' })
    assert.deepEqual(
      places.rows.map((one) => one.code),
      ['d1'],
    )
    assert.deepEqual(
      (await own.ask(listResources, { site: 'gun-wharf', after: places.next })).rows.map((one) => one.code),
      ['medway'],
    )
    assert.ok(!('check_in_code' in places.rows[0]!))
    await assert.rejects(at.house.as(at.person.molly).ask(listResources, { site: 'gun-wharf' }), {
      kind: 'not-found',
    })
  },
)

database.test('an owner takes everything along, formulas tamed and its taking recorded', async (db) => {
  const at = await workplaceThere(db)
  await at.book({ purpose: '=HYPERLINK("evil")' })
  await at.book({ startsAt: '2025-11-24T09:00Z', endsAt: '2025-11-24T12:00Z', state: 'completed' })
  const take = (who: string, more: object = {}): Promise<Exported> =>
    at.house.as(who).ask(writeExport, { organisation: 'medway', ...more })
  const exported = await take(at.person.helena)
  const text = (name: string) => exported.files.find((one) => one.name === `${name}.csv`)?.text ?? ''
  assert.match(
    text('bookings'),
    /gun-wharf,d1,desk,Kent County Council,Ravi Contour,Ravi Contour,"'=HYPERLINK\(""evil""\)"/,
  )
  assert.match(text('resources'), /gun-wharf,ground,river,medway,Medway Room,room,8/)
  assert.match(text('agreements'), /Kent County Council,Desks on working days/)
  assert.equal((await take(at.person.helena, { from: '2026-01-01' })).files[0]?.rows, 1)
  const looks = await looksAtMe(await at.house.as(at.person.ravi).reader(), first)
  assert.equal(looks.rows[0]?.list, 'export')
  await assert.rejects(take(at.person.ravi), { kind: 'forbidden' })
  await assert.rejects(at.house.as(at.person.helena).ask(writeExport, { organisation: 'nobody' }), {
    kind: 'not-found',
  })
})
