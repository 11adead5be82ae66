// What rounds ask of a person: report, change what came back, sign off, answer requests, freeze. One question for all.
import { fill, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { standingOf } from './queries/completion.ts'
import { standsWithReport } from './queries/rounds.ts'
import { KEEP, READ } from './queries/seeing.ts'
import { lastDayOf } from './rules.ts'
import { reportHref, roundHref } from './views/round-words.ts'

type Kind = 'report' | 'late' | 'returned' | 'sign' | 'answer' | 'freeze'

type Waiting = {
  readonly kind: Kind
  readonly plan_code: string
  readonly plan_title: string
  readonly round_code: string
  readonly round_title: string
  readonly due: Temporal.Instant | null
  readonly count: number
  /** One of the activities: the one, where there is only one. */
  readonly number: number | null
  readonly title: string | null
}

async function waitingFor(reader: Reader, me: string): Promise<readonly Waiting[]> {
  const now = sql`${reader.now.toString()}::timestamptz`
  const { rows } = await sql<Waiting>`
    with kept as (
      select plan.id from delivery.plan plan
      where plan.state = 'approved' and (plan.id in (select officer.plan_id from delivery.officer officer
          where officer.person_id = ${me} and officer.ended_on is null)
        or (coalesce(plan.organisation_id, plan.partnership_id) = any(${bodiesKept(reader)}::uuid[])
          and not exists (select 1 from delivery.officer officer where officer.plan_id = plan.id and officer.ended_on is null)))),
    mine as (
      select activity.* from delivery.activity activity where activity.lead_person_id = ${me}
      union select activity.* from delivery.activity activity join delivery.delegation delegation
        on delegation.activity_id = activity.id where delegation.person_id = ${me} and delegation.ended_on is null),
    standing as (
      select round.id as round_id, round.opens_at, round.closes_at, activity.number, activity.title, ${standingOf} as standing,
        (select max(extension.until_at) from delivery.extension extension where extension.round_id = round.id
          and extension.activity_id = activity.id and extension.state = 'granted') as until_at, round.state
      from mine activity join delivery.round round on round.plan_id = activity.plan_id
      left join delivery.submission submission on submission.round_id = round.id and submission.activity_id = activity.id
      where not round.is_imported and round.opens_at <= ${now} and (round.state <> 'frozen' or exists (select 1 from delivery.extension reopened
        where reopened.round_id = round.id and reopened.activity_id = activity.id and reopened.until_at > ${now})) and ${standsWithReport}),
    found as (
      select 'report' as kind, round_id, closes_at as due, count(*)::int as count, min(number) as number,
        case when count(*) = 1 then min(title) end as title
      from standing where standing in ('not-begun', 'draft') and closes_at > ${now} group by round_id, closes_at
      union all select 'late', round_id, until_at, 1, number, title
      from standing where standing in ('not-begun', 'draft') and closes_at <= ${now} and until_at > ${now}
      union all select 'returned', round_id, greatest(closes_at, until_at), 1, number, title
      from standing where standing = 'returned' and (state <> 'frozen' or until_at > ${now})
      union all select 'sign', submission.round_id, null, count(*)::int, min(activity.number),
        case when count(*) = 1 then min(activity.title) end
      from delivery.submission submission join delivery.activity activity on activity.id = submission.activity_id
      join delivery.round round on round.id = submission.round_id
      left join delivery.unit unit on unit.id = activity.unit_id
      cross join lateral (select case
        when activity.director_person_id is distinct from submission.prepared_by_person_id and activity.director_person_id is not null
          then activity.director_person_id
        when unit.director_person_id is distinct from submission.prepared_by_person_id then unit.director_person_id end as person_id) signatory
      where submission.state = 'submitted' and not round.is_imported
        and (round.state <> 'frozen' or exists (select 1 from delivery.extension reopened
          where reopened.round_id = round.id and reopened.activity_id = activity.id and reopened.kind = 'correction'
            and reopened.asked_at >= (select max(frozen.made_at) from delivery.frozen frozen where frozen.round_id = round.id)))
        and (signatory.person_id = ${me} or (signatory.person_id is null and round.plan_id in (select id from kept)
          and submission.prepared_by_person_id is distinct from ${me}::uuid))
      group by submission.round_id
      union all select 'answer', extension.round_id, null, count(*)::int, null, null
      from delivery.extension extension join delivery.round round on round.id = extension.round_id
      where extension.state = 'asked' and round.plan_id in (select id from kept) and round.state <> 'frozen' group by extension.round_id
      union all select 'freeze', round.id, null, 1, null, null from delivery.round round
      where round.plan_id in (select id from kept) and not round.is_imported and round.state <> 'frozen' and round.closes_at <= ${now})
    select found.kind, plan.code as plan_code, plan.title as plan_title, round.code as round_code, round.title as round_title,
      found.due, found.count, found.number, found.title
    from found join delivery.round round on round.id = found.round_id join delivery.plan plan on plan.id = round.plan_id
    where plan.state = 'approved'
    order by found.due nulls last, plan.title, round.period_from, found.kind, found.number limit 200`.execute(
    reader.db,
  )
  return rows
}

const bodiesKept = (reader: Reader): readonly string[] =>
  (['organisation', 'partnership'] as const).flatMap((kind) => {
    const held = reader.scopes(KEEP, kind)
    return held === 'all' ? [] : [...held]
  })

const named = (row: Waiting): string => `${row.number ?? ''} ${row.title ?? ''}`.trim()
const reports = (count: number): string => (count === 1 ? 'one report' : `${count} reports`)

function dutyOf(row: Waiting): Duty {
  const [plan, round] = [{ code: row.plan_code }, { code: row.round_code }]
  const at = roundHref(plan, round)
  const form = row.number === null ? at : reportHref(plan, round, row.number)
  const due = row.due === null ? null : lastDayOf(row.due)
  const context = `${row.round_title}, ${row.plan_title}`
  switch (row.kind) {
    case 'report':
      return row.title === null
        ? { title: `Report on ${row.count} activities`, href: `${at}/mine`, due, context, step: 'Report' }
        : { title: `Report on ${named(row)}`, href: form, due, context, step: 'Report' }
    case 'late':
      return { title: `Report late on ${named(row)}`, href: form, due, context, step: 'Report' }
    case 'returned':
      return {
        title: `Change your report on ${named(row)}: it came back`,
        href: form,
        due,
        context,
        step: 'Change it',
      }
    case 'sign':
      return {
        title: row.title === null ? `Sign off ${reports(row.count)}` : `Sign off the report on ${named(row)}`,
        href: `${at}/sign-off`,
        due,
        context,
        step: 'Read and sign',
      }
    case 'answer':
      return {
        title: `Answer ${row.count === 1 ? 'a request' : `${row.count} requests`} for more time`,
        href: `${at}#requests`,
        due,
        context,
        step: 'Answer',
      }
    case 'freeze':
      return { title: `Freeze ${row.round_title}`, href: `${at}/freeze`, due, context, step: 'Freeze it' }
  }
}

export const roundDuties = fill(duty, {
  name: 'delivery.round.to-do',
  permission: READ,
  async run(reader) {
    if (reader.actor.kind !== 'person') return []
    return (await waitingFor(reader, reader.actor.id)).map(dutyOf)
  },
})
