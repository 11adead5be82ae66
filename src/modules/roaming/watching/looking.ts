// One look at all that is due: taken by one worker, asked over the network with no transaction open, recorded in one action.
import type { Errand } from '#platform/actions/index.ts'
import { claimDue } from '../actions/claiming.ts'
import { recordWatch, type Looked } from '../actions/observing.ts'
import { targetsOf, type WatchTarget } from '../queries/watch-targets.ts'
import { SECRET_NAME } from '../rules/model.ts'
import { lookAt, type Secrets } from './probing.ts'

/** Questions under way at once: many wait for somebody who does not answer. */
const AT_ONCE = 200
/** A look ends in time for the next one. */
const MOST_ROUNDS = 4

/** Takes what is due, looks, and records it in one action; again while there is more. */
export async function look(errand: Errand, signal?: AbortSignal): Promise<{ readonly looked: number }> {
  let looked = 0
  for (let round = 0; round < MOST_ROUNDS && signal?.aborted !== true; round += 1) {
    const { claimedAt, watchIds } = await errand.perform(claimDue, {})
    // Also with nothing to look at: an agent that is not seen any more is a trouble by the time alone.
    if (watchIds.length === 0 && round > 0) break
    const found = await lookAtAll(errand, watchIds)
    await errand.perform(recordWatch, { claimedAt, looked: found })
    looked += found.length
  }
  return { looked }
}

async function lookAtAll(errand: Errand, watchIds: readonly string[]): Promise<Looked[]> {
  const targets = await targetsOf(errand.reader(), watchIds)
  const secrets = await secretsFor(errand, targets)
  const { now } = errand.reader()
  const found: Looked[] = []
  const waiting = [...targets]
  const worker = async (): Promise<void> => {
    for (let target = waiting.pop(); target !== undefined; target = waiting.pop())
      found.push(await lookAt(target, secrets, now).catch(() => notAsked(target)))
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, worker))
  return found
}

// One question that could not be put (no disk for its files, no process to be had) must not lose what the others found.
const notAsked = ({ watch_id }: WatchTarget): Looked => ({
  watch: watch_id,
  found: 'unreachable',
  words: 'It could not be asked from here.',
})

async function secretsFor(errand: Errand, targets: readonly WatchTarget[]): Promise<Secrets> {
  const portals = new Set(targets.flatMap((one) => one.server_id ?? []))
  const accounts = new Set(targets.flatMap((one) => one.account_id ?? []))
  const owners = [
    ...[...portals].map((id) => `roaming.portal:${id}`),
    ...[...accounts].map((id) => `roaming.account:${id}`),
  ]
  const kept = await errand.secretsOf(owners, SECRET_NAME)
  return {
    portal: (id) => kept.get(`roaming.portal:${id}`),
    account: (id) => kept.get(`roaming.account:${id}`),
  }
}
