// For whom a person could come to an event: the organisations that employ them today, and which of those are partners.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'

export type Employer = { readonly id: string; readonly name: string; readonly is_partner: boolean }

/** The employers of an active person today, partners first; empty for somebody who left. */
export async function employersFor(
  reader: Pick<Reader, 'db' | 'now'>,
  partnershipId: string,
  personId: string,
): Promise<Employer[]> {
  const today = londonDate(reader.now).toString()
  const { rows } = await sql<Employer>`
    select distinct body.id, body.name, exists (
        select 1 from partnerships.member_card member
        where member.partnership_id = ${partnershipId} and member.organisation_id = body.id
          and (member.joined_on is null or member.joined_on <= ${today}::date)
          and (member.left_on is null or member.left_on >= ${today}::date)) as is_partner
    from organisations.employment_card post
    join organisations.organisation_card body on body.id = post.organisation_id
    join organisations.person_card person on person.id = post.person_id and person.state = 'active'
    where post.person_id = ${personId} and post.started_on <= ${today}::date
      and (post.ended_on is null or post.ended_on >= ${today}::date)
    order by is_partner desc, body.name`.execute(reader.db)
  return rows
}

/** How many partners the partnership has today: what an even split divides by. */
export async function partnerCount(
  reader: Pick<Reader, 'db' | 'now'>,
  partnershipId: string,
): Promise<number> {
  const today = londonDate(reader.now)
  const row = await reader.db
    .selectFrom('partnerships.member_card')
    .select(({ fn }) => fn.count<string>('organisation_id').distinct().as('partners'))
    .where('partnership_id', '=', partnershipId)
    .where(({ eb, or }) => or([eb('joined_on', 'is', null), eb('joined_on', '<=', today)]))
    .where(({ eb, or }) => or([eb('left_on', 'is', null), eb('left_on', '>=', today)]))
    .executeTakeFirst()
  return Number(row?.partners ?? 0)
}
