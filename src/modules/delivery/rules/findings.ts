// What should hold in every frozen round, each said once: its rule's name, its words and how much it matters. The engine
// of platform/figures runs them; a row that does not say enough breaks nothing (V12).
import type { RowAssertion, Severity, StatedAssertion } from '#platform/figures/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import { either, every, isLateEnd, isTicked, mitigated, not, openIssues, type Answer } from './asking.ts'
import type { Frozen, FrozenHead, FrozenRow } from './frozen.ts'
import { closingWord, isNotOnTrack, LATE_END } from './words.ts'

/** A row with what is needed to judge it. */
export type Line = {
  readonly row: FrozenRow
  readonly head: FrozenHead
  /** The day of which the round tells: when its window closed, else when its period ended. */
  readonly asAt: string
  readonly frozenOn: string
}

/** One thing that a round does not say rightly, as a reader of the module sees it. */
export type Finding = {
  readonly rule: string
  readonly severity: Severity
  /** What is wrong, without the activities. */
  readonly title: string
  readonly message: string
  /** What is wrong with single activities. */
  readonly details: readonly { readonly activity: number; readonly words: string }[]
  readonly activities: readonly number[]
  /** What it is about, where that is no activity: the reference of a stated figure, a column of a file. */
  readonly subject?: string
  readonly stated?: string
  readonly recounted?: string
}

export function linesOf({
  head,
  rows,
  frozenAt,
}: Pick<Frozen, 'head' | 'rows' | 'frozenAt'>): readonly Line[] {
  const asAt =
    head.round.closesAt === null
      ? head.round.periodUntil
      : londonDate(Temporal.Instant.from(head.round.closesAt)).toString()
  const frozenOn = londonDate(Temporal.Instant.from(frozenAt)).toString()
  return rows.map((row) => ({ row, head, asAt, frozenOn }))
}

const day = (date: string): string => formatDate(Temporal.PlainDate.from(date))

const onTrack = ({ row }: Line): boolean => row.responded && row.status === 'on_track'
const offTrack = ({ row }: Line): boolean => row.responded && isNotOnTrack(row.status)
/** What came from a file is asked only what files say. */
const reportedHere = ({ head, row }: Line): boolean => !head.round.isImported && row.responded
const endOf = ({ row }: Line): string | null => row.revisedEnd ?? row.originalEnd
const hasIssues = ({ row }: Line): boolean => openIssues(row).length > 0
const hasMitigation = ({ row, head }: Line): Answer => mitigated(row, head)
const sameIssue = (
  one: { readonly code: string | null; readonly label: string },
  other: { readonly code: string | null; readonly label: string },
): boolean => (one.code === null ? one.label === other.label : one.code === other.code)

/** The plan's approval; one recorded long after the round judges nothing, and the plan's first day stands for it. */
const approvalOf = ({ head: { plan, round } }: Line): string =>
  plan.approvedOn !== null && plan.approvedOn <= round.periodUntil ? plan.approvedOn : plan.fromOn

/** How somebody explained what was doubted (V9): a report names the doubt, a file's question names the day. */
function explainedBeside({ row }: Line, doubted: string, date: string | null): string {
  const said = row.explained.find(
    ({ doubt }) => doubt === doubted || (date !== null && doubt.includes(day(date))),
  )
  return said === undefined ? '' : `, explained: ${said.reason}`
}

function pastDetail(line: Line): string {
  const { originalEnd, revisedEnd, revisedGoLive, closing } = line.row
  const said = [
    `original end ${originalEnd === null ? 'not known' : day(originalEnd)}`,
    revisedEnd === null ? '' : `re-dated to ${day(revisedEnd)}`,
    revisedGoLive === null ? '' : `go-live now ${day(revisedGoLive)}`,
    closing === null ? '' : `closed as ${closingWord[closing.kind].toLowerCase()}`,
  ]
  return said.filter((part) => part !== '').join(', ') + explainedBeside(line, 'end-past', originalEnd)
}

function movedDetail(line: Line, doubted: string, to: string, from: string): string {
  const back = Temporal.PlainDate.from(to).until(Temporal.PlainDate.from(from), { largestUnit: 'days' }).days
  const days = String(back).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${day(to)}, ${days} days before ${day(from)}${explainedBeside(line, doubted, to)}`
}

const beforeApproval = (
  what: string,
  name: string,
  date: (row: FrozenRow) => string | null,
): RowAssertion<Line> => ({
  name: `delivery.date.${name}-before-approval`,
  kind: 'date-range',
  severity: 'contradiction',
  title: `A revised ${what} lies after the plan was approved`,
  message: `The ${what} lies before the plan was approved`,
  date: ({ row }) => date(row),
  from: approvalOf,
  detail: (line) =>
    `${day(date(line.row) ?? '')}, before ${day(approvalOf(line))}${explainedBeside(line, `${name}-before-approval`, date(line.row))}`,
})

const movedEarlier = (
  what: string,
  name: string,
  now: (row: FrozenRow) => string | null,
  before: (line: Line) => string | null,
): RowAssertion<Line> => ({
  name: `delivery.date.${name}-moved-earlier`,
  kind: 'date-order',
  severity: 'question',
  title: `A revised ${what} is not more than 30 days earlier than it was`,
  message: `The ${what} is more than 30 days earlier than it was`,
  graceDays: 30,
  earlier: before,
  later: ({ row }) => now(row),
  detail: (line) => movedDetail(line, `${name}-much-earlier`, now(line.row) ?? '', before(line) ?? ''),
})

const outOfSight = (
  what: string,
  name: string,
  date: (row: FrozenRow) => string | null,
): RowAssertion<Line> => ({
  name: `delivery.date.${name}-out-of-sight`,
  kind: 'date-range',
  severity: 'question',
  title: `The ${what} lies within ten years before and thirty years after the plan`,
  message: `The ${what} is so far from the plan that its year may be mistyped`,
  date: ({ row }) => date(row),
  from: ({ head }) => Temporal.PlainDate.from(head.plan.fromOn).subtract({ years: 10 }).toString(),
  until: ({ head }) => Temporal.PlainDate.from(head.plan.untilOn).add({ years: 30 }).toString(),
})

const DATES: readonly RowAssertion<Line>[] = [
  beforeApproval('go-live', 'go-live', (row) => row.revisedGoLive),
  beforeApproval('end', 'end', (row) => row.revisedEnd),
  movedEarlier(
    'end',
    'end',
    (row) => row.revisedEnd,
    ({ row }) => row.previousRevisedEnd ?? row.originalEnd,
  ),
  movedEarlier(
    'go-live',
    'go-live',
    (row) => row.revisedGoLive,
    // A file knows no go-live before the revised one, and holds it against the original end as its source did.
    ({ row, head }) => row.previousRevisedGoLive ?? (head.round.isImported ? row.originalEnd : null),
  ),
  {
    name: 'delivery.date.past-while-on-track',
    kind: 'status-and-date',
    severity: 'question',
    title: 'What is on track has not passed its original end',
    message: 'Reported on track although the original end was past when the round closed',
    status: onTrack,
    date: ({ row }) => row.originalEnd,
    must: 'come-after',
    than: ({ asAt }) => Temporal.PlainDate.from(asAt).subtract({ days: 1 }).toString(),
    detail: pastDetail,
  },
  {
    name: 'delivery.date.revised-to-the-same',
    kind: 'subset',
    severity: 'question',
    title: 'A revised end differs from the original end',
    message: 'The revised end is the original end',
    part: ({ row }) => row.revisedEnd !== null && row.originalEnd !== null,
    whole: ({ row }) => row.revisedEnd !== row.originalEnd,
  },
  {
    name: 'delivery.date.go-live-after-end',
    kind: 'date-order',
    severity: 'question',
    title: 'A revised go-live is not later than the revised end',
    message: 'It goes live after it ends',
    earlier: ({ row }) => row.revisedGoLive,
    later: ({ row }) => row.revisedEnd,
  },
  {
    name: 'delivery.date.change-unexplained',
    kind: 'subset',
    severity: 'question',
    title: 'A changed date has a reason and a cause',
    message: 'A date changed without a reason or without a cause',
    among: reportedHere,
    part: ({ row }) => row.dateChanges.some(({ what }) => what !== 'original-end'),
    whole: ({ row }) =>
      row.dateChanges.every(
        ({ what, reason, cause }) => what === 'original-end' || (reason !== null && cause !== null),
      ),
  },
  outOfSight('original end', 'original-end', (row) => row.originalEnd),
  outOfSight('revised end', 'end', (row) => row.revisedEnd),
  outOfSight('go-live', 'go-live', (row) => row.revisedGoLive),
]

const MILESTONES: readonly RowAssertion<Line>[] = [
  {
    name: 'delivery.milestone.after-end',
    kind: 'date-order',
    severity: 'question',
    title: 'Every milestone lies before the end',
    message: 'A milestone is due after the activity ends',
    earlier: ({ row }) => latest(row.milestones.map(({ dueOn }) => dueOn)),
    later: endOf,
  },
  {
    name: 'delivery.milestone.met-in-the-future',
    kind: 'date-range',
    severity: 'contradiction',
    title: 'A milestone is met on a day that has come',
    message: 'A milestone is said to be met on a day that had not come',
    date: ({ row }) => latest(row.milestones.flatMap(({ metOn }) => metOn ?? [])),
    until: ({ frozenOn }) => frozenOn,
  },
  {
    name: 'delivery.milestone.none-listed',
    kind: 'subset',
    severity: 'question',
    title: 'Where milestones are said to be identified, some are listed, and none where none are',
    message: 'What is said of milestones and the list of them differ',
    among: reportedHere,
    part: ({ row }) => row.hasMilestones !== null,
    whole: ({ row }) => row.hasMilestones === row.milestones.length > 0,
  },
  {
    name: 'delivery.milestone.met-before-start',
    kind: 'subset',
    severity: 'question',
    title: 'What has not formally started has met no milestone',
    message: 'Not formally started although a milestone was met',
    part: ({ row }) => row.status === 'not_started',
    whole: ({ row }) => row.milestones.every(({ metOn }) => metOn === null),
  },
  {
    name: 'delivery.milestone.twice',
    kind: 'list-length',
    severity: 'question',
    title: 'A milestone is listed once',
    message: 'A milestone of the same kind and day is listed twice',
    stated: ({ row }) =>
      new Set(row.milestones.map(({ kind, title, dueOn }) => `${kind} ${title} ${dueOn}`)).size,
    list: ({ row }) => row.milestones,
    detail: () => '',
  },
]

const ISSUES: readonly RowAssertion<Line>[] = [
  {
    name: 'delivery.issue.open-while-on-track',
    kind: 'subset',
    severity: 'contradiction',
    title: 'What is on track has no open issue',
    message: 'Reported on track with an open issue',
    part: onTrack,
    whole: (line) => !hasIssues(line),
  },
  {
    name: 'delivery.issue.none-named',
    kind: 'subset',
    severity: 'question',
    title: 'What is not on track names an issue',
    message: 'Not on track without naming an issue',
    // A file that names none may only not have printed them.
    among: reportedHere,
    part: offTrack,
    whole: hasIssues,
  },
  {
    name: 'delivery.issue.gone-without-outcome',
    kind: 'subset',
    severity: 'question',
    title: 'An issue of the last round is carried, or closed with its outcome',
    message: 'Issues of the last round are gone and nobody said what became of them',
    part: ({ row }) => row.responded && row.previousIssues.length > 0,
    whole: ({ row }) => goneIssues(row).length === 0,
    detail: ({ row }) => goneIssues(row).join(', '),
  },
  {
    name: 'delivery.issue.label-unsettled',
    kind: 'subset',
    severity: 'question',
    title: 'Every label of an issue is one of the list',
    message: 'A label of an issue may be one code or two; counted as it was ticked until somebody says',
    part: ({ row }) => row.issues.length > 0,
    whole: ({ row }) => row.issues.every(({ code }) => code !== null),
    detail: ({ row }) =>
      row.issues.flatMap(({ code, label }) => (code === null ? `“${label}”` : [])).join(', '),
  },
  {
    name: 'delivery.issue.twice',
    kind: 'list-length',
    severity: 'question',
    title: 'An issue is named once',
    message: 'The same issue is named twice',
    stated: ({ row }) => new Set(openIssues(row).map(({ code, label }) => code ?? label)).size,
    list: ({ row }) => openIssues(row),
    among: ({ row }) => openIssues(row).every(({ words }) => words === null),
    detail: () => '',
  },
  {
    name: 'delivery.mitigation.missing',
    kind: 'subset',
    severity: 'question',
    title: 'What is not on track has a mitigating action or an escalation',
    message: 'Not on track without a mitigating action or an escalation',
    part: offTrack,
    whole: hasMitigation,
  },
  {
    name: 'delivery.mitigation.missing-for-issue',
    kind: 'subset',
    severity: 'question',
    title: 'An issue has a mitigating action',
    message: 'An issue is named and no mitigating action',
    among: (line) => !offTrack(line),
    part: hasIssues,
    whole: hasMitigation,
  },
  {
    name: 'delivery.mitigation.tick-without-words',
    kind: 'subset',
    severity: 'question',
    title: 'A mitigating action that is ticked is said in words',
    message: 'Mitigating action is ticked and no words say which',
    among: ({ head }) => !head.round.isImported,
    part: ({ row }) => row.mitigationTicked === 'yes',
    whole: ({ row }) => row.mitigations !== null,
  },
  {
    name: 'delivery.register.without-reference',
    kind: 'subset',
    severity: 'question',
    title: 'A register that is named comes with the reference of the risk',
    message: 'A register is named without the reference of the risk',
    part: ({ row }) => row.registers.length > 0,
    whole: ({ row }) => row.riskReference !== null || row.risks.length > 0,
  },
  {
    name: 'delivery.register.not-named',
    kind: 'subset',
    severity: 'question',
    title: 'A risk’s reference comes with its register',
    message: 'The reference of a risk is given without its register',
    part: ({ row }) => row.riskReference !== null,
    whole: ({ row }) => row.registers.length > 0,
  },
]

const CLOSINGS: readonly RowAssertion<Line>[] = [
  {
    name: 'delivery.closing.not-on-track',
    kind: 'subset',
    severity: 'question',
    title: 'What is closed as business as usual or completed is on track',
    message: 'Not on track, and yet closed as business as usual or completed',
    part: ({ row }) => row.closing !== null && row.closing.kind !== 'stopped',
    whole: (line) => not(offTrack(line)),
    detail: ({ row: { closing } }) =>
      closing === null
        ? ''
        : `${closingWord[closing.kind].toLowerCase()}, ${closing.monitoring === 'kept' ? 'kept in monitoring' : 'removed from monitoring'}`,
  },
  {
    name: 'delivery.closing.removed-off-track',
    kind: 'subset',
    severity: 'contradiction',
    title: 'Only what is on track leaves monitoring, unless it was stopped',
    message: 'Removed from monitoring without being on track',
    part: ({ row }) =>
      row.responded && row.closing?.monitoring === 'removed' && row.closing.kind !== 'stopped',
    whole: (line) => (line.row.status === null ? null : onTrack(line)),
  },
  {
    name: 'delivery.closing.completed-unmet',
    kind: 'subset',
    severity: 'question',
    title: 'What is completed has met its milestones',
    message: 'Completed with milestones that are not met',
    part: ({ row }) => row.closing?.kind === 'completed',
    whole: ({ row }) => row.milestones.every(({ metOn }) => metOn !== null),
  },
]

const REPORTS: readonly RowAssertion<Line>[] = [
  {
    name: 'delivery.submission.missing',
    kind: 'subset',
    severity: 'question',
    title: 'Every activity reports',
    message: 'Nothing was reported',
    part: () => true,
    whole: ({ row }) => row.responded,
  },
  {
    name: 'delivery.submission.empty',
    kind: 'subset',
    severity: 'contradiction',
    title: 'A report says how the activity stands',
    message: 'A report was made and does not say how the activity stands',
    part: ({ row }) => row.responded,
    whole: ({ row }) => row.status !== null,
  },
  {
    name: 'delivery.submission.unsigned',
    kind: 'subset',
    severity: 'question',
    title: 'A director signed every report',
    message: 'No director signed the report',
    among: reportedHere,
    part: () => true,
    whole: ({ row }) => row.signedOff,
  },
  {
    name: 'delivery.submission.lead-missing',
    kind: 'subset',
    severity: 'question',
    title: 'Every activity has a lead',
    message: 'Nobody leads the activity',
    among: ({ head }) => !head.round.isImported,
    part: () => true,
    whole: ({ row }) => row.lead !== null,
  },
  {
    name: 'delivery.progress.repeated',
    kind: 'unique-text',
    severity: 'question',
    title: 'Progress is told of each activity in its own words',
    message: 'Different activities tell their progress in the same words',
    text: ({ row }) => row.progress,
    shortest: 30,
  },
  {
    name: 'delivery.activity.title-repeated',
    kind: 'unique-text',
    severity: 'question',
    title: 'No two activities have one title',
    message: 'Two activities have the same title',
    text: ({ row }) => row.title,
  },
  {
    name: 'delivery.activity.number-repeated',
    kind: 'unique-text',
    severity: 'contradiction',
    title: 'No two activities have one number',
    message: 'Two activities have the same number',
    text: ({ row }) => String(row.number),
  },
  {
    name: 'delivery.activity.outcome-unknown',
    kind: 'subset',
    severity: 'contradiction',
    title: 'Every activity serves an outcome of the plan',
    message: 'The activity serves no outcome of the plan',
    part: () => true,
    whole: ({ row, head }) => head.plan.outcomes.some(({ number }) => number === row.outcome),
  },
  {
    name: 'delivery.board.booked-unexpected',
    kind: 'subset',
    severity: 'question',
    title: 'A slot is booked with a board to which something is to be reported',
    message: 'A slot is booked with a board to which nothing is expected to be reported',
    part: ({ row }) => row.boards.some(({ booked }) => booked === true),
    whole: ({ row }) =>
      every(
        ...row.boards
          .filter(({ booked }) => booked === true)
          .map(({ expected, reported }) => either(expected, reported)),
      ),
  },
]

const LATE: RowAssertion<Line> = {
  name: `delivery.policy.${LATE_END}`,
  kind: 'subset',
  severity: 'contradiction',
  title:
    'Nothing is on track whose revised end or go-live is later than its original end, where the plan says so',
  message: 'Reported on track although the revised end or go-live is later than the original end',
  among: ({ head }) => head.policies.some(({ rule }) => rule === LATE_END),
  part: onTrack,
  whole: ({ row, head }) => not(isLateEnd(row, head)),
}

const NOTES: readonly RowAssertion<Line>[] = [
  {
    name: 'delivery.status.implied',
    kind: 'subset',
    severity: 'note',
    title: 'Every status of the last round was said',
    message: 'A status follows only from the source’s silence',
    part: ({ row }) => row.previousStatusSource !== null,
    whole: ({ row }) => row.previousStatusSource !== 'implied' && row.statusSource !== 'implied',
  },
  {
    name: 'delivery.submission.late',
    kind: 'subset',
    severity: 'note',
    title: 'Every report came while the round was open',
    message: 'The report came late, by request',
    part: () => true,
    whole: ({ row }) => !row.isLate,
  },
  {
    name: 'delivery.submission.stale',
    kind: 'subset',
    severity: 'note',
    title: 'Every answer was confirmed or changed',
    message: 'A former answer stands that nobody confirmed',
    part: () => true,
    whole: ({ row }) => row.stale.length === 0,
  },
  {
    name: 'delivery.mitigation.ticked-in-file',
    kind: 'subset',
    severity: 'note',
    title: 'A file tells mitigating actions in words',
    message: 'Mitigating action is ticked in the file, which has no words for it',
    among: ({ head }) => head.round.isImported,
    part: ({ row }) => row.mitigationTicked === 'yes',
    whole: ({ row }) => row.mitigations !== null,
  },
]

/** Every assertion about rows, in the order in which their findings are read. */
export const rowAssertions: readonly RowAssertion<Line>[] = [
  ...DATES,
  LATE,
  ...CLOSINGS,
  ...ISSUES,
  ...MILESTONES,
  ...REPORTS,
  ...NOTES,
]

/** For each column of a file that nobody defined: how often it is ticked, and that it counts nowhere (D7). */
export function columnAssertions(head: FrozenHead, activities: number): readonly RowAssertion<Line>[] {
  return head.boards.map(({ code, label }) => ({
    name: 'delivery.board.meaning-unknown',
    subject: code,
    kind: 'subset',
    severity: 'question',
    title: 'Every column of a file has a meaning that somebody stated',
    message: (broken) =>
      `The column “${label}” (${code}) is ticked for ${broken.length} of ${activities} activities, and nobody has said what a tick means: reported, expected or booked. It is kept out of every count.`,
    part: ({ row }) =>
      row.boards.some(({ board, undefinedTick }) => board === code && isTicked(undefinedTick)),
    whole: () => head.definitions.some(({ column }) => column === code),
  }))
}

function goneIssues(row: FrozenRow): readonly string[] {
  return row.previousIssues
    .filter((former) => !row.issues.some((issue) => sameIssue(issue, former)))
    .map(({ label }) => label)
}

const latest = (days: readonly string[]): string | null => days.toSorted().at(-1) ?? null

/** Figures of which a report states several must agree among themselves; each names measures (rules/counting.ts). */
export const statedAssertions: readonly StatedAssertion[] = [
  {
    name: 'delivery.figure.recount',
    kind: 'recount',
    severity: 'contradiction',
    title: 'A stated figure is what the records give',
  },
  {
    name: 'delivery.figure.base',
    kind: 'base',
    severity: 'contradiction',
    title: 'What a figure is stated of is what the records give',
  },
  {
    name: 'delivery.figure.share',
    kind: 'share',
    severity: 'contradiction',
    title: 'A stated percentage is the share of its own figures, rounded half up',
  },
  sum('statuses', 'The four statuses and what did not respond add up to all', [
    'on-track',
    'remedial-action',
    'unlikely',
    'not-started',
    'no-response',
  ]),
  sum(
    'not-on-track',
    'Remedial action and unlikely make what is not on track',
    ['remedial-action', 'unlikely'],
    'not-on-track',
  ),
  sum(
    'one-or-several',
    'What is not on track has no issue, one or more',
    ['not-on-track-no-issues', 'not-on-track-one-issue', 'not-on-track-several-issues'],
    'not-on-track',
  ),
  sum('exact-issues', 'Exact numbers of issues add up to what is not on track', exactly(0), 'not-on-track'),
  sum(
    'several-issues',
    'Exact numbers from two on make more than one issue',
    exactly(2),
    'not-on-track-several-issues',
  ),
  sum('last-statuses', 'The statuses of the last round add up to all', [
    'on-track-last-round',
    'remedial-action-last-round',
    'unlikely-last-round',
    'not-started-last-round',
    'no-status-last-round',
  ]),
  within('removed', 'no-longer-monitored', 'closed'),
  within('moved', 'moved-to-on-track-redated', 'moved-to-on-track'),
  within('new-end', 'due-in-year-new-end', 'due-in-year'),
  within('new-end-on-track', 'due-in-year-new-end-on-track', 'due-in-year-new-end'),
  within('new-end-later', 'due-in-year-ends-later', 'due-in-year-new-end'),
  within('mitigated', 'not-on-track-mitigated', 'not-on-track'),
  within('milestones', 'with-milestones', 'responses'),
  {
    name: 'delivery.figure.hundred',
    kind: 'hundred',
    severity: 'note',
    title: 'Shares of one whole add up to 100',
    parts: ['on-track', 'remedial-action', 'unlikely', 'not-started'],
  },
]

function exactly(from: number): readonly string[] {
  const words = [
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
  ]
  return words.slice(from).map((word) => `not-on-track-${word}-${word === 'one' ? 'issue' : 'issues'}`)
}

function sum(what: string, title: string, parts: readonly string[], whole?: string): StatedAssertion {
  const name = `delivery.figure.${what}`
  return {
    name,
    kind: 'sum',
    severity: 'contradiction',
    title,
    parts,
    ...(whole === undefined ? {} : { whole }),
  }
}

function within(what: string, part: string, whole: string): StatedAssertion {
  return {
    name: `delivery.figure.${what}`,
    kind: 'at-most',
    severity: 'contradiction',
    title: 'A part is not more than its whole',
    part,
    whole,
  }
}
