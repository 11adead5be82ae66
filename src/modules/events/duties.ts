// What events need of somebody: a place that was given to them, to be confirmed or given up; an event of their own
// that is still a draft or, held online, does not say how to join.
import type { Reader } from '#platform/actions/index.ts'
import type { Duty } from '#platform/module/index.ts'
import { formatDateTime, londonDate } from '#platform/time/index.ts'

const DAYS_BEFORE = 60

export async function eventDuties(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  return [...(await placesOffered(reader, reader.actor.id)), ...(await toPrepare(reader, reader.actor.id))]
}

async function placesOffered(reader: Reader, personId: string): Promise<Duty[]> {
  const rows = await reader.db
    .selectFrom('events.booking as booking')
    .innerJoin('events.event as event', 'event.id', 'booking.event_id')
    .select(['event.code', 'event.title', 'event.starts_at', 'booking.confirm_by'])
    .where('booking.person_id', '=', personId)
    .where('booking.state', '=', 'booked')
    .where('booking.confirmed_at', 'is', null)
    .where('booking.confirm_by', '>', reader.now)
    .orderBy('booking.confirm_by')
    .execute()
  return rows.map((row) => ({
    title: `You have been given a place at ${row.title}: confirm it or give it up`,
    href: `/events/${row.code}/place`,
    due: row.confirm_by === null ? null : londonDate(row.confirm_by),
    context: `It is on ${formatDateTime(row.starts_at)}`,
    step: 'Confirm or give up',
  }))
}

async function toPrepare(reader: Reader, personId: string): Promise<Duty[]> {
  const rows = await reader.db
    .selectFrom('events.event as event')
    .leftJoin('events.joining as joining', 'joining.event_id', 'event.id')
    .select(['event.code', 'event.title', 'event.state', 'event.starts_at'])
    .where('event.organiser_person_id', '=', personId)
    .where('event.starts_at', '>', reader.now)
    .where('event.starts_at', '<', reader.now.add({ hours: DAYS_BEFORE * 24 }))
    .where(({ eb, and, or }) =>
      or([
        eb('event.state', '=', 'draft'),
        and([
          eb('event.state', '=', 'open'),
          eb('event.online', '=', true),
          eb('joining.event_id', 'is', null),
        ]),
      ]),
    )
    .orderBy('event.starts_at')
    .limit(100)
    .execute()
  return rows.map((row) => {
    const isDraft = row.state === 'draft'
    const day = londonDate(row.starts_at)
    return {
      title: isDraft ? `Publish ${row.title}` : `Say how to join ${row.title} online`,
      href: isDraft ? `/events/${row.code}/publish` : `/events/${row.code}/joining`,
      due: day.subtract({ days: isDraft ? 28 : 2 }),
      context: `It is on ${formatDateTime(row.starts_at)}`,
      step: isDraft ? 'Publish it' : 'Say how',
    }
  })
}
