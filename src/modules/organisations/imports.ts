// Files of organisations, people and sites. A file is loaded whole or not at all; loading it again changes nothing;
// an empty cell leaves what is recorded as it is (O10).
import type { ImportKind } from '#platform/module/index.ts'
import { loadOrganisations } from './imports/organisations.ts'
import { loadPeople } from './imports/people.ts'
import { loadSites, SITE_HEADERS } from './imports/sites.ts'
import { loadStaff } from './imports/staff.ts'

/** The kinds of file this module loads. */
export const imports: readonly ImportKind[] = [
  {
    kind: 'organisations',
    title: 'Organisations',
    permission: 'organisations.organisation.create',
    headers: ['id', 'name', 'kind'],
    optionalHeaders: ['realm'],
    load: loadOrganisations,
  },
  {
    kind: 'people',
    title: 'People and where they work',
    permission: 'organisations.person.import',
    headers: ['mail', 'name', 'organisation', 'job_title'],
    optionalHeaders: ['phone', 'started_on'],
    load: loadPeople,
  },
  {
    kind: 'staff',
    title: 'Who works for an organisation today: whoever is not in it has left',
    permission: 'organisations.person.import',
    headers: ['mail'],
    optionalHeaders: ['name', 'job_title'],
    load: loadStaff,
  },
  {
    kind: 'sites',
    title: 'Sites',
    permission: 'organisations.site.import',
    headers: ['id', 'office', 'town', 'owner'],
    optionalHeaders: SITE_HEADERS,
    load: loadSites,
  },
]
