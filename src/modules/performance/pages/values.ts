// The forms by which figures, targets and the figures of others are given, corrected and made plain.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, type Page, type Visit } from '#platform/http/index.ts'
import { organisationsNamed } from '#modules/organisations/index.ts'
import { paragraph, summaryList } from '#web/parts.ts'
import {
  addBenchmark,
  answerDoubt,
  correctValue,
  giveValue,
  setTarget,
  standingIn,
} from '../actions/values.ts'
import type { IndicatorRow } from '../queries/indicators.ts'
import { everyValueOf, periodOf, type ValueRow } from '../queries/values.ts'
import {
  codeOf,
  decimalWords,
  DIRECTIONS,
  givenWords,
  KINDS,
  lastEnded,
  MEASURES,
  periodOn,
  readPeriod,
  scaleOf,
  shortWords,
  type Reading,
} from '../rules.ts'
import { endedPeriods, indicatorFor, indicatorForm, periodsAbout, todayOf } from './asked.ts'

type Told = { readonly address: string; readonly reading: Reading; readonly question: string | null }

/** What is said when a figure was kept: that it counts, or what is asked about it. */
const told = ({ address, reading, question }: Told, done: string) =>
  reading === 'doubt'
    ? {
        to: `${address}#doubts`,
        notice: `It was kept as it was written, and counts once you say what it means. ${question ?? ''}`,
      }
    : { to: address, notice: done }

const definitionWords = (indicator: IndicatorRow): string =>
  `${MEASURES[indicator.measure]}${indicator.unit === null ? '' : ` (${indicator.unit})`}${indicator.measure === 'band' ? `: ${indicator.bands.join(', ')}` : ''}. ${DIRECTIONS[indicator.direction]}.`

const give = form('/performance/:organisation/:indicator/give', {
  action: giveValue,
  load: indicatorFor('performance.value.give'),
  values: (visit, indicator) => ({
    indicator: indicator.id,
    kind: 'actual',
    meaning: 'value',
    period: visit.query['period'] ?? codeOf(lastEnded(indicator.frequency, todayOf(visit))),
  }),
  options: (visit, indicator) => ({ period: periodsAbout(visit, indicator, 12, 4).toReversed() }),
  view: (visit, indicator, state) =>
    indicatorForm('Give a figure', {
      submit: 'Give the figure',
      fields: ['period', 'kind', 'value', 'meaning', 'note', 'indicator'],
      more: { period: { as: 'select', hint: 'What was measured is given when a period is over' } },
      intro: paragraph(definitionWords(indicator)),
    })(visit, indicator, state),
  then: (result) => told(result, 'The figure was given.'),
})

type Chosen = { readonly indicator: IndicatorRow; readonly row: ValueRow }

const valueFor =
  (permission: string) =>
  async (visit: Visit): Promise<Chosen> => {
    const indicator = await indicatorFor(permission)(visit)
    const row = (await everyValueOf(visit, indicator.id)).find((one) => one.id === visit.params['value'])
    return row === undefined || (row.kind === 'target' && row.reading !== 'doubt')
      ? notFound('figure')
      : { indicator, row }
  }

const standsNow = (row: ValueRow) =>
  summaryList([
    {
      key: KINDS[row.kind],
      value:
        row.body_name === null ? shortWords(periodOf(row)) : `${row.body_name}, ${shortWords(periodOf(row))}`,
    },
    { key: 'It says', value: givenWords(row) },
    row.given_by !== null && { key: 'Given by', value: row.given_by },
  ])

const correct = form('/performance/:organisation/:indicator/values/:value/correct', {
  action: correctValue,
  load: valueFor('performance.value.correct'),
  values: (_visit, { row }) => ({ figure: row.id, meaning: 'value', note: row.note ?? '' }),
  view: (visit, { indicator, row }, state) =>
    indicatorForm('Correct a figure', {
      submit: 'Correct it',
      fields: ['value', 'meaning', 'reason', 'note', 'figure'],
      intro: html`${standsNow(row)}${paragraph('What stands there now stays in the history, with your name and reason beside what follows it.')}`,
    })(visit, indicator, state),
  then: (result) => told(result, 'The figure was corrected. The former one stays in the history.'),
})

const answer = form('/performance/:organisation/:indicator/values/:value/answer', {
  action: answerDoubt,
  load: valueFor('performance.value.answer'),
  values: (_visit, { row }) => ({ figure: row.id }),
  view: (visit, { indicator, row }, state) =>
    indicatorForm('Say what it means', {
      submit: 'Answer',
      fields: ['meaning', 'value', 'reason', 'figure'],
      intro: html`${paragraph(row.question ?? 'This figure is not in doubt.')}${standsNow(row)}${paragraph('What was supplied stays beside your answer.')}`,
    })(visit, indicator, state),
  then: (result) => ({
    to: result.address,
    notice: 'Thank you. The figure counts by your answer from now on.',
  }),
})

type Aimed = {
  readonly indicator: IndicatorRow
  readonly standing: ValueRow | undefined
  readonly period: string
}

const target = form('/performance/:organisation/:indicator/target', {
  action: setTarget,
  load: async (visit): Promise<Aimed> => {
    const indicator = await indicatorFor('performance.target.set')(visit)
    const asked = visit.query['period']
    const period =
      (asked === undefined ? undefined : readPeriod(asked, indicator.frequency)) ??
      periodOn(indicator.frequency, todayOf(visit))
    return {
      indicator,
      period: codeOf(period),
      standing: standingIn(await everyValueOf(visit, indicator.id), 'target', period),
    }
  },
  values: (_visit, { indicator, standing, period }) => ({
    indicator: indicator.id,
    period,
    target: standing?.raw.split(' to ')[0] ?? '',
    upper: standing?.raw.split(' to ')[1] ?? '',
    tolerance: standing?.tolerance ?? '',
    toleranceBy: standing === undefined ? '' : toleranceOf(standing),
    replaces: standing?.id ?? '',
  }),
  options: (visit, { indicator }) => ({
    period: periodsAbout(visit, indicator, 12, 12),
    through: periodsAbout(visit, indicator, 4, 16),
  }),
  view: (visit, { indicator, standing }, state) =>
    indicatorForm(standing === undefined ? 'Set a target' : 'Change a target', {
      submit: standing === undefined ? 'Set the target' : 'Change the target',
      fields: [
        'period',
        ...(standing === undefined ? ['through'] : []),
        'target',
        ...(indicator.direction === 'within' ? ['upper'] : []),
        'tolerance',
        'toleranceBy',
        ...(standing === undefined ? [] : ['reason']),
        'indicator',
      ],
      more: {
        period: { as: 'select', hint: 'Each period has a target of its own' },
        through: { as: 'select', hint: 'Leave it empty for one period' },
      },
      before:
        standing === undefined ? null : html`<input type="hidden" name="replaces" value="${standing.id}" />`,
      intro: html`${paragraph(definitionWords(indicator))}${standing === undefined ? null : standsNow(standing)}`,
    })(visit, indicator, state),
  then: (result) => ({
    to: result.address,
    notice:
      result.targets.length === 1 ? 'The target was set.' : `${result.targets.length} targets were set.`,
  }),
})

const toleranceOf = (row: ValueRow): string =>
  row.tolerance_amount === null
    ? ''
    : decimalWords(
        row.tolerance_amount,
        row.tolerance === 'percent' ? 2 : scaleOf(row),
        { ...row, measure: 'count' },
        0,
      )

const benchmark = form('/performance/:organisation/:indicator/benchmark', {
  action: addBenchmark,
  load: indicatorFor('performance.benchmark.add'),
  values: (visit, indicator) => ({
    indicator: indicator.id,
    period: codeOf(lastEnded(indicator.frequency, todayOf(visit))),
  }),
  options: async (visit, indicator) => ({
    period: endedPeriods(visit, indicator, 12),
    organisation: (await organisationsNamed(visit))
      .filter((one) => one.id !== indicator.organisation_id)
      .map((one) => ({ value: one.id, text: one.name })),
  }),
  view: (visit, indicator, state) =>
    indicatorForm('Add the figure of another body', {
      submit: 'Add it',
      fields: ['period', 'organisation', 'name', 'value', 'source', 'note', 'indicator'],
      more: {
        period: { as: 'select', hint: 'It is set beside ours of the same period' },
        organisation: { as: 'select' },
      },
      intro: paragraph(definitionWords(indicator)),
    })(visit, indicator, state),
  then: (result) => told(result, 'The figure stands beside ours.'),
})

export const valuePages: readonly Page[] = [give, correct, answer, target, benchmark]
