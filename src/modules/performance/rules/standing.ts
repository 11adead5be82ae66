// Where an indicator stands: the rating of a period with its rule, and the movement since the one before, each with the
// reason when it cannot be told (M4, M6).
import type { Reading } from './indicators.ts'
import {
  colourOf,
  isComparable,
  ruleWords,
  together,
  trendOf,
  type Judged,
  type Rating,
  type Target,
  type ToleranceKind,
  type Trend,
} from './ratings.ts'
import { scaleOf, valueWords } from './reading.ts'

/** A value as it was given, in the words of its own definition (M3). */
export type Given = Judged & {
  readonly reading: Reading
  readonly raw: string
  readonly amount: bigint | null
}

export type Agreed = Given & {
  readonly upper_amount: bigint | null
  readonly tolerance: ToleranceKind | null
  readonly tolerance_amount: bigint | null
}

/** The target that was agreed; null where the text of it is no figure. */
export function targetOf(row: Agreed): Target | null {
  if (row.reading !== 'value' || row.amount === null) return null
  return {
    amount: row.amount,
    upper: row.upper_amount,
    tolerance:
      row.tolerance === null || row.tolerance_amount === null
        ? null
        : { kind: row.tolerance, amount: row.tolerance_amount },
  }
}

/** What is to be read where a value is shown: the value, or the text as it was supplied and what became of it. */
export function givenWords(row: Given): string {
  if (row.reading === 'value' && row.amount !== null) return valueWords(row.amount, row)
  if (row.reading === 'not-applicable') return 'Does not apply'
  return row.reading === 'doubt' ? `“${row.raw}”, asked about` : `“${row.raw}”`
}

const none = (why: string): Rating => ({
  rag: 'none',
  rule: `${why.slice(0, 1).toUpperCase()}${why.slice(1)}.`,
})

function whyNot(row: Given, period: string): string {
  switch (row.reading) {
    case 'doubt':
      return `“${row.raw}” for ${period} waits for an answer`
    case 'limit':
      return `“${row.raw}” is a limit and not a figure`
    case 'not-applicable':
      return `the measure does not apply in ${period}`
    default:
      return `“${row.raw}” is no figure`
  }
}

/** M4: the rating of a period from what was measured and what was agreed for it, with the rule or the reason there is none. */
export function rate(period: string, actual: Given | undefined, agreed: Agreed | undefined): Rating {
  if (actual === undefined) return none(`nothing was given for ${period}`)
  if (actual.amount === null) return none(whyNot(actual, period))
  if (actual.direction === 'none') return none('neither more nor less of it is better')
  if (agreed === undefined) return none(`no target was set for ${period}`)
  const target = targetOf(agreed)
  if (target === null) return none(`the target, ${whyNot(agreed, period)}`)
  if (agreed.direction !== actual.direction || !isComparable(agreed, actual))
    return none(`the target for ${period} was set under another definition`)
  const judged = finer(actual, agreed)
  const [amount] = together({ amount: actual.amount, scale: actual }, { amount: 0n, scale: judged })
  const raised = inScale(target, agreed, judged)
  return { rag: colourOf(amount, raised, judged) ?? 'none', rule: ruleWords(raised, judged) }
}

const finer = (one: Judged, other: Judged): Judged => (scaleOf(one) >= scaleOf(other) ? one : other)

/** A target in a scale of more decimals than it was set in. */
function inScale(target: Target, from: Judged, to: Judged): Target {
  const raise = (amount: bigint): bigint => together({ amount, scale: from }, { amount: 0n, scale: to })[0]
  const { tolerance, upper } = target
  return {
    amount: raise(target.amount),
    upper: upper === null ? null : raise(upper),
    tolerance:
      tolerance === null || tolerance.kind === 'percent'
        ? tolerance
        : { ...tolerance, amount: raise(tolerance.amount) },
  }
}

/** M6: the movement since the period before, and what it was compared with. */
export function movement(
  now: { readonly row: Given; readonly target: Agreed | undefined },
  before: { readonly row: Given | undefined; readonly period: string },
): { readonly trend: Trend; readonly why: string } {
  const { row, target } = now
  if (row.amount === null) return { trend: 'cannot-say', why: 'There is no figure to compare.' }
  if (before.row === undefined)
    return { trend: 'cannot-say', why: `Nothing was given for the period before, ${before.period}.` }
  if (before.row.amount === null)
    return { trend: 'cannot-say', why: `There is no figure for the period before, ${before.period}.` }
  const was = valueWords(before.row.amount, before.row)
  if (!isComparable(row, before.row))
    return { trend: 'cannot-say', why: `In ${before.period} it was measured by another definition (${was}).` }
  const trend = trendOf(
    { amount: row.amount, scale: row, target: target === undefined ? null : targetOf(target) },
    { amount: before.row.amount, scale: before.row, target: null },
  )
  const [value, former] = together(
    { amount: row.amount, scale: row },
    { amount: before.row.amount, scale: before.row },
  )
  const way = value > former ? 'Up from' : value < former ? 'Down from' : 'The same as'
  return { trend, why: `${way} ${was} in ${before.period}.` }
}
