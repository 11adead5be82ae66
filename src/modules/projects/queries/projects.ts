// Projects for whoever may see them: by partnership, by group, or as their manager. What a reader may not see is not
// found, like what does not exist (P7).
import { sql } from '#platform/database/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { Pence } from '#platform/money/index.ts'
import type { Reader } from '#platform/actions/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { ProjectState } from '../rules.ts'
import type { StatusReport } from './parts.ts'

export const READ = 'projects.project.read'
export const PAGE_ROWS = 50

export type ProjectRow = {
  readonly id: string
  readonly reference: string
  readonly partnershipId: string
  readonly groupId: string | null
  readonly groupName: string | null
  readonly sponsorId: string
  readonly sponsorName: string
  readonly managerId: string
  readonly managerName: string
  readonly title: string
  readonly summary: string
  readonly state: ProjectState
  readonly openedOn: Temporal.PlainDate
  readonly closedOn: Temporal.PlainDate | null
  readonly closingWords: string | null
  readonly fromSubjectId: string | null
  readonly decisionId: string | null
  readonly awardPence: Pence
  readonly version: number
}

/** Where a project stands in the eyes of permissions: its partnership, its group, or itself for its manager. */
export type ProjectPlace = Pick<ProjectRow, 'id' | 'partnershipId' | 'groupId'>

/** Whether the reader holds a permission for this project, by its partnership, its group or the project itself. */
export const mayIn = (reader: Pick<Reader, 'may'>, permission: string, project: ProjectPlace): boolean =>
  reader.may(permission, { kind: 'partnership', id: project.partnershipId }) ||
  reader.may(permission, { kind: 'project', id: project.id }) ||
  (project.groupId !== null && reader.may(permission, { kind: 'group', id: project.groupId }))

export const projectRows = (reader: Reader) =>
  reader.db
    .selectFrom('projects.project as project')
    .leftJoin('groups.group_card as owner', 'owner.id', 'project.group_id')
    .innerJoin('organisations.organisation_card as sponsor', 'sponsor.id', 'project.sponsor_organisation_id')
    .innerJoin('organisations.person_card as manager', 'manager.id', 'project.manager_person_id')
    .select([
      'project.id',
      'project.reference',
      'project.partnership_id as partnershipId',
      'project.group_id as groupId',
      'owner.name as groupName',
      'project.sponsor_organisation_id as sponsorId',
      'sponsor.name as sponsorName',
      'project.manager_person_id as managerId',
      'manager.name as managerName',
      'project.title',
      'project.summary',
      'project.state',
      'project.opened_on as openedOn',
      'project.closed_on as closedOn',
      'project.closing_words as closingWords',
      'project.from_subject_id as fromSubjectId',
      'project.decision_id as decisionId',
      'project.award_pence as awardPence',
      'project.version',
    ])

type Visible = ReturnType<typeof projectRows>

// Only what the reader may know of: by partnership, by group, or as the project's manager.
export function visible(reader: Reader, rows: Visible): Visible {
  const [partnerships, groups, own] = [
    reader.scopes(READ, 'partnership'),
    reader.scopes(READ, 'group'),
    reader.scopes(READ, 'project'),
  ]
  if (partnerships === 'all' || groups === 'all' || own === 'all') return rows
  return rows.where((is) =>
    is.or([
      is('project.partnership_id', '=', is.fn.any(sql<string[]>`${partnerships}::uuid[]`)),
      is('project.group_id', '=', is.fn.any(sql<string[]>`${groups}::uuid[]`)),
      is('project.id', '=', is.fn.any(sql<string[]>`${own}::uuid[]`)),
    ]),
  )
}

/** One project by its id, for whoever may see it; undefined for everybody else. */
export async function projectById(reader: Reader, id: string): Promise<ProjectRow | undefined> {
  return visible(reader, projectRows(reader)).where('project.id', '=', id).executeTakeFirst()
}

/** One project by its reference (P-0012), or not found. */
export async function projectByReference(reader: Reader, reference: string): Promise<ProjectRow> {
  return (
    (await visible(reader, projectRows(reader))
      .where('project.reference', '=', reference.toUpperCase())
      .executeTakeFirst()) ?? notFound('project')
  )
}

/** The project that came from a subject, such as a business case. */
export async function projectFrom(reader: Reader, subjectId: string): Promise<ProjectRow | undefined> {
  return visible(reader, projectRows(reader))
    .where('project.from_subject_id', '=', subjectId)
    .executeTakeFirst()
}

export type ProjectFilter = {
  readonly partnership?: string
  readonly group?: string
  readonly state?: ProjectState
  readonly search?: string
  readonly after?: string
}
/** Projects, the newest reference first, a page at a time. */
export async function projectList(
  reader: Reader,
  filter: ProjectFilter = {},
  most = PAGE_ROWS,
): Promise<Listed<ProjectRow>> {
  let rows = visible(reader, projectRows(reader))
    .orderBy('project.reference', 'desc')
    .orderBy('project.id', 'desc')
    .limit(most + 1)
  if (filter.partnership !== undefined) rows = rows.where('project.partnership_id', '=', filter.partnership)
  if (filter.group !== undefined) rows = rows.where('project.group_id', '=', filter.group)
  if (filter.state !== undefined) rows = rows.where('project.state', '=', filter.state)
  const search = filter.search?.trim() ?? ''
  if (search !== '')
    rows = rows.where((is) =>
      is.or([
        is('project.title', 'ilike', `%${likeable(search)}%`),
        is('project.reference', 'ilike', `%${likeable(search)}%`),
        is('project.summary', 'ilike', `%${likeable(search)}%`),
      ]),
    )
  const place = afterCursor(filter.after, 2)
  if (place)
    rows = rows.where(
      sql<boolean>`(project.reference, project.id) < (${place[0] ?? ''}, ${place[1] ?? ''}::uuid)`,
    )
  return pageOf(await rows.execute(), most, (row) => [row.reference, row.id])
}

/** All projects of a partnership that the reader may see, the newest first. */
export async function projectsOf(reader: Reader, partnershipId: string): Promise<readonly ProjectRow[]> {
  return visible(reader, projectRows(reader))
    .where('project.partnership_id', '=', partnershipId)
    .orderBy('project.reference', 'desc')
    .execute()
}

const likeable = (text: string): string => text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)

/** Open projects a person manages. */
export async function managedBy(reader: Reader, personId: string): Promise<readonly ProjectRow[]> {
  return projectRows(reader)
    .where('project.manager_person_id', '=', personId)
    .where('project.state', '=', 'open')
    .orderBy('project.opened_on')
    .execute()
}

/** The months of a project that were reported. */
export async function reportedMonths(
  reader: Reader,
  projectId: string,
): Promise<readonly Temporal.PlainDate[]> {
  return (await reportedMonthsByProject(reader, [projectId])).get(projectId) ?? []
}

/** The months reported of several projects: project id → months, in order. */
export async function reportedMonthsByProject(
  reader: Reader,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Temporal.PlainDate[]>> {
  if (projectIds.length === 0) return new Map()
  const rows = await reader.db
    .selectFrom('projects.status_report')
    .select(['project_id', 'month'])
    .where('project_id', 'in', [...projectIds])
    .orderBy('month')
    .execute()
  const found = new Map<string, Temporal.PlainDate[]>()
  for (const { project_id, month } of rows) found.set(project_id, [...(found.get(project_id) ?? []), month])
  return found
}

/** Spending of several projects, added up: project id → pence. */
export async function spentByProject(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Pence>> {
  if (ids.length === 0) return new Map()
  const rows = await reader.db
    .selectFrom('projects.spend')
    .select(['project_id', sql<bigint>`sum(amount_pence)::bigint`.as('spent')])
    .where('project_id', 'in', [...ids])
    .groupBy('project_id')
    .execute()
  return new Map(rows.map((row) => [row.project_id, row.spent]))
}

/** The last reported status of several projects: project id → overall. */
export async function lastStatuses(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StatusReport['overall']>> {
  if (ids.length === 0) return new Map()
  const rows = await reader.db
    .selectFrom('projects.status_report')
    .distinctOn('project_id')
    .select(['project_id', 'overall'])
    .where('project_id', 'in', [...ids])
    .orderBy('project_id')
    .orderBy('month', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.project_id, row.overall]))
}

export const todayOf = (reader: Pick<Reader, 'now'>): Temporal.PlainDate => londonDate(reader.now)
