// A small county made through the real actions: four partners and a body that is none, one partnership with its
// deciding group and a specialist group, and the people who sit in them.
import { organisations } from '#modules/organisations/module.ts'
import { partnerships } from '#modules/partnerships/module.ts'
import { groups } from '#modules/groups/module.ts'
import { governance } from '#modules/governance/module.ts'
import { createOrganisation, createPerson } from '#modules/organisations/index.ts'
import { createPartnership, joinPartnership } from '#modules/partnerships/index.ts'
import { addMember, appointMember, createGroup } from '#modules/groups/index.ts'
import type { Database } from '#platform/database/index.ts'
import { madeIn, testDatabase } from './database.ts'
import { testHouse, type TestHouse } from './house.ts'

const BODIES = {
  kcc: 'Kent County Council',
  medway: 'Medway Council',
  dover: 'Dover District Council',
  swale: 'Swale Borough Council',
}

export type County = {
  readonly house: TestHouse
  readonly partnership: string
  readonly leadership: string
  readonly gis: string
  readonly organisation: Readonly<Record<'kcc' | 'medway' | 'dover' | 'swale' | 'kalc', string>>
  /** By first name: Helena chairs (Medway), Priya is secretary (KCC), Marcus (KCC), Yusra (Dover) and Noor (Swale) vote; Ravi works at KCC, Molly at Dover, Basil for no partner. */
  readonly person: Readonly<
    Record<'helena' | 'priya' | 'marcus' | 'yusra' | 'noor' | 'ravi' | 'molly' | 'basil', string>
  >
}

/** `testDatabase()` in which the county stands already: made once a process, and each test rolled back to it. */
export const countyDatabase = (): ReturnType<typeof testDatabase> => testDatabase(makeCounty)

/** The county of a test's database, made unless it begins with it; the clock stands at 10am on 20 November 2026. */
export async function county(database: Pick<Database, 'db'>): Promise<County> {
  const { house: _, ...there } = (madeIn(database) as County | undefined) ?? (await makeCounty(database))
  return { house: houseOver(database), ...there }
}

const houseOver = (database: Pick<Database, 'db'>): TestHouse =>
  testHouse(database, [organisations, partnerships, groups, governance])

async function makeCounty(database: Pick<Database, 'db'>): Promise<County> {
  const house = houseOver(database)
  const { operator } = house
  const organisation = {} as Record<string, string>
  for (const [code, name] of Object.entries(BODIES)) {
    const kind =
      code === 'kcc' ? 'county_council' : code === 'medway' ? 'unitary_council' : 'district_council'
    organisation[code] = (await operator.perform(createOrganisation, { code, name, kind })).id
  }
  organisation['kalc'] = (
    await operator.perform(createOrganisation, {
      code: 'kalc',
      name: 'Kent Association of Local Councils',
      kind: 'association',
    })
  ).id
  const made = await operator.perform(createPartnership, {
    code: 'kent-connects',
    name: 'Kent Connects',
    kind: 'technology',
    purpose: 'Digital technology in support of public services',
  })
  for (const code of Object.keys(BODIES)) {
    await operator.perform(joinPartnership, {
      partnership: 'kent-connects',
      organisation: organisation[code],
      joinedOn: '2020-04-01',
    })
  }
  const person = {} as Record<string, string>
  const cast: readonly (readonly [string, string, string])[] = [
    ['helena', 'Helena Estuary', 'medway'],
    ['priya', 'Priya Orchard', 'kcc'],
    ['marcus', 'Marcus Chalkdown', 'kcc'],
    ['yusra', 'Yusra Whitecliff', 'dover'],
    ['noor', 'Noor Creekside', 'swale'],
    ['ravi', 'Ravi Contour', 'kcc'],
    ['molly', 'Molly Gridref', 'dover'],
    ['basil', 'Basil Parishpump', 'kalc'],
  ]
  for (const [first, name, body] of cast) {
    person[first] = (
      await operator.perform(createPerson, {
        mail: `${first}@${body}.example`,
        name,
        organisation: body,
        jobTitle: 'Officer',
        startedOn: '2024-04-01',
      })
    ).id
  }
  const leadership = (
    await operator.perform(createGroup, {
      partnership: made.id,
      code: 'leadership',
      name: 'Leadership Group',
      access: 'members',
      cadence: 'quarterly',
      decides: 'yes',
    })
  ).id
  const gis = (
    await operator.perform(createGroup, {
      partnership: made.id,
      code: 'gis',
      name: 'GIS Group',
      access: 'open',
      cadence: 'quarterly',
    })
  ).id
  for (const one of ['helena', 'priya', 'marcus', 'yusra', 'noor'])
    await operator.perform(addMember, { group: leadership, person: person[one], startedOn: '2024-05-01' })
  await operator.perform(appointMember, { group: leadership, person: person['helena'], office: 'chair' })
  await operator.perform(appointMember, { group: leadership, person: person['priya'], office: 'secretary' })
  return { house, partnership: made.id, leadership, gis, organisation, person } as County
}
