// The page of one indicator: where it stands and by which rule, what waits for an answer, its course, other bodies beside
// it, its definition in all its versions, and every figure there ever was.
import { chartWithTable, lineChart } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  card,
  details,
  downloads,
  emptyState,
  heading,
  hint,
  inset,
  link,
  paragraph,
  summaryList,
  table,
  tag,
  tags,
  timeline,
} from '#web/parts.ts'
import type { ChangeRow, DefinitionRow, IndicatorRow } from '../queries/indicators.ts'
import { indicatorHref } from '../queries/measured.ts'
import { agreedWords, type Standing } from '../queries/standings.ts'
import type { SubjectShown } from '../queries/subjects.ts'
import { periodOf, type ValueRow } from '../queries/values.ts'
import {
  AUDIENCES,
  codeOf,
  DIRECTIONS,
  DOUBTS,
  FREQUENCIES,
  givenWords,
  HOW,
  evened,
  isComparable,
  KINDS,
  MEANINGS,
  MEASURES,
  medianWords,
  periodWords,
  ranked,
  rate,
  samePeriod,
  shortWords,
  TRENDS,
  type Period,
  type Rating,
} from '../rules.ts'
import { chartPeriods, seriesOf } from './course.ts'
import { HOME, PERFORMANCE, ragTag, unbroken, under } from './words.ts'

export type IndicatorShown = {
  readonly standing: Standing
  /** Every row there ever was, the newest period first. */
  readonly values: readonly ValueRow[]
  readonly definitions: readonly DefinitionRow[]
  readonly changes: readonly ChangeRow[]
  readonly about: SubjectShown | undefined
  readonly serves: SubjectShown | undefined
  readonly today: Temporal.PlainDate
  readonly may: (permission: string) => boolean
}

export function indicatorView(shown: IndicatorShown): View {
  const { standing: row } = shown
  const standing = shown.values.filter((one) => one.superseded_at === null)
  return {
    title: `${row.code.toUpperCase()} ${row.title}`,
    breadcrumbs: [
      HOME,
      PERFORMANCE,
      { href: `/performance/${row.organisation_code}`, text: row.organisation_name },
    ],
    body: html`${heading(row.title, { caption: `Indicator ${row.code.toUpperCase()}` })}
      ${tags(row.retired_on === null ? ragTag(row.rag) : tag('Retired', 'grey'))}
      ${row.what === null ? null : paragraph(row.what, { lead: true })}
      ${row.retired_on === null ? null : inset(`Retired on ${formatDate(row.retired_on)}: ${row.retired_why ?? ''}`)}
      ${asks(shown)} ${buttons(shown)} ${stands(shown)} ${doubts(shown, standing)}
      <section>${course(row, standing)}</section>
      <section>${heading('Figures', { level: 2, id: 'figures' })}${figures(shown, standing)}</section>
      <section>${heading('Other bodies', { level: 2, id: 'others' })}${others(shown, standing)}</section>
      <section>${heading('What it is', { level: 2, id: 'definition' })}${facts(shown)}${versions(shown.definitions)}</section>
      <section>${heading('History', { level: 2, id: 'history' })}${history(shown)}</section>`,
  }
}

function asks({ standing: row, may, today }: IndicatorShown): Html | null {
  const href = indicatorHref(row)
  if (row.retired_on !== null) return null
  const due =
    row.due === null
      ? null
      : inset(
          html`The figure of ${periodWords(row.due.period)} is not there.
          ${Temporal.PlainDate.compare(row.due.dueOn, today) < 0 ? `It was due on ${formatDate(row.due.dueOn)}.` : `It is due by ${formatDate(row.due.dueOn)}.`}
          ${may('performance.value.give') ? html`${link(`${href}/give?period=${codeOf(row.due.period)}`, 'Give it')}.` : null}`,
        )
  const owner =
    row.owner_person_id === null
      ? inset(
          html`Nobody owns this indicator, so nobody is asked for its figures.
          ${may('performance.indicator.hand-over') ? html`${link(`${href}/owner`, 'Name its owner')}.` : null}`,
        )
      : null
  return html`${owner}${row.owner_person_id === null && row.due !== null ? null : due}`
}

function buttons({ standing: row, may }: IndicatorShown): Html | null {
  if (row.retired_on !== null) return null
  const href = indicatorHref(row)
  return actionsList([
    may('performance.value.give') && { href: `${href}/give`, text: 'Give a figure' },
    may('performance.target.set') && { href: `${href}/target`, text: 'Set a target', look: 'secondary' },
    may('performance.benchmark.add') && {
      href: `${href}/benchmark`,
      text: 'Add another body’s figure',
      look: 'link',
    },
    may('performance.indicator.edit') && { href: `${href}/edit`, text: 'Change its words', look: 'link' },
    may('performance.indicator.define') && { href: `${href}/define`, text: 'Define it anew', look: 'link' },
    may('performance.indicator.hand-over') && { href: `${href}/owner`, text: 'Name its owner', look: 'link' },
    may('performance.indicator.retire') && { href: `${href}/retire`, text: 'Retire it', look: 'link' },
  ])
}

function stands({ standing: row }: IndicatorShown): Html {
  return summaryList([
    {
      key: 'Latest',
      value: row.periodWords === '' ? row.latestWords : `${row.latestWords}, ${row.periodWords}`,
    },
    row.latest !== null &&
      row.latest.reading === 'value' &&
      row.latest.how === 'answered' && { key: 'As supplied', value: `“${row.latest.raw}”` },
    { key: 'Target', value: row.targetWords === '' ? null : row.targetWords },
    { key: 'Rating', value: html`${ragTag(row.rag)} ${row.ragRule}` },
    { key: 'Trend', value: `${TRENDS[row.trend]}. ${row.trendWhy}` },
    row.latest?.note !== undefined &&
      row.latest.note !== null && { key: 'What lies behind it', value: row.latest.note },
  ])
}

function doubts({ standing: row, may }: IndicatorShown, standing: readonly ValueRow[]): Html | null {
  const waiting = standing.filter((one) => one.reading === 'doubt')
  if (waiting.length === 0) return null
  const href = indicatorHref(row)
  return html`<section>${heading('Figures in doubt', { level: 2, id: 'doubts' })}
    ${paragraph('They are kept as they were supplied and count in nothing until somebody says what they mean.')}
    ${waiting.map((one) =>
      card(
        `“${one.raw}”: ${KINDS[one.kind].toLowerCase()}${one.body_name === null ? '' : ` (${one.body_name})`}, ${shortWords(periodOf(one))}`,
        html`${paragraph(one.question ?? '')}${hint(`${DOUBTS[one.doubt ?? 'figure']}. ${HOW[one.how]} on ${formatDateTime(one.given_at)}${one.given_by === null ? '' : ` by ${one.given_by}`}.`)}
          ${may('performance.value.answer') ? paragraph(link(`${href}/values/${one.id}/answer`, 'Say what it means', { hidden: `“${one.raw}”, ${shortWords(periodOf(one))}` })) : null}`,
        { level: 3 },
      ),
    )}
  </section>`
}

function course(row: Standing, standing: readonly ValueRow[]): Html | null {
  const periods = chartPeriods(standing)
  const drawing = seriesOf(row, standing, periods)
  if (drawing === null || periods.length < 2) return null
  return chartWithTable(lineChart({ ...drawing, title: `Course of ${row.title}`, id: 'course' }))
}

type PeriodRow = {
  readonly period: Period
  readonly actual: ValueRow | undefined
  readonly estimate: ValueRow | undefined
  readonly target: ValueRow | undefined
  readonly rating: Rating
}

/** One row a period, the newest first. */
function periodRows(standing: readonly ValueRow[]): PeriodRow[] {
  const all: PeriodRow[] = []
  for (const value of standing) {
    const period = periodOf(value)
    if (value.kind === 'benchmark' || all.some((row) => samePeriod(row.period, period))) continue
    const of = (kind: ValueRow['kind']): ValueRow | undefined =>
      standing.find((one) => one.kind === kind && samePeriod(periodOf(one), period))
    const [actual, target] = [of('actual'), of('target')]
    const rating = rate(shortWords(period), actual, target)
    all.push({ period, actual, estimate: of('estimate'), target, rating })
  }
  return all.toSorted((one, other) => Temporal.PlainDate.compare(other.period.from, one.period.from))
}

function figures({ standing: indicator, may }: IndicatorShown, standing: readonly ValueRow[]): Html {
  const href = indicatorHref(indicator)
  const rows = periodRows(standing)
  // The same rule is not printed nine times: it stands at the newest period it was used for.
  const ruleBeside = (row: PeriodRow): string => {
    const { rag, rule } = row.rating
    const former = rows[rows.indexOf(row) - 1]?.rating
    return rag !== 'none' && former?.rule === rule ? 'By the same rule' : rule
  }
  const cell = (row: ValueRow | undefined): Html | string => {
    if (row === undefined) return ''
    const supplied =
      row.reading === 'value' && row.how === 'answered' ? under(`supplied as “${row.raw}”`) : null
    const step =
      row.kind === 'target'
        ? null
        : row.reading === 'doubt'
          ? may('performance.value.answer') &&
            link(`${href}/values/${row.id}/answer`, 'Answer', { hidden: shortWords(periodOf(row)) })
          : may('performance.value.correct') &&
            link(`${href}/values/${row.id}/correct`, 'Correct', {
              hidden: `${KINDS[row.kind]} ${shortWords(periodOf(row))}`,
              muted: true,
            })
    return html`${givenWords(row)}${supplied}${under(row.note ?? '')} ${step === false ? null : step}`
  }
  return table<PeriodRow>(
    [
      { key: 'period', label: 'Period', kind: 'text', value: (row) => unbroken(shortWords(row.period)) },
      {
        key: 'actual',
        label: 'Measured',
        kind: 'text',
        value: (row) => row.actual?.raw ?? '',
        show: (row) => cell(row.actual),
      },
      ...(standing.some((row) => row.kind === 'estimate')
        ? [
            {
              key: 'estimate',
              label: 'Expected',
              kind: 'text' as const,
              value: (row: PeriodRow) => row.estimate?.raw ?? '',
              show: (row: PeriodRow) => cell(row.estimate),
            },
          ]
        : []),
      {
        key: 'target',
        label: 'Target',
        kind: 'text',
        value: (row) => (row.target === undefined ? '' : agreedWords(row.target)),
        show: (row) =>
          row.target === undefined
            ? ''
            : html`${agreedWords(row.target)} ${may('performance.target.set') && indicator.retired_on === null ? link(`${href}/target?period=${codeOf(row.period)}`, 'Change', { hidden: `the target of ${shortWords(row.period)}`, muted: true }) : null}`,
      },
      {
        key: 'rating',
        label: 'Rating',
        kind: 'text',
        value: (row) => row.rating.rag,
        show: (row) => html`${ragTag(row.rating.rag)}${under(ruleBeside(row))}`,
      },
    ],
    rows,
    {
      caption: 'Figures by period',
      captionHidden: true,
      sortedBy: 'The newest period first',
      empty: emptyState(
        'No figures yet',
        'What was measured, expected and agreed appears here period by period.',
        may('performance.value.give') && { href: `${href}/give`, text: 'Give the first figure' },
      ),
    },
  )
}

type Beside = {
  readonly name: string
  readonly isOwn: boolean
  readonly amount: bigint
  readonly row: ValueRow
}

function others({ standing: indicator, may }: IndicatorShown, standing: readonly ValueRow[]): Html {
  const href = indicatorHref(indicator)
  const benchmarks = standing.filter((row) => row.kind === 'benchmark')
  const [newest] = benchmarks.toSorted((one, other) =>
    Temporal.PlainDate.compare(other.period_from, one.period_from),
  )
  if (newest === undefined)
    return emptyState(
      'No figures of other bodies',
      'What others have in the same period appears here beside this one, in order, with the median.',
      indicator.retired_on === null &&
        may('performance.benchmark.add') && {
          href: `${href}/benchmark`,
          text: 'Add the figure of another body',
        },
    )
  const period = periodOf(newest)
  const same = benchmarks.filter((row) => samePeriod(periodOf(row), period))
  const own = standing.find((row) => row.kind === 'actual' && samePeriod(periodOf(row), period))
  // Of two definitions one may keep more decimals: both are put in order in the finer of the two.
  const { scale = newest, amounts } = evened(
    [...(own === undefined ? [] : [own]), ...same].filter((row) => isComparable(row, newest)),
  )
  const beside = amounts.map(({ row, amount }): Beside => ({
    name: row.body_name ?? indicator.organisation_name,
    isOwn: row.kind === 'actual',
    amount,
    row,
  }))
  const placed = ranked(beside, newest.direction)
  const place = placed.find((one) => one.isOwn)
  const middle = medianWords(
    beside.filter((one) => !one.isOwn).map((one) => one.amount),
    scale,
  )
  const unread = same.filter((row) => row.amount === null)
  return html`${paragraph(
    `${periodWords(period)}. ${
      place === undefined
        ? `${indicator.organisation_name} has no figure of its own for this period.`
        : place.rank === null
          ? 'Neither more nor less is better, so nobody is first.'
          : `${indicator.organisation_name} is ${ordinal(place.rank)} of ${placed.length}.`
    }${middle === null ? '' : ` The median of the others is ${middle}.`}`,
  )}
    ${table<(typeof placed)[number]>(
      [
        { key: 'rank', label: 'Rank', kind: 'number', value: (row) => row.rank },
        {
          key: 'body',
          label: 'Body',
          kind: 'text',
          value: (row) => row.name,
          show: (row) => (row.isOwn ? html`<strong>${row.name}</strong>` : row.name),
        },
        { key: 'figure', label: 'Figure', kind: 'text', value: (row) => givenWords(row.row) },
        {
          key: 'source',
          label: 'Source',
          kind: 'text',
          value: (row) => (row.isOwn ? indicator.source : row.row.source),
        },
      ],
      placed,
      { caption: `Bodies in ${shortWords(period)}`, captionHidden: true, sortedBy: 'The best first' },
    )}
    ${unread.length === 0 ? null : hint(`Left out, because the figure is none: ${unread.map((row) => `${row.body_name ?? ''} (“${row.raw}”)`).join(', ')}.`)}`
}

const ordinal = (rank: number): string => {
  const ending = rank % 100 >= 11 && rank % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th')
  return `${rank}${ending}`
}

const subjectLink = (of: string | null, shown: SubjectShown | undefined) =>
  of === null
    ? null
    : shown === undefined
      ? 'A record that you may not see'
      : shown.href === null
        ? shown.title
        : link(shown.href, shown.title)

function facts({ standing: row, about, serves }: IndicatorShown): Html {
  return summaryList([
    { key: 'Of', value: link(`/performance/${row.organisation_code}`, row.organisation_name) },
    row.directorate !== null && { key: 'Directorate or unit', value: row.directorate },
    row.partnership_name !== null && { key: 'Partnership', value: row.partnership_name },
    row.about_subject_id !== null && { key: 'About', value: subjectLink(row.about_subject_id, about) },
    { key: 'Outcome it serves', value: subjectLink(row.serves_subject_id, serves) },
    row.why !== null && { key: 'Why it is measured', value: row.why },
    ...definitionRows(row),
    { key: 'Owner', value: row.owner_name },
    { key: 'Where the figures come from', value: row.source },
    { key: 'How good they are', value: row.quality_note },
    { key: 'Measured from', value: formatDate(row.measured_from) },
    { key: 'Who may see it', value: AUDIENCES[row.audience] },
  ])
}

const precision = ({ measure, decimals }: IndicatorRow | DefinitionRow): string => {
  if (measure === 'money') return decimals === 0 ? 'in pounds' : 'in pounds and pence'
  if (decimals === 0) return 'in whole numbers'
  return decimals === 1 ? 'to one decimal place' : `to ${decimals} decimal places`
}

const definitionRows = (row: IndicatorRow | DefinitionRow) => [
  {
    key: 'Kind of value',
    value:
      row.measure === 'band'
        ? `${MEASURES.band.split(',')[0] ?? ''}: ${row.bands.join(', ')}`
        : `${MEASURES[row.measure]}${row.unit === null ? '' : ` (${row.unit})`}, ${precision(row)}`,
  },
  { key: 'Which way is better', value: DIRECTIONS[row.direction] },
  { key: 'How often', value: FREQUENCIES[row.frequency] },
  row.aggregation !== null && { key: 'How the figure is made', value: row.aggregation },
  row.numerator !== null && { key: 'Numerator', value: row.numerator },
  row.denominator !== null && { key: 'Denominator', value: row.denominator },
]

function versions(all: readonly DefinitionRow[]): Html | null {
  if (all.length < 2) return null
  return details(
    `All ${all.length} versions of the definition`,
    html`${all.map((one) =>
      card(
        `Version ${one.number}, from ${formatDate(one.from_on)}`,
        html`${one.reason === null ? null : paragraph(one.reason)}${one.what === null ? null : paragraph(one.what)}
          ${bullets(
            definitionRows(one).flatMap((row) => (row === false ? [] : [`${row.key}: ${row.value ?? ''}`])),
          )}
          ${one.made_by === null ? null : hint(`By ${one.made_by}`)}`,
        { level: 3 },
      ),
    )}`,
    { id: 'versions' },
  )
}

/** The columns of every figure there was: page, CSV and spreadsheet. */
export const valueColumns: readonly Column<ValueRow>[] = [
  { key: 'period', label: 'Period', kind: 'text', value: (row) => shortWords(periodOf(row)) },
  {
    key: 'kind',
    label: 'Kind',
    kind: 'text',
    value: (row) => (row.body_name === null ? KINDS[row.kind] : `${KINDS[row.kind]}: ${row.body_name}`),
  },
  {
    key: 'value',
    label: 'Value',
    kind: 'text',
    value: (row) => (row.kind === 'target' ? agreedWords(row) : row.amount === null ? null : givenWords(row)),
  },
  { key: 'raw', label: 'As supplied', kind: 'text', value: (row) => row.raw },
  {
    key: 'reading',
    label: 'Read as',
    kind: 'text',
    value: (row) => (row.reading === 'doubt' ? `In doubt: ${row.question ?? ''}` : MEANINGS[row.reading]),
    downloadOnly: true,
  },
  { key: 'how', label: 'How', kind: 'text', value: (row) => HOW[row.how] },
  { key: 'by', label: 'By', kind: 'text', value: (row) => row.given_by },
  { key: 'at', label: 'When', kind: 'instant', value: (row) => row.given_at },
  { key: 'reason', label: 'Why', kind: 'text', value: (row) => row.reason },
  {
    key: 'stands',
    label: 'Stands',
    kind: 'text',
    value: (row) => (row.superseded_at === null ? 'Yes' : 'No'),
    show: (row) =>
      row.superseded_at === null ? 'Yes' : html`No, until ${formatDateTime(row.superseded_at)}`,
  },
  { key: 'note', label: 'What lies behind it', kind: 'text', value: (row) => row.note, downloadOnly: true },
  { key: 'source', label: 'Source', kind: 'text', value: (row) => row.source, downloadOnly: true },
  {
    key: 'version',
    label: 'Version of the definition',
    kind: 'number',
    value: (row) => row.definition_number,
    downloadOnly: true,
  },
]

const CHANGED: Readonly<Record<ChangeRow['kind'], string>> = {
  created: 'Made',
  edited: 'Words changed',
  defined: 'Defined anew',
  'handed-over': 'Owner named',
  retired: 'Retired',
}

function history({ standing: row, values, changes }: IndicatorShown): Html {
  return html`${details(
    values.length === 1
      ? 'The one figure there was'
      : `All ${values.length} figures there were, with corrections`,
    html`${table(valueColumns, values, {
      caption: 'Every figure',
      captionHidden: true,
      sortedBy: 'The newest period first',
      empty: emptyState('No figures yet', 'Every figure stays here, also when it is corrected.'),
    })}${values.length > 0 ? downloads(indicatorHref(row)) : null}`,
    { id: 'all-figures' },
  )}
  ${timeline(
    changes.map((change) => ({
      title: CHANGED[change.kind],
      when: change.made_at,
      by: change.made_by,
      text: change.words === null ? formerWords(change) : html`${change.words}${formerWords(change)}`,
    })),
    { level: 3 },
  )}`
}

function formerWords({ former }: ChangeRow): Html | null {
  const title = former?.['title']
  return title === undefined || title === null ? null : html`Before: ${title}`
}
