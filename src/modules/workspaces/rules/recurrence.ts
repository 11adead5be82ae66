// How a series repeats (B5): by the wall clock of the workplace, written out date by date and bounded, whatever is
// asked. Nothing here knows what is free.
import type { Fault } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { spanAt, type InstantSpan } from './local-time.ts'
import type { Recurrence } from './words.ts'

/** How many dates a series may have. */
export const MOST_DATES = 366
const MOST_INTERVAL = 52
/** A rule is followed so far and no further. */
const MOST_YEARS = 10

export const EVERY: Readonly<Record<Recurrence['every'], string>> = {
  day: 'Every day',
  week: 'Every week, on the days chosen below',
  'month-date': 'Every month, on the same date',
  'month-weekday': 'Every month, on the same weekday, like the second Tuesday',
}

export const WEEKDAYS = {
  '1': 'Monday',
  '2': 'Tuesday',
  '3': 'Wednesday',
  '4': 'Thursday',
  '5': 'Friday',
  '6': 'Saturday',
  '7': 'Sunday',
} as const

export type WrittenOut = {
  readonly dates: readonly Temporal.PlainDate[]
  /** Months that do not have the date, in words. */
  readonly missing: readonly string[]
}

const after = (one: Temporal.PlainDate, other: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(one, other) > 0

/** What is wrong with a rule before a date is counted. */
function faultsOf(rule: Recurrence, firstOn: Temporal.PlainDate): Fault[] {
  const faults: Fault[] = []
  const fault = (field: string, message: string): void => void faults.push({ field, message })
  if (rule.interval < 1 || rule.interval > MOST_INTERVAL)
    fault(
      'interval',
      `Repeat it every 1 to ${MOST_INTERVAL} days, weeks or months; ${rule.interval} was given`,
    )
  if ((rule.until === null) === (rule.count === null))
    fault('count', 'Say how many times, or until when: one of the two')
  if (rule.count !== null && (rule.count < 1 || rule.count > MOST_DATES))
    fault('count', `A series has at most ${MOST_DATES} dates; ${rule.count} were asked for`)
  if (rule.until !== null) {
    const until = Temporal.PlainDate.from(rule.until)
    if (after(firstOn, until))
      fault('until', `It ends on ${formatDate(until)}, before it begins on ${formatDate(firstOn)}`)
    else if (after(until, firstOn.add({ years: MOST_YEARS })))
      fault('until', `A series ends within ${MOST_YEARS} years, and has at most ${MOST_DATES} dates`)
  }
  return faults
}

/** The dates of a rule in order, or what is wrong with it. Refused with the number of dates where there are too many. */
export function datesOf(
  rule: Recurrence,
  firstOn: Temporal.PlainDate,
): WrittenOut | { readonly faults: readonly Fault[] } {
  const faults = faultsOf(rule, firstOn)
  if (faults.length > 0) return { faults }
  const last = rule.until === null ? null : Temporal.PlainDate.from(rule.until)
  const dates: Temporal.PlainDate[] = []
  const missing: string[] = []
  const horizon = last ?? firstOn.add({ years: MOST_YEARS * 4 })
  for (const found of candidates(rule, firstOn)) {
    if (after(found.on, horizon)) break
    if ('missing' in found) missing.push(found.missing)
    else dates.push(found.on)
    if (rule.count !== null && dates.length === rule.count) break
  }
  if (dates.length > MOST_DATES)
    return {
      faults: [
        {
          field: 'until',
          message: `This would be ${dates.length.toLocaleString('en-GB')} dates; a series has at most ${MOST_DATES}. End it earlier, and continue it then`,
        },
      ],
    }
  const except = new Set(rule.except)
  const kept = dates.filter((one) => !except.has(one.toString()))
  if (kept.length > 0) return { dates: kept, missing }
  return {
    faults: [
      {
        field: rule.every === 'week' ? 'weekdays' : 'until',
        message:
          dates.length > 0
            ? 'Every date of it is left out, so nothing remains'
            : 'No day matches between the first and the last date',
      },
    ],
  }
}

type Candidate =
  | { readonly on: Temporal.PlainDate }
  | { readonly on: Temporal.PlainDate; readonly missing: string }

function* candidates(rule: Recurrence, firstOn: Temporal.PlainDate): Generator<Candidate> {
  if (rule.every === 'day') {
    for (let on = firstOn; ; on = on.add({ days: rule.interval })) yield { on }
  }
  if (rule.every === 'week') {
    const days = rule.weekdays.length === 0 ? [firstOn.dayOfWeek] : rule.weekdays.toSorted((a, b) => a - b)
    const monday = firstOn.subtract({ days: firstOn.dayOfWeek - 1 })
    for (let week = monday; ; week = week.add({ weeks: rule.interval }))
      for (const day of days) {
        const on = week.add({ days: day - 1 })
        if (!after(firstOn, on)) yield { on }
      }
  }
  for (let months = 0; ; months += rule.interval) {
    const month = firstOn.with({ day: 1 }).add({ months })
    yield rule.every === 'month-date' ? sameDate(month, firstOn.day) : { on: sameWeekday(month, firstOn) }
  }
}

// 31 February is not rounded to the 28th: that month is left out, and its absence is told.
function sameDate(month: Temporal.PlainDate, day: number): Candidate {
  if (day <= month.daysInMonth) return { on: month.with({ day }) }
  const words = formatDate(month).replace(/^1 /, '')
  return { on: month, missing: `${words} has no ${day}${ordinal(day)}` }
}

// The fifth such weekday is taken as the last, which every month has; the words of the series say so.
function sameWeekday(month: Temporal.PlainDate, firstOn: Temporal.PlainDate): Temporal.PlainDate {
  const place = placeInMonth(firstOn)
  const offset = (firstOn.dayOfWeek - month.dayOfWeek + 7) % 7
  const first = 1 + offset
  const day =
    place === 'last' ? first + 7 * Math.floor((month.daysInMonth - first) / 7) : first + 7 * (place - 1)
  return month.with({ day })
}

const placeInMonth = (on: Temporal.PlainDate): number | 'last' => {
  const place = Math.ceil(on.day / 7)
  return place === 5 ? 'last' : place
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th'
  return { 1: 'st', 2: 'nd', 3: 'rd' }[day % 10] ?? 'th'
}

const PLACES: Readonly<Record<string, string>> = {
  '1': 'first',
  '2': 'second',
  '3': 'third',
  '4': 'fourth',
  last: 'last',
}

const weekdayName = (day: number): string => WEEKDAYS[String(day) as keyof typeof WEEKDAYS]

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** "every Monday and Thursday until 30 June 2027", "every 2 weeks on Tuesday, 26 times" */
export function recurrenceWords(rule: Recurrence, firstOn: Temporal.PlainDate): string {
  const { interval } = rule
  const end =
    rule.until === null
      ? `, ${rule.count === 1 ? 'once' : `${rule.count} times`}`
      : ` until ${formatDate(Temporal.PlainDate.from(rule.until))}`
  const months = interval === 1 ? 'every month' : `every ${interval} months`
  switch (rule.every) {
    case 'day':
      return `every ${interval === 1 ? 'day' : `${interval} days`}${end}`
    case 'week': {
      const days = listed(
        (rule.weekdays.length === 0 ? [firstOn.dayOfWeek] : rule.weekdays)
          .toSorted((a, b) => a - b)
          .map(weekdayName),
      )
      return `every ${interval === 1 ? days : `${interval} weeks on ${days}`}${end}`
    }
    case 'month-date':
      return `${months} on the ${firstOn.day}${ordinal(firstOn.day)}${end}`
    case 'month-weekday':
      return `${months} on the ${PLACES[placeInMonth(firstOn)]} ${weekdayName(firstOn.dayOfWeek)}${end}`
  }
}

export type SeriesTimes = {
  readonly from: Temporal.PlainTime
  readonly until: Temporal.PlainTime
  readonly endsNextDay: boolean
  readonly which?: 'first' | 'second' | null
}

/** A date of a series with its time, or why the clocks do not have it. */
export type SeriesDate =
  | ({ readonly on: Temporal.PlainDate } & InstantSpan)
  | { readonly on: Temporal.PlainDate; readonly because: string; readonly asks: 'nothing' | 'which' }

/** The dates with their times by the wall clock: 9am stays 9am over a change of the clocks (G10). */
export function spansOf(
  dates: readonly Temporal.PlainDate[],
  times: SeriesTimes,
  zone: string,
): readonly SeriesDate[] {
  return dates.map((on) => {
    const span = spanAt(
      {
        on,
        from: times.from,
        until: times.until,
        untilOn: times.endsNextDay ? on.add({ days: 1 }) : null,
        which: times.which ?? null,
      },
      zone,
    )
    if (!('faults' in span)) return { on, ...span }
    const [fault] = span.faults
    return { on, because: fault?.message ?? '', asks: fault?.field === 'which' ? 'which' : 'nothing' }
  })
}

/** Whether one date of it would run into the next. */
export const runsIntoItself = (dates: readonly SeriesDate[]): boolean =>
  dates.some((one, at) => {
    const before = dates[at - 1]
    return (
      before !== undefined &&
      'endsAt' in before &&
      'startsAt' in one &&
      Temporal.Instant.compare(one.startsAt, before.endsAt) < 0
    )
  })
