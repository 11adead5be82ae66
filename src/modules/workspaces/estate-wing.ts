// What there is: workplaces, floors, zones, resources, plans, maintenance.
import { endBlock, makeBlock } from './actions/blocks.ts'
import { addFloor, editFloor, endFloor } from './actions/floors.ts'
import { divideRoom } from './actions/parts.ts'
import { clearPlan, drawPlan, putDown } from './actions/plans.ts'
import { addResource, addResources, editResource, retireResource } from './actions/resources.ts'
import { describeWorkplace, openWorkplace } from './actions/workplaces.ts'
import { addZone, editZone, endZone } from './actions/zones.ts'
import { placesFile } from './imports/places.ts'
import { dayPages } from './pages/day.ts'
import { estatePages } from './pages/estate.ts'
import { planPages } from './pages/plans.ts'
import { siteParts } from './site-part.ts'
import type { Wing } from '#platform/module/index.ts'

export const estate: Wing = {
  actions: [
    openWorkplace,
    describeWorkplace,
    addFloor,
    editFloor,
    endFloor,
    addZone,
    editZone,
    endZone,
    addResource,
    addResources,
    editResource,
    retireResource,
    divideRoom,
    makeBlock,
    endBlock,
    drawPlan,
    clearPlan,
    putDown,
  ],
  queries: [],
  pages: [...dayPages, ...estatePages, ...planPages],
  fills: siteParts,
  imports: [placesFile],
  permissions: {},
}
