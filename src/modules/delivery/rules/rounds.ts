// The life of a round: when it opens, closes and reminds, and whether an entry received now still counts (V2, V3).
//
//   planned ──opens_at──► open ──closes_at──► closed ──freeze──► frozen ──correct──► frozen, next version
//      └─cancel─► (gone)
//
// The clock decides, not the column: the job that writes `open` and `closed` down may come a minute late.
import { invalid, refuse } from '#platform/errors/index.ts'
import {
  addWorkingDays,
  formatDate,
  formatDateTime,
  LONDON,
  londonDate,
  type Holidays,
} from '#platform/time/index.ts'
import type { RoundState } from './words.ts'

type Day = Temporal.PlainDate
type Moment = Temporal.Instant

export type RoundClock = {
  readonly state: RoundState
  /** Null only where a file of the past does not say. */
  readonly opens_at: Moment | null
  readonly closes_at: Moment | null
}

const isBefore = (one: Moment, other: Moment): boolean => Temporal.Instant.compare(one, other) < 0

/**
 * The state of a round at this moment. Open from the first moment of its window up to, not including, the last; also
 * for what was received before the last moment and is looked at after the job has written the closing down.
 */
export function stateNow(round: RoundClock, now: Moment): RoundState {
  const { state, opens_at, closes_at } = round
  if (state === 'frozen' || opens_at === null || closes_at === null) return state
  if (isBefore(now, opens_at)) return 'planned'
  return isBefore(now, closes_at) ? 'open' : 'closed'
}

/** Why an entry may come after the window: somebody asked for it, or an officer reopened it to correct what was frozen. */
export const EXTENSION_KINDS = ['late', 'correction'] as const
export type ExtensionKind = (typeof EXTENSION_KINDS)[number]

export type ExtensionGiven = {
  readonly kind: ExtensionKind
  readonly state: 'asked' | 'granted' | 'declined'
  readonly until_at: Moment | null
}

export type MayReport =
  | {
      readonly allowed: true
      /** It is marked late for good (V3). */
      readonly isLate: boolean
    }
  | { readonly allowed: false; readonly code: string; readonly message: string }

const no = (code: string, message: string): MayReport => ({ allowed: false, code, message })

/** Whether an entry received now counts: in the window, or by an extension granted for this activity (V2, V3). */
export function mayReportNow(round: RoundClock, extension: ExtensionGiven | null, now: Moment): MayReport {
  const state = stateNow(round, now)
  if (state === 'open') return { allowed: true, isLate: false }
  if (state === 'planned')
    return no(
      'delivery.round.not-open',
      round.opens_at === null
        ? 'The round is not open.'
        : `The round opens on ${formatDateTime(round.opens_at)}. Come back then.`,
    )
  const granted =
    extension?.state === 'granted' && extension.until_at !== null && isBefore(now, extension.until_at)
  if (granted && extension.kind === 'correction') return { allowed: true, isLate: false }
  if (state === 'frozen')
    return no(
      'delivery.round.is-frozen',
      'The round is frozen and stays as it is. A mistake in it is put right by a correction: ask an officer of the plan.',
    )
  if (granted) return { allowed: true, isLate: true }
  return no('delivery.round.closed', closedWords(round, extension))
}

function closedWords(round: RoundClock, extension: ExtensionGiven | null): string {
  const closed =
    round.closes_at === null
      ? 'The round is closed.'
      : `The round closed on ${formatDateTime(round.closes_at)}.`
  if (extension?.state === 'asked')
    return `${closed} You asked for more time; an officer has not answered yet.`
  if (extension?.state === 'declined') return `${closed} More time was asked for and declined.`
  if (extension?.state === 'granted' && extension.until_at !== null)
    return `${closed} More time was granted until ${formatDateTime(extension.until_at)}, which has passed. Ask again if you need it.`
  return `${closed} Ask for more time: an officer of the plan can let you report late.`
}

/** What came after the window can be asked for only while the round is closed and not frozen. */
export function mustTakeLateEntries(round: RoundClock & { readonly title: string }, now: Moment): void {
  const state = stateNow(round, now)
  if (state === 'closed') return
  if (state === 'frozen')
    refuse(
      'conflict',
      'delivery.round.is-frozen',
      `${round.title} is frozen and stays as it is. A mistake in it is put right by a correction: ask an officer of the plan.`,
    )
  refuse(
    'conflict',
    'delivery.extension.not-needed',
    state === 'open'
      ? `${round.title} is open: report now, no more time is needed.`
      : `${round.title} has not opened yet.`,
  )
}

export type Period = { readonly from: Day; readonly until: Day }
export type Window = { readonly opensAt: Moment; readonly closesAt: Moment }

/** How many days before the last day of its period a round closes; 0 or less when it does not. */
export const daysClosedEarly = (closesAt: Moment, periodUntil: Day): number =>
  lastDayOf(closesAt).until(periodUntil, { largestUnit: 'day' }).days

/** The last day on which something can be received: a window that closes at midnight ends the day before. */
export const lastDayOf = (closesAt: Moment): Day => londonDate(closesAt.subtract({ nanoseconds: 1 }))

/** "The window closes 17 days before the end of the period it reports on", or null when it does not. */
export function closesEarlyWords(closesAt: Moment | null, periodUntil: Day, isOver: boolean): string | null {
  if (closesAt === null) return null
  const days = daysClosedEarly(closesAt, periodUntil)
  if (days <= 0) return null
  return `The window ${isOver ? 'closed' : 'closes'} ${days} ${days === 1 ? 'day' : 'days'} before the end of the period it reports on.`
}

type Other = { readonly title: string; readonly opens_at: Moment | null; readonly closes_at: Moment | null }

/** Refuses a period or window that makes no sense, or a window that meets another of the plan. Every fault at once. */
export function mustBePlannable(
  asked: { readonly period: Period; readonly window: Window },
  others: readonly Other[],
): void {
  const { period, window } = asked
  const met = others.find(
    (one) =>
      one.opens_at !== null &&
      one.closes_at !== null &&
      isBefore(window.opensAt, one.closes_at) &&
      isBefore(one.opens_at, window.closesAt),
  )
  const faults = [
    ...(Temporal.PlainDate.compare(period.until, period.from) > 0
      ? []
      : [
          {
            field: 'periodUntil',
            message: `The period begins on ${formatDate(period.from)}: it must end later`,
          },
        ]),
    ...(isBefore(window.opensAt, window.closesAt)
      ? []
      : [
          {
            field: 'closesAt',
            message: `The window opens on ${formatDateTime(window.opensAt)}: it must close later`,
          },
        ]),
    ...(met === undefined
      ? []
      : [
          {
            field: 'opensAt',
            message: `${met.title} is open from ${formatDateTime(met.opens_at as Moment)} to ${formatDateTime(met.closes_at as Moment)}. A plan has one round open at a time: choose another window`,
          },
        ]),
  ]
  if (faults.length > 0) invalid('delivery.round.window', faults)
}

/** Rounds follow each other by the first day of their periods: two that begin together would not know each other (V7). */
export function mustFollow(
  periodFrom: Day,
  others: readonly { readonly title: string; readonly period_from: Day }[],
): void {
  const same = others.find((one) => one.period_from.equals(periodFrom))
  if (same === undefined) return
  invalid('delivery.round.same-period', [
    {
      field: 'periodFrom',
      message: `${same.title} reports from ${formatDate(periodFrom)} already. Each round shows what was said in the one before, so choose another first day`,
    },
  ])
}

export type Proposed = {
  readonly code: string
  readonly title: string
  readonly period: Period
  readonly window: Window
}

const QUARTER_MONTHS = 3
const WINDOW_DAYS = 14

/** The next quarter after the last round, or the quarter of the plan that is running; two weeks from its last day. */
export function proposedRound(plan: Period, last: { readonly period: Period } | null, today: Day): Proposed {
  const from = last === null ? quarterBegins(plan, today) : last.period.until.add({ days: 1 })
  const until = from.add({ months: QUARTER_MONTHS }).subtract({ days: 1 })
  const number = Math.floor(from.since(plan.from, { largestUnit: 'month' }).months / QUARTER_MONTHS) + 1
  // The financial years of a plan begin in April; its quarters are counted from its own first day.
  const year = plan.from.add({ years: Math.floor((number - 1) / 4) }).year
  const quarter = ((number - 1) % 4) + 1
  const opens = latest(until.add({ days: 1 }), today)
  return {
    code: `${year}-q${quarter}`,
    title: `Quarter ${quarter} of ${yearWords(plan.from, year)}`,
    period: { from, until },
    window: { opensAt: nineOClock(opens), closesAt: fiveOClock(opens.add({ days: WINDOW_DAYS })) },
  }
}

const latest = (one: Day, other: Day): Day => (Temporal.PlainDate.compare(one, other) > 0 ? one : other)

function quarterBegins(plan: Period, today: Day): Day {
  const day = latest(plan.from, today)
  const months = plan.from.until(day, { largestUnit: 'month' }).months
  return plan.from.add({ months: Math.floor(months / QUARTER_MONTHS) * QUARTER_MONTHS })
}

/** "2019/20" for a year that begins in April, "2019" for one of the calendar. */
const yearWords = (from: Day, year: number): string =>
  from.month === 1 ? String(year) : `${year}/${String((year + 1) % 100).padStart(2, '0')}`

const at = (day: Day, time: string): Moment =>
  day.toZonedDateTime({ timeZone: LONDON, plainTime: Temporal.PlainTime.from(time) }).toInstant()
const nineOClock = (day: Day): Moment => at(day, '09:00')
const fiveOClock = (day: Day): Moment => at(day, '17:00')

/** What a round tells those who report in it, in order. */
export const REMINDERS = ['open', 'midpoint', 'five-days', 'one-day', 'overdue'] as const
export type Reminder = (typeof REMINDERS)[number]

const BEFORE_CLOSING_DAYS = 5

/**
 * When each reminder falls due: the moments of the window itself, and mornings before it closes. Where the bank
 * holidays of the year are not loaded only weekends are left out: a reminder a day early hurts nobody.
 */
export function remindersOf(window: Window, holidays: Holidays): Readonly<Record<Reminder, Moment>> {
  const { opensAt, closesAt } = window
  const last = lastDayOf(closesAt)
  const half = opensAt.until(closesAt).total({ unit: 'seconds' }) / 2
  return {
    open: opensAt,
    midpoint: opensAt.add({ seconds: Math.floor(half) }),
    'five-days': at(addWorkingDays(last, -BEFORE_CLOSING_DAYS, knownFor(holidays, last)), '08:00'),
    'one-day': at(last.subtract({ days: 1 }), '08:00'),
    overdue: closesAt,
  }
}

function knownFor(holidays: Holidays, last: Day): Holidays {
  const years = new Set([...holidays.years, last.year, last.year - 1])
  return { days: holidays.days, years }
}

/**
 * Which reminders of a round are due and were not sent. After a time without a worker several are: the latest is
 * told, the earlier ones are overtaken. None falls before the round opened, however short its window is.
 */
export function remindersDue(
  moments: Readonly<Record<Reminder, Moment>>,
  done: readonly Reminder[],
  now: Moment,
): { readonly tell: Reminder | null; readonly overtaken: readonly Reminder[] } {
  const due = REMINDERS.filter(
    (one) =>
      !done.includes(one) &&
      !isBefore(now, moments[one]) &&
      (one === 'open' || isBefore(moments.open, moments[one])),
  )
  const tell =
    due.toSorted((one, other) => Temporal.Instant.compare(moments[one], moments[other])).at(-1) ?? null
  return { tell, overtaken: due.filter((one) => one !== tell) }
}

/** Whether a reminder still matters to somebody whose activity stands so. */
export function concerns(reminder: Reminder, standing: Standing): boolean {
  if (reminder === 'midpoint') return standing === 'not-begun'
  return standing === 'not-begun' || standing === 'draft' || standing === 'returned'
}

/** Where an activity stands in a round: every one stands in exactly one place, so that they add up. */
export const STANDINGS = {
  'not-begun': 'Not begun',
  draft: 'Draft',
  returned: 'Returned',
  submitted: 'Awaiting sign-off',
  signed: 'Signed off',
} as const
export type Standing = keyof typeof STANDINGS

export type Signing = {
  readonly activityDirector: string | null
  readonly unitDirector: string | null
  readonly preparedBy: string | null
}

/**
 * Who signs a submission off (V5): the director of the activity, else of its unit; null means an officer of the plan,
 * because there is no director or the director prepared it.
 */
export function signatoryOf({ activityDirector, unitDirector, preparedBy }: Signing): string | null {
  return [activityDirector, unitDirector].find((one) => one !== null && one !== preparedBy) ?? null
}

/** Refuses a signature by the preparer, or by anybody but the signatory. */
export function mustSign(signing: Signing, person: string | null, isOfficer: boolean): void {
  if (person !== null && person === signing.preparedBy)
    refuse(
      'forbidden',
      'delivery.submission.own',
      'You prepared this report, so somebody else signs it off: the director of the activity, or an officer of the plan.',
    )
  const signatory = signatoryOf(signing)
  if (signatory === null ? isOfficer : signatory === person) return
  refuse(
    'forbidden',
    'delivery.submission.not-yours-to-sign',
    signatory === null
      ? 'This report has no director to sign it off, so an officer of the plan does.'
      : 'The director of the activity signs this report off. Ask them.',
  )
}
