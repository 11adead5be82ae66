// Where indicators stand: the latest figure with its rating and the rule of it, its trend and its course, and whether the
// latest period is due. Two questions to the database, however many indicators.
import type { Reader } from '#platform/actions/index.ts'
import { londonDate } from '#platform/time/index.ts'
import {
  givenWords,
  isComparable,
  movement,
  periodBefore,
  periodDue,
  rate,
  RAGS,
  samePeriod,
  scaleOf,
  shortWords,
  targetOf,
  targetWords,
  type Period,
  type Rag,
  type Trend,
} from '../rules.ts'
import { indicatorsSeen, type IndicatorFilter, type IndicatorRow } from './indicators.ts'
import { doubtsIn, periodOf, standingValues, type ValueRow } from './values.ts'

export type Standing = IndicatorRow & {
  /** What was measured last, or failing that the last estimate. */
  readonly latest: ValueRow | null
  readonly latestWords: string
  readonly periodWords: string
  readonly target: ValueRow | null
  readonly targetWords: string
  readonly rag: Rag
  readonly ragRule: string
  readonly trend: Trend
  readonly trendWhy: string
  /** The figures of the last periods, the oldest first; null where there is none. */
  readonly course: readonly (number | null)[]
  readonly doubts: number
  /** The period whose figure is missing, and when it was or will be due. */
  readonly due: { readonly period: Period; readonly dueOn: Temporal.PlainDate } | null
}

// For the rating and the trend; a course is asked for where it is drawn.
const LATEST_AND_BEFORE = 2
const COURSE = 8

export async function standingsOf(
  reader: Reader,
  rows: readonly IndicatorRow[],
  figures = LATEST_AND_BEFORE,
): Promise<Standing[]> {
  const ids = rows.map((row) => row.id)
  const values = await standingValues(reader, ids, figures)
  const doubts = await doubtsIn(reader, ids)
  const today = londonDate(reader.now)
  return rows.map((row) => ({
    ...standingOf(row, values.get(row.id) ?? [], today),
    doubts: doubts.get(row.id) ?? 0,
  }))
}

/** The indicators a reader may see, with where they stand. */
export const standingsSeen = async (reader: Reader, filter: IndicatorFilter = {}): Promise<Standing[]> =>
  standingsOf(reader, await indicatorsSeen(reader, filter))

/** The same with the course of their last periods. */
export const withCourse = (reader: Reader, rows: readonly IndicatorRow[]): Promise<Standing[]> =>
  standingsOf(reader, rows, COURSE)

const COLOURS = Object.keys(RAGS)

/** Red first, then amber, green and what has no rating; in each the newest figures first. */
export function worstFirst(rows: readonly Standing[]): Standing[] {
  const day = (row: Standing): string => row.latest?.period_to.toString() ?? ''
  return rows.toSorted(
    (one, other) =>
      COLOURS.indexOf(one.rag) - COLOURS.indexOf(other.rag) || day(other).localeCompare(day(one)),
  )
}

/** Where one indicator stands by the values that stand, the newest period first. */
export function standingOf(
  indicator: IndicatorRow,
  values: readonly ValueRow[],
  today: Temporal.PlainDate,
): Omit<Standing, 'doubts'> {
  const of = (kind: ValueRow['kind'], period: Period): ValueRow | undefined =>
    values.find((row) => row.kind === kind && samePeriod(periodOf(row), period))
  const actual = values.find((row) => row.kind === 'actual')
  const latest = actual ?? values.find((row) => row.kind === 'estimate') ?? null
  const due = indicator.retired_on === null ? periodDue(indicator, today) : null
  const missing = due !== null && of('actual', due.period) === undefined ? due : null
  if (latest === null) return { ...indicator, ...nothingYet(values), due: missing }
  const period = periodOf(latest)
  const words = shortWords(period)
  const target = of('target', period)
  const rating =
    actual === undefined
      ? { rag: 'none' as const, rule: `Only an estimate was given for ${words}.` }
      : rate(words, actual, target)
  const before = periodBefore(period)
  const { trend, why } = movement(
    { row: latest, target },
    { row: of(latest.kind, before), period: shortWords(before) },
  )
  return {
    ...indicator,
    latest,
    latestWords: `${givenWords(latest)}${latest.kind === 'estimate' ? ' (estimate)' : ''}`,
    periodWords: words,
    target: target ?? null,
    targetWords: target === undefined ? '' : agreedWords(target),
    rag: rating.rag,
    ragRule: rating.rule,
    trend,
    trendWhy: why,
    course: courseOf(latest, values),
    due: missing,
  }
}

/** A target as it stands, or the text that was supplied for it. */
export function agreedWords(row: ValueRow): string {
  const target = targetOf(row)
  return target === null ? givenWords(row) : targetWords(target, row)
}

function nothingYet(values: readonly ValueRow[]) {
  const target = values.find((row) => row.kind === 'target')
  return {
    latest: null,
    latestWords: 'Nothing yet',
    periodWords: target === undefined ? '' : shortWords(periodOf(target)),
    target: target ?? null,
    targetWords: target === undefined ? '' : agreedWords(target),
    rag: 'none' as const,
    ragRule: 'Nothing was given yet.',
    trend: 'cannot-say' as const,
    trendWhy: 'There is no figure to compare.',
    course: [],
  }
}

// Only what is counted in the same is drawn as one course.
function courseOf(latest: ValueRow, values: readonly ValueRow[]): (number | null)[] {
  const course: (number | null)[] = []
  let period = periodOf(latest)
  for (let at = 0; at < COURSE; at += 1) {
    const row = values.find((one) => one.kind === latest.kind && samePeriod(periodOf(one), period))
    course.push(
      row === undefined || row.amount === null || !isComparable(row, latest)
        ? null
        : Number(row.amount) / 10 ** scaleOf(row),
    )
    period = periodBefore(period)
  }
  while (course.at(-1) === null) course.pop()
  return course.toReversed()
}
