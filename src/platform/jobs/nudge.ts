// The word that something was committed. It is sent after the commit and outside it, and many at once become
// one: NOTIFY inside each transaction would make all writers commit one after the other.
import type { Database } from '#platform/database/index.ts'
import { logThrown, type Log } from '#platform/log/index.ts'

export type Nudge = {
  now(): void
  /** Calls back when this process or another has been nudged. */
  heard(wake: () => void): Promise<void>
  close(): void
}

const CHANNEL = 'connects_jobs'
const TOGETHER_MILLISECONDS = 50

/** The nudge of this process: at once when a worker runs here, else by the database to those elsewhere. */
export function openNudge(database: Database, log: Log): Nudge {
  let wakeHere: (() => void) | undefined
  let unlisten: (() => Promise<void>) | undefined
  let waiting: NodeJS.Timeout | undefined
  let closed = false
  return {
    now() {
      if (wakeHere !== undefined) return wakeHere()
      // The embedded engine has no elsewhere.
      if (closed || waiting !== undefined || database.engine === 'pglite') return
      waiting = setTimeout(() => {
        waiting = undefined
        database
          .notify(CHANNEL, '')
          .catch((error: unknown) => logThrown(log, 'Workers could not be woken', error))
      }, TOGETHER_MILLISECONDS)
      waiting.unref()
    },
    async heard(wake) {
      wakeHere = wake
      if (database.engine !== 'pglite') unlisten = await database.listen(CHANNEL, wake)
    },
    close() {
      closed = true
      clearTimeout(waiting)
      wakeHere = undefined
      unlisten?.().catch(() => undefined)
    },
  }
}
