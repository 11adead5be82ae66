// The slot that every module may fill: what needs this person, by when, and the one obvious step.
import { slot } from '../actions/index.ts'

export type Duty = {
  /** "Score the proposal 2026-003" */
  readonly title: string
  readonly href: string
  /** When it should be done by, where there is a date. */
  readonly due: Temporal.PlainDate | null
  /** A line of context: whose, which group. */
  readonly context: string
  /** What the link does, in a verb: "Score it". */
  readonly step: string
}

/** 'home.duty': what needs me? */
export const duty = slot<Record<string, never>, Duty>('home.duty')
