// For how long logins worked. In each hour the better of the ways through the proxies counts, because a device's server
// takes the other when one fails; of several realms the average; where no account is watched, the best of the member's own
// servers. An hour in which nothing was watched is none: it is neither good nor bad.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'

/** Select of member (null: the federation), day, watched and available hours, for the days from one to the other. */
export const availableHours = (from: Temporal.PlainDate, to: Temporal.PlainDate) => sql`
  select member_id, day, count(*)::float8 as watched_hours, sum(share)::float8 as available_hours from (
    with measured as (
      select watch.kind, watch.realm_id, realm.member_id as realm_member, server.member_id as server_member, server.place,
        server.does, measured.hour, measured.good::float8 / measured.checks as share
      from roaming.watch_hour measured join roaming.watch watch on watch.id = measured.watch_id
      left join roaming.realm realm on realm.id = watch.realm_id
      left join roaming.server server on server.id = watch.server_id
      where measured.checks > 0 and measured.hour >= ${from}::date::timestamp at time zone 'Europe/London'
        and measured.hour < (${to}::date + 1)::timestamp at time zone 'Europe/London'),
    login as (select member_id, hour, avg(share) as share from (
      select realm_member as member_id, realm_id, hour, max(share) as share from measured
      where kind in ('login', 'login-peap') group by realm_member, realm_id, hour) by_realm group by member_id, hour),
    own as (select server_member as member_id, hour, max(share) as share from measured
      where kind = 'status' and place = 'member' and does <> 'visited' group by server_member, hour),
    hours as (
      select coalesce(login.member_id, own.member_id) as member_id, hour, coalesce(login.share, own.share) as share
        from login full join own using (member_id, hour)
      union all
      select null, hour, max(share) from measured where kind = 'status' and place = 'federation' group by hour)
    select member_id, (hour at time zone 'Europe/London')::date as day, share from hours) as hourly
  group by member_id, day`

export type Availability = {
  /** Null is the federation itself. */
  readonly member_id: string | null
  readonly watched_hours: number
  readonly available_hours: number
  readonly days: number
}

/** The last days and today, by member, or of one. Whoever was not watched at all is not in it. */
export async function availabilityOf(
  reader: Pick<Reader, 'db' | 'now'>,
  { days, memberId }: { readonly days: number; readonly memberId?: string },
): Promise<ReadonlyMap<string | null, Availability>> {
  const today = londonDate(reader.now)
  const wanted = memberId === undefined ? sql`true` : sql`member_id = ${memberId}`
  const { rows } = await sql<Availability>`
    select member_id, sum(watched_hours)::float8 as watched_hours, sum(available_hours)::float8 as available_hours,
      count(*)::int as days
    from (
      select member_id, day, watched_hours, available_hours from roaming.available_day
        where day >= ${today.subtract({ days: days - 1 })} and day < ${today}
      union all
      select member_id, day, watched_hours, available_hours from (${availableHours(today, today)}) as now_measured) as all_days
    where ${wanted} group by member_id`.execute(reader.db)
  return new Map(rows.map((row) => [row.member_id, row]))
}
