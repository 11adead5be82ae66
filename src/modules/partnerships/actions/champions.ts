// Roles that every member body fills, and those who fill them.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { isEmployedBy } from '#modules/organisations/index.ts'
import { championLetter } from '../letters.ts'
import {
  championById,
  championsOf,
  namesChampions,
  type Champion,
  type ChampionRole,
} from '../queries/champions.ts'
import { membersOn } from '../queries/partnerships.ts'
import { endingFaults, mustBeVacant, mustWorkThere } from '../rules/champions.ts'
import { lockedPartnership, mustBeOfficer } from './partnerships.ts'

const mustBeCurrent = versionCheck('partnerships.champion-role.stale', 'champion role')

const described = {
  name: field.text('Role', { most: 80, hint: 'Such as Armed Forces Covenant champion, or Cyber lead' }),
  purpose: field.longText('What it is for', { most: 1000 }),
  isSingle: field.yesNo('Is there one person for each body?', { hint: 'If not, a body may name several' }),
  reviewMonths: field
    .integer('Looked at again every', {
      least: 1,
      most: 60,
      hint: 'In months. Each body is then asked whether its champion is still right. Empty for never',
    })
    .optional(),
}

/** Adds a role that every member body is asked to fill. */
export const addChampionRole = action({
  name: 'partnerships.champion-role.add',
  title: 'Add a role that every body fills',
  doors: ['page', 'api', 'command'],
  fields: { partnership: field.code('Partnership'), ...described },
  async run(inside, { partnership, ...rest }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.champion-role.add', found.id)
    const id = await enterRole(inside, found.id, rest)
    return { subject: found.id, result: { id, code: found.code }, facts: { role: id } }
  },
})

type NewRole = {
  readonly name: string
  readonly purpose: string
  readonly isSingle: boolean
  readonly reviewMonths: number | null
}

/** Writes a new role. */
export async function enterRole(inside: Inside, partnershipId: string, role: NewRole): Promise<string> {
  const id = inside.id()
  await inside.tx
    .insertInto('partnerships.champion_role')
    .values({
      id,
      partnership_id: partnershipId,
      name: role.name,
      purpose: role.purpose,
      is_single: role.isSingle,
      review_months: role.reviewMonths,
      ended_on: null,
    })
    .execute()
  return id
}

/** Changes what a role is called, what it is for and how often it is looked at. */
export const editChampionRole = action({
  name: 'partnerships.champion-role.edit',
  title: 'Change a role that every body fills',
  doors: ['page', 'api', 'command'],
  fields: { role: field.id('Role'), ...described, version: field.version() },
  async run(inside, { role, version, name, purpose, isSingle, reviewMonths }) {
    const found = await lockedRole(inside, role)
    mustBeOfficer(inside, 'partnerships.champion-role.edit', found.partnership_id)
    mustBeCurrent(found, version, { name: found.name, purpose: found.purpose })
    if (isSingle && !found.is_single) {
      const held = (await championsOf(inside, found.partnership_id)).filter((one) => one.role_id === found.id)
      const bodies = held.map((one) => one.organisation_name)
      const twice = bodies.find((one, at) => bodies.indexOf(one) !== at)
      if (twice !== undefined)
        invalid('partnerships.champion-role.several', [
          { field: 'isSingle', message: `${twice} has named several. End all but one first` },
        ])
    }
    await inside.tx
      .updateTable('partnerships.champion_role')
      .set({ name, purpose, is_single: isSingle, review_months: reviewMonths, version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.partnership_id, result: { id: found.id }, facts: { role: found.id } }
  },
})

/** Ends a role: nobody is asked for it any more; who filled it is kept. */
export const endChampionRole = action({
  name: 'partnerships.champion-role.end',
  title: 'End a role that every body fills',
  doors: ['page', 'api', 'command'],
  fields: { role: field.id('Role'), version: field.version() },
  async run(inside, { role, version }) {
    const found = await lockedRole(inside, role)
    mustBeOfficer(inside, 'partnerships.champion-role.end', found.partnership_id)
    mustBeCurrent(found, version, { name: found.name })
    await inside.tx
      .updateTable('partnerships.champion_role')
      .set({ ended_on: londonDate(inside.now), version: version + 1 })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.partnership_id, result: { id: found.id }, facts: { role: found.id } }
  },
})

/** Names somebody who works for a member body as its champion, from today. */
export const appointChampion = action({
  name: 'partnerships.champion.appoint',
  title: 'Name a champion',
  doors: ['page', 'api', 'command'],
  fields: {
    role: field.pick('Role', { from: 'partnerships.champion-role' }),
    organisation: field.pick('Body', { from: 'organisations.organisation' }),
    person: field.pick('Person', { from: 'organisations.person', hint: 'Somebody who works for the body' }),
  },
  async run(inside, { role, organisation, person }) {
    const found = await lockedRole(inside, role)
    const id = await enterChampion(inside, found, { organisation, person, from: londonDate(inside.now) })
    return {
      subject: found.partnership_id,
      result: { id, partnership: found.partnership_id },
      facts: { role: found.id, organisation, person },
    }
  },
})

type NewChampion = {
  readonly organisation: string
  readonly person: string
  readonly from: Temporal.PlainDate
}

/** Writes a champion under the lock of the role: for a member, by who names for it, of somebody who works there (P14). */
export async function enterChampion(inside: Inside, role: ChampionRole, made: NewChampion): Promise<string> {
  const { organisation, person, from } = made
  const today = londonDate(inside.now)
  if (!namesChampions(inside, role.partnership_id, organisation))
    refuse(
      'forbidden',
      'partnerships.champion.not-yours',
      'A body’s champions are named by its lead or by an officer of the partnership. Ask one of them.',
    )
  const member = (await membersOn(inside, role.partnership_id, today)).find(
    (one) => one.organisation_id === organisation,
  )
  if (member === undefined)
    return invalid('partnerships.champion.no-member', [
      { field: 'organisation', message: 'Select a member of the partnership' },
    ])
  mustWorkThere(await isEmployedBy(inside, person, organisation))
  const held = (await championsOf(inside, role.partnership_id)).filter(
    (one) => one.role_id === role.id && one.organisation_id === organisation,
  )
  mustBeVacant(
    role.is_single,
    held.map((one) => one.person_name),
    member.organisation_name,
  )
  const id = inside.id()
  await inside.tx
    .insertInto('partnerships.champion')
    .values({
      id,
      role_id: role.id,
      organisation_id: organisation,
      person_id: person,
      started_on: from,
      confirmed_on: today,
      ended_on: null,
    })
    .execute()
  return id
}

/** Says that a champion is still the right one: the next review counts from today. */
export const confirmChampion = action({
  name: 'partnerships.champion.confirm',
  title: 'Confirm a champion',
  doors: ['page', 'api', 'command'],
  fields: { champion: field.id('Champion') },
  async run(inside, { champion }) {
    const found = await lockedChampion(inside, champion)
    await inside.tx
      .updateTable('partnerships.champion')
      .set({ confirmed_on: londonDate(inside.now), version: found.version + 1 })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.partnership_id, result: { id: found.id }, facts: { champion: found.id } }
  },
})

/** Ends somebody's being a champion. */
export const endChampion = action({
  name: 'partnerships.champion.end',
  title: 'End somebody’s being a champion',
  doors: ['page', 'api', 'command'],
  fields: { champion: field.id('Champion'), endedOn: field.date('Last day') },
  async run(inside, { champion, endedOn }) {
    const found = await lockedChampion(inside, champion)
    const faults = endingFaults(found.started_on, endedOn, londonDate(inside.now))
    if (faults.length > 0) invalid('partnerships.champion.last-day', faults)
    await inside.tx
      .updateTable('partnerships.champion')
      .set({ ended_on: endedOn, version: found.version + 1 })
      .where('id', '=', found.id)
      .execute()
    return {
      subject: found.partnership_id,
      result: { id: found.id },
      facts: { champion: found.id, person: found.person_id },
    }
  },
})

/** Writes to all champions of a role at once: one mail each, so that nobody's address is shown to another. */
export const writeToChampions = action({
  name: 'partnerships.champion.write',
  title: 'Write to all champions of a role',
  doors: ['page'],
  fields: {
    role: field.id('Role'),
    title: field.text('Subject', { most: 120 }),
    words: field.longText('Message', { most: 5000 }),
  },
  async run(inside, { role, title, words }) {
    const found = await lockedRole(inside, role)
    mustBeOfficer(inside, 'partnerships.champion.write', found.partnership_id)
    const champions = (await championsOf(inside, found.partnership_id)).filter(
      (one) => one.role_id === found.id,
    )
    const people = [...new Set(champions.map((one) => one.person_id))]
    if (people.length === 0)
      refuse(
        'conflict',
        'partnerships.champion.nobody',
        'No body has named anybody for this role, so there is nobody to write to.',
      )
    const id = inside.id()
    await inside.tx
      .insertInto('partnerships.champion_letter')
      .values({
        id,
        role_id: found.id,
        title,
        words,
        people: people.length,
        sent_at: inside.now,
        sent_by: inside.actor.kind === 'person' ? inside.actor.id : null,
      })
      .execute()
    for (const person of people)
      await notify(inside, { to: { subject: person }, template: championLetter.name, ids: { letter: id } })
    return {
      subject: found.partnership_id,
      result: { id, people: people.length },
      facts: { role: found.id, letter: id, people: people.length },
    }
  },
})

/** The role, locked until the action commits, so that two leads do not name two for one place. */
export async function lockedRole(inside: Inside, id: string): Promise<ChampionRole> {
  const row = await inside.tx
    .selectFrom('partnerships.champion_role')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return notFound('role')
  if (row.ended_on !== null)
    refuse('conflict', 'partnerships.champion-role.ended', 'Nobody is asked for this role any more.')
  return row
}

async function lockedChampion(inside: Inside, id: string): Promise<Champion> {
  await inside.tx
    .selectFrom('partnerships.champion')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const found = await championById(inside, id)
  if (!namesChampions(inside, found.partnership_id, found.organisation_id))
    refuse(
      'forbidden',
      'partnerships.champion.not-yours',
      'A body’s champions are named by its lead or by an officer of the partnership. Ask one of them.',
    )
  if (found.ended_on !== null) refuse('conflict', 'partnerships.champion.ended', 'This has ended already.')
  return found
}
