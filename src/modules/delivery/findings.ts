// A frozen round held against what should be true of it, and against what a report stated of it. Pure: the rules say
// what should hold, platform/figures runs them.
import {
  decimalsOf,
  findingsAmong,
  findingsAmongStated,
  percentOf,
  type Recount,
  type RowFinding,
  type StatedFigure,
} from '#platform/figures/index.ts'
import {
  count,
  countReading,
  measureFor,
  measureOf,
  undecided,
  type Counted,
  type Measure,
  type Stated,
} from './rules/counting.ts'
import { columnAssertions, linesOf, rowAssertions, statedAssertions, type Finding } from './rules/findings.ts'
import type { Frozen } from './rules/frozen.ts'

type Subject = Pick<Frozen, 'head' | 'rows' | 'frozenAt'>

/** A stated figure beside its recount. */
export type FigureBeside = {
  /** That of the reported file; a number where it is one. */
  readonly ref: number | string
  readonly statement: string
  readonly stated: number | null
  /** Null where the data cannot say, or nobody knows what is counted. */
  readonly recounted: number | null
  readonly agrees: boolean | null
  readonly activities: readonly number[]
  readonly statedOf: number | null
  readonly recountedOf: number | null
  readonly statedPercent: string | null
  readonly recountedPercent: string | null
  /** The measure by its code; null where no measure is matched. */
  readonly measure: string | null
  /** What was counted and how its share is rounded. */
  readonly rule: string | null
  /** Why it cannot be said, or what would change it. */
  readonly doubt: string | null
}

/** The measure of a statement: the one a person chose, else the one its words name. */
export const measureOfStated = (stated: Stated, frozen: Pick<Frozen, 'head'>): Measure | undefined =>
  (stated.measure === null ? undefined : measureOf(stated.measure)) ??
  measureFor(stated.statement, frozen.head)

/** Every stated figure beside its recount, in the order of the report. */
export function figuresBeside(frozen: Subject, stated: readonly Stated[]): readonly FigureBeside[] {
  return stated.map((one) => {
    const measure = measureOfStated(one, frozen)
    const counted = measure === undefined ? null : count(frozen, measure.code)
    const { numerator = null, denominator = null, activities = [] } = counted ?? {}
    return {
      ref: /^\d+$/.test(one.ref) ? Number(one.ref) : one.ref,
      statement: one.statement,
      stated: one.statedCount,
      recounted: numerator,
      agrees: agreement(one, numerator, denominator),
      activities,
      statedOf: one.statedOf,
      recountedOf: denominator,
      statedPercent: one.statedPercent,
      recountedPercent:
        numerator === null ? null : percentOf(numerator, denominator, decimalsOf(one.statedPercent)),
      measure: measure?.code ?? null,
      rule: measure === undefined ? null : ruleWords(measure),
      doubt: doubtWords(frozen, measure, counted),
    }
  })
}

/**
 * Whether the count is what the records give, or the percentage where only that is stated; null where they give none.
 * What is wrong with a count's own base or share is a finding of its own.
 */
function agreement(
  { statedCount, statedPercent }: Stated,
  numerator: number | null,
  denominator: number | null,
): boolean | null {
  if (numerator === null) return null
  if (statedCount !== null) return numerator === statedCount
  const share = percentOf(numerator, denominator, decimalsOf(statedPercent))
  return statedPercent === null || share === null ? null : Number(statedPercent) === Number(share)
}

function ruleWords(measure: Measure): string {
  const of = measure.of === undefined ? 'all activities' : `“${measureOf(measure.of)?.title ?? measure.of}”`
  return `${measure.title}, of ${of}; its share rounded half up to a whole percentage`
}

function doubtWords(frozen: Subject, measure: Measure | undefined, counted: Counted | null): string | null {
  if (measure === undefined) return 'The wording names no measure that is known. Match it to one.'
  if (counted !== null) return counted.doubt ?? null
  const silent = undecided(frozen, measure.code)
  const first = silent.slice(0, 5).join(', ')
  const some = silent.length > 5 ? `${first} and ${silent.length - 5} more` : first
  const why = measure.silence ?? 'they do not say enough'
  return `The data cannot say: of ${silent.length} of ${frozen.rows.length} activities (${some}) ${why}.`
}

/** Everything that does not hold: stated figures first, then rows and columns. Notes stand among them by severity. */
export function findingsIn(frozen: Subject, stated: readonly Stated[]): readonly Finding[] {
  const recounts = new Map<string, Recount<number> | null>()
  const recountOf = (code: string): Recount<number> | null => {
    const known = recounts.get(code)
    if (known !== undefined) return known
    const found = asRecount(count(frozen, code))
    recounts.set(code, found)
    return found
  }
  const figures = stated.flatMap((one) => statedFigure(frozen, one, recountOf))
  const lines = linesOf(frozen)
  const columns = columnAssertions(frozen.head, lines.length)
  return [
    ...findingsAmongStated(figures, recountOf, statedAssertions),
    ...findingsAmong(lines, ({ row }) => row.number, [...rowAssertions, ...columns]),
  ].map(asFinding)
}

function statedFigure(
  frozen: Subject,
  stated: Stated,
  recountOf: (code: string) => Recount<number> | null,
): readonly StatedFigure<number>[] {
  const measure = measureOfStated(stated, frozen)
  const { ref, statement, statedCount, statedOf, statedPercent } = stated
  const readings = (measure?.readings ?? []).flatMap((reading) => {
    const recount = asRecount(countReading(frozen, reading))
    return recount === null ? [] : [{ words: reading.words, recount }]
  })
  return [
    {
      // A statement without a measure is still held against its own percentage.
      name: measure?.code ?? '',
      ref,
      statement,
      stated: statedCount,
      of: statedOf,
      percent: statedPercent,
      recount: measure === undefined ? null : recountOf(measure.code),
      readings,
    },
  ]
}

const asRecount = (counted: Counted | null): Recount<number> | null =>
  counted === null
    ? null
    : { numerator: counted.numerator, denominator: counted.denominator, rows: counted.activities }

function asFinding(found: RowFinding<number>): Finding {
  const { rule, severity, title, message, subject, stated, recounted, rows } = found
  return {
    rule,
    severity,
    title,
    message,
    details: found.details.map(({ row, words }) => ({ activity: row, words })),
    activities: rows,
    ...(subject === null ? {} : { subject }),
    ...(stated === null ? {} : { stated }),
    ...(recounted === null ? {} : { recounted }),
  }
}
