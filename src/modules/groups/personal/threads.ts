// What a group's discussions hold about a person. What was said stays where others answered it, under the name of who
// said it then; what only served their mail is let go.
import type { Db } from '#platform/database/index.ts'
import { personalReference } from '#platform/personal/index.ts'
import { formatDateTime } from '#platform/time/index.ts'

const WORK = 'what was said in a group is part of its record, and others have answered it'

const postsBy = (db: Db, column: 'author_id' | 'withdrawn_by', personId: string) =>
  db
    .selectFrom('groups.post as post')
    .innerJoin('groups.thread as thread', 'thread.id', 'post.thread_id')
    .select(['thread.title', 'post.written_at', 'post.body', 'post.withdrawn_at'])
    .where(`post.${column}`, '=', personId)
    .orderBy('post.written_at')
    .execute()

export const discussionReferences = [
  personalReference({
    column: 'groups.thread.started_by',
    title: 'Discussions you started',
    async held(db, personId) {
      const rows = await db
        .selectFrom('groups.thread')
        .select(['title', 'started_at'])
        .where('started_by', '=', personId)
        .orderBy('started_at')
        .execute()
      return rows.map((row) => ({ Discussion: row.title, When: formatDateTime(row.started_at) }))
    },
    leaving: { keep: WORK },
  }),
  personalReference({
    column: 'groups.post.author_id',
    title: 'What you said in discussions',
    async held(db, personId) {
      return (await postsBy(db, 'author_id', personId)).map((row) => ({
        Discussion: row.title,
        When: formatDateTime(row.written_at),
        Words: row.withdrawn_at === null ? row.body : 'withdrawn',
      }))
    },
    leaving: { keep: WORK },
  }),
  personalReference({
    column: 'groups.post.withdrawn_by',
    title: 'Posts you withdrew',
    async held(db, personId) {
      return (await postsBy(db, 'withdrawn_by', personId)).map((row) => ({
        Discussion: row.title,
        Written: formatDateTime(row.written_at),
      }))
    },
    leaving: { keep: 'the stone of a withdrawn post says who withdrew it' },
  }),
  personalReference({
    column: 'groups.unfollowed.person_id',
    title: 'Discussions you follow no longer',
    async held(db, personId) {
      const rows = await db
        .selectFrom('groups.unfollowed')
        .innerJoin('groups.thread as thread', 'thread.id', 'thread_id')
        .select('thread.title')
        .where('person_id', '=', personId)
        .execute()
      return rows.map((row) => ({ Discussion: row.title }))
    },
    leaving: {
      forget: async (tx, personId) =>
        void (await tx.deleteFrom('groups.unfollowed').where('person_id', '=', personId).execute()),
    },
  }),
  personalReference({
    column: 'groups.reply_address.person_id',
    title: 'Addresses for your answers by mail',
    async held(db, personId) {
      const rows = await db
        .selectFrom('groups.reply_address')
        .select('expires_at')
        .where('person_id', '=', personId)
        .orderBy('expires_at')
        .execute()
      return rows.map((row) => ({ 'Good until': formatDateTime(row.expires_at) }))
    },
    leaving: {
      forget: async (tx, personId) =>
        void (await tx.deleteFrom('groups.reply_address').where('person_id', '=', personId).execute()),
    },
  }),
]
