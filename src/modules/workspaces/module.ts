// What workspaces plugs into the house: its wings, joined.
import { joined, module } from '#platform/module/index.ts'
import { around } from './around-wing.ts'
import { booking } from './booking-wing.ts'
import { day } from './day-wing.ts'
import { loadDemo } from './demo.ts'
import { estate } from './estate-wing.ts'
import { managing } from './managing-wing.ts'
import { MANAGE, READ } from './queries/seeing.ts'
import { MANAGERS, roles, rolesHeld, STAFF } from './roles.ts'
import { searching } from './searching-wing.ts'
import { series } from './series-wing.ts'
import { terms } from './terms-wing.ts'
import './schema.ts'

const wings = joined([booking, terms, searching, estate, day, series, managing, around])

export const workspaces = module({
  ...wings,
  name: 'workspaces',
  title: 'Workspaces',
  uses: ['organisations', 'partnerships', 'groups', 'events', 'governance'],
  roles,
  rolesHeld,
  permissions: {
    ...wings.permissions,
    [READ]: [
      'administrator',
      ...STAFF,
      'workspace-manager',
      'workspace-approver',
      'workspace-reception',
      'workspace-continuity',
    ],
    [MANAGE]: MANAGERS,
  },
  navigation: [{ label: 'Book a workspace', href: '/workspaces', permission: READ }],
  demo: loadDemo,
})
