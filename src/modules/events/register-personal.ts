// What the register, certificates, feedback and reminders hold about a person, and what becomes of it when they leave.
import { sql, type Db, type Tx } from '#platform/database/index.ts'
import { personalReference } from '#platform/personal/index.ts'
import { formatDateTime } from '#platform/time/index.ts'

type Table = 'events.walk_in' | 'events.certificate' | 'events.feedback_given' | 'events.reminder'

const eventsIn =
  (table: Table, column: 'person_id' | 'recorded_by' = 'person_id') =>
  async (db: Db, person: string) => {
    const { rows } = await sql<{ title: string; starts_at: Temporal.Instant }>`
      select distinct event.title, event.starts_at from ${sql.table(table)} held
      join events.event event on event.id = held.event_id
      where held.${sql.ref(column)} = ${person} order by event.starts_at, event.title`.execute(db)
    return rows.map((row) => ({ Event: row.title, On: formatDateTime(row.starts_at) }))
  }

const forgotten = (table: 'events.feedback_given' | 'events.reminder') => ({
  forget: async (tx: Tx, person: string) =>
    void (await tx.deleteFrom(table).where('person_id', '=', person).execute()),
})

export const registerPersonal = [
  personalReference({
    column: 'events.series.created_by',
    title: 'Series of events that you planned',
    held: async (db, person) =>
      (await db.selectFrom('events.series').select('title').where('created_by', '=', person).execute()).map(
        (row) => ({ Series: row.title }),
      ),
    leaving: {
      forget: async (tx, person) =>
        void (await tx
          .updateTable('events.series')
          .set({ created_by: null })
          .where('created_by', '=', person)
          .execute()),
    },
  }),
  personalReference({
    column: 'events.walk_in.person_id',
    title: 'Events that you came to without a place',
    held: eventsIn('events.walk_in'),
    leaving: { keep: 'how many came from each organisation is part of the record of the event' },
  }),
  personalReference({
    column: 'events.walk_in.recorded_by',
    title: 'Walk-ins that you put on a register',
    held: eventsIn('events.walk_in', 'recorded_by'),
    leaving: {
      forget: async (tx, person) =>
        void (await tx
          .updateTable('events.walk_in')
          .set({ recorded_by: null })
          .where('recorded_by', '=', person)
          .execute()),
    },
  }),
  personalReference({
    column: 'events.certificate.person_id',
    title: 'Your certificates of attendance',
    held: eventsIn('events.certificate'),
    leaving: {
      keep: 'a certificate stays valid, so that its holder can show it to whoever employs them next',
    },
  }),
  personalReference({
    column: 'events.feedback_given.person_id',
    title: 'Events on which you gave feedback (what you said is not linked to you)',
    held: eventsIn('events.feedback_given'),
    leaving: forgotten('events.feedback_given'),
  }),
  personalReference({
    column: 'events.reminder.person_id',
    title: 'Reminders of events sent to you',
    held: eventsIn('events.reminder'),
    leaving: forgotten('events.reminder'),
  }),
]
