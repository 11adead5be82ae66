// What an owner keeps back for somebody at a place, or lets them have at most, and how many places there are.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql, type Db } from '#platform/database/index.ts'
import { field } from '#platform/fields/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { AllocationAudience, AllocationForm, ResourceKind } from '../rules.ts'
import { READ } from './seeing.ts'
import { workplaceByCode } from './workplaces.ts'

export type AllocationRow = {
  readonly id: string
  readonly site_id: string
  readonly place: 'site' | 'floor' | 'zone'
  readonly place_id: string
  readonly place_name: string
  readonly resource_kind: ResourceKind
  readonly form: AllocationForm
  readonly audience: AllocationAudience
  readonly audience_id: string | null
  readonly audience_name: string
  readonly amount: number
  readonly unit: 'places' | 'hours'
  readonly per: 'day' | 'week'
  readonly horizon_working_days: number | null
  readonly from_on: Temporal.PlainDate
  readonly to_on: Temporal.PlainDate | null
  readonly made_at: Temporal.Instant
  readonly made_by: string | null
  readonly on_behalf: boolean
  readonly ended_at: Temporal.Instant | null
  readonly version: number
}

const rows = (db: Db, where: ReturnType<typeof sql>) =>
  sql<AllocationRow>`
    select allocation.id, allocation.site_id, allocation.place, allocation.place_id,
      coalesce(zone.name, floor.name, site.name) as place_name, allocation.resource_kind, allocation.form, allocation.audience,
      allocation.audience_id, case allocation.audience when 'own' then 'its own staff' when 'partner' then 'any partner'
        else coalesce(body.name, circle.name) end as audience_name,
      allocation.amount, allocation.unit, allocation.per, allocation.horizon_working_days, allocation.from_on, allocation.to_on,
      allocation.made_at, person.name as made_by, allocation.on_behalf, allocation.ended_at, allocation.version
    from workspaces.allocation allocation
    join organisations.site_card site on site.id = allocation.site_id
    left join workspaces.zone zone on allocation.place = 'zone' and zone.id = allocation.place_id
    left join workspaces.floor floor on allocation.place = 'floor' and floor.id = allocation.place_id
    left join organisations.organisation_card body on allocation.audience = 'organisation' and body.id = allocation.audience_id
    left join workspaces.circle circle on allocation.audience = 'circle' and circle.id = allocation.audience_id
    left join organisations.person_card person on person.id = allocation.made_by_person_id
    where ${where} order by place_name, allocation.resource_kind, allocation.form, audience_name, allocation.id limit 1000`.execute(
    db,
  )

/** The allocations of a workplace that stand, or will. */
export async function allocationsOf(
  reader: Pick<Reader, 'db'>,
  siteId: string,
  on: Temporal.PlainDate,
): Promise<AllocationRow[]> {
  return (
    await rows(
      reader.db,
      sql`allocation.site_id = ${siteId} and allocation.ended_at is null and (allocation.to_on is null or allocation.to_on >= ${on.toString()}::date)`,
    )
  ).rows
}

export async function allocationById(
  reader: Pick<Reader, 'db'>,
  id: string,
): Promise<AllocationRow | undefined> {
  return (await rows(reader.db, sql`allocation.id = ${id} and allocation.ended_at is null`)).rows[0]
}

/** How many places of a kind a site, floor or zone has for everybody: those held for access are set apart already. */
export async function placesThere(
  reader: Pick<Reader, 'db'>,
  at: { readonly place: string; readonly placeId: string; readonly kind: ResourceKind },
): Promise<number> {
  const column = at.place === 'zone' ? sql`zone_id` : at.place === 'floor' ? sql`floor_id` : sql`site_id`
  const { rows: counted } = await sql<{
    count: number
  }>`select count(*)::integer as count from workspaces.resource
    where ${column} = ${at.placeId} and kind = ${at.kind} and retired_on is null and not held_for_access
      and not exists (select 1 from workspaces.part where whole_id = resource.id)`.execute(reader.db)
  return counted[0]?.count ?? 0
}

/** A place's floor and zones, to know which places lie in one another. */
export async function placesAlong(
  reader: Pick<Reader, 'db'>,
  siteId: string,
  at: { readonly place: string; readonly placeId: string },
): Promise<string[]> {
  const { rows: along } = await sql<{ id: string }>`
    select ${siteId}::uuid as id where ${at.place} <> 'site'
    union select floor.id from workspaces.floor floor where floor.site_id = ${siteId} and ${at.place} = 'site'
    union select zone.floor_id from workspaces.zone zone where ${at.place} = 'zone' and zone.id = ${at.placeId}
    union select zone.id from workspaces.zone zone where zone.site_id = ${siteId}
      and (${at.place} = 'site' or (${at.place} = 'floor' and zone.floor_id = ${at.placeId}))`.execute(
    reader.db,
  )
  return along.map((row) => row.id)
}

/** What is kept and limited at a workplace, for whoever sees it (P2). */
export const listAllocations = query({
  name: 'workspaces.allocation.list',
  title: 'List what is kept and limited at a workplace',
  permission: READ,
  doors: ['api', 'command'],
  parameters: { site: field.code('Workplace') },
  async run(reader, { site }) {
    const workplace = await workplaceByCode(reader, site)
    return allocationsOf(reader, workplace.site_id, londonDate(reader.now))
  },
})
