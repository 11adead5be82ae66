// The demonstration's indicators: those of 2008 as they were published, and some of today, invented, whose figures the cast
// gives period by period, with a definition that changed, a correction and two answers that are still waited for.
import type { Demo, ImportRow } from '#platform/module/index.ts'
import { financialYearOf } from '#platform/time/index.ts'
import { groupByCode } from '#modules/groups/index.ts'
import { organisationsByCode } from '#modules/organisations/index.ts'
import { partnershipByCode } from '#modules/partnerships/index.ts'
import { createIndicator, defineIndicator } from './actions/indicators.ts'
import { addBenchmark, correctValue, giveValue, setTarget } from './actions/values.ts'
import { codeOf, lastEnded, periodAfter, periodBefore, type Frequency, type Period } from './rules.ts'

const ADMINISTRATOR = 'administrator@kcc.example'
const MOST_AGO = 8

/** One thing that happened, on its day. Events of all indicators are told in one order. */
type Event = { readonly on: Temporal.PlainDate; readonly tell: () => Promise<unknown> }

export async function loadDemo(demo: Demo): Promise<void> {
  const start = financialYearOf(demo.today).from.subtract({ years: 1 }).add({ days: 14 })
  demo.at(start)
  await demo.load('indicators', 'indicators-2008', { organisation: 'kcc', audience: 'public' })
  const others = await demo.rows('indicator-others')
  const events: Event[] = []
  for (const row of await demo.rows('indicators'))
    events.push(...(await eventsOf(demo, row.cells, { start, others })))
  const past = events.filter((event) => Temporal.PlainDate.compare(event.on, demo.today) < 0)
  for (const event of past.toSorted((one, other) => Temporal.PlainDate.compare(one.on, other.on))) {
    demo.at(event.on)
    await event.tell()
  }
}

type Cells = ImportRow['cells']
type Telling = { readonly start: Temporal.PlainDate; readonly others: readonly ImportRow[] }

const cell = (cells: Cells, name: string): string => cells[name] ?? ''

async function eventsOf(demo: Demo, cells: Cells, { start, others }: Telling): Promise<Event[]> {
  const code = cell(cells, 'code')
  const owner = demo.as(cell(cells, 'owner'))
  const last = lastEnded(cell(cells, 'frequency') as Frequency, demo.today)
  const periods = agoUpTo(last)
  const indicator = await begun(demo, cells, start, periods)
  const target = cell(cells, 'target')
  const percent = cell(cells, 'tolerance_percent')
  const aims: Event = {
    on: start,
    tell: () =>
      owner.perform(setTarget, {
        indicator,
        period: codeOf(periods[0] ?? last),
        through: codeOf(periodAfter(last)),
        target,
        upper: cell(cells, 'target_upper'),
        tolerance: percent === '' ? (cell(cells, 'tolerance') === '' ? '' : 'absolute') : 'percent',
        toleranceBy: percent === '' ? cell(cells, 'tolerance') : percent,
      }),
  }
  const kept = { value: '' }
  const figures = periods.flatMap((period, at): Event[] => {
    const value = cell(cells, `ago_${MOST_AGO - at}`)
    if (value === '') return []
    const on = period.to.add({ days: 12 })
    return [
      {
        on: Temporal.PlainDate.compare(on, start) < 0 ? start : on,
        async tell() {
          const given = await owner.perform(giveValue, {
            indicator,
            kind: 'actual',
            period: codeOf(period),
            value,
          })
          if (at === MOST_AGO - 2) kept.value = given.value
        },
      },
    ]
  })
  const beside = others
    .filter((row) => row.cells['code'] === code && row.cells['organisation'] === cells['organisation'])
    .map((row): Event => ({
      on: last.to.add({ days: 30 }),
      tell: () => besideIn(demo, indicator, codeOf(last), row.cells),
    }))
  return [...(target === '' ? [] : [aims]), ...figures, ...beside, ...more(demo, code, indicator, last, kept)]
}

function agoUpTo(last: Period): Period[] {
  const all = [last]
  while (all.length < MOST_AGO) all.unshift(periodBefore(all[0] ?? last))
  return all
}

async function begun(
  demo: Demo,
  cells: Cells,
  start: Temporal.PlainDate,
  periods: readonly Period[],
): Promise<string> {
  const reader = demo.reader()
  const organisation = cell(cells, 'organisation')
  const partnership = cell(cells, 'partnership')
  const bodies = await organisationsByCode(reader, [organisation])
  demo.at(start)
  const made = await demo.as(ADMINISTRATOR).perform(createIndicator, {
    organisation: bodies.get(organisation)?.id,
    code: cell(cells, 'code'),
    title: cell(cells, 'indicator'),
    directorate: cell(cells, 'unit'),
    partnership: partnership === '' ? '' : (await partnershipByCode(reader, partnership)).id,
    about: cell(cells, 'code') === 'gis-01' ? (await groupByCode(reader, 'gis'))?.id : '',
    what: cell(cells, 'what'),
    why: cell(cells, 'why'),
    audience: cell(cells, 'audience'),
    source: cell(cells, 'source'),
    qualityNote: cell(cells, 'quality_note'),
    measuredFrom: (periods[0]?.from ?? start).toString(),
    owner: demo.as(cell(cells, 'owner')).personId,
    measure: cell(cells, 'measure'),
    unit: cell(cells, 'counted_in'),
    decimals: cell(cells, 'decimals'),
    bands: cell(cells, 'bands').replaceAll('|', '\n'),
    direction: cell(cells, 'better'),
    frequency: cell(cells, 'frequency'),
  })
  return made.id
}

async function besideIn(demo: Demo, indicator: string, period: string, cells: Cells): Promise<void> {
  const of = cell(cells, 'of')
  const body = (await organisationsByCode(demo.reader(), [of])).get(of)
  await demo.as(ADMINISTRATOR).perform(addBenchmark, {
    indicator,
    period,
    organisation: body?.id ?? '',
    name: body === undefined ? of : '',
    value: cell(cells, 'figure'),
    source: cell(cells, 'source'),
  })
}

/** What happened to single indicators: a correction, and a definition that changed. */
function more(
  demo: Demo,
  code: string,
  indicator: string,
  last: Period,
  kept: { readonly value: string },
): Event[] {
  if (code === 'ict-01')
    return [
      {
        on: last.from.add({ days: 40 }),
        tell: () =>
          demo.as(ADMINISTRATOR).perform(correctValue, {
            figure: kept.value,
            value: '91.8',
            reason: 'Calls that rang off in the first five seconds had been left out',
          }),
      },
    ]
  if (code !== 'web-01') return []
  return [
    {
      on: periodBefore(last).from.add({ days: 20 }),
      tell: () =>
        demo.as('accessibility@kcc.example').perform(defineIndicator, {
          indicator,
          what: 'The share of pages on which the automatic checks against WCAG 2.2 AA find no fault',
          measure: 'percent',
          decimals: '1',
          direction: 'higher',
          frequency: 'quarterly',
          reason: 'The checks follow WCAG 2.2 from now on; before, they followed 2.1',
          version: '1',
        }),
    },
  ]
}
