// What holds for the dates of an activity: which may still be given, what a change has to say, and how far it moved.
import { invalid, refuse, type Fault } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { Cause, DateKind, PlanState } from './words.ts'

type Day = Temporal.PlainDate

export const dateWord: Readonly<Record<DateKind, string>> = {
  'original-end': 'Original end date',
  end: 'Revised end date',
  'go-live': 'Go-live date',
}

export const causeWord: Readonly<Record<Cause, string>> = {
  internal: 'Internal: something of ours',
  external: 'External: something outside our control',
}

/** Where a change of a date comes from: the plan itself, a report in a round, or a file. */
export type DateSource = 'plan' | 'report' | 'file'

/** How many days later a date became; less than nought for earlier, null where one of the two is not known. */
export function daysMoved(from: Day | null, to: Day | null): number | null {
  return from === null || to === null ? null : from.until(to, { largestUnit: 'day' }).days
}

/** "45 days later", "1 day earlier", "the same day". */
export function movedWords(days: number | null): string {
  if (days === null) return 'not known'
  if (days === 0) return 'the same day'
  const count = Math.abs(days)
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? 'day' : 'days'} ${days > 0 ? 'later' : 'earlier'}`
}

/** The end that counts today: the newest revised one, else the original. */
export const endOf = (activity: { readonly original_end: Day | null; readonly revised_end: Day | null }) =>
  activity.revised_end ?? activity.original_end

const isSame = (one: Day | null, other: Day | null): boolean =>
  one === null || other === null ? one === other : one.equals(other)

export type DateAsked = {
  readonly what: DateKind
  readonly former: Day | null
  readonly becomes: Day | null
  readonly planState: PlanState
  readonly source: DateSource
  readonly reason: string | null
  readonly cause: Cause | null
}

/** Whether there is a change to make at all. Refuses one of a fixed date (V1), or without reason and cause (V8). */
export function mayChangeDate(asked: DateAsked): boolean {
  const { what, former, becomes, planState, source } = asked
  if (isSame(former, becomes)) return false
  if (what === 'original-end' && planState !== 'draft' && former !== null) originalIsFixed(former)
  // Recording an original end that was unknown moves nothing, so nobody has to explain it.
  const explains = what !== 'original-end' && planState !== 'draft' && source !== 'file'
  const faults = explains ? missingFor(asked) : []
  if (faults.length > 0) invalid('delivery.date.not-explained', faults)
  return true
}

function originalIsFixed(former: Day): never {
  refuse(
    'conflict',
    'delivery.date.original-fixed',
    `The original end date, ${formatDate(former)}, is fixed since the plan was approved. Give a revised end date instead; both stay visible.`,
  )
}

function missingFor({ reason, cause }: DateAsked): Fault[] {
  const said = reason?.trim() ?? ''
  return [
    ...(said === '' ? [{ field: 'reason', message: 'Say why the date changes' }] : []),
    ...(cause === null
      ? [{ field: 'cause', message: 'Select whether the cause is internal or external' }]
      : []),
  ]
}
