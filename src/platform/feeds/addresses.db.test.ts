// Calendar addresses: shown once, kept as a digest, taken back, renewed, forgotten with the person.
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { fill } from '#platform/actions/index.ts'
import type { Database } from '#platform/database/index.ts'
import { module } from '#platform/module/index.ts'
import { testDatabase } from '#test/support/database.ts'
import { testHouse, type Acting } from '#test/support/house.ts'
import {
  addressesOf,
  addressOfSecret,
  calendarEntries,
  createCalendars,
  type CalendarEntry,
  readCalendar,
  touchAddress,
} from './index.ts'

const database = testDatabase()

const TODAY = Temporal.PlainDate.from('2026-11-20')

/** A house in which everybody has a calendar of their own and Ada one of a club besides. */
async function scene(world: Database) {
  const [ada, bob, club] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()]
  for (const [id, title] of [
    [ada, 'Ada'],
    [bob, 'Bob'],
    [club, 'Club'],
  ] as const)
    await world.db
      .insertInto('platform.subject')
      .values({ id, module: 'example', noun: 'thing', title, audience: 'all', ended_on: null })
      .execute()
  const calendars = createCalendars({
    calendarById: async (reader, id) => {
      if (reader.actor.kind !== 'person') return undefined
      if (id === reader.actor.id) return { kind: 'person', id, name: 'Your calendar' }
      return id === club && reader.actor.id === ada ? { kind: 'club', id, name: 'Club' } : undefined
    },
  })
  const diary = module({
    name: 'diary',
    title: 'Diary',
    uses: [],
    fills: [
      fill(calendarEntries, {
        name: 'diary.entry.in-calendar',
        permission: 'public',
        run: async (_reader, { kind, id, from }): Promise<CalendarEntry[]> => [
          {
            uid: id,
            sequence: 1,
            title: `${kind} from ${from.toString()}`,
            description: '',
            location: null,
            href: '/diary',
            starts: TODAY,
            ends: TODAY,
            status: 'confirmed',
            changedAt: Temporal.Instant.from('2026-11-01T00:00:00Z'),
          },
        ],
      }),
    ],
  })
  const house = testHouse(world, [module({ title: 'Calendars', uses: [], ...calendars.part }), diary])
  const make = (who: Acting, calendar: string, name = 'Outlook', detail = 'all') =>
    who.perform(calendars.actions.create, { calendar, name, detail })
  return { ...calendars, house, make, ada, bob, club, as: (id: string) => house.as(id) }
}

database.test(
  'An address is shown once, opens its calendar, and lies nowhere in the database',
  async (world) => {
    const { make, as, ada } = await scene(world)
    const { token, id } = await make(as(ada), ada)
    assert.match(token, /^[A-Za-z0-9_-]{43}$/)
    assert.deepEqual((await addressOfSecret(world.db, token))?.id, id)
    const rows = await world.db.selectFrom('platform.calendar_address').selectAll().execute()
    const audit = await world.db.selectFrom('platform.audit_entry').selectAll().execute()
    assert.ok(!JSON.stringify([rows, audit]).includes(token))
  },
)

database.test('A calendar that is not theirs to read gives nobody an address', async (world) => {
  const { make, as, bob, club, ada } = await scene(world)
  for (const calendar of [club, ada, randomUUIDv7()])
    await assert.rejects(make(as(bob), calendar), { code: 'feeds.address.no-calendar' })
})

database.test('An address taken back opens nothing, as one that never was', async (world) => {
  const { make, as, ada, actions } = await scene(world)
  const { token, id } = await make(as(ada), ada)
  await as(ada).perform(actions.revoke, { address: id })
  assert.equal(await addressOfSecret(world.db, token), undefined)
  assert.equal(await addressOfSecret(world.db, 'x'.repeat(43)), undefined)
  await assert.rejects(as(ada).perform(actions.revoke, { address: id }), { kind: 'not-found' })
})

database.test('A new address in place of one that got about is one step', async (world) => {
  const { make, as, ada, club, actions } = await scene(world)
  const first = await make(as(ada), club, 'Phone')
  const second = await as(ada).perform(actions.renew, { address: first.id })
  assert.equal(await addressOfSecret(world.db, first.token), undefined)
  const found = await addressOfSecret(world.db, second.token)
  assert.deepEqual([found?.kind, found?.of, found?.name], ['club', club, 'Phone'])
})

database.test('Nobody takes back or renews another’s address', async (world) => {
  const { make, as, ada, bob, actions } = await scene(world)
  const { id, token } = await make(as(ada), ada)
  for (const action of [actions.revoke, actions.renew])
    await assert.rejects(as(bob).perform(action, { address: id }), { kind: 'not-found' })
  assert.ok(await addressOfSecret(world.db, token))
})

database.test('A person has at most twenty addresses', async (world) => {
  const { make, as, ada, actions } = await scene(world)
  const made = []
  for (let count = 0; count < 20; count += 1) made.push(await make(as(ada), ada))
  await assert.rejects(make(as(ada), ada), { code: 'feeds.address.too-many' })
  await as(ada).perform(actions.revoke, { address: made[0]!.id })
  await make(as(ada), ada)
})

database.test('A leaver’s addresses are forgotten with them', async (world) => {
  const { make, as, ada, part } = await scene(world)
  const { token } = await make(as(ada), ada)
  const [reference] = part.personal
  assert.deepEqual(
    (await reference!.held(world.db, ada)).map((row) => row.Name),
    ['Outlook'],
  )
  await world.db.transaction().execute((tx) => reference!.leaving.forget(tx, ada))
  assert.equal(await addressOfSecret(world.db, token), undefined)
})

database.test('That it was read is written once a day', async (world) => {
  const { make, as, ada } = await scene(world)
  const { token } = await make(as(ada), ada)
  const read = async (day: Temporal.PlainDate): Promise<string | undefined> => {
    await touchAddress(world.db, (await addressOfSecret(world.db, token))!, day)
    return (await addressesOf(world.db, ada))[0]?.lastReadOn?.toString()
  }
  assert.equal(await read(TODAY), '2026-11-20')
  assert.equal(await read(TODAY.subtract({ days: 1 })), '2026-11-20')
  assert.equal(await read(TODAY.add({ days: 1 })), '2026-11-21')
})

database.test('A calendar holds what later rooms put into it, from a year back', async (world) => {
  const { as, ada, club } = await scene(world)
  const text = await readCalendar(
    await as(ada).reader(),
    { kind: 'club', id: club, name: 'Club' },
    'https://connects.example',
  )
  assert.ok(text.includes('SUMMARY:club from 2025-11-20'))
  assert.ok(text.includes('X-WR-CALNAME:Club'))
})

database.test('A calendar that says only when time is taken says nothing else', async (world) => {
  const { make, as, club, ada } = await scene(world)
  const { token } = await make(as(ada), club, 'Door', 'busy')
  const address = await addressOfSecret(world.db, token)
  assert.equal(address?.busyOnly, true)
  const text = await readCalendar(
    await as(ada).reader(),
    { kind: 'club', id: club, name: 'Club' },
    'https://connects.example',
    true,
  )
  assert.ok(text.includes('SUMMARY:Busy'))
  for (const word of ['club from', 'URL', 'LOCATION', 'DESCRIPTION', '/diary'])
    assert.ok(!text.includes(word), word)
})
