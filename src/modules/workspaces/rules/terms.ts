// The terms on which somebody may book a resource: rules that inherit site → floor → zone → resource, each value with
// its source (P3, P4). The nearest place that says a value decides; at one place the narrower audience decides, and a
// rule for the kind of resource before one for every kind.
import type { Audience, NamesShown, PlaceKind, ResourceKind } from './words.ts'

/** Every value a rule may say. Null says nothing and inherits. */
export type RuleValues = {
  readonly visible: boolean | null
  readonly bookable: boolean | null
  /** Somebody of the owner says yes first. */
  readonly approval: boolean | null
  /** Whether what waits for approval holds the time (G4). */
  readonly pendingHolds: boolean | null
  /** ISO weekdays on which it is open. */
  readonly weekdays: readonly number[] | null
  readonly opensAt: Temporal.PlainTime | null
  readonly closesAt: Temporal.PlainTime | null
  /** How many days ahead it may be booked. */
  readonly advanceDays: number | null
  /** How many days earlier those may book who want an attribute that the desk has (A2). */
  readonly earlyDays: number | null
  readonly leastNoticeMinutes: number | null
  readonly leastMinutes: number | null
  readonly mostMinutes: number | null
  readonly gridMinutes: number | null
  /** Bookings of this kind a person may have in the owner's workplaces. */
  readonly perDay: number | null
  readonly perWeek: number | null
  readonly perMonth: number | null
  /** Until how long before the start it may be cancelled; 0 until it begins. */
  readonly cancelMinutes: number | null
  readonly checkIn: boolean | null
  readonly checkInBeforeMinutes: number | null
  /** Released when nobody has checked in so long after the start. */
  readonly releaseMinutes: number | null
  /** No-shows in a row after which the rest of a series is given back, with a warning first. */
  readonly seriesNoShows: number | null
  /** What people of other bodies see of who has booked (B7). */
  readonly names: NamesShown | null
}

export type Rule = RuleValues & {
  readonly id: string
  readonly place: PlaceKind
  readonly placeId: string
  readonly placeName: string
  readonly resourceKind: ResourceKind | null
  readonly audience: Audience
  readonly audienceId: string | null
  readonly because: string | null
  readonly fromOn: Temporal.PlainDate
}

/** The places above a resource, nearest first: itself, its zone, floor and site. */
export type Chain = {
  readonly resourceId: string
  readonly zoneId: string
  readonly floorId: string
  readonly siteId: string
  readonly kind: ResourceKind
}

/** As whom somebody asks at a workplace on a day. */
export type Standing = {
  /** The body they book for; null for nobody (a visitor of the platform). */
  readonly organisationId: string | null
  /** Works for the owner. */
  readonly isOwn: boolean
  /** Let in by an agreement that stands at the place that day, or by the owner's being theirs. */
  readonly isPartner: boolean
  /** Groups of partners of the owner in which the body is. */
  readonly circleIds: readonly string[]
  /** It is booked for a visitor whom they host. */
  readonly isVisitor: boolean
}

/** The house's own terms, where nobody said otherwise. */
export const DEFAULTS = {
  visible: true,
  bookable: true,
  approval: false,
  pendingHolds: true,
  weekdays: [1, 2, 3, 4, 5],
  opensAt: Temporal.PlainTime.from('07:00'),
  closesAt: Temporal.PlainTime.from('19:00'),
  advanceDays: 28,
  earlyDays: 0,
  leastNoticeMinutes: 0,
  leastMinutes: 30,
  mostMinutes: 720,
  gridMinutes: 15,
  perDay: null,
  perWeek: null,
  perMonth: null,
  cancelMinutes: 0,
  checkIn: true,
  checkInBeforeMinutes: 30,
  releaseMinutes: 60,
  seriesNoShows: 3,
  names: 'organisation',
} as const satisfies { [K in keyof RuleValues]: RuleValues[K] }

/** A value and whose it is: the rule that says it, or null for the house's own terms. */
export type Sourced<T> = { readonly value: T; readonly rule: Rule | null }

/** Values that always have an answer; the quotas may have none. */
export type Terms = {
  readonly [K in keyof RuleValues]: Sourced<
    K extends 'perDay' | 'perWeek' | 'perMonth' ? RuleValues[K] : NonNullable<RuleValues[K]>
  >
}

const NEAREST: readonly PlaceKind[] = ['resource', 'zone', 'floor', 'site']
const NARROWEST: readonly Audience[] = ['visitor', 'own', 'organisation', 'circle', 'partner']

function covers(rule: Rule, chain: Chain): boolean {
  if (rule.resourceKind !== null && rule.resourceKind !== chain.kind) return false
  const at = { resource: chain.resourceId, zone: chain.zoneId, floor: chain.floorId, site: chain.siteId }
  return at[rule.place] === rule.placeId
}

function addresses(rule: Rule, as: Standing): boolean {
  switch (rule.audience) {
    case 'visitor':
      return as.isVisitor
    case 'own':
      return as.isOwn
    case 'organisation':
      return as.organisationId !== null && rule.audienceId === as.organisationId
    case 'circle':
      return rule.audienceId !== null && as.circleIds.includes(rule.audienceId)
    case 'partner':
      return as.isPartner || as.isOwn
  }
}

const rank = (rule: Rule): number =>
  NEAREST.indexOf(rule.place) * 100 +
  NARROWEST.indexOf(rule.audience) * 10 +
  (rule.resourceKind === null ? 1 : 0)

/** The rules that speak to somebody about a resource on a day, the deciding first. */
export function rulesFor(
  rules: readonly Rule[],
  chain: Chain,
  as: Standing,
  on: Temporal.PlainDate,
): readonly Rule[] {
  return rules
    .filter(
      (rule) =>
        Temporal.PlainDate.compare(rule.fromOn, on) <= 0 && covers(rule, chain) && addresses(rule, as),
    )
    .toSorted((a, b) => rank(a) - rank(b))
}

/** The terms for a resource on a day, each value with its source. */
export function termsFor(rules: readonly Rule[], chain: Chain, as: Standing, on: Temporal.PlainDate): Terms {
  const speaking = rulesFor(rules, chain, as, on)
  const sourced = (Object.keys(DEFAULTS) as (keyof RuleValues)[]).map((key) => {
    const rule = speaking.find((one) => one[key] !== null) ?? null
    return [key, { value: rule === null ? DEFAULTS[key] : rule[key], rule }]
  })
  return Object.fromEntries(sourced) as Terms
}

/** Why something cannot be booked: the rule in words, whose it is, and when or how it becomes possible (P6). */
export type Reason = {
  /** 'workspaces.booking.…' */
  readonly code: string
  readonly text: string
  /** "Canterbury City Council, for Zone B" */
  readonly whose: string
  /** "From 3 December 2026", "Ask its workspace manager"; null where it never will. */
  readonly possible: string | null
}
