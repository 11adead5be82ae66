// What holds for the milestones of an activity: planned, then met or dropped, and neither twice.
import { invalid, refuse } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { Certainty } from './words.ts'

export const certaintyWord: Readonly<Record<Certainty, string>> = {
  specific: 'Specific: this day',
  estimated: 'Estimated: about then',
}

export type MilestoneStanding = {
  readonly due_on: Temporal.PlainDate
  readonly met_on: Temporal.PlainDate | null
  readonly dropped_on: Temporal.PlainDate | null
}

export const milestoneState = (one: MilestoneStanding): 'planned' | 'met' | 'dropped' =>
  one.dropped_on !== null ? 'dropped' : one.met_on !== null ? 'met' : 'planned'

export const isMilestoneOverdue = (one: MilestoneStanding, today: Temporal.PlainDate): boolean =>
  milestoneState(one) === 'planned' && Temporal.PlainDate.compare(one.due_on, today) < 0

export function mustBePlanned(one: MilestoneStanding): void {
  const [state, on] = [milestoneState(one), one.dropped_on ?? one.met_on]
  if (state !== 'planned' && on !== null)
    refuse(
      'conflict',
      'delivery.milestone.settled',
      `This milestone was ${state} on ${formatDate(on)}. It stays as it is; add another where more is to come.`,
    )
}

export function mayBeMetOn(metOn: Temporal.PlainDate, today: Temporal.PlainDate): void {
  if (Temporal.PlainDate.compare(metOn, today) > 0)
    invalid('delivery.milestone.met-later', [
      { field: 'metOn', message: `Enter the day on which it was met, ${formatDate(today)} at the latest` },
    ])
}
