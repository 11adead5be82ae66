import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../errors/index.ts'
import {
  addWorkingDays,
  clearDays,
  financialYearOf,
  fixedClock,
  formatDate,
  formatDateTime,
  formatTime,
  holidaysOf,
  isWorkingDay,
  londonDate,
  londonMidnight,
  readDate,
  readDateTime,
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
