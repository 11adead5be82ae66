// What events put into calendars: of a person what they have booked, of a group and a partnership what its reader may
// know of. How to join online is in none of them (E8): a calendar is passed on, and its page says it to those booked.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { CalendarEntry, CalendarOf } from '#platform/feeds/index.ts'
import { londonMidnight } from '#platform/time/index.ts'
import { seenBy, type EventCard } from './events.ts'

const entries = (reader: Pick<Reader, 'db'>) =>
  reader.db
    .selectFrom('events.event as event')
    .leftJoin('organisations.site_card as site', 'site.id', 'event.site_id')
    .select([
      'event.id',
      'event.code',
      'event.title',
      'event.summary',
      'event.state',
      'event.starts_at',
      'event.ends_at',
      'event.time_zone',
      'event.in_room',
      'event.online',
      'event.room',
      'event.sequence',
      'event.changed_at',
      'site.name as site_name',
      'site.town as site_town',
    ])

type EntryRow = Awaited<ReturnType<ReturnType<typeof entries>['execute']>>[number]

/** 'calendar.entry': the events that stand in this calendar. */
export async function entriesFor(reader: Reader, { kind, id, from }: CalendarOf): Promise<CalendarEntry[]> {
  if (kind === 'person') return entriesOfPerson(reader, id, from)
  if (kind !== 'group' && kind !== 'partnership') return []
  const rows = await entries(reader)
    .where(kind === 'group' ? 'event.group_id' : 'event.partnership_id', '=', id)
    .where('event.ends_at', '>=', londonMidnight(from))
    // A draft that was never published is nobody's appointment; one cancelled after it was, stays and says so.
    .where('event.published_at', 'is not', null)
    .where(seenBy(reader))
    .orderBy('event.starts_at')
    .orderBy('event.id')
    .execute()
  return rows.map((row) => entryOf(row))
}

async function entriesOfPerson(
  reader: Reader,
  personId: string,
  from: Temporal.PlainDate,
): Promise<CalendarEntry[]> {
  // Nobody's calendar but one's own holds what one has booked.
  if (reader.actor.kind !== 'person' || reader.actor.id !== personId) return []
  const rows = await entries(reader)
    .innerJoin('events.booking as booking', 'booking.event_id', 'event.id')
    .select([
      'booking.state as booking_state',
      'booking.booked_at',
      'booking.offered_at',
      'booking.cancelled_at',
      // Grows with every change of every booking of theirs here, also when they give up a place and book again.
      sql<number>`(sum(booking.version) over (partition by event.id))::int`.as('booking_version'),
    ])
    .distinctOn('event.id')
    .where('booking.person_id', '=', personId)
    .where('event.ends_at', '>=', londonMidnight(from))
    .orderBy('event.id')
    .orderBy('booking.arrival', 'desc')
    .execute()
  return rows.map((row) => {
    const changes = [row.changed_at, row.booked_at, row.offered_at, row.cancelled_at]
    const entry: CalendarEntry = {
      ...entryOf(row),
      sequence: row.sequence + row.booking_version,
      changedAt:
        changes
          .filter((one) => one !== null)
          .toSorted(Temporal.Instant.compare)
          .at(-1) ?? row.changed_at,
    }
    if (row.booking_state === 'waiting')
      return { ...entry, status: 'tentative', title: `Waiting list: ${entry.title}` }
    // Given up: it stays, marked so, that calendars which have it take it out.
    return row.booking_state === 'cancelled' ? { ...entry, status: 'cancelled' } : entry
  })
}

/** One event as calendars hold it. */
export function entryOf(row: EntryRow | EventCard): CalendarEntry {
  return {
    uid: row.id,
    sequence: row.sequence,
    title: row.title,
    description: row.summary,
    location: placeOf(row),
    href: `/events/${row.code}`,
    starts: row.starts_at.toZonedDateTimeISO(row.time_zone),
    ends: row.ends_at.toZonedDateTimeISO(row.time_zone),
    status: row.state === 'cancelled' ? 'cancelled' : row.state === 'draft' ? 'tentative' : 'confirmed',
    changedAt: row.changed_at,
  }
}

function placeOf(row: Pick<EntryRow, 'in_room' | 'online' | 'room' | 'site_name' | 'site_town'>): string {
  if (!row.in_room) return 'Online'
  const place = [row.room, row.site_name, row.site_town]
    .filter((one) => one !== null && one !== '')
    .join(', ')
  return row.online ? `${place} and online` : place
}
