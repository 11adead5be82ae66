// A series: one decision, many dates. The plain form says how often and until when; the rule is what calendars call it.
import { refuse } from '#platform/errors/index.ts'

export const EVERY = {
  week: 'Every week',
  fortnight: 'Every two weeks',
  month: 'Every month',
  quarter: 'Every three months',
} as const
export type Every = keyof typeof EVERY

export const ON = {
  weekday: 'On the same weekday, like the second Tuesday',
  last: 'On the last such weekday of the month',
  date: 'On the same day of the month',
} as const
export type On = keyof typeof ON

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

export type Pattern = {
  readonly every: Every
  readonly on: On | null
  readonly times: number | null
  readonly until: Temporal.PlainDate | null
}

/** The recurrence rule (RFC 5545) of a pattern whose first date is known. */
export function ruleOf(first: Temporal.PlainDate, { every, on, times, until }: Pattern): string {
  const end = until === null ? `COUNT=${times ?? 0}` : `UNTIL=${until.toString().replaceAll('-', '')}`
  const weekday = WEEKDAYS[first.dayOfWeek - 1]
  if (every === 'week' || every === 'fortnight')
    return `FREQ=WEEKLY;INTERVAL=${every === 'week' ? 1 : 2};BYDAY=${weekday};${end}`
  const interval = every === 'month' ? 1 : 3
  const nth = on === 'last' ? -1 : Math.ceil(first.day / 7)
  const day = on === 'date' ? `BYMONTHDAY=${first.day}` : `BYDAY=${nth}${weekday}`
  return `FREQ=MONTHLY;INTERVAL=${interval};${day};${end}`
}

/** Refuses a pattern that cannot be followed; its faults stand beside their answers. */
export function patternFaults(
  first: Temporal.PlainDate,
  { every, on, times, until }: Pattern,
): { field: string; message: string }[] {
  const faults = []
  if ((times === null) === (until === null))
    faults.push({ field: 'times', message: 'Say how many times, or until when: one of the two' })
  if (until !== null && Temporal.PlainDate.compare(until, first) <= 0)
    faults.push({ field: 'until', message: 'The last date must be after the first' })
  const isMonthly = every === 'month' || every === 'quarter'
  if (isMonthly && on === 'last' && first.day + 7 <= first.daysInMonth)
    faults.push({ field: 'on', message: 'The first date is not the last such weekday of its month' })
  if (isMonthly && on === 'weekday' && first.day > 28)
    faults.push({
      field: 'on',
      message: 'Not every month has a fifth such weekday. Choose the last one, or the day of the month',
    })
  if (isMonthly && on === 'date' && first.day > 28)
    faults.push({ field: 'on', message: 'Not every month has this day. Choose the last such weekday' })
  return faults
}

export type Span = { readonly starts: Temporal.Instant; readonly ends: Temporal.Instant }

export const overlap = (one: Span, other: Span): boolean =>
  Temporal.Instant.compare(one.starts, other.ends) < 0 && Temporal.Instant.compare(other.starts, one.ends) < 0

/** E15: a series whose dates run into each other is no series. */
export function mustNotOverlapItself(spans: readonly Span[]): void {
  const inOrder = spans.toSorted((one, other) => Temporal.Instant.compare(one.starts, other.starts))
  const isOverlapping = inOrder.some(
    (one, at) => at > 0 && overlap(inOrder[at - 1] ?? one, one) && inOrder[at - 1] !== one,
  )
  if (isOverlapping)
    refuse(
      'invalid',
      'events.series.overlaps-itself',
      'The event lasts longer than the time to the next date, so the series would run into itself. Repeat it less often.',
      {
        faults: [
          {
            field: 'every',
            message: 'The event lasts longer than the time to the next date. Repeat it less often',
          },
        ],
      },
    )
}
