// Files of partnerships with their members, of services and who shares them, of champions and of signposts. A file is
// loaded whole or not at all; loading it again changes nothing (P10).
import type { ImportKind } from '#platform/module/index.ts'
import { loadArrangements } from './imports/arrangements.ts'
import { loadOfficers } from './imports/officers.ts'
import { loadChampions } from './imports/champions.ts'
import { loadPartnerships } from './imports/partnerships.ts'
import { loadServices } from './imports/service-list.ts'
import { loadSignposts } from './imports/signposts.ts'

/** The kinds of file this module loads. */
export const imports: readonly ImportKind[] = [
  {
    kind: 'partnerships',
    title: 'Partnerships and their members',
    permission: 'partnerships.partnership.create',
    headers: ['id', 'name', 'kind', 'purpose', 'members'],
    optionalHeaders: ['established'],
    load: loadPartnerships,
  },
  {
    kind: 'partnership-officers',
    title: 'Officers of partnerships',
    permission: 'partnerships.officer.appoint',
    headers: ['partnership', 'mail', 'office'],
    load: loadOfficers,
  },
  {
    kind: 'shared-services',
    title: 'Shared-service arrangements',
    permission: 'partnerships.arrangement.import',
    headers: ['area', 'service', 'organisations', 'arrangement'],
    optionalHeaders: ['lead', 'partnership', 'started', 'expected', 'live', 'review'],
    load: loadArrangements,
  },
  {
    kind: 'services',
    title: 'Services that can be shared',
    permission: 'partnerships.service.add',
    headers: ['id', 'name', 'heading'],
    optionalHeaders: ['aliases'],
    load: loadServices,
  },
  {
    kind: 'champions',
    title: 'Champions of a partnership',
    permission: 'partnerships.champion.import',
    headers: ['partnership', 'role', 'organisation', 'mail'],
    optionalHeaders: ['purpose', 'several', 'review_months', 'started'],
    load: loadChampions,
  },
  {
    kind: 'signposts',
    title: 'Directory of services of a partnership',
    permission: 'partnerships.signpost.import',
    headers: ['partnership', 'name', 'summary', 'audience', 'owner'],
    optionalHeaders: [
      'topics',
      'organisation',
      'provider',
      'web',
      'phone',
      'mail',
      'area',
      'opening',
      'review',
    ],
    load: loadSignposts,
  },
]
