// The day over a database undone after each test: checking in, what is given back, the waiting list, visitors, who comes.
import assert from 'node:assert/strict'
import type { Database } from '#platform/database/index.ts'
import { sql } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { desks, type Desks } from '#test/support/desks.ts'
import { action } from '#platform/actions/index.ts'
import { makeBooking } from './actions/booking.ts'
import { cancelBooking, changeBooking } from './actions/changing.ts'
import { checkIn } from './actions/checking-in.ts'
import { createPanel, revokePanel, setNetworks } from './actions/panels.ts'
import { joinWaiting, leaveWaiting } from './actions/joining-waiting.ts'
import { endBookings, place } from './actions/placing.ts'
import { completeBookings, leaveEarly, releaseUnattended, watchTheDay } from './actions/releasing.ts'
import {
  expectVisitor,
  forgetVisitors,
  receiveVisitor,
  seeVisitorOut,
  withdrawVisitor,
} from './actions/visitors.ts'
import { offerWhatIsFree, settleWaiting } from './actions/waiting.ts'
import { arrivalsOf, readArrivals } from './queries/arrivals.ts'
import { wordOfTheDay } from './queries/on-site.ts'
import { digestOf, panelAt, panelRows } from './queries/panels.ts'
import { ownWaiting, waitingAt } from './queries/waiting.ts'
import { ownVisitors } from './queries/visitors.ts'

const database = countyDatabase()
const code = (expected: string) => ({ code: expected })
type World = Pick<Database, 'db'>

// It is Friday 20 November 2026, 10am.
const at = (time: string, on = '2026-11-20'): Temporal.Instant => Temporal.Instant.from(`${on}T${time}:00Z`)

async function booked(
  world: Desks,
  person: string,
  organisation: string,
  resource: string,
  from: string,
  until: string,
  on = '2026-11-20',
): Promise<string> {
  const put = action({
    name: 'workspaces.test.put',
    title: 'Put',
    doors: [],
    fields: {},
    async run(inside) {
      const { placed } = await place(inside, {
        wanted: [{ resourceId: world.place[resource]!, startsAt: at(from, on), endsAt: at(until, on) }],
        forPersonId: person,
        organisationId: organisation,
        purpose: null,
        isPrivate: false,
        people: 1,
        as: 'booker',
        conflicts: 'refuse',
      })
      return { subject: null, result: placed[0]!.id }
    },
  })
  return world.house.system.perform(put, {})
}

async function ended(world: Desks, id: string): Promise<void> {
  const end = action({
    name: 'workspaces.test.end',
    title: 'End',
    doors: [],
    fields: {},
    run: async (inside) => ({ subject: null, result: await endBookings(inside, [id], 'cancelled', null) }),
  })
  await world.house.system.perform(end, {})
}

const row = (db: World['db'], id: string) =>
  db.selectFrom('workspaces.booking').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

database.test('B2: one checks in from half an hour before, once, however often it is sent', async (db) => {
  const world = await desks(db)
  const molly = world.house.as(world.person.molly)
  const id = await booked(world, world.person.molly, world.organisation.dover, 'd01', '11:00', '15:00')
  await assert.rejects(molly.perform(checkIn, { booking: id }), code('workspaces.check-in.early'))
  world.house.clock.set('2026-11-20T10:30:00Z')
  assert.equal((await molly.perform(checkIn, { booking: id })).isNew, true)
  assert.equal((await molly.perform(checkIn, { booking: id })).isNew, false)
  const steps = await db.db
    .selectFrom('workspaces.step')
    .select('state')
    .where('booking_id', '=', id)
    .execute()
  assert.deepEqual(
    steps.map((one) => one.state),
    ['confirmed', 'checked-in'],
  )
})

database.test('somebody else’s booking is not there to check in to', async (db) => {
  const world = await desks(db)
  const id = await booked(world, world.person.molly, world.organisation.dover, 'd01', '10:00', '15:00')
  await assert.rejects(
    world.house.as(world.person.noor).perform(checkIn, { booking: id }),
    code('platform.record.not-found'),
  )
  await assert.rejects(
    world.house.as(world.person.noor).perform(leaveEarly, { booking: id }),
    code('platform.record.not-found'),
  )
})

database.test(
  'an office with a list of networks wants people inside; the word of the day from its screen will do',
  async (db) => {
    const world = await desks(db)
    await sql`insert into workspaces.network (id, site_id, network, name, made_at)
    values (gen_random_uuid(), ${world.site}, '10.20.0.0/16', 'Office', now())`.execute(db.db)
    const molly = world.house.as(world.person.molly)
    const id = await booked(world, world.person.molly, world.organisation.dover, 'd01', '10:00', '15:00')
    await assert.rejects(
      molly.perform(checkIn, { booking: id, from: '192.0.2.7' }),
      code('workspaces.check-in.not-here'),
    )
    await assert.rejects(molly.perform(checkIn, { booking: id }), code('workspaces.check-in.not-here'))
    assert.equal((await molly.perform(checkIn, { booking: id, from: '::ffff:10.20.3.4' })).isNew, true)
  },
)

database.test(
  'B3: what nobody came to is given back after its hour, a whole day to its end, once',
  async (db) => {
    const world = await desks(db)
    const id = await booked(world, world.person.molly, world.organisation.dover, 'd01', '10:00', '17:00')
    const there = await booked(world, world.person.noor, world.organisation.swale, 'd02', '10:00', '17:00')
    await world.house.as(world.person.noor).perform(checkIn, { booking: there })
    world.house.clock.set('2026-11-20T10:59:59Z')
    assert.equal((await world.house.system.perform(releaseUnattended, {})).released, 0)
    world.house.clock.set('2026-11-20T11:00:00Z')
    assert.equal((await world.house.system.perform(releaseUnattended, {})).released, 1)
    assert.equal((await world.house.system.perform(releaseUnattended, {})).released, 0)
    assert.equal((await row(db.db, id)).state, 'released')
    assert.equal((await row(db.db, there)).state, 'checked-in')
    const claims = await db.db.selectFrom('workspaces.claim').select('booking_id').execute()
    assert.deepEqual(
      claims.map((one) => one.booking_id),
      [there],
    )
    await assert.rejects(
      world.house.as(world.person.molly).perform(checkIn, { booking: id }),
      code('workspaces.check-in.released'),
    )
  },
)

database.test(
  'B3: what could not be checked in to while the service was down is not given back for it',
  async (db) => {
    const world = await desks(db)
    const id = await booked(world, world.person.molly, world.organisation.dover, 'd01', '10:00', '17:00')
    const short = await booked(world, world.person.noor, world.organisation.swale, 'd02', '10:00', '11:30')
    await world.house.system.perform(watchTheDay, {})
    // It answers again an hour and a half later: the hour in which they could have checked in begins anew.
    world.house.clock.set('2026-11-20T11:30:00Z')
    await world.house.system.perform(watchTheDay, {})
    await world.house.system.perform(releaseUnattended, {})
    assert.equal((await row(db.db, id)).state, 'confirmed')
    assert.equal((await row(db.db, id)).release_at?.toString(), '2026-11-20T12:30:00Z')
    assert.equal((await row(db.db, short)).release_at, null, 'nobody can know whether they came')
    await world.house.system.perform(completeBookings, {})
    assert.equal((await row(db.db, short)).state, 'completed')
    for (const minute of [31, 32]) {
      world.house.clock.set(`2026-11-20T11:${minute}:00Z`)
      await world.house.system.perform(watchTheDay, {})
    }
    assert.equal((await row(db.db, id)).release_at?.toString(), '2026-11-20T12:30:00Z', 'put off once')
  },
)

database.test('whoever leaves early gives the rest back', async (db) => {
  const world = await desks(db)
  const id = await booked(world, world.person.molly, world.organisation.dover, 'd01', '10:00', '17:00')
  const molly = world.house.as(world.person.molly)
  await assert.rejects(molly.perform(leaveEarly, { booking: id }), code('workspaces.check-in.none'))
  await molly.perform(checkIn, { booking: id })
  world.house.clock.set('2026-11-20T12:10:00Z')
  await molly.perform(leaveEarly, { booking: id })
  await molly.perform(leaveEarly, { booking: id })
  const left = await row(db.db, id)
  assert.equal(left.state, 'completed')
  assert.equal(left.left_at?.toString(), '2026-11-20T12:10:00Z')
  assert.ok(await booked(world, world.person.noor, world.organisation.swale, 'd01', '12:15', '17:00'))
})

const join = (world: Desks, resource: string, more: Readonly<Record<string, string>> = {}) => ({
  resource: world.place[resource]!,
  width: 'this',
  on: '2026-11-23',
  from: '9am',
  until: '5pm',
  ...more,
})
const MONDAY = '2026-11-23'
const freed = (world: Desks, resource: string) => ({
  site: world.site,
  resource: world.place[resource]!,
  startsAt: at('09:00', MONDAY).toString(),
  endsAt: at('17:00', MONDAY).toString(),
})

database.test(
  'B4: what comes free is offered to the first in order, then to the next; leaving is one step',
  async (db) => {
    const world = await desks(db)
    const id = await booked(world, world.person.ravi, world.organisation.kcc, 'd01', '09:00', '17:00', MONDAY)
    const [molly, noor] = [world.house.as(world.person.molly), world.house.as(world.person.noor)]
    const first = await molly.perform(joinWaiting, join(world, 'd01'))
    await noor.perform(joinWaiting, join(world, 'd01'))
    assert.deepEqual(
      (await ownWaiting(await noor.reader())).map((one) => one.position),
      [2],
    )
    await ended(world, id)
    assert.equal((await world.house.system.perform(offerWhatIsFree, freed(world, 'd01'))).offered, true)
    const [offer] = await ownWaiting(await molly.reader())
    assert.equal(offer?.state, 'offered')
    assert.equal(offer?.held_until?.toString(), '2026-11-20T10:15:00Z')
    assert.equal((await world.house.system.perform(offerWhatIsFree, freed(world, 'd01'))).offered, false)
    await assert.rejects(noor.perform(leaveWaiting, { waiting: first.id }), code('platform.record.not-found'))
    await molly.perform(leaveWaiting, { waiting: first.id })
    await molly.perform(leaveWaiting, { waiting: first.id })
    await world.house.system.perform(offerWhatIsFree, freed(world, 'd01'))
    assert.equal((await ownWaiting(await noor.reader()))[0]?.state, 'offered')
    world.house.clock.set('2026-11-20T10:15:00Z')
    await world.house.system.perform(settleWaiting, {})
    assert.equal((await ownWaiting(await noor.reader()))[0]?.state, 'lapsed')
    assert.deepEqual(await waitingAt(await world.house.system.reader(), world.site), [])
  },
)

database.test('B4: any like it in the zone will do, where it has what is asked for', async (db) => {
  const world = await desks(db)
  await sql`update workspaces.resource set attributes = '{dual-screen}' where code = 'd03'`.execute(db.db)
  const molly = world.house.as(world.person.molly)
  await molly.perform(joinWaiting, join(world, 'd01', { width: 'zone', attributes: 'dual-screen' }))
  assert.equal((await world.house.system.perform(offerWhatIsFree, freed(world, 'd02'))).offered, false)
  assert.equal((await world.house.system.perform(offerWhatIsFree, freed(world, 'd03'))).offered, true)
})

database.test('B4: nobody joins for a time that is over or a place that is not there', async (db) => {
  const world = await desks(db)
  const molly = world.house.as(world.person.molly)
  await assert.rejects(
    molly.perform(joinWaiting, join(world, 'd01', { on: '2026-11-19' })),
    code('workspaces.waiting.past'),
  )
  await assert.rejects(
    world.house.as(world.person.basil).perform(joinWaiting, join(world, 'd01')),
    code('platform.record.not-found'),
  )
})

database.test(
  'P8: reception sees who comes, each once, and ticks a visitor in and out; others do not',
  async (db) => {
    const world = await desks(db)
    await sql`insert into workspaces.officer (id, organisation_id, site_id, person_id, role, from_on)
    values (gen_random_uuid(), ${world.organisation.kcc}, ${world.site}, ${world.person.priya}, 'reception', '2026-01-01')`.execute(
      db.db,
    )
    await booked(world, world.person.molly, world.organisation.dover, 'd01', '10:00', '12:00')
    await booked(world, world.person.molly, world.organisation.dover, 'r01', '12:00', '14:00')
    const molly = world.house.as(world.person.molly)
    const visitor = await molly.perform(expectVisitor, {
      site: world.site,
      comesOn: '2026-11-20',
      name: 'Ada Guest',
      from: 'Guest & Co',
      mail: 'ada@guest.example',
    })
    const priya = world.house.as(world.person.priya)
    const seen = await priya.ask(readArrivals, { site: 'county-hall', on: '2026-11-20' })
    assert.deepEqual(
      seen.map((one) => [one.name, one.presence, one.places.length]),
      [
        ['Ada Guest', 'expected', 0],
        ['Molly Gridref', 'expected', 2],
      ],
    )
    const looks = await db.db.selectFrom('workspaces.name_view').selectAll().execute()
    assert.deepEqual(
      looks.map((one) => [one.list, one.people, one.viewer_person_id]),
      [['arrivals', 2, world.person.priya]],
    )
    await assert.rejects(molly.ask(readArrivals, { site: 'county-hall', on: '2026-11-20' }))
    await assert.rejects(molly.perform(receiveVisitor, { visitor: visitor.id }))
    await priya.perform(receiveVisitor, { visitor: visitor.id })
    const workplace = { site_id: world.site, time_zone: 'Europe/London' }
    const today = Temporal.PlainDate.from('2026-11-20')
    assert.equal((await arrivalsOf(await priya.reader(), workplace, today))[0]?.presence, 'here')
    await assert.rejects(
      molly.perform(withdrawVisitor, { visitor: visitor.id, version: 1 }),
      code('workspaces.visitor.arrived'),
    )
    await priya.perform(seeVisitorOut, { visitor: visitor.id })
    assert.equal((await arrivalsOf(await priya.reader(), workplace, today))[0]?.presence, 'gone')
  },
)

database.test('A3: a month after their day nobody knows a visitor any more', async (db) => {
  const world = await desks(db)
  const molly = world.house.as(world.person.molly)
  const { id } = await molly.perform(expectVisitor, {
    site: world.site,
    comesOn: '2026-11-20',
    name: 'Ada Guest',
    mail: 'ada@guest.example',
  })
  world.house.clock.set('2026-12-20T03:35:00Z')
  assert.equal((await world.house.system.perform(forgetVisitors, {})).forgotten, 0)
  world.house.clock.set('2026-12-21T03:35:00Z')
  assert.equal((await world.house.system.perform(forgetVisitors, {})).forgotten, 1)
  const kept = await db.db
    .selectFrom('workspaces.visitor')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  assert.deepEqual([kept.name, kept.mail, kept.organisation_words], [null, null, null])
  assert.deepEqual(await ownVisitors(await molly.reader()), [])
})

database.test(
  'B3: a series that nobody comes to is given back only after a warning; coming once counts anew',
  async (db) => {
    const world = await desks(db)
    const series = crypto.randomUUID()
    await sql`insert into workspaces.series (id, resource_id, site_id, organisation_id, for_person_id, rule, first_on, starts_at, ends_at, made_at)
    values (${series}, ${world.place['d01']}, ${world.site}, ${world.organisation.dover}, ${world.person.molly}, '{}', '2026-11-20', '10:00', '12:00', now())`.execute(
      db.db,
    )
    const days = ['2026-11-20', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26']
    const ids: string[] = []
    for (const day of days)
      ids.push(
        await booked(world, world.person.molly, world.organisation.dover, 'd01', '10:00', '12:00', day),
      )
    await sql`update workspaces.booking set series_id = ${series} where id = any(${ids}::uuid[])`.execute(
      db.db,
    )
    const seriesNow = () =>
      db.db.selectFrom('workspaces.series').selectAll().where('id', '=', series).executeTakeFirstOrThrow()
    for (const [nth, day] of days.slice(0, 3).entries()) {
      // The service runs all the time: no gap puts anything off.
      await sql`delete from workspaces.watch`.execute(db.db)
      world.house.clock.set(`${day}T11:00:00Z`)
      await world.house.system.perform(releaseUnattended, {})
      assert.equal((await seriesNow()).no_shows, nth + 1)
      assert.equal((await seriesNow()).warned_at !== null, nth >= 1)
    }
    const states = await db.db
      .selectFrom('workspaces.booking')
      .select('state')
      .where('id', 'in', ids)
      .execute()
    assert.deepEqual(
      states.map((one) => one.state),
      Array(5).fill('released'),
    )
    assert.ok((await seriesNow()).ended_at)
    const told = await db.db.selectFrom('platform.notification').select('template').execute()
    assert.deepEqual(
      told
        .map((one) => one.template)
        .filter((one) => one.startsWith('workspaces.series'))
        .toSorted(),
      ['workspaces.series.given-back', 'workspaces.series.warned'],
    )
  },
)

database.test(
  'the word of the day of a screen counts on its day at its office, and its address only until it is taken back',
  async (db) => {
    const world = await desks(db)
    await sql`insert into workspaces.officer (id, organisation_id, site_id, person_id, role, from_on)
    values (gen_random_uuid(), ${world.organisation.kcc}, ${world.site}, ${world.person.priya}, 'manager', '2026-01-01')`.execute(
      db.db,
    )
    const priya = world.house.as(world.person.priya)
    await assert.rejects(
      priya.perform(setNetworks, { site: world.site, networks: '10.20.0.0/16\nfoyer' }),
      code('workspaces.network.invalid'),
    )
    await priya.perform(setNetworks, { site: world.site, networks: '10.20.5.1/16' })
    const made = await priya.perform(createPanel, { site: world.site, name: 'Foyer' })
    await assert.rejects(
      world.house.as(world.person.molly).perform(createPanel, { site: world.site, name: 'Foyer' }),
    )
    const reader = await priya.reader()
    const panel = await panelAt(reader, made.secret)
    const molly = world.house.as(world.person.molly)
    const id = await booked(world, world.person.molly, world.organisation.dover, 'r01', '10:00', '15:00')
    const [room] = (await panelRows(reader, panel)).filter((one) => one.code === 'r01')
    assert.equal(room?.now_who, 'Dover District Council', 'the body, never a name')
    const yesterday = wordOfTheDay(panel.digest, Temporal.PlainDate.from('2026-11-19'))
    await assert.rejects(
      molly.perform(checkIn, { booking: id, token: yesterday }),
      code('workspaces.check-in.not-here'),
    )
    const word = wordOfTheDay(panel.digest, Temporal.PlainDate.from('2026-11-20'))
    await priya.perform(revokePanel, { panel: made.id })
    await assert.rejects(
      molly.perform(checkIn, { booking: id, token: word }),
      code('workspaces.check-in.not-here'),
    )
    await assert.rejects(panelAt(reader, made.secret), code('platform.record.not-found'))
    const again = await priya.perform(createPanel, { site: world.site, name: 'Foyer' })
    const today = wordOfTheDay(digestOf(again.secret), Temporal.PlainDate.from('2026-11-20'))
    assert.equal((await molly.perform(checkIn, { booking: id, token: today })).isNew, true)
  },
)

database.test('B4: a desk kept for access is offered first to whoever wants what it has', async (db) => {
  const world = await desks(db)
  await sql`update workspaces.resource set attributes = '{height-adjustable}', held_for_access = true where code = 'd04'`.execute(
    db.db,
  )
  await sql`insert into workspaces.preference (person_id, wanted) values (${world.person.noor}, '{height-adjustable}')`.execute(
    db.db,
  )
  const [molly, noor] = [world.house.as(world.person.molly), world.house.as(world.person.noor)]
  await molly.perform(joinWaiting, join(world, 'd04'))
  await noor.perform(joinWaiting, join(world, 'd04'))
  await world.house.system.perform(offerWhatIsFree, freed(world, 'd04'))
  assert.equal((await ownWaiting(await noor.reader()))[0]?.state, 'offered')
  assert.equal((await ownWaiting(await molly.reader()))[0]?.state, 'waiting')
})

database.test('B4: what is cancelled or moved away from is offered by the job that it queues', async (db) => {
  const world = await desks(db)
  const ravi = world.house.as(world.person.ravi)
  const wanted = { on: MONDAY, from: '9am', until: '5pm' }
  const offers = () => world.house.queued.filter((one) => one.job === offerWhatIsFree.name)
  const made = await ravi.perform(makeBooking, { places: [world.place['d01']], ...wanted })
  const molly = world.house.as(world.person.molly)
  await molly.perform(joinWaiting, join(world, 'd01'))
  const moved = await ravi.perform(changeBooking, {
    booking: made.id,
    version: 1,
    place: world.place['d02'],
    ...wanted,
  })
  assert.equal((await world.house.system.perform(offerWhatIsFree, offers().at(-1)!.ids)).offered, true)
  assert.equal((await ownWaiting(await molly.reader()))[0]?.state, 'offered')
  await ravi.perform(changeBooking, {
    booking: made.id,
    version: moved.version,
    ...wanted,
    purpose: 'Reading',
  })
  assert.equal(offers().length, 1, 'only what came free is offered')
  await world.house.as(world.person.noor).perform(joinWaiting, join(world, 'd02'))
  await ravi.perform(cancelBooking, { booking: made.id })
  assert.equal((await world.house.system.perform(offerWhatIsFree, offers().at(-1)!.ids)).offered, true)
})

database.test('B3: whose deadline is the end is a no-show, whichever job comes first', async (db) => {
  const world = await desks(db)
  const id = await booked(world, world.person.molly, world.organisation.dover, 'd01', '10:00', '10:30')
  world.house.clock.set('2026-11-20T10:30:00Z')
  await world.house.system.perform(completeBookings, {})
  await world.house.system.perform(releaseUnattended, {})
  assert.equal((await row(db.db, id)).state, 'released')
})
