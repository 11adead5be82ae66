// Figures while a report is written: each is counted once, kept with the activities behind it, and named wherever it is
// printed. A table counts for itself from the rows; a sentence asks the measure; the two are compared before export.
import { count, measureOf, measures, undecided } from '../counting.ts'
import type { Frozen, FrozenRow } from '../frozen.ts'
import { percentOf, type FigureRef, type FigureRun } from './content.ts'

const WHOLE = 'not rounded'
const PERCENT = 'rounded to the nearest whole number, halves up'

const MOST_SILENT = 20

export type Tally = {
  readonly code: string
  readonly title: string
  /** What is counted: the rows themselves, unless `counts` says how many each adds. */
  readonly rows: readonly FrozenRow[]
  readonly counts?: (row: FrozenRow) => number
  /** Of how many. */
  readonly of?: number
  readonly doubt?: string
}

export type Gathering = {
  readonly frozen: Frozen
  readonly rows: readonly FrozenRow[]
  readonly figures: Map<string, FigureRef>
  /** A figure by its measure; undefined where the data cannot say. */
  measured(code: string): FigureRef | undefined
  /** A figure counted from rows, kept under its code, and how it is printed. */
  tallied(tally: Tally): FigureRun
  /** A figure made of other figures, with no activities of its own. */
  stated(figure: { readonly code: string; readonly title: string; readonly numerator: number }): FigureRun
}

export const asFarAsKnown = (label: string): string => `${label}, as far as is known`

/** Whether a figure counts only those rows that say enough. */
export const isPartialRun = ({ figure }: FigureRun): boolean => figure.startsWith('said.')

function silenceOf(frozen: Frozen, code: string): string {
  const silent = undecided(frozen, code)
  const named = silent.slice(0, MOST_SILENT).join(', ')
  const more = silent.length > MOST_SILENT ? ` and ${silent.length - MOST_SILENT} more` : ''
  return `Not counted, because the data cannot say: ${named}${more}`
}

export const countOf = (figure: FigureRef): FigureRun => ({
  figure: figure.code,
  as: 'count',
  value: figure.numerator,
})

export const shareOf = (figure: FigureRef): FigureRun => ({
  figure: figure.code,
  as: 'percent',
  value: figure.percent,
})

/** Every measure that the frozen round can answer, and room for what the sections count beside them. */
export function gathering(whole: Frozen): Gathering {
  // What was not reported in this round has no status in it.
  const frozen = {
    ...whole,
    rows: whole.rows.map((row) => (row.responded || row.status === null ? row : { ...row, status: null })),
  }
  const figures = new Map<string, FigureRef>()
  for (const { code, title } of measures) {
    const found = count(frozen, code)
    if (found !== null) figures.set(code, figureOf({ code, title, ...found, doubt: found.doubt ?? null }))
  }
  return {
    frozen,
    rows: frozen.rows,
    figures,
    measured: (code) => figures.get(code),
    tallied(tally) {
      const { rows, counts, of } = tally
      // A measure that the data cannot answer for every row is another figure where it is counted from those that can,
      // and says so (V12).
      const isPartial = measureOf(tally.code) !== undefined && !figures.has(tally.code)
      const code = isPartial ? `said.${tally.code}` : tally.code
      const title = isPartial ? asFarAsKnown(tally.title) : tally.title
      const doubt = isPartial ? silenceOf(frozen, tally.code) : tally.doubt
      const counted = counts === undefined ? rows : rows.filter((row) => counts(row) !== 0)
      const numerator =
        counts === undefined ? rows.length : counted.reduce((sum, row) => sum + counts(row), 0)
      const known = figures.get(code)
      if (known === undefined)
        figures.set(
          code,
          figureOf({
            code,
            title,
            numerator,
            denominator: of ?? null,
            activities: counted.map((row) => row.number),
            doubt: doubt ?? null,
          }),
        )
      return { figure: code, as: 'count', value: numerator }
    },
    stated({ code, title, numerator }) {
      figures.set(code, figureOf({ code, title, numerator, denominator: null, activities: [], doubt: null }))
      return { figure: code, as: 'count', value: numerator }
    },
  }
}

function figureOf(found: Omit<FigureRef, 'percent' | 'rounding'>): FigureRef {
  const percent = percentOf(found.numerator, found.denominator)
  const { code, title, numerator, denominator, activities, doubt } = found
  return {
    code,
    title,
    numerator,
    denominator,
    activities,
    doubt,
    percent,
    rounding: percent === null ? WHOLE : PERCENT,
  }
}
