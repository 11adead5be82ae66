// The facts from which a member's checklist follows, of many members in one statement.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { boardingOf, type BoardingFacts, type StepSeen } from '../rules/boarding.ts'
import type { ContactDuty } from '../rules/words.ts'

type Row = {
  readonly id: string
  readonly has_consent: boolean
  readonly duties: readonly ContactDuty[]
  readonly ticked: readonly string[]
  readonly claimed: number
  readonly proven: number
  readonly servers: number
  readonly live_servers: number
  readonly home_servers: number
  readonly links: number
  readonly shown_links: number
  readonly proven_links: number
  readonly test_accounts: number
  readonly first_good_at: Temporal.Instant | null
  readonly certificates: number
  readonly certificate_ends_at: Temporal.Instant | null
  readonly has_profile: boolean
  readonly locations: number
}

/** The facts of these members, by id; of all that have not left when none are named. */
export async function boardingFacts(
  reader: Pick<Reader, 'db'>,
  memberIds?: readonly string[],
): Promise<ReadonlyMap<string, BoardingFacts>> {
  const which =
    memberIds === undefined ? sql`member.state <> 'left'` : sql`member.id = any(${[...memberIds]}::uuid[])`
  const { rows } = await sql<Row>`
    with asked as (select member.id from roaming.member member where ${which}),
    contacts as (
      select contact.member_id, array_agg(distinct contact.duty) as duties from roaming.contact contact
      where contact.ended_on is null and contact.member_id in (select id from asked) group by contact.member_id),
    ticks as (
      select tick.member_id, array_agg(tick.step) as steps from roaming.boarding_tick tick
      where tick.member_id in (select id from asked) group by tick.member_id),
    realms as (
      select realm.member_id, count(*) filter (where realm.state = 'claimed') as claimed,
        count(*) filter (where realm.state = 'proven') as proven,
        count(*) filter (where realm.state = 'proven' and seen.not_after is not null) as certificates,
        min(seen.not_after) filter (where realm.state = 'proven') as certificate_ends_at,
        min(login.last_good_at) as first_good_at
      from roaming.realm realm
      left join lateral (
        select certificate.not_after from roaming.certificate_seen at_realm
        join roaming.certificate certificate on certificate.id = at_realm.certificate_id
        where at_realm.realm_id = realm.id and at_realm.purpose = 'eap' and at_realm.ended_at is null
        order by at_realm.last_at desc limit 1) seen on true
      left join lateral (
        select min(watch.last_good_at) as last_good_at from roaming.watch watch
        where watch.realm_id = realm.id and watch.kind in ('login', 'login-peap')) login on true
      where realm.state <> 'withdrawn' and realm.member_id in (select id from asked) group by realm.member_id),
    servers as (
      select server.member_id, count(*) as servers, count(*) filter (where server.state = 'live') as live,
        count(*) filter (where server.state = 'live' and server.does <> 'visited') as home,
        min((select min(watch.last_good_at) from roaming.watch watch
          where watch.server_id = server.id and watch.kind = 'status')) as first_good_at
      from roaming.server server
      where server.state <> 'retired' and server.member_id in (select id from asked) group by server.member_id),
    links as (
      select lower.member_id, count(*) as links,
        count(*) filter (where lower.transport = 'radsec' or credential.shown_at is not null
          or credential.origin = 'imported') as shown,
        count(*) filter (where (lower.transport = 'radsec' and exists (select 1 from roaming.watch watch
            left join roaming.realm realm on realm.id = watch.realm_id
            where watch.last_good_at is not null and (watch.server_id = lower.id and watch.kind = 'status'
              or realm.member_id = lower.member_id and watch.through_id = link.upper_id)))
          or ((lower.does = 'visited' or credential.upper_proved_at is not null)
            and (lower.does = 'home' or credential.lower_proved_at is not null))) as proven
      from roaming.link link join roaming.server lower on lower.id = link.lower_id
      left join roaming.credential credential on credential.link_id = link.id and credential.state = 'standing'
      where link.ended_at is null and lower.member_id in (select id from asked) group by lower.member_id)
    select asked.id,
      exists (select 1 from roaming.consent consent where consent.member_id = asked.id and consent.withdrawn_at is null) as has_consent,
      coalesce(contacts.duties, '{}') as duties, coalesce(ticks.steps, '{}') as ticked,
      coalesce(realms.claimed, 0)::int as claimed, coalesce(realms.proven, 0)::int as proven,
      coalesce(servers.servers, 0)::int as servers, coalesce(servers.live, 0)::int as live_servers,
      coalesce(servers.home, 0)::int as home_servers,
      coalesce(links.links, 0)::int as links, coalesce(links.shown, 0)::int as shown_links,
      coalesce(links.proven, 0)::int as proven_links,
      (select count(*) from roaming.test_account account where account.member_id = asked.id and account.ended_at is null)::int as test_accounts,
      case when coalesce(servers.home, 0) = 0 and coalesce(servers.live, 0) > 0 and realms.member_id is null
        then servers.first_good_at else realms.first_good_at end as first_good_at,
      coalesce(realms.certificates, 0)::int as certificates, realms.certificate_ends_at,
      exists (select 1 from roaming.profile profile where profile.member_id = asked.id and profile.is_published) as has_profile,
      (select count(*) from roaming.location location where location.member_id = asked.id and location.to_on is null)::int as locations
    from asked left join contacts on contacts.member_id = asked.id left join ticks on ticks.member_id = asked.id
    left join realms on realms.member_id = asked.id left join servers on servers.member_id = asked.id
    left join links on links.member_id = asked.id`.execute(reader.db)
  return new Map(rows.map((row) => [row.id, factsOf(row)]))
}

const factsOf = (row: Row): BoardingFacts => ({
  hasConsent: row.has_consent,
  duties: row.duties,
  claimedRealms: row.claimed,
  provenRealms: row.proven,
  servers: row.servers,
  liveServers: row.live_servers,
  homeServers: row.home_servers,
  links: row.links,
  shownLinks: row.shown_links,
  provenLinks: row.proven_links,
  testAccounts: row.test_accounts,
  firstGoodAt: row.first_good_at,
  certificates: row.certificates,
  certificateEndsAt: row.certificate_ends_at,
  hasProfile: row.has_profile,
  locations: row.locations,
  ticked: row.ticked,
})

/** The checklist of one member. */
export async function boardingSteps(reader: Reader, memberId: string): Promise<readonly StepSeen[]> {
  const facts = (await boardingFacts(reader, [memberId])).get(memberId)
  return facts === undefined ? [] : boardingOf(facts, reader.now)
}
