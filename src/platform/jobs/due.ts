// Which queues have something due, what the clock has made due, and what a lost worker left behind.
import { sql, type Db } from '#platform/database/index.ts'
import type { PgBoss } from 'pg-boss'

/** Queues with a job that may be claimed now, the longest waiting first; one cheap question for all of them. */
export async function dueQueues(db: Db): Promise<string[]> {
  const found = await sql<{ name: string }>`
    select name from pgboss.job
    where state < 'active' and not blocked and start_after <= pgboss.job_now()
    group by name order by min(created_on), name`.execute(db)
  return found.rows.map((row) => row.name)
}

/** Brings forward what is due by our clock: a test or the demonstration's year moves it without waiting. */
export async function bringForward(db: Db, now: Temporal.Instant): Promise<void> {
  await sql`
    update pgboss.job set start_after = pgboss.job_now()
    where state < 'active' and start_after > pgboss.job_now()
      and (data ->> 'after')::timestamptz <= ${now.toString()}::timestamptz`.execute(db)
}

type Lapsed = { name: string; id: string; retryCount: number }

/**
 * Gives back the jobs whose worker was lost: its heartbeat stopped, or (the embedded engine, which
 * starts and ends with its one process) it was claimed before the engine started.
 */
export async function giveBackLapsed(
  db: Db,
  boss: PgBoss,
  which: 'heartbeat stopped' | 'process gone',
): Promise<number> {
  const all = which === 'process gone'
  const lapsed = await sql<Lapsed>`
    select name, id::text as id, retry_count as "retryCount" from pgboss.job
    where state = 'active' and ((${all}::boolean and heartbeat_on < pg_postmaster_start_time())
      or heartbeat_on + heartbeat_seconds * interval '1 second' < pgboss.job_now())`.execute(db)
  for (const one of lapsed.rows) {
    await boss.fail(one.name, one, {
      kind: 'failure',
      code: 'platform.job.worker-lost',
      message: 'The worker stopped before the job was done.',
    })
  }
  if (all && lapsed.rows.length > 0) {
    await sql`update pgboss.job set start_after = pgboss.job_now() where state = 'retry'
      and output ->> 'code' = 'platform.job.worker-lost'`.execute(db)
  }
  return lapsed.rows.length
}

/** Forgets jobs long done. Those in trouble stay until somebody has dealt with them; what waits is never dropped. */
export async function forgetDone(db: Db): Promise<void> {
  await sql`
    delete from pgboss.job where state in ('completed', 'cancelled')
      and completed_on + deletion_seconds * interval '1 second' < pgboss.job_now()`.execute(db)
}
