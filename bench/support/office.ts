// The office and the county that are booked in the bench: a day of a thousand bookings, and eighteen owners with 500
// places each and two million bookings.
import { randomUUIDv7 } from 'node:crypto'
import { sql, type Db } from '#platform/database/index.ts'
import { floorWithZones, makePlaces, makeSite, type Office } from '#test/support/office.ts'

/** A thousand bookings of the office on one day: five half-hours or more at each desk. */
export async function fillDay(db: Db, office: Office, on: Temporal.PlainDate): Promise<void> {
  await sql`
    with wanted as (
      select gen_random_uuid() as id, desk.id as resource_id, slot,
        (${`${on.toString()} 08:00`}::timestamp + slot * interval '2 hours') at time zone 'Europe/London' as starts_at
      from unnest(${[...office.desks]}::uuid[]) as desk (id), generate_series(0, 4) as slot
    ), made as (
      insert into workspaces.booking (id, order_id, resource_id, site_id, organisation_id, owner_organisation_id, starts_at, ends_at, time_zone, state, made_at, changed_at)
      select wanted.id, wanted.id, wanted.resource_id, ${office.siteId}, owner.id, owner.id, starts_at, starts_at + interval '90 minutes',
        'Europe/London', 'confirmed', now(), now()
      from wanted cross join (select id from organisations.organisation_card where code = 'kent-police') owner
      returning id, resource_id, starts_at, ends_at
    )
    insert into workspaces.claim (resource_id, booking_id, starts_at, ends_at) select resource_id, id, starts_at, ends_at from made`.execute(
    db,
  )
  await sql`analyze workspaces.booking, workspaces.claim`.execute(db)
}

export type County = { readonly sites: readonly { readonly id: string; readonly code: string }[] }

/** Eighteen owners with 500 places each, open to every partner, and so many bookings around today, mostly over. */
export async function fillCounty(db: Db, today: Temporal.PlainDate, bookings: number): Promise<County> {
  const { rows: owners } = await sql<{ id: string; code: string }>`
    select organisation.id, organisation.code from organisations.organisation_card organisation
      join partnerships.member_card member on member.organisation_id = organisation.id
      join partnerships.partnership_card partnership on partnership.id = member.partnership_id and partnership.code = 'kent-connects'
    where member.left_on is null order by organisation.code limit 18`.execute(db)
  const from = today.subtract({ days: 400 }).toString()
  const sites: { id: string; code: string }[] = []
  for (const owner of owners) {
    const code = `large-${owner.code}`
    const id = await makeSite(db, { code, name: `Large Office ${owner.code}`, owner: owner.id, today })
    sites.push({ id, code })
    await sql`insert into workspaces.agreement (id, site_id, owner_organisation_id, audience, audience_id, terms, from_on, notice_days, state, made_at)
      select ${randomUUIDv7()}, ${id}, ${owner.id}, 'partnership', partnership.id, 'For the bench', ${from}, 0, 'standing', now()
      from partnerships.partnership_card partnership where partnership.code = 'kent-connects'`.execute(db)
    const [floor, zones] = await floorWithZones(db, id, 10)
    await makePlaces(db, { siteId: id, floor, zones, kind: 'desk', count: 500, from })
  }
  const each = Math.ceil(bookings / (sites.length * 500))
  await db.transaction().execute(async (tx) => {
    // Two million rows are written and indexed at once; no statement of the platform may take so long.
    await sql`set local statement_timeout = 0`.execute(tx)
    await sql`alter table workspaces.claim drop constraint workspaces_claim_apart`.execute(tx)
    await sql`
      insert into workspaces.booking (id, order_id, resource_id, site_id, organisation_id, owner_organisation_id, starts_at, ends_at, time_zone, state, made_at, changed_at)
      select gen_random_uuid(), gen_random_uuid(), resource.id, resource.site_id, ${owners[0]?.id ?? null}, site.organisation_id,
        (${today.toString()}::date - ${each - 20}::int + nth + time '09:00') at time zone 'Europe/London',
        (${today.toString()}::date - ${each - 20}::int + nth + time '17:00') at time zone 'Europe/London',
        'Europe/London', case when nth < ${each - 20} then 'completed' else 'confirmed' end, now(), now()
      from workspaces.resource resource join organisations.site_card site on site.id = resource.site_id,
        generate_series(0, ${each - 1}) nth
      where site.code like 'large-%' and (nth < ${each - 20} or (nth + hashtext(resource.code)) % 3 <> 0)`.execute(
      tx,
    )
    await sql`insert into workspaces.claim (resource_id, booking_id, starts_at, ends_at)
      select resource_id, id, starts_at, ends_at from workspaces.booking where site_id = any(${sites.map((one) => one.id)}::uuid[])`.execute(
      tx,
    )
    await sql`alter table workspaces.claim add constraint workspaces_claim_apart
      exclude using gist (resource_id with =, tstzrange(starts_at, ends_at) with &&)`.execute(tx)
  })
  await sql`analyze workspaces.booking, workspaces.claim, workspaces.resource`.execute(db)
  return { sites }
}
