// How a case is assessed: weighted scores, their mean, who may score (F6), and when the assessment is complete.
import { refuse, type Fault } from '#platform/errors/index.ts'

export const MOST_SCORE = 4
export const scoreWords: Readonly<Record<number, string>> = {
  0: 'Not addressed',
  1: 'Weak',
  2: 'Fair',
  3: 'Good',
  4: 'Excellent',
}

export type Weighted = { readonly criterion: string; readonly weight: number }

/** One assessor's total in thousandths of the best possible, half rounded up: 1000 is "excellent" in everything. */
export function weightedPerMille(criteria: readonly Weighted[], scores: ReadonlyMap<string, number>): number {
  const best = criteria.reduce((total, { weight }) => total + weight * MOST_SCORE, 0)
  if (best === 0) return 0
  const got = criteria.reduce(
    (total, { criterion, weight }) => total + weight * (scores.get(criterion) ?? 0),
    0,
  )
  return Math.floor((got * 1000 * 2 + best) / (best * 2))
}

/** The mean of the assessors' totals, half rounded up; undefined when nobody scored. */
export function meanPerMille(totals: readonly number[]): number | undefined {
  if (totals.length === 0) return undefined
  const all = totals.reduce((total, one) => total + one, 0)
  return Math.floor((all * 2 + totals.length) / (totals.length * 2))
}

/** "72.5 of 100" */
export const scoreInWords = (perMille: number): string => `${perMille / 10} of 100`

export type ScorerStanding = {
  readonly isAssessor: boolean
  readonly isAuthor: boolean
  readonly hasInterest: boolean
}

/** Who may score (F6). The author and anybody with a declared interest may not, even when named. */
export function mayScore(reference: string, standing: ScorerStanding): void {
  if (standing.isAuthor)
    refuse('forbidden', 'funding.case.own', `You wrote business case ${reference}, so others score it.`)
  if (standing.hasInterest)
    refuse(
      'forbidden',
      'funding.case.interest',
      `You declared an interest in business case ${reference}, so you can neither score it nor vote on it.`,
    )
  if (!standing.isAssessor)
    refuse(
      'forbidden',
      'funding.case.not-assessor',
      `Only the named assessors score business case ${reference}. The fund officer names them.`,
    )
}

/** A score for every criterion of the programme, once, and for no other. */
export function scoreFaults(
  criteria: readonly { readonly id: string; readonly title: string }[],
  scores: readonly { readonly criterion: string }[],
): Fault[] {
  const known = new Set(criteria.map(({ id }) => id))
  const given = scores.map(({ criterion }) => criterion)
  return [
    ...criteria
      .filter(({ id }) => !given.includes(id))
      .map(({ title }) => ({ field: 'scores', message: `Score "${title}"` })),
    ...given.flatMap((id, at) =>
      !known.has(id)
        ? [{ field: 'scores', message: `Score ${at + 1} is for a criterion that is not the programme's` }]
        : given.indexOf(id) < at
          ? [{ field: 'scores', message: `Score ${at + 1} is for a criterion that was scored already` }]
          : [],
    ),
  ]
}

/** The assessment is complete when enough assessors without an interest have scored, and no named one is still owed. */
export function mayCompleteAssessment(
  reference: string,
  counted: { readonly scored: number; readonly waiting: number; readonly least: number },
): void {
  if (counted.scored < counted.least)
    refuse(
      'conflict',
      'funding.case.too-few-scores',
      `Business case ${reference} has ${counted.scored} of the ${counted.least} scores it needs. Name more assessors, or remind those who are named.`,
    )
  if (counted.waiting > 0)
    refuse(
      'conflict',
      'funding.case.scores-waiting',
      `${counted.waiting} named ${counted.waiting === 1 ? 'assessor has' : 'assessors have'} not scored business case ${reference} yet. Wait for them, or take them off the case.`,
    )
}
