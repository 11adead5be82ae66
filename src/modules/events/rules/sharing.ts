// How places are shared fairly: until the release a partner that has used its share waits, after it whoever came first
// is served. One rule decides every place, whether it is sold, freed, added or released (E3 to E6).
import { formatDateTime, LONDON } from '#platform/time/index.ts'

export const SHARING = {
  first: 'First come, first served',
  share: 'A share for each partner, then whoever comes first',
} as const
export type Sharing = keyof typeof SHARING

export type Waiting = { readonly id: string; readonly organisation: string; readonly arrival: number }

export type PoolNow = {
  /** Null is without limit. */
  readonly places: number | null
  /** Null where places are not shared out. */
  readonly share: number | null
  readonly released: boolean
  /** Places taken, by the organisation each person comes for. */
  readonly takenBy: ReadonlyMap<string, number>
}

/** A partner's share until somebody says otherwise: what an even split gives, and at least one. */
export function proposedShare(places: number, partners: number): number {
  return Math.max(1, Math.floor(places / Math.max(1, partners)))
}

/** When what is left is released, until somebody says otherwise: two weeks before the event, at 9am. */
export function usualRelease(startsAt: Temporal.Instant): Temporal.Instant {
  return startsAt.toZonedDateTimeISO(LONDON).subtract({ days: 14 }).withPlainTime('09:00').toInstant()
}

export function isReleased(releaseAt: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return releaseAt === null || Temporal.Instant.compare(releaseAt, now) <= 0
}

/** Who of those waiting is given a place now, in the order in which they came. */
export function admitted<W extends Waiting>(pool: PoolNow, waiting: readonly W[]): W[] {
  const taken = new Map(pool.takenBy)
  let left = (pool.places ?? Infinity) - [...taken.values()].reduce((all, one) => all + one, 0)
  const given: W[] = []
  for (const one of waiting.toSorted((a, b) => a.arrival - b.arrival)) {
    if (left <= 0) break
    const own = taken.get(one.organisation) ?? 0
    if (hasUsedItsShare(pool, own)) continue
    given.push(one)
    taken.set(one.organisation, own + 1)
    left -= 1
  }
  return given
}

function hasUsedItsShare(pool: PoolNow, own: number): boolean {
  return !pool.released && pool.share !== null && own >= pool.share
}

/** "Ashford has used its share of 4 until 3 December 2026 at 9am": said to whoever waits, and to the organiser. */
export function whyWaiting(
  pool: PoolNow,
  organisation: { readonly id: string; readonly name: string },
  releaseAt: Temporal.Instant | null,
): string {
  const all = [...pool.takenBy.values()].reduce((sum, one) => sum + one, 0)
  const isUsed = hasUsedItsShare(pool, pool.takenBy.get(organisation.id) ?? 0)
  if (pool.places !== null && all < pool.places && isUsed && releaseAt !== null)
    return `${organisation.name} has used its share of ${pool.share} until ${formatDateTime(releaseAt)}`
  return pool.places === null ? 'Waiting for a place' : `All ${pool.places} places are taken`
}
