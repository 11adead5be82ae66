// The words of a plan and its rounds: what may be said, and how the officer reads it.

export const PLAN_STATES = ['draft', 'approved', 'closed'] as const
export type PlanState = (typeof PLAN_STATES)[number]

export const AUDIENCES = ['staff', 'partners', 'group', 'public'] as const
export type Audience = (typeof AUDIENCES)[number]

export const ROUND_STATES = ['planned', 'open', 'closed', 'frozen'] as const
export type RoundState = (typeof ROUND_STATES)[number]

export const SUBMISSION_STATES = ['draft', 'submitted', 'returned', 'signed'] as const
export type SubmissionState = (typeof SUBMISSION_STATES)[number]

/** The four answers to "how is it going?", as stored and as files say them. */
export const STATUSES = ['on_track', 'remedial_action', 'unlikely', 'not_started'] as const
export type Status = (typeof STATUSES)[number]

export const statusWord: Readonly<Record<Status, string>> = {
  on_track: 'On track for successful delivery',
  remedial_action: 'Requires remedial action',
  unlikely: 'Unlikely to be achieved',
  not_started: 'Not formally started',
}

/** "Not on track" is remedial action and unlikely; what has not formally started is neither on track nor off it. */
export const isNotOnTrack = (status: Status | null): boolean =>
  status === 'remedial_action' || status === 'unlikely'

export const CLOSING_KINDS = ['business_as_usual', 'completed', 'stopped'] as const
export type ClosingKind = (typeof CLOSING_KINDS)[number]

export const closingWord: Readonly<Record<ClosingKind, string>> = {
  business_as_usual: 'Business as usual',
  completed: 'Completed',
  stopped: 'Stopped',
}

export const MONITORING = ['removed', 'kept'] as const
export type Monitoring = (typeof MONITORING)[number]

export const ISSUE_ANSWERS = ['raised', 'carried', 'closed'] as const
export type IssueAnswer = (typeof ISSUE_ANSWERS)[number]

export const ISSUE_OUTCOMES = ['resolved', 'accepted', 'became-risk', 'no-longer-applies'] as const
export type IssueOutcome = (typeof ISSUE_OUTCOMES)[number]

export const issueOutcomeWord: Readonly<Record<IssueOutcome, string>> = {
  resolved: 'Resolved',
  accepted: 'Accepted as it is',
  'became-risk': 'Is a risk in a register now',
  'no-longer-applies': 'No longer applies',
}

export const DATE_KINDS = ['original-end', 'end', 'go-live'] as const
export type DateKind = (typeof DATE_KINDS)[number]

export const CAUSES = ['internal', 'external'] as const
export type Cause = (typeof CAUSES)[number]

export const CERTAINTIES = ['specific', 'estimated'] as const
export type Certainty = (typeof CERTAINTIES)[number]

/** Levels of register in which an issue may be recorded; a project's or programme's own is "project". */
export const REGISTERS = ['project', 'service', 'directorate', 'corporate'] as const
export type RegisterLevel = (typeof REGISTERS)[number]

/** The plan's rule that a revised end or go-live later than the original end is not on track (Kent, from quarter 3 of 2019/20). */
export const LATE_END = 'late-end-is-not-on-track'
