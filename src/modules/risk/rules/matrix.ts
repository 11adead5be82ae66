// The matrix a risk is scored on: steps of likelihood and impact with their words, the bands of its scores and the
// response each band asks for. Where a body thinks a score too coarse, single cells are put into another band.
import { invalid, refuse, type Fault } from '#platform/errors/index.ts'

export const BANDS = { low: 'Low', medium: 'Medium', high: 'High', 'very-high': 'Very high' } as const
export type BandName = keyof typeof BANDS

export const IMPACT_KINDS = {
  financial: 'Money',
  reputation: 'Reputation',
  service: 'Service',
  people: 'People',
  legal: 'Law',
} as const
export type ImpactKind = keyof typeof IMPACT_KINDS

export const MEASURES = { inherent: 'Inherent', residual: 'Residual', target: 'Target' } as const
export type Measure = keyof typeof MEASURES

export const MOST_STEPS = 10
export const LEAST_STEPS = 3

export type LikelihoodStep = { readonly words: string; readonly meaning: string }
export type ImpactStep = { readonly words: string } & { readonly [K in ImpactKind]: string }
export type Band = {
  readonly band: BandName
  /** The lowest score that falls into it. */
  readonly from: number
  readonly told: string
  readonly reviewMonths: number
  /** Whether a residual score in this band proposes to escalate. */
  readonly escalates: boolean
}
export type CellBand = { readonly likelihood: number; readonly impact: number; readonly band: BandName }

export type Matrix = {
  readonly likelihood: readonly LikelihoodStep[]
  readonly impact: readonly ImpactStep[]
  readonly bands: readonly Band[]
  readonly cells: readonly CellBand[]
}

export type Score = { readonly likelihood: number; readonly impact: number }

const ORDER = Object.keys(BANDS) as BandName[]

export const bandRank = (band: BandName): number => ORDER.indexOf(band)

export const isAbove = (one: BandName, other: BandName): boolean => bandRank(one) > bandRank(other)

export const scoreOf = ({ likelihood, impact }: Score): number => likelihood * impact

/** The band of a score: the cell's own where it has one, else that of its product. */
export function bandOf(matrix: Matrix, score: Score): BandName {
  const own = matrix.cells.find(
    (cell) => cell.likelihood === score.likelihood && cell.impact === score.impact,
  )
  if (own !== undefined) return own.band
  return matrix.bands.findLast((band) => scoreOf(score) >= band.from)?.band ?? 'low'
}

/** What a band asks for; the lowest band of the matrix when it names none of this name. */
export function askedBy(matrix: Matrix, band: BandName): Band | undefined {
  return matrix.bands.find((one) => one.band === band) ?? matrix.bands[0]
}

/** "Likely (4) × Serious (4): 16, very high" */
export function scoreWords(matrix: Matrix, score: Score): string {
  const likelihood = matrix.likelihood[score.likelihood - 1]?.words ?? 'Unknown'
  const impact = matrix.impact[score.impact - 1]?.words ?? 'Unknown'
  return `${likelihood} (${score.likelihood}) × ${impact} (${score.impact})`
}

/** Refuses a score that is not on the matrix (R3). */
export function mustBeOn(matrix: Matrix, score: Score): void {
  const faults: Fault[] = []
  if (score.likelihood < 1 || score.likelihood > matrix.likelihood.length)
    faults.push({
      field: 'likelihood',
      message: `This matrix has ${matrix.likelihood.length} steps of likelihood. Choose one of them`,
    })
  if (score.impact < 1 || score.impact > matrix.impact.length)
    faults.push({
      field: 'impact',
      message: `This matrix has ${matrix.impact.length} steps of impact. Choose one of them`,
    })
  if (faults.length > 0) invalid('risk.assessment.off-the-matrix', faults)
}

/** What is wrong with a matrix before it can be used (R2). */
export function matrixFaults(matrix: Matrix): Fault[] {
  const faults: Fault[] = []
  for (const side of ['likelihood', 'impact'] as const) {
    const steps = matrix[side]
    if (steps.length < LEAST_STEPS || steps.length > MOST_STEPS)
      faults.push({
        field: side,
        message: `A matrix has ${LEAST_STEPS} to ${MOST_STEPS} steps of ${side}; this has ${steps.length}`,
      })
    if (new Set(steps.map((step) => step.words.toLowerCase())).size < steps.length)
      faults.push({ field: side, message: `Two steps of ${side} have the same words` })
  }
  faults.push(...bandFaults(matrix))
  return faults.length > 0 ? faults : cellFaults(matrix)
}

function bandFaults({ bands }: Matrix): Fault[] {
  const field = 'bands'
  if (bands.length < 2) return [{ field, message: 'A matrix has two bands or more' }]
  if (bands[0]?.from !== 1) return [{ field, message: 'The lowest band begins at a score of 1' }]
  const rising = bands.every(
    (band, at) =>
      at === 0 ||
      (band.from > (bands[at - 1]?.from ?? 0) && isAbove(band.band, bands[at - 1]?.band ?? 'very-high')),
  )
  return rising
    ? []
    : [
        {
          field,
          message: 'Bands stand from the lowest to the highest, each once and each from a higher score',
        },
      ]
}

function cellFaults(matrix: Matrix): Fault[] {
  const off = matrix.cells.find(
    (cell) =>
      cell.likelihood < 1 ||
      cell.impact < 1 ||
      cell.likelihood > matrix.likelihood.length ||
      cell.impact > matrix.impact.length,
  )
  if (off !== undefined)
    return [{ field: 'cells', message: `There is no cell ${off.likelihood} × ${off.impact} on this matrix` }]
  const stray = matrix.cells.find((cell) => !matrix.bands.some((band) => band.band === cell.band))
  if (stray !== undefined)
    return [{ field: 'cells', message: `This matrix has no band "${BANDS[stray.band]}"` }]
  const falls = fallingCell(matrix)
  return falls === undefined
    ? []
    : [
        {
          field: 'cells',
          message: `The band falls at ${falls.likelihood} × ${falls.impact}, although nothing became less likely or less bad. A higher score is never in a lower band`,
        },
      ]
}

/** The first cell whose band is lower than that of a cell with less likelihood or less impact (R2). */
export function fallingCell(matrix: Matrix): Score | undefined {
  for (let likelihood = 1; likelihood <= matrix.likelihood.length; likelihood += 1)
    for (let impact = 1; impact <= matrix.impact.length; impact += 1) {
      const here = bandOf(matrix, { likelihood, impact })
      const below = [
        ...(likelihood > 1 ? [{ likelihood: likelihood - 1, impact }] : []),
        ...(impact > 1 ? [{ likelihood, impact: impact - 1 }] : []),
      ]
      if (below.some((score) => isAbove(bandOf(matrix, score), here))) return { likelihood, impact }
    }
  return undefined
}

export type VersionDates = { readonly number: number; readonly fromOn: Temporal.PlainDate }

/** The version that applies on a day: the newest that has begun (R1). */
export function versionOn<V extends VersionDates>(
  versions: readonly V[],
  day: Temporal.PlainDate,
): V | undefined {
  return versions
    .filter((version) => Temporal.PlainDate.compare(version.fromOn, day) <= 0)
    .toSorted((one, other) => one.number - other.number)
    .at(-1)
}

/** Refuses a version that would begin in the past, or before the one it follows: records of those days have their scores (R1). */
export function mayBeginOn(fromOn: Temporal.PlainDate, today: Temporal.PlainDate, after: VersionDates): void {
  const late = [today, after.fromOn].find((day) => Temporal.PlainDate.compare(fromOn, day) < 0)
  if (late === undefined) return
  invalid('risk.matrix.begun', [
    {
      field: 'fromOn',
      message:
        late === today
          ? 'A new version begins today or later: what was scored before keeps the matrix it was scored on'
          : 'A version cannot begin before the one it follows',
    },
  ])
}

/** Refuses an assessment on a matrix that no longer applies (R3). */
export function mustApply(matrix: { readonly isRetired: boolean; readonly isCurrent: boolean }): void {
  if (matrix.isRetired)
    refuse(
      'conflict',
      'risk.assessment.matrix-retired',
      'The matrix of this register is retired. Give the register another matrix, then score again.',
    )
  if (!matrix.isCurrent)
    refuse(
      'conflict',
      'risk.assessment.matrix-superseded',
      'A newer version of the matrix applies since you opened this page. Read its words, then score again.',
    )
}
