// The report of a frozen round as page and file, the records behind its figures, its scorecards, and the forms in which
// it is begun, written into, issued and put before a meeting.
import { notFound, refuse } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { download, form, get, page, type Page, type Visit, originOf } from '#platform/http/index.ts'
import { fileOf, formatOf } from '#platform/tables/index.ts'
import { htmlOf } from '#platform/documents/index.ts'
import { personCard } from '#modules/organisations/index.ts'
import { formPage } from '#web/forms.ts'
import { heading, inset, link, paragraph } from '#web/parts.ts'
import { editReport, issueReport, proposeReport, writeReport } from '../actions/reports.ts'
import {
  composed,
  contentsOf,
  FORMATS,
  issuedLines,
  queryOf,
  reportFile,
  scorecardsFile,
  wordsOf,
  type Composed,
  type Format,
  type Wanted,
} from '../documents.ts'
import { findingsOfFrozen, statedOfRound } from '../queries/findings.ts'
import { frozenVersion, reportPlace, type ReportPlace, type ReportRecord } from '../queries/reports.ts'
import { holdsFor, READ_PUBLIC } from '../queries/seeing.ts'
import { reportDocument, scorecardDocument } from '../report-document.ts'
import type { Frozen, FrozenRow } from '../rules.ts'
import { proseAgrees } from '../rules/report/agreeing.ts'
import { isSection, SECTIONS, type ReportContent, type ReportTable } from '../rules/report/content.ts'
import { scorecardOf } from '../rules/report/scorecard.ts'
import { cutTo, sliceNamed, slicesOf } from '../rules/report/slices.ts'
import { reportOf } from '../rules/report.ts'
import {
  addressOf,
  figureColumns,
  figureView,
  lineColumns,
  linesView,
  plainLine,
  reportTrail,
  reportView,
  wordsView,
} from '../views/round-report.ts'

const BASE = '/delivery/:plan/rounds/:round'
const ROWS_ON_PAGE = 200
const LINES_ON_PAGE = 500

const WHOLE_NUMBER = /^[1-9]\d{0,6}$/

function wantedBy(visit: Visit): Wanted {
  const { slice, version } = visit.query
  return {
    plan: visit.params['plan'] ?? '',
    round: visit.params['round'] ?? '',
    slice: slice === undefined || slice === '' ? null : slice,
    version: version !== undefined && WHOLE_NUMBER.test(version) ? Number(version) : undefined,
    address: originOf(visit),
  }
}

type Read = Composed & { readonly content: ReportContent; readonly query: string }

async function read(visit: Visit): Promise<Read> {
  const found = await composed(visit, wantedBy(visit))
  const content = reportOf(found.frozen, found.slice)
  return { ...found, content, query: queryOf(found.frozen.version, found.slice?.code ?? null) }
}

const showReport = get(`${BASE}/report`, {
  permission: READ_PUBLIC,
  async run(visit) {
    const place = await reportPlace(visit, visit.params['plan'] ?? '', visit.params['round'] ?? '')
    if (place.versions.length === 0) return page(notYet(place))
    const found = await read(visit)
    const { content, frozen, query, draft } = found
    proseAgrees(content)
    const at = addressOf(place)
    const document = reportDocument(content, {
      href: at,
      query,
      words: wordsOf(found),
      front: issuedLines(found),
      mostRows: ROWS_ON_PAGE,
      ...(draft === undefined
        ? {}
        : {
            editing: (section) => ({
              href: `${at}/reports/${draft.id}/words/${section}`,
              text: `${draft.words[section] === undefined ? 'Add words' : 'Change your words'}${isSection(section) ? ` in “${SECTIONS[section]}”` : ''}`,
            }),
          }),
    })
    return page(
      reportView({
        ...found,
        document,
        contents: contentsOf(document),
        slices: slicesOf(frozen),
        may: {
          write: found.mayWrite,
          issue: found.mayWrite && holdsFor(visit, issueReport.name, place.plan),
          propose: holdsFor(visit, proposeReport.name, place.plan) && hasMeetings(place),
        },
      }),
    )
  },
})

const hasMeetings = ({ plan }: ReportPlace): boolean => plan.group_id !== null || plan.partnership_id !== null

const notYet = (place: ReportPlace) => ({
  title: `Report: ${place.round.title}`,
  breadcrumbs: reportTrail(place),
  body: html`${heading('Report', { caption: place.round.title })}${inset('This round is not frozen yet. Its report writes itself from the frozen answers: it appears here as soon as the plan’s officer has closed and frozen the round.')}${paragraph(link(addressOf(place), `Go to ${place.round.title}`))}`,
})

const files = (Object.keys(FORMATS) as Format[]).map((format) =>
  get(`${BASE}/report.${format}`, {
    permission: READ_PUBLIC,
    async run(visit) {
      const { bytes, name, contentType } = await reportFile(visit, { ...wantedBy(visit), format })
      // A page that is a file is kept, never shown under our own name: it has neither our policy nor our frame.
      return download({ bytes, name, type: format === 'html' ? 'application/octet-stream' : contentType })
    },
  }),
)

const rowsBehind = (frozen: Frozen, numbers: readonly number[]): readonly FrozenRow[] => {
  const wanted = new Set(numbers)
  return frozen.rows.filter(({ number }) => wanted.has(number))
}

const showFigure = get(`${BASE}/figures/:code`, {
  permission: READ_PUBLIC,
  async run(visit) {
    const { place, content, frozen, query } = await read(visit)
    const figure = content.figures.get(visit.params['code'] ?? '') ?? notFound('figure')
    const rows = rowsBehind(frozen, figure.activities)
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(
        format,
        `${place.plan.code}-${place.round.code}-v${frozen.version}-figure`,
        figureColumns(place, query),
        rows,
      )
    return page(figureView(place, content, figure, rows, query))
  },
})

const tablesIn = (content: ReportContent): readonly ReportTable[] =>
  content.sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === 'table' ? [block.table] : [])),
  )

const showTable = get(`${BASE}/report/tables/:table`, {
  permission: READ_PUBLIC,
  async run(visit) {
    const { place, content, frozen, query } = await read(visit)
    const wanted = tablesIn(content).find(({ code }) => code === visit.params['table']) ?? notFound('table')
    const document = reportDocument(
      {
        ...content,
        sections: [
          { code: 'activities', heading: wanted.caption, blocks: [{ kind: 'table', table: wanted }] },
        ],
      },
      { href: addressOf(place), query },
    )
    const block = document.sections[0]?.blocks[0]
    const lines = block?.kind === 'table' ? block.rows.map(plainLine) : []
    const columns = lineColumns(wanted, (number) => `${addressOf(place)}/scorecards/${number}${query}`)
    const format = formatOf(visit)
    if (format !== undefined)
      return fileOf(
        format,
        `${place.plan.code}-${place.round.code}-v${frozen.version}-${wanted.code}`,
        columns,
        lines,
      )
    const { after } = visit.query
    const from = after !== undefined && WHOLE_NUMBER.test(after) ? Math.min(Number(after), lines.length) : 0
    return page(
      linesView(place, content, { table: wanted, columns, lines, from, most: LINES_ON_PAGE, query }),
    )
  },
})

const showScorecard = get(`${BASE}/scorecards/:number`, {
  permission: READ_PUBLIC,
  async run(visit) {
    const { place, frozen, query, slice } = await composedWithQuery(visit)
    // Who reads a part of the report reads the scorecards of that part.
    const { rows } = slice === null ? frozen : cutTo(frozen, slice)
    const at = rows.findIndex(({ number }) => String(number) === visit.params['number'])
    const row = rows[at] ?? notFound('activity')
    const { plan, round } = frozen.head
    const document = scorecardDocument(
      { plan, round, version: frozen.version, hash: frozen.hash, slice },
      [{ ...scorecardOf(frozen, row, { names: place.readsAll }), title: 'Scorecard' }],
      { href: addressOf(place), query },
    )
    const [before, next] = [rows[at - 1], rows[at + 1]]
    const path = `${addressOf(place)}/scorecards`
    return page({
      title: `Scorecard ${row.number}: ${row.title}`,
      breadcrumbs: [...reportTrail(place), { text: 'Report', href: `${addressOf(place)}/report${query}` }],
      body: html`${heading(row.title, { caption: `Activity ${row.number}, ${round.title}, version ${frozen.version}` })}
        <p class="govuk-body-s connects-downloads">${link(`${path}/${row.number}/scorecard.pdf${query}`, 'This scorecard as PDF')}, ${link(`${path}.pdf${query}`, 'all scorecards as one PDF')}${place.readsAll ? html`, ${link(`/delivery/${place.plan.code}/activities/${row.number}`, 'the activity across its rounds')}` : null}</p>
        ${htmlOf(document)}
        <p class="govuk-body">${before === undefined ? null : link(`${path}/${before.number}${query}`, `Activity ${before.number}`)}${before === undefined || next === undefined ? null : ' · '}${next === undefined ? null : link(`${path}/${next.number}${query}`, `Activity ${next.number}`)}</p>`,
    })
  },
})

async function composedWithQuery(visit: Visit): Promise<Composed & { readonly query: string }> {
  const found = await composed(visit, wantedBy(visit))
  return { ...found, query: queryOf(found.frozen.version, found.slice?.code ?? null) }
}

const scorecardFiles = [
  get(`${BASE}/scorecards.pdf`, {
    permission: READ_PUBLIC,
    async run(visit) {
      const { bytes, name, contentType } = await scorecardsFile(visit, wantedBy(visit))
      return download({ bytes, name, type: contentType })
    },
  }),
  get(`${BASE}/scorecards/:number/scorecard.pdf`, {
    permission: READ_PUBLIC,
    async run(visit) {
      const number = visit.params['number'] ?? ''
      if (!WHOLE_NUMBER.test(number)) return notFound('activity')
      const { bytes, name, contentType } = await scorecardsFile(visit, wantedBy(visit), Number(number))
      return download({ bytes, name, type: contentType })
    },
  }),
]

/** The place of the address for those who hold this permission in its plan; whoever only reads is told so. */
async function placeKept(visit: Visit, permission: string): Promise<ReportPlace> {
  const place = await reportPlace(visit, visit.params['plan'] ?? '', visit.params['round'] ?? '')
  if (!place.readsAll) return notFound('round')
  if (!holdsFor(visit, permission, place.plan))
    refuse(
      'forbidden',
      'delivery.plan.not-yours',
      'This is for those who keep the plan: its officers, and the lead or partnership officer of its body. Ask one of them.',
    )
  return place
}

const back = (place: ReportPlace) => ({ href: `${addressOf(place)}/report`, text: place.round.title })

const write = form(`${BASE}/reports/new`, {
  action: writeReport,
  load: async (visit) => {
    const place = await placeKept(visit, writeReport.name)
    const newest = place.versions[0]
    return { place, frozen: newest === undefined ? undefined : await frozenVersion(visit, newest.id) }
  },
  values: (visit, { place }) => ({ round: place.round.id, slice: visit.query['slice'] ?? '' }),
  options: (_visit, { frozen }) => ({
    slice:
      frozen === undefined ? [] : slicesOf(frozen).map(({ code, title }) => ({ value: code, text: title })),
  }),
  view: (_visit, { place, frozen }, state) =>
    formPage('Write the report', state, back(place), {
      submit: 'Begin the draft',
      fields: frozen === undefined ? ['round'] : ['round', 'slice'],
      intro: paragraph(
        frozen === undefined
          ? `${place.round.title} is not frozen yet. Freeze it first: the report is written from frozen answers.`
          : `The platform writes the report from version ${frozen.version} of the frozen round. You may add words to each section, look at the findings, and issue it.`,
      ),
    }),
  then: ({ address }) => ({ to: address, notice: 'The draft was begun. Add your words, then issue it.' }),
})

type Kept = { readonly place: ReportPlace; readonly report: ReportRecord; readonly frozen: Frozen }

async function reportKept(visit: Visit, permission: string, states: readonly string[]): Promise<Kept> {
  const place = await placeKept(visit, permission)
  const report = place.reports.find(({ id }) => id === visit.params['report']) ?? notFound('report')
  if (!states.includes(report.state)) return notFound('report')
  const newest = place.versions[0] ?? notFound('frozen version')
  return { place, report, frozen: await frozenVersion(visit, newest.id) }
}

const words = form(`${BASE}/reports/:report/words/:section`, {
  action: editReport,
  load: async (visit) => {
    const { place, report, frozen } = await reportKept(visit, editReport.name, ['draft'])
    const section = visit.params['section'] ?? ''
    if (!isSection(section)) return notFound('section')
    const content = reportOf(frozen, report.slice === null ? null : sliceNamed(frozen, report.slice))
    const author = visit.actor.kind === 'person' ? (await personCard(visit, visit.actor.id))?.name : undefined
    return { place, draft: report, section, content, author: author ?? 'the operator' }
  },
  values: (_visit, { draft, section }) => ({
    report: draft.id,
    section,
    words: draft.words[section] ?? '',
    version: draft.version,
  }),
  view: (_visit, loaded, state) => wordsView(loaded, state),
  then: ({ address }, _visit, { section }) => ({
    to: `${address}#${section}`,
    notice: 'Your words were saved.',
  }),
})

const issue = form(`${BASE}/reports/:report/issue`, {
  action: issueReport,
  load: async (visit) => {
    const kept = await reportKept(visit, issueReport.name, ['draft'])
    const { findings } = findingsOfFrozen(kept.frozen, await statedOfRound(visit, kept.place.round.id))
    return { ...kept, findings }
  },
  values: (_visit, { report, findings }) => ({
    report: report.id,
    findings: findings.length,
    version: report.version,
  }),
  view: (_visit, { place, report, frozen, findings }, state) =>
    formPage('Issue the report', state, back(place), {
      submit: 'Issue the report',
      fields: ['audience', 'seen'],
      before: html`<input type="hidden" name="report" value="${report.id}" /><input type="hidden" name="findings" value="${findings.length}" />`,
      intro: html`${paragraph(`It is issued from version ${frozen.version} and stays as it is. ${standsFor(place, report)}`)}
        ${heading('Findings', { level: 2, size: 'm' })}
        ${
          findings.length === 0
            ? paragraph('Nothing contradicts itself and nothing asks a question.')
            : html`${paragraph(html`${findings.length === 1 ? 'One finding:' : `${findings.length} findings:`} ${link(`${addressOf(place)}/findings`, 'see them all with their activities')}`)}<ul class="govuk-list govuk-list--bullet">${findings.map(({ message }) => html`<li>${message}</li>`)}</ul>`
        }`,
    }),
  then: ({ address, frozen }) => ({ to: address, notice: `The report of version ${frozen} was issued.` }),
})

function standsFor(place: ReportPlace, draft: ReportRecord): string {
  const former = place.reports.find((one) => one.state === 'issued' && one.slice === draft.slice)
  return former === undefined
    ? ''
    : `It replaces the report of version ${former.frozen_number}, which stays readable and says so.`
}

const agenda = form(`${BASE}/reports/:report/agenda`, {
  action: proposeReport,
  load: (visit) => reportKept(visit, proposeReport.name, ['issued']),
  values: (_visit, { report }) => ({ report: report.id }),
  view: (_visit, { place, report }, state) =>
    formPage('Put it on a meeting’s agenda', state, back(place), {
      submit: 'Put it on the agenda',
      fields: ['report', 'kind'],
      intro: paragraph(
        `“${report.title}” goes to the next planned meeting of the plan’s group; where none is planned, it awaits one.`,
      ),
    }),
  then: ({ address, meeting }) => ({
    to: address,
    notice: meeting === null ? 'It awaits the next meeting.' : 'It is on the agenda of the next meeting.',
  }),
})

export const reportPages: readonly Page[] = [
  showReport,
  ...files,
  showFigure,
  showTable,
  ...scorecardFiles,
  showScorecard,
  write,
  words,
  issue,
  agenda,
]
