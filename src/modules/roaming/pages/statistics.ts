// Pages of how much the federation is used: for staff, for everybody, the reports of the quarters, and the logs behind.
import { notFound } from '#platform/errors/index.ts'
import { askFigure } from '#platform/figures/index.ts'
import { htmlOf, PDF_MEDIA, pdfOf, type DocumentModel } from '#platform/documents/index.ts'
import { html } from '#platform/html/index.ts'
import { download, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { fileOf, filterOf, formatOf } from '#platform/tables/index.ts'
import { londonDate, readDate } from '#platform/time/index.ts'
import { bullets, emptyState, heading, inset, link, paragraph } from '#web/parts.ts'
import { publicReport, reportDocument } from '../documents/report.ts'
import { successShare, visitCount } from '../figures.ts'
import { federationOf } from '../queries/federation.ts'
import { logSources, strangeLines } from '../queries/logs.ts'
import { membersOf } from '../queries/members.ts'
import { reportFacts } from '../queries/report.ts'
import { bodiesOf, READ, RUN, runsFederation } from '../queries/seeing.ts'
import { causesOfFailure, publicVisits, quartersCounted, visitsOf } from '../queries/visits.ts'
import { isOver, quarterNamed, quarterOf, quarterStarting, type Quarter } from '../rules/quarters.ts'
import { periodAsked } from '../rules/statistics.ts'
import { federationNavigation, GOVROAM } from '../views/frame.ts'
import { logColumns, logsPage } from '../views/logs.ts'
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

/** Quarters that are over and in which anything was counted. */
async function finished(visit: Visit): Promise<Quarter[]> {
  const counted = await quartersCounted(visit)
  return counted.map(quarterStarting).filter((quarter) => isOver(quarter, today(visit)))
}

const use = get('/govroam/use', {
  permission: 'public',
  async run(visit) {
    const quarters = await finished(visit)
    const asked = filterOf(visit, 'quarter')
    const quarter = asked === undefined ? quarters[0] : quarters.find((one) => one.name === asked)
    if (asked !== undefined && quarter === undefined) return notFound('quarter')
    const visits = quarter === undefined ? undefined : await publicVisits(visit, quarter)
    const format = formatOf(visit)
    if (format !== undefined && quarter !== undefined && visits !== undefined)
      return fileOf(format, `govroam-use-${quarter.name}`, publicColumns, publicRows(visits))
    const name = await nameOf(visit)
    return page({
      title: `How much ${name} is used`,
      wide: true,
      body: html`${heading(`How much ${name} is used`)}${usePage({ quarter, quarters, visits, name })}${
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
    on: today(visit),
    address: addressHere(visit),
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
    on: today(visit),
    address: addressHere(visit),
    visits: await publicVisits(visit, quarter),
    availability: (await reportFacts(visit, quarter)).availability,
  })
}

// Links in the file lead to where it was asked for.
const addressHere = (visit: Visit): string | undefined =>
  /^[a-z0-9.-]+(?::\d+)?$/i.test(visit.host) ? `https://${visit.host}` : undefined

const report = get('/govroam/report/:quarter', {
  permission: READ,
  async run(visit) {
    const quarter = quarterIn(visit)
    const runs = runsFederation(visit)
    const over = isOver(quarter, today(visit))
    const back = [GOVROAM, { href: '/govroam/report', text: 'Reports' }]
    if (!runs && !over)
      return page({
        title: `Report for ${quarterWords(quarter)}`,
        breadcrumbs: back,
        body: html`${heading(`Report for ${quarterWords(quarter)}`)}${emptyState('This quarter is not over yet', 'Its report appears here when it is. Until then, the statistics show your own organisation’s visits.', { href: '/govroam/statistics', text: 'Look at the statistics' })}`,
      })
    const document = runs ? await wholeReport(visit, quarter) : await partForAll(visit, quarter)
    const isCounted = (await quartersCounted(visit)).some((from) => from.equals(quarter.from))
    const file = (name: string, words: string) => link(`/govroam/report/${quarter.name}/${name}`, words)
    return page({
      title: document.title,
      breadcrumbs: back,
      wide: true,
      body: html`${heading(document.title)}${over ? null : inset('This quarter is not over: its figures still grow.')}
      ${bullets([
        ...(runs ? [file('report.pdf', 'The whole report (PDF), for those who run the federation')] : []),
        ...(over && isCounted
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
      body: html`${heading('Logs that are counted')}${federationNavigation('/govroam/sources', true)}${logsPage({ sources: logs, ...(await strangeLines(visit)), now: visit.now })}`,
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
]
