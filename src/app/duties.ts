// What needs a person, put by date: the order and the words that the home page and the weekly mail share.
import type { Duty } from '#platform/module/index.ts'
import { formatDate } from '#platform/time/index.ts'

export const WHEN = {
  overdue: 'Overdue',
  week: 'This week',
  later: 'Later',
  undated: 'No date',
} as const
export type When = keyof typeof WHEN

export type DutyGroup = {
  readonly when: When
  /** "Overdue (3)" */
  readonly title: string
  readonly duties: readonly Duty[]
}

const SUNDAY = 7

/** What is late, what is due by Sunday, what comes after, and what has no date; without the empty ones. */
export function groupsOfDuties(duties: readonly Duty[], today: Temporal.PlainDate): readonly DutyGroup[] {
  const sunday = today.add({ days: SUNDAY - today.dayOfWeek })
  const by = Object.groupBy(duties, ({ due }) => whenIs(due, today, sunday))
  return (Object.keys(WHEN) as When[]).flatMap((when) => {
    const found = by[when] ?? []
    if (found.length === 0) return []
    const title = `${WHEN[when]} (${found.length.toLocaleString('en-GB')})`
    return [{ when, title, duties: found.toSorted(byDate) }]
  })
}

function whenIs(due: Temporal.PlainDate | null, today: Temporal.PlainDate, sunday: Temporal.PlainDate): When {
  if (due === null) return 'undated'
  if (Temporal.PlainDate.compare(due, today) < 0) return 'overdue'
  return Temporal.PlainDate.compare(due, sunday) <= 0 ? 'week' : 'later'
}

// Within a day the order is the modules', which is the order of the list.
function byDate(one: Duty, other: Duty): number {
  return one.due === null || other.due === null ? 0 : Temporal.PlainDate.compare(one.due, other.due)
}

/** When it is due, as it stands behind its context: "since 31 October 2026", "by 22 November 2026". */
export function dueInWords(due: Temporal.PlainDate | null, when: When): string | null {
  if (due === null) return null
  return `${when === 'overdue' ? 'since' : 'by'} ${formatDate(due)}`
}
