// Setting up a group of a partnership, changing what it is for, closing it.
import { action, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { personByMail } from '#modules/organisations/index.ts'
import { groupsAbove } from '../queries.ts'
import { ACCESS, CADENCE, KINDS, mayStandUnder, mustBeOpen } from '../rules.ts'

const mustBeCurrent = versionCheck('groups.group.stale', 'group')

const what = {
  name: field.text('Name', { most: 120 }),
  access: field.choice('Access', ACCESS),
  cadence: field.choice('How often it meets', CADENCE),
  purpose: field.longText('What it is for', { most: 1000 }).optional(),
  kind: field.choice('Kind', KINDS).optional(),
  parent: field
    .pick('Stands under', { from: 'groups.group', hint: 'For a sub-group: the group it reports to' })
    .optional(),
}

export const createGroup = action({
  name: 'groups.group.create',
  title: 'Set up a group',
  doors: ['page', 'api', 'command'],
  fields: {
    partnership: field.pick('Partnership', { from: 'partnerships.partnership' }),
    code: field.code('Code', {
      hint: 'Used in addresses and files, like digital-accessibility. It never changes.',
    }),
    ...what,
    decides: field
      .yesNo('Does it decide for the partnership?', {
        hint: 'One group of a partnership does: its Leadership Group or board',
      })
      .optional(),
  },
  async run(inside, answers) {
    const { partnership, code, name, access, cadence } = answers
    const found = await inside.tx
      .selectFrom('partnerships.partnership_card')
      .select('id')
      .where('id', '=', partnership)
      .executeTakeFirst()
    if (found === undefined) notFound('partnership')
    mayFor(inside, 'groups.group.create', { partnershipId: partnership })
    const id = inside.id()
    const decides = answers.decides === true
    await underItsParent(inside, { id, partnershipId: partnership }, answers.parent)
    await inside.subject({ id, module: 'groups', noun: 'group', title: name, audience: 'public' })
    await inside.tx
      .insertInto('groups.group')
      .values({
        id,
        code,
        partnership_id: partnership,
        name,
        access,
        cadence,
        purpose: answers.purpose ?? '',
        decides,
        kind: answers.kind ?? (decides ? 'leadership' : answers.parent === null ? 'specialist' : 'sub-group'),
        parent_id: answers.parent,
      })
      .execute()
    await inside.pass('groups.group.create', id, 'created', { name, decides: decides ? 'yes' : 'no' })
    return { subject: id, result: { id, code }, facts: { code, decides } }
  },
})

export const editGroup = action({
  name: 'groups.group.edit',
  title: 'Change a group',
  doors: ['page', 'api', 'command'],
  fields: { group: field.id('Group'), ...what, version: field.version() },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    mayFor(inside, 'groups.group.edit', { partnershipId: group.partnership_id, groupId: group.id })
    mustBeOpen({ name: group.name, endedOn: group.ended_on })
    mustBeCurrent(group, answers.version, {
      name: group.name,
      access: group.access,
      cadence: group.cadence,
      purpose: group.purpose,
    })
    await underItsParent(inside, { id: group.id, partnershipId: group.partnership_id }, answers.parent)
    await inside.tx
      .updateTable('groups.group')
      .set({
        name: answers.name,
        access: answers.access,
        cadence: answers.cadence,
        purpose: answers.purpose ?? '',
        kind: answers.kind ?? group.kind,
        parent_id: answers.parent,
        version: group.version + 1,
      })
      .where('id', '=', group.id)
      .execute()
    await inside.subject({
      id: group.id,
      module: 'groups',
      noun: 'group',
      title: answers.name,
      audience: 'public',
    })
    if (answers.name !== group.name) await findAnew(inside, group.id)
    await inside.pass('groups.group.edit', group.id, 'changed', { name: answers.name })
    return {
      subject: group.id,
      result: { id: group.id, code: group.code },
      facts: { version: group.version + 1 },
    }
  },
})

/** What is found by the group's name is found by its new one. */
async function findAnew(inside: Inside, groupId: string): Promise<void> {
  for (const noun of ['bulletin', 'resource', 'terms'] as const) {
    const rows = await inside.tx
      .selectFrom(`groups.${noun}`)
      .select('id')
      .where('group_id', '=', groupId)
      .execute()
    for (const { id } of rows) inside.found(`groups.${noun}`, id)
  }
}

export const presentGroup = action({
  name: 'groups.group.present',
  title: 'Show a group to the public',
  doors: ['page', 'api', 'command'],
  fields: {
    group: field.id('Group'),
    isPublic: field.yesNo('Does it have a public face?', {
      hint: 'Visitors then read its introduction, and see its public resources and bulletins beside it',
    }),
    introduction: field.longText('Introduction', { most: 3000 }).optional(),
    howToJoin: field.longText('How to join', { most: 1000 }).optional(),
    contact: field
      .text('Contact', { most: 200, hint: 'An office or a shared mailbox, never a person’s own address' })
      .optional(),
    version: field.version(),
  },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    mayFor(inside, 'groups.group.present', { partnershipId: group.partnership_id, groupId: group.id })
    mustBeOpen({ name: group.name, endedOn: group.ended_on })
    mustBeCurrent(group, answers.version)
    const { isPublic, introduction, howToJoin, contact } = answers
    if (isPublic && (introduction === null || contact === null))
      refuse('invalid', 'groups.group.faceless', 'A public face introduces the group and says whom to ask.', {
        faults: [
          ...(introduction === null ? [{ field: 'introduction', message: 'Enter an introduction' }] : []),
          ...(contact === null ? [{ field: 'contact', message: 'Enter the contact of an office' }] : []),
        ],
      })
    await mustBeAnOffice(inside, contact)
    await inside.tx
      .updateTable('groups.group')
      .set({
        is_public: isPublic,
        public_introduction: introduction ?? '',
        how_to_join: howToJoin ?? '',
        public_contact: contact ?? '',
        version: group.version + 1,
      })
      .where('id', '=', group.id)
      .execute()
    return { subject: group.id, result: { id: group.id, code: group.code }, facts: { isPublic } }
  },
})

/** G11: what the public reads names no person's own mail. */
async function mustBeAnOffice(inside: Inside, contact: string | null): Promise<void> {
  for (const mail of contact?.match(/[^\s<>()]+@[^\s<>()]+/g) ?? []) {
    if ((await personByMail(inside, mail.replace(/[.,;]$/, ''))) === undefined) continue
    refuse(
      'invalid',
      'groups.group.persons-mail',
      'This is a person’s own address. Give a shared mailbox or the telephone of an office.',
      {
        faults: [
          { field: 'contact', message: 'Enter a shared mailbox or an office, not a person’s address' },
        ],
      },
    )
  }
}

async function underItsParent(
  inside: Inside,
  group: { readonly id: string; readonly partnershipId: string },
  parentId: string | null,
): Promise<void> {
  if (parentId === null) return
  const parent = await lockedGroup(inside, parentId)
  mustBeOpen({ name: parent.name, endedOn: parent.ended_on })
  mayStandUnder(group, {
    name: parent.name,
    partnershipId: parent.partnership_id,
    above: await groupsAbove(inside, parent.id),
  })
}

export const closeGroup = action({
  name: 'groups.group.close',
  title: 'Close a group',
  doors: ['page', 'api', 'command'],
  fields: { group: field.id('Group'), version: field.version() },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    mayFor(inside, 'groups.group.close', { partnershipId: group.partnership_id })
    mustBeOpen({ name: group.name, endedOn: group.ended_on })
    mustBeCurrent(group, answers.version)
    const today = londonDate(inside.now)
    const ended = await inside.tx
      .updateTable('groups.membership')
      .set({ ended_on: today })
      .where('group_id', '=', group.id)
      .where('ended_on', 'is', null)
      .executeTakeFirst()
    await inside.tx
      .updateTable('groups.group')
      .set({ ended_on: today, version: group.version + 1 })
      .where('id', '=', group.id)
      .execute()
    const memberships = Number(ended.numUpdatedRows)
    return {
      subject: group.id,
      result: { id: group.id, code: group.code, memberships },
      facts: { memberships },
    }
  },
})

/** The group, locked for the change at hand; the refusal that it is not there. */
export async function lockedGroup(inside: Inside, id: string) {
  const group = await inside.tx
    .selectFrom('groups.group')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return group ?? notFound('group')
}

/** Refuses unless the permission is held for the group or its partnership. */
export function mayFor(
  inside: Inside,
  permission: string,
  where: { readonly partnershipId: string; readonly groupId?: string },
): void {
  if (inside.may(permission, { kind: 'partnership', id: where.partnershipId })) return
  if (where.groupId !== undefined && inside.may(permission, { kind: 'group', id: where.groupId })) return
  refuse(
    'forbidden',
    'groups.group.not-yours',
    "This is for the partnership's officers and, for most things, the group's chair or secretary. Ask one of them.",
  )
}
