// Opens what listens for other machines while this process works, and closes it before the database goes.
import { errandOf } from '#platform/actions/index.ts'
import { logThrown } from '#platform/log/index.ts'
import type { Connects } from './open.ts'

/** A receiver that cannot open (its port is taken) is logged; the rest works on without it. */
export async function openReceivers(connects: Connects): Promise<{ close(): Promise<void> }> {
  const { house, db, clock, config, log, parts } = connects
  const opened: { close(): Promise<void> }[] = []
  for (const receiver of parts.flatMap((part) => part.receivers ?? [])) {
    const actor = { kind: 'system', because: receiver.name } as const
    const errand = errandOf(house, { db, actor, now: () => clock.now() })
    try {
      const one = await receiver.open({ errand, config, log })
      if (one !== undefined) opened.push(one)
    } catch (error) {
      logThrown(log, `Nothing is received: ${receiver.title}`, error, { queue: receiver.name })
    }
  }
  return {
    async close() {
      await Promise.all(opened.map((one) => one.close()))
    },
  }
}
