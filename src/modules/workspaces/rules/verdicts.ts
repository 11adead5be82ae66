// Who gets what, once it is known what is taken and used up: of several wishes the earlier counts for the later. Pure, so
// that the same verdict is given without locks ("why not?") and under them.
import { ceilingOf, halvesOf, keptCeiling, usesOf, type Half } from './allocations.ts'
import { keptReason, limitReason, quotaReason, reasonsAgainst, takenReason } from './reasons.ts'
import type { Asked, Situation } from './situation.ts'
import type { Reason } from './terms.ts'
import type { Use } from './words.ts'

/** A resource for a time, and what is known and decided about it. */
export type Candidate = {
  readonly situation: Situation
  readonly asked: Asked
  readonly uses: readonly Use[]
  reasons: readonly Reason[]
}

type Span = { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }

/** Which counter a use is of. Counters are held in the order of their keys, so everybody makes them in this one way. */
export const keyOf = (use: Use): string => use.slice(0, 6).join('|')

/** How much is used of each counter, by its key. */
export type Used = Map<string, number>

/** What the claims say. */
export type Found = {
  /** What is in the way of the candidate at this place of the list: null for a booking, the reason for a block. */
  readonly taken: ReadonlyMap<number, { readonly because: string | null }>
  /** How many resources of its kind are free there during the time; not those kept for access, and of a divisible room its parts. */
  readonly free: (place: number, placeId: string) => number
}

/** A wish, with the counters it uses and what the rules alone say against it. */
export function candidate(situation: Situation, asked: Asked, personId: string | null): Candidate {
  return {
    situation,
    asked,
    uses: usesOf(situation, asked, personId),
    reasons: reasonsAgainst(situation, asked),
  }
}

/** The time that is taken of each atomic part, buffers included. */
export function claimsOf({ situation, asked }: Pick<Candidate, 'situation' | 'asked'>) {
  const { parts, setupMinutes, clearMinutes } = situation.resource
  const startsAt = asked.startsAt.subtract({ minutes: setupMinutes })
  const endsAt = asked.endsAt.add({ minutes: clearMinutes })
  return parts.map((resourceId) => ({ resourceId, startsAt, endsAt }))
}

/** The places of whose pools a candidate takes: those where something is kept. */
export const poolsOf = ({ situation }: Pick<Candidate, 'situation'>): readonly string[] => [
  ...new Set(situation.allocations.filter(({ form }) => form === 'keeps').map(({ placeId }) => placeId)),
]

/** The counters that say how much of what is kept there, for whomever, is used already; they are read, not changed. */
export const watchedBy = ({ situation, asked }: Pick<Candidate, 'situation' | 'asked'>): Use[] => {
  const kept = situation.allocations.filter(({ form }) => form === 'keeps')
  if (kept.length === 0) return []
  const { zone, ownerId } = situation.workplace
  return halvesOf(asked.startsAt, asked.endsAt, zone).flatMap(({ per, on }) =>
    kept.map(({ id }): Use => ['allocation', id, ownerId, situation.resource.kind, per, on, 0]),
  )
}

/** Gives each candidate its reasons, in their order; `used` rises by what is had. Half-open: one may follow another. */
export function decideInOrder(open: readonly Candidate[], used: Used, found: Found): void {
  const had = nothing()
  for (const [place, one] of open.entries()) {
    decide(place, one, { had, used, found })
    if (one.reasons.length > 0) continue
    for (const use of one.uses) count(used, use, 1)
    remember(had, one)
  }
}

/** Gives each candidate its reasons as if it were wished alone. */
export function decideAlone(open: readonly Candidate[], used: Used, found: Found): void {
  const had = nothing()
  for (const [place, one] of open.entries()) decide(place, one, { had, used, found })
}

type Known = { readonly had: Had; readonly used: Used; readonly found: Found }

function decide(place: number, one: Candidate, { had, used, found }: Known): void {
  if (one.reasons.length > 0) return
  const reason =
    takenBy(one, had, found.taken.get(place)) ??
    overCeiling(one, used) ??
    keptFor(
      one,
      used,
      (placeId) => found.free(place, placeId) - takenFromPool(one) - hadThere(placeId, one, had),
    )
  if (reason !== null) one.reasons = [reason]
}

export function count(used: Used, use: Use, sign: 1 | -1): void {
  used.set(keyOf(use), (used.get(keyOf(use)) ?? 0) + sign * use[6])
}

function overCeiling(one: Candidate, used: Used): Reason | null {
  for (const use of one.uses) {
    const most = ceilingOf(one.situation, one.asked, use)
    if (most === null || (used.get(keyOf(use)) ?? 0) + use[6] <= most) continue
    return use[0] === 'person' ? quotaReason(one.situation, use) : limitReason(one.situation, use)
  }
  return null
}

/** What was had a moment ago, by part and by pool: a file of thousands is gone through once, not each with each. */
type Had = { readonly byPart: Map<string, Span[]>; readonly byPool: Map<string, Span[]> }

const nothing = (): Had => ({ byPart: new Map(), byPool: new Map() })

function remember(had: Had, one: Candidate): void {
  for (const claim of claimsOf(one)) keep(had.byPart, claim.resourceId, claim)
  const { kind, zoneId, floorId, siteId } = one.situation.chain
  for (const placeId of [zoneId, floorId, siteId])
    for (let taken = 0; taken < takenFromPool(one); taken += 1)
      keep(had.byPool, `${placeId} ${kind}`, one.asked)
}

/** How many places it takes from a pool: a room all its parts, and one kept for access none, because nobody was promised that. */
const takenFromPool = ({ situation: { resource } }: Candidate): number =>
  resource.heldForAccess ? 0 : resource.parts.length

function keep(spans: Map<string, Span[]>, key: string, span: Span): void {
  const there = spans.get(key)
  if (there === undefined) spans.set(key, [span])
  else there.push(span)
}

function takenBy(
  one: Candidate,
  had: Had,
  taken: { readonly because: string | null } | undefined,
): Reason | null {
  if (taken !== undefined) return takenReason(one.situation, taken.because)
  const collides = claimsOf(one).some((claim) =>
    had.byPart.get(claim.resourceId)?.some((theirs) => overlap(claim, theirs)),
  )
  return collides ? takenReason(one.situation) : null
}

const overlap = (a: Span, b: Span): boolean =>
  Temporal.Instant.compare(a.startsAt, b.endsAt) < 0 && Temporal.Instant.compare(b.startsAt, a.endsAt) < 0

/** W13: whether what would be left is still as much as others were promised. */
function keptFor(one: Candidate, used: Used, freeAfter: (placeId: string) => number): Reason | null {
  if (takenFromPool(one) === 0) return null
  const { situation, asked } = one
  const { ownerId } = situation.workplace
  const kept = keptCeiling(situation, asked, {
    used: (id: string, half: Half) =>
      used.get(keyOf(['allocation', id, ownerId, situation.resource.kind, half.per, half.on, 0])) ?? 0,
    freeAfter,
  })
  return kept === null ? null : keptReason(situation, asked, kept)
}

/** How many of those had a moment ago are of the same pool at the same time. */
const hadThere = (placeId: string, one: Candidate, had: Had): number =>
  had.byPool.get(`${placeId} ${one.situation.chain.kind}`)?.filter((asked) => overlap(asked, one.asked))
    .length ?? 0
