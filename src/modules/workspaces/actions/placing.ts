// Taking time, for everybody who takes it: a booking, a hold, a series, a team, an import, an offer, a move because an
// office closed. One order of locks, one way of deciding (W2, W3), set-based: 26 dates are as many statements as one.
import { personOf, type Inside } from '#platform/actions/index.ts'
import { json, sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { groundsOf, type Grounds } from '../queries/deciding.ts'
import {
  candidate,
  checkInTimes,
  claimsOf,
  firstState,
  holdsTime,
  type Asked,
  type BookingState,
  type Candidate,
  type Reason,
  type Situation,
  type Use,
} from '../rules.ts'
import type { BookingTable } from '../schema.ts'
import { decideUnderLocks } from './claiming.ts'
import { countedIn, summed } from './counting.ts'
import { refuseFor } from './refusing.ts'

export type Wanted = {
  readonly resourceId: string
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  /** The day of a series this one stands for. */
  readonly seriesOn?: Temporal.PlainDate | null
}

export type Order = {
  readonly wanted: readonly Wanted[]
  readonly forPersonId: string | null
  readonly visitorId?: string | null
  /** The body it is booked for. */
  readonly organisationId: string
  readonly orderId?: string
  readonly seriesId?: string | null
  readonly purpose: string | null
  readonly isPrivate: boolean
  readonly people: number
  readonly as: Asked['as']
  /** Held for so long instead of booked. */
  readonly holdMinutes?: number
  /** The booking for which this one is given. */
  readonly replacesId?: string | null
  /** What is known of the resources already, by who had to ask before. */
  readonly grounds?: Grounds
  /** All or nothing, or without those that cannot be had (W7). */
  readonly conflicts: 'refuse' | 'skip'
}

export type Placed = {
  readonly id: string
  readonly orderId: string
  readonly resourceId: string
  readonly siteId: string
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly state: BookingState
}

export type Left = { readonly wanted: Wanted; readonly reasons: readonly Reason[] }

/** In a transaction with so many bookings each is announced; with more, the order. */
const MOST_ANNOUNCED = 5

/** Takes all that is wanted for somebody, or says of each what stands against it. */
export async function place(
  inside: Inside,
  order: Order,
): Promise<{ readonly placed: Placed[]; readonly left: Left[] }> {
  if (order.wanted.length === 0) return { placed: [], left: [] }
  const judged = await judge(inside, order)
  if (order.conflicts === 'refuse') mustBeFree(judged)
  await decideUnderLocks(inside, judged)
  if (order.conflicts === 'refuse') mustBeFree(judged)
  const left = judged.flatMap(({ wanted, reasons }) => (reasons.length > 0 ? { wanted, reasons } : []))
  const had = judged.filter((one) => one.reasons.length === 0)
  const placed = await write(inside, order, had)
  await announce(inside, placed)
  return { placed, left }
}

type Judged = Candidate & { readonly wanted: Wanted }

async function judge(inside: Inside, order: Order): Promise<Judged[]> {
  const { wanted, organisationId, forPersonId: personId } = order
  const grounds =
    order.grounds ??
    (await groundsOf(
      inside,
      { resourceIds: [...new Set(wanted.map((one) => one.resourceId))] },
      { organisationId, personId: wantsOf(inside, order), isVisitor: (order.visitorId ?? null) !== null },
      spanOf(wanted),
    ))
  const judged = wanted.map((one): Judged => {
    const situation = grounds.situation(one.resourceId, one) ?? notFound('workspace')
    const asked = {
      startsAt: one.startsAt,
      endsAt: one.endsAt,
      now: inside.now,
      people: order.people,
      as: order.as,
    }
    return { wanted: one, ...candidate(situation, asked, personId) }
  })
  if (order.as === 'booker') mustBeSeen(judged.map((one) => one.situation))
  return judged
}

/** W16: whoever books for others as a manager does not learn what they want of a desk, by a yes nor by a no. */
export const wantsOf = (inside: Inside, order: Pick<Order, 'as' | 'forPersonId'>): string | null =>
  order.as === 'manager' && order.forPersonId !== personOf(inside) ? null : order.forPersonId

/** W11: what nobody shows them is not there, on none of the days that they ask for. */
export function mustBeSeen(situations: readonly Situation[]): void {
  const seen = (one: Situation): boolean => one.isLetIn && one.terms.visible.value
  const shown = new Set(situations.filter(seen).map((one) => one.resource.id))
  if (situations.some((one) => !shown.has(one.resource.id))) notFound('workspace')
}

const spanOf = (wanted: readonly Wanted[]) => {
  const byStart = wanted.toSorted((a, b) => Temporal.Instant.compare(a.startsAt, b.startsAt))
  const byEnd = wanted.toSorted((a, b) => Temporal.Instant.compare(a.endsAt, b.endsAt))
  return { startsAt: byStart[0]!.startsAt, endsAt: byEnd.at(-1)!.endsAt }
}

/** W3: refuses with the rule, whose it is, and what to do next; what else is free is added when the refusal is answered. */
function mustBeFree(judged: readonly Judged[]): void {
  const against = judged.find((one) => one.reasons.length > 0)
  if (against !== undefined) refuseFor(against.situation, against.reasons)
}

async function write(inside: Inside, order: Order, had: readonly Judged[]): Promise<Placed[]> {
  if (had.length === 0) return []
  const orderId = order.orderId ?? inside.id()
  const { now } = inside
  const by = personOf(inside)
  const heldUntil = order.holdMinutes === undefined ? null : now.add({ minutes: order.holdMinutes })
  const rows = had.map((one) => {
    const state: BookingState = heldUntil === null ? firstState(one.situation, order.as) : 'held'
    const holds = holdsTime(one.situation, state)
    const checkIn = checkInTimes(one.situation, one.asked, now)
    return {
      one,
      holds,
      booking: {
        id: inside.id(),
        order_id: orderId,
        resource_id: one.wanted.resourceId,
        site_id: one.situation.workplace.siteId,
        organisation_id: order.organisationId,
        owner_organisation_id: one.situation.workplace.ownerId,
        for_person_id: order.forPersonId,
        made_by_person_id: by,
        visitor_id: order.visitorId ?? null,
        series_id: order.seriesId ?? null,
        series_on: one.wanted.seriesOn?.toString() ?? null,
        starts_at: one.asked.startsAt.toString(),
        ends_at: one.asked.endsAt.toString(),
        time_zone: one.situation.workplace.zone,
        state,
        held_until: heldUntil?.toString() ?? null,
        check_in_from: checkIn.from?.toString() ?? null,
        release_at: checkIn.releaseAt?.toString() ?? null,
        uses: holds ? one.uses : ([] as Use[]),
        private: order.isPrivate,
        purpose: order.purpose,
        people: order.people,
        replaces_id: order.replacesId ?? null,
        step_id: inside.id(),
      },
    }
  })
  const claims = rows.flatMap(({ one, holds, booking }) =>
    holds
      ? claimsOf(one).map((claim) => ({
          resource_id: claim.resourceId,
          booking_id: booking.id,
          starts_at: claim.startsAt.toString(),
          ends_at: claim.endsAt.toString(),
        }))
      : [],
  )
  await sql`
    with counted as (${countedIn(summed(rows.flatMap(({ booking }) => booking.uses)))}),
    made as materialized (
      select * from jsonb_to_recordset(${json(rows.map(({ booking }) => booking))}::jsonb) as made (id uuid, order_id uuid, resource_id uuid,
        site_id uuid, organisation_id uuid, owner_organisation_id uuid, for_person_id uuid, made_by_person_id uuid, visitor_id uuid,
        series_id uuid, series_on date, starts_at timestamptz, ends_at timestamptz, time_zone text, state text, held_until timestamptz,
        check_in_from timestamptz, release_at timestamptz, uses jsonb, private boolean, purpose text, people integer, replaces_id uuid, step_id uuid)),
    booked as (
      insert into workspaces.booking (id, order_id, resource_id, site_id, organisation_id, owner_organisation_id, for_person_id,
        made_by_person_id, visitor_id, series_id, series_on, starts_at, ends_at, time_zone, state, held_until, check_in_from, release_at,
        uses, private, purpose, people, replaces_id, made_at, changed_at)
      select id, order_id, resource_id, site_id, organisation_id, owner_organisation_id, for_person_id, made_by_person_id, visitor_id,
        series_id, series_on, starts_at, ends_at, time_zone, state, held_until, check_in_from, release_at, uses, private, purpose, people,
        replaces_id, ${now}, ${now} from made),
    claimed as (
      insert into workspaces.claim (resource_id, booking_id, starts_at, ends_at)
      select resource_id, booking_id, starts_at, ends_at from jsonb_to_recordset(${json(claims)}::jsonb)
        as claim (resource_id uuid, booking_id uuid, starts_at timestamptz, ends_at timestamptz))
    insert into workspaces.step (id, booking_id, state, person_id, at)
    select step_id, id, state, ${by}::uuid, ${now}::timestamptz from made`.execute(inside.tx)
  return rows.map(({ one, booking }) => ({
    id: booking.id,
    orderId,
    resourceId: booking.resource_id,
    siteId: booking.site_id,
    startsAt: one.asked.startsAt,
    endsAt: one.asked.endsAt,
    state: booking.state,
  }))
}

/** Tells the house: of each booking while they are few, of the order when they are many. What is only held is nobody's news. */
async function announce(inside: Inside, placed: readonly Placed[]): Promise<void> {
  const made = placed.filter((one) => one.state !== 'held')
  const [first] = made
  if (first === undefined) return
  if (made.length > MOST_ANNOUNCED)
    return inside.announce('workspaces.order.made', first.orderId, { order: first.orderId })
  for (const one of made) await inside.announce('workspaces.booking.made', one.id, { booking: one.id })
}

/** The booking with its row held, for what changes nothing but that row; counters and resources come before it (W2). */
export async function lockedBooking(inside: Inside, id: string): Promise<Selectable<BookingTable>> {
  const row = await inside.tx
    .selectFrom('workspaces.booking')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row ?? notFound('booking')
}

export { endBookings, type Ended } from './ending.ts'
export { changeBooking } from './reseating.ts'
