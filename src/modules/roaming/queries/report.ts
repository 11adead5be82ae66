// What the federation's quarterly report says besides its visits: what members lack, how old secrets and certificates
// are, how long people could sign in, what broke and what changed.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Quarter } from '../rules/quarters.ts'
import type { BrokenPart } from '../rules/words.ts'

export type ReportFacts = {
  readonly withoutAccount: readonly string[]
  readonly withoutCui: readonly string[]
  readonly withoutOperatorName: readonly string[]
  readonly oldestSecret: { readonly name: string; readonly made_at: Temporal.Instant } | undefined
  readonly soonestCertificate:
    | { readonly name: string; readonly subject: string; readonly not_after: Temporal.Instant }
    | undefined
  readonly availability: readonly Available[]
  readonly incidents: readonly Incident[]
  readonly changes: readonly Change[]
}
export type Available = {
  /** Null for the federation itself. */
  readonly name: string | null
  readonly watched_hours: number
  readonly available_hours: number
}
export type Incident = {
  readonly part: BrokenPart
  readonly name: string | null
  readonly opened_at: Temporal.Instant
  readonly closed_at: Temporal.Instant | null
}
export type Change = { readonly on: Temporal.PlainDate; readonly what: string }

const MOST = 200

/** The facts of a quarter; ages and lacks as they are now, because of those nothing older is kept. */
export async function reportFacts(
  { db }: Pick<Reader, 'db'>,
  { from, until }: Quarter,
): Promise<ReportFacts> {
  const first = sql`(${from.toString()}::date)::timestamp at time zone 'Europe/London'`
  const after = sql`(${until.add({ days: 1 }).toString()}::date)::timestamp at time zone 'Europe/London'`
  const names = async (query: ReturnType<typeof sql<{ name: string }>>): Promise<string[]> =>
    (await query.execute(db)).rows.map(({ name }) => name)
  const { rows: secrets } = await sql<{ name: string; made_at: Temporal.Instant }>`
    select lower.code || ' and ' || upper.code as name, credential.made_at from roaming.credential credential
    join roaming.link link on link.id = credential.link_id and link.ended_at is null
    join roaming.server lower on lower.id = link.lower_id join roaming.server upper on upper.id = link.upper_id
    where credential.state = 'standing' order by credential.made_at, link.id limit 1`.execute(db)
  const { rows: certificates } = await sql<{ name: string; subject: string; not_after: Temporal.Instant }>`
    select coalesce(realm.shown, server.code, '') as name, certificate.subject, certificate.not_after
    from roaming.certificate_seen seen join roaming.certificate certificate on certificate.id = seen.certificate_id
    left join roaming.realm realm on realm.id = seen.realm_id left join roaming.server server on server.id = seen.server_id
    where seen.ended_at is null order by certificate.not_after, seen.id limit 1`.execute(db)
  const { rows: availability } = await sql<Available>`
    select body.name, sum(one.watched_hours) as watched_hours, sum(one.available_hours) as available_hours
    from roaming.available_day one left join roaming.member member on member.id = one.member_id
    left join organisations.organisation_card body on body.id = member.organisation_id
    where one.day between ${from.toString()}::date and ${until.toString()}::date
    group by one.member_id, body.name order by body.name nulls first limit ${MOST}`.execute(db)
  const { rows: incidents } = await sql<Incident>`
    select trouble.part, body.name, trouble.opened_at, trouble.closed_at from roaming.trouble trouble
    left join roaming.member member on member.id = trouble.member_id left join organisations.organisation_card body on body.id = member.organisation_id
    where trouble.opened_at < ${after} and coalesce(trouble.closed_at, 'infinity') >= ${first} order by trouble.opened_at, trouble.id limit ${MOST}`.execute(
    db,
  )
  const { rows: changes } = await sql<Change>`
    select * from (
      select member.joined_on as "on", body.name || ' joined' as what from roaming.member member join organisations.organisation_card body on body.id = member.organisation_id
      where member.joined_on between ${from.toString()}::date and ${until.toString()}::date
      union all
      select member.left_on, body.name || ' left' from roaming.member member join organisations.organisation_card body on body.id = member.organisation_id
      where member.left_on between ${from.toString()}::date and ${until.toString()}::date
      union all
      select (realm.proven_at at time zone 'Europe/London')::date, 'The realm ' || realm.shown || ' was proven' from roaming.realm realm
      where realm.proven_at >= ${first} and realm.proven_at < ${after}
      union all
      select (generation.published_at at time zone 'Europe/London')::date, 'Generation ' || generation.number || ' of the configuration was published'
        || coalesce(': ' || generation.because, '') from roaming.generation generation
      where generation.published_at >= ${first} and generation.published_at < ${after}) changes
    order by 1, 2 limit ${MOST}`.execute(db)
  return {
    withoutAccount: await names(sql<{ name: string }>`
      select distinct body.name from roaming.member member join organisations.organisation_card body on body.id = member.organisation_id
      join roaming.realm realm on realm.member_id = member.id and realm.state = 'proven'
      where member.state = 'live' and not exists (select 1 from roaming.test_account account where account.realm_id = realm.id and account.ended_at is null)
      order by 1 limit ${MOST}`),
    // Only of those whose people were seen: who stayed at home shows neither.
    withoutCui: await names(sql<{ name: string }>`
      select body.name from roaming.member member join organisations.organisation_card body on body.id = member.organisation_id
      join roaming.sighting sighting on sighting.home_member_id = member.id and sighting.result = 'ok' and sighting.seen_at >= ${first} and sighting.seen_at < ${after}
      where member.state = 'live' group by body.name having count(sighting.cui) = 0 order by 1 limit ${MOST}`),
    withoutOperatorName: await names(sql<{ name: string }>`
      select distinct body.name from roaming.member member join organisations.organisation_card body on body.id = member.organisation_id
      join roaming.sighting sighting on sighting.visited_member_id = member.id and sighting.visited = '(unknown)' and sighting.seen_at >= ${first} and sighting.seen_at < ${after}
      where member.state = 'live' order by 1 limit ${MOST}`),
    oldestSecret: secrets[0],
    soonestCertificate: certificates[0],
    availability,
    incidents,
    changes,
  }
}
