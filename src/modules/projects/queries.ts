// What is read of projects: lists and single records for whoever may see them, past projects that resemble a text,
// and the library of lessons.
import { sql } from '#platform/database/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { notFound } from '#platform/errors/index.ts'
import type { Pence } from '#platform/money/index.ts'
import type { Reader } from '#platform/actions/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { ProjectState } from './rules.ts'
import type { Again } from './schema.ts'

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

const projectRows = (reader: Reader) =>
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
function visible(reader: Reader, rows: Visible): Visible {
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
  readonly cursor?: string
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
  const place = afterCursor(filter.cursor, 2)
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

// --- What belongs to one project ---

export type Milestone = {
  readonly id: string
  readonly title: string
  readonly baselineOn: Temporal.PlainDate
  readonly forecastOn: Temporal.PlainDate
  readonly actualOn: Temporal.PlainDate | null
  readonly version: number
}

export async function milestonesOf(reader: Reader, projectId: string): Promise<readonly Milestone[]> {
  return reader.db
    .selectFrom('projects.milestone')
    .select([
      'id',
      'title',
      'baseline_on as baselineOn',
      'forecast_on as forecastOn',
      'actual_on as actualOn',
      'version',
    ])
    .where('project_id', '=', projectId)
    .orderBy('baseline_on')
    .orderBy('id')
    .execute()
}

export type ForecastChange = {
  readonly milestone: string
  readonly fromOn: Temporal.PlainDate
  readonly toOn: Temporal.PlainDate
  readonly reason: string
  readonly changedAt: Temporal.Instant
}

/** Every change of a forecast, the newest first: why each date moved. */
export async function forecastsOf(reader: Reader, projectId: string): Promise<readonly ForecastChange[]> {
  return reader.db
    .selectFrom('projects.forecast as forecast')
    .innerJoin('projects.milestone as milestone', 'milestone.id', 'forecast.milestone_id')
    .select([
      'milestone.title as milestone',
      'forecast.from_on as fromOn',
      'forecast.to_on as toOn',
      'forecast.reason',
      'forecast.changed_at as changedAt',
    ])
    .where('milestone.project_id', '=', projectId)
    .orderBy('forecast.changed_at', 'desc')
    .execute()
}

export async function measuresOf(reader: Reader, projectId: string) {
  return reader.db
    .selectFrom('projects.measure')
    .select([
      'id',
      'title',
      'measure',
      'unit',
      'baseline',
      'target',
      'due_on as dueOn',
      'result',
      'achieved',
      'version',
    ])
    .where('project_id', '=', projectId)
    .orderBy('id')
    .execute()
}
export type Measure = Awaited<ReturnType<typeof measuresOf>>[number]

/** Budget lines with what was spent against each, in the order of the case. */
export async function budgetOf(reader: Reader, projectId: string) {
  return reader.db
    .selectFrom('projects.budget_line as line')
    .leftJoin('projects.spend as spend', 'spend.budget_line_id', 'line.id')
    .select([
      'line.id',
      'line.title',
      'line.year_starting as yearStarting',
      'line.amount_pence as budgetPence',
      sql<bigint>`coalesce(sum(spend.amount_pence), 0)::bigint`.as('spentPence'),
    ])
    .where('line.project_id', '=', projectId)
    .groupBy(['line.id', 'line.title', 'line.year_starting', 'line.amount_pence', 'line.position'])
    .orderBy('line.position')
    .execute()
}
export type BudgetLine = Awaited<ReturnType<typeof budgetOf>>[number]

export async function spendsOf(reader: Reader, projectId: string) {
  return reader.db
    .selectFrom('projects.spend as spend')
    .leftJoin('projects.budget_line as line', 'line.id', 'spend.budget_line_id')
    .leftJoin('projects.spend as reversal', 'reversal.reverses_spend_id', 'spend.id')
    .select([
      'spend.id',
      'spend.supplier',
      'spend.invoice_number as invoiceNumber',
      'spend.spent_on as spentOn',
      'spend.amount_pence as amountPence',
      'spend.reverses_spend_id as reversesId',
      'spend.reason',
      'spend.recorded_at as recordedAt',
      'line.title as line',
      'reversal.id as reversedById',
    ])
    .where('spend.project_id', '=', projectId)
    .orderBy('spend.spent_on')
    .orderBy('spend.id')
    .execute()
}
export type Spend = Awaited<ReturnType<typeof spendsOf>>[number]

/** Status reports, the newest month first. */
export async function statusesOf(reader: Reader, projectId: string) {
  return reader.db
    .selectFrom('projects.status_report')
    .select([
      'id',
      'month',
      'overall',
      'progress',
      'spend_forecast_pence as spendForecastPence',
      'issues',
      'help_needed as helpNeeded',
      'confirmed',
      'reported_at as reportedAt',
      'version',
    ])
    .where('project_id', '=', projectId)
    .orderBy('month', 'desc')
    .execute()
}
export type StatusReport = Awaited<ReturnType<typeof statusesOf>>[number]

export async function changesOf(reader: Reader, projectId: string) {
  return reader.db
    .selectFrom('projects.change_request as change')
    .leftJoin('projects.milestone as milestone', 'milestone.id', 'change.milestone_id')
    .innerJoin('organisations.person_card as proposer', 'proposer.id', 'change.proposed_by')
    .leftJoin('organisations.person_card as decider', 'decider.id', 'change.decided_by')
    .select([
      'change.id',
      'change.kind',
      'change.what',
      'change.why',
      'change.new_date as newDate',
      'change.state',
      'change.proposed_by as proposedBy',
      'change.proposed_at as proposedAt',
      'change.decided_at as decidedAt',
      'change.decision_words as decisionWords',
      'milestone.title as milestone',
      'proposer.name as proposerName',
      'decider.name as deciderName',
    ])
    .where('change.project_id', '=', projectId)
    .orderBy('change.proposed_at', 'desc')
    .execute()
}
export type Change = Awaited<ReturnType<typeof changesOf>>[number]

// --- Lessons and what resembles them ---

export type Lesson = {
  readonly id: string
  readonly title: string
  readonly whatHappened: string
  readonly whatWeLearnt: string
  readonly again: Again
  readonly keywords: string
  readonly writtenOn: Temporal.PlainDate
  readonly projectId: string
  readonly reference: string
  readonly projectTitle: string
}

const lessonRows = (reader: Reader) =>
  reader.db
    .selectFrom('projects.lesson as lesson')
    .innerJoin('projects.project as project', 'project.id', 'lesson.project_id')
    .select([
      'lesson.id',
      'lesson.title',
      'lesson.what_happened as whatHappened',
      'lesson.what_we_learnt as whatWeLearnt',
      'lesson.would_do_again as again',
      'lesson.keywords',
      'lesson.written_on as writtenOn',
      'project.id as projectId',
      'project.reference',
      'project.title as projectTitle',
    ])
type LessonRows = ReturnType<typeof lessonRows>

function visibleLessons(reader: Reader, rows: LessonRows): LessonRows {
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

export async function lessonsOf(reader: Reader, projectId: string): Promise<readonly Lesson[]> {
  return visibleLessons(reader, lessonRows(reader))
    .where('lesson.project_id', '=', projectId)
    .orderBy('lesson.id')
    .execute()
}

/** The library: all lessons newest first, or those that match the words as a searcher would type them, the best match first. Matches come as one page. */
export async function lessonSearch(
  reader: Reader,
  filter: { readonly words?: string; readonly cursor?: string },
  most = PAGE_ROWS,
): Promise<Listed<Lesson>> {
  const words = filter.words?.trim() ?? ''
  const rows = visibleLessons(reader, lessonRows(reader))
  if (words === '') {
    const place = afterCursor(filter.cursor, 1)
    const page = place === null ? rows : rows.where('lesson.id', '<', place[0] ?? '')
    return pageOf(
      await page
        .orderBy('lesson.id', 'desc')
        .limit(most + 1)
        .execute(),
      most,
      (row) => [row.id],
    )
  }
  const asked = sql`websearch_to_tsquery('english', ${words})`
  return {
    rows: await rows
      .where(sql<boolean>`lesson.search @@ ${asked}`)
      .orderBy(sql`ts_rank(lesson.search, ${asked})`, 'desc')
      .orderBy('lesson.id')
      .limit(most)
      .execute(),
  }
}

export type Similar = {
  readonly project: Pick<ProjectRow, 'id' | 'reference' | 'title' | 'state' | 'summary'>
  readonly lessons: readonly Pick<Lesson, 'id' | 'title' | 'whatWeLearnt'>[]
}

/** Projects that share words with a text, the closest first, each with its lessons: what somebody who writes a case should read before. */
export async function similarProjects(reader: Reader, text: string, most = 3): Promise<readonly Similar[]> {
  if (text.trim() === '') return []
  // Any shared word counts, and rare company of words ranks higher: "or" between the lexemes, ranked by density.
  const wanted = sql`(select string_agg(quote_literal(lexeme), ' | ')::tsquery from unnest(to_tsvector('english', ${text.slice(0, 4000)})) where length(lexeme) > 2)`
  const document = sql`(setweight(to_tsvector('english', project.title), 'A') || setweight(to_tsvector('english', project.summary), 'C')
    || coalesce((select tsvector_agg from (select string_agg(lesson.title || ' ' || lesson.keywords || ' ' || lesson.what_we_learnt, ' ') as words from projects.lesson where lesson.project_id = project.id) as l,
      lateral (select setweight(to_tsvector('english', coalesce(l.words, '')), 'B') as tsvector_agg) as v), ''::tsvector))`
  const rank = sql<number>`ts_rank_cd(${document}, ${wanted})::float8`
  const rows = await visible(reader, projectRows(reader))
    .where(sql<boolean>`${document} @@ ${wanted}`)
    .orderBy(rank, 'desc')
    .orderBy('project.id')
    .limit(most)
    .execute()
  const similar: Similar[] = []
  for (const { id, reference, title, state, summary } of rows) {
    similar.push({ project: { id, reference, title, state, summary }, lessons: await lessonsOf(reader, id) })
  }
  return similar
}

// --- What somebody owes ---

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
  const rows = await reader.db
    .selectFrom('projects.status_report')
    .select('month')
    .where('project_id', '=', projectId)
    .orderBy('month')
    .execute()
  return rows.map((row) => row.month)
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
