// How the dates of an activity move in a report, and which of them nobody should believe without a reason (V8, V9, V16).
import { formatDate } from '#platform/time/index.ts'
import type { Fault } from '#platform/errors/index.ts'
import { daysMoved, movedWords } from './dates.ts'
import type { Explained, Given, ReportBasis, StandingMilestone, Told } from './answers.ts'
import type { Cause, Status } from './words.ts'

type Day = Temporal.PlainDate

/** The dates as they will stand after the report, with what was said about a change. */
export type ReportedDates = {
  readonly end: Day | null
  readonly goLive: Day | null
  readonly endReason: string | null
  readonly endCause: Cause | null
  readonly goLiveReason: string | null
  readonly goLiveCause: Cause | null
  readonly endMoves: boolean
  readonly goLiveMoves: boolean
}

/** What is said of the dates: still true, or one or both of them changed, each with its reason and cause. */
export function datesTold(basis: ReportBasis, given: Given): Told<ReportedDates> {
  const said = given.dates ?? []
  const isSilent = said.length === 0
  const endMoves = said.includes('end') || (isSilent && given.revisedEnd !== null)
  const goLiveMoves = said.includes('go-live') || (isSilent && given.revisedGoLive !== null)
  const contradicts = said.includes('still-true') && said.length > 1
  const endWords = { date: given.revisedEnd, reason: given.endReason, cause: given.endCause }
  const goLiveWords = { date: given.revisedGoLive, reason: given.goLiveReason, cause: given.goLiveCause }
  const faults: Fault[] = [
    ...(contradicts
      ? [{ field: 'dates', message: 'Choose “still true”, or which date has changed: not both' }]
      : []),
    ...(endMoves
      ? missing('end', endWords, basis.end ?? basis.originalEnd, {
          date: 'revisedEnd',
          reason: 'endReason',
          cause: 'endCause',
        })
      : []),
    ...(goLiveMoves
      ? missing('go-live', goLiveWords, basis.goLive, {
          date: 'revisedGoLive',
          reason: 'goLiveReason',
          cause: 'goLiveCause',
        })
      : []),
  ]
  return {
    question: 'dates',
    wasShown: true,
    is: endMoves || goLiveMoves ? 'changed' : said.includes('still-true') ? 'confirmed' : null,
    faults,
    value: {
      end: endMoves ? (given.revisedEnd ?? basis.end) : basis.end,
      goLive: goLiveMoves ? (given.revisedGoLive ?? basis.goLive) : basis.goLive,
      endReason: endMoves ? given.endReason : null,
      endCause: endMoves ? given.endCause : null,
      goLiveReason: goLiveMoves ? given.goLiveReason : null,
      goLiveCause: goLiveMoves ? given.goLiveCause : null,
      endMoves,
      goLiveMoves,
    },
  }
}

type Said = { readonly date: Day | null; readonly reason: string | null; readonly cause: Cause | null }

function missing(
  what: 'end' | 'go-live',
  { date, reason, cause }: Said,
  stands: Day | null,
  fields: { readonly date: string; readonly reason: string; readonly cause: string },
): Fault[] {
  const title = what
  const same = date !== null && stands !== null && date.equals(stands)
  return [
    ...(date === null ? [{ field: fields.date, message: `Enter the new ${title} date` }] : []),
    ...(same
      ? [
          {
            field: fields.date,
            message: `${formatDate(date)} is the date it has already. Enter another, or choose “still true”`,
          },
        ]
      : []),
    ...(reason === null ? [{ field: fields.reason, message: `Say why the ${title} date changes` }] : []),
    ...(cause === null
      ? [
          {
            field: fields.cause,
            message: `Select whether the cause of the change of the ${title} date is internal or external`,
          },
        ]
      : []),
  ]
}

/** "It moves from 31 March 2020 to 30 September 2020, 183 days later; 183 days later than the original end". */
export function movesWords(from: Day | null, to: Day, original: Day | null): string {
  const late = daysMoved(original, to)
  const beside =
    late === null ? '' : `${late === 0 ? 'the same day as' : `${movedWords(late)} than`} the original end`
  if (from === null)
    return `It is given for the first time: ${[formatDate(to), beside].filter(Boolean).join(', ')}`
  const moves = `It moves from ${formatDate(from)} to ${formatDate(to)}`
  if (original !== null && original.equals(from)) return `${moves}, ${beside}`
  return `${[`${moves}, ${movedWords(daysMoved(from, to))}`, beside].filter(Boolean).join('; ')}`
}

type Late = { readonly what: 'revised end' | 'go-live'; readonly date: Day; readonly days: number }

/** The dates that are later than the original end, which a plan may call not on track (V16). */
export function lateDates(originalEnd: Day | null, dates: Pick<ReportedDates, 'end' | 'goLive'>): Late[] {
  const of = (what: Late['what'], date: Day | null): Late[] => {
    const days = daysMoved(originalEnd, date)
    return date === null || days === null || days <= 0 ? [] : [{ what, date, days }]
  }
  return [...of('revised end', dates.end), ...of('go-live', dates.goLive)]
}

/** V16: why this cannot be called on track, in the words of the plan's rule; null where it can. */
export function lateEndWords(
  basis: Pick<ReportBasis, 'lateEnd' | 'originalEnd'>,
  dates: Pick<ReportedDates, 'end' | 'goLive'>,
): string | null {
  const { lateEnd, originalEnd } = basis
  const late = lateDates(originalEnd, dates)
  if (lateEnd === null || originalEnd === null || late.length === 0) return null
  const which = late.map(
    ({ what, date, days }) => `the ${what}, ${formatDate(date)}, is ${movedWords(days)} than it`,
  )
  return `The plan’s rule: “${lateEnd}”. The original end is ${formatDate(originalEnd)}; ${which.join(', and ')}`
}

/** A date that must be confirmed with a reason (V9). `doubt` is its permanent name, kept with the reason. */
export type SuspiciousDate = {
  readonly doubt: string
  /** The question it belongs to. */
  readonly about: 'dates' | 'milestones'
  readonly words: string
}

const MUCH_EARLIER_DAYS = 30

/** What nobody should believe without a reason: never refused, never silently accepted (V9). */
export function suspiciousDates(
  basis: ReportBasis,
  status: Status | null,
  dates: Pick<ReportedDates, 'end' | 'goLive' | 'endMoves' | 'goLiveMoves'>,
  milestones: readonly StandingMilestone[],
): SuspiciousDate[] {
  return [
    ...goLiveBeforeApproval(basis, dates.goLive),
    ...muchEarlier('end', 'revised end', dates.endMoves, basis.end ?? basis.originalEnd, dates.end),
    ...muchEarlier('go-live', 'go-live', dates.goLiveMoves, basis.goLive, dates.goLive),
    ...pastWhileOnTrack(basis, status, dates.end),
    ...milestones
      .filter((one) => one.metOn === null && isBefore(one.dueOn, basis.on))
      .map((one): SuspiciousDate => ({
        doubt: `milestone-past:${one.id}`,
        about: 'milestones',
        words: `“${one.title}” was due on ${formatDate(one.dueOn)} and is not marked as met`,
      })),
  ]
}

const isBefore = (one: Day, other: Day): boolean => Temporal.PlainDate.compare(one, other) < 0

function goLiveBeforeApproval({ planApprovedOn }: ReportBasis, goLive: Day | null): SuspiciousDate[] {
  if (goLive === null || planApprovedOn === null || !isBefore(goLive, planApprovedOn)) return []
  return [
    {
      doubt: 'go-live-before-approval',
      about: 'dates',
      words: `The go-live date, ${formatDate(goLive)}, is before the plan was approved on ${formatDate(planApprovedOn)}`,
    },
  ]
}

function muchEarlier(
  what: 'end' | 'go-live',
  title: string,
  moves: boolean,
  from: Day | null,
  to: Day | null,
): SuspiciousDate[] {
  const days = daysMoved(from, to)
  if (!moves || from === null || to === null || days === null || days >= -MUCH_EARLIER_DAYS) return []
  return [
    {
      doubt: `${what}-much-earlier`,
      about: 'dates',
      words: `The ${title} date becomes ${movedWords(days)}: ${formatDate(to)} instead of ${formatDate(from)}`,
    },
  ]
}

function pastWhileOnTrack(
  { originalEnd, on }: ReportBasis,
  status: Status | null,
  end: Day | null,
): SuspiciousDate[] {
  const ends = end ?? originalEnd
  if (status !== 'on_track' || ends === null || !isBefore(ends, on)) return []
  const which = end === null ? 'original end' : 'revised end'
  return [
    {
      doubt: 'end-past',
      about: 'dates',
      words: `The ${which}, ${formatDate(ends)}, is past, and the activity is reported as on track`,
    },
  ]
}

/** The reasons given for what is suspicious now, and the faults of those without one. */
export function explainedOf(
  suspicious: readonly SuspiciousDate[],
  given: Given['explained'],
): { readonly explained: Explained[]; readonly faults: Fault[] } {
  const reasonOf = (doubt: string): string | null =>
    (given ?? []).find((one) => one.doubt === doubt)?.reason ?? null
  return {
    explained: suspicious.flatMap(({ doubt }) => {
      const reason = reasonOf(doubt)
      return reason === null ? [] : [{ doubt, reason }]
    }),
    faults: suspicious.flatMap(({ doubt, words }, at) =>
      reasonOf(doubt) === null
        ? [{ field: `explained-${at}-reason`, message: `${words}. Say why this is right, or correct it` }]
        : [],
    ),
  }
}
