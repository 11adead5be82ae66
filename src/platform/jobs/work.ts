// Long work that people wait for: an import, a pack, a PDF. It says how far it is and where its result lies.
// Progress is written outside any transaction of the work itself, or nobody would see it before the end.
import { notFound } from '#platform/errors/index.ts'
import type { Db } from '#platform/database/index.ts'
import type {} from './schema.ts'

export type Work = {
  readonly id: string
  /** What kind: `import`, `pack`, `report`. */
  readonly kind: string
  readonly title: string
  readonly startedBy: string | null
  readonly done: number
  readonly outOf: number | null
  readonly state: 'running' | 'finished' | 'failed'
  readonly resultHref: string | null
  readonly message: string | null
  readonly createdAt: Temporal.Instant
  readonly changedAt: Temporal.Instant
  readonly finishedAt: Temporal.Instant | null
}

/** Enters long work; the caller queues its job in the same transaction. */
export async function startWork(
  tx: Db,
  work: {
    id: string
    kind: string
    title: string
    startedBy: string | null
    outOf?: number
    now: Temporal.Instant
  },
): Promise<void> {
  const { id, kind, title, now } = work
  await tx
    .insertInto('platform.work')
    .values({
      id,
      kind,
      title,
      started_by: work.startedBy,
      out_of: work.outOf ?? null,
      result_href: null,
      message: null,
      created_at: now,
      changed_at: now,
      finished_at: null,
    })
    .execute()
}

/** Says how far it is; `outOf` once that is known. */
export async function progress(
  db: Db,
  id: string,
  at: { done: number; outOf?: number; message?: string; now: Temporal.Instant },
): Promise<void> {
  const { done, outOf, message, now } = at
  await db
    .updateTable('platform.work')
    .set({
      done,
      changed_at: now,
      ...(outOf === undefined ? {} : { out_of: outOf }),
      ...(message === undefined ? {} : { message }),
    })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute()
}

/** It is done, and its result lies there. */
export async function finishWork(
  db: Db,
  id: string,
  end: { resultHref: string | null; message?: string; now: Temporal.Instant },
): Promise<void> {
  await finish(
    db,
    id,
    { state: 'finished', result_href: end.resultHref, message: end.message ?? null },
    end.now,
  )
}

/** It came to nothing, for this reason, in words for whoever started it. */
export async function failWork(
  db: Db,
  id: string,
  end: { message: string; now: Temporal.Instant },
): Promise<void> {
  await finish(db, id, { state: 'failed', result_href: null, message: end.message }, end.now)
}

/** The work, for the page that shows it; who may see it is for the caller to say. */
export async function workOf(db: Db, id: string): Promise<Work> {
  const found = await db
    .selectFrom('platform.work')
    .select([
      'id',
      'kind',
      'title',
      'started_by as startedBy',
      'done',
      'out_of as outOf',
      'state',
      'result_href as resultHref',
      'message',
    ])
    .select(['created_at as createdAt', 'changed_at as changedAt', 'finished_at as finishedAt'])
    .where('id', '=', id)
    .executeTakeFirst()
  return found ?? notFound('piece of work')
}

type End = { state: 'finished' | 'failed'; result_href: string | null; message: string | null }

/** Ending twice changes nothing: a job that runs again after its last step may say so again. */
async function finish(db: Db, id: string, end: End, now: Temporal.Instant): Promise<void> {
  await db
    .updateTable('platform.work')
    .set({ ...end, changed_at: now, finished_at: now })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute()
}
