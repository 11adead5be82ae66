// Times as a clock on the wall shows them, and the instants they are: once a year an hour is missing and once an hour
// comes twice, and nobody is booked into either without being told.
import { formatClock, formatDate } from './dates.ts'

/** The instant of a wall-clock time, or that the clocks skip it, or that it comes twice and nobody has said which. */
export type AtClock =
  | { readonly instant: Temporal.Instant }
  | { readonly gap: true }
  | { readonly fold: true }

/** The instant at which the clocks of a zone show this time on this date. */
export function instantAt(
  date: Temporal.PlainDate,
  time: Temporal.PlainTime,
  zone: string,
  which?: 'first' | 'second' | null,
): AtClock {
  const shown = date.toPlainDateTime(time)
  const earlier = shown.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const later = shown.toZonedDateTime(zone, { disambiguation: 'later' })
  if (earlier.epochNanoseconds === later.epochNanoseconds) return { instant: earlier.toInstant() }
  if (!earlier.toPlainDateTime().equals(shown)) return { gap: true }
  if (which === 'first') return { instant: earlier.toInstant() }
  return which === 'second' ? { instant: later.toInstant() } : { fold: true }
}

/** "1:30am does not exist on 28 March 2027: the clocks go forward" and what is asked of a time that comes twice. */
export function clockWords(date: Temporal.PlainDate, time: Temporal.PlainTime, kind: 'gap' | 'fold'): string {
  const at = formatClock(time)
  return kind === 'gap'
    ? `${at} does not exist on ${formatDate(date)}: the clocks go forward`
    : `${at} comes twice on ${formatDate(date)}: the clocks go back. Say whether you mean the first or the second ${at}`
}

/** Reads "9am", "1.30pm", "09:00", "9:30", "midday" or "midnight". Undefined for anything else: a bare "9" may be morning or evening. */
export function readTime(text: string): Temporal.PlainTime | undefined {
  const tidy = text.trim().toLowerCase()
  if (tidy === 'midday' || tidy === 'noon') return new Temporal.PlainTime(12)
  if (tidy === 'midnight') return new Temporal.PlainTime(0)
  const halves = /^(\d{1,2})(?:[:.](\d{2}))? ?([ap])\.?m\.?$/.exec(tidy)
  if (halves) {
    const hour = Number(halves[1])
    if (hour < 1 || hour > 12) return undefined
    return realTime((hour % 12) + (halves[3] === 'p' ? 12 : 0), Number(halves[2] ?? 0))
  }
  const whole = /^(\d{1,2})[:.](\d{2})(?::00)?$/.exec(tidy)
  return whole ? realTime(Number(whole[1]), Number(whole[2])) : undefined
}

const realTime = (hour: number, minute: number): Temporal.PlainTime | undefined =>
  hour > 23 || minute > 59 ? undefined : new Temporal.PlainTime(hour, minute)
