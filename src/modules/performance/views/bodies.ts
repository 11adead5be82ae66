// What is measured of whom: the bodies a reader may look at, and the dashboard of one of them.
import { sparkline } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  details,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  listPages,
  paragraph,
  statGrid,
  table,
  tag,
} from '#web/parts.ts'
import { dueWords, type DueRow } from '../queries/duties.ts'
import { indicatorHref } from '../queries/measured.ts'
import type { Standing } from '../queries/standings.ts'
import { DIRECTIONS, frequencyWord, MEASURES, RAGS, shortWords, TRENDS, type Rag } from '../rules.ts'
import { HOME, PERFORMANCE, ragTag, unbroken, under } from './words.ts'

const ALL = Object.keys(RAGS) as Rag[]

export type BodyRow = {
  readonly code: string
  readonly name: string
  readonly indicators: number
  readonly rags: Readonly<Record<Rag, number>>
  readonly doubts: number
  readonly due: number
}

/** The bodies of some indicators, by name, with how many stand in each colour. */
export function bodiesOf(rows: readonly Standing[], today: Temporal.PlainDate): BodyRow[] {
  return [...Map.groupBy(rows, (row) => row.organisation_id).values()].map((all) => ({
    code: all[0]?.organisation_code ?? '',
    name: all[0]?.organisation_name ?? '',
    indicators: all.length,
    rags: Object.fromEntries(ALL.map((rag) => [rag, counted(all, rag)])) as Record<Rag, number>,
    doubts: all.reduce((sum, row) => sum + row.doubts, 0),
    due: all.filter((row) => isLate(row, today)).length,
  }))
}

const counted = (rows: readonly Standing[], rag: Rag): number => rows.filter((row) => row.rag === rag).length

/** Somebody was named to give the figure, and has not done so in time. */
const isLate = (row: Standing, today: Temporal.PlainDate): boolean =>
  row.owner_person_id !== null && row.due !== null && Temporal.PlainDate.compare(row.due.dueOn, today) < 0

export const bodyColumns: readonly Column<BodyRow>[] = [
  {
    key: 'name',
    label: 'Organisation',
    kind: 'text',
    value: (row) => row.name,
    show: (row) => link(`/performance/${row.code}`, row.name),
  },
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
  { key: 'indicators', label: 'Indicators', kind: 'number', value: (row) => row.indicators, total: true },
  ...ALL.map((rag) => ({
    key: rag,
    label: RAGS[rag],
    kind: 'number' as const,
    value: (row: BodyRow) => row.rags[rag],
    total: true,
  })),
  { key: 'doubts', label: 'Figures in doubt', kind: 'number', value: (row) => row.doubts, total: true },
  { key: 'due', label: 'Overdue', kind: 'number', value: (row) => row.due, total: true },
]

export function bodiesView(
  visit: Visit,
  shown: { readonly bodies: readonly BodyRow[]; readonly dues: number },
): View {
  const { bodies, dues } = shown
  return {
    title: 'Performance',
    wide: true,
    breadcrumbs: [HOME],
    body: html`${heading('Performance')}
      ${paragraph('What is measured, against which target, and how it stands. Every rating is computed by the rule printed beside it.')}
      ${actionsList([
        visit.may('performance.indicator.create') && { href: '/performance/new', text: 'Measure something' },
        visit.may('performance.value.give') && {
          href: '/performance/due',
          text: dues === 0 ? 'Figures due' : `Figures due (${dues})`,
          look: 'secondary',
        },
      ])}
      ${table(bodyColumns, bodies, {
        caption: 'Organisations with their indicators by rating',
        sortedBy: 'By name',
        empty: emptyState(
          'No indicators here yet',
          'An organisation appears once something is measured of it and you are one of those who may see it.',
          visit.may('performance.indicator.create') && {
            href: '/performance/new',
            text: 'Measure something',
          },
        ),
      })}
      ${bodies.length > 0 ? downloads('/performance', visit.query) : null}`,
  }
}

/** The columns of a dashboard: page, CSV and spreadsheet. */
export const standingColumns = (today: Temporal.PlainDate): Column<Standing>[] => [
  {
    key: 'title',
    label: 'Indicator',
    kind: 'text',
    value: (row) => row.title,
    show: (row) =>
      html`${link(indicatorHref(row), row.title)}${under(`${row.code.toUpperCase()}${row.directorate === null ? '' : `, ${row.directorate}`}`)}`,
  },
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
  {
    key: 'directorate',
    label: 'Directorate or unit',
    kind: 'text',
    value: (row) => row.directorate,
    downloadOnly: true,
  },
  {
    key: 'rating',
    label: 'Rating',
    kind: 'text',
    value: (row) => RAGS[row.rag],
    show: (row) =>
      html`${ragTag(row.rag)}${under(row.ragRule)}${row.doubts === 0 ? null : html`<br />${link(`${indicatorHref(row)}#doubts`, row.doubts === 1 ? 'One figure in doubt' : `${row.doubts} figures in doubt`)}`}`,
  },
  { key: 'rule', label: 'Rule of the rating', kind: 'text', value: (row) => row.ragRule, downloadOnly: true },
  {
    key: 'latest',
    label: 'Latest',
    kind: 'text',
    value: (row) => row.latestWords,
    show: (row) =>
      html`${row.latestWords}${under(unbroken(row.periodWords))}${isLate(row, today) && row.due !== null ? html`<br />${tag('Overdue', 'red')} ${unbroken(shortWords(row.due.period))}` : null}`,
  },
  { key: 'period', label: 'Period', kind: 'text', value: (row) => row.periodWords, downloadOnly: true },
  { key: 'target', label: 'Target', kind: 'text', value: (row) => row.targetWords },
  {
    key: 'trend',
    label: 'Trend',
    kind: 'text',
    value: (row) => TRENDS[row.trend],
    show: (row) =>
      html`${TRENDS[row.trend]}${row.course.length < 2 ? null : html`<br />${sparkline(row.course, `Course of ${row.title}: ${row.trendWhy}`)}`}`,
  },
  { key: 'why', label: 'Compared', kind: 'text', value: (row) => row.trendWhy, downloadOnly: true },
  {
    key: 'measure',
    label: 'Kind of value',
    kind: 'text',
    value: (row) => MEASURES[row.measure],
    downloadOnly: true,
  },
  {
    key: 'better',
    label: 'Better',
    kind: 'text',
    value: (row) => DIRECTIONS[row.direction],
    downloadOnly: true,
  },
  {
    key: 'frequency',
    label: 'How often',
    kind: 'text',
    value: (row) => frequencyWord(row.frequency),
    downloadOnly: true,
  },
  { key: 'owner', label: 'Owner', kind: 'text', value: (row) => row.owner_name },
]

export type DashboardShown = {
  readonly body: { readonly code: string; readonly name: string }
  /** All of the body that the reader may see, whatever is filtered. */
  readonly all: readonly Standing[]
  readonly rows: readonly Standing[]
  readonly next: string | undefined
  readonly retired: boolean
  readonly mayCreate: boolean
  readonly today: Temporal.PlainDate
}

export function dashboardView(visit: Visit, shown: DashboardShown): View {
  const { body, all, rows, next, retired, mayCreate, today } = shown
  const href = `/performance/${body.code}`
  const isShort = next === undefined && rows.length === all.length
  return {
    title: `How ${body.name} performs`,
    wide: true,
    breadcrumbs: [HOME, PERFORMANCE],
    body: html`${heading(`How ${body.name} performs`, { caption: retired ? 'Retired indicators' : 'Indicators' })}
      ${actionsList([
        mayCreate && { href: `/performance/new?organisation=${body.code}`, text: 'Measure something' },
        all.length > 0 && !retired && { href: `${href}/pack`, text: 'The pack to print', look: 'secondary' },
        retired
          ? { href, text: 'What is measured now', look: 'link' }
          : { href: `${href}?state=retired`, text: 'Retired indicators', look: 'link' },
      ])}
      ${
        all.length === 0 || retired
          ? null
          : statGrid(
              ALL.map((rag) => ({
                label: RAGS[rag],
                value: String(counted(all, rag)),
                href: `${href}?rating=${rag}`,
              })),
            )
      }
      ${filters(visit, shown)}
      ${table(standingColumns(today), rows, {
        caption: 'Indicators',
        captionHidden: true,
        sortedBy: 'Red first, then amber, green, and what has no rating, the newest figures first',
        empty: emptyState(
          all.length === 0 ? 'No indicators here yet' : 'No indicator fits this filter',
          all.length === 0
            ? 'What is measured of this organisation appears here once somebody says what and by whom, and you are one of those who may see it.'
            : 'Clear the filter to see them all.',
          all.length === 0 &&
            mayCreate && { href: `/performance/new?organisation=${body.code}`, text: 'Measure something' },
        ),
      })}
      ${rows.length > 0 ? downloads(href, visit.query) : null}
      ${listPages(href, visit.query, next, isShort ? undefined : `${rows.length} of ${all.length} indicators`)}
      ${details(
        'How ratings are made',
        html`${paragraph('A rating compares the figure of a period with the target that was set for the same period. The rule stands beside each. Nobody types a rating.')}${paragraph('Where a figure or a target is missing, or what was supplied cannot be read with certainty, there is no rating, and the reason is said.')}`,
      )}`,
  }
}

function filters(visit: Visit, { body, all, retired }: DashboardShown): Html {
  const { rating, unit, owner, search } = visit.query
  const units = [...new Set(all.flatMap((row) => row.directorate ?? []))].toSorted()
  const owners = new Map(
    all.flatMap((row) => (row.owner_person_id === null ? [] : [[row.owner_person_id, row.owner_name ?? '']])),
  )
  return filterPanel({
    action: `/performance/${body.code}`,
    keep: retired ? { state: 'retired' } : {},
    fields: [
      { kind: 'text', name: 'search', label: 'Words or code', value: search },
      {
        kind: 'select',
        name: 'rating',
        label: 'Rating',
        value: rating,
        options: ALL.map((value) => ({ value, text: RAGS[value] })),
      },
      {
        kind: 'select',
        name: 'unit',
        label: 'Directorate or unit',
        value: unit,
        options: units.map((one) => ({ value: one, text: one })),
      },
      {
        kind: 'select',
        name: 'owner',
        label: 'Owner',
        value: owner,
        options: [
          { value: 'nobody', text: 'Nobody yet' },
          ...[...owners].map(([value = '', text = '']) => ({ value, text })),
        ],
      },
    ],
  })
}

export const dueColumns = (today: Temporal.PlainDate): Column<DueRow>[] => [
  {
    key: 'title',
    label: 'Indicator',
    kind: 'text',
    value: (row) => row.title,
    show: (row) => html`${link(indicatorHref(row), row.title)}${under(row.code.toUpperCase())}`,
  },
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
  { key: 'organisation', label: 'Organisation', kind: 'text', value: (row) => row.organisation_name },
  { key: 'owner', label: 'Owner', kind: 'text', value: (row) => row.owner_name },
  { key: 'period', label: 'Period', kind: 'text', value: dueWords },
  {
    key: 'due',
    label: 'Due',
    kind: 'date',
    value: (row) => row.due_on,
    show: (row) =>
      Temporal.PlainDate.compare(row.due_on, today) < 0
        ? html`${tag('Overdue', 'red')} ${formatDate(row.due_on)}`
        : formatDate(row.due_on),
  },
]

export function dueView(visit: Visit, rows: readonly DueRow[], today: Temporal.PlainDate): View {
  return {
    title: 'Figures due',
    wide: true,
    breadcrumbs: [HOME, PERFORMANCE],
    body: html`${heading('Figures due')}
      ${paragraph('The latest period of these indicators is over and its figure has not been given. Each owner has it on their home page, and in the mail of the week.')}
      ${table(dueColumns(today), rows, {
        caption: 'Figures that are due',
        captionHidden: true,
        sortedBy: 'The longest due first',
        empty: emptyState(
          'Nothing is due',
          'An indicator appears here when its period is over and its figure is not there.',
        ),
      })}
      ${rows.length > 0 ? downloads('/performance/due', visit.query) : null}`,
  }
}
