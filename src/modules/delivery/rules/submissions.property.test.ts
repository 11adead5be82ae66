// What holds of every report: none is on track with an open issue, and a confirmed one changes nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  lateDates,
  NOTHING_GIVEN,
  settle,
  STATUSES,
  type Given,
  type LastAnswers,
  type ReportBasis,
  type StandingIssue,
} from '../rules.ts'

const day = fc
  .integer({ min: 0, max: 1500 })
  .map((days) => Temporal.PlainDate.from('2018-01-01').add({ days }))
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { nil: null })
const words = fc.constantFrom('Agency staff', 'The lease is signed', 'Asked counsel')
const confirming = maybe(fc.constantFrom('still-true' as const, 'changed' as const))
const CODES = ['capacity', 'legal', 'financial', 'other']

const openIssues: fc.Arbitrary<StandingIssue[]> = fc
  .subarray(CODES)
  .map((codes) => codes.map((code, at) => ({ id: `i${at}`, code, label: code, words: null })))

const last: fc.Arbitrary<LastAnswers> = fc.record({
  roundTitle: fc.constant('Quarter 1'),
  roundCode: fc.constant('q1'),
  status: fc.constantFrom(...STATUSES),
  statusSource: fc.constant('reported' as const),
  progress: words,
  mitigations: maybe(words),
  mitigationTicked: fc.constant(null),
  isRecorded: maybe(fc.boolean()),
  registers: fc.subarray(['project', 'service', 'directorate', 'corporate'] as const),
  riskReference: maybe(fc.constant('SR-014')),
  riskId: fc.constant(null),
  hasMilestones: fc.boolean(),
  boards: fc
    .subarray(['corporate_board', 'cabinet_committee'])
    .map((boards) => boards.map((board) => ({ board, reported: true, expected: null, booked: false }))),
  openIssues,
  explained: fc.constant([]),
})

const basis: fc.Arbitrary<ReportBasis> = fc.record({
  on: day,
  planApprovedOn: maybe(day),
  lateEnd: maybe(fc.constant('A late end is not on track')),
  originalEnd: maybe(day),
  end: maybe(day),
  goLive: maybe(day),
  milestones: fc.array(
    fc.record({
      id: fc.uuid(),
      kind: fc.constant('go_live'),
      title: words,
      dueOn: day,
      certainty: fc.constantFrom('specific' as const, 'estimated' as const),
      metOn: maybe(day),
    }),
    { maxLength: 3 },
  ),
  last: maybe(last),
  issueCodes: fc.constant([...CODES, 'governance'].map((code) => ({ code, label: code }))),
  boardCodes: fc.constant(['corporate_board', 'cabinet_committee'].map((code) => ({ code, label: code }))),
  risks: fc.constant([]),
})

const given: fc.Arbitrary<Given> = fc.record({
  ...Object.fromEntries(Object.keys(NOTHING_GIVEN).map((name) => [name, fc.constant(null)])),
  status: maybe(fc.constantFrom(...STATUSES)),
  progressIs: confirming,
  progress: maybe(words),
  dates: maybe(fc.subarray(['still-true', 'end', 'go-live'] as const)),
  revisedEnd: maybe(day),
  endReason: maybe(words),
  endCause: maybe(fc.constantFrom('internal' as const, 'external' as const)),
  revisedGoLive: maybe(day),
  goLiveReason: maybe(words),
  goLiveCause: maybe(fc.constantFrom('internal' as const, 'external' as const)),
  milestonesAre: confirming,
  hasMilestones: maybe(fc.boolean()),
  boardsAre: maybe(fc.constantFrom('still-true' as const, 'changed' as const, 'none' as const)),
  openIssues: maybe(
    fc.array(
      fc.record({
        issue: fc.constantFrom('i0', 'i1', 'i2', 'i3'),
        answer: maybe(fc.constantFrom('carried' as const, 'closed' as const)),
        words: maybe(words),
        outcome: maybe(fc.constantFrom('resolved' as const, 'accepted' as const)),
        outcomeWords: maybe(words),
      }),
      { maxLength: 4 },
    ),
  ),
  issues: maybe(
    fc.array(fc.record({ code: maybe(fc.constantFrom(...CODES)), words: maybe(words) }), { maxLength: 3 }),
  ),
  mitigationsAre: maybe(fc.constantFrom('still-true' as const, 'changed' as const, 'none' as const)),
  mitigations: maybe(words),
  registersAre: maybe(fc.constantFrom('still-true' as const, 'recorded' as const, 'not-recorded' as const)),
  registers: maybe(fc.subarray(['project', 'service'] as const)),
  explained: fc.constant([]),
  leaveUnconfirmed: maybe(fc.constant(true)),
}) as unknown as fc.Arbitrary<Given>

// An officer who answers everything, with some of their answers exchanged for any others.
const reports: fc.Arbitrary<readonly [ReportBasis, Given]> = fc
  .tuple(
    basis,
    given,
    fc.constantFrom(...STATUSES),
    fc.subarray(Object.keys(NOTHING_GIVEN) as (keyof Given)[], { maxLength: 6 }),
  )
  .map(([before, wild, status, names]) => [
    before,
    { ...answersTo(before), status, ...Object.fromEntries(names.map((name) => [name, wild[name]])) },
  ])

const answersTo = (before: ReportBasis): Given => ({
  ...NOTHING_GIVEN,
  status: 'on_track',
  progressIs: 'still-true',
  progress: 'Agency staff',
  dates: ['still-true'],
  milestonesAre: 'still-true',
  hasMilestones: true,
  boardsAre: 'none',
  openIssues: (before.last?.openIssues ?? []).map((one) => ({
    issue: one.id,
    answer: 'closed',
    words: null,
    outcome: 'resolved',
    outcomeWords: 'It is over',
  })),
  issues: [{ code: 'governance', words: null }],
  mitigationsAre: 'none',
  registersAre: 'not-recorded',
  explained: [
    'go-live-before-approval',
    'end-much-earlier',
    'go-live-much-earlier',
    'end-past',
    ...before.milestones.map((one) => `milestone-past:${one.id}`),
  ].map((doubt) => ({ doubt, reason: 'It is so' })),
})

test('no report that may go is on track with an open issue, or late where the plan has the rule', () => {
  fc.assert(
    fc.property(reports, ([before, answers]) => {
      const { faults, report, suspicious } = settle(before, answers)
      if (faults.length > 0) return
      assert.notEqual(report.status, null)
      assert.equal(report.explained.length, suspicious.length, 'nothing suspicious passes in silence')
      if (report.status !== 'on_track') return
      assert.ok(report.issues.every((one) => one.answer === 'closed' && one.outcome !== null))
      assert.equal(report.issues.length, before.last?.openIssues.length ?? 0, 'each is answered')
      if (before.lateEnd !== null) assert.deepEqual(lateDates(before.originalEnd, report.dates), [])
    }),
    { numRuns: 200 },
  )
})

test('every former issue is in the report once, and a date moves only with its reason and cause', () => {
  fc.assert(
    fc.property(reports, ([before, answers]) => {
      const { faults, report } = settle(before, answers)
      if (faults.length > 0) return
      const carried = report.issues.flatMap((one) => one.carriedFromId ?? [])
      assert.deepEqual(
        carried,
        (before.last?.openIssues ?? []).map((one) => one.id),
      )
      const { dates } = report
      if (dates.endMoves) assert.ok(dates.endReason !== null && dates.endCause !== null && dates.end !== null)
      else assert.deepEqual(dates.end, before.end)
      if (dates.goLiveMoves) assert.ok(dates.goLiveReason !== null && dates.goLiveCause !== null)
      else assert.deepEqual(dates.goLive, before.goLive)
    }),
    { numRuns: 200 },
  )
})

test('a form in which everything is confirmed changes nothing', () => {
  fc.assert(
    fc.property(basis, last, (before, former) => {
      const standing: ReportBasis = { ...before, last: former }
      const { report, stale, confirmed } = settle(standing, {
        ...NOTHING_GIVEN,
        status: former.status,
        progressIs: 'still-true',
        dates: ['still-true'],
        milestonesAre: 'still-true',
        boardsAre: 'still-true',
        mitigationsAre: 'still-true',
        registersAre: 'still-true',
        openIssues: former.openIssues.map((one) => ({
          issue: one.id,
          answer: 'carried',
          words: null,
          outcome: null,
          outcomeWords: null,
        })),
      })
      assert.deepEqual(stale, [])
      assert.ok(Object.values(confirmed).every((one) => one === 'confirmed'))
      assert.equal(report.progress, former.progress)
      assert.deepEqual(report.boards, former.boards)
      assert.deepEqual([report.dates.end, report.dates.goLive], [before.end, before.goLive])
      assert.deepEqual(report.milestonesMoved, [])
      assert.deepEqual(
        report.issues.map((one) => [one.carriedFromId, one.words]),
        former.openIssues.map((one) => [one.id, one.words]),
      )
    }),
    { numRuns: 200 },
  )
})
