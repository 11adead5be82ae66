// What holds for the end of an activity (V15): a decision of the past, that says whether it is still reported on.
import { invalid } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { Monitoring } from './words.ts'

export const monitoringWord: Readonly<Record<Monitoring, string>> = {
  removed: 'No: it leaves the rounds that open from now on',
  kept: 'Yes: it stays in the rounds all the same',
}

/** Why an ending that a file told is none: unlike one that was opened again, it never was. */
export const NOT_SAID_ANY_MORE = 'The file was loaded again and does not say so any more'

export function mayBeDecidedOn(decidedOn: Temporal.PlainDate, today: Temporal.PlainDate): void {
  if (Temporal.PlainDate.compare(decidedOn, today) > 0)
    invalid('delivery.closing.not-decided', [
      { field: 'decidedOn', message: `Enter the day of the decision, ${formatDate(today)} at the latest` },
    ])
}
