// The trace, as far as a member may see it: logins at its own sites, within a look-up that was recorded; and the questions
// that a look-up leads to, for the one who asks and the one who is asked (G11).
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Selectable } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { MOST_SHOWN } from '../rules/lookups.ts'
import type { LookupTable, QuestionTable } from '../schema.ts'

/** To look up logins at one's own sites, to ask homes about them, and to answer homes' questions: held for the organisation. */
export const TRACE = 'roaming.trace.look'

export type Lookup = Selectable<LookupTable> & {
  readonly organisation_id: string
  readonly organisation_name: string
  readonly asked_by_name: string
  readonly site_name: string | null
}

const ours = (reader: Reader, column: ReturnType<typeof sql>) => {
  const bodies = reader.scopes(TRACE, 'organisation')
  return bodies === 'all' ? sql<boolean>`true` : sql<boolean>`${column} = any(${[...bodies]}::uuid[])`
}

const lookupsWhere = (reader: Reader, condition: ReturnType<typeof sql>) => sql<Lookup>`
  select lookup.*, member.organisation_id, body.name as organisation_name, person.name as asked_by_name, site.name as site_name
  from roaming.lookup lookup
  join roaming.member member on member.id = lookup.member_id
  join organisations.organisation_card body on body.id = member.organisation_id
  join organisations.person_card person on person.id = lookup.asked_by
  left join organisations.site_card site on site.id = lookup.site_id
  where ${ours(reader, sql`member.organisation_id`)} and ${condition}
  order by lookup.asked_at desc, lookup.id desc limit 200`

/** The look-ups of the reader's organisations, the latest first. */
export const lookupsOf = async (reader: Reader): Promise<readonly Lookup[]> =>
  (await lookupsWhere(reader, sql`true`).execute(reader.db)).rows

/** One of them; another organisation's is not there. */
export async function lookupById(reader: Reader, id: string): Promise<Lookup> {
  if (!isRecordId(id)) return notFound('look-up')
  return (
    (await lookupsWhere(reader, sql`lookup.id = ${id}`).execute(reader.db)).rows[0] ?? notFound('look-up')
  )
}

export type Sighting = {
  readonly id: string
  readonly seen_at: Temporal.Instant
  readonly result: 'ok' | 'fail'
  readonly realm: string
  readonly home_member_id: string | null
  readonly home_name: string | null
  readonly site_name: string | null
  readonly nas: string | null
  readonly cui: string | null
  readonly cause: string | null
}

type Criteria = Pick<Lookup, 'member_id' | 'from_at' | 'until_at' | 'site_id' | 'device' | 'cui'>

const matching = (wanted: Criteria) => sql<boolean>`sighting.visited_member_id = ${wanted.member_id}
  and sighting.seen_at >= ${wanted.from_at} and sighting.seen_at < ${wanted.until_at}
  ${wanted.site_id === null ? sql`` : sql`and sighting.site_id = ${wanted.site_id}`}
  ${wanted.device === null ? sql`` : sql`and sighting.device = ${Buffer.from(wanted.device)}`}
  ${wanted.cui === null ? sql`` : sql`and sighting.cui = ${wanted.cui}`}`

/** How many logins match, counted to one more than are shown. */
export async function countSightings(reader: Reader, wanted: Criteria): Promise<number> {
  const { rows } = await sql<{ found: number }>`select count(*)::int as found from (
    select 1 from roaming.sighting sighting where ${matching(wanted)} limit ${MOST_SHOWN + 1}) counted`.execute(
    reader.db,
  )
  return rows[0]?.found ?? 0
}

/** A login that a look-up found; undefined for any other, of whatever site and time. */
export async function sightingFound(
  reader: Reader,
  lookup: Lookup,
  id: string,
): Promise<Pick<Sighting, 'home_member_id' | 'cui' | 'seen_at'> | undefined> {
  const { rows } = await sql<Pick<Sighting, 'home_member_id' | 'cui' | 'seen_at'>>`
    select sighting.home_member_id, sighting.cui, sighting.seen_at from roaming.sighting sighting
    where ${matching(lookup)} and sighting.id = ${id}`.execute(reader.db)
  return rows[0]
}

/** What a look-up shows: recorded each time before it answers; nothing once it has expired. */
export const readLookup = query({
  name: 'roaming.lookup.read',
  title: 'Read what a look-up in the trace found',
  permission: TRACE,
  doors: ['page'],
  discloses: true,
  parameters: { lookup: field.id('Look-up') },
  async receipt(reader, { lookup: id }) {
    const lookup = await lookupById(reader, id)
    return { subject: id, facts: { member: lookup.member_id } }
  },
  async run(reader, { lookup: id }): Promise<{ lookup: Lookup; sightings: readonly Sighting[] }> {
    const lookup = await lookupById(reader, id)
    if (isOver(lookup, reader.now)) return { lookup, sightings: [] }
    const { rows } = await sql<Sighting>`
      select sighting.id, sighting.seen_at, sighting.result, sighting.realm, sighting.home_member_id, home_body.name as home_name,
        site.name as site_name, sighting.nas, sighting.cui, sighting.cause
      from roaming.sighting sighting
      left join roaming.member home on home.id = sighting.home_member_id
      left join organisations.organisation_card home_body on home_body.id = home.organisation_id
      left join organisations.site_card site on site.id = sighting.site_id
      where ${matching(lookup)} order by sighting.seen_at, sighting.id limit ${MOST_SHOWN}`.execute(reader.db)
    return { lookup, sightings: rows }
  },
})

export const isOver = (lookup: Pick<Lookup, 'expires_at' | 'closed_at'>, now: Temporal.Instant): boolean =>
  lookup.closed_at !== null || Temporal.Instant.compare(lookup.expires_at, now) <= 0

export type Question = Selectable<QuestionTable> & {
  readonly visited_name: string
  readonly visited_organisation_id: string
  readonly home_name: string
  readonly home_organisation_id: string
  readonly reason: string
  readonly asked_by_name: string
}

const questionsWhere = (reader: Reader, condition: ReturnType<typeof sql>) => sql<Question>`
  select question.*, visited_body.name as visited_name, visited.organisation_id as visited_organisation_id,
    home_body.name as home_name, home.organisation_id as home_organisation_id, lookup.reason, person.name as asked_by_name
  from roaming.question question
  join roaming.lookup lookup on lookup.id = question.lookup_id
  join roaming.member visited on visited.id = lookup.member_id
  join organisations.organisation_card visited_body on visited_body.id = visited.organisation_id
  join roaming.member home on home.id = question.home_member_id
  join organisations.organisation_card home_body on home_body.id = home.organisation_id
  join organisations.person_card person on person.id = question.asked_by
  where (${ours(reader, sql`visited.organisation_id`)}
    or (${ours(reader, sql`home.organisation_id`)} and question.state <> 'asked' and question.released_at is not null))
    and ${condition}
  order by question.asked_at desc, question.id desc limit 200`

/** The questions that the reader's organisations asked, and those that were released to them. */
export const questionsOf = async (reader: Reader, lookupId?: string): Promise<readonly Question[]> =>
  (
    await questionsWhere(
      reader,
      lookupId === undefined ? sql`true` : sql`question.lookup_id = ${lookupId}`,
    ).execute(reader.db)
  ).rows

export async function questionById(reader: Reader, id: string): Promise<Question> {
  if (!isRecordId(id)) return notFound('question')
  return (
    (await questionsWhere(reader, sql`question.id = ${id}`).execute(reader.db)).rows[0] ??
    notFound('question')
  )
}

type Offered = { readonly value: string; readonly text: string }

/** The reader's organisations that take part, and their sites with the Wi-Fi. */
export async function tracingChoices(
  reader: Reader,
): Promise<{ readonly members: readonly Offered[]; readonly sites: readonly Offered[] }> {
  const members = await sql<Offered>`
    select member.id as value, body.name as text from roaming.member member
    join organisations.organisation_card body on body.id = member.organisation_id
    where ${ours(reader, sql`member.organisation_id`)} order by body.name, member.id limit 5000`.execute(
    reader.db,
  )
  const sites = await sql<Offered>`
    select location.site_id as value, site.name || ', ' || site.town as text from roaming.location location
    join roaming.member member on member.id = location.member_id
    join organisations.site_card site on site.id = location.site_id
    where ${ours(reader, sql`member.organisation_id`)} order by site.name, site.id limit 5000`.execute(
    reader.db,
  )
  return { members: members.rows, sites: sites.rows }
}
