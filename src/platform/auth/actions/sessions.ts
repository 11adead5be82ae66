// Signing in by name in a demonstration, signing out, and ending one's other sessions.
import { action, query, type Done, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { forgetKeptForms } from '../kept-forms.ts'
import type { Parts } from '../ports.ts'
import { beginSession, endSession, sessionsOf, type BeginResult } from '../sessions.ts'
import { askerFields } from './asker.ts'

/** The person who acts. Sessions belong to people; nobody else has any. */
export function personActing({ actor }: Pick<Inside, 'actor'>): string {
  if (actor.kind === 'person') return actor.id
  return refuse(
    'forbidden',
    'auth.person.needed',
    'Only a signed-in person can do this. Sign in on the page.',
  )
}

/** Whether a request may use it at all is `demonstrationSignInExists`, which the page asks first (A11). */
export function beginAsCast(parts: Parts) {
  return action({
    name: 'auth.session.begin-as-cast',
    title: 'Sign in as a person of the demonstration',
    permission: 'public',
    doors: ['page'],
    secretResult: true,
    fields: { person: field.id('Person'), ...askerFields },
    async run(inside, answers): Promise<Done<BeginResult>> {
      const { tx, now } = inside
      // Asked of the database again, so that a mistake in the page is not enough.
      const { demonstration } = await tx
        .selectFrom('platform.installation')
        .select('demonstration')
        .executeTakeFirstOrThrow(() => new Error('There is no installation row'))
      if (!demonstration || !parts.isDemonstration) notFound()
      // In a demonstration everybody who is active is of the cast.
      const member = await parts.directory.personById(tx, answers.person)
      if (member === null || !member.active) notFound('person')
      const id = inside.id()
      const cookie = await beginSession(tx, parts.settings, {
        id,
        person: member.id,
        way: 'cast',
        provider: null,
        device: answers.device,
        now,
        provedAt: now,
        replaces: answers.replaces,
      })
      return {
        subject: member.id,
        result: { ok: true, cookie, person: member.id },
        facts: { session: id },
      }
    },
  })
}

export const endOwnSession = action({
  name: 'auth.session.end',
  title: 'Sign out',
  doors: ['page'],
  fields: { session: field.id('Session') },
  async run(inside, { session }) {
    const person = personActing(inside)
    await mustBeOwn(inside, session, person)
    await endSession(inside.tx, session, 'signed-out', inside.now)
    return { subject: person, result: null, facts: { session } }
  },
})

export const revokeSession = action({
  name: 'auth.session.revoke',
  title: 'End this session',
  doors: ['page'],
  fields: { session: field.id('Session') },
  async run(inside, { session }) {
    const person = personActing(inside)
    await mustBeOwn(inside, session, person)
    await endSession(inside.tx, session, 'revoked', inside.now)
    return { subject: person, result: null, facts: { session } }
  },
})

export const revokeOtherSessions = action({
  name: 'auth.session.revoke-others',
  title: 'End all my other sessions',
  doors: ['page'],
  fields: { session: field.id('This session') },
  async run(inside, { session }) {
    const person = personActing(inside)
    await mustBeOwn(inside, session, person)
    const { numUpdatedRows } = await inside.tx
      .updateTable('auth.session')
      .set({ ended_at: inside.now, ended_because: 'revoked' })
      .where('person', '=', person)
      .where('id', '!=', session)
      .where('ended_at', 'is', null)
      .executeTakeFirstOrThrow()
    const ended = Number(numUpdatedRows)
    return { subject: person, result: { ended }, facts: { ended } }
  },
})

async function mustBeOwn({ tx }: Inside, session: string, person: string): Promise<void> {
  const row = await tx
    .selectFrom('auth.session')
    .select('person')
    .where('id', '=', session)
    .executeTakeFirst()
  if (row?.person !== person) notFound('session')
}

export const listSessions = query({
  name: 'auth.session.list',
  title: 'My sessions',
  doors: ['page'],
  parameters: { current: field.id('This session').optional() },
  async run(reader, { current }) {
    if (reader.actor.kind !== 'person') return { rows: [] }
    return { rows: await sessionsOf(reader.db, reader.actor.id, current, reader.now) }
  },
})

const KEPT_DAYS = 30

/** What sign-in leaves behind is cleared away: nobody needs to know who was where for longer. */
export const clearLeavings = action({
  name: 'auth.session.clear',
  title: 'Clear away old sign-ins',
  doors: [],
  fields: {},
  async run({ tx, now }) {
    const yesterday = now.subtract({ hours: 24 })
    const past = now.subtract({ hours: KEPT_DAYS * 24 })
    await forgetKeptForms(tx, now)
    await tx.deleteFrom('auth.sign_in_code').where('expires_at', '<', yesterday).execute()
    await tx.deleteFrom('auth.trip').where('expires_at', '<', yesterday).execute()
    await tx.deleteFrom('auth.attempt').where('window_start', '<', yesterday).execute()
    const ended = await tx
      .deleteFrom('auth.session')
      .where((where) => where.or([where('ends_at', '<', past), where('ended_at', '<', past)]))
      .executeTakeFirstOrThrow()
    const tokens = await tx.deleteFrom('auth.token').where('expires_at', '<', past).executeTakeFirstOrThrow()
    const facts = { sessions: Number(ended.numDeletedRows), tokens: Number(tokens.numDeletedRows) }
    return { subject: null, result: facts, facts }
  },
})
