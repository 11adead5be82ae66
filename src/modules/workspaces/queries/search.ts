// One search over the workplaces of all partners: what is free at a time, where, in which order, and what is not free or
// not to be had, with why. What rules say is judged once for each zone, kind and exception, never for each resource.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { afterCursor } from '#platform/tables/index.ts'
import { LONDON } from '#platform/time/index.ts'
import {
  answersTo,
  ATTRIBUTES,
  byNearness,
  candidate,
  distanceKm,
  meritsInWords,
  RESOURCE_KINDS,
  type Attribute,
  type Ranked,
  type Reason,
  type ResourceKind,
} from '../rules.ts'
import { spanAt, type InstantSpan } from '../rules/local-time.ts'
import { claimsWithin } from './claims.ts'
import { decideEach, groundsOf } from './deciding.ts'
import { goingsIn, pointOf, sittingThen, whereSitesAre, type Going, type Sitting } from './nearness.ts'
import { ownBodies, ownPreference, type Body, type Preference } from './preferences.ts'
import { READ } from './seeing.ts'
import { workplacesSeen, type Workplace } from './workplaces.ts'

const parameters = {
  place: field.text('Town, place or postcode', { most: 100 }).optional(),
  on: field.date('Date'),
  from: field.time('From'),
  until: field.time('Until'),
  untilOn: field.date('Last day').optional(),
  which: field
    .choice('Which of the two, where the hour comes twice', { first: 'The first', second: 'The second' })
    .optional(),
  kind: field.choice('What', RESOURCE_KINDS),
  attributes: field.choices('It must have', ATTRIBUTES).optional(),
  people: field.integer('How many people', { least: 1, most: 1000 }).optional(),
  near: field
    .text('Near', {
      most: 50,
      pattern: /^(?:usual|(?:person|event|meeting):[0-9a-f-]{36})$/,
      wording: 'Choose from the list what it is to be near to',
    })
    .optional(),
  site: field.code('Workplace').optional(),
  organisation: field.pick('For which organisation', { from: 'organisations.organisation' }).optional(),
  after: field.text('Go on after', { most: 200 }).optional(),
}
export const searchFields = parameters
export type SearchAsked = Answers<typeof parameters>

export type FoundPlace = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: ResourceKind
  readonly capacity: number
  readonly attributes: readonly Attribute[]
  readonly floor_name: string
  readonly zone_name: string
  readonly where_words: string | null
  readonly row_name: string | null
  readonly row_place: number | null
  /** Why it stands where it does: "beside Amina Lanternshaw". */
  readonly merits: readonly string[]
}

/** Places that are free and not to be had, by why. */
export type RefusedPlaces = { readonly reason: Reason; readonly count: number; readonly code: string }

export type FoundWorkplace = {
  readonly workplace: Workplace
  readonly km: number | null
  readonly isThere: boolean
  readonly isUsual: boolean
  readonly free: number
  readonly taken: number
  readonly best: readonly FoundPlace[]
  readonly refused: readonly RefusedPlaces[]
  readonly sitting: readonly Sitting[]
}

export type Found = {
  readonly workplaces: readonly FoundWorkplace[]
  /** Workplaces with something free, those with nothing: over all pages. */
  readonly withFree: number
  readonly without: number
  readonly next: string | undefined
  /** What the search was near to, in words; null where to nothing. */
  readonly nearTo: string | null
  /** Somebody typed a place that nobody here knows. */
  readonly isPlaceUnknown: boolean
  readonly bodies: readonly Body[]
  readonly organisationId: string | null
  readonly preference: Preference
  readonly sitting: readonly Sitting[]
  readonly goings: readonly Going[]
}

const WORKPLACES_A_PAGE = 10
const BEST_OF_MANY = 3
const BEST_OF_ONE = 40

/** Searches all workplaces that the reader sees. */
export async function search(reader: Reader, asked: SearchAsked): Promise<Found> {
  const bodies = await ownBodies(reader)
  const body = asked.organisation === null ? bodies[0] : bodies.find((one) => one.id === asked.organisation)
  if (asked.organisation !== null && body === undefined)
    invalid('workspaces.search.not-theirs', [
      { field: 'organisation', message: 'Select an organisation that you work for' },
    ])
  const preference = await ownPreference(reader)
  const seen = await workplacesSeen(reader, asked.on)
  const spans = spansAt(asked, seen)
  const whole = wholeOf(spans)
  const day = dayOf(asked, spans)
  const sitting = await sittingThen(
    reader,
    bodies.map((one) => one.id),
    whole,
  )
  const goings = await goingsIn(reader, day)
  const nearness = { reader, asked, seen, sitting, goings, preference }
  const { ranked, nearTo, isPlaceUnknown } = await rankedWorkplaces(nearness)
  const wanted: Wanted = {
    asked,
    spans,
    whole,
    organisationId: body?.id ?? null,
    preference,
    personId: reader.actor.kind === 'person' ? reader.actor.id : null,
  }
  const classes = await classesAt(reader, wanted, ranked, sitting)
  await judge(reader, wanted, classes)
  const bySite = Map.groupBy(classes, (one) => one.site_id)
  const isFree = (one: Ranked): boolean => (bySite.get(one.site_id) ?? []).some((some) => bookable(some) > 0)
  // What has something free comes first; the order of nearness holds within each half.
  const ordered = [...ranked.filter(isFree), ...ranked.filter((one) => !isFree(one))]
  const start = startOf(asked, ordered)
  const shown = ordered.slice(start, start + WORKPLACES_A_PAGE)
  const best = await bestOf(reader, wanted, shown, classes, sitting)
  const workplaces = new Map(seen.map((one) => [one.site_id, one]))
  const last = shown.at(-1)
  return {
    workplaces: shown.flatMap((one) => {
      const workplace = workplaces.get(one.site_id)
      return workplace === undefined
        ? []
        : {
            workplace,
            ...one,
            ...talliedAt(bySite.get(one.site_id) ?? []),
            best: best.get(one.site_id) ?? [],
            sitting: sitting.filter((some) => some.site_id === one.site_id),
          }
    }),
    withFree: ranked.filter(isFree).length,
    without: ranked.filter((one) => !isFree(one)).length,
    next:
      last === undefined || start + WORKPLACES_A_PAGE >= ordered.length
        ? undefined
        : Buffer.from(JSON.stringify([last.site_id])).toString('base64url'),
    nearTo,
    isPlaceUnknown,
    bodies,
    organisationId: body?.id ?? null,
    preference,
    sitting,
    goings,
  }
}

/** The time asked about at each workplace, by its own clock. */
type Spans = ReadonlyMap<string, InstantSpan>

function spansAt(asked: SearchAsked, seen: readonly Workplace[]): Spans {
  const zones = [...new Set([LONDON, ...seen.map((one) => one.time_zone)])]
  const spans = new Map(zones.map((zone) => [zone, spanAt(asked, zone)]))
  const faults = [...spans.values()].flatMap((one) => ('faults' in one ? one.faults : []))
  if (faults.length > 0) invalid('workspaces.search.time', faults.slice(0, 4))
  const found = (zone: string): InstantSpan => spans.get(zone) as InstantSpan
  const { startsAt, endsAt } = found(LONDON)
  if (endsAt.since(startsAt).total('days') > MOST_DAYS)
    invalid('workspaces.search.long', [
      { field: 'untilOn', message: `A booking lasts at most ${MOST_DAYS} days. Choose an earlier last day` },
    ])
  return new Map([
    ['', found(LONDON)] as const,
    ...seen.map((one) => [one.site_id, found(one.time_zone)] as const),
  ])
}

const MOST_DAYS = 31

/** From the first beginning to the last end. */
function wholeOf(spans: Spans): InstantSpan {
  const all = [...spans.values()]
  const starts = all.map((one) => one.startsAt).toSorted((a, b) => Temporal.Instant.compare(a, b))
  const ends = all.map((one) => one.endsAt).toSorted((a, b) => Temporal.Instant.compare(b, a))
  return { startsAt: starts[0]!, endsAt: ends[0]! }
}

/** All of the days asked about: what one may go to on them. */
function dayOf(asked: SearchAsked, spans: Spans): InstantSpan {
  const { endsAt } = wholeOf(spans)
  const midnight = asked.on.toZonedDateTime(LONDON)
  const after = midnight.add({ days: 1 }).toInstant()
  return {
    startsAt: midnight.toInstant(),
    endsAt: Temporal.Instant.compare(endsAt, after) > 0 ? endsAt : after,
  }
}

type Nearness = {
  readonly reader: Reader
  readonly asked: SearchAsked
  readonly seen: readonly Workplace[]
  readonly sitting: readonly Sitting[]
  readonly goings: readonly Going[]
  readonly preference: Preference
}

async function rankedWorkplaces({ reader, asked, seen, sitting, goings, preference }: Nearness): Promise<{
  ranked: Ranked[]
  nearTo: string | null
  isPlaceUnknown: boolean
}> {
  const where = await whereSitesAre(reader, [
    ...seen.map((one) => one.site_id),
    ...goings.map((one) => one.site_id),
  ])
  const near = nearOf(asked, sitting, goings, preference)
  const words = asked.place
  const named = (one: Workplace): boolean =>
    words !== null && answersTo({ ...one, postcode: where.get(one.site_id)?.postcode ?? null }, words)
  const hasNamed = seen.some(named)
  const typed = words === null ? null : await pointOf(reader, words)
  const nearSite = near === null ? undefined : where.get(near.siteId)
  const from =
    typed ??
    (nearSite === undefined || nearSite.latitude === null || nearSite.longitude === null
      ? null
      : { latitude: nearSite.latitude, longitude: nearSite.longitude })
  const ranked = seen
    .filter((one) => asked.site === null || one.code === asked.site)
    .map((one) => {
      const point = where.get(one.site_id)
      return {
        site_id: one.site_id,
        name: one.name,
        isThere: near !== null && near.siteId === one.site_id,
        isNamed: named(one),
        km:
          from === null || point === undefined || point.latitude === null || point.longitude === null
            ? null
            : distanceKm(from, { latitude: point.latitude, longitude: point.longitude }),
        isUsual: preference.site_id === one.site_id,
      }
    })
    // A place that was named and whose distances nobody knows is all that was asked for.
    .filter((one) => !hasNamed || typed !== null || one.isNamed)
    .toSorted(byNearness)
  return {
    ranked,
    nearTo: near?.words ?? null,
    isPlaceUnknown: words !== null && !hasNamed && typed === null,
  }
}

function nearOf(
  { near }: SearchAsked,
  sitting: readonly Sitting[],
  goings: readonly Going[],
  preference: Preference,
): { readonly siteId: string; readonly words: string } | null {
  if (near === null) return null
  if (near === 'usual')
    return preference.site_id === null ? null : { siteId: preference.site_id, words: 'your usual office' }
  const colleague = sitting.find((one) => `person:${one.person_id}` === near)
  if (colleague !== undefined)
    return { siteId: colleague.site_id, words: `${colleague.person_name}, ${colleague.zone_name}` }
  const going = goings.find((one) => one.key === near)
  return going === undefined ? null : { siteId: going.site_id, words: going.title }
}

type Wanted = {
  readonly asked: SearchAsked
  readonly spans: Spans
  readonly whole: InstantSpan
  readonly organisationId: string | null
  readonly personId: string | null
  readonly preference: Preference
}

/** Resources about which every rule says the same: one zone, held for access or not, wanted or not; alone where it has a rule of its own. */
type PlaceClass = {
  readonly site_id: string
  readonly floor_id: string
  readonly zone_id: string
  /** How many answer to what was asked, and how many of them are free. */
  readonly all: number
  readonly free: number
  /** How many of the kind are free here, whatever else was asked: of those is kept what is kept. */
  readonly in_pool: number
  /** Some of those that answer, the best first and the free before the taken; null where none does. */
  readonly best: readonly string[] | null
  /** What stands against the first and so against all, but that it is taken; null where nobody shows them to the body (W11). */
  verdict: { readonly code: string; readonly reasons: readonly Reason[] } | null
}

const bookable = (one: PlaceClass): number => (one.verdict?.reasons.length === 0 ? one.free : 0)

// The longest time that is kept before and after a booking, by the constraint of the table.
const MOST_BUFFER = '480 minutes'

/** How many of a list of the best are shown of a workplace. */
const mostOf = (asked: SearchAsked): number => (asked.site === null ? BEST_OF_MANY : BEST_OF_ONE)

/** Of a row `resource`: how much of what is wanted it has. */
const wantsOf = ({ wanted }: Preference) =>
  sql`(${sql.join([sql`0`, ...wanted.map((one) => sql`(${one} = any(resource.attributes))::integer`)], sql` + `)})`

/** Everything of the kind at these workplaces, in classes: each place is looked at once. */
async function classesAt(
  reader: Reader,
  { asked, spans, whole, preference }: Wanted,
  sites: readonly Ranked[],
  sitting: readonly Sitting[],
): Promise<PlaceClass[]> {
  if (sites.length === 0) return []
  const at = sites.flatMap((one) => {
    const span = spans.get(one.site_id)
    return span === undefined ? [] : [{ id: one.site_id, ...span }]
  })
  const beside = sitting.flatMap((one) =>
    one.row_name === null || one.row_place === null
      ? []
      : [-1, 1].map((step) => ({ ...one, row_place: one.row_place! + step })),
  )
  const from = sql`(${whole.startsAt}::timestamptz - ${MOST_BUFFER}::interval)`
  const until = sql`(${whole.endsAt}::timestamptz + ${MOST_BUFFER}::interval)`
  const on = sql`${asked.on.toString()}::date`
  const { rows } = await sql<Omit<PlaceClass, 'verdict'>>`
    with asked as (select * from unnest(${at.map((one) => one.id)}::uuid[], ${at.map((one) => one.startsAt.toString())}::timestamptz[],
      ${at.map((one) => one.endsAt.toString())}::timestamptz[]) as asked(site_id, starts_at, ends_at)),
    standing as materialized (
      select resource.id, resource.site_id, resource.floor_id, resource.zone_id, resource.held_for_access, own.place_id as own_id, asked.starts_at, asked.ends_at,
        resource.setup_minutes, resource.clear_minutes, resource.row_name, resource.row_place, resource.capacity, cardinality(resource.attributes) as extras, resource.code,
        resource.capacity >= ${asked.people ?? 1} and resource.from_on <= ${on} and resource.attributes @> ${[...(asked.attributes ?? [])]}::text[] as answers,
        ${wantsOf(preference)} as wants
      from workspaces.resource resource join asked on asked.site_id = resource.site_id
      left join (select distinct place_id from workspaces.rule where place = 'resource' and ended_at is null) own on own.place_id = resource.id
      where resource.kind = ${asked.kind} and (resource.retired_on is null or resource.retired_on > ${on})),
    claimed as materialized (${claimsWithin(from, until)}),
    busy as (select resource_id, starts_at, ends_at from claimed
      union all select part.whole_id, claimed.starts_at, claimed.ends_at from claimed join workspaces.part part on part.part_id = claimed.resource_id),
    -- Buffers keep a place from being booked, and leave it in the pool.
    taken as materialized (
      select standing.id, bool_or(busy.starts_at < standing.ends_at and busy.ends_at > standing.starts_at) as itself
      from standing join busy on busy.resource_id = standing.id
        and busy.starts_at < standing.ends_at + make_interval(mins => standing.clear_minutes)
        and busy.ends_at > standing.starts_at - make_interval(mins => standing.setup_minutes)
      group by standing.id),
    beside as (select * from unnest(${beside.map((one) => one.zone_id)}::uuid[], ${beside.map((one) => one.row_name)}::text[],
      ${beside.map((one) => one.row_place)}::integer[]))
    select standing.site_id, standing.floor_id, standing.zone_id,
      (count(*) filter (where answers))::integer as all, (count(*) filter (where answers and taken.id is null))::integer as free,
      (count(*) filter (where taken.itself is not true))::integer as in_pool,
      (array_agg(standing.id order by taken.id is not null, (standing.zone_id, row_name, row_place) in (select * from beside) is not true,
        wants desc, capacity, extras, code) filter (where answers))[1:${sql.lit(mostOf(asked))}] as best
    from standing left join taken on taken.id = standing.id
    group by standing.site_id, standing.floor_id, standing.zone_id, held_for_access, wants > 0, own_id`.execute(
    reader.db,
  )
  return rows.map((row) => ({ ...row, verdict: null }))
}

/** What stands against the first of each class, and so against all of it. */
async function judge(reader: Reader, wanted: Wanted, classes: readonly PlaceClass[]): Promise<void> {
  const { asked, spans, whole, personId } = wanted
  const firsts = classes.flatMap((one) => one.best?.[0] ?? [])
  const grounds = await groundsOf(reader, { resourceIds: firsts }, wanted, whole)
  const judged = classes.flatMap((one) => {
    const span = spans.get(one.site_id)
    const first = one.best?.[0]
    if (span === undefined || first === undefined) return []
    const situation = grounds.situation(first, span)
    if (situation === undefined || !situation.isLetIn || !situation.terms.visible.value) return []
    const then = { ...span, now: reader.now, people: asked.people ?? 1, as: 'booker' } as const
    return [{ one, wish: candidate(situation, then, personId) }]
  })
  const inPool = new Map<string, number>()
  for (const { site_id, floor_id, zone_id, in_pool } of classes)
    for (const place of [site_id, floor_id, zone_id]) inPool.set(place, (inPool.get(place) ?? 0) + in_pool)
  const open = judged.filter(({ one }) => one.free > 0).map(({ wish }) => wish)
  await decideEach(reader, open, {
    taken: new Map(),
    free: (_, place) => inPool.get(place) ?? 0,
  })
  for (const { one, wish } of judged)
    one.verdict = { code: wish.situation.resource.code, reasons: wish.reasons }
}

function talliedAt(classes: readonly PlaceClass[]): Pick<FoundWorkplace, 'free' | 'taken' | 'refused'> {
  const visible = classes.filter((one) => one.verdict !== null)
  const refused = new Map<string, { reason: Reason; count: number; code: string }>()
  for (const one of visible) {
    const reason = one.verdict?.reasons[0]
    if (one.verdict === null || reason === undefined || one.free === 0) continue
    const key = `${reason.code} ${reason.possible ?? ''}`
    const { code, count } = refused.get(key) ?? { code: one.verdict.code, count: 0 }
    refused.set(key, { reason, code, count: count + one.free })
  }
  return {
    free: visible.reduce((sum, one) => sum + bookable(one), 0),
    taken: visible.reduce((sum, one) => sum + one.all - one.free, 0),
    refused: [...refused.values()].toSorted((a, b) => b.count - a.count),
  }
}

/** Where the page begins: after the workplace that the page before ended with. */
function startOf({ after }: SearchAsked, ordered: readonly Ranked[]): number {
  const place = afterCursor(after, 1)
  return place === null ? 0 : ordered.findIndex((one) => one.site_id === place[0]) + 1
}

type BestRow = Omit<FoundPlace, 'merits'> & {
  readonly site_id: string
  readonly beside: string | null
  readonly same_zone: string | null
}

/** The few that suit best at each of these workplaces, among the classes that may be booked. */
async function bestOf(
  reader: Reader,
  wanted: Wanted,
  sites: readonly Ranked[],
  classes: readonly PlaceClass[],
  sitting: readonly Sitting[],
): Promise<ReadonlyMap<string, FoundPlace[]>> {
  const ids = new Set(sites.map((one) => one.site_id))
  const best = classes
    .filter((one) => ids.has(one.site_id) && bookable(one) > 0)
    .flatMap((one) => one.best?.slice(0, one.free) ?? [])
  if (best.length === 0) return new Map()
  const chosen = wanted.asked.near?.replace(/^person:/, '')
  // Whom one wants to be near to comes before others who happen to sit there.
  const colleagues = sitting
    .filter((one) => ids.has(one.site_id))
    .toSorted((a, b) => Number(b.person_id === chosen) - Number(a.person_id === chosen))
  const { rows } = await sql<BestRow>`
    with colleague as (select * from unnest(${colleagues.map((one) => one.zone_id)}::uuid[], ${colleagues.map((one) => one.row_name)}::text[],
      ${colleagues.map((one) => one.row_place)}::integer[], ${colleagues.map((one) => one.person_name)}::text[])
      with ordinality as colleague(zone_id, row_name, row_place, name, place)),
    free as (
      select resource.*, zone.name as zone_name, zone.code as zone_code, floor.name as floor_name, floor.level,
        (select colleague.name from colleague where colleague.zone_id = resource.zone_id and colleague.row_name = resource.row_name
          and abs(colleague.row_place - resource.row_place) = 1 order by colleague.place limit 1) as beside,
        (select colleague.name from colleague where colleague.zone_id = resource.zone_id order by colleague.place limit 1) as same_zone,
        ${wantsOf(wanted.preference)} as wants
      from workspaces.resource resource join workspaces.zone zone on zone.id = resource.zone_id
      join workspaces.floor floor on floor.id = resource.floor_id
      where resource.id = any(${best}::uuid[])),
    ranked as (
      select free.*, row_number() over (partition by free.site_id order by free.beside is null, free.same_zone is null, free.wants desc,
        -- Who wants nothing in particular leaves for others what has much.
        free.held_for_access and free.wants = 0, free.capacity, cardinality(free.attributes), free.level, free.zone_code, free.code) as place
      from free)
    select ranked.site_id, ranked.id, ranked.code, ranked.name, ranked.kind, ranked.capacity, ranked.attributes, ranked.where_words,
      ranked.row_name, ranked.row_place, ranked.floor_name, ranked.zone_name, ranked.beside, ranked.same_zone
    from ranked
    where ranked.place <= ${mostOf(wanted.asked)} order by ranked.site_id, ranked.place`.execute(reader.db)
  const wants = wanted.preference.wanted
  const usual = wanted.preference.site_id
  return new Map(
    [...Map.groupBy(rows, (row) => row.site_id)].map(([site, some]) => [
      site,
      some.map((row) => ({
        ...row,
        merits: meritsInWords(
          {
            attributes: row.attributes,
            beside: row.beside,
            sameZone: row.same_zone,
            isUsual: usual === site,
          },
          wants,
        ),
      })),
    ]),
  )
}

export const searchWorkspaces = query({
  name: 'workspaces.search.find',
  title: 'Find what is free, at every partner',
  permission: READ,
  // Who sits where is shown on the page alone, where looking is recorded.
  doors: ['page', 'api', 'command'],
  parameters,
  async run(reader, asked) {
    const found = await search(reader, asked)
    return {
      workplaces: found.workplaces.map((one) => ({
        code: one.workplace.code,
        name: one.workplace.name,
        town: one.workplace.town,
        owner: one.workplace.owner_name,
        kilometres: one.km === null ? null : Math.round(one.km * 10) / 10,
        free: one.free,
        taken: one.taken,
        best: one.best.map((place) => ({
          id: place.id,
          code: place.code,
          name: place.name,
          capacity: place.capacity,
          attributes: place.attributes,
          zone: place.zone_name,
          floor: place.floor_name,
          where: place.where_words,
        })),
        refused: one.refused.map(({ reason, count }) => ({ ...reason, count })),
      })),
      next: found.next ?? null,
    }
  },
})
