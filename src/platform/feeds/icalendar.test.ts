// Calendars as text: read back by another library, and looked at byte by byte where the standard is exact.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import ICAL from 'ical.js'
import type { CalendarEntry } from './contract.ts'
import { icalendarOf } from './icalendar.ts'
import { zoneComponent } from './zones.ts'

const INSTALLATION = '01933b2e-0000-7000-8000-000000000001'

const entry = (more: Partial<CalendarEntry> = {}): CalendarEntry => ({
  uid: '01933b2e-0000-7000-8000-00000000000a',
  sequence: 3,
  title: 'Cyber exercise',
  description: 'Bring a laptop.',
  location: 'Invicta House, Maidstone',
  href: '/events/cyber-exercise',
  starts: Temporal.ZonedDateTime.from('2027-03-30T09:30[Europe/London]'),
  ends: Temporal.ZonedDateTime.from('2027-03-30T16:00[Europe/London]'),
  status: 'confirmed',
  changedAt: Temporal.Instant.from('2026-11-20T10:00:00Z'),
  ...more,
})

const written = (...entries: readonly CalendarEntry[]): string =>
  icalendarOf({ name: 'Kent', entries, installation: INSTALLATION, address: 'https://connects.example' })

const unfolded = (text: string): readonly string[] => text.replaceAll('\r\n ', '').split('\r\n')

const eventIn = (text: string): ICAL.Event =>
  new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent')!)

test('An entry is written with its id, its version, its moments and its page', () => {
  const lines = unfolded(written(entry()))
  for (const line of [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Connects//Calendars//EN',
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    `UID:01933b2e-0000-7000-8000-00000000000a@${INSTALLATION}`,
    'SEQUENCE:3',
    'DTSTAMP:20261120T100000Z',
    'LAST-MODIFIED:20261120T100000Z',
    'DTSTART;TZID=Europe/London:20270330T093000',
    'DTEND;TZID=Europe/London:20270330T160000',
    'SUMMARY:Cyber exercise',
    'LOCATION:Invicta House\\, Maidstone',
    'URL;VALUE=URI:https://connects.example/events/cyber-exercise',
    'STATUS:CONFIRMED',
  ])
    assert.ok(lines.includes(line), line)
  assert.equal(lines.at(-1), '', 'the last line is ended too')
})

test('A calendar’s own properties stand before its components, and the zones before what happens in them', () => {
  const lines = unfolded(written(entry()))
  const at = (line: string): number => lines.indexOf(line)
  assert.ok(at('X-PUBLISHED-TTL:PT1H') < at('BEGIN:VTIMEZONE'))
  assert.ok(at('END:VTIMEZONE') < at('BEGIN:VEVENT'))
})

test('The same entries give the same bytes, whenever they are asked for', () => {
  assert.equal(written(entry()), written(entry()))
})

test('London’s clocks change in 2026 and 2027 when the law says they do', () => {
  // Summer Time Act 1972 as amended: the last Sundays of March and October, at 1am Greenwich time.
  const lines = zoneComponent('Europe/London', { first: 2026, last: 2027 }).split('\r\n')
  assert.deepEqual(lines, [
    'BEGIN:VTIMEZONE',
    'TZID:Europe/London',
    'BEGIN:STANDARD',
    'DTSTART:20251026T020000',
    'RDATE:20261025T020000',
    'RDATE:20271031T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0000',
    'TZNAME:GMT',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:20260329T010000',
    'RDATE:20270328T010000',
    'TZOFFSETFROM:+0000',
    'TZOFFSETTO:+0100',
    'TZNAME:BST',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
    '',
  ])
})

test('A program that knows no zone but ours finds each moment, on both sides of the changes of the clock', () => {
  for (const [local, utc] of [
    ['2026-10-24T09:30', '2026-10-24T08:30:00Z'],
    ['2026-10-26T09:30', '2026-10-26T09:30:00Z'],
    ['2027-03-27T09:30', '2027-03-27T09:30:00Z'],
    ['2027-03-29T09:30', '2027-03-29T08:30:00Z'],
  ] as const) {
    const starts = Temporal.PlainDateTime.from(local).toZonedDateTime('Europe/London')
    const text = written(entry({ starts, ends: starts.add({ hours: 1 }) }))
    const calendar = new ICAL.Component(ICAL.parse(text))
    const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone')!)
    const time = eventIn(text).startDate
    assert.equal(time.convertToZone(ICAL.Timezone.utcTimezone).toString(), utc, local)
    assert.equal(zone.tzid, 'Europe/London')
  }
})

test('A zone whose clocks never change has one observance, for ever', () => {
  const lines = zoneComponent('Etc/GMT-3', { first: 2026, last: 2030 }).split('\r\n')
  assert.deepEqual(lines.slice(2, 7), [
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    'TZOFFSETFROM:+0300',
    'TZOFFSETTO:+0300',
    'TZNAME:GMT+3',
  ])
})

test('Whole days end where the next begins, and have no zone', () => {
  const day = Temporal.PlainDate.from('2027-05-03')
  const text = written(entry({ starts: day, ends: day.add({ days: 1 }) }))
  const lines = unfolded(text)
  assert.ok(lines.includes('DTSTART;VALUE=DATE:20270503'))
  assert.ok(lines.includes('DTEND;VALUE=DATE:20270505'))
  assert.ok(!text.includes('VTIMEZONE'))
})

test('What was cancelled stays, marked so', () => {
  const lines = unfolded(written(entry({ status: 'cancelled' })))
  assert.ok(lines.includes('STATUS:CANCELLED'))
  assert.ok(lines.includes('SUMMARY:Cancelled: Cyber exercise'))
})

test('Whatever people write comes back as they wrote it, in lines of at most 75 octets', () => {
  const words = [
    'Commas, semicolons; colons: and \\ backslashes, "quotes"',
    'One line\nand the next\r\nEND:VEVENT\nBEGIN:VEVENT',
    'Emoji 🧑🏽‍🚒🏴󠁧󠁢󠁥󠁮󠁧󠁿 and العربية and naïve façade',
    'x'.repeat(5000),
    '🚒'.repeat(2500),
    'ж'.repeat(37) + 'é',
  ]
  for (const title of words) {
    const text = written(entry({ title, description: title, location: title }))
    for (const line of text.split('\r\n')) {
      const octets = Buffer.from(line)
      assert.ok(octets.length <= 75, `${octets.length} octets`)
      assert.equal(octets.toString('utf8'), line, 'folded inside a letter')
      assert.ok(!/[\r\n]/.test(line), 'a bare line end')
    }
    const read = eventIn(text)
    const expected = title.replaceAll('\r\n', '\n')
    assert.equal(read.summary, expected)
    assert.equal(read.location, expected)
    assert.ok(read.description.startsWith(expected))
    assert.equal(new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').length, 1)
  }
})

test('Control characters and half letters are left out: a calendar may not hold them', () => {
  const text = written(entry({ title: 'A\u0000B\u0007C\u001bD \ud83d', location: null }))
  assert.equal(eventIn(text).summary, 'ABCD \ufffd')
})

test('A calendar’s name cannot say anything but its name', () => {
  const text = icalendarOf({
    name: 'Cyber; risk,\r\nMETHOD:CANCEL',
    entries: [],
    installation: INSTALLATION,
    address: 'https://connects.example',
  })
  assert.ok(unfolded(text).includes('X-WR-CALNAME:Cyber\\; risk\\,\\nMETHOD:CANCEL'))
  assert.ok(!unfolded(text).includes('METHOD:CANCEL'))
})

test('An id is ours alone, whatever a room has put into it', () => {
  const lines = unfolded(written(entry({ uid: 'a b\r\nX-EVIL:1' })))
  assert.ok(lines.includes(`UID:a-b--X-EVIL-1@${INSTALLATION}`))
})
