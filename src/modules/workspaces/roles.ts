// Who may do what: the offices that an owner confers for its workplaces, and the permissions every role holds.
import { sql } from '#platform/database/index.ts'
import type { Role, RolesHeld } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'

export const roles: readonly Role[] = [
  { name: 'workspace-manager', title: 'Manages workspaces', scope: 'organisation' },
  { name: 'workspace-approver', title: 'Approves bookings', scope: 'organisation' },
  { name: 'workspace-reception', title: 'Receives people at a workplace', scope: 'organisation' },
  { name: 'workspace-continuity', title: 'Invokes business continuity', scope: 'organisation' },
]

/** The offices a person holds today, while they work for the owner: for the organisation, or for one workplace ('site'). */
export function rolesHeld(personId: string, now: Temporal.Instant): RolesHeld {
  const today = sql`${londonDate(now).toString()}::date`
  return sql`
    select 'workspace-' || officer.role as role, case when officer.site_id is null then 'organisation' else 'site' end as kind,
      coalesce(officer.site_id, officer.organisation_id) as id
    from workspaces.officer officer
    where officer.person_id = ${personId} and officer.ended_on is null and officer.from_on <= ${today}
      and exists (select 1 from organisations.employment_card post where post.person_id = officer.person_id
        and post.organisation_id = officer.organisation_id and post.started_on <= ${today}
        and (post.ended_on is null or post.ended_on >= ${today}))`
}

/** Held for the organisation or for one of its workplaces. */
export const MANAGERS = ['administrator', 'organisation-lead', 'workspace-manager']
export const APPROVERS = ['organisation-lead', 'workspace-manager', 'workspace-approver']
export const RECEPTION = ['workspace-manager', 'workspace-reception']
export const CONTINUITY = ['organisation-lead', 'workspace-continuity']
/** Everybody who works for a body. */
export const STAFF = ['staff']
