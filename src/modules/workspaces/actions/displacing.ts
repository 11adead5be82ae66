// Taking places back: what was booked there is moved to an equal place where one is free, the rest is told why not. The
// bookings end first, so that their quotas and allocations do not stand in the way of what they are moved to.
import type { Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { groundsOf } from '../queries/deciding.ts'
import { bookingsAhead, proposalsFor, type Ahead, type Proposal } from '../queries/displacing.ts'
import { usesOf, type Use } from '../rules.ts'
import { holdCounters } from './counting.ts'
import { endBookings, place, type Placed } from './placing.ts'

export type Displaced = {
  readonly moved: readonly {
    readonly bookingId: string
    readonly toId: string
    readonly resourceId: string
  }[]
  readonly stranded: readonly { readonly bookingId: string; readonly because: string }[]
}

/** No more are displaced in one transaction; who closes more goes on in a job. */
export const MOST_AT_ONCE = 250

/**
 * Takes these bookings back and moves each to the nearest equal place: same kind, same times, at least what the old one
 * had or what the person wants. `moveWithin` are the sites it may go to: null for every site that lets the body in, none
 * to move nobody; `avoid` are resources that close, too. `because` is a sentence, which the people read. What has ended
 * or begun meanwhile is left alone. Everybody hears of it by the announcements of placing.
 */
export async function displace(
  inside: Inside,
  bookingIds: readonly string[],
  because: string,
  {
    moveWithin,
    avoid = [],
  }: { readonly moveWithin: readonly string[] | null; readonly avoid?: readonly string[] },
): Promise<Displaced> {
  if (bookingIds.length === 0) return { moved: [], stranded: [] }
  const ahead = await bookingsAhead(inside, { bookingIds, most: bookingIds.length })
  const proposals = await proposalsFor(
    inside,
    ahead.filter((one) => one.state !== 'held'),
    { sites: moveWithin, avoid: [...avoid, ...ahead.map((one) => one.resource_id)] },
  )
  await holdAll(inside, ahead, proposals, avoid)
  // What is only held for a moment is nobody's yet.
  const held = ahead.filter((one) => one.state === 'held').map((one) => one.id)
  if (held.length > 0) await endBookings(inside, held, 'cancelled', because, { onlyFrom: ['held'] })
  const taken = await takeBack(inside, proposals, because)
  const placed = await moveAll(inside, taken)
  return {
    moved: taken.flatMap(({ booking, to }) => {
      const now = placed.get(booking.id)
      return now === undefined || to === null
        ? []
        : [{ bookingId: booking.id, toId: now.id, resourceId: now.resourceId }]
    }),
    stranded: taken.flatMap(({ booking, why }) =>
      placed.has(booking.id) ? [] : [{ bookingId: booking.id, because: why ?? 'It was taken a moment ago.' }],
    ),
  }
}

/**
 * All that taking back and moving will hold, held first and in one order (W2): the counters of what they had and of what
 * they are moved to by key, then the places that close and those they are moved to by id.
 */
async function holdAll(
  inside: Inside,
  ahead: readonly Ahead[],
  proposals: readonly Proposal[],
  closing: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ uses: readonly Use[] }>`
    select uses from workspaces.booking where id = any(${ahead.map((one) => one.id)}::uuid[])`.execute(
    inside.tx,
  )
  const uses = rows.flatMap((row) => row.uses)
  const moves = proposals.flatMap(({ booking, to }) => (to === null ? [] : { booking, toId: to.id }))
  const byBody = Map.groupBy(
    moves,
    ({ booking }) => `${booking.organisation_id} ${booking.visitor_id !== null}`,
  )
  for (const group of byBody.values()) {
    const { organisation_id: organisationId, visitor_id: visitorId } = group[0]!.booking
    const grounds = await groundsOf(
      inside,
      { resourceIds: [...new Set(group.map((one) => one.toId))] },
      { organisationId, personId: null, isVisitor: visitorId !== null },
      {
        startsAt: group.map(({ booking }) => booking.starts_at).toSorted(Temporal.Instant.compare)[0]!,
        endsAt: group
          .map(({ booking }) => booking.ends_at)
          .toSorted(Temporal.Instant.compare)
          .at(-1)!,
      },
    )
    for (const { booking, toId } of group) {
      const span = { startsAt: booking.starts_at, endsAt: booking.ends_at }
      const situation = grounds.situation(toId, span)
      if (situation !== undefined) uses.push(...usesOf(situation, span, booking.for_person_id))
    }
  }
  await sql`select set_config('lock_timeout', '2s', true)`.execute(inside.tx)
  await holdCounters(inside, uses)
  const places = [...new Set([...closing, ...moves.map((one) => one.toId)])]
  await sql`
    select resource.id from workspaces.resource resource where resource.id = any(${places}::uuid[])
      or resource.id in (select part_id from workspaces.part where whole_id = any(${places}::uuid[]))
    order by resource.id for no key update`.execute(inside.tx)
}

/** Ends them, each group of the same reason at once; those that did end. */
async function takeBack(
  inside: Inside,
  proposals: readonly Proposal[],
  because: string,
): Promise<readonly Proposal[]> {
  const done = new Set<string>()
  for (const [why, group] of Map.groupBy(proposals, (one) => one.why ?? '')) {
    const ids = group.map((one) => one.booking.id)
    const ended = await endBookings(inside, ids, 'displaced', `${because} ${why}`.trim(), {
      onlyFrom: ['pending', 'confirmed'],
    })
    for (const one of ended) done.add(one.id)
  }
  return proposals.filter((one) => done.has(one.booking.id))
}

/** Bookings that are one order of one person are placed together. */
const orderKey = (booking: Ahead): string =>
  JSON.stringify([
    booking.order_id,
    booking.for_person_id,
    booking.visitor_id,
    booking.organisation_id,
    booking.series_id,
    booking.purpose,
    booking.private,
    booking.people,
  ])

async function moveAll(inside: Inside, taken: readonly Proposal[]): Promise<Map<string, Placed>> {
  const moved = new Map<string, Placed>()
  const movable = taken.filter((one) => one.to !== null)
  for (const group of Map.groupBy(movable, (one) => orderKey(one.booking)).values()) {
    const { booking } = group[0]!
    const { placed } = await place(inside, {
      wanted: group.map((one) => ({
        resourceId: one.to!.id,
        startsAt: one.booking.starts_at,
        endsAt: one.booking.ends_at,
        seriesOn: one.booking.series_on,
      })),
      forPersonId: booking.for_person_id,
      visitorId: booking.visitor_id,
      organisationId: booking.organisation_id,
      orderId: booking.order_id,
      seriesId: booking.series_id,
      purpose: booking.purpose,
      isPrivate: booking.private,
      people: booking.people,
      as: 'displacement',
      conflicts: 'skip',
    })
    for (const one of placed) {
      const was = group.find(
        ({ to, booking: old }) => to?.id === one.resourceId && old.starts_at.equals(one.startsAt),
      )
      if (was !== undefined) moved.set(was.booking.id, one)
    }
  }
  const pairs = [...moved]
  if (pairs.length > 0)
    await sql`
      update workspaces.booking booking set replaces_id = pair.old_id, made_by_person_id = old.made_by_person_id
      from unnest(${pairs.map(([, now]) => now.id)}::uuid[], ${pairs.map(([was]) => was)}::uuid[]) as pair (new_id, old_id)
      join workspaces.booking old on old.id = pair.old_id
      where booking.id = pair.new_id`.execute(inside.tx)
  return moved
}
