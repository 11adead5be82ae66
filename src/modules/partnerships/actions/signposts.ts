// The signposting directory: entries added, kept right, looked at again and taken out; readers saying what is wrong.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationById } from '#modules/organisations/index.ts'
import { membersOn } from '../queries/partnerships.ts'
import { keepsSignpost, signpostById, topicsOf, type Signpost } from '../queries/signposts.ts'
import { PHONE, reviewFaults, signpostFaults, WEB } from '../rules/signposts.ts'
import { lockedPartnership, mustBeOfficer } from './partnerships.ts'

const mustBeCurrent = versionCheck('partnerships.signpost.stale', 'signpost')

/** What an entry says, as a form and as the columns of a file ask for it. */
export const reach = {
  web: field
    .text('Web address', {
      most: 500,
      pattern: WEB,
      wording: 'Web address must begin with https:// or http://',
    })
    .optional(),
  phone: field
    .text('Phone', {
      most: 40,
      pattern: PHONE,
      wording: 'Phone must be a telephone number, like 01622 000000',
      hint: 'Of the service, not of a person',
    })
    .optional(),
  mail: field.mail('Email address', { hint: 'Of the service, not of a person' }).optional(),
  area: field.text('Area it serves', { most: 120 }).optional(),
  opening: field
    .text('When it is open', { most: 200, hint: 'Such as Monday to Friday, 9am to 5pm' })
    .optional(),
}

const described = {
  name: field.text('Name of the service', { most: 120 }),
  summary: field.longText('What it does', { most: 1000 }),
  audience: field.text('Who it is for', { most: 200, hint: 'Such as veterans and their families' }),
  topics: field.picks('Topics', { from: 'partnerships.topic', most: 30 }).optional(),
  providerOrganisation: field
    .pick('Provided by', { from: 'organisations.organisation', hint: 'If the provider is in the register' })
    .optional(),
  providerName: field
    .text('Name of the provider', { most: 120, hint: 'If the provider is not in the register' })
    .optional(),
  ...reach,
  owner: field.pick('Kept right by', {
    from: 'organisations.organisation',
    hint: 'The member whose lead is reminded to look at it',
  }),
  reviewOn: field.date('Next review'),
}

/** Adds an entry to the directory. Refused: one that leads nowhere, two providers or none, a review in the past. */
export const addSignpost = action({
  name: 'partnerships.signpost.add',
  title: 'Add a service to the directory',
  doors: ['page', 'api', 'command'],
  fields: { partnership: field.code('Partnership'), ...described },
  async run(inside, { partnership, ...made }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.signpost.add', found.id)
    const id = await enterSignpost(inside, found.id, made)
    return { subject: id, result: { id, code: found.code }, facts: { partnership: found.id } }
  },
})

/** What an entry is made of. */
export type NewSignpost = {
  readonly name: string
  readonly summary: string
  readonly audience: string
  readonly topics: readonly string[] | null
  readonly providerOrganisation: string | null
  readonly providerName: string | null
  readonly web: string | null
  readonly phone: string | null
  readonly mail: string | null
  readonly area: string | null
  readonly opening: string | null
  readonly owner: string
  readonly reviewOn: Temporal.PlainDate
}

/** Writes a new entry with its topics. */
export async function enterSignpost(
  inside: Inside,
  partnershipId: string,
  made: NewSignpost,
): Promise<string> {
  await mustBeRight(inside, partnershipId, made)
  const id = inside.id()
  await noteSignpost(inside, id, made.name)
  await inside.tx
    .insertInto('partnerships.signpost')
    .values({
      id,
      partnership_id: partnershipId,
      ...rowOf(made),
      confirmed_on: londonDate(inside.now),
      ended_on: null,
    })
    .execute()
  await keepTopics(inside, id, made.topics ?? [])
  return id
}

/** Corrects an entry; that it was looked at counts as a review. */
export const editSignpost = action({
  name: 'partnerships.signpost.edit',
  title: 'Change a service in the directory',
  doors: ['page', 'api', 'command'],
  fields: { signpost: field.id('Entry'), ...described, version: field.version() },
  async run(inside, { signpost, version, ...made }) {
    const found = await lockedSignpost(inside, signpost)
    mustBeCurrent(found, version, { name: found.name, summary: found.summary })
    await changeSignpost(inside, found, made)
    return { subject: found.id, result: { id: found.id }, facts: { partnership: found.partnership_id } }
  },
})

/** Writes what an entry says now. */
export async function changeSignpost(inside: Inside, found: Signpost, made: NewSignpost): Promise<void> {
  await mustBeRight(inside, found.partnership_id, made)
  await noteSignpost(inside, found.id, made.name)
  await inside.tx
    .updateTable('partnerships.signpost')
    .set({ ...rowOf(made), confirmed_on: londonDate(inside.now), version: found.version + 1 })
    .where('id', '=', found.id)
    .execute()
  await inside.tx.deleteFrom('partnerships.signpost_topic').where('signpost_id', '=', found.id).execute()
  await keepTopics(inside, found.id, made.topics ?? [])
}

/** Says that an entry is still right, until the next review. */
export const confirmSignpost = action({
  name: 'partnerships.signpost.confirm',
  title: 'Confirm that an entry is right',
  doors: ['page', 'api', 'command'],
  fields: { signpost: field.id('Entry'), reviewOn: field.date('Next review') },
  async run(inside, { signpost, reviewOn }) {
    const found = await lockedSignpost(inside, signpost)
    const faults = reviewFaults(reviewOn, londonDate(inside.now))
    if (faults.length > 0) invalid('partnerships.signpost.review', faults)
    await inside.tx
      .updateTable('partnerships.signpost')
      .set({ review_on: reviewOn, confirmed_on: londonDate(inside.now), version: found.version + 1 })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.id, result: { id: found.id }, facts: { reviewOn: reviewOn.toString() } }
  },
})

/** Takes an entry out of the directory; it stays in the record. */
export const endSignpost = action({
  name: 'partnerships.signpost.end',
  title: 'Take a service out of the directory',
  doors: ['page', 'api', 'command'],
  fields: { signpost: field.id('Entry') },
  async run(inside, { signpost }) {
    const found = await lockedSignpost(inside, signpost)
    await inside.tx
      .updateTable('partnerships.signpost')
      .set({ ended_on: londonDate(inside.now), version: found.version + 1 })
      .where('id', '=', found.id)
      .execute()
    return { subject: found.id, result: { id: found.id }, facts: { partnership: found.partnership_id } }
  },
})

/** Adds a topic under which entries are found. */
export const addTopic = action({
  name: 'partnerships.topic.add',
  title: 'Add a topic to the directory',
  doors: ['page', 'api', 'command'],
  fields: { partnership: field.code('Partnership'), name: field.text('Topic', { most: 60 }) },
  async run(inside, { partnership, name }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.topic.add', found.id)
    const id = await enterTopic(inside, found.id, name)
    return { subject: found.id, result: { id, code: found.code }, facts: { topic: id } }
  },
})

/** Writes a new topic. */
export async function enterTopic(inside: Inside, partnershipId: string, name: string): Promise<string> {
  const id = inside.id()
  await inside.tx
    .insertInto('partnerships.topic')
    .values({ id, partnership_id: partnershipId, name })
    .execute()
  return id
}

/** Says that something in an entry is wrong. Anybody who is signed in may. */
export const tellDoubt = action({
  name: 'partnerships.doubt.tell',
  title: 'Say that something is wrong',
  doors: ['page', 'api'],
  fields: {
    signpost: field.id('Entry'),
    words: field.longText('What is wrong?', {
      most: 1000,
      hint: 'Do not write about anybody’s own situation',
    }),
  },
  async run(inside, { signpost, words }) {
    const found = await signpostById(inside, signpost)
    const id = inside.id()
    await inside.tx
      .insertInto('partnerships.signpost_doubt')
      .values({
        id,
        signpost_id: found.id,
        words,
        told_at: inside.now,
        told_by: inside.actor.kind === 'person' ? inside.actor.id : null,
        answer: null,
        settled_at: null,
        settled_by: null,
      })
      .execute()
    return { subject: found.id, result: { id }, facts: { doubt: id } }
  },
})

/** Settles what somebody said is wrong: what was done about it. */
export const settleDoubt = action({
  name: 'partnerships.doubt.settle',
  title: 'Settle what somebody said is wrong',
  doors: ['page', 'api'],
  fields: { doubt: field.id('What was said'), answer: field.longText('What was done', { most: 1000 }) },
  async run(inside, { doubt, answer }) {
    const row = await inside.tx
      .selectFrom('partnerships.signpost_doubt')
      .selectAll()
      .where('id', '=', doubt)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) return notFound('entry')
    const found = await lockedSignpost(inside, row.signpost_id)
    if (row.settled_at !== null)
      refuse('conflict', 'partnerships.doubt.settled', 'Somebody has settled this already.')
    await inside.tx
      .updateTable('partnerships.signpost_doubt')
      .set({
        answer,
        settled_at: inside.now,
        settled_by: inside.actor.kind === 'person' ? inside.actor.id : null,
      })
      .where('id', '=', row.id)
      .execute()
    return { subject: found.id, result: { id: row.id, signpost: found.id }, facts: { doubt: row.id } }
  },
})

const rowOf = (made: NewSignpost) => ({
  name: made.name,
  summary: made.summary,
  audience: made.audience,
  provider_organisation_id: made.providerOrganisation,
  provider_name: made.providerName,
  web: made.web,
  phone: made.phone,
  mail: made.mail,
  area: made.area,
  opening: made.opening,
  owner_organisation_id: made.owner,
  review_on: made.reviewOn,
})

async function mustBeRight(inside: Inside, partnershipId: string, made: NewSignpost): Promise<void> {
  const today = londonDate(inside.now)
  const faults = [
    ...signpostFaults(made, { organisation: made.providerOrganisation, name: made.providerName }),
    ...reviewFaults(made.reviewOn, today),
  ]
  const members = await membersOn(inside, partnershipId, today)
  if (!members.some((member) => member.organisation_id === made.owner))
    faults.push({ field: 'owner', message: 'The entry must be kept right by a member of the partnership' })
  const known = new Set((await topicsOf(inside, partnershipId)).map((topic) => topic.id))
  if ((made.topics ?? []).some((topic) => !known.has(topic)))
    faults.push({ field: 'topics', message: 'Select topics of this partnership' })
  if (faults.length > 0) invalid('partnerships.signpost.not-right', faults)
  if (made.providerOrganisation !== null) await organisationById(inside, made.providerOrganisation)
}

async function keepTopics(inside: Inside, id: string, topics: readonly string[]): Promise<void> {
  if (topics.length > 0)
    await inside.tx
      .insertInto('partnerships.signpost_topic')
      .values(topics.map((topic_id) => ({ signpost_id: id, topic_id })))
      .execute()
}

const noteSignpost = (inside: Inside, id: string, title: string): Promise<void> =>
  inside.subject({ id, module: 'partnerships', noun: 'signpost', title, audience: 'public' })

async function lockedSignpost(inside: Inside, id: string): Promise<Signpost> {
  await inside.tx
    .selectFrom('partnerships.signpost')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const found = await signpostById(inside, id)
  if (!keepsSignpost(inside, found))
    refuse(
      'forbidden',
      'partnerships.signpost.not-yours',
      `This entry is kept right by ${found.owner_name} and the officers of the partnership. Tell them what is wrong instead.`,
    )
  return found
}
