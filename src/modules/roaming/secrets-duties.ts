// What secrets and certificates need of somebody, for the home page: a secret that is due or half changed, one that waits to
// be taken, a certificate that ends.
import { fill, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { ROTATE } from './actions/rotating.ts'
import { SHOW } from './actions/showing.ts'
import { bodiesOf, KEEP } from './queries/seeing.ts'

const MOST = 20
/** So long before a certificate ends it stands on the home page. */
const ENDS_WITHIN_DAYS = 30

/** Restricts a statement to the bodies for which a permission is held; members' links only, where it is not held for all. */
function ofBodies(reader: Reader, permission: string) {
  const bodies = bodiesOf(reader, permission)
  return bodies === 'all' ? sql`true` : sql`member.organisation_id = any(${[...bodies]}::uuid[])`
}

type Due = {
  readonly link_id: string
  readonly lower_name: string
  readonly upper_name: string
  readonly body: string
  readonly other_state: string | null
  readonly due_on: Temporal.PlainDate
}

const LINKS = sql`roaming.link link
  join roaming.server lower on lower.id = link.lower_id join roaming.server upper on upper.id = link.upper_id
  left join roaming.member member on member.id = lower.member_id
  cross join roaming.federation federation
  join organisations.organisation_card body on body.id = coalesce(member.organisation_id, federation.organisation_id)`

/** Secrets older than the federation lets them be, and those whose change somebody began. */
async function toChange(reader: Reader): Promise<Duty[]> {
  const { rows } = await sql<Due>`
    select link.id as link_id, lower.name as lower_name, upper.name as upper_name, body.name as body, other.state as other_state,
      (standing.made_at at time zone 'Europe/London')::date + federation.rotate_days as due_on
    from ${LINKS}
    join roaming.credential standing on standing.link_id = link.id and standing.state = 'standing'
    left join roaming.credential other on other.link_id = link.id and other.state in ('prepared', 'retiring')
    where link.ended_at is null and coalesce(member.state, '') <> 'left' and ${ofBodies(reader, ROTATE)}
      and (other.id is not null or (not (lower.transport = 'radsec' and upper.transport = 'radsec')
        and (standing.made_at at time zone 'Europe/London')::date + federation.rotate_days <= ${londonDate(reader.now).toString()}::date))
    order by other.id is null, due_on, link.id limit ${MOST}`.execute(reader.db)
  return rows.map((row) => ({
    title:
      row.other_state === null
        ? `Change the shared secret of ${row.lower_name} and ${row.upper_name}`
        : `Go on with the change of secret of ${row.lower_name} and ${row.upper_name}`,
    href: `/govroam/secrets/${row.link_id}`,
    due: row.other_state === null ? row.due_on : null,
    context: `Govroam, ${row.body}`,
    step: row.other_state === null ? 'Begin with a new one' : 'See how far it is',
  }))
}

/** Secrets for servers without our agent, which their named contact has not taken yet. */
async function toTake(reader: Reader): Promise<Duty[]> {
  const bodies = bodiesOf(reader, SHOW)
  if (bodies === 'all' || bodies.length === 0) return []
  const { rows } = await sql<{ link_id: string; lower_name: string; upper_name: string; body: string }>`
    select link.id as link_id, lower.name as lower_name, upper.name as upper_name, body.name as body
    from ${LINKS}
    join roaming.credential credential on credential.link_id = link.id and credential.state in ('standing', 'prepared')
      and credential.shown_at is null and credential.origin = 'made'
    where link.ended_at is null and body.id = any(${[...bodies]}::uuid[]) and coalesce(member.state, '') <> 'left'
      and not exists (select 1 from roaming.agent agent
        where agent.server_id = case when lower.place = 'member' then lower.id else upper.id end and agent.revoked_at is null)
    order by credential.made_at, link.id limit ${MOST}`.execute(reader.db)
  return rows.map((row) => ({
    title: `Take the shared secret of ${row.lower_name} and ${row.upper_name}`,
    href: `/govroam/secrets/${row.link_id}`,
    due: null,
    context: `Govroam, ${row.body}`,
    step: 'See it, once',
  }))
}

/** Certificates that end within a month. */
async function toRenew(reader: Reader): Promise<Duty[]> {
  const { rows } = await sql<{ id: string; place: string; body: string | null; ends_on: Temporal.PlainDate }>`
    select seen.id, coalesce(realm.shown, server.name) as place, body.name as body,
      (certificate.not_after at time zone 'Europe/London')::date as ends_on
    from roaming.certificate_seen seen join roaming.certificate certificate on certificate.id = seen.certificate_id
    left join roaming.realm realm on realm.id = seen.realm_id left join roaming.server server on server.id = seen.server_id
    left join roaming.member member on member.id = coalesce(realm.member_id, server.member_id)
    left join organisations.organisation_card body on body.id = member.organisation_id
    where seen.ended_at is null and coalesce(realm.state, '') <> 'withdrawn' and coalesce(server.state, '') <> 'retired'
      and coalesce(member.state, '') <> 'left' and ${ofBodies(reader, KEEP)}
      and certificate.not_after <= ${reader.now.add({ hours: ENDS_WITHIN_DAYS * 24 })}
    order by certificate.not_after, seen.id limit ${MOST}`.execute(reader.db)
  return rows.map((row) => ({
    title: `Renew the certificate of ${row.place}`,
    href: `/govroam/certificates/${row.id}`,
    due: row.ends_on,
    context: row.body === null ? 'Govroam' : `Govroam, ${row.body}`,
    step: 'See what it is',
  }))
}

export const secretsDuties = [
  fill(duty, { name: 'roaming.credential.to-change', permission: ROTATE, run: toChange }),
  fill(duty, { name: 'roaming.credential.to-take', permission: SHOW, run: toTake }),
  fill(duty, { name: 'roaming.certificate.to-renew', permission: KEEP, run: toRenew }),
]
