// Writing places, many in one statement: by the form that adds several, and by the file.
import type { Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { checkInCodeFrom, MOST_RESOURCES, type Attribute, type ResourceKind } from '../rules.ts'
import { ROOM } from '../rules/finding.ts'

/** What stands in the row of a place, besides its identity. */
export type ResourceRow = {
  readonly floor_id: string
  readonly zone_id: string
  readonly name: string
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
}

export type NewResource = ResourceRow & {
  readonly id: string
  readonly site_id: string
  readonly code: string
  readonly kind: ResourceKind
  readonly from_on: string
}

const COLUMNS = sql`floor_id uuid, zone_id uuid, name text, capacity integer, attributes text[], where_words text, row_name text,
  row_place integer, plan_x integer, plan_y integer, held_for_access boolean, setup_minutes integer, clear_minutes integer`
const NAMES = sql`floor_id, zone_id, name, capacity, attributes, where_words, row_name, row_place, plan_x, plan_y, held_for_access,
  setup_minutes, clear_minutes`

/** Adds places. */
export async function insertResources(inside: Inside, rows: readonly NewResource[]): Promise<void> {
  if (rows.length === 0) return
  await mustHaveRoom(inside, rows)
  const given = rows.map((row) => ({ ...row, check_in_code: checkInCodeFrom(inside.id()) }))
  await sql`insert into workspaces.resource (id, site_id, code, kind, check_in_code, from_on, ${NAMES})
    select id, site_id, code, kind, check_in_code, from_on, ${NAMES}
    from jsonb_to_recordset(${json(given)}::jsonb)
      as given (id uuid, site_id uuid, code text, kind text, check_in_code text, from_on date, ${COLUMNS})`.execute(
    inside.tx,
  )
  for (const { id } of rows) inside.found(ROOM, id)
}

/** Writes what places are from now on. Their rows must be held. */
export async function updateResources(
  inside: Inside,
  rows: readonly (ResourceRow & { readonly id: string })[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`update workspaces.resource resource set (${NAMES}, version) =
      (given.floor_id, given.zone_id, given.name, given.capacity, given.attributes, given.where_words, given.row_name, given.row_place,
        given.plan_x, given.plan_y, given.held_for_access, given.setup_minutes, given.clear_minutes, resource.version + 1)
    from jsonb_to_recordset(${json(rows)}::jsonb) as given (id uuid, ${COLUMNS})
    where given.id = resource.id`.execute(inside.tx)
  for (const { id } of rows) inside.found(ROOM, id)
}

/** Holds places in the order in which everything holds them (W2). */
export async function lockResources(inside: Inside, ids: readonly string[]): Promise<void> {
  await sql`select id from workspaces.resource where id = any(${[...ids]}::uuid[]) order by id for no key update`.execute(
    inside.tx,
  )
}

/** Of these places, those whose time is taken from now on: by a booking or a block, of themselves or of what they are a part of. */
export async function takenAhead(inside: Inside, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select resource.id from workspaces.resource resource where resource.id = any(${[...ids]}::uuid[]) and (
      exists (select 1 from workspaces.claim claim where claim.resource_id = resource.id and claim.ends_at > ${inside.now.toString()}::timestamptz)
      or exists (select 1 from workspaces.booking booking where booking.resource_id = resource.id
        and booking.ends_at > ${inside.now.toString()}::timestamptz and booking.state in ('held', 'pending', 'confirmed', 'checked-in')))`.execute(
    inside.tx,
  )
  return new Set(rows.map((row) => row.id))
}

async function mustHaveRoom(inside: Inside, rows: readonly NewResource[]): Promise<void> {
  const sites = [...new Set(rows.map((row) => row.site_id))]
  const { rows: counts } = await sql<{ site_id: string; count: number }>`
    select site_id, count(*)::integer as count from workspaces.resource
    where site_id = any(${sites}::uuid[]) and retired_on is null group by site_id`.execute(inside.tx)
  for (const site of sites) {
    const there = counts.find((one) => one.site_id === site)?.count ?? 0
    const more = rows.filter((row) => row.site_id === site).length
    if (there + more > MOST_RESOURCES)
      refuse(
        'invalid',
        'workspaces.resource.too-many',
        `A workplace keeps at most ${MOST_RESOURCES.toLocaleString('en-GB')} places. There are ${there}, and this would add ${more}.`,
      )
  }
}
