// Green, amber and red, by the rule that is printed beside them; better and worse; and where a body stands among others.
// All of it is computed with whole numbers from the values and what was agreed for them (M4, M7); nobody types a rating.
import { decimalWords, scaleOf, valueWords, type Scale } from './reading.ts'

export const DIRECTIONS = {
  higher: 'Higher is better',
  lower: 'Lower is better',
  within: 'Between two values is better',
  none: 'Neither: it is watched only',
} as const
export type Direction = keyof typeof DIRECTIONS

export const TOLERANCES = {
  absolute: 'So much away from the target',
  percent: 'So many per cent of the target',
} as const
export type ToleranceKind = keyof typeof TOLERANCES

/** What a value of a period is judged by: a target with its tolerance, in the scale of the definition. */
export type Target = {
  readonly amount: bigint
  /** The upper end, where between two values is better. */
  readonly upper: bigint | null
  readonly tolerance: { readonly kind: ToleranceKind; readonly amount: bigint } | null
}

export type Judged = Scale & { readonly direction: Direction }

export type Colour = 'green' | 'amber' | 'red'
export const RAGS = { red: 'Red', amber: 'Amber', green: 'Green', none: 'No rating' } as const
export type Rag = keyof typeof RAGS

/** A rating with the rule it was made by, or the reason there is none. */
export type Rating = { readonly rag: Rag; readonly rule: string }

// A tolerance in per cent is kept in hundredths of one per cent, so every limit is a whole number of ten-thousandths.
const FINE = 4
const FINER = 10n ** BigInt(FINE)

const absolute = (value: bigint): bigint => (value < 0n ? -value : value)

function room(value: bigint, { tolerance }: Target): bigint {
  if (tolerance === null) return 0n
  return tolerance.kind === 'percent' ? absolute(value) * tolerance.amount : tolerance.amount * FINER
}

/** The limits of green and of amber, in ten-thousandths of the smallest unit; null is no limit on that side. */
function limits(direction: Direction, target: Target) {
  const low = direction === 'lower' ? null : target.amount * FINER
  const high =
    direction === 'lower'
      ? target.amount * FINER
      : direction === 'within'
        ? (target.upper ?? target.amount) * FINER
        : null
  return {
    low,
    high,
    amberLow: low === null ? null : low - room(target.amount, target),
    amberHigh: high === null ? null : high + room(target.upper ?? target.amount, target),
  }
}

const isBetween = (value: bigint, low: bigint | null, high: bigint | null): boolean =>
  (low === null || value >= low) && (high === null || value <= high)

/** The colour of a value against a target; null where neither more nor less is better. */
export function colourOf(
  amount: bigint,
  target: Target,
  { direction }: Pick<Judged, 'direction'>,
): Colour | null {
  if (direction === 'none') return null
  const { low, high, amberLow, amberHigh } = limits(direction, target)
  const value = amount * FINER
  if (isBetween(value, low, high)) return 'green'
  return isBetween(value, amberLow, amberHigh) ? 'amber' : 'red'
}

/** The rule in words: "Green: at or above 95%. Amber: below that, down to 93% (2 percentage points). Red: below 93%." */
export function ruleWords(target: Target, judged: Judged): string {
  if (judged.direction === 'none') return 'Neither more nor less is better, so there is no rating.'
  if (judged.measure === 'band') return bandRule(target, judged)
  const { low, high, amberLow, amberHigh } = limits(judged.direction, target)
  const words = (fine: bigint | null): string =>
    fine === null ? '' : decimalWords(fine, scaleOf(judged) + FINE, judged, scaleOf(judged))
  const tolerance = toleranceWords(target, judged)
  if (judged.direction === 'within')
    return tolerance === null
      ? `Green: from ${words(low)} to ${words(high)}. Red: anything else.`
      : `Green: from ${words(low)} to ${words(high)}. Amber: outside that, from ${words(amberLow)} to ${words(amberHigh)} (${tolerance}). Red: anything else.`
  const [at, beyond, to, limit, amber] =
    judged.direction === 'higher'
      ? ['at or above', 'below', 'down to', words(low), words(amberLow)]
      : ['at or below', 'above', 'up to', words(high), words(amberHigh)]
  return tolerance === null
    ? `Green: ${at} ${limit}. Red: ${beyond} ${limit}.`
    : `Green: ${at} ${limit}. Amber: ${beyond} that, ${to} ${amber} (${tolerance}). Red: ${beyond} ${amber}.`
}

/** "2 percentage points", "5% of the target"; null where there is none. */
export function toleranceWords({ tolerance }: Target, scale: Scale): string | null {
  if (tolerance === null || tolerance.amount === 0n) return null
  if (tolerance.kind === 'percent')
    return `${decimalWords(tolerance.amount, 2, { ...scale, measure: 'count' }, 0)}% of the target`
  if (scale.measure === 'band') return tolerance.amount === 1n ? 'one step' : `${tolerance.amount} steps`
  if (scale.measure !== 'percent') return decimalWords(tolerance.amount, scaleOf(scale), scale)
  const points = decimalWords(tolerance.amount, scaleOf(scale), { ...scale, measure: 'count' }, 0)
  return `${points} percentage ${points === '1' ? 'point' : 'points'}`
}

function bandRule(target: Target, judged: Judged): string {
  const of = (colour: Colour): string =>
    judged.bands.filter((_, at) => colourOf(BigInt(at), target, judged) === colour).join(', ')
  return (['green', 'amber', 'red'] as const)
    .filter((colour) => of(colour) !== '')
    .map((colour) => `${RAGS[colour]}: ${of(colour)}.`)
    .join(' ')
}

/** The target in words: "95%", "from 10 to 12 days". */
export const targetWords = (target: Target, judged: Judged): string =>
  target.upper === null
    ? valueWords(target.amount, judged)
    : `from ${valueWords(target.amount, judged)} to ${valueWords(target.upper, judged)}`

/** Whether two values can be set beside each other: counted in the same, and told by the same words. */
export const isComparable = (one: Scale, other: Scale): boolean =>
  one.measure === other.measure &&
  (one.unit ?? '') === (other.unit ?? '') &&
  (one.measure !== 'band' || one.bands.join('\n') === other.bands.join('\n'))

/** Two amounts of comparable scales, as whole numbers that may be compared. */
export function together(
  one: { amount: bigint; scale: Scale },
  other: { amount: bigint; scale: Scale },
): [bigint, bigint] {
  const most = Math.max(scaleOf(one.scale), scaleOf(other.scale))
  const raised = ({ amount, scale }: typeof one): bigint => amount * 10n ** BigInt(most - scaleOf(scale))
  return [raised(one), raised(other)]
}

/** Values of comparable scales in the finest of them: only so may they be put in order, or their middle be found. */
export function evened<Row extends Scale & { readonly amount: bigint | null }>(
  rows: readonly Row[],
): {
  readonly scale: Scale | undefined
  readonly amounts: readonly { readonly row: Row; readonly amount: bigint }[]
} {
  const scale = rows.reduce<Row | undefined>(
    (finest, row) => (finest === undefined || scaleOf(row) > scaleOf(finest) ? row : finest),
    undefined,
  )
  const amounts = rows.flatMap((row) =>
    row.amount === null || scale === undefined
      ? []
      : [{ row, amount: together({ amount: row.amount, scale: row }, { amount: 0n, scale })[0] }],
  )
  return { scale, amounts }
}

export const TRENDS = {
  better: 'Better',
  worse: 'Worse',
  'no-change': 'No change',
  'cannot-say': 'Cannot say',
} as const
export type Trend = keyof typeof TRENDS

export type Point = { readonly amount: bigint; readonly scale: Judged; readonly target: Target | null }

/** M6: how a value moved against the one before it, in the direction that counts now. */
export function trendOf(now: Point, before: Point): Trend {
  if (!isComparable(now.scale, before.scale)) return 'cannot-say'
  const [value, former] = together(now, before)
  if (value === former) return 'no-change'
  const { direction } = now.scale
  if (direction === 'none') return 'cannot-say'
  if (direction === 'within') return nearness(now, before)
  return value > former === (direction === 'higher') ? 'better' : 'worse'
}

// Nearer to where it should be is better; inside is inside.
function nearness(now: Point, before: Point): Trend {
  const target = now.target
  if (target === null) return 'cannot-say'
  const [value, former] = together(now, before)
  const [low] = together({ amount: target.amount, scale: now.scale }, before)
  const [high] = together({ amount: target.upper ?? target.amount, scale: now.scale }, before)
  const away = (amount: bigint): bigint => (amount < low ? low - amount : amount > high ? amount - high : 0n)
  if (away(value) === away(former)) return 'no-change'
  return away(value) < away(former) ? 'better' : 'worse'
}

export type Placed<T> = T & { readonly rank: number | null }

/** Bodies beside each other, the best first, equals with the same rank; unranked where nothing is better. */
export function ranked<T extends { readonly amount: bigint }>(
  rows: readonly T[],
  direction: Direction,
): Placed<T>[] {
  if (direction !== 'higher' && direction !== 'lower') return rows.map((row) => ({ ...row, rank: null }))
  const isBetter = (one: T, other: T): boolean =>
    direction === 'higher' ? one.amount > other.amount : one.amount < other.amount
  return rows
    .map((row) => ({ ...row, rank: 1 + rows.filter((other) => isBetter(other, row)).length }))
    .toSorted((one, other) => one.rank - other.rank)
}

/** The middle of some amounts, with one decimal more than they have where it lies between two. */
export function median(amounts: readonly bigint[]): { readonly tenths: bigint } | null {
  const sorted = amounts.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0))
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? null : { tenths: (low + high) * 5n }
}

/** "88.5%", or for words "Fair", "between Fair and Good". */
export function medianWords(amounts: readonly bigint[], scale: Scale): string | null {
  const middle = median(amounts)
  if (middle === null) return null
  if (scale.measure !== 'band') return decimalWords(middle.tenths, scaleOf(scale) + 1, scale, scaleOf(scale))
  const lower = middle.tenths / 10n
  return middle.tenths % 10n === 0n
    ? valueWords(lower, scale)
    : `between ${valueWords(lower, scale)} and ${valueWords(lower + 1n, scale)}`
}
