// The rules that stand at a workplace, at which place and for whom, and as whom a body stands there.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { PlaceKind, ResourceKind, Rule, Standing } from '../rules.ts'
import { letIn, READ } from './seeing.ts'
import { workplaceByCode } from './workplaces.ts'

/** A rule with what its readers need: for whom in words, who made it, when. */
export type StandingRule = Rule & {
  readonly siteId: string
  /** "its own staff", "Medway Council", "any partner". */
  readonly audienceName: string
  readonly madeAt: Temporal.Instant
  readonly madeBy: string | null
  readonly endedAt: Temporal.Instant | null
  readonly onBehalf: boolean
}

type Row = {
  readonly [K in keyof StandingRule]: StandingRule[K]
}

const RULE = sql`rule.id, rule.site_id as "siteId", rule.place, rule.place_id as "placeId",
  coalesce(zone.name, floor.name, resource.name, site.name) as "placeName", rule.resource_kind as "resourceKind",
  rule.audience, rule.audience_id as "audienceId", rule.because, rule.from_on as "fromOn",
  rule.visible, rule.bookable, rule.approval, rule.pending_holds as "pendingHolds", rule.weekdays,
  rule.opens_at as "opensAt", rule.closes_at as "closesAt", rule.advance_days as "advanceDays", rule.early_days as "earlyDays",
  rule.least_notice_minutes as "leastNoticeMinutes", rule.least_minutes as "leastMinutes", rule.most_minutes as "mostMinutes",
  rule.grid_minutes as "gridMinutes", rule.per_day as "perDay", rule.per_week as "perWeek", rule.per_month as "perMonth",
  rule.cancel_minutes as "cancelMinutes", rule.check_in as "checkIn", rule.check_in_before_minutes as "checkInBeforeMinutes",
  rule.release_minutes as "releaseMinutes", rule.series_no_shows as "seriesNoShows", rule.names,
  case rule.audience when 'own' then 'its own staff' when 'partner' then 'any partner' when 'visitor' then 'visitors'
    else coalesce(body.name, circle.name) end as "audienceName",
  rule.made_at as "madeAt", person.name as "madeBy", rule.ended_at as "endedAt", rule.on_behalf as "onBehalf"`

const FROM = sql`from workspaces.rule rule
  join organisations.site_card site on site.id = rule.site_id
  left join workspaces.zone zone on rule.place = 'zone' and zone.id = rule.place_id
  left join workspaces.floor floor on rule.place = 'floor' and floor.id = rule.place_id
  left join workspaces.resource resource on rule.place = 'resource' and resource.id = rule.place_id
  left join organisations.organisation_card body on rule.audience = 'organisation' and body.id = rule.audience_id
  left join workspaces.circle circle on rule.audience = 'circle' and circle.id = rule.audience_id
  left join organisations.person_card person on person.id = rule.made_by_person_id`

/** Every rule that stands at a workplace on a day, for everybody and at every place of it. */
export async function rulesOf(
  reader: Pick<Reader, 'db'>,
  siteId: string,
  on: Temporal.PlainDate,
): Promise<StandingRule[]> {
  const { rows } = await sql<Row>`select ${RULE} ${FROM}
    where rule.site_id = ${siteId} and rule.ended_at is null and rule.from_on <= ${on.toString()}::date
    order by rule.made_at, rule.id`.execute(reader.db)
  return rows
}

const MOST_FORMER = 200

/** The rules that stood at one place once, the newest first. */
export async function formerRulesOf(reader: Pick<Reader, 'db'>, placeId: string): Promise<StandingRule[]> {
  const { rows } = await sql<Row>`select ${RULE} ${FROM}
    where rule.place_id = ${placeId} and rule.ended_at is not null
    order by rule.ended_at desc, rule.id limit ${MOST_FORMER}`.execute(reader.db)
  return rows
}

/** As whom a body stands at a workplace on a day. */
export async function standingOf(
  reader: Pick<Reader, 'db'>,
  asked: {
    readonly siteId: string
    readonly ownerId: string
    readonly organisationId: string | null
    readonly on: Temporal.PlainDate
    readonly isVisitor?: boolean
  },
): Promise<Standing> {
  const { organisationId, ownerId, siteId, on } = asked
  const isOwn = organisationId !== null && organisationId === ownerId
  const { rows } = await sql<{ is_let_in: boolean; circles: string[] }>`select
    exists (select 1 from (${letIn(sql`${siteId}::uuid`, on)}) let_in where let_in.organisation_id = ${organisationId}) as is_let_in,
    array(select circle.id from workspaces.circle circle join workspaces.circle_member member on member.circle_id = circle.id
      where circle.organisation_id = ${ownerId} and circle.ended_on is null and member.organisation_id = ${organisationId}) as circles`.execute(
    reader.db,
  )
  return {
    organisationId,
    isOwn,
    isPartner: isOwn || rows[0]?.is_let_in === true,
    circleIds: rows[0]?.circles ?? [],
    isVisitor: asked.isVisitor === true,
  }
}

/** A place at which a rule may stand, with the places above it. */
export type Place = {
  readonly kind: PlaceKind
  readonly id: string
  readonly code: string
  readonly name: string
  readonly floorId: string | null
  readonly zoneId: string | null
  readonly resourceKind: ResourceKind | null
  /** How many rules stand at it itself. */
  readonly rules: number
}

/** The site with its floors and zones, in the order of the building; resources only where a rule stands at them. */
export async function placesOf(reader: Pick<Reader, 'db'>, siteId: string): Promise<Place[]> {
  const { rows } = await placeRows(reader.db, siteId, sql`(place.kind <> 'resource' or counted.rules > 0)`)
  return rows
}

/** One place of a workplace by its kind and code, or the refusal that it is not there. */
export async function placeByCode(
  reader: Reader,
  siteId: string,
  kind: string,
  code: string,
): Promise<Place> {
  const { rows } = await placeRows(reader.db, siteId, sql`place.kind = ${kind} and place.code = ${code}`)
  return rows[0] ?? notFound('place')
}

export async function placeById(
  reader: Pick<Reader, 'db'>,
  siteId: string,
  kind: string,
  id: string,
): Promise<Place> {
  const { rows } = await placeRows(reader.db, siteId, sql`place.kind = ${kind} and place.id = ${id}`)
  return rows[0] ?? notFound('place')
}

/** One desk, room or other place by its code, if there is one. */
export async function resourcePlace(
  reader: Pick<Reader, 'db'>,
  siteId: string,
  code: string,
): Promise<Place | undefined> {
  const { rows } = await placeRows(reader.db, siteId, sql`place.kind = 'resource' and place.code = ${code}`)
  return rows[0]
}

const placeRows = (db: Db, siteId: string, where: ReturnType<typeof sql>) =>
  sql<Place>`
    select place.kind, place.id, place.code, place.name, place.floor_id as "floorId", place.zone_id as "zoneId",
      place.resource_kind as "resourceKind", coalesce(counted.rules, 0)::integer as rules
    from (
      select 'site' as kind, site.id, site.code, site.name, null::uuid as floor_id, null::uuid as zone_id, null as resource_kind, 0 as level
        from workspaces.workplace workplace join organisations.site_card site on site.id = workplace.site_id where workplace.site_id = ${siteId}
      union all select 'floor', id, code, name, id, null, null, level from workspaces.floor where site_id = ${siteId} and ended_on is null
      union all select 'zone', zone.id, zone.code, zone.name, zone.floor_id, zone.id, null, floor.level
        from workspaces.zone zone join workspaces.floor floor on floor.id = zone.floor_id where zone.site_id = ${siteId} and zone.ended_on is null
      union all select 'resource', resource.id, resource.code, resource.name, resource.floor_id, resource.zone_id, resource.kind, floor.level
        from workspaces.resource resource join workspaces.floor floor on floor.id = resource.floor_id where resource.site_id = ${siteId}
    ) place
    left join (select place_id, count(*) as rules from workspaces.rule where site_id = ${siteId} and ended_at is null group by place_id) counted
      on counted.place_id = place.id
    where ${where}
    order by place.kind <> 'site', place.level, place.floor_id, place.kind = 'resource', place.kind = 'zone', place.name, place.id limit 1000`.execute(
    db,
  )

/** Every rule of a workplace, for whoever sees it (P2). */
export const listRules = query({
  name: 'workspaces.rule.list',
  title: 'List the rules of a workplace',
  permission: READ,
  doors: ['api', 'command'],
  parameters: { site: field.code('Workplace') },
  async run(reader, { site }) {
    const workplace = await workplaceByCode(reader, site)
    return rulesOf(reader, workplace.site_id, londonDate(reader.now))
  },
})
