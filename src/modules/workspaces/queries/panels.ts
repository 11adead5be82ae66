// Screens in a foyer or at a room's door: what they show, without names unless the owner's terms show them to everybody.
import { createHash } from 'node:crypto'
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { ResourceKind } from '../rules.ts'

export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

export type Panel = {
  readonly id: string
  readonly site_id: string
  readonly site_name: string
  readonly site_code: string
  readonly time_zone: string
  readonly resource_id: string | null
  readonly resource_name: string | null
  readonly resource_code: string | null
  readonly check_in_code: string | null
  readonly name: string
  readonly digest: string
  readonly made_at: Temporal.Instant
  readonly seen_at: Temporal.Instant | null
}

const rowsOf = (reader: Pick<Reader, 'db'>, where: ReturnType<typeof sql>) =>
  sql<Panel>`
    select panel.id, panel.site_id, site.name as site_name, site.code as site_code, workplace.time_zone, panel.resource_id,
      resource.name as resource_name, resource.code as resource_code, resource.check_in_code, panel.name, panel.digest,
      panel.made_at, panel.seen_at
    from workspaces.panel panel join workspaces.workplace workplace on workplace.site_id = panel.site_id
    join organisations.site_card site on site.id = panel.site_id
    left join workspaces.resource resource on resource.id = panel.resource_id
    where panel.revoked_at is null and ${where} order by panel.name, panel.id limit 200`.execute(reader.db)

/** The screens of a workplace: for those who run it. */
export const panelsOf = async (reader: Reader, siteId: string): Promise<readonly Panel[]> =>
  (await rowsOf(reader, sql`panel.site_id = ${siteId}`)).rows

/** The screen with this address, or the refusal that there is none: unknown and taken back are the same. */
export async function panelAt(reader: Pick<Reader, 'db'>, secret: string): Promise<Panel> {
  if (!/^[\w-]{43}$/.test(secret)) return notFound()
  return (await rowsOf(reader, sql`panel.digest = ${digestOf(secret)}`)).rows[0] ?? notFound()
}

export type PanelRow = {
  readonly code: string
  readonly name: string
  readonly kind: ResourceKind
  readonly zone: string
  readonly floor: string
  readonly now_until: Temporal.Instant | null
  readonly now_who: string | null
  readonly next_from: Temporal.Instant | null
  readonly next_until: Temporal.Instant | null
  readonly next_who: string | null
}

/**
 * Now and next at each room of a workplace, or at one resource. A screen stands where anybody passes: at most the body,
 * where the terms for everybody let it be seen, and nothing of a private booking.
 */
export async function panelRows(
  reader: Pick<Reader, 'db' | 'now'>,
  panel: Panel,
): Promise<readonly PanelRow[]> {
  const midnight = reader.now.toZonedDateTimeISO(panel.time_zone).toPlainDate().add({ days: 1 })
  const ends = midnight.toZonedDateTime(panel.time_zone).toInstant()
  const which =
    panel.resource_id === null
      ? sql`resource.site_id = ${panel.site_id} and resource.kind = 'room'`
      : sql`resource.id = ${panel.resource_id}`
  const { rows } = await sql<PanelRow>`
    with shown as (
      select resource.id, resource.code, resource.name, resource.kind, zone.name as zone, floor.name as floor, floor.level,
        coalesce((select rule.names from workspaces.rule rule where rule.ended_at is null and rule.names is not null
          and rule.from_on <= ${reader.now.toZonedDateTimeISO(panel.time_zone).toPlainDate().toString()}::date and rule.site_id = resource.site_id and rule.audience = 'partner' and (rule.resource_kind is null or rule.resource_kind = resource.kind)
          and rule.place_id in (resource.id, resource.zone_id, resource.floor_id, resource.site_id)
          order by array_position(array['resource', 'zone', 'floor', 'site'], rule.place), rule.resource_kind is null limit 1), 'organisation') as names
      from workspaces.resource resource join workspaces.zone zone on zone.id = resource.zone_id
      join workspaces.floor floor on floor.id = resource.floor_id
      where ${which} and resource.retired_on is null),
    taken as (
      select shown.id, booking.starts_at, booking.ends_at,
        case when booking.private or shown.names = 'nobody' then 'Booked' else body.name end as who
      from shown join workspaces.booking booking on booking.resource_id = shown.id
        or booking.resource_id in (select whole_id from workspaces.part where part_id = shown.id)
        or booking.resource_id in (select part_id from workspaces.part where whole_id = shown.id)
      join organisations.organisation_card body on body.id = booking.organisation_id
      where booking.state in ('confirmed', 'checked-in') and booking.ends_at > ${reader.now} and booking.starts_at < ${ends}
      union all
      select shown.id, block.starts_at, block.ends_at, block.reason from shown
      join workspaces.block block on block.resource_id = shown.id and block.ended_at is null
        and block.ends_at > ${reader.now} and block.starts_at < ${ends})
    select shown.code, shown.name, shown.kind, shown.zone, shown.floor, current.ends_at as now_until, current.who as now_who,
      next.starts_at as next_from, next.ends_at as next_until, next.who as next_who
    from shown
    left join lateral (select * from taken where taken.id = shown.id and taken.starts_at <= ${reader.now} order by ends_at desc limit 1) current on true
    left join lateral (select * from taken where taken.id = shown.id and taken.starts_at > ${reader.now} order by starts_at limit 1) next on true
    order by shown.level, shown.zone, shown.name limit 300`.execute(reader.db)
  return rows
}

/** That a screen is alive is written at most this often. */
export const SEEN_MINUTES = 60

/** A screen has asked: what it was shown is recorded, and that it is alive. */
export const recordPanelSeen = query({
  name: 'workspaces.panel.see',
  title: 'What a screen shows',
  permission: 'public',
  doors: ['page'],
  discloses: true,
  parameters: { secret: field.text('Address of the screen', { most: 60, secret: true }) },
  async receipt(reader, { secret }) {
    const panel = await panelAt(reader, secret)
    await sql`update workspaces.panel set seen_at = ${reader.now} where id = ${panel.id}`.execute(reader.db)
    return { subject: panel.site_id, facts: { panel: panel.id } }
  },
  run: async () => ({}),
})
