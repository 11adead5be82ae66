// The pages of people and places, as a table of contents: what can be read and what can be done, by address.
import type { Page } from '#platform/http/index.ts'
import { contactPages } from './pages/contact.ts'
import { employmentPages } from './pages/employment.ts'
import { mailDomainPages } from './pages/mail-domains.ts'
import { organisationPages } from './pages/organisations.ts'
import { personPages } from './pages/people.ts'
import { sitePages } from './pages/sites.ts'

export const pages: readonly Page[] = [
  ...organisationPages, // /people-and-places, /organisations, /organisations/:organisation
  ...personPages, // /people, /people/:person, /people/:person/record
  ...contactPages, // /account/details, /organisations/:organisation/staff
  ...employmentPages, // /people/:person/posts, /people/:person/offices
  ...sitePages, // /sites, /sites/:site
  ...mailDomainPages, // /organisations/:organisation/mail-domains
]
