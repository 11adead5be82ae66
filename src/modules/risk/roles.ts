// Who may do what: the offices that a register and a risk confer, and the permissions every role holds.
import type { Role, RolesHeld } from '#platform/module/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { KEEP, READ, worksForBodyOf } from './queries/seeing.ts'
import { MATRIX_READ } from './queries/matrices.ts'

export const roles: readonly Role[] = [
  { name: 'risk-officer', title: 'Owns or keeps a register of risks', scope: 'register' },
  { name: 'risk-owner', title: 'Owns a risk', scope: 'risk' },
  { name: 'control-owner', title: 'Owns a control of a risk', scope: 'risk' },
]

/** The offices a person holds today: registers they own or keep, risks and controls they own, while they work for its body (R11). */
export function rolesHeld(personId: string, now: Temporal.Instant): RolesHeld {
  return sql`
    select held.role, held.kind, held.id from (
      select 'risk-officer' as role, 'register' as kind, id, id as register_id from risk.register where owner_person_id = ${personId}
      union select 'risk-officer', 'register', register_id, register_id from risk.officer where person_id = ${personId} and ended_on is null
      union select 'risk-owner', 'risk', id, register_id from risk.risk where owner_person_id = ${personId}
      union select 'control-owner', 'risk', risk.id, risk.register_id from risk.control control join risk.risk risk on risk.id = control.risk_id
        where control.owner_person_id = ${personId} and control.ended_on is null
    ) held join risk.register register on register.id = held.register_id
    where ${worksForBodyOf('register', sql`${personId}::uuid`, londonDate(now))}`
}

const ADMINISTRATORS = ['administrator']
const OF_THE_BODY = ['partnership-officer', 'organisation-lead', 'group-chair', 'group-secretary']
const KEEPERS = [...OF_THE_BODY, 'risk-officer']
const OWNERS = [...KEEPERS, 'risk-owner']
const READERS = [
  ...KEEPERS,
  'partner-staff',
  'fund-officer',
  'finance-officer',
  'decision-maker',
  'decision-chair',
  'staff',
  'group-member',
]

export const permissions: Readonly<Record<string, readonly string[]>> = {
  [READ]: [...READERS, 'risk-owner', 'control-owner'],
  [MATRIX_READ]: ['signed-in'],
  'risk.matrix.create': ADMINISTRATORS,
  'risk.matrix.revise': ADMINISTRATORS,
  'risk.matrix.retire': ADMINISTRATORS,
  'risk.category.add': ADMINISTRATORS,
  'risk.category.end': ADMINISTRATORS,
  'risk.register.create': [...ADMINISTRATORS, ...OF_THE_BODY],
  [KEEP]: KEEPERS,
  'risk.register.close': KEEPERS,
  'risk.officer.appoint': KEEPERS,
  'risk.officer.end': KEEPERS,
  'risk.risk.raise': READERS,
  'risk.risk.import': KEEPERS,
  'risk.risk.edit': OWNERS,
  'risk.risk.open': KEEPERS,
  'risk.risk.hand-over': OWNERS,
  'risk.risk.review': OWNERS,
  'risk.risk.close': OWNERS,
  'risk.risk.reopen': OWNERS,
  'risk.assessment.make': OWNERS,
  'risk.toleration.accept': ['risk-officer'],
  'risk.toleration.decline': ['risk-officer'],
  'risk.action.give': OWNERS,
  'risk.control.add': OWNERS,
  'risk.control.edit': OWNERS,
  'risk.control.test': [...OWNERS, 'control-owner'],
  'risk.control.end': OWNERS,
  'risk.escalation.ask': OWNERS,
  'risk.escalation.forgo': OWNERS,
  'risk.escalation.withdraw': OWNERS,
  'risk.escalation.accept': KEEPERS,
  'risk.escalation.decline': KEEPERS,
  'risk.escalation.end': KEEPERS,
}
