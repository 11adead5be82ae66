// When something that repeats happens: a recurrence rule (RFC 5545 3.3.10) written out, within limits. A rule may say
// "every second for a hundred years"; it is looked at before a single moment is counted.
import { RRuleTemporal } from 'rrule-temporal'

export type Limits = { readonly most: number; readonly years: number }

/** Sixty moments in three years: a weekly hour for a year, a monthly meeting for three. */
export const SERIES_LIMITS: Limits = { most: 60, years: 3 }

export type Occurrences =
  | { readonly kind: 'written-out'; readonly moments: readonly Temporal.ZonedDateTime[] }
  | { readonly kind: 'refused'; readonly because: string }

// What the rule may look at before it is given up, the days of three years: one that never comes true looks for ever.
const MOST_PERIODS = 1200
const MOST_CANDIDATES = 5000
const OFTEN = /^(SECONDLY|MINUTELY|HOURLY)$/

/** The moments of a rule from its first, in order; or, in words, why it cannot be written out. */
export function occurrencesOf(
  rule: string,
  first: Temporal.ZonedDateTime,
  limits: Limits = SERIES_LIMITS,
): Occurrences {
  const parts = partsOf(rule)
  const last = first.add({ years: limits.years })
  const because = whyNot(parts, last, limits)
  if (because !== undefined) return { kind: 'refused', because }
  try {
    const found = new RRuleTemporal({
      rruleString: [...parts].map(([name, value]) => `${name}=${value}`).join(';'),
      dtstart: first,
      temporal: Temporal,
      maxIterations: MOST_PERIODS,
      maxCandidateEvaluations: MOST_CANDIDATES,
      // The first is an occurrence whatever the rule says (RFC 5545 3.8.5.3).
      includeDtstart: true,
      cache: false,
    })
    const moments = found.all((_moment, index) => index <= limits.most)
    if (moments.length > limits.most) return { kind: 'refused', because: tooMany(limits) }
    const late = moments.find((one) => Temporal.ZonedDateTime.compare(one, last) > 0)
    if (late !== undefined) return { kind: 'refused', because: tooLong(limits) }
    return { kind: 'written-out', moments }
  } catch {
    return { kind: 'refused', because: 'its rule of repetition cannot be followed' }
  }
}

const PARTS = new Set(
  'FREQ UNTIL COUNT INTERVAL BYSECOND BYMINUTE BYHOUR BYDAY BYMONTHDAY BYYEARDAY BYWEEKNO BYMONTH BYSETPOS WKST'.split(
    ' ',
  ),
)

function partsOf(rule: string): ReadonlyMap<string, string> {
  return new Map(
    rule
      .trim()
      .toUpperCase()
      .split(';')
      .filter((part) => part !== '')
      .map((part) => {
        const [name = '', ...value] = part.split('=')
        return [name, value.join('=')] as const
      }),
  )
}

function whyNot(
  parts: ReadonlyMap<string, string>,
  last: Temporal.ZonedDateTime,
  limits: Limits,
): string | undefined {
  const strange = [...parts.keys()].find((name) => !PARTS.has(name))
  const every = parts.get('FREQ') ?? ''
  if (strange !== undefined || !/^[A-Z]+LY$/.test(every)) return 'its rule of repetition cannot be read'
  if (OFTEN.test(every) || ['BYSECOND', 'BYMINUTE', 'BYHOUR'].some((name) => parts.has(name)))
    return 'it repeats within a day. A series here repeats by the day, week, month or year'
  const [count, until] = [parts.get('COUNT'), parts.get('UNTIL')]
  if (count === undefined && until === undefined)
    return 'it repeats for ever. Give it an end: a last date or a number of times'
  if (count !== undefined && !/^[1-9]\d{0,5}$/.test(count)) return 'its number of times cannot be read'
  if (count !== undefined && Number(count) > limits.most) return tooMany(limits)
  if (!/^[1-9]\d{0,2}$/.test(parts.get('INTERVAL') ?? '1')) return 'its interval cannot be read'
  if (until !== undefined) {
    const day = /^(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?$/.exec(until)
    if (day === null) return 'its last date cannot be read'
    if (`${day[1]}-${day[2]}-${day[3]}` > last.toPlainDate().toString()) return tooLong(limits)
  }
  return undefined
}

const tooMany = ({ most }: Limits): string =>
  `it repeats more than ${most} times. Make it shorter, or split it`

const tooLong = ({ years }: Limits): string =>
  `it goes on for more than ${years} years. Make it shorter, and continue it when it ends`
