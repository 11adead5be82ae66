// The worker's loop: claim what is due while there are free hands, sleep when nothing is, wake when nudged.
import { logThrown } from '#platform/log/index.ts'
import { forgetDone, giveBackLapsed } from './due.ts'
import type { Nudge } from './nudge.ts'
import type { JobsOptions } from './open.ts'
import type { Claimed, Queue } from './queue.ts'
import type { Outcome } from './settle.ts'

type Parts = {
  readonly options: JobsOptions
  readonly queue: Queue
  readonly due: () => Promise<string[]>
  readonly claim: (queue: string) => Promise<Claimed | undefined>
  readonly carry: (claimed: Claimed, signal: AbortSignal) => Promise<Outcome>
  readonly scheduled: () => Promise<number>
  readonly nudge: Nudge
}

const POLL_MILLISECONDS = 2000
const UPKEEP_SECONDS = 60

/** Starts the loop and the ticks; returns how to stop them. */
export async function startWorker(parts: Parts): Promise<(seconds: number) => Promise<void>> {
  const { options, nudge } = parts
  const { log, database } = options
  const slots = options.slots ?? (database.engine === 'pglite' ? 2 : 4)
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()
  const sleeper = openSleeper(options.pollMilliseconds ?? POLL_MILLISECONDS)
  await nudge.heard(sleeper.wake)

  const begin = (claimed: Claimed): void => {
    const one: Promise<void> = parts
      .carry(claimed, stopping.signal)
      .then(
        () => undefined,
        (error: unknown) => logThrown(log, 'A job could not be settled', error, { job: claimed.id }),
      )
      .finally(() => {
        running.delete(one)
        sleeper.wake()
      })
    running.add(one)
  }
  /** One from each queue in turn, so that a long queue does not keep the others waiting. */
  const claimRound = async (): Promise<boolean> => {
    let found = false
    for (const name of await parts.due()) {
      if (running.size >= slots || sleeper.stopped()) return false
      const claimed = await parts.claim(name)
      if (claimed === undefined) continue
      begin(claimed)
      found = true
    }
    return found
  }
  const upkeep = async (): Promise<void> => {
    await giveBackLapsed(database.db, parts.queue.boss, 'heartbeat stopped')
    await forgetDone(database.db)
  }
  const ticks = [
    { name: 'schedule', seconds: 5, run: async () => void ((await parts.scheduled()) > 0 && sleeper.wake()) },
    { name: 'upkeep', seconds: UPKEEP_SECONDS, run: upkeep },
    ...(options.ticks ?? []),
  ].map((tick) =>
    repeat(
      tick.seconds,
      async () => tick.run(options.clock.now()),
      (error) => logThrown(log, 'Upkeep did not succeed', error, { queue: tick.name }),
    ),
  )
  const loop = (async () => {
    while (!sleeper.stopped()) {
      try {
        while (running.size < slots && (await claimRound())) continue
      } catch (error) {
        logThrown(log, 'The job queue could not be read', error)
      }
      await sleeper.sleep()
    }
  })()
  return async (seconds) => {
    sleeper.stop()
    await Promise.all([loop, ...ticks.map((tick) => tick.stop())])
    await settledWithin(running, seconds)
    stopping.abort()
    // What does not heed its signal is left: its heartbeat stops with this process, and it runs again elsewhere.
    await settledWithin(running, 1)
  }
}

type Sleeper = { sleep(): Promise<void>; wake(): void; stop(): void; stopped(): boolean }

/** Sleeps until woken or the time is up; a wake while awake counts for the next sleep. */
function openSleeper(milliseconds: number): Sleeper {
  let woken = false
  let stopped = false
  let rise: (() => void) | undefined
  const wake = (): void => {
    woken = true
    rise?.()
  }
  return {
    wake,
    stopped: () => stopped,
    stop() {
      stopped = true
      wake()
    },
    async sleep() {
      if (!woken && !stopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds)
          rise = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      rise = undefined
      woken = false
    },
  }
}

/** Runs every so many seconds, never twice at once; stops after the run under way. */
function repeat(
  seconds: number,
  run: () => Promise<void>,
  troubled: (error: unknown) => void,
): { stop(): Promise<void> } {
  let under: Promise<void> | undefined
  const timer = setInterval(() => {
    under ??= run()
      .catch(troubled)
      .finally(() => (under = undefined))
  }, seconds * 1000)
  return {
    async stop() {
      clearInterval(timer)
      await under
    },
  }
}

async function settledWithin(running: ReadonlySet<Promise<void>>, seconds: number): Promise<void> {
  if (running.size === 0) return
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000)
  })
  await Promise.race([Promise.all(running), patience])
  clearTimeout(timer)
}
