// Telling members what was posted: each post at once to those who want it so, and once a day, in one mail for each
// group, to everybody else who did not stop it.
import { randomBytes } from 'node:crypto'
import { action, listen, type Inside } from '#platform/actions/index.ts'
import type { Db } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { job } from '#platform/jobs/index.ts'
import { mailChoices, notify, notifyOnce } from '#platform/notifications/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { membersOfGroup } from '../queries.ts'
import { discussionsOf, postById, postsBetween, unfollowedBy, unfollowersOf } from '../queries/threads.ts'
import { mailChosen, type MailChoice } from '../rules/threads.ts'
import { digestOf, replyUntil } from './receiving.ts'
import { POSTED } from './threads.ts'

/** The letters' names. */
export const EACH_LETTER = 'groups.post.at-once'
export const DAILY_LETTER = 'groups.thread.daily'

// A post bears the moment at which it was sent and stands a little later: one that is being written now is told tomorrow.
const SETTLING_MINUTES = 2

const TELL_GROUP = 'groups.thread.tell'
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

const tellAtOnce = action({
  name: 'groups.post.tell',
  title: 'Tell those who want each post at once',
  doors: [],
  fields: { announcement: field.id('Announcement'), post: field.id('Post') },
  async run(inside, answers) {
    const post = await postById(inside, answers.post)
    const thread =
      post === undefined || post.withdrawn_at !== null ? undefined : await threadOf(inside, post.thread_id)
    if (post === undefined || thread === undefined)
      return { subject: null, result: { told: 0 }, facts: { told: 0 } }
    const silent = await unfollowersOf(inside, thread.id)
    const people = (await membersWho(inside, thread.group_id, 'each')).filter(
      (person) => person !== post.author_id && !silent.has(person),
    )
    for (const person of people)
      await notify(inside, {
        to: { subject: person },
        template: EACH_LETTER,
        ids: { post: post.id, group: thread.group_id },
      })
    return { subject: thread.id, result: { told: people.length }, facts: { told: people.length } }
  },
})

export const tellPosts = listen({ to: POSTED, action: tellAtOnce })

export const tellDaily = action({
  name: 'groups.thread.tell-daily',
  title: 'Send the day’s mail of discussions',
  doors: [],
  fields: { due: field.text('When it fell due').optional() },
  async run(inside) {
    const groups = await inside.tx
      .selectFrom('groups.discussion_told as told')
      .select('told.group_id')
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('groups.thread as thread')
            .select('thread.id')
            .whereRef('thread.group_id', '=', 'told.group_id')
            .whereRef('thread.last_post_at', '>', 'told.told_until'),
        ),
      )
      .execute()
    for (const { group_id } of groups) await inside.queue(TELL_GROUP, { group: group_id })
    return { subject: null, result: { groups: groups.length }, facts: { groups: groups.length } }
  },
})

export const tellGroup = action({
  name: TELL_GROUP,
  title: 'Send a group’s mail of the day',
  doors: [],
  fields: { group: field.id('Group') },
  async run(inside, { group }) {
    const told = await inside.tx
      .selectFrom('groups.discussion_told')
      .select('told_until')
      .where('group_id', '=', group)
      .forUpdate()
      .executeTakeFirst()
    const from = told?.told_until ?? inside.now
    const until = inside.now.subtract({ minutes: SETTLING_MINUTES })
    if (Temporal.Instant.compare(until, from) <= 0)
      return { subject: group, result: { queued: 0 }, facts: { queued: 0 } }
    const posts = await postsBetween(inside, group, from, until)
    const people = posts.length === 0 ? [] : await membersWho(inside, group, 'daily')
    let queued = 0
    for (const person of people) {
      // Whom nothing new concerns gets no mail: not their own posts, not what they follow no longer.
      const silent = await unfollowedBy(inside, person)
      if (!posts.some((post) => post.author_id !== person && !silent.has(post.thread_id))) continue
      const isNew = await notifyOnce(inside, {
        to: { subject: person },
        template: DAILY_LETTER,
        ids: { group, from: from.toString(), until: until.toString() },
        once: `${DAILY_LETTER}:${group}:${until.toString()}`,
      })
      if (isNew) queued += 1
    }
    await inside.tx
      .updateTable('groups.discussion_told')
      .set({ told_until: until })
      .where('group_id', '=', group)
      .execute()
    return { subject: group, result: { queued }, facts: { posts: posts.length, queued } }
  },
})

export const discussionJobs = [
  job({
    name: 'groups.thread.daily',
    title: 'Send the day’s mail of discussions',
    action: tellDaily,
    every: { dailyAt: '07:00' },
  }),
  job({ name: TELL_GROUP, title: 'Send a group’s mail of the day', action: tellGroup }),
]

/** Who sits in the group today and wants its mail this way (D5). */
async function membersWho(inside: Inside, groupId: string, how: MailChoice): Promise<string[]> {
  const choices = await mailChoices(inside.tx, discussionsOf(groupId))
  const members = await membersOfGroup(inside, groupId, londonDate(inside.now))
  return members.map((member) => member.person_id).filter((person) => mailChosen(choices.get(person)) === how)
}

async function threadOf(inside: Inside, id: string) {
  return inside.tx.selectFrom('groups.thread').selectAll().where('id', '=', id).executeTakeFirst()
}

/**
 * A new address for a person's answers to a discussion (D6). Made when the mail is written: nothing kept here could
 * give it a second time. It records nothing that anybody did, so no action stands around it.
 */
export async function replyToken(
  db: Db,
  given: { readonly thread: string; readonly person: string; readonly now: Temporal.Instant },
): Promise<string> {
  const token = [...randomBytes(32)].map((byte) => LETTERS[byte % LETTERS.length]).join('')
  await db.deleteFrom('groups.reply_address').where('expires_at', '<', given.now).execute()
  await db
    .insertInto('groups.reply_address')
    .values({
      token_digest: digestOf(token),
      thread_id: given.thread,
      person_id: given.person,
      expires_at: replyUntil(given.now),
    })
    .execute()
  return token
}
