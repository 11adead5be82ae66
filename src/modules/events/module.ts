// What events plugs into the house.
import { module } from '#platform/module/index.ts'

export const events = module({
  name: 'events',
  title: 'Events',
  uses: ['organisations', 'partnerships', 'groups'],
})
