// All that a decision about a resource needs besides counters and claims, gathered in one statement however many
// resources and dates are asked about; and what stands against each, as far as can be said without their locks.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { openingOn } from '#modules/organisations/index.ts'
import {
  candidate,
  decideAlone,
  termsFor,
  watchedBy,
  type Allocation,
  type Asked,
  type Attribute,
  type Candidate,
  type Chain,
  type Found,
  type Reason,
  type ResourceKind,
  type Rule,
  type Situation,
  type Standing,
  type Terms,
} from '../rules.ts'
import { usedOf, whatIsTaken } from './claims.ts'

type Span = { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }

/** For whom something is asked. */
export type For = {
  /** The body it is booked for; null for nobody. */
  readonly organisationId: string | null
  /** The person whose wants and quotas count. */
  readonly personId: string | null
  readonly isVisitor?: boolean
}

type Where = { readonly resourceIds: readonly string[] } | { readonly siteId: string }

/** What a statement brought, from which the situation at any of the resources and times follows without asking again. */
export type Grounds = {
  readonly resourceIds: readonly string[]
  /** The time zone of the workplace where it stands; undefined for a resource that is not there. */
  zone(resourceId: string): string | undefined
  situation(resourceId: string, span: Span): Situation | undefined
}

type ResourceRow = {
  readonly id: string
  readonly site_id: string
  readonly floor_id: string
  readonly zone_id: string
  readonly code: string
  readonly name: string
  readonly kind: ResourceKind
  readonly capacity: number
  readonly attributes: readonly Attribute[]
  readonly held_for_access: boolean
  readonly setup_minutes: number
  readonly clear_minutes: number
  readonly from_on: string
  readonly retired_on: string | null
  readonly parts: readonly string[] | null
}

type WorkplaceRow = {
  readonly site_id: string
  readonly code: string
  readonly name: string
  readonly owner_id: string
  readonly owner_name: string
  readonly time_zone: string
  readonly opened_on: string
  readonly closes_on: string | null
  readonly furthest_days: number
}

/** The first and last day on which something stands. */
type Window = { readonly from_on: string | null; readonly to_on: string | null }

type Gathered = {
  readonly resources: readonly ResourceRow[]
  readonly workplaces: readonly WorkplaceRow[]
  readonly rules: readonly RuleRow[]
  readonly let_in: readonly (Window & { readonly site_id: string })[]
  readonly circles: readonly { readonly id: string; readonly owner_id: string }[]
  readonly allocations: readonly AllocationRow[]
  readonly hours: readonly {
    readonly site_id: string
    readonly weekday: number
    readonly opens_at: string
    readonly closes_at: string
  }[]
  readonly exceptions: readonly (Window & {
    readonly site_id: string
    readonly opens_at: string | null
    readonly closes_at: string | null
    readonly because: string
  })[]
  readonly holidays: Readonly<Record<string, string>>
  readonly invocations: readonly {
    readonly site_id: string
    readonly reason: string
    readonly starts_at: string
    readonly ends_at: string
  }[]
  readonly wants: readonly Attribute[]
}

type RuleRow = {
  readonly [
    K in
      | 'id'
      | 'place'
      | 'place_id'
      | 'place_name'
      | 'resource_kind'
      | 'audience'
      | 'audience_id'
      | 'because'
      | 'from_on'
      | 'opens_at'
      | 'closes_at'
      | 'names'
  ]: string | null
} & {
  readonly [K in 'visible' | 'bookable' | 'approval' | 'pending_holds' | 'check_in']: boolean | null
} & {
  readonly [
    K in
      | 'advance_days'
      | 'early_days'
      | 'least_notice_minutes'
      | 'least_minutes'
      | 'most_minutes'
      | 'grid_minutes'
      | 'per_day'
      | 'per_week'
      | 'per_month'
      | 'cancel_minutes'
      | 'check_in_before_minutes'
      | 'release_minutes'
      | 'series_no_shows'
  ]: number | null
} & { readonly site_id: string; readonly weekdays: readonly number[] | null }

type AllocationRow = {
  readonly id: string
  readonly site_id: string
  readonly place: Allocation['place']
  readonly place_id: string
  readonly place_name: string
  readonly resource_kind: ResourceKind
  readonly form: Allocation['form']
  readonly audience: Allocation['audience']
  readonly audience_id: string | null
  readonly audience_name: string
  readonly amount: number
  readonly unit: Allocation['unit']
  readonly per: Allocation['per']
  readonly horizon_working_days: number | null
  readonly from_on: string
  readonly to_on: string | null
}

/** Everything about these resources (or all of a workplace) for whom it is asked, over the time from the first to the last moment asked about. */
export async function groundsOf(
  reader: { readonly db: Db },
  where: Where,
  whom: For,
  span: Span,
): Promise<Grounds> {
  const [resourceIds, siteId] = 'siteId' in where ? [[], where.siteId] : [[...where.resourceIds], null]
  const { rows } = await sql<{ gathered: Gathered }>`
    select workspaces.grounds(${resourceIds}::uuid[], ${siteId}::uuid, ${whom.organisationId}::uuid, ${whom.personId}::uuid,
      ${span.startsAt}::timestamptz, ${span.endsAt}::timestamptz) as gathered`.execute(reader.db)
  return groundsFrom(rows[0]!.gathered, whom)
}

const date = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const time = (text: string | null): Temporal.PlainTime | null =>
  text === null ? null : Temporal.PlainTime.from(text)
// Dates as text in ISO 8601 compare as they follow each other.
const within = (on: string, window: Window): boolean =>
  (window.from_on ?? '') <= on && (window.to_on === null || on <= window.to_on)

function bySite<T extends { readonly site_id: string }>(
  rows: readonly T[],
): (siteId: string) => readonly T[] {
  const kept = Map.groupBy(rows, (row) => row.site_id)
  return (siteId) => kept.get(siteId) ?? []
}

function groundsFrom(gathered: Gathered, whom: For): Grounds {
  const daysOff = new Map(Object.entries(gathered.holidays))
  const holidays = { days: daysOff, years: new Set([...daysOff.keys()].map((on) => Number(on.slice(0, 4)))) }
  const resources = new Map(gathered.resources.map((row) => [row.id, row]))
  const workplaces = new Map(gathered.workplaces.map((row) => [row.site_id, row]))
  const rulesAt = bySite(gathered.rules.map((row) => ({ site_id: row.site_id, rule: ruleOf(row) })))
  const [letInAt, allocationsAt] = [bySite(gathered.let_in), bySite(gathered.allocations)]
  const [hoursAt, exceptionsAt] = [bySite(gathered.hours), bySite(gathered.exceptions)]
  const invocationsAt = bySite(gathered.invocations)
  // Of one day at one place for one kind all is the same but what the resource itself says.
  const days = new Map<string, ReturnType<typeof dayAt>>()
  const terms = new Map<string, Terms>()

  function dayAt(at: WorkplaceRow, on: string) {
    const isOwn = whom.organisationId !== null && at.owner_id === whom.organisationId
    const isPartner = isOwn || letInAt(at.site_id).some((window) => within(on, window))
    const day = date(on)
    const standing: Standing = {
      organisationId: whom.organisationId,
      isOwn,
      isPartner,
      circleIds: gathered.circles.filter((one) => one.owner_id === at.owner_id).map((one) => one.id),
      isVisitor: whom.isVisitor === true,
    }
    return {
      day,
      standing,
      building: openingOn(
        day,
        hoursAt(at.site_id).map((row) => ({
          weekday: row.weekday,
          opens: Temporal.PlainTime.from(row.opens_at),
          closes: Temporal.PlainTime.from(row.closes_at),
        })),
        exceptionsAt(at.site_id).map((row) => ({
          from: date(row.from_on!),
          to: date(row.to_on!),
          hours:
            row.opens_at === null || row.closes_at === null
              ? null
              : {
                  opens: Temporal.PlainTime.from(row.opens_at),
                  closes: Temporal.PlainTime.from(row.closes_at),
                },
          because: row.because,
        })),
        gathered.holidays[on],
      ),
      rules: rulesAt(at.site_id).map((one) => one.rule),
      allocations: allocationsAt(at.site_id)
        .filter((row) => within(on, row))
        .map(allocationOf),
      workplace: {
        siteId: at.site_id,
        code: at.code,
        name: at.name,
        ownerId: at.owner_id,
        ownerName: at.owner_name,
        zone: at.time_zone,
        openedOn: date(at.opened_on),
        closesOn: at.closes_on === null ? null : date(at.closes_on),
        furthestDays: at.furthest_days,
      },
    }
  }

  return {
    resourceIds: [...resources.keys()],
    zone: (resourceId) => workplaces.get(resources.get(resourceId)?.site_id ?? '')?.time_zone,
    situation(resourceId, span) {
      const row = resources.get(resourceId)
      const at = row === undefined ? undefined : workplaces.get(row.site_id)
      if (row === undefined || at === undefined) return undefined
      const on = span.startsAt.toZonedDateTimeISO(at.time_zone).toPlainDate().toString()
      const dayKey = `${at.site_id} ${on}`
      const known = days.get(dayKey) ?? dayAt(at, on)
      days.set(dayKey, known)
      const chain: Chain = {
        resourceId,
        zoneId: row.zone_id,
        floorId: row.floor_id,
        siteId: row.site_id,
        kind: row.kind,
      }
      const speaksItself = known.rules.some((rule) => rule.placeId === resourceId)
      const termsKey = `${speaksItself ? resourceId : row.zone_id} ${row.kind} ${on}`
      const applying = terms.get(termsKey) ?? termsFor(known.rules, chain, known.standing, known.day)
      terms.set(termsKey, applying)
      const above = [row.zone_id, row.floor_id, row.site_id]
      const invocation = invocationsAt(at.site_id).find(
        (one) =>
          Temporal.Instant.compare(Temporal.Instant.from(one.starts_at), span.endsAt) < 0 &&
          Temporal.Instant.compare(Temporal.Instant.from(one.ends_at), span.startsAt) > 0,
      )
      return {
        resource: {
          id: row.id,
          code: row.code,
          name: row.name,
          kind: row.kind,
          capacity: row.capacity,
          attributes: row.attributes,
          heldForAccess: row.held_for_access,
          setupMinutes: row.setup_minutes,
          clearMinutes: row.clear_minutes,
          fromOn: date(row.from_on),
          retiredOn: row.retired_on === null ? null : date(row.retired_on),
          parts: row.parts ?? [row.id],
        },
        chain,
        workplace: known.workplace,
        standing: known.standing,
        isLetIn: known.standing.isPartner,
        terms: applying,
        building: known.building,
        invocation:
          invocation === undefined
            ? null
            : { reason: invocation.reason, endsAt: Temporal.Instant.from(invocation.ends_at) },
        wants: gathered.wants,
        holidays,
        allocations: known.allocations.filter((one) => one.kind === row.kind && above.includes(one.placeId)),
      }
    },
  }
}

function ruleOf(row: RuleRow): Rule {
  return {
    id: row.id!,
    place: row.place as Rule['place'],
    placeId: row.place_id!,
    placeName: row.place_name!,
    resourceKind: row.resource_kind as Rule['resourceKind'],
    audience: row.audience as Rule['audience'],
    audienceId: row.audience_id,
    because: row.because,
    fromOn: date(row.from_on!),
    visible: row.visible,
    bookable: row.bookable,
    approval: row.approval,
    pendingHolds: row.pending_holds,
    weekdays: row.weekdays,
    opensAt: time(row.opens_at),
    closesAt: time(row.closes_at),
    advanceDays: row.advance_days,
    earlyDays: row.early_days,
    leastNoticeMinutes: row.least_notice_minutes,
    leastMinutes: row.least_minutes,
    mostMinutes: row.most_minutes,
    gridMinutes: row.grid_minutes,
    perDay: row.per_day,
    perWeek: row.per_week,
    perMonth: row.per_month,
    cancelMinutes: row.cancel_minutes,
    checkIn: row.check_in,
    checkInBeforeMinutes: row.check_in_before_minutes,
    releaseMinutes: row.release_minutes,
    seriesNoShows: row.series_no_shows,
    names: row.names as Rule['names'],
  }
}

const allocationOf = (row: AllocationRow): Allocation => ({
  id: row.id,
  place: row.place,
  placeId: row.place_id,
  placeName: row.place_name,
  kind: row.resource_kind,
  form: row.form,
  audience: row.audience,
  audienceId: row.audience_id,
  audienceName: row.audience_name,
  amount: row.amount,
  unit: row.unit,
  per: row.per,
  horizonWorkingDays: row.horizon_working_days,
  fromOn: date(row.from_on),
  toOn: row.to_on === null ? null : date(row.to_on),
})

/** The situation at each of the resources, or at every one of a workplace, for one time. */
export async function situationsOf(
  reader: Pick<Reader, 'db'>,
  asked: Partial<{ readonly resourceIds: readonly string[]; readonly siteId: string }> & For & Span,
): Promise<Situation[]> {
  const { resourceIds, siteId } = asked
  const where: Where = siteId === undefined ? { resourceIds: resourceIds ?? [] } : { siteId }
  const grounds = await groundsOf(reader, where, asked, asked)
  return situationsAt(grounds, grounds.resourceIds, asked)
}

const situationsAt = (grounds: Grounds, resourceIds: readonly string[], span: Span): Situation[] =>
  resourceIds.flatMap((id) => grounds.situation(id, span) ?? [])

/**
 * What stands against each resource for somebody at a time: what the rules say, and what is taken, used up or kept at this
 * moment. Empty reasons where it can be booked; a resource that nobody shows them is left out (W11).
 */
export async function whyNot(
  reader: Pick<Reader, 'db' | 'now'>,
  asked: Partial<{ readonly resourceIds: readonly string[]; readonly siteId: string }> & Asking,
): Promise<Map<string, readonly Reason[]>> {
  return whyNotIn(reader, await situationsOf(reader, asked), asked)
}

type Asking = For & Span & { readonly people?: number; readonly as?: Asked['as'] }

/** The same for resources whose grounds are known. */
export const whyNotAt = (
  reader: Pick<Reader, 'db' | 'now'>,
  grounds: Grounds,
  asked: { readonly resourceIds: readonly string[] } & Asking,
): Promise<Map<string, readonly Reason[]>> =>
  whyNotIn(reader, situationsAt(grounds, asked.resourceIds, asked), asked)

async function whyNotIn(
  reader: Pick<Reader, 'db' | 'now'>,
  situations: readonly Situation[],
  { startsAt, endsAt, people = 1, as = 'booker', personId }: Asking,
): Promise<Map<string, readonly Reason[]>> {
  const wishes = situations
    .filter((one) => one.isLetIn && one.terms.visible.value)
    .map((situation) => candidate(situation, { startsAt, endsAt, now: reader.now, people, as }, personId))
  await decideNow(reader, wishes)
  return new Map(wishes.map((one) => [one.situation.resource.id, one.reasons]))
}

/** Adds to wishes that the rules allow what stands against each of them by itself at this moment, without locks. */
export async function decideNow(reader: Pick<Reader, 'db'>, wishes: readonly Candidate[]): Promise<void> {
  const open = wishes.filter((one) => one.reasons.length === 0)
  await decideEach(reader, open, await whatIsTaken(reader, open))
}

/** The same, where it is known what is taken. */
export async function decideEach(
  reader: Pick<Reader, 'db'>,
  open: readonly Candidate[],
  found: Found,
): Promise<void> {
  const uses = open
    .filter((one) => one.reasons.length === 0)
    .flatMap((one) => [...one.uses, ...watchedBy(one)])
  decideAlone(open, await usedOf(reader, uses), found)
}
