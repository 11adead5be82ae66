// What can be found of plans, and by whom: whoever a plan is for once it is approved, everybody for a public one;
// a draft and all its parts by those who keep it and report in it.
import { sql, type Db } from '#platform/database/index.ts'
import { isAmong, keyFor, PUBLIC, type SearchKind, type SearchRecord } from '#platform/search/index.ts'
import { KEEP, READ } from './queries/seeing.ts'
import type { Audience, PlanState } from './rules.ts'

export type PlanKeyed = {
  readonly plan_id: string
  readonly state: PlanState
  readonly audience: Audience
  readonly audience_id: string
  readonly body_id: string
}

/** By which keys the readers of a plan, and of the records in it, are known. */
export function keysOfPlan(plan: PlanKeyed): string[] {
  const own = [
    ...keyFor(READ, { kind: 'plan', id: plan.plan_id }),
    ...keyFor(KEEP, { kind: 'body', id: plan.body_id }),
  ]
  if (plan.state === 'draft') return [...new Set(own)]
  const wide = keyFor(READ, { kind: plan.audience, id: plan.audience_id })
  return [...new Set([...own, ...wide, ...(plan.audience === 'public' ? [PUBLIC] : [])])]
}

/** What `keysOfPlan` needs of `delivery.plan plan`, for the queries of the kinds of record in a plan. */
export const planKeys = sql`plan.id as plan_id, plan.state, plan.audience, plan.audience_id,
  coalesce(plan.organisation_id, plan.partnership_id) as body_id`

type Found = PlanKeyed & {
  readonly id: string
  readonly title: string
  readonly words: string | null
  readonly href: string
  readonly at: Temporal.PlainDate | null
  readonly body: string | null
}

const recordOf = ({ id, title, words, href, at, body, ...plan }: Found): SearchRecord => ({
  id,
  title,
  words: words ?? '',
  href,
  at,
  body,
  audience: keysOfPlan(plan),
})

async function plans(db: Db, ids: readonly string[] | 'all'): Promise<readonly SearchRecord[]> {
  const { rows } = await sql<Found>`
    select plan.id, plan.title, concat_ws(' ', plan.code, plan.purpose, template.name,
        (select string_agg(section.words, ' ') from delivery.section section where section.plan_id = plan.id)) as words,
      '/delivery/' || plan.code as href, plan.from_on as at, plan.organisation_id as body, ${planKeys}
    from delivery.plan plan join delivery.template_version version on version.id = plan.template_version_id
    join delivery.template template on template.id = version.template_id
    where ${isAmong(ids, 'plan.id')}`.execute(db)
  return rows.map(recordOf)
}

async function outcomes(db: Db, ids: readonly string[] | 'all'): Promise<readonly SearchRecord[]> {
  const { rows } = await sql<Found>`
    select outcome.id, outcome.title, concat_ws(' ', outcome.statement, outcome.block, outcome.target) as words,
      '/delivery/' || plan.code || '/outcomes/' || outcome.number as href, plan.from_on as at,
      plan.organisation_id as body, ${planKeys}
    from delivery.outcome outcome join delivery.plan plan on plan.id = outcome.plan_id
    where ${isAmong(ids, 'outcome.id')}`.execute(db)
  return rows.map(recordOf)
}

async function activities(db: Db, ids: readonly string[] | 'all'): Promise<readonly SearchRecord[]> {
  const { rows } = await sql<Found>`
    select activity.id, activity.title, concat_ws(' ', activity.number, activity.description,
        (select string_agg(milestone.title, ' ') from delivery.milestone milestone
          where milestone.activity_id = activity.id and milestone.dropped_on is null)) as words,
      '/delivery/' || plan.code || '/activities/' || activity.number as href, activity.added_on as at,
      plan.organisation_id as body, ${planKeys}
    from delivery.activity activity join delivery.plan plan on plan.id = activity.plan_id
    where ${isAmong(ids, 'activity.id')}`.execute(db)
  return rows.map(recordOf)
}

async function rounds(db: Db, ids: readonly string[] | 'all'): Promise<readonly SearchRecord[]> {
  const { rows } = await sql<Found>`
    select round.id, round.title || ', ' || plan.title as title, concat_ws(' ', round.code, plan.code) as words,
      '/delivery/' || plan.code || '/rounds/' || round.code as href, round.period_until as at,
      plan.organisation_id as body, ${planKeys}
    from delivery.round round join delivery.plan plan on plan.id = round.plan_id
    where ${isAmong(ids, 'round.id')}`.execute(db)
  return rows.map(recordOf)
}

type FoundReport = Found & { readonly report_audience: 'plan' | 'public' }

/** Issued reports. What stands for a figure or an assertion in an author's words is not looked for. */
async function reports(db: Db, ids: readonly string[] | 'all'): Promise<readonly SearchRecord[]> {
  const { rows } = await sql<FoundReport>`
    select report.id, report.title, concat_ws(' ', plan.code, round.code,
        (select string_agg(regexp_replace(value, '\\[\\[[^\\]]*\\]\\]', ' ', 'g'), ' ') from jsonb_each_text(report.words))) as words,
      '/delivery/' || plan.code || '/rounds/' || round.code || '/report?version=' || frozen.number
        || coalesce('&slice=' || replace(report.slice, ':', '%3A'), '') as href,
      (report.issued_at at time zone 'Europe/London')::date as at, plan.organisation_id as body,
      report.audience as report_audience, ${planKeys}
    from delivery.report report join delivery.frozen frozen on frozen.id = report.frozen_id
    join delivery.round round on round.id = report.round_id join delivery.plan plan on plan.id = round.plan_id
    where report.state <> 'draft' and ${isAmong(ids, 'report.id')}`.execute(db)
  // A report for those who may read the plan is not for everybody, also where the plan itself is.
  return rows.map(({ report_audience, ...row }) => {
    const record = recordOf(row)
    const readers = record.audience.filter((key) => key !== PUBLIC)
    return { ...record, audience: report_audience === 'public' ? [...readers, PUBLIC] : readers }
  })
}

export const searchKinds: readonly SearchKind[] = [
  { kind: 'delivery.plan', title: 'Delivery plan', plural: 'Delivery plans', records: plans },
  {
    kind: 'delivery.outcome',
    title: 'Outcome of a plan',
    plural: 'Outcomes of plans',
    records: outcomes,
  },
  {
    kind: 'delivery.activity',
    title: 'Activity of a plan',
    plural: 'Activities of plans',
    records: activities,
  },
  { kind: 'delivery.round', title: 'Round of a plan', plural: 'Rounds of plans', records: rounds },
  { kind: 'delivery.report', title: 'Report of a round', plural: 'Reports of rounds', records: reports },
]
