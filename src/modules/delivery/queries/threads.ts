// The golden thread as its readers see it: what an activity serves above, what serves it below, through every plan
// that the reader may see. A plan that is not theirs to see ends the thread, as if nothing were there.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { ThreadLink } from '../rules.ts'
import { planSeen } from './seeing.ts'

/** How many steps a thread is followed, and how many of its ends are shown. */
const MOST_STEPS = 6
const MOST_ENDS = 500

export type ThreadEnd = {
  readonly id: string
  readonly kind: 'outcome' | 'activity'
  readonly number: number
  readonly title: string
  readonly plan_id: string
  readonly plan_code: string
  readonly plan_title: string
}

export type Upper = ThreadEnd

const ENDS = sql`(select id, 'outcome' as kind, number, title, plan_id from delivery.outcome
  union all select id, 'activity', number, title, plan_id from delivery.activity)`

const END_COLUMNS = sql`found.id, found.kind, found.number, found.title, plan.id as plan_id, plan.code as plan_code, plan.title as plan_title`

/** The outcome or activity of that id, in a plan that the reader may see. */
export async function upperById(reader: Reader, id: string): Promise<Upper | undefined> {
  const { rows } = await sql<Upper>`
    select ${END_COLUMNS} from ${ENDS} found join delivery.plan plan on plan.id = found.plan_id
    where found.id = ${id}::uuid and ${planSeen(reader)}`.execute(reader.db)
  return rows[0]
}

/** What may stand above an activity of this plan: the outcomes of every other plan the reader sees, and its activities by choice. */
export async function uppersFor(
  reader: Reader,
  planId: string,
  asked: { readonly plan: string | undefined; readonly search: string | undefined },
): Promise<ThreadEnd[]> {
  const words = asked.search === undefined ? null : `%${asked.search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const { rows } = await sql<ThreadEnd>`
    select ${END_COLUMNS} from ${ENDS} found join delivery.plan plan on plan.id = found.plan_id
    where plan.id <> ${planId} and plan.state <> 'closed' and ${planSeen(reader)}
      and (${asked.plan ?? null}::text is null or plan.code = ${asked.plan ?? null})
      and (found.kind = 'outcome' or ${asked.plan ?? null}::text is not null)
      and (${words}::text is null or found.title ilike ${words} or found.number::text = ${asked.search ?? null})
    order by plan.title, plan.id, found.kind desc, found.number
    limit ${MOST_ENDS}`.execute(reader.db)
  return rows
}

/** Every plan that serves another, once for each pair; for the rule, so without regard to who may see them. */
export async function planLinks(reader: Pick<Reader, 'db'>): Promise<ThreadLink[]> {
  const { rows } = await sql<ThreadLink>`
    select distinct lower.plan_id as lower, upper.plan_id as upper from delivery.thread thread
    join delivery.activity lower on lower.id = thread.lower_subject_id
    join ${ENDS} upper on upper.id = thread.upper_subject_id`.execute(reader.db)
  return rows
}

/** One step of the thread: `id` and its plan are the end it leads to, `from_id` where it comes from. */
export type ThreadStep = ThreadEnd & { readonly from_id: string; readonly step: number }

const steps = (reader: Reader, from: ReturnType<typeof sql>, way: 'up' | 'down') => {
  const here = sql.ref(way === 'up' ? 'thread.lower_subject_id' : 'thread.upper_subject_id')
  const there = sql.ref(way === 'up' ? 'thread.upper_subject_id' : 'thread.lower_subject_id')
  return sql<ThreadStep>`
    with recursive walk as (
      select ${here} as from_id, 1 as step, ${END_COLUMNS}
      from delivery.thread thread join ${ENDS} found on found.id = ${there} join delivery.plan plan on plan.id = found.plan_id
      where ${here} in (${from}) and ${planSeen(reader)}
      union
      select walk.id, walk.step + 1, ${END_COLUMNS}
      from walk join delivery.thread thread on ${here} = walk.id
      join ${ENDS} found on found.id = ${there} join delivery.plan plan on plan.id = found.plan_id
      where walk.step < ${MOST_STEPS} and ${planSeen(reader)}
    )
    select * from walk order by step, plan_title, plan_id, kind desc, number limit ${MOST_ENDS}`
}

/** Everything that these records serve, step by step. */
export async function threadUp(reader: Reader, ids: readonly string[]): Promise<readonly ThreadStep[]> {
  if (ids.length === 0) return []
  return (await steps(reader, sql`select unnest(${[...ids]}::uuid[])`, 'up').execute(reader.db)).rows
}

/** Everything that serves these records, step by step. */
export async function threadDown(reader: Reader, ids: readonly string[]): Promise<readonly ThreadStep[]> {
  if (ids.length === 0) return []
  return (await steps(reader, sql`select unnest(${[...ids]}::uuid[])`, 'down').execute(reader.db)).rows
}

/** The thread of a whole plan: everything its activities serve, and everything that serves its outcomes and activities. */
export async function threadOfPlan(
  reader: Reader,
  planId: string,
): Promise<{ readonly up: readonly ThreadStep[]; readonly down: readonly ThreadStep[] }> {
  const activities = sql`select id from delivery.activity where plan_id = ${planId}`
  const both = sql`${activities} union all select id from delivery.outcome where plan_id = ${planId}`
  const up = await steps(reader, activities, 'up').execute(reader.db)
  const down = await steps(reader, both, 'down').execute(reader.db)
  return { up: up.rows, down: down.rows }
}

/** The ids of the first activities of a plan, by number. */
export async function firstActivitiesOf(
  reader: Pick<Reader, 'db'>,
  planId: string,
  most: number,
): Promise<readonly string[]> {
  const rows = await reader.db
    .selectFrom('delivery.activity')
    .select('id')
    .where('plan_id', '=', planId)
    .orderBy('number')
    .limit(most)
    .execute()
  return rows.map((row) => row.id)
}

export type ThreadActivity = {
  readonly id: string
  readonly number: number
  readonly title: string
  readonly outcome_id: string
}

/** Those among these records that are activities of the plan, by number. */
export async function activitiesNamed(
  reader: Pick<Reader, 'db'>,
  planId: string,
  ids: readonly string[],
): Promise<ThreadActivity[]> {
  if (ids.length === 0) return []
  return reader.db
    .selectFrom('delivery.activity')
    .select(['id', 'number', 'title', 'outcome_id'])
    .where('plan_id', '=', planId)
    .where('id', 'in', [...ids])
    .orderBy('number')
    .execute()
}

/**
 * The first activities of a plan that serve nothing of another that the reader may see, and how many there are: left
 * out of this list, an activity would tell that it serves a plan which is not theirs to see.
 */
export async function unthreadedOf(
  reader: Reader,
  planId: string,
  most: number,
): Promise<{ readonly rows: readonly ThreadActivity[]; readonly all: number }> {
  const { rows } = await sql<ThreadActivity & { all: number }>`
    select activity.id, activity.number, activity.title, activity.outcome_id, (count(*) over ())::int as "all"
    from delivery.activity activity where activity.plan_id = ${planId}
      and not exists (select 1 from delivery.thread thread join ${ENDS} found on found.id = thread.upper_subject_id
        join delivery.plan plan on plan.id = found.plan_id
        where thread.lower_subject_id = activity.id and ${planSeen(reader)})
    order by activity.number limit ${most}`.execute(reader.db)
  return { rows, all: rows[0]?.all ?? 0 }
}

/** How many activities of the plan stand under each of its outcomes. */
export async function activitiesByOutcome(
  reader: Pick<Reader, 'db'>,
  planId: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select outcome_id as id, count(*)::int as count from delivery.activity where plan_id = ${planId} group by outcome_id`.execute(
    reader.db,
  )
  return new Map(rows.map((row) => [row.id, row.count]))
}
