// Who sees, who may, and what is hostile: what is not shown is not there in any door, what somebody wants of a desk is
// read off nothing, and nobody decides over what has become another's.
import assert from 'node:assert/strict'
import { appointToOffice, createSite } from '#modules/organisations/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { desks, type Desks } from '#test/support/desks.ts'
import { makeBooking } from './actions/booking.ts'
import { importCalendar } from './actions/calendar-file.ts'
import { cancelBooking, changeBooking } from './actions/changing.ts'
import { addFloor, endFloor } from './actions/floors.ts'
import { giveDelegation } from './actions/delegation.ts'
import { handOver } from './actions/handing-over.ts'
import { joinWaiting } from './actions/joining-waiting.ts'
import { appointOfficer } from './actions/officers.ts'
import { editResource, retireResource } from './actions/resources.ts'
import { setRule } from './actions/terms.ts'
import { expectVisitor } from './actions/visitors.ts'
import { resourceAtCode } from './queries/at-the-desk.ts'
import { bookingById } from './queries/bookings.ts'
import { workspaceCalendarById } from './queries/calendars.ts'
import { dayOf } from './queries/day.ts'
import { listResources } from './queries/declared.ts'
import { isOnSite } from './queries/on-site.ts'
import { searchWorkspaces } from './queries/search.ts'
import { waitingAt } from './queries/waiting.ts'
import { workplaceByCode } from './queries/workplaces.ts'
import { waitingColumns } from './views/waiting.ts'

const database = countyDatabase()
type World = Pick<Database, 'db'>

const monday = { on: '2026-11-23', from: '9am', until: '1pm' }

async function refused(run: Promise<unknown>): Promise<Refusal> {
  const error = await run.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(error instanceof Refusal, String(error))
  return error
}

const words = async (run: Promise<unknown>) => {
  const { kind, code, message, faults } = await refused(run)
  return { kind, code, message, faults }
}

const book = (at: Desks, who: string, more: Readonly<Record<string, unknown>> = {}) =>
  at.house.as(who).perform(makeBooking, { places: [at.place['d01']], ...monday, ...more })

/** Priya leads the County Council. */
async function led(world: World): Promise<Desks> {
  const at = await desks(world)
  const lead = { person: at.person.priya, role: 'organisation-lead', organisation: at.organisation.kcc }
  await at.house.operator.perform(appointToOffice, lead)
  return at
}

const hide = (at: Desks, code: string) =>
  at.house.as(at.person.priya).perform(setRule, {
    site: at.site,
    place: 'resource',
    placeId: at.place[code],
    audience: 'partner',
    visible: 'no',
  })

const holdForAccess = ({ db }: World, at: Desks, code: string) =>
  sql`update workspaces.resource set held_for_access = true, attributes = '{step-free}' where id = ${at.place[code]}`.execute(
    db,
  )
const wants = ({ db }: World, person: string) =>
  sql`insert into workspaces.preference (person_id, wanted, shares) values (${person}, '{step-free}', 'colleagues')`.execute(
    db,
  )

database.test(
  'W11: what is not shown is not there, whatever else is wrong with what is asked',
  async (world) => {
    const at = await led(world)
    await hide(at, 'd02')
    const impossible = { from: '1pm', until: '9am' }
    const nothing = await words(book(at, at.person.molly, { places: [crypto.randomUUID()], ...impossible }))
    assert.equal(nothing.kind, 'not-found')
    for (const [who, place] of [
      [at.person.basil, at.place['d01']],
      [at.person.molly, at.place['d02']],
    ] as const)
      assert.deepEqual(await words(book(at, who, { places: [place], ...impossible })), nothing)
    const own = await book(at, at.person.molly)
    const change = { booking: own.id, version: '1', ...monday }
    const to = (place: string | undefined) =>
      words(at.house.as(at.person.molly).perform(changeBooking, { ...change, place }))
    assert.deepEqual(await to(at.place['d02']), await to(crypto.randomUUID()))
  },
)

database.test(
  'what stands at a workplace of others is not there, in the words of what is nowhere',
  async (world) => {
    const at = await led(world)
    await at.house.operator.perform(appointToOffice, {
      person: at.person.basil,
      role: 'organisation-lead',
      organisation: at.organisation.kalc,
    })
    const stranger = at.house.as(at.person.basil)
    const end = (floor: string) => words(stranger.perform(endFloor, { floor, version: '1' }))
    assert.deepEqual(await end(at.floor), await end(crypto.randomUUID()))
    const retire = { on: '2026-11-27', because: 'Damp', becomes: 'withdraw', version: '1' }
    const take = (resource: string | undefined) =>
      words(stranger.perform(retireResource, { resource, ...retire }))
    assert.deepEqual(await take(at.place['d01']), await take(crypto.randomUUID()))
  },
)

database.test('a place that a rule hides is in no list, sheet, calendar or waiting list', async (world) => {
  const at = await led(world)
  await hide(at, 'r01')
  const molly = at.house.as(at.person.molly)
  const reader = await molly.reader()
  const hidden = at.place['r01'] ?? ''
  const codes = async (who: typeof molly) =>
    (await who.ask(listResources, { site: 'county-hall', kind: 'room' })).rows.map((one) => one.code)
  assert.deepEqual(await codes(molly), ['r02', 'r03'])
  assert.deepEqual(await codes(at.house.as(at.person.priya)), ['r01', 'r02', 'r03'])
  await assert.rejects(resourceAtCode(reader, hidden), { kind: 'not-found' })
  assert.equal((await resourceAtCode(reader, at.place['r02'] ?? '')).code, 'r02')
  assert.equal(await workspaceCalendarById(reader, hidden), undefined)
  const wait = { resource: hidden, width: 'this', ...monday }
  await assert.rejects(molly.perform(joinWaiting, wait), { kind: 'not-found' })
  const { rows } = await sql<{ id: string; keys: string[] }>`
    select entry.id, audience.keys from platform.search_entry entry
    join platform.search_audience audience on audience.id = entry.audience_id where entry.kind = 'workspaces.room'`.execute(
    world.db,
  )
  const partners = `workspaces.workplace.read@${at.organisation.dover}`
  const found = new Map(rows.map((row) => [row.id, row.keys.includes(partners)]))
  assert.deepEqual([found.get(hidden), found.get(at.place['r02'] ?? '')], [false, true])
})

database.test('search knows a room by its new name, and no more when it is retired', async (world) => {
  const at = await led(world)
  const priya = at.house.as(at.person.priya)
  const room = {
    resource: at.place['r01'],
    zone: at.zone,
    capacity: '8',
    heldForAccess: 'no',
    setup: '0',
    clear: '0',
  }
  await priya.perform(editResource, { ...room, name: 'Invicta Room', version: '1' })
  const titles = async () =>
    (
      await sql<{
        title: string
      }>`select title from platform.search_entry where kind = 'workspaces.room'`.execute(world.db)
    ).rows.map((row) => row.title)
  assert.deepEqual(await titles(), ['Invicta Room, County Hall'])
  await sql`update workspaces.workplace set found_on = '2026-11-20'`.execute(world.db)
  const end = { on: '2026-11-20', because: 'Damp', becomes: 'withdraw', version: '2' }
  await priya.perform(retireResource, { resource: at.place['r01'], ...end })
  assert.deepEqual(await titles(), [])
})

database.test('what was handed over is decided by nobody but who has it now', async (world) => {
  const at = await desks(world)
  const ravi = at.house.as(at.person.ravi)
  const made = await book(at, at.person.ravi, { places: [at.place['d01'], at.place['r01']] })
  const [desk, room] = made.bookings
  await ravi.perform(handOver, { booking: room?.id, colleague: at.person.marcus, version: '1' })
  await assert.rejects(bookingById(await ravi.reader(), room?.id ?? ''), { kind: 'not-found' })
  const { cancelled } = await ravi.perform(cancelBooking, { booking: desk?.id, together: 'yes' })
  assert.equal(cancelled, 1)
  assert.equal(
    (await bookingById(await at.house.as(at.person.marcus).reader(), room?.id ?? '')).state,
    'confirmed',
  )
})

database.test('whoever works elsewhere acts for their former colleagues no more', async (world) => {
  const at = await desks(world)
  await at.house.as(at.person.priya).perform(giveDelegation, { delegate: at.person.ravi })
  const forPriya = { person: at.person.priya, places: [at.place['d02']] }
  const own = await book(at, at.person.priya)
  const made = await book(at, at.person.ravi, forPriya)
  await sql`update organisations.employment set organisation_id = ${at.organisation.dover} where person_id = ${at.person.ravi}`.execute(
    world.db,
  )
  const ravi = at.house.as(at.person.ravi)
  for (const { id } of [own, made]) {
    await assert.rejects(bookingById(await ravi.reader(), id), { kind: 'not-found' })
    await assert.rejects(ravi.perform(cancelBooking, { booking: id }), { kind: 'not-found' })
  }
  await assert.rejects(book(at, at.person.ravi, { ...forPriya, on: '2026-11-24' }), {
    code: 'workspaces.booking.not-delegate',
  })
})

database.test('what is cancelled together is each in its own time', async (world) => {
  const at = await led(world)
  await at.house.as(at.person.priya).perform(setRule, {
    site: at.site,
    place: 'resource',
    placeId: at.place['r01'],
    audience: 'own',
    cancelMinutes: String(14 * 24 * 60),
  })
  const made = await book(at, at.person.ravi, { places: [at.place['d01'], at.place['r01']] })
  await assert.rejects(
    at.house.as(at.person.ravi).perform(cancelBooking, { booking: made.bookings[0]?.id, together: 'yes' }),
    { code: 'workspaces.booking.too-late-to-cancel' },
  )
})

database.test('W16: no yes and no no tells what a colleague wants of a desk', async (world) => {
  const at = await led(world)
  await holdForAccess(world, at, 'd01')
  await wants(world, at.person.ravi)
  const later = { on: '2026-11-30', from: '9am', until: '1pm' }
  const made = await book(at, at.person.ravi, later)
  const give = (colleague: string) =>
    words(at.house.as(at.person.ravi).perform(handOver, { booking: made.id, colleague, version: '1' }))
  const without = await give(at.person.marcus)
  assert.equal(without.code, 'workspaces.booking.held-for-access')
  await wants(world, at.person.marcus)
  assert.deepEqual(await give(at.person.marcus), without)
  const forThem = (person: string) =>
    words(
      book(at, at.person.priya, { ...later, on: '2026-12-01', person, organisation: at.organisation.kcc }),
    )
  assert.deepEqual(await forThem(at.person.marcus), await forThem(at.person.ravi))
  assert.equal((await forThem(at.person.ravi)).code, 'workspaces.booking.held-for-access')
  const at9 = { kind: null, attributes: [], floorId: null, span: null, on: Temporal.PlainDate.from(later.on) }
  const colleague = await at.house.as(at.person.marcus).reader()
  const day = await dayOf(colleague, await workplaceByCode(colleague, 'county-hall'), at9)
  assert.deepEqual(
    day.places.flatMap((one) => one.taken.map((some) => some.words)),
    ['Kent County Council'],
    'Ravi lets colleagues see where he sits, but not at this desk',
  )
})

database.test('W16: the list of who waits says for which place, not what they want of it', async (world) => {
  const at = await led(world)
  await holdForAccess(world, at, 'd01')
  const waits = { resource: at.place['d01'], width: 'zone', attributes: ['step-free'], ...monday }
  await at.house.as(at.person.molly).perform(joinWaiting, waits)
  const [one] = await waitingAt(await at.house.as(at.person.priya).reader(), at.site)
  assert.deepEqual(
    one && waitingColumns.slice(0, 4).map((column) => column.value(one))[0],
    'Any desk in Zone A',
  )
})

database.test('a place is booked for a visitor where and when they come', async (world) => {
  const at = await desks(world)
  const visitor = await at.house
    .as(at.person.ravi)
    .perform(expectVisitor, { site: at.site, comesOn: '2026-11-24', name: 'Nadia Guest' })
  assert.equal(
    (await refused(book(at, at.person.ravi, { visitor: visitor.id }))).code,
    'workspaces.booking.visitor-elsewhere',
  )
  assert.equal((await book(at, at.person.ravi, { visitor: visitor.id, on: '2026-11-24' })).bookings.length, 1)
  await sql`update workspaces.visitor set name = null, forgotten_at = now() where id = ${visitor.id}`.execute(
    world.db,
  )
  await assert.rejects(
    book(at, at.person.ravi, { visitor: visitor.id, on: '2026-11-24', places: [at.place['d02']] }),
    { kind: 'not-found' },
  )
})

database.test('B7: a manager neither reads nor rewrites what a private booking is for', async (world) => {
  const at = await led(world)
  const made = await book(at, at.person.molly, { purpose: 'Occupational health', isPrivate: 'yes' })
  const change = { booking: made.id, ...monday, until: '12pm', purpose: 'Nothing', isPrivate: 'no' }
  const stale = await refused(
    at.house.as(at.person.priya).perform(changeBooking, { ...change, version: '7' }),
  )
  assert.ok(!JSON.stringify(stale.current).includes('Occupational'))
  await at.house.as(at.person.priya).perform(changeBooking, { ...change, version: '1' })
  const kept = await bookingById(await at.house.as(at.person.molly).reader(), made.id)
  assert.deepEqual([kept.purpose, kept.private, kept.version], ['Occupational health', true, 2])
})

database.test('an address of one link, and one that is none, are no network of the office', async (world) => {
  const at = await desks(world)
  await sql`insert into workspaces.network (id, site_id, network, name, made_at)
    values (${crypto.randomUUID()}, ${at.site}, 'fe80::/10', 'fe80::/10', now())`.execute(world.db)
  const reader = await at.house.as(at.person.ravi).reader()
  const from = (address: string | null) =>
    isOnSite(reader, { site_id: at.site, time_zone: 'Europe/London' }, { from: address, token: null })
  assert.deepEqual(
    [await from('fe80::1%eth0'), await from('::ffff:10.0.0.1'), await from('not one'), await from(null)],
    [true, false, false, false],
  )
})

database.test(
  'P1: what an administrator changes of a workplace is told to its owner, once',
  async (world) => {
    const at = await led(world)
    await at.house.operator.perform(appointToOffice, { person: at.person.molly, role: 'administrator' })
    const plan = { planWidth: '1200', planHeight: '700' }
    const floor = { site: 'county-hall', name: 'Ground', level: '0', ...plan }
    await at.house.as(at.person.priya).perform(addFloor, { ...floor, code: 'g' })
    await at.house.drain()
    const told = async () =>
      (
        await sql<{ template: string }>`select template from platform.notification`.execute(world.db)
      ).rows.map((row) => row.template)
    assert.deepEqual(await told(), [], 'its own lead is nobody else')
    const end = { on: '2026-11-27', because: 'Damp', becomes: 'withdraw', version: '1' }
    await at.house.as(at.person.molly).perform(retireResource, { resource: at.place['d01'], ...end })
    await at.house.drain()
    assert.deepEqual(await told(), ['workspaces.terms.changed-on-behalf'])
  },
)

database.test('who runs one workplace moves nothing into another as if they ran it', async (world) => {
  const at = await led(world)
  await at.house.as(at.person.priya).perform(appointOfficer, {
    site: at.site,
    person: at.person.marcus,
    role: 'manager',
    everywhere: 'no',
  })
  const made = await book(at, at.person.ravi)
  const [floor, zone, desk] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  const whitfield = { code: 'whitfield', organisation: 'dover', name: 'Whitfield', town: 'Dover' }
  const { id: site } = await at.house.operator.perform(createSite, whitfield)
  for (const statement of [
    sql`insert into workspaces.workplace (site_id, opened_on) values (${site}, '2026-01-01')`,
    sql`insert into workspaces.floor (id, site_id, code, name, level) values (${floor}, ${site}, 'g', 'Ground', 0)`,
    sql`insert into workspaces.zone (id, site_id, floor_id, code, name) values (${zone}, ${site}, ${floor}, 'a', 'A')`,
    sql`insert into workspaces.resource (id, site_id, floor_id, zone_id, code, name, kind, check_in_code, from_on)
      values (${desk}, ${site}, ${floor}, ${zone}, 'd1', 'Desk 1', 'desk', 'w-d1', '2026-01-01')`,
    sql`insert into workspaces.agreement (id, site_id, owner_organisation_id, audience, audience_id, terms, from_on, notice_days, state, made_at)
      values (${crypto.randomUUID()}, ${site}, ${at.organisation.dover}, 'organisation', ${at.organisation.kcc}, 'Kent', '2026-01-01', 30, 'standing', '2026-01-01T00:00:00Z')`,
    sql`insert into workspaces.rule (id, site_id, place, place_id, audience, least_notice_minutes, from_on, made_at)
      values (${crypto.randomUUID()}, ${site}, 'site', ${site}, 'partner', 43200, '2026-01-01', '2026-01-01T00:00:00Z')`,
  ])
    await statement.execute(world.db)
  const move = { booking: made.id, version: '1', ...monday, place: desk }
  await assert.rejects(at.house.as(at.person.marcus).perform(changeBooking, move), {
    code: 'workspaces.booking.notice',
  })
})

database.test(
  'a search for a body that one does not work for is refused, not answered for another',
  async (world) => {
    const at = await desks(world)
    const asked = { ...monday, kind: 'desk', organisation: at.organisation.dover }
    const find = (who: string) => at.house.as(who).ask(searchWorkspaces, asked)
    await assert.rejects(find(at.person.ravi), { code: 'workspaces.search.not-theirs' })
    assert.equal((await find(at.person.molly)).workplaces.length, 1)
  },
)

database.test(
  'a calendar brings in neither what lasts for weeks nor what cannot be known again',
  async (world) => {
    const at = await led(world)
    const event = (uid: string, until: string) =>
      `BEGIN:VEVENT\r\nUID:${uid}\r\nSUMMARY:Course\r\nDTSTART:20260901T090000Z\r\nDTEND:${until}\r\nEND:VEVENT\r\n`
    const events = [
      event('long', '20261101T090000Z'),
      event('no\u0000ne', '20260901T100000Z'),
      event('good', '20260901T110000Z'),
    ]
    const bytes = Buffer.from(`BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join('')}END:VCALENDAR\r\n`)
    const { created, lines } = await at.house.as(at.person.priya).perform(importCalendar, {
      place: at.place['r01'],
      organisation: at.organisation.kcc,
      file: { name: 'room.ics', bytes },
      isPrivate: 'no',
      bring: 'bring',
    })
    assert.equal(created, 1)
    assert.deepEqual(
      lines.map((one) => one.isRefused),
      [true, true, false],
    )
  },
)
