// What search knows of groups: the groups themselves, their bulletins by mark, their resources by audience, and
// their current terms of reference.
import type { Db } from '#platform/database/index.ts'
import { sql } from '#platform/database/index.ts'
import { keyFor, ON_PAGES_ONLY, PUBLIC, type SearchKind } from '#platform/search/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { MEMBERS, ORGANISATIONS, PARTNERS } from './queries/bulletins.ts'
import { MARKS, type Mark } from './rules/bulletins.ts'
import type { Audience } from './rules/papers.ts'

type Ids = readonly string[] | 'all'

const among = (ids: Ids, column: string) =>
  ids === 'all' ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} = any(${[...ids]}::uuid[])`

/** Exactly those who may read a bulletin of this mark (B1); nobody for a mark that is not searched (B4), and no program what may not be passed on (B5). */
function keysOfMark(mark: Mark, groupId: string, partnershipId: string): readonly string[] {
  const group = { kind: 'group', id: groupId } as const
  if (!MARKS[mark].searched) return []
  const everywhere = MARKS[mark].exported ? [] : [ON_PAGES_ONLY]
  if (mark === 'clear') return [PUBLIC]
  if (mark === 'green') return keyFor(PARTNERS, { kind: 'partnership', id: partnershipId })
  return [...keyFor(mark === 'amber' ? ORGANISATIONS : MEMBERS, group), ...everywhere]
}

function keysOfAudience(audience: Audience, groupId: string, partnershipId: string): readonly string[] {
  if (audience === 'public') return [PUBLIC]
  const members = keyFor(MEMBERS, { kind: 'group', id: groupId })
  if (audience === 'members') return members
  return [...members, ...keyFor(PARTNERS, { kind: 'partnership', id: partnershipId })]
}

// B5: who read a restricted bulletin is recorded when its page is opened; a list of finds would show its text to
// somebody of whom no receipt is kept.
const bodyShown = (row: { readonly mark: Mark; readonly body: string }): string[] =>
  MARKS[row.mark].exported ? [row.body] : []

async function bulletins(db: Db, ids: Ids) {
  const rows = await db
    .selectFrom('groups.bulletin as bulletin')
    .innerJoin('groups.group as group', 'group.id', 'bulletin.group_id')
    .select([
      'bulletin.id',
      'bulletin.title',
      'bulletin.body',
      'bulletin.source',
      'bulletin.mark',
      'bulletin.published_at',
      'bulletin.group_id',
      'group.name as group_name',
      'group.partnership_id',
    ])
    .where('bulletin.state', '=', 'published')
    .where(among(ids, 'bulletin.id'))
    .execute()
  return rows
    .filter((row) => MARKS[row.mark].searched)
    .map((row) => ({
      id: row.id,
      title: row.title,
      words: [...bodyShown(row), row.source, row.group_name, MARKS[row.mark].name].join('\n'),
      href: `/bulletins/${row.id}`,
      at: londonDate(row.published_at),
      body: null,
      audience: keysOfMark(row.mark, row.group_id, row.partnership_id),
    }))
}

async function resources(db: Db, ids: Ids) {
  const rows = await db
    .selectFrom('groups.resource as resource')
    .innerJoin('groups.group as group', 'group.id', 'resource.group_id')
    .select([
      'resource.id',
      'resource.title',
      'resource.description',
      'resource.audience',
      'resource.added_on',
      'resource.group_id',
      'group.name as group_name',
      'group.partnership_id',
    ])
    .where('resource.retired_on', 'is', null)
    .where(among(ids, 'resource.id'))
    .execute()
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    words: `${row.description}\n${row.group_name}`,
    href: `/resources/${row.id}`,
    at: row.added_on,
    body: null,
    audience: keysOfAudience(row.audience, row.group_id, row.partnership_id),
  }))
}

async function terms(db: Db, ids: Ids) {
  const rows = await db
    .selectFrom('groups.terms as terms')
    .innerJoin('groups.group as group', 'group.id', 'terms.group_id')
    .select([
      'terms.id',
      'terms.sections',
      'terms.adopted_on',
      'terms.adopted_by',
      'group.code',
      'group.name',
    ])
    .where(among(ids, 'terms.id'))
    .where(
      sql<boolean>`not exists (select 1 from groups.terms later
        where later.group_id = terms.group_id and later.version > terms.version)`,
    )
    .execute()
  return rows.map((row) => ({
    id: row.id,
    title: `Terms of reference of the ${row.name}`,
    words: [row.adopted_by, ...row.sections.map((one) => `${one.heading}\n${one.text}`)].join('\n'),
    href: `/groups/${row.code}/terms`,
    at: row.adopted_on,
    body: null,
    audience: [PUBLIC],
  }))
}

async function groups(db: Db, ids: Ids) {
  const rows = await db
    .selectFrom('groups.group as group')
    .innerJoin('partnerships.partnership_card as partnership', 'partnership.id', 'group.partnership_id')
    .select([
      'group.id',
      'group.code',
      'group.name',
      'group.purpose',
      'group.public_introduction',
      'partnership.name as partnership_name',
    ])
    .where(among(ids, 'group.id'))
    .execute()
  return rows.map((row) => ({
    id: row.id,
    title: row.name,
    words: `${row.purpose}\n${row.public_introduction}\n${row.partnership_name}`,
    href: `/groups/${row.code}`,
    at: null,
    body: null,
    audience: [PUBLIC],
  }))
}

export const search: readonly SearchKind[] = [
  { kind: 'groups.group', title: 'Group', plural: 'Groups', records: groups },
  { kind: 'groups.bulletin', title: 'Bulletin', plural: 'Bulletins', records: bulletins },
  { kind: 'groups.resource', title: 'Resource', plural: 'Resources', records: resources },
  { kind: 'groups.terms', title: 'Terms of reference', plural: 'Terms of reference', records: terms },
]
