// What partnerships plugs into the house.
import { fill, listen } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { module } from '#platform/module/index.ts'
import { organisationPage, personOffice } from '#modules/organisations/index.ts'
import { addAgreement } from './actions/agreements.ts'
import {
  editArrangement,
  endArrangement,
  joinArrangement,
  leaveArrangement,
  moveArrangement,
  recordArrangement,
} from './actions/arrangements.ts'
import {
  addChampionRole,
  appointChampion,
  confirmChampion,
  editChampionRole,
  endChampion,
  endChampionRole,
  writeToChampions,
} from './actions/champions.ts'
import { releasePost } from './actions/letting-go.ts'
import { declareFigure } from './actions/figures.ts'
import { answerInterest, tellInterest } from './actions/interests.ts'
import { changeTier, joinPartnership, leavePartnership } from './actions/members.ts'
import { appointOfficer, endAppointment } from './actions/officers.ts'
import { createPartnership, editPartnership } from './actions/partnerships.ts'
import { recordPayment, reversePayment } from './actions/payments.ts'
import { editReport, explainFinding, issueReport, writeReport } from './actions/reports.ts'
import { claimSaving, confirmSaving } from './actions/savings.ts'
import { addService, endService, renameService } from './actions/service-list.ts'
import {
  addSignpost,
  addTopic,
  confirmSignpost,
  editSignpost,
  endSignpost,
  settleDoubt,
  tellDoubt,
} from './actions/signposts.ts'
import { raiseSubscriptions, setTier } from './actions/subscriptions.ts'
import { loadDemo } from './demo.ts'
import { directoryDuties } from './directory-duties.ts'
import { duties } from './duties.ts'
import {
  fundShare,
  higherSubscribersCount,
  membersCount,
  statedFigures,
  subscriptionsRaised,
  subscriptionsReceived,
} from './figures.ts'
import { imports } from './imports.ts'
import { letters } from './letters.ts'
import { pages } from './pages.ts'
import { personal } from './personal.ts'
import { listAgreements } from './queries/agreements.ts'
import { listArrangements } from './queries/arrangements.ts'
import { listChampions } from './queries/champions.ts'
import { listMembers, listPartnerships, readPartnership } from './queries/partnerships.ts'
import { officesInPartnerships } from './queries/offices.ts'
import { listReports, readReport } from './queries/reports.ts'
import { listServices } from './queries/service-list.ts'
import { listSignposts } from './queries/signposts.ts'
import { listSubscriptions } from './queries/subscriptions.ts'
import { permissions, roles, rolesHeld } from './roles.ts'
import { search } from './search.ts'
import { sharingDuties } from './sharing-duties.ts'
import {
  arrangementsCount,
  savingsClaimedSum,
  savingsConfirmedSum,
  unlistedServices,
} from './sharing-figures.ts'
import {
  championsOnOrganisation,
  partnershipsOnOrganisation,
  sharingOnOrganisation,
} from './views/on-organisation.ts'

const taken = (code: string, field: string, message: string) => () =>
  new Refusal('conflict', code, message, { faults: [{ field, message }] })

export const partnerships = module({
  name: 'partnerships',
  title: 'Partnerships',
  uses: ['organisations'],
  roles,
  rolesHeld,
  permissions,
  actions: [
    createPartnership,
    editPartnership,
    joinPartnership,
    changeTier,
    leavePartnership,
    appointOfficer,
    endAppointment,
    addAgreement,
    setTier,
    raiseSubscriptions,
    recordPayment,
    reversePayment,
    declareFigure,
    writeReport,
    editReport,
    explainFinding,
    issueReport,
    addService,
    renameService,
    endService,
    recordArrangement,
    editArrangement,
    moveArrangement,
    endArrangement,
    joinArrangement,
    leaveArrangement,
    claimSaving,
    confirmSaving,
    tellInterest,
    answerInterest,
    addChampionRole,
    editChampionRole,
    endChampionRole,
    appointChampion,
    confirmChampion,
    endChampion,
    writeToChampions,
    releasePost,
    addTopic,
    addSignpost,
    editSignpost,
    confirmSignpost,
    endSignpost,
    tellDoubt,
    settleDoubt,
  ],
  queries: [
    listPartnerships,
    readPartnership,
    listMembers,
    listAgreements,
    listSubscriptions,
    listArrangements,
    listReports,
    readReport,
    listServices,
    listChampions,
    listSignposts,
  ],
  fills: [
    ...duties,
    ...sharingDuties,
    ...directoryDuties,
    fill(personOffice, {
      name: 'partnerships.officer.offices',
      permission: 'organisations.person.list',
      run: officesInPartnerships,
    }),
    fill(organisationPage, {
      name: 'partnerships.organisation.memberships',
      permission: 'partnerships.member.list',
      run: partnershipsOnOrganisation,
    }),
    fill(organisationPage, {
      name: 'partnerships.organisation.sharing',
      permission: 'partnerships.arrangement.list',
      run: sharingOnOrganisation,
    }),
    fill(organisationPage, {
      name: 'partnerships.organisation.champions',
      permission: 'partnerships.champion.list',
      run: championsOnOrganisation,
    }),
  ],
  listeners: [listen({ to: 'organisations.employment.ended', action: releasePost })],
  pages,
  letters,
  search,
  navigation: [
    {
      label: 'Partnerships',
      under: 'People and places',
      href: '/partnerships',
      permission: 'partnerships.partnership.list',
      also: ['/shared-services', '/services'],
    },
  ],
  figures: [
    membersCount,
    higherSubscribersCount,
    subscriptionsRaised,
    subscriptionsReceived,
    fundShare,
    arrangementsCount,
    savingsClaimedSum,
    savingsConfirmedSum,
  ],
  assertions: [statedFigures, unlistedServices],
  personal,
  imports,
  demo: loadDemo,
  refusals: {
    partnerships_partnership_code_unique: taken(
      'partnerships.partnership.code-taken',
      'code',
      'Another partnership has this code. Choose another',
    ),
    partnerships_partnership_host_unique: taken(
      'partnerships.partnership.host-taken',
      'host',
      'Another partnership is shown under this host name',
    ),
    partnerships_member_one_current: taken(
      'partnerships.member.overlaps',
      'organisation',
      'This organisation is a member already',
    ),
    partnerships_charge_once_a_year: taken(
      'partnerships.subscription.charged',
      'year',
      'This member was charged for that year already',
    ),
    partnerships_payment_reference_unique: taken(
      'partnerships.payment.reference-used',
      'reference',
      'A payment with this bank reference is recorded already. Look for it before recording it again',
    ),
    partnerships_payment_reversed_once: () =>
      new Refusal('conflict', 'partnerships.payment.reversed', 'This payment was reversed already.'),
    partnerships_service_code_unique: taken(
      'partnerships.service.code-taken',
      'code',
      'Another service has this code. Choose another',
    ),
    partnerships_service_name_unique: taken(
      'partnerships.service.name-taken',
      'name',
      'Another service has this name',
    ),
    partnerships_service_alias_name_unique: taken(
      'partnerships.service.name-taken',
      'alsoCalled',
      'Another service is known by one of these names',
    ),
    partnerships_arrangement_party_once: taken(
      'partnerships.arrangement.party-twice',
      'organisation',
      'This body belongs to the arrangement already',
    ),
    partnerships_interest_one_open: taken(
      'partnerships.interest.told',
      'organisation',
      'The lead has been told that this body is interested. Wait for the answer',
    ),
    partnerships_champion_role_name_unique: taken(
      'partnerships.champion-role.name-taken',
      'name',
      'This partnership asks for a role of this name already',
    ),
    partnerships_champion_once: taken(
      'partnerships.champion.held-already',
      'person',
      'This person fills the role for that body already',
    ),
    partnerships_topic_name_unique: taken(
      'partnerships.topic.name-taken',
      'name',
      'The directory has this topic already',
    ),
    partnerships_signpost_name_unique: taken(
      'partnerships.signpost.name-taken',
      'name',
      'The directory has an entry of this name already',
    ),
    partnerships_appointment_one_current: taken(
      'partnerships.officer.held',
      'role',
      'This person holds this office already',
    ),
  },
})
