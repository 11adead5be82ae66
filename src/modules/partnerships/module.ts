// What partnerships plugs into the house.
import { fill } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { module } from '#platform/module/index.ts'
import { organisationPage } from '#modules/organisations/index.ts'
import { addAgreement } from './actions/agreements.ts'
import { declareFigure } from './actions/figures.ts'
import { changeTier, joinPartnership, leavePartnership } from './actions/members.ts'
import { appointOfficer, endAppointment } from './actions/officers.ts'
import { createPartnership, editPartnership } from './actions/partnerships.ts'
import { recordPayment, reversePayment } from './actions/payments.ts'
import { editReport, explainFinding, issueReport, writeReport } from './actions/reports.ts'
import { raiseSubscriptions, setTier } from './actions/subscriptions.ts'
import { loadDemo } from './demo.ts'
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
import { pages } from './pages.ts'
import { personal } from './personal.ts'
import { listAgreements } from './queries/agreements.ts'
import { listArrangements } from './queries/arrangements.ts'
import { listMembers, listPartnerships, readPartnership } from './queries/partnerships.ts'
import { listReports, readReport } from './queries/reports.ts'
import { listSubscriptions } from './queries/subscriptions.ts'
import { permissions, roles, rolesHeld } from './roles.ts'
import { partnershipsOnOrganisation } from './views/on-organisation.ts'

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
  ],
  fills: [
    ...duties,
    fill(organisationPage, {
      name: 'partnerships.organisation.memberships',
      permission: 'partnerships.member.list',
      run: partnershipsOnOrganisation,
    }),
  ],
  pages,
  navigation: [{ label: 'Partnerships', href: '/partnerships', permission: 'partnerships.partnership.list' }],
  figures: [membersCount, higherSubscribersCount, subscriptionsRaised, subscriptionsReceived, fundShare],
  assertions: [statedFigures],
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
    partnerships_appointment_one_current: taken(
      'partnerships.officer.held',
      'role',
      'This person holds this office already',
    ),
  },
})
