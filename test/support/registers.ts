// Two registers over the small county, one above the other, and a risk brought as far as a test needs it, each step
// through the real action.
import { modules } from '#app/modules.ts'
import { addMember } from '#modules/groups/index.ts'
import { createRegister } from '#modules/risk/actions/registers.ts'
import { openRisk, raiseRisk } from '#modules/risk/actions/risks.ts'
import { makeAssessment } from '#modules/risk/actions/scoring.ts'
import { matrixByCode } from '#modules/risk/queries/matrices.ts'
import { categories } from '#modules/risk/queries/matrices.ts'
import type { Uploads } from '#platform/actions/index.ts'
import type { Database } from '#platform/database/index.ts'
import { county, type County } from './county.ts'
import { testHouse, type TestHouse } from './house.ts'

export type Registers = County & {
  readonly house: TestHouse
  /** The partnership's, owned by Helena, for everybody of a partner. */
  readonly corporate: string
  /** The GIS group's under it, owned by Ravi, for its members: Ravi and Molly. */
  readonly service: string
  readonly matrix: string
  readonly category: string
}

export async function registers(database: Pick<Database, 'db'>, uploads?: Uploads): Promise<Registers> {
  const at = await county(database)
  const house = testHouse(database, modules, undefined, uploads)
  for (const person of ['ravi', 'molly'] as const)
    await house.operator.perform(addMember, {
      group: at.gis,
      person: at.person[person],
      startedOn: '2026-04-01',
    })
  const reader = await house.operator.reader()
  const matrix = (await matrixByCode(reader, 'five-by-five')).id
  const category = (await categories(reader))[0]?.id ?? ''
  const common = { partnership: at.partnership, matrix, appetite: 'medium' }
  const corporate = await house.operator.perform(createRegister, {
    ...common,
    code: 'kc',
    name: 'Partnership register',
    level: 'corporate',
    audience: 'partners',
    owner: at.person.helena,
  })
  const service = await house.operator.perform(createRegister, {
    ...common,
    code: 'gis',
    name: 'GIS register',
    level: 'service',
    group: at.gis,
    parent: corporate.id,
    audience: 'group',
    owner: at.person.ravi,
  })
  return { ...at, house, corporate: corporate.id, service: service.id, matrix, category }
}

export const SENTENCE = {
  title: 'Maps out of date',
  cause: 'surveys that are made every ten years',
  event: 'a crew follows a road that was closed',
  consequence: 'help that comes too late',
}

export type Made = { readonly id: string; readonly reference: string; readonly version: number }

/** A draft of Ravi's in the service register, complete but for its scores. */
export async function draftRisk(at: Registers, more: Readonly<Record<string, unknown>> = {}): Promise<Made> {
  const made = await at.house.as(at.person.ravi).perform(raiseRisk, {
    register: at.service,
    ...SENTENCE,
    category: at.category,
    proximity: 'year',
    response: 'treat',
    owner: at.person.ravi,
    ...more,
  })
  return { ...made, version: 1 }
}

/** The same, scored and opened. */
export async function openedRisk(
  at: Registers,
  residual: readonly [string, string] = ['4', '4'],
  more: Readonly<Record<string, unknown>> = {},
): Promise<Made> {
  const { id, reference } = await draftRisk(at, more)
  const ravi = at.house.as(at.person.ravi)
  await ravi.perform(makeAssessment, {
    risk: id,
    measure: 'inherent',
    likelihood: '5',
    impact: '5',
    version: '1',
  })
  await ravi.perform(makeAssessment, {
    risk: id,
    measure: 'residual',
    likelihood: residual[0],
    impact: residual[1],
    version: '2',
  })
  await ravi.perform(openRisk, { risk: id, version: '3' })
  return { id, reference, version: 4 }
}
