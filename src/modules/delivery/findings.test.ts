import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frozen2019, frozen2019Q1, soundRound, stated2019, withRows } from '#test/support/frozen-2019.ts'
import { figuresBeside, findingsIn } from './findings.ts'
import type { Stated } from './rules/counting.ts'
import { rowAssertions, statedAssertions, type Finding } from './rules/findings.ts'
import type { Frozen, FrozenIssue, FrozenRow } from './rules/frozen.ts'
import { LATE_END } from './rules/words.ts'

const frozen = frozen2019()
const stated = stated2019()

/** "rule: activities" of everything but notes. */
const asked = (found: readonly Finding[]): readonly string[] =>
  found
    .filter(({ severity }) => severity !== 'note')
    .map(
      ({ rule, subject, activities }) =>
        `${rule}${subject === undefined ? '' : ` ${subject}`}: ${activities.join(' ')}`,
    )

test('the round of 2019 raises exactly what is wrong in it and in its report', () => {
  assert.deepEqual(asked(findingsIn(frozen, stated)), [
    'delivery.figure.recount 10: 2 3 4 6 10 15 20 21 24 49 51 52 55 56 59 61 63',
    'delivery.figure.recount 16: 4 5 6 10 11 21 30 52 56 59 70 74',
    'delivery.figure.recount 17: 4 5 6 10 11 30 52 56 59 70 74',
    'delivery.figure.recount 20: 11 30 56 59 74',
    'delivery.figure.recount 22: 34 35 51 54 58 61 78',
    'delivery.figure.recount 23: 51 61',
    'delivery.figure.recount 31: 15 49 51 55 61',
    'delivery.figure.base 23: 51 61',
    'delivery.figure.one-or-several: 4 5 6 10 11 21 30 52 56 59 63 70 74',
    'delivery.figure.exact-issues: 4 5 6 10 11 21 30 52 56 59 63 70 74',
    'delivery.figure.several-issues: 4 5 6 10 11 30 52 56 59 70 74',
    'delivery.date.go-live-before-approval: 33',
    'delivery.date.end-moved-earlier: 26 68',
    'delivery.date.go-live-moved-earlier: 33',
    'delivery.date.past-while-on-track: 15 24 36 51 55',
    'delivery.closing.not-on-track: 70 74',
    'delivery.issue.gone-without-outcome: 34 35 51 54 58 61 78',
    'delivery.issue.label-unsettled: 5',
    'delivery.mitigation.missing: 63',
    'delivery.board.meaning-unknown cabinet_members_meeting: 1 13 14 15 16 19 21 26 27 28 29 31 32 36 53 60 62 63 64 65 68 70 71 76 78 79',
    'delivery.board.meaning-unknown corporate_board: 1 13 21 62 63 64 71 76 78',
    'delivery.board.meaning-unknown informal_governance: 1 2 3 4 7 8 9 10 18 24 35 41 42 47 48 49 50 51 52 53 54 56 57 59 70 71 72 73 74 77',
    'delivery.board.meaning-unknown cabinet_committee: 1 3 7 8 9 12 13 14 17 18 20 21 22 23 24 26 27 30 34 35 37 41 42 44 45 47 48 50 52 54 57 59 60 62 65 68 71 76 77 78',
  ])
})

test('what the reader should know is a note and no finding: shares of 101, statuses that follow from silence', () => {
  const notes = findingsIn(frozen, stated).filter(({ severity }) => severity === 'note')
  assert.deepEqual(
    notes.map(({ rule, activities }) => [rule, activities.length]),
    [
      ['delivery.figure.hundred', 0],
      ['delivery.status.implied', 59],
      ['delivery.mitigation.ticked-in-file', 12],
    ],
  )
  assert.match(notes[0]?.message ?? '', /81 \+ 13 \+ 4 \+ 3 = 101/)
})

test('a finding says days, wholes and other readings', () => {
  const found = findingsIn(frozen, stated)
  const words = (rule: string, subject?: string): string =>
    found.find((one) => one.rule === rule && (subject === undefined || one.subject === subject))?.message ??
    ''
  assert.match(
    words('delivery.date.end-moved-earlier'),
    /26 \(1 December 2019, 1,217 days before 1 April 2023\)/,
  )
  assert.match(words('delivery.date.past-while-on-track'), /36 \([^)]*closed as business as usual\)/)
  assert.match(words('delivery.date.past-while-on-track'), /55 \([^)]*re-dated to 1 September 2021\)/)
  assert.match(words('delivery.figure.recount', '10'), /whichever way, it would be 20 of 79, as stated\./)
  assert.match(words('delivery.figure.recount', '23'), /it would be 5 of 12, not 3 of 8 either\./)
  assert.match(
    words('delivery.board.meaning-unknown', 'cabinet_committee'),
    /is ticked for 40 of 79 activities/,
  )
})

test('every stated figure stands beside its recount under the names that checks rely on', () => {
  const figures = figuresBeside(frozen, stated)
  assert.equal(figures.length, 32)
  assert.deepEqual(
    [true, false, null].map((agrees) => figures.filter((one) => one.agrees === agrees).map(({ ref }) => ref)),
    [
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 18, 19, 21, 24, 25, 30, 32],
      [10, 16, 17, 20, 22, 23, 31],
      [26, 27, 28, 29],
    ],
  )
  const tenth = figures.find(({ ref }) => ref === 10)
  assert.deepEqual([tenth?.stated, tenth?.recounted, tenth?.agrees], [20, 17, false])
  for (const { agrees, recounted, doubt } of figures)
    if (agrees === null) assert.ok(recounted === null && doubt?.startsWith('The data cannot say'))
})

test('a statement that no measure knows is asked about, and a measure that a person chose is counted', () => {
  const odd: Stated = {
    ref: 'A4',
    statement: 'Things that went well',
    statedCount: 64,
    statedOf: 79,
    statedPercent: '80',
    measure: null,
  }
  const [unknown] = figuresBeside(frozen, [odd])
  assert.deepEqual([unknown?.ref, unknown?.recounted, unknown?.measure], ['A4', null, null])
  assert.match(unknown?.doubt ?? '', /Match it to one/)
  // Its own percentage is wrong whatever it counts.
  assert.deepEqual(asked(findingsIn(soundRound(), [odd])), ['delivery.figure.share A4: '])
  const [matched] = figuresBeside(frozen, [{ ...odd, measure: 'on-track' }])
  assert.deepEqual([matched?.recounted, matched?.agrees], [64, true])
  const percents = ['81', '81.0', '85'].map((statedPercent) =>
    figuresBeside(frozen, [
      { ...odd, statement: 'On track', statedCount: null, statedOf: null, statedPercent },
    ]).map(({ agrees, recountedPercent }) => [agrees, recountedPercent]),
  )
  assert.deepEqual(percents, [[[true, '81']], [[true, '81.0']], [[false, '81']]])
})

test('of quarter 1 the file names few issues and no mitigation, and none is said to be missing', () => {
  assert.deepEqual(asked(findingsIn(frozen2019Q1(), [])), ['delivery.date.past-while-on-track: 10'])
})

test('a round about which nothing is to be said raises nothing', () => {
  assert.deepEqual(findingsIn(soundRound(20), []), [])
})

test('a plan approved long after the round judges its dates by the plan’s first day', () => {
  const { head } = frozen
  const later = { ...frozen, head: { ...head, plan: { ...head.plan, approvedOn: '2026-11-22' } } }
  const found = findingsIn(later, []).find(({ rule }) => rule === 'delivery.date.go-live-before-approval')
  assert.deepEqual(found?.activities, [33])
})

test('a day that was explained is still found, with its reason', () => {
  const reason = 'It began early'
  const beside = (row: number, rule: string, doubt: string): string => {
    const found = findingsIn(withRows(frozen, { [row]: { explained: [{ doubt, reason }] } }), [])
    return (
      found.find((one) => one.rule === rule)?.details.find(({ activity }) => activity === row)?.words ?? ''
    )
  }
  const goLive = 'delivery.date.go-live-before-approval'
  // A file's question names the day, a report the doubt.
  assert.match(
    beside(33, goLive, 'The go-live 12 December 2018 is early. Is it right?'),
    /explained: It began early$/,
  )
  assert.match(beside(33, goLive, 'go-live-before-approval'), /explained: It began early$/)
  assert.match(beside(15, 'delivery.date.past-while-on-track', 'end-past'), /explained: It began early$/)
  assert.match(
    beside(26, 'delivery.date.end-moved-earlier', 'end-much-earlier'),
    /explained: It began early$/,
  )
  assert.doesNotMatch(beside(26, 'delivery.date.end-moved-earlier', 'end-past'), /explained/)
})

const issue = (more: Partial<FrozenIssue> = {}): FrozenIssue => ({
  code: 'capacity',
  label: 'Capacity',
  words: null,
  answer: 'raised',
  outcome: null,
  outcomeWords: null,
  ...more,
})
const stone = (more: Partial<FrozenRow['milestones'][number]> = {}): FrozenRow['milestones'][number] => ({
  kind: 'go_live',
  title: 'Go live',
  dueOn: '2020-01-15',
  certainty: 'specific',
  metOn: null,
  ...more,
})
const closed = (
  kind: 'business_as_usual' | 'completed' | 'stopped',
  monitoring: 'kept' | 'removed',
): FrozenRow['closing'] => ({ kind, monitoring, decidedOn: null, decidedBy: null, reason: null })
const off = {
  status: 'remedial_action',
  issues: [issue()],
  mitigations: 'More staff were found',
} as const

type Example = {
  /** What makes the second activity break the rule. */
  readonly wrong: Partial<FrozenRow>
  /** What is close to it and right. */
  readonly right: Partial<FrozenRow>
  readonly round?: (frozen: Frozen) => Frozen
}

const imported = (one: Frozen): Frozen => ({
  ...one,
  head: { ...one.head, round: { ...one.head.round, isImported: true } },
})
const withPolicy = (one: Frozen): Frozen => ({
  ...one,
  head: { ...one.head, policies: [{ rule: LATE_END, appliesFrom: '2019-07-01', words: 'From quarter 2' }] },
})
const change = (more: Partial<FrozenRow['dateChanges'][number]>): Partial<FrozenRow> => ({
  revisedEnd: '2020-02-29',
  dateChanges: [{ what: 'end', from: null, to: '2020-02-29', reason: 'Agreed', cause: 'internal', ...more }],
})

/** For every rule what breaks it and what is close and does not. */
const EXAMPLES: Readonly<Record<string, Example>> = {
  'delivery.date.go-live-before-approval': {
    wrong: { revisedGoLive: '2019-03-31', previousRevisedGoLive: '2019-03-31' },
    right: { revisedGoLive: '2019-04-01', previousRevisedGoLive: '2019-04-01' },
  },
  'delivery.date.end-before-approval': {
    wrong: {
      revisedEnd: '2019-03-31',
      previousRevisedEnd: '2019-03-31',
      milestones: [],
      hasMilestones: false,
    },
    right: {
      revisedEnd: '2019-04-01',
      previousRevisedEnd: '2019-04-01',
      milestones: [],
      hasMilestones: false,
    },
  },
  'delivery.date.end-moved-earlier': {
    wrong: { revisedEnd: '2020-02-29', previousRevisedEnd: '2020-03-31' },
    right: { revisedEnd: '2020-03-01', previousRevisedEnd: '2020-03-31' },
  },
  'delivery.date.go-live-moved-earlier': {
    wrong: { revisedGoLive: '2020-01-01', previousRevisedGoLive: '2020-02-01' },
    right: { revisedGoLive: '2020-01-01', previousRevisedGoLive: '2020-01-31' },
  },
  'delivery.date.past-while-on-track': {
    wrong: { originalEnd: '2019-09-12', milestones: [], hasMilestones: false },
    right: { originalEnd: '2019-09-13', milestones: [], hasMilestones: false },
  },
  'delivery.date.revised-to-the-same': {
    wrong: { revisedEnd: '2020-03-31' },
    right: { revisedEnd: '2020-04-01' },
  },
  'delivery.date.go-live-after-end': {
    wrong: { revisedGoLive: '2020-05-01', revisedEnd: '2020-04-30' },
    right: { revisedGoLive: '2020-04-30', revisedEnd: '2020-04-30' },
  },
  'delivery.date.change-unexplained': { wrong: change({ cause: null }), right: change({}) },
  'delivery.date.original-end-out-of-sight': {
    wrong: { originalEnd: '2091-03-31' },
    right: { originalEnd: '2049-03-31' },
  },
  'delivery.date.end-out-of-sight': {
    wrong: { revisedEnd: '2091-03-31' },
    right: { revisedEnd: '2049-03-31' },
  },
  'delivery.date.go-live-out-of-sight': {
    wrong: { revisedGoLive: '2091-03-31' },
    right: { revisedGoLive: '2049-03-31' },
  },
  [`delivery.policy.${LATE_END}`]: {
    round: withPolicy,
    wrong: { revisedEnd: '2020-04-01' },
    right: { revisedEnd: '2020-04-01', ...off },
  },
  'delivery.closing.not-on-track': {
    wrong: { ...off, closing: closed('business_as_usual', 'kept') },
    right: { ...off, closing: closed('stopped', 'removed') },
  },
  'delivery.closing.removed-off-track': {
    wrong: { status: 'not_started', closing: closed('business_as_usual', 'removed') },
    right: { closing: closed('business_as_usual', 'removed') },
  },
  'delivery.closing.completed-unmet': {
    wrong: { closing: closed('completed', 'kept') },
    right: { closing: closed('completed', 'kept'), milestones: [stone({ metOn: '2019-08-01' })] },
  },
  'delivery.issue.open-while-on-track': {
    wrong: { issues: [issue()], mitigations: 'Cover was found' },
    right: { issues: [issue({ answer: 'closed', outcome: 'resolved' })] },
  },
  'delivery.issue.none-named': { wrong: { ...off, issues: [] }, right: off },
  'delivery.issue.gone-without-outcome': {
    wrong: { previousIssues: [{ code: 'capacity', label: 'Capacity' }] },
    right: {
      previousIssues: [{ code: 'capacity', label: 'Capacity' }],
      issues: [issue({ answer: 'closed', outcome: 'resolved' })],
    },
  },
  'delivery.issue.label-unsettled': {
    wrong: { ...off, issues: [issue({ code: null, label: 'Financial Benefits' })] },
    right: off,
  },
  'delivery.issue.twice': {
    wrong: { ...off, issues: [issue(), issue()] },
    right: { ...off, issues: [issue(), issue({ answer: 'closed', outcome: 'resolved' })] },
  },
  'delivery.mitigation.missing': { wrong: { ...off, mitigations: null }, right: off },
  'delivery.mitigation.missing-for-issue': {
    wrong: { status: 'not_started', issues: [issue()] },
    right: { status: 'not_started', issues: [issue()], mitigations: 'Cover was found' },
  },
  'delivery.mitigation.tick-without-words': {
    wrong: { ...off, mitigations: null, mitigationTicked: 'yes' },
    right: { ...off, mitigationTicked: 'yes' },
  },
  'delivery.register.without-reference': {
    wrong: { ...off, registers: ['corporate'] },
    right: { ...off, registers: ['corporate'], riskReference: 'CRR-9' },
  },
  'delivery.register.not-named': {
    wrong: { ...off, riskReference: 'CRR-9' },
    right: { ...off, registers: ['corporate'], riskReference: 'CRR-9' },
  },
  'delivery.milestone.after-end': {
    wrong: { milestones: [stone({ dueOn: '2020-04-01' })] },
    right: { milestones: [stone({ dueOn: '2020-03-31' })] },
  },
  'delivery.milestone.met-in-the-future': {
    wrong: { milestones: [stone({ metOn: '2019-10-02' })] },
    right: { milestones: [stone({ metOn: '2019-10-01' })] },
  },
  'delivery.milestone.none-listed': {
    wrong: { milestones: [] },
    right: { milestones: [], hasMilestones: false },
  },
  'delivery.milestone.met-before-start': {
    wrong: { status: 'not_started', milestones: [stone({ metOn: '2019-08-01' })] },
    right: { milestones: [stone({ metOn: '2019-08-01' })] },
  },
  'delivery.milestone.twice': {
    wrong: { milestones: [stone(), stone()] },
    right: { milestones: [stone(), stone({ dueOn: '2020-02-15' })] },
  },
  'delivery.submission.missing': {
    wrong: { responded: false, status: null, progress: null },
    right: { progress: null },
  },
  'delivery.submission.empty': { wrong: { status: null }, right: { status: 'not_started' } },
  'delivery.submission.unsigned': { wrong: { signedOff: false }, right: { signedOff: true } },
  'delivery.submission.lead-missing': { wrong: { lead: null }, right: { unit: null } },
  'delivery.progress.repeated': {
    wrong: { progress: 'The work of ACTIVITY 1 goes on, as it was planned.' },
    right: { progress: 'None' },
  },
  'delivery.activity.title-repeated': {
    wrong: { title: 'Activity number 1.' },
    right: { title: 'Activity number 22' },
  },
  'delivery.activity.number-repeated': { wrong: { number: 1 }, right: { number: 22 } },
  'delivery.activity.outcome-unknown': { wrong: { outcome: 9 }, right: { outcome: 0 } },
  'delivery.board.booked-unexpected': {
    wrong: {
      boards: [
        { board: 'corporate_board', reported: false, expected: false, booked: true, undefinedTick: null },
      ],
    },
    right: {
      boards: [
        { board: 'corporate_board', reported: false, expected: true, booked: true, undefinedTick: null },
      ],
    },
  },
  'delivery.status.implied': {
    wrong: { previousStatusSource: 'implied' },
    right: { previousStatusSource: 'printed' },
  },
  'delivery.submission.late': { wrong: { isLate: true }, right: { isLate: false } },
  'delivery.submission.stale': { wrong: { stale: ['status'] }, right: { stale: [] } },
  'delivery.mitigation.ticked-in-file': {
    round: imported,
    wrong: { ...off, mitigations: null, mitigationTicked: 'yes' },
    right: { ...off, mitigationTicked: 'yes' },
  },
}

const rulesIn = (example: Example, row: Partial<FrozenRow>): readonly string[] => {
  const sound = withRows(soundRound(), { 2: row })
  return findingsIn(example.round?.(sound) ?? sound, []).map(({ rule }) => rule)
}

for (const [rule, example] of Object.entries(EXAMPLES)) {
  test(`${rule} is found where it is broken and not where it is close`, () => {
    assert.ok(rulesIn(example, example.wrong).includes(rule), 'not found')
    assert.deepEqual(
      rulesIn(example, example.right).filter((found) => found === rule),
      [],
    )
  })
}

test('every rule about rows has its example, and every rule its own name', () => {
  assert.deepEqual(rowAssertions.map(({ name }) => name).toSorted(), Object.keys(EXAMPLES).toSorted())
  const names = [...rowAssertions, ...statedAssertions].map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
  assert.ok(names.length >= 30)
})

const say = (statement: string, statedCount: number, more: Partial<Stated> = {}): Stated => ({
  ref: statement,
  statement,
  statedCount,
  statedOf: null,
  statedPercent: null,
  measure: null,
  ...more,
})

test('stated figures are held against each other by every rule about them', () => {
  const about = (...said: readonly Stated[]): readonly string[] =>
    findingsIn(frozen, said)
      .filter(({ rule }) => rule.startsWith('delivery.figure.') && rule !== 'delivery.figure.recount')
      .map(({ rule }) => rule.replace('delivery.figure.', ''))
  const of79 = { statedOf: 79 }
  assert.deepEqual(about(say('On track', 64, of79), say('Require remedial action', 10, of79)), [])
  assert.deepEqual(about(say('On track', 65, of79), say('Require remedial action', 10, of79)), ['statuses'])
  assert.deepEqual(about(say('On track in Q1', 66, of79), say('Unlikely to be achieved in Q1', 5, of79)), [
    'last-statuses',
  ])
  assert.deepEqual(
    about(say('Require remedial action', 10), say('Unlikely to be achieved', 3), say('Not on track', 13)),
    [],
  )
  assert.deepEqual(
    about(say('Require remedial action', 10), say('Unlikely to be achieved', 3), say('Not on track', 14)),
    ['not-on-track'],
  )
  assert.deepEqual(
    about(say('Closed as business as usual or completed', 4), say('Removed from monitoring', 5)),
    ['removed'],
  )
  assert.deepEqual(
    about(say('Moved to on track since Q1', 1), say('Not on track in Q1 and since re-dated', 2)),
    ['moved'],
  )
  const due = 'Due in 2019/20 and given a new end date'
  assert.deepEqual(about(say('Due to complete in 2019/20', 8), say(due, 9)), ['new-end'])
  assert.deepEqual(
    about(say(due, 4), say('Due in 2019/20 with a new end date and still reported on track', 5)),
    ['new-end-on-track'],
  )
  assert.deepEqual(about(say(due, 5), say('Due in 2019/20 and now ending after 2019/20', 6)), [
    'new-end-later',
  ])
  assert.deepEqual(
    about(say('Not on track', 11), say('Not on track with mitigating actions or escalations', 12)),
    ['mitigated'],
  )
  assert.deepEqual(about(say('Activities that responded', 47), say('Activities with key milestones', 48)), [
    'milestones',
  ])
  assert.deepEqual(about(say('On track', 64, { statedOf: 79, statedPercent: '80' })), ['share'])
  assert.deepEqual(about(say('Not on track with capacity issues', 8, { statedOf: 12 })), ['base'])
})

test('the findings of 79 activities take less than a tenth of a second', () => {
  const began = process.cpuUsage()
  findingsIn(frozen, stated)
  figuresBeside(frozen, stated)
  const { user, system } = process.cpuUsage(began)
  assert.ok((user + system) / 1000 < 100)
})
