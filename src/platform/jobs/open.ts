// The jobs of this process: sending them inside a transaction, and, in a worker, carrying them out. One loop
// asks the database for every queue at once; it is woken after a commit, and looks by itself now and then.
import type { Database, Db } from '#platform/database/index.ts'
import { Defect } from '#platform/errors/index.ts'
import type { Log } from '#platform/log/index.ts'
import type { Clock } from '#platform/time/index.ts'
import { bringForward, dueQueues, giveBackLapsed } from './due.ts'
import type { Job, JobIds } from './job.ts'
import { openQueue, queueName, sendIn, type Claimed, type SendOptions } from './queue.ts'
import { rememberSchedules, sendScheduled } from './scheduled.ts'
import { carryOut, type Outcome, type Performing, type Sending, type Workshop } from './settle.ts'
import { startWorker } from './worker.ts'
import { openNudge } from './nudge.ts'

/** Light upkeep that each worker does by itself, without a row in the queue; safe in several processes at once. */
export type Tick = {
  readonly name: string
  readonly seconds: number
  readonly run: (now: Temporal.Instant) => Promise<void>
}

export type Drained = Readonly<Record<Outcome, number>>

export type Jobs = {
  /** Queues a job in the caller's transaction. Call `nudge` after the commit. */
  send(tx: Db, name: string, ids: JobIds, options?: SendOptions): Promise<string>
  /** Something was committed: wakes the worker here, or those elsewhere. Cheap, and may be called too often. */
  nudge(): void
  /** Starts carrying out jobs, when this process was opened to work. */
  start(): Promise<void>
  /** Lets running jobs finish (up to `seconds`), takes no new ones. */
  stop(seconds?: number): Promise<void>
  /** Carries out everything due by our clock, here and now, until nothing is left: for tests and the demonstration. */
  drain(): Promise<Drained>
  /** Sends the jobs that have fallen due by the clock; the worker does this by itself. */
  sendScheduled(): Promise<number>
}

export type JobsOptions = {
  readonly database: Database
  readonly jobs: readonly Job[]
  readonly perform: Performing
  /** Absent where no job goes on errands (some tests). */
  readonly errand?: Sending
  readonly clock: Clock
  readonly log: Log
  readonly work: boolean
  readonly ticks?: readonly Tick[]
  /** How many jobs at once; the embedded engine answers one at a time anyway. */
  readonly slots?: number
  /** How long an idle worker sleeps when nobody wakes it. */
  readonly pollMilliseconds?: number
}

/** Opens the queue. Nothing runs until `start` or `drain`. */
export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const { database, clock, log } = options
  const known = new Map(options.jobs.map((job) => [job.name, job]))
  const byQueue = new Map(options.jobs.map((job) => [queueName(job.name), job]))
  if (byQueue.size !== options.jobs.length) throw new Defect('Two jobs have the same name.')
  const queue = await openQueue(database, options.jobs, (error) =>
    log.error('The job queue reported an error', { error: asError(error) }),
  )
  const shop: Workshop = { database, queue, clock, log, perform: options.perform, errand: options.errand }
  // The embedded engine has one owner: what is still claimed was claimed by a process that is gone.
  if (database.engine === 'pglite') await giveBackLapsed(database.db, queue.boss, 'process gone')
  await rememberSchedules(database.db, options.jobs, clock.now())

  const send: Jobs['send'] = async (tx, name, ids, sendOptions = {}) => {
    const one = known.get(name)
    if (one === undefined) throw new Defect(`There is no job called ${name}.`)
    if (one.inOrder && sendOptions.key === undefined)
      throw new Defect(`The job ${name} is carried out in order and needs a key.`)
    return sendIn(queue, tx, one, ids, sendOptions, clock.now())
  }
  const claim = async (name: string): Promise<Claimed | undefined> => {
    const [claimed] = await queue.boss.fetch(name, { includeMetadata: true })
    return claimed as Claimed | undefined
  }
  const carry = (claimed: Claimed, signal: AbortSignal): Promise<Outcome> => {
    const job = byQueue.get(claimed.name)
    if (job === undefined) throw new Defect(`The queue ${claimed.name} has no job.`)
    return carryOut(shop, job, claimed, signal)
  }
  const due = async (): Promise<string[]> =>
    (await dueQueues(database.db)).filter((name) => byQueue.has(name))
  const scheduled = (): Promise<number> => sendScheduled(database.db, options.jobs, clock.now(), send)
  const nudge = openNudge(database, log)
  let stopWorker: ((seconds: number) => Promise<void>) | undefined

  return {
    send,
    nudge: nudge.now,
    async start() {
      if (!options.work || stopWorker !== undefined) return
      stopWorker = await startWorker({ options, queue, due, claim, carry, scheduled, nudge })
    },
    async stop(seconds = 20) {
      await stopWorker?.(seconds)
      nudge.close()
      await queue.boss.stop({ graceful: false })
    },
    async drain() {
      const outcomes = { done: 0, refused: 0, retried: 0, stopped: 0 }
      await bringForward(database.db, clock.now())
      const never = new AbortController().signal
      for (let found = true; found;) {
        found = false
        for (const name of await due()) {
          for (let claimed = await claim(name); claimed !== undefined; claimed = await claim(name)) {
            outcomes[await carry(claimed, never)] += 1
            found = true
          }
        }
      }
      return outcomes
    },
    sendScheduled: scheduled,
  }
}

// pg-boss reports copies of errors that are no longer errors.
function asError(error: unknown): Error {
  if (error instanceof Error) return error
  const { message, stack } = (typeof error === 'object' && error !== null ? error : {}) as {
    message?: unknown
    stack?: unknown
  }
  const made = new Error(typeof message === 'string' ? message : String(error))
  if (typeof stack === 'string') made.stack = stack
  return made
}
