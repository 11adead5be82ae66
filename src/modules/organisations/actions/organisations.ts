// Organisations: entered, corrected, ended. A code is given once; everything else about a body may change.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { Organisation } from '../queries/organisations.ts'
import { endingFaults, ORGANISATION_KINDS } from '../rules.ts'

const mustBeCurrent = versionCheck('organisations.organisation.stale', 'organisation')

/** A telephone number as people write it. */
export const PHONE = /^\+?[0-9][0-9 ()-]{5,24}$/
const REALM = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

const described = {
  name: field.text('Name', { most: 120 }),
  kind: field.choice('Kind of organisation', ORGANISATION_KINDS),
  realm: field
    .text('Roaming realm', {
      most: 253,
      pattern: REALM,
      wording: 'Roaming realm must be a domain name, like example.gov.uk',
      hint: 'The domain under which its people use Wi-Fi in other buildings, like example.gov.uk',
    })
    .optional(),
}

/** Enters an organisation. Refused: a code in use. */
export const createOrganisation = action({
  name: 'organisations.organisation.create',
  title: 'Add an organisation',
  doors: ['page', 'api', 'command'],
  fields: {
    code: field.code('Code', {
      hint: 'Short name for addresses and files, like example-council. It never changes',
    }),
    ...described,
  },
  async run(inside, { code, name, kind, realm }) {
    mustBeFreeCode(code)
    const id = inside.id()
    await inside.subject({
      id,
      module: 'organisations',
      noun: 'organisation',
      title: name,
      audience: 'public',
    })
    await inside.tx
      .insertInto('organisations.organisation')
      .values({ id, code, name, kind, realm, ended_on: null })
      .execute()
    return { subject: id, result: { id, code }, facts: { code, kind } }
  },
})

/** Says how the body itself is reached: its web site, its switchboard, its main building. */
export const reachOrganisation = action({
  name: 'organisations.organisation.reach',
  title: 'Say how an organisation is reached',
  doors: ['page', 'api', 'command'],
  fields: {
    organisation: field.code('Organisation'),
    website: field
      .text('Web site', {
        most: 200,
        pattern: /^https:\/\/[a-z0-9.-]+\.[a-z]{2,}(?::[0-9]+)?(?:\/[^\s"<>]*)?$/i,
        wording: 'Web site must be an address like https://www.example.gov.uk',
      })
      .optional(),
    switchboard: field
      .text('Switchboard', { most: 30, pattern: PHONE, wording: 'Switchboard must be like 01632 960 001' })
      .optional(),
    mainSite: field.pick('Main site', { from: 'organisations.site' }).optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const found = await lockedOrganisation(inside, answers.organisation)
    mustLead(inside, 'organisations.organisation.reach', found.id)
    mustBeCurrent(found, answers.version)
    if (answers.mainSite !== null) {
      const own = await inside.tx
        .selectFrom('organisations.site')
        .select('id')
        .where('id', '=', answers.mainSite)
        .where('organisation_id', '=', found.id)
        .executeTakeFirst()
      if (own === undefined)
        invalid('organisations.organisation.main-site', [
          { field: 'mainSite', message: 'Select a building of this organisation' },
        ])
    }
    await inside.tx
      .updateTable('organisations.organisation')
      .set({
        website: answers.website,
        switchboard: answers.switchboard,
        main_site_id: answers.mainSite,
        version: found.version + 1,
      })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.id, result: { id: found.id, code: found.code } }
  },
})

/** Corrects an organisation. Refused: not the reader's, or changed meanwhile. */
export const editOrganisation = action({
  name: 'organisations.organisation.edit',
  title: 'Change an organisation',
  doors: ['page', 'api', 'command'],
  fields: { organisation: field.code('Organisation'), ...described, version: field.version() },
  async run(inside, { organisation, name, kind, realm, version }) {
    const found = await lockedOrganisation(inside, organisation)
    mustLead(inside, 'organisations.organisation.edit', found.id)
    mustBeCurrent(found, version, {
      name: found.name,
      kind: ORGANISATION_KINDS[found.kind],
      realm: found.realm ?? 'None',
    })
    await inside.subject({
      id: found.id,
      module: 'organisations',
      noun: 'organisation',
      title: name,
      audience: 'public',
    })
    await inside.tx
      .updateTable('organisations.organisation')
      .set({ name, kind, realm, version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    if (name !== found.name) await foundByItsName(inside, found.id)
    return { subject: found.id, result: { id: found.id, code: found.code }, facts: { kind } }
  },
})

// People and places are found by the name of their organisation too.
async function foundByItsName(inside: Inside, id: string): Promise<void> {
  const sites = inside.tx.selectFrom('organisations.site').select('id').where('organisation_id', '=', id)
  const people = inside.tx
    .selectFrom('organisations.person_card')
    .select('id')
    .where('organisation_id', '=', id)
  for (const site of await sites.execute()) inside.found('organisations.site', site.id)
  for (const person of await people.execute()) inside.found('organisations.person', person.id)
}

/** Ends an organisation, as when councils are merged. Refused while people have current posts there (O8). */
export const endOrganisation = action({
  name: 'organisations.organisation.end',
  title: 'End an organisation',
  doors: ['page', 'api', 'command'],
  fields: {
    organisation: field.code('Organisation'),
    endedOn: field.date('Last day'),
    version: field.version(),
  },
  async run(inside, { organisation, endedOn, version }) {
    const found = await lockedOrganisation(inside, organisation)
    mustBeCurrent(found, version, { name: found.name })
    mustStillStand(found)
    const today = londonDate(inside.now)
    const faults = endingFaults({ startedOn: endedOn, endsOn: endedOn, today }, 'endedOn')
    if (faults.length > 0) invalid('organisations.organisation.last-day', faults)
    const posts = await inside.tx
      .selectFrom('organisations.employment')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('organisation_id', '=', found.id)
      .where('ended_on', 'is', null)
      .executeTakeFirstOrThrow()
    if (posts.count > 0n) {
      refuse(
        'conflict',
        'organisations.organisation.has-posts',
        `${posts.count} ${posts.count === 1n ? 'person has a current post' : 'people have current posts'} in this organisation. End those posts first, or move the people to the body that follows it.`,
        { figures: { posts: Number(posts.count) } },
      )
    }
    await inside.tx
      .updateTable('organisations.organisation')
      .set({ ended_on: endedOn, version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    await inside.tx
      .updateTable('platform.subject')
      .set({ ended_on: endedOn })
      .where('id', '=', found.id)
      .execute()
    await inside.announce('organisations.organisation.ended', found.id, { organisation: found.id })
    return {
      subject: found.id,
      result: { id: found.id, code: found.code },
      facts: { endedOn: endedOn.toString() },
    }
  },
})

/** The organisation by its code or its id, locked until the action commits. */
export async function lockedOrganisation(inside: Inside, codeOrId: string): Promise<Organisation> {
  const row = await inside.tx
    .selectFrom('organisations.organisation')
    .selectAll()
    .where(isRecordId(codeOrId) ? 'id' : 'code', '=', codeOrId)
    .forUpdate()
    .executeTakeFirst()
  return row ?? notFound('organisation')
}

/** O8: refuses to add to an organisation that has ended. */
export function mustStillStand(organisation: Organisation): void {
  if (organisation.ended_on === null) return
  refuse(
    'conflict',
    'organisations.organisation.ended',
    `${organisation.name} has ended. Nothing can be added to it; choose the organisation that follows it.`,
  )
}

/** Refuses whoever does not hold the permission for this organisation. Organisations are public, so this is no secret. */
export function mustLead(inside: Inside, permission: string, organisationId: string): void {
  if (inside.may(permission, { kind: 'organisation', id: organisationId })) return
  refuse(
    'forbidden',
    'organisations.organisation.not-yours',
    'This belongs to another organisation. Ask its lead or an administrator.',
  )
}

// "add" is the address of the form that adds one.
function mustBeFreeCode(code: string): void {
  if (code === 'add')
    invalid('organisations.organisation.code-reserved', [
      { field: 'code', message: 'Code must be another word: “add” is an address of its own' },
    ])
}
