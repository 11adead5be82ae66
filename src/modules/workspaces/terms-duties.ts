// What terms need of somebody, for the home page: an offer, or new terms, that wait for an answer of their body.
import { fill, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { ANSWER } from './queries/agreements.ts'

type Waiting = {
  readonly id: string
  readonly site_name: string
  readonly owner_name: string
  readonly is_new: boolean
  readonly from_on: Temporal.PlainDate
}

/** One query: what nobody of the reader's bodies has answered yet. */
async function offersWaiting(reader: Reader): Promise<Duty[]> {
  const bodies = reader.scopes(ANSWER, 'organisation')
  if (bodies === 'all' || bodies.length === 0) return []
  const { rows } = await sql<Waiting>`
    select agreement.id, site.name as site_name, owner.name as owner_name, agreement.state = 'offered' as is_new, agreement.from_on
    from workspaces.agreement agreement
    join organisations.site_card site on site.id = agreement.site_id
    join organisations.organisation_card owner on owner.id = agreement.owner_organisation_id
    where agreement.audience = 'organisation' and agreement.audience_id = any(${[...bodies]}::uuid[])
      and (agreement.state = 'offered' or (agreement.state = 'standing' and agreement.proposed_at is not null))
    order by agreement.from_on, agreement.id limit 50`.execute(reader.db)
  return rows.map((row) => ({
    title: row.is_new
      ? `Answer the offer of ${row.owner_name}: ${row.site_name}`
      : `Answer the new terms for ${row.site_name}`,
    href: `/workspaces/agreements/${row.id}`,
    due: row.is_new ? row.from_on : null,
    context: `Workspaces of ${row.owner_name} for your staff`,
    step: 'Read the terms and answer',
  }))
}

export const termsDuties = fill(duty, {
  name: 'workspaces.agreement.duties',
  permission: ANSWER,
  run: offersWaiting,
})
