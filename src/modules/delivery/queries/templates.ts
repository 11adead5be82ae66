// The kinds of plan there are and the lists of words their forms offer, each with its versions (V17).
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { CodelistEntry, TemplateContent } from '../rules.ts'

/** The kinds of plan and the lists are words, not records: everybody who is signed in may read them. */
export const TEMPLATE_READ = 'delivery.template.read'

type Handle = Pick<Reader, 'db'>

export type TemplateCard = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly retired_on: Temporal.PlainDate | null
  readonly version: number
  /** Plans made from any of its versions. */
  readonly plans: number
}

const templateCards = (reader: Handle) =>
  reader.db
    .selectFrom('delivery.template as template')
    .select(['template.id', 'template.code', 'template.name', 'template.retired_on', 'template.version'])
    .select(
      sql<number>`(select count(*)::int from delivery.plan plan join delivery.template_version version
        on version.id = plan.template_version_id where version.template_id = template.id)`.as('plans'),
    )

/** Every kind of plan, those in use first, by name. */
export async function templatesNamed(reader: Handle): Promise<TemplateCard[]> {
  return templateCards(reader)
    .orderBy(sql`template.retired_on is not null`)
    .orderBy('template.name')
    .execute()
}

export async function templateByCode(reader: Handle, code: string): Promise<TemplateCard> {
  const found = await templateCards(reader).where('template.code', '=', code).executeTakeFirst()
  return found ?? notFound('kind of plan')
}

export type TemplateVersion = {
  readonly id: string
  readonly number: number
  readonly from_on: Temporal.PlainDate
  readonly content: TemplateContent
}

/** The versions of a kind of plan, the newest first. */
export async function templateVersionsOf(reader: Handle, templateId: string): Promise<TemplateVersion[]> {
  return reader.db
    .selectFrom('delivery.template_version')
    .select(['id', 'number', 'from_on', 'content'])
    .where('template_id', '=', templateId)
    .orderBy('number', 'desc')
    .execute()
}

/** The version that a plan begun on this day is made from, or why there is none. */
export async function templateVersionOn(
  reader: Handle,
  templateId: string,
  on: Temporal.PlainDate,
): Promise<{ readonly versionId: string; readonly content: TemplateContent }> {
  const template = await reader.db
    .selectFrom('delivery.template')
    .select(['name', 'retired_on'])
    .where('id', '=', templateId)
    .executeTakeFirst()
  if (template === undefined) return notFound('kind of plan')
  if (template.retired_on !== null)
    refuse(
      'conflict',
      'delivery.template.retired',
      `${template.name} was retired on ${formatDate(template.retired_on)}. Choose another kind of plan.`,
    )
  const found = await reader.db
    .selectFrom('delivery.template_version')
    .select(['id', 'content'])
    .where('template_id', '=', templateId)
    .where('from_on', '<=', on)
    .orderBy('number', 'desc')
    .executeTakeFirst()
  if (found === undefined) return notFound('kind of plan')
  return { versionId: found.id, content: found.content }
}

export type ListCard = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly source: string
}

export async function listsNamed(reader: Handle): Promise<ListCard[]> {
  return reader.db
    .selectFrom('delivery.codelist')
    .select(['id', 'code', 'name', 'source'])
    .orderBy('name')
    .execute()
}

export async function listByCode(reader: Handle, code: string): Promise<ListCard> {
  const found = await reader.db
    .selectFrom('delivery.codelist')
    .select(['id', 'code', 'name', 'source'])
    .where('code', '=', code)
    .executeTakeFirst()
  return found ?? notFound('list')
}

export type ListVersion = {
  readonly id: string
  readonly number: number
  readonly from_on: Temporal.PlainDate
  readonly entries: readonly CodelistEntry[]
}

/** The versions of a list, the newest first. */
export async function listVersionsOf(reader: Handle, listId: string): Promise<ListVersion[]> {
  return reader.db
    .selectFrom('delivery.codelist_version')
    .select(['id', 'number', 'from_on', 'entries'])
    .where('codelist_id', '=', listId)
    .orderBy('number', 'desc')
    .execute()
}
