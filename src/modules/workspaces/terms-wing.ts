// On whose terms: offices, agreements, groups of partners, rules, allocations.
import { listen } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { job } from '#platform/jobs/index.ts'
import {
  acceptAgreement,
  changeAgreement,
  declineAgreement,
  finishAgreements,
  giveNotice,
  offerAgreement,
  withdrawAgreement,
} from './actions/agreements.ts'
import { addAllocation, changeAllocation, endAllocation } from './actions/allocations.ts'
import { changeCircle, createCircle, endCircle } from './actions/circles.ts'
import { letMemberGo, letOrganisationGo } from './actions/leaving-terms.ts'
import { appointOfficer, endOfficer } from './actions/officers.ts'
import { OWN } from './actions/on-behalf.ts'
import { tellAffected, tellOfAgreement, tellOfBehalf } from './actions/telling-terms.ts'
import { endRule, setRule } from './actions/terms.ts'
import { agreementPages } from './pages/agreements.ts'
import { partnerPages } from './pages/partners.ts'
import { termsPages } from './pages/terms.ts'
import { ANSWER, listAgreements } from './queries/agreements.ts'
import { listAllocations } from './queries/allocations.ts'
import { listRules } from './queries/terms.ts'
import { MANAGERS } from './roles.ts'
import { termsDuties } from './terms-duties.ts'
import { termsLetters } from './terms-letters.ts'
import type { Wing } from '#platform/module/index.ts'

const DECIDERS = ['organisation-lead', 'workspace-manager']

const already = (code: string, message: string) => () => new Refusal('conflict', code, message)

export const terms: Wing = {
  actions: [
    appointOfficer,
    endOfficer,
    createCircle,
    changeCircle,
    endCircle,
    offerAgreement,
    acceptAgreement,
    declineAgreement,
    withdrawAgreement,
    changeAgreement,
    giveNotice,
    finishAgreements,
    setRule,
    endRule,
    addAllocation,
    changeAllocation,
    endAllocation,
    tellOfAgreement,
    tellOfBehalf,
    tellAffected,
    letMemberGo,
    letOrganisationGo,
  ],
  queries: [listAgreements, listRules, listAllocations],
  pages: [...termsPages, ...agreementPages, ...partnerPages],
  listeners: [
    listen({ to: 'workspaces.agreement.changed', action: tellOfAgreement }),
    listen({ to: 'workspaces.terms.changed-on-behalf', action: tellOfBehalf }),
    listen({ to: 'workspaces.rule.met', action: tellAffected }),
    listen({ to: 'partnerships.member.left', action: letMemberGo }),
    listen({ to: 'organisations.organisation.ended', action: letOrganisationGo }),
  ],
  jobs: [
    job({
      name: finishAgreements.name,
      title: 'End agreements whose last day has passed',
      action: finishAgreements,
      every: { dailyAt: '00:20' },
    }),
  ],
  fills: [termsDuties],
  letters: termsLetters,
  permissions: {
    [OWN]: DECIDERS,
    'workspaces.officer.appoint': MANAGERS,
    'workspaces.circle.create': MANAGERS,
    'workspaces.agreement.offer': MANAGERS,
    'workspaces.agreement.end': MANAGERS,
    [ANSWER]: DECIDERS,
    'workspaces.rule.set': MANAGERS,
    'workspaces.allocation.add': MANAGERS,
  },
  refusals: {
    workspaces_officer_once: already(
      'workspaces.officer.already',
      'This person holds that office here already.',
    ),
    workspaces_agreement_once: already(
      'workspaces.agreement.already',
      'There is an agreement with them for this workplace already. Change that one, or end it first.',
    ),
    workspaces_circle_name_unique: () =>
      new Refusal('conflict', 'workspaces.circle.name-taken', 'You have a group of this name already.', {
        faults: [{ field: 'name', message: 'You have a group of this name already. Choose another' }],
      }),
    workspaces_rule_standing: already(
      'workspaces.rule.already',
      'Somebody made a rule here a moment ago. Open the place again to see it.',
    ),
  },
}
