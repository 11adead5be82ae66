// Pages of how much the federation is used: for staff, for everybody, the reports of the quarters, and the logs behind.
import { notFound } from '#platform/errors/index.ts'
import { askFigure } from '#platform/figures/index.ts'
import { htmlOf, PDF_MEDIA, pdfOf, type DocumentModel } from '#platform/documents/index.ts'
import { html } from '#platform/html/index.ts'
import { download, form, get, originOf, page, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, filterOf, formatOf } from '#platform/tables/index.ts'
import { formatDate, londonDate, readDate } from '#platform/time/index.ts'
import { bullets, emptyState, heading, inset, link, paragraph } from '#web/parts.ts'
import { chooseLog } from '../actions/choosing-logs.ts'
import { publicReport, reportDocument } from '../documents/report.ts'
import { successShare, visitCount } from '../figures.ts'
import { federationOf } from '../queries/federation.ts'
import { closedQuarters, closingOf } from '../queries/closings.ts'
import { sentByAgents } from '../queries/log-names.ts'
import { logSources, strangeLines } from '../queries/logs.ts'
import { membersOf } from '../queries/members.ts'
import { reportFacts } from '../queries/report.ts'
import { bodiesOf, READ, RUN, runsFederation } from '../queries/seeing.ts'
import { causesOfFailure, publicVisits, quartersCounted, visitsOf } from '../queries/visits.ts'
import {
  closesOn,
  isOver,
  quarterNamed,
  quarterOf,
  quarterStarting,
  type Quarter,
} from '../rules/quarters.ts'
import { periodAsked } from '../rules/statistics.ts'
import { federationNavigation, GOVROAM } from '../views/frame.ts'
import { logColumns, logsPage } from '../views/logs.ts'
import { formView } from './register.ts'
import {
  pairColumns,
  publicColumns,
  publicRows,
  quarterWords,
  seriesBy,
  statisticsView,
  usePage,
} from '../views/statistics.ts'

const statistics = get('/govroam/statistics', {
  permission: READ,
  async run(visit) {
    const period = periodAsked(
      { from: dateIn(visit, 'from'), until: dateIn(visit, 'until') },
      londonDate(visit.now),
    )
    const bodies = bodiesOf(visit, READ)
    const members = (await membersOf(visit, { left: true })).filter(
      (one) => bodies === 'all' || bodies.includes(one.organisation_id),
    )
    const asked = filterOf(visit, 'member')
    const member = members.find((one) => one.code === asked)
    if (asked !== undefined && member === undefined) return notFound('member')
    const of = { ...period, ...(member === undefined ? {} : { memberId: member.id }) }
    const pairs = await visitsOf(visit, { ...of, by: 'pair' })
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(
        format,
        `govroam-${period.from.toString()}-to-${period.until.toString()}`,
        pairColumns,
        pairs,
      )
    const by = seriesBy(period)
    return page({
      title: 'Govroam statistics',
      wide: true,
      breadcrumbs: [GOVROAM],
      body: html`${heading('How much govroam is used')}
      ${federationNavigation('/govroam/statistics', runsFederation(visit))}
      ${statisticsView({
        period,
        member: member?.code,
        members: members.map((one) => ({ value: one.code, text: one.organisation_name })),
        series: await visitsOf(visit, { ...of, by }),
        by,
        pairs,
        causes: await causesOfFailure(visit, of),
        all: bodies === 'all',
      })}`,
    })
  },
})

const dateIn = (visit: Visit, name: string): Temporal.PlainDate | undefined => {
  const text = filterOf(visit, name)
  return text === undefined ? undefined : readDate(text)
}

const nameOf = async (visit: Visit): Promise<string> => (await federationOf(visit.db))?.name ?? 'Govroam'
const today = (visit: Visit): Temporal.PlainDate => londonDate(visit.now)

/** Quarters in which anything was counted and whose figures stand: figures that still grow would be subtracted (G10, G13). */
async function finished(visit: Visit): Promise<Quarter[]> {
  const closed = await closedQuarters(visit)
  return (await quartersCounted(visit)).filter((from) => closed.has(from.toString())).map(quarterStarting)
}

const use = get('/govroam/use', {
  permission: 'public',
  async run(visit) {
    const quarters = await finished(visit)
    const asked = filterOf(visit, 'quarter')
    const quarter = asked === undefined ? quarters[0] : quarters.find((one) => one.name === asked)
    if (asked !== undefined && quarter === undefined) return notFound('quarter')
    const visits = quarter === undefined ? undefined : await publicVisits(visit, quarter)
    const closing = quarter === undefined ? undefined : await closingOf(visit, quarter)
    const format = formatOf(visit)
    if (format !== undefined && quarter !== undefined && visits !== undefined && closing !== undefined)
      return fileOf(format, `govroam-use-${quarter.name}`, publicColumns(closing), publicRows(visits))
    const name = await nameOf(visit)
    return page({
      title: `How much ${name} is used`,
      wide: true,
      body: html`${heading(`How much ${name} is used`)}${usePage({ quarter, quarters, visits, closing, name, now: visit.now })}${
        quarter === undefined
          ? null
          : paragraph(
              link(
                `/govroam/report/${quarter.name}/public.pdf`,
                `The report of ${quarterWords(quarter)} (PDF)`,
              ),
            )
      }`,
    })
  },
})

const reports = get('/govroam/report', {
  permission: READ,
  async run(visit) {
    const current = quarterOf(today(visit))
    // A clock that runs ahead at the end of one writes into the next, of which there is no report yet.
    const quarters = (await quartersCounted(visit))
      .map(quarterStarting)
      .filter(({ from }) => Temporal.PlainDate.compare(from, current.from) <= 0)
    return page({
      title: 'Govroam reports',
      breadcrumbs: [GOVROAM],
      wide: true,
      body: html`${heading('Reports of the quarters')}${federationNavigation('/govroam/report', runsFederation(visit))}${
        quarters.length === 0
          ? emptyState(
              'No report yet',
              'The report of a quarter appears here as soon as its first login is counted: visits by pair of members, success, failures, availability, what broke and what is to be done.',
            )
          : bullets(
              quarters.map(
                (quarter) =>
                  html`${link(`/govroam/report/${quarter.name}`, quarterWords(quarter))}${quarter.name === current.name ? ' (so far)' : null}`,
              ),
            )
      }`,
    })
  },
})

function quarterIn(visit: Visit): Quarter {
  const quarter = quarterNamed(visit.params['quarter'] ?? '')
  // A quarter that has not begun holds nothing, and one before the federation neither.
  if (quarter === undefined || Temporal.PlainDate.compare(quarter.from, today(visit)) > 0)
    return notFound('quarter')
  return quarter
}

async function wholeReport(visit: Visit, quarter: Quarter): Promise<DocumentModel> {
  const period = { from: quarter.from, until: quarter.until }
  return reportDocument({
    name: await nameOf(visit),
    quarter,
    now: visit.now,
    closing: await closingOf(visit, quarter),
    address: originOf(visit),
    logins: await askFigure(visit, visitCount, period),
    success: await askFigure(visit, successShare, period),
    pairs: await visitsOf(visit, { ...period, by: 'pair' }),
    months: await visitsOf(visit, { ...period, by: 'month' }),
    causes: await causesOfFailure(visit, period),
    facts: await reportFacts(visit, quarter),
  })
}

async function partForAll(visit: Visit, quarter: Quarter): Promise<DocumentModel> {
  return publicReport({
    name: await nameOf(visit),
    quarter,
    now: visit.now,
    closing: await closingOf(visit, quarter),
    address: originOf(visit),
    visits: await publicVisits(visit, quarter),
    availability: (await reportFacts(visit, quarter)).availability,
  })
}

const report = get('/govroam/report/:quarter', {
  permission: READ,
  async run(visit) {
    const quarter = quarterIn(visit)
    const runs = runsFederation(visit)
    const over = isOver(quarter, today(visit))
    const closed = (await closedQuarters(visit)).has(quarter.from.toString())
    const back = [GOVROAM, { href: '/govroam/report', text: 'Reports' }]
    if (!runs && !closed)
      return page({
        title: `Report for ${quarterWords(quarter)}`,
        breadcrumbs: back,
        body: html`${heading(`Report for ${quarterWords(quarter)}`)}${federationNavigation('/govroam/report', runs)}${emptyState(over ? 'The figures of this quarter still grow' : 'This quarter is not over yet', `Its report appears here when its figures are closed, on ${formatDate(closesOn(quarter))}. Until then, the statistics show your own organisation’s visits.`, { href: '/govroam/statistics', text: 'Look at the statistics' })}`,
      })
    const document = runs ? await wholeReport(visit, quarter) : await partForAll(visit, quarter)
    const isCounted = (await quartersCounted(visit)).some((from) => from.equals(quarter.from))
    const file = (name: string, words: string) => link(`/govroam/report/${quarter.name}/${name}`, words)
    return page({
      title: document.title,
      breadcrumbs: back,
      wide: true,
      body: html`${heading(document.title)}${federationNavigation('/govroam/report', runs)}${closed ? null : inset(over ? `This quarter is over, but lines of it that come late are still counted until its figures are closed on ${formatDate(closesOn(quarter))}.` : 'This quarter is not over: its figures still grow.')}
      ${bullets([
        ...(runs ? [file('report.pdf', 'The whole report (PDF), for those who run the federation')] : []),
        ...(closed && isCounted
          ? [file('public.pdf', 'The part for everybody (PDF), without small numbers')]
          : []),
      ])}${htmlOf(document)}`,
    })
  },
})

const asPdf = async (visit: Visit, name: string, document: DocumentModel) =>
  download({ name, type: PDF_MEDIA, bytes: await pdfOf(document, { now: visit.now }), inline: true })

const reportPdf = get('/govroam/report/:quarter/report.pdf', {
  permission: RUN,
  async run(visit) {
    if (!runsFederation(visit)) return notFound('page')
    const quarter = quarterIn(visit)
    return asPdf(visit, `govroam-${quarter.name}.pdf`, await wholeReport(visit, quarter))
  },
})

const publicPdf = get('/govroam/report/:quarter/public.pdf', {
  permission: 'public',
  async run(visit) {
    const quarter = quarterIn(visit)
    // Anybody may ask: only for quarters that hold something is a document made.
    if (!(await finished(visit)).some((one) => one.name === quarter.name)) return notFound('quarter')
    return asPdf(visit, `govroam-${quarter.name}-public.pdf`, await partForAll(visit, quarter))
  },
})

const counts = form('/govroam/sources/:log/counts', {
  action: chooseLog,
  async load(visit) {
    const log = (await logSources(visit)).find((one) => one.id === visit.params['log'])
    return log ?? notFound('log')
  },
  values: (_visit, log) => ({ log: log.id, counts: log.counts ? 'yes' : 'no' }),
  view: (_visit, log, state) =>
    formView('What this log counts', log.name, state, {
      submit: 'Save',
      more: { counts: { as: 'radios' } },
      before: paragraph(
        'Say no where another log brings the lines of the same server. Seen in both, a login then counts once.',
      ),
      cancel: '/govroam/sources',
      crumbs: [{ href: '/govroam/sources', text: 'Logs' }],
    }),
  then: ({ name, counts: yes }) => ({
    to: '/govroam/sources',
    notice: yes ? `Logins are counted from ${name}.` : `Nothing is counted from ${name} any more.`,
  }),
})

const sources = get('/govroam/sources', {
  permission: RUN,
  async run(visit) {
    const logs = await logSources(visit)
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, 'govroam-logs', logColumns(visit.now), logs)
    return page({
      title: 'Logs of govroam',
      wide: true,
      breadcrumbs: [GOVROAM],
      body: html`${heading('Logs that are counted', { caption: 'Govroam' })}${federationNavigation('/govroam/sources', true)}${logsPage({ sources: logs, ...(await strangeLines(visit)), allSent: (await sentByAgents(visit)).fticks.has(null), now: visit.now })}`,
    })
  },
})

export const statisticsPages: readonly Page[] = [
  statistics,
  use,
  reports,
  report,
  reportPdf,
  publicPdf,
  sources,
  counts,
]
