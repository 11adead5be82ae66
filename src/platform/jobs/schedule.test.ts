import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { lastDue, type Every } from './schedule.ts'

const due = (every: Every, now: string): string => lastDue(every, Temporal.Instant.from(now)).toString()

test('A daily job falls due at its London time, in summer as in winter', () => {
  assert.equal(due({ dailyAt: '02:30' }, '2026-07-10T01:29:00Z'), '2026-07-09T01:30:00Z')
  assert.equal(due({ dailyAt: '02:30' }, '2026-07-10T01:30:00Z'), '2026-07-10T01:30:00Z')
  assert.equal(due({ dailyAt: '02:30' }, '2026-11-20T10:00:00Z'), '2026-11-20T02:30:00Z')
})

test('A daily job at an hour that the clocks skip falls due once on that day', () => {
  assert.equal(due({ dailyAt: '01:30' }, '2026-03-29T12:00:00Z'), '2026-03-29T01:30:00Z')
})

test('Weekly and monthly jobs fall due on their day', () => {
  assert.equal(due({ weeklyOn: 1, at: '06:00' }, '2026-11-20T10:00:00Z'), '2026-11-16T06:00:00Z')
  assert.equal(due({ weeklyOn: 7, at: '06:00' }, '2026-11-20T10:00:00Z'), '2026-11-15T06:00:00Z')
  assert.equal(due({ monthlyOn: 1, at: '06:00' }, '2026-03-01T05:59:00Z'), '2026-02-01T06:00:00Z')
  assert.equal(due({ monthlyOn: 28, at: '06:00' }, '2026-11-20T10:00:00Z'), '2026-10-28T06:00:00Z')
})

test('What fell due last is never in the future, never moves back, and stays the same until the next', () => {
  const clockTime = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  const time = clockTime.map(
    ([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`,
  )
  const every: fc.Arbitrary<Every> = fc.oneof(
    fc.record({ seconds: fc.integer({ min: 1, max: 100_000 }) }),
    fc.record({ dailyAt: time }),
    fc.record({ weeklyOn: fc.integer({ min: 1, max: 7 }), at: time }),
    fc.record({ monthlyOn: fc.integer({ min: 1, max: 28 }), at: time }),
  )
  const moment = fc
    .integer({ min: 0, max: 4_000_000_000 })
    .map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000))
  fc.assert(
    fc.property(every, moment, fc.integer({ min: 0, max: 5_000_000 }), (rule, now, later) => {
      const last = lastDue(rule, now)
      assert.ok(Temporal.Instant.compare(last, now) <= 0)
      assert.ok(Temporal.Instant.compare(lastDue(rule, now.add({ seconds: later })), last) >= 0)
      assert.ok(lastDue(rule, last).equals(last))
    }),
  )
})
