// What a workplace has: floors, zones, resources, the parts of divisible rooms. Seen by whoever sees the workplace (W11).
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { Attribute, ResourceKind } from '../rules.ts'
import { MANAGE, workplaceSeen } from './seeing.ts'

export type Floor = {
  readonly id: string
  readonly site_id: string
  readonly code: string
  readonly name: string
  readonly level: number
  readonly plan_width: number
  readonly plan_height: number
  readonly backdrop_file_id: string | null
  /** Whether a drawing lies under the plan: one of ours, made from an uploaded SVG. */
  readonly has_drawing: boolean
  readonly backdrop_words: string | null
  readonly ended_on: Temporal.PlainDate | null
  readonly version: number
}

export type Zone = {
  readonly id: string
  readonly site_id: string
  readonly floor_id: string
  readonly code: string
  readonly name: string
  readonly where_words: string | null
  readonly plan_x: number | null
  readonly plan_y: number | null
  readonly plan_width: number | null
  readonly plan_height: number | null
  readonly ended_on: Temporal.PlainDate | null
  readonly version: number
}

export type Resource = {
  readonly id: string
  readonly site_id: string
  readonly floor_id: string
  readonly zone_id: string
  readonly code: string
  readonly name: string
  readonly kind: ResourceKind
  readonly capacity: number
  readonly attributes: readonly Attribute[]
  readonly where_words: string | null
  readonly row_name: string | null
  readonly row_place: number | null
  readonly plan_x: number | null
  readonly plan_y: number | null
  readonly held_for_access: boolean
  readonly setup_minutes: number
  readonly clear_minutes: number
  readonly check_in_code: string
  readonly from_on: Temporal.PlainDate
  readonly retired_on: Temporal.PlainDate | null
  readonly retired_because: string | null
  readonly version: number
  readonly floor_code: string
  readonly floor_name: string
  readonly zone_code: string
  readonly zone_name: string
  /** The parts of a divisible room, by id; empty for anything else. */
  readonly part_ids: readonly string[]
  /** The divisible rooms of which it is a part. */
  readonly whole_ids: readonly string[]
}

const FLOOR = sql`floor.id, floor.site_id, floor.code, floor.name, floor.level, floor.plan_width, floor.plan_height,
  floor.backdrop_file_id, floor.backdrop_drawing is not null as has_drawing, floor.backdrop_words, floor.ended_on, floor.version`

/** Where the reader sees the workplace, as the joins and the condition of a statement about `what.site_id`. */
const seenFrom = (reader: Reader, what: string) => sql`
  join workspaces.workplace workplace on workplace.site_id = ${sql.ref(`${what}.site_id`)}
  join organisations.site_card site on site.id = workplace.site_id
  where ${workplaceSeen(reader, londonDate(reader.now))}`

/** The floors of a workplace, the lowest first; with `ended`, also those that are no more. */
export async function floorsOf(
  reader: Reader,
  siteId: string,
  more: { readonly ended?: boolean } = {},
): Promise<Floor[]> {
  const { rows } = await sql<Floor>`select ${FLOOR} from workspaces.floor floor ${seenFrom(reader, 'floor')}
    and floor.site_id = ${siteId} and (floor.ended_on is null or ${more.ended === true})
    order by floor.level, floor.code`.execute(reader.db)
  return rows
}

/** The floor of a workplace by its code, or the refusal that it is not there. */
export async function floorByCode(reader: Reader, siteId: string, code: string): Promise<Floor> {
  const { rows } = await sql<Floor>`select ${FLOOR} from workspaces.floor floor ${seenFrom(reader, 'floor')}
    and floor.site_id = ${siteId} and floor.code = ${code}`.execute(reader.db)
  return rows[0] ?? notFound('floor')
}

/** The zones of a workplace, by floor and code. */
export async function zonesOf(
  reader: Reader,
  siteId: string,
  more: { readonly ended?: boolean } = {},
): Promise<Zone[]> {
  const { rows } =
    await sql<Zone>`select zone.* from workspaces.zone zone join workspaces.floor floor on floor.id = zone.floor_id ${seenFrom(reader, 'zone')}
    and zone.site_id = ${siteId} and (zone.ended_on is null or ${more.ended === true})
    order by floor.level, floor.code, zone.code`.execute(reader.db)
  return rows
}

/** The zone of a workplace by its code, or the refusal that it is not there. */
export async function zoneByCode(reader: Reader, siteId: string, code: string): Promise<Zone> {
  const { rows } = await sql<Zone>`select zone.* from workspaces.zone zone ${seenFrom(reader, 'zone')}
    and zone.site_id = ${siteId} and zone.code = ${code}`.execute(reader.db)
  return rows[0] ?? notFound('zone')
}

const resources = async (reader: Reader, where: ReturnType<typeof sql>): Promise<Resource[]> => {
  const { rows } = await sql<Resource>`
    select resource.*, floor.code as floor_code, floor.name as floor_name, zone.code as zone_code, zone.name as zone_name,
      array(select part.part_id from workspaces.part where part.whole_id = resource.id order by part.part_id) as part_ids,
      array(select part.whole_id from workspaces.part where part.part_id = resource.id order by part.whole_id) as whole_ids
    from workspaces.resource resource
    join workspaces.floor floor on floor.id = resource.floor_id
    join workspaces.zone zone on zone.id = resource.zone_id
    ${seenFrom(reader, 'resource')} and ${where}
    order by floor.level, floor.code, zone.code, resource.kind, resource.code`.execute(reader.db)
  return rows
}

/** Everything that can be booked at a workplace, by floor, zone, kind and code; with `retired`, also what was taken away. */
export function resourcesOf(
  reader: Reader,
  siteId: string,
  more: { readonly floorId?: string; readonly retired?: boolean } = {},
): Promise<Resource[]> {
  const floor = more.floorId === undefined ? sql`true` : sql`resource.floor_id = ${more.floorId}`
  const standing =
    more.retired === true
      ? sql`true`
      : sql`(resource.retired_on is null or resource.retired_on > ${londonDate(reader.now).toString()}::date)`
  return resources(reader, sql`resource.site_id = ${siteId} and ${floor} and ${standing}`)
}

/** A resource by the codes in its address, retired or not; or the refusal that it is not there (W11). Whether the rules let the reader see it is asked of `whyNot`. */
export async function resourceByCode(reader: Reader, siteCode: string, code: string): Promise<Resource> {
  const [found] = await resources(reader, sql`site.code = ${siteCode} and resource.code = ${code}`)
  return found ?? notFound('place')
}

/** Resources by their ids, of any workplace that the reader sees. */
export function resourcesByIds(reader: Reader, ids: readonly string[]): Promise<Resource[]> {
  return resources(reader, sql`resource.id = any(${[...ids]}::uuid[])`)
}

/** "Row A, third from the lift", else the zone: where a place is, in words, for whoever does not use the plan. */
export const placeInWords = (
  resource: Pick<Resource, 'where_words' | 'row_name' | 'row_place' | 'zone_name' | 'floor_name'>,
): string =>
  [
    resource.where_words ??
      (resource.row_name === null ? null : `row ${resource.row_name}, place ${resource.row_place}`),
    resource.zone_name,
    resource.floor_name,
  ]
    .filter((words) => words !== null)
    .join(', ')

/** What search and pages need to name a workplace's parts: how many of each kind it has. */
export async function countsByKind(
  reader: Reader,
  siteIds: readonly string[],
): Promise<{ site_id: string; kind: ResourceKind; count: number }[]> {
  const { rows } = await sql<{ site_id: string; kind: ResourceKind; count: number }>`
    select site_id, kind, count(*)::integer as count from workspaces.resource_card
    where site_id = any(${[...siteIds]}::uuid[]) group by site_id, kind`.execute(reader.db)
  return rows
}

/** The drawing under a floor's plan: ours, written anew from what was uploaded. The floor has been seen. */
export async function drawingOf(reader: Reader, floorId: string): Promise<string | null> {
  const row = await reader.db
    .selectFrom('workspaces.floor')
    .select('backdrop_drawing')
    .where('id', '=', floorId)
    .executeTakeFirst()
  return row?.backdrop_drawing ?? null
}

export type Block = {
  readonly id: string
  readonly resource_id: string
  readonly resource_code: string
  readonly resource_name: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly reason: string
}

/** Maintenance that goes on or lies ahead at a workplace, the next first. */
export async function blocksAhead(reader: Reader, siteId: string): Promise<Block[]> {
  const { rows } = await sql<Block>`
    select block.id, block.resource_id, resource.code as resource_code, resource.name as resource_name,
      block.starts_at, block.ends_at, block.reason
    from workspaces.block block join workspaces.resource resource on resource.id = block.resource_id
    ${seenFrom(reader, 'resource')} and resource.site_id = ${siteId} and block.ended_at is null
      and block.ends_at > ${reader.now.toString()}::timestamptz
    order by block.starts_at, resource.code limit 500`.execute(reader.db)
  return rows
}

export type SiteToOpen = {
  readonly id: string
  readonly name: string
  readonly town: string
  readonly owner_name: string
}

/** Sites that keep no workspaces yet, of the bodies whose workspaces the reader manages. */
export async function sitesToOpen(reader: Reader): Promise<SiteToOpen[]> {
  const bodies = reader.scopes(MANAGE, 'organisation')
  const own = bodies === 'all' ? sql`true` : sql`site.organisation_id = any(${[...bodies]}::uuid[])`
  const { rows } = await sql<SiteToOpen>`
    select site.id, site.name, site.town, site.organisation_name as owner_name from organisations.site_card site
    where ${own} and not exists (select 1 from workspaces.workplace where workplace.site_id = site.id)
    order by site.organisation_name, site.name limit 500`.execute(reader.db)
  return rows
}
