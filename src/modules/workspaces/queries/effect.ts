// Which bookings ahead a change of rules no longer fits (P13, W14): each judged by its terms before and after as they
// would have been when it was made, so that only what the change itself does is told.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import {
  mondayOf,
  reasonsAgainst,
  termsFor,
  type Attribute,
  type BookingState,
  type ResourceKind,
  type Rule,
  type Situation,
  type Standing,
  type Terms,
  type Use,
} from '../rules.ts'

/** A booking ahead with what judging it needs. */
export type BookedAhead = {
  readonly id: string
  readonly state: BookingState
  readonly organisation_id: string
  readonly organisation_name: string
  readonly owner_id: string
  readonly owner_name: string
  readonly for_person_id: string | null
  readonly visitor_id: string | null
  readonly people: number
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly made_at: Temporal.Instant
  readonly uses: readonly Use[]
  readonly site_id: string
  readonly site_code: string
  readonly site_name: string
  readonly zone: string
  readonly furthest_days: number
  readonly resource_id: string
  readonly resource_code: string
  readonly resource_name: string
  readonly kind: ResourceKind
  readonly capacity: number
  readonly attributes: readonly Attribute[]
  readonly floor_id: string
  readonly zone_id: string
}

/** A booking that the rules, as they would be, no longer allow, and why. */
export type Affected = {
  readonly booking: BookedAhead
  readonly why: string
}

/** More than this are not judged in one change; who has more changes it zone by zone. */
export const MOST_AHEAD = 20_000

/** Every booking of a workplace that has not begun and holds its time, by when it begins. */
export async function bookedAhead(
  reader: Pick<Reader, 'db'>,
  siteId: string,
  now: Temporal.Instant,
): Promise<BookedAhead[]> {
  const { rows } = await sql<BookedAhead>`
    select booking.id, booking.state, booking.organisation_id, body.name as organisation_name, booking.owner_organisation_id as owner_id,
      site.organisation_name as owner_name, booking.for_person_id, booking.visitor_id, booking.people, booking.starts_at,
      booking.ends_at, booking.made_at, booking.uses, booking.site_id, site.code as site_code, site.name as site_name,
      workplace.time_zone as zone, workplace.furthest_days, resource.id as resource_id, resource.code as resource_code,
      resource.name as resource_name, resource.kind, resource.capacity, resource.attributes, resource.floor_id, resource.zone_id
    from workspaces.booking booking
    join workspaces.resource resource on resource.id = booking.resource_id
    join workspaces.workplace workplace on workplace.site_id = booking.site_id
    join organisations.site_card site on site.id = booking.site_id
    join organisations.organisation_card body on body.id = booking.organisation_id
    where booking.site_id = ${siteId} and booking.starts_at > ${now.toString()}::timestamptz
      and booking.state in ('held', 'pending', 'confirmed')
    order by booking.starts_at, booking.id limit ${MOST_AHEAD}`.execute(reader.db)
  return rows
}

/** Groups of partners of an owner in which each body is. */
export async function circlesByBody(
  reader: Pick<Reader, 'db'>,
  ownerId: string,
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ organisation_id: string; circles: string[] }>`
    select member.organisation_id, array_agg(circle.id) as circles from workspaces.circle circle
    join workspaces.circle_member member on member.circle_id = circle.id
    where circle.organisation_id = ${ownerId} and circle.ended_on is null group by member.organisation_id`.execute(
    reader.db,
  )
  return new Map(rows.map((row) => [row.organisation_id, row.circles]))
}

export function standingAs(booking: BookedAhead, circles: ReadonlyMap<string, readonly string[]>): Standing {
  return {
    organisationId: booking.organisation_id,
    isOwn: booking.organisation_id === booking.owner_id,
    isPartner: true,
    circleIds: circles.get(booking.organisation_id) ?? [],
    isVisitor: booking.visitor_id !== null,
  }
}

const LONG_AGO = Temporal.PlainDate.from('1900-01-01')

/** The situation of a booking as far as rules go: what a change of rules does not change is left open. */
export function situationAt(booking: BookedAhead, standing: Standing, terms: Terms): Situation {
  return {
    resource: {
      id: booking.resource_id,
      code: booking.resource_code,
      name: booking.resource_name,
      kind: booking.kind,
      capacity: booking.capacity,
      attributes: booking.attributes,
      heldForAccess: false,
      setupMinutes: 0,
      clearMinutes: 0,
      fromOn: LONG_AGO,
      retiredOn: null,
      parts: [],
    },
    chain: {
      resourceId: booking.resource_id,
      zoneId: booking.zone_id,
      floorId: booking.floor_id,
      siteId: booking.site_id,
      kind: booking.kind,
    },
    workplace: {
      siteId: booking.site_id,
      code: booking.site_code,
      name: booking.site_name,
      ownerId: booking.owner_id,
      ownerName: booking.owner_name,
      zone: booking.zone,
      openedOn: LONG_AGO,
      closesOn: null,
      furthestDays: 36_600,
    },
    standing,
    isLetIn: true,
    terms,
    building: null,
    invocation: null,
    wants: [],
    allocations: [],
  }
}

/** What a change of the rules of a workplace does to the bookings ahead. */
export async function effectOfRules(
  reader: Pick<Reader, 'db'>,
  now: Temporal.Instant,
  siteId: string,
  rules: { readonly before: readonly Rule[]; readonly after: readonly Rule[] },
): Promise<Affected[]> {
  const ahead = await bookedAhead(reader, siteId, now)
  const first = ahead[0]
  if (first === undefined) return []
  const circles = await circlesByBody(reader, first.owner_id)
  const judged = ahead.map((booking) => {
    const standing = standingAs(booking, circles)
    return { booking, standing, ...pairOf(rules, booking, standing) }
  })
  const changed = judged.filter((one) => isOther(one.before, one.after))
  const affected = new Map<string, string>()
  for (const { booking, standing, before, after } of changed) {
    const why = newlyAgainst(booking, standing, before, after)
    if (why !== null) affected.set(booking.id, why)
  }
  for (const [id, why] of beyondQuotas(changed)) if (!affected.has(id)) affected.set(id, why)
  return ahead.flatMap((booking) => {
    const why = affected.get(booking.id)
    return why === undefined ? [] : [{ booking, why }]
  })
}

type Pair = { readonly before: Terms; readonly after: Terms }
type Judged = Pair & { readonly booking: BookedAhead; readonly standing: Standing }

function pairOf(
  rules: { readonly before: readonly Rule[]; readonly after: readonly Rule[] },
  booking: BookedAhead,
  standing: Standing,
): Pair {
  const day = booking.starts_at.toZonedDateTimeISO(booking.zone).toPlainDate()
  const chain = {
    resourceId: booking.resource_id,
    zoneId: booking.zone_id,
    floorId: booking.floor_id,
    siteId: booking.site_id,
    kind: booking.kind,
  }
  return {
    before: termsFor(rules.before, chain, standing, day),
    after: termsFor(rules.after, chain, standing, day),
  }
}

const isOther = (before: Terms, after: Terms): boolean =>
  (Object.keys(before) as (keyof Terms)[]).some(
    (key) => String(before[key].value) !== String(after[key].value),
  )

function newlyAgainst(booking: BookedAhead, standing: Standing, before: Terms, after: Terms): string | null {
  const asked = {
    startsAt: booking.starts_at,
    endsAt: booking.ends_at,
    now: booking.made_at,
    people: booking.people,
    as: 'booker',
  } as const
  const known = new Set(
    reasonsAgainst(situationAt(booking, standing, before), asked).map((reason) => reason.code),
  )
  const fresh = reasonsAgainst(situationAt(booking, standing, after), asked).find(
    (reason) => !known.has(reason.code),
  )
  return fresh?.text ?? null
}

const PERIODS = [
  { key: 'perDay', words: 'a day', from: (day: Temporal.PlainDate) => day },
  { key: 'perWeek', words: 'a week', from: mondayOf },
  { key: 'perMonth', words: 'a month', from: (day: Temporal.PlainDate) => day.with({ day: 1 }) },
] as const

/** Of a person's bookings in a period those made last are the ones beyond a lower quota. */
function beyondQuotas(judged: readonly Judged[]): Map<string, string> {
  const beyond = new Map<string, string>()
  for (const { key, words, from } of PERIODS) {
    const lowered = judged.filter(
      ({ booking, before, after }) =>
        booking.for_person_id !== null &&
        after[key].value !== null &&
        after[key].value < (before[key].value ?? Infinity),
    )
    const groups = Map.groupBy(lowered, ({ booking }) => {
      const day = booking.starts_at.toZonedDateTimeISO(booking.zone).toPlainDate()
      return `${booking.for_person_id} ${booking.kind} ${from(day).toString()}`
    })
    for (const group of groups.values()) {
      const most = group[0]?.after[key].value ?? Infinity
      const byAge = group.toSorted((a, b) => Temporal.Instant.compare(a.booking.made_at, b.booking.made_at))
      for (const { booking } of byAge.slice(most))
        beyond.set(booking.id, `One person may then have ${most} ${words}, and has more.`)
    }
  }
  return beyond
}
