// The federation in figures, for its start page.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'

export type Overview = {
  readonly live: number
  readonly boarding: number
  readonly suspended: number
  readonly realms: number
  readonly waiting: number
  readonly missing: number
  readonly servers: number
  readonly proxies: number
  readonly upstream: number
  readonly sites: number
  readonly generation: number | null
}

export async function overview(reader: Pick<Reader, 'db'>): Promise<Overview> {
  const { rows } = await sql<Overview>`
    select (select count(*) from roaming.member where state = 'live')::int as live,
      (select count(*) from roaming.member where state = 'boarding')::int as boarding,
      (select count(*) from roaming.member where state = 'suspended')::int as suspended,
      (select count(*) from roaming.realm where state = 'proven')::int as realms,
      (select count(*) from roaming.realm where state = 'claimed')::int as waiting,
      (select count(*) from roaming.realm where state = 'proven' and missing_since is not null)::int as missing,
      (select count(*) from roaming.server where state = 'live' and place = 'member')::int as servers,
      (select count(*) from roaming.server where state = 'live' and place = 'federation')::int as proxies,
      (select count(*) from roaming.server where state = 'live' and place = 'upstream')::int as upstream,
      (select count(*) from roaming.location location join roaming.member member on member.id = location.member_id
        where location.to_on is null and member.state = 'live')::int as sites,
      (select number from roaming.generation where state = 'published') as generation`.execute(reader.db)
  const [row] = rows
  if (row === undefined) throw new Error('A select without a table has a row.')
  return row
}
