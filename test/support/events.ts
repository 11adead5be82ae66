// An event of a small county, ready to be booked: planned, published and with the places a test asks for.
import { organisations } from '#modules/organisations/module.ts'
import { partnerships } from '#modules/partnerships/module.ts'
import { groups } from '#modules/groups/module.ts'
import { events } from '#modules/events/module.ts'
import { createEvent, publishEvent } from '#modules/events/actions/events.ts'
import type { Database } from '#platform/database/index.ts'
import { county, type County } from './county.ts'
import { testHouse, type TestHouse } from './house.ts'

export type Eventful = Omit<County, 'house'> & {
  readonly house: TestHouse
  /** An event organised by Ravi (KCC), published; answers with its id and code. */
  open(more?: Readonly<Record<string, unknown>>): Promise<{ id: string; code: string }>
  /** The same, left as a draft. */
  draft(more?: Readonly<Record<string, unknown>>): Promise<{ id: string; code: string }>
}

/** Makes the county and composes the rooms that events uses; the clock stands at 10am on 20 November 2026. */
export async function eventful(database: Pick<Database, 'db'>): Promise<Eventful> {
  const made = await county(database)
  const house = testHouse(database, [organisations, partnerships, groups, events])
  const draft = (more: Readonly<Record<string, unknown>> = {}) =>
    house.operator.perform(createEvent, {
      partnership: made.partnership,
      title: 'Cyber exercise',
      kind: 'exercise',
      summary: 'A day of decisions under pressure',
      visibility: 'partners',
      startsAt: '2026-12-10T09:30',
      endsAt: '2026-12-10T16:00',
      held: 'room',
      room: 'Council chamber, County Hall',
      organiser: made.person.ravi,
      ...more,
    })
  return {
    ...made,
    house,
    draft,
    async open(more = {}) {
      const event = await draft(more)
      await house.operator.perform(publishEvent, { event: event.id, version: '1' })
      return event
    },
  }
}
