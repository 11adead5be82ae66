// A group's discussions: starting one, answering in it, putting a post right, withdrawing it, closing, pinning, and
// which mail of it a member wants. Who may is decided on the locked discussion.
import { action, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { chooseMail } from '#platform/notifications/index.ts'
import { groupById } from '../queries.ts'
import { audiencesOf, discussionsOf, isInGroup } from '../queries/threads.ts'
import { mustBeOpen } from '../rules.ts'
import {
  MAIL_CHOICES,
  mayEdit,
  mayHaveAudience,
  mayWithdraw,
  mustTakePosts,
  POST_MOST,
  THREAD_AUDIENCE,
} from '../rules/threads.ts'
import { lockedGroup, mayFor } from './groups.ts'

/** Announced once a post stands: whoever wants each post at once is told. */
export const POSTED = 'groups.post.written'

const body = field.longText('What you want to say', { most: POST_MOST })

export const startThread = action({
  name: 'groups.thread.start',
  title: 'Start a discussion',
  doors: ['page', 'api', 'command'],
  fields: {
    group: field.id('Group'),
    title: field.text('What it is about', { most: 150 }),
    body,
    audience: field.choice('Who may read it', THREAD_AUDIENCE).optional(),
  },
  async run(inside, answers) {
    const group = await lockedGroup(inside, answers.group)
    const personId = memberOf(inside, group.id)
    mustBeOpen({ name: group.name, endedOn: group.ended_on })
    const audience = answers.audience ?? 'members'
    mayHaveAudience(audience, { name: group.name, isPublic: group.is_public })
    const id = inside.id()
    await inside.subject({
      id,
      module: 'groups',
      noun: 'thread',
      title: answers.title,
      audience: `group:${group.id}`,
    })
    await inside.tx
      .insertInto('groups.thread')
      .values({
        id,
        group_id: group.id,
        title: answers.title,
        audience,
        started_by: personId,
        started_at: inside.now,
        last_post_at: inside.now,
        closed_at: null,
      })
      .execute()
    const post = await addPost(inside, { id, group_id: group.id }, { personId, body: answers.body })
    return {
      subject: id,
      result: { id, post, group: group.code },
      facts: { group: group.id, post, audience },
    }
  },
})

export const writePost = action({
  name: 'groups.post.write',
  title: 'Answer in a discussion',
  doors: ['page', 'api', 'command'],
  fields: { thread: field.id('Discussion'), body },
  async run(inside, answers) {
    const thread = await lockedThread(inside, answers.thread)
    const personId = memberOf(inside, thread.group_id)
    mustTakePosts({ title: thread.title, closedAt: thread.closed_at })
    const post = await addPost(inside, thread, { personId, body: answers.body })
    return { subject: thread.id, result: { id: post, thread: thread.id }, facts: { post } }
  },
})

export const editPost = action({
  name: 'groups.post.edit',
  title: 'Change a post',
  doors: ['page', 'api', 'command'],
  fields: { post: field.id('Post'), body },
  async run(inside, answers) {
    const { post, thread } = await lockedPost(inside, answers.post)
    const personId = memberOf(inside, thread.group_id)
    mayEdit(stateOf(post), personId, inside.now)
    await inside.tx
      .updateTable('groups.post')
      .set({ body: answers.body, edited_at: inside.now })
      .where('id', '=', post.id)
      .execute()
    return { subject: thread.id, result: { id: post.id, thread: thread.id }, facts: { post: post.id } }
  },
})

export const withdrawPost = action({
  name: 'groups.post.withdraw',
  title: 'Withdraw a post',
  doors: ['page', 'api', 'command'],
  fields: { post: field.id('Post') },
  async run(inside, answers) {
    const { post, thread } = await lockedPost(inside, answers.post)
    const personId = inside.actor.kind === 'person' ? inside.actor.id : null
    mayWithdraw(stateOf(post), personId, inside.may('groups.thread.close', groupScope(thread.group_id)))
    await inside.tx
      .updateTable('groups.post')
      .set({ body: '', quoted: null, withdrawn_at: inside.now, withdrawn_by: personId })
      .where('id', '=', post.id)
      .execute()
    return {
      subject: thread.id,
      result: { id: post.id, thread: thread.id },
      facts: { post: post.id, own: post.author_id === personId },
    }
  },
})

export const closeThread = action({
  name: 'groups.thread.close',
  title: 'Close a discussion',
  doors: ['page', 'api', 'command'],
  fields: { thread: field.id('Discussion') },
  async run(inside, answers) {
    const thread = await lockedThread(inside, answers.thread)
    mayFor(inside, 'groups.thread.close', await placeOf(inside, thread.group_id))
    mustTakePosts({ title: thread.title, closedAt: thread.closed_at })
    await inside.tx
      .updateTable('groups.thread')
      .set({ closed_at: inside.now })
      .where('id', '=', thread.id)
      .execute()
    return { subject: thread.id, result: { id: thread.id }, facts: { group: thread.group_id } }
  },
})

export const pinThread = action({
  name: 'groups.thread.pin',
  title: 'Keep a discussion at the top',
  doors: ['page', 'api', 'command'],
  fields: { thread: field.id('Discussion'), pinned: field.yesNo('Keep it at the top of the list?') },
  async run(inside, { thread: id, pinned }) {
    const thread = await lockedThread(inside, id)
    mayFor(inside, 'groups.thread.pin', await placeOf(inside, thread.group_id))
    await inside.tx.updateTable('groups.thread').set({ pinned }).where('id', '=', thread.id).execute()
    return { subject: thread.id, result: { id: thread.id, pinned }, facts: { pinned } }
  },
})

export const followThread = action({
  name: 'groups.thread.follow',
  title: 'Follow a discussion',
  doors: ['page', 'api'],
  fields: {
    thread: field.id('Discussion'),
    follow: field.yesNo('Does mail of this discussion come to you?'),
  },
  async run(inside, { thread: id, follow }) {
    const thread = await lockedThread(inside, id)
    const personId = memberOf(inside, thread.group_id)
    if (!follow) await forgetReplyAddresses(inside, thread.id, personId)
    await (follow
      ? inside.tx
          .deleteFrom('groups.unfollowed')
          .where('thread_id', '=', thread.id)
          .where('person_id', '=', personId)
          .execute()
      : inside.tx
          .insertInto('groups.unfollowed')
          .values({ thread_id: thread.id, person_id: personId })
          .onConflict((conflict) => conflict.doNothing())
          .execute())
    return { subject: thread.id, result: { id: thread.id, follow }, facts: { follow } }
  },
})

export const chooseThreadMail = action({
  name: 'groups.thread.choose-mail',
  title: 'Choose the mail of a group’s discussions',
  doors: ['page', 'api'],
  fields: {
    group: field.id('Group'),
    choice: field.choice('Which mail do you want of this group’s discussions?', MAIL_CHOICES),
  },
  async run(inside, { group: id, choice }) {
    const group = await lockedGroup(inside, id)
    const personId = memberOf(inside, group.id)
    await chooseMail(inside, { person: personId, list: discussionsOf(group.id), choice })
    return { subject: group.id, result: { group: group.code, choice }, facts: { choice } }
  },
})

/** D6: whoever follows a discussion no longer has no use for an address to answer it. */
async function forgetReplyAddresses(inside: Inside, threadId: string, personId: string): Promise<void> {
  await inside.tx
    .deleteFrom('groups.reply_address')
    .where('thread_id', '=', threadId)
    .where('person_id', '=', personId)
    .execute()
}

type NewPost = {
  readonly personId: string
  readonly body: string
  readonly mail?: {
    readonly messageId: string
    readonly quoted: string | null
    readonly attachments: number
  }
}

/** Writes a post into a locked discussion and announces it. */
export async function addPost(
  inside: Inside,
  thread: { readonly id: string; readonly group_id: string },
  { personId, body: words, mail }: NewPost,
): Promise<string> {
  const id = inside.id()
  await inside.tx
    .insertInto('groups.post')
    .values({
      id,
      thread_id: thread.id,
      author_id: personId,
      body: words,
      quoted: mail?.quoted ?? null,
      by_mail: mail !== undefined,
      attachments_left_out: mail?.attachments ?? 0,
      message_id: mail?.messageId ?? null,
      written_at: inside.now,
      edited_at: null,
      withdrawn_at: null,
      withdrawn_by: null,
    })
    .execute()
  await inside.tx
    .updateTable('groups.thread')
    .set({ last_post_at: inside.now })
    .where('id', '=', thread.id)
    .execute()
  // A group whose first post this is is told from here on.
  await inside.tx
    .insertInto('groups.discussion_told')
    .values({ group_id: thread.group_id, told_until: inside.now.subtract({ milliseconds: 1 }) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await inside.announce(POSTED, thread.id, { post: id })
  return id
}

/** The discussion, locked; for whoever may not read it, the refusal that it is not there. */
async function lockedThread(inside: Inside, id: string) {
  const thread = await threadForUpdate(inside, id)
  const group = thread === undefined ? undefined : await groupById(inside, thread.group_id)
  if (thread === undefined || group === undefined) return notFound('discussion')
  const seen =
    audiencesOf(inside, group)?.includes(thread.audience) === true ||
    inside.may('groups.thread.close', { kind: 'partnership', id: group.partnership_id })
  return seen ? thread : notFound('discussion')
}

export async function threadForUpdate(inside: Pick<Inside, 'tx'>, id: string) {
  return inside.tx.selectFrom('groups.thread').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

async function lockedPost(inside: Inside, id: string) {
  const found = await inside.tx
    .selectFrom('groups.post')
    .select('thread_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (found === undefined) return notFound('post')
  const thread = await lockedThread(inside, found.thread_id)
  const post = await inside.tx
    .selectFrom('groups.post')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { post, thread }
}

/** D1: the person who acts, who must sit in the group. */
function memberOf(inside: Inside, groupId: string): string {
  if (inside.actor.kind !== 'person')
    refuse('conflict', 'groups.post.nobody', 'Only a person takes part in a discussion.')
  if (!isInGroup(inside, groupId))
    refuse(
      'forbidden',
      'groups.post.not-a-member',
      'Only members of the group take part in its discussions. Join the group first, or ask its secretary to add you.',
    )
  return inside.actor.id
}

const groupScope = (id: string) => ({ kind: 'group', id }) as const

async function placeOf(inside: Inside, groupId: string) {
  const group = (await groupById(inside, groupId)) ?? notFound('group')
  return { partnershipId: group.partnership_id, groupId }
}

const stateOf = (post: {
  author_id: string
  written_at: Temporal.Instant
  withdrawn_at: Temporal.Instant | null
}) => ({ authorId: post.author_id, writtenAt: post.written_at, withdrawnAt: post.withdrawn_at })
