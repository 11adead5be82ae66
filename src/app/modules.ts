// THE LIST. A module may use only those above it; this order is the architecture.
import { organisations } from '#modules/organisations/module.ts'
import { partnerships } from '#modules/partnerships/module.ts'
import { groups } from '#modules/groups/module.ts'
import { events } from '#modules/events/module.ts'
import { governance } from '#modules/governance/module.ts'
import { risk } from '#modules/risk/module.ts'
import { performance } from '#modules/performance/module.ts'
import { projects } from '#modules/projects/module.ts'
import { funding } from '#modules/funding/module.ts'
import { delivery } from '#modules/delivery/module.ts'
import { workspaces } from '#modules/workspaces/module.ts'
import { roaming } from '#modules/roaming/module.ts'

export const modules = [
  organisations,
  partnerships,
  groups,
  events,
  governance,
  risk,
  performance,
  projects,
  funding,
  delivery,
  workspaces,
  roaming,
]
