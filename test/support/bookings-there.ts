// A workplace with bookings as they stand, written as rows: for tests of what is around bookings, not of their making.
import { randomUUID } from 'node:crypto'
import { modules } from '#app/modules.ts'
import { createSite } from '#modules/organisations/index.ts'
import { json, type Database, type Tables } from '#platform/database/index.ts'
import { county, type County } from './county.ts'
import { testHouse, type TestHouse } from './house.ts'

export type Workplace = County & {
  readonly house: TestHouse
  /** Gun Wharf, Medway's: Helena manages it; Kent's staff is let in. */
  readonly site: string
  readonly desk: string
  readonly room: string
  readonly agreement: string
  /** A booking as a row, with the claim where its state takes time. */
  book(more?: Partial<Booked>): Promise<string>
}

type Booked = {
  readonly resource: 'desk' | 'room'
  readonly person: string | null
  readonly madeBy: string | null
  readonly organisation: string
  readonly startsAt: string
  readonly endsAt: string
  readonly state: Tables['workspaces.booking']['state']
  readonly private: boolean
  readonly purpose: string | null
  readonly series: string | null
  readonly endedAt: string | null
  readonly sequence: number
}

/** The small county with one workplace. */
export async function workplaceThere(database: Pick<Database, 'db'>): Promise<Workplace> {
  const at = await county(database)
  const house = testHouse(database, modules)
  const { db } = database
  const { id: site } = await house.operator.perform(createSite, {
    code: 'gun-wharf',
    organisation: at.organisation.medway,
    name: 'Gun Wharf',
    town: 'Chatham',
  })
  const [floor, zone, desk, room, agreement] = [1, 2, 3, 4, 5].map(() => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
  ]
  const opened = Temporal.PlainDate.from('2026-01-01')
  await db.insertInto('workspaces.workplace').values({ site_id: site, opened_on: opened }).execute()
  await db
    .insertInto('workspaces.floor')
    .values({ id: floor, site_id: site, code: 'ground', name: 'Ground floor', level: 0 })
    .execute()
  await db
    .insertInto('workspaces.zone')
    .values({ id: zone, site_id: site, floor_id: floor, code: 'river', name: 'River side' })
    .execute()
  const common = { site_id: site, floor_id: floor, zone_id: zone, from_on: opened }
  await db
    .insertInto('workspaces.resource')
    .values([
      { ...common, id: desk, code: 'd1', name: 'Desk 1', kind: 'desk', check_in_code: 'gw-d1' },
      {
        ...common,
        id: room,
        code: 'medway',
        name: 'Medway Room',
        kind: 'room',
        capacity: 8,
        check_in_code: 'gw-m',
      },
    ])
    .execute()
  await db
    .insertInto('workspaces.officer')
    .values({
      id: randomUUID(),
      organisation_id: at.organisation.medway,
      person_id: at.person.helena,
      role: 'manager',
      from_on: opened,
    })
    .execute()
  await db
    .insertInto('workspaces.agreement')
    .values({
      id: agreement,
      site_id: site,
      owner_organisation_id: at.organisation.medway,
      audience: 'organisation',
      audience_id: at.organisation.kcc,
      terms: 'Desks on working days',
      from_on: opened,
      notice_days: 28,
      state: 'standing',
      made_at: Temporal.Instant.from('2026-01-01T10:00Z'),
    })
    .execute()
  async function book(more: Partial<Booked> = {}): Promise<string> {
    const id = randomUUID()
    const resource = more.resource === 'room' ? room : desk
    const state = more.state ?? 'confirmed'
    const startsAt = Temporal.Instant.from(more.startsAt ?? '2026-11-23T09:00Z')
    const endsAt = Temporal.Instant.from(more.endsAt ?? '2026-11-23T12:00Z')
    const made = Temporal.Instant.from('2026-11-19T10:00Z')
    const ended = typeof more.endedAt === 'string' ? Temporal.Instant.from(more.endedAt) : null
    const person = more.person === undefined ? at.person.ravi : more.person
    await db
      .insertInto('workspaces.booking')
      .values({
        id,
        order_id: randomUUID(),
        resource_id: resource,
        site_id: site,
        organisation_id: more.organisation ?? at.organisation.kcc,
        owner_organisation_id: at.organisation.medway,
        for_person_id: person,
        made_by_person_id: more.madeBy === undefined ? person : more.madeBy,
        series_id: more.series ?? null,
        starts_at: startsAt,
        ends_at: endsAt,
        time_zone: 'Europe/London',
        state,
        held_until: state === 'held' ? startsAt : null,
        uses: json([]),
        private: more.private ?? false,
        purpose: more.purpose ?? null,
        made_at: made,
        changed_at: ended ?? made,
        ended_at: ended,
        sequence: more.sequence ?? 0,
      })
      .execute()
    await db
      .insertInto('workspaces.step')
      .values({ id: randomUUID(), booking_id: id, state, person_id: person, at: made })
      .execute()
    if (['held', 'pending', 'confirmed', 'checked-in'].includes(state))
      await db
        .insertInto('workspaces.claim')
        .values({ resource_id: resource, booking_id: id, starts_at: startsAt, ends_at: endsAt })
        .execute()
    return id
  }
  return { ...at, house, site, desk, room, agreement, book }
}
