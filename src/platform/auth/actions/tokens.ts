// A person's tokens for programs: made on the page by a fresh sign-in or at the machine by its operator,
// shown once, listed, revoked.
import { action, query, type Reader } from '#platform/actions/index.ts'
import { invalid, notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { Parts } from '../ports.ts'
import { MOST_TOKEN_DAYS } from '../rules.ts'
import { createToken as keepToken, tokensOf } from '../tokens.ts'
import { personActing } from './sessions.ts'

const EVERYTHING = '*'

export function createToken(parts: Parts) {
  return action({
    name: 'auth.token.create',
    title: 'Create an access token',
    doors: ['page', 'command'],
    fresh: true,
    secretResult: true,
    fields: {
      name: field.text('Name', { most: 100, hint: 'What will use it, so that you know it again' }).optional(),
      days: field.integer('Days until it expires', { least: 1, most: MOST_TOKEN_DAYS }),
      scopes: field
        .choices('What it may do', { [EVERYTHING]: 'Everything I may do', ...parts.scopes })
        .optional(),
      person: field.mail('Email address of the person it stands for').optional(),
    },
    async run(inside, answers) {
      const isOperator = inside.actor.kind === 'operator'
      const person = isOperator ? await named(parts, inside, answers.person) : personActing(inside)
      if (!isOperator && answers.person !== null)
        invalid('auth.token.not-yours', [
          { field: 'person', message: 'You can make tokens for yourself only' },
        ])
      const scopes = answers.scopes ?? (isOperator ? [EVERYTHING] : [])
      if (scopes.length === 0)
        invalid('auth.token.no-scope', [{ field: 'scopes', message: 'Select what the token may do' }])
      const id = inside.id()
      const expiresAt = inside.now.add({ hours: answers.days * 24 })
      const token = await keepToken(inside.tx, {
        id,
        person,
        name: answers.name ?? (isOperator ? 'Made at the machine' : 'Access token'),
        scopes,
        fresh: isOperator,
        createdAt: inside.now,
        expiresAt,
      })
      const facts = { token: id, days: answers.days, scopes: scopes.length, fresh: isOperator }
      return { subject: person, result: { id, person, expiresAt: expiresAt.toString(), token }, facts }
    },
  })
}

// At the machine a person is named by their address, as the operator knows them.
async function named(parts: Parts, { db }: Pick<Reader, 'db'>, mail: string | null): Promise<string> {
  if (mail === null)
    invalid('auth.token.nobody', [
      { field: 'person', message: 'Enter the email address of the person it stands for' },
    ])
  const person = await parts.directory.personByMail(db, mail)
  if (person === null || !person.active)
    invalid('auth.token.nobody', [
      { field: 'person', message: `There is no active person with the address ${mail}` },
    ])
  return person.id
}

export const revokeToken = action({
  name: 'auth.token.revoke',
  title: 'Revoke this token',
  doors: ['page', 'command'],
  fields: { token: field.id('Token') },
  async run(inside, { token }) {
    const row = await inside.tx
      .selectFrom('auth.token')
      .select('person')
      .where('id', '=', token)
      .executeTakeFirst()
    const person = inside.actor.kind === 'operator' ? row?.person : personActing(inside)
    if (row === undefined || row.person !== person) notFound('token')
    await inside.tx
      .updateTable('auth.token')
      .set({ revoked_at: inside.now })
      .where('id', '=', token)
      .where('revoked_at', 'is', null)
      .execute()
    return { subject: row.person, result: { id: token }, facts: { token } }
  },
})

export function listTokens(parts: Parts) {
  return query({
    name: 'auth.token.list',
    title: 'Access tokens',
    doors: ['page', 'command'],
    parameters: { person: field.mail('Email address of a person').optional() },
    async run(reader, { person }) {
      const own = reader.actor.kind === 'person' ? reader.actor.id : await named(parts, reader, person)
      const rows = await tokensOf(reader.db, own, reader.now)
      return { rows }
    },
  })
}
