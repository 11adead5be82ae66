// Bookings by file: the same rules and counters as every other, all or nothing, twice the same as once.
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { importAction } from '#app/importing.ts'
import { modules } from '#app/modules.ts'
import { countyDatabase } from '#test/support/county.ts'
import { importCalendar } from '#modules/workspaces/actions/calendar-file.ts'
import { desks, type Desks } from '#test/support/desks.ts'

const database = countyDatabase()

const HEAD = 'reference,site,place,on,from,until,organisation,person,state,purpose,private'

async function load(at: Desks, lines: readonly string[], dryRun = 'no') {
  const file = { name: 'b.csv', bytes: Buffer.from(`\ufeff${[HEAD, ...lines].join('\r\n')}\r\n`) }
  return at.house.operator.perform(importAction(modules), { kind: 'workspace-bookings', file, dryRun })
}

async function faultsOf(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.ok(error instanceof Refusal, String(error))
  return error.faults.map((one) => one.message)
}

async function bookings({ db }: Pick<Database, 'db'>) {
  const { rows } = await sql<{
    reference: string
    state: string
    starts_at: Temporal.Instant
    claims: number
  }>`
    select reference, state, starts_at, (select count(*)::int from workspaces.claim where booking_id = booking.id) as claims
    from workspaces.booking order by reference`.execute(db)
  return rows
}

const GOOD = [
  'K-1,county-hall,d01,2026-11-18,09:00,17:00,kcc,ravi@kcc.example,completed,Planning,no',
  'K-2,county-hall,d02,2026-11-18,09:00,17:00,dover,molly@dover.example,released,,',
  'K-3,county-hall,d01,2026-11-24,9am,1pm,kcc,RAVI@kcc.example,,,yes',
  'K-4,county-hall,d01,2026-11-24,1pm,5pm,dover,,confirmed,,',
  'K-5,county-hall,d01,2026-11-24,9am,1pm,kcc,,cancelled,,',
]

database.test(
  'a file brings in what is over and what is to come, and twice is the same as once',
  async (world) => {
    const at = await desks(world)
    assert.equal((await load(at, GOOD, 'yes')).created, 5)
    assert.deepEqual(await bookings(world), [], 'a dry run writes nothing')
    assert.deepEqual(pick(await load(at, GOOD)), [5, 0])
    assert.deepEqual(pick(await load(at, GOOD)), [0, 5])
    assert.deepEqual(
      (await bookings(world)).map((one) => [one.reference, one.state, one.claims]),
      [
        ['K-1', 'completed', 0],
        ['K-2', 'released', 0],
        ['K-3', 'confirmed', 1],
        ['K-4', 'confirmed', 1],
        ['K-5', 'cancelled', 0],
      ],
    )
  },
)

const pick = ({ created, unchanged }: { created: number; unchanged: number }) => [created, unchanged]

database.test('every line that stands in the way is named, and nothing is written', async (world) => {
  const at = await desks(world)
  await load(at, GOOD)
  const messages = await faultsOf(
    load(at, [
      'N-1,county-hall,d01,2026-11-24,12:00,14:00,kcc,,,,',
      'N-2,county-hall,d03,2026-11-24,09:00,17:00,kcc,,,,',
      'N-3,county-hall,d03,2026-11-24,16:00,18:00,kcc,,,,',
      'N-4,county-hall,d99,2026-11-24,09:00,17:00,kcc,,,,',
      'N-5,nowhere,d01,2026-11-24,09:00,17:00,kcc,,,,',
      'N-6,county-hall,d04,2027-02-30,25:00,17:00,nobody,x@y.example,odd,,maybe',
      'N-7,county-hall,d04,2026-11-24,09:00,09:00,kcc,,,,',
      'N-8,county-hall,d04,2026-11-24,09:00,17:00,kalc,,,,',
      'N-9,county-hall,d04,2026-11-24,09:00,17:00,kcc,molly@dover.example,,,',
      'N-10,county-hall,d04,2026-11-18,09:00,17:00,kcc,,confirmed,,',
      'N-2,county-hall,d05,2026-11-24,09:00,17:00,kcc,,,,',
      'N-11,county-hall,d01,2026-11-18,16:00,18:00,kcc,,completed,,',
      'N-12,county-hall,d04,2027-03-28,01:30,03:00,kcc,,,,',
    ]),
  )
  const said = (line: number): string => messages.filter((one) => one.startsWith(`Line ${line}:`)).join('\n')
  assert.match(said(2), /Desk 1 is taken/)
  assert.match(said(4), /Desk 3 is taken at that time by line 3/)
  assert.match(said(5), /has no place "d99"/)
  assert.match(said(6), /no workplace "nowhere"/)
  assert.match(said(7), /"2027-02-30" is not a real date/)
  assert.match(said(7), /"25:00" is not a time/)
  assert.match(said(7), /no organisation "nobody"[^]*nobody here has the address[^]*"state"[^]*"private"/)
  assert.match(said(8), /End must be after start/)
  assert.match(said(9), /No agreement lets your organisation/)
  assert.match(said(10), /does not work for the organisation/)
  assert.match(said(11), /It is over/)
  assert.match(said(12), /stands on line 3 already/)
  assert.match(said(13), /was taken at that time by the booking K-1/)
  assert.match(said(14), /1:30am does not exist on 28 March 2027/)
  assert.equal((await bookings(world)).length, GOOD.length)
})

database.test(
  'a limit that a week half gone by has used up binds what is to come, and counters do not drift',
  async (world) => {
    const at = await desks(world)
    await sql`
    insert into workspaces.allocation (id, site_id, place, place_id, resource_kind, form, audience, audience_id, amount, unit, per, from_on, made_at)
    values (${crypto.randomUUID()}, ${at.site}, 'site', ${at.site}, 'desk', 'limits', 'organisation', ${at.organisation.dover}, 2, 'places', 'week', '2026-01-01', '2026-01-01T00:00:00Z')`.execute(
      world.db,
    )
    at.house.clock.set('2026-11-18T10:00:00Z')
    const past = 'L-1,county-hall,d01,2026-11-16,09:00,17:00,dover,,completed,,'
    const ahead = (reference: string, day: string) =>
      `${reference},county-hall,d02,2026-11-${day},09:00,17:00,dover,,,,`
    const messages = await faultsOf(load(at, [past, ahead('L-2', '19'), ahead('L-3', '20')]))
    assert.equal(messages.length, 1)
    assert.match(messages[0] ?? '', /Line 4: Dover District Council together may have 2 desks a week/)
    await load(at, [past, ahead('L-2', '19'), ahead('L-4', '24')])
    const { rows } = await sql<{ from_on: string; used: number }>`
    select from_on::text, used from workspaces.counter where holder = 'allocation' order by from_on`.execute(
      world.db,
    )
    assert.deepEqual(rows, [
      { from_on: '2026-11-16', used: 2 },
      { from_on: '2026-11-23', used: 1 },
    ])
  },
)

const event = (uid: string, starts: string, ends: string, ...more: string[]): string[] => [
  'BEGIN:VEVENT',
  `UID:${uid}`,
  `DTSTART${starts}`,
  `DTEND${ends}`,
  `SUMMARY:${uid}`,
  ...more,
  'END:VEVENT',
]

database.test(
  'a calendar file: each event with its fate, bounded, unknown zones named, twice the same as once',
  async (world) => {
    const at = await desks(world)
    const zoned = ';TZID=Europe/London:20261124T'
    const lines = [
      ...event('weekly', `${zoned}090000`, `${zoned}100000`, 'RRULE:FREQ=WEEKLY;COUNT=3'),
      ...event('clash', `${zoned}093000`, `${zoned}103000`),
      ...event('odd', ';TZID=Mars/Olympus:20261124T090000', ';TZID=Mars/Olympus:20261124T100000'),
      ...event('century', `${zoned}110000`, `${zoned}120000`, 'RRULE:FREQ=DAILY;UNTIL=21261124T000000Z'),
      ...event('gone', `${zoned}130000`, `${zoned}140000`, 'STATUS:CANCELLED'),
    ]
    const bytes = Buffer.from(['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR'].join('\r\n'))
    const bring = (how: string, person = at.house.system) =>
      person.perform(importCalendar, {
        place: at.place['r01'],
        organisation: at.organisation.kcc,
        file: { name: 'room.ics', bytes },
        isPrivate: 'no',
        bring: how,
      })
    const looked = await bring('look')
    assert.deepEqual([looked.created, looked.refused, (await bookings(world)).length], [3, 3, 0])
    const said = (words: RegExp): boolean => looked.lines.some((one) => words.test(one.what))
    assert.ok(said(/taken at that time/) && said(/“Mars\/Olympus” is not known/) && said(/cannot be taken/))
    await bring('bring')
    const again = await bring('bring')
    assert.deepEqual([again.created, again.here, (await bookings(world)).length], [0, 3, 3])
    const ravi = await bring('look', at.house.as(at.person.ravi)).catch((error: unknown) => error)
    assert.ok(ravi instanceof Refusal && ravi.kind === 'forbidden')
  },
)
