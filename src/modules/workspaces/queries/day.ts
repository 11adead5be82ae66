// A day at a workplace: each place with what is taken of it and what is free, in minutes of its own clock. Three
// statements however many places and bookings there are; the rules are read once for each zone and kind.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Attribute, NamesShown, Reason, ResourceKind, Situation, Terms } from '../rules.ts'
import type { Shown } from '../rules/names.ts'
import { freeMinutes, openMinutes, type Minutes } from '../rules/plan-of-day.ts'
import { claimsWithin } from './claims.ts'
import { groundsOf, whyNotAt } from './deciding.ts'
import { resourcesOf, type Resource } from './estate.ts'
import { foreignNames, NAMES, namesShown, type NamedRow } from './names.ts'
import { ownBodies } from './preferences.ts'
import { holdsAt, MANAGE } from './seeing.ts'
import type { Workplace } from './workplaces.ts'

/** Time taken of a place, buffers included. */
export type Taken = Minutes & {
  /** Null for maintenance. */
  readonly bookingId: string | null
  readonly isMine: boolean
  /** "Medway Council", "booked", a name where terms and person allow it (W15), or why it is out of use. */
  readonly words: string
}

export type DayPlace = {
  readonly resource: Resource
  /** When it is open to the reader that day; empty where it is closed. */
  readonly open: readonly Minutes[]
  readonly taken: readonly Taken[]
  readonly free: readonly Minutes[]
  /** Whether the terms let the reader book it at all. */
  readonly isBookable: boolean
  /** What stands against the times asked for; empty where it can be had, and where none were asked for. */
  readonly reasons: readonly Reason[]
}

export type DayAsked = {
  readonly on: Temporal.PlainDate
  readonly kind: ResourceKind | null
  readonly attributes: readonly Attribute[]
  readonly floorId: string | null
  /** Times asked about; null for the whole day. */
  readonly span: { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant } | null
}

export type Day = {
  readonly places: readonly DayPlace[]
  /** The first and last minute at which anything is open or taken. */
  readonly axis: Minutes
  /** How many people of other bodies it names: of that a record is kept. */
  readonly foreign: number
}

/** The day as this reader sees it: places that the rules show them, each with its times. */
export async function dayOf(reader: Reader, workplace: Workplace, asked: DayAsked): Promise<Day> {
  const { on, span } = asked
  const manages = holdsAt(reader, MANAGE, workplace)
  const whom = await asWhom(reader, workplace, manages)
  const midnight = on.toZonedDateTime(workplace.time_zone).toInstant()
  const noon = on.toZonedDateTime({ timeZone: workplace.time_zone, plainTime: NOON }).toInstant()
  const all = await resourcesOf(
    reader,
    workplace.site_id,
    asked.floorId === null ? {} : { floorId: asked.floorId },
  )
  const wanted = all.filter(
    (one) =>
      (asked.kind === null || one.kind === asked.kind) &&
      asked.attributes.every((attribute) => one.attributes.includes(attribute)) &&
      Temporal.PlainDate.compare(one.from_on, on) <= 0 &&
      (one.retired_on === null || Temporal.PlainDate.compare(one.retired_on, on) > 0),
  )
  const next = on.add({ days: 1 }).toZonedDateTime(workplace.time_zone).toInstant()
  const oneHour = { startsAt: noon, endsAt: noon.add({ hours: 1 }) }
  const grounds = await groundsOf(reader, { siteId: workplace.site_id }, whom, {
    startsAt: midnight,
    endsAt: next,
  })
  const seen = wanted.flatMap((resource) => {
    const situation = grounds.situation(resource.id, oneHour)
    if (situation === undefined || (!manages && !(situation.isLetIn && situation.terms.visible.value)))
      return []
    return [{ resource, situation }]
  })
  const claims = await claimsOn(reader, workplace, on, { midnight, next })
  const taken = await wordsOf(
    reader,
    workplace,
    claims,
    new Map(seen.map((one) => [one.resource.id, one.situation])),
  )
  const reasons =
    span === null
      ? null
      : await whyNotAt(reader, grounds, {
          resourceIds: seen.map((one) => one.resource.id),
          ...whom,
          ...span,
        })
  const now = minuteOf(reader.now, on, workplace.time_zone)
  const openBy = new Map<Terms, readonly Minutes[]>()
  const places = seen.map(({ resource, situation }): DayPlace => {
    const open = openBy.get(situation.terms) ?? openMinutes(situation, on)
    openBy.set(situation.terms, open)
    const own = takenOf(resource, taken.byResource)
    const least = situation.terms.leastMinutes.value
    return {
      resource,
      open,
      taken: own,
      free: freeMinutes(open, own, now, least),
      isBookable: situation.isLetIn && situation.terms.bookable.value,
      reasons: reasons?.get(resource.id) ?? [],
    }
  })
  return { places, axis: axisOf(places), foreign: foreignNames(reader, taken.rows, taken.shown) }
}

const NOON = new Temporal.PlainTime(12)

/** As whom the reader looks: for the body they work for, or, who manages and works for none, for the owner. */
async function asWhom(reader: Reader, workplace: Workplace, manages: boolean) {
  const bodies = await ownBodies(reader)
  const own = bodies.find((one) => one.id === workplace.owner_organisation_id) ?? bodies[0]
  return {
    organisationId: own?.id ?? (manages ? workplace.owner_organisation_id : null),
    personId: reader.actor.kind === 'person' ? reader.actor.id : null,
  }
}

function axisOf(places: readonly DayPlace[]): Minutes {
  const all = places.flatMap((one) => [...one.open, ...one.taken])
  return {
    from: Math.min(8 * 60, ...all.map((one) => Math.floor(one.from / 60) * 60)),
    until: Math.max(18 * 60, ...all.map((one) => Math.ceil(one.until / 60) * 60)),
  }
}

/** The minute of the day at an instant: below 0 before it, above 1440 after it. */
function minuteOf(instant: Temporal.Instant, on: Temporal.PlainDate, zone: string): number {
  const there = instant.toZonedDateTimeISO(zone)
  const days = there.toPlainDate().until(on).days
  return days === 0 ? there.hour * 60 + there.minute : days > 0 ? -1 : 1441
}

// [resource, from, until, booking, organisation, for, made by, private, reason]; JSON, because a row for each booking
// costs more to read than the day to draw.
type Claim = readonly [
  string,
  number,
  number,
  string | null,
  string | null,
  string | null,
  string | null,
  boolean | null,
  string | null,
]

async function claimsOn(
  reader: Reader,
  workplace: Workplace,
  on: Temporal.PlainDate,
  { midnight, next }: { readonly midnight: Temporal.Instant; readonly next: Temporal.Instant },
): Promise<readonly Claim[]> {
  const minute = (column: 'starts_at' | 'ends_at') =>
    sql`greatest(0, least(1440, extract(epoch from (${sql.ref(`claim.${column}`)} at time zone ${workplace.time_zone}) - ${on.toString()}::date) / 60))::integer`
  const { rows } = await sql<{ claims: Claim[] }>`
    with claimed as materialized (${claimsWithin(sql`${midnight.toString()}::timestamptz`, sql`${next.toString()}::timestamptz`)})
    select coalesce(json_agg(json_build_array(claim.resource_id, ${minute('starts_at')}, ${minute('ends_at')}, claim.booking_id,
        booking.organisation_id, booking.for_person_id, booking.made_by_person_id, booking.private, block.reason)
        order by claim.starts_at), '[]') as claims
    from workspaces.resource resource
    join claimed claim on claim.resource_id = resource.id
    left join workspaces.booking booking on booking.id = claim.booking_id
    left join workspaces.block block on block.id = claim.block_id
    where resource.site_id = ${workplace.site_id}`.execute(reader.db)
  return rows[0]?.claims ?? []
}

type Words = {
  readonly byResource: ReadonlyMap<string, readonly Taken[]>
  readonly rows: readonly NamedRow[]
  readonly shown: readonly Shown[]
}

/** Each claim in the words that this reader may read (W15). */
async function wordsOf(
  reader: Reader,
  workplace: Workplace,
  claims: readonly Claim[],
  situations: ReadonlyMap<string, Situation>,
): Promise<Words> {
  const me = reader.actor.kind === 'person' ? reader.actor.id : null
  // A part of a room may be hidden while the room is not; then the house's own word holds.
  const namesAt = (resourceId: string): NamesShown =>
    situations.get(resourceId)?.terms.names.value ?? 'nobody'
  const booked = claims.filter((claim) => claim[3] !== null)
  const rows = booked.map(([resourceId, , , , organisation, forPerson, madeBy, isPrivate]): NamedRow => ({
    site_id: workplace.site_id,
    owner_organisation_id: workplace.owner_organisation_id,
    organisation_id: organisation ?? '',
    for_person_id: forPerson,
    made_by_person_id: madeBy,
    private: isPrivate === true,
    names: namesAt(resourceId),
  }))
  const isOfficer = holdsAt(reader, NAMES, workplace)
  const shown = (await namesShown(reader, rows)).map((one, at): Shown => {
    const row = rows[at]
    const isTheirs = me !== null && (row?.for_person_id === me || row?.made_by_person_id === me)
    // Who sits at a desk kept for people who want what it has would be known to want it (W16).
    const isHeld = situations.get(booked[at]?.[0] ?? '')?.resource.heldForAccess === true
    return one === 'name' && isHeld && !isTheirs && !isOfficer ? 'organisation' : one
  })
  const names = await namesOf(
    reader,
    rows.flatMap((row, at) =>
      shown[at] === 'name' && row.for_person_id !== null ? [row.for_person_id] : [],
    ),
    rows.flatMap((row, at) => (shown[at] === 'organisation' ? [row.organisation_id] : [])),
  )
  const wordsFor = new Map(
    booked.map((claim, at) => {
      const row = rows[at]
      const words =
        shown[at] === 'name'
          ? (names.get(row?.for_person_id ?? '') ?? 'booked')
          : shown[at] === 'organisation'
            ? (names.get(row?.organisation_id ?? '') ?? 'booked')
            : 'booked'
      return [claim, words]
    }),
  )
  const byResource = new Map<string, Taken[]>()
  for (const claim of claims) {
    const [resourceId, from, until, bookingId, , forPerson, , , reason] = claim
    const one: Taken = {
      from,
      until,
      bookingId,
      isMine: me !== null && forPerson === me,
      words: bookingId === null ? (reason ?? 'out of use') : (wordsFor.get(claim) ?? 'booked'),
    }
    const there = byResource.get(resourceId)
    if (there === undefined) byResource.set(resourceId, [one])
    else there.push(one)
  }
  return { byResource, rows, shown }
}

async function namesOf(
  reader: Reader,
  people: readonly string[],
  bodies: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (people.length === 0 && bodies.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from organisations.person_card where id = any(${[...new Set(people)]}::uuid[])
    union all select id, name from organisations.organisation_card where id = any(${[...new Set(bodies)]}::uuid[])`.execute(
    reader.db,
  )
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** What is taken of a place: its own claims, or those of its parts, one booking of several parts once. */
function takenOf(resource: Resource, byResource: ReadonlyMap<string, readonly Taken[]>): readonly Taken[] {
  if (resource.part_ids.length === 0) return byResource.get(resource.id) ?? []
  const seen = new Set<string>()
  return resource.part_ids
    .flatMap((id) => byResource.get(id) ?? [])
    .filter((one) => {
      const key = `${one.bookingId ?? one.words} ${one.from}`
      return seen.has(key) ? false : seen.add(key)
    })
    .toSorted((a, b) => a.from - b.from)
}
