// Visits and faults added to what is counted already: each day, the sum of its month and of the day as a whole, in one
// statement, in the order of their keys so that two logs being counted never wait for each other in a circle.
import { sql, type Tx } from '#platform/database/index.ts'

export type Visits = {
  readonly day: string
  readonly realm: string
  readonly visited: string
  readonly result: 'ok' | 'fail'
  readonly homeId: string | null
  readonly visitedId: string | null
  readonly logins: number
}

/** Adds visits. Rows may repeat a key. */
export async function addVisits(tx: Tx, rows: readonly Visits[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    with given as (
      select day, realm, visited, result, max(home::text)::uuid as home, max(visited_member::text)::uuid as visited_member, sum(logins)::bigint as logins
      from unnest(${rows.map((row) => row.day)}::date[], ${rows.map((row) => row.realm)}::text[], ${rows.map((row) => row.visited)}::text[],
        ${rows.map((row) => row.result)}::text[], ${rows.map((row) => row.homeId)}::uuid[], ${rows.map((row) => row.visitedId)}::uuid[],
        ${rows.map((row) => row.logins)}::bigint[]) as one (day, realm, visited, result, home, visited_member, logins)
      group by day, realm, visited, result),
    days as (
      insert into roaming.visit_day as kept (day, realm, visited, result, home_member_id, visited_member_id, logins)
      select day, realm, visited, result, home, visited_member, logins from given order by day, realm, visited, result
      on conflict (day, realm, visited, result) do update set logins = kept.logins + excluded.logins,
        home_member_id = coalesce(excluded.home_member_id, kept.home_member_id),
        visited_member_id = coalesce(excluded.visited_member_id, kept.visited_member_id)),
    months as (
      insert into roaming.visit_month as kept (month, realm, visited, result, home_member_id, visited_member_id, logins)
      select date_trunc('month', day)::date, realm, visited, result, max(home::text)::uuid, max(visited_member::text)::uuid, sum(logins)
      from given group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (month, realm, visited, result) do update set logins = kept.logins + excluded.logins,
        home_member_id = coalesce(excluded.home_member_id, kept.home_member_id),
        visited_member_id = coalesce(excluded.visited_member_id, kept.visited_member_id))
    insert into roaming.visit_total as kept (day, result, logins)
    select day, result, sum(logins) from given group by day, result order by day, result
    on conflict (day, result) do update set logins = kept.logins + excluded.logins`.execute(tx)
}

/** The same of quarters that are closed: beside their figures, so that those stand (G13). */
export async function addLateVisits(tx: Tx, rows: readonly Visits[], now: Temporal.Instant): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into roaming.late_visit as kept (day, realm, visited, result, home_member_id, visited_member_id, logins, last_at)
    select day, realm, visited, result, max(home::text)::uuid, max(visited_member::text)::uuid, sum(logins), ${now}
    from unnest(${rows.map((row) => row.day)}::date[], ${rows.map((row) => row.realm)}::text[], ${rows.map((row) => row.visited)}::text[],
      ${rows.map((row) => row.result)}::text[], ${rows.map((row) => row.homeId)}::uuid[], ${rows.map((row) => row.visitedId)}::uuid[],
      ${rows.map((row) => row.logins)}::bigint[]) as one (day, realm, visited, result, home, visited_member, logins)
    group by day, realm, visited, result order by day, realm, visited, result
    on conflict (day, realm, visited, result) do update set logins = kept.logins + excluded.logins, last_at = excluded.last_at`.execute(
    tx,
  )
}

export type Faults = {
  readonly day: string
  readonly realm: string
  readonly visited: string
  readonly cause: string
  readonly logins: number
}

export async function addFaults(tx: Tx, rows: readonly Faults[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into roaming.fault_day as kept (day, realm, visited, cause, logins)
    select day, realm, visited, cause, sum(logins)
    from unnest(${rows.map((row) => row.day)}::date[], ${rows.map((row) => row.realm)}::text[], ${rows.map((row) => row.visited)}::text[],
      ${rows.map((row) => row.cause)}::text[], ${rows.map((row) => row.logins)}::bigint[]) as one (day, realm, visited, cause, logins)
    group by day, realm, visited, cause order by day, realm, visited, cause
    on conflict (day, realm, visited, cause) do update set logins = kept.logins + excluded.logins`.execute(tx)
}
