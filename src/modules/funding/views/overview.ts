// The first page of funding: what the funds hold, what waits, and where to go.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import {
  actionsList,
  emptyState,
  heading,
  link,
  paragraph,
  statGrid,
  subNavigation,
  table,
} from '#web/parts.ts'
import type { CaseRow } from '../queries/cases.ts'
import type { Programme } from '../queries/programmes.ts'
import { routeWords } from '../queries/programmes.ts'
import type { Balance } from '../rules.ts'
import { caseTag } from './words.ts'

export type Overview = {
  readonly funds: readonly { readonly fund: Programme; readonly balance: Balance | null }[]
  readonly external: readonly Programme[]
  readonly waiting: readonly CaseRow[]
  readonly mayStart: boolean
  readonly mayReadCases: boolean
  readonly mayAddProgramme: boolean
}

export const tabs = (current: 'overview' | 'cases' | 'awards' | 'programmes', all = true): Html =>
  subNavigation('Funding', [
    { href: '/funding', text: 'Overview', current: current === 'overview' },
    all && { href: '/funding/cases', text: 'Business cases', current: current === 'cases' },
    all && { href: '/funding/awards', text: 'Awards', current: current === 'awards' },
    { href: '/funding/programmes', text: 'Programmes', current: current === 'programmes' },
  ])

export const balanceStats = (fund: Programme, balance: Balance): Html => {
  const ledger = `/funding/programmes/${fund.code}/ledger`
  return statGrid([
    {
      label: 'Available',
      value: formatPounds(balance.available),
      href: ledger,
      note: 'may still be awarded',
    },
    {
      label: 'Committed',
      value: formatPounds(balance.committed),
      href: `${ledger}?kind=committed`,
      note: 'awarded, not yet spent',
    },
    { label: 'Spent', value: formatPounds(balance.spent), href: `${ledger}?kind=spent` },
    { label: 'Paid in', value: formatPounds(balance.paidIn), href: `${ledger}?kind=paid-in` },
  ])
}

export function overviewView({
  funds,
  external,
  waiting,
  mayStart,
  mayReadCases,
  mayAddProgramme,
}: Overview): View {
  return {
    title: 'Funding',
    wide: true,
    body: html`${heading('Funding')}${tabs('overview', mayReadCases)}${actionsList([mayStart && { href: '/funding/cases/start', text: 'Start a business case' }, mayAddProgramme && { href: '/funding/programmes/add', text: 'Add a programme', look: 'link' }])}${
      funds.length === 0
        ? emptyState(
            'No fund yet',
            'A partnership that pays part of its subscriptions into a fund shows here what it holds.',
          )
        : funds.map(
            ({ fund, balance }) =>
              html`${heading(fund.name, { level: 2, caption: fund.partnershipName })}${balance === null ? paragraph(html`Business cases are put up by the groups of the partnership. ${link(`/funding/programmes/${fund.code}`, 'Criteria and guidance')}.`) : balanceStats(fund, balance)}`,
          )
    }${
      mayReadCases
        ? html`${heading('Waiting for a decision', { level: 2 })}${table(waitingColumns, waiting, { caption: 'Business cases that are submitted or assessed', captionHidden: true, sortedBy: 'Newest first', empty: emptyState('Nothing waits', 'Submitted business cases stand here until the meeting has decided them.') })}`
        : null
    }${heading('External programmes', { level: 2 })}${table(
      [
        {
          key: 'name',
          label: 'Programme',
          kind: 'text',
          value: (row: Programme) => row.name,
          show: (row) => link(`/funding/programmes/${row.code}`, row.name),
        },
        { key: 'funder', label: 'Funder', kind: 'text', value: (row) => row.funder },
        { key: 'route', label: 'How the money flows', kind: 'text', value: (row) => routeWords[row.route] },
        { key: 'awarded', label: 'Awarded', kind: 'money', value: (row) => row.awardedPence, total: true },
      ],
      external,
      {
        caption: 'External programmes',
        captionHidden: true,
        sortedBy: 'By name',
        empty: emptyState(
          'No external programmes',
          'Programmes of other funders that the partnership follows stand here.',
        ),
      },
    )}`,
  }
}

const waitingColumns = [
  {
    key: 'case',
    label: 'Business case',
    kind: 'text' as const,
    value: (row: CaseRow) => row.title,
    show: (row: CaseRow) =>
      html`${link(`/funding/cases/${row.reference}`, row.title)} <span class="connects-none">${row.reference}</span>`,
  },
  { key: 'group', label: 'Group', kind: 'text' as const, value: (row: CaseRow) => row.groupName },
  {
    key: 'state',
    label: 'State',
    kind: 'text' as const,
    value: (row: CaseRow) => row.state,
    show: (row: CaseRow) => caseTag(row.state),
  },
  {
    key: 'asked',
    label: 'Asked',
    kind: 'money' as const,
    value: (row: CaseRow) => row.askedPence,
    total: true,
  },
]
