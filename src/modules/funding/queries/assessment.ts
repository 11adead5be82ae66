// Who assesses a case, what they gave it, and how its scores compare with those of the others.
import type { Reader } from '#platform/actions/index.ts'
import { interestsIn } from '#modules/governance/index.ts'
import { meanPerMille, weightedPerMille, type CaseState, type Weighted } from '../rules.ts'
import { mayIn, type CasePlace } from './cases.ts'

export type Criterion = {
  readonly id: string
  readonly title: string
  readonly guidance: string
  readonly weight: number
}

/** The published criteria of a programme, in their order. */
export async function criteriaOf(reader: Reader, programmeId: string): Promise<readonly Criterion[]> {
  return reader.db
    .selectFrom('funding.criterion')
    .select(['id', 'title', 'guidance', 'weight'])
    .where('programme_id', '=', programmeId)
    .where('retired_on', 'is', null)
    .orderBy('position')
    .execute()
}

// The criteria a case was scored against: its own once scored, though they may have been retired since.
async function criteriaFor(
  reader: Reader,
  programmeId: string,
  scored: readonly string[],
): Promise<readonly Criterion[]> {
  if (scored.length === 0) return criteriaOf(reader, programmeId)
  return reader.db
    .selectFrom('funding.criterion')
    .select(['id', 'title', 'guidance', 'weight'])
    .where('id', 'in', [...new Set(scored)])
    .orderBy('position')
    .execute()
}

export type Assessor = {
  readonly personId: string
  readonly name: string
  readonly organisation: string | null
  readonly barred: boolean
  readonly totalPerMille: number | undefined
}
export type Scored = {
  readonly criterionId: string
  readonly personId: string
  readonly score: number
  readonly comment: string | null
}

export type Assessment = {
  readonly criteria: readonly Criterion[]
  readonly assessors: readonly Assessor[]
  readonly scores: readonly Scored[]
  /** The mean of the assessors without an interest; undefined before the first has scored. */
  readonly meanPerMille: number | undefined
  /** Named, without an interest, and not yet scored. */
  readonly waiting: number
  readonly scored: number
}

/** Whether the reader may see what a case was given. While it is being scored only its fund officer may: each assessor judges alone, and its writers wait for the whole. */
export const maySeeScores = (
  reader: Pick<Reader, 'may'>,
  record: CasePlace & { readonly state: CaseState },
): boolean =>
  record.state !== 'draft' && (record.state !== 'submitted' || mayIn(reader, 'funding.case.assess', record))

/** The assessment of one case. A score given before an interest was declared stays on record and is not counted (F6). */
export async function assessmentOf(
  reader: Reader,
  record: { readonly id: string; readonly programmeId: string },
): Promise<Assessment> {
  const scores = await reader.db
    .selectFrom('funding.score')
    .select(['criterion_id as criterionId', 'assessor_person_id as personId', 'score', 'comment'])
    .where('case_id', '=', record.id)
    .execute()
  const criteria = await criteriaFor(
    reader,
    record.programmeId,
    scores.map((one) => one.criterionId),
  )
  const named = await reader.db
    .selectFrom('funding.assessor as assessor')
    .innerJoin('organisations.person_card as person', 'person.id', 'assessor.person_id')
    .select(['assessor.person_id as personId', 'person.name', 'person.organisation_name as organisation'])
    .where('assessor.case_id', '=', record.id)
    .orderBy('person.name')
    .orderBy('person.id')
    .execute()
  const interested = new Set((await interestsIn(reader, record.id)).map((interest) => interest.person_id))
  const weights: readonly Weighted[] = criteria.map(({ id, weight }) => ({ criterion: id, weight }))
  const assessors = named.map((one): Assessor => {
    const own = scores.filter((score) => score.personId === one.personId)
    const total =
      own.length === 0
        ? undefined
        : weightedPerMille(weights, new Map(own.map((score) => [score.criterionId, score.score])))
    return { ...one, barred: interested.has(one.personId), totalPerMille: total }
  })
  const counted = assessors.filter((one) => !one.barred)
  const totals = counted.flatMap((one) => (one.totalPerMille === undefined ? [] : [one.totalPerMille]))
  return {
    criteria,
    assessors,
    scores,
    meanPerMille: meanPerMille(totals),
    scored: totals.length,
    waiting: counted.length - totals.length,
  }
}

/** The cases a person is named to score, still open, that they have not scored. */
export async function casesToScore(reader: Reader, personId: string) {
  return reader.db
    .selectFrom('funding.assessor as assessor')
    .innerJoin('funding.business_case as c', 'c.id', 'assessor.case_id')
    .innerJoin('groups.group_card as owner', 'owner.id', 'c.group_id')
    .select(['c.id', 'c.reference', 'c.title', 'owner.name as groupName', 'assessor.named_at as namedAt'])
    .where('assessor.person_id', '=', personId)
    .where('c.state', '=', 'submitted')
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('funding.score as score')
            .select('score.id')
            .whereRef('score.case_id', '=', 'c.id')
            .where('score.assessor_person_id', '=', personId),
        ),
      ),
    )
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('governance.interest_card as interest')
            .select('interest.person_id')
            .whereRef('interest.subject_id', '=', 'c.id')
            .where('interest.person_id', '=', personId)
            .where('interest.ended_on', 'is', null),
        ),
      ),
    )
    .orderBy('c.reference')
    .execute()
}
