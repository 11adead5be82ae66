// What a search can be near to: a place that was typed, a colleague who shares where they sit, an event, a meeting of a
// group one belongs to.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { LONDON } from '#platform/time/index.ts'
import { upcomingEvents } from '#modules/events/index.ts'
import { districtOf, type NamesShown, type Point } from '../rules.ts'
import { situationsOf } from './deciding.ts'
import { namesShown, type NamedRow } from './names.ts'
import { workplaceSeen } from './seeing.ts'

export type Span = { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }

/** Where the buildings stand that answer to a town, a name or a postcode district: the middle of them. */
export async function pointOf(reader: Reader, words: string): Promise<Point | null> {
  const district = districtOf(words)
  const start = `${words.trim().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const { rows } = await sql<{ latitude: number | null; longitude: number | null }>`
    select avg(latitude) as latitude, avg(longitude) as longitude from organisations.site_place
    where ${district === undefined ? sql`town ilike ${start}` : sql`split_part(postcode, ' ', 1) = ${district}`}`.execute(
    reader.db,
  )
  const [found] = rows
  return found === undefined || found.latitude === null || found.longitude === null
    ? null
    : { latitude: found.latitude, longitude: found.longitude }
}

export type WhereIs = { readonly site_id: string; readonly postcode: string | null } & {
  readonly latitude: number | null
  readonly longitude: number | null
}

/** Where buildings stand, as far as somebody recorded it. */
export async function whereSitesAre(
  reader: Reader,
  siteIds: readonly string[],
): Promise<ReadonlyMap<string, WhereIs>> {
  const { rows } = await sql<WhereIs>`
    select site_id, postcode, latitude, longitude from organisations.site_place where site_id = any(${[...siteIds]}::uuid[])`.execute(
    reader.db,
  )
  return new Map(rows.map((row) => [row.site_id, row]))
}

export type Sitting = {
  readonly person_id: string
  readonly person_name: string
  readonly organisation_id: string
  readonly organisation_name: string
  readonly resource_id: string
  readonly site_id: string
  readonly site_name: string
  readonly zone_id: string
  readonly zone_name: string
  readonly row_name: string | null
  readonly row_place: number | null
}

type SittingRow = Sitting & Omit<NamedRow, 'names'>

const MOST_SITTING = 200

/** Colleagues who let the reader see where they sit, at desks or in rooms that they have in this time. */
export async function sittingThen(
  reader: Reader,
  bodies: readonly string[],
  { startsAt, endsAt }: Span,
): Promise<Sitting[]> {
  const [body] = bodies
  if (reader.actor.kind !== 'person' || body === undefined) return []
  const { rows } = await sql<SittingRow>`
    select booking.for_person_id as person_id, person.name as person_name, booking.organisation_id, body.name as organisation_name,
      booking.resource_id, booking.site_id, site.name as site_name, resource.zone_id, zone.name as zone_name, resource.row_name, resource.row_place,
      booking.owner_organisation_id, booking.for_person_id, booking.made_by_person_id, booking.private
    from workspaces.preference preference
    join workspaces.booking booking on booking.for_person_id = preference.person_id
      and booking.starts_at < ${endsAt} and booking.ends_at > ${startsAt} and booking.starts_at > ${startsAt}::timestamptz - interval '31 days'
      and booking.state in ('confirmed', 'checked-in') and not booking.private
    join workspaces.resource resource on resource.id = booking.resource_id and resource.kind in ('desk', 'room')
    join workspaces.zone zone on zone.id = resource.zone_id
    join workspaces.workplace workplace on workplace.site_id = booking.site_id
    join organisations.site_card site on site.id = booking.site_id
    join organisations.person_card person on person.id = booking.for_person_id
    join organisations.organisation_card body on body.id = booking.organisation_id
    where preference.shares <> 'nobody' and preference.person_id <> ${reader.actor.id}
      and (preference.shares = 'partners' or booking.organisation_id = any(${[...bodies]}::uuid[]))
      and ${workplaceSeen(reader, startsAt.toZonedDateTimeISO(LONDON).toPlainDate())}
    order by person.name, booking.starts_at limit ${MOST_SITTING}`.execute(reader.db)
  if (rows.length === 0) return []
  const names = await namesAt(reader, body, rows, { startsAt, endsAt })
  const shown = await namesShown(
    reader,
    rows.map((row) => ({ ...row, names: names.get(row.resource_id) ?? 'organisation' })),
  )
  return rows.filter((_, at) => shown[at] === 'name')
}

/** What the owners' terms show of names to the reader's body at these places. */
async function namesAt(
  reader: Reader,
  organisationId: string,
  rows: readonly SittingRow[],
  span: Span,
): Promise<ReadonlyMap<string, NamesShown>> {
  const situations = await situationsOf(reader, {
    resourceIds: [...new Set(rows.map((row) => row.resource_id))],
    organisationId,
    personId: null,
    ...span,
  })
  return new Map(situations.map((one) => [one.resource.id, one.terms.names.value]))
}

/** Something one may go to at a site: an event, or a meeting of a group one belongs to. */
export type Going = {
  /** 'event:…' or 'meeting:…' */
  readonly key: string
  readonly title: string
  readonly site_id: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
}

const MOST_EVENTS = 300
const MOST_GOINGS = 40

/** Events that the reader may know of and meetings of their groups in a building in this time, by their beginning. */
export async function goingsIn(reader: Reader, { startsAt, endsAt }: Span): Promise<Going[]> {
  const then = (one: { starts_at: Temporal.Instant; ends_at: Temporal.Instant }): boolean =>
    Temporal.Instant.compare(one.starts_at, endsAt) < 0 && Temporal.Instant.compare(one.ends_at, startsAt) > 0
  const events = (await upcomingEvents(reader, { most: MOST_EVENTS }))
    .filter(then)
    .flatMap((event) =>
      event.site_id === null ? [] : [{ ...event, key: `event:${event.id}`, site_id: event.site_id }],
    )
  return [...events, ...(await meetingsIn(reader, { startsAt, endsAt }))]
    .toSorted((a, b) => Temporal.Instant.compare(a.starts_at, b.starts_at))
    .slice(0, MOST_GOINGS)
}

async function meetingsIn(reader: Reader, { startsAt, endsAt }: Span): Promise<Going[]> {
  if (reader.actor.kind !== 'person') return []
  const { rows } = await sql<Going>`
    select 'meeting:' || meeting.id as key, meeting.title, meeting.site_id, meeting.starts_at, meeting.ends_at
    from governance.meeting_card meeting
    where meeting.site_id is not null and meeting.state in ('planned', 'published')
      and meeting.starts_at < ${endsAt} and meeting.ends_at > ${startsAt}
      and exists (select 1 from groups.member_card member where member.group_id = meeting.group_id
        and member.person_id = ${reader.actor.id} and member.ended_on is null)
    order by meeting.starts_at limit ${MOST_GOINGS}`.execute(reader.db)
  return rows
}
