// Live proof of the shared secrets: from its own server's address the agent asks each server of its links, under each
// secret that both have, also one that is only prepared (G6). What is seen is told once, and again when it changes.
import type { ProbeTarget } from '../rules/signing.ts'
import type { Connects } from './connects.ts'
import { askTarget } from './probing.ts'
import type { Store } from './store.ts'

/** What was told last of each credential. */
export type Told = Map<string, boolean>

type Proving = ProbeTarget & { readonly proves: NonNullable<ProbeTarget['proves']> }

const AT_ONCE = 16

export async function observeLinks(
  store: Pick<Store, 'kept' | 'path'>,
  number: number,
  connects: Pick<Connects, 'observe'>,
  told: Told,
): Promise<void> {
  const own = await store.kept(number)
  const proving = (own?.probes ?? []).filter((one): one is Proving => one.proves !== null)
  for (let at = 0; at < proving.length; at += AT_ONCE) {
    const seen = await Promise.all(
      proving.slice(at, at + AT_ONCE).map(async (probe) => ({
        ...probe.proves,
        good: (await askTarget(probe, store.path(number))).found === 'good',
      })),
    )
    const changed = seen.filter(({ credential, good }) => told.get(credential) !== good)
    if (changed.length === 0) continue
    await connects.observe(changed.map(({ link, credential, good }) => ({ link, credential, good })))
    for (const { credential, good } of changed) told.set(credential, good)
  }
}
