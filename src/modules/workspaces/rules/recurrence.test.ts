// A series by the wall clock: its dates, its limits, and the days on which the clocks change.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { datesOf, MOST_DATES, recurrenceWords, runsIntoItself, spansOf } from './recurrence.ts'
import { spanAt } from './local-time.ts'
import type { Recurrence } from './words.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const clock = (text: string): Temporal.PlainTime => Temporal.PlainTime.from(text)
const rule = (more: Partial<Recurrence>): Recurrence => ({
  every: 'week',
  interval: 1,
  weekdays: [],
  until: null,
  count: null,
  except: [],
  ...more,
})

function written(more: Partial<Recurrence>, first: string): string[] {
  const found = datesOf(rule(more), day(first))
  assert.ok('dates' in found, JSON.stringify(found))
  return found.dates.map(String)
}

function faults(more: Partial<Recurrence>, first = '2026-12-01'): Record<string, string> {
  const found = datesOf(rule(more), day(first))
  assert.ok('faults' in found, 'refused')
  return Object.fromEntries(found.faults.map((one) => [one.field, one.message]))
}

test('a series is written out by days, chosen weekdays of every nth week, and months', () => {
  assert.deepEqual(written({ every: 'day', interval: 3, count: 3 }, '2026-12-30'), [
    '2026-12-30',
    '2027-01-02',
    '2027-01-05',
  ])
  assert.deepEqual(written({ weekdays: [4, 1], interval: 2, count: 4 }, '2026-12-03'), [
    '2026-12-03',
    '2026-12-14',
    '2026-12-17',
    '2026-12-28',
  ])
  assert.deepEqual(written({ every: 'month-weekday', count: 3 }, '2026-12-08'), [
    '2026-12-08',
    '2027-01-12',
    '2027-02-09',
  ])
  assert.deepEqual(written({ every: 'month-weekday', count: 3 }, '2026-12-29'), [
    '2026-12-29',
    '2027-01-26',
    '2027-02-23',
  ])
})

test('a month without the date is left out and named, never moved to its last day', () => {
  const found = datesOf(rule({ every: 'month-date', until: '2027-03-31' }), day('2026-12-31'))
  assert.ok('dates' in found)
  assert.deepEqual(found.dates.map(String), ['2026-12-31', '2027-01-31', '2027-03-31'])
  assert.deepEqual(found.missing, ['February 2027 has no 31st'])
})

test('the first day may match none of the chosen weekdays; exceptions are left out and still counted', () => {
  assert.deepEqual(written({ weekdays: [5], count: 2 }, '2026-12-01'), ['2026-12-04', '2026-12-11'])
  assert.deepEqual(written({ weekdays: [5], count: 2, except: ['2026-12-04'] }, '2026-12-01'), ['2026-12-11'])
})

test('too many, none, no end, two ends, nought and backwards are refused with the count and the limit', () => {
  assert.match(faults({ count: 367 })['count'] ?? '', /at most 366 dates; 367 were/)
  assert.match(faults({ every: 'day', until: '2028-12-01' })['until'] ?? '', /would be 732 dates; .* 366/)
  assert.match(faults({ interval: 0, count: 2 })['interval'] ?? '', /1 to 52/)
  assert.match(faults({ until: '2026-11-30' })['until'] ?? '', /before it begins on 1 December 2026/)
  assert.match(faults({ weekdays: [7], until: '2026-12-03' })['weekdays'] ?? '', /No day matches/)
  assert.match(faults({ count: 1, except: ['2026-12-01'] })['weekdays'] ?? '', /nothing remains/)
  assert.match(faults({})['count'] ?? '', /one of the two/)
  assert.match(faults({ until: '2126-12-01' })['until'] ?? '', /within 10 years/)
})

test('every rule ends: at most 366 dates, in order, none twice, none before the first', () => {
  fc.assert(
    fc.property(
      fc.record({
        every: fc.constantFrom('day', 'week', 'month-date', 'month-weekday'),
        interval: fc.integer({ min: 1, max: 52 }),
        weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
        count: fc.integer({ min: 1, max: 400 }),
        start: fc.integer({ min: 0, max: 1500 }),
      }),
      ({ every, interval, weekdays, count, start }) => {
        const first = day('2026-01-01').add({ days: start })
        const found = datesOf(rule({ every, interval, weekdays, count } as Partial<Recurrence>), first)
        if ('faults' in found) return count > MOST_DATES
        const days = found.dates.map(String)
        assert.deepEqual(days, [...new Set(days)].toSorted())
        assert.ok(days.length <= count && days.every((one) => one >= first.toString()))
        return true
      },
    ),
    { numRuns: 200 },
  )
})

test('a rule is said in words', () => {
  const words = (more: Partial<Recurrence>, first = '2026-12-08'): string =>
    recurrenceWords(rule(more), day(first))
  assert.equal(
    words({ weekdays: [4, 1], until: '2027-06-30' }),
    'every Monday and Thursday until 30 June 2027',
  )
  assert.equal(words({ interval: 2, count: 26 }), 'every 2 weeks on Tuesday, 26 times')
  assert.equal(words({ every: 'month-weekday', count: 3 }), 'every month on the second Tuesday, 3 times')
  assert.equal(
    words({ every: 'month-weekday', count: 3 }, '2026-12-29'),
    'every month on the last Tuesday, 3 times',
  )
  assert.equal(
    words({ every: 'month-date', interval: 3, count: 1 }, '2026-12-22'),
    'every 3 months on the 22nd, once',
  )
})

// The Sunday on which the hour is skipped, and the one on which it comes twice, for every year of the range.
const CHANGES = [
  [
    'Europe/London',
    '01:30',
    ['2026-03-29', '2027-03-28', '2028-03-26', '2029-03-25', '2030-03-31'],
    'skipped',
  ],
  ['Europe/London', '01:30', ['2026-10-25', '2027-10-31', '2028-10-29', '2029-10-28', '2030-10-27'], 'twice'],
  [
    'America/New_York',
    '02:30',
    ['2026-03-08', '2027-03-14', '2028-03-12', '2029-03-11', '2030-03-10'],
    'skipped',
  ],
  [
    'America/New_York',
    '01:30',
    ['2026-11-01', '2027-11-07', '2028-11-05', '2029-11-04', '2030-11-03'],
    'twice',
  ],
  [
    'Australia/Lord_Howe',
    '02:15',
    ['2026-10-04', '2027-10-03', '2028-10-01', '2029-10-07', '2030-10-06'],
    'skipped',
  ],
  [
    'Australia/Lord_Howe',
    '01:45',
    ['2026-04-05', '2027-04-04', '2028-04-02', '2029-04-01', '2030-04-07'],
    'twice',
  ],
] as const

test('2026 to 2030: nine stays nine, a skipped hour is named, an hour that comes twice is asked about', () => {
  for (const [zone, at, sundays, what] of CHANGES)
    for (const sunday of sundays) {
      const around = datesOf(rule({ every: 'day', count: 5 }), day(sunday).subtract({ days: 2 }))
      assert.ok('dates' in around)
      const nine = spansOf(
        around.dates,
        { from: clock('09:00'), until: clock('17:00'), endsNextDay: false },
        zone,
      )
      for (const one of nine) {
        assert.ok('startsAt' in one)
        assert.equal(one.startsAt.toZonedDateTimeISO(zone).hour, 9)
        assert.equal(one.startsAt.until(one.endsAt).total('hours'), 8)
      }
      const night = { from: clock(at), until: clock('05:00'), endsNextDay: false }
      const odd = spansOf(around.dates, night, zone).filter((one) => 'because' in one)
      assert.deepEqual(
        odd.map((one) => [one.on.toString(), 'asks' in one && one.asks]),
        [[sunday, what === 'skipped' ? 'nothing' : 'which']],
      )
      const said = spansOf(around.dates, { ...night, which: 'second' }, zone).filter(
        (one) => 'because' in one,
      )
      assert.equal(said.length, what === 'skipped' ? 1 : 0)
    }
})

test('a night over a change of the clocks is as long as it is', () => {
  const hours = (on: string): number => {
    const span = spanAt(
      { on: day(on), from: clock('22:00'), until: clock('06:00'), untilOn: day(on).add({ days: 1 }) },
      'Europe/London',
    )
    assert.ok('startsAt' in span)
    return span.startsAt.until(span.endsAt).total('hours')
  }
  assert.deepEqual([hours('2027-03-27'), hours('2027-06-01'), hours('2027-10-30')], [7, 8, 9])
})

test('an end that is not after its start is refused beside its field', () => {
  const of = (more: object): unknown => {
    const span = spanAt(
      { on: day('2026-12-01'), from: clock('09:00'), until: clock('09:00'), ...more },
      'Europe/London',
    )
    return 'faults' in span ? span.faults : span
  }
  assert.deepEqual(of({}), [{ field: 'until', message: 'End must be after start' }])
  assert.deepEqual(of({ untilOn: day('2026-11-30') }), [
    { field: 'untilOn', message: 'End must be after start' },
  ])
  const midnight = spanAt(
    { on: day('2026-12-01'), from: clock('21:00'), until: clock('00:00') },
    'Europe/London',
  )
  assert.ok('endsAt' in midnight && midnight.endsAt.toString() === '2026-12-02T00:00:00Z')
})

test('a series whose nights are longer than a day would run into itself', () => {
  const found = datesOf(rule({ every: 'day', count: 3 }), day('2026-12-01'))
  assert.ok('dates' in found)
  const spans = (until: string) =>
    spansOf(found.dates, { from: clock('09:00'), until: clock(until), endsNextDay: true }, 'Europe/London')
  assert.equal(runsIntoItself(spans('09:00')), false, 'half-open: one may follow the other')
  assert.equal(runsIntoItself(spans('10:00')), true)
})
