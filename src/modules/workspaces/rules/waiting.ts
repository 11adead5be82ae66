// Who waits for what, in which order what comes free is offered, and for how long an offer stands (B4).
import type { Attribute, ResourceKind } from './words.ts'

export type Waiter = {
  readonly id: string
  readonly resourceId: string | null
  readonly zoneId: string | null
  readonly kind: ResourceKind
  readonly attributes: readonly Attribute[]
  readonly forAccess: boolean
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly madeAt: Temporal.Instant
}

export type Freed = {
  readonly id: string
  readonly zoneId: string
  readonly kind: ResourceKind
  readonly attributes: readonly Attribute[]
}

/** Whether a resource is one of those somebody waits for. */
export function answers(
  waiter: Omit<Waiter, 'id' | 'forAccess' | 'madeAt' | 'startsAt' | 'endsAt'>,
  freed: Freed,
): boolean {
  if (waiter.kind !== freed.kind) return false
  if (waiter.resourceId !== null) return waiter.resourceId === freed.id
  if (waiter.zoneId !== null && waiter.zoneId !== freed.zoneId) return false
  return waiter.attributes.every((wanted) => freed.attributes.includes(wanted))
}

/** First come, first served; those who need what a place has for access come before, where the place is one of those. */
export function inOrder<W extends Pick<Waiter, 'id' | 'forAccess' | 'madeAt'>>(
  waiting: readonly W[],
): readonly W[] {
  return waiting.toSorted(
    (a, b) =>
      Number(b.forAccess) - Number(a.forAccess) ||
      Temporal.Instant.compare(a.madeAt, b.madeAt) ||
      (a.id < b.id ? -1 : 1),
  )
}

const OFFER_MINUTES = 15
const LEAST_OFFER_MINUTES = 3

/** How long an offer stands: a quarter of an hour, less when it begins sooner, never past half of what is left. */
export function offerMinutes(
  waiter: { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant },
  now: Temporal.Instant,
): number {
  const untilStart = now.until(waiter.startsAt).total('minutes')
  if (untilStart >= 2 * OFFER_MINUTES) return OFFER_MINUTES
  const room = untilStart > 0 ? untilStart / 2 : now.until(waiter.endsAt).total('minutes') / 4
  return Math.max(LEAST_OFFER_MINUTES, Math.min(OFFER_MINUTES, Math.floor(room)))
}
