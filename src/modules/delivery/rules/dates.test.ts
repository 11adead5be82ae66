import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { daysMoved, mayChangeDate, movedWords, type DateAsked } from './dates.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const asked: DateAsked = {
  what: 'end',
  former: day('2027-03-31'),
  becomes: day('2027-05-15'),
  planState: 'approved',
  source: 'report',
  reason: 'The supplier is late',
  cause: 'external',
}
const code = (expected: string) => ({ code: expected })

test('days moved are said with their direction, and not where one date is unknown', () => {
  assert.equal(daysMoved(day('2027-03-31'), day('2027-05-15')), 45)
  assert.equal(daysMoved(null, day('2027-05-15')), null)
  assert.equal(movedWords(-1217), '1,217 days earlier')
  assert.deepEqual([45, -1, 0, null].map(movedWords), [
    '45 days later',
    '1 day earlier',
    'the same day',
    'not known',
  ])
})

test('days moved add up, and back again is as far as there', () => {
  const anyDay = fc.integer({ min: 0, max: 20_000 }).map((days) => day('2000-01-01').add({ days }))
  fc.assert(
    fc.property(anyDay, anyDay, anyDay, (one, two, three) => {
      assert.equal((daysMoved(one, two) ?? 0) + (daysMoved(two, three) ?? 0), daysMoved(one, three))
      assert.equal(daysMoved(one, two), -(daysMoved(two, one) ?? 0) || 0)
    }),
    { numRuns: 100 },
  )
})

test('V8: a report and an officer say why a date of an approved plan changes and whose cause it is; a file need not', () => {
  assert.equal(mayChangeDate(asked), true)
  for (const source of ['report', 'plan'] as const)
    assert.throws(() => mayChangeDate({ ...asked, source, reason: ' ', cause: null }), {
      code: 'delivery.date.not-explained',
      faults: [
        { field: 'reason', message: 'Say why the date changes' },
        { field: 'cause', message: 'Select whether the cause is internal or external' },
      ],
    })
  assert.equal(mayChangeDate({ ...asked, source: 'file', reason: null, cause: null }), true)
  assert.equal(mayChangeDate({ ...asked, planState: 'draft', reason: null, cause: null }), true)
})

test('V1: the original end is recorded once where it was unknown, and is fixed from the approval on', () => {
  const original = { ...asked, what: 'original-end' as const, reason: null, cause: null }
  assert.equal(mayChangeDate({ ...original, former: null }), true)
  assert.equal(mayChangeDate({ ...original, planState: 'draft' }), true)
  for (const source of ['report', 'plan', 'file'] as const)
    for (const becomes of [day('2027-05-15'), null])
      assert.throws(
        () => mayChangeDate({ ...original, source, becomes }),
        code('delivery.date.original-fixed'),
      )
})

test('the same date again is no change, and needs no reason', () => {
  assert.equal(mayChangeDate({ ...asked, becomes: asked.former, reason: null, cause: null }), false)
  assert.equal(mayChangeDate({ ...asked, former: null, becomes: null, reason: null, cause: null }), false)
})
