// The front door: what other modules and composition may use of organisations.
export {
  organisationsNamed,
  organisationById,
  organisationByCode,
  organisationsByCode,
  sitesOf,
  sitesNamed,
  siteById,
  siteByCode,
  type Organisation,
  type OrganisationSummary,
  type Site,
  type SiteSummary,
} from './queries/organisations.ts'
export {
  personCard,
  personCards,
  personByMail,
  peopleByMail,
  personById,
  peopleOf,
  peopleNamed,
  personChoice,
  employersOf,
  isEmployedBy,
  officeHolders,
  type Person,
  type PersonSummary,
  type Post,
} from './queries/people.ts'
export {
  directoryPersonByMail,
  directoryPersonById,
  activePeople,
  organisationOfDomain,
  organisationOfMail,
  provenDomainsOf,
  directoryOrganisation,
  organisationNames,
  type DirectoryPerson,
  type DirectoryOrganisation,
} from './directory.ts'
export { directoryEntries, type DirectoryEntry } from './queries/contact.ts'
export {
  organisationPage,
  personOffice,
  personRecord,
  sitePage,
  type OfficeHeld,
  type PagePart,
} from './slots.ts'
export { openingOn, ORGANISATION_KINDS, type OrganisationKind } from './rules.ts'
export { createOrganisation } from './actions/organisations.ts'
export { createPerson } from './actions/people.ts'
export { recordLeaver } from './actions/leaving.ts'
export { startEmployment } from './actions/employment.ts'
export { appointToOffice } from './actions/offices.ts'
export { createSite } from './actions/sites.ts'
export { addMailDomain, proveMailDomain } from './actions/mail-domains.ts'
