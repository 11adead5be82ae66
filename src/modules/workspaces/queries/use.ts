// How much a workplace is used, for whoever manages it: by hour, weekday, day, zone, kind and body, out of the bookings
// that begin in a period. One statement splits them into hours, one counts them, one finds how many were there at once.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { BookingState, ResourceKind } from '../rules.ts'
import {
  byHour,
  guarded,
  LEAST_PEOPLE,
  NOTHING,
  without,
  type Measured,
  type MinuteSpan,
  type UseOf,
} from '../rules/use.ts'
import { groundsOf, type Grounds } from './deciding.ts'
import type { Workplace } from './workplaces.ts'

/** To see how a workplace is used: held for its owner, or for it. */
export const USE = 'workspaces.use.read'

export type UseRow = Measured & {
  readonly key: string
  readonly name: string
  readonly bookings: number
  readonly noShows: number
  readonly people: number
  /** How many were there at once, at most; null where that is not counted. */
  readonly most: number | null
  readonly isOwn: boolean
}

export type Use = {
  readonly total: UseRow
  readonly places: number
  readonly hours: readonly UseRow[]
  readonly weekdays: readonly UseRow[]
  readonly days: readonly UseRow[]
  readonly zones: readonly UseRow[]
  readonly kinds: readonly UseRow[]
  readonly bodies: readonly UseRow[]
  /** Bodies that are not shown because even together they have too few people (I7). */
  readonly hiddenBodies: number
}

type At = Pick<Workplace, 'site_id' | 'time_zone' | 'owner_organisation_id'>
type Sql = ReturnType<typeof sql>

/** The moments at which a period of local days begins and ends. */
export function spanOf(at: Pick<Workplace, 'time_zone'>, of: Pick<UseOf, 'from' | 'to'>) {
  return {
    startsAt: of.from.toZonedDateTime(at.time_zone).toInstant(),
    endsAt: of.to.add({ days: 1 }).toZonedDateTime(at.time_zone).toInstant(),
  }
}

/** States in which time was taken: what was given back before it began counts nowhere. */
export const TOOK_TIME: readonly BookingState[] = ['confirmed', 'checked-in', 'completed', 'released']

/** Until when a booking took its time: what was released or left early was given back then. */
const TAKEN_UNTIL = sql`greatest(booking.starts_at, case when booking.state in ('released', 'completed')
  then least(booking.ends_at, booking.ended_at) else booking.ends_at end)`
/** Somebody came; where no check-in was asked for, who did not cancel did. */
const CAME = sql`(booking.checked_in_at is not null or (booking.state = 'completed' and booking.check_in_from is null))`

/** Bookings of a period as pieces: a divisible room is its parts. */
function pieces(at: At, of: UseOf): Sql {
  const span = spanOf(at, of)
  return sql`
    select booking.id, booking.organisation_id, booking.for_person_id, booking.state = 'released' as no_show, ${CAME} as came,
      piece.zone_id, piece.kind, piece.id as resource_id, booking.starts_at, ${TAKEN_UNTIL} as taken_until,
      booking.starts_at at time zone ${at.time_zone} as starts_local, ${TAKEN_UNTIL} at time zone ${at.time_zone} as until_local
    from workspaces.booking booking
    left join workspaces.part part on part.whole_id = booking.resource_id
    join workspaces.resource piece on piece.id = coalesce(part.part_id, booking.resource_id)
    where booking.site_id = ${at.site_id} and booking.starts_at >= ${span.startsAt.toString()}::timestamptz
      and booking.starts_at < ${span.endsAt.toString()}::timestamptz
      and booking.state = any(${[...TOOK_TIME]}::text[]) and ${of.kind === null ? sql`true` : sql`piece.kind = ${of.kind}`}`
}

type Grouped = {
  readonly hour: number | null
  readonly weekday: number | null
  readonly day: string | null
  readonly zone_id: string | null
  readonly kind: ResourceKind | null
  readonly organisation_id: string | null
}
type Minutes = Grouped & { readonly booked: number; readonly used: number }
type Counts = Grouped & { readonly bookings: number; readonly no_shows: number; readonly people: number }

const keyOf = (row: Grouped): string => {
  if (row.hour !== null) return `hour ${row.hour}`
  if (row.weekday !== null) return `weekday ${row.weekday}`
  if (row.day !== null) return `day ${row.day}`
  if (row.zone_id !== null) return `zone ${row.zone_id}`
  if (row.kind !== null) return `kind ${row.kind}`
  return row.organisation_id === null ? 'all' : `body ${row.organisation_id}`
}

async function minutesOf(reader: Reader, at: At, of: UseOf): Promise<Map<string, Minutes>> {
  const { rows } = await sql<Minutes>`
    with pieces as (${pieces(at, of)}),
    split as (
      select extract(hour from hour)::integer as hour, extract(isodow from hour)::integer as weekday, hour::date::text as day,
        zone_id, kind, organisation_id, came,
        extract(epoch from least(until_local, hour + interval '1 hour') - greatest(starts_local, hour))::integer / 60 as minutes
      from pieces, generate_series(date_trunc('hour', starts_local), until_local - interval '1 microsecond', interval '1 hour') hour)
    select hour, weekday, day, zone_id, kind, organisation_id, sum(minutes)::integer as booked,
      coalesce(sum(minutes) filter (where came), 0)::integer as used
    from split group by grouping sets ((hour), (weekday), (day), (zone_id), (kind), (organisation_id), ())`.execute(
    reader.db,
  )
  return new Map(rows.map((row) => [keyOf(row), row]))
}

async function countsOf(reader: Reader, at: At, of: UseOf): Promise<Map<string, Counts>> {
  const { rows } = await sql<Counts>`
    with pieces as (${pieces(at, of)})
    select null::integer as hour, weekday, day, zone_id, kind, organisation_id, count(distinct id)::integer as bookings,
      (count(distinct id) filter (where no_show))::integer as no_shows, count(distinct for_person_id)::integer as people
    from (select *, extract(isodow from starts_local)::integer as weekday, starts_local::date::text as day from pieces) piece
    group by grouping sets ((weekday), (day), (zone_id), (kind), (organisation_id), ())`.execute(reader.db)
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** How many places were taken at once, at most: a running count over beginnings and ends, ends first. */
async function peaksOf(reader: Reader, at: At, of: UseOf): Promise<Map<string, number>> {
  const { rows } = await sql<Grouped & { readonly most: number }>`
    with pieces as (${pieces(at, of)}),
    turns as (
      select starts_at as turn, starts_local::date::text as day, zone_id, kind, 1 as change from pieces
      union all select taken_until, until_local::date::text, zone_id, kind, -1 from pieces),
    running as (
      select day, zone_id, kind, sum(change) over (order by turn, change) as together,
        sum(change) over (partition by zone_id order by turn, change) as in_zone,
        sum(change) over (partition by kind order by turn, change) as of_kind
      from turns)
    select null::integer as hour, null::integer as weekday, day, zone_id, kind, null::uuid as organisation_id,
      (case when zone_id is not null then max(in_zone) when kind is not null then max(of_kind) else max(together) end)::integer as most
    from running group by grouping sets ((day), (zone_id), (kind), ())`.execute(reader.db)
  return new Map(rows.map((row) => [keyOf(row), row.most]))
}

/** What keeps places from being used: maintenance, closures, business continuity (of every place: null). */
async function gapsOf(reader: Reader, at: At, of: UseOf) {
  const span = spanOf(at, of)
  const [from, until] = [
    sql`${span.startsAt.toString()}::timestamptz`,
    sql`${span.endsAt.toString()}::timestamptz`,
  ]
  const { rows } = await sql<{
    readonly resource_id: string | null
    readonly starts_at: Temporal.Instant
    readonly ends_at: Temporal.Instant
  }>`
    select block.resource_id, block.starts_at, least(block.ends_at, block.ended_at) as ends_at from workspaces.block block
      join workspaces.resource resource on resource.id = block.resource_id
      where resource.site_id = ${at.site_id} and block.starts_at < ${until} and least(block.ends_at, block.ended_at) > greatest(block.starts_at, ${from})
    union all select null, starts_at, least(ends_at, ended_at) from workspaces.invocation
      where site_id = ${at.site_id} and starts_at < ${until} and least(ends_at, ended_at) > greatest(starts_at, ${from})`.execute(
    reader.db,
  )
  return rows
}

const DAY_MINUTES = 1440

/** The minutes of a local day between two moments. */
function minutesOn(
  day: Temporal.PlainDate,
  zone: string,
  during: { readonly starts_at: Temporal.Instant; readonly ends_at: Temporal.Instant },
): MinuteSpan {
  const at = (moment: Temporal.Instant): number => {
    const local = moment.toZonedDateTimeISO(zone)
    const days = day.until(local.toPlainDate()).days
    return Math.min(DAY_MINUTES, Math.max(0, days * DAY_MINUTES + local.hour * 60 + local.minute))
  }
  return { from: at(during.starts_at), until: at(during.ends_at) }
}

const minuteOf = (time: Temporal.PlainTime): number => {
  const minute = time.hour * 60 + time.minute
  return minute === DAY_MINUTES - 1 ? DAY_MINUTES : minute
}

type Capacity = { readonly places: number; readonly open: Map<string, number> }

type Standing = {
  readonly id: string
  readonly zone_id: string
  readonly kind: ResourceKind
  readonly from_on: Temporal.PlainDate
  readonly retired_on: Temporal.PlainDate | null
  readonly has_rule: boolean
}

/** The atomic places that stood there in the period, and whether a rule speaks of one itself. */
async function standingOf(reader: Reader, at: At, of: UseOf): Promise<readonly Standing[]> {
  const { rows } = await sql<Standing>`
    select resource.id, resource.zone_id, resource.kind, resource.from_on, resource.retired_on,
      exists (select 1 from workspaces.rule rule where rule.place_id = resource.id and rule.ended_at is null) as has_rule
    from workspaces.resource resource
    where resource.site_id = ${at.site_id} and resource.from_on <= ${of.to.toString()}::date
      and (resource.retired_on is null or resource.retired_on > ${of.from.toString()}::date)
      and ${of.kind === null ? sql`true` : sql`resource.kind = ${of.kind}`}
      and not exists (select 1 from workspaces.part part where part.whole_id = resource.id)`.execute(
    reader.db,
  )
  return rows
}

/**
 * The minutes for which places are open by the terms of the owner's own staff, less closed days and maintenance. The
 * terms are asked once a day for a kind in a zone, and for each place of which a rule speaks itself.
 */
async function capacityOf(reader: Reader, at: At, of: UseOf): Promise<Capacity> {
  const grounds = await groundsOf(
    reader,
    { siteId: at.site_id },
    { organisationId: at.owner_organisation_id, personId: null },
    spanOf(at, of),
  )
  const gaps = await gapsOf(reader, at, of)
  const places = await standingOf(reader, at, of)
  const alike = [
    ...Map.groupBy(places, (one) => (one.has_rule ? one.id : `${one.zone_id} ${one.kind}`)).values(),
  ]
  const open = new Map<string, number>()
  const add = (key: string, minutes: number): void => void open.set(key, (open.get(key) ?? 0) + minutes)
  for (let day = of.from; Temporal.PlainDate.compare(day, of.to) <= 0; day = day.add({ days: 1 })) {
    const closed = gaps.map((gap) => ({ id: gap.resource_id, span: minutesOn(day, at.time_zone, gap) }))
    const mended = new Set(
      closed.flatMap((gap) => (gap.id !== null && gap.span.until > gap.span.from ? gap.id : [])),
    )
    for (const group of alike) {
      const there = group.filter(
        (one) =>
          Temporal.PlainDate.compare(one.from_on, day) <= 0 &&
          (one.retired_on === null || Temporal.PlainDate.compare(day, one.retired_on) < 0),
      )
      const [one] = there
      const spans = one === undefined ? [] : openSpans(grounds, one.id, at, day)
      if (one === undefined || spans.length === 0) continue
      const count = (pieces: readonly MinuteSpan[], many: number): void => {
        for (const { hour, minutes } of pieces.flatMap(byHour))
          for (const key of [
            `hour ${hour}`,
            `weekday ${day.dayOfWeek}`,
            `day ${day.toString()}`,
            `zone ${one.zone_id}`,
            `kind ${one.kind}`,
            'all',
          ])
            add(key, minutes * many)
      }
      const left = (id: string | null): readonly MinuteSpan[] => {
        const out = closed.filter((gap) => gap.id === null || gap.id === id).map((gap) => gap.span)
        return spans.flatMap((span) => without(span, out))
      }
      const inMending = there.filter((place) => mended.has(place.id))
      count(left(null), there.length - inMending.length)
      for (const place of inMending) count(left(place.id), 1)
    }
  }
  return { places: places.length, open }
}

/** The minutes of a day at which a place is open to the owner's own staff. */
function openSpans(grounds: Grounds, id: string, at: At, day: Temporal.PlainDate): readonly MinuteSpan[] {
  const midday = day.toZonedDateTime({ timeZone: at.time_zone, plainTime: '12:00' }).toInstant()
  const situation = grounds.situation(id, { startsAt: midday, endsAt: midday })
  if (situation === undefined) return []
  const { workplace, terms, building } = situation
  const isThere =
    Temporal.PlainDate.compare(workplace.openedOn, day) <= 0 &&
    (workplace.closesOn === null || Temporal.PlainDate.compare(day, workplace.closesOn) <= 0)
  if (!isThere || !terms.weekdays.value.includes(day.dayOfWeek)) return []
  const byTerms = { from: minuteOf(terms.opensAt.value), until: minuteOf(terms.closesAt.value) }
  if (building === null) return [byTerms]
  return building.spans
    .map(({ opens, closes }) => ({
      from: Math.max(byTerms.from, minuteOf(opens)),
      until: Math.min(byTerms.until, minuteOf(closes)),
    }))
    .filter((one) => one.until > one.from)
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const KIND_ORDER: readonly ResourceKind[] = ['desk', 'room', 'parking', 'charger', 'locker', 'kit']

/** How a workplace was used in a period. Whoever asks must manage it. */
export async function useOf(
  reader: Reader,
  at: At,
  of: UseOf,
  words: {
    readonly kinds: Readonly<Record<ResourceKind, string>>
    readonly day: (day: Temporal.PlainDate) => string
  },
): Promise<Use> {
  const minutes = await minutesOf(reader, at, of)
  const counts = await countsOf(reader, at, of)
  const peaks = await peaksOf(reader, at, of)
  const capacity = await capacityOf(reader, at, of)
  const { zones, bodies } = await namesOf(reader, at, [...counts.values()])
  const row = (key: string, name: string, isOwn = true): UseRow => ({
    key: key.slice(key.indexOf(' ') + 1),
    name,
    open: capacity.open.get(key) ?? 0,
    booked: minutes.get(key)?.booked ?? 0,
    used: minutes.get(key)?.used ?? 0,
    bookings: counts.get(key)?.bookings ?? 0,
    noShows: counts.get(key)?.no_shows ?? 0,
    people: counts.get(key)?.people ?? 0,
    most: peaks.get(key) ?? null,
    isOwn,
  })
  const matters = (one: UseRow): boolean => one.open > 0 || one.booked > 0
  const days: UseRow[] = []
  for (let day = of.from; Temporal.PlainDate.compare(day, of.to) <= 0; day = day.add({ days: 1 }))
    days.push(row(`day ${day.toString()}`, words.day(day)))
  const { shown, hidden } = guarded(
    bodies
      .map(({ id, name }) => row(`body ${id}`, name, id === at.owner_organisation_id))
      .toSorted((a, b) => b.booked - a.booked),
    (few) =>
      few.reduce(merged, {
        ...few[0]!,
        ...NOTHING,
        bookings: 0,
        noShows: 0,
        people: 0,
        most: null,
        key: 'others',
        name: `${few.length} organisations with fewer than ${LEAST_PEOPLE} people each`,
      }),
  )
  return {
    total: row('all', 'All'),
    places: capacity.places,
    hours: Array.from({ length: 24 }, (_, hour) => row(`hour ${hour}`, hourWords(hour))).filter(matters),
    weekdays: WEEKDAYS.map((name, nth) => row(`weekday ${nth + 1}`, name)).filter(matters),
    days: days.filter(matters),
    zones: zones.map(({ id, name }) => row(`zone ${id}`, name)).filter(matters),
    kinds:
      of.kind === null
        ? KIND_ORDER.map((kind) => row(`kind ${kind}`, words.kinds[kind])).filter(matters)
        : [],
    bodies: shown,
    hiddenBodies: hidden,
  }
}

const merged = (all: UseRow, one: UseRow): UseRow => ({
  ...all,
  booked: all.booked + one.booked,
  used: all.used + one.used,
  bookings: all.bookings + one.bookings,
  noShows: all.noShows + one.noShows,
  people: all.people + one.people,
})

/** "9am to 10am" */
const clock = (hour: number): string =>
  hour === 0 || hour === 24 ? 'midnight' : hour === 12 ? 'midday' : hour < 12 ? `${hour}am` : `${hour - 12}pm`
const hourWords = (hour: number): string => `${clock(hour)} to ${clock(hour + 1)}`

async function namesOf(reader: Reader, at: At, counts: readonly Counts[]) {
  const ids = counts.flatMap((row) => row.organisation_id ?? [])
  const zones = await sql<{ id: string; name: string }>`
    select zone.id, case when count(*) over (partition by zone.name) > 1 then zone.name || ', ' || floor.name else zone.name end as name
    from workspaces.zone zone join workspaces.floor floor on floor.id = zone.floor_id
    where zone.site_id = ${at.site_id} order by floor.level, zone.name`.execute(reader.db)
  const bodies = await sql<{ id: string; name: string }>`
    select id, name from organisations.organisation_card where id = any(${ids}::uuid[]) order by name`.execute(
    reader.db,
  )
  return { zones: zones.rows, bodies: bodies.rows }
}

export type NoShowRow = {
  readonly organisation_id: string
  readonly organisation_name: string
  readonly zone_id: string
  readonly zone_name: string
  readonly bookings: number
  readonly no_shows: number
  readonly people: number
  readonly isOwn: boolean
}

/** Who did not come, by body and zone, of the bookings that asked for a check-in; too few people of another body are put together (I7). */
export async function noShowsOf(
  reader: Reader,
  at: At,
  of: UseOf,
): Promise<{ readonly shown: readonly NoShowRow[]; readonly hidden: number }> {
  const span = spanOf(at, of)
  const { rows } = await sql<Omit<NoShowRow, 'isOwn'>>`
    select booking.organisation_id, body.name as organisation_name, resource.zone_id, zone.name as zone_name, count(*)::integer as bookings,
      (count(*) filter (where booking.state = 'released'))::integer as no_shows, count(distinct booking.for_person_id)::integer as people
    from workspaces.booking booking
    join workspaces.resource resource on resource.id = booking.resource_id
    join workspaces.zone zone on zone.id = resource.zone_id
    join organisations.organisation_card body on body.id = booking.organisation_id
    where booking.site_id = ${at.site_id} and booking.starts_at >= ${span.startsAt.toString()}::timestamptz
      and booking.starts_at < ${span.endsAt.toString()}::timestamptz and booking.state in ('checked-in', 'completed', 'released')
      and booking.check_in_from is not null and ${of.kind === null ? sql`true` : sql`resource.kind = ${of.kind}`}
    group by booking.organisation_id, body.name, resource.zone_id, zone.name
    order by no_shows desc, bookings desc, organisation_name, zone_name`.execute(reader.db)
  return guarded(
    rows.map((row) => ({ ...row, isOwn: row.organisation_id === at.owner_organisation_id })),
    (few) => ({
      ...few[0]!,
      organisation_name: 'Other organisations',
      zone_name: 'Several zones',
      bookings: few.reduce((sum, one) => sum + one.bookings, 0),
      no_shows: few.reduce((sum, one) => sum + one.no_shows, 0),
      people: atLeast(few),
    }),
  )
}

/** How many people these are at least: who was in two zones is one. */
function atLeast(rows: readonly NoShowRow[]): number {
  const most = new Map<string, number>()
  for (const row of rows)
    most.set(row.organisation_id, Math.max(most.get(row.organisation_id) ?? 0, row.people))
  return [...most.values()].reduce((sum, one) => sum + one, 0)
}

export type Refused = {
  readonly reasons: readonly { readonly code: string; readonly times: number }[]
  readonly hours: readonly { readonly hour: number; readonly times: number }[]
  readonly total: number
}

/** What was wanted and refused: by reason, and by the hour at which it would have begun. */
export async function refusedOf(reader: Reader, at: At, of: UseOf): Promise<Refused> {
  const span = spanOf(at, of)
  const { rows } = await sql<{ code: string | null; hour: number | null; times: number }>`
    select code, hour, count(*)::integer as times
    from (select code, extract(hour from starts_at at time zone ${at.time_zone})::integer as hour
      from workspaces.refused where site_id = ${at.site_id} and starts_at >= ${span.startsAt.toString()}::timestamptz
        and starts_at < ${span.endsAt.toString()}::timestamptz and ${of.kind === null ? sql`true` : sql`resource_kind = ${of.kind}`}) refused
    group by grouping sets ((code), (hour), ()) order by times desc, code, hour`.execute(reader.db)
  return {
    reasons: rows.flatMap(({ code, times }) => (code === null ? [] : [{ code, times }])),
    hours: rows
      .flatMap(({ hour, times }) => (hour === null ? [] : [{ hour, times }]))
      .toSorted((a, b) => a.hour - b.hour),
    total: rows.find((row) => row.code === null && row.hour === null)?.times ?? 0,
  }
}

export type Waited = { readonly asked: number; readonly taken: number; readonly waiting: number }

/** Who waited for a place in the period: how many asked, how many got one, how many still wait. */
export async function waitedFor(reader: Reader, at: At, of: UseOf): Promise<Waited> {
  const span = spanOf(at, of)
  const { rows } = await sql<Waited>`
    select count(*)::integer as asked, (count(*) filter (where state = 'taken'))::integer as taken,
      (count(*) filter (where state in ('waiting', 'offered')))::integer as waiting
    from workspaces.waiting where site_id = ${at.site_id} and starts_at >= ${span.startsAt.toString()}::timestamptz
      and starts_at < ${span.endsAt.toString()}::timestamptz and ${of.kind === null ? sql`true` : sql`resource_kind = ${of.kind}`}`.execute(
    reader.db,
  )
  return rows[0] ?? { asked: 0, taken: 0, waiting: 0 }
}

export type Behind = {
  readonly id: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly resource_code: string
  readonly resource_name: string
  readonly zone_name: string
  readonly organisation_name: string
  readonly state: BookingState
  readonly came: boolean
}

export type BehindOf = UseOf & {
  readonly zoneId?: string
  readonly organisationId?: string
  readonly noShowsOnly?: boolean
}

const A_PAGE = 100

/** The bookings behind the figures, without anybody's name: the earliest first, a hundred at a time. */
export async function bookingsBehind(
  reader: Reader,
  at: At,
  of: BehindOf,
  { after, most = A_PAGE }: { readonly after?: string | undefined; readonly most?: number } = {},
): Promise<{ readonly rows: readonly Behind[]; readonly next?: string }> {
  const span = spanOf(at, of)
  const [moment, id] = after?.split('_') ?? []
  const { rows } = await sql<Behind>`
    select booking.id, booking.starts_at, booking.ends_at, resource.code as resource_code, resource.name as resource_name, zone.name as zone_name,
      body.name as organisation_name, booking.state, ${CAME} as came
    from workspaces.booking booking
    join workspaces.resource resource on resource.id = booking.resource_id
    join workspaces.zone zone on zone.id = resource.zone_id
    join organisations.organisation_card body on body.id = booking.organisation_id
    where booking.site_id = ${at.site_id} and booking.starts_at >= ${span.startsAt.toString()}::timestamptz
      and booking.starts_at < ${span.endsAt.toString()}::timestamptz
      and booking.state = any(${[...(of.noShowsOnly === true ? (['released'] as const) : TOOK_TIME)]}::text[])
      and ${of.kind === null ? sql`true` : sql`resource.kind = ${of.kind}`}
      and ${of.zoneId === undefined ? sql`true` : sql`resource.zone_id = ${of.zoneId}`}
      and ${of.organisationId === undefined ? sql`true` : sql`booking.organisation_id = ${of.organisationId}`}
      and ${moment === undefined || id === undefined ? sql`true` : sql`(booking.starts_at, booking.id) > (${moment}::timestamptz, ${id}::uuid)`}
    order by booking.starts_at, booking.id limit ${most + 1}`.execute(reader.db)
  const last = rows.length > most ? rows[most - 1] : undefined
  return last === undefined
    ? { rows }
    : { rows: rows.slice(0, most), next: `${last.starts_at.toString()}_${last.id}` }
}
