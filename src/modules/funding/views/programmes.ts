// Programmes: the list, and one with its guidance, its published criteria and what it funded, counted from records.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import type { Finding } from '#platform/figures/index.ts'
import { formatPounds } from '#platform/money/index.ts'
import {
  actionsList,
  bullets,
  emptyState,
  heading,
  link,
  paragraph,
  summaryList,
  table,
  warning,
} from '#web/parts.ts'
import type { Criterion } from '../queries/assessment.ts'
import {
  fundedKindWords,
  routeWords,
  sourceWords,
  type FundedProject,
  type Programme,
} from '../queries/programmes.ts'
import type { Balance } from '../rules.ts'
import { balanceStats, tabs } from './overview.ts'

export function programmeListView(programmes: readonly Programme[], mayReadCases: boolean): View {
  return {
    title: 'Programmes',
    wide: true,
    body: html`${heading('Programmes')}${tabs('programmes', mayReadCases)}${table(
      [
        {
          key: 'name',
          label: 'Programme',
          kind: 'text',
          value: (row: Programme) => row.name,
          show: (row) => link(`/funding/programmes/${row.code}`, row.name),
        },
        { key: 'partnership', label: 'Partnership', kind: 'text', value: (row) => row.partnershipName },
        { key: 'funder', label: 'Funder', kind: 'text', value: (row) => row.funder },
        { key: 'source', label: 'Kind', kind: 'text', value: (row) => sourceWords[row.source] },
        { key: 'awarded', label: 'Awarded to it', kind: 'money', value: (row) => row.awardedPence },
      ],
      programmes,
      {
        caption: 'Programmes',
        captionHidden: true,
        sortedBy: 'Own funds first, then by name',
        empty: emptyState(
          'No programmes yet',
          'The partnership’s own fund and the external programmes it follows stand here.',
        ),
      },
    )}`,
  }
}

export type ProgrammeView = {
  readonly programme: Programme
  readonly criteria: readonly Criterion[]
  readonly funded: readonly FundedProject[]
  readonly counted: string | null
  readonly findings: readonly Finding[]
  readonly balance: Balance | null
  readonly mayStart: boolean
  readonly mayEdit: boolean
}

export function programmeView({
  programme,
  criteria,
  funded,
  counted,
  findings,
  balance,
  mayStart,
  mayEdit,
}: ProgrammeView): View {
  const href = `/funding/programmes/${programme.code}`
  const own = programme.source === 'internal'
  return {
    title: programme.name,
    wide: true,
    breadcrumbs: [
      { href: '/funding', text: 'Funding' },
      { href: '/funding/programmes', text: 'Programmes' },
    ],
    body: html`${heading(programme.name, { caption: programme.partnershipName })}${actionsList([
      own && mayStart && { href: '/funding/cases/start', text: 'Start a business case' },
      mayEdit && { href: `${href}/edit`, text: 'Change it', look: 'secondary' },
      mayEdit && own && { href: `${href}/criteria`, text: 'Publish criteria', look: 'secondary' },
    ])}${balance === null ? null : html`${balanceStats(programme, balance)}${paragraph(link(`${href}/ledger`, 'The ledger'))}`}${summaryList(
      [
        { key: 'Funder', value: programme.funder },
        { key: 'Kind', value: sourceWords[programme.source] },
        { key: 'How the money flows', value: routeWords[programme.route] },
        programme.awardedPence !== null && {
          key: 'Awarded, by the papers',
          value: formatPounds(programme.awardedPence),
        },
        programme.successfulBids !== null && {
          key: 'Successful bids, by the papers',
          value: String(programme.successfulBids),
        },
        programme.opensOn !== null && { key: 'Takes cases from', value: formatDate(programme.opensOn) },
        programme.closesOn !== null && { key: 'Takes cases until', value: formatDate(programme.closesOn) },
        programme.guidance !== null && { key: 'Guidance', value: programme.guidance },
        programme.note !== null && { key: 'Note', value: programme.note },
      ],
    )}${own ? criteriaOf(criteria, programme.leastAssessors) : null}${
      counted === null
        ? null
        : html`${heading('What it funded', { level: 2 })}${paragraph(`Counted from the records: ${counted}.`)}${findings.map((finding) => warning(finding.message))}${fundedTable(funded)}`
    }`,
  }
}

const criteriaOf = (criteria: readonly Criterion[], least: number): Html =>
  html`${heading('How cases are scored', { level: 2, id: 'criteria' })}${paragraph(`Each case is scored by at least ${least} assessors, 0 to 4 for each criterion.`)}${criteria.length === 0 ? emptyState('No criteria are published yet', 'The fund officer publishes them before the first case is scored.') : bullets(criteria.map((one) => html`<strong>${one.title}</strong> (weight ${one.weight}): ${one.guidance}`))}`

const fundedTable = (funded: readonly FundedProject[]): Html =>
  table(
    [
      { key: 'name', label: 'Name', kind: 'text', value: (row: FundedProject) => row.name },
      { key: 'kind', label: 'Type', kind: 'text', value: (row) => fundedKindWords[row.kind] },
      { key: 'lead', label: 'Lead', kind: 'text', value: (row) => row.lead },
    ],
    funded,
    { caption: 'What it funded', captionHidden: true, sortedBy: 'By name' },
  )
