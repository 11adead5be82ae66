// A register of the size the figures speak of, beside a small one: so many further members of two realms, two servers and
// a site each, written by the database itself in a few statements, the same every time.
import { sql, type Database } from '#platform/database/index.ts'

/** The id of a row by what it is and its number, the same every time. */
const id = (what: string, nth = sql`n`) => sql`md5(${what} || ${nth})::uuid`

/** Adds m0001, m0002, … to a federation that has a proxy; they are linked to the first of them. */
export async function addMembers({ db }: Pick<Database, 'db'>, count: number): Promise<void> {
  const every = sql`generate_series(1, ${count}::int) n`
  const code = sql`'m' || lpad(n::text, 4, '0')`
  // In one transaction, so that a connection of a pool or of a test sees all of it or nothing.
  await db.transaction().execute(async (tx) => {
    await sql`insert into platform.subject (id, module, noun, title, audience)
      select ${id('body')}, 'organisations', 'organisation', 'Body ' || n, 'staff' from ${every}
      union all select ${id('site')}, 'organisations', 'site', 'Office ' || n, 'staff' from ${every}`.execute(
      tx,
    )
    await sql`insert into organisations.organisation (id, code, name, kind)
      select ${id('body')}, ${code}, 'Body ' || lpad(n::text, 4, '0'), 'parish_council' from ${every}`.execute(
      tx,
    )
    await sql`insert into organisations.site (id, code, organisation_id, name, town, latitude, longitude)
      select ${id('site')}, ${code} || '-office', ${id('body')}, 'Office ' || lpad(n::text, 4, '0'), 'Town ' || n % 40,
        51.0 + (n % 50) / 100.0, 0.2 + (n % 110) / 100.0 from ${every}`.execute(tx)
    await sql`insert into roaming.member (id, organisation_id, code, state, joined_on)
      select ${id('member')}, ${id('body')}, ${code}, 'live', date '2026-02-01' from ${every}`.execute(tx)
    await sql`insert into roaming.realm (id, member_id, name, shown, state, challenge, claimed_at, proven_at, proof)
      select md5('realm' || which || n)::uuid, ${id('member')}, prefix || ${code} || '.example', prefix || ${code} || '.example', 'proven',
        'x', timestamptz '2026-02-01' + n * interval '1 minute', timestamptz '2026-03-01', 'dns'
      from ${every}, (values (1, ''), (2, 'staff.')) as one (which, prefix)`.execute(tx)
    await sql`insert into roaming.server (id, place, member_id, code, name, address, status_port, position, state)
      select md5('server' || which || n)::uuid, 'member', ${id('member')}, ${code} || '-' || which, ${code} || '-' || which,
        '10.' || which || '.' || (n >> 8) || '.' || (n & 255), 18121, which, 'live'
      from ${every}, (values (1), (2)) as one (which)`.execute(tx)
    await sql`insert into roaming.link (id, lower_id, upper_id)
      select md5('link' || which || n)::uuid, md5('server' || which || n)::uuid, proxy.id
      from ${every}, (values (1), (2)) as one (which),
        (select id from roaming.server where place = 'federation' and state = 'live' order by code limit 1) proxy`.execute(
      tx,
    )
    await sql`insert into roaming.location (site_id, member_id, from_on)
      select ${id('site')}, ${id('member')}, date '2026-02-01' from ${every}`.execute(tx)
  })
  await sql`analyze roaming.member, roaming.realm, roaming.server, roaming.link, roaming.location`.execute(db)
}
