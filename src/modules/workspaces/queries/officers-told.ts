// Who runs a workplace and is told of what happens there: its officers of some offices, or the lead of its owner where
// nobody holds one.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { officeHolders } from '#modules/organisations/index.ts'
import type { OfficerRole } from '../rules.ts'
import type { WorkplaceAt } from './seeing.ts'

const MOST_TOLD = 50

/** Their ids, each once. */
export async function officersTold(
  reader: Reader,
  at: WorkplaceAt,
  roles: readonly OfficerRole[],
): Promise<readonly string[]> {
  const today = londonDate(reader.now).toString()
  const { rows } = await sql<{ person_id: string }>`
    select distinct officer.person_id from workspaces.officer officer
    where officer.organisation_id = ${at.owner_organisation_id} and (officer.site_id is null or officer.site_id = ${at.site_id})
      and officer.role = any(${[...roles]}::text[]) and officer.ended_on is null and officer.from_on <= ${today}::date
      and exists (select 1 from organisations.employment_card post where post.person_id = officer.person_id
        and post.organisation_id = officer.organisation_id and post.started_on <= ${today}::date
        and (post.ended_on is null or post.ended_on >= ${today}::date))
    order by officer.person_id limit ${MOST_TOLD}`.execute(reader.db)
  if (rows.length > 0) return rows.map((row) => row.person_id)
  const leads = await officeHolders(reader, 'organisation-lead', at.owner_organisation_id)
  return leads.map((one) => one.person_id)
}
