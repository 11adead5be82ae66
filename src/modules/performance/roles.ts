// Who may do what: the office that an indicator confers, and the permissions every role holds.
import type { Role, RolesHeld } from '#platform/module/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { KEEP, READ, READ_INSIDE, worksForBody } from './queries/seeing.ts'

export const roles: readonly Role[] = [
  { name: 'indicator-owner', title: 'Gives the figures of an indicator', scope: 'indicator' },
]

/** The indicators a person owns today, while they work for the body that is measured (M8). */
export function rolesHeld(personId: string, now: Temporal.Instant): RolesHeld {
  return sql`
    select 'indicator-owner' as role, 'indicator' as kind, indicator.id from performance.indicator indicator
    where indicator.owner_person_id = ${personId} and ${worksForBody(sql`${personId}::uuid`, londonDate(now))}`
}

const KEEPERS = ['administrator', 'organisation-lead', 'partnership-officer']
const OWNERS = [...KEEPERS, 'indicator-owner']

export const permissions: Readonly<Record<string, readonly string[]>> = {
  [READ]: ['visitor'],
  [READ_INSIDE]: [...OWNERS, 'staff', 'partner-staff'],
  'performance.indicator.create': KEEPERS,
  [KEEP]: OWNERS,
  'performance.indicator.define': OWNERS,
  'performance.indicator.hand-over': OWNERS,
  'performance.indicator.retire': KEEPERS,
  'performance.indicator.import': KEEPERS,
  'performance.value.give': OWNERS,
  'performance.value.correct': OWNERS,
  'performance.value.answer': OWNERS,
  'performance.target.set': OWNERS,
  'performance.benchmark.add': OWNERS,
}
