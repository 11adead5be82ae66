// When a group would meet next, and whose turn the chair is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holidaysOf } from '#platform/time/index.ts'
import { CADENCE, nextMeetingProposed, type Cadence } from '../rules.ts'
import { mayTakeChair, nextInTurn, termEndsOn } from './rotation.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const proposed = (cadence: Cadence, last: string | null, today: string, holidays?: readonly string[]) =>
  nextMeetingProposed(
    cadence,
    last === null ? null : day(last),
    day(today),
    holidays === undefined ? undefined : holidaysOf(holidays.map((on) => ({ on, name: 'Bank holiday' }))),
  )?.toString()

test('a quarterly group meets three months on, on its own weekday', () => {
  assert.equal(proposed('quarterly', '2026-11-05', '2026-11-20'), '2027-02-04')
  assert.equal(day('2027-02-04').dayOfWeek, day('2026-11-05').dayOfWeek)
})

test('each rhythm has its own interval, and as needed proposes nothing', () => {
  assert.equal(proposed('monthly', '2026-11-05', '2026-11-20'), '2026-12-03')
  assert.equal(proposed('two-monthly', '2026-11-05', '2026-11-20'), '2027-01-07')
  assert.equal(proposed('half-yearly', '2026-11-05', '2026-11-20'), '2027-05-06')
  assert.equal(proposed('yearly', '2026-11-05', '2026-11-20'), '2027-11-04')
  assert.equal(proposed('as-needed', '2026-11-05', '2026-11-20'), undefined)
})

test('a meeting that is late, and the first of a new group, is proposed four weeks ahead', () => {
  assert.equal(proposed('quarterly', '2026-01-05', '2026-11-20'), '2026-12-18')
  assert.equal(proposed('quarterly', null, '2026-11-20'), '2026-12-18')
})

test('a bank holiday moves it to the next working day', () => {
  assert.equal(proposed('quarterly', '2026-12-28', '2027-01-04', ['2027-03-29', '2027-03-26']), '2027-03-30')
  assert.equal(proposed('quarterly', '2026-12-28', '2027-01-04'), '2027-03-29')
})

test('no proposal of a year of days falls on a weekend or before tomorrow', () => {
  for (const cadence of Object.keys(CADENCE) as Cadence[]) {
    for (let step = 0; step < 366; step += 1) {
      const today = day('2026-03-01').add({ days: step })
      const on = nextMeetingProposed(cadence, day('2026-02-28'), today)
      if (on === null) continue
      assert.ok(on.dayOfWeek <= 5, `${cadence} ${on.toString()}`)
      assert.ok(Temporal.PlainDate.compare(on, today) > 0, `${cadence} ${today.toString()}`)
    }
  }
})

test('R2: the next in turn follows the present one, and who has nobody sitting is passed over', () => {
  const order = ['kcc', 'medway', 'dover']
  assert.equal(nextInTurn(order, 'kcc', new Set(order)), 'medway')
  assert.equal(nextInTurn(order, 'dover', new Set(order)), 'kcc')
  assert.equal(nextInTurn(order, 'kcc', new Set(['kcc', 'dover'])), 'dover')
  assert.equal(nextInTurn(order, 'swale', new Set(order)), 'kcc')
  assert.equal(nextInTurn(order, null, new Set(order)), 'kcc')
  assert.equal(nextInTurn([], 'kcc', new Set(order)), undefined)
})

test('a term of two years ends the day before its second anniversary', () => {
  assert.equal(termEndsOn(day('2025-04-04'), 24)?.toString(), '2027-04-03')
  assert.equal(termEndsOn(day('2025-04-04'), null), null)
})

test('R3: out of turn only for a reason; within a term the same organisation may send somebody else', () => {
  const turn = {
    organisation: 'dover',
    name: 'Dover',
    order: ['kcc', 'medway', 'dover'],
    next: { id: 'medway', name: 'Medway' },
    within: 'kcc',
    reason: null,
  }
  assert.throws(() => mayTakeChair(turn), { code: 'groups.membership.out-of-turn' })
  mayTakeChair({ ...turn, reason: 'Medway asked to be passed over' })
  mayTakeChair({ ...turn, organisation: 'medway' })
  mayTakeChair({ ...turn, organisation: 'kcc' })
  mayTakeChair({ ...turn, order: [], next: undefined })
})
