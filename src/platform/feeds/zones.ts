// VTIMEZONE (RFC 5545 3.6.5): what a zone's clocks do over the years of a calendar, taken from the transitions that
// Temporal knows, so that a program which has never heard of the zone still shows 9:30am as 9:30am.
import { Defect } from '../errors/index.ts'

type Observance = {
  readonly isDaylight: boolean
  readonly from: string
  readonly to: string
  readonly name: string
  readonly onsets: string[]
}

/** The zone from the first day of one year to the last of another, as the lines of a component. */
export function zoneComponent(
  zone: string,
  years: { readonly first: number; readonly last: number },
): string {
  const begins = Temporal.PlainDate.from({ year: years.first, month: 1, day: 1 }).toZonedDateTime(zone)
  const ends = Temporal.PlainDate.from({ year: years.last + 1, month: 1, day: 1 }).toZonedDateTime(zone)
  const observances = new Map<string, Observance>()
  // The observance in force when the first year begins, or the zone has one for ever.
  let onset = begins.getTimeZoneTransition('previous')
  if (onset === null) keep(observances, begins.with({ year: 1970 }), begins.offset)
  for (; onset !== null && Temporal.ZonedDateTime.compare(onset, ends) < 0; onset = after(onset))
    keep(observances, onset, offsetBefore(onset))
  const parts = [...observances.values()].flatMap((one) => linesOf(one))
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...parts, 'END:VTIMEZONE', ''].join('\r\n')
}

function after(onset: Temporal.ZonedDateTime): Temporal.ZonedDateTime | null {
  const next = onset.getTimeZoneTransition('next')
  if (next !== null && Temporal.ZonedDateTime.compare(next, onset) <= 0)
    throw new Defect(`The transitions of ${onset.timeZoneId} do not go forward.`)
  return next
}

const offsetBefore = (onset: Temporal.ZonedDateTime): string => onset.subtract({ nanoseconds: 1 }).offset

function keep(into: Map<string, Observance>, onset: Temporal.ZonedDateTime, offset: string): void {
  const isDaylight = onset.offsetNanoseconds > nanosecondsOf(offset)
  const key = `${offset} ${onset.offset}`
  const found = into.get(key) ?? {
    isDaylight,
    from: basic(offset),
    to: basic(onset.offset),
    name: nameOf(onset),
    onsets: [],
  }
  // The moment of the change is told in the clock that was in force before it.
  found.onsets.push(local(onset.withTimeZone(offset)))
  into.set(key, found)
}

const nanosecondsOf = (offset: string): number =>
  Temporal.ZonedDateTime.from(`1970-01-01T00:00[${offset}]`).offsetNanoseconds

const local = (moment: Temporal.ZonedDateTime): string =>
  moment.toPlainDateTime().toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')

const basic = (offset: string): string => offset.replaceAll(':', '')

const nameOf = (moment: Temporal.ZonedDateTime): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: moment.timeZoneId, timeZoneName: 'short' })
    .formatToParts(moment.epochMilliseconds)
    .find((part) => part.type === 'timeZoneName')?.value ?? moment.offset

function linesOf({ isDaylight, from, to, name, onsets }: Observance): string[] {
  const kind = isDaylight ? 'DAYLIGHT' : 'STANDARD'
  const [first, ...others] = onsets
  return [
    `BEGIN:${kind}`,
    `DTSTART:${first}`,
    ...others.map((one) => `RDATE:${one}`),
    `TZOFFSETFROM:${from}`,
    `TZOFFSETTO:${to}`,
    `TZNAME:${name}`,
    `END:${kind}`,
  ]
}
