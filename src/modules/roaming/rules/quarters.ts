// The quarters of the year, for which the federation reports: '2026-q3' is July to September 2026.
import { formatDate, formatDateTime, londonDate } from '#platform/time/index.ts'
import { LEAST_SHOWN } from './suppression.ts'

const NAME = /^(20\d\d)-q([1-4])$/

export type Quarter = {
  /** '2026-q3' */
  readonly name: string
  readonly from: Temporal.PlainDate
  /** Its last day. */
  readonly until: Temporal.PlainDate
}

export function quarterStarting(from: Temporal.PlainDate): Quarter {
  return {
    name: `${from.year}-q${Math.ceil(from.month / 3)}`,
    from,
    until: from.add({ months: 3 }).subtract({ days: 1 }),
  }
}

/** The quarter of that name; undefined for any other words. */
export function quarterNamed(name: string): Quarter | undefined {
  const [, year, quarter] = NAME.exec(name) ?? []
  if (year === undefined || quarter === undefined) return undefined
  return quarterStarting(new Temporal.PlainDate(Number(year), Number(quarter) * 3 - 2, 1))
}

/** The quarter a day lies in. */
export const quarterOf = (day: Temporal.PlainDate): Quarter =>
  quarterStarting(day.with({ month: day.month - ((day.month - 1) % 3), day: 1 }))

export const quarterBefore = ({ from }: Quarter): Quarter => quarterStarting(from.subtract({ months: 3 }))

/** How long lines of a quarter that is over are still counted into it: servers and agents may have been away. */
export const CLOSES_AFTER_DAYS = 14

/** The day on which its figures are closed (G13). */
export const closesOn = ({ until }: Quarter): Temporal.PlainDate => until.add({ days: CLOSES_AFTER_DAYS + 1 })

/** The first day of the quarter of a day: '2026-08-03' lies in that of '2026-07-01'. */
export function quarterStart(day: string): string {
  const month = Number(day.slice(5, 7))
  return `${day.slice(0, 5)}${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`
}

/** As of when its figures were counted. */
export const countedWords = (
  quarter: Quarter,
  closedAt: Temporal.Instant | null,
  now: Temporal.Instant,
): string =>
  closedAt === null
    ? `As of ${formatDateTime(now)}. The figures still grow, until they are closed on ${formatDate(closesOn(quarter))}`
    : `Up to ${formatDateTime(closedAt)}, when the figures were closed`

/**
 * What came after its figures were closed; undefined where nothing did. It grows: in public it is said in steps of five, or
 * whoever looks every day would read from two of them the few that came between (G10).
 */
export function lateWords(
  late: { readonly ok: number; readonly fail: number; readonly lastAt: Temporal.Instant } | null,
  isPublic: boolean,
): string | undefined {
  if (late === null) return undefined
  const all = late.ok + late.fail
  const on = formatDate(londonDate(late.lastAt))
  if (isPublic)
    return `${inSteps(all)} logins were counted after that, the last on ${on}. The figures do not hold them.`
  const parts = ` (${late.ok.toLocaleString('en-GB')} succeeded, ${late.fail.toLocaleString('en-GB')} refused)`
  return all === 1
    ? `1 login was counted after that, on ${on}${parts}. The figures do not hold it.`
    : `${all.toLocaleString('en-GB')} logins were counted after that, the last on ${on}${parts}. The figures do not hold them.`
}

const inSteps = (all: number): string =>
  all < LEAST_SHOWN
    ? `Fewer than ${LEAST_SHOWN}`
    : `At least ${(all - (all % LEAST_SHOWN)).toLocaleString('en-GB')}`

/** Whether it is over, so that none of its logins is still to come. */
export const isOver = ({ until }: Quarter, today: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(until, today) < 0
