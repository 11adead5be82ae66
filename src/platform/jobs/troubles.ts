// What an administrator is shown: jobs that gave up or broke, with what they were for, and the two things that
// can be done about them. A job carried out in order holds up those of its key until it is dealt with.
import { notFound, refuse } from '#platform/errors/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { jobName } from './queue.ts'
import type { JobIds } from './job.ts'
import type { Trouble } from './settle.ts'

export type TroubledJob = {
  readonly id: string
  readonly job: string
  readonly ids: JobIds
  readonly key: string | null
  readonly attempts: number
  readonly sentAt: Temporal.Instant
  readonly stoppedAt: Temporal.Instant | null
  readonly trouble: Trouble
  /** Jobs of the same key that wait behind it. */
  readonly heldUp: number
}

type Row = {
  id: string
  name: string
  ids: JobIds
  key: string | null
  attempts: number
  sentAt: Temporal.Instant
  stoppedAt: Temporal.Instant | null
  output: Trouble | null
  heldUp: number
}

/** The jobs that stopped, the oldest first. */
export async function troubles(db: Db, most = 200): Promise<TroubledJob[]> {
  const found = await sql<Row>`
    select j.id::text as id, j.name, j.data -> 'ids' as ids, j.singleton_key as key, j.retry_count + 1 as attempts,
      j.created_on as "sentAt", j.completed_on as "stoppedAt", j.output,
      case when j.policy = 'key_strict_fifo' then
        (select count(*)::int from pgboss.job b where b.name = j.name and b.singleton_key = j.singleton_key and b.state < 'active')
      else 0 end as "heldUp"
    from pgboss.job j where j.state = 'failed' order by j.created_on, j.id limit ${most}::int`.execute(db)
  return found.rows.map(({ name, output, ...row }) => ({
    ...row,
    job: jobName(name),
    trouble: output ?? { kind: 'defect', code: 'platform.job.unknown', message: 'Nothing was recorded.' },
  }))
}

/** How many jobs wait, run and stopped, for the readiness report and the metrics. */
export async function countJobs(db: Db): Promise<{ waiting: number; running: number; stopped: number }> {
  const found = await sql<{ waiting: number; running: number; stopped: number }>`
    select count(*) filter (where state < 'active')::int as waiting, count(*) filter (where state = 'active')::int as running,
      count(*) filter (where state = 'failed')::int as stopped
    from pgboss.job where state in ('created', 'retry', 'active', 'failed')`.execute(db)
  return found.rows[0] ?? { waiting: 0, running: 0, stopped: 0 }
}

/** Tries a stopped job once more, with all its attempts before it. */
export async function retryJob(tx: Db, id: string): Promise<void> {
  const changed = await sql`
    update pgboss.job set state = 'retry', retry_limit = retry_count + 1, completed_on = null, start_after = pgboss.job_now()
    where id = ${id}::uuid and state = 'failed' returning id`.execute(tx)
  if (changed.rows.length === 0) await refuseUnlessStopped(tx, id)
}

/** Gives a stopped job up for good; those of its key behind it go on. */
export async function dropJob(tx: Db, id: string): Promise<void> {
  const changed = await sql`
    update pgboss.job set state = 'cancelled', completed_on = pgboss.job_now()
    where id = ${id}::uuid and state = 'failed' returning id`.execute(tx)
  if (changed.rows.length === 0) await refuseUnlessStopped(tx, id)
}

async function refuseUnlessStopped(db: Db, id: string): Promise<never> {
  const found = await sql`select 1 from pgboss.job where id = ${id}::uuid`.execute(db)
  if (found.rows.length === 0) notFound('job')
  refuse(
    'conflict',
    'platform.job.not-stopped',
    'This job is no longer stopped: somebody has already dealt with it.',
  )
}
