// What stands in the way of wishes right now: claims on the same time, what is left where something is kept, and what is
// used up. Certain only under the locks of actions/claiming.ts; everywhere else it is what a reader is told.
import type { Db } from '#platform/database/index.ts'
import { sql } from '#platform/database/index.ts'
import { claimsOf, keyOf, poolsOf, type Candidate, type Found, type Use, type Used } from '../rules.ts'

/** Claims in the way of each candidate but those of the booking `besides`, and how much is free in the pools it takes from. */
export async function whatIsTaken(
  { db }: { readonly db: Db },
  open: readonly Candidate[],
  besides: string | null = null,
): Promise<Found> {
  if (open.length === 0) return { taken: new Map(), free: () => 0 }
  const { places, resources, starts, ends } = wantedOf(open)
  const { rows } = await sql<InTheWay>`
    select place, because from workspaces.in_the_way(${places}::integer[], ${resources}::uuid[], ${starts}::timestamptz[], ${ends}::timestamptz[], ${besides}::uuid)`.execute(
    db,
  )
  return foundIn({ db }, open, rows, besides)
}

/** All claims that touch a time, at whatever workplace: quicker than to ask for each of hundreds of places. */
export const claimsWithin = (from: ReturnType<typeof sql>, until: ReturnType<typeof sql>) =>
  // What lasts a day at most ends by the day after; what lasts longer is little, and has its own index.
  sql`select * from workspaces.claim
    where ends_at - starts_at <= interval '1 day' and ends_at > ${from} and ends_at < ${until} + interval '1 day' and starts_at < ${until}
  union all select * from workspaces.claim where ends_at - starts_at > interval '1 day' and ends_at > ${from} and starts_at < ${until}`

export type InTheWay = { readonly place: number; readonly because: string | null }

/** Each claim that the candidates would make, as the columns of one question. */
export function wantedOf(open: readonly Candidate[]) {
  const claims = open.flatMap((one, place) => claimsOf(one).map((claim) => ({ ...claim, place })))
  return {
    places: claims.map((one) => one.place),
    resources: claims.map((one) => one.resourceId),
    starts: claims.map((one) => one.startsAt),
    ends: claims.map((one) => one.endsAt),
  }
}

/** What is in the way, with how much is free in the pools from which the candidates take. */
export async function foundIn(
  { db }: { readonly db: Db },
  open: readonly Candidate[],
  rows: readonly InTheWay[],
  besides: string | null = null,
): Promise<Found> {
  const taken = new Map(rows.map((row) => [row.place, { because: row.because }]))
  const free = await freeInPools(db, open, besides)
  return { taken, free: (place, placeId) => free.get(`${place} ${placeId}`) ?? 0 }
}

async function freeInPools(
  db: Db,
  open: readonly Candidate[],
  besides: string | null,
): Promise<ReadonlyMap<string, number>> {
  const pools = open.flatMap((one, place) =>
    poolsOf(one).map((placeId) => ({
      place,
      placeId,
      kind: one.situation.resource.kind,
      day: one.asked.startsAt.toZonedDateTimeISO(one.situation.workplace.zone).toPlainDate().toString(),
      ...one.asked,
    })),
  )
  if (pools.length === 0) return new Map()
  // Many wishes for one time are one question about its pool.
  const asked = Map.groupBy(pools, (one) => `${one.placeId} ${one.kind} ${one.startsAt} ${one.endsAt}`)
  const each = [...asked.values()].map((same) => same[0]!)
  const { rows } = await sql<{ nth: number; free: number }>`
    select pool.nth::integer as nth, count(resource.id)::integer as free
    from unnest(${each.map((one) => one.placeId)}::uuid[], ${each.map((one) => one.kind)}::text[],
      ${each.map((one) => one.startsAt)}::timestamptz[], ${each.map((one) => one.endsAt)}::timestamptz[], ${each.map((one) => one.day)}::date[])
      with ordinality as pool (place_id, kind, starts_at, ends_at, day, nth)
    -- A place is a zone, a floor or a site: each way has its index, which one condition with "or" would not use.
    join lateral (
      select * from workspaces.resource where zone_id = pool.place_id
      union all select * from workspaces.resource where floor_id = pool.place_id
      union all select * from workspaces.resource where site_id = pool.place_id) resource
      on resource.kind = pool.kind and not resource.held_for_access and resource.from_on <= pool.day
      and (resource.retired_on is null or resource.retired_on > pool.day)
      and not exists (select 1 from workspaces.claim claim where claim.resource_id = resource.id
        and tstzrange(claim.starts_at, claim.ends_at) && tstzrange(pool.starts_at, pool.ends_at)
        and (claim.block_id is not null or claim.booking_id is distinct from ${besides}::uuid))
      -- A divisible room is as many places as it has parts: itself it is none besides them.
      and not exists (select 1 from workspaces.part part where part.whole_id = resource.id)
    group by pool.nth`.execute(db)
  const counted = new Map(rows.map((row) => [row.nth, row.free]))
  return new Map(
    [...asked.values()].flatMap((same, index) =>
      same.map((one) => [`${one.place} ${one.placeId}`, counted.get(index + 1) ?? 0] as const),
    ),
  )
}

/** How much is used of these counters, and of what else is kept in the same halves of days. */
export async function usedOf({ db }: { readonly db: Db }, uses: readonly Use[]): Promise<Used> {
  const keys = [...new Map(uses.map((use) => [keyOf(use), use])).values()]
  if (keys.length === 0) return new Map()
  const { rows } = await sql<{ key: string; used: number }>`
    select concat_ws('|', counter.holder, counter.holder_id, counter.owner_id, counter.resource_kind, counter.per, counter.from_on) as key, counter.used
    from unnest(${keys.map((use) => use[0])}::text[], ${keys.map((use) => use[1])}::uuid[], ${keys.map((use) => use[2])}::uuid[],
      ${keys.map((use) => use[3])}::text[], ${keys.map((use) => use[4])}::text[], ${keys.map((use) => use[5])}::date[])
      as use (holder, holder_id, owner_id, resource_kind, per, from_on)
    join workspaces.counter counter using (holder, holder_id, owner_id, resource_kind, per, from_on)`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.key, row.used]))
}
