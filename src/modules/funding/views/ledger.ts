// The fund's ledger on a day: what it holds, how that came about over the year, the entries, and the proof.
import { chartWithTable, lineChart } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate, formatMonth } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  details,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  pagination,
  paragraph,
  summaryList,
  table,
  tag,
  warning,
} from '#web/parts.ts'
import type { Award, EntryRow } from '../queries/ledger.ts'
import type { Programme } from '../queries/programmes.ts'
import type { Proof } from '../proof.ts'
import { effectOf, kindWords, type Balance } from '../rules.ts'
import { balanceStats, tabs } from './overview.ts'

export type LedgerView = {
  readonly fund: Programme
  readonly on: Temporal.PlainDate
  readonly balance: Balance
  readonly months: readonly { readonly on: Temporal.PlainDate; readonly balance: Balance }[]
  readonly page: Listed<EntryRow>
  readonly proofs: readonly Proof[]
  readonly query: Readonly<Record<string, string>>
  readonly mayPayIn: boolean
  readonly mayCorrect: boolean
}

const about = (row: EntryRow): string =>
  [
    row.caseReference === null ? null : `${row.caseReference} ${row.caseTitle ?? ''}`,
    row.projectReference === null ? null : `${row.projectReference} ${row.projectTitle ?? ''}`,
    row.note,
  ]
    .filter((part) => part !== null)
    .join('. ')

export const entryColumns: readonly Column<EntryRow>[] = [
  { key: 'on', label: 'Day', kind: 'date', value: (row) => row.occurredOn },
  { key: 'kind', label: 'Entry', kind: 'text', value: (row) => kindWords[row.kind] },
  {
    key: 'about',
    label: 'About',
    kind: 'text',
    value: about,
    show: (row) =>
      html`${row.caseReference === null ? null : html`${link(`/funding/cases/${row.caseReference}`, row.caseReference)} ${row.caseTitle} `}${row.projectReference === null ? null : html`${link(`/projects/${row.projectReference}#spending`, row.projectReference)} ${row.projectTitle} `}${row.note}`,
  },
  { key: 'amount', label: 'Amount', kind: 'money', value: (row) => row.amountPence },
  { key: 'effect', label: 'On what is available', kind: 'money', value: (row) => effectOf(row) },
  { key: 'recorded', label: 'Recorded', kind: 'instant', value: (row) => row.recordedAt, downloadOnly: true },
]

export function ledgerView(shown: LedgerView): View {
  const { fund, on, balance, months, page, query } = shown
  const path = `/funding/programmes/${fund.code}/ledger`
  const { kind = '' } = query
  const kept = Object.fromEntries(
    Object.entries({ kind, on: query['on'] ?? '' }).filter(([, value]) => value !== ''),
  )
  const chart = lineChart({
    title: 'Available, committed and spent',
    kind: 'money',
    pointHeading: 'At the end of',
    points: months.map((month) => formatMonth(month.on)),
    description: `On ${formatDate(on)} ${formatPounds(balance.available)} is available, ${formatPounds(balance.committed)} committed and ${formatPounds(balance.spent)} spent.`,
    series: [
      { name: 'Available', values: months.map((month) => month.balance.available) },
      { name: 'Committed', values: months.map((month) => month.balance.committed) },
      { name: 'Spent', values: months.map((month) => month.balance.spent) },
    ],
  })
  return {
    title: `${fund.name}: ledger`,
    wide: true,
    breadcrumbs: [
      { href: '/funding', text: 'Funding' },
      { href: `/funding/programmes/${fund.code}`, text: fund.name },
    ],
    body: html`${heading('Ledger', { caption: fund.name })}${actionsList([shown.mayPayIn && { href: `${path}/pay-in`, text: 'Record money paid in' }, shown.mayCorrect && { href: `${path}/correct`, text: 'Correct the ledger', look: 'secondary' }])}${
      balance.available < 0n
        ? warning(
            `More is committed and spent than was paid in: ${formatPounds(-balance.available)} is missing, because a payment that had been counted was reversed. Nothing can be approved until it is made good.`,
          )
        : null
    }${filterPanel({
      action: path,
      submit: 'Show',
      fields: [
        { kind: 'date', name: 'on', label: 'At the end of', value: query['on'] ?? on.toString() },
        {
          kind: 'select',
          name: 'kind',
          label: 'Entries',
          value: kind,
          options: Object.entries(kindWords).map(([value, text]) => ({ value, text })),
        },
      ],
    })}${heading(`On ${formatDate(on)}`, { level: 2 })}${balanceStats(fund, balance)}${sumOf(balance)}${chartWithTable(chart)}${heading('Entries', { level: 2, id: 'entries' })}${table(
      entryColumns,
      page.rows,
      {
        caption: 'Entries of the ledger',
        captionHidden: true,
        sortedBy: 'Latest first',
        rowHeader: null,
        empty: emptyState(
          'No entries',
          'The fund’s part of each subscription payment, and every award and spend, stands here.',
        ),
      },
    )}${page.rows.length === 0 ? null : downloads(path, kept)}${pagination({ next: page.next === undefined ? null : { href: `${path}?${new URLSearchParams({ ...kept, after: page.next }).toString()}` } })}${proofOf(shown.proofs)}`,
  }
}

const sumOf = (balance: Balance): Html =>
  details(
    'How the balance is made',
    summaryList([
      { key: 'Paid in', value: formatPounds(balance.paidIn) },
      { key: 'Less committed: awarded, not spent, not released', value: formatPounds(balance.committed) },
      { key: 'Less spent', value: formatPounds(balance.spent) },
      { key: 'Available', value: html`<strong>${formatPounds(balance.available)}</strong>` },
      { key: 'For information: awarded in all', value: formatPounds(balance.awarded) },
      { key: 'For information: released back', value: formatPounds(balance.released) },
    ]),
  )

function proofOf(proofs: readonly Proof[]): Html {
  const failed = proofs.filter((proof) => !proof.holds)
  return html`${heading('Proof', { level: 2, id: 'proof' })}${paragraph(failed.length === 0 ? 'The ledger agrees with awards, spending, projects and payments.' : `${failed.length} of ${proofs.length} proofs do not hold.`)}${bullets(proofs.map((proof) => html`${proof.holds ? tag('Holds', 'green') : tag('Does not hold', 'red')} ${proof.proves}: ${proof.detail}`))}`
}

export const awardColumns: readonly Column<Award>[] = [
  {
    key: 'case',
    label: 'Business case',
    kind: 'text',
    value: (row) => `${row.caseReference} ${row.title}`,
    show: (row) => html`${link(`/funding/cases/${row.caseReference}`, row.caseReference)} ${row.title}`,
  },
  { key: 'group', label: 'Group', kind: 'text', value: (row) => row.groupName },
  {
    key: 'project',
    label: 'Project',
    kind: 'text',
    value: (row) => row.projectReference,
    show: (row) => link(`/projects/${row.projectReference}`, row.projectReference),
  },
  { key: 'madeOn', label: 'Awarded', kind: 'date', value: (row) => row.madeOn },
  { key: 'amount', label: 'Award', kind: 'money', value: (row) => row.amountPence, total: true },
  { key: 'spent', label: 'Spent', kind: 'money', value: (row) => row.spentPence, total: true },
  { key: 'released', label: 'Released', kind: 'money', value: (row) => row.releasedPence, total: true },
  {
    key: 'left',
    label: 'Left',
    kind: 'money',
    value: (row) => row.amountPence - row.spentPence - row.releasedPence,
    total: true,
  },
]

export function awardListView(rows: readonly Award[]): View {
  return {
    title: 'Awards',
    wide: true,
    body: html`${heading('Awards')}${tabs('awards')}${table(awardColumns, rows, { caption: 'Awards', captionHidden: true, sortedBy: 'Latest first', empty: emptyState('No awards yet', 'An award is made when the meeting approves a business case.', { href: '/funding/cases', text: 'See the business cases' }) })}${rows.length === 0 ? null : downloads('/funding/awards')}`,
  }
}
