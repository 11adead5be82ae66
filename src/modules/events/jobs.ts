// What the clock does for events: fills places when they are released or an offer lapses, tells everybody booked, and
// deletes needs whose day has come.
import { job } from '#platform/jobs/index.ts'
import { deleteNeeds } from './actions/letting-go.ts'
import { fillPlacesWhenDue } from './actions/places.ts'
import { tellBooked } from './actions/telling.ts'

export const jobs = [
  job({ name: fillPlacesWhenDue.name, title: 'Fill free places at an event', action: fillPlacesWhenDue }),
  job({ name: tellBooked.name, title: 'Tell everybody booked of a change', action: tellBooked }),
  job({
    name: deleteNeeds.name,
    title: 'Delete access and dietary needs after the event',
    action: deleteNeeds,
    every: { dailyAt: '03:20' },
  }),
]
