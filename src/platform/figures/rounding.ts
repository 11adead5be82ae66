// How a figure is rounded and shown. Halves go up, always, and computed in whole numbers, so that the same
// counts give the same figure on every machine.
import { Defect } from '../errors/index.ts'
import { formatPounds } from '../money/index.ts'

export type Unit = 'count' | 'money' | 'percent' | 'days'

/** 'none' shows a whole figure as it is; 'thousands' is for money in summaries. */
export type Rounding = 'none' | 'whole' | 'one-decimal' | 'thousands'

const WORDS: Readonly<Record<Rounding, string>> = {
  none: 'not rounded',
  whole: 'rounded to the nearest whole number',
  'one-decimal': 'rounded to one decimal place',
  thousands: 'rounded to the nearest thousand',
}

/** "rounded to the nearest whole number". */
export function roundingWords(rounding: Rounding, unit: Unit): string {
  return unit === 'money' && rounding === 'whole' ? 'rounded to the nearest pound' : WORDS[rounding]
}

/** A quotient rounded to the nearest whole number; a half goes up, towards the larger number. */
export function nearestWhole(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new Defect('A figure was divided by nothing.')
  const doubled = 2n * numerator + denominator
  const quotient = doubled / (2n * denominator)
  return doubled < 0n && doubled % (2n * denominator) !== 0n ? quotient - 1n : quotient
}

/** The figure's text and the words that go beside it. */
export function shownFigure(
  unit: Unit,
  rounding: Rounding,
  numerator: bigint,
  denominator: bigint | undefined,
): { text: string; explanation: string } {
  const parts =
    denominator === undefined
      ? ''
      : `${amount(unit, numerator)} ${unit === 'percent' ? 'of' : 'over'} ${grouped(denominator)}`
  if (denominator === 0n)
    return { text: 'not applicable', explanation: `${parts}: there is nothing to divide by` }
  const scale = unit === 'percent' ? 100n : 1n
  const below = denominator ?? 1n
  const words = roundingWords(rounding, unit)
  return {
    text: rounded(unit, rounding, numerator * scale, below),
    explanation: parts === '' ? words : `${parts}, ${words}`,
  }
}

function rounded(unit: Unit, rounding: Rounding, numerator: bigint, denominator: bigint): string {
  if (unit === 'money') return roundedMoney(rounding, numerator, denominator)
  if (rounding === 'one-decimal') {
    const tenths = nearestWhole(numerator * 10n, denominator)
    const whole = (tenths < 0n ? -tenths : tenths) / 10n
    const digit = (tenths < 0n ? -tenths : tenths) % 10n
    return withUnit(unit, `${tenths < 0n ? '−' : ''}${grouped(whole)}.${digit}`)
  }
  if (rounding === 'thousands')
    return withUnit(unit, grouped(nearestWhole(numerator, denominator * 1000n) * 1000n))
  if (rounding === 'none' && numerator % denominator !== 0n)
    throw new Defect('A figure that is not whole must say how it is rounded.')
  return withUnit(unit, grouped(nearestWhole(numerator, denominator)))
}

function roundedMoney(rounding: Rounding, pence: bigint, denominator: bigint): string {
  const step =
    rounding === 'thousands' ? 100_000n : rounding === 'whole' ? 100n : rounding === 'one-decimal' ? 10n : 1n
  return formatPounds(nearestWhole(pence, denominator * step) * step)
}

function amount(unit: Unit, value: bigint): string {
  return unit === 'money'
    ? formatPounds(value)
    : unit === 'days'
      ? withUnit('days', grouped(value))
      : grouped(value)
}

function withUnit(unit: Unit, digits: string): string {
  if (unit === 'percent') return `${digits}%`
  if (unit === 'days') return `${digits} ${digits === '1' ? 'day' : 'days'}`
  return digits
}

function grouped(value: bigint): string {
  const digits = String(value < 0n ? -value : value).replace(/\B(?=(\d{3})+$)/g, ',')
  return value < 0n ? `−${digits}` : digits
}
