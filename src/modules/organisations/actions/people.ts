// People: entered with their first post, and corrected. Names, addresses and phone numbers go into the audit's erasable side, never its facts.
import { action, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { Person } from '../queries/people.ts'
import { lockedOrganisation, mustLead, mustStillStand, PHONE } from './organisations.ts'

export const mustBeCurrent = versionCheck('organisations.person.stale', 'person')

const contact = {
  name: field.text('Full name', { most: 120 }),
  mail: field.mail('Email address', { hint: 'Their work address: they sign in with it' }),
  phone: field
    .text('Phone number', {
      most: 30,
      pattern: PHONE,
      wording: 'Phone number must be like 01632 960 001 or +44 1632 960 001',
    })
    .optional(),
}

/** Enters a person with a first post. Refused: an address in use, another organisation's people. */
export const createPerson = action({
  name: 'organisations.person.create',
  title: 'Add a person',
  doors: ['page', 'api', 'command'],
  fields: {
    ...contact,
    organisation: field.code('Organisation'),
    jobTitle: field.text('Job title', { most: 120 }),
    startedOn: field.date('First day in this post'),
  },
  async run(inside, { name, mail, phone, organisation, jobTitle, startedOn }) {
    const employer = await lockedOrganisation(inside, organisation)
    mustLead(inside, 'organisations.person.create', employer.id)
    mustStillStand(employer)
    const id = inside.id()
    await inside.subject({ id, module: 'organisations', noun: 'person', title: name, audience: 'staff' })
    await inside.tx
      .insertInto('organisations.person')
      .values({ id, name, mail, phone, left_on: null, forgotten_at: null })
      .execute()
    await inside.tx
      .insertInto('organisations.employment')
      .values({
        id: inside.id(),
        person_id: id,
        organisation_id: employer.id,
        job_title: jobTitle,
        started_on: startedOn,
        ended_on: null,
      })
      .execute()
    return {
      subject: id,
      result: { id },
      facts: { organisation: employer.id, startedOn: startedOn.toString() },
      personal: { name, mail, phone },
    }
  },
})

/** Corrects name, address or phone of a person in one's own organisation. */
export const editPerson = action({
  name: 'organisations.person.edit',
  title: 'Change a person’s details',
  doors: ['page', 'api', 'command'],
  fields: { person: field.id('Person'), ...contact, version: field.version() },
  async run(inside, { person, name, mail, phone, version }) {
    const found = await lockedPerson(inside, person)
    await mustLeadEmployer(inside, 'organisations.person.edit', found.id, {
      changesMail: mail !== found.mail,
    })
    return correct(inside, found, { name, mail, phone, version })
  },
})

/** Everybody corrects their own name and phone; the address is their organisation's to give. */
export const editOwnDetails = action({
  name: 'organisations.person.edit-own',
  title: 'Change your details',
  doors: ['page', 'api'],
  fields: { name: contact.name, phone: contact.phone, version: field.version() },
  async run(inside, { name, phone, version }) {
    if (inside.actor.kind !== 'person') return notFound('person')
    const found = await lockedPerson(inside, inside.actor.id)
    return correct(inside, found, { name, mail: found.mail, phone, version })
  },
})

/** The person, locked until the action commits. */
export async function lockedPerson(inside: Inside, id: string): Promise<Person> {
  const row = await inside.tx
    .selectFrom('organisations.person')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ?? notFound('person')
}

async function correct(
  inside: Inside,
  found: Person,
  answers: { name: string; mail: string | null; phone: string | null; version: number },
) {
  const { name, mail, phone, version } = answers
  mustBeCurrent(found, version, {
    name: found.name,
    mail: found.mail ?? 'None',
    phone: found.phone ?? 'None',
  })
  if (found.state === 'left')
    refuse(
      'conflict',
      'organisations.person.has-left',
      'This person has left, so their details are no longer kept and cannot be changed.',
    )
  await inside.subject({
    id: found.id,
    module: 'organisations',
    noun: 'person',
    title: name,
    audience: 'staff',
  })
  await inside.tx
    .updateTable('organisations.person')
    .set({ name, mail, phone, version: version + 1 })
    .where('id', '=', found.id)
    .execute()
  return { subject: found.id, result: { id: found.id }, personal: { name, mail, phone } }
}

/** The organisations where the person has a current post. */
export async function employersNow(inside: Inside, personId: string): Promise<string[]> {
  const rows = await inside.tx
    .selectFrom('organisations.employment')
    .select('organisation_id')
    .where('person_id', '=', personId)
    .where('ended_on', 'is', null)
    .execute()
  return rows.map((row) => row.organisation_id)
}

// Who gives somebody an address decides who can sign in as them. A post is given by one organisation alone, so
// having given one is not enough: the address is changed by whoever leads every organisation the person works for.
async function mustLeadEmployer(
  inside: Inside,
  permission: string,
  personId: string,
  { changesMail }: { readonly changesMail: boolean },
): Promise<void> {
  // For somebody without a post only a grant for the whole installation counts.
  if (inside.scopes(permission, 'organisation') === 'all') return
  const employers = await employersNow(inside, personId)
  const led = employers.filter((id) => inside.may(permission, { kind: 'organisation', id }))
  if (led.length === 0)
    refuse(
      'forbidden',
      'organisations.person.not-yours',
      'This person works for another organisation. Ask its lead or an administrator.',
    )
  if (changesMail && led.length < employers.length)
    refuse(
      'forbidden',
      'organisations.person.address-not-yours',
      'This person also works for another organisation, and signs in with this address there. Ask an administrator to change it.',
    )
}
