// What each partner gave each other of its workplaces in a period (P10). Whoever manages or leads a body sees the pairs
// in which it is; officers of a partnership see all pairs of its members, as totals.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import type { ResourceKind } from '../rules.ts'
import { pairShown, type Pair, type PairShown } from '../rules/reciprocity.ts'
import type { Period } from '../rules/use.ts'
import { TOOK_TIME } from './use.ts'

export const RECIPROCITY = 'workspaces.reciprocity.read'

/** The bodies for which the reader answers, and those whose pairs they see as totals. */
export type Sight = { readonly own: readonly string[] | 'all'; readonly among: readonly string[] }

export async function sightOf(reader: Reader, period: Period): Promise<Sight> {
  const bodies = reader.scopes(RECIPROCITY, 'organisation')
  const sites = reader.scopes(RECIPROCITY, 'site')
  const partnerships = reader.scopes(RECIPROCITY, 'partnership')
  if (bodies === 'all' || sites === 'all' || partnerships === 'all') return { own: 'all', among: [] }
  const { rows } = await sql<{ id: string; is_own: boolean }>`
    select site.organisation_id as id, true as is_own from organisations.site_card site where site.id = any(${[...sites]}::uuid[])
    union select member.organisation_id, false from partnerships.member_card member
      where member.partnership_id = any(${[...partnerships]}::uuid[])
        and (member.joined_on is null or member.joined_on <= ${period.to.toString()}::date)
        and (member.left_on is null or member.left_on >= ${period.from.toString()}::date)`.execute(reader.db)
  const own = [...new Set([...bodies, ...rows.filter((row) => row.is_own).map((row) => row.id)])]
  const among = rows.filter((row) => !row.is_own).map((row) => row.id)
  if (own.length === 0 && among.length === 0)
    refuse(
      'forbidden',
      'workspaces.reciprocity.not-yours',
      'What partners give each other is for those who lead an organisation or manage its workspaces. Ask one of them.',
    )
  return { own, among }
}

export type PairsOf = Period & { readonly kind: ResourceKind | null }

const seen = ({ own, among }: Sight, owner: string, body: string) => {
  if (own === 'all') return sql`true`
  const [its, of] = [sql.ref(owner), sql.ref(body)]
  return sql`(${its} = any(${[...own]}::uuid[]) or ${of} = any(${[...own]}::uuid[])
    or (${its} = any(${[...among]}::uuid[]) and ${of} = any(${[...among]}::uuid[])))`
}

/**
 * Each pair of an owner and another body whose people were there, or were refused: the largest first. The period is days
 * of each workplace; its bookings are found by the index of their workplace and time.
 */
export async function pairsOf(reader: Reader, of: PairsOf, sight: Sight): Promise<PairShown[]> {
  const [first, after] = [of.from.toString(), of.to.add({ days: 1 }).toString()]
  const kind =
    of.kind === null
      ? sql`true`
      : sql`booking.resource_id in (select id from workspaces.resource where kind = ${of.kind})`
  const { rows } = await sql<Pair>`
    with chosen as materialized (
      select booking.owner_organisation_id as owner_id, booking.organisation_id as body_id, booking.resource_id, booking.for_person_id,
        (booking.starts_at at time zone workplace.time_zone)::date as on_day, booking.state = 'released' as no_show,
        booking.checked_in_at is not null or (booking.state = 'completed' and booking.check_in_from is null) as came,
        date_part('epoch', greatest(booking.starts_at, case when booking.state in ('released', 'completed')
          then least(booking.ends_at, booking.ended_at) else booking.ends_at end) - booking.starts_at) / 60 as minutes
      from workspaces.workplace workplace
      join workspaces.booking booking on booking.site_id = workplace.site_id
        and booking.starts_at >= ${first}::date::timestamp at time zone workplace.time_zone
        and booking.starts_at < ${after}::date::timestamp at time zone workplace.time_zone
      -- Bounds that no zone moves by more than a day are constants, so that the index is used.
      where booking.starts_at >= ${first}::date - 1 and booking.starts_at < ${after}::date + 1
        and booking.organisation_id <> booking.owner_organisation_id and booking.state = any(${[...TOOK_TIME]}::text[])
        and ${kind} and ${seen(sight, 'booking.owner_organisation_id', 'booking.organisation_id')}),
    -- A place on a day first: counting distinct ones over the whole would sort everything.
    daily as (
      select owner_id, body_id, sum(minutes) as booked, coalesce(sum(minutes) filter (where came), 0) as used, count(*) as bookings,
        count(*) filter (where no_show) as no_shows
      from chosen group by owner_id, body_id, resource_id, on_day),
    there as (
      select owner_id, body_id, count(*)::integer as people
      from (select distinct owner_id, body_id, for_person_id from chosen where for_person_id is not null) person group by owner_id, body_id),
    booked as (
      select owner_id, body_id, round(sum(booked))::integer as booked, round(sum(used))::integer as used, count(*)::integer as desk_days,
        sum(bookings)::integer as bookings, sum(no_shows)::integer as no_shows, coalesce(max(there.people), 0) as people
      from daily left join there using (owner_id, body_id) group by owner_id, body_id),
    refused as (
      select site.organisation_id as owner_id, refused.organisation_id as body_id, count(*)::integer as refused
      from workspaces.workplace workplace
      join organisations.site_card site on site.id = workplace.site_id
      join workspaces.refused refused on refused.site_id = workplace.site_id
        and refused.starts_at >= ${first}::date::timestamp at time zone workplace.time_zone
        and refused.starts_at < ${after}::date::timestamp at time zone workplace.time_zone
      where refused.organisation_id <> site.organisation_id and ${of.kind === null ? sql`true` : sql`refused.resource_kind = ${of.kind}`}
        and ${seen(sight, 'site.organisation_id', 'refused.organisation_id')}
      group by 1, 2)
    select owner_id, owner.name as owner_name, body_id, body.name as body_name, coalesce(booked.booked, 0) as booked, coalesce(booked.used, 0) as used,
      coalesce(booked.desk_days, 0) as desk_days, coalesce(booked.bookings, 0) as bookings, coalesce(booked.no_shows, 0) as no_shows,
      coalesce(booked.people, 0) as people, coalesce(refused.refused, 0) as refused
    from booked full join refused using (owner_id, body_id)
    join organisations.organisation_card owner on owner.id = owner_id
    join organisations.organisation_card body on body.id = body_id
    order by booked desc, refused desc, owner_name, body_name`.execute(reader.db)
  return rows.map((pair) => pairShown(pair, sight.own))
}
