// The questions about indicators that every door may ask.
import { query } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { organisationByCode } from '#modules/organisations/index.ts'
import { definitionsOf, indicatorByCode, type IndicatorFilter } from './queries/indicators.ts'
import { summaryOf } from './queries/measured.ts'
import { READ } from './queries/seeing.ts'
import { standingsOf, standingsSeen } from './queries/standings.ts'
import { everyValueOf, periodOf } from './queries/values.ts'
import { codeOf, RAGS } from './rules.ts'

export const listIndicators = query({
  name: 'performance.indicator.list',
  title: 'List indicators with where they stand',
  permission: READ,
  doors: ['page', 'api', 'command'],
  parameters: {
    organisation: field.code('Organisation code').optional(),
    rating: field.choice('Rating', RAGS).optional(),
    search: field.text('Words or code', { most: 100 }).optional(),
    retired: field.yesNo('Retired ones').optional(),
  },
  async run(reader, { organisation, rating, search, retired }) {
    const filter: IndicatorFilter = {
      ...(organisation === null ? {} : { organisation: (await organisationByCode(reader, organisation)).id }),
      ...(search === null ? {} : { search }),
      ...(retired === true ? { retired } : {}),
    }
    const rows = await standingsSeen(reader, filter)
    return { rows: rows.filter((row) => rating === null || row.rag === rating).map(summaryOf) }
  },
})

export const readIndicator = query({
  name: READ,
  title: 'Show an indicator',
  doors: ['page', 'api', 'command'],
  parameters: { organisation: field.code('Organisation code'), indicator: field.code('Indicator code') },
  async run(reader, asked) {
    const indicator = await indicatorByCode(reader, asked.organisation, asked.indicator)
    const [standing] = await standingsOf(reader, [indicator])
    const values = await everyValueOf(reader, indicator.id)
    return {
      ...indicator,
      ...(standing === undefined ? {} : summaryOf(standing)),
      definitions: await definitionsOf(reader, indicator.id),
      values: values.map((row) => ({ ...row, period: codeOf(periodOf(row)) })),
    }
  },
})
