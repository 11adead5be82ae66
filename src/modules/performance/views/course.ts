// The course of an indicator as a line chart: what was measured, the target, and the median of other bodies.
import type { ChartKind, LineSeries } from '#platform/charts/index.ts'
import type { IndicatorRow } from '../queries/indicators.ts'
import { periodOf, type ValueRow } from '../queries/values.ts'
import {
  givenWords,
  isComparable,
  evened,
  median,
  periodsThrough,
  samePeriod,
  scaleOf,
  shortWords,
  type Period,
} from '../rules.ts'

const MOST_PERIODS = 24

/** The periods from the first to the last with a figure or target in the rhythm of the latest, the oldest first. */
export function chartPeriods(values: readonly ValueRow[]): Period[] {
  const standing = values.filter((row) => row.superseded_at === null && row.kind !== 'benchmark')
  const newest = standing.toSorted((one, other) => Temporal.PlainDate.compare(other.period_to, one.period_to))
  const latest = newest.find((row) => row.kind === 'actual') ?? newest[0]
  if (latest === undefined) return []
  const same = newest.filter((row) => row.frequency === latest.frequency)
  const [first, last] = [same.at(-1), same[0]]
  if (first === undefined || last === undefined) return []
  return periodsThrough(periodOf(first), periodOf(last)).slice(-MOST_PERIODS)
}

type Drawing = {
  readonly title: string
  readonly description: string
  readonly kind: ChartKind
  readonly points: readonly string[]
  readonly series: readonly LineSeries[]
  readonly pointHeading: string
}

/** What the chart draws; null where there is nothing that can be drawn, as with words in an order. */
export function seriesOf(
  indicator: IndicatorRow,
  values: readonly ValueRow[],
  periods: readonly Period[],
): Drawing | null {
  if (indicator.measure === 'band' || periods.length === 0) return null
  const standing = values.filter(
    (row) => row.superseded_at === null && row.amount !== null && isComparable(row, indicator),
  )
  const of = (kind: ValueRow['kind'], period: Period): ValueRow | undefined =>
    standing.find((row) => row.kind === kind && samePeriod(periodOf(row), period))
  const course = (kind: ValueRow['kind'], pick: (row: ValueRow) => bigint | null = (row) => row.amount) =>
    periods.map((period) => {
      const row = of(kind, period)
      const amount = row === undefined ? null : pick(row)
      return row === undefined || amount === null ? null : drawn(amount, row)
    })
  const middle = periods.map((period) => {
    const others = standing.filter((row) => row.kind === 'benchmark' && samePeriod(periodOf(row), period))
    const { scale, amounts } = evened(others)
    const found = median(amounts.map(({ amount }) => amount))
    if (found === null || scale === undefined) return null
    return indicator.measure === 'money'
      ? found.tenths / 10n
      : Number(found.tenths) / 10 ** (scaleOf(scale) + 1)
  })
  const all = [
    { name: 'Measured', values: course('actual') },
    { name: indicator.direction === 'within' ? 'Lower end' : 'Target', values: course('target') },
    { name: 'Upper end', values: course('target', (row) => row.upper_amount) },
    { name: 'Expected', values: course('estimate') },
    { name: 'Median of others', values: middle },
  ].filter(({ values: one }, at) => at === 0 || one.some((value) => value !== null))
  if (!all.some(({ values: one }) => one.some((value) => value !== null))) return null
  return {
    title: indicator.title,
    description: described(indicator, standing),
    kind: indicator.measure === 'money' ? 'money' : indicator.measure === 'percent' ? 'percent' : 'number',
    points: periods.map(shortWords),
    series: all,
    pointHeading: 'Period',
  }
}

const drawn = (amount: bigint, row: ValueRow): bigint | number =>
  row.measure === 'money' ? amount : Number(amount) / 10 ** scaleOf(row)

function described(indicator: IndicatorRow, standing: readonly ValueRow[]): string {
  const actual = standing
    .filter((row) => row.kind === 'actual')
    .toSorted((one, other) => Temporal.PlainDate.compare(one.period_from, other.period_from))
  const [first, last] = [actual[0], actual.at(-1)]
  if (first === undefined || last === undefined) return `Nothing was measured yet of “${indicator.title}”.`
  const end = `${givenWords(last)} in ${shortWords(periodOf(last))}`
  return first === last ? `${end}.` : `From ${givenWords(first)} in ${shortWords(periodOf(first))} to ${end}.`
}
