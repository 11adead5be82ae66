// A workplace to book in: the County Hall of the small county with a row of desks and three rooms, open to every partner
// by an agreement. Rows are written directly, so that a test of booking does not depend on how offices are set up.
import { modules } from '#app/modules.ts'
import { createSite } from '#modules/organisations/index.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { county, type County } from './county.ts'
import { testHouse, type TestHouse } from './house.ts'

export type Desks = County & {
  readonly house: TestHouse
  readonly site: string
  readonly floor: string
  readonly zone: string
  /** Ids by code: d01, d02, … stand beside each other; r01, r02, r03 are rooms. */
  readonly place: Readonly<Record<string, string>>
}

/** Ravi, Priya and Marcus work for the owner; Molly for Dover, Noor for Swale: partners. Basil is let in by nobody. */
export async function desks(
  database: Pick<Database, 'db'>,
  { count = 8, rooms = 3, agreed = true }: { count?: number; rooms?: number; agreed?: boolean } = {},
): Promise<Desks> {
  const at = await county(database)
  const house = testHouse(database, modules)
  const site = (
    await house.operator.perform(createSite, {
      code: 'county-hall',
      organisation: 'kcc',
      name: 'County Hall',
      town: 'Maidstone',
    })
  ).id
  const { db } = database
  const [floor, zone] = [crypto.randomUUID(), crypto.randomUUID()]
  await sql`insert into workspaces.workplace (site_id, opened_on) values (${site}, '2026-01-01')`.execute(db)
  await sql`insert into workspaces.floor (id, site_id, code, name, level) values (${floor}, ${site}, 'first', 'First floor', 1)`.execute(
    db,
  )
  await sql`insert into workspaces.zone (id, site_id, floor_id, code, name) values (${zone}, ${site}, ${floor}, 'a', 'Zone A')`.execute(
    db,
  )
  const place: Record<string, string> = {}
  const numbers = (many: number) => Array.from({ length: many }, (_, index) => index + 1)
  const two = (number: number): string => String(number).padStart(2, '0')
  for (const [kind, letter, many] of [
    ['desk', 'd', count],
    ['room', 'r', rooms],
  ] as const)
    for (const number of numbers(many)) {
      const id = crypto.randomUUID()
      const code = `${letter}${two(number)}`
      place[code] = id
      const row = kind === 'desk' ? 'Window' : null
      await sql`
        insert into workspaces.resource (id, site_id, floor_id, zone_id, code, name, kind, capacity, row_name, row_place, check_in_code, from_on)
        values (${id}, ${site}, ${floor}, ${zone}, ${code}, ${`${kind === 'desk' ? 'Desk' : 'Room'} ${number}`}, ${kind},
          ${kind === 'desk' ? 1 : 8}, ${row}, ${row === null ? null : number}, ${id}, '2026-01-01')`.execute(
        db,
      )
    }
  if (agreed)
    await sql`
      insert into workspaces.agreement (id, site_id, owner_organisation_id, audience, audience_id, terms, from_on, notice_days, state, made_at)
      values (${crypto.randomUUID()}, ${site}, ${at.organisation.kcc}, 'partnership', ${at.partnership}, 'Every partner', '2026-01-01', 30, 'standing', '2026-01-01T00:00:00Z')`.execute(
      db,
    )
  return { ...at, house, site, floor, zone, place }
}

/** A rule for everybody at the workplace. */
export async function ruled(
  database: Pick<Database, 'db'>,
  at: Desks,
  values: Readonly<Record<string, number | boolean>>,
): Promise<void> {
  for (const audience of ['own', 'partner']) {
    const columns = Object.keys(values)
    await sql`
      insert into workspaces.rule (id, site_id, place, place_id, audience, from_on, made_at, ${sql.join(columns.map((name) => sql.ref(name)))})
      values (${crypto.randomUUID()}, ${at.site}, 'site', ${at.site}, ${audience}, '2026-01-01', '2026-01-01T00:00:00Z', ${sql.join(Object.values(values))})`.execute(
      database.db,
    )
  }
}
