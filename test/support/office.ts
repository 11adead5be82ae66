// A workplace to be booked under load: 200 desks and ten rooms that every partner's staff may book at any hour.
import { randomUUIDv7 } from 'node:crypto'
import { sql, type Db } from '#platform/database/index.ts'

export const OFFICE = 'bench-office'
export const DESKS = 200
export const ROOMS = 10

export type Office = {
  readonly siteId: string
  readonly desks: readonly string[]
  readonly rooms: readonly string[]
}

const pad = (number: number): string => String(number).padStart(3, '0')

/** Makes a workplace of an organisation and opens it to all partners, with terms that stand in nobody's way. */
export async function makeOffice(
  db: Db,
  today: Temporal.PlainDate,
  by: { readonly owner: string; readonly partnership: string } = {
    owner: 'kcc',
    partnership: 'kent-connects',
  },
): Promise<Office> {
  const { rows } = await sql<{ id: string; partnership: string }>`
    select organisation.id, partnership.id as partnership from organisations.organisation_card organisation
      join partnerships.partnership_card partnership on partnership.code = ${by.partnership} where organisation.code = ${by.owner}`.execute(
    db,
  )
  const owner = rows[0]
  if (owner === undefined) throw new Error(`There is no ${by.owner} or no ${by.partnership} here.`)
  const siteId = await makeSite(db, { code: OFFICE, name: 'Bench Office', owner: owner.id, today })
  const from = today.subtract({ days: 400 }).toString()
  await sql`insert into workspaces.agreement (id, site_id, owner_organisation_id, audience, audience_id, terms, from_on, notice_days, state, made_at)
    values (${randomUUIDv7()}, ${siteId}, ${owner.id}, 'partnership', ${owner.partnership}, 'For the bench', ${from}, 0, 'standing', ${today.toString()})`.execute(
    db,
  )
  await sql`insert into workspaces.rule (id, site_id, place, place_id, audience, weekdays, opens_at, closes_at, advance_days, most_minutes, from_on, made_at)
    values (${randomUUIDv7()}, ${siteId}, 'site', ${siteId}, 'partner', array[1,2,3,4,5,6,7], '00:00', '23:45', 800, 1440, ${from}, ${today.toString()})`.execute(
    db,
  )
  const [floor, zones] = await floorWithZones(db, siteId, 4)
  const desks = await makePlaces(db, { siteId, floor, zones, kind: 'desk', count: DESKS, from })
  const rooms = await makePlaces(db, { siteId, floor, zones, kind: 'room', count: ROOMS, from })
  return { siteId, desks, rooms }
}

export async function makeSite(
  db: Db,
  { code, name, owner, today }: { code: string; name: string; owner: string; today: Temporal.PlainDate },
): Promise<string> {
  const id = randomUUIDv7()
  await sql`insert into platform.subject (id, module, noun, title, audience) values (${id}, 'organisations', 'site', ${name}, 'public')`.execute(
    db,
  )
  await sql`insert into organisations.site (id, code, organisation_id, name, town) values (${id}, ${code}, ${owner}, ${name}, 'Maidstone')`.execute(
    db,
  )
  await sql`insert into workspaces.workplace (site_id, opened_on) values (${id}, ${today.subtract({ days: 400 }).toString()})`.execute(
    db,
  )
  return id
}

export async function floorWithZones(
  db: Db,
  siteId: string,
  count: number,
): Promise<[string, readonly string[]]> {
  const floor = randomUUIDv7()
  await sql`insert into workspaces.floor (id, site_id, code, name, level) values (${floor}, ${siteId}, 'f1', 'First floor', 1)`.execute(
    db,
  )
  const zones = Array.from({ length: count }, () => randomUUIDv7())
  await sql`insert into workspaces.zone (id, site_id, floor_id, code, name)
    select zone.id, ${siteId}, ${floor}, 'z' || zone.nth, 'Zone ' || zone.nth
    from unnest(${[...zones]}::uuid[]) with ordinality as zone (id, nth)`.execute(db)
  return [floor, zones]
}

export async function makePlaces(
  db: Db,
  wanted: {
    siteId: string
    floor: string
    zones: readonly string[]
    kind: 'desk' | 'room'
    count: number
    from: string
  },
): Promise<readonly string[]> {
  const { siteId, floor, zones, kind, count, from } = wanted
  const ids = Array.from({ length: count }, () => randomUUIDv7())
  const codes = ids.map((_, at) => `${kind === 'desk' ? 'd' : 'r'}-${pad(at + 1)}`)
  await sql`insert into workspaces.resource (id, site_id, floor_id, zone_id, code, name, kind, capacity, check_in_code, from_on, attributes)
    select place.id, ${siteId}, ${floor}, (${[...zones]}::uuid[])[1 + (place.nth - 1) * ${zones.length} / ${count}], place.code,
      initcap(${kind}) || ' ' || place.nth, ${kind}, ${kind === 'room' ? 10 : 1}, replace(place.id::text, '-', ''), ${from},
      case when place.nth % 3 = 0 then array['dual-screen', 'height-adjustable'] else array['screen'] end
    from unnest(${ids}::uuid[], ${codes}::text[]) with ordinality as place (id, code, nth)`.execute(db)
  return ids
}

/** Pairs of claims on one resource that overlap; there must be none, whatever the constraint says. */
export async function doubles(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from workspaces.booking one join workspaces.booking other
      on other.resource_id = one.resource_id and other.id > one.id and other.starts_at < one.ends_at and one.starts_at < other.ends_at
    where one.state in ('held', 'confirmed', 'checked-in') and other.state in ('held', 'confirmed', 'checked-in')`.execute(
    db,
  )
  return rows[0]?.count ?? -1
}
