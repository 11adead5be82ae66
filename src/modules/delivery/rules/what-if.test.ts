import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frozen2019, soundRound, withRows } from '#test/support/frozen-2019.ts'
import { measures } from './counting.ts'
import { changeWords, policyEffects, whatIf } from './what-if.ts'
import { LATE_END } from './words.ts'

const [effect] = policyEffects
assert.ok(effect)

test('with the rule of late ends in force in quarter 2 of 2019, nine would not have been on track', () => {
  const frozen = frozen2019()
  const before = structuredClone(frozen)
  const found = whatIf(frozen, effect, measures)
  assert.deepEqual(
    found.changes.map(({ activity }) => activity),
    [2, 3, 15, 20, 24, 49, 51, 55, 61],
  )
  assert.equal(
    changeWords(found.changes[0] ?? assert.fail()),
    'On track for successful delivery to not on track',
  )
  assert.equal(found.changes[4]?.because, 'the revised go-live is later than the original end')
  const beside = (code: string) => {
    const row = found.counts.find(({ measure }) => measure === code)
    return [row?.before, row?.after]
  }
  assert.deepEqual(beside('on-track'), [64, 55])
  assert.deepEqual(beside('not-on-track'), [13, 22])
  assert.deepEqual(beside('unlikely'), [3, 3])
  assert.deepEqual(beside('moved-to-on-track'), [7, 5])
  assert.equal(
    found.counts.some(({ measure }) => measure === 'closed'),
    false,
  )
  assert.equal(found.inForce, false)
  assert.deepEqual(frozen, before)
})

test('a rule that was in force says so, and a row without an original end is not judged', () => {
  const sound = withRows(soundRound(), { 2: { originalEnd: null, revisedEnd: '2020-06-01' } })
  const policies = [{ rule: LATE_END, appliesFrom: '2019-07-01', words: 'From quarter 2' }]
  const found = whatIf({ ...sound, head: { ...sound.head, policies } }, effect, measures)
  assert.deepEqual([found.inForce, found.changes, found.undecided], [true, [], [2]])
})
