// Addresses of the partnership update report: list, write, read, figures, PDF, Word, explain, issue.
import { docxOf, DOCX_MEDIA, pdfOf, PDF_MEDIA, type DocumentModel } from '#platform/documents/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { download, form, get, page, redirect, type Visit, originOf } from '#platform/http/index.ts'
import { financialYearOf, formatDateRange, londonDate } from '#platform/time/index.ts'
import { personCard } from '#modules/organisations/index.ts'
import { paragraph } from '#web/parts.ts'
import { editReport, explainFinding, issueReport, writeReport } from '../actions/reports.ts'
import type { Partnership } from '../queries/partnerships.ts'
import { reportById, reportsOf, type Report } from '../queries/reports.ts'
import { composeReport, markOf, type ReportContent } from '../report-content.ts'
import { explanationOf, type Finding } from '../rules/findings.ts'
import { figureView, reportList, reportView } from '../views/reports.ts'
import { addressOf, crumbs, fixedPartnership, formBody, partnershipHere, scopeOf } from './here.ts'

type Here = { readonly partnership: Partnership; readonly report: Report }

async function reportHere(visit: Visit): Promise<Here> {
  const partnership = await partnershipHere(visit)
  const report = await reportById(visit, visit.params['report'] ?? '')
  return report.partnership_id === partnership.id ? { partnership, report } : notFound('report')
}

async function draftHere(visit: Visit): Promise<Here> {
  const here = await reportHere(visit)
  return here.report.state === 'draft' ? here : notFound('draft')
}

/** A draft is made from the records as they are; an issued report is what was kept. */
async function contentOf(
  visit: Visit,
  report: Report,
): Promise<{ content: ReportContent; findings: readonly Finding[] }> {
  if (report.state === 'issued')
    return { content: report.content as ReportContent, findings: report.findings ?? [] }
  return composeReport(visit, report)
}

const reportCrumbs = ({ partnership, report }: Here) =>
  crumbs(
    partnership,
    { text: 'Update reports', href: `${addressOf(partnership)}/reports` },
    { text: report.front.subject, href: `${addressOf(partnership)}/reports/${report.id}` },
  )

const fixedReport = (visit: Visit) => ({ report: visit.params['report'] })

// Links in a file must say where they lead to; a loopback host has no certificate.
function addressed(document: DocumentModel, visit: Visit): DocumentModel {
  return { ...document, address: originOf(visit) }
}

const fileName = ({ partnership, report }: Here, ending: string): string =>
  `${partnership.code}-update-${report.to_on.toString()}.${ending}`

async function findingHere(visit: Visit) {
  const here = await draftHere(visit)
  const { findings } = await composeReport(visit, here.report)
  const finding =
    findings.find((one) => markOf(one) === visit.params['finding']) ?? notFound('figure to explain')
  return { ...here, finding }
}

export const reportPages = [
  get('/partnerships/:partnership/reports', {
    permission: 'partnerships.report.list',
    async run(visit) {
      const partnership = await partnershipHere(visit)
      return page({
        title: `Update reports of ${partnership.name}`,
        breadcrumbs: crumbs(partnership),
        body: reportList(
          partnership,
          await reportsOf(visit, partnership.id),
          visit.may('partnerships.report.write', scopeOf(partnership)),
        ),
      })
    },
  }),

  form('/partnerships/:partnership/reports/write', {
    action: writeReport,
    load: partnershipHere,
    fixed: fixedPartnership,
    values: (visit) => {
      const today = londonDate(visit.now)
      return { from: financialYearOf(today).from.toString(), to: today.toString() }
    },
    view: (_visit, partnership, state) => ({
      title: 'Write a partnership update report',
      breadcrumbs: crumbs(partnership, { text: 'Update reports', href: `${addressOf(partnership)}/reports` }),
      body: formBody(
        state,
        'Write a partnership update report',
        partnership.name,
        { submit: 'Write the draft', cancel: { href: `${addressOf(partnership)}/reports` } },
        paragraph(
          'The report writes itself from the records of the period. You then look through it, complete its front sheet, explain what differs, and issue it.',
        ),
      ),
    }),
    then: ({ address, findings }) => ({
      to: address,
      notice:
        findings.length === 0
          ? 'The draft was written.'
          : `The draft was written. ${findings.length === 1 ? 'One figure differs' : `${findings.length} figures differ`} from what papers state.`,
    }),
  }),

  get('/partnerships/:partnership/reports/:report', {
    permission: 'partnerships.report.read',
    async run(visit) {
      const here = await reportHere(visit)
      const { partnership, report } = here
      const scope = scopeOf(partnership)
      const isAuthor =
        report.written_by === null || (visit.actor.kind === 'person' && visit.actor.id === report.written_by)
      const mayWrite = visit.may('partnerships.report.write', scope)
      const author =
        report.written_by === null ? null : ((await personCard(visit, report.written_by))?.name ?? null)
      return page({
        title: report.front.subject,
        breadcrumbs: reportCrumbs(here).slice(0, 3),
        body: reportView({
          ...here,
          ...(await contentOf(visit, report)),
          author,
          may: {
            edit: mayWrite,
            explain: isAuthor && mayWrite,
            issue: visit.may('partnerships.report.issue', scope),
          },
        }),
      })
    },
  }),

  get('/partnerships/:partnership/reports/:report/figures/:figure', {
    permission: 'partnerships.report.read',
    async run(visit) {
      const here = await reportHere(visit)
      const { content } = await contentOf(visit, here.report)
      const figure = content.figures.find((one) => one.key === visit.params['figure']) ?? notFound('figure')
      return page({
        title: figure.title,
        breadcrumbs: reportCrumbs(here),
        body: figureView(here.report, figure),
      })
    },
  }),

  get('/partnerships/:partnership/reports/:report/report.pdf', {
    permission: 'partnerships.report.read',
    async run(visit) {
      const here = await reportHere(visit)
      const { content } = await contentOf(visit, here.report)
      const bytes = await pdfOf(addressed(content.document, visit), {
        now: here.report.issued_at ?? visit.now,
      })
      return download({ name: fileName(here, 'pdf'), type: PDF_MEDIA, bytes })
    },
  }),

  get('/partnerships/:partnership/reports/:report/report.docx', {
    permission: 'partnerships.report.read',
    async run(visit) {
      const here = await reportHere(visit)
      const { content } = await contentOf(visit, here.report)
      return download({
        name: fileName(here, 'docx'),
        type: DOCX_MEDIA,
        bytes: await docxOf(addressed(content.document, visit)),
      })
    },
  }),

  form('/partnerships/:partnership/reports/:report/edit', {
    action: editReport,
    load: draftHere,
    fixed: fixedReport,
    values: (_visit, { report: { front, version } }) => ({
      ...front,
      from: front.from.join('\n'),
      recommendations: front.recommendations.join('\n'),
      background: front.background.join('\n'),
      version: String(version),
    }),
    view: (_visit, here, state) => ({
      title: 'Change the front sheet',
      breadcrumbs: reportCrumbs(here),
      body: formBody(
        state,
        'Change the front sheet',
        formatDateRange(here.report.from_on, here.report.to_on),
        { submit: 'Save', cancel: { href: `${addressOf(here.partnership)}/reports/${here.report.id}` } },
      ),
    }),
    then: ({ address }) => ({ to: address, notice: 'The front sheet was changed.' }),
  }),

  form('/partnerships/:partnership/reports/:report/explain/:finding', {
    action: explainFinding,
    load: findingHere,
    fixed: (visit) => ({ report: visit.params['report'], finding: visit.params['finding'] }),
    values: (_visit, { report, finding }) => ({
      explanation: explanationOf(finding, report.explained)?.text ?? '',
      version: String(report.version),
    }),
    view: (_visit, { finding, ...here }, state) => ({
      title: 'Explain a figure',
      breadcrumbs: reportCrumbs(here),
      body: formBody(
        state,
        'Explain a figure',
        here.report.front.subject,
        {
          submit: 'Save the explanation',
          cancel: { href: `${addressOf(here.partnership)}/reports/${here.report.id}` },
        },
        paragraph(finding.message),
      ),
    }),
    then: ({ address, left }) =>
      redirect(
        address,
        left === 0
          ? 'Every figure is explained. The report can be issued.'
          : `The explanation was saved; ${left} ${left === 1 ? 'figure is' : 'figures are'} left to explain.`,
      ),
  }),

  form('/partnerships/:partnership/reports/:report/issue', {
    action: issueReport,
    load: draftHere,
    fixed: fixedReport,
    values: (_visit, { report }) => ({ version: String(report.version) }),
    view: (_visit, here, state) => ({
      title: 'Issue the report',
      breadcrumbs: reportCrumbs(here),
      body: formBody(
        state,
        'Issue the report',
        here.report.front.subject,
        {
          submit: 'Issue the report',
          cancel: { href: `${addressOf(here.partnership)}/reports/${here.report.id}` },
        },
        paragraph(
          'It is kept as it is now, with every figure and its records, and cannot be changed afterwards.',
        ),
      ),
    }),
    then: ({ address }) => ({ to: address, notice: 'The report was issued.' }),
  }),
]
