// The periods an indicator is measured by: months, quarters of the financial year, and the three years that public
// bodies count in. A period has a code ("2026-27-q2") that files, addresses and programs use.
import { financialYearOf, financialYearStarting, formatDateRange, formatMonth } from '#platform/time/index.ts'

export const FREQUENCIES = {
  monthly: 'Every month',
  quarterly: 'Every quarter',
  'financial-year': 'Every financial year',
  'academic-year': 'Every academic year',
  'calendar-year': 'Every calendar year',
} as const
export type Frequency = keyof typeof FREQUENCIES

export type Period = {
  readonly frequency: Frequency
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
}

const MONTHS: Readonly<Record<Frequency, number>> = {
  monthly: 1,
  quarterly: 3,
  'financial-year': 12,
  'academic-year': 12,
  'calendar-year': 12,
}

const beginning = (frequency: Frequency, from: Temporal.PlainDate): Period => ({
  frequency,
  from,
  to: from.add({ months: MONTHS[frequency] }).subtract({ days: 1 }),
})

/** The period in which a day lies. */
export function periodOn(frequency: Frequency, day: Temporal.PlainDate): Period {
  const first = (year: number, month: number) => Temporal.PlainDate.from({ year, month, day: 1 })
  switch (frequency) {
    case 'monthly':
      return beginning(frequency, day.with({ day: 1 }))
    case 'quarterly':
      return beginning(frequency, first(day.year, day.month - ((day.month - 1) % 3)))
    case 'financial-year':
      return beginning(frequency, financialYearOf(day).from)
    case 'academic-year':
      return beginning(frequency, first(day.month >= 9 ? day.year : day.year - 1, 9))
    case 'calendar-year':
      return beginning(frequency, first(day.year, 1))
  }
}

export const periodBefore = (period: Period): Period =>
  beginning(period.frequency, period.from.subtract({ months: MONTHS[period.frequency] }))

export const periodAfter = (period: Period): Period => beginning(period.frequency, period.to.add({ days: 1 }))

/** The last period that has ended before this day. */
export const lastEnded = (frequency: Frequency, today: Temporal.PlainDate): Period =>
  periodBefore(periodOn(frequency, today))

export const hasEnded = (period: Period, today: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(period.to, today) < 0

/** The periods from one to another, both counted; none where the second comes first. */
export function periodsThrough(first: Period, last: Period): Period[] {
  const all: Period[] = []
  for (let one = first; Temporal.PlainDate.compare(one.from, last.from) <= 0; one = periodAfter(one))
    all.push(one)
  return all
}

/** Some periods around one: so many before it and so many after, the oldest first. */
export function periodsAround(now: Period, before: number, after: number): Period[] {
  let [first, last] = [now, now]
  for (let at = 0; at < before; at += 1) first = periodBefore(first)
  for (let at = 0; at < after; at += 1) last = periodAfter(last)
  return periodsThrough(first, last)
}

const quarterOf = (period: Period): number => Math.floor((period.from.month - 1) / 3) || 4

const twoYears = (starting: number): string => financialYearStarting(starting).label

/** "2026-09", "2026-27-q2", "2026-27", "2026": as files and addresses write it. */
export function codeOf(period: Period): string {
  switch (period.frequency) {
    case 'monthly':
      return period.from.toString().slice(0, 7)
    case 'quarterly':
      return `${financialYearOf(period.from).label}-q${quarterOf(period)}`
    case 'financial-year':
    case 'academic-year':
      return twoYears(period.from.year)
    case 'calendar-year':
      return String(period.from.year)
  }
}

/** "September 2026", "Q2 2026-27", "2026-27": beside a figure. */
export function shortWords(period: Period): string {
  if (period.frequency === 'monthly') return formatMonth(period.from)
  if (period.frequency === 'quarterly') return `Q${quarterOf(period)} ${financialYearOf(period.from).label}`
  return codeOf(period)
}

/** "Quarter 2 of 2026-27 (1 July 2026 to 30 September 2026)": where there is room to be plain. */
export function periodWords(period: Period): string {
  const days = formatDateRange(period.from, period.to)
  switch (period.frequency) {
    case 'monthly':
      return formatMonth(period.from)
    case 'quarterly':
      return `Quarter ${quarterOf(period)} of ${financialYearOf(period.from).label} (${days})`
    case 'academic-year':
      return `Academic year ${codeOf(period)} (${days})`
    case 'financial-year':
      return `Financial year ${codeOf(period)} (${days})`
    case 'calendar-year':
      return codeOf(period)
  }
}

const twoYearsIn = (first: string | undefined, second: string | undefined): number | undefined => {
  const year = Number(first)
  return year >= 1900 && year < 2200 && Number(second) === (year + 1) % 100 ? year : undefined
}

/** Reads "2026-09", "2026-27-q2", "Q2 2026-27", "2026/27", "2006_07", "2026"; undefined for what is no such period, also for 2006-08. */
export function readPeriod(text: string, frequency: Frequency): Period | undefined {
  const tidy = text
    .trim()
    .toLowerCase()
    .replaceAll(/[_/ ]+/g, '-')
  const at = (year: number | undefined, month: number): Period | undefined =>
    year === undefined ? undefined : periodOn(frequency, Temporal.PlainDate.from({ year, month, day: 1 }))
  if (frequency === 'calendar-year') return /^(?:19|2[01])\d{2}$/.test(tidy) ? at(Number(tidy), 1) : undefined
  if (frequency === 'monthly') {
    const month = /^((?:19|2[01])\d{2})-(0[1-9]|1[0-2])$/.exec(tidy)
    return month === null ? undefined : at(Number(month[1]), Number(month[2]))
  }
  if (frequency === 'quarterly') {
    const [, year, next, quarter] =
      /^(\d{4})-(\d{2})-q([1-4])$/.exec(tidy.replace(/^(q[1-4])-(.+)$/, '$2-$1')) ?? []
    const starting = twoYearsIn(year, next)
    if (starting === undefined) return undefined
    return quarter === '4' ? at(starting + 1, 1) : at(starting, 1 + Number(quarter) * 3)
  }
  const [, year, next] = /^(\d{4})-(\d{2})$/.exec(tidy) ?? []
  return at(twoYearsIn(year, next), frequency === 'academic-year' ? 9 : 4)
}

export const samePeriod = (one: Period, other: Period): boolean =>
  one.frequency === other.frequency && one.from.equals(other.from)

/** How a period is written in a file, by example. */
export const PERIOD_EXAMPLES: Readonly<Record<Frequency, string>> = {
  monthly: '2026-09',
  quarterly: '2026-27-q2',
  'financial-year': '2026-27',
  'academic-year': '2026-27',
  'calendar-year': '2026',
}
