// What a file of a plan asks of those who keep it, on their list of what wants doing.
import { fill, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { SETTLE } from './queries/doubts.ts'

type Asked = { readonly code: string; readonly title: string; readonly open: number }

/** One query, however many plans a person keeps. */
async function openIn(reader: Reader): Promise<readonly Asked[]> {
  const ids = (...kinds: readonly string[]): string[] =>
    kinds.flatMap((kind) => {
      const held = reader.scopes(SETTLE, kind)
      return held === 'all' ? [] : [...held]
    })
  const [plans, bodies] = [ids('plan'), ids('organisation', 'partnership')]
  if (plans.length + bodies.length === 0) return []
  const { rows } = await sql<Asked>`
    select plan.code, plan.title, count(*)::int as open
    from delivery.doubt doubt join delivery.activity activity on activity.id = doubt.activity_id
    join delivery.plan plan on plan.id = activity.plan_id
    where doubt.settled_at is null and plan.state <> 'closed' and (plan.id = any(${plans}::uuid[])
      or (coalesce(plan.organisation_id, plan.partnership_id) = any(${bodies}::uuid[])
        and not exists (select 1 from delivery.officer officer where officer.plan_id = plan.id and officer.ended_on is null)))
    group by plan.code, plan.title order by plan.title`.execute(reader.db)
  return rows
}

export const fileDuties = fill(duty, {
  name: 'delivery.doubt.to-settle',
  permission: SETTLE,
  run: async (reader: Reader): Promise<Duty[]> =>
    (await openIn(reader)).map(({ code, title, open }) => ({
      title: open === 1 ? 'Answer a question about a file' : `Answer ${open} questions about a file`,
      href: `/delivery/${code}/doubts`,
      due: null,
      context: title,
      step: 'Answer',
    })),
})
