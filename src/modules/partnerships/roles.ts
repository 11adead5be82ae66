// Who may do what: officers by appointment, and everybody who works for a member.
import type { Db } from '#platform/database/index.ts'
import type { Role, RoleHeld } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { OFFICER_ROLES } from './rules/membership.ts'

export const roles: readonly Role[] = [
  ...Object.entries(OFFICER_ROLES).map(([name, title]) => ({ name, title, scope: 'partnership' })),
  { name: 'partner-staff', title: 'Works for a member', scope: 'partnership' },
]

/** The roles a person holds today: officer of a partnership, and staff of every partnership their employers belong to. */
export async function rolesHeld(
  db: Db,
  personId: string,
  now: Temporal.Instant,
): Promise<readonly RoleHeld[]> {
  const today = londonDate(now)
  const officers = await db
    .selectFrom('partnerships.appointment')
    .select(['role', 'partnership_id'])
    .where('person_id', '=', personId)
    .where('ended_on', 'is', null)
    .orderBy('id')
    .execute()
  const member = await db
    .selectFrom('partnerships.member as member')
    .innerJoin('organisations.employment_card as post', 'post.organisation_id', 'member.organisation_id')
    .select('member.partnership_id')
    .distinct()
    .where('post.person_id', '=', personId)
    .where('post.ended_on', 'is', null)
    .where('post.started_on', '<=', today)
    .where(({ eb, or }) => or([eb('member.joined_on', 'is', null), eb('member.joined_on', '<=', today)]))
    .where(({ eb, or }) => or([eb('member.left_on', 'is', null), eb('member.left_on', '>=', today)]))
    .orderBy('member.partnership_id')
    .execute()
  const of = (role: string, id: string): RoleHeld => ({ role, scope: { kind: 'partnership', id } })
  return [
    // An officer comes from the members: without a post at one of them the office gives no power any more.
    ...officers
      .filter((one) => member.some(({ partnership_id }) => partnership_id === one.partnership_id))
      .map((one) => of(one.role, one.partnership_id)),
    ...member.map((one) => of('partner-staff', one.partnership_id)),
  ]
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
