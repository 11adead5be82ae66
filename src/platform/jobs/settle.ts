// Carrying out one claimed job, and what becomes of it. A refusal is recorded and not tried again, a failure is
// tried again within limits, a defect stops the job until somebody looks.
import { failureOf, isSerializationFailure, sql, type Database } from '#platform/database/index.ts'
import type { Errand } from '#platform/actions/index.ts'
import { Defect, Failure, Refusal } from '#platform/errors/index.ts'
import { logThrown, type Log } from '#platform/log/index.ts'
import type { Clock } from '#platform/time/index.ts'
import { waitSeconds, type Job, type JobAbout, type JobIds } from './job.ts'
import { HEARTBEAT_SECONDS, queueName, type Claimed, type Queue } from './queue.ts'

export type Outcome = 'done' | 'refused' | 'retried' | 'stopped'

export type Performing = (action: { readonly name: string }, ids: JobIds, about: JobAbout) => Promise<unknown>

/** The hands with which a job goes out. */
export type Sending = (about: JobAbout) => Errand

export type Workshop = {
  readonly database: Database
  readonly queue: Queue
  readonly clock: Clock
  readonly log: Log
  readonly perform: Performing
  readonly errand: Sending | undefined
}

/** What is kept with a job that did not simply succeed; never the words of a person. */
export type Trouble = {
  readonly kind: 'refusal' | 'failure' | 'defect'
  readonly code: string
  readonly message: string
}

/** Carries out the job and settles it. Never throws for what the job did. */
export async function carryOut(
  shop: Workshop,
  job: Job,
  claimed: Claimed,
  signal: AbortSignal,
): Promise<Outcome> {
  const attempt = claimed.retryCount + 1
  const { ids, sealed } = claimed.data
  const about: JobAbout = {
    id: claimed.id,
    job: job.name,
    attempt,
    key: claimed.singletonKey,
    sealed,
    now: shop.clock.now(),
    signal,
  }
  const beat = setInterval(() => {
    shop.queue.boss
      .touch(claimed.name, claimed)
      .catch((error: unknown) =>
        logThrown(shop.log, 'A job’s heartbeat was not written', error, { job: claimed.id }),
      )
  }, HEARTBEAT_SECONDS * 250)
  beat.unref()
  try {
    if (job.errand !== null) await job.errand(errandFor(shop, about), ids, about)
    else if (job.action === null) await job.run?.(ids, about)
    else await shop.perform(job.action, ids, about)
  } catch (error) {
    return await settleThrown(shop, job, claimed, attempt, error)
  } finally {
    clearInterval(beat)
  }
  await shop.queue.boss.complete(claimed.name, claimed)
  return 'done'
}

function errandFor(shop: Workshop, about: JobAbout): Errand {
  if (shop.errand === undefined) throw new Defect(`Nobody here goes on errands such as ${about.job}.`)
  return shop.errand(about)
}

async function settleThrown(
  shop: Workshop,
  job: Job,
  claimed: Claimed,
  attempt: number,
  thrown: unknown,
): Promise<Outcome> {
  const error = asKind(thrown)
  const trouble = troubleOf(error)
  logThrown(shop.log, 'A job did not succeed', error, { job: claimed.id, queue: job.name, attempt })
  if (error instanceof Refusal) {
    await shop.queue.boss.complete(claimed.name, claimed, trouble)
    return 'refused'
  }
  // Infinity is how the world says "never": a mailbox that does not exist.
  const worthwhile = error instanceof Failure && error.retryAfterSeconds !== Infinity
  if (worthwhile && attempt <= job.retries.most) {
    await retryLater(shop, job, claimed, attempt, error, trouble)
    return 'retried'
  }
  await stop(shop, claimed, trouble)
  return 'stopped'
}

async function retryLater(
  shop: Workshop,
  job: Job,
  claimed: Claimed,
  attempt: number,
  error: Failure,
  trouble: Trouble,
): Promise<void> {
  const seconds = waitSeconds(job.retries, attempt, error.retryAfterSeconds)
  const after = shop.clock.now().add({ milliseconds: Math.round(seconds * 1000) })
  await shop.queue.boss.fail(claimed.name, claimed, trouble)
  await sql`
    update pgboss.job set start_after = pgboss.job_now() + make_interval(secs => ${seconds}::float8),
      data = jsonb_set(data, '{after}', to_jsonb(${after.toString()}::text))
    where name = ${queueName(job.name)} and id = ${claimed.id}::uuid and state = 'retry'`.execute(
    shop.database.db,
  )
}

/** Out of attempts, or not worth another: pg-boss counts it as failed once its limit is what it has had. */
async function stop(shop: Workshop, claimed: Claimed, trouble: Trouble): Promise<void> {
  await sql`
    update pgboss.job set retry_limit = retry_count
    where name = ${claimed.name} and id = ${claimed.id}::uuid and state = 'active'`.execute(shop.database.db)
  await shop.queue.boss.fail(claimed.name, claimed, trouble)
}

/** A database that did not answer, or two transactions in each other's way, is the world's doing, not ours. */
function asKind(thrown: unknown): unknown {
  if (isSerializationFailure(thrown)) {
    return new Failure('platform.database.race', 'Two changes met; this one is made again.', {
      cause: thrown,
    })
  }
  return failureOf(thrown) ?? thrown
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof Refusal) return { kind: 'refusal', code: error.code, message: error.message }
  if (error instanceof Failure) return { kind: 'failure', code: error.code, message: error.message }
  const message =
    error instanceof Error ? `${error.name}: ${error.message}` : 'Something that is not an error was thrown.'
  return { kind: 'defect', code: 'platform.job.defect', message: message.slice(0, 500) }
}
