// The mail of a group's discussions: one post at once, or the day's in one. Written when it is sent, for somebody who
// sits in the group then; each answer by mail goes to an address that is theirs and the discussion's alone.
import { readerOf, type Reader } from '#platform/actions/index.ts'
import type { Db } from '#platform/database/index.ts'
import { mailChoice, type Links, type MailList, type Template } from '#platform/notifications/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { DAILY_LETTER, EACH_LETTER, replyToken } from '../actions/telling.ts'
import { groupById, type GroupCard } from '../queries.ts'
import {
  DISCUSSIONS,
  discussionsOf,
  postById,
  postsBetween,
  sitsIn,
  unfollowedBy,
  type PostRow,
} from '../queries/threads.ts'
import { ANSWER_ABOVE } from '../rules/mail.ts'
import { mailChosen } from '../rules/threads.ts'

export const discussionList: MailList = {
  name: DISCUSSIONS,
  words: 'mail from the discussions of',
  again: 'To turn it on again, sign in and open the discussions of the group.',
}

const MOST_OF_A_POST = 1500

const atOnce: Template = {
  name: EACH_LETTER,
  async render({ db, now, ids, to, links }) {
    const group = await groupFor(db, now, ids['group'] ?? '', to)
    const post = await postById({ db }, ids['post'] ?? '')
    if (to === null || group === undefined || post === undefined || post.withdrawn_at !== null) return null
    // Who chose otherwise while it waited gets it in the day's mail, or not at all (D5, D6).
    if (mailChosen(await mailChoice(db, to, discussionsOf(group.id))) !== 'each') return null
    if ((await unfollowedBy({ db }, to)).has(post.thread_id)) return null
    const title = await titleOf(db, post.thread_id)
    const replyTo = await replyAddress(db, links, { thread: post.thread_id, person: to, now })
    const at = links.at(`/groups/${group.code}/discussions/${post.thread_id}`)
    const stop = links.stop(to, discussionsOf(group.id))
    return {
      subject: `[${group.name}] ${title}`,
      text: [
        ...(replyTo === null ? [] : [ANSWER_ABOVE]),
        `${said(post)}:`,
        post.body,
        replyTo === null ? `Answer on the page: ${at}` : `Answer this mail, or on the page: ${at}`,
        ending('each post at once', links, group, stop),
      ].join('\n\n'),
      unsubscribe: stop,
      conversation: post.thread_id,
      ...(replyTo === null ? {} : { replyTo }),
    }
  },
}

const daily: Template = {
  name: DAILY_LETTER,
  async render({ db, now, ids, to, links }) {
    const group = await groupFor(db, now, ids['group'] ?? '', to)
    if (to === null || group === undefined) return null
    if (mailChosen(await mailChoice(db, to, discussionsOf(group.id))) === 'none') return null
    const [from, until] = [
      Temporal.Instant.from(ids['from'] ?? ''),
      Temporal.Instant.from(ids['until'] ?? ''),
    ]
    const silent = await unfollowedBy({ db }, to)
    const posts = (await postsBetween({ db }, group.id, from, until)).filter(
      (post) => post.author_id !== to && !silent.has(post.thread_id),
    )
    if (posts.length === 0) return null
    const parts: string[] = []
    for (const [threadId, all] of Map.groupBy(posts, (post) => post.thread_id)) {
      const replyTo = await replyAddress(db, links, { thread: threadId, person: to, now })
      parts.push(
        [
          `## ${all[0]?.thread_title ?? ''}`,
          ...all.map(
            (post) => `${said(post)}, ${formatDateTime(post.written_at)}:\n\n${shortened(post.body)}`,
          ),
          `Answer on the page: ${links.at(`/groups/${group.code}/discussions/${threadId}`)}${replyTo === null ? '' : `\nAnswer by mail: ${replyTo}`}`,
        ].join('\n\n'),
      )
    }
    const stop = links.stop(to, discussionsOf(group.id))
    return {
      subject: `[${group.name}] ${posts.length === 1 ? 'One new post' : `${posts.length} new posts`}`,
      text: [...parts, ending('one mail a day, when there is something new', links, group, stop)].join(
        '\n\n',
      ),
      unsubscribe: stop,
    }
  },
}

export const discussionLetters: readonly Template[] = [atOnce, daily]

/** D5: the group, for somebody who sits in it at this moment. */
async function groupFor(
  db: Db,
  now: Temporal.Instant,
  groupId: string,
  to: string | null,
): Promise<GroupCard | undefined> {
  if (to === null || !(await sitsIn({ db, now }, to, groupId))) return undefined
  return groupById(system(db, now), groupId)
}

const system = (db: Db, now: Temporal.Instant): Reader =>
  readerOf({ db, now, actor: { kind: 'system', because: DISCUSSIONS }, grants: [], fills: () => [] })

async function replyAddress(
  db: Db,
  links: Links,
  given: { readonly thread: string; readonly person: string; readonly now: Temporal.Instant },
): Promise<string | null> {
  return links.replyTo('') === null ? null : links.replyTo(await replyToken(db, given))
}

async function titleOf(db: Db, threadId: string): Promise<string> {
  const row = await db
    .selectFrom('groups.thread')
    .select('title')
    .where('id', '=', threadId)
    .executeTakeFirst()
  return row?.title ?? ''
}

function said(post: PostRow): string {
  const organisation = post.author_organisation === null ? '' : `, ${post.author_organisation}`
  return `${post.author_name}${organisation}`
}

const shortened = (words: string): string =>
  words.length <= MOST_OF_A_POST ? words : `${words.slice(0, MOST_OF_A_POST)}… (more on the page)`

const ending = (how: string, links: Links, group: GroupCard, stop: string): string =>
  `--\nYou get ${how} as a member of ${group.name}. Choose otherwise: ${links.at(`/groups/${group.code}/discussions/mail`)}\nStop this mail: ${stop}\n`
