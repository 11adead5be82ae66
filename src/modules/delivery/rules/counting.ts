// What can be counted in a frozen round: each measure has one name, its wordings in reports, and a question put to every
// row. A row answers yes, no, or that it cannot say; and where a single row cannot say, there is no count (V12).
import {
  boardSays,
  endRevised,
  every,
  isLateEnd,
  issueIs,
  known,
  mitigated,
  not,
  openIssues,
  redated,
  splitLabels,
  statusIs,
  statusWas,
  type Answer,
} from './asking.ts'
import type { Frozen, FrozenHead, FrozenRow } from './frozen.ts'
import { isNotOnTrack, type Status } from './words.ts'

/** A statement of a report that somebody made, as its file says it. */
export type Stated = {
  readonly ref: string
  readonly statement: string
  readonly statedCount: number | null
  readonly statedOf: number | null
  /** As written: "81". */
  readonly statedPercent: string | null
  /** The measure a person chose; null: the wording decides. */
  readonly measure: string | null
}

export type Asked = (row: FrozenRow, head: FrozenHead) => Answer

export type Measure = {
  /** Permanent: stated figures are matched to it and reports refer to it. */
  readonly code: string
  /** The wording the generated report uses. */
  readonly title: string
  /** Other wordings of the same statement. */
  readonly wordings?: readonly string[]
  /** The measure whose count it is a share of; all activities where nothing is said. */
  readonly of?: string
  readonly where: Asked
  /** Why a row may not be able to say. */
  readonly silence?: string
  /** Other ways to read the words, which may explain a figure that differs. */
  readonly readings?: readonly Reading[]
}

export type Reading = { readonly words: string; readonly of?: string; readonly where: Asked }

export type Counted = {
  readonly numerator: number
  /** Null where the data cannot say of how many. */
  readonly denominator: number | null
  readonly activities: readonly number[]
  /** Where a label that is not settled would change the count. */
  readonly doubt?: string
}

const notOnTrack: Asked = (row) => known(row.responded, row.status, isNotOnTrack)
const wasNotOnTrack: Asked = (row, head) => (head.previous === null ? null : isNotOnTrack(row.previousStatus))
const movedToOnTrack: Asked = (row, head) => every(wasNotOnTrack(row, head), statusIs('on_track')(row, head))
const dueInYear: Asked = (row, { plan }) =>
  row.originalEnd === null ? null : row.originalEnd >= plan.fromOn && row.originalEnd <= plan.untilOn
const dueWithNewEnd: Asked = (row, head) => every(dueInYear(row, head), endRevised(row, head))
const endsAfterYear: Asked = (row, { plan }) => row.revisedEnd !== null && row.revisedEnd > plan.untilOn

const status = (code: string, of: Status, title: string, wordings: readonly string[] = []): Measure => ({
  code,
  title,
  wordings,
  where: statusIs(of),
})

const lastRound = (code: string, of: Status, title: string, wordings: readonly string[] = []): Measure => ({
  code,
  title,
  wordings,
  where: statusWas(of),
})

const withIssue = (code: string, title: string, ...wordings: readonly string[]): Measure => ({
  code: `not-on-track-${code.replaceAll('_', '-')}`,
  title: `Not on track with ${title} issues`,
  wordings: wordings.map((wording) => `Not on track with ${wording}`),
  of: 'not-on-track',
  where: (row, head) => every(notOnTrack(row, head), issueIs(code)(row, head)),
})

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
] as const

const withExactly = (word: (typeof NUMBERS)[number]): Measure => {
  const wanted = NUMBERS.indexOf(word)
  const issues = wanted === 1 ? 'issue' : 'issues'
  return {
    code: `not-on-track-${word}-${issues}`,
    title: wanted === 0 ? 'Not on track with no issues' : `Not on track with exactly ${word} ${issues}`,
    wordings:
      wanted === 0
        ? []
        : [`Not on track with ${word} ${issues}`, `Not on track with exactly ${wanted} ${issues}`],
    of: 'not-on-track',
    where: (row, head) => every(notOnTrack(row, head), openIssues(row).length === wanted),
  }
}

const atBoard = (
  answer: 'reported' | 'expected' | 'booked',
  board: string,
  named: string,
  ...wordings: readonly string[]
): Measure => ({
  code: `${answer}-${board.replaceAll('_', '-')}`,
  title: `${BOARD_VERB[answer]} ${named}`,
  wordings: wordings.map((wording) => `${BOARD_VERB[answer]} ${wording}`),
  where: boardSays(board, answer),
  silence: `nobody has said what a tick in the column “${board}” means, so it is kept out of counts`,
})

const BOARD_VERB = {
  reported: 'Reported to',
  expected: 'Expected to report to',
  booked: 'Booked with',
} as const
const BOARDS: readonly (readonly [code: string, ...names: string[]])[] = [
  ['cabinet_committee', 'Cabinet Committees', 'a Cabinet Committee', 'Cabinet Committee'],
  [
    'informal_governance',
    'informal governance boards',
    'informal governance',
    'an informal governance board',
  ],
  ['cabinet_members_meeting', 'Cabinet Members Meeting', 'the Cabinet Members Meeting'],
  ['corporate_board', 'Corporate Board', 'the Corporate Board'],
]

export const measures: readonly Measure[] = [
  {
    code: 'responses',
    title: 'Activities that submitted a response',
    wordings: ['Activities that responded', 'Responses received'],
    where: (row) => row.responded,
  },
  status('on-track', 'on_track', 'On track for successful delivery', ['On track', 'Activities on track']),
  status('remedial-action', 'remedial_action', 'Require remedial action', [
    'Requires remedial action',
    'Requiring remedial action',
  ]),
  status('unlikely', 'unlikely', 'Unlikely to be achieved'),
  status('not-started', 'not_started', 'Not formally started', ['Not started']),
  lastRound('on-track-last-round', 'on_track', 'On track in the last round'),
  lastRound('remedial-action-last-round', 'remedial_action', 'Requiring remedial action in the last round'),
  lastRound('unlikely-last-round', 'unlikely', 'Unlikely to be achieved in the last round'),
  lastRound('not-started-last-round', 'not_started', 'Not formally started in the last round'),
  {
    code: 'no-status-last-round',
    title: 'Without a status in the last round',
    where: (row, head) => (head.previous === null ? null : row.previousStatus === null),
  },
  {
    code: 'with-milestones',
    title: 'Activities that identified key milestones',
    wordings: ['Activities with key milestones'],
    where: (row) => (row.responded ? row.hasMilestones : false),
  },
  {
    code: 'later-than-original',
    title: 'Activities that revised an end date or go-live date beyond the original end date',
    wordings: ['Revised end or go-live later than the original end'],
    where: isLateEnd,
    readings: [{ words: 'every end or go-live that was revised, whichever way', where: redated }],
  },
  {
    code: 'not-on-track',
    title: 'Activities not on track',
    wordings: ['Not on track'],
    where: notOnTrack,
  },
  {
    code: 'not-on-track-last-round',
    title: 'Activities not on track in the last round',
    wordings: ['Not on track in the last round'],
    where: wasNotOnTrack,
  },
  withIssue('dependencies', 'dependency', 'dependencies'),
  withIssue('capacity', 'capacity'),
  withIssue('complexity', 'complexity'),
  withIssue(
    'stakeholders',
    'stakeholder or relationship',
    'stakeholder issues',
    'stakeholders or relationships',
  ),
  withIssue('delivery_environment', 'delivery environment'),
  withIssue('financial', 'financial'),
  withIssue('benefits', 'benefits'),
  withIssue('legal', 'legal'),
  withIssue('governance', 'governance'),
  withIssue('other', 'other'),
  {
    code: 'not-on-track-mitigated',
    title: 'Not on track with mitigating actions or escalations',
    wordings: ['Not on track with mitigations', 'Not on track with mitigating actions'],
    of: 'not-on-track',
    where: (row, head) => every(notOnTrack(row, head), mitigated(row, head)),
  },
  {
    code: 'not-on-track-several-issues',
    title: 'Not on track with more than one issue',
    wordings: ['Not on track with several issues'],
    of: 'not-on-track',
    where: (row, head) => every(notOnTrack(row, head), openIssues(row).length > 1),
  },
  ...NUMBERS.map(withExactly),
  {
    code: 'moved-to-on-track',
    title: 'Moved to on track since the last round',
    wordings: ['Became on track since the last round'],
    where: movedToOnTrack,
  },
  {
    code: 'moved-to-on-track-redated',
    title: 'Not on track in the last round and since re-dated',
    wordings: ['Moved to on track since the last round and re-dated'],
    of: 'moved-to-on-track',
    where: (row, head) => every(movedToOnTrack(row, head), redated(row, head)),
    readings: [
      {
        words: 'all that were not on track in the last round, whether or not they moved to on track',
        of: 'not-on-track-last-round',
        where: (row, head) => every(wasNotOnTrack(row, head), redated(row, head)),
      },
    ],
  },
  {
    code: 'closed',
    title: 'Closed as business as usual or completed',
    wordings: ['Business as usual or completed'],
    where: (row) => row.closing !== null && row.closing.kind !== 'stopped',
  },
  {
    code: 'stopped',
    title: 'Stopped',
    where: (row) => row.closing?.kind === 'stopped',
  },
  {
    code: 'no-longer-monitored',
    title: 'Removed from monitoring',
    wordings: ['No longer monitored'],
    where: (row) => row.closing?.monitoring === 'removed',
  },
  ...(['expected', 'reported', 'booked'] as const).flatMap((answer) =>
    BOARDS.map(([code, named = '', ...wordings]) => atBoard(answer, code, named, ...wordings)),
  ),
  {
    code: 'due-in-year',
    title: 'Due to complete in the plan year',
    wordings: ['Due in the plan year'],
    where: dueInYear,
    silence: 'their original end date is not known',
  },
  {
    code: 'due-in-year-new-end',
    title: 'Due in the plan year and given a new end date',
    of: 'due-in-year',
    where: dueWithNewEnd,
  },
  {
    code: 'due-in-year-new-end-on-track',
    title: 'Due in the plan year with a new end date and still reported on track',
    wordings: ['Due in the plan year with a new end date and on track'],
    of: 'due-in-year-new-end',
    where: (row, head) => every(dueWithNewEnd(row, head), statusIs('on_track')(row, head)),
  },
  {
    code: 'due-in-year-ends-later',
    title: 'Due in the plan year and now ending after the plan year',
    wordings: ['Due in the plan year with a new end date after the plan year'],
    of: 'due-in-year-new-end',
    where: (row, head) => every(dueInYear(row, head), endsAfterYear(row, head)),
  },
  {
    code: 'no-response',
    title: 'Activities without a response',
    wordings: ['Activities that did not respond'],
    where: (row) => not(row.responded),
  },
]

const byCode: ReadonlyMap<string, Measure> = new Map(measures.map((measure) => [measure.code, measure]))

export const measureOf = (code: string): Measure | undefined => byCode.get(code)

const byWording: ReadonlyMap<string, Measure> = new Map(
  measures.flatMap((measure) =>
    [measure.title, ...(measure.wordings ?? [])].map((wording) => [plainly(wording), measure] as const),
  ),
)

/**
 * The measure a statement words. With the head of its round "Q1" and "2019/20" are understood; without, a statement
 * that names a quarter or a year is not matched.
 */
export function measureFor(
  statement: string,
  head?: Pick<FrozenHead, 'plan' | 'round' | 'previous'>,
): Measure | undefined {
  return byWording.get(plainly(head === undefined ? statement : spoken(statement, head)))
}

/** "In Q1" as said in quarter 2 is the last round; "2019/20" is the year of its plan. */
function spoken(
  statement: string,
  { plan, round, previous }: Pick<FrozenHead, 'plan' | 'round' | 'previous'>,
): string {
  const years = [plan.fromOn, plan.untilOn].map((day) => day.slice(0, 4))
  const [from = '', until = ''] = years
  const quarter = (code: string | undefined): string | undefined => /q([1-4])$/i.exec(code ?? '')?.[1]
  const named: readonly (readonly [RegExp, string])[] = [
    [new RegExp(`\\b${from}\\s*[/–-]\\s*(?:20)?${until.slice(2)}\\b`, 'g'), 'the plan year'],
    [new RegExp(`\\b(?:Q|quarter )${quarter(previous?.code) ?? '0'}\\b`, 'gi'), 'the last round'],
    [new RegExp(` in (?:Q|quarter )${quarter(round.code) ?? '0'}\\b`, 'gi'), ''],
    [/\b(?:the )?(?:last|previous) (?:quarter|round)\b/gi, 'the last round'],
  ]
  return named.reduce((words, [said, meant]) => words.replaceAll(said, meant), statement)
}

function plainly(words: string): string {
  return words
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\b(?:the|an|a)\b/g, ' ')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
}

type Subject = Pick<Frozen, 'head' | 'rows'>

/** The numbers of the activities that cannot say whether they count. */
export function undecided({ rows, head }: Subject, code: string): readonly number[] {
  const measure = byCode.get(code)
  if (measure === undefined) return []
  return rows.filter((row) => measure.where(row, head) === null).map(({ number }) => number)
}

/** Null where a row cannot say whether it counts, or nobody knows the measure. */
export function count(frozen: Subject, code: string): Counted | null {
  const measure = byCode.get(code)
  return measure === undefined ? null : countReading(frozen, measure)
}

/** One reading of a measure's words. */
export function countReading(frozen: Subject, reading: Pick<Measure, 'of' | 'where'>): Counted | null {
  const activities = answering(frozen, reading.where)
  if (activities === null) return null
  const denominator = reading.of === undefined ? frozen.rows.length : denominatorOf(frozen, reading.of)
  const doubt = doubtOf(frozen, reading.where, activities)
  return { numerator: activities.length, denominator, activities, ...(doubt === undefined ? {} : { doubt }) }
}

function denominatorOf(frozen: Subject, code: string): number | null {
  const whole = byCode.get(code)
  return whole === undefined ? null : (answering(frozen, whole.where)?.length ?? null)
}

/** The numbers of the rows that say yes; null when a row cannot say. */
function answering({ rows, head }: Subject, asked: Asked): readonly number[] | null {
  const found: number[] = []
  for (const row of rows) {
    const answer = asked(row, head)
    if (answer === null) return null
    if (answer) found.push(row.number)
  }
  return found
}

/** A label that may be one code or two is counted as it was ticked; where two would count otherwise, that is said. */
function doubtOf(frozen: Subject, asked: Asked, activities: readonly number[]): string | undefined {
  const unsettled = frozen.rows.filter((row) => row.issues.some(({ code }) => code === null))
  const changed = unsettled.filter((row) => asked(splitLabels(row), frozen.head) !== asked(row, frozen.head))
  if (changed.length === 0) return undefined
  const split = changed.reduce(
    (total, row) => total + (activities.includes(row.number) ? -1 : 1),
    activities.length,
  )
  const said = changed.map((row) => {
    const label = row.issues.find(({ code }) => code === null)?.label ?? ''
    return `activity ${row.number} holds “${label}”, which may be one code or two`
  })
  return `Counted as ticked: ${said.join('; ')}. Read as two codes, the count would be ${split}.`
}
