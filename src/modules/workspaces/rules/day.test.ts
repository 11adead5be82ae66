import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkInOf, deadlineAfter, gapSince, seriesAfter, type OnTheDay } from './day.ts'
import { networkOf } from './networks.ts'
import { answers, inOrder, offerMinutes } from './waiting.ts'

const at = (time: string): Temporal.Instant => Temporal.Instant.from(`2026-11-20T${time}Z`)
const booking: OnTheDay = {
  state: 'confirmed',
  starts_at: at('09:00'),
  ends_at: at('17:00'),
  check_in_from: at('08:30'),
  release_at: at('10:00'),
}

test('one checks in from its time to its end; the state decides, not a deadline that has passed', () => {
  assert.equal(checkInOf(booking, at('08:29:59')), 'early')
  assert.equal(checkInOf(booking, at('08:30')), 'may')
  assert.equal(checkInOf(booking, at('10:00:30')), 'may', 'nobody has given it back yet')
  assert.equal(checkInOf(booking, at('17:00')), 'over')
  assert.equal(checkInOf({ ...booking, state: 'released' }, at('09:59')), 'released')
  assert.equal(checkInOf({ ...booking, state: 'checked-in' }, at('09:59')), 'already')
  assert.equal(
    checkInOf({ ...booking, check_in_from: null }, at('08:30')),
    'may',
    'unasked, half an hour before',
  )
})

test('a few minutes without a look are no gap', () => {
  assert.equal(gapSince(null, at('09:00')), null)
  assert.equal(gapSince(at('08:55'), at('09:00')), null)
  assert.deepEqual(gapSince(at('08:54'), at('09:00')), { from: at('08:54'), until: at('09:00') })
})

test('what a gap took of the time to check in is given again', () => {
  const times = { check_in_from: at('08:30'), release_at: at('10:00') }
  const after = (from: string, until: string): string =>
    deadlineAfter(times, { from: at(from), until: at(until) }).toString()
  assert.equal(after('07:00', '08:00'), '2026-11-20T10:00:00Z', 'over before one could check in')
  assert.equal(after('09:00', '09:20'), '2026-11-20T10:20:00Z')
  assert.equal(after('09:30', '11:00'), '2026-11-20T11:30:00Z', 'half an hour was lost')
  assert.equal(after('08:00', '12:00'), '2026-11-20T13:30:00Z', 'all of it was lost')
})

test('a series is given back only after a warning', () => {
  const step = (noShows: number, isWarned: boolean, most: number) => seriesAfter({ noShows, isWarned }, most)
  assert.deepEqual([step(1, false, 3), step(2, false, 3), step(3, true, 3)], ['nothing', 'warn', 'give-back'])
  assert.deepEqual([step(1, false, 1), step(2, true, 1)], ['warn', 'give-back'])
  assert.equal(step(5, false, 3), 'warn', 'the limit was lowered meanwhile')
})

test('an offer stands a quarter of an hour, less when it begins sooner', () => {
  const waiter = { startsAt: at('14:00'), endsAt: at('17:00') }
  assert.equal(offerMinutes(waiter, at('09:00')), 15)
  assert.equal(offerMinutes(waiter, at('13:40')), 10)
  assert.equal(offerMinutes(waiter, at('13:58')), 3)
  assert.equal(offerMinutes(waiter, at('16:40')), 5)
})

test('whoever joined first is first; who wants what it has for access, before', () => {
  const one = (id: string, madeAt: string, forAccess = false) => ({ id, madeAt: at(madeAt), forAccess })
  const order = inOrder([one('c', '09:02'), one('b', '09:01'), one('d', '09:03', true), one('a', '09:01')])
  assert.deepEqual(
    order.map(({ id }) => id),
    ['d', 'a', 'b', 'c'],
  )
})

test('any like it must be of its kind and zone and have what is asked for', () => {
  const freed = { id: 'desk', zoneId: 'zone', kind: 'desk' as const, attributes: ['quiet' as const] }
  const wants = (more: object) =>
    answers({ resourceId: null, zoneId: null, kind: 'desk', attributes: [], ...more }, freed)
  assert.ok(wants({}))
  assert.ok(wants({ zoneId: 'zone', attributes: ['quiet'] }))
  assert.ok(!wants({ zoneId: 'other' }))
  assert.ok(!wants({ attributes: ['dock'] }))
  assert.ok(!wants({ kind: 'room' }))
  assert.ok(!wants({ resourceId: 'other' }))
})

test('networks are read as an office writes them, and nothing else is', () => {
  assert.equal(networkOf('10.20.0.0/16'), '10.20.0.0/16')
  assert.equal(networkOf(' 192.0.2.7 '), '192.0.2.7/32')
  assert.equal(networkOf('2001:DB8::/48'), '2001:db8::/48')
  for (const wrong of [
    '',
    'office',
    '10.20.0.0/33',
    '10.20.0.256',
    '10.20.0',
    '1:2:3',
    '2001::db8::1',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
  ])
    assert.equal(networkOf(wrong), null, wrong)
})
