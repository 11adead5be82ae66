// The list of business cases, with its filter, its pages and its downloads.
import { html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import {
  actionsList,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  pagination,
  table,
} from '#web/parts.ts'
import type { CaseRow } from '../queries/cases.ts'
import { stateWords } from '../rules.ts'
import { tabs } from './overview.ts'
import { caseTag } from './words.ts'

export const caseColumns: readonly Column<CaseRow>[] = [
  {
    key: 'reference',
    label: 'Reference',
    kind: 'text',
    value: (row) => row.reference,
    show: (row) => link(`/funding/cases/${row.reference}`, row.reference),
  },
  { key: 'title', label: 'Business case', kind: 'text', value: (row) => row.title },
  { key: 'group', label: 'Group', kind: 'text', value: (row) => row.groupName },
  { key: 'sponsor', label: 'Sponsor', kind: 'text', value: (row) => row.sponsorName },
  { key: 'author', label: 'Written by', kind: 'text', value: (row) => row.authorName, downloadOnly: true },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => stateWords[row.state],
    show: (row) => caseTag(row.state),
  },
  {
    key: 'submitted',
    label: 'Submitted',
    kind: 'date',
    value: (row) => (row.submittedAt === null ? null : londonDate(row.submittedAt)),
  },
  { key: 'decided', label: 'Decided', kind: 'date', value: (row) => row.decidedOn },
  { key: 'asked', label: 'Asked', kind: 'money', value: (row) => row.askedPence, total: true },
]

export function caseListView(
  page: Listed<CaseRow>,
  query: Readonly<Record<string, string>>,
  mayStart: boolean,
): View {
  const { q = '', state = '', group = '' } = query
  const kept = Object.fromEntries(Object.entries({ q, state, group }).filter(([, value]) => value !== ''))
  const filtered = Object.keys(kept).length > 0
  return {
    title: 'Business cases',
    wide: true,
    body: html`${heading('Business cases')}${tabs('cases')}${actionsList([mayStart && { href: '/funding/cases/start', text: 'Start a business case' }])}${filterPanel(
      {
        action: '/funding/cases',
        fields: [
          { kind: 'text', name: 'q', label: 'Words', value: q },
          {
            kind: 'select',
            name: 'state',
            label: 'State',
            value: state,
            options: Object.entries(stateWords).map(([value, text]) => ({ value, text })),
          },
        ],
        ...(group === '' ? {} : { keep: { group } }),
      },
    )}${table(caseColumns, page.rows, {
      caption: 'Business cases',
      captionHidden: true,
      sortedBy: 'Newest first',
      totalLabel: 'Total of this page',
      rowHeader: 'reference',
      empty: filtered
        ? emptyState('No business case', 'No business case fits this filter.', {
            href: '/funding/cases',
            text: 'Show all business cases',
          })
        : emptyState(
            'No business cases yet',
            'A group puts up a business case to ask the fund for money.',
            mayStart && { href: '/funding/cases/start', text: 'Start the first' },
          ),
    })}${page.rows.length === 0 ? null : downloads('/funding/cases', kept)}${pagination({ next: page.next === undefined ? null : { href: `/funding/cases?${new URLSearchParams({ ...kept, after: page.next }).toString()}` } })}`,
  }
}
