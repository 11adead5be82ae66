// The second quarter of 2019 as it is frozen, read from the source's own file, and what its report stated: for tests
// of counts, findings and reports that need no database. What the file does not say stays null.
import { readFileSync } from 'node:fs'
import type { Stated } from '#modules/delivery/rules/counting.ts'
import type { Frozen, FrozenIssue, FrozenRow } from '#modules/delivery/rules/frozen.ts'
import type { Status } from '#modules/delivery/rules/words.ts'
import { readCsv } from '#platform/tables/index.ts'

const KENT = new URL('../../data/kent/', import.meta.url)

const PLAN_COLUMNS = [
  'number',
  'title',
  'outcome',
  'q2',
  'milestones',
  'cabinet_members_meeting',
  'corporate_board',
  'informal_governance',
  'cabinet_committee',
  'q1',
  'q1_source',
  'q1_issues',
  'q2_issues',
  'q2_mitigation_ticked',
  'original_end',
  'revised_end',
  'revised_go_live',
  'closing_status',
  'monitoring_decision',
] as const
type Line = Readonly<Record<(typeof PLAN_COLUMNS)[number], string>>

const BOARDS = [
  { code: 'cabinet_members_meeting', label: 'Cabinet Members Meeting' },
  { code: 'corporate_board', label: 'Corporate Board' },
  { code: 'informal_governance', label: 'Informal governance boards' },
  { code: 'cabinet_committee', label: 'Cabinet Committee' },
] as const

const ISSUES = [
  { code: 'capacity', label: 'Capacity' },
  { code: 'complexity', label: 'Complexity' },
  { code: 'dependencies', label: 'Dependencies' },
  { code: 'delivery_environment', label: 'Delivery environment' },
  { code: 'stakeholders', label: 'Stakeholders / Relationships' },
  { code: 'financial', label: 'Financial' },
  { code: 'benefits', label: 'Benefits' },
  { code: 'legal', label: 'Legal' },
  { code: 'governance', label: 'Governance' },
  { code: 'other', label: 'Other' },
] as const

const PREVIOUS = { code: '2019-q1', title: 'Quarter 1 of 2019/20' }
const id = (of: number, number: number): string =>
  `019350c0-0000-7000-8000-${String(of).padStart(4, '0')}${String(number).padStart(8, '0')}`

function planLines(): readonly Line[] {
  const file = readCsv(readFileSync(new URL('delivery-plan-2019-20.csv', KENT)), { required: PLAN_COLUMNS })
  return file.rows.map(({ cells }) => cells as Line)
}

const orNull = (cell: string): string | null => (cell === '' ? null : cell)
const labels = (cell: string): readonly string[] => cell.split(';').filter((label) => label !== '')
const settled = (label: string) => ISSUES.find(({ code }) => code === label)

const issueOf = (label: string): FrozenIssue => ({
  code: settled(label)?.code ?? null,
  label: settled(label)?.label ?? label,
  words: null,
  answer: 'raised',
  outcome: null,
  outcomeWords: null,
})

const doubtsOf = (line: Line): FrozenRow['doubts'] =>
  labels(line.q2_issues)
    .filter((label) => settled(label) === undefined)
    .map((raw) => ({
      column: 'q2_issues',
      raw,
      question: 'Is this one issue or two?',
    }))

function changesOf(line: Line): FrozenRow['dateChanges'] {
  const change = (what: 'end' | 'go-live', to: string) =>
    to === '' ? [] : [{ what, from: null, to, reason: null, cause: null }]
  return [...change('end', line.revised_end), ...change('go-live', line.revised_go_live)]
}

function rowOf(line: Line): FrozenRow {
  const number = Number(line.number)
  return {
    activityId: id(1, number),
    number,
    title: line.title,
    outcome: Number(line.outcome),
    unit: null,
    lead: null,
    responded: true,
    status: line.q2 as Status,
    statusSource: 'printed',
    previousStatus: line.q1 as Status,
    previousStatusSource: line.q1_source as 'printed' | 'implied',
    progress: null,
    originalEnd: orNull(line.original_end),
    revisedEnd: orNull(line.revised_end),
    revisedGoLive: orNull(line.revised_go_live),
    previousRevisedEnd: null,
    previousRevisedGoLive: null,
    dateChanges: changesOf(line),
    hasMilestones: line.milestones === 'yes',
    milestones: [],
    issues: labels(line.q2_issues).map(issueOf),
    previousIssues: labels(line.q1_issues).map((label) => {
      const { code, label: words } = issueOf(label)
      return { code, label: words }
    }),
    mitigations: null,
    mitigationTicked: orNull(line.q2_mitigation_ticked) as 'yes' | 'no' | null,
    registers: [],
    riskReference: null,
    risks: [],
    boards: BOARDS.map(({ code }) => ({
      board: code,
      reported: null,
      expected: null,
      booked: null,
      undefinedTick: line[code],
    })),
    closing:
      line.closing_status === ''
        ? null
        : {
            kind: line.closing_status as 'business_as_usual' | 'completed',
            monitoring: line.monitoring_decision as 'removed' | 'kept',
            decidedOn: null,
            decidedBy: null,
            reason: null,
          },
    stale: [],
    explained: [],
    doubts: doubtsOf(line),
    isLate: false,
    signedOff: false,
  }
}

const OUTCOMES = [
  { number: 1, title: 'Children and young people in Kent get the best start in life' },
  { number: 2, title: 'Kent communities feel the benefits of economic growth' },
  { number: 3, title: 'Older and vulnerable residents are safe and supported' },
  { number: 0, title: 'Corporate and enabling activity' },
] as const

/** Quarter 2 of 2019/20 with its 79 rows, and in each what it was in quarter 1. A fresh copy at every call. */
export function frozen2019(): Frozen {
  return {
    id: id(3, 2),
    version: 1,
    hash: '0'.repeat(64),
    why: null,
    frozenAt: '2019-10-01T09:00:00Z',
    leads: {},
    head: {
      plan: {
        id: id(4, 1),
        code: 'sdp-2019-20',
        title: 'Strategic Delivery Plan 2019/20',
        owner: 'Kent County Council',
        fromOn: '2019-04-01',
        untilOn: '2020-03-31',
        approvedOn: '2019-04-01',
        outcomes: OUTCOMES.map((outcome) => ({
          id: id(5, outcome.number),
          ...outcome,
          isEnabling: outcome.number === 0,
        })),
        units: [],
      },
      round: {
        id: id(6, 2),
        code: '2019-q2',
        title: 'Quarter 2 of 2019/20',
        periodFrom: '2019-07-01',
        periodUntil: '2019-09-30',
        opensAt: '2019-08-29T23:00:00Z',
        closesAt: '2019-09-13T22:59:59Z',
        isImported: true,
      },
      previous: PREVIOUS,
      boards: BOARDS,
      issueCodes: ISSUES,
      milestoneKinds: [],
      policies: [],
      definitions: [],
    },
    rows: planLines().map(rowOf),
  }
}

/** Quarter 1 as the same file tells it: statuses and issues, and nothing that was printed a quarter later. */
export function frozen2019Q1(): Frozen {
  const second = frozen2019()
  const { head } = second
  const lines = planLines()
  return {
    ...second,
    id: id(3, 1),
    frozenAt: '2019-07-01T09:00:00Z',
    head: {
      ...head,
      round: {
        ...head.round,
        ...PREVIOUS,
        id: id(6, 1),
        periodFrom: '2019-04-01',
        periodUntil: '2019-06-30',
        opensAt: null,
        closesAt: null,
      },
      previous: null,
    },
    rows: second.rows.map((row, at) => ({
      ...row,
      status: row.previousStatus,
      statusSource: row.previousStatusSource ?? 'implied',
      previousStatus: null,
      previousStatusSource: null,
      revisedEnd: null,
      revisedGoLive: null,
      dateChanges: [],
      hasMilestones: null,
      issues: labels(lines[at]?.q1_issues ?? '').map(issueOf),
      previousIssues: [],
      mitigationTicked: null,
      boards: [],
      closing: null,
      doubts: [],
    })),
  }
}

/** What the report of quarter 2 stated, statement by statement. */
export function stated2019(): readonly Stated[] {
  const columns = ['ref', 'statement', 'stated_count', 'stated_of', 'stated_percent'] as const
  const file = readCsv(readFileSync(new URL('reported-2019-q2.csv', KENT)), { required: columns })
  const number = (cell: string | undefined): number | null =>
    cell === undefined || cell === '' ? null : Number(cell)
  return file.rows.map(({ cells }) => ({
    ref: cells.ref ?? '',
    statement: cells.statement ?? '',
    statedCount: number(cells.stated_count),
    statedOf: number(cells.stated_of),
    statedPercent: orNull(cells.stated_percent ?? ''),
    measure: null,
  }))
}

/** The same round with some activities otherwise than they were: `{ 5: { progress: 'Going well' } }`. */
export function withRows(frozen: Frozen, changes: Readonly<Record<number, Partial<FrozenRow>>>): Frozen {
  return { ...frozen, rows: frozen.rows.map((row) => ({ ...row, ...changes[row.number] })) }
}

/** A report of which nothing is to be said: on track, signed, its words its own. */
export function soundRow(number: number): FrozenRow {
  return {
    activityId: id(7, number),
    number,
    title: `Activity number ${number}`,
    outcome: 1,
    unit: 'care',
    lead: id(9, 1),
    responded: true,
    status: 'on_track',
    statusSource: 'reported',
    previousStatus: 'on_track',
    previousStatusSource: 'reported',
    progress: `The work of activity ${number} goes on as it was planned`,
    originalEnd: '2020-03-31',
    revisedEnd: null,
    revisedGoLive: null,
    previousRevisedEnd: null,
    previousRevisedGoLive: null,
    dateChanges: [],
    hasMilestones: true,
    milestones: [
      { kind: 'go_live', title: 'Go live', dueOn: '2020-01-15', certainty: 'estimated', metOn: null },
    ],
    issues: [],
    previousIssues: [],
    mitigations: null,
    mitigationTicked: null,
    registers: [],
    riskReference: null,
    risks: [],
    boards: BOARDS.map(({ code }) => ({
      board: code,
      reported: false,
      expected: true,
      booked: false,
      undefinedTick: null,
    })),
    closing: null,
    stale: [],
    explained: [],
    doubts: [],
    isLate: false,
    signedOff: true,
  }
}

/** A round reported here, of activities about which nothing is to be said. */
export function soundRound(activities = 3): Frozen {
  const { head, ...frozen } = frozen2019()
  return {
    ...frozen,
    head: { ...head, round: { ...head.round, isImported: false } },
    rows: Array.from({ length: activities }, (_, at) => soundRow(at + 1)),
  }
}
