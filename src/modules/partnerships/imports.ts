// Files of partnerships with their members, and of shared-service arrangements as history. A file is loaded whole
// or not at all; loading it again changes nothing (P10).
import type { ImportKind } from '#platform/module/index.ts'
import { loadArrangements } from './imports/arrangements.ts'
import { loadPartnerships } from './imports/partnerships.ts'

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
    kind: 'shared-services',
    title: 'Shared-service arrangements',
    permission: 'partnerships.arrangement.import',
    headers: ['area', 'service', 'organisations', 'arrangement'],
    load: loadArrangements,
  },
]
