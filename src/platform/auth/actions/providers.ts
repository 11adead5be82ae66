// The sign-in providers of organisations and the people named for emergency access, for administrators.
import { action, query } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { forgetSecret, keepSecret, secret } from '#platform/secrets/index.ts'
import type { Parts } from '../ports.ts'
import { providerById, providersInUse, secretNamed } from '../providers.ts'
import { mayBeIssuer } from '../rules.ts'

const mustBeCurrent = versionCheck('auth.provider.stale', 'provider')

export function addProvider(parts: Parts) {
  return action({
    name: 'auth.provider.add',
    title: 'Add an organisation’s sign-in provider',
    doors: ['page', 'command'],
    fresh: true,
    secretResult: true,
    fields: {
      owner: field.pick('Organisation'),
      issuer: field.text('Issuer', {
        most: 500,
        hint: 'The address the provider gives as its issuer, with https',
      }),
      clientId: field.text('Client ID', { most: 500 }),
      secret: field.text('Client secret', { most: 500, secret: true }),
      vouches: field.yesNo('It is the organisation’s own directory and sends no email_verified', {
        hint: 'For example Microsoft Entra ID with a tenant of its own',
      }),
    },
    async run(inside, answers) {
      if (!mayBeIssuer(answers.issuer))
        invalid('auth.provider.issuer', [
          {
            field: 'issuer',
            message: 'Issuer must be an https address without a query, like https://login.example.gov.uk',
          },
        ])
      const domains = await parts.directory.domainsOf(inside.db, answers.owner)
      if (domains.length === 0)
        refuse(
          'conflict',
          'auth.provider.no-domain',
          'No mail domain is proven to be this organisation’s, so its provider could speak for nobody. Prove a domain first.',
        )
      const id = inside.id()
      await inside.tx
        .insertInto('auth.provider')
        .values({
          id,
          owner: answers.owner,
          issuer: answers.issuer,
          client_id: answers.clientId,
          vouches_for_mail: answers.vouches,
          added_at: inside.now,
        })
        .execute()
      const kept = { id: inside.id(), ...secretNamed(id), value: secret(answers.secret), now: inside.now }
      await keepSecret(inside.tx, parts.ring, kept)
      const returnTo = returnAddress(parts, id)
      return {
        subject: answers.owner,
        result: { id, returnTo },
        facts: { provider: id, vouches: answers.vouches },
      }
    },
  })
}

/** The address a provider sends people back to: its own, so that one provider's answer cannot pass for another's. */
export function returnAddress(parts: Pick<Parts, 'address'>, provider: string): string {
  return `${parts.address}/sign-in/return/${provider}`
}

export const removeProvider = action({
  name: 'auth.provider.remove',
  title: 'Remove an organisation’s sign-in provider',
  doors: ['page', 'command'],
  fresh: true,
  fields: { provider: field.id('Provider'), version: field.version() },
  async run(inside, answers) {
    const { tx, now } = inside
    const provider = (await providerById(tx, answers.provider)) ?? notFound('provider')
    mustBeCurrent(provider, answers.version)
    await tx
      .updateTable('auth.provider')
      .set({ removed_at: now, version: provider.version + 1 })
      .where('id', '=', provider.id)
      .execute()
    // Accounts at an issuer mean nothing once no provider of ours speaks for it.
    await tx
      .deleteFrom('auth.identity')
      .where('issuer', '=', provider.issuer)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('auth.provider')
              .select('id')
              .where('issuer', '=', provider.issuer)
              .where('removed_at', 'is', null),
          ),
        ),
      )
      .execute()
    await forgetSecret(tx, secretNamed(provider.id))
    const ended = await tx
      .updateTable('auth.session')
      .set({ ended_at: now, ended_because: 'provider-removed' })
      .where('provider', '=', provider.id)
      .where('ended_at', 'is', null)
      .executeTakeFirstOrThrow()
    const facts = { provider: provider.id, sessions: Number(ended.numUpdatedRows) }
    return { subject: provider.owner, result: facts, facts }
  },
})

/** A second account claims a person when they got a new one there: an administrator lets the old one go (A2). */
export function releaseIdentity(parts: Parts) {
  return action({
    name: 'auth.identity.release',
    title: 'Release a person’s account at their provider',
    doors: ['page', 'command'],
    fresh: true,
    fields: { person: field.mail('Email address of the person') },
    async run(inside, answers) {
      const person = await parts.directory.personByMail(inside.db, answers.person)
      const gone = await inside.tx
        .deleteFrom('auth.identity')
        .where('person', '=', person?.id ?? inside.id())
        .executeTakeFirstOrThrow()
      if (person === null || gone.numDeletedRows === 0n)
        invalid('auth.identity.nobody', [
          { field: 'person', message: 'No account stands for a person with this address' },
        ])
      await inside.tx
        .updateTable('auth.session')
        .set({ ended_at: inside.now, ended_because: 'revoked' })
        .where('person', '=', person.id)
        .where('way', '=', 'provider')
        .where('ended_at', 'is', null)
        .execute()
      return { subject: person.id, result: null, facts: { released: Number(gone.numDeletedRows) } }
    },
  })
}

export function listProviders(parts: Parts) {
  return query({
    name: 'auth.provider.list',
    title: 'Sign-in providers',
    doors: ['page', 'command'],
    parameters: {},
    async run({ db }) {
      const rows = []
      for (const provider of await providersInUse(db)) {
        const name = await parts.directory.ownerName(db, provider.owner)
        const domains = await parts.directory.domainsOf(db, provider.owner)
        rows.push({ ...provider, ownerName: name, domains, returnTo: returnAddress(parts, provider.id) })
      }
      return { rows }
    },
  })
}

export function addBreakGlass(parts: Parts) {
  return action({
    name: 'auth.break-glass.add',
    title: 'Name a person for emergency access',
    doors: ['page', 'command'],
    fresh: true,
    fields: {
      person: field.mail('Email address of the person'),
      reason: field.text('Why they need it', { most: 500 }),
    },
    async run(inside, answers) {
      const person = await parts.directory.personByMail(inside.db, answers.person)
      if (person === null || !person.active)
        invalid('auth.break-glass.nobody', [
          { field: 'person', message: 'There is no active person with this address' },
        ])
      await inside.tx
        .insertInto('auth.break_glass')
        .values({ person: person.id, reason: answers.reason, added_at: inside.now })
        .execute()
      return { subject: person.id, result: { person: person.id }, personal: { reason: answers.reason } }
    },
  })
}

export const removeBreakGlass = action({
  name: 'auth.break-glass.remove',
  title: 'Take emergency access from a person',
  doors: ['page', 'command'],
  fresh: true,
  fields: { person: field.id('Person') },
  async run(inside, { person }) {
    const gone = await inside.tx
      .deleteFrom('auth.break_glass')
      .where('person', '=', person)
      .executeTakeFirstOrThrow()
    if (gone.numDeletedRows === 0n) notFound('person named for emergency access')
    await inside.tx
      .updateTable('auth.session')
      .set({ ended_at: inside.now, ended_because: 'revoked' })
      .where('person', '=', person)
      .where('way', '=', 'code')
      .where('ended_at', 'is', null)
      .execute()
    return { subject: person, result: null }
  },
})

export function listBreakGlass(parts: Parts) {
  return query({
    name: 'auth.break-glass.list',
    title: 'People named for emergency access',
    doors: ['page', 'command'],
    parameters: {},
    async run({ db }) {
      const named = await db
        .selectFrom('auth.break_glass')
        .selectAll()
        .orderBy('added_at')
        .limit(500)
        .execute()
      const rows = []
      for (const row of named) {
        const person = await parts.directory.personById(db, row.person)
        rows.push({ person: row.person, name: person?.name ?? '', reason: row.reason, addedAt: row.added_at })
      }
      return { rows }
    },
  })
}
