// Who comes to a workplace on a day, who is there, and who has gone (P8): everybody who booked and every visitor, each
// once, for those who receive people there.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { BookingState, ResourceKind } from '../rules.ts'
import { ARRIVALS_KEPT_DAYS } from '../rules/day.ts'
import { keepLook } from './names.ts'
import { bodiesOf, holdsAt } from './seeing.ts'
import { workplaceByCode, type Workplace } from './workplaces.ts'

/** To see who comes, to check people in and to tick visitors: held for the owner, or for one workplace. */
export const ARRIVALS = 'workspaces.arrival.read'

export const PRESENCE = {
  expected: 'Expected',
  here: 'Here',
  gone: 'Gone',
  absent: 'Did not come',
} as const
export type Presence = keyof typeof PRESENCE

export type ArrivalPlace = {
  readonly bookingId: string
  readonly code: string
  readonly name: string
  readonly zone: string
  readonly floor: string
  readonly kind: ResourceKind
  readonly startsAt: Temporal.Instant
  readonly endsAt: Temporal.Instant
  readonly state: BookingState
}

export type Arrival = {
  /** The person's or the visitor's id. */
  readonly key: string
  readonly who: 'person' | 'visitor'
  readonly name: string
  readonly organisationId: string
  /** The body of whoever booked; of a visitor their host's. */
  readonly organisation: string
  /** A visitor's own organisation, in their host's words. */
  readonly from: string | null
  readonly host: string | null
  readonly places: readonly ArrivalPlace[]
  readonly presence: Presence
  readonly arrivedAt: Temporal.Instant | null
  readonly leftAt: Temporal.Instant | null
}

type Row = {
  readonly key: string
  readonly who: 'person' | 'visitor'
  readonly name: string | null
  readonly organisation_id: string
  readonly organisation: string
  readonly words: string | null
  readonly host: string | null
  readonly visitor_arrived_at: Temporal.Instant | null
  readonly visitor_left_at: Temporal.Instant | null
  readonly booking_id: string | null
  readonly code: string
  readonly resource: string
  readonly zone: string
  readonly floor: string
  readonly kind: ResourceKind
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly state: BookingState
  readonly checked_in_at: Temporal.Instant | null
  readonly left_at: Temporal.Instant | null
}

const MOST_ARRIVALS = 5000

/** Everybody who comes to this workplace on a day, by name. */
export async function arrivalsOf(
  reader: Reader,
  workplace: Pick<Workplace, 'site_id' | 'time_zone'>,
  on: Temporal.PlainDate,
): Promise<readonly Arrival[]> {
  const begins = on.toZonedDateTime(workplace.time_zone).toInstant()
  const ends = on.add({ days: 1 }).toZonedDateTime(workplace.time_zone).toInstant()
  const { rows } = await sql<Row>`
    with that_day as materialized (
      select booking.* from workspaces.booking booking
      where booking.site_id = ${workplace.site_id} and booking.starts_at < ${ends} and booking.ends_at > ${begins}
        and booking.starts_at > ${begins.subtract({ hours: 31 * 24 })}
        and booking.state in ('confirmed', 'checked-in', 'completed', 'released')),
    who as (
      select person.id as key, 'person' as who, person.name, null as words, null as host,
        null::timestamptz as visitor_arrived_at, null::timestamptz as visitor_left_at, that_day.id as booking_id, that_day.organisation_id
      from that_day join organisations.person_card person on person.id = that_day.for_person_id where that_day.visitor_id is null
      union all
      select visitor.id, 'visitor', visitor.name, visitor.organisation_words, host.name, visitor.arrived_at, visitor.left_at,
        that_day.id, visitor.host_organisation_id
      from workspaces.visitor visitor join organisations.person_card host on host.id = visitor.host_person_id
      left join that_day on that_day.visitor_id = visitor.id
      where visitor.site_id = ${workplace.site_id} and visitor.comes_on = ${on} and visitor.forgotten_at is null)
    select who.*, body.name as organisation, resource.code, resource.name as resource, zone.name as zone, floor.name as floor,
      resource.kind, that_day.starts_at, that_day.ends_at, that_day.state, that_day.checked_in_at, that_day.left_at
    from who join organisations.organisation_card body on body.id = who.organisation_id
    left join that_day on that_day.id = who.booking_id
    left join workspaces.resource resource on resource.id = that_day.resource_id
    left join workspaces.zone zone on zone.id = resource.zone_id left join workspaces.floor floor on floor.id = resource.floor_id
    order by who.name, who.key, that_day.starts_at limit ${MOST_ARRIVALS}`.execute(reader.db)
  return [...Map.groupBy(rows, (row) => row.key).values()].flatMap((theirs) => arrivalFrom(theirs) ?? [])
}

function arrivalFrom(rows: readonly Row[]): Arrival | null {
  const [first] = rows
  if (first === undefined) return null
  const places = rows.flatMap((row) =>
    row.booking_id === null
      ? []
      : {
          bookingId: row.booking_id,
          code: row.code,
          name: row.resource,
          zone: row.zone,
          floor: row.floor,
          kind: row.kind,
          startsAt: row.starts_at,
          endsAt: row.ends_at,
          state: row.state,
        },
  )
  const cameAt = rows.flatMap((row) => row.checked_in_at ?? []).toSorted(Temporal.Instant.compare)[0] ?? null
  const goneAt =
    rows
      .flatMap((row) => row.left_at ?? [])
      .toSorted(Temporal.Instant.compare)
      .at(-1) ?? null
  const isVisitor = first.who === 'visitor'
  const arrivedAt = isVisitor ? (first.visitor_arrived_at ?? cameAt) : cameAt
  const presence = isVisitor
    ? presenceOf(arrivedAt !== null, first.visitor_left_at !== null, true)
    : presenceOf(
        arrivedAt !== null,
        places.every((one) => one.state !== 'checked-in' && one.state !== 'confirmed'),
        // Where nobody asks for a check-in nobody knows, so only what was given back says that they did not come.
        places.some((one) => one.state !== 'released'),
        places.some((one) => one.state === 'checked-in'),
      )
  return {
    key: first.key,
    who: first.who,
    name: first.name ?? 'Name deleted',
    organisationId: first.organisation_id,
    organisation: first.organisation,
    from: first.words,
    host: first.host,
    places,
    presence,
    arrivedAt,
    leftAt: presence === 'gone' ? (isVisitor ? first.visitor_left_at : goneAt) : null,
  }
}

/** Whoever sits at a desk after leaving a meeting room early is here, not gone. */
function presenceOf(
  hasArrived: boolean,
  hasLeft: boolean,
  isExpected: boolean,
  isIn = hasArrived && !hasLeft,
): Presence {
  if (isIn) return 'here'
  if (hasArrived && hasLeft) return 'gone'
  return isExpected ? 'expected' : 'absent'
}

/** The workplace, for whoever receives people there: 404 where it is not seen, a refusal where others do it. */
export async function workplaceToReceive(reader: Reader, code: string): Promise<Workplace> {
  const workplace = await workplaceByCode(reader, code)
  if (!holdsAt(reader, ARRIVALS, workplace))
    refuse(
      'forbidden',
      'workspaces.arrival.not-yours',
      `Who comes to ${workplace.name} is for its reception and its workspace managers. Ask ${workplace.owner_name}.`,
    )
  return workplace
}

/** How many of these are people of other bodies than the reader's own: what the record of looking says. */
export function foreignAmong(reader: Reader, arrivals: readonly Pick<Arrival, 'organisationId'>[]): number {
  const bodies = bodiesOf(reader)
  return arrivals.filter((one) => !bodies.includes(one.organisationId)).length
}

/** Names of a day are deleted after a month; the list of that day is over then (A3). */
export function mustStillBeKept(reader: Reader, on: Temporal.PlainDate, zone: string): void {
  const first = reader.now.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: ARRIVALS_KEPT_DAYS })
  if (Temporal.PlainDate.compare(on, first) < 0) notFound('list')
}

/** The list for programs: that names were shown is recorded before it answers. */
export const readArrivals = query({
  name: 'workspaces.arrival.list',
  title: 'Who comes to a workplace on a day',
  permission: ARRIVALS,
  doors: ['page', 'api', 'command'],
  discloses: true,
  parameters: { site: field.code('Workplace'), on: field.date('Day') },
  async receipt(reader, { site, on }) {
    const { workplace, arrivals } = await listed(reader, site, on)
    const people = foreignAmong(reader, arrivals)
    await keepLook(reader, { siteId: workplace.site_id, on, list: 'arrivals', people })
    return { subject: workplace.site_id, facts: { on: on.toString(), people } }
  },
  run: async (reader, { site, on }) => (await listed(reader, site, on)).arrivals,
})

async function listed(reader: Reader, site: string, on: Temporal.PlainDate) {
  const workplace = await workplaceToReceive(reader, site)
  mustStillBeKept(reader, on, workplace.time_zone)
  return { workplace, arrivals: await arrivalsOf(reader, workplace, on) }
}
