// A frozen round as plain data: everything that a figure, a finding, a report or a history may read, and nothing else.
// What is written here is what was known on that day; names and statuses changed afterwards do not reach it.
// Dates are ISO texts (2019-09-30), moments ISO instants, because the rows are hashed and kept as JSON.
import type {
  Cause,
  Certainty,
  ClosingKind,
  DateKind,
  IssueAnswer,
  IssueOutcome,
  Monitoring,
  RegisterLevel,
  Status,
} from './words.ts'

export type FrozenOutcome = {
  readonly id: string
  readonly number: number
  readonly title: string
  readonly isEnabling: boolean
}

export type FrozenHead = {
  readonly plan: {
    readonly id: string
    readonly code: string
    readonly title: string
    /** The body or partnership whose plan it is, by name. */
    readonly owner: string
    readonly fromOn: string
    readonly untilOn: string
    readonly approvedOn: string | null
    readonly outcomes: readonly FrozenOutcome[]
    /** Directorates, by code. */
    readonly units: readonly { readonly code: string; readonly name: string }[]
  }
  readonly round: {
    readonly id: string
    readonly code: string
    readonly title: string
    readonly periodFrom: string
    readonly periodUntil: string
    /** Null where a file of the past does not say when the round was open. */
    readonly opensAt: string | null
    readonly closesAt: string | null
    readonly isImported: boolean
  }
  /** The round before it in the same plan, if there is one. */
  readonly previous: { readonly code: string; readonly title: string } | null
  readonly boards: readonly { readonly code: string; readonly label: string }[]
  readonly issueCodes: readonly { readonly code: string; readonly label: string }[]
  readonly milestoneKinds: readonly { readonly code: string; readonly label: string }[]
  /** Rules of the plan in force for this round's period. */
  readonly policies: readonly {
    readonly rule: string
    readonly appliesFrom: string
    readonly words: string
  }[]
  /** What ticked columns of a file mean, where somebody said so: board code → meaning. */
  readonly definitions: readonly {
    readonly column: string
    readonly meaning: 'reported' | 'expected' | 'booked'
  }[]
}

export type FrozenIssue = {
  /** Null while a label of a file is not settled. */
  readonly code: string | null
  readonly label: string
  readonly words: string | null
  readonly answer: IssueAnswer
  readonly outcome: IssueOutcome | null
  readonly outcomeWords: string | null
}

export type FrozenBoard = {
  readonly board: string
  readonly reported: boolean | null
  readonly expected: boolean | null
  readonly booked: boolean | null
  /** The raw tick of a file whose meaning nobody defined. */
  readonly undefinedTick: string | null
}

export type FrozenRow = {
  readonly activityId: string
  readonly number: number
  readonly title: string
  readonly outcome: number
  readonly unit: string | null
  /**
   * Who led it on that day, by the person's id: a name in a frozen row could never be forgotten. `Frozen.leads` has the
   * names. Null when nobody was named.
   */
  readonly lead: string | null
  /** Whether anything was reported in this round. */
  readonly responded: boolean
  readonly status: Status | null
  /** "implied": the source printed only what was not on track. */
  readonly statusSource: 'reported' | 'printed' | 'implied'
  readonly previousStatus: Status | null
  readonly previousStatusSource: 'reported' | 'printed' | 'implied' | null
  readonly progress: string | null
  readonly originalEnd: string | null
  readonly revisedEnd: string | null
  readonly revisedGoLive: string | null
  /** As they stood in the round before. */
  readonly previousRevisedEnd: string | null
  readonly previousRevisedGoLive: string | null
  readonly dateChanges: readonly {
    readonly what: DateKind
    readonly from: string | null
    readonly to: string | null
    readonly reason: string | null
    readonly cause: Cause | null
  }[]
  /** Whether key milestones were identified; null when nobody said. */
  readonly hasMilestones: boolean | null
  readonly milestones: readonly {
    readonly kind: string
    readonly title: string
    readonly dueOn: string
    readonly certainty: Certainty
    readonly metOn: string | null
  }[]
  readonly issues: readonly FrozenIssue[]
  /** Issues open in the round before (raised or carried there). */
  readonly previousIssues: readonly { readonly code: string | null; readonly label: string }[]
  readonly mitigations: string | null
  /** A tick of a file that came without words. */
  readonly mitigationTicked: 'yes' | 'no' | null
  readonly registers: readonly RegisterLevel[]
  readonly riskReference: string | null
  /** Open risks about the activity, by level of their register (module risk). */
  readonly risks: readonly {
    readonly reference: string
    readonly level: RegisterLevel
    readonly band: string | null
  }[]
  readonly boards: readonly FrozenBoard[]
  readonly closing: {
    readonly kind: ClosingKind
    readonly monitoring: Monitoring
    readonly decidedOn: string | null
    readonly decidedBy: string | null
    readonly reason: string | null
  } | null
  /** Questions whose former answer stands without anybody having confirmed it. */
  readonly stale: readonly string[]
  readonly explained: readonly { readonly doubt: string; readonly reason: string }[]
  readonly doubts: readonly { readonly column: string; readonly raw: string; readonly question: string }[]
  readonly isLate: boolean
  readonly signedOff: boolean
}

export type Frozen = {
  readonly id: string
  /** 1 for the first; a correction is the next. */
  readonly version: number
  readonly hash: string
  readonly why: string | null
  readonly frozenAt: string
  readonly head: FrozenHead
  /** By activity number. */
  readonly rows: readonly FrozenRow[]
  /** The names of the leads as they are today, by their ids; not part of what is frozen. */
  readonly leads: Readonly<Record<string, string>>
}
