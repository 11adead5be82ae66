// When something is, as people say it: "Monday 23 November 2026, 9am to 5pm", by the clock of the workplace.
import { formatClock, formatDate } from '#platform/time/index.ts'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** "Monday 23 November 2026" */
export const dayInWords = (day: Temporal.PlainDate): string =>
  `${WEEKDAYS[day.dayOfWeek - 1]} ${formatDate(day)}`

type Times = { readonly starts_at: Temporal.Instant; readonly ends_at: Temporal.Instant }

/** "9am to 5pm", or with the days where it lasts longer than one. */
export function timesInWords(times: Times, zone: string): string {
  const [from, until] = [times.starts_at, times.ends_at].map((one) => one.toZonedDateTimeISO(zone)) as [
    Temporal.ZonedDateTime,
    Temporal.ZonedDateTime,
  ]
  const lasts = Temporal.Instant.compare(times.starts_at.add({ hours: 24 }), times.ends_at) < 0
  return lasts
    ? `${formatClock(from)} until ${dayInWords(until.toPlainDate())}, ${formatClock(until)}`
    : `${formatClock(from)} to ${formatClock(until)}`
}

/** "Monday 23 November 2026, 9am to 5pm" */
export const whenInWords = (times: Times, zone: string): string =>
  `${dayInWords(times.starts_at.toZonedDateTimeISO(zone).toPlainDate())}, ${timesInWords(times, zone)}`

/** A clock time as the box of a form takes it: "09:00". */
export const typedTime = (time: Temporal.PlainTime): string => time.toString({ smallestUnit: 'minute' })
