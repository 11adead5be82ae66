// A published figure: a named query that answers with its numerator, its denominator and the records behind
// it, and says in words how it was rounded. Whoever doubts it can count again.
import type { Reader } from '../actions/index.ts'
import { Defect, refuse } from '../errors/index.ts'
import { shownFigure, type Rounding, type Unit } from './rounding.ts'

/** One record that a figure counts. `amount` is what it adds, when that is not one. */
export type FigureRecord = {
  readonly subject: string
  readonly title: string
  readonly href: string
  readonly amount?: number | bigint
}

export type FigureResult = {
  readonly numerator: number | bigint
  readonly denominator?: number | bigint
  readonly records: readonly FigureRecord[]
}

export type Figure<Args = unknown> = {
  /** `module.noun.count`, permanent once released. */
  readonly name: string
  readonly title: string
  readonly unit: Unit
  readonly rounding: Rounding
  readonly permission: string
  run(reader: Reader, args: Args): Promise<FigureResult>
}

/** A figure as it is shown: its text, what it was made of, and where to look. */
export type FigureValue = {
  readonly name: string
  readonly title: string
  readonly unit: Unit
  /** "17", "£1,319,000", "53%", "12 days", or "not applicable" when there is nothing to divide by. */
  readonly text: string
  /** "9 of 17, rounded to the nearest whole number": what stands beside or beneath the figure. */
  readonly explanation: string
  readonly numerator: bigint
  readonly denominator: bigint | undefined
  readonly records: readonly FigureRecord[]
}

/** Declares a figure. */
export function figure<Args>(sketch: Figure<Args>): Figure<Args> {
  if (!/^[a-z-]+(\.[a-z0-9-]+){2,}$/.test(sketch.name))
    throw new Defect(`The figure ${sketch.name} is not named module.noun.count.`)
  if (sketch.unit === 'percent' && sketch.rounding === 'none')
    throw new Defect(`The figure ${sketch.name} is a percentage and must say how it is rounded.`)
  return sketch
}

/** A result as shown text, with what it was made of. */
export function figureValue(
  of: Omit<Figure<never>, 'run' | 'permission'>,
  result: FigureResult,
): FigureValue {
  const numerator = BigInt(result.numerator)
  const denominator = result.denominator === undefined ? undefined : BigInt(result.denominator)
  if (of.unit === 'percent' && denominator === undefined)
    throw new Defect(`The figure ${of.name} is a percentage of nothing.`)
  const { text, explanation } = shownFigure(of.unit, of.rounding, numerator, denominator)
  const { name, title, unit } = of
  return { name, title, unit, text, explanation, numerator, denominator, records: result.records }
}

/** Asks a figure for a reader who holds its permission. */
export async function askFigure<Args>(reader: Reader, asked: Figure<Args>, args: Args): Promise<FigureValue> {
  if (!reader.may(asked.permission))
    refuse(
      'forbidden',
      'platform.figure.forbidden',
      `The figure “${asked.title}” is not yours to see. Ask whoever administers the platform.`,
    )
  return figureValue(asked, await asked.run(reader, args))
}
