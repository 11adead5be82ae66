// What a body says of itself while it boards: who answers for what, its consent, the two steps nothing here can see.
import { action, personOf } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { isEmployedBy, organisationById } from '#modules/organisations/index.ts'
import { federationOf } from '../queries/federation.ts'
import { holdsFor, KEEP } from '../queries/seeing.ts'
import { consentStatement, DUTY_WORDS } from '../rules/members.ts'
import { memberToChange, mustBeCurrent } from './locking.ts'
import { MEMBER } from './members.ts'

export const NAME_CONTACT = 'roaming.contact.name'
export const CONSENT = 'roaming.consent.give'

export const nameContact = action({
  name: NAME_CONTACT,
  title: 'Name a contact',
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: {
    member: field.id('Member'),
    duty: field.choice('For what', DUTY_WORDS),
    person: field.pick('Person', { from: 'organisations.person' }),
  },
  async run(inside, { member, duty, person }) {
    const found = await memberToChange(inside, member, NAME_CONTACT)
    if (found.state === 'left')
      refuse('conflict', 'roaming.member.state', 'This member has left. Invite it again first.')
    if (!(await isEmployedBy(inside, person, found.organisation_id)))
      invalid('roaming.contact.not-employed', [
        { field: 'person', message: 'Select somebody who works for this organisation today' },
      ])
    if (duty === 'secrets') {
      if (person === personOf(inside))
        refuse(
          'forbidden',
          'roaming.contact.own-secrets',
          'Nobody names themselves to receive shared secrets. Ask the lead or the service contact of your organisation.',
        )
      const named = await inside.tx
        .selectFrom('roaming.contact')
        .select('person_id')
        .where('member_id', '=', member)
        .where('duty', '=', 'secrets')
        .where('ended_on', 'is', null)
        .executeTakeFirst()
      if (named !== undefined)
        refuse(
          'conflict',
          'roaming.contact.secrets-held',
          'Shared secrets are shown to one person of a member, and somebody is named already. End that first.',
        )
    }
    const id = inside.id()
    await inside.tx
      .insertInto('roaming.contact')
      .values({ id, member_id: member, person_id: person, duty, from_on: londonDate(inside.now) })
      .execute()
    return { subject: null, result: { id, code: found.code }, facts: { member, duty, person } }
  },
})

export const endContact = action({
  name: 'roaming.contact.end',
  title: 'End a contact',
  permission: NAME_CONTACT,
  doors: ['page', 'api', 'command'],
  fresh: true,
  fields: { member: field.id('Member'), contact: field.id('Contact') },
  async run(inside, { member, contact }) {
    const found = await memberToChange(inside, member, NAME_CONTACT)
    const held = await inside.tx
      .selectFrom('roaming.contact')
      .select(['id', 'person_id', 'duty', 'ended_on'])
      .where('id', '=', contact)
      .where('member_id', '=', member)
      .executeTakeFirst()
    if (held === undefined) return notFound('contact')
    if (held.ended_on !== null)
      refuse('conflict', 'roaming.contact.ended', 'They are no contact of this member any more.')
    await inside.tx
      .updateTable('roaming.contact')
      .set({ ended_on: londonDate(inside.now) })
      .where('id', '=', contact)
      .execute()
    return {
      subject: null,
      result: { code: found.code },
      facts: { member, duty: held.duty, person: held.person_id },
    }
  },
})

/** By the lead of the body or its service contact, never by those who run the federation: they cannot consent for another. */
export const giveConsent = action({
  name: CONSENT,
  title: 'Give consent',
  doors: ['page'],
  fresh: true,
  fields: {
    member: field.id('Member'),
    agree: field.choice('Do you consent for your organisation?', { yes: 'Yes, we consent' }),
    // Of the settings from which the statement is made: what was read is what is consented to.
    version: field.version(),
  },
  async run(inside, { member, version }) {
    const found = await memberToChange(inside, member, CONSENT)
    const person = personOf(inside)
    if (person === null)
      refuse(
        'forbidden',
        'roaming.consent.not-a-person',
        'Consent is given by the lead of the organisation or its service contact, in person.',
      )
    const federation = await federationOf(inside.tx)
    mustBeCurrent(federation, version)
    if (federation === undefined) return notFound('federation')
    const body = await organisationById(inside, found.organisation_id)
    await inside.tx
      .insertInto('roaming.consent')
      .values({
        id: inside.id(),
        member_id: member,
        person_id: person,
        statement: consentStatement(federation.name, body.name, federation.ssid),
        given_at: inside.now,
      })
      .execute()
    inside.found(MEMBER, member)
    return { subject: null, result: { code: found.code }, facts: { member, person } }
  },
})

export const withdrawConsent = action({
  name: 'roaming.consent.withdraw',
  title: 'Withdraw consent',
  permission: CONSENT,
  doors: ['page'],
  fresh: true,
  fields: { member: field.id('Member') },
  async run(inside, { member }) {
    const found = await memberToChange(inside, member, CONSENT)
    const { numUpdatedRows } = await inside.tx
      .updateTable('roaming.consent')
      .set({ withdrawn_at: inside.now })
      .where('member_id', '=', member)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n)
      refuse('conflict', 'roaming.consent.none', 'No consent stands that could be withdrawn.')
    await inside.announce('roaming.consent.withdrawn', member, { member })
    return { subject: null, result: { code: found.code }, facts: { member, person: personOf(inside) } }
  },
})

const STEPS = {
  standard: 'Agreement to the technical standard',
  firewall: 'Firewall opened',
} as const

export const tickStep = action({
  name: 'roaming.boarding.tick',
  title: 'Say that a step of boarding is done',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: {
    member: field.id('Member'),
    step: field.choice('Step', STEPS),
    evidence: field
      .text('What shows it', {
        most: 300,
        hint: 'For example: change 4711 of 20 November, seen from both sides',
      })
      .optional(),
  },
  async run(inside, { member, step, evidence }) {
    const found = await memberToChange(inside, member)
    await inside.tx
      .insertInto('roaming.boarding_tick')
      .values({ member_id: member, step, done_at: inside.now, done_by: personOf(inside), evidence })
      .onConflict((conflict) =>
        conflict
          .columns(['member_id', 'step'])
          .doUpdateSet({ done_at: inside.now, done_by: personOf(inside), evidence }),
      )
      .execute()
    return { subject: null, result: { code: found.code }, facts: { member, step } }
  },
})

export const untickStep = action({
  name: 'roaming.boarding.untick',
  title: 'Say that a step of boarding is not done after all',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: { member: field.id('Member'), step: field.choice('Step', STEPS) },
  async run(inside, { member, step }) {
    const found = await memberToChange(inside, member)
    await inside.tx
      .deleteFrom('roaming.boarding_tick')
      .where('member_id', '=', member)
      .where('step', '=', step)
      .execute()
    return { subject: null, result: { code: found.code }, facts: { member, step } }
  },
})

/** Whether this reader may consent for a member. */
export const mayConsent = (
  reader: Parameters<typeof holdsFor>[0] & { readonly actor: { readonly kind: string } },
  member: { readonly organisation_id: string },
): boolean => reader.actor.kind === 'person' && holdsFor(reader, CONSENT, member)
