// The server's logs on their way to Connects: how far they are kept is known there and moves on with the lines, so that
// each is counted once, whatever is killed (G9). While Connects is away nothing is read: the files are the buffer.
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { followFile, type FilePlace } from '#platform/ingest/index.ts'
import { logThrown, type Log } from '#platform/log/index.ts'
import type { Connects } from './connects.ts'
import { pauseMs } from './state.ts'
import type { Store } from './store.ts'

const LOGS = ['fticks', 'trace'] as const
const MOST_EVERY_MS = 10_000

type Sending = {
  readonly store: Pick<Store, 'log'>
  readonly connects: Connects
  readonly log: Log
  readonly everySeconds: number
  readonly signal: AbortSignal
}

/** Sends both logs until it is told to stop, and ends when what was under way is kept. */
export async function sendLogs(sending: Sending): Promise<void> {
  await Promise.all(LOGS.map((kind) => sendLog(kind, sending)))
}

async function sendLog(kind: (typeof LOGS)[number], sending: Sending): Promise<void> {
  const { store, connects, log, everySeconds, signal } = sending
  const from = await whereItEnded(kind, sending)
  if (from === undefined) return
  const followed = followFile({
    path: join(store.log, `${kind}.log`),
    from,
    // Each batch is an entry in the audit, so a quiet log is not sent line by line.
    everyMilliseconds: Math.min(everySeconds * 1000, MOST_EVERY_MS),
    failed(error) {
      if (!signal.aborted) logThrown(log, 'A log waits until it can be sent', error, { queue: kind })
    },
    async take({ identity, from, to, lines, cut, dropped }) {
      const answers = { kind, fileIdentity: identity, from, to, lines, cut, dropped }
      const kept = (await connects.post('roaming.log.send', answers)) as Partial<Kept>
      return kept.taken === false ? (placeOf(kept) ?? { identity: '', position: 0 }) : undefined
    },
  })
  await new Promise<void>((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await followed.close()
}

type Kept = { readonly taken: boolean; readonly identity: string | null; readonly position: number }

const placeOf = ({ identity, position }: Partial<Kept>): FilePlace | null =>
  typeof identity === 'string' && typeof position === 'number' ? { identity, position } : null

/** Where Connects wants the log to go on; undefined when the agent is stopped before it is known. */
async function whereItEnded(kind: string, sending: Sending): Promise<FilePlace | null | undefined> {
  const { connects, log, everySeconds, signal } = sending
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      return placeOf((await connects.get('roaming.log.position', { kind })) as Partial<Kept>)
    } catch (error) {
      if (signal.aborted) break
      logThrown(log, 'A log waits until it can be sent', error, { queue: kind, attempt: failures })
      await setTimeout(pauseMs(everySeconds, failures), undefined, { signal }).catch(() => undefined)
    }
  }
  return undefined
}
