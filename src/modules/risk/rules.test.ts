// The rules of risk by example: the matrix, the sentence, the order of scores, and the tree of registers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  above,
  bandOf,
  matrixFaults,
  mayBeginOn,
  mayEscalate,
  mayOpen,
  mayStandUnder,
  missingToOpen,
  movementWords,
  mustApply,
  mustBeOn,
  mustGiveReason,
  needsAcceptance,
  proposesEscalation,
  referenceOf,
  reviewOn,
  sentenceFaults,
  sentenceOf,
  versionOn,
  type Matrix,
} from './rules.ts'
import { fiveByFive } from '#test/support/five-by-five.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const code = (expected: string) => ({ code: expected })

test('a score falls into the band of its product, or of its own cell', () => {
  assert.equal(bandOf(fiveByFive, { likelihood: 2, impact: 2 }), 'low')
  assert.equal(bandOf(fiveByFive, { likelihood: 5, impact: 1 }), 'medium')
  assert.equal(bandOf(fiveByFive, { likelihood: 2, impact: 5 }), 'high')
  assert.equal(bandOf(fiveByFive, { likelihood: 4, impact: 4 }), 'very-high')
  assert.equal(bandOf(fiveByFive, { likelihood: 1, impact: 5 }), 'high', 'rare but terrible has its own band')
})

test('R2: a matrix whose band falls, or that is missing a part, is refused with its fault', () => {
  const faults = (change: Partial<Matrix>): string =>
    matrixFaults({ ...fiveByFive, ...change })[0]?.message ?? 'none'
  assert.equal(faults({}), 'none')
  assert.match(faults({ cells: [{ likelihood: 5, impact: 5, band: 'low' }] }), /falls at 5 × 5/)
  assert.match(faults({ cells: [{ likelihood: 6, impact: 1, band: 'low' }] }), /no cell 6 × 1/)
  assert.match(
    faults({ likelihood: fiveByFive.likelihood.slice(0, 2) }),
    /3 to 10 steps of likelihood; this has 2/,
  )
  assert.match(faults({ bands: fiveByFive.bands.toReversed() }), /lowest band begins/)
  assert.match(
    faults({ bands: [...fiveByFive.bands.slice(0, 2), { ...fiveByFive.bands[2]!, from: 5 }] }),
    /from the lowest/,
  )
  assert.match(
    faults({ bands: fiveByFive.bands.slice(0, 3), cells: [{ likelihood: 5, impact: 5, band: 'very-high' }] }),
    /has no band "Very high"/,
  )
  assert.match(
    faults({ likelihood: fiveByFive.likelihood.map((step) => ({ ...step, words: 'Likely' })) }),
    /same words/,
  )
})

test('R3: a score lies on the matrix that applies', () => {
  assert.throws(
    () => mustBeOn(fiveByFive, { likelihood: 6, impact: 3 }),
    code('risk.assessment.off-the-matrix'),
  )
  assert.throws(
    () => mustBeOn(fiveByFive, { likelihood: 1, impact: 0 }),
    code('risk.assessment.off-the-matrix'),
  )
  mustBeOn(fiveByFive, { likelihood: 5, impact: 1 })
  assert.throws(() => mustApply({ isRetired: true, isCurrent: true }), code('risk.assessment.matrix-retired'))
  assert.throws(
    () => mustApply({ isRetired: false, isCurrent: false }),
    code('risk.assessment.matrix-superseded'),
  )
})

test('R1: the version of a day is the newest that has begun, and none begins in the past', () => {
  const versions = [
    { number: 1, fromOn: day('2020-01-01') },
    { number: 2, fromOn: day('2026-04-01') },
  ]
  assert.equal(versionOn(versions, day('2026-03-31'))?.number, 1)
  assert.equal(versionOn(versions, day('2026-04-01'))?.number, 2)
  assert.equal(versionOn(versions, day('2019-12-31')), undefined)
  const last = { number: 2, fromOn: day('2026-12-01') }
  assert.throws(() => mayBeginOn(day('2026-11-19'), day('2026-11-20'), last), code('risk.matrix.begun'))
  assert.throws(() => mayBeginOn(day('2026-11-20'), day('2026-11-20'), last), code('risk.matrix.begun'))
  mayBeginOn(day('2026-12-01'), day('2026-11-20'), last)
})

test('the sentence is one that can be read aloud', () => {
  assert.equal(
    sentenceOf({
      cause: 'The servers that no longer get updates.',
      event: 'An attacker reads the records of residents',
      consequence: 'a fine; ',
    }),
    'Because of the servers that no longer get updates, there is a risk that an attacker reads the records of residents, which would lead to a fine.',
  )
  assert.match(
    sentenceOf({ cause: 'IT staff leaving', event: 'Kent loses it', consequence: 'cost' }),
    /of IT staff leaving, there is a risk that Kent/,
  )
})

test('R5: cause, event and consequence are three different things', () => {
  const three = { cause: 'old servers', event: 'a weakness is used', consequence: 'records are lost' }
  assert.deepEqual(sentenceFaults(three), [])
  assert.equal(sentenceFaults({ ...three, event: 'Old  SERVERS.' })[0]?.field, 'event')
  assert.equal(
    sentenceFaults({ ...three, cause: 'supplier failure of backups', event: 'Supplier failure' })[0]?.field,
    'event',
  )
  assert.equal(sentenceFaults({ ...three, consequence: 'A weakness' })[0]?.field, 'consequence')
  assert.equal(sentenceFaults({ cause: 'x', event: 'x', consequence: 'y' })[0]?.field, 'event')
})

test('R4: a residual above the inherent or a target above the residual needs its reason', () => {
  const inherent = { measure: 'inherent' as const, likelihood: 3, impact: 3 }
  const residual = { measure: 'residual' as const, likelihood: 4, impact: 4 }
  assert.throws(() => mustGiveReason([inherent], residual, null), code('risk.assessment.out-of-order'))
  mustGiveReason([inherent], residual, 'A second cause was found')
  assert.throws(
    () => mustGiveReason([residual], { measure: 'target', likelihood: 5, impact: 4 }, null),
    code('risk.assessment.out-of-order'),
  )
  assert.throws(() => mustGiveReason([inherent], inherent, null), code('risk.assessment.no-reason'))
  mustGiveReason([], inherent, null)
})

test('R9: living with more than the appetite is accepted for one score, and asked again for the next', () => {
  const risk = {
    response: 'tolerate' as const,
    band: 'high' as const,
    appetite: 'medium' as const,
    assessmentId: 'a',
    acceptedAssessmentId: null,
  }
  assert.equal(needsAcceptance(risk), true)
  assert.equal(needsAcceptance({ ...risk, band: 'medium' }), false)
  assert.equal(needsAcceptance({ ...risk, response: 'treat' }), false)
  assert.equal(needsAcceptance({ ...risk, acceptedAssessmentId: 'a' }), false)
  assert.equal(needsAcceptance({ ...risk, acceptedAssessmentId: 'a', assessmentId: 'b' }), true)
})

test('R10: a risk is opened once and complete', () => {
  const complete = {
    hasCategory: true,
    hasProximity: true,
    hasOwner: true,
    hasResponse: true,
    measures: ['inherent', 'residual'] as const,
    doubts: 0,
  }
  assert.deepEqual(missingToOpen(complete), [])
  assert.deepEqual(missingToOpen({ ...complete, hasOwner: false, measures: ['inherent'] }), [
    'an owner',
    'its residual score',
  ])
  assert.throws(() => mayOpen('draft', ['an owner', 'a response']), /needs an owner and a response first/)
  assert.throws(() => mayOpen('open', []), code('risk.risk.not-a-draft'))
})

const TREE = [
  { id: 'project', parentId: 'service' },
  { id: 'service', parentId: 'corporate' },
  { id: 'other', parentId: 'corporate' },
  { id: 'corporate', parentId: null },
]

test('R7: a risk goes up the tree only, to each register once', () => {
  assert.deepEqual(above(TREE, 'project'), ['service', 'corporate'])
  const from =
    (to: string, current: Parameters<typeof mayEscalate>[0]['current'] = []) =>
    () =>
      mayEscalate({ registerId: 'service', to, registers: TREE, toIsClosed: false, current })
  from('corporate')()
  assert.throws(from('service'), code('risk.escalation.own-register'))
  assert.throws(from('project'), code('risk.escalation.not-above'), 'not down')
  assert.throws(from('other'), code('risk.escalation.not-above'), 'not sideways')
  assert.throws(
    from('corporate', [{ registerId: 'corporate', state: 'asked' }]),
    code('risk.escalation.twice'),
  )
  assert.throws(
    from('corporate', [{ registerId: 'corporate', state: 'accepted' }]),
    code('risk.escalation.twice'),
  )
  from('corporate', [{ registerId: 'corporate', state: 'declined' }])()
})

test('R7: registers are never put in a ring, nor the larger under the smaller', () => {
  const under =
    (
      id: string,
      level: 'service' | 'corporate' | 'project',
      parent: { id: string; level: 'service' | 'corporate' | 'project' },
    ) =>
    () =>
      mayStandUnder(TREE, { id, level }, { ...parent, isClosed: false })
  assert.throws(
    under('corporate', 'corporate', { id: 'corporate', level: 'corporate' }),
    code('risk.register.under-itself'),
  )
  assert.throws(
    under('service', 'project', { id: 'project', level: 'project' }),
    code('risk.register.under-itself'),
  )
  assert.throws(
    under('new', 'corporate', { id: 'service', level: 'service' }),
    code('risk.register.level-upside-down'),
  )
  under('new', 'service', { id: 'corporate', level: 'corporate' })()
})

test('a very high residual score proposes the register above, until somebody has answered', () => {
  const risk = { isOpen: true, bandEscalates: true, hasParent: true, isEscalated: false, keptHere: false }
  assert.equal(proposesEscalation(risk), true)
  for (const change of [
    { isOpen: false },
    { bandEscalates: false },
    { hasParent: false },
    { isEscalated: true },
    { keptHere: true },
  ])
    assert.equal(proposesEscalation({ ...risk, ...change }), false, JSON.stringify(change))
})

test('words: a reference, a movement, a review day', () => {
  assert.equal(referenceOf('kc', 12), 'KC-R-012')
  assert.equal(movementWords(8, 16), 'Up from 8')
  assert.equal(movementWords(null, 16), 'First score')
  assert.equal(reviewOn(day('2026-11-30'), 3).toString(), '2027-02-28')
})
