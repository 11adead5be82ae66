// What holds for the end of an activity (V15): a decision of the past, that says whether it is still reported on.
import { invalid } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { Monitoring } from './words.ts'

export const monitoringWord: Readonly<Record<Monitoring, string>> = {
  removed: 'No: it leaves the rounds that open from now on',
  kept: 'Yes: it stays in the rounds all the same',
}

export function mayBeDecidedOn(decidedOn: Temporal.PlainDate, today: Temporal.PlainDate): void {
  if (Temporal.PlainDate.compare(decidedOn, today) > 0)
    invalid('delivery.closing.not-decided', [
      { field: 'decidedOn', message: `Enter the day of the decision, ${formatDate(today)} at the latest` },
    ])
}
