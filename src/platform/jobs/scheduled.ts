// Jobs that run by the clock. Whichever worker first moves a job's row past the moment it fell due sends it;
// one missed while no worker ran is sent once, not once for every time missed.
import { sql, type Db } from '#platform/database/index.ts'
import type { Job, JobIds } from './job.ts'
import type { SendOptions } from './queue.ts'
import { lastDue } from './schedule.ts'

// An action that does not ask when it fell due is not told: it would refuse an answer that it has no question for.
const asksWhenDue = ({ action }: Job): boolean =>
  action?.fields === undefined || Object.hasOwn(action.fields, 'due')

/** A job scheduled for the first time waits for its next time; it does not run because the server was started. */
export async function rememberSchedules(db: Db, jobs: readonly Job[], now: Temporal.Instant): Promise<void> {
  for (const one of jobs) {
    if (one.every === null) continue
    await sql`insert into platform.job_schedule (job, due_at) values (${one.name}, ${lastDue(one.every, now).toString()}::timestamptz)
      on conflict (job) do nothing`.execute(db)
  }
}

type Send = (tx: Db, name: string, ids: JobIds, options?: SendOptions) => Promise<string>

/** Sends what has fallen due. Returns how many. */
export async function sendScheduled(
  db: Db,
  jobs: readonly Job[],
  now: Temporal.Instant,
  send: Send,
): Promise<number> {
  let sent = 0
  for (const one of jobs) {
    if (one.every === null) continue
    const due = lastDue(one.every, now).toString()
    sent += await db.transaction().execute(async (tx) => {
      const moved = await sql`update platform.job_schedule set due_at = ${due}::timestamptz
        where job = ${one.name} and due_at < ${due}::timestamptz returning job`.execute(tx)
      if (moved.rows.length === 0) return 0
      await send(tx, one.name, asksWhenDue(one) ? { due } : {}, one.inOrder ? { key: one.name } : {})
      return 1
    })
  }
  return sent
}
