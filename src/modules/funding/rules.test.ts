// The rules of funding, read as sentences. The numbers F1… stand in the module's README.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Refusal } from '#platform/errors/index.ts'
import {
  askedPence,
  balanceOf,
  canNow,
  caseReference,
  countedInWords,
  effectOf,
  equalityFaults,
  gainsMajority,
  lowestAvailableFrom,
  mayBeComplete,
  mayBeInWindow,
  mayCommit,
  mayCompleteAssessment,
  mayDraw,
  mayScore,
  meanPerMille,
  missingFrom,
  mustAllow,
  mustBeCurrent,
  scoreFaults,
  statedProjects,
  weightedPerMille,
  type CaseContent,
  type Entry,
  type EntryKind,
} from './rules.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const today = day('2026-11-20')
const refuses = (code: string, work: () => void): Refusal => {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    assert.equal(error.code, code)
    return error
  }
  return assert.fail(`nothing was refused; expected ${code}`)
}

test('a decision is made only about an assessed case (F1), and a decided case stays decided', () => {
  for (const state of ['draft', 'submitted', 'approved', 'declined', 'deferred', 'withdrawn'] as const)
    assert.equal(canNow('decide', state), false, state)
  assert.equal(canNow('decide', 'assessed'), true)
  for (const state of ['approved', 'declined', 'withdrawn'] as const)
    assert.equal(canNow('withdraw', state), false, state)
})

test('what was asked for never changes after submission (F2)', () => {
  const refusal = refuses('funding.case.not-draft', () =>
    mustAllow('edit', { reference: 'KC-2026-003', state: 'submitted' }),
  )
  assert.match(refusal.message, /a different sum is a new case/)
  mustAllow('edit', { reference: 'KC-2026-003', state: 'draft' })
})

test('a stale form is a conflict that names the version that stands', () => {
  assert.deepEqual(refuses('funding.case.stale', () => mustBeCurrent({ version: 2 }, 1)).current, {
    version: 2,
  })
})

test('a reference is the partnership, the year and a number', () => {
  assert.equal(caseReference('kent-connects', 2026, 3), 'KC-2026-003')
})

test('what is asked is the cost less the match funding', () => {
  assert.equal(
    askedPence([{ amountPence: 30_000_00n }, { amountPence: 5_000_00n }], [{ amountPence: 10_000_00n }]),
    25_000_00n,
  )
})

test('the majority is more than half: nine of nineteen is not, ten is', () => {
  assert.equal(gainsMajority(9, 19), false)
  assert.equal(gainsMajority(10, 19), true)
  assert.equal(gainsMajority(9, 18), false)
})

const whole: CaseContent = {
  problem:
    'Officers who visit another council cannot use its wireless network without asking for a visitor code.',
  beneficiaries: 'Every officer who works at another partner’s site',
  benefiting: 12,
  members: 19,
  minorityReason: null,
  options: [{ chosen: false }, { chosen: true }],
  costs: [{ amountPence: 100n }],
  matches: [],
  benefits: [{}],
  milestones: [{ on: day('2027-01-01') }],
  risks: [{}],
  equality: {
    outcome: 'no-relevance',
    reasoning: 'The change alters no service that people use, so nobody is affected.',
  },
}

test('a whole case has nothing missing; an empty one is told everything at once', () => {
  assert.deepEqual(missingFrom(whole, today), [])
  const empty: CaseContent = {
    ...whole,
    problem: '',
    beneficiaries: null,
    benefiting: 0,
    options: [],
    costs: [],
    benefits: [],
    milestones: [],
    risks: [],
    equality: null,
  }
  assert.deepEqual(
    missingFrom(empty, today).map((one) => one.section),
    ['need', 'need', 'need', 'options', 'costs', 'benefits', 'plan', 'risks', 'equality'],
  )
  assert.equal(
    refuses('funding.case.incomplete', () => mayBeComplete('KC-2026-003', missingFrom(empty, today))).faults
      .length,
    9,
  )
})

test('a case for the few says why the fund should pay all the same', () => {
  assert.match(missingFrom({ ...whole, benefiting: 4 }, today)[0]?.message ?? '', /^4 of 19 partners gain/)
  assert.deepEqual(
    missingFrom({ ...whole, benefiting: 4, minorityReason: 'A trial that others follow' }, today),
    [],
  )
})

test('exactly one option is proposed, something is asked, and milestones lie ahead', () => {
  assert.deepEqual(
    missingFrom({ ...whole, options: [{ chosen: true }, { chosen: true }] }, today).map((one) => one.section),
    ['options'],
  )
  assert.deepEqual(
    missingFrom({ ...whole, matches: [{ amountPence: 100n }] }, today).map((one) => one.section),
    ['costs'],
  )
  assert.deepEqual(
    missingFrom({ ...whole, milestones: [{ on: today }] }, today).map((one) => one.section),
    ['plan'],
  )
})

test('a programme takes cases from its opening day to its closing day, both included', () => {
  const programme = { name: 'The fund', opensOn: day('2026-11-20'), closesOn: day('2026-11-30') }
  mayBeInWindow(programme, day('2026-11-20'))
  mayBeInWindow(programme, day('2026-11-30'))
  refuses('funding.programme.not-open', () => mayBeInWindow(programme, day('2026-11-19')))
  refuses('funding.programme.closed', () => mayBeInWindow(programme, day('2026-12-01')))
})

test('"N/A" is refused with the sentence to write (F7)', () => {
  for (const reasoning of [
    'N/A',
    'n/a.',
    'NA',
    'None',
    'Not applicable',
    'no impact',
    '-',
    'TBC',
    'Not relevant',
  ]) {
    const faults = equalityFaults({
      outcome: 'no-relevance',
      reasoning,
      assessmentReference: null,
      mitigations: null,
    })
    assert.equal(faults.length, 1, reasoning)
    assert.match(faults[0]?.message ?? '', /Write a sentence such as/)
  }
  assert.deepEqual(
    equalityFaults({
      outcome: 'no-relevance',
      reasoning: 'Only server rooms change, so nobody who uses a service is affected.',
      assessmentReference: null,
      mitigations: null,
    }),
    [],
  )
})

test('a case that is relevant to equality names its assessment and what is done', () => {
  const faults = equalityFaults({
    outcome: 'relevance',
    reasoning: 'Residents who use screen readers depend on the forms.',
    assessmentReference: null,
    mitigations: null,
  })
  assert.deepEqual(
    faults.map((fault) => fault.field),
    ['assessmentReference', 'mitigations'],
  )
})

test('scores are weighted: a four on the heavy criterion counts three times a four on the light one', () => {
  const criteria = [
    { criterion: 'a', weight: 3 },
    { criterion: 'b', weight: 1 },
  ]
  assert.equal(
    weightedPerMille(
      criteria,
      new Map([
        ['a', 4],
        ['b', 0],
      ]),
    ),
    750,
  )
  assert.equal(
    weightedPerMille(
      criteria,
      new Map([
        ['a', 4],
        ['b', 4],
      ]),
    ),
    1000,
  )
  assert.equal(weightedPerMille([], new Map()), 0)
  assert.equal(meanPerMille([750, 1000, 1000]), 917)
  assert.equal(meanPerMille([]), undefined)
})

test('the author and whoever declared an interest do not score (F6), nor does anybody who was not named', () => {
  refuses('funding.case.own', () =>
    mayScore('KC-1', { isAssessor: true, isAuthor: true, hasInterest: false }),
  )
  refuses('funding.case.interest', () =>
    mayScore('KC-1', { isAssessor: true, isAuthor: false, hasInterest: true }),
  )
  refuses('funding.case.not-assessor', () =>
    mayScore('KC-1', { isAssessor: false, isAuthor: false, hasInterest: false }),
  )
  mayScore('KC-1', { isAssessor: true, isAuthor: false, hasInterest: false })
})

test('every criterion is scored once and no other', () => {
  const criteria = [
    { id: 'a', title: 'Value' },
    { id: 'b', title: 'Reach' },
  ]
  assert.deepEqual(
    scoreFaults(criteria, [{ criterion: 'a' }]).map((fault) => fault.message),
    ['Score "Reach"'],
  )
  assert.equal(
    scoreFaults(criteria, [{ criterion: 'a' }, { criterion: 'b' }, { criterion: 'b' }, { criterion: 'c' }])
      .length,
    2,
  )
  assert.deepEqual(scoreFaults(criteria, [{ criterion: 'b' }, { criterion: 'a' }]), [])
})

test('an assessment is complete with enough scores and nobody owed', () => {
  refuses('funding.case.too-few-scores', () =>
    mayCompleteAssessment('KC-1', { scored: 1, waiting: 0, least: 2 }),
  )
  refuses('funding.case.scores-waiting', () =>
    mayCompleteAssessment('KC-1', { scored: 2, waiting: 1, least: 2 }),
  )
  mayCompleteAssessment('KC-1', { scored: 2, waiting: 0, least: 2 })
})

const entry = (kind: EntryKind, amountPence: bigint, occurredOn: string): Entry => ({
  kind,
  amountPence,
  occurredOn: day(occurredOn),
})
const year: Entry[] = [
  entry('paid-in', 100_000_00n, '2026-04-10'),
  entry('committed', 40_000_00n, '2026-06-01'),
  entry('drawn', 15_000_00n, '2026-08-01'),
  entry('spent', 15_000_00n, '2026-08-01'),
  entry('released', 25_000_00n, '2026-10-01'),
  entry('correction', -1_000_00n, '2026-10-02'),
]

test('the balance is paid in less committed less spent, on any day', () => {
  assert.deepEqual(balanceOf(year, day('2026-06-01')), {
    paidIn: 100_000_00n,
    awarded: 40_000_00n,
    committed: 40_000_00n,
    spent: 0n,
    released: 0n,
    available: 60_000_00n,
  })
  assert.deepEqual(balanceOf(year, day('2026-08-31')), {
    paidIn: 100_000_00n,
    awarded: 40_000_00n,
    committed: 25_000_00n,
    spent: 15_000_00n,
    released: 0n,
    available: 60_000_00n,
  })
  assert.deepEqual(balanceOf(year), {
    paidIn: 99_000_00n,
    awarded: 40_000_00n,
    committed: 0n,
    spent: 15_000_00n,
    released: 25_000_00n,
    available: 84_000_00n,
  })
  assert.equal(balanceOf([]).available, 0n)
})

test('drawing and spending are a pair that changes nothing that is available (F5)', () => {
  assert.equal(effectOf(entry('drawn', 5n, '2026-08-01')) + effectOf(entry('spent', 5n, '2026-08-01')), 0n)
})

test('a decision may commit no more than the least that is available from its day on (F3)', () => {
  assert.deepEqual(lowestAvailableFrom(year, day('2026-05-01')), { pence: 60_000_00n, on: day('2026-06-01') })
  assert.deepEqual(lowestAvailableFrom(year, day('2026-04-09')), { pence: 0n, on: day('2026-04-09') })
  const refusal = refuses('funding.case.over-available', () =>
    mayCommit('KC-2026-003', 70_000_00n, lowestAvailableFrom(year, day('2026-05-01'))),
  )
  assert.match(
    refusal.message,
    /asks for £70,000, and £60,000 is available on 1 June 2026: £10,000 too little/,
  )
  mayCommit('KC-2026-003', 60_000_00n, lowestAvailableFrom(year, day('2026-05-01')))
})

test('a spend stays within its award, and a reversal gives back no more than was spent (F5)', () => {
  const award = { reference: 'P-0001', amountPence: 10_000n, drawnPence: 9_000n }
  mayDraw(award, 1_000n)
  mayDraw(award, -9_000n)
  refuses('funding.award.overdrawn', () => mayDraw(award, 1_001n))
  refuses('funding.award.overdrawn', () => mayDraw(award, -9_001n))
})

test('what papers state in words is read as a number, and counts come from records', () => {
  assert.equal(statedProjects('Eleven projects and a Programme Management Office; every recipient signs'), 11)
  assert.equal(statedProjects('12 projects'), 12)
  assert.equal(statedProjects('Paid directly to the project lead'), undefined)
  assert.equal(statedProjects('several projects'), undefined)
  assert.equal(
    countedInWords([...Array.from({ length: 12 }, () => 'project' as const), 'programme-office', 'fund']),
    '12 projects, 1 programme office and 1 fund, 14 entries in all',
  )
  assert.equal(countedInWords([]), 'nothing, 0 entries in all')
})
