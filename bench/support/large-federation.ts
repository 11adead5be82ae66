// A federation of any size, written directly: one proxy, and members with two realms and two servers each.
import { sql, type Db } from '#platform/database/index.ts'

export type LargeFederation = { readonly proxy: string; readonly realms: number; readonly servers: number }

/** Fills an empty roaming schema. `organisation` runs the federation; each member gets an organisation of its own. */
export async function fillFederation(
  db: Db,
  { members, organisation }: { readonly members: number; readonly organisation: string },
): Promise<LargeFederation> {
  const proxy = crypto.randomUUID()
  await sql`with body as (select gen_random_uuid() as id, n from generate_series(1, ${members}::int) n), subject as (
      insert into platform.subject (id, module, noun, title, audience)
      select id, 'organisations', 'organisation', 'Body ' || n, 'public' from body)
    insert into organisations.organisation (id, code, name, kind) select id, 'body-' || n, 'Body ' || n, 'association' from body`.execute(
    db,
  )
  await sql`insert into roaming.federation (id, name, organisation_id, operator_realm, probe_address)
    values (${crypto.randomUUID()}, 'Large', ${organisation}, 'county.example', '127.64.255.1')`.execute(db)
  await sql`insert into roaming.member (id, organisation_id, code, state, joined_on)
    select gen_random_uuid(), id, 'm' || substr(code, 6), 'live', '2026-01-01' from organisations.organisation where code like 'body-%'`.execute(
    db,
  )
  await sql`insert into roaming.realm (id, member_id, name, shown, state, challenge, claimed_at, proven_at)
    select gen_random_uuid(), id, part || code || '.example', part || code || '.example', 'proven', 'x',
      '2026-01-01T00:00:00Z'::timestamptz + (part = '') ::int * interval '1 day', '2026-01-03' from roaming.member, unnest(array['', 'staff.']) part`.execute(
    db,
  )
  await sql`insert into roaming.server (id, place, code, name, address, status_port, state)
    values (${proxy}, 'federation', 'county-a', 'county-a', '127.64.255.2', 18121, 'live')`.execute(db)
  await sql`insert into roaming.server (id, place, member_id, code, name, address, status_port, position, state)
    select gen_random_uuid(), 'member', id, code || '-' || n, code || '-' || n,
      '127.64.' || (substr(code, 2)::int / 100) || '.' || (substr(code, 2)::int % 100 * 2 + n), 18121, n, 'live'
    from roaming.member, generate_series(1, 2) n`.execute(db)
  await sql`insert into roaming.link (id, lower_id, upper_id)
    select gen_random_uuid(), id, ${proxy} from roaming.server where place = 'member'`.execute(db)
  return { proxy, realms: members * 2, servers: members * 2 + 1 }
}
