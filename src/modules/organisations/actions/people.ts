// People: entered with their first post, corrected, and let go of when they leave (see the README for the life
// of a person's record). Names, addresses and phone numbers go into the audit's erasable side, never its facts.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { Person } from '../queries/people.ts'
import { endingFaults, FORGOTTEN_NAME, mayForgetName, mayLoseAdministrator } from '../rules.ts'
import { lockedOrganisation, mustBeCurrent, mustLead, stale } from './organisations.ts'

const PHONE = /^\+?[0-9][0-9 ()-]{5,24}$/

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
    mustBeCurrent(employer)
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
    await mustLeadEmployer(inside, 'organisations.person.edit', found.id)
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

/** Records that a person left (O3): posts and offices end, address and phone go, and every module lets go of what it need not keep. */
export const recordLeaver = action({
  name: 'organisations.person.leave',
  title: 'Record that somebody left',
  doors: ['page', 'api', 'command'],
  fields: { person: field.id('Person'), leftOn: field.date('Last day'), version: field.version() },
  async run(inside, { person, leftOn, version }) {
    const found = await lockedPerson(inside, person)
    await mustLeadEveryEmployer(inside, found.id)
    if (found.version !== version)
      stale('person', { state: found.state === 'left' ? 'Has left' : 'Works here', version: found.version })
    if (found.state === 'left')
      refuse(
        'conflict',
        'organisations.person.left-already',
        'This person’s leaving was recorded already. There is nothing more to do.',
      )
    const first = await inside.tx
      .selectFrom('organisations.employment')
      .select('started_on')
      .where('person_id', '=', found.id)
      .where('ended_on', 'is', null)
      .orderBy('started_on', 'desc')
      .executeTakeFirst()
    const today = londonDate(inside.now)
    const faults = endingFaults({ startedOn: first?.started_on ?? leftOn, endsOn: leftOn, today }, 'leftOn')
    if (faults.length > 0) invalid('organisations.person.last-day', faults)
    await keepAnAdministrator(inside, found.id)
    // An office may have begun after the last day that is now recorded; it ends no earlier than it began.
    for (const table of ['organisations.employment', 'organisations.office'] as const) {
      await inside.tx
        .updateTable(table)
        .set(({ fn, val, ref }) => ({
          ended_on: fn<Temporal.PlainDate>('greatest', [val(leftOn.toString()), ref('started_on')]),
        }))
        .where('person_id', '=', found.id)
        .where('ended_on', 'is', null)
        .execute()
    }
    await inside.tx
      .updateTable('organisations.person')
      .set({ state: 'left', left_on: leftOn, mail: null, phone: null, version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    await inside.tx
      .updateTable('platform.subject')
      .set({ ended_on: leftOn })
      .where('id', '=', found.id)
      .execute()
    await inside.pass('organisations.person.leave', found.id, 'left', { leftOn: leftOn.toString() })
    await inside.announce('organisations.person.left', found.id, { person: found.id })
    return { subject: found.id, result: { id: found.id }, facts: { leftOn: leftOn.toString() } }
  },
})

/** Forgets a leaver's name for good (O4): when its time has come, or earlier on a ruling. */
export const forgetPerson = action({
  name: 'organisations.person.forget',
  title: 'Forget a leaver’s name',
  doors: ['page', 'api', 'command'],
  fields: {
    person: field.id('Person'),
    ruling: field
      .text('The ruling that requires it', {
        hint: 'Only before the name’s time has come: the reference of the decision',
      })
      .optional(),
  },
  async run(inside, { person, ruling }) {
    const found = await lockedPerson(inside, person)
    if (found.forgotten_at !== null) return { subject: found.id, result: { id: found.id } }
    mayForgetName({ state: found.state, leftOn: found.left_on }, londonDate(inside.now), ruling)
    await inside.subject({
      id: found.id,
      module: 'organisations',
      noun: 'person',
      title: FORGOTTEN_NAME,
      audience: 'staff',
    })
    await inside.tx
      .updateTable('organisations.person')
      .set({ name: FORGOTTEN_NAME, forgotten_at: inside.now, version: found.version + 1 })
      .where('id', '=', found.id)
      .execute()
    await inside.announce('organisations.person.forgotten', found.id, { person: found.id })
    return {
      subject: found.id,
      result: { id: found.id },
      facts: { early: ruling !== null },
      personal: { ruling },
    }
  },
})

/** Forgets every leaver's name whose time has come. The daily job; carrying it out twice forgets nothing twice. */
export const forgetNames = action({
  name: 'organisations.names.forget',
  title: 'Forget the names whose time has come',
  doors: [],
  fields: {},
  async run(inside) {
    const latest = londonDate(inside.now).subtract({ years: 6 })
    const due = await inside.tx
      .selectFrom('organisations.person')
      .select('id')
      .where('state', '=', 'left')
      .where('forgotten_at', 'is', null)
      .where('left_on', '<=', latest)
      .orderBy('id')
      .limit(500)
      .execute()
    for (const { id } of due) await inside.act(forgetPerson, { person: id })
    return { subject: null, result: { forgotten: due.length }, facts: { forgotten: due.length } }
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

/** O5: refuses when nobody but this person is an administrator. */
export async function keepAnAdministrator(inside: Inside, personId: string): Promise<void> {
  // Two administrators who leave at the same moment must not both be told that the other remains: both read under the same locks.
  const held = await inside.tx
    .selectFrom('organisations.office')
    .select(['person_id'])
    .where('role', '=', 'administrator')
    .where('ended_on', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (!held.some((office) => office.person_id === personId)) return
  mayLoseAdministrator(held.filter((office) => office.person_id !== personId).length)
}

async function correct(
  inside: Inside,
  found: Person,
  answers: { name: string; mail: string | null; phone: string | null; version: number },
) {
  const { name, mail, phone, version } = answers
  if (found.version !== version)
    stale('person', {
      name: found.name,
      mail: found.mail ?? 'None',
      phone: found.phone ?? 'None',
      version: found.version,
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

async function employersNow(inside: Inside, personId: string): Promise<string[]> {
  const rows = await inside.tx
    .selectFrom('organisations.employment')
    .select('organisation_id')
    .where('person_id', '=', personId)
    .where('ended_on', 'is', null)
    .execute()
  return rows.map((row) => row.organisation_id)
}

async function mustLeadEmployer(inside: Inside, permission: string, personId: string): Promise<void> {
  const employers = await employersNow(inside, personId)
  if (employers.some((id) => inside.may(permission, { kind: 'organisation', id }))) return
  // For somebody without a post only a grant for the whole installation counts.
  if (inside.scopes(permission, 'organisation') === 'all') return
  refuse(
    'forbidden',
    'organisations.person.not-yours',
    'This person works for another organisation. Ask its lead or an administrator.',
  )
}

async function mustLeadEveryEmployer(inside: Inside, personId: string): Promise<void> {
  const employers = await employersNow(inside, personId)
  const foreign = employers.filter(
    (id) => !inside.may('organisations.person.leave', { kind: 'organisation', id }),
  )
  if (
    foreign.length === 0 &&
    (employers.length > 0 || inside.scopes('organisations.person.leave', 'organisation') === 'all')
  )
    return
  refuse(
    'forbidden',
    'organisations.person.works-elsewhere',
    'This person also works for another organisation. End the post in yours; only when the last one ends, or by an administrator, is the person recorded as having left.',
  )
}
