// Mail domains: which of them are an organisation's, and who saw the proof. Sign-in believes only proven ones.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { MailDomain } from '../queries/mail-domains.ts'
import { domainFault } from '../rules.ts'
import { lockedOrganisation, mustStillStand } from './organisations.ts'

/** Names a mail domain as an organisation's. It counts for nothing until it is proven (O7). */
export const addMailDomain = action({
  name: 'organisations.mail-domain.add',
  title: 'Add a mail domain',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    organisation: field.code('Organisation'),
    domain: field.text('Domain', {
      most: 253,
      hint: 'What stands after the @ of its addresses, like example.gov.uk',
    }),
  },
  async run(inside, { organisation, domain }) {
    const owner = await lockedOrganisation(inside, organisation)
    mustStillStand(owner)
    const name = domain.toLowerCase().replace(/^@/, '')
    const fault = domainFault(name)
    if (fault !== undefined)
      invalid('organisations.mail-domain.unusable', [{ field: 'domain', message: fault }])
    const id = inside.id()
    await inside.tx
      .insertInto('organisations.mail_domain')
      .values({
        id,
        organisation_id: owner.id,
        domain: name,
        proof: null,
        evidence: null,
        proven_at: null,
        proven_by: null,
      })
      .execute()
    return { subject: owner.id, result: { id, organisation: owner.id }, facts: { domain: name } }
  },
})

/** An administrator states what proves the domain to be the organisation's: a letter of its registrar, a record in its DNS. */
export const proveMailDomain = action({
  name: 'organisations.mail-domain.prove',
  title: 'Record the proof of a mail domain',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    domain: field.id('Mail domain'),
    evidence: field.text('What proves it', {
      most: 300,
      hint: 'For example: letter of 3 March 2027 from the head of IT, checked by phone',
    }),
  },
  async run(inside, { domain, evidence }) {
    const found = await lockedDomain(inside, domain)
    if (found.proven_at !== null)
      refuse('conflict', 'organisations.mail-domain.proven', `${found.domain} is proven already.`)
    await inside.tx
      .updateTable('organisations.mail_domain')
      .set({
        proof: 'administrator',
        evidence,
        proven_at: inside.now,
        proven_by: inside.actor.kind === 'person' ? inside.actor.id : null,
      })
      .where('id', '=', found.id)
      .execute()
    return {
      subject: found.organisation_id,
      result: { id: found.id, organisation: found.organisation_id },
      facts: { domain: found.domain },
    }
  },
})

/** Takes a mail domain away: from now on an address there proves nothing. */
export const removeMailDomain = action({
  name: 'organisations.mail-domain.remove',
  title: 'Remove a mail domain',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { domain: field.id('Mail domain') },
  async run(inside, { domain }) {
    const found = await lockedDomain(inside, domain)
    await inside.tx.deleteFrom('organisations.mail_domain').where('id', '=', found.id).execute()
    return {
      subject: found.organisation_id,
      result: { id: found.id, organisation: found.organisation_id },
      facts: { domain: found.domain },
    }
  },
})

async function lockedDomain(inside: Inside, id: string): Promise<MailDomain> {
  const row = await inside.tx
    .selectFrom('organisations.mail_domain')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ?? notFound('mail domain')
}
