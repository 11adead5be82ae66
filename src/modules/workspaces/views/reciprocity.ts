// What partners give each other: a chart of who gives and who takes, the pairs as a table, and the sheet of a recharge.
import { chartWithTable, stackedBarChart } from '#platform/charts/index.ts'
import type { DocumentModel } from '#platform/documents/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatMonth } from '#platform/time/index.ts'
import { emptyState, filterPanel, inset, table } from '#web/parts.ts'
import { RESOURCE_KINDS, RESOURCE_KINDS_PLURAL, type ResourceKind } from '../rules.ts'
import { UNITS, type Balance, type PairShown, type Recharge, type Unit } from '../rules/reciprocity.ts'
import { FEW_WORDS, hoursOf, type Period } from '../rules/use.ts'

export const monthText = (period: Period): string => period.from.toPlainYearMonth().toString()

export function filterOfPairs(
  action: string,
  of: Period & { readonly kind: ResourceKind | null },
  keep: Readonly<Record<string, string>> = {},
): Html {
  return filterPanel({
    action,
    keep,
    label: 'Choose the month and the kind',
    fields: [
      { kind: 'month', name: 'month', label: 'Month', value: monthText(of) },
      {
        kind: 'select',
        name: 'kind',
        label: 'Kind',
        value: of.kind ?? '',
        any: 'Every kind',
        options: (Object.keys(RESOURCE_KINDS) as ResourceKind[]).map((kind) => ({
          value: kind,
          text: RESOURCE_KINDS_PLURAL[kind],
        })),
      },
    ],
  })
}

/** "Canterbury City Council gave 312 hours more than it took." */
function mostGiven(rows: readonly Balance[]): string {
  const [first] = rows.toSorted((a, b) => b.given - b.taken - (a.given - a.taken))
  if (first === undefined) return 'Nothing was given or taken.'
  const net = hoursOf(first.given - first.taken)
  return net <= 0
    ? 'Everybody gave as much as they took.'
    : `${first.name} gave ${net.toLocaleString('en-GB')} hours more than it took.`
}

export function balancesChart(
  rows: readonly Balance[],
  words: { readonly title: string; readonly description?: string },
): Html | null {
  if (rows.length === 0) return null
  const description = words.description ?? mostGiven(rows)
  return chartWithTable(
    stackedBarChart({
      title: words.title,
      description,
      kind: 'number',
      series: ['Hours given', 'Hours taken'],
      labelHeading: 'Organisation',
      bars: rows
        .slice(0, 20)
        .map((row) => ({ label: row.name, values: [hoursOf(row.given), hoursOf(row.taken)] })),
    }),
    { note: description },
  )
}

const balanceColumns: readonly Column<Balance>[] = [
  { key: 'name', label: 'Organisation', kind: 'text', value: (row) => row.name },
  { key: 'given', label: 'Hours given', kind: 'number', value: (row) => hoursOf(row.given), total: true },
  { key: 'taken', label: 'Hours taken', kind: 'number', value: (row) => hoursOf(row.taken), total: true },
  { key: 'net', label: 'Net hours given', kind: 'number', value: (row) => hoursOf(row.given - row.taken) },
  { key: 'givenDays', label: 'Desk-days given', kind: 'number', value: (row) => row.givenDays, total: true },
  { key: 'takenDays', label: 'Desk-days taken', kind: 'number', value: (row) => row.takenDays, total: true },
]

export const balancesTable = (rows: readonly Balance[], caption: string): Html =>
  table(balanceColumns, rows, { caption, captionSize: 'm', sortedBy: 'Who gave most on balance first' })

const unlessHidden =
  (pick: (pair: PairShown) => number) =>
  (pair: PairShown): number | null =>
    pair.isHidden ? null : pick(pair)

const FEW = 'Too few people'

/** Columns of pairs, on the page and in files. */
export const pairColumns: readonly Column<PairShown>[] = [
  { key: 'owner', label: 'Gave', kind: 'text', value: (pair) => pair.owner_name },
  { key: 'body', label: 'Took', kind: 'text', value: (pair) => pair.body_name },
  shownOr('hours', 'Hours', (pair) => hoursOf(pair.booked)),
  shownOr('used', 'Of them used', (pair) => hoursOf(pair.used)),
  shownOr('days', 'Desk-days', (pair) => pair.desk_days),
  shownOr('bookings', 'Bookings', (pair) => pair.bookings),
  {
    key: 'noShows',
    label: 'Nobody came',
    kind: 'number',
    value: (pair) => (pair.isHidden || pair.hidesNoShows ? null : pair.no_shows),
    show: (pair) => (pair.isHidden || pair.hidesNoShows ? FEW : pair.no_shows.toLocaleString('en-GB')),
  },
  { key: 'refused', label: 'Refused', kind: 'number', value: (pair) => pair.refused },
]

function shownOr(key: string, label: string, pick: (pair: PairShown) => number): Column<PairShown> {
  return {
    key,
    label,
    kind: 'number',
    value: unlessHidden(pick),
    show: (pair) => (pair.isHidden ? FEW : pick(pair).toLocaleString('en-GB')),
  }
}

export const pairsTable = (pairs: readonly PairShown[]): Html =>
  html`${table(pairColumns, pairs, {
    caption: 'Each pair',
    captionSize: 'm',
    sortedBy: 'Most hours first',
    rowHeader: 'owner',
    empty: emptyState(
      'Nobody used another organisation’s workspaces.',
      'When somebody works in the office of another organisation, the pair appears here. Choose another month above.',
    ),
  })}${pairs.some((pair) => pair.isHidden || pair.hidesNoShows) ? inset(FEW_WORDS) : null}`

const inUnit = (row: Recharge): number => row.hundredths / 100

export const rechargeColumns = (unit: Unit): readonly Column<Recharge>[] => [
  { key: 'body', label: 'Owed by', kind: 'text', value: (row) => row.pair.body_name },
  { key: 'owner', label: 'Owed to', kind: 'text', value: (row) => row.pair.owner_name },
  { key: 'units', label: UNITS[unit], kind: 'number', value: inUnit, total: true },
  { key: 'amount', label: 'Amount', kind: 'money', value: (row) => row.amountPence, total: true },
]

/** The sheet as a document. It says that nothing has been paid. */
export function rechargeDocument(sheet: {
  readonly rows: readonly Recharge[]
  readonly unit: Unit
  readonly ratePence: bigint
  readonly period: Period
  readonly address: string
}): DocumentModel {
  const total = sheet.rows.reduce((sum, row) => sum + row.amountPence, 0n)
  return {
    title: 'Recharge sheet for shared workspaces',
    language: 'en-GB',
    address: sheet.address,
    frontSheet: [
      { label: 'Period', value: formatMonth(sheet.period.from) },
      { label: 'Counted in', value: UNITS[sheet.unit] },
      { label: 'Rate', value: `${formatPounds(sheet.ratePence)} each` },
      { label: 'Altogether', value: formatPounds(total) },
    ],
    sections: [
      {
        heading: 'What each would owe',
        blocks: [
          {
            kind: 'paragraph',
            runs: 'A sheet to talk about: nothing is invoiced or paid by it. Bookings that were cancelled before they began are not counted; what was released counts until then.',
          },
          {
            kind: 'table',
            caption: 'Recharge',
            columns: [
              { label: 'Owed by' },
              { label: 'Owed to' },
              { label: UNITS[sheet.unit], align: 'right' },
              { label: 'Amount', align: 'right' },
            ],
            rows: sheet.rows.map((row) => [
              row.pair.body_name,
              row.pair.owner_name,
              inUnit(row).toLocaleString('en-GB'),
              formatPounds(row.amountPence),
            ]),
            totals: ['Total', '', '', formatPounds(total)],
          },
        ],
      },
    ],
    footer: `Shared workspaces: recharge for ${formatMonth(sheet.period.from)}`,
  }
}
