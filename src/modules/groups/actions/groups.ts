// Setting up a group of a partnership, changing what it is for, closing it.
import { action, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { ACCESS, CADENCE, mustBeOpen } from '../rules.ts'

const what = {
  name: field.text('Name', { most: 120 }),
  access: field.choice('Access', ACCESS),
  cadence: field.choice('How often it meets', CADENCE),
  purpose: field.longText('What it is for', { most: 1000 }).optional(),
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
    if (group.version !== answers.version) {
      refuse(
        'conflict',
        'groups.group.stale',
        'Somebody changed this group while you were. Look at what it says now, then change it again.',
        {
          current: {
            name: group.name,
            access: group.access,
            cadence: group.cadence,
            purpose: group.purpose,
            version: group.version,
          },
        },
      )
    }
    await inside.tx
      .updateTable('groups.group')
      .set({
        name: answers.name,
        access: answers.access,
        cadence: answers.cadence,
        purpose: answers.purpose ?? '',
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
    await inside.pass('groups.group.edit', group.id, 'changed', { name: answers.name })
    return {
      subject: group.id,
      result: { id: group.id, code: group.code },
      facts: { version: group.version + 1 },
    }
  },
})

export const closeGroup = action({
  name: 'groups.group.close',
  title: 'Close a group',
  doors: ['page', 'api', 'command'],
  fields: { group: field.id('Group'), version: field.version() },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    mayFor(inside, 'groups.group.close', { partnershipId: group.partnership_id })
    mustBeOpen({ name: group.name, endedOn: group.ended_on })
    if (group.version !== answers.version) {
      refuse(
        'conflict',
        'groups.group.stale',
        'Somebody changed this group while you were. Look at it again first.',
      )
    }
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
