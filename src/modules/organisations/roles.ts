// Who may do what: the roles that posts and offices confer, and the permissions each of them holds.
import { sql } from '#platform/database/index.ts'
import type { Role, RolesHeld } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'

export const roles: readonly Role[] = [
  { name: 'administrator', title: 'Administrator of the installation', scope: null },
  { name: 'organisation-lead', title: 'Lead of an organisation', scope: 'organisation' },
  { name: 'staff', title: 'Works for an organisation', scope: 'organisation' },
]

/** The roles a person holds today: one for each post, one for each office. */
export function rolesHeld(personId: string, now: Temporal.Instant): RolesHeld {
  const today = londonDate(now).toString()
  return sql`
    select 'staff' as role, 'organisation' as kind, organisation_id as id from organisations.employment
      where person_id = ${personId} and started_on <= ${today} and ended_on is null
    union all select role, case when organisation_id is null then null else 'organisation' end, organisation_id
      from organisations.office where person_id = ${personId} and ended_on is null`
}

const ADMINISTRATORS = ['administrator']
const LEADS = ['administrator', 'organisation-lead']

export const permissions: Readonly<Record<string, readonly string[]>> = {
  'organisations.organisation.list': ['visitor'],
  'organisations.organisation.read': ['visitor'],
  'organisations.organisation.create': ADMINISTRATORS,
  'organisations.organisation.edit': LEADS,
  'organisations.organisation.reach': LEADS,
  'organisations.organisation.end': ADMINISTRATORS,
  'organisations.person.list': ['signed-in'],
  'organisations.person.read': ['signed-in'],
  'organisations.person.access': ['signed-in'],
  'organisations.person.create': LEADS,
  'organisations.person.edit': LEADS,
  'organisations.person.edit-own': ['signed-in'],
  'organisations.person.share': ['signed-in'],
  'organisations.person.leave': LEADS,
  'organisations.staff.reconcile': LEADS,
  'organisations.person.forget': ADMINISTRATORS,
  'organisations.person.import': ADMINISTRATORS,
  'organisations.employment.start': LEADS,
  'organisations.employment.end': LEADS,
  'organisations.office.appoint': ADMINISTRATORS,
  'organisations.office.end': ADMINISTRATORS,
  'organisations.site.list': ['visitor'],
  'organisations.site.create': LEADS,
  'organisations.site.edit': LEADS,
  'organisations.site.describe': LEADS,
  'organisations.site.set-hours': LEADS,
  'organisations.site.set-access': LEADS,
  'organisations.site.close': LEADS,
  'organisations.site.reopen': LEADS,
  'organisations.site.import': ADMINISTRATORS,
  'organisations.mail-domain.list': ADMINISTRATORS,
  'organisations.mail-domain.add': ADMINISTRATORS,
  'organisations.mail-domain.prove': ADMINISTRATORS,
  'organisations.mail-domain.remove': ADMINISTRATORS,
}
