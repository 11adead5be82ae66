// What is written of an activity when its round is frozen, and what differs between two versions.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FrozenRow } from './frozen.ts'
import {
  differences,
  frozenRow,
  headDifferences,
  lostAnswers,
  type ActivityFacts,
  type DateNote,
  type Said,
} from './freezing.ts'

const LIVE = { isImported: false }
const FROM_A_FILE = { isImported: true }

const facts = (more: Partial<ActivityFacts> = {}): ActivityFacts => ({
  activityId: 'a',
  number: 5,
  title: 'Fibre for business parks',
  outcome: 2,
  unit: 'get',
  lead: 'Ravi Contour',
  originalEnd: '2027-03-31',
  standingEnd: null,
  standingGoLive: null,
  said: null,
  previous: null,
  former: null,
  milestones: [],
  closing: null,
  risks: [],
  notes: [],
  ...more,
})

const said = (more: Partial<Said> = {}): Said => ({
  state: 'submitted',
  status: 'on_track',
  status_source: 'reported',
  progress: 'Contracts are out.',
  mitigations: null,
  mitigation_ticked: null,
  revised_end: null,
  revised_end_reason: null,
  revised_end_cause: null,
  revised_go_live: null,
  go_live_reason: null,
  go_live_cause: null,
  has_milestones: false,
  registers: [],
  risk_reference: null,
  prefilled: [],
  confirmed: {},
  explained: [],
  doubts: [],
  is_late: false,
  saved_since: false,
  issues: [],
  boards: [],
  ...more,
})

const note = (more: Partial<DateNote>): DateNote => ({
  what: 'end',
  from: null,
  to: '2027-06-30',
  reason: 'The supplier is late',
  cause: 'external',
  inRound: true,
  ...more,
})

const CAPACITY = {
  code: 'capacity',
  label: 'Capacity',
  words: null,
  answer: 'raised',
  outcome: null,
  outcomeWords: null,
} as const

test('a draft and a returned report are no answers, and nothing of last time is carried in their place', () => {
  const previous = frozenRow(facts({ said: said({ status: 'unlikely', issues: [CAPACITY] }) }), LIVE)
  for (const state of ['draft', 'returned'] as const) {
    const row = frozenRow(facts({ said: said({ state }), previous }), LIVE)
    assert.deepEqual([row.responded, row.status, row.progress, row.issues], [false, null, null, []])
    assert.deepEqual(
      [row.previousStatus, row.previousIssues],
      ['unlikely', [{ code: 'capacity', label: 'Capacity' }]],
    )
    assert.deepEqual(row.stale, ['status', 'progress', 'milestones', 'issues'])
  }
  assert.deepEqual(frozenRow(facts(), LIVE).stale, [])
})

test('a closed issue is not open in the round after it', () => {
  const closed = { ...CAPACITY, answer: 'closed', outcome: 'resolved' } as const
  const previous = frozenRow(facts({ said: said({ issues: [closed] }) }), LIVE)
  assert.deepEqual(frozenRow(facts({ said: said(), previous }), LIVE).previousIssues, [])
})

test('what was shown and neither confirmed nor changed is stale', () => {
  const report = said({ prefilled: ['progress', 'boards'], confirmed: { boards: 'confirmed' } })
  assert.deepEqual(frozenRow(facts({ said: report }), LIVE).stale, ['progress'])
})

test('a date moves away from the round before with its reason, or from the plan where there was none', () => {
  const moved = said({
    revised_end: '2027-06-30',
    revised_end_reason: 'Flood',
    revised_end_cause: 'external',
  })
  const first = frozenRow(facts({ said: moved, standingEnd: '2027-06-30', notes: [note({})] }), LIVE)
  const change = { what: 'end', from: null, to: '2027-06-30', reason: 'Flood', cause: 'external' }
  assert.deepEqual(first.dateChanges, [change])
  const second = frozenRow(facts({ said: said({ revised_end: '2027-06-30' }), previous: first }), LIVE)
  assert.deepEqual([second.dateChanges, second.previousRevisedEnd], [[], '2027-06-30'])
})

test('what the keepers of the plan changed between rounds is a change with their reason', () => {
  const previous = frozenRow(facts({ said: said() }), LIVE)
  const between = note({ inRound: false, reason: 'Agreed by the board' })
  const row = frozenRow(facts({ said: said(), previous, standingEnd: '2027-06-30', notes: [between] }), LIVE)
  assert.deepEqual(row.dateChanges, [
    { what: 'end', from: null, to: '2027-06-30', reason: 'Agreed by the board', cause: 'external' },
  ])
})

test('a report that was taken back leaves the date as it was before the round', () => {
  const row = frozenRow(
    facts({
      said: said({ state: 'draft' }),
      standingEnd: '2027-06-30',
      notes: [note({ from: '2027-04-30' })],
    }),
    LIVE,
  )
  assert.deepEqual([row.revisedEnd, row.dateChanges], ['2027-04-30', []])
})

test('a file says what it says: what the plan knows by now is not read into it, and silence takes nothing back', () => {
  const row = frozenRow(facts({ said: said(), standingEnd: '2027-06-30' }), FROM_A_FILE)
  assert.deepEqual([row.revisedEnd, row.dateChanges], [null, []])
  const previous = { ...row, revisedEnd: '2027-05-31' }
  assert.deepEqual(frozenRow(facts({ said: said(), previous }), FROM_A_FILE).dateChanges, [])
})

test('a correction leaves what the plan knew on the day as it was frozen, unless the activity was reported anew', () => {
  const former = frozenRow(facts({ said: said() }), LIVE)
  const later = { title: 'Renamed since', lead: 'Somebody else', unit: 'st' }
  const closing = {
    kind: 'completed',
    monitoring: 'removed',
    decidedOn: null,
    decidedBy: null,
    reason: null,
  } as const
  const untouched = frozenRow(facts({ ...later, closing, said: said(), former }), LIVE)
  assert.deepEqual(untouched, former)
  const anew = frozenRow(facts({ ...later, said: said({ saved_since: true }), former }), LIVE)
  assert.deepEqual([anew.title, anew.unit, anew.lead], ['Renamed since', 'st', 'Ravi Contour'])
})

test('two versions differ row by row, whatever the order of their keys', () => {
  const row = (more: Partial<FrozenRow> = {}): FrozenRow => ({
    ...frozenRow(facts({ said: said() }), LIVE),
    ...more,
  })
  assert.deepEqual(differences([row({ issues: [CAPACITY] })], [row({ issues: [reordered(CAPACITY)] })]), [])
  assert.deepEqual(differences([row()], [row({ status: 'unlikely', isLate: true })]), [
    {
      number: 5,
      title: 'Fibre for business parks',
      only: null,
      parts: [
        { part: 'status', was: 'on_track', is: 'unlikely' },
        { part: 'isLate', was: false, is: true },
      ],
    },
  ])
  assert.deepEqual(
    differences([row()], [row({ number: 6 })]).map((one) => [one.number, one.only]),
    [
      [5, 'former'],
      [6, 'later'],
    ],
  )
  assert.deepEqual(lostAnswers([row()], [row({ responded: false })]), [5])
  assert.deepEqual(lostAnswers([row({ responded: false })], [row()]), [])
})

test('a column that was defined meanwhile is a change of the whole round', () => {
  const head = { definitions: [], boards: [] } as unknown as Parameters<typeof headDifferences>[0]
  const defined = { ...head, definitions: [{ column: 'corporate_board', meaning: 'reported' as const }] }
  assert.deepEqual(headDifferences(head, head), [])
  assert.deepEqual(headDifferences(head, defined), ['What columns mean'])
})

const reordered = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).toReversed()) as T
