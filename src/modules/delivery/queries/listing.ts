// The plans a reader sees, one line each: whose, where it stands, its newest round and what is open in it.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import type { Audience, PlanState, RoundState } from '../rules.ts'
import { planSeen } from './seeing.ts'

export type PlanRow = {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly owner: string
  readonly organisation_id: string | null
  readonly partnership_id: string | null
  readonly group_id: string | null
  readonly template_code: string
  readonly template_name: string
  readonly audience: Audience
  readonly state: PlanState
  readonly from_on: Temporal.PlainDate
  readonly until_on: Temporal.PlainDate
  readonly outcomes: number
  readonly activities: number
  /** Whether plans of its kind are reported in rounds. */
  readonly has_rounds: boolean
  /** The newest round that has opened, or else the next that will. */
  readonly round_code: string | null
  readonly round_title: string | null
  readonly round_state: RoundState | null
  readonly round_closes_at: Temporal.Instant | null
}

export type PlanFilter = {
  readonly search?: string
  readonly template?: string
  /** Drafts and approved ones unless said otherwise. */
  readonly state?: PlanState
  readonly organisation?: string
  readonly partnership?: string
  readonly group?: string
  readonly after?: string
}

const containing = (words: string): string => `%${words.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`

const among = (filter: PlanFilter) => {
  const asked = [
    filter.state === undefined ? sql`plan.state <> 'closed'` : sql`plan.state = ${filter.state}`,
    ...(filter.search === undefined ? [] : [sql`plan.title ilike ${containing(filter.search)}`]),
    ...(filter.template === undefined ? [] : [sql`template.code = ${filter.template}`]),
    ...(filter.organisation === undefined ? [] : [sql`plan.organisation_id = ${filter.organisation}`]),
    ...(filter.partnership === undefined ? [] : [sql`plan.partnership_id = ${filter.partnership}`]),
    ...(filter.group === undefined ? [] : [sql`plan.group_id = ${filter.group}`]),
  ]
  return sql.join(asked, sql` and `)
}

/** A page of the plans that the reader sees, by body and title. */
export async function plansListed(
  reader: Reader,
  filter: PlanFilter = {},
  most = 50,
): Promise<Listed<PlanRow>> {
  const cursor = afterCursor(filter.after ?? null, 3)
  const beyond =
    cursor === null
      ? sql`true`
      : sql`(coalesce(organisation.name, partnership.name), plan.title, plan.id) > (${cursor[0] ?? ''}, ${cursor[1] ?? ''}, ${cursor[2] ?? ''}::uuid)`
  const { rows } = await sql<PlanRow>`
    select plan.id, plan.code, plan.title, coalesce(organisation.name, partnership.name) as owner,
      plan.organisation_id, plan.partnership_id, plan.group_id, template.code as template_code,
      template.name as template_name, plan.audience, plan.state, plan.from_on, plan.until_on,
      (select count(*)::int from delivery.outcome outcome where outcome.plan_id = plan.id) as outcomes,
      (select count(*)::int from delivery.activity activity where activity.plan_id = plan.id) as activities,
      (version.content #>> '{uses,rounds}')::boolean as has_rounds,
      newest.code as round_code, newest.title as round_title, newest.state as round_state, newest.closes_at as round_closes_at
    from delivery.plan plan
    join delivery.template_version version on version.id = plan.template_version_id
    join delivery.template template on template.id = version.template_id
    left join organisations.organisation_card organisation on organisation.id = plan.organisation_id
    left join partnerships.partnership_card partnership on partnership.id = plan.partnership_id
    left join lateral (select round.code, round.title, round.state, round.closes_at from delivery.round round
      where round.plan_id = plan.id
      order by round.state = 'planned', case when round.state = 'planned' then round.period_from end,
        round.period_from desc limit 1) newest on true
    where ${planSeen(reader)} and ${among(filter)} and ${beyond}
    order by coalesce(organisation.name, partnership.name), plan.title, plan.id
    limit ${most + 1}`.execute(reader.db)
  return pageOf(rows, most, (row) => [row.owner, row.title, row.id])
}
