// What a group keeps: resources as each reader may see them, and its terms of reference by version.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { REVIEW_NOTICE_DAYS, type Audience, type Section } from '../rules/papers.ts'
import { MEMBERS, PARTNERS } from './bulletins.ts'

export type ResourceCard = {
  readonly id: string
  readonly group_id: string
  readonly group_code: string
  readonly group_name: string
  readonly partnership_id: string
  readonly title: string
  readonly description: string
  readonly link: string | null
  readonly file_id: string | null
  readonly audience: Audience
  readonly owner_id: string
  readonly owner_name: string
  /** False for one whose owner sits in the group no more (K4). */
  readonly is_owned: boolean
  readonly review_on: Temporal.PlainDate
  readonly reviewed_on: Temporal.PlainDate | null
  readonly retired_on: Temporal.PlainDate | null
}

const cards = (db: Db) =>
  db
    .selectFrom('groups.resource as resource')
    .innerJoin('groups.group as group', 'group.id', 'resource.group_id')
    .innerJoin('organisations.person_card as owner', 'owner.id', 'resource.owner_id')
    .select([
      'resource.id',
      'resource.group_id',
      'group.code as group_code',
      'group.name as group_name',
      'group.partnership_id',
      'resource.title',
      'resource.description',
      'resource.link',
      'resource.file_id',
      'resource.audience',
      'resource.owner_id',
      'owner.name as owner_name',
      sql<boolean>`exists (select 1 from groups.membership seat where seat.group_id = resource.group_id
        and seat.person_id = resource.owner_id and seat.ended_on is null)`.as('is_owned'),
      'resource.review_on',
      'resource.reviewed_on',
      'resource.retired_on',
    ])

// K5: the audience is a condition of the query. Whoever is in the audience of a mark is so by the same permissions.
function seenBy(reader: Reader) {
  const members = reader.scopes(MEMBERS, 'group')
  const partners = reader.scopes(PARTNERS, 'partnership')
  return sql<boolean>`(resource.audience = 'public'
    or (resource.audience = 'partners' and ${partners === 'all' ? sql`true` : sql`"group".partnership_id = any(${[...partners]}::uuid[])`})
    or ${members === 'all' ? sql`true` : sql`resource.group_id = any(${[...members]}::uuid[])`})`
}

/** The resources in use that this reader may see, by title. */
export const listResources = query({
  name: 'groups.resource.list',
  title: 'List the resources of groups',
  permission: 'groups.resource.read',
  doors: ['page', 'api', 'command'],
  parameters: {
    group: field.id('Group').optional(),
    search: field.text('Words in the title', { most: 100 }).optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, { group, search, after, most }): Promise<Listed<ResourceCard>> {
    const size = most ?? 50
    let rows = cards(reader.db)
      .where('resource.retired_on', 'is', null)
      .where(seenBy(reader))
      .orderBy('resource.title')
      .orderBy('resource.id')
      .limit(size + 1)
    if (group !== null) rows = rows.where('resource.group_id', '=', group)
    if (search !== null)
      rows = rows.where('resource.title', 'ilike', `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
    const place = afterCursor(after, 2)
    if (place !== null)
      rows = rows.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('resource.title', 'resource.id'), '>', tuple(place[0] ?? '', place[1] ?? '')),
      )
    return pageOf(await rows.execute(), size, (row) => [row.title, row.id])
  },
})

/** One resource, also a retired one; undefined for one this reader may not see and for one that does not exist. */
export async function resourceSeen(reader: Reader, id: string): Promise<ResourceCard | undefined> {
  if (!isRecordId(id)) return undefined
  return cards(reader.db).where('resource.id', '=', id).where(seenBy(reader)).executeTakeFirst()
}

/** Resources that wait for a person: their own whose review is near, and those without an owner in the groups they keep. */
export async function resourcesToReview(
  reader: Reader,
  personId: string,
  keeps: readonly string[],
): Promise<ResourceCard[]> {
  const soon = londonDate(reader.now).add({ days: REVIEW_NOTICE_DAYS })
  const owned = sql<boolean>`exists (select 1 from groups.membership seat where seat.group_id = resource.group_id
    and seat.person_id = resource.owner_id and seat.ended_on is null)`
  return cards(reader.db)
    .where('resource.retired_on', 'is', null)
    .where('group.ended_on', 'is', null)
    .where(
      sql<boolean>`((resource.owner_id = ${personId} and resource.review_on <= ${soon.toString()} and ${owned})
        or (resource.group_id = any(${[...keeps]}::uuid[]) and not ${owned}))`,
    )
    .orderBy('resource.review_on')
    .orderBy('resource.id')
    .limit(200)
    .execute()
}

export type TermsCard = {
  readonly id: string
  readonly group_id: string
  readonly version: number
  readonly sections: readonly Section[]
  readonly file_id: string | null
  readonly adopted_on: Temporal.PlainDate
  readonly adopted_by: string
  readonly review_on: Temporal.PlainDate | null
}

/** Every version of a group's terms of reference, the current one first. Anybody may read them. */
export async function termsOf(reader: Reader, groupId: string): Promise<TermsCard[]> {
  return reader.db
    .selectFrom('groups.terms')
    .select(['id', 'group_id', 'version', 'sections', 'file_id', 'adopted_on', 'adopted_by', 'review_on'])
    .where('group_id', '=', groupId)
    .orderBy('version', 'desc')
    .limit(200)
    .execute()
}

export type CurrentTerms = Omit<TermsCard, 'sections' | 'file_id'>

/** When the current terms were adopted, for the group's page. */
export async function currentTerms(reader: Reader, groupId: string): Promise<CurrentTerms | undefined> {
  return reader.db
    .selectFrom('groups.terms')
    .select(['id', 'group_id', 'version', 'adopted_on', 'adopted_by', 'review_on'])
    .where('group_id', '=', groupId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export type TermsToReview = {
  readonly group_code: string
  readonly group_name: string
  readonly review_on: Temporal.PlainDate
}

/** The terms of these groups whose review is near. */
export async function termsToReview(reader: Reader, groupIds: readonly string[]): Promise<TermsToReview[]> {
  if (groupIds.length === 0) return []
  const soon = londonDate(reader.now).add({ days: REVIEW_NOTICE_DAYS })
  const rows = await reader.db
    .selectFrom('groups.terms as terms')
    .innerJoin('groups.group as group', 'group.id', 'terms.group_id')
    .select(['group.code as group_code', 'group.name as group_name', 'terms.review_on'])
    .where('terms.group_id', 'in', [...groupIds])
    .where('group.ended_on', 'is', null)
    .where('terms.review_on', '<=', soon)
    .where(
      sql<boolean>`not exists (select 1 from groups.terms later
        where later.group_id = terms.group_id and later.version > terms.version)`,
    )
    .execute()
  return rows.flatMap((row) => (row.review_on === null ? [] : [{ ...row, review_on: row.review_on }]))
}
