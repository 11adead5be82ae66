// Figures that a report states, against their recounts and against each other. A figure that nobody can recount is
// compared with nothing, and a sum of which a part is unknown is not made.
import { mustBeNamed, type RowFinding } from './checks.ts'
import { nearestWhole } from './rounding.ts'
import type { Severity } from './severity.ts'

/** What the records give for a figure. */
export type Recount<Key = string> = {
  readonly numerator: number
  /** Null where the records do not say of how many. */
  readonly denominator: number | null
  readonly rows: readonly Key[]
}

export type StatedFigure<Key = string> = {
  /** What is counted: figures of one name are one figure. */
  readonly name: string
  /** How the report refers to it, and its words. */
  readonly ref: string
  readonly statement: string
  readonly stated: number | null
  readonly of: number | null
  /** As written: "81", "12.5". */
  readonly percent: string | null
  readonly recount: Recount<Key> | null
  /** Other ways to read the statement, which may explain a figure that differs. */
  readonly readings?: readonly { readonly words: string; readonly recount: Recount<Key> }[]
}

export type StatedAssertion = {
  readonly name: string
  readonly title: string
  readonly severity: Severity
} & (
  | { /** The figure is what the records give. */ readonly kind: 'recount' }
  | { /** So is what it is stated to be a part of. */ readonly kind: 'base' }
  | { /** A percentage is the share of its own two figures, rounded half up. */ readonly kind: 'share' }
  | {
      /** Parts add up to a whole: a figure of that name or, where none is named, what the parts are stated of. */
      readonly kind: 'sum'
      readonly parts: readonly string[]
      readonly whole?: string
    }
  | {
      /** A part is not more than its whole. */ readonly kind: 'at-most'
      readonly part: string
      readonly whole: string
    }
  | {
      /** The percentages of one whole add up to 100, or it is said why not. */ readonly kind: 'hundred'
      readonly parts: readonly string[]
    }
)

type Found<Key> = Omit<RowFinding<Key>, 'rule' | 'severity' | 'title' | 'details'>
type Recounts<Key> = (name: string) => Recount<Key> | null
type Figures<Key> = readonly StatedFigure<Key>[]

/** Runs every assertion over the figures. `recountOf` answers for figures that the report does not state. */
export function findingsAmongStated<Key>(
  figures: Figures<Key>,
  recountOf: Recounts<Key>,
  assertions: readonly StatedAssertion[],
): readonly RowFinding<Key>[] {
  return assertions.flatMap((asserted) => {
    mustBeNamed(asserted.name)
    const { name, severity } = asserted
    return breaking(figures, recountOf, asserted).map((found) => ({
      rule: name,
      severity,
      title: found.message,
      details: [],
      ...found,
    }))
  })
}

function breaking<Key>(
  figures: Figures<Key>,
  recountOf: Recounts<Key>,
  asserted: StatedAssertion,
): readonly Found<Key>[] {
  switch (asserted.kind) {
    case 'recount':
      return figures.flatMap(otherCount)
    case 'base':
      return figures.flatMap(otherBase)
    case 'share':
      return figures.flatMap(otherShare)
    case 'sum':
      return unequalSum(figures, recountOf, asserted.parts, asserted.whole)
    case 'at-most':
      return moreThanWhole(figures, asserted.part, asserted.whole)
    case 'hundred':
      return notHundred(figures, asserted.parts)
  }
}

const named = ({ ref, statement }: Pick<StatedFigure, 'ref' | 'statement'>): string => `${ref} “${statement}”`
const ofHow = ({ numerator, denominator }: Recount<unknown>): string =>
  denominator === null ? String(numerator) : `${numerator} of ${denominator}`

function otherCount<Key>(figure: StatedFigure<Key>): readonly Found<Key>[] {
  const { stated, of, recount } = figure
  if (stated === null) return otherPercent(figure)
  if (recount === null || stated === recount.numerator) return []
  const readings = (figure.readings ?? []).map(({ words, recount: read }) => {
    const isStated =
      read.numerator === stated && (of === null || read.denominator === null || read.denominator === of)
    return ` Read as ${words}, it would be ${ofHow(read)}, ${isStated ? 'as stated' : `not ${stated}${of === null ? '' : ` of ${of}`} either`}.`
  })
  return [
    {
      subject: figure.ref,
      message: `${named(figure)}: ${stated} is stated, the records give ${recount.numerator}.${readings.join('')}`,
      stated: String(stated),
      recounted: String(recount.numerator),
      rows: recount.rows,
    },
  ]
}

/** Where only a percentage is stated, it is held against the share that the records give. */
function otherPercent<Key>(figure: StatedFigure<Key>): readonly Found<Key>[] {
  const { percent, recount } = figure
  const written = /^\d+(?:\.\d+)?/.exec(percent?.trim() ?? '')?.[0]
  if (written === undefined || recount === null) return []
  const share = percentOf(recount.numerator, recount.denominator, decimalsOf(written))
  if (share === null || share === written) return []
  return [
    {
      subject: figure.ref,
      message: `${named(figure)}: ${written}% is stated, the records give ${share}% (${ofHow(recount)}).`,
      stated: written,
      recounted: share,
      rows: recount.rows,
    },
  ]
}

/** How many decimals a percentage is written with: "81" none, "12.5" one. */
export const decimalsOf = (percent: string | null): number =>
  /^\d+\.(\d+)/.exec(percent?.trim() ?? '')?.[1]?.length ?? 0

function otherBase<Key>(figure: StatedFigure<Key>): readonly Found<Key>[] {
  const { of, recount } = figure
  const base = recount?.denominator ?? null
  if (of === null || base === null || recount === null || of === base) return []
  return [
    {
      subject: figure.ref,
      message: `${named(figure)} is stated of ${of}, the records give ${base}.`,
      stated: String(of),
      recounted: String(base),
      rows: recount.rows,
    },
  ]
}

/** A share in percent, rounded half up to as many decimals; null where there is nothing to divide by. */
export function percentOf(numerator: number, denominator: number | null, decimals = 0): string | null {
  if (denominator === null || denominator <= 0) return null
  const scale = 10n ** BigInt(decimals)
  const scaled = nearestWhole(BigInt(numerator) * 100n * scale, BigInt(denominator))
  return decimals === 0 ? String(scaled) : (Number(scaled) / Number(scale)).toFixed(decimals)
}

function otherShare<Key>(figure: StatedFigure<Key>): readonly Found<Key>[] {
  const { stated, of, percent, recount } = figure
  const written = /^\d+(?:\.(\d+))?/.exec(percent?.trim() ?? '')
  if (stated === null || percent === null || written === null) return []
  const share = percentOf(stated, of, written[1]?.length ?? 0)
  if (share === null || share === written[0]) return []
  return [
    {
      subject: figure.ref,
      message: `${named(figure)}: ${written[0]}% is stated, and ${stated} of ${of} is ${share}%.`,
      stated: written[0],
      recounted: share,
      rows: recount?.rows ?? [],
    },
  ]
}

const statedOf = <Key>(figures: Figures<Key>, name: string): StatedFigure<Key> | undefined =>
  figures.find((figure) => figure.name === name && figure.stated !== null)

function unequalSum<Key>(
  figures: Figures<Key>,
  recountOf: Recounts<Key>,
  names: readonly string[],
  wholeName: string | undefined,
): readonly Found<Key>[] {
  const parts = names.map((name) => ({ figure: statedOf(figures, name), recount: recountOf(name) }))
  const said = parts.flatMap(({ figure }) => figure ?? [])
  const rest = parts.flatMap(({ figure, recount }) => (figure === undefined ? [recount] : []))
  const whole = wholeOf(figures, said, wholeName)
  // Of fewer than two there is nothing to add; where an unstated part is unknown nobody knows the sum.
  if (whole === null || said.length < 2) return []
  if (rest.includes(null)) return []
  const added = rest.map((one) => one?.numerator ?? 0).filter((one) => one > 0)
  const terms = [...said.map((figure) => figure.stated ?? 0), ...added]
  const total = terms.reduce((all, one) => all + one, 0)
  if (total === whole.stated) return []
  const refs = said.map(({ ref }) => ref).join(', ')
  const recounted = added.length === 0 ? '' : `, of which ${added.join(' and ')} only the records give,`
  return [
    {
      subject: null,
      message: `Statements ${refs} add up to ${terms.join(' + ')} = ${total}${recounted} and ${whole.words} ${whole.stated}.`,
      stated: String(whole.stated),
      recounted: String(total),
      rows: whole.rows,
    },
  ]
}

function wholeOf<Key>(
  figures: Figures<Key>,
  said: Figures<Key>,
  name: string | undefined,
): { readonly stated: number; readonly words: string; readonly rows: readonly Key[] } | null {
  if (name !== undefined) {
    const whole = statedOf(figures, name)
    if (whole === undefined || whole.stated === null) return null
    return { stated: whole.stated, words: `${named(whole)} is stated as`, rows: whole.recount?.rows ?? [] }
  }
  const bases = new Set(said.map(({ of }) => of))
  const [base] = bases
  return bases.size !== 1 || base === undefined || base === null
    ? null
    : { stated: base, words: 'each is stated of', rows: [] }
}

function moreThanWhole<Key>(
  figures: Figures<Key>,
  partName: string,
  wholeName: string,
): readonly Found<Key>[] {
  const [part, whole] = [statedOf(figures, partName), statedOf(figures, wholeName)]
  if (part === undefined || whole === undefined || (part.stated ?? 0) <= (whole.stated ?? 0)) return []
  return [
    {
      subject: null,
      message: `${named(part)} is stated as ${part.stated}, more than the ${whole.stated} of which it is a part: ${named(whole)}.`,
      stated: String(part.stated),
      recounted: String(whole.stated),
      rows: part.recount?.rows ?? [],
    },
  ]
}

function notHundred<Key>(figures: Figures<Key>, names: readonly string[]): readonly Found<Key>[] {
  const parts = names.map((name) => statedOf(figures, name)?.percent ?? null)
  const written = parts.flatMap((percent) => /^\d+(?:\.\d+)?/.exec(percent?.trim() ?? '')?.[0] ?? [])
  if (written.length !== names.length) return []
  // Added in the smallest unit that any is written in: 16.1, 48.2 and 35.7 are 100 and not a little more.
  const decimals = Math.max(0, ...written.map((one) => one.split('.')[1]?.length ?? 0))
  const added = written.reduce((all, one) => all + Math.round(Number(one) * 10 ** decimals), 0)
  const total = (added / 10 ** decimals).toFixed(decimals).replace(/\.0+$/, '')
  if (total === '100') return []
  // Rounding moves each by half a unit at most; what lies further off is not explained by it.
  const isRounding = Math.abs(added - 100 * 10 ** decimals) <= Math.floor(written.length / 2)
  const why = isRounding ? ', because each is rounded for itself.' : ', more than rounding explains.'
  return [
    {
      subject: null,
      message: `The stated percentages add up to ${written.join(' + ')} = ${total}${why}`,
      stated: total,
      recounted: '100',
      rows: [],
    },
  ]
}
