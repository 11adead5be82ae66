// How events are found: by what they are about, and by whoever may read them. Nothing of who comes, of how to join or
// of what anybody needs is among the words (E8, E9).
import { keyFor, PUBLIC, type SearchKind } from '#platform/search/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { READ_GROUP, READ_PARTNERS } from './queries/events.ts'
import { EVENT_KINDS } from './rules.ts'

export const search: readonly SearchKind[] = [
  {
    kind: 'events.event',
    title: 'Event',
    plural: 'Events',
    async records(db, ids) {
      let rows = db
        .selectFrom('events.event as event')
        .leftJoin('organisations.site_card as site', 'site.id', 'event.site_id')
        .select([
          'event.id',
          'event.code',
          'event.partnership_id',
          'event.group_id',
          'event.title',
          'event.summary',
          'event.description',
          'event.kind',
          'event.visibility',
          'event.starts_at',
          'event.room',
          'site.name as site_name',
        ])
        .where('event.published_at', 'is not', null)
      if (ids !== 'all') rows = rows.where('event.id', 'in', [...ids])
      return (await rows.execute()).map((event) => ({
        id: event.id,
        title: event.title,
        words: [event.summary, event.description, EVENT_KINDS[event.kind], event.room, event.site_name]
          .filter((one) => one !== null && one !== '')
          .join('\n'),
        href: `/events/${event.code}`,
        at: londonDate(event.starts_at),
        body: null,
        audience: audienceOf(event),
      }))
    },
  },
]

function audienceOf(event: {
  readonly visibility: 'public' | 'partners' | 'group'
  readonly partnership_id: string
  readonly group_id: string | null
}): readonly string[] {
  const partnership = { kind: 'partnership', id: event.partnership_id }
  if (event.visibility === 'public') return [PUBLIC]
  if (event.visibility === 'partners') return keyFor(READ_PARTNERS, partnership)
  const officers = keyFor(READ_GROUP, partnership)
  return event.group_id === null
    ? officers
    : [...keyFor(READ_GROUP, { kind: 'group', id: event.group_id }), ...officers]
}
