// What a report starts from and what is answered in it. Whatever door the answers come through, a phone, a program or
// a sheet, they are these.
import type { Fault } from '#platform/errors/index.ts'
import type { StatusSource } from './shapes.ts'
import type { Cause, Certainty, IssueAnswer, IssueOutcome, RegisterLevel, Status } from './words.ts'

type Day = Temporal.PlainDate

/** An issue that was open at the end of the last report: raised or carried there. */
export type StandingIssue = {
  readonly id: string
  /** Null while a label of a file is not settled. */
  readonly code: string | null
  readonly label: string
  readonly words: string | null
}

export type StandingBoard = {
  readonly board: string
  readonly reported: boolean | null
  readonly expected: boolean | null
  readonly booked: boolean | null
}

export type StandingMilestone = {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly dueOn: Day
  readonly certainty: Certainty
  readonly metOn: Day | null
}

export type Explained = { readonly doubt: string; readonly reason: string }

/** What was last reported about an activity. */
export type LastAnswers = {
  readonly roundTitle: string
  readonly roundCode: string
  readonly status: Status | null
  /** "implied": the source printed only what was not on track. */
  readonly statusSource: StatusSource
  readonly progress: string | null
  readonly mitigations: string | null
  /** A file ticked it without a word; nobody knows what was meant. */
  readonly mitigationTicked: 'yes' | 'no' | null
  readonly isRecorded: boolean | null
  readonly registers: readonly RegisterLevel[]
  readonly riskReference: string | null
  readonly riskId: string | null
  readonly hasMilestones: boolean | null
  readonly boards: readonly StandingBoard[]
  readonly openIssues: readonly StandingIssue[]
  readonly explained: readonly Explained[]
}

/** What stands before anything is answered. */
export type ReportBasis = {
  /** The day of receipt. */
  readonly on: Day
  readonly planApprovedOn: Day | null
  /** The words of the plan's rule against late ends where it is in force for the round's period (V16), else null. */
  readonly lateEnd: string | null
  readonly originalEnd: Day | null
  /** The revised end and go-live as they stood before this report. */
  readonly end: Day | null
  readonly goLive: Day | null
  readonly milestones: readonly StandingMilestone[]
  readonly last: LastAnswers | null
  readonly issueCodes: readonly { readonly code: string; readonly label: string }[]
  readonly boardCodes: readonly { readonly code: string; readonly label: string }[]
  /** Risks about the activity that the reporter sees. */
  readonly risks: readonly {
    readonly id: string
    readonly reference: string
    readonly title: string
    readonly level: RegisterLevel
  }[]
}

type Confirming = 'still-true' | 'changed'

/** The answers, as they were given; null is "not said". */
export type Given = {
  readonly status: Status | null
  readonly progressIs: Confirming | null
  readonly progress: string | null
  readonly dates: readonly ('still-true' | 'end' | 'go-live')[] | null
  readonly revisedEnd: Day | null
  readonly endReason: string | null
  readonly endCause: Cause | null
  readonly revisedGoLive: Day | null
  readonly goLiveReason: string | null
  readonly goLiveCause: Cause | null
  readonly milestonesAre: Confirming | null
  readonly hasMilestones: boolean | null
  readonly milestones:
    | readonly {
        readonly milestone: string
        readonly dueOn: Day | null
        readonly certainty: Certainty | null
        readonly metOn: Day | null
      }[]
    | null
  /** "none": to no board this quarter, and to none in the rest of the year. */
  readonly boardsAre: Confirming | 'none' | null
  readonly boards: readonly StandingBoard[] | null
  readonly openIssues:
    | readonly {
        readonly issue: string
        readonly answer: Exclude<IssueAnswer, 'raised'> | null
        readonly words: string | null
        readonly outcome: IssueOutcome | null
        readonly outcomeWords: string | null
      }[]
    | null
  readonly issues: readonly { readonly code: string | null; readonly words: string | null }[] | null
  readonly mitigationsAre: Confirming | 'none' | null
  readonly mitigations: string | null
  readonly registersAre: 'still-true' | 'recorded' | 'not-recorded' | null
  readonly registers: readonly RegisterLevel[] | null
  readonly risk: string | null
  readonly riskReference: string | null
  readonly explained: readonly { readonly doubt: string; readonly reason: string | null }[] | null
  readonly remarks: string | null
  /** Leaves what was not confirmed as it was said last time, printed so (V6). */
  readonly leaveUnconfirmed: boolean | null
}

export const NOTHING_GIVEN: Given = {
  status: null,
  progressIs: null,
  progress: null,
  dates: null,
  revisedEnd: null,
  endReason: null,
  endCause: null,
  revisedGoLive: null,
  goLiveReason: null,
  goLiveCause: null,
  milestonesAre: null,
  hasMilestones: null,
  milestones: null,
  boardsAre: null,
  boards: null,
  openIssues: null,
  issues: null,
  mitigationsAre: null,
  mitigations: null,
  registersAre: null,
  registers: null,
  risk: null,
  riskReference: null,
  explained: null,
  remarks: null,
  leaveUnconfirmed: null,
}

/** The questions that show what was said last time. */
export const QUESTIONS = [
  'status',
  'progress',
  'dates',
  'milestones',
  'boards',
  'mitigations',
  'registers',
] as const
export type Question = (typeof QUESTIONS)[number]

/** What became of a question: its answer, whether it showed one, whether that was confirmed, and what is wrong. */
export type Told<T> = {
  readonly value: T
  readonly question: Question
  readonly wasShown: boolean
  readonly is: 'confirmed' | 'changed' | null
  readonly faults: readonly Fault[]
}

export type ReportedIssue = {
  readonly code: string | null
  readonly label: string
  readonly words: string | null
  readonly answer: IssueAnswer
  readonly carriedFromId: string | null
  readonly outcome: IssueOutcome | null
  readonly outcomeWords: string | null
}
