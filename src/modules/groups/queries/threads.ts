// The discussions of a group: which there are, what was posted, who follows them, and who may read and answer.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import type {} from '../schema/threads.ts'
import { groupByCode, groupById, rolesHeldBy, type GroupCard } from '../queries.ts'
import type { ThreadAudience } from '../rules/threads.ts'

/** Held by a group's members, for the group. */
export const READ_THREADS = 'groups.thread.read'
/** Held by everybody whom a partner employs, for the partnership: what was opened to them. */
export const READ_OPEN_THREADS = 'groups.thread.read-open'

/** The list of mail from a group's discussions; about one group each. */
export const DISCUSSIONS = 'groups.discussions'
export const discussionsOf = (groupId: string): string => `${DISCUSSIONS}.${groupId}`

export type ThreadRow = {
  readonly id: string
  readonly group_id: string
  readonly title: string
  readonly audience: ThreadAudience
  readonly started_by: string
  readonly started_by_name: string
  readonly started_at: Temporal.Instant
  readonly last_post_at: Temporal.Instant
  readonly pinned: boolean
  readonly closed_at: Temporal.Instant | null
  readonly posts: number
}

export type PostRow = {
  readonly id: string
  readonly thread_id: string
  readonly author_id: string
  readonly author_name: string
  readonly author_organisation: string | null
  readonly body: string
  readonly quoted: string | null
  readonly by_mail: boolean
  readonly attachments_left_out: number
  readonly written_at: Temporal.Instant
  readonly edited_at: Temporal.Instant | null
  readonly withdrawn_at: Temporal.Instant | null
  readonly withdrawn_by: string | null
}

const POSTS_ON_A_PAGE = 50

/** Whether the reader sits in the group today, and for an organisation that is a partner today. */
export const isInGroup = (reader: Reader, groupId: string): boolean =>
  reader.may(READ_THREADS, { kind: 'group', id: groupId })

/** D1: what of a group's discussions the reader may read; undefined where it is none. */
export function audiencesOf(
  reader: Reader,
  group: Pick<GroupCard, 'id' | 'partnership_id'>,
): readonly ThreadAudience[] | undefined {
  if (isInGroup(reader, group.id)) return ['members', 'partners']
  const isStaff = reader.may(READ_OPEN_THREADS, { kind: 'partnership', id: group.partnership_id })
  return isStaff ? ['partners'] : undefined
}

const threadRows = (db: Db) =>
  db
    .selectFrom('groups.thread as thread')
    .innerJoin('organisations.person_card as starter', 'starter.id', 'thread.started_by')
    .select([
      'thread.id',
      'thread.group_id',
      'thread.title',
      'thread.audience',
      'thread.started_by',
      'starter.name as started_by_name',
      'thread.started_at',
      'thread.last_post_at',
      'thread.pinned',
      'thread.closed_at',
      sql<number>`(select count(*)::int from groups.post where post.thread_id = thread.id)`.as('posts'),
    ])

/** The discussions of a group that the reader may read: pinned ones first, then by the latest post. */
export async function threadsOf(
  reader: Reader,
  group: Pick<GroupCard, 'id' | 'partnership_id'>,
  asked: { readonly after?: string | null; readonly search?: string | null; readonly most?: number } = {},
): Promise<Listed<ThreadRow>> {
  const audiences = audiencesOf(reader, group)
  if (audiences === undefined) return { rows: [] }
  const size = asked.most ?? 30
  let rows = threadRows(reader.db)
    .where('thread.group_id', '=', group.id)
    .where('thread.audience', 'in', [...audiences])
    .orderBy('thread.pinned', 'desc')
    .orderBy('thread.last_post_at', 'desc')
    .orderBy('thread.id')
    .limit(size + 1)
  if (asked.search !== null && asked.search !== undefined)
    rows = rows.where('thread.title', 'ilike', `%${asked.search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
  const place = afterCursor(asked.after, 3)
  if (place !== null) {
    const [pinned = '', at = '', id = ''] = place
    rows = rows.where(
      sql<boolean>`(not thread.pinned, -extract(epoch from thread.last_post_at), thread.id)
        > (${pinned !== 'yes'}::boolean, -${epochOf(at)}::numeric, ${id}::uuid)`,
    )
  }
  return pageOf(await rows.execute(), size, (row) => [
    row.pinned ? 'yes' : 'no',
    row.last_post_at.toString(),
    row.id,
  ])
}

// A cursor somebody made up begins nowhere in particular, and never breaks.
function epochOf(text: string): string {
  try {
    const micros = Temporal.Instant.from(text).epochNanoseconds / 1000n
    return micros < 0n ? '0' : `${micros / 1_000_000n}.${(micros % 1_000_000n).toString().padStart(6, '0')}`
  } catch {
    return '0'
  }
}

/** One discussion with its group; the refusal of one that is not there for a reader who may not see it. */
export async function threadWithGroup(
  reader: Reader,
  id: string,
): Promise<{ readonly thread: ThreadRow; readonly group: GroupCard }> {
  const thread = await threadRows(reader.db).where('thread.id', '=', id).executeTakeFirst()
  const group = thread === undefined ? undefined : await groupById(reader, thread.group_id)
  if (thread === undefined || group === undefined) return notFound('discussion')
  if (audiencesOf(reader, group)?.includes(thread.audience) !== true) return notFound('discussion')
  return { thread, group }
}

const postRows = (db: Db) =>
  db
    .selectFrom('groups.post as post')
    .innerJoin('organisations.person_card as author', 'author.id', 'post.author_id')
    .select([
      'post.id',
      'post.thread_id',
      'post.author_id',
      'author.name as author_name',
      'author.organisation_name as author_organisation',
      'post.body',
      'post.quoted',
      'post.by_mail',
      'post.attachments_left_out',
      'post.written_at',
      'post.edited_at',
      'post.withdrawn_at',
      'post.withdrawn_by',
    ])

/** The posts of a discussion in the order they were written, a page of them. */
export async function postsOf(
  reader: Pick<Reader, 'db'>,
  threadId: string,
  after?: string | null,
  most: number = POSTS_ON_A_PAGE,
): Promise<Listed<PostRow>> {
  let rows = postRows(reader.db)
    .where('post.thread_id', '=', threadId)
    .orderBy('post.written_at')
    .orderBy('post.id')
    .limit(most + 1)
  const place = afterCursor(after, 2)
  if (place !== null) {
    const [at = '', id = ''] = place
    rows = rows.where(
      sql<boolean>`(extract(epoch from post.written_at), post.id) > (${epochOf(at)}::numeric, ${id}::uuid)`,
    )
  }
  return pageOf(await rows.execute(), most, (row) => [row.written_at.toString(), row.id])
}

export async function postById(reader: Pick<Reader, 'db'>, id: string): Promise<PostRow | undefined> {
  return postRows(reader.db).where('post.id', '=', id).executeTakeFirst()
}

/** What was posted in a group's discussions after one moment and up to another, stones left out. */
export async function postsBetween(
  reader: Pick<Reader, 'db'>,
  groupId: string,
  from: Temporal.Instant,
  until: Temporal.Instant,
): Promise<(PostRow & { readonly thread_title: string })[]> {
  return postRows(reader.db)
    .innerJoin('groups.thread as thread', 'thread.id', 'post.thread_id')
    .select('thread.title as thread_title')
    .where('thread.group_id', '=', groupId)
    .where('post.withdrawn_at', 'is', null)
    .where('post.written_at', '>', from)
    .where('post.written_at', '<=', until)
    .orderBy('thread.title')
    .orderBy('thread.id')
    .orderBy('post.written_at')
    .limit(500)
    .execute()
}

export async function isFollowed(
  reader: Pick<Reader, 'db'>,
  threadId: string,
  personId: string,
): Promise<boolean> {
  return !(await unfollowedBy(reader, personId)).has(threadId)
}

/** The discussions that a person follows no longer. */
export async function unfollowedBy(
  reader: Pick<Reader, 'db'>,
  personId: string,
): Promise<ReadonlySet<string>> {
  const rows = await reader.db
    .selectFrom('groups.unfollowed')
    .select('thread_id')
    .where('person_id', '=', personId)
    .execute()
  return new Set(rows.map((row) => row.thread_id))
}

export async function unfollowersOf(
  reader: Pick<Reader, 'db'>,
  threadId: string,
): Promise<ReadonlySet<string>> {
  const rows = await reader.db
    .selectFrom('groups.unfollowed')
    .select('person_id')
    .where('thread_id', '=', threadId)
    .execute()
  return new Set(rows.map((row) => row.person_id))
}

/** Whether this person sits in the group at that moment: for mail, whose reader has no session. */
export async function sitsIn(
  reader: Pick<Reader, 'db' | 'now'>,
  personId: string,
  groupId: string,
): Promise<boolean> {
  const held = await rolesHeldBy(reader, personId)
  return held.some(({ role, id }) => role === 'group-member' && id === groupId)
}

export const listThreads = query({
  name: 'groups.thread.list',
  title: 'List the discussions of a group',
  permission: 'groups.thread.list',
  doors: ['page', 'api', 'command'],
  parameters: {
    group: field.code('Group'),
    search: field.text('Words in the title', { most: 100 }).optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, { group, search, after, most }): Promise<Listed<ThreadRow>> {
    const found = (await groupByCode(reader, group)) ?? notFound('group')
    if (audiencesOf(reader, found) === undefined) return notFound('group')
    return threadsOf(reader, found, { search, after, ...(most === null ? {} : { most }) })
  },
})

export const readThread = query({
  name: 'groups.thread.show',
  title: 'Show a discussion',
  permission: 'groups.thread.list',
  doors: ['page', 'api', 'command'],
  parameters: {
    thread: field.id('Discussion'),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
  },
  async run(reader, { thread, after }) {
    const found = await threadWithGroup(reader, thread)
    const posts = await postsOf(reader, thread, after)
    // What a mail quoted may be of another discussion, that is the members' alone (D1).
    const rows = isInGroup(reader, found.group.id)
      ? posts.rows
      : posts.rows.map((post) => ({ ...post, quoted: null }))
    return { thread: found.thread, ...posts, rows }
  },
})
