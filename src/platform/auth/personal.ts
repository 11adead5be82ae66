// What sign-in holds about a person, to show them and to forget when they leave. Shaped as platform/personal
// asks, which stands later in the list.
import type { Db, Tx } from '#platform/database/index.ts'
import { forgetSecret } from '#platform/secrets/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { answersOf } from './kept-forms.ts'

type Held = readonly Readonly<Record<string, string>>[]

export type SignInReference = {
  readonly column: string
  readonly title: string
  readonly held: (db: Db, personId: string) => Promise<Held>
  readonly leaving: {
    readonly forget: (tx: Tx, personId: string, today: Temporal.PlainDate) => Promise<void>
  }
}

/** Every reference that sign-in makes to a person; all are forgotten when the person leaves. */
export const signInReferences: readonly SignInReference[] = [
  {
    column: 'auth.session.person',
    title: 'Where you were signed in',
    async held(db, person) {
      const rows = await db
        .selectFrom('auth.session')
        .selectAll()
        .where('person', '=', person)
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        Device: row.device,
        'Signed in': formatDateTime(row.started_at),
        'Last seen': formatDateTime(row.last_seen_at),
      }))
    },
    leaving: {
      forget: async (tx, person) =>
        void (await tx.deleteFrom('auth.session').where('person', '=', person).execute()),
    },
  },
  {
    column: 'auth.token.person',
    title: 'Your tokens for programs',
    async held(db, person) {
      const rows = await db
        .selectFrom('auth.token')
        .selectAll()
        .where('person', '=', person)
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        Name: row.name,
        'May do': row.scopes.join(', '),
        Created: formatDateTime(row.created_at),
        Expires: formatDateTime(row.expires_at),
      }))
    },
    leaving: {
      forget: async (tx, person) =>
        void (await tx.deleteFrom('auth.token').where('person', '=', person).execute()),
    },
  },
  {
    column: 'auth.identity.person',
    title: 'Your account at your organisation’s sign-in',
    async held(db, person) {
      const rows = await db.selectFrom('auth.identity').selectAll().where('person', '=', person).execute()
      return rows.map((row) => ({
        Issuer: row.issuer,
        Subject: row.subject,
        'First used': formatDateTime(row.bound_at),
      }))
    },
    leaving: {
      forget: async (tx, person) =>
        void (await tx.deleteFrom('auth.identity').where('person', '=', person).execute()),
    },
  },
  {
    column: 'auth.break_glass.person',
    title: 'Emergency access you were named for',
    async held(db, person) {
      const rows = await db.selectFrom('auth.break_glass').selectAll().where('person', '=', person).execute()
      return rows.map((row) => ({ Reason: row.reason, Since: formatDateTime(row.added_at) }))
    },
    leaving: {
      forget: async (tx, person) =>
        void (await tx.deleteFrom('auth.break_glass').where('person', '=', person).execute()),
    },
  },
  {
    column: 'auth.sign_in_code.person',
    title: 'Sign-in codes sent to you',
    async held(db, person) {
      const rows = await db
        .selectFrom('auth.sign_in_code')
        .select('asked_at')
        .where('person', '=', person)
        .execute()
      return rows.map((row) => ({ 'Asked for': formatDateTime(row.asked_at) }))
    },
    leaving: {
      forget: async (tx, person) =>
        void (await tx.deleteFrom('auth.sign_in_code').where('person', '=', person).execute()),
    },
  },
  {
    column: 'auth.trip.again',
    title: 'Times you were asked to sign in again',
    async held(db, person) {
      const rows = await db.selectFrom('auth.trip').select('started_at').where('again', '=', person).execute()
      return rows.map((row) => ({ Asked: formatDateTime(row.started_at) }))
    },
    leaving: {
      forget: async (tx, person) =>
        void (await tx.deleteFrom('auth.trip').where('again', '=', person).execute()),
    },
  },
  {
    column: 'auth.kept_form.person',
    title: 'Forms kept for you while you signed in again',
    async held(db, person) {
      const rows = await db.selectFrom('auth.kept_form').selectAll().where('person', '=', person).execute()
      return rows.map((row) => ({ Page: row.path, Kept: formatDateTime(row.kept_at) }))
    },
    leaving: {
      async forget(tx, person) {
        const gone = await tx
          .deleteFrom('auth.kept_form')
          .where('person', '=', person)
          .returning('id')
          .execute()
        for (const { id } of gone) await forgetSecret(tx, answersOf(id))
      },
    },
  },
]
