// When somebody with a place is reminded of it: a week and a day before, at nine in the morning.
import { LONDON } from '#platform/time/index.ts'

export type Reminder = 'week' | 'day'

const DAYS: Readonly<Record<Reminder, number>> = { week: 7, day: 1 }
const AT = '09:00'

/** The moment at which a reminder falls due. */
export function reminderDue(startsAt: Temporal.Instant, what: Reminder): Temporal.Instant {
  return startsAt
    .toZonedDateTimeISO(LONDON)
    .toPlainDate()
    .subtract({ days: DAYS[what] })
    .toZonedDateTime({ timeZone: LONDON, plainTime: AT })
    .toInstant()
}

/** E23: the reminder to send now to somebody who booked at that moment. A week's reminder that is late by days is none. */
export function reminderNow(
  startsAt: Temporal.Instant,
  bookedAt: Temporal.Instant,
  now: Temporal.Instant,
): Reminder | undefined {
  const isAfter = (one: Temporal.Instant, other: Temporal.Instant): boolean =>
    Temporal.Instant.compare(one, other) >= 0
  if (isAfter(now, startsAt)) return undefined
  const [week, day] = [reminderDue(startsAt, 'week'), reminderDue(startsAt, 'day')]
  if (isAfter(now, day)) return isAfter(bookedAt, day) ? undefined : 'day'
  return isAfter(now, week) && !isAfter(bookedAt, week) ? 'week' : undefined
}
