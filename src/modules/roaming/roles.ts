// Who may do what: those who run the federation, and those who answer for a member.
import { sql } from '#platform/database/index.ts'
import type { Role, RolesHeld } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'

export const roles: readonly Role[] = [
  { name: 'roaming-operator', title: 'Runs the roaming federation', scope: null },
  { name: 'roaming-technical', title: 'Technical contact for roaming', scope: 'organisation' },
  { name: 'roaming-service', title: 'Service contact for roaming', scope: 'organisation' },
  { name: 'roaming-security', title: 'Security contact for roaming', scope: 'organisation' },
  { name: 'roaming-secrets', title: 'Receives shared secrets', scope: 'organisation' },
]

/** The duties a person holds today, while they work for the body; operators while they are active. */
export function rolesHeld(personId: string, now: Temporal.Instant): RolesHeld {
  const today = sql`${londonDate(now).toString()}::date`
  return sql`
    select 'roaming-operator' as role, null::text as kind, null::uuid as id from roaming.operator operator
      where operator.person_id = ${personId} and operator.ended_on is null and operator.from_on <= ${today}
    union all
    select 'roaming-' || contact.duty, 'organisation', member.organisation_id from roaming.contact contact
      join roaming.member member on member.id = contact.member_id
      where contact.person_id = ${personId} and contact.ended_on is null and contact.from_on <= ${today}
      and exists (select 1 from organisations.employment_card post where post.person_id = contact.person_id
        and post.organisation_id = member.organisation_id and post.started_on <= ${today}
        and (post.ended_on is null or post.ended_on >= ${today}))`
}

/** Those who run the federation. An administrator appoints them and may do what they may, but is shown no secret. */
export const OPERATORS = ['administrator', 'roaming-operator']
/** Those who keep a member's part of the register. */
export const KEEPERS = [...OPERATORS, 'roaming-technical']
/** Those who trace an incident at their own sites and answer for their own people. */
export const TRACERS = ['roaming-security']
/** To whom a shared secret may be shown. */
export const SECRET_HOLDERS = ['roaming-secrets']
/** Everybody who works for a body. */
export const STAFF = ['staff']
