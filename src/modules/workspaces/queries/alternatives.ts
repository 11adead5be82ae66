// What else is free for somebody whose wish was refused (W3): the same place at the nearest other times of that day, and
// like places at the same time, the nearest and most alike first. Each of them can be booked at this moment.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import {
  candidate,
  nearestTimes,
  type Asked,
  type Candidate,
  type ResourceKind,
  type Situation,
} from '../rules.ts'
import { decideNow, groundsOf, type For } from './deciding.ts'

export type Alternative = {
  readonly resourceId: string
  readonly code: string
  readonly name: string
  readonly kind: ResourceKind
  readonly siteId: string
  readonly siteCode: string
  readonly siteName: string
  readonly startsAt: string
  readonly endsAt: string
  readonly timeZone: string
  /** The same place at another time, or another place at the same. */
  readonly is: 'another-time' | 'another-place'
}

type Wish = For & {
  readonly resourceId: string
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly people?: number
}

const MOST = 6
const MOST_TIMES = 2
/** More are looked at than are shown: some will be kept for others, or closed to this body. */
const LOOKED_AT = 10
const SITES_NEAR_BY = 4

/** What may be had instead, at most six. */
export async function alternativesTo(reader: Pick<Reader, 'db' | 'now'>, wish: Wish): Promise<Alternative[]> {
  const { like, taken } = await nearBy(reader, wish)
  const grounds = await groundsOf(reader, { resourceIds: [wish.resourceId, ...like] }, wish, wish)
  const itself = grounds.situation(wish.resourceId, wish)
  if (itself === undefined || !itself.isLetIn) return []
  const asked = (span: { startsAt: Temporal.Instant; endsAt: Temporal.Instant }): Asked => ({
    startsAt: span.startsAt,
    endsAt: span.endsAt,
    now: reader.now,
    people: wish.people ?? 1,
    as: 'booker',
  })
  const times = nearestTimes(itself, asked(wish), taken).map((span) =>
    candidate(itself, asked(span), wish.personId),
  )
  const places = like.flatMap((id) => {
    const situation = grounds.situation(id, wish)
    if (situation === undefined || !situation.isLetIn || !situation.terms.visible.value) return []
    return candidate(situation, asked(wish), wish.personId)
  })
  await decideNow(reader, [...times, ...places])
  const possible = (one: Candidate): boolean => one.reasons.length === 0
  const chosen = times.filter(possible).slice(0, MOST_TIMES)
  return [
    ...chosen.map((one) => shown(one.situation, one.asked, 'another-time')),
    ...places
      .filter(possible)
      .slice(0, MOST - chosen.length)
      .map((one) => shown(one.situation, one.asked, 'another-place')),
  ]
}

const shown = ({ resource, workplace }: Situation, asked: Asked, is: Alternative['is']): Alternative => ({
  resourceId: resource.id,
  code: resource.code,
  name: resource.name,
  kind: resource.kind,
  siteId: workplace.siteId,
  siteCode: workplace.code,
  siteName: workplace.name,
  startsAt: asked.startsAt.toString(),
  endsAt: asked.endsAt.toString(),
  timeZone: workplace.zone,
  is,
})

type Near = {
  readonly like: readonly string[] | null
  readonly taken: readonly { readonly from: string; readonly until: string }[] | null
}

/** Free places of the kind by nearness and likeness, and what is taken of the wished one around that day. */
async function nearBy(reader: Pick<Reader, 'db'>, wish: Wish) {
  const { rows } = await sql<Near>`
    with wished as materialized (
      select resource.*, place.latitude, place.longitude from workspaces.resource resource
      left join organisations.site_place place using (site_id) where resource.id = ${wish.resourceId}),
    near as materialized (
      select workplace.site_id, row_number() over (order by (workplace.site_id = wished.site_id) desc,
        (place.latitude - wished.latitude) ^ 2 + ((place.longitude - wished.longitude) * 0.62) ^ 2 nulls last, workplace.site_id) as rank
      from wished, workspaces.workplace workplace left join organisations.site_place place using (site_id)),
    free as (
      select resource.id, near.rank, (resource.zone_id = wished.zone_id) as same_zone, (resource.floor_id = wished.floor_id) as same_floor,
        (select count(*) from unnest(resource.attributes) one where one = any(wished.attributes)) as shared, resource.code
      from wished, near join workspaces.resource resource on resource.site_id = near.site_id
      where near.rank <= ${SITES_NEAR_BY} and resource.kind = wished.kind and resource.id <> wished.id
        and resource.capacity >= ${wish.people ?? 1} and (resource.retired_on is null or resource.retired_on > ${wish.startsAt}::timestamptz::date)
        and (resource.held_for_access = wished.held_for_access or wished.held_for_access)
        and not exists (select 1 from workspaces.claim claim where claim.resource_id = resource.id
          and tstzrange(claim.starts_at, claim.ends_at) && tstzrange(${wish.startsAt}, ${wish.endsAt}))
        and not exists (select 1 from workspaces.part part join workspaces.claim claim on claim.resource_id = part.part_id
          where part.whole_id = resource.id and tstzrange(claim.starts_at, claim.ends_at) && tstzrange(${wish.startsAt}, ${wish.endsAt}))
      order by near.rank, same_zone desc, same_floor desc, shared desc, resource.code limit ${LOOKED_AT})
    select
      (select array_agg(id order by rank, same_zone desc, same_floor desc, shared desc, code) from free) as like,
      (select json_agg(json_build_object('from', claim.starts_at, 'until', claim.ends_at) order by claim.starts_at) from workspaces.claim claim
        where claim.resource_id in (select id from wished union select part_id from workspaces.part join wished on whole_id = wished.id)
          and claim.ends_at > ${wish.startsAt}::timestamptz - interval '1 day' and claim.starts_at < ${wish.endsAt}::timestamptz + interval '1 day') as taken`.execute(
    reader.db,
  )
  const taken = (rows[0]?.taken ?? []).map((one) => ({
    from: Temporal.Instant.from(one.from),
    until: Temporal.Instant.from(one.until),
  }))
  return { like: rows[0]?.like ?? [], taken }
}
