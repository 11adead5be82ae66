// The partnership update report on a page: the draft with what must be explained, the issued paper, its figures.
import { htmlOf } from '#platform/documents/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { formatDateRange, formatDateTime } from '#platform/time/index.ts'
import {
  actionsList,
  details,
  emptyState,
  heading,
  inset,
  link,
  paragraph,
  table,
  tag,
  warning,
} from '#web/parts.ts'
import type { Partnership } from '../queries/partnerships.ts'
import type { Report } from '../queries/reports.ts'
import { markOf, type KeptFigure, type ReportContent } from '../report-content.ts'
import { explanationOf, unexplained, type Finding } from '../rules/findings.ts'
import { CLASSIFICATIONS } from '../rules/report.ts'

/** One report in a list. */
export const reportLine = (code: string, report: Report): Html =>
  html`${link(`/partnerships/${code}/reports/${report.id}`, `${report.front.subject}, ${formatDateRange(report.from_on, report.to_on)}`)} ${report.state === 'draft' ? tag('Draft', 'yellow') : tag('Issued', 'green')}`

export function reportList(partnership: Partnership, reports: readonly Report[], mayWrite: boolean): Html {
  const at = `/partnerships/${partnership.code}/reports`
  const columns = [
    {
      key: 'report',
      label: 'Report',
      kind: 'text' as const,
      value: (row: Report) => row.front.subject,
      show: (row: Report) => link(`${at}/${row.id}`, row.front.subject),
    },
    {
      key: 'period',
      label: 'Period',
      kind: 'text' as const,
      value: (row: Report) => formatDateRange(row.from_on, row.to_on),
    },
    {
      key: 'class',
      label: 'Classification',
      kind: 'text' as const,
      value: (row: Report) => CLASSIFICATIONS[row.front.classification],
    },
    {
      key: 'state',
      label: 'State',
      kind: 'text' as const,
      value: (row: Report) => row.state,
      show: (row: Report) => (row.state === 'draft' ? tag('Draft', 'yellow') : tag('Issued', 'green')),
    },
  ]
  return html`${heading('Update reports', { caption: partnership.name })}
    ${actionsList([mayWrite && { href: `${at}/write`, text: 'Write an update report' }])}
    ${table(columns, reports, { caption: 'Update reports', captionHidden: true, sortedBy: 'Latest period first', empty: emptyState('No reports yet', 'An update report writes itself from the partnership’s records for a period you choose.', mayWrite && { href: `${at}/write`, text: 'Write the first one' }) })}`
}

export type ReportView = {
  readonly partnership: Partnership
  readonly report: Report
  readonly content: ReportContent
  readonly findings: readonly Finding[]
  readonly author: string | null
  readonly may: { readonly edit: boolean; readonly explain: boolean; readonly issue: boolean }
}

export function reportView({ partnership, report, content, findings, author, may }: ReportView): Html {
  const at = `/partnerships/${partnership.code}/reports/${report.id}`
  const isDraft = report.state === 'draft'
  const open = isDraft ? unexplained(findings, report.explained) : []
  return html`${heading(report.front.subject, { caption: partnership.name })}
    ${isDraft ? paragraph(html`${tag('Draft', 'yellow')} It shows the records as they are now. Written by ${author ?? 'the operator of the installation'}.`) : null}
    ${findings.length === 0 || !isDraft ? null : findingsPart(findings, report, at, may.explain)}
    ${actionsList([
      isDraft && may.issue && open.length === 0 && { href: `${at}/issue`, text: 'Issue the report' },
      isDraft && may.edit && { href: `${at}/edit`, text: 'Change the front sheet', look: 'secondary' },
      { href: `${at}/report.pdf`, text: 'Download as PDF', look: 'link' },
      { href: `${at}/report.docx`, text: 'Download as Word', look: 'link' },
    ])}
    ${htmlOf(content.document)}
    ${isDraft || report.issued_at === null ? null : details('How to check this report', html`${paragraph(`It was issued on ${formatDateTime(report.issued_at)} and has been kept as it was.`)}${paragraph(html`Its content has the SHA-256 <code class="connects-hash">${report.hash}</code>.`)}`)}`
}

function findingsPart(findings: readonly Finding[], report: Report, at: string, mayExplain: boolean): Html {
  const open = unexplained(findings, report.explained).length
  return html`<section aria-label="Figures to explain">${open === 0 ? inset('Every figure that differs from what was stated is explained. The report can be issued.') : warning(open === 1 ? 'One figure differs from the records. Its author must explain it before the report can be issued.' : `${open} figures differ from the records. Their author must explain them before the report can be issued.`)}
    <ul class="govuk-list govuk-list--spaced">${findings.map((finding) => {
      const explained = explanationOf(finding, report.explained)
      const href = `${at}/explain/${markOf(finding)}`
      return html`<li><strong>${finding.message}</strong> ${explained === undefined ? tag('To explain', 'red') : html`${tag('Explained', 'green')}<br>${explained.text}`}${mayExplain ? html` ${link(href, explained === undefined ? 'Explain it' : 'Change the explanation', { hidden: finding.message })}` : null}</li>`
    })}</ul></section>`
}

/** The records behind one figure of a report. */
export function figureView(report: Report, figure: KeptFigure): Html {
  const withAmount = figure.records.some((record) => record.amount !== null)
  const isMoney = figure.text.includes('£')
  const columns = [
    {
      key: 'record',
      label: 'Record',
      kind: 'text' as const,
      value: (row: KeptFigure['records'][number]) => row.title,
      show: (row: KeptFigure['records'][number]) => link(row.href, row.title),
    },
    ...(withAmount
      ? [
          {
            key: 'amount',
            label: isMoney ? 'Amount' : 'Counts',
            kind: isMoney ? ('money' as const) : ('number' as const),
            value: (row: KeptFigure['records'][number]) => BigInt(row.amount ?? 0),
            total: true,
          },
        ]
      : []),
  ]
  return html`${heading(figure.title, { caption: report.front.subject })}
    ${paragraph(html`<strong class="govuk-!-font-size-36">${figure.text}</strong>`)}
    ${paragraph(`${figure.explanation.charAt(0).toUpperCase()}${figure.explanation.slice(1)}. ${report.state === 'draft' ? 'Counted now, from these records:' : 'As it stood when the report was issued:'}`)}
    ${table(columns, figure.records, { caption: 'Records', captionHidden: true, empty: emptyState('No records', 'Nothing was counted, so the figure is none.') })}
    ${withAmount && isMoney && figure.records.length > 0 ? null : paragraph(`${figure.records.length} ${figure.records.length === 1 ? 'record' : 'records'}.`)}`
}
