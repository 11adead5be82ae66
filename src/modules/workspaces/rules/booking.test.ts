import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  checkInTimes,
  firstState,
  givesBack,
  holdsTime,
  mayBecome,
  nearestTimes,
  statesBefore,
} from './booking.ts'
import type { Situation } from './situation.ts'
import { DEFAULTS, type Terms } from './terms.ts'
import { BOOKING_STATES, type BookingState } from './words.ts'

const at = (time: string): Temporal.Instant => Temporal.Instant.from(`2026-11-23T${time}:00Z`)

function situation(values: Readonly<Record<string, unknown>> = {}): Situation {
  const terms = Object.fromEntries(
    Object.entries({ ...DEFAULTS, ...values }).map(([key, value]) => [key, { value, rule: null }]),
  ) as unknown as Terms
  return {
    terms,
    workplace: { zone: 'Europe/London' },
    resource: { setupMinutes: 0, clearMinutes: 0 },
  } as unknown as Situation
}

test('what has ended becomes nothing else', () => {
  const all = Object.keys(BOOKING_STATES) as BookingState[]
  const last = all.filter((from) => all.every((to) => !mayBecome(from, to)))
  assert.deepEqual(last, ['completed', 'released', 'cancelled', 'displaced'])
})

test('only what is booked is released, and only what somebody comes to is over', () => {
  assert.deepEqual(statesBefore('released'), ['confirmed'])
  assert.deepEqual(statesBefore('checked-in'), ['confirmed'])
  assert.deepEqual(statesBefore('cancelled'), ['held', 'pending', 'confirmed', 'checked-in'])
  assert.deepEqual((Object.keys(BOOKING_STATES) as BookingState[]).filter(givesBack), [
    'released',
    'cancelled',
    'displaced',
  ])
})

test('who books waits for a yes where one is asked for; a manager, a move and an import do not', () => {
  const asks = situation({ approval: true })
  assert.deepEqual(
    (['booker', 'offer', 'manager', 'displacement', 'import'] as const).map((as) => firstState(asks, as)),
    ['pending', 'pending', 'confirmed', 'confirmed', 'confirmed'],
  )
  assert.equal(firstState(situation(), 'booker'), 'confirmed')
})

test('W6: what waits holds its time or not, everything else does', () => {
  const loose = situation({ pendingHolds: false })
  assert.equal(holdsTime(loose, 'pending'), false)
  assert.equal(holdsTime(loose, 'held'), true)
  assert.equal(holdsTime(situation(), 'pending'), true)
})

test('check-in opens before the start and ends with the release, or with the booking', () => {
  const span = { startsAt: at('09:00'), endsAt: at('13:00') }
  const times = (values: Readonly<Record<string, unknown>>, now = '08:00') => {
    const { from, releaseAt } = checkInTimes(situation(values), span, at(now))
    return [from?.toString().slice(11, 16), releaseAt?.toString().slice(11, 16)]
  }
  assert.deepEqual(times({}), ['08:30', '10:00'])
  assert.deepEqual(times({ releaseMinutes: 600 }), ['08:30', '13:00'])
  assert.deepEqual(times({}, '09:40'), ['08:30', '10:40'])
  assert.deepEqual(times({ checkIn: false }), [undefined, undefined])
})

test('the nearest other times of the day are free, on the grid and still to come', () => {
  const asked = { startsAt: at('10:00'), endsAt: at('12:00'), now: at('08:10') }
  const taken = [
    { from: at('09:07'), until: at('11:00') },
    { from: at('14:00'), until: at('15:00') },
  ]
  const starts = nearestTimes(situation({ gridMinutes: 30 }), asked, taken).map((one) =>
    one.startsAt.toString().slice(11, 16),
  )
  assert.deepEqual(starts, ['11:00', '12:00', '15:00', '17:00'])
})
