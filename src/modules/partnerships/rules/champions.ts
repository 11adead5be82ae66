// Roles that every member body of a partnership fills: who is champion of what, and who is due to be looked at again.
//
//   (gap) ──appoint──► champion ──confirm──► champion ──end, or the person leaves──► (gap)
//
// P14 A champion works for the body they stand for. Leaving ends it, and the body's lead is asked for another.
import { refuse, type Fault } from '#platform/errors/index.ts'

/** P14: refuses somebody who does not work for the body. */
export function mustWorkThere(works: boolean): void {
  if (!works)
    refuse(
      'conflict',
      'partnerships.champion.works-elsewhere',
      'This person does not work for that body. Choose somebody who does, or enter their post first.',
    )
}

/** P14: refuses a second champion where the role is for one. */
export function mustBeVacant(isSingle: boolean, held: readonly string[], body: string): void {
  if (isSingle && held.length > 0)
    refuse(
      'conflict',
      'partnerships.champion.held',
      `${body} has a champion for this already: ${held.join(', ')}. End that first.`,
    )
}

/** The day on which a champion is due to be confirmed; null where the role is never reviewed. */
export const reviewDue = (
  confirmedOn: Temporal.PlainDate,
  reviewMonths: number | null,
): Temporal.PlainDate | null => (reviewMonths === null ? null : confirmedOn.add({ months: reviewMonths }))

/** What is wrong with a champion's last day. */
export function endingFaults(
  startedOn: Temporal.PlainDate,
  endedOn: Temporal.PlainDate,
  today: Temporal.PlainDate,
): Fault[] {
  if (Temporal.PlainDate.compare(endedOn, startedOn) < 0)
    return [{ field: 'endedOn', message: 'The last day must not be before the first' }]
  if (Temporal.PlainDate.compare(endedOn, today) > 0)
    return [{ field: 'endedOn', message: 'The last day must be today or earlier' }]
  return []
}
