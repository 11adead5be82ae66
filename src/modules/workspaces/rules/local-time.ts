// From the clock on a workplace's wall to instants (W8): an hour that does not exist is refused by name, one that
// exists twice is asked about, and nothing is moved.
import { invalid, type Fault } from '#platform/errors/index.ts'
import { clockWords, instantAt } from '#platform/time/index.ts'

/** A time as booking forms ask it. Without `untilOn` it ends on the same day; until midnight is the end of that day. */
export type ClockSpan = {
  readonly on: Temporal.PlainDate
  readonly from: Temporal.PlainTime
  readonly until: Temporal.PlainTime
  readonly untilOn?: Temporal.PlainDate | null
  /** Which of the two, where the hour comes twice. */
  readonly which?: 'first' | 'second' | null
}

export type InstantSpan = { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }

const MIDNIGHT = new Temporal.PlainTime()

/** The span as instants, or what is wrong with it, each fault beside its field. */
export function spanAt(span: ClockSpan, zone: string): InstantSpan | { readonly faults: readonly Fault[] } {
  const lastOn = span.untilOn ?? (span.until.equals(MIDNIGHT) ? span.on.add({ days: 1 }) : span.on)
  const order = Temporal.PlainDateTime.compare(
    lastOn.toPlainDateTime(span.until),
    span.on.toPlainDateTime(span.from),
  )
  if (order <= 0) {
    const isDay = span.untilOn !== undefined && span.untilOn !== null
    const isDayBefore = isDay && Temporal.PlainDate.compare(lastOn, span.on) < 0
    return { faults: [{ field: isDayBefore ? 'untilOn' : 'until', message: 'End must be after start' }] }
  }
  const starts = instantAt(span.on, span.from, zone, span.which)
  const ends = instantAt(lastOn, span.until, zone, span.which)
  const faults: Fault[] = []
  for (const [field, date, time, at] of [
    ['from', span.on, span.from, starts],
    ['until', lastOn, span.until, ends],
  ] as const) {
    if ('gap' in at) faults.push({ field, message: clockWords(date, time, 'gap') })
    if ('fold' in at) faults.push({ field: 'which', message: clockWords(date, time, 'fold') })
  }
  if (!('instant' in starts) || !('instant' in ends)) return { faults }
  // By the wall it may end later and still end before it begins: from the second 1:30am until 1:45am of the first.
  return Temporal.Instant.compare(ends.instant, starts.instant) > 0
    ? { startsAt: starts.instant, endsAt: ends.instant }
    : { faults: [{ field: 'until', message: 'End must be after start' }] }
}

/** The span as instants; refuses it with the faults beside their fields. */
export function mustBeSpan(span: ClockSpan, zone: string): InstantSpan {
  const found = spanAt(span, zone)
  return 'faults' in found ? invalid('workspaces.booking.time', found.faults) : found
}
