// The bookings that lie ahead where something closes, and where equal places are free for them.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { Defect } from '#platform/errors/index.ts'
import type { Attribute, BookingState, ResourceKind } from '../rules.ts'
import { RESOURCE_KINDS } from '../rules.ts'
import { equalPlaces, takenTimes, type Claimed, type EqualPlace, type ToMove } from '../rules/displacing.ts'
import { reasonsAgainst } from '../rules/reasons.ts'
import { distanceKm, type Point } from '../rules/search.ts'
import { groundsOf, type Grounds } from './deciding.ts'

/** Which bookings: those of a site, narrowed to a floor, a zone, resources or bodies; or just these. */
export type AheadOf = {
  readonly siteId?: string
  readonly floorId?: string | null
  readonly zoneId?: string | null
  readonly resourceIds?: readonly string[]
  readonly organisationIds?: readonly string[]
  readonly bookingIds?: readonly string[]
  readonly from?: Temporal.Instant
  /** Until then; without it all that lies ahead. */
  readonly until?: Temporal.Instant | null
  /** 1,000 unless said. */
  readonly most?: number
}

/** A booking that still holds its time and has not begun to be used. */
export type Ahead = {
  readonly id: string
  readonly state: BookingState
  readonly order_id: string
  readonly resource_id: string
  readonly resource_code: string
  readonly resource_name: string
  readonly kind: ResourceKind
  readonly attributes: readonly Attribute[]
  readonly held_for_access: boolean
  readonly zone_id: string
  readonly floor_id: string
  readonly site_id: string
  readonly site_name: string
  readonly time_zone: string
  readonly organisation_id: string
  readonly organisation_name: string
  readonly for_person_id: string | null
  readonly person_name: string | null
  readonly visitor_id: string | null
  readonly series_id: string | null
  readonly series_on: Temporal.PlainDate | null
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly private: boolean
  readonly purpose: string | null
  readonly people: number
  readonly wants: readonly Attribute[]
}

/** Where a booking could go, or why nowhere. */
export type Proposal = {
  readonly booking: Ahead
  readonly to: NamedPlace | null
  readonly why: string | null
}

const MOST = 1000

/** Held, waiting and confirmed bookings there whose time touches the span, the earliest first. Whose they are is for managers. */
export async function bookingsAhead(reader: Pick<Reader, 'db' | 'now'>, of: AheadOf): Promise<Ahead[]> {
  const from = (of.from ?? reader.now).toString()
  const narrowed = [
    of.siteId === undefined ? null : sql`booking.site_id = ${of.siteId}`,
    of.bookingIds === undefined ? null : sql`booking.id = any(${[...of.bookingIds]}::uuid[])`,
    of.floorId === undefined || of.floorId === null
      ? null
      : touches(sql`resource.floor_id = ${of.floorId}`, sql`piece.floor_id = ${of.floorId}`),
    of.zoneId === undefined || of.zoneId === null
      ? null
      : touches(sql`resource.zone_id = ${of.zoneId}`, sql`piece.zone_id = ${of.zoneId}`),
    of.resourceIds === undefined
      ? null
      : touches(
          sql`resource.id = any(${[...of.resourceIds]}::uuid[])`,
          sql`piece.id = any(${[...of.resourceIds]}::uuid[])`,
        ),
    of.organisationIds === undefined
      ? null
      : sql`booking.organisation_id = any(${[...of.organisationIds]}::uuid[])`,
    of.until === undefined || of.until === null
      ? null
      : sql`booking.starts_at < ${of.until.toString()}::timestamptz`,
  ].filter((one) => one !== null)
  const { rows } = await sql<Ahead>`
    select booking.id, booking.state, booking.order_id, booking.resource_id, resource.code as resource_code,
      resource.name as resource_name, resource.kind, resource.attributes, resource.held_for_access, resource.zone_id,
      resource.floor_id, booking.site_id, site.name as site_name, booking.time_zone, booking.organisation_id,
      body.name as organisation_name, booking.for_person_id, person.name as person_name, booking.visitor_id,
      booking.series_id, booking.series_on, booking.starts_at, booking.ends_at, booking.private, booking.purpose,
      booking.people, coalesce(preference.wanted, '{}') as wants
    from workspaces.booking booking
    join workspaces.resource resource on resource.id = booking.resource_id
    join organisations.site_card site on site.id = booking.site_id
    join organisations.organisation_card body on body.id = booking.organisation_id
    left join organisations.person_card person on person.id = booking.for_person_id
    left join workspaces.preference preference on preference.person_id = booking.for_person_id
    where booking.state in ('held', 'pending', 'confirmed') and booking.ends_at > ${from}::timestamptz
      and ${sql.join(narrowed.length === 0 ? [sql`false`] : narrowed, sql` and `)}
    order by booking.starts_at, booking.id limit ${of.most ?? MOST}`.execute(reader.db)
  return rows
}

/** A divisible room is touched where one of its parts is. */
const touches = (own: ReturnType<typeof sql>, piece: ReturnType<typeof sql>): ReturnType<typeof sql> =>
  sql`(${own} or exists (select 1 from workspaces.part part join workspaces.resource piece on piece.id = part.part_id
    where part.whole_id = resource.id and ${piece}))`

/** A place with the words to name it. */
type NamedPlace = EqualPlace & { readonly name: string; readonly siteName: string }

/**
 * For each booking, the earliest first, the nearest equal place that is free at its times and open to its body; no two
 * the same. `sites` are those it may go to, null for every site. Claims are asked once, terms once a site and body.
 */
export async function proposalsFor(
  reader: Reader,
  ahead: readonly Ahead[],
  { sites, avoid = [] }: { readonly sites: readonly string[] | null; readonly avoid?: readonly string[] },
): Promise<Proposal[]> {
  if (ahead.length === 0) return []
  if (sites?.length === 0) return ahead.map((booking) => ({ booking, to: null, why: 'Nobody is moved.' }))
  const near = await sitesNear(reader, [...new Set(ahead.map((one) => one.site_id))], sites)
  const places = await placesAt(reader, ahead, [...new Set([...near.values()].flat())], avoid)
  const taken = takenTimes(await claimsOn(reader, places, ahead))
  const termsAt = termsFinder(reader, ahead)
  const equal = new Map<string, readonly NamedPlace[]>()
  const proposals: Proposal[] = []
  for (const booking of ahead) {
    const wanted = toMove(booking)
    const alike = `${booking.resource_id} ${booking.people} ${booking.wants.join()}`
    const candidates = equal.get(alike) ?? equalPlaces(wanted, places, near.get(booking.site_id) ?? [])
    equal.set(alike, candidates)
    const free = candidates.filter((place) => taken.isFree(place, wanted))
    let to: NamedPlace | null = null
    for (const place of free) {
      if (!(await termsAt(booking, place))) continue
      to = place
      taken.take(place, wanted)
      break
    }
    proposals.push({
      booking,
      to,
      why: to === null ? whyNowhere(reader.now, booking, candidates.length, free.length) : null,
    })
  }
  return proposals
}

const toMove = (booking: Ahead): ToMove => ({
  id: booking.id,
  resourceId: booking.resource_id,
  zoneId: booking.zone_id,
  floorId: booking.floor_id,
  siteId: booking.site_id,
  kind: booking.kind,
  attributes: booking.attributes,
  heldForAccess: booking.held_for_access,
  wants: booking.wants,
  people: booking.people,
  startsAt: booking.starts_at,
  endsAt: booking.ends_at,
})

function whyNowhere(now: Temporal.Instant, booking: Ahead, equal: number, free: number): string {
  if (Temporal.Instant.compare(booking.starts_at, now) < 0) return 'It has begun already.'
  const kind = RESOURCE_KINDS[booking.kind].toLowerCase()
  if (equal === 0) return `There is no other ${kind} like it.`
  if (free === 0) return `Every ${kind} like it is taken at these times.`
  return `No ${kind} like it that is free is open to ${booking.organisation_name} at these times.`
}

/** Whether the terms let a booking be moved to a place. They are gathered once for a site and a body. */
function termsFinder(
  reader: Reader,
  ahead: readonly Ahead[],
): (booking: Ahead, place: EqualPlace) => Promise<boolean> {
  const span = spanOf(ahead)
  const known = new Map<string, Promise<Grounds>>()
  return async (booking, place) => {
    const isVisitor = booking.visitor_id !== null
    const key = `${place.siteId} ${booking.organisation_id} ${isVisitor}`
    const grounds =
      known.get(key) ??
      groundsOf(
        reader,
        { siteId: place.siteId },
        { organisationId: booking.organisation_id, personId: null, isVisitor },
        span,
      )
    known.set(key, grounds)
    const during = { startsAt: booking.starts_at, endsAt: booking.ends_at }
    const situation = (await grounds).situation(place.id, during)
    if (situation === undefined) return false
    // Who has a place held for access keeps one: that it is wanted was known when it was booked.
    const seen = { ...situation, wants: booking.wants }
    return (
      reasonsAgainst(seen, { ...during, now: reader.now, people: booking.people, as: 'displacement' })
        .length === 0
    )
  }
}

function spanOf(ahead: readonly Ahead[]): { startsAt: Temporal.Instant; endsAt: Temporal.Instant } {
  const [first] = ahead
  if (first === undefined) throw new Defect('There is no span of no bookings.')
  return {
    startsAt: ahead.reduce((min, one) => earlier(min, one.starts_at), first.starts_at),
    endsAt: ahead.reduce((max, one) => later(max, one.ends_at), first.ends_at),
  }
}
const earlier = (a: Temporal.Instant, b: Temporal.Instant) => (Temporal.Instant.compare(a, b) <= 0 ? a : b)
const later = (a: Temporal.Instant, b: Temporal.Instant) => (Temporal.Instant.compare(a, b) >= 0 ? a : b)

type SitePlace = Point & { readonly site_id: string; readonly name: string }

/** The sites to look at from each site: itself, then as the crow flies, those that nobody placed by name at the end. */
async function sitesNear(
  reader: Reader,
  from: readonly string[],
  sites: readonly string[] | null,
): Promise<Map<string, readonly string[]>> {
  const { rows } = await sql<SitePlace | (SitePlace & { latitude: null; longitude: null })>`
    select workplace.site_id, site.name, place.latitude, place.longitude from workspaces.workplace workplace
    join organisations.site_card site on site.id = workplace.site_id
    join organisations.site_place place on place.site_id = workplace.site_id
    order by site.name, workplace.site_id`.execute(reader.db)
  const allowed = rows.filter((row) => sites === null || sites.includes(row.site_id))
  return new Map(
    from.map((origin) => {
      const here = rows.find((row) => row.site_id === origin)
      const far = (row: (typeof rows)[number]): number =>
        row.site_id === origin
          ? -1
          : here === undefined || here.latitude === null || row.latitude === null
            ? Number.MAX_VALUE
            : distanceKm(here, row)
      return [origin, allowed.toSorted((a, b) => far(a) - far(b)).map((row) => row.site_id)]
    }),
  )
}

type PlaceRow = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly site_id: string
  readonly site_name: string
  readonly floor_id: string
  readonly zone_id: string
  readonly kind: ResourceKind
  readonly capacity: number
  readonly attributes: readonly Attribute[]
  readonly held_for_access: boolean
  readonly setup_minutes: number
  readonly clear_minutes: number
  readonly parts: readonly string[] | null
}

/** What stands at these sites of the kinds that are wanted, but for what is to be avoided. */
async function placesAt(
  reader: Reader,
  ahead: readonly Ahead[],
  sites: readonly string[],
  avoid: readonly string[],
): Promise<NamedPlace[]> {
  const { rows } = await sql<PlaceRow>`
    select resource.id, resource.code, resource.name, resource.site_id, site.name as site_name, resource.floor_id,
      resource.zone_id, resource.kind, resource.capacity, resource.attributes, resource.held_for_access,
      resource.setup_minutes, resource.clear_minutes,
      (select array_agg(part_id order by part_id) from workspaces.part where whole_id = resource.id) as parts
    from workspaces.resource resource join organisations.site_card site on site.id = resource.site_id
    where resource.site_id = any(${[...sites]}::uuid[]) and resource.kind = any(${[...new Set(ahead.map((one) => one.kind))]})
      and resource.retired_on is null and not resource.id = any(${[...avoid]}::uuid[])
      and not exists (select 1 from workspaces.part part where part.whole_id = resource.id and part.part_id = any(${[...avoid]}::uuid[]))`.execute(
    reader.db,
  )
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    siteId: row.site_id,
    siteName: row.site_name,
    floorId: row.floor_id,
    zoneId: row.zone_id,
    kind: row.kind,
    capacity: row.capacity,
    attributes: row.attributes,
    heldForAccess: row.held_for_access,
    setupMinutes: row.setup_minutes,
    clearMinutes: row.clear_minutes,
    parts: row.parts ?? [row.id],
  }))
}

/** Time taken on these places while the bookings last, with a day for buffers. */
async function claimsOn(
  reader: Reader,
  places: readonly EqualPlace[],
  ahead: readonly Ahead[],
): Promise<Claimed[]> {
  const span = spanOf(ahead)
  const { rows } = await sql<{ resource_id: string; starts_at: Temporal.Instant; ends_at: Temporal.Instant }>`
    select resource_id, starts_at, ends_at from workspaces.claim
    where ends_at > ${span.startsAt.toString()}::timestamptz - interval '1 day'
      and starts_at < ${span.endsAt.toString()}::timestamptz + interval '1 day'
      and resource_id = any(${[...new Set(places.flatMap((place) => place.parts))]}::uuid[])`.execute(
    reader.db,
  )
  return rows.map((row) => ({ resourceId: row.resource_id, startsAt: row.starts_at, endsAt: row.ends_at }))
}
