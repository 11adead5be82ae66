// A wing of roaming: the register. Who takes part, under which realms, on which servers, at which sites.
import { fill } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { duty } from '#platform/module/index.ts'
import {
  CONSENT,
  endContact,
  giveConsent,
  nameContact,
  NAME_CONTACT,
  tickStep,
  untickStep,
  withdrawConsent,
} from './actions/boarding.ts'
import { appointOperator, editFederation, endOperator, setUpFederation } from './actions/federation.ts'
import { describeLocation, endLocation, KEEP_LOCATIONS, listLocation } from './actions/locations.ts'
import {
  DESCRIBE,
  describeMember,
  goLive,
  inviteMember,
  LEAVE,
  leaveFederation,
  resumeMember,
  suspendMember,
} from './actions/members.ts'
import {
  claimRealm,
  giveUpClaims,
  proveRealm,
  recordLooks,
  TAKEN,
  vouchForRealm,
  withdrawRealm,
} from './actions/realms.ts'
import { addServer, editServer, makeServerLive, retireServer } from './actions/servers.ts'
import { registerFiles } from './imports/register.ts'
import { memberPages } from './pages/members.ts'
import { realmPages } from './pages/realms.ts'
import { registerPages } from './pages/register.ts'
import { serverPages } from './pages/servers.ts'
import { sitePages } from './pages/sites.ts'
import { personal } from './personal.ts'
import { DETAILS, FIND, READ } from './queries/seeing.ts'
import { registerDuties } from './register-duties.ts'
import { registerJobs } from './register-jobs.ts'
import { registerLetters } from './register-letters.ts'
import { registerSearch } from './register-search.ts'
import { KEEPERS, OPERATORS, SECRET_HOLDERS, TRACERS } from './roles.ts'
import { registerParts } from './site-part.ts'
import type { Wing } from '#platform/module/index.ts'

const taken = (code: string, field: string, message: string) => () =>
  new Refusal('conflict', code, message, { faults: [{ field, message }] })

const LEADS = ['organisation-lead', 'roaming-service']

export const register: Wing = {
  actions: [
    setUpFederation,
    editFederation,
    appointOperator,
    endOperator,
    inviteMember,
    describeMember,
    goLive,
    suspendMember,
    resumeMember,
    leaveFederation,
    nameContact,
    endContact,
    giveConsent,
    withdrawConsent,
    tickStep,
    untickStep,
    claimRealm,
    proveRealm,
    recordLooks,
    vouchForRealm,
    withdrawRealm,
    giveUpClaims,
    addServer,
    editServer,
    makeServerLive,
    retireServer,
    listLocation,
    describeLocation,
    endLocation,
  ],
  pages: [...registerPages, ...memberPages, ...realmPages, ...serverPages, ...sitePages],
  jobs: registerJobs,
  letters: registerLetters,
  search: registerSearch,
  imports: registerFiles,
  personal,
  fills: [
    ...registerParts,
    fill(duty, { name: 'roaming.register.duty', permission: READ, run: registerDuties }),
  ],
  permissions: {
    [DETAILS]: [...new Set([...KEEPERS, ...LEADS, ...TRACERS, ...SECRET_HOLDERS])],
    [FIND]: ['signed-in'],
    [DESCRIBE]: [...KEEPERS, 'roaming-service'],
    [NAME_CONTACT]: [...OPERATORS, ...LEADS],
    // Nobody consents for another body, whoever runs the federation.
    [CONSENT]: LEADS,
    [LEAVE]: [...OPERATORS, 'organisation-lead'],
    [KEEP_LOCATIONS]: [...KEEPERS, 'roaming-service'],
    'roaming.operator.appoint': ['administrator'],
    'roaming.operator.end': ['administrator'],
  },
  refusals: {
    roaming_federation_only: () =>
      new Refusal(
        'conflict',
        'roaming.federation.there',
        'There is a federation here already. Change its settings.',
      ),
    roaming_operator_current: taken('roaming.operator.there', 'person', 'They run the federation already'),
    roaming_member_code_unique: taken(
      'roaming.member.code-taken',
      'code',
      'Another member has this code. Choose another',
    ),
    roaming_member_organisation_unique: taken(
      'roaming.member.there',
      'organisation',
      'This body takes part already',
    ),
    roaming_contact_current: taken('roaming.contact.there', 'person', 'They have this duty already'),
    roaming_consent_standing: () =>
      new Refusal('conflict', 'roaming.consent.there', 'Consent was given already.'),
    roaming_realm_proven_once: taken('roaming.realm.taken', 'realm', TAKEN),
    roaming_realm_claimed_once: taken(
      'roaming.realm.claimed',
      'realm',
      'You have claimed this realm already',
    ),
    roaming_server_code_unique: taken(
      'roaming.server.code-taken',
      'code',
      'Another server has this code. Choose another',
    ),
    roaming_server_address_once: taken(
      'roaming.server.address-taken',
      'address',
      'Another server has this address',
    ),
  },
}
