// Why somebody cannot have a place: every rule by its code, with what makes it possible (P6).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdsNothing, rule, situation, type Sketch } from '#test/support/desk-sketch.ts'
import { nearestOnGrid, quotaReason, reasonsAgainst, keptReason } from './reasons.ts'
import type { Asked } from './situation.ts'

const at = (text: string) => Temporal.Instant.from(text)
// Monday 23 November 2026, seen from the Friday before.
const asked = (more: Partial<Asked> = {}): Asked => ({
  startsAt: at('2026-11-23T09:00:00Z'),
  endsAt: at('2026-11-23T12:00:00Z'),
  now: at('2026-11-20T10:00:00Z'),
  people: 1,
  as: 'booker',
  ...more,
})
const why = (sketch: Sketch, more: Partial<Asked> = {}): string[] =>
  reasonsAgainst(situation(sketch), asked(more)).map((reason) =>
    reason.code.replace('workspaces.booking.', ''),
  )

test('nothing stands against an ordinary desk on an ordinary day', () => {
  assert.deepEqual(why({}), [])
})

test('each rule is said by its own code', () => {
  const cases: readonly (readonly [string, Sketch, Partial<Asked>])[] = [
    ['not-let-in', { isLetIn: false }, {}],
    ['retired', { resource: { retiredOn: Temporal.PlainDate.from('2026-11-23') } }, {}],
    ['not-visible', { rules: [rule({ visible: false })] }, {}],
    ['not-bookable', { rules: [rule({ bookable: false })] }, {}],
    ['closed-that-day', { rules: [rule({ weekdays: [2, 3] })] }, {}],
    ['outside-hours', { rules: [rule({ opensAt: Temporal.PlainTime.from('10:00') })] }, {}],
    ['building-closed', { building: { spans: [], because: 'Boiler' } }, {}],
    ['past', {}, { now: at('2026-11-23T09:20:00Z') }],
    ['off-grid', {}, { startsAt: at('2026-11-23T09:07:00Z') }],
    ['too-short', { rules: [rule({ leastMinutes: 240 })] }, {}],
    ['too-long', { rules: [rule({ mostMinutes: 120 })] }, {}],
    ['too-early', { rules: [rule({ advanceDays: 2 })] }, {}],
    ['notice', { rules: [rule({ leastNoticeMinutes: 10_080 })] }, {}],
    ['too-many-people', {}, { people: 2 }],
    ['closed-for-now', { invocation: { reason: 'Flood', endsAt: at('2026-12-01T00:00:00Z') } }, {}],
  ]
  for (const [code, sketch, more] of cases) assert.deepEqual(why(sketch, more), [code], code)
})

test('a manager passes the window and the notice, but not hours, steps or what is held', () => {
  const rules = [
    rule({ advanceDays: 1, leastNoticeMinutes: 10_080, opensAt: Temporal.PlainTime.from('10:00') }),
  ]
  assert.deepEqual(why({ rules }, { as: 'manager' }), ['outside-hours'])
  assert.deepEqual(
    why({ resource: { heldForAccess: true } }, { as: 'manager', now: at('2026-11-19T10:00:00Z') }),
    ['held-for-access'],
  )
})

test('who is moved because an office closed passes steps and lengths; what an import says has happened is a fact', () => {
  const rules = [rule({ mostMinutes: 60, gridMinutes: 240 })]
  assert.deepEqual(why({ rules }, { as: 'displacement' }), [])
  assert.deepEqual(why({ rules }, { as: 'import', now: at('2026-11-24T09:00:00Z') }), [])
})

test('a step that has begun may be booked, a longer past not', () => {
  assert.deepEqual(why({}, { now: at('2026-11-23T09:15:00Z') }), [])
  assert.deepEqual(why({}, { now: at('2026-11-23T09:15:01Z') }), ['past'])
})

test('a desk held for access is for those who want what it has, and everybody’s one working day before', () => {
  const held: Sketch = { resource: { heldForAccess: true, attributes: ['hearing-loop', 'screen'] } }
  const friday = { now: at('2026-11-20T10:00:00Z') }
  assert.deepEqual(why(held, friday), [], 'the working day before Monday is Friday')
  assert.deepEqual(why(held, { now: at('2026-11-19T10:00:00Z') }), ['held-for-access'])
  assert.deepEqual(why({ ...held, wants: ['hearing-loop'] }, { now: at('2026-11-19T10:00:00Z') }), [])
  assert.deepEqual(why({ ...held, wants: ['screen'] }, { now: at('2026-11-19T10:00:00Z') }), [
    'held-for-access',
  ])
})

test('whoever wants an attribute of the desk may book it earlier', () => {
  const early = {
    rules: [rule({ advanceDays: 1, earlyDays: 7 })],
    resource: { attributes: ['quiet'] },
  } as const
  assert.deepEqual(why(early), ['too-early'])
  assert.deepEqual(why({ ...early, wants: ['quiet'] }), [])
})

test('the refusal names the rule, whose it is and when it becomes possible', () => {
  const [reason] = reasonsAgainst(
    situation({ rules: [rule({ advanceDays: 1, placeName: 'Zone B', because: 'Desks are scarce here' })] }),
    asked(),
  )
  assert.deepEqual(reason, {
    code: 'workspaces.booking.too-early',
    text: 'Desk 1 can be booked 1 day ahead. Desks are scarce here.',
    whose: 'Canterbury City Council, for Zone B',
    possible: 'From 22 November 2026',
  })
})

test('off the grid offers the two nearest times, by the clock of the place and from when it opens', () => {
  const at930 = situation({ rules: [rule({ gridMinutes: 60, opensAt: Temporal.PlainTime.from('08:30') })] })
  const nearest = nearestOnGrid(at930, at('2026-11-23T09:00:00Z'))
  assert.deepEqual(
    [nearest?.before.toString(), nearest?.after.toString()],
    ['2026-11-23T08:30:00Z', '2026-11-23T09:30:00Z'],
  )
  assert.equal(nearestOnGrid(at930, at('2026-11-23T09:30:00Z')), null)
  // In summer 9am in London is 8am by the sun.
  assert.equal(nearestOnGrid(situation({}), at('2027-06-07T08:00:00Z')), null)
})

test('a booking may end when the place closes, at midnight too', () => {
  const late = { rules: [rule({ closesAt: Temporal.PlainTime.from('23:59'), mostMinutes: 1440 })] }
  assert.deepEqual(
    why(late, { startsAt: at('2026-11-23T20:00:00Z'), endsAt: at('2026-11-24T00:00:00Z') }),
    [],
  )
  assert.deepEqual(why({}, { startsAt: at('2026-11-23T18:00:00Z'), endsAt: at('2026-11-23T19:00:00Z') }), [])
  assert.deepEqual(why({}, { startsAt: at('2026-11-23T18:00:00Z'), endsAt: at('2026-11-23T19:15:00Z') }), [
    'outside-hours',
  ])
})

test('quotas and what is kept are said in words', () => {
  const quota = quotaReason(situation({ rules: [rule({ perDay: 1 })] }), [
    'person',
    'p',
    'o',
    'desk',
    'day',
    '2026-11-23',
    1,
  ])
  assert.match(quota.text, /1 desk a day at Canterbury City Council, and you have it/)
  assert.equal(quota.possible, 'Cancel another booking of that day, or choose another day')
  const kept = holdsNothing({ audienceName: 'Medway Council', horizonWorkingDays: 2, placeName: 'Zone A' })
  const reason = keptReason(situation({ allocations: [kept] }), asked(), kept)
  assert.equal(reason.text, 'The desks that are still free in Zone A are kept for Medway Council.')
  assert.equal(reason.possible, 'From 19 November 2026, if they are not used by then')
})
