// What search knows of discussions: their titles and posts, for those who may read them (D1).
import type { Db } from '#platform/database/index.ts'
import { sql } from '#platform/database/index.ts'
import { keyFor, type SearchKind } from '#platform/search/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { READ_OPEN_THREADS, READ_THREADS } from '../queries/threads.ts'

export const threadKind: SearchKind = {
  kind: 'groups.thread',
  title: 'Discussion',
  plural: 'Discussions',
  async records(db: Db, ids) {
    const rows = await db
      .selectFrom('groups.thread as thread')
      .innerJoin('groups.group as group', 'group.id', 'thread.group_id')
      .select([
        'thread.id',
        'thread.title',
        'thread.audience',
        'thread.group_id',
        'thread.last_post_at',
        'group.code',
        'group.partnership_id',
        sql<string>`coalesce((select string_agg(post.body, E'\n' order by post.written_at desc)
          from groups.post where post.thread_id = thread.id), '')`.as('words'),
      ])
      .where(ids === 'all' ? sql<boolean>`true` : sql<boolean>`thread.id = any(${[...ids]}::uuid[])`)
      .execute()
    return rows.map((row) => ({
      id: row.id,
      title: row.title,
      words: row.words,
      href: `/groups/${row.code}/discussions/${row.id}`,
      at: londonDate(row.last_post_at),
      body: null,
      audience: [
        ...keyFor(READ_THREADS, { kind: 'group', id: row.group_id }),
        ...(row.audience === 'partners'
          ? keyFor(READ_OPEN_THREADS, { kind: 'partnership', id: row.partnership_id })
          : []),
      ],
    }))
  },
}
