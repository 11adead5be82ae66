// How much the federation is used: by month and day, by pair of members, and why logins failed. In public, finished
// quarters without small numbers.
import { barChart, chartWithTable, lineChart, type Chart } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, formatMonth } from '#platform/time/index.ts'
import {
  bullets,
  downloads,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  paragraph,
  statGrid,
  table,
  type FilterOption,
} from '#web/parts.ts'
import { successWords } from '../figures.ts'
import type { Closing } from '../queries/closings.ts'
import type { CauseRow, PublicVisits, VisitRow } from '../queries/visits.ts'
import { countedWords, lateWords, type Quarter } from '../rules/quarters.ts'
import { filledIn, matrixOf, MOST_DAYS_DRAWN, type PeriodAsked } from '../rules/statistics.ts'
import { LEAST_SHOWN, type ShownTable } from '../rules/suppression.ts'

export type StatisticsShown = {
  readonly period: PeriodAsked
  readonly member: string | undefined
  readonly members: readonly FilterOption[]
  readonly series: readonly VisitRow[]
  readonly by: 'day' | 'month'
  readonly pairs: readonly VisitRow[]
  readonly causes: readonly CauseRow[]
  /** Whether the pairs of all members are shown, or those of the reader's own. */
  readonly all: boolean
}

const STATISTICS = '/govroam/statistics'
const MOST_BARS = 10
const MOST_MATRIX = 25
export const MOST_PAIRS = 40

const capitalised = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1)
export const figuresOf = (count: number): string => count.toLocaleString('en-GB')

export const seriesBy = ({ from, until }: PeriodAsked): 'day' | 'month' =>
  from.until(until).days < MOST_DAYS_DRAWN ? 'day' : 'month'

export function statisticsView(shown: StatisticsShown): Html {
  const { period, member, members } = shown
  const filter = filterPanel({
    action: STATISTICS,
    label: 'Choose the period and the member',
    fields: [
      { kind: 'date', name: 'from', label: 'From', value: period.from.toString() },
      { kind: 'date', name: 'until', label: 'Until', value: period.until.toString() },
      {
        kind: 'select',
        name: 'member',
        label: 'Member',
        value: member,
        any: shown.all ? 'All members' : 'All of yours, with the sums of the federation',
        options: members,
      },
    ],
  })
  const ok = shown.series.reduce((sum, row) => sum + row.ok, 0)
  const fail = shown.series.reduce((sum, row) => sum + row.fail, 0)
  if (ok + fail === 0)
    return html`${filter}${emptyState(
      'No logins were counted in these days',
      'When a proxy of the federation writes a line of F-Ticks for a login, it is counted here: by home, by place visited and by whether it succeeded. Nobody’s name is in it. Choose other days, or look whether the logs arrive.',
    )}`
  return html`${filter}${statGrid([
    {
      label: 'Logins that succeeded',
      value: figuresOf(ok),
      ...(member === undefined ? { note: 'in the whole federation' } : {}),
    },
    { label: 'Refused', value: figuresOf(fail) },
    { label: 'Success rate', value: successWords(ok, fail), note: `of ${figuresOf(ok + fail)} tried` },
  ])}
  ${chartWithTable(seriesChart(shown))}
  ${heading(headingOfPairs(shown), { level: 2 })}
  ${pairsPart(shown)}
  ${heading(shown.all || member !== undefined ? 'Why logins failed' : 'Why logins failed, in the whole federation', { level: 2 })}${causesPart(shown.causes)}
  ${heading('How this is counted', { level: 2 })}${howCounted()}`
}

function headingOfPairs({ all, member, members }: StatisticsShown): string {
  if (!all) return 'Your people elsewhere, and others at your sites'
  const name = members.find((one) => one.value === member)?.text
  return name === undefined ? 'Who visits whom' : `People of ${name} elsewhere, and others at its sites`
}

/** Logins over the days or months of a period. */
export function seriesChart({
  series,
  period,
  by,
}: Pick<StatisticsShown, 'series' | 'period' | 'by'>): Chart {
  const filled = filledIn(series, period, by)
  const most = filled.toSorted((a, b) => b.ok - a.ok)[0]
  return lineChart({
    title: by === 'day' ? 'Logins, day by day' : 'Logins, month by month',
    description:
      most === undefined
        ? 'Nothing was counted.'
        : `Most ${by === 'day' ? `on ${formatDate(most.on)}` : `in ${formatMonth(most.on)}`}: ${figuresOf(most.ok)} succeeded.`,
    kind: 'number',
    pointHeading: by === 'day' ? 'Day' : 'Month',
    points: filled.map(({ on }) =>
      by === 'day'
        ? `${on.day}/${on.month}`
        : on.toLocaleString('en-GB', { month: 'short', year: 'numeric' }),
    ),
    series: [
      { name: 'Succeeded', values: filled.map((one) => one.ok) },
      { name: 'Refused', values: filled.map((one) => one.fail) },
    ],
  })
}

export function pairsChart(pairs: readonly VisitRow[]): Chart {
  const away = pairs.filter((pair) => pair.homeId !== pair.visitedId || pair.homeId === null)
  // The pairs come by all that were tried; the bars say who got in.
  const shown = away
    .filter((pair) => pair.ok > 0)
    .toSorted((one, other) => other.ok - one.ok)
    .slice(0, MOST_BARS)
  const [first] = shown
  return barChart({
    title: 'The busiest pairs',
    description:
      first === undefined ? 'Nobody visited.' : `${first.key} most often: ${figuresOf(first.ok)} logins.`,
    kind: 'number',
    labelHeading: 'Home and place',
    valueHeading: 'Logins',
    bars: shown.map((pair) => ({ label: pair.key, value: pair.ok })),
  })
}

function pairsPart({ pairs, period, member, all }: StatisticsShown): Html {
  if (pairs.length === 0)
    return paragraph('None of your people signed in elsewhere, and nobody at your sites.')
  return html`${chartWithTable(pairsChart(pairs), { level: 3 })}
  ${all && member === undefined ? matrixPart(pairs) : null}
  ${downloads(STATISTICS, {
    from: period.from.toString(),
    until: period.until.toString(),
    member: member ?? '',
  })}
  ${table(pairColumns, pairs.slice(0, MOST_PAIRS), {
    caption:
      pairs.length > MOST_PAIRS ? `The ${MOST_PAIRS} busiest pairs; the download holds all` : 'Every pair',
    captionSize: 's',
    sortedBy: 'Most first',
    empty: paragraph('Nobody visited.'),
  })}`
}

/** Only where every pair is known: among the pairs of one member a nought would say that others never met. */
function matrixPart(pairs: readonly VisitRow[]): Html {
  const matrix = matrixOf(pairs, MOST_MATRIX)
  return table(
    matrixColumns(matrix.places),
    matrix.homes.map((home, at) => ({ home, cells: matrix.cells[at] ?? [] })),
    {
      caption: 'Logins that succeeded: people of each member down, places across',
      captionSize: 's',
      empty: paragraph('Nobody visited.'),
    },
  )
}

type MatrixRow = { readonly home: string; readonly cells: readonly (number | null)[] }

const matrixColumns = (places: readonly string[]): Column<MatrixRow>[] => [
  { key: 'home', label: 'Home', kind: 'text', value: (row) => row.home },
  ...places.map((place, at): Column<MatrixRow> => ({
    key: `place-${at}`,
    label: place,
    kind: 'number',
    value: (row) => row.cells[at] ?? null,
  })),
]

export const pairColumns: readonly Column<VisitRow>[] = [
  { key: 'home', label: 'Home', kind: 'text', value: (row) => row.home },
  { key: 'visited', label: 'Place visited', kind: 'text', value: (row) => row.visited },
  { key: 'ok', label: 'Succeeded', kind: 'number', value: (row) => row.ok, total: true },
  { key: 'fail', label: 'Refused', kind: 'number', value: (row) => row.fail, total: true },
  { key: 'rate', label: 'Success rate', kind: 'text', value: (row) => successWords(row.ok, row.fail) },
]

export function causesChart(causes: readonly CauseRow[]): Chart {
  const [first] = causes
  return barChart({
    title: 'Failures by cause',
    description:
      first === undefined
        ? 'No failure was seen.'
        : `Most often, ${figuresOf(first.logins)} times: ${first.cause}.`,
    kind: 'number',
    labelHeading: 'Cause',
    valueHeading: 'Logins',
    bars: causes.slice(0, MOST_BARS).map((row) => ({ label: capitalised(row.cause), value: row.logins })),
  })
}

const causesPart = (causes: readonly CauseRow[]): Html =>
  causes.length === 0
    ? paragraph('The proxies’ trace named no cause in these days.')
    : chartWithTable(causesChart(causes), { level: 3 })

const howCounted = (): Html =>
  bullets([
    'A login counts once, where it passes the federation’s proxy; one that never left its home counts there. Our own probes do not count.',
    'A login is a sign-in of a device, not a person: one telephone may sign in many times a day.',
    'The success rate is the share of those that succeeded of all that were tried. Where none was tried it is not applicable.',
    'A fortnight after its end the figures of a quarter are closed. Lines that come later are counted beside them, and its report says how many.',
    'Causes come from the proxies’ trace, which not every server writes: their sum may be less than the failures.',
  ])

const small = (figure: number | null): string => (figure === null ? 'hidden' : figuresOf(figure))

/** The words that go with every public table. */
export const SUPPRESSED_WORDS = `Figures under ${LEAST_SHOWN} are hidden, and as many others as it takes that nobody can work them out from the totals.`

function publicTable(visits: PublicVisits): Html {
  const { homes, places, table: shown } = visits
  type Row = {
    readonly name: string
    readonly cells: readonly (number | null)[]
    readonly total: number | null
  }
  const rows: Row[] = [
    ...homes.map((name, at) => ({ name, cells: shown.cells[at] ?? [], total: shown.rows[at] ?? null })),
    { name: 'All', cells: shown.columns, total: shown.total },
  ]
  const columns: Column<Row>[] = [
    { key: 'home', label: 'Home', kind: 'text', value: (row) => row.name },
    ...places.map((place, at): Column<Row> => ({
      key: `place-${at}`,
      label: place,
      kind: 'number',
      value: (row) => row.cells[at] ?? null,
      show: (row) => small(row.cells[at] ?? null),
    })),
    { key: 'all', label: 'All', kind: 'number', value: (row) => row.total, show: (row) => small(row.total) },
  ]
  return table(columns, rows, {
    caption: 'Logins that succeeded: people of each member down, places across',
    captionSize: 's',
    empty: paragraph('Nothing was counted.'),
  })
}

/** The same as a list of plain rows, for the download; a hidden figure is an empty cell. */
export type PublicRow = { readonly home: string; readonly place: string; readonly logins: number | null }
export function publicRows({ homes, places, table: shown }: PublicVisits): PublicRow[] {
  return homes.flatMap((home, row) =>
    places.map((place, column) => ({ home, place, logins: cellOf(shown, row, column) })),
  )
}
const cellOf = (shown: ShownTable, row: number, column: number): number | null =>
  shown.cells[row]?.[column] ?? null

/** Each row says as of when it was counted, so that a file that is passed on says it too. */
export const publicColumns = ({ closedAt, late }: Closing): readonly Column<PublicRow>[] => [
  { key: 'home', label: 'Home', kind: 'text', value: (row) => row.home },
  { key: 'place', label: 'Place visited', kind: 'text', value: (row) => row.place },
  { key: 'logins', label: 'Logins that succeeded', kind: 'number', value: (row) => row.logins },
  { key: 'counted', label: 'Counted up to', kind: 'instant', value: () => closedAt },
  {
    key: 'late',
    label: 'Counted later in the whole quarter',
    kind: 'text',
    value: () => lateWords(late, true) ?? 'None',
  },
]

export const quarterWords = ({ from, until }: Quarter): string =>
  `${formatMonth(from).replace(/ \d{4}$/, '')} to ${formatMonth(until)}`

export function usePage(shown: {
  readonly quarter: Quarter | undefined
  readonly quarters: readonly Quarter[]
  readonly visits: PublicVisits | undefined
  readonly closing: Closing | undefined
  readonly name: string
  readonly now: Temporal.Instant
}): Html {
  const { quarter, quarters, visits, closing } = shown
  if (quarter === undefined || visits === undefined || closing === undefined || visits.homes.length === 0)
    return html`${paragraph(`How often staff of one public body use the Wi-Fi of another through ${shown.name}.`, { lead: true })}
    ${emptyState('No quarter is finished yet', 'A fortnight after the end of each quarter of the year, its visits appear here: how many logins from whom at whose buildings, without anybody’s name.')}`
  return html`${paragraph(`How often staff of one public body use the Wi-Fi of another through ${shown.name}.`, { lead: true })}
  ${bullets(quarters.map((one) => (one.name === quarter.name ? quarterWords(one) : link(`/govroam/use?quarter=${one.name}`, quarterWords(one)))))}
  ${heading(quarterWords(quarter), { level: 2 })}
  ${visits.table.total === null ? paragraph('So few logins were counted that their number is hidden.') : statGrid([{ label: 'Logins that succeeded', value: figuresOf(visits.table.total) }])}
  ${
    visits.months.length === 0
      ? null
      : chartWithTable(
          barChart({
            title: 'Logins by month',
            description: `${visits.months.map(({ month, logins }) => `${formatMonth(month)}: ${figuresOf(logins)}`).join('; ')}.`,
            kind: 'number',
            labelHeading: 'Month',
            valueHeading: 'Logins',
            bars: visits.months.map(({ month, logins }) => ({ label: formatMonth(month), value: logins })),
          }),
        )
  }
  ${publicTable(visits)}${inset(SUPPRESSED_WORDS)}${paragraph(`Counted: ${countedWords(quarter, closing.closedAt, shown.now)}. ${lateWords(closing.late, true) ?? ''}`)}${downloads('/govroam/use', { quarter: quarter.name })}`
}
