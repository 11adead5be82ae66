// Plans, and what they are made of, as their readers see them.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { CodelistEntry, TemplateContent } from '../rules.ts'
import type { ActivityTable, OutcomeTable, PlanTable, UnitTable } from '../schema.ts'
import { planSeen } from './seeing.ts'

export type Plan = Selectable<PlanTable> & {
  /** The body or partnership whose plan it is, by name. */
  readonly owner: string
  readonly template_code: string
  readonly template_name: string
  readonly template: TemplateContent
}

export type Outcome = Selectable<OutcomeTable>
export type Unit = Selectable<UnitTable>
export type Activity = Selectable<ActivityTable>

function plansSeen(reader: Reader) {
  return reader.db
    .selectFrom('delivery.plan as plan')
    .innerJoin('delivery.template_version as version', 'version.id', 'plan.template_version_id')
    .innerJoin('delivery.template as template', 'template.id', 'version.template_id')
    .leftJoin('organisations.organisation_card as organisation', 'organisation.id', 'plan.organisation_id')
    .leftJoin('partnerships.partnership_card as partnership', 'partnership.id', 'plan.partnership_id')
    .selectAll('plan')
    .select((row) => [
      sql<string>`coalesce(organisation.name, partnership.name)`.as('owner'),
      'template.code as template_code',
      'template.name as template_name',
      'version.content as template',
      row.ref('plan.id').as('id'),
    ])
    .where(planSeen(reader))
}

/** The plan of that code, if the reader may see it; the refusal that it is not there. */
export async function planByCode(reader: Reader, code: string): Promise<Plan> {
  const found = await plansSeen(reader).where('plan.code', '=', code).executeTakeFirst()
  return found ?? notFound('plan')
}

export async function planById(reader: Reader, id: string): Promise<Plan> {
  const found = await plansSeen(reader).where('plan.id', '=', id).executeTakeFirst()
  return found ?? notFound('plan')
}

export async function outcomesOf(reader: Reader, planId: string): Promise<Outcome[]> {
  return reader.db
    .selectFrom('delivery.outcome')
    .selectAll()
    .where('plan_id', '=', planId)
    .orderBy('number')
    .execute()
}

export async function unitsOf(reader: Reader, planId: string): Promise<Unit[]> {
  return reader.db
    .selectFrom('delivery.unit')
    .selectAll()
    .where('plan_id', '=', planId)
    .orderBy('name')
    .execute()
}

/** The entries of a codelist on a day, by its code. */
export async function codelistOn(
  reader: Pick<Reader, 'db'>,
  code: string,
  on: Temporal.PlainDate,
): Promise<{ readonly versionId: string; readonly entries: readonly CodelistEntry[] }> {
  const found = await reader.db
    .selectFrom('delivery.codelist_version as version')
    .innerJoin('delivery.codelist as list', 'list.id', 'version.codelist_id')
    .select(['version.id', 'version.entries'])
    .where('list.code', '=', code)
    .orderBy(sql`version.from_on <= ${on.toString()}::date`, 'desc')
    .orderBy(sql`case when version.from_on <= ${on.toString()}::date then version.from_on end`, 'desc')
    .orderBy('version.number', 'desc')
    .executeTakeFirst()
  if (found === undefined) return notFound('codelist')
  return { versionId: found.id, entries: found.entries }
}
