// A report about one activity in one round: what was last said is shown again, and each answer is confirmed or changed.
//
//   (none) ──save──► draft ──submit──► submitted ──sign──► signed
//                      ▲                   │  │
//                      └──────reopen───────┘  └──return──► returned ──submit──► submitted
//
// `settle` is the whole of it: what was given becomes what is reported, with everything that stands in the way. The form,
// the API and a sheet ask the same function, so that none of them is easier to get past than another.
import { refuse, type Fault } from '#platform/errors/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import type {
  Explained,
  Given,
  LastAnswers,
  Question,
  ReportedIssue,
  ReportBasis,
  StandingBoard,
  StandingMilestone,
  Told,
} from './answers.ts'
import { issuesTold, mitigationsTold, registersTold } from './exceptions.ts'
import {
  datesTold,
  explainedOf,
  lateEndWords,
  suspiciousDates,
  type ReportedDates,
  type SuspiciousDate,
} from './moving.ts'
import {
  isNotOnTrack,
  type RegisterLevel,
  type RoundState,
  type Status,
  type SubmissionState,
} from './words.ts'

export type Report = {
  readonly status: Status | null
  readonly progress: string | null
  readonly dates: ReportedDates
  readonly hasMilestones: boolean | null
  /** Every milestone as it will stand. */
  readonly milestones: readonly StandingMilestone[]
  /** Those of them that this report changes. */
  readonly milestonesMoved: readonly StandingMilestone[]
  readonly boards: readonly StandingBoard[]
  readonly issues: readonly ReportedIssue[]
  readonly mitigations: string | null
  readonly mitigationTicked: 'yes' | 'no' | null
  readonly isRecorded: boolean | null
  readonly registers: readonly RegisterLevel[]
  readonly riskId: string | null
  readonly riskReference: string | null
  readonly explained: readonly Explained[]
  readonly remarks: string | null
}

export type Settled = {
  readonly report: Report
  /** Everything that stands in the way of submitting; none for a report that may go. */
  readonly faults: readonly Fault[]
  readonly suspicious: readonly SuspiciousDate[]
  /** The questions that showed a former answer. */
  readonly prefilled: readonly Question[]
  readonly confirmed: Readonly<Partial<Record<Question, 'confirmed' | 'changed'>>>
  /** Those whose former answer stands although nobody confirmed it (V6). */
  readonly stale: readonly Question[]
}

/** The field in which each question is answered: where its fault is shown. */
export const answeredIn: Readonly<Record<Question, string>> = {
  status: 'status',
  progress: 'progressIs',
  dates: 'dates',
  milestones: 'milestonesAre',
  boards: 'boardsAre',
  mitigations: 'mitigationsAre',
  registers: 'registersAre',
}

export const questionWord: Readonly<Record<Question, string>> = {
  status: 'Status',
  progress: 'Progress',
  dates: 'Dates',
  milestones: 'Milestones',
  boards: 'Boards',
  mitigations: 'What is being done about it',
  registers: 'Risk register',
}

/** V6: which former answers stand unconfirmed in a report, for whoever freezes or prints it. */
export function staleIn(submission: {
  readonly prefilled: readonly string[]
  readonly confirmed: Readonly<Record<string, unknown>>
}): string[] {
  return submission.prefilled.filter((question) => submission.confirmed[question] === undefined)
}

/** What the answers come to: the report, what is suspicious in it, what was not confirmed, and what is wrong. */
export function settle(basis: ReportBasis, given: Given): Settled {
  const { last } = basis
  const status = given.status
  const isException = isNotOnTrack(status)
  const statusSaid = statusTold(last, given)
  const progress = progressTold(last, given)
  const dates = datesTold(basis, given)
  const milestones = milestonesTold(basis, given)
  const boards = boardsTold(basis, given)
  const mitigations = isException ? mitigationsTold(last, given) : null
  const registers = isException ? registersTold(basis, given) : null
  const issues = issuesTold(basis, given)
  const suspicious = suspiciousDates(basis, status, dates.value, milestones.value.all)
  const { explained, faults: unexplained } = explainedOf(suspicious, given.explained)
  const told = [statusSaid, progress, dates, milestones, boards, mitigations, registers].filter(
    (one) => one !== null,
  )
  const prefilled = told.filter((one) => one.wasShown).map((one) => one.question)
  const stale = told.filter((one) => one.wasShown && one.is === null).map((one) => one.question)
  const late = status === 'on_track' ? lateEndWords(basis, dates.value) : null
  return {
    report: {
      status,
      progress: progress.value,
      dates: dates.value,
      hasMilestones: milestones.value.has,
      milestones: milestones.value.all,
      milestonesMoved: milestones.value.moved,
      boards: boards.value,
      issues: issues.reported,
      mitigations: mitigations?.value ?? null,
      mitigationTicked: mitigations === null ? null : mitigations.value === null ? 'no' : 'yes',
      isRecorded: registers?.value.isRecorded ?? null,
      registers: registers?.value.levels ?? [],
      riskId: registers?.value.riskId ?? null,
      riskReference: registers?.value.reference ?? null,
      explained,
      remarks: given.remarks,
    },
    faults: [
      ...statusSaid.faults,
      ...(late === null
        ? []
        : [{ field: 'status', message: `${late}. Choose another status, or put the date right` }]),
      ...issues.faults,
      ...[mitigations, registers, progress, dates, milestones, boards].flatMap((one) => one?.faults ?? []),
      ...unexplained,
      ...(given.leaveUnconfirmed === true ? [] : unconfirmed(stale, basis)),
    ],
    suspicious,
    prefilled,
    confirmed: Object.fromEntries(
      told.flatMap((one) => (one.is === null || !one.wasShown ? [] : [[one.question, one.is]])),
    ),
    stale,
  }
}

function unconfirmed(stale: readonly Question[], { milestones }: ReportBasis): Fault[] {
  return stale
    .filter((question) => question !== 'status')
    .map((question) => ({
      field: question === 'milestones' && milestones.length === 0 ? 'hasMilestones' : answeredIn[question],
      message: `${questionWord[question]}: say whether what was said last time is still true`,
    }))
}

function statusTold(last: LastAnswers | null, { status }: Given): Told<Status | null> {
  const former = last?.status ?? null
  return {
    question: 'status',
    value: status,
    wasShown: former !== null,
    is: status === null || former === null ? null : status === former ? 'confirmed' : 'changed',
    faults: status === null ? [{ field: 'status', message: 'Select how the activity is going' }] : [],
  }
}

function progressTold(last: LastAnswers | null, given: Given): Told<string | null> {
  const former = last?.progress ?? null
  const stays = former !== null && given.progressIs === 'still-true'
  const isWritten = given.progress !== null
  const missing = !stays && !isWritten && (former === null || given.progressIs === 'changed')
  return {
    question: 'progress',
    value: stays ? former : (given.progress ?? former),
    wasShown: former !== null,
    is: stays ? 'confirmed' : isWritten || given.progressIs === 'changed' ? 'changed' : null,
    faults: missing
      ? [{ field: 'progress', message: 'Write in a sentence or two what has been done since last time' }]
      : [],
  }
}

type MilestonesTold = {
  readonly has: boolean | null
  readonly all: readonly StandingMilestone[]
  readonly moved: readonly StandingMilestone[]
}

function milestonesTold({ milestones, last, on }: ReportBasis, given: Given): Told<MilestonesTold> {
  const question = 'milestones' as const
  const former = last?.hasMilestones ?? null
  if (milestones.length === 0) {
    const said = given.milestonesAre === 'still-true' ? former : given.hasMilestones
    return {
      question,
      value: { has: said ?? former, all: [], moved: [] },
      wasShown: former !== null,
      is: said === null || former === null ? null : said === former ? 'confirmed' : 'changed',
      faults:
        said === null && former === null
          ? [{ field: 'hasMilestones', message: 'Say whether key milestones have been identified' }]
          : [],
    }
  }
  const changes = given.milestonesAre === 'changed'
  const rows = changes ? (given.milestones ?? []) : []
  const faults: Fault[] = []
  const all = milestones.map((one): StandingMilestone => {
    const at = rows.findIndex((row) => row.milestone === one.id)
    const row = rows[at]
    // What was met stays met; a mistake in it is for the plan's officers.
    if (row === undefined || one.metOn !== null) return one
    if (row.metOn !== null && Temporal.PlainDate.compare(row.metOn, on) > 0)
      faults.push({
        field: `milestones-${at}-metOn`,
        message: `“${one.title}” cannot be met on a day to come`,
      })
    return {
      ...one,
      dueOn: row.dueOn ?? one.dueOn,
      certainty: row.certainty ?? one.certainty,
      metOn: row.metOn,
    }
  })
  const strange = rows.findIndex((row) => !milestones.some((one) => one.id === row.milestone))
  if (strange >= 0)
    faults.push({
      field: `milestones-${strange}-milestone`,
      message: 'This milestone is not one of the activity',
    })
  const moved = all.filter((one, at) => !isSameMilestone(one, milestones[at] as StandingMilestone))
  const isSilent = !changes && given.milestonesAre !== 'still-true'
  return {
    question,
    value: { has: true, all, moved },
    wasShown: true,
    is: isSilent ? null : moved.length > 0 ? 'changed' : 'confirmed',
    faults:
      given.milestonesAre === 'changed' && moved.length === 0 && faults.length === 0
        ? [
            {
              field: 'milestonesAre',
              message: 'Change the milestone that is different, or choose “still true”',
            },
          ]
        : faults,
  }
}

const isSameDay = (one: Temporal.PlainDate | null, other: Temporal.PlainDate | null): boolean =>
  one === null || other === null ? one === other : one.equals(other)

const isSameMilestone = (one: StandingMilestone, other: StandingMilestone): boolean =>
  one.dueOn.equals(other.dueOn) && one.certainty === other.certainty && isSameDay(one.metOn, other.metOn)

const saysAnything = (board: StandingBoard): boolean =>
  board.reported !== null || board.expected !== null || board.booked !== null

function boardsTold({ last, boardCodes }: ReportBasis, given: Given): Told<readonly StandingBoard[]> {
  const former = last?.boards ?? []
  const wasShown = former.length > 0
  const isNone = given.boardsAre === 'none'
  const said = isNone
    ? boardCodes.map(({ code }) => ({ board: code, reported: false, expected: false, booked: false }))
    : (given.boards ?? []).filter(saysAnything)
  const stays = wasShown && given.boardsAre === 'still-true'
  // The rows of a form come along folded up, with what was said last time in them: only the answer unfolds them.
  const isFirst = !wasShown && given.boardsAre === null && said.length > 0
  const changes = isNone || isFirst || given.boardsAre === 'changed'
  const strange = said.findIndex((one) => !boardCodes.some(({ code }) => code === one.board))
  return {
    question: 'boards',
    value: changes ? said : former,
    wasShown,
    is: stays ? 'confirmed' : changes ? 'changed' : null,
    faults:
      strange >= 0
        ? [{ field: `boards-${strange}-board`, message: 'This board is not in the plan’s list' }]
        : [],
  }
}

type Received = {
  readonly state: RoundState
  readonly opens_at: Temporal.Instant | null
  readonly closes_at: Temporal.Instant | null
  readonly closed_at: Temporal.Instant | null
}

/**
 * The round as it was when this was received (V2): a report that arrived before the window closed counts, also when the
 * closing was written down first.
 */
export function atReceipt<R extends Received>(round: R, now: Temporal.Instant): R {
  const { state, closes_at, closed_at } = round
  const wasOpen = (until: Temporal.Instant | null): boolean =>
    until === null || Temporal.Instant.compare(now, until) < 0
  return state === 'closed' && closes_at !== null && wasOpen(closes_at) && wasOpen(closed_at)
    ? { ...round, state: 'open' }
    : round
}

/** What is submitted waits for a signature; what is signed stays. Both are said before anything else is. */
export function mustBeOpenToChange(submission: {
  readonly state: SubmissionState
  readonly submitted_at: Temporal.Instant | null
  readonly signed_at: Temporal.Instant | null
}): void {
  const { state, submitted_at, signed_at } = submission
  if (state === 'signed')
    refuse(
      'conflict',
      'delivery.submission.signed',
      `This report was signed off${signed_at === null ? '' : ` on ${formatDateTime(signed_at)}`}. Ask whoever signed it to return it, or an officer of the plan to correct it.`,
    )
  if (state === 'submitted')
    refuse(
      'conflict',
      'delivery.submission.submitted',
      `This report was submitted${submitted_at === null ? '' : ` on ${formatDateTime(submitted_at)}`}. Withdraw it first if it has to change.`,
    )
}

/** Only what waits for its signature can be withdrawn. */
export function mustBeWithdrawable(state: SubmissionState): void {
  if (state === 'submitted') return
  refuse(
    'conflict',
    state === 'signed' ? 'delivery.submission.signed' : 'delivery.submission.not-submitted',
    state === 'signed'
      ? 'This report was signed off and stays as it is. Ask whoever signed it to return it.'
      : 'This report is not submitted: it can be changed as it is.',
  )
}
