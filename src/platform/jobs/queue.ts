// pg-boss over our database: its tables hold the queue, its statements claim, settle and order jobs. Its own
// workers, timers and migrations are not used: one loop of ours asks for all queues at once.
import { PgBoss } from 'pg-boss'
import { executeSqlIn, sql, type Database, type Db } from '#platform/database/index.ts'
import { Defect } from '#platform/errors/index.ts'
import { orderedIds } from './ordered-id.ts'
import type { Job, JobIds } from './job.ts'

/** What lies in the queue for one job. */
export type Envelope = {
  readonly ids: JobIds
  /** Not before this moment, by our clock. */
  readonly after: string | null
  readonly sealed: string | null
}

export type Claimed = {
  readonly id: string
  readonly name: string
  readonly data: Envelope
  readonly retryCount: number
  readonly singletonKey: string | null
}

export type SendOptions = {
  readonly key?: string
  readonly after?: Temporal.Instant
  readonly sealed?: string
}

export const HEARTBEAT_SECONDS = 60
// The wait before a retry is ours to set; until it is, no other worker may take the job.
const HOLD_SECONDS = 60
const KEEP_DONE_SECONDS = 7 * 24 * 3600

export type Queue = { readonly boss: PgBoss; readonly nextId: () => string }

/** Opens the queue for these jobs; queues that are not there yet are made. */
export async function openQueue(
  database: Database,
  jobs: readonly Job[],
  troubled: (error: unknown) => void,
): Promise<Queue> {
  const boss = new PgBoss({
    db: { executeSql: database.executeSql },
    backend: database.engine === 'pglite' ? 'pglite' : 'postgres',
    schema: 'pgboss',
    migrate: false,
    supervise: false,
    schedule: false,
  })
  boss.on('error', troubled)
  // Before pg-boss starts, since it then learns all queues at once. It would look an unknown one up outside the
  // caller's transaction, which on the embedded engine waits for ever.
  await makeQueues(database.db, jobs)
  await boss.start()
  const orders = new Map((await boss.getQueues()).map((queue) => [queue.name, queue.policy]))
  for (const one of jobs) {
    if (orders.get(queueName(one.name)) === policyOf(one)) continue
    throw new Defect(
      `The job ${one.name} changed its order; a queue keeps its order for ever. Give the job a new name.`,
    )
  }
  return { boss, nextId: orderedIds() }
}

async function makeQueues(db: Db, jobs: readonly Job[]): Promise<void> {
  const wanted = jobs.map((one) => ({
    name: queueName(one.name),
    options: {
      policy: policyOf(one),
      retryLimit: one.retries.most,
      retryDelay: HOLD_SECONDS,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      deleteAfterSeconds: KEEP_DONE_SECONDS,
    },
  }))
  await sql`
    select pgboss.create_queue(wanted.name, wanted.options)
    from jsonb_to_recordset(${JSON.stringify(wanted)}::text::jsonb) as wanted (name text, options jsonb)
    where not exists (select 1 from pgboss.queue there where there.name = wanted.name)`.execute(db)
}

function policyOf(one: Job): 'key_strict_fifo' | 'standard' {
  return one.inOrder ? 'key_strict_fifo' : 'standard'
}

/** Sends a job inside the caller's transaction: it is there when, and only when, that commits. */
export async function sendIn(
  queue: Queue,
  tx: Db,
  one: Job,
  ids: JobIds,
  options: SendOptions,
  now: Temporal.Instant,
): Promise<string> {
  const id = queue.nextId()
  const envelope: Envelope = { ids, after: options.after?.toString() ?? null, sealed: options.sealed ?? null }
  const seconds = options.after === undefined ? 0 : Math.ceil(now.until(options.after).total('seconds'))
  const sent = await queue.boss.send(queueName(one.name), envelope, {
    id,
    db: asOrdered(tx),
    retryLimit: one.retries.most,
    ...(options.key === undefined ? {} : { singletonKey: options.key }),
    ...(seconds > 0 ? { startAfter: seconds } : {}),
  })
  if (sent === null) throw new Defect(`The job ${one.name} could not be queued.`)
  return sent
}

// pg-boss orders a key's jobs by the moment their transactions began. Of two actions on one record the one that
// began first may have waited for the other, so the moment of sending is what counts: by then the record is locked.
const BY_TRANSACTION = 'pgboss.job_now() as created_on'
const BY_SENDING = 'clock_timestamp() as created_on'

function asOrdered(tx: Db): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  const inside = executeSqlIn(tx)
  return {
    executeSql(text, values) {
      if (!text.includes(BY_TRANSACTION))
        throw new Defect('pg-boss words its insert differently from the release we know.')
      return inside.executeSql(text.replace(BY_TRANSACTION, BY_SENDING), values)
    },
  }
}

/** pg-boss takes no colon in a name. */
export function queueName(jobName: string): string {
  return jobName.replaceAll(':', '/')
}

export function jobName(queue: string): string {
  return queue.replaceAll('/', ':')
}
