// Who may do what: the offices that a plan confers, and the permissions every role holds.
import { sql } from '#platform/database/index.ts'
import type { Role, RolesHeld } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { hasPostFor } from './queries/people.ts'
import { KEEP, READ, READ_PUBLIC } from './queries/seeing.ts'
import { TEMPLATE_READ } from './queries/templates.ts'

export const roles: readonly Role[] = [
  { name: 'plan-officer', title: 'Keeps a plan and runs its rounds', scope: 'plan' },
  { name: 'plan-reporter', title: 'Leads, directs or was given an activity of a plan', scope: 'plan' },
]

/**
 * The offices a person holds today: the plans they keep, and the plans in which they lead, direct or report. Which
 * activity is theirs is asked on the locked record (V4), so that a lead of forty activities carries one grant. An office
 * gives no power to whoever works for the body of the plan no more.
 */
export function rolesHeld(personId: string, now: Temporal.Instant): RolesHeld {
  const today = londonDate(now)
  return sql`
    with office as (
      select 'plan-officer' as role, plan_id from delivery.officer
        where person_id = ${personId} and from_on <= ${today.toString()}::date and ended_on is null
      union select 'plan-reporter', plan_id from delivery.activity where lead_person_id = ${personId} or director_person_id = ${personId}
      union select 'plan-reporter', plan_id from delivery.unit where director_person_id = ${personId}
      union select 'plan-reporter', plan_id from delivery.outcome where lead_person_id = ${personId}
      union select 'plan-reporter', activity.plan_id from delivery.delegation delegation
        join delivery.activity activity on activity.id = delegation.activity_id
        where delegation.person_id = ${personId} and delegation.ended_on is null)
    select office.role, 'plan' as kind, plan.id from office join delivery.plan plan on plan.id = office.plan_id
      where ${hasPostFor(personId, today)}`
}

const ADMINISTRATORS = ['administrator']
const OF_THE_BODY = ['organisation-lead', 'partnership-officer']
/** Those who keep a plan and run its rounds. */
export const KEEPERS = [...OF_THE_BODY, 'plan-officer']
/** Those who report; which activity is theirs is asked on the locked record. */
export const REPORTERS = [...KEEPERS, 'plan-reporter']
const READERS = [
  ...REPORTERS,
  'staff',
  'partner-staff',
  'group-member',
  'group-chair',
  'group-secretary',
  'decision-maker',
  'decision-chair',
  'finance-officer',
  'fund-officer',
]

export const permissions: Readonly<Record<string, readonly string[]>> = {
  [READ]: READERS,
  [READ_PUBLIC]: ['visitor'],
  'delivery.template.add': ADMINISTRATORS,
  'delivery.template.revise': ADMINISTRATORS,
  'delivery.template.retire': ADMINISTRATORS,
  'delivery.codelist.add': ADMINISTRATORS,
  'delivery.codelist.revise': ADMINISTRATORS,
  [TEMPLATE_READ]: ['signed-in'],
  'delivery.plan.create': OF_THE_BODY,
  'delivery.submission.save': REPORTERS,
  'delivery.submission.submit': REPORTERS,
  'delivery.submission.reopen': REPORTERS,
  'delivery.plan.import': KEEPERS,
  'delivery.doubt.settle': KEEPERS,
  'delivery.sheet.upload': REPORTERS,
  'delivery.sheet.send': REPORTERS,
  'delivery.column.define': KEEPERS,
  [KEEP]: KEEPERS,
  'delivery.plan.approve': KEEPERS,
  'delivery.plan.close': KEEPERS,
  'delivery.section.write': KEEPERS,
  'delivery.outcome.add': KEEPERS,
  'delivery.outcome.edit': KEEPERS,
  'delivery.unit.add': KEEPERS,
  'delivery.unit.edit': KEEPERS,
  'delivery.officer.appoint': KEEPERS,
  'delivery.officer.end': KEEPERS,
  'delivery.policy.begin': KEEPERS,
  'delivery.policy.end': KEEPERS,
  'delivery.activity.add': KEEPERS,
  'delivery.activity.edit': KEEPERS,
  'delivery.activity.hand-over': KEEPERS,
  'delivery.date.change': KEEPERS,
  'delivery.date.record-original': KEEPERS,
  'delivery.closing.record': KEEPERS,
  'delivery.closing.reopen': KEEPERS,
  'delivery.thread.link': KEEPERS,
  'delivery.thread.unlink': KEEPERS,
  'delivery.milestone.add': REPORTERS,
  'delivery.milestone.edit': REPORTERS,
  'delivery.milestone.meet': REPORTERS,
  'delivery.milestone.drop': REPORTERS,
  'delivery.action.give': REPORTERS,
  'delivery.finding.answer': KEEPERS,
  'delivery.figure.match': KEEPERS,
  'delivery.report.write': KEEPERS,
  'delivery.report.edit': KEEPERS,
  'delivery.report.issue': KEEPERS,
  'delivery.report.propose': KEEPERS,
}
