// Which free places stand first in a search, and in words why: near a colleague, in one's usual office, with what one wants.
import type { Attribute } from './words.ts'
import { ATTRIBUTES } from './words.ts'

export type Point = { readonly latitude: number; readonly longitude: number }

const EARTH_KM = 6371

/** As the crow flies, in kilometres (haversine). */
export function distanceKm(from: Point, to: Point): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const half =
    Math.sin(radians(to.latitude - from.latitude) / 2) ** 2 +
    Math.cos(radians(from.latitude)) *
      Math.cos(radians(to.latitude)) *
      Math.sin(radians(to.longitude - from.longitude) / 2) ** 2
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half)))
}

/** "about 3 miles"; road signs here count miles. */
export function distanceInWords(km: number): string {
  const miles = km / 1.609344
  if (miles < 0.5) return 'less than half a mile'
  const whole = Math.max(1, Math.round(miles))
  return `about ${whole} mile${whole === 1 ? '' : 's'}`
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** The first half of a postcode: "ME4" of "ME4 4TR"; undefined for what is none. */
export function districtOf(text: string): string | undefined {
  return /^([A-Z]{1,2}[0-9][A-Z0-9]?)(?: ?[0-9][A-Z]{2})?$/.exec(text.trim().toUpperCase())?.[1]
}

export type Named = {
  readonly name: string
  readonly town: string
  readonly owner_name: string
  readonly postcode: string | null
}

/** Whether a place answers to what somebody typed: its town, its name, whose it is, or its postcode district. */
export function answersTo(place: Named, words: string): boolean {
  const district = districtOf(words)
  if (district !== undefined) return place.postcode !== null && districtOf(place.postcode) === district
  const wanted = plain(words)
  return (
    wanted !== '' &&
    [place.town, place.name, place.owner_name].some((text) => ` ${plain(text)} `.includes(` ${wanted}`))
  )
}

/** What a search knows of a free place beside its facts. */
export type Merits = {
  readonly attributes: readonly Attribute[]
  /** A colleague sits in the place beside it, or in the same zone. */
  readonly beside: string | null
  readonly sameZone: string | null
  readonly isUsual: boolean
}

/** Why this place stands where it does: "beside Amina Lanternshaw", "your wants: Quiet, Two screens". */
export function meritsInWords(merits: Merits, wanted: readonly Attribute[]): string[] {
  const has = wanted.filter((one) => merits.attributes.includes(one))
  return [
    ...(merits.beside === null ? [] : [`beside ${merits.beside}`]),
    ...(merits.beside === null && merits.sameZone !== null ? [`in one zone with ${merits.sameZone}`] : []),
    ...(has.length === 0
      ? []
      : [`your wants: ${has.map((one) => ATTRIBUTES[one].toLowerCase()).join(', ')}`]),
  ]
}

/** A workplace in a search: what decides its place in the list. */
export type Ranked = {
  readonly site_id: string
  readonly name: string
  /** The event, meeting or colleague that the search is near is here. */
  readonly isThere: boolean
  /** It answers to the place that was typed. */
  readonly isNamed: boolean
  readonly km: number | null
  readonly isUsual: boolean
}

// What nobody measured stands behind everything that was.
const UNKNOWN_KM = 100_000

/** Where one goes to, what was asked for, the nearest, one's usual office, then by name. */
export function byNearness(a: Ranked, b: Ranked): number {
  const first = (one: boolean, other: boolean): number => Number(other) - Number(one)
  return (
    first(a.isThere, b.isThere) ||
    first(a.isNamed, b.isNamed) ||
    (a.km ?? UNKNOWN_KM) - (b.km ?? UNKNOWN_KM) ||
    first(a.isUsual, b.isUsual) ||
    a.name.localeCompare(b.name, 'en-GB') ||
    (a.site_id < b.site_id ? -1 : 1)
  )
}

/** The day a search begins with: the next working day. */
export function nextWorkingDay(
  today: Temporal.PlainDate,
  isWorking: (day: Temporal.PlainDate) => boolean,
): Temporal.PlainDate {
  for (let ahead = 1; ahead <= 14; ahead += 1) {
    const day = today.add({ days: ahead })
    if (isWorking(day)) return day
  }
  return today.add({ days: 1 })
}

/** A span of time at which a place is free. */
export type FreeSpan = { readonly from: Temporal.Instant; readonly until: Temporal.Instant }

/** What of a span of time is left between what is taken. `taken` in order of beginning. */
export function freeBetween(span: FreeSpan, taken: readonly FreeSpan[], leastMinutes: number): FreeSpan[] {
  const free: FreeSpan[] = []
  let from = span.from
  const keep = (until: Temporal.Instant): void => {
    if (until.epochMilliseconds - from.epochMilliseconds >= leastMinutes * 60_000) free.push({ from, until })
  }
  for (const one of taken) {
    if (Temporal.Instant.compare(one.from, span.until) >= 0) break
    if (Temporal.Instant.compare(one.from, from) > 0) keep(one.from)
    if (Temporal.Instant.compare(one.until, from) > 0) from = one.until
  }
  if (Temporal.Instant.compare(from, span.until) < 0) keep(span.until)
  return free
}
