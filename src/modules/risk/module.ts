// What risk plugs into the house.
import { module } from '#platform/module/index.ts'

export const risk = module({
  name: 'risk',
  title: 'Risk',
  uses: ['organisations', 'partnerships', 'groups', 'governance'],
})
