// The waiting list (B4): joining, leaving in one click, and offering what comes free to the first in order. An offer is a
// held booking made the same way as any other, so that it and somebody's own booking are decided once (W5).
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { notify } from '#platform/notifications/index.ts'
import type { Attribute } from '../rules.ts'
import { answers as isOneOf, inOrder, offerMinutes } from '../rules/waiting.ts'
import { endBookings, place } from './placing.ts'

/** Queued by whatever gives time back: { site, resource, startsAt, endsAt } as text, key: site. */
export const OFFER_FREED = 'workspaces.waiting.offer'
export const SETTLE_WAITING = 'workspaces.waiting.settle'

const MOST_WAITING = 200
const MOST_TRIES = 20

export const offerWhatIsFree = action({
  name: OFFER_FREED,
  title: 'Offer what has come free to whoever waits',
  doors: [],
  fields: {
    site: field.id('Workplace'),
    resource: field.id('Resource'),
    startsAt: field.text('From'),
    endsAt: field.text('Until'),
    passed: field.picks('Passed over').optional(),
  },
  async run(inside, freed) {
    const offered = await offerFreed(inside, {
      siteId: freed.site,
      resourceIds: [freed.resource],
      startsAt: Temporal.Instant.from(freed.startsAt),
      endsAt: Temporal.Instant.from(freed.endsAt),
      passed: freed.passed ?? [],
    })
    return { subject: freed.site, result: { offered }, facts: { offered } }
  },
})

export type FreedTime = {
  readonly siteId: string
  readonly resourceIds: readonly string[]
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  /** Who waits and was tried already. */
  readonly passed?: readonly string[]
}

/**
 * Offers what has come free to the first in order for whose whole time it is free; true when it was theirs to have. One
 * try a transaction, because each holds counters before resources (W2); whoever is next is tried in the next one.
 */
export async function offerFreed(inside: Inside, freed: FreedTime): Promise<boolean> {
  const passed = freed.passed ?? []
  const [resource] = freed.resourceIds
  if (resource === undefined || passed.length >= MOST_TRIES) return false
  const waiting = (await waitersFor(inside, freed)).filter((one) => !passed.includes(one.id))
  if (waiting.length === 0) return false
  const [first, ...others] = await candidatesOf(inside, freed, waiting)
  if (first === undefined) return false
  const isOffered = await offerTo(inside, first.waiter, first.resourceId)
  if (others.some((one) => one.waiter.id !== first.waiter.id)) {
    await inside.queue(
      OFFER_FREED,
      {
        site: freed.siteId,
        resource,
        startsAt: freed.startsAt.toString(),
        endsAt: freed.endsAt.toString(),
        passed: [...passed, first.waiter.id].join(','),
      },
      { key: freed.siteId },
    )
  }
  return isOffered
}

type Span = { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }
const overlap = (one: Span, other: Span): boolean =>
  Temporal.Instant.compare(one.startsAt, other.endsAt) < 0 &&
  Temporal.Instant.compare(other.startsAt, one.endsAt) < 0

/** Whoever waits for time that touches what has come free, their rows held. */
async function waitersFor(inside: Inside, freed: FreedTime) {
  const rows = await inside.tx
    .selectFrom('workspaces.waiting')
    .select([
      'id',
      'resource_id',
      'zone_id',
      'resource_kind',
      'attributes',
      'person_id',
      'organisation_id',
      'for_access',
      'starts_at',
      'ends_at',
      'made_at',
    ])
    .where('site_id', '=', freed.siteId)
    .where('state', '=', 'waiting')
    .where('starts_at', '<', freed.endsAt)
    .where('ends_at', '>', freed.startsAt)
    .where('ends_at', '>', inside.now)
    .orderBy('made_at')
    .limit(MOST_WAITING)
    .forNoKeyUpdate()
    .skipLocked()
    .execute()
  return rows.map((row) => ({
    id: row.id,
    resourceId: row.resource_id,
    zoneId: row.zone_id,
    kind: row.resource_kind,
    attributes: row.attributes as readonly Attribute[],
    personId: row.person_id,
    organisationId: row.organisation_id,
    forAccess: row.for_access,
    // What has begun is offered from the next quarter of an hour on.
    startsAt:
      Temporal.Instant.compare(row.starts_at, inside.now) < 0 ? nextQuarter(inside.now) : row.starts_at,
    endsAt: row.ends_at,
    madeAt: row.made_at,
  }))
}

type Waiting = Awaited<ReturnType<typeof waitersFor>>[number]

const QUARTER_MS = 15 * 60_000
const nextQuarter = (now: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(Math.ceil(now.epochMilliseconds / QUARTER_MS) * QUARTER_MS)

/** Each with each of the resources that is one they wait for and free for all of their time, in the order of the list. */
async function candidatesOf(inside: Inside, freed: FreedTime, waiting: readonly Waiting[]) {
  const ids = await withPartsAndWholes(inside, freed.resourceIds)
  const resources = await inside.tx
    .selectFrom('workspaces.resource')
    .select(['id', 'zone_id', 'kind', 'attributes', 'held_for_access'])
    .where('id', 'in', [...ids])
    .where('site_id', '=', freed.siteId)
    .where('retired_on', 'is', null)
    .orderBy('id')
    .execute()
  const { rows: taken } = await sql<{
    resource_id: string
    starts_at: Temporal.Instant
    ends_at: Temporal.Instant
  }>`
    
    select wanted.id as resource_id, claim.starts_at, claim.ends_at
    from unnest(${[...ids]}::uuid[]) as wanted (id) left join workspaces.part part on part.whole_id = wanted.id
    join workspaces.claim claim on claim.resource_id = coalesce(part.part_id, wanted.id) and claim.ends_at > ${inside.now}`.execute(
    inside.tx,
  )
  const claims = taken.map((one) => ({
    resourceId: one.resource_id,
    startsAt: one.starts_at,
    endsAt: one.ends_at,
  }))
  return resources.flatMap((resource) => {
    const free = {
      id: resource.id,
      zoneId: resource.zone_id,
      kind: resource.kind,
      attributes: resource.attributes as Attribute[],
    }
    // A desk kept for access needs goes first to those who said they need what it has; any other in plain order.
    const order = resource.held_for_access
      ? inOrder(waiting)
      : inOrder(waiting.map((one) => ({ ...one, forAccess: false })))
    return order
      .filter(
        (waiter) =>
          isOneOf(waiter, free) &&
          Temporal.Instant.compare(waiter.startsAt, waiter.endsAt) < 0 &&
          !claims.some((one) => one.resourceId === resource.id && overlap(one, waiter)),
      )
      .map((waiter) => ({ waiter, resourceId: resource.id }))
  })
}

/** With a room its parts come free, and with a part perhaps the whole. */
async function withPartsAndWholes(inside: Inside, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select part_id as id from workspaces.part where whole_id = any(${[...ids]}::uuid[])
    union select whole_id from workspaces.part where part_id = any(${[...ids]}::uuid[])
    union select part_id from workspaces.part where whole_id in (select whole_id from workspaces.part where part_id = any(${[...ids]}::uuid[]))`.execute(
    inside.tx,
  )
  return [...new Set([...ids, ...rows.map((row) => row.id)])]
}

/** Holds the resource for one who waits, if their terms let them have it; false where it cannot be theirs. */
async function offerTo(inside: Inside, waiter: Waiting, resourceId: string): Promise<boolean> {
  if (waiter.personId === null) return false
  const minutes = offerMinutes(waiter, inside.now)
  const { placed } = await place(inside, {
    wanted: [{ resourceId, startsAt: waiter.startsAt, endsAt: waiter.endsAt }],
    forPersonId: waiter.personId,
    organisationId: waiter.organisationId,
    purpose: null,
    isPrivate: false,
    people: 1,
    as: 'offer',
    holdMinutes: minutes,
    conflicts: 'skip',
  })
  const booking = placed[0]
  if (booking === undefined) return false
  await inside.tx
    .updateTable('workspaces.waiting')
    .set({ state: 'offered', offer_booking_id: booking.id, offered_at: inside.now })
    .where('id', '=', waiter.id)
    .execute()
  await notify(inside, {
    to: { subject: waiter.personId },
    template: 'workspaces.waiting.offered',
    ids: { waiting: waiter.id },
  })
  await inside.queue(SETTLE_WAITING, {}, { after: inside.now.add({ minutes, seconds: 5 }) })
  return true
}

/** Ends offers that nobody took in time and what is past, and marks those taken. */
export const settleWaiting = action({
  name: SETTLE_WAITING,
  title: 'Settle offers of the waiting list',
  doors: [],
  fields: {},
  async run(inside) {
    const settled = await settleOffers(inside)
    return { subject: null, result: settled, facts: settled }
  },
})

async function settleOffers(inside: Inside) {
  const { rows: offers } = await sql<{
    id: string
    booking_id: string
    booking_state: string
    is_late: boolean
  }>`
    select waiting.id, booking.id as booking_id, booking.state as booking_state,
      booking.held_until <= ${inside.now} as is_late
    from workspaces.waiting waiting join workspaces.booking booking on booking.id = waiting.offer_booking_id
    where waiting.state = 'offered' and (booking.state <> 'held' or booking.held_until <= ${inside.now})
    order by waiting.offered_at limit ${MOST_WAITING} for no key update of waiting skip locked`.execute(
    inside.tx,
  )
  const late = offers.filter((one) => one.booking_state === 'held' && one.is_late)
  const ended =
    late.length === 0
      ? []
      : await endBookings(
          inside,
          late.map((one) => one.booking_id),
          'cancelled',
          'The offer was not taken in time',
          { onlyFrom: ['held'] },
        )
  const lapsed = new Set(ended.map((one) => one.id))
  const isLapsed = (one: (typeof offers)[number]): boolean =>
    lapsed.has(one.booking_id) || one.booking_state === 'cancelled'
  // One that was confirmed while this looked at it is taken: the next round finds its state.
  const isTaken = (one: (typeof offers)[number]): boolean =>
    !isLapsed(one) && !['held', 'cancelled'].includes(one.booking_state)
  await endWaiting(
    inside,
    offers.filter(isLapsed).map((one) => one.id),
    'lapsed',
  )
  await endWaiting(
    inside,
    offers.filter(isTaken).map((one) => one.id),
    'taken',
  )
  const past = await inside.tx
    .updateTable('workspaces.waiting')
    .set({ state: 'past', ended_at: inside.now })
    .where('state', '=', 'waiting')
    .where('ends_at', '<=', inside.now)
    .executeTakeFirst()
  return {
    lapsed: offers.filter(isLapsed).length,
    taken: offers.filter(isTaken).length,
    past: Number(past.numUpdatedRows),
  }
}

async function endWaiting(inside: Inside, ids: readonly string[], state: 'lapsed' | 'taken'): Promise<void> {
  if (ids.length === 0) return
  await inside.tx
    .updateTable('workspaces.waiting')
    .set({ state, ended_at: inside.now })
    .where('id', 'in', ids)
    .where('state', '=', 'offered')
    .execute()
}
