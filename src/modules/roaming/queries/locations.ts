// Where the federation's Wi-Fi can be used: public sites for everybody, all of them for staff, and what tells a member
// where a login came from only for itself.
import type { Reader } from '#platform/actions/index.ts'
import { sql, type RawBuilder } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { afterCursor, pageOf, type Listed } from '#platform/tables/index.ts'
import { DETAILS, READ } from './seeing.ts'

export type Location = {
  readonly site_id: string
  readonly member_id: string
  readonly member_code: string
  readonly organisation_id: string
  readonly organisation_name: string
  readonly code: string
  readonly name: string
  readonly town: string
  readonly postcode: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly access_points: number | null
  readonly hours_words: string | null
  readonly coverage_words: string | null
  /** Null where this reader may not see them. */
  readonly nas_identifiers: readonly string[] | null
  readonly is_public: boolean
  readonly from_on: Temporal.PlainDate
  readonly version: number
}

type Wanted = {
  readonly memberId?: string
  readonly siteId?: string
  readonly search?: string
  /** Only what anybody may see, whoever asks: for the public file. */
  readonly publicOnly?: boolean
}

/** One page of the sites listed today that this reader may see. */
export async function locationsListed(
  reader: Reader,
  { after, most, ...wanted }: Wanted & { readonly after: string | undefined; readonly most: number },
): Promise<Listed<Location>> {
  const cursor = afterCursor(after, 3)
  const beyond =
    cursor === null
      ? sql`true`
      : sql`(site.town, site.name, location.site_id) > (${cursor[0]}, ${cursor[1]}, ${cursor[2]}::uuid)`
  const found = await locationRows(reader, wanted, beyond, most + 1)
  return pageOf(found, most, (one) => [one.town, one.name, one.site_id])
}

const MOST_TOGETHER = 5000

/** The sites listed today that this reader may see, by town and name. */
export const locationsSeen = (reader: Reader, wanted: Wanted = {}): Promise<Location[]> =>
  locationRows(reader, wanted, sql`true`, MOST_TOGETHER)

async function locationRows(
  reader: Reader,
  wanted: Wanted,
  beyond: RawBuilder<unknown>,
  most: number,
): Promise<Location[]> {
  const bodies = reader.scopes(DETAILS, 'organisation')
  const isOurs = bodies === 'all' ? sql`true` : sql`member.organisation_id = any(${[...bodies]}::uuid[])`
  const sees =
    wanted.publicOnly === true
      ? sql`location.is_public and member.state = 'live'`
      : sql`((${reader.may(READ)} or location.is_public) and member.state = 'live') or ${isOurs}`
  const like = `%${(wanted.search ?? '').replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const { rows } = await sql<Location>`
    select location.site_id, location.member_id, member.code as member_code, member.organisation_id,
      body.name as organisation_name, site.code, site.name, site.town, place.postcode, place.latitude, place.longitude,
      location.access_points, location.hours_words, location.coverage_words,
      case when ${isOurs} then location.nas_identifiers end as nas_identifiers,
      location.is_public, location.from_on, location.version
    from roaming.location location join roaming.member member on member.id = location.member_id
    join organisations.organisation_card body on body.id = member.organisation_id
    join organisations.site_card site on site.id = location.site_id
    join organisations.site_place place on place.site_id = location.site_id
    where location.to_on is null and (${sees})
      and ${wanted.memberId === undefined ? sql`true` : sql`location.member_id = ${wanted.memberId}`}
      and ${wanted.siteId === undefined ? sql`true` : sql`location.site_id = ${wanted.siteId}`}
      and ${wanted.search === undefined ? sql`true` : sql`(site.name ilike ${like} or site.town ilike ${like} or body.name ilike ${like})`}
      and ${beyond}
    order by site.town, site.name, location.site_id limit ${most}`.execute(reader.db)
  return rows
}

/** One of them by the code of its site, of a member. */
export async function locationByCode(reader: Reader, memberId: string, code: string): Promise<Location> {
  const found = (await locationsSeen(reader, { memberId })).find((one) => one.code === code)
  return found ?? notFound('site')
}
