// The order of what a search finds, and the words for it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  answersTo,
  byNearness,
  distanceInWords,
  distanceKm,
  districtOf,
  freeBetween,
  meritsInWords,
  nextWorkingDay,
  type Ranked,
} from './search.ts'

test('a distance is measured as the crow flies and said in miles', () => {
  const km = distanceKm({ latitude: 51.28, longitude: 1.08 }, { latitude: 51.15, longitude: 0.87 })
  assert.ok(Math.abs(km - 20.6) < 0.3, String(km))
  assert.deepEqual([0.2, 1.7, 20.6].map(distanceInWords), [
    'less than half a mile',
    'about 1 mile',
    'about 13 miles',
  ])
})

test('a postcode answers by its district, a place by the beginning of a word', () => {
  assert.deepEqual(['ME4 4TR', 'me4', 'CT1 2 BB', 'Chatham', 'E1W 3SS'].map(districtOf), [
    'ME4',
    'ME4',
    undefined,
    undefined,
    'E1W',
  ])
  const wharf = { name: 'Gun Wharf', town: 'Chatham', owner_name: 'Medway Council', postcode: 'ME4 4TR' }
  for (const words of ['ME4', 'me4 1aa', 'chat', 'wharf', 'Gun wharf', 'medway'])
    assert.ok(answersTo(wharf, words), words)
  for (const words of ['ME44', 'hatham', 'Dover', '  ', '%']) assert.ok(!answersTo(wharf, words), words)
})

test('where one goes comes first, then what was named, the nearest, the usual office, the name', () => {
  const place = (name: string, more: Partial<Ranked> = {}): Ranked => ({
    site_id: name,
    name,
    isThere: false,
    isNamed: false,
    km: null,
    isUsual: false,
    ...more,
  })
  const sorted = [
    place('B'),
    place('A'),
    place('Usual', { isUsual: true }),
    place('Far', { km: 30 }),
    place('Near', { km: 2 }),
    place('Named', { isNamed: true }),
    place('There', { isThere: true }),
  ].toSorted(byNearness)
  assert.deepEqual(
    sorted.map((one) => one.name),
    ['There', 'Named', 'Near', 'Far', 'Usual', 'A', 'B'],
  )
})

test('a place says why it stands where it does, and of wants only those it has', () => {
  const merits = { attributes: ['quiet', 'screen'] as const, beside: null, sameZone: 'Amina', isUsual: false }
  assert.deepEqual(meritsInWords(merits, ['quiet', 'dock']), ['in one zone with Amina', 'your wants: quiet'])
  assert.deepEqual(meritsInWords({ ...merits, beside: 'Amina' }, []), ['beside Amina'])
})

test('a search begins with the next working day, and with tomorrow where none is near', () => {
  const friday = Temporal.PlainDate.from('2026-11-20')
  assert.equal(nextWorkingDay(friday, (day) => day.dayOfWeek < 6).toString(), '2026-11-23')
  assert.equal(nextWorkingDay(friday, () => false).toString(), '2026-11-21')
})

test('what is free is what lies between, half-open, and no shorter than can be booked', () => {
  const at = (time: string) => Temporal.Instant.from(`2026-11-23T${time}:00Z`)
  const span = (from: string, until: string) => ({ from: at(from), until: at(until) })
  const free = (...taken: { from: Temporal.Instant; until: Temporal.Instant }[]) =>
    freeBetween(span('09:00', '17:00'), taken, 30).map(
      (one) => `${one.from.toString().slice(11, 16)}-${one.until.toString().slice(11, 16)}`,
    )
  assert.deepEqual(free(), ['09:00-17:00'])
  assert.deepEqual(free(span('08:00', '10:00'), span('10:00', '12:00'), span('12:15', '13:00')), [
    '13:00-17:00',
  ])
  assert.deepEqual(free(span('10:00', '16:00'), span('11:00', '12:00')), ['09:00-10:00', '16:00-17:00'])
  assert.deepEqual(free(span('07:00', '19:00')), [])
  assert.deepEqual(free(span('18:00', '19:00')), ['09:00-17:00'])
})
