// What stands around bookings: what needs somebody today, and how workplaces are found.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { duty } from '#platform/module/index.ts'
import { workplaceThere, type Workplace } from '#test/support/bookings-there.ts'
import { countyDatabase } from '#test/support/county.ts'
import { findAgain, findAllAgain } from './actions/finding.ts'

const database = countyDatabase()

const duties = async (at: Workplace, who: string) =>
  (await (await at.house.as(who).reader()).fills(duty, {})).filter((one) =>
    one.href.startsWith('/workspaces'),
  )

database.test('a booking of today asks its person to check in, and nobody else', async (db) => {
  const at = await workplaceThere(db)
  const today = await at.book({ startsAt: '2026-11-20T11:00Z', endsAt: '2026-11-20T16:00Z' })
  await at.book()
  await db.db
    .updateTable('workspaces.booking')
    .set({
      check_in_from: Temporal.Instant.from('2026-11-20T10:30Z'),
      release_at: Temporal.Instant.from('2026-11-20T12:00Z'),
    })
    .execute()
  const [one, ...others] = await duties(at, at.person.ravi)
  assert.equal(others.length, 0)
  assert.equal(one?.href, `/workspaces/bookings/${today}`)
  assert.equal(one?.context, 'Check in between 10:30am and midday, or it is given to others')
  assert.deepEqual(await duties(at, at.person.priya), [])
})

database.test('what one waited for is offered until it goes to the next', async (db) => {
  const at = await workplaceThere(db)
  const offer = await at.book({ state: 'held' })
  await db.db
    .insertInto('workspaces.waiting')
    .values({
      id: randomUUID(),
      site_id: at.site,
      resource_kind: 'desk',
      person_id: at.person.ravi,
      organisation_id: at.organisation.kcc,
      starts_at: Temporal.Instant.from('2026-11-23T09:00Z'),
      ends_at: Temporal.Instant.from('2026-11-23T12:00Z'),
      state: 'offered',
      offer_booking_id: offer,
      made_at: at.house.clock.now(),
    })
    .execute()
  assert.match((await duties(at, at.person.ravi))[0]?.title ?? '', /^It is your turn: Desk 1 at Gun Wharf/)
})

database.test(
  'a workplace and its rooms are found by those whom an agreement lets in on the day',
  async (db) => {
    const at = await workplaceThere(db)
    const keys = async (kind: string): Promise<readonly string[]> => {
      const row = await db.db
        .selectFrom('platform.search_entry as entry')
        .innerJoin('platform.search_audience as audience', 'audience.id', 'entry.audience_id')
        .select('audience.keys')
        .where('entry.kind', '=', kind)
        .executeTakeFirst()
      return row?.keys ?? []
    }
    await at.house.system.perform(findAllAgain, {})
    const ofKent = `workspaces.workplace.read@${at.organisation.kcc}`
    for (const kind of ['workspaces.workplace', 'workspaces.room'])
      assert.ok((await keys(kind)).includes(ofKent), kind)
    assert.ok(!(await keys('workspaces.room')).includes(`workspaces.workplace.read@${at.organisation.dover}`))
    await db.db
      .updateTable('workspaces.agreement')
      .set({ ends_on: Temporal.PlainDate.from('2026-11-19') })
      .execute()
    await at.house.system.perform(findAgain, {
      announcement: randomUUID(),
      agreement: at.agreement,
      step: 'ended',
    })
    for (const kind of ['workspaces.workplace', 'workspaces.room'])
      assert.ok(!(await keys(kind)).includes(ofKent), `${kind} is found by Kent no more`)
  },
)
