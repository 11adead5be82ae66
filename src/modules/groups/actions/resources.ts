// The files and links that a group keeps: adding, reviewing, replacing, handing to another owner, retiring.
import { action, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { officeHeld } from '../queries.ts'
import { MEMBERS } from '../queries/bulletins.ts'
import { mustBeOpen } from '../rules.ts'
import { AUDIENCES, mayReviewOn, mustBeOneThing } from '../rules/papers.ts'
import { lockedGroup, mayFor } from './groups.ts'

const FILES = ['pdf', 'docx', 'odt', 'xlsx', 'csv', 'txt', 'png', 'jpeg'] as const

const where = {
  link: field
    .text('Link', {
      most: 500,
      pattern: /^https?:\/\/\S+$/,
      wording: 'Link must be a whole address, like https://example.gov.uk/advice',
    })
    .optional(),
  file: field.file('File', { accept: ['pdf', 'docx', 'odt', 'xlsx', 'csv', 'txt', 'png', 'jpg'] }).optional(),
}

const reviewOn = field.date('Next review', { hint: 'When its owner says whether it is still right' })

export const addResource = action({
  name: 'groups.resource.add',
  title: 'Add a resource',
  doors: ['page', 'api', 'command'],
  fields: {
    group: field.id('Group'),
    title: field.text('Title', { most: 160 }),
    description: field.longText('What it is for', { most: 1000 }).optional(),
    ...where,
    audience: field.choice('Who may see it', AUDIENCES),
    owner: field.pick('Owner', {
      from: 'organisations.person',
      hint: 'A member of the group, who is asked to review it',
    }),
    reviewOn,
  },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    mayFor(inside, 'groups.resource.add', { partnershipId: group.partnership_id, groupId: group.id })
    mustBeOpen({ name: group.name, endedOn: group.ended_on })
    const { title, link, file, audience, owner } = answers
    const today = londonDate(inside.now)
    mayReviewOn(answers.reviewOn, today)
    mustBeOneThing(file !== null, link !== null)
    await mustBeMember(inside, owner, group)
    const id = inside.id()
    await inside.subject({
      id,
      module: 'groups',
      noun: 'resource',
      title,
      // K5: nobody else learns its title from what is recorded about it.
      audience: audience === 'members' ? `${MEMBERS}@${group.id}` : 'staff',
    })
    const fileId = file === null ? null : await inside.keepFile(file, { owner: id, accept: FILES })
    await inside.tx
      .insertInto('groups.resource')
      .values({
        id,
        group_id: group.id,
        title,
        description: answers.description ?? '',
        link,
        file_id: fileId,
        audience,
        owner_id: owner,
        added_on: today,
        review_on: answers.reviewOn,
        reviewed_on: null,
        retired_on: null,
      })
      .execute()
    return { subject: id, result: { id, group: group.code }, facts: { group: group.id, audience, owner } }
  },
})

export const reviewResource = action({
  name: 'groups.resource.review',
  title: 'Review a resource',
  doors: ['page', 'api', 'command'],
  fields: { resource: field.id('Resource'), reviewOn },
  async run(inside, answers) {
    const resource = await lockedResource(inside, answers.resource)
    mayReviewOn(answers.reviewOn, londonDate(inside.now))
    await change(inside, resource, { review_on: answers.reviewOn, reviewed_on: londonDate(inside.now) })
    return done(resource, { reviewOn: answers.reviewOn.toString() })
  },
})

export const replaceResource = action({
  name: 'groups.resource.replace',
  title: 'Replace a resource',
  doors: ['page', 'api', 'command'],
  fields: { resource: field.id('Resource'), ...where, reviewOn },
  async run(inside, answers) {
    const resource = await lockedResource(inside, answers.resource)
    const { link, file } = answers
    mayReviewOn(answers.reviewOn, londonDate(inside.now))
    mustBeOneThing(file !== null, link !== null)
    const fileId = file === null ? null : await inside.keepFile(file, { owner: resource.id, accept: FILES })
    await change(inside, resource, {
      link,
      file_id: fileId,
      review_on: answers.reviewOn,
      reviewed_on: londonDate(inside.now),
    })
    return done(resource, { hasFile: fileId !== null })
  },
})

export const assignResource = action({
  name: 'groups.resource.assign',
  title: 'Give a resource another owner',
  doors: ['page', 'api', 'command'],
  fields: { resource: field.id('Resource'), owner: field.pick('Owner', { from: 'organisations.person' }) },
  async run(inside, { resource: id, owner }) {
    const resource = await lockedResource(inside, id)
    await mustBeMember(inside, owner, { id: resource.group_id, name: resource.group_name })
    await change(inside, resource, { owner_id: owner })
    return done(resource, { owner })
  },
})

export const retireResource = action({
  name: 'groups.resource.retire',
  title: 'Retire a resource',
  doors: ['page', 'api', 'command'],
  fields: { resource: field.id('Resource') },
  async run(inside, answers) {
    const resource = await lockedResource(inside, answers.resource)
    await change(inside, resource, { retired_on: londonDate(inside.now) })
    return done(resource, {})
  },
})

type Resource = Awaited<ReturnType<typeof lockedResource>>

const done = (resource: Resource, facts: Readonly<Record<string, string | boolean>>) => ({
  subject: resource.id,
  result: { id: resource.id, group: resource.group_code },
  facts,
})

/** K3: its owner, while a member, and the officers of the group look after a resource. */
async function lockedResource(inside: Inside, id: string) {
  const resource = await inside.tx
    .selectFrom('groups.resource as resource')
    .innerJoin('groups.group as group', 'group.id', 'resource.group_id')
    .selectAll('resource')
    .select(['group.code as group_code', 'group.name as group_name', 'group.partnership_id'])
    .where('resource.id', '=', id)
    .forUpdate('resource')
    .executeTakeFirst()
  if (resource === undefined) return notFound('resource')
  const group = { kind: 'group', id: resource.group_id } as const
  const isOwner =
    inside.actor.kind === 'person' &&
    inside.actor.id === resource.owner_id &&
    inside.may('groups.audience.members', group)
  if (!isOwner)
    mayFor(inside, 'groups.resource.keep', {
      partnershipId: resource.partnership_id,
      groupId: resource.group_id,
    })
  if (resource.retired_on !== null)
    refuse(
      'conflict',
      'groups.resource.retired',
      `${resource.title} was retired. Add it anew if it is needed.`,
    )
  return resource
}

async function change(
  inside: Inside,
  resource: Resource,
  changed: {
    readonly link?: string | null
    readonly file_id?: string | null
    readonly owner_id?: string
    readonly review_on?: Temporal.PlainDate
    readonly reviewed_on?: Temporal.PlainDate
    readonly retired_on?: Temporal.PlainDate
  },
): Promise<void> {
  await inside.tx
    .updateTable('groups.resource')
    .set({ ...changed, version: resource.version + 1 })
    .where('id', '=', resource.id)
    .execute()
}

async function mustBeMember(
  inside: Inside,
  personId: string,
  group: { readonly id: string; readonly name: string },
): Promise<void> {
  if ((await officeHeld(inside, personId, group.id)) !== undefined) return
  refuse('invalid', 'groups.resource.owner-outside', `The owner is a member of ${group.name}.`, {
    faults: [{ field: 'owner', message: 'Select a member of the group' }],
  })
}
