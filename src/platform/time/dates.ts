// Dates as people here write and read them: "8 November 2019", "9:30am", in London.
export const LONDON = 'Europe/London'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** The calendar day in London at this instant. */
export function londonDate(instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(LONDON).toPlainDate()
}

/** The instant at which this day begins in London. */
export function londonMidnight(date: Temporal.PlainDate): Temporal.Instant {
  return date.toZonedDateTime(LONDON).toInstant()
}

const monthName = (month: number): string => MONTHS[month - 1] ?? ''

/** "8 November 2019" */
export function formatDate(date: Pick<Temporal.PlainDate, 'day' | 'month' | 'year'>): string {
  return `${date.day} ${monthName(date.month)} ${date.year}`
}

/** "November 2019" */
export function formatMonth(month: Temporal.PlainYearMonth | Temporal.PlainDate): string {
  return `${monthName(month.month)} ${month.year}`
}

/** "8 November 2019 to 24 May 2023", or the one date when both are the same. */
export function formatDateRange(from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  return from.equals(to) ? formatDate(from) : `${formatDate(from)} to ${formatDate(to)}`
}

/** "9:30am", "midday", "midnight", in London unless another zone is given. */
export function formatTime(instant: Temporal.Instant, zone = LONDON): string {
  return formatClock(instant.toZonedDateTimeISO(zone))
}

/** "9:30am", "midday", "midnight" */
export function formatClock({ hour, minute }: Pick<Temporal.PlainTime, 'hour' | 'minute'>): string {
  if (minute === 0 && hour === 12) return 'midday'
  if (minute === 0 && hour === 0) return 'midnight'
  const shown = hour % 12 === 0 ? 12 : hour % 12
  return `${shown}${minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`}${hour < 12 ? 'am' : 'pm'}`
}

/** "8 November 2019 at 9:30am" */
export function formatDateTime(instant: Temporal.Instant, zone = LONDON): string {
  const there = instant.toZonedDateTimeISO(zone)
  return `${formatDate(there)} at ${formatClock(there)}`
}

/** Reads "2019-11-08", "8/11/2019", "8 11 2019" or "8 November 2019". Undefined for anything that is not a real date between 1900 and 2200; 31 February is not rounded. */
export function readDate(text: string): Temporal.PlainDate | undefined {
  const tidy = text.trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(tidy)
  if (iso) return realDate(iso[1], iso[2], iso[3])
  const british = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$/.exec(tidy)
  if (british) return realDate(british[3], british[2], british[1])
  const worded = /^(\d{1,2}) ([A-Za-z]{3,9}) (\d{4})$/.exec(tidy)
  if (worded) {
    const month =
      MONTHS.findIndex((name) => name.toLowerCase().startsWith((worded[2] ?? '').toLowerCase())) + 1
    return month === 0 ? undefined : realDate(worded[3], String(month), worded[1])
  }
  return undefined
}

/** Reads a local date and time "2026-11-20T09:30" in London. Undefined for a time that the clocks skip or repeat: nobody is booked at an hour that does not exist or exists twice. */
export function readDateTime(text: string, zone = LONDON): Temporal.Instant | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?$/.exec(text.trim())
  if (!match) return undefined
  try {
    return Temporal.PlainDateTime.from(`${match[1]}T${match[2]}`, { overflow: 'reject' })
      .toZonedDateTime(zone, { disambiguation: 'reject' })
      .toInstant()
  } catch {
    return undefined
  }
}

function realDate(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): Temporal.PlainDate | undefined {
  const whole = Number(year)
  if (whole < 1900 || whole > 2200) return undefined
  try {
    return Temporal.PlainDate.from(
      { year: whole, month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    )
  } catch {
    return undefined
  }
}
