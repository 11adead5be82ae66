// Who is told of what, and what the letters say, over a database undone after each test.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Database } from '#platform/database/index.ts'
import type { Letter } from '#platform/notifications/index.ts'
import { workplaceThere, type Workplace } from '#test/support/bookings-there.ts'
import { countyDatabase } from '#test/support/county.ts'
import { releaseLeaver, releasePost } from './actions/leaving.ts'
import {
  chooseConfirmations,
  tellChanged,
  tellEnded,
  tellMade,
  tellOrderEnded,
  tellVisitor,
} from './actions/telling.ts'
import { letters } from './letters.ts'

const database = countyDatabase()
const links = {
  at: (path: string) => `https://connects.example${path}`,
  stop: () => 'https://connects.example/mail/stop',
  replyTo: () => null,
}

type Sent = Letter & { readonly template: string; readonly to: string | null }

/** The letters that wait to be sent, as they would be written now. */
async function letterbox(db: Pick<Database, 'db'>, at: Workplace): Promise<Sent[]> {
  const rows = await db.db
    .selectFrom('platform.notification')
    .selectAll()
    .orderBy('queued_at')
    .orderBy('id')
    .execute()
  const sent: Sent[] = []
  for (const row of rows) {
    const template = letters.find((one) => one.name === row.template)
    const asked = {
      db: db.db,
      now: at.house.clock.now(),
      ids: row.ids,
      opened: null,
      to: row.to_subject,
      links,
    }
    const letter = (await template?.render(asked)) ?? null
    if (letter !== null) sent.push({ ...letter, template: row.template, to: row.to_subject })
  }
  return sent
}

const between = {
  organiser: { mail: 'connects@connects.example', name: 'Connects' },
  attendee: { mail: 'ravi@kcc.example', name: 'Ravi Contour' },
}

database.test('who has booked gets a letter with an entry for their calendar, once', async (db) => {
  const at = await workplaceThere(db)
  const booking = await at.book({ purpose: 'A talk with the doctor' })
  const announcement = randomUUID()
  await at.house.system.perform(tellMade, { announcement, booking })
  await at.house.system.perform(tellMade, { announcement, booking })
  const [letter, ...others] = await letterbox(db, at)
  assert.equal(others.length, 0)
  assert.equal(letter?.to, at.person.ravi)
  assert.equal(letter?.subject, 'Booked: Desk 1 at Gun Wharf')
  assert.match(letter?.text ?? '', /on 23 November 2026 at 9am, until midday\./)
  assert.match(letter?.text ?? '', new RegExp(`https://connects.example/workspaces/bookings/${booking}`))
  assert.doesNotMatch(letter?.text ?? '', /doctor/)
  const invitation = letter?.invitation
  assert.equal(invitation?.method, 'REQUEST')
  assert.match(invitation?.write(between) ?? '', new RegExp(`UID:${booking}@`))
})

database.test(
  'who wants no confirmations hears nothing of their own doing, and all that others do',
  async (db) => {
    const at = await workplaceThere(db)
    await at.house.as(at.person.ravi).perform(chooseConfirmations, { mail: 'no' })
    const booking = await at.book()
    await at.house.system.perform(tellMade, { announcement: randomUUID(), booking })
    assert.deepEqual(await letterbox(db, at), [])
    await db.db
      .insertInto('workspaces.step')
      .values({
        id: 'ffffffff-ffff-4fff-8fff-ffffffffffff',
        booking_id: booking,
        state: 'cancelled',
        person_id: at.person.helena,
        at: at.house.clock.now(),
      })
      .execute()
    await db.db
      .updateTable('workspaces.booking')
      .set({
        state: 'cancelled',
        ended_at: at.house.clock.now(),
        ended_because: 'The heating is broken',
        sequence: 1,
      })
      .where('id', '=', booking)
      .execute()
    await at.house.system.perform(tellEnded, { announcement: randomUUID(), booking })
    const [letter] = await letterbox(db, at)
    assert.equal(letter?.subject, 'Cancelled: Desk 1 at Gun Wharf')
    assert.match(letter?.text ?? '', /was cancelled by Helena Estuary\.\n\nWhy: The heating is broken/)
    assert.equal(letter?.invitation, undefined, 'who wants none gets no entry to take out either')
  },
)

database.test('what waits for approval is told to those who say yes or no', async (db) => {
  const at = await workplaceThere(db)
  const booking = await at.book({ state: 'pending' })
  await at.house.system.perform(tellMade, { announcement: randomUUID(), booking })
  const sent = await letterbox(db, at)
  assert.deepEqual(
    sent.map((one) => [one.to, one.subject]).toSorted(),
    [
      [at.person.helena, 'Approve: Desk 1 at Gun Wharf'],
      [at.person.ravi, 'Waiting for approval: Desk 1 at Gun Wharf'],
    ].toSorted(),
  )
  await db.db
    .updateTable('workspaces.booking')
    .set({ state: 'confirmed', sequence: 1 })
    .where('id', '=', booking)
    .execute()
  await db.db
    .insertInto('workspaces.step')
    .values({
      id: 'ffffffff-ffff-4fff-8fff-ffffffffffff',
      booking_id: booking,
      state: 'confirmed',
      person_id: at.person.helena,
      at: at.house.clock.now(),
    })
    .execute()
  await at.house.system.perform(tellChanged, { announcement: randomUUID(), booking })
  assert.deepEqual(
    (await letterbox(db, at)).filter((one) => one.to === at.person.helena),
    [],
    'somebody else has answered: nothing is asked any more',
  )
  assert.ok((await letterbox(db, at)).some((one) => one.subject === 'Approved: Desk 1 at Gun Wharf'))
})

database.test('who is displaced hears where to', async (db) => {
  const at = await workplaceThere(db)
  const booking = await at.book({ state: 'displaced', endedAt: '2026-11-20T09:00Z', sequence: 1 })
  const instead = await at.book({ resource: 'room' })
  await db.db
    .updateTable('workspaces.booking')
    .set({ replaces_id: booking })
    .where('id', '=', instead)
    .execute()
  await at.house.system.perform(tellEnded, { announcement: randomUUID(), booking })
  const [letter] = await letterbox(db, at)
  assert.match(letter?.text ?? '', /In its place you have Medway Room at Gun Wharf/)
  assert.equal(letter?.invitation?.method, 'CANCEL')
  assert.match(letter?.invitation?.write(between) ?? '', /SEQUENCE:1\r\n[\s\S]*STATUS:CANCELLED/)
})

database.test('many bookings that end together are one letter to each person', async (db) => {
  const at = await workplaceThere(db)
  const order = randomUUID()
  for (const day of ['23', '24', '25', '26', '27', '30']) {
    const id = await at.book({
      startsAt: `2026-11-${day}T09:00Z`,
      endsAt: `2026-11-${day}T12:00Z`,
      state: 'displaced',
      endedAt: '2026-11-20T09:00Z',
      person: day === '30' ? at.person.marcus : at.person.ravi,
    })
    await db.db.updateTable('workspaces.booking').set({ order_id: order }).where('id', '=', id).execute()
  }
  await at.house.system.perform(tellOrderEnded, { announcement: randomUUID(), order })
  const sent = await letterbox(db, at)
  assert.deepEqual(sent.map((one) => one.subject).toSorted(), [
    '5 bookings ended at Gun Wharf',
    'One booking ended at Gun Wharf',
  ])
})

database.test(
  'a visitor is told where to come, by whom they are expected and what is done with their name',
  async (db) => {
    const at = await workplaceThere(db)
    const visitor = randomUUID()
    await db.db
      .insertInto('workspaces.visitor')
      .values({
        id: visitor,
        site_id: at.site,
        host_person_id: at.person.ravi,
        host_organisation_id: at.organisation.kcc,
        name: 'Una Guest',
        mail: 'una@elsewhere.example',
        comes_on: Temporal.PlainDate.from('2026-11-23'),
        made_at: at.house.clock.now(),
      })
      .execute()
    await at.house.system.perform(tellVisitor, { announcement: randomUUID(), visitor })
    await at.house.system.perform(tellVisitor, { announcement: randomUUID(), visitor })
    const [letter, ...others] = await letterbox(db, at)
    assert.equal(others.length, 0)
    assert.match(letter?.text ?? '', /^Ravi Contour expects you at Gun Wharf, Chatham, on 23 November 2026\./)
    assert.match(letter?.text ?? '', /deletes it 30 days after your visit/)
  },
)

database.test(
  'what a leaver had booked ahead comes free, and who runs the workplace is told without a name',
  async (db) => {
    const at = await workplaceThere(db)
    const [ahead, past] = [
      await at.book(),
      await at.book({ startsAt: '2026-11-02T09:00Z', endsAt: '2026-11-02T12:00Z', state: 'completed' }),
    ]
    await at.house.system.perform(releaseLeaver, { announcement: randomUUID(), person: at.person.ravi })
    const rows = await db.db.selectFrom('workspaces.booking').select(['id', 'state']).execute()
    assert.deepEqual(
      new Map(rows.map((row) => [row.id, row.state])),
      new Map([
        [ahead, 'cancelled'],
        [past, 'completed'],
      ]),
    )
    assert.deepEqual(await db.db.selectFrom('workspaces.claim').selectAll().execute(), [])
    const told = (await letterbox(db, at)).find((one) => one.to === at.person.helena)
    assert.match(told?.text ?? '', /had booked a place at Gun Wharf works there no more/)
    assert.doesNotMatch(told?.text ?? '', /Ravi/)
  },
)

database.test('a post that ended gives back what was booked for that body alone', async (db) => {
  const at = await workplaceThere(db)
  await at.book()
  await at.book({
    startsAt: '2026-11-24T09:00Z',
    endsAt: '2026-11-24T12:00Z',
    organisation: at.organisation.medway,
  })
  const asked = { announcement: randomUUID(), person: at.person.ravi }
  const still = await at.house.system.perform(releasePost, { ...asked, organisation: at.organisation.kcc })
  assert.equal(still.ended, 0, 'he still works for Kent')
  const gone = await at.house.system.perform(releasePost, { ...asked, organisation: at.organisation.medway })
  assert.equal(gone.ended, 1)
})
