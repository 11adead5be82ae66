import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../errors/index.ts'
import {
  addWorkingDays,
  clearDays,
  clockWords,
  financialYearOf,
  fixedClock,
  formatDate,
  formatDateTime,
  formatTime,
  instantAt,
  holidaysOf,
  isWorkingDay,
  londonDate,
  londonMidnight,
  readDate,
  readDateTime,
  readTime,
  workingDaysBetween,
} from './index.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const holidays = holidaysOf([
  { on: '2019-08-26', name: 'Summer bank holiday' },
  { on: '2019-12-25', name: 'Christmas Day' },
  { on: '2019-12-26', name: 'Boxing Day' },
  { on: '2020-01-01', name: 'New Year’s Day' },
  { on: '2022-09-19', name: 'State Funeral' },
])

test('the pack dated 31 October 2019 for 8 November 2019 has exactly five clear days', () => {
  assert.deepEqual(clearDays(day('2019-10-31'), day('2019-11-08'), holidays).map(String), [
    '2019-11-01',
    '2019-11-04',
    '2019-11-05',
    '2019-11-06',
    '2019-11-07',
  ])
})

test('a one-off day of mourning is no working day', () => {
  assert.equal(isWorkingDay(day('2022-09-19'), holidays), false)
  assert.equal(isWorkingDay(day('2022-09-20'), holidays), true)
})

test('a year whose bank holidays are not loaded is refused, not guessed', () => {
  assert.throws(
    () => isWorkingDay(day('2031-03-03'), holidays),
    (error) => error instanceof Refusal && error.code === 'platform.time.no-holidays',
  )
})

test('working days are added and counted over Christmas and backwards', () => {
  assert.equal(addWorkingDays(day('2019-12-24'), 2, holidays).toString(), '2019-12-30')
  assert.equal(addWorkingDays(day('2019-12-30'), -2, holidays).toString(), '2019-12-24')
  assert.equal(workingDaysBetween(day('2019-12-24'), day('2020-01-02'), holidays), 4)
  assert.equal(workingDaysBetween(day('2020-01-02'), day('2019-12-24'), holidays), -4)
})

test('a financial year runs from April to March', () => {
  assert.equal(financialYearOf(day('2027-03-31')).label, '2026-27')
  assert.equal(financialYearOf(day('2027-04-01')).label, '2027-28')
  assert.equal(financialYearOf(day('1999-04-01')).label, '1999-00')
})

test('dates are read in the ways people write them, and only when they are real', () => {
  for (const text of ['2019-11-08', '8/11/2019', '8 11 2019', '8 November 2019', '08.11.2019', '8 nov 2019'])
    assert.equal(readDate(text)?.toString(), '2019-11-08', text)
  for (const text of [
    '31/2/2026',
    '2026-02-30',
    '8/11/19',
    '',
    '8 Novembre',
    '0/1/2026',
    '2026-13-01',
    '1/1/0001',
    'today',
  ])
    assert.equal(readDate(text), undefined, text)
})

test('an hour that the clocks skip or repeat cannot be typed', () => {
  assert.equal(readDateTime('2027-03-28T01:30'), undefined)
  assert.equal(readDateTime('2027-10-31T01:30'), undefined)
  assert.equal(readDateTime('2027-07-01T09:30')?.toString(), '2027-07-01T08:30:00Z')
  assert.equal(readDateTime('2027-02-30 09:30'), undefined)
})

test('dates and times are written in the house style, in London', () => {
  assert.equal(formatDate(day('2019-11-08')), '8 November 2019')
  assert.equal(formatTime(Temporal.Instant.from('2026-07-01T08:30:00Z')), '9:30am')
  assert.equal(formatTime(Temporal.Instant.from('2026-01-01T12:00:00Z')), 'midday')
  assert.equal(formatDateTime(Temporal.Instant.from('2026-01-01T17:05:00Z')), '1 January 2026 at 5:05pm')
})

test('a London day begins an hour earlier by the world’s clock in summer', () => {
  assert.equal(londonMidnight(day('2026-07-01')).toString(), '2026-06-30T23:00:00Z')
  assert.equal(londonDate(Temporal.Instant.from('2026-06-30T23:30:00Z')).toString(), '2026-07-01')
})

test('a fixed clock moves only when told, and never backwards by accident', () => {
  const clock = fixedClock('2026-11-20T10:00:00Z')
  clock.advance({ days: 1 })
  assert.equal(clock.now().toString(), '2026-11-21T10:00:00Z')
  assert.throws(() => clock.advance({ hours: -1 }))
})

const clock = (text: string): Temporal.PlainTime => Temporal.PlainTime.from(text)

test('times are read as people write them; a bare hour is not guessed', () => {
  for (const [text, expected] of [
    ['9am', '09:00'],
    ['9 AM', '09:00'],
    ['09:00', '09:00'],
    ['9:30', '09:30'],
    ['1.30pm', '13:30'],
    ['12:15am', '00:15'],
    ['12pm', '12:00'],
    ['midday', '12:00'],
    ['midnight', '00:00'],
    ['13:30', '13:30'],
  ] as const)
    assert.equal(readTime(text)?.toString({ smallestUnit: 'minute' }), expected, text)
  for (const text of ['9', '', 'abc', '24:00', '9:60', '13pm', '0am', '9:5', '-1:00', '9am9', '09:00:30'])
    assert.equal(readTime(text), undefined, text)
})

// The days on which the clocks change, as the zones' own rules have them: London by EU rule, New York by the US
// Energy Policy Act, Lord Howe Island by half an hour.
const CHANGES = {
  'Europe/London': {
    skipped: ['01:30', '2026-03-29', '2027-03-28', '2028-03-26', '2029-03-25', '2030-03-31'],
    twice: ['01:30', '2026-10-25', '2027-10-31', '2028-10-29', '2029-10-28', '2030-10-27'],
    apart: 60,
  },
  'America/New_York': {
    skipped: ['02:30', '2026-03-08', '2027-03-14', '2028-03-12', '2029-03-11', '2030-03-10'],
    twice: ['01:30', '2026-11-01', '2027-11-07', '2028-11-05', '2029-11-04', '2030-11-03'],
    apart: 60,
  },
  'Australia/Lord_Howe': {
    skipped: ['02:15', '2026-10-04', '2027-10-03', '2028-10-01', '2029-10-07', '2030-10-06'],
    twice: ['01:45', '2026-04-05', '2027-04-04', '2028-04-02', '2029-04-01', '2030-04-07'],
    apart: 30,
  },
} as const

test('from 2026 to 2030 the hour that is skipped is no instant, and the hour that comes twice is asked about', () => {
  for (const [zone, { skipped, twice, apart }] of Object.entries(CHANGES)) {
    const [gap, ...gapDays] = skipped
    for (const on of gapDays) assert.deepEqual(instantAt(day(on), clock(gap), zone), { gap: true }, zone + on)
    const [fold, ...foldDays] = twice
    for (const on of foldDays) {
      assert.deepEqual(instantAt(day(on), clock(fold), zone), { fold: true }, zone + on)
      const first = instantAt(day(on), clock(fold), zone, 'first')
      const second = instantAt(day(on), clock(fold), zone, 'second')
      assert.ok('instant' in first && 'instant' in second)
      assert.equal(first.instant.until(second.instant).total('minutes'), apart)
    }
    for (const on of [...gapDays, ...foldDays]) {
      const nine = instantAt(day(on), clock('09:00'), zone)
      assert.ok('instant' in nine, 'nine in the morning exists every day, and once')
      assert.equal(nine.instant.toZonedDateTimeISO(zone).hour, 9)
    }
  }
})

test('an hour that does not exist, or comes twice, is said by name', () => {
  assert.equal(
    clockWords(day('2027-03-28'), clock('01:30'), 'gap'),
    '1:30am does not exist on 28 March 2027: the clocks go forward',
  )
  assert.match(clockWords(day('2027-10-31'), clock('01:30'), 'fold'), /comes twice .* first or the second/)
})
