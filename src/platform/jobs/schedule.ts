// When a job that runs by the clock last fell due. Times of day are London's: the night's work stays in the
// night when the clocks change.
import { LONDON } from '#platform/time/index.ts'

export type Every =
  | { readonly seconds: number }
  | { readonly dailyAt: string }
  /** 1 is Monday. */
  | { readonly weeklyOn: number; readonly at: string }
  /** A day that every month has: 1 to 28. */
  | { readonly monthlyOn: number; readonly at: string }

/** The latest moment, not after `now`, at which it fell due. */
export function lastDue(every: Every, now: Temporal.Instant): Temporal.Instant {
  if ('seconds' in every) {
    const period = every.seconds * 1000
    return Temporal.Instant.fromEpochMilliseconds(Math.floor(now.epochMilliseconds / period) * period)
  }
  const today = now.toZonedDateTimeISO(LONDON).toPlainDate()
  const candidate = dueOn(every, today, 0)
  return Temporal.Instant.compare(candidate, now) <= 0 ? candidate : dueOn(every, today, 1)
}

type ByCalendar = Exclude<Every, { seconds: number }>

/** Its moment in the day, week or month of `today`, or in the one before. */
function dueOn(every: ByCalendar, today: Temporal.PlainDate, before: 0 | 1): Temporal.Instant {
  if ('dailyAt' in every) return atTime(today.subtract({ days: before }), every.dailyAt)
  if ('weeklyOn' in every) {
    return atTime(today.add({ days: every.weeklyOn - today.dayOfWeek }).subtract({ weeks: before }), every.at)
  }
  return atTime(today.with({ day: every.monthlyOn }).subtract({ months: before }), every.at)
}

/** A time the clocks skip falls due when they have moved on; one they repeat, the first time. */
function atTime(day: Temporal.PlainDate, time: string): Temporal.Instant {
  return day.toZonedDateTime({ timeZone: LONDON, plainTime: Temporal.PlainTime.from(time) }).toInstant()
}
