// What roaming plugs into the house: its wings, joined.
import { joined, module } from '#platform/module/index.ts'
import { loadDemo } from './demo.ts'
import { devices } from './devices.ts'
import { generations } from './generations-wing.ts'
import { profiles } from './profiles-wing.ts'
import { TRACE } from './queries/lookups.ts'
import { KEEP, READ, RUN } from './queries/seeing.ts'
import { register } from './register-wing.ts'
import { KEEPERS, OPERATORS, roles, rolesHeld, STAFF } from './roles.ts'
import { secrets } from './secrets-wing.ts'
import { statistics } from './statistics-wing.ts'
import { trace } from './trace-wing.ts'
import { watch } from './watch-wing.ts'
import './schema.ts'

const wings = joined([register, generations, secrets, watch, statistics, trace, profiles])

export const roaming = module({
  ...wings,
  name: 'roaming',
  title: 'Govroam',
  uses: ['organisations'],
  roles,
  rolesHeld,
  permissions: {
    ...wings.permissions,
    [READ]: [...new Set([...OPERATORS, ...STAFF])],
    [RUN]: OPERATORS,
    [KEEP]: KEEPERS,
  },
  devices,
  navigation: [
    { label: 'Govroam', href: '/govroam', permission: READ, under: 'Network and Wi-Fi' },
    { label: 'Trace an incident', href: '/govroam/trace', permission: TRACE, under: 'Network and Wi-Fi' },
    {
      label: 'Connect a device',
      href: '/govroam/connect',
      permission: 'public',
      under: 'Network and Wi-Fi',
      also: ['/govroam/use'],
    },
  ],
  demo: loadDemo,
})
