// The activities of a plan, each with how it stood in the newest frozen round: as a list that is filtered and paged,
// and one by one.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { ClosingKind, Status } from '../rules.ts'
import { planByCode, type Plan } from './plans.ts'

export type ActivityRow = {
  readonly id: string
  readonly plan_id: string
  readonly number: number
  readonly title: string
  readonly description: string | null
  readonly outcome_id: string
  readonly outcome_number: number
  readonly outcome_title: string
  readonly outcome_is_enabling: boolean
  readonly unit_id: string | null
  readonly unit_code: string | null
  readonly unit_name: string | null
  readonly lead_person_id: string | null
  readonly lead_name: string | null
  readonly director_person_id: string | null
  readonly director_name: string | null
  readonly original_end: Temporal.PlainDate | null
  readonly revised_end: Temporal.PlainDate | null
  readonly revised_go_live: Temporal.PlainDate | null
  readonly is_monitored: boolean
  readonly added_on: Temporal.PlainDate
  /** How it ended, unless it goes on. */
  readonly closing_kind: ClosingKind | null
  /** As the newest frozen round has it; null where nothing was frozen or reported. */
  readonly status: Status | null
  readonly version: number
}

export type NewestRound = { readonly frozen_id: string; readonly code: string; readonly title: string }

/** The newest frozen round of a plan, in its newest version. */
export async function newestFrozenRound(
  reader: Pick<Reader, 'db'>,
  planId: string,
): Promise<NewestRound | undefined> {
  return reader.db
    .selectFrom('delivery.round as round')
    .innerJoin('delivery.frozen as frozen', 'frozen.round_id', 'round.id')
    .select(['frozen.id as frozen_id', 'round.code', 'round.title'])
    .where('round.plan_id', '=', planId)
    .orderBy('round.period_until', 'desc')
    .orderBy('frozen.number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

const activityRows = (reader: Pick<Reader, 'db'>, newest: NewestRound | undefined) =>
  reader.db
    .selectFrom('delivery.activity as activity')
    .innerJoin('delivery.outcome as outcome', 'outcome.id', 'activity.outcome_id')
    .leftJoin('delivery.unit as unit', 'unit.id', 'activity.unit_id')
    .leftJoin('organisations.person_card as lead', 'lead.id', 'activity.lead_person_id')
    .leftJoin('organisations.person_card as director', 'director.id', 'activity.director_person_id')
    .leftJoin('delivery.closing as closing', (join) =>
      join.onRef('closing.activity_id', '=', 'activity.id').on('closing.reopened_on', 'is', null),
    )
    .leftJoin('delivery.frozen_row as row', (join) =>
      join
        .on('row.frozen_id', '=', newest?.frozen_id ?? null)
        .onRef('row.number', '=', 'activity.number')
        .onRef('row.activity_id', '=', 'activity.id'),
    )
    .select([
      'activity.id',
      'activity.plan_id',
      'activity.number',
      'activity.title',
      'activity.description',
      'activity.outcome_id',
      'outcome.number as outcome_number',
      'outcome.title as outcome_title',
      'outcome.is_enabling as outcome_is_enabling',
      'activity.unit_id',
      'unit.code as unit_code',
      'unit.name as unit_name',
      'activity.lead_person_id',
      'lead.name as lead_name',
      'activity.director_person_id',
      'director.name as director_name',
      'activity.original_end',
      'activity.revised_end',
      'activity.revised_go_live',
      'activity.is_monitored',
      'activity.added_on',
      'closing.kind as closing_kind',
      sql<Status | null>`row.content->>'status'`.as('status'),
      'activity.version',
    ])

export type ActivityFilter = {
  readonly outcome?: number
  /** The code of a unit. */
  readonly unit?: string
  readonly status?: Status
  readonly monitored?: boolean
  readonly mine?: boolean
  /** Nobody leads it. */
  readonly leaderless?: boolean
  /** Its end is past and nobody ended it. */
  readonly overdue?: boolean
  /** It serves nothing of another plan. */
  readonly unthreaded?: boolean
  readonly search?: string
  readonly after?: string
}

/** The activities of a plan the reader was given already, by number. */
export async function activitiesOf(
  reader: Reader,
  planId: string,
  filter: ActivityFilter = {},
  most = 50,
): Promise<Listed<ActivityRow> & { readonly newest: NewestRound | undefined }> {
  const newest = await newestFrozenRound(reader, planId)
  let rows = activityRows(reader, newest)
    .where('activity.plan_id', '=', planId)
    .orderBy('activity.number')
    .limit(most + 1)
  if (filter.outcome !== undefined) rows = rows.where('outcome.number', '=', filter.outcome)
  if (filter.unit !== undefined) rows = rows.where('unit.code', '=', filter.unit)
  if (filter.status !== undefined) rows = rows.where(sql<boolean>`row.content->>'status' = ${filter.status}`)
  if (filter.monitored !== undefined) rows = rows.where('activity.is_monitored', '=', filter.monitored)
  if (filter.mine === true) rows = rows.where(mine(reader))
  if (filter.leaderless === true) rows = rows.where('activity.lead_person_id', 'is', null)
  if (filter.overdue === true)
    rows = rows
      .where(
        sql<boolean>`coalesce(activity.revised_end, activity.original_end) < ${londonDate(reader.now).toString()}::date`,
      )
      .where('closing.id', 'is', null)
  if (filter.unthreaded === true)
    rows = rows.where(
      sql<boolean>`not exists (select 1 from delivery.thread thread where thread.lower_subject_id = activity.id)`,
    )
  const search = filter.search?.trim() ?? ''
  if (search !== '') {
    const words = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    rows = rows.where(
      sql<boolean>`concat_ws(' ', activity.number, activity.title, activity.description) ilike ${words}`,
    )
  }
  const place = afterCursor(filter.after, 2)
  if (place !== null)
    rows = rows.where(
      sql<boolean>`(activity.number, activity.id) > (${wholeNumber(place[0])}::int, ${place[1] ?? ''}::uuid)`,
    )
  const listed = pageOf(await rows.execute(), most, (row) => [String(row.number), row.id])
  return { ...listed, newest }
}

// A cursor is given out by us, but anybody may write another.
const wholeNumber = (text: string | undefined): number => {
  const number = Number(text)
  return Number.isSafeInteger(number) && Math.abs(number) < 2_000_000_000 ? number : 0
}

/** Those the reader leads or directs, by themselves or as director of the unit, or was given to report on. */
function mine(reader: Reader) {
  const me = reader.actor.kind === 'person' ? reader.actor.id : null
  return sql<boolean>`(activity.lead_person_id = ${me}::uuid or activity.director_person_id = ${me}::uuid
    or unit.director_person_id = ${me}::uuid
    or exists (select 1 from delivery.delegation delegation where delegation.activity_id = activity.id
      and delegation.person_id = ${me}::uuid and delegation.ended_on is null))`
}

export type ActivityFound = {
  readonly plan: Plan
  readonly activity: ActivityRow
  readonly newest: NewestRound | undefined
}

/** One activity by its number in a plan that the reader may see; the refusal that it is not there. */
export async function activityByNumber(
  reader: Reader,
  planCode: string,
  number: number,
): Promise<ActivityFound> {
  const plan = await planByCode(reader, planCode)
  const newest = await newestFrozenRound(reader, plan.id)
  const activity = await activityRows(reader, newest)
    .where('activity.plan_id', '=', plan.id)
    .where('activity.number', '=', number)
    .executeTakeFirst()
  return { plan, activity: activity ?? notFound('activity'), newest }
}

/** How many activities a plan has, and how many of them are still reported on. */
export async function activitiesCounted(
  reader: Pick<Reader, 'db'>,
  planId: string,
): Promise<{ readonly all: number; readonly monitored: number }> {
  const { rows } = await sql<{ all: number; monitored: number }>`
    select count(*)::int as "all", (count(*) filter (where is_monitored))::int as monitored
    from delivery.activity where plan_id = ${planId}`.execute(reader.db)
  return rows[0] ?? { all: 0, monitored: 0 }
}
