// Who is moved where when a place closes: each booking to the nearest equal place that is free at its times, the
// earliest booking choosing first, and nobody to a place that another of them was given.
import type { Attribute, ResourceKind } from './words.ts'

type During = { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }

export type ToMove = During & {
  readonly id: string
  readonly resourceId: string
  readonly zoneId: string
  readonly floorId: string
  readonly siteId: string
  readonly kind: ResourceKind
  readonly attributes: readonly Attribute[]
  readonly heldForAccess: boolean
  /** What the person wants of a desk; nothing where they never said. */
  readonly wants: readonly Attribute[]
  readonly people: number
}

export type EqualPlace = {
  readonly id: string
  readonly code: string
  readonly zoneId: string
  readonly floorId: string
  readonly siteId: string
  readonly kind: ResourceKind
  readonly capacity: number
  readonly attributes: readonly Attribute[]
  readonly heldForAccess: boolean
  readonly setupMinutes: number
  readonly clearMinutes: number
  /** The atomic parts it claims: itself, or the parts of a divisible room. */
  readonly parts: readonly string[]
}

export type Claimed = During & { readonly resourceId: string }

const has = (attributes: readonly Attribute[], all: readonly Attribute[]): boolean =>
  all.every((one) => attributes.includes(one))

/** The same kind, room enough, and all that the old place had, or all that the person wants. */
export function isEqual(booking: ToMove, place: EqualPlace): boolean {
  return (
    place.kind === booking.kind &&
    place.id !== booking.resourceId &&
    place.capacity >= booking.people &&
    (!place.heldForAccess || booking.heldForAccess) &&
    (has(place.attributes, booking.attributes) ||
      (booking.wants.length > 0 && has(place.attributes, booking.wants)))
  )
}

/** How far it is to go: another desk of the zone, the floor, the site; sites by their order in `sites`, nearest first. */
function distance(booking: ToMove, place: EqualPlace, sites: readonly string[]): number {
  if (place.zoneId === booking.zoneId) return 0
  if (place.floorId === booking.floorId) return 1
  if (place.siteId === booking.siteId) return 2
  const nth = sites.indexOf(place.siteId)
  return 3 + (nth === -1 ? sites.length : nth)
}

const byCode = new Intl.Collator('en-GB', { numeric: true })

/** Equal places, the nearest first, there those that share most with the old one. */
export function equalPlaces<P extends EqualPlace>(
  booking: ToMove,
  places: readonly P[],
  sites: readonly string[],
): readonly P[] {
  const shared = (place: P): number =>
    place.attributes.filter((one) => booking.attributes.includes(one) || booking.wants.includes(one)).length
  return places
    .filter((place) => isEqual(booking, place))
    .map((place) => ({ place, far: distance(booking, place, sites), shared: shared(place) }))
    .toSorted((a, b) => a.far - b.far || b.shared - a.shared || byCode.compare(a.place.code, b.place.code))
    .map(({ place }) => place)
}

const overlap = (a: During, b: During): boolean =>
  Temporal.Instant.compare(a.startsAt, b.endsAt) < 0 && Temporal.Instant.compare(b.startsAt, a.endsAt) < 0

/** A place's time with its set-up and clear-down. */
export const withBuffers = (place: EqualPlace, during: During): During => ({
  startsAt: during.startsAt.subtract({ minutes: place.setupMinutes }),
  endsAt: during.endsAt.add({ minutes: place.clearMinutes }),
})

/** Time taken so far, place by place, to which assignments add. */
export function takenTimes(claimed: readonly Claimed[]): {
  isFree: (place: EqualPlace, during: During) => boolean
  take: (place: EqualPlace, during: During) => void
} {
  const taken = new Map<string, During[]>()
  const add = (resourceId: string, during: During): void => {
    const times = taken.get(resourceId)
    if (times === undefined) taken.set(resourceId, [during])
    else times.push(during)
  }
  for (const one of claimed) add(one.resourceId, one)
  return {
    isFree: (place, during) => {
      const wanted = withBuffers(place, during)
      return !place.parts.some((part) => taken.get(part)?.some((one) => overlap(one, wanted)))
    },
    take: (place, during) => {
      for (const part of place.parts) add(part, withBuffers(place, during))
    },
  }
}
