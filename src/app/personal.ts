// The duties towards a person that no module has alone: when somebody leaves, every room lets go of what it need
// not keep, in the same transaction; and when they ask, every room says what it holds.
import { personRecord } from '#modules/organisations/index.ts'
import { fill, gate } from '#platform/actions/index.ts'
import { endSessionsOf } from '#platform/auth/index.ts'
import { historyOf } from '#platform/audit/index.ts'
import { sql } from '#platform/database/index.ts'
import { module, type Module } from '#platform/module/index.ts'
import {
  accessExport,
  forgetLeaver,
  personalReference,
  type PersonalReference,
} from '#platform/personal/index.ts'
import { formatDateTime, londonDate } from '#platform/time/index.ts'

/** What the platform itself holds about people. */
const platformReferences: readonly PersonalReference[] = [
  personalReference({
    column: 'platform.audit_entry.actor',
    title: 'What you did here',
    async held(db, personId) {
      const rows = await historyOf(db, { actor: personId, most: 1000 })
      return rows.map((row) => ({ When: formatDateTime(row.at), What: row.action, By: row.door }))
    },
    leaving: { keep: 'the record must say who acted; it holds only an identifier, never your words' },
  }),
  personalReference({
    column: 'platform.notification.to_subject',
    title: 'Mail sent to you',
    async held(db, personId) {
      const rows = await db
        .selectFrom('platform.notification')
        .select(['template', 'state', 'queued_at'])
        .where('to_subject', '=', personId)
        .orderBy('queued_at')
        .execute()
      return rows.map((row) => ({
        When: formatDateTime(row.queued_at),
        What: row.template,
        State: row.state,
      }))
    },
    leaving: {
      forget: async (tx, personId) =>
        void (await sql`delete from platform.notification where to_subject = ${personId}`.execute(tx)),
    },
  }),
  personalReference({
    column: 'platform.mail_choice.subject',
    title: 'Which mail you chose',
    async held(db, personId) {
      const rows = await db
        .selectFrom('platform.mail_choice')
        .select(['list', 'choice', 'chosen_at'])
        .where('subject', '=', personId)
        .orderBy('chosen_at')
        .execute()
      return rows.map((row) => ({ When: formatDateTime(row.chosen_at), List: row.list, Choice: row.choice }))
    },
    leaving: {
      forget: async (tx, personId) =>
        void (await sql`delete from platform.mail_choice where subject = ${personId}`.execute(tx)),
    },
  }),
  personalReference({
    column: 'platform.work.started_by',
    title: 'Files you loaded',
    async held(db, personId) {
      const rows = await db
        .selectFrom('platform.work')
        .select(['title', 'state', 'created_at'])
        .where('started_by', '=', personId)
        .orderBy('created_at')
        .execute()
      return rows.map((row) => ({ When: formatDateTime(row.created_at), What: row.title, State: row.state }))
    },
    leaving: {
      forget: async (tx, personId) =>
        void (await sql`update platform.work set started_by = null where started_by = ${personId}`.execute(
          tx,
        )),
    },
  }),
]

/** Every reference that any room declares. */
export const referencesOf = (parts: readonly Module[]): readonly PersonalReference[] => [
  ...platformReferences,
  ...parts.flatMap((part) => part.personal ?? []),
]

/** The room that stands at leaving and answers for everybody's records but the register's own. */
export function personalPart(parts: readonly Module[]): Module {
  const references = referencesOf(parts)
  const others = references.filter((one) => !one.column.startsWith('organisations.'))
  return module({
    name: 'personal',
    title: 'What is held about people',
    uses: ['organisations'],
    gates: [
      gate({
        at: 'organisations.person.leave',
        name: 'personal.leaver.forget',
        async pass(inside, personId) {
          await forgetLeaver(inside.tx, references, personId, londonDate(inside.now))
          await endSessionsOf(inside.tx, personId, inside.now)
        },
      }),
    ],
    fills: [
      fill(personRecord, {
        name: 'personal.record.all',
        permission: 'organisations.person.access',
        run: (reader, { personId }) => accessExport(reader.db, others, personId),
      }),
    ],
  })
}
