// Looking for the proofs of realms in the DNS: at once when somebody asks, every quarter of an hour for claims that wait,
// and every night for what is proven, because a record that has gone is often the first sign that a name was lost.
import { Resolver } from 'node:dns/promises'
import type { Errand } from '#platform/actions/index.ts'
import { job, type Job } from '#platform/jobs/index.ts'
import { giveUpClaims, LOOK_JOB, recordLooks } from './actions/realms.ts'
import { federationOf } from './queries/federation.ts'
import { realmsToLookUp, type RealmToLookUp } from './queries/realms.ts'
import { proofName, type LookedUp } from './rules/realms.ts'

const PATIENCE = { timeout: 3000, tries: 2 }
/** How many names are asked for at a time, and how many are recorded in one transaction. */
const AT_ONCE = 20
const MOST = 5000

/** What a TXT record says of a realm. */
export async function lookUp(
  resolver: Pick<Resolver, 'resolveTxt'>,
  { name, challenge }: Pick<RealmToLookUp, 'name' | 'challenge'>,
): Promise<LookedUp> {
  try {
    const records = await resolver.resolveTxt(proofName(name))
    // A long record comes in pieces of 255 bytes that belong together.
    return records.some((pieces) => pieces.join('').trim() === challenge) ? 'found' : 'other'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ENOTFOUND' || code === 'ENODATA' ? 'none' : 'no-answer'
  }
}

async function lookUpAll(
  errand: Errand,
  realms: readonly RealmToLookUp[],
  signal: AbortSignal,
): Promise<void> {
  if (realms.length === 0) return
  const resolver = new Resolver(PATIENCE)
  const servers = (await federationOf(errand.reader().db))?.resolvers ?? []
  if (servers.length > 0) resolver.setServers(servers)
  signal.addEventListener('abort', () => resolver.cancel(), { once: true })
  for (let at = 0; at < realms.length && !signal.aborted; at += AT_ONCE) {
    const some = realms.slice(at, at + AT_ONCE)
    const looks = await Promise.all(
      some.map(async (realm) => ({ realm: realm.id, found: await lookUp(resolver, realm) })),
    )
    await errand.perform(recordLooks, { looks })
  }
}

export const registerJobs: readonly Job[] = [
  job({
    name: LOOK_JOB,
    title: 'Look for the proof of a realm',
    async errand(errand, { realm }, { signal }) {
      const ids = realm === undefined ? [] : [realm]
      await lookUpAll(errand, await realmsToLookUp(errand.reader(), { ids, most: 1 }), signal)
    },
    inOrder: true,
  }),
  job({
    name: 'roaming.realm.await',
    title: 'Look for the proofs of realms that wait',
    async errand(errand, _ids, { signal }) {
      await lookUpAll(errand, await realmsToLookUp(errand.reader(), { state: 'claimed', most: 500 }), signal)
    },
    every: { seconds: 900 },
  }),
  job({
    name: 'roaming.realm.recheck',
    title: 'Look again for the proofs of all realms',
    async errand(errand, _ids, { signal }) {
      await lookUpAll(errand, await realmsToLookUp(errand.reader(), { state: 'proven', most: MOST }), signal)
    },
    every: { dailyAt: '04:10' },
  }),
  job({
    name: 'roaming.realm.give-up',
    title: 'Withdraw claims that nobody proved',
    action: giveUpClaims,
    every: { dailyAt: '04:40' },
  }),
]
