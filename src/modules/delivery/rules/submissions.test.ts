import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  atReceipt,
  movesWords,
  NOTHING_GIVEN,
  settle,
  staleIn,
  type Given,
  type LastAnswers,
  type ReportBasis,
} from '../rules.ts'

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)

const LAST: LastAnswers = {
  roundTitle: 'Quarter 1',
  roundCode: '2019-q1',
  status: 'on_track',
  statusSource: 'reported',
  progress: 'Contracts are out.',
  mitigations: null,
  mitigationTicked: null,
  isRecorded: null,
  registers: [],
  riskReference: null,
  riskId: null,
  hasMilestones: true,
  boards: [{ board: 'corporate_board', reported: true, expected: null, booked: null }],
  openIssues: [],
  explained: [],
}

const BASIS: ReportBasis = {
  on: day('2019-09-02'),
  planApprovedOn: day('2019-04-01'),
  lateEnd: null,
  originalEnd: day('2020-03-31'),
  end: null,
  goLive: null,
  milestones: [
    {
      id: 'm1',
      kind: 'go_live',
      title: 'Opens to residents',
      dueOn: day('2019-12-01'),
      certainty: 'estimated',
      metOn: null,
    },
  ],
  last: LAST,
  issueCodes: [
    { code: 'capacity', label: 'Capacity' },
    { code: 'legal', label: 'Legal' },
    { code: 'other', label: 'Other' },
  ],
  boardCodes: [{ code: 'corporate_board', label: 'Corporate Board' }],
  risks: [{ id: 'r1', reference: 'CR-001', title: 'Supplier fails', level: 'corporate' }],
}

const CONFIRMED: Given = {
  ...NOTHING_GIVEN,
  status: 'on_track',
  progressIs: 'still-true',
  dates: ['still-true'],
  milestonesAre: 'still-true',
  boardsAre: 'still-true',
}

const OPEN_ISSUE: ReportBasis = {
  ...BASIS,
  last: {
    ...LAST,
    status: 'remedial_action',
    openIssues: [{ id: 'i1', code: 'capacity', label: 'Capacity', words: 'Two posts are empty' }],
    mitigations: 'Agency staff until March',
    isRecorded: true,
    registers: ['service'],
  },
}

const EXCEPTION: Given = {
  ...CONFIRMED,
  status: 'remedial_action',
  issues: [{ code: 'legal', words: null }],
  mitigationsAre: 'changed',
  mitigations: 'Counsel was asked',
  registersAre: 'not-recorded',
}

const faultsOf = (basis: ReportBasis, given: Given): string[] =>
  settle(basis, given).faults.map((one) => `${one.field}: ${one.message}`)
const fieldsOf = (basis: ReportBasis, given: Given): string[] =>
  settle(basis, given).faults.map((one) => one.field)

test('what is confirmed stands as it was, and nothing is wrong with it', () => {
  const { report, faults, stale, confirmed } = settle(BASIS, CONFIRMED)
  assert.deepEqual(faults, [])
  assert.deepEqual(stale, [])
  assert.deepEqual(confirmed, {
    status: 'confirmed',
    progress: 'confirmed',
    dates: 'confirmed',
    milestones: 'confirmed',
    boards: 'confirmed',
  })
  assert.equal(report.progress, 'Contracts are out.')
  assert.deepEqual(report.boards, LAST.boards)
  assert.deepEqual([report.dates.endMoves, report.milestonesMoved.length], [false, 0])
})

test('a former answer nobody confirmed is asked for, and stands as stale only when it is left so on purpose (V6)', () => {
  const silent = { ...NOTHING_GIVEN, status: 'on_track' } as const
  assert.deepEqual(fieldsOf(BASIS, silent), ['progressIs', 'dates', 'milestonesAre', 'boardsAre'])
  const left = settle(BASIS, { ...silent, leaveUnconfirmed: true })
  assert.deepEqual(left.faults, [])
  assert.deepEqual(left.stale, ['progress', 'dates', 'milestones', 'boards'])
  assert.equal(left.report.progress, 'Contracts are out.')
  assert.deepEqual(staleIn({ prefilled: [...left.prefilled], confirmed: left.confirmed }), left.stale)
})

test('the status is never taken from last time', () => {
  assert.deepEqual(fieldsOf(BASIS, { ...CONFIRMED, status: null }), ['status'])
})

test('a first report has no former answers to confirm, and asks for its own', () => {
  const first = { ...BASIS, last: null, milestones: [] }
  assert.deepEqual(fieldsOf(first, { ...NOTHING_GIVEN, status: 'on_track', dates: ['still-true'] }), [
    'progress',
    'hasMilestones',
  ])
  assert.deepEqual(
    faultsOf(first, {
      ...NOTHING_GIVEN,
      status: 'not_started',
      progress: 'Nothing yet',
      dates: ['still-true'],
      hasMilestones: false,
    }),
    [],
  )
})

test('on track with an open issue is refused, listing them; each is closed with its outcome and words (V7)', () => {
  const [listed, ...each] = faultsOf(OPEN_ISSUE, CONFIRMED)
  assert.match(listed ?? '', /^status: .*an issue still open: Capacity\./)
  assert.match(each[0] ?? '', /^openIssues-0-answer: Close “Capacity”/)
  const carried = { issue: 'i1', answer: 'carried', words: null, outcome: null, outcomeWords: null } as const
  assert.match(faultsOf(OPEN_ISSUE, { ...CONFIRMED, openIssues: [carried] })[0] ?? '', /still open/)
  const closed = { ...carried, answer: 'closed' } as const
  assert.deepEqual(fieldsOf(OPEN_ISSUE, { ...CONFIRMED, openIssues: [closed] }), [
    'openIssues-0-outcome',
    'openIssues-0-outcomeWords',
  ])
  const ended = { ...closed, outcome: 'resolved', outcomeWords: 'Both posts are filled' } as const
  const { faults, report } = settle(OPEN_ISSUE, { ...CONFIRMED, openIssues: [ended] })
  assert.deepEqual(faults, [])
  assert.deepEqual(report.issues, [
    {
      code: 'capacity',
      label: 'Capacity',
      words: 'Two posts are empty',
      answer: 'closed',
      carriedFromId: 'i1',
      outcome: 'resolved',
      outcomeWords: 'Both posts are filled',
    },
  ])
})

test('an issue of last time is answered whatever the status is', () => {
  assert.deepEqual(fieldsOf(OPEN_ISSUE, { ...CONFIRMED, status: 'not_started' }), ['openIssues-0-answer'])
  const carried = { issue: 'i1', answer: 'carried', words: null, outcome: null, outcomeWords: null } as const
  assert.deepEqual(fieldsOf(OPEN_ISSUE, { ...CONFIRMED, status: 'not_started', openIssues: [carried] }), [])
})

test('an exception names its issues, from the list, and other in words', () => {
  assert.deepEqual(fieldsOf(BASIS, EXCEPTION), [])
  assert.deepEqual(fieldsOf(BASIS, { ...EXCEPTION, issues: null }), ['issues'])
  assert.deepEqual(fieldsOf(BASIS, { ...EXCEPTION, issues: [{ code: 'weather', words: null }] }), [
    'issues-0-code',
    'issues',
  ])
  assert.deepEqual(fieldsOf(BASIS, { ...EXCEPTION, issues: [{ code: 'other', words: null }] }), [
    'issues-0-words',
  ])
  assert.deepEqual(
    fieldsOf(OPEN_ISSUE, {
      ...EXCEPTION,
      openIssues: [{ issue: 'i1', answer: 'carried', words: null, outcome: null, outcomeWords: null }],
      issues: [{ code: 'capacity', words: null }],
    }),
    ['issues-0-code'],
  )
})

test('a tick without words is no mitigation (V10)', () => {
  assert.match(
    faultsOf(BASIS, { ...EXCEPTION, mitigations: null })[0] ?? '',
    /^mitigations: Write what is being done\. A tick without words/,
  )
  assert.deepEqual(fieldsOf(BASIS, { ...EXCEPTION, mitigationsAre: null, mitigations: null }), [
    'mitigationsAre',
  ])
  const none = settle(BASIS, { ...EXCEPTION, mitigationsAre: 'none', mitigations: null })
  assert.deepEqual([none.faults, none.report.mitigationTicked], [[], 'no'])
  const words = settle(BASIS, { ...EXCEPTION, mitigationsAre: null })
  assert.deepEqual([words.faults, words.report.mitigationTicked], [[], 'yes'])
})

test('a register is named by its level, which a chosen risk brings along', () => {
  const recorded = { ...EXCEPTION, registersAre: 'recorded' } as const
  assert.deepEqual(fieldsOf(BASIS, recorded), ['registers'])
  assert.deepEqual(fieldsOf(BASIS, { ...recorded, risk: 'r9', registers: ['service'] }), ['risk'])
  const { report, faults } = settle(BASIS, { ...recorded, risk: 'r1' })
  assert.deepEqual(faults, [])
  assert.deepEqual([report.registers, report.riskId, report.riskReference], [['corporate'], 'r1', 'CR-001'])
})

test('a changed date wants its date, its reason and its cause at once (V8)', () => {
  assert.deepEqual(fieldsOf(BASIS, { ...CONFIRMED, dates: ['end', 'go-live'] }), [
    'revisedEnd',
    'endReason',
    'endCause',
    'revisedGoLive',
    'goLiveReason',
    'goLiveCause',
  ])
  const moved: Given = {
    ...CONFIRMED,
    dates: ['end'],
    revisedEnd: day('2020-09-30'),
    endReason: 'The supplier is late',
    endCause: 'external',
  }
  const { report, faults, confirmed } = settle(BASIS, moved)
  assert.deepEqual(faults, [])
  assert.equal(confirmed.dates, 'changed')
  assert.deepEqual([report.dates.end?.toString(), report.dates.endCause], ['2020-09-30', 'external'])
  assert.deepEqual(fieldsOf(BASIS, { ...moved, revisedEnd: day('2020-03-31') }), ['revisedEnd'])
  assert.deepEqual(fieldsOf(BASIS, { ...moved, dates: ['still-true', 'end'] }), ['dates'])
})

test('a move is told in days, from what stood before and beside the original end', () => {
  assert.equal(
    movesWords(day('2020-03-31'), day('2020-09-30'), day('2020-03-31')),
    'It moves from 31 March 2020 to 30 September 2020, 183 days later than the original end',
  )
  assert.equal(
    movesWords(day('2020-07-01'), day('2020-06-30'), day('2020-03-31')),
    'It moves from 1 July 2020 to 30 June 2020, 1 day earlier; 91 days later than the original end',
  )
  assert.equal(
    movesWords(null, day('2020-03-31'), day('2020-03-31')),
    'It is given for the first time: 31 March 2020, the same day as the original end',
  )
})

test('where the plan has the rule, a late end is not on track, and the refusal says the rule (V16)', () => {
  const late = { ...BASIS, end: day('2020-09-30'), lateEnd: 'A late end is not on track' }
  assert.match(
    faultsOf(late, CONFIRMED)[0] ?? '',
    /^status: The plan’s rule: “A late end is not on track”\. .*30 September 2020, is 183 days later/,
  )
  assert.deepEqual(fieldsOf(late, { ...EXCEPTION }), [])
  assert.deepEqual(fieldsOf({ ...late, lateEnd: null }, CONFIRMED), [])
  assert.deepEqual(fieldsOf({ ...late, originalEnd: null }, CONFIRMED), [])
  assert.deepEqual(fieldsOf({ ...late, end: day('2020-03-31') }, CONFIRMED), [])
})

test('a suspicious date is neither refused nor accepted in silence: it wants a reason (V9)', () => {
  const doubtsOf = (basis: ReportBasis, given: Given): string[] =>
    settle(basis, given).suspicious.map((one) => one.doubt)
  assert.deepEqual(doubtsOf({ ...BASIS, goLive: day('2019-03-01') }, CONFIRMED), ['go-live-before-approval'])
  const earlier: Given = {
    ...CONFIRMED,
    dates: ['end', 'go-live'],
    revisedEnd: day('2017-03-31'),
    endReason: 'A mistake before',
    endCause: 'internal',
    revisedGoLive: day('2019-10-01'),
    goLiveReason: 'Sooner',
    goLiveCause: 'internal',
  }
  assert.deepEqual(doubtsOf({ ...BASIS, goLive: day('2019-12-01') }, earlier), [
    'end-much-earlier',
    'go-live-much-earlier',
    'end-past',
  ])
  assert.deepEqual(doubtsOf({ ...BASIS, originalEnd: day('2019-08-31') }, CONFIRMED), ['end-past'])
  assert.deepEqual(doubtsOf({ ...BASIS, originalEnd: day('2019-08-31') }, EXCEPTION), [])
  const overdue = { ...BASIS, on: day('2019-12-02') }
  assert.deepEqual(doubtsOf(overdue, CONFIRMED), ['milestone-past:m1'])
  assert.match(faultsOf(overdue, CONFIRMED)[0] ?? '', /^explained-0-reason: “Opens to residents” was due on/)
  const reason = 'The builder moved it; the new day is not known yet'
  const told = settle(overdue, { ...CONFIRMED, explained: [{ doubt: 'milestone-past:m1', reason }] })
  assert.deepEqual([told.faults, told.report.explained], [[], [{ doubt: 'milestone-past:m1', reason }]])
})

test('a milestone is moved or met in the report, never met on a day to come', () => {
  const row = {
    milestone: 'm1',
    dueOn: day('2019-12-01'),
    certainty: 'specific',
    metOn: day('2019-09-01'),
  } as const
  const met = settle(BASIS, { ...CONFIRMED, milestonesAre: 'changed', milestones: [row] })
  assert.deepEqual(met.faults, [])
  assert.deepEqual(
    met.report.milestonesMoved.map((one) => [one.id, one.certainty, one.metOn?.toString()]),
    [['m1', 'specific', '2019-09-01']],
  )
  const early = { ...row, metOn: day('2019-09-03') }
  assert.deepEqual(fieldsOf(BASIS, { ...CONFIRMED, milestonesAre: 'changed', milestones: [early] }), [
    'milestones-0-metOn',
  ])
  assert.deepEqual(fieldsOf(BASIS, { ...CONFIRMED, milestonesAre: 'changed' }), ['milestonesAre'])
})

test('time of receipt decides, also when the closing was written down first (V2)', () => {
  const round = {
    state: 'closed',
    opens_at: Temporal.Instant.from('2019-08-30T08:00:00Z'),
    closes_at: Temporal.Instant.from('2019-09-13T16:00:00Z'),
    closed_at: Temporal.Instant.from('2019-09-13T16:00:01Z'),
  } as const
  assert.equal(atReceipt(round, Temporal.Instant.from('2019-09-13T15:59:59.9Z')).state, 'open')
  assert.equal(atReceipt(round, Temporal.Instant.from('2019-09-13T16:00:00Z')).state, 'closed')
  const early = { ...round, closed_at: Temporal.Instant.from('2019-09-10T16:00:00Z') }
  assert.equal(atReceipt(early, Temporal.Instant.from('2019-09-11T10:00:00Z')).state, 'closed')
})
