// The programme of a conference, and what a person has chosen from it.
import type { Reader } from '#platform/actions/index.ts'

export type SessionRow = Awaited<ReturnType<typeof sessionsOf>>[number]

/** The sessions of an event, in order of time. */
export async function sessionsOf(reader: Pick<Reader, 'db'>, eventId: string) {
  return reader.db
    .selectFrom('events.session')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('starts_at')
    .orderBy('room')
    .orderBy('id')
    .execute()
}

export async function sessionById(reader: Pick<Reader, 'db'>, id: string): Promise<SessionRow | undefined> {
  return reader.db.selectFrom('events.session').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The ids of the sessions that a booking has chosen. */
export async function chosenBy(reader: Pick<Reader, 'db'>, bookingId: string): Promise<string[]> {
  const rows = await reader.db
    .selectFrom('events.session_choice')
    .select('session_id')
    .where('booking_id', '=', bookingId)
    .execute()
  return rows.map((row) => row.session_id)
}
