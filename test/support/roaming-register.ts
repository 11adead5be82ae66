// A small federation for tests, written straight into the register: Kent's council, Medway and Dover take part with a realm
// each; Swale takes no part. Helena (Medway) and Ravi (KCC) are security contacts; Priya runs the federation.
import { randomUUIDv7 } from 'node:crypto'
import { events } from '#modules/events/module.ts'
import { governance } from '#modules/governance/module.ts'
import { groups } from '#modules/groups/module.ts'
import { organisations } from '#modules/organisations/module.ts'
import { partnerships } from '#modules/partnerships/module.ts'
import { roaming } from '#modules/roaming/module.ts'
import type { ContactDuty } from '#modules/roaming/rules/words.ts'
import type { Database } from '#platform/database/index.ts'
import { county, type County } from './county.ts'
import { testHouse, type TestHouse } from './house.ts'

export type RoamingCounty = Omit<County, 'house'> & {
  readonly house: TestHouse
  readonly member: Readonly<Record<'kcc' | 'medway' | 'dover', string>>
  readonly realm: Readonly<Record<'kcc' | 'medway' | 'dover', string>>
  /** Names a contact of a member. */
  contact(member: 'kcc' | 'medway' | 'dover', personId: string, duty: ContactDuty): Promise<void>
}

const REALMS = { kcc: 'kent.gov.uk', medway: 'medway.gov.uk', dover: 'dover.gov.uk' } as const

/** Over a database in which the county stands (`countyDatabase`). */
export async function roamingCounty(database: Pick<Database, 'db'>): Promise<RoamingCounty> {
  const { house: _, ...there } = await county(database)
  const house = testHouse(database, [organisations, partnerships, groups, events, governance, roaming])
  const { db } = database
  const now = house.clock.now()
  await db
    .insertInto('roaming.federation')
    .values({
      id: randomUUIDv7(),
      name: 'Kent',
      organisation_id: there.organisation.kcc,
      operator_realm: 'roaming.kent.gov.uk',
    })
    .execute()
  const member = {} as Record<keyof typeof REALMS, string>
  const realm = {} as Record<keyof typeof REALMS, string>
  for (const code of ['kcc', 'medway', 'dover'] as const) {
    member[code] = randomUUIDv7()
    realm[code] = randomUUIDv7()
    await db
      .insertInto('roaming.member')
      .values({
        id: member[code],
        organisation_id: there.organisation[code],
        code,
        state: 'live',
        joined_on: '2026-01-01',
      })
      .execute()
    await db
      .insertInto('roaming.realm')
      .values({
        id: realm[code],
        member_id: member[code],
        name: REALMS[code],
        shown: REALMS[code],
        state: 'proven',
        challenge: 'connects-test',
        claimed_at: now,
        proven_at: now,
      })
      .execute()
  }
  await db
    .insertInto('roaming.operator')
    .values({ id: randomUUIDv7(), person_id: there.person.priya, from_on: '2026-01-01' })
    .execute()
  return {
    ...there,
    house,
    member,
    realm,
    async contact(code, personId, duty) {
      await db
        .insertInto('roaming.contact')
        .values({
          id: randomUUIDv7(),
          member_id: member[code],
          person_id: personId,
          duty,
          from_on: '2026-01-01',
        })
        .execute()
    },
  }
}
