// What organisations plugs into the house.
import { job } from '#platform/jobs/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { module } from '#platform/module/index.ts'
import { personAccess } from './access.ts'
import { endEmployment, startEmployment } from './actions/employment.ts'
import { addMailDomain, proveMailDomain, removeMailDomain } from './actions/mail-domains.ts'
import { appointToOffice, endOffice } from './actions/offices.ts'
import {
  createOrganisation,
  editOrganisation,
  endOrganisation,
  reachOrganisation,
} from './actions/organisations.ts'
import { forgetNames, forgetPerson, recordLeaver } from './actions/leaving.ts'
import { reconcileStaff, recordPostless } from './actions/reconciling.ts'
import { shareDetails } from './actions/contact.ts'
import { createPerson, editOwnDetails, editPerson } from './actions/people.ts'
import { closeSite, describeSite, reopenSite, setSiteAccess, setSiteHours } from './actions/site-facts.ts'
import { createSite, editSite } from './actions/sites.ts'
import { loadDemo } from './demo.ts'
import { imports } from './imports.ts'
import { pages } from './pages.ts'
import { personal } from './personal.ts'
import { listMailDomains } from './queries/mail-domains.ts'
import { listOrganisations, listSites, readOrganisation } from './queries/organisations.ts'
import { listPeople, readPerson } from './queries/people.ts'
import { permissions, roles, rolesHeld } from './roles.ts'
import { search } from './search.ts'

const taken = (code: string, field: string, message: string) => () =>
  new Refusal('conflict', code, message, { faults: [{ field, message }] })

export const organisations = module({
  name: 'organisations',
  title: 'People and places',
  uses: [],
  roles,
  rolesHeld,
  permissions,
  actions: [
    createOrganisation,
    editOrganisation,
    reachOrganisation,
    endOrganisation,
    createPerson,
    editPerson,
    editOwnDetails,
    shareDetails,
    reconcileStaff,
    recordPostless,
    recordLeaver,
    forgetPerson,
    forgetNames,
    startEmployment,
    endEmployment,
    appointToOffice,
    endOffice,
    createSite,
    editSite,
    describeSite,
    setSiteHours,
    setSiteAccess,
    closeSite,
    reopenSite,
    addMailDomain,
    proveMailDomain,
    removeMailDomain,
  ],
  queries: [
    listOrganisations,
    readOrganisation,
    listPeople,
    readPerson,
    listSites,
    listMailDomains,
    personAccess,
  ],
  pages,
  jobs: [
    job({
      name: 'organisations.names.forget',
      title: 'Forget the names of leavers whose time has come',
      action: forgetNames,
      every: { dailyAt: '03:20' },
    }),
    job({
      name: 'organisations.postless.leave',
      title: 'Record as left whoever has no post any more',
      action: recordPostless,
      every: { dailyAt: '03:40' },
    }),
  ],
  navigation: [
    {
      label: 'People and places',
      href: '/people-and-places',
      permission: 'organisations.organisation.list',
      also: ['/organisations', '/people', '/sites'],
    },
  ],
  search,
  personal,
  imports,
  demo: loadDemo,
  refusals: {
    organisations_organisation_code_unique: taken(
      'organisations.organisation.code-taken',
      'code',
      'Another organisation has this code. Choose another',
    ),
    organisations_person_mail_unique: taken(
      'organisations.person.mail-taken',
      'mail',
      'Somebody has this address already. Look them up instead of adding them again',
    ),
    organisations_site_code_unique: taken(
      'organisations.site.code-taken',
      'code',
      'Another site has this code. Choose another',
    ),
    organisations_mail_domain_unique: taken(
      'organisations.mail-domain.taken',
      'domain',
      'This domain is named for an organisation already',
    ),
    organisations_employment_one_current: taken(
      'organisations.employment.overlaps',
      'organisation',
      'This person already has a current post there',
    ),
    organisations_office_one_current: taken(
      'organisations.office.held',
      'role',
      'This person holds this office already',
    ),
  },
})
