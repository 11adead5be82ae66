// Calendar files as other programs write them, and as nobody should.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCalendarFile, type ReadFile } from './file.ts'
import { icalendarOf } from './icalendar.ts'
import { occurrencesOf } from './occurrences.ts'

const LIMITS = { most: 60, years: 3 }

function read(text: string, mostEvents = 1000): ReadFile {
  return readCalendarFile(Buffer.from(text), { zone: 'Europe/London', mostEvents, limits: LIMITS })
}

const calendar = (...events: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n')

const event = (...lines: readonly string[]): string =>
  ['BEGIN:VEVENT', 'UID:one@example', 'SUMMARY:Exercise', ...lines, 'END:VEVENT'].join('\r\n')

const TIMES = ['DTSTART;TZID=Europe/London:20270330T093000', 'DTEND;TZID=Europe/London:20270330T160000']

const startsOf = ({ events }: ReadFile): string[] => events.map((one) => one.starts.toInstant().toString())

test('An event is read with its words unescaped, its moments, and the line it stands on', () => {
  const { events, faults } = read(
    calendar(
      event(...TIMES, 'LOCATION:Invicta House\\, Maidstone', 'DESCRIPTION:One\\nTwo\\;', 'SEQUENCE:4'),
    ),
  )
  assert.deepEqual(faults, [])
  const [one] = events
  assert.deepEqual(
    [one?.title, one?.location, one?.description, one?.sequence, one?.line],
    ['Exercise', 'Invicta House, Maidstone', 'One\nTwo;', 4, 3],
  )
  assert.deepEqual(startsOf({ events, faults }), ['2027-03-30T08:30:00Z'])
})

test('Times are those of their zone: by its own name, by Windows’ name, by the file’s, or the reader’s', () => {
  for (const [lines, starts] of [
    [['DTSTART:20270330T083000Z', 'DTEND:20270330T093000Z'], '2027-03-30T08:30:00Z'],
    [['DTSTART:20270330T093000', 'DTEND:20270330T103000'], '2027-03-30T08:30:00Z'],
    [['DTSTART;TZID=GMT Standard Time:20270330T093000', 'DURATION:PT1H'], '2027-03-30T08:30:00Z'],
    [['DTSTART;TZID="Romance Standard Time":20270330T093000', 'DURATION:PT1H'], '2027-03-30T07:30:00Z'],
    [
      ['DTSTART;TZID=/mozilla.org/20070129_1/Europe/London:20270330T093000', 'DURATION:PT1H'],
      '2027-03-30T08:30:00Z',
    ],
    [['DTSTART;VALUE=DATE:20270330'], '2027-03-29T23:00:00Z'],
  ] as const) {
    const found = read(calendar(event(...lines)))
    assert.deepEqual(found.faults, [], lines[0])
    assert.deepEqual(startsOf(found), [starts], lines[0])
  }
  const named = ['BEGIN:VTIMEZONE', 'TZID:Ours', 'X-LIC-LOCATION:Europe/London', 'END:VTIMEZONE'].join('\r\n')
  assert.deepEqual(
    startsOf(read(calendar(named, event('DTSTART;TZID=Ours:20270330T093000', 'DURATION:PT1H')))),
    ['2027-03-30T08:30:00Z'],
  )
})

test('A repeated event is written out at the same hour on the wall, without the dates taken out', () => {
  const found = read(
    calendar(
      event(
        'DTSTART;TZID=Europe/London:20270316T093000',
        'DTEND;TZID=Europe/London:20270316T103000',
        'RRULE:FREQ=WEEKLY;COUNT=4',
        'EXDATE;TZID=Europe/London:20270323T093000',
        'RDATE;TZID=Europe/London:20270401T093000',
      ),
    ),
  )
  assert.deepEqual(startsOf(found), [
    '2027-03-16T09:30:00Z',
    '2027-03-30T08:30:00Z',
    '2027-04-01T08:30:00Z',
    '2027-04-06T08:30:00Z',
  ])
})

test('An override stands in the place of its occurrence, cancelled or moved', () => {
  const series = event(...TIMES, 'RRULE:FREQ=WEEKLY;COUNT=3')
  const override = (id: string, ...lines: readonly string[]): string =>
    event(`RECURRENCE-ID;TZID=Europe/London:${id}`, ...lines)
  const found = read(
    calendar(
      series,
      override('20270406T093000', 'DTSTART:20270407T083000Z', 'DTEND:20270407T093000Z'),
      override('20270413T093000', ...TIMES.map((line) => line.replace('0330', '0413')), 'STATUS:CANCELLED'),
      override('20270601T093000', ...TIMES),
    ),
  )
  assert.deepEqual(
    found.events.map((one) => [one.starts.toPlainDate().toString(), one.isCancelled]).toSorted(),
    [
      ['2027-03-30', false],
      ['2027-04-07', false],
      ['2027-04-13', true],
    ],
  )
  assert.match(found.faults[0]?.message ?? '', /does not have/)
})

test('Of one UID the later version counts; twice the same is a fault that names both lines', () => {
  const twice = read(calendar(event(...TIMES), event(...TIMES)))
  assert.equal(twice.events.length, 1)
  assert.match(twice.faults[0]?.message ?? '', /line 3 already/)
  const later = read(calendar(event(...TIMES), event(...TIMES, 'SEQUENCE:1', 'LOCATION:Dover')))
  assert.deepEqual([later.events[0]?.location, later.faults.length], ['Dover', 0])
})

const REFUSED: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no beginning', ['DTEND:20270330T093000Z'], /when it begins/],
  ['no end', ['DTSTART:20270330T093000Z'], /when it ends/],
  [
    'an end before the beginning',
    ['DTSTART:20270330T093000Z', 'DTEND:20270330T083000Z'],
    /ends before it begins/,
  ],
  [
    'an end at the beginning',
    ['DTSTART:20270330T093000Z', 'DTEND:20270330T093000Z'],
    /ends before it begins/,
  ],
  ['a day that is not', ['DTSTART:20270230T093000Z', 'DTEND:20270230T103000Z'], /no such moment/],
  [
    'an hour that is not',
    ['DTSTART:20270330T253000Z', 'DTEND:20270330T263000Z'],
    /no such moment|cannot be read/,
  ],
  ['words for a moment', ['DTSTART:tomorrow', 'DTEND:later'], /no such moment|cannot be read/],
  ['a year long past', ['DTSTART:00010101T000000', 'DTEND:00010101T010000'], /no such moment/],
  [
    'a zone nobody knows',
    ['DTSTART;TZID=Mars/Base:20270330T093000', 'DURATION:PT1H'],
    /time zone “Mars\/Base”/,
  ],
  ['a length that is none', ['DTSTART:20270330T093000Z', 'DURATION:soon'], /length/],
  ['a length backwards', ['DTSTART:20270330T093000Z', 'DURATION:-PT1H'], /ends before/],
  ['a hundred years', [...TIMES, 'RRULE:FREQ=YEARLY;COUNT=100'], /more than 60 times/],
  ['until 2127', [...TIMES, 'RRULE:FREQ=YEARLY;UNTIL=21270330T000000Z'], /more than 3 years/],
  ['yearly for ten years', [...TIMES, 'RRULE:FREQ=YEARLY;COUNT=10'], /more than 3 years/],
  ['for ever', [...TIMES, 'RRULE:FREQ=DAILY'], /for ever/],
  ['each second', [...TIMES, 'RRULE:FREQ=SECONDLY;COUNT=10'], /within a day/],
  ['each second of a day', [...TIMES, 'RRULE:FREQ=DAILY;COUNT=2;BYSECOND=1,2,3'], /within a day/],
  ['a thousand million times', [...TIMES, 'RRULE:FREQ=DAILY;COUNT=1000000000'], /cannot be read|more than/],
  ['no times', [...TIMES, 'RRULE:FREQ=DAILY;COUNT=0'], /number of times/],
  ['an interval of none', [...TIMES, 'RRULE:FREQ=DAILY;COUNT=3;INTERVAL=0'], /interval/],
  ['a rule of other words', [...TIMES, 'RRULE:EVERY=DAY'], /cannot be read/],
  [
    'a rule that never comes true',
    [...TIMES, 'RRULE:FREQ=YEARLY;COUNT=5;BYMONTH=2;BYMONTHDAY=30'],
    /more than 3|cannot be followed|^$/,
  ],
  ['two rules', [...TIMES, 'RRULE:FREQ=DAILY;COUNT=2', 'RRULE:FREQ=WEEKLY;COUNT=2'], /more than one rule/],
  ['EXRULE', [...TIMES, 'EXRULE:FREQ=DAILY;COUNT=2'], /EXRULE/],
  ['this and all later', [...TIMES, 'RECURRENCE-ID;RANGE=THISANDFUTURE:20270330T083000Z'], /all later/],
  ['a version that is no number', [...TIMES, 'SEQUENCE:two'], /SEQUENCE|cannot be read/],
]

for (const [title, lines, because] of REFUSED)
  test(`Refused in words, by its line and UID, and nothing else in the file with it: ${title}`, () => {
    const good = event(...TIMES).replace('one@example', 'good@example')
    const found = read(calendar(event(...lines), good))
    if (found.faults.length === 0) {
      // A rule that never comes true leaves the first moment alone, as the standard says.
      assert.equal(found.events.length, 2)
      return
    }
    assert.deepEqual(
      found.faults.map(({ line, uid }) => [line, uid]),
      [[3, 'one@example']],
    )
    assert.match(found.faults[0]?.message ?? '', because)
    assert.deepEqual(
      found.events.map((one) => one.uid),
      ['good@example'],
    )
  })

test('What is no calendar is refused as a whole', () => {
  for (const [text, because] of [
    ['', /BEGIN:VCALENDAR/],
    ['name,date\r\n', /BEGIN:VCALENDAR/],
    ['<html>', /BEGIN:VCALENDAR/],
    ['BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n', /in the middle/],
  ] as const) {
    const { events, faults } = read(text)
    assert.equal(events.length, 0)
    assert.match(faults[0]?.message ?? '', because)
  }
  const latin = readCalendarFile(Buffer.from([66, 69, 0xff, 0xfe]), { zone: 'Europe/London', mostEvents: 10 })
  assert.match(latin.faults[0]?.message ?? '', /UTF-8/)
  assert.deepEqual(read(calendar()), { events: [], faults: [] })
})

test('No address but one of the web comes in, and nothing that is attached', () => {
  const found = read(
    calendar(
      event(
        ...TIMES,
        'URL:javascript:alert(1)',
        'ATTACH:https://evil.example/x.exe',
        'X-ALT-DESC:<script>',
        'ATTENDEE:mailto:a@b.example',
      ),
      event(...TIMES, 'URL:https://good.example/page').replace('one@', 'two@'),
    ),
  )
  assert.deepEqual(
    found.events.map((one) => one.url),
    [null, 'https://good.example/page'],
  )
  assert.ok(!JSON.stringify(found).includes('evil'))
})

test('An event without a UID is refused; alarms inside an event are not looked at', () => {
  const alarm = ['BEGIN:VALARM', 'TRIGGER:-PT1H', 'DTSTART:nonsense', 'END:VALARM']
  assert.equal(read(calendar(event(...TIMES, ...alarm))).faults.length, 0)
  assert.match(
    read(calendar(event(...TIMES).replace('UID:one@example\r\n', ''))).faults[0]?.message ?? '',
    /no UID/,
  )
})

test('What our own calendars say is read back as it was', () => {
  const starts = Temporal.ZonedDateTime.from('2027-10-30T23:30[Europe/London]')
  const text = icalendarOf({
    name: 'Kent',
    installation: 'here',
    address: 'https://connects.example',
    entries: [
      {
        uid: 'a',
        sequence: 2,
        title: 'Night, exercise; 🧑🏽‍🚒',
        description: 'x'.repeat(400),
        location: null,
        href: '/events/night',
        starts,
        ends: starts.add({ hours: 4 }),
        status: 'cancelled',
        changedAt: Temporal.Instant.from('2026-11-20T10:00:00Z'),
      },
    ],
  })
  const { events, faults } = read(text)
  assert.deepEqual(faults, [])
  assert.deepEqual(
    [events[0]?.uid, events[0]?.title, events[0]?.isCancelled, events[0]?.ends.toInstant().toString()],
    ['a@here', 'Cancelled: Night, exercise; 🧑🏽‍🚒', true, '2027-10-31T02:30:00Z'],
  )
})

test('Nothing in a file takes long: too many events, one long line, five megabytes, rules that look for ever', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => event(...TIMES).replace('one@', `${index}@`))
  const rules = [
    'FREQ=YEARLY;COUNT=50;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;COUNT=60;BYMONTH=2;BYMONTHDAY=29',
    'FREQ=YEARLY;UNTIL=20290101;BYYEARDAY=366;INTERVAL=999',
  ]
  for (const [title, text] of [
    ['10,000 events', calendar(...many)],
    ['one line of 5 MB', calendar(event(...TIMES, `DESCRIPTION:${'x'.repeat(5_000_000)}`))],
    ['5 MB of folded line', calendar(event(...TIMES, `DESCRIPTION:x${'\r\n y'.repeat(1_250_000)}`))],
    [
      '1,000 rules that look for ever',
      calendar(
        ...Array.from({ length: 1000 }, (_, index) =>
          event(...TIMES, `RRULE:${rules[index % 3]}`).replace('one@', `${index}@`),
        ),
      ),
    ],
  ] as const) {
    const began = process.cpuUsage()
    read(text)
    const { user } = process.cpuUsage(began)
    assert.ok(user < 8_000_000, `${title}: ${Math.round(user / 1000)} ms of CPU`)
    if (process.env['CONNECTS_TEST_SAY'] === '1') console.log(title, Math.round(user / 1000), 'ms')
  }
})

test('A plain rule is written out in full', () => {
  const first = Temporal.ZonedDateTime.from('2027-01-12T14:00[Europe/London]')
  const found = occurrencesOf('FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU;COUNT=4', first)
  assert.deepEqual(
    found.kind === 'written-out' ? found.moments.map((one) => one.toPlainDate().toString()) : found,
    ['2027-01-12', '2027-04-13', '2027-07-13', '2027-10-12'],
  )
})
