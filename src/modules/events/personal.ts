// Every reference this module makes to a person. Somebody who leaves gives up what is still to come, and what they
// needed is forgotten with it; that they came to an event stays in its figures.
import type { Db } from '#platform/database/index.ts'
import { sql } from '#platform/database/index.ts'
import { personalReference, type PersonalReference } from '#platform/personal/index.ts'
import { formatDateTime, londonMidnight } from '#platform/time/index.ts'
import { ENDINGS, MODES } from './rules.ts'

async function booked(db: Db, person: string) {
  const rows = await db
    .selectFrom('events.booking as booking')
    .innerJoin('events.event as event', 'event.id', 'booking.event_id')
    .leftJoin('events.need as need', 'need.booking_id', 'booking.id')
    .select([
      'event.title',
      'event.starts_at',
      'booking.mode',
      'booking.state',
      'booking.cancelled_how',
      'booking.attendance',
      'need.access',
      'need.dietary',
    ])
    .where('booking.person_id', '=', person)
    .orderBy('event.starts_at')
    .execute()
  return rows.map((row) => ({
    Event: row.title,
    On: formatDateTime(row.starts_at),
    How: MODES[row.mode],
    State: row.cancelled_how === null ? row.state : ENDINGS[row.cancelled_how],
    Attendance: row.attendance ?? '',
    'Access needs': row.access ?? '',
    'Dietary needs': row.dietary ?? '',
  }))
}

const titlesWhere =
  (column: 'organiser_person_id' | 'booked_by' | 'recorded_by') => async (db: Db, person: string) => {
    const { rows } = await sql<{ title: string; starts_at: Temporal.Instant }>`
    select distinct event.title, event.starts_at from events.event event
    left join events.booking booking on booking.event_id = event.id
    where ${sql.ref(column === 'organiser_person_id' ? `event.${column}` : `booking.${column}`)} = ${person}
    order by event.starts_at`.execute(db)
    return rows.map((row) => ({ Event: row.title, On: formatDateTime(row.starts_at) }))
  }

export const personal: readonly PersonalReference[] = [
  personalReference({
    column: 'events.booking.person_id',
    title: 'Events you booked',
    held: booked,
    leaving: {
      async forget(tx, person, today) {
        const midnight = londonMidnight(today).toString()
        // Events before bookings, and in the order of their ids: the order in which everybody locks them.
        await sql`select event.id from events.event event
          where event.id in (select event_id from events.booking where person_id = ${person})
          order by event.id for update`.execute(tx)
        await sql`delete from events.need using events.booking booking
          where booking.id = need.booking_id and booking.person_id = ${person}`.execute(tx)
        await sql`update events.booking booking
          set state = 'cancelled', cancelled_at = ${midnight}, cancelled_how = 'left', version = booking.version + 1
          from events.event event
          where event.id = booking.event_id and booking.person_id = ${person}
            and booking.state <> 'cancelled' and booking.attendance is null and event.ends_at > ${midnight}::timestamptz`.execute(
          tx,
        )
      },
    },
  }),
  personalReference({
    column: 'events.event.organiser_person_id',
    title: 'Events you organised',
    held: titlesWhere('organiser_person_id'),
    leaving: { keep: 'an event names its organiser until its group or partnership names another' },
  }),
  personalReference({
    column: 'events.booking.booked_by',
    title: 'Events you booked others on',
    held: titlesWhere('booked_by'),
    leaving: { keep: 'whoever was booked by somebody else can see by whom' },
  }),
  personalReference({
    column: 'events.booking.recorded_by',
    title: 'Events whose attendance you recorded',
    held: titlesWhere('recorded_by'),
    leaving: { keep: 'a certificate of attendance rests on who recorded it' },
  }),
]
