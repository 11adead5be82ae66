// Risks with their scores as they stand, for whoever may see them: by register, by the record they are about, one by
// one. What a reader may not see is not found, like what does not exist (R13).
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { Audience, BandName, ClosedWhy, Level, Proximity, Response, RiskState } from '../rules.ts'
import { riskSeen } from './seeing.ts'

export type RiskRow = {
  readonly id: string
  readonly reference: string
  readonly register_id: string
  readonly register_code: string
  readonly register_name: string
  readonly register_level: Level
  readonly partnership_id: string | null
  readonly organisation_id: string | null
  readonly group_id: string | null
  readonly audience: Audience
  readonly appetite: BandName
  readonly parent_id: string | null
  readonly matrix_id: string
  readonly about_subject_id: string | null
  readonly title: string
  readonly cause: string
  readonly event: string
  readonly consequence: string
  readonly category_id: string | null
  readonly category_name: string | null
  readonly category_code: string | null
  readonly proximity: Proximity | null
  readonly owner_person_id: string | null
  readonly owner_name: string | null
  readonly response: Response | null
  readonly state: RiskState
  readonly opened_on: Temporal.PlainDate | null
  readonly closed_on: Temporal.PlainDate | null
  readonly closed_why: ClosedWhy | null
  readonly closing_words: string | null
  readonly merged_into_id: string | null
  readonly review_on: Temporal.PlainDate | null
  readonly accepted_assessment_id: string | null
  readonly accepted_by_name: string | null
  readonly accepted_at: Temporal.Instant | null
  readonly kept_here_assessment_id: string | null
  readonly raised_by_name: string | null
  readonly raised_at: Temporal.Instant
  readonly version: number
  readonly inherent_id: string | null
  readonly inherent_likelihood: number | null
  readonly inherent_impact: number | null
  readonly inherent_score: number | null
  readonly inherent_band: BandName | null
  readonly residual_id: string | null
  readonly residual_likelihood: number | null
  readonly residual_impact: number | null
  readonly residual_score: number | null
  readonly residual_band: BandName | null
  readonly residual_matrix_id: string | null
  readonly residual_before: number | null
  readonly target_id: string | null
  readonly target_likelihood: number | null
  readonly target_impact: number | null
  readonly target_score: number | null
  readonly target_band: BandName | null
}

export const riskRows = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('risk.risk as risk')
    .innerJoin('risk.register as origin', 'origin.id', 'risk.register_id')
    .leftJoin('risk.category as category', 'category.id', 'risk.category_id')
    .leftJoin('organisations.person_card as owner', 'owner.id', 'risk.owner_person_id')
    .leftJoin('organisations.person_card as accepter', 'accepter.id', 'risk.accepted_by_person_id')
    .leftJoin('organisations.person_card as raiser', 'raiser.id', 'risk.raised_by_person_id')
    .leftJoin('risk.assessment as inherent', (join) =>
      join
        .onRef('inherent.risk_id', '=', 'risk.id')
        .on('inherent.measure', '=', 'inherent')
        .on('inherent.superseded_at', 'is', null),
    )
    .leftJoin('risk.assessment as residual', (join) =>
      join
        .onRef('residual.risk_id', '=', 'risk.id')
        .on('residual.measure', '=', 'residual')
        .on('residual.superseded_at', 'is', null),
    )
    .leftJoin('risk.assessment as target', (join) =>
      join
        .onRef('target.risk_id', '=', 'risk.id')
        .on('target.measure', '=', 'target')
        .on('target.superseded_at', 'is', null),
    )
    .select([
      'risk.id',
      'risk.reference',
      'risk.register_id',
      'origin.code as register_code',
      'origin.name as register_name',
      'origin.level as register_level',
      'origin.partnership_id',
      'origin.organisation_id',
      'origin.group_id',
      'origin.audience',
      'origin.appetite',
      'origin.parent_id',
      'origin.matrix_id',
      'risk.about_subject_id',
      'risk.title',
      'risk.cause',
      'risk.event',
      'risk.consequence',
      'risk.category_id',
      'category.name as category_name',
      'category.code as category_code',
      'risk.proximity',
      'risk.owner_person_id',
      'owner.name as owner_name',
      'risk.response',
      'risk.state',
      'risk.opened_on',
      'risk.closed_on',
      'risk.closed_why',
      'risk.closing_words',
      'risk.merged_into_id',
      'risk.review_on',
      'risk.accepted_assessment_id',
      'accepter.name as accepted_by_name',
      'risk.accepted_at',
      'risk.kept_here_assessment_id',
      'raiser.name as raised_by_name',
      'risk.raised_at',
      'risk.version',
      'inherent.id as inherent_id',
      'inherent.likelihood as inherent_likelihood',
      'inherent.impact as inherent_impact',
      'inherent.score as inherent_score',
      'inherent.band as inherent_band',
      'residual.id as residual_id',
      'residual.likelihood as residual_likelihood',
      'residual.impact as residual_impact',
      'residual.score as residual_score',
      'residual.band as residual_band',
      'residual.matrix_version_id as residual_matrix_id',
      sql<number | null>`(select before.score from risk.assessment before
        where before.risk_id = risk.id and before.measure = 'residual' and before.superseded_at is not null
        order by before.assessed_at desc, before.id desc limit 1)`.as('residual_before'),
      'target.id as target_id',
      'target.likelihood as target_likelihood',
      'target.impact as target_impact',
      'target.score as target_score',
      'target.band as target_band',
    ])

/** One risk by its reference (KC-R-012), or not found. */
export async function riskByReference(reader: Reader, reference: string): Promise<RiskRow> {
  const row = await riskRows(reader)
    .where('risk.reference', '=', reference.toUpperCase())
    .where(riskSeen(reader))
    .executeTakeFirst()
  return row ?? notFound('risk')
}

/** One risk by its id; undefined for whoever may not see it. */
export async function riskSeenById(reader: Reader, id: string): Promise<RiskRow | undefined> {
  return riskRows(reader).where('risk.id', '=', id).where(riskSeen(reader)).executeTakeFirst()
}

export type RiskFilter = {
  readonly band?: BandName
  readonly owner?: string
  readonly category?: string
  readonly state?: RiskState
  /** 'own' or the code of the register it came from. */
  readonly from?: string
  readonly overdue?: boolean
  readonly likelihood?: number
  readonly impact?: number
  readonly measure?: 'inherent' | 'residual' | 'target'
  readonly search?: string
  readonly after?: string
}

const ofRegister = (registerId: string) => sql<boolean>`(risk.register_id = ${registerId}::uuid
  or exists (select 1 from risk.escalation up
    where up.risk_id = risk.id and up.to_register_id = ${registerId}::uuid and up.state = 'accepted'))`

const score = sql<number>`coalesce(residual.score, 0)`

/** The risks a register shows, its own and those escalated to it: what remains worst first. */
export async function risksOf(
  reader: Reader,
  registerId: string,
  filter: RiskFilter = {},
  most = 50,
): Promise<Listed<RiskRow>> {
  let rows = riskRows(reader)
    .where(ofRegister(registerId))
    // The owner of one risk, who does not see its register, is offered no other of it.
    .where(riskSeen(reader))
    .where('risk.state', '=', filter.state ?? 'open')
    .orderBy(score, 'desc')
    .orderBy('risk.reference')
    .orderBy('risk.id')
    .limit(most + 1)
  const measure = filter.measure ?? 'residual'
  if (filter.band !== undefined) rows = rows.where('residual.band', '=', filter.band)
  if (filter.owner !== undefined) rows = rows.where('risk.owner_person_id', '=', filter.owner)
  if (filter.category !== undefined) rows = rows.where('category.code', '=', filter.category)
  if (filter.from === 'own') rows = rows.where('risk.register_id', '=', registerId)
  else if (filter.from !== undefined) rows = rows.where('origin.code', '=', filter.from)
  if (filter.overdue === true) rows = rows.where('risk.review_on', '<', londonDate(reader.now))
  if (filter.likelihood !== undefined) rows = rows.where(`${measure}.likelihood`, '=', filter.likelihood)
  if (filter.impact !== undefined) rows = rows.where(`${measure}.impact`, '=', filter.impact)
  const search = filter.search?.trim() ?? ''
  if (search !== '') {
    const words = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    rows = rows.where(
      sql<boolean>`concat_ws(' ', risk.reference, risk.title, risk.cause, risk.event, risk.consequence) ilike ${words}`,
    )
  }
  const place = afterCursor(filter.after, 3)
  if (place !== null)
    rows = rows.where(
      sql<boolean>`(-${score}, risk.reference, risk.id) > (${wholeNumber(place[0])}::int, ${place[1] ?? ''}, ${place[2] ?? ''}::uuid)`,
    )
  return pageOf(await rows.execute(), most, (row) => [
    String(-(row.residual_score ?? 0)),
    row.reference,
    row.id,
  ])
}

// A cursor is given out by us, but anybody may write another.
const wholeNumber = (text: string | undefined): number => {
  const number = Number(text)
  return Number.isSafeInteger(number) && Math.abs(number) < 10_000 ? number : 0
}

/** Every risk a register shows, for a document or a file. */
export async function allRisksOf(
  reader: Reader,
  registerId: string,
  filter: RiskFilter = {},
): Promise<RiskRow[]> {
  const { rows } = await risksOf(reader, registerId, filter, 20_000)
  return [...rows]
}

/** The worst open risks of some registers, each once. */
export async function topRisks(
  reader: Reader,
  registerIds: readonly string[],
  most: number,
): Promise<RiskRow[]> {
  if (registerIds.length === 0) return []
  return riskRows(reader)
    .where('risk.state', '=', 'open')
    .where(
      sql<boolean>`(risk.register_id = any(${[...registerIds]}::uuid[]) or exists (select 1 from risk.escalation up
        where up.risk_id = risk.id and up.state = 'accepted' and up.to_register_id = any(${[...registerIds]}::uuid[])))`,
    )
    .where(riskSeen(reader))
    .orderBy(score, 'desc')
    .orderBy('risk.reference')
    .limit(most)
    .execute()
}

/** The open risks about a record, or in the register of that record: what remains worst first. */
export async function risksAbout(reader: Reader, subjectId: string): Promise<RiskRow[]> {
  return riskRows(reader)
    .where((is) =>
      is.or([is('risk.about_subject_id', '=', subjectId), is('origin.about_subject_id', '=', subjectId)]),
    )
    .where('risk.state', '!=', 'closed')
    .where(riskSeen(reader))
    .orderBy(score, 'desc')
    .orderBy('risk.reference')
    .limit(100)
    .execute()
}

/** The owners of a register's open risks, to choose from. */
export async function ownersIn(reader: Reader, registerId: string): Promise<{ id: string; name: string }[]> {
  return reader.db
    .selectFrom('risk.risk as risk')
    .innerJoin('organisations.person_card as person', 'person.id', 'risk.owner_person_id')
    .select(['person.id', 'person.name'])
    .distinct()
    .where(ofRegister(registerId))
    .where('risk.state', '=', 'open')
    .orderBy('person.name')
    .execute()
}

/** The registers whose risks this one shows beside its own. */
export async function originsIn(
  reader: Reader,
  registerId: string,
): Promise<{ code: string; name: string }[]> {
  return reader.db
    .selectFrom('risk.escalation as up')
    .innerJoin('risk.risk as risk', 'risk.id', 'up.risk_id')
    .innerJoin('risk.register as origin', 'origin.id', 'risk.register_id')
    .select(['origin.code', 'origin.name'])
    .distinct()
    .where('up.to_register_id', '=', registerId)
    .where('up.state', '=', 'accepted')
    .orderBy('origin.name')
    .execute()
}
