// Ending bookings: cancelled, released, displaced or over. Time and counters are given back in the same transaction, and
// each booking ends once: from the state that was read, or not at all (W5).
import { personOf, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { givesBack, statesBefore, type BookingState, type Use } from '../rules.ts'
import { countedIn, holdCounters, summed } from './counting.ts'
import { offerWhatCameFree } from './freeing.ts'

export type Ended = {
  readonly id: string
  readonly orderId: string
  readonly siteId: string
  readonly resourceId: string
  readonly organisationId: string
  readonly forPersonId: string | null
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  /** The state it ended from. */
  readonly was: BookingState
}

type Read = {
  readonly id: string
  readonly order_id: string
  readonly site_id: string
  readonly resource_id: string
  readonly organisation_id: string
  readonly for_person_id: string | null
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly state: BookingState
  readonly version: number
  readonly uses: readonly Use[]
}

const MOST_ATTEMPTS = 3
const MOST_ANNOUNCED = 5

/** Ends those of these bookings that may still end so; what has ended meanwhile is left as it is. */
export async function endBookings(
  inside: Inside,
  bookingIds: readonly string[],
  to: 'cancelled' | 'released' | 'displaced' | 'completed',
  because: string | null,
  more: { readonly onlyFrom?: readonly BookingState[] } = {},
): Promise<Ended[]> {
  const from = more.onlyFrom ?? statesBefore(to)
  const ended: Read[] = []
  let left: readonly string[] = bookingIds
  // A booking that was changed while its counters were waited for is read again: it may use others now.
  for (let attempt = 1; left.length > 0 && attempt <= MOST_ATTEMPTS; attempt += 1) {
    const read = await standing(inside, left, from)
    if (givesBack(to))
      await holdCounters(
        inside,
        read.flatMap((one) => one.uses),
      )
    const done = await swap(inside, read, to, because)
    ended.push(...read.filter((one) => done.has(one.id)))
    left = read.flatMap((one) => (done.has(one.id) ? [] : one.id))
  }
  if (ended.length === 0) return []
  await giveBack(inside, ended, to, because)
  // That a booking is over is nobody's news.
  if (to !== 'completed') await announce(inside, ended)
  await offerWhatCameFree(
    inside,
    ended.map((one) => ({
      siteId: one.site_id,
      resourceId: one.resource_id,
      startsAt: one.starts_at,
      endsAt: one.ends_at,
    })),
  )
  return ended.map((one) => ({
    id: one.id,
    orderId: one.order_id,
    siteId: one.site_id,
    resourceId: one.resource_id,
    organisationId: one.organisation_id,
    forPersonId: one.for_person_id,
    startsAt: one.starts_at,
    endsAt: one.ends_at,
    was: one.state,
  }))
}

async function standing(
  inside: Inside,
  ids: readonly string[],
  from: readonly BookingState[],
): Promise<readonly Read[]> {
  const { rows } = await sql<Read>`
    select id, order_id, site_id, resource_id, organisation_id, for_person_id, starts_at, ends_at, state, version, uses
    from workspaces.booking where id = any(${[...ids]}::uuid[]) and state = any(${[...from]}::text[]) order by id`.execute(
    inside.tx,
  )
  return rows
}

/** Compare-and-swap, the rows held by id first: which of them were as they had been read, and have ended. */
async function swap(
  inside: Inside,
  read: readonly Read[],
  to: BookingState,
  because: string | null,
): Promise<ReadonlySet<string>> {
  if (read.length === 0) return new Set()
  const { now } = inside
  const { rows } = await sql<{ id: string }>`
    with held as materialized (
      select id from workspaces.booking where id = any(${read.map((one) => one.id)}::uuid[]) order by id for no key update)
    update workspaces.booking booking set state = ${to}, ended_at = ${now}, ended_because = ${because}, changed_at = ${now},
      uses = case when ${givesBack(to)} then '[]'::jsonb else uses end, left_at = case when booking.state = 'checked-in' then coalesce(left_at, ${now}) else left_at end,
      sequence = sequence + 1, version = booking.version + 1
    from held, unnest(${read.map((one) => one.id)}::uuid[], ${read.map((one) => one.version)}::integer[], ${read.map((one) => one.state)}::text[])
      as read (id, version, state)
    where booking.id = held.id and booking.id = read.id and booking.version = read.version and booking.state = read.state
    returning booking.id`.execute(inside.tx)
  return new Set(rows.map((row) => row.id))
}

async function giveBack(
  inside: Inside,
  ended: readonly Read[],
  to: BookingState,
  because: string | null,
): Promise<void> {
  const ids = ended.map((one) => one.id)
  const uses = givesBack(to)
    ? summed(
        ended.flatMap((one) => one.uses),
        -1,
      )
    : []
  await sql`
    with counted as (${countedIn(uses)}),
    freed as (delete from workspaces.claim where booking_id = any(${ids}::uuid[]))
    insert into workspaces.step (id, booking_id, state, person_id, reason, at)
    select step.id, step.booking_id, ${to}, ${personOf(inside)}::uuid, ${because}::text, ${inside.now}::timestamptz
    from unnest(${ids.map(() => inside.id())}::uuid[], ${ids}::uuid[]) as step (id, booking_id)`.execute(
    inside.tx,
  )
}

async function announce(inside: Inside, ended: readonly Read[]): Promise<void> {
  const news = ended.filter((one) => one.state !== 'held')
  if (news.length <= MOST_ANNOUNCED) {
    for (const one of news) await inside.announce('workspaces.booking.ended', one.id, { booking: one.id })
    return
  }
  for (const order of new Set(news.map((one) => one.order_id)))
    await inside.announce('workspaces.order.ended', order, { order })
}
