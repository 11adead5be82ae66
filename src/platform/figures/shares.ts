// A whole split into shares, each rounded for itself. Rounded shares may add to 99 or 101; the set then
// carries a note that says so, instead of one share being bent to fit.
import { Defect } from '../errors/index.ts'
import { nearestWhole } from './rounding.ts'

export type Share<Label extends string = string> = {
  readonly label: Label
  readonly count: number
  readonly percent: number | undefined
  readonly text: string
}

export type Shares<Label extends string = string> = {
  readonly shares: readonly Share<Label>[]
  readonly total: number
  /** "Percentages add to 101 because each is rounded to the nearest whole number." */
  readonly note: string | undefined
}

/** The shares of a whole, in whole percentages, with a note when they do not add to 100. */
export function sharesOf<Label extends string>(
  parts: readonly { readonly label: Label; readonly count: number }[],
): Shares<Label> {
  if (parts.some(({ count }) => !Number.isSafeInteger(count) || count < 0))
    throw new Defect('A share was not counted in whole numbers.')
  const total = parts.reduce((all, { count }) => all + count, 0)
  const shares = parts.map(({ label, count }) => {
    const percent = total === 0 ? undefined : Number(nearestWhole(BigInt(count) * 100n, BigInt(total)))
    return { label, count, percent, text: percent === undefined ? 'not applicable' : `${percent}%` }
  })
  const added = shares.reduce((all, { percent }) => all + (percent ?? 0), 0)
  const note =
    total === 0 || added === 100
      ? undefined
      : `Percentages add to ${added} because each is rounded to the nearest whole number.`
  return { shares, total, note }
}
