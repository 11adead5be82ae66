// What can be read of postcodes and hours, and whether a building is open on a day.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hoursInWords, openingOn, readHours, readPostcode, todayInWords, type WeekSpan } from './sites.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const time = (text: string) => Temporal.PlainTime.from(text)
const WEEK: readonly WeekSpan[] = [1, 2, 3, 4, 5].map((weekday) => ({
  weekday,
  opens: time('08:30'),
  closes: time('17:00'),
}))

test('a postcode is written as the post writes it', () => {
  assert.equal(readPostcode('me44tr'), 'ME4 4TR')
  assert.equal(readPostcode(' CT1 1YW '), 'CT1 1YW')
  assert.equal(readPostcode('SW1A 1AA'), 'SW1A 1AA')
  for (const wrong of [
    '',
    'ME4',
    '12345',
    'ME4 4T',
    'ME4 CTR',
    'ME44 44TR',
    'ME4  4TR',
    'ME4 4TR; drop',
    'Ｍ４',
  ])
    assert.equal(readPostcode(wrong), undefined, wrong)
})

test('hours are read as people write them', () => {
  const words = (text: string) => {
    const spans = readHours(text)
    return spans === undefined ? undefined : hoursInWords(spans)
  }
  assert.equal(words('8:30am to 5pm'), '8:30am to 5pm')
  assert.equal(words('08:30-17:00'), '8:30am to 5pm')
  assert.equal(words('9am to noon, 1pm – 5.30pm'), '9am to 12pm and 1pm to 5:30pm')
  assert.equal(words('12am to 6am'), '12am to 6am')
  assert.equal(words(''), 'Closed')
  assert.equal(words('Closed'), 'Closed')
  for (const wrong of [
    '9 to 5',
    '5pm to 9am',
    '25:00-26:00',
    '9am',
    'all day',
    '9am to 1pm, 12pm to 5pm',
    '13pm to 14pm',
    '9am to 10am to 11am',
    '9am-9am',
  ])
    assert.equal(words(wrong), undefined, wrong)
})

test('what is written back is read again as the same hours', () => {
  for (const text of ['8:30am to 5pm', '9am to 12pm and 1pm to 5:30pm', 'Closed'])
    assert.equal(hoursInWords(readHours(text) ?? []), text)
})

test('O13: a day of its own counts before a bank holiday, and that before the ordinary week', () => {
  const monday = day('2026-11-23')
  assert.deepEqual(openingOn(monday, WEEK, [], undefined)?.spans.length, 1)
  assert.deepEqual(openingOn(day('2026-11-22'), WEEK, [], undefined), { spans: [], because: null })
  assert.deepEqual(openingOn(monday, WEEK, [], 'A funeral'), { spans: [], because: 'A funeral' })
  const exception = { from: monday, to: day('2026-11-25'), hours: null, because: 'Testing' }
  assert.deepEqual(openingOn(monday, WEEK, [exception], undefined), { spans: [], because: 'Testing' })
  assert.deepEqual(openingOn(day('2026-11-25'), WEEK, [exception], undefined)?.because, 'Testing')
  assert.deepEqual(openingOn(day('2026-11-26'), WEEK, [exception], undefined)?.because, null)
  const open = {
    ...exception,
    hours: { opens: time('10:00'), closes: time('14:00') },
    because: 'Short staffed',
  }
  assert.equal(
    openingOn(monday, WEEK, [exception, open], 'A funeral')?.spans.length,
    1,
    'the later word counts',
  )
})

test('a building whose hours nobody gave is neither open nor closed', () => {
  assert.equal(openingOn(day('2026-11-23'), [], [], undefined), null)
  assert.equal(todayInWords(null, time('12:00')), 'Opening hours are not recorded: ask before you go')
})

test('the first words say whether to go now', () => {
  const opening = openingOn(day('2026-11-23'), WEEK, [], undefined)
  assert.equal(todayInWords(opening, time('12:00')), 'Open today, 8:30am to 5pm')
  assert.equal(todayInWords(opening, time('17:00')), 'Closed now; open today 8:30am to 5pm')
  assert.equal(
    todayInWords(openingOn(day('2026-12-25'), WEEK, [], 'Christmas Day'), time('12:00')),
    'Closed today: Christmas Day',
  )
})
