// A day in minutes of the workplace's own clock: when a place is open to somebody, and what is left of it.
import type { Situation } from './situation.ts'

/** From the first minute until before the last: 540 to 1020 is 9am to 5pm. */
export type Minutes = { readonly from: number; readonly until: number }

const minute = (time: Temporal.PlainTime): number => time.hour * 60 + time.minute
// A closing time of midnight is the end of the day.
const closing = (time: Temporal.PlainTime): number => minute(time) || 1440

/** When the terms and the building let somebody in that day. */
export function openMinutes(
  { terms, building, invocation }: Pick<Situation, 'terms' | 'building' | 'invocation'>,
  on: Temporal.PlainDate,
): readonly Minutes[] {
  if (invocation !== null || !terms.weekdays.value.includes(on.dayOfWeek)) return []
  const own = { from: minute(terms.opensAt.value), until: closing(terms.closesAt.value) }
  if (building === null) return [own]
  return building.spans.flatMap((span) => {
    const from = Math.max(own.from, minute(span.opens))
    const until = Math.min(own.until, closing(span.closes))
    return from < until ? [{ from, until }] : []
  })
}

/** What is left between what is taken, from now on, where it is long enough to be booked. `taken` in order of beginning. */
export function freeMinutes(
  open: readonly Minutes[],
  taken: readonly Minutes[],
  now: number,
  least: number,
): readonly Minutes[] {
  const free: Minutes[] = []
  for (const span of open) {
    let from = Math.max(span.from, now)
    for (const one of taken) {
      if (one.until <= from) continue
      if (one.from >= span.until) break
      if (one.from - from >= least) free.push({ from, until: one.from })
      from = one.until
    }
    if (span.until - from >= least) free.push({ from, until: span.until })
  }
  return free
}

/** "9am", "9:30am", "midday"; the end of a day is midnight. */
export function minuteInWords(at: number): string {
  const [hour, rest] = [Math.floor(at / 60) % 24, at % 60]
  const shown = hour % 12 === 0 ? 12 : hour % 12
  if (rest === 0 && hour % 12 === 0) return hour === 12 ? 'midday' : 'midnight'
  return `${shown}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}${hour < 12 ? 'am' : 'pm'}`
}

/** "9am to midday" */
export const minutesInWords = ({ from, until }: Minutes): string =>
  `${minuteInWords(from)} to ${minuteInWords(until)}`
