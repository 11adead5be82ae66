// Slices of a frozen round, by outcome and by unit: cut from the same version as the whole, and they add up to it (V14).
import { notFound, refuse } from '#platform/errors/index.ts'
import { measureOf } from '../counting.ts'
import type { Frozen, FrozenRow } from '../frozen.ts'
import { printed, type FigureRef, type Slice } from './content.ts'
import { outcomesInOrder } from './rows.ts'

const UNIT_OF_NOBODY = 'none'

type Cut = Slice & { readonly holds: (row: FrozenRow) => boolean }

function outcomeCuts({ head }: Pick<Frozen, 'head'>): readonly Cut[] {
  return outcomesInOrder(head.plan.outcomes).map(({ number, title, isEnabling }) => ({
    code: `outcome:${number}`,
    title: isEnabling ? title : `Outcome ${number}: ${title}`,
    holds: (row) => row.outcome === number,
  }))
}

function unitCuts({ head, rows }: Pick<Frozen, 'head' | 'rows'>): readonly Cut[] {
  const units = head.plan.units.map(({ code, name }): Cut => ({
    code: `unit:${code}`,
    title: name,
    holds: (row) => row.unit === code,
  }))
  return units.length === 0 || rows.every((row) => row.unit !== null)
    ? units
    : [
        ...units,
        { code: `unit:${UNIT_OF_NOBODY}`, title: 'No directorate named', holds: (row) => row.unit === null },
      ]
}

/** The slices a round may be cut into: by outcome, then by directorate. */
export const slicesOf = (frozen: Pick<Frozen, 'head' | 'rows'>): readonly Slice[] =>
  [...outcomeCuts(frozen), ...unitCuts(frozen)].map(({ code, title }) => ({ code, title }))

/** The slice of that code; not found when the plan has no such outcome or unit. */
export function sliceNamed(frozen: Pick<Frozen, 'head' | 'rows'>, code: string): Slice {
  return slicesOf(frozen).find((one) => one.code === code) ?? notFound('slice')
}

/** The same version with the rows of one slice, and nothing else changed. */
export function cutTo(frozen: Frozen, slice: Slice): Frozen {
  const cut = [...outcomeCuts(frozen), ...unitCuts(frozen)].find(({ code }) => code === slice.code)
  return cut === undefined ? notFound('slice') : { ...frozen, rows: frozen.rows.filter(cut.holds) }
}

export type Figures = ReadonlyMap<string, FigureRef>

export type SliceFault = {
  readonly figure: FigureRef
  readonly whole: number
  readonly sum: number
  readonly parts: readonly { readonly slice: string; readonly count: number }[]
}

const madeOfOthers = (code: string): boolean => code.startsWith('rounding.')

/**
 * What only a slice can say, because in the whole some row cannot, is no fault of either; nor is a figure of one date
 * where the whole has so many that it shows bands.
 */
const onlySome = (code: string): boolean =>
  code.startsWith('days-moved.') ||
  measureOf(code.replace(/^said\./, '')) !== undefined ||
  /^(?:reported|expected|booked)-/.test(code)

/** A slice may answer for all its rows what the whole can only count among those that said so. */
const countIn = (figures: Figures, code: string): number =>
  (figures.get(code) ?? figures.get(code.replace(/^said\./, '')))?.numerator ?? 0

/** Figures of which the slices do not give what the whole gives. */
export function sliceFaults(whole: Figures, slices: ReadonlyMap<string, Figures>): readonly SliceFault[] {
  const strange = [...slices.values()].flatMap((figures) =>
    [...figures.values()].filter(({ code }) => !whole.has(code) && !onlySome(code)),
  )
  const missing = new Map(strange.map((one): [string, FigureRef] => [one.code, { ...one, numerator: 0 }]))
  const all = [...whole.values(), ...missing.values()].filter(({ code }) => !madeOfOthers(code))
  return all.flatMap((figure) => {
    const parts = [...slices].map(([slice, figures]) => ({ slice, count: countIn(figures, figure.code) }))
    const sum = parts.reduce((total, { count }) => total + count, 0)
    return sum === figure.numerator ? [] : [{ figure, whole: figure.numerator, sum, parts }]
  })
}

/** Refuses an export whose slices do not add up, with the figures (V14). */
export function mustAddUp(whole: Figures, slices: ReadonlyMap<string, Figures>): void {
  const [first, ...more] = sliceFaults(whole, slices)
  if (first === undefined) return
  const parts = first.parts
    .map(({ slice, count }) => `${slice} ${printed({ as: 'count', value: count })}`)
    .join(', ')
  refuse(
    'conflict',
    'delivery.report.slices-differ',
    `V14: the slices do not add up to the whole. “${first.figure.title}” is ${printed({ as: 'count', value: first.whole })} in the whole and ${printed({ as: 'count', value: first.sum })} in its slices (${parts}).${more.length === 0 ? '' : ` The same holds for ${more.length} more.`} Nothing was exported. Tell whoever keeps the platform.`,
  )
}
