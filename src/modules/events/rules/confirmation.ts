// Until when a place given from the waiting list must be confirmed before it passes on (E7).
import { addWorkingDays, LONDON, type Holidays } from '#platform/time/index.ts'

export const WORKING_DAYS_TO_CONFIRM = 2
export const HOURS_BEFORE_START = 12

/**
 * Two working days from now or twelve hours before the event starts, whichever is earlier. Null close to the event,
 * where less than twelve hours would be left to answer: then the place is simply given.
 */
export function confirmationDue(
  now: Temporal.Instant,
  startsAt: Temporal.Instant,
  holidays: Holidays,
): Temporal.Instant | null {
  const here = now.toZonedDateTimeISO(LONDON)
  const day = here.toPlainDate()
  // A year whose bank holidays nobody has loaded counts its weekdays: nobody loses a place for a missing file.
  const known: Holidays = { days: holidays.days, years: new Set([...holidays.years, day.year, day.year + 1]) }
  const usual = addWorkingDays(day, WORKING_DAYS_TO_CONFIRM, known)
    .toZonedDateTime({ timeZone: LONDON, plainTime: here.toPlainTime().round('minute') })
    .toInstant()
  const latest = startsAt.subtract({ hours: HOURS_BEFORE_START })
  const due = Temporal.Instant.compare(usual, latest) < 0 ? usual : latest
  return Temporal.Instant.compare(due, now.add({ hours: HOURS_BEFORE_START })) < 0 ? null : due
}
