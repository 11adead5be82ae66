// What the sections of a report ask of one frozen row.
import { formatDate } from '#platform/time/index.ts'
import { daysMoved } from '../dates.ts'
import type { FrozenIssue, FrozenOutcome, FrozenRow } from '../frozen.ts'

export const dayOf = (day: string | null): Temporal.PlainDate | null =>
  day === null ? null : Temporal.PlainDate.from(day)

export const dayWords = (day: string | null): string =>
  day === null ? '' : formatDate(Temporal.PlainDate.from(day))

/** Outcomes by their numbers, what enables them all at the end. */
export const outcomesInOrder = (outcomes: readonly FrozenOutcome[]): readonly FrozenOutcome[] =>
  outcomes.toSorted(
    (one, other) => Number(one.isEnabling) - Number(other.isEnabling) || one.number - other.number,
  )

/** Issues that stand open: raised now or carried on. */
export const openIssues = (row: FrozenRow): readonly FrozenIssue[] =>
  row.issues.filter((issue) => issue.answer !== 'closed')

/** Issues that were open in the last round and of which this one says nothing. */
export const goneIssues = (
  row: FrozenRow,
): readonly { readonly code: string | null; readonly label: string }[] =>
  row.previousIssues.filter(
    (former) =>
      !row.issues.some((issue) =>
        former.code === null ? issue.label === former.label : issue.code === former.code,
      ),
  )

export type Move = {
  readonly what: 'end' | 'go-live'
  readonly to: string
  /** Days later than the original end; less than nought for earlier; null where there is no original end. */
  readonly days: number | null
}

/** How far the dates of an activity stand from its original end. */
export function movesOf(row: FrozenRow): readonly Move[] {
  if (row.revisedEnd === null && row.revisedGoLive === null) return []
  const from = dayOf(row.originalEnd)
  const move = (what: Move['what'], to: string | null): Move[] =>
    to === null ? [] : [{ what, to, days: daysMoved(from, dayOf(to)) }]
  return [...move('end', row.revisedEnd), ...move('go-live', row.revisedGoLive)]
}

/** The latest of its dates, in days from the original end; null where nothing was revised or nothing is known. */
export function furthestMove(row: FrozenRow): number | null {
  const days = movesOf(row).flatMap((move) => (move.days === null ? [] : [move.days]))
  return days.length === 0 ? null : Math.max(...days)
}
