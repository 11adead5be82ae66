// Where a watch is to knock, and with which account: read once for all that a worker took.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { WatchKind } from '../rules/words.ts'

export type WatchTarget = {
  readonly watch_id: string
  readonly kind: WatchKind
  /** The server that is asked: itself for its status, else the proxy. Null where there is no live proxy. */
  readonly server_id: string | null
  readonly address: string
  readonly port: number
  /** The address of ours by which servers know us; null until the settings say it. */
  readonly from: string | null
  readonly realm: string | null
  readonly realm_id: string | null
  readonly account_id: string | null
  readonly user_name: string | null
  /** CA certificates of the member's EAP, or of the federation's RadSec, as PEM. */
  readonly trust: readonly string[]
  /** The names that its certificate may bear; empty where nobody said. */
  readonly names: readonly string[]
  /** The leaf that was seen there last. */
  readonly fingerprint: string | null
}

/** The targets of these watches. A certificate is asked through the proxy that was seen to answer last. */
export async function targetsOf(
  reader: Pick<Reader, 'db'>,
  watchIds: readonly string[],
): Promise<WatchTarget[]> {
  if (watchIds.length === 0) return []
  const { rows } = await sql<WatchTarget>`
    with proxy as (
      select server.id from roaming.server server
      left join roaming.watch status on status.server_id = server.id and status.kind = 'status' and status.ended_at is null
      where server.place = 'federation' and server.state = 'live'
      order by status.outcome = 'bad', server.position, server.code limit 1),
    trust as (select member_id, array_agg(pem order by added_at) as pems from roaming.trust
      where purpose = 'eap' and ended_at is null group by member_id),
    radsec as (select array_agg(pem order by added_at) as pems from roaming.trust
      where purpose = 'radsec' and member_id is null and ended_at is null)
    select watch.id as watch_id, watch.kind, asked.id as server_id, coalesce(asked.address, '') as address,
      case watch.kind when 'status' then coalesce(asked.status_port, asked.auth_port) when 'radsec' then asked.radsec_port
        else asked.auth_port end as port,
      (select federation.probe_address from roaming.federation federation) as "from",
      realm.name as realm, watch.realm_id, account.id as account_id, account.user_name,
      coalesce(case when watch.kind = 'radsec' then (select pems from radsec) else trust.pems end, '{}') as trust,
      coalesce(case when watch.kind = 'radsec' then array_remove(array[asked.tls_name], null) else profile.server_names end, '{}') as names,
      seen.fingerprint
    from roaming.watch watch
    left join roaming.server asked on asked.id = coalesce(watch.server_id, watch.through_id, (select id from proxy))
    left join roaming.realm realm on realm.id = watch.realm_id
    left join roaming.test_account account on account.realm_id = watch.realm_id and account.ended_at is null
      and watch.kind in ('login', 'login-peap')
    left join trust on trust.member_id = realm.member_id
    left join roaming.profile profile on profile.member_id = realm.member_id
    left join lateral (select certificate.fingerprint from roaming.certificate_seen seen
      join roaming.certificate certificate on certificate.id = seen.certificate_id
      where seen.realm_id = watch.realm_id and seen.purpose = 'eap' and seen.ended_at is null
      order by seen.first_at desc limit 1) seen on true
    where watch.id = any(${[...watchIds]}::uuid[])`.execute(reader.db)
  return rows
}
