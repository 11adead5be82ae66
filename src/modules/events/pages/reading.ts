// Reading about events: the list, one event, one's own bookings; and what others' pages show of them.
import type { Reader } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { readFields } from '#platform/fields/index.ts'
import { get, page, type Visit } from '#platform/http/index.ts'
import { everyRow, fileOf, formatOf, MOST_DOWNLOADED } from '#platform/tables/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import { partnershipsNamed } from '#modules/partnerships/index.ts'
import { bookingOf, bookingsOfPerson } from '../queries/bookings.ts'
import { joiningFor, maySeeNeeds } from '../queries/declared.ts'
import { EVENT_READ, eventByCode, listEvents, upcomingEvents, type EventCard } from '../queries/events.ts'
import { eventPage } from '../slots.ts'
import { eventColumns, eventsView, eventView, upcomingList } from '../views/events.ts'
import { mineView } from '../views/place.ts'

/** The event that the address names, if the visitor may know of it. */
export const eventOf = async (visit: Visit): Promise<EventCard> =>
  (await eventByCode(visit, visit.params['event'] ?? '')) ?? notFound('event')

const showEvents = get('/events', {
  permission: EVENT_READ,
  async run(visit) {
    const { format: _, ...asked } = visit.query
    const parameters = readFields(listEvents.parameters, asked)
    const format = formatOf(visit)
    if (format !== undefined) {
      const rows = await everyRow((after) =>
        listEvents.run(visit, { ...parameters, after: after ?? null, most: MOST_DOWNLOADED }),
      )
      return fileOf(format, 'events', eventColumns(visit.now), rows)
    }
    return page(eventsView(visit, await listEvents.run(visit, parameters), await partnershipsNamed(visit)))
  },
})

const showEvent = get('/events/:event', {
  permission: EVENT_READ,
  async run(visit) {
    const event = await eventOf(visit)
    const own = visit.actor.kind === 'person' ? await bookingOf(visit, event.id, visit.actor.id) : undefined
    const parts = await visit.fills(eventPage, {
      eventId: event.id,
      code: event.code,
      partnershipId: event.partnership_id,
      groupId: event.group_id,
    })
    return page(
      eventView(visit, event, {
        own,
        joining: await joiningFor(visit, event),
        parts: parts.toSorted((a, b) => a.order - b.order),
        seesNeeds: maySeeNeeds(visit, event),
      }),
    )
  },
})

const showMine = get('/events/mine', {
  permission: 'events.booking.mine',
  async run(visit) {
    const own = visit.actor.kind === 'person' ? await bookingsOfPerson(visit, visit.actor.id) : []
    return page(mineView(visit, own))
  },
})

export const readingPages = [showEvents, showMine, showEvent]

/** On a partnership's page: its calendar of forthcoming events. */
export async function partnershipEvents(
  reader: Reader,
  { partnershipId }: { readonly partnershipId: string },
): Promise<PagePart[]> {
  const events = await upcomingEvents(reader, { partnershipId })
  return [{ order: 25, title: 'Forthcoming events', body: upcomingList(events, reader.now) }]
}

/** On a group's page. Nothing where the group plans nothing: not every group holds events. */
export async function groupEvents(
  reader: Reader,
  { groupId }: { readonly groupId: string },
): Promise<PagePart[]> {
  const events = await upcomingEvents(reader, { groupId, most: 5 })
  if (events.length === 0) return []
  return [{ order: 25, title: 'Forthcoming events', body: upcomingList(events, reader.now) }]
}
