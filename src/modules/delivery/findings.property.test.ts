import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { frozen2019, soundRound, soundRow } from '#test/support/frozen-2019.ts'
import { findingsIn } from './findings.ts'
import { count, measures, undecided } from './rules/counting.ts'
import type { Frozen, FrozenRow } from './rules/frozen.ts'
import { STATUSES } from './rules/words.ts'
import { policyEffects, whatIf } from './rules/what-if.ts'

const { head } = frozen2019()
const RUNS = { numRuns: 25 }
const orNull = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { nil: null })
const day = fc
  .integer({ min: 0, max: 1500 })
  .map((days) => Temporal.PlainDate.from('2018-01-01').add({ days }).toString())
const tick = orNull(fc.boolean())

const issue = fc.record({
  code: orNull(fc.constantFrom('capacity', 'complexity', 'dependencies', 'legal')),
  answer: fc.constantFrom('raised', 'carried', 'closed'),
})

/** Any row a file or a report could leave behind, whole or not. */
const anyRow = fc
  .record({
    responded: fc.boolean(),
    status: orNull(fc.constantFrom(...STATUSES)),
    statusSource: fc.constantFrom('reported', 'printed', 'implied'),
    previousStatus: orNull(fc.constantFrom(...STATUSES)),
    originalEnd: orNull(day),
    revisedEnd: orNull(day),
    revisedGoLive: orNull(day),
    hasMilestones: tick,
    mitigations: orNull(fc.constant('Cover was found')),
    mitigationTicked: orNull(fc.constantFrom('yes', 'no')),
    issues: fc.array(issue, { maxLength: 5 }),
    expected: tick,
    undefinedTick: orNull(fc.constantFrom('yes', 'no')),
    monitoring: orNull(fc.constantFrom('kept', 'removed')),
  })
  .map(({ issues, expected, undefinedTick, monitoring, ...said }, number = 0): FrozenRow => {
    const board = { reported: null, expected, booked: null, undefinedTick }
    return {
      ...soundRow(number),
      ...said,
      issues: issues.map((one) => ({
        ...one,
        label: one.code ?? 'Financial Benefits',
        words: null,
        outcome: one.answer === 'closed' ? 'resolved' : null,
        outcomeWords: null,
      })),
      boards: head.boards.map(({ code }) => ({ board: code, ...board })),
      closing:
        monitoring === null
          ? null
          : { kind: 'completed', monitoring, decidedOn: null, decidedBy: null, reason: null },
    }
  })

const anyRound = fc
  .record({ rows: fc.array(anyRow, { maxLength: 6 }), isImported: fc.boolean(), first: fc.boolean() })
  .map(({ rows, isImported, first }): Frozen => ({
    ...soundRound(0),
    head: { ...head, round: { ...head.round, isImported }, previous: first ? null : head.previous },
    rows: rows.map((row, at) => ({ ...row, number: at + 1 })),
  }))

test('a count is never more than what it is counted of, and names as many activities as it counts', () => {
  fc.assert(
    fc.property(anyRound, (frozen) => {
      for (const { code } of measures) {
        const found = count(frozen, code)
        if (found === null) continue
        assert.equal(found.activities.length, found.numerator)
        assert.ok(found.denominator === null || found.numerator <= found.denominator, code)
        assert.ok(found.numerator <= frozen.rows.length)
      }
    }),
    RUNS,
  )
})

test('there is no count exactly where a row cannot say', () => {
  fc.assert(
    fc.property(anyRound, (frozen) => {
      for (const { code } of measures)
        assert.equal(count(frozen, code) === null, undecided(frozen, code).length > 0, code)
    }),
    RUNS,
  )
})

test('whatever a round holds, its findings name its own activities and no stated figure that nobody stated', () => {
  fc.assert(
    fc.property(anyRound, (frozen) => {
      const numbers = new Set(frozen.rows.map(({ number }) => number))
      for (const { rule, activities } of findingsIn(frozen, [])) {
        assert.ok(activities.length > 0, rule)
        assert.ok(activities.every((number) => numbers.has(number)))
        assert.ok(!rule.startsWith('delivery.figure.'))
      }
    }),
    RUNS,
  )
})

test('figures that state the recount raise nothing', () => {
  fc.assert(
    fc.property(anyRound, (frozen) => {
      const stated = measures.flatMap(({ code, title }) => {
        const found = count(frozen, code)
        return found === null
          ? []
          : [
              {
                ref: code,
                statement: title,
                statedCount: found.numerator,
                statedOf: found.denominator,
                statedPercent: null,
                measure: code,
              },
            ]
      })
      const raised = findingsIn(frozen, stated).filter(({ rule }) => rule.startsWith('delivery.figure.'))
      assert.deepEqual(raised, [])
    }),
    RUNS,
  )
})

test('a round without faults raises nothing, however many activities it has', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), (activities) => {
      assert.deepEqual(findingsIn(soundRound(activities), []), [])
    }),
    RUNS,
  )
})

test('a rule of the plan takes activities off track and changes no other row', () => {
  fc.assert(
    fc.property(anyRound, (frozen) => {
      for (const effect of policyEffects) {
        const { changes, counts } = whatIf(frozen, effect, measures)
        const onTrack = counts.find(({ measure }) => measure === 'on-track')
        if (onTrack !== undefined && onTrack.before !== null && onTrack.after !== null)
          assert.equal(onTrack.before - onTrack.after, changes.length)
        assert.ok(changes.every(({ from, to }) => from === 'on_track' && to === 'remedial_action'))
      }
    }),
    RUNS,
  )
})
