// Indicators over the small county: Marcus is lead of the county council, Ravi owns what is measured of it, and figures
// and targets are given through the real actions.
import { modules } from '#app/modules.ts'
import { appointToOffice } from '#modules/organisations/index.ts'
import { createIndicator } from '#modules/performance/actions/indicators.ts'
import { giveValue, setTarget } from '#modules/performance/actions/values.ts'
import type { Database } from '#platform/database/index.ts'
import { county, type County } from './county.ts'
import { testHouse, type TestHouse } from './house.ts'

export type Measured = Omit<County, 'house'> & { readonly house: TestHouse }

type Raw = Readonly<Record<string, unknown>>

/** The county with every module. */
export async function measuredCounty(database: Pick<Database, 'db'>): Promise<Measured> {
  const at = await county(database)
  const house = testHouse(database, modules)
  await house.operator.perform(appointToOffice, {
    person: at.person.marcus,
    role: 'organisation-lead',
    organisation: at.organisation.kcc,
  })
  return { ...at, house }
}

/** A quarterly percentage of the county council, owned by Ravi. */
export const made = (at: Measured, more: Raw = {}) =>
  at.house.as(at.person.marcus).perform(createIndicator, {
    organisation: at.organisation.kcc,
    code: 'ict-01',
    title: 'Calls answered in time',
    audience: 'staff',
    owner: at.person.ravi,
    measure: 'percent',
    decimals: '1',
    direction: 'higher',
    frequency: 'quarterly',
    measuredFrom: '2025-04-01',
    ...more,
  })

/** What was measured in a period, given by its owner unless somebody else is named. */
export const give = (
  at: Measured,
  given: { readonly indicator: string; readonly period: string; readonly value: string },
  more: Raw & { readonly by?: string } = {},
) => {
  const { by, ...rest } = more
  return at.house.as(by ?? at.person.ravi).perform(giveValue, { kind: 'actual', ...given, ...rest })
}

/** A target set by its owner. */
export const aim = (
  at: Measured,
  set: { readonly indicator: string; readonly period: string; readonly target: string },
  more: Raw = {},
) => at.house.as(at.person.ravi).perform(setTarget, { ...set, ...more })
