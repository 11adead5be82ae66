// What is known when somebody asks for a resource: everything a decision needs besides counters and claims, which are
// only certain under their locks.
import type { Attribute, AllocationAudience, AllocationForm, ResourceKind } from './words.ts'
import type { Chain, Standing, Terms } from './terms.ts'
import type { Holidays } from '#platform/time/index.ts'

export type Asked = {
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly now: Temporal.Instant
  /** How many people come. */
  readonly people: number
  /** A manager of the owner may book past quotas, notice and windows; never past hours, claims or what is kept for others. */
  readonly as: 'booker' | 'manager' | 'offer' | 'displacement' | 'import'
}

/** When the building itself is open that day: null where nobody recorded its hours. */
export type BuildingDay = {
  readonly spans: readonly { readonly opens: Temporal.PlainTime; readonly closes: Temporal.PlainTime }[]
  readonly because: string | null
} | null

export type Allocation = {
  readonly id: string
  readonly place: 'site' | 'floor' | 'zone'
  readonly placeId: string
  readonly placeName: string
  readonly kind: ResourceKind
  readonly form: AllocationForm
  readonly audience: AllocationAudience
  readonly audienceId: string | null
  /** "Medway Council", "its own staff", a group of partners, "any partner". */
  readonly audienceName: string
  readonly amount: number
  readonly unit: 'places' | 'hours'
  readonly per: 'day' | 'week'
  /** From how many working days before the day on what is kept and not used is everybody's; null for limits. */
  readonly horizonWorkingDays: number | null
  readonly fromOn: Temporal.PlainDate
  readonly toOn: Temporal.PlainDate | null
}

export type Situation = {
  readonly resource: {
    readonly id: string
    readonly code: string
    readonly name: string
    readonly kind: ResourceKind
    readonly capacity: number
    readonly attributes: readonly Attribute[]
    readonly heldForAccess: boolean
    readonly setupMinutes: number
    readonly clearMinutes: number
    readonly fromOn: Temporal.PlainDate
    readonly retiredOn: Temporal.PlainDate | null
    /** The atomic parts it claims: itself, or the parts of a divisible room; by id. */
    readonly parts: readonly string[]
  }
  readonly chain: Chain
  readonly workplace: {
    readonly siteId: string
    readonly code: string
    readonly name: string
    readonly ownerId: string
    readonly ownerName: string
    readonly zone: string
    readonly openedOn: Temporal.PlainDate
    readonly closesOn: Temporal.PlainDate | null
    readonly furthestDays: number
  }
  readonly standing: Standing
  /** Whether the body may see the workplace at all on the day: own, or let in (W11). */
  readonly isLetIn: boolean
  /** On the day it begins. */
  readonly terms: Terms
  readonly building: BuildingDay
  /** A business continuity invocation that closes it during the time. */
  readonly invocation: { readonly reason: string; readonly endsAt: Temporal.Instant } | null
  /** What the person for whom it is wants of a desk (A2). */
  readonly wants: readonly Attribute[]
  /** Allocations of the kind at the places above it, that stand on the day. */
  readonly allocations: readonly Allocation[]
  /** Bank holidays, for horizons in working days; without them Mondays to Fridays are counted. */
  readonly holidays?: Holidays
}
