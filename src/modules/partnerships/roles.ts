// Who may do what: officers by appointment, and everybody who works for a member.
import { sql } from '#platform/database/index.ts'
import type { Role, RolesHeld } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { OFFICER_ROLES } from './rules/membership.ts'

export const roles: readonly Role[] = [
  ...Object.entries(OFFICER_ROLES).map(([name, title]) => ({ name, title, scope: 'partnership' })),
  { name: 'partner-staff', title: 'Works for a member', scope: 'partnership' },
]

/** The roles a person holds today: officer of a partnership, and staff of every partnership their employers belong to. */
export function rolesHeld(personId: string, now: Temporal.Instant): RolesHeld {
  const today = londonDate(now).toString()
  // An officer comes from the members: without a post at one of them the office gives no power any more.
  return sql`
    with partner as (
      select distinct member.partnership_id as id from partnerships.member member
      join organisations.employment_card post on post.organisation_id = member.organisation_id
      where post.person_id = ${personId} and post.ended_on is null and post.started_on <= ${today}
        and (member.joined_on is null or member.joined_on <= ${today})
        and (member.left_on is null or member.left_on >= ${today}))
    select officer.role, 'partnership' as kind, officer.partnership_id as id
      from partnerships.appointment officer join partner on partner.id = officer.partnership_id
      where officer.person_id = ${personId} and officer.ended_on is null
    union all select 'partner-staff', 'partnership', id from partner`
}

const EVERYBODY = ['visitor']
const ADMINISTRATORS = ['administrator']
const OFFICERS = ['administrator', 'partnership-officer']
const KEEPERS = ['administrator', 'partnership-officer', 'organisation-lead']
const ACCOUNTS = ['partnership-officer', 'finance-officer']
const MEMBERS = ['administrator', 'partnership-officer', 'fund-officer', 'finance-officer', 'partner-staff']

export const permissions: Readonly<Record<string, readonly string[]>> = {
  'partnerships.partnership.list': EVERYBODY,
  'partnerships.partnership.read': EVERYBODY,
  'partnerships.partnership.create': ADMINISTRATORS,
  'partnerships.partnership.edit': OFFICERS,
  'partnerships.member.list': EVERYBODY,
  'partnerships.member.join': OFFICERS,
  'partnerships.member.leave': OFFICERS,
  'partnerships.member.change-tier': [...OFFICERS, 'finance-officer'],
  'partnerships.officer.appoint': OFFICERS,
  'partnerships.officer.end': OFFICERS,
  'partnerships.agreement.list': MEMBERS,
  'partnerships.agreement.add': OFFICERS,
  'partnerships.tier.set': ACCOUNTS,
  'partnerships.subscription.list': [
    'administrator',
    'partnership-officer',
    'fund-officer',
    'finance-officer',
  ],
  'partnerships.subscription.raise': ACCOUNTS,
  'partnerships.payment.record': ['finance-officer'],
  'partnerships.payment.reverse': ['finance-officer'],
  'partnerships.figure.declare': OFFICERS,
  'partnerships.service.list': EVERYBODY,
  'partnerships.service.add': ADMINISTRATORS,
  'partnerships.service.rename': ADMINISTRATORS,
  'partnerships.service.end': ADMINISTRATORS,
  'partnerships.arrangement.list': EVERYBODY,
  'partnerships.arrangement.read': ['signed-in'],
  'partnerships.arrangement.import': OFFICERS,
  // Who keeps an arrangement is decided on its record; the lead person may be anybody of its bodies.
  'partnerships.arrangement.keep': KEEPERS,
  // Whose home page reminds them of what their body leads, names and keeps right.
  'partnerships.arrangement.lead': ['organisation-lead'],
  'partnerships.champion.name': ['organisation-lead'],
  'partnerships.signpost.own': ['organisation-lead'],
  'partnerships.arrangement.record': KEEPERS,
  'partnerships.arrangement.edit': [...KEEPERS, 'staff'],
  'partnerships.arrangement.move': [...KEEPERS, 'staff'],
  'partnerships.arrangement.end': [...KEEPERS, 'staff'],
  'partnerships.arrangement.join': [...KEEPERS, 'staff'],
  'partnerships.arrangement.leave': [...KEEPERS, 'staff'],
  'partnerships.saving.claim': [...KEEPERS, 'staff'],
  'partnerships.saving.confirm': ['organisation-lead', 'finance-officer'],
  'partnerships.interest.tell': ['signed-in'],
  'partnerships.interest.answer': [...KEEPERS, 'staff'],
  'partnerships.champion.list': ['signed-in'],
  'partnerships.champion.appoint': KEEPERS,
  'partnerships.champion.confirm': KEEPERS,
  'partnerships.champion.end': KEEPERS,
  'partnerships.champion.write': OFFICERS,
  'partnerships.champion.import': OFFICERS,
  'partnerships.champion-role.add': OFFICERS,
  'partnerships.champion-role.edit': OFFICERS,
  'partnerships.champion-role.end': OFFICERS,
  'partnerships.topic.add': OFFICERS,
  'partnerships.signpost.list': EVERYBODY,
  'partnerships.signpost.add': OFFICERS,
  'partnerships.signpost.edit': KEEPERS,
  'partnerships.signpost.confirm': KEEPERS,
  'partnerships.signpost.end': KEEPERS,
  'partnerships.signpost.import': OFFICERS,
  'partnerships.doubt.tell': ['signed-in'],
  'partnerships.doubt.settle': KEEPERS,
  'partnerships.report.list': EVERYBODY,
  'partnerships.report.read': EVERYBODY,
  'partnerships.report.read-members': MEMBERS,
  'partnerships.report.write': ['partnership-officer'],
  'partnerships.report.edit': ['partnership-officer'],
  'partnerships.report.explain': ['partnership-officer'],
  'partnerships.report.issue': ['partnership-officer'],
}
