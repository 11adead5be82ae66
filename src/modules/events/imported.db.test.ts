// Calendar files brought in: looked at first, then as drafts, and the second time as nothing.
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { sql } from '#platform/database/index.ts'
import { countyDatabase } from '#test/support/county.ts'
import { eventful, type Eventful } from '#test/support/events.ts'
import { importCalendar } from './actions/imported.ts'
import { appointOfficer } from '#modules/partnerships/index.ts'
import { publishEvent } from './actions/events.ts'

const database = countyDatabase()

const event = (uid: string, day: string, ...lines: string[]): string =>
  [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'SUMMARY:Exercise',
    `DTSTART;TZID=Europe/London:${day}T093000`,
    `DTEND;TZID=Europe/London:${day}T160000`,
    ...lines,
    'END:VEVENT',
  ].join('\r\n')

const file = (...events: string[]) => ({
  name: 'calendar.ics',
  bytes: Buffer.from(['BEGIN:VCALENDAR', ...events, 'END:VCALENDAR', ''].join('\r\n')),
})

async function officer(at: Eventful) {
  const { db } = await at.house.operator.reader()
  const code = await db
    .selectFrom('partnerships.partnership')
    .select('code')
    .where('id', '=', at.partnership)
    .executeTakeFirst()
  await at.house.operator.perform(appointOfficer, {
    partnership: code?.code ?? '',
    person: at.person.ravi,
    role: 'partnership-officer',
  })
  const bring = (upload: ReturnType<typeof file>, what = 'bring') =>
    at.house
      .as(at.person.ravi)
      .perform(importCalendar, { partnership: at.partnership, file: upload, bring: what })
  return bring
}

const drafts = (db: Parameters<typeof eventful>[0]) =>
  db.db
    .selectFrom('events.event')
    .select(['id', 'title', 'state', 'room', 'online', 'starts_at', 'version', 'summary', 'description'])
    .orderBy('starts_at')
    .execute()

database.test('Looking first says what would come, line by line, and brings nothing', async (db) => {
  const at = await eventful(db)
  const bring = await officer(at)
  const upload = file(
    event('a', '20270330'),
    event('b', '20200330'),
    event('c', '20270401', 'RRULE:FREQ=SECONDLY;COUNT=5'),
  )
  const looked = await bring(upload, 'look')
  assert.equal(looked.isDone, false)
  assert.deepEqual(looked.counts, { create: 1, change: 0, cancel: 0, nothing: 0, refuse: 2 })
  assert.deepEqual(
    looked.lines.map((one) => [one.line, one.uid, one.isRefused]),
    [
      [2, 'a', false],
      [8, 'b', true],
      [14, 'c', true],
    ],
  )
  assert.deepEqual(await drafts(db), [])
})

database.test('E24: what can be taken comes as drafts; the same file again changes nothing', async (db) => {
  const at = await eventful(db)
  const bring = await officer(at)
  const upload = file(
    event(
      'a',
      '20270330',
      'LOCATION:Dover',
      'DESCRIPTION:Bring a laptop\\nAnd a pen',
      'URL:javascript:alert(1)',
    ),
    event('b', '20270401', 'RRULE:FREQ=WEEKLY;COUNT=3', 'SUMMARY:Ignored twice'),
    event('c', '20270501', 'LOCATION:https://meet.example/x'),
  )
  assert.equal((await bring(upload)).counts.create, 5)
  const first = await drafts(db)
  assert.deepEqual([first[0]?.state, first[0]?.room, first[0]?.summary], ['draft', 'Dover', 'Bring a laptop'])
  assert.ok(!JSON.stringify(first).includes('javascript'))
  assert.deepEqual([first[4]?.online, first[4]?.room], [true, null])
  const { counts } = await bring(upload)
  assert.deepEqual([counts.create, counts.nothing], [0, 5])
  assert.deepEqual(await drafts(db), first)
})

database.test(
  'E24: a later version changes the draft; what is published here is not changed by a file',
  async (db) => {
    const at = await eventful(db)
    const bring = await officer(at)
    await bring(file(event('a', '20270330'), event('b', '20270331')))
    const published = (await drafts(db))[1]
    await at.house.operator.perform(publishEvent, { event: published?.id, version: '1' })
    const { counts, lines } = await bring(
      file(event('a', '20270402', 'SEQUENCE:1'), event('b', '20270403', 'SEQUENCE:1')),
    )
    assert.deepEqual([counts.change, counts.refuse], [1, 1])
    assert.match(lines.find((one) => one.isRefused)?.what ?? '', /published here already/)
    assert.deepEqual(
      (await drafts(db)).map((one) => one.starts_at.toString()),
      ['2027-03-31T08:30:00Z', '2027-04-02T08:30:00Z'],
    )
    const cancelled = await bring(
      file(
        event('a', '20270402', 'SEQUENCE:2', 'STATUS:CANCELLED'),
        event('z', '20270402', 'STATUS:CANCELLED'),
      ),
    )
    assert.deepEqual([cancelled.counts.cancel, cancelled.counts.nothing], [1, 1])
  },
)

database.test(
  'A file too large, too full, or no calendar is refused; so is who may not bring it',
  async (db) => {
    const at = await eventful(db)
    const bring = await officer(at)
    const many = Array.from({ length: 501 }, (_, nth) => event(`u${nth}`, '20270330'))
    assert.match((await bring(file(...many))).lines[0]?.what ?? '', /501 events/)
    await assert.rejects(bring({ name: 'a.ics', bytes: Buffer.alloc(5 * 1024 * 1024 + 1) }), {
      code: 'platform.form.invalid',
    })
    assert.match(
      (await bring({ name: 'a.ics', bytes: Buffer.from('hello') })).lines[0]?.what ?? '',
      /not a calendar/,
    )
    const weekly = Array.from({ length: 20 }, (_, nth) =>
      event(`r${nth}`, '20270330', 'RRULE:FREQ=WEEKLY;COUNT=60'),
    )
    await assert.rejects(bring(file(...weekly)), { code: 'events.calendar.too-many' })
    const byMolly = at.house
      .as(at.person.molly)
      .perform(importCalendar, { partnership: at.partnership, file: file(), bring: 'look' })
    await assert.rejects(byMolly, { code: 'platform.permission.missing' })
    const nowhere = at.house
      .as(at.person.ravi)
      .perform(importCalendar, { partnership: randomUUIDv7(), file: file(), bring: 'look' })
    await assert.rejects(nowhere, { kind: 'not-found' })
  },
)

database.test(
  'E24: a draft is brought forward also past the day on which its places were to be released',
  async (db) => {
    const at = await eventful(db)
    const bring = await officer(at)
    await bring(file(event('a', '20270330')))
    await sql`update events.event set room_places = 10, room_share = 2, release_at = '2027-03-20T09:00Z',
      booking_closes_at = '2027-03-29T09:00Z'`.execute(db.db)
    const { counts } = await bring(file(event('a', '20270302', 'SEQUENCE:1')))
    assert.equal(counts.change, 1)
    assert.equal((await drafts(db))[0]?.starts_at.toString(), '2027-03-02T09:30:00Z')
  },
)
