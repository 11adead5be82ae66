// The bodies there are figures of, the dashboard of one as page, file and document, and what is due.
import {
  DOCX_MEDIA,
  docxOf,
  htmlOf,
  PDF_MEDIA,
  pdfOf,
  type DocumentModel,
} from '#platform/documents/index.ts'
import { isRecordId } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { download, get, originOf, page, type Page, type Visit } from '#platform/http/index.ts'
import { afterCursor, fileOf, filterOf, formatOf, pageOf } from '#platform/tables/index.ts'
import { organisationByCode } from '#modules/organisations/index.ts'
import { actionsList, heading } from '#web/parts.ts'
import { packOf } from '../packs.ts'
import { duesOf } from '../queries/duties.ts'
import type { IndicatorFilter } from '../queries/indicators.ts'
import { holdsFor, READ } from '../queries/seeing.ts'
import { standingsSeen, withCourse, worstFirst, type Standing } from '../queries/standings.ts'
import { RAGS, type Rag } from '../rules.ts'
import {
  bodiesOf,
  bodiesView,
  bodyColumns,
  dashboardView,
  dueColumns,
  dueView,
  standingColumns,
} from '../views/bodies.ts'
import { HOME, PERFORMANCE } from '../views/words.ts'
import { todayOf } from './asked.ts'

const showBodies = get('/performance', {
  permission: READ,
  async run(visit) {
    const bodies = bodiesOf(await standingsSeen(visit), todayOf(visit))
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, 'performance', bodyColumns, bodies)
    const dues = visit.may('performance.value.give') ? (await duesOf(visit)).length : 0
    return page(bodiesView(visit, { bodies, dues }))
  },
})

const showDue = get('/performance/due', {
  permission: 'performance.value.give',
  async run(visit) {
    const rows = await duesOf(visit)
    const today = todayOf(visit)
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, 'figures-due', dueColumns(today), rows)
    return page(dueView(visit, rows, today))
  },
})

const PAGE = 50

const isRag = (text: string | undefined): text is Rag => text !== undefined && Object.hasOwn(RAGS, text)

function filtered(visit: Visit, all: readonly Standing[]): Standing[] {
  const { rating, owner } = visit.query
  const unit = filterOf(visit, 'unit')
  const rows = all.filter(
    (row) =>
      (!isRag(rating) || row.rag === rating) &&
      (unit === undefined || row.directorate === unit) &&
      (owner !== 'nobody' || row.owner_person_id === null) &&
      (owner === undefined || !isRecordId(owner) || row.owner_person_id === owner),
  )
  return worstFirst(rows)
}

// Ratings are computed, so the list is cut where the row of the cursor stands in it.
function pageAfter(visit: Visit, rows: readonly Standing[]) {
  const cursor = afterCursor(visit.query['after'], 1)
  const from = cursor === null ? 0 : rows.findIndex((row) => row.id === cursor[0]) + 1
  return pageOf(rows.slice(from, from + PAGE + 1), PAGE, (row) => [row.id])
}

const showDashboard = get('/performance/:organisation', {
  permission: READ,
  async run(visit) {
    const body = await organisationByCode(visit, visit.params['organisation'] ?? '')
    const retired = visit.query['state'] === 'retired'
    const search = filterOf(visit, 'search')
    const filter: IndicatorFilter = {
      organisation: body.id,
      retired,
      ...(search === undefined ? {} : { search }),
    }
    const all = await standingsSeen(visit, filter)
    const rows = filtered(visit, all)
    const today = todayOf(visit)
    const format = formatOf(visit)
    if (format !== undefined) return fileOf(format, `${body.code}-performance`, standingColumns(today), rows)
    const shown = pageAfter(visit, rows)
    const place = { id: body.id, organisation_id: body.id, partnership_id: null }
    return page(
      dashboardView(visit, {
        body,
        all,
        rows: await withCourse(visit, shown.rows),
        next: shown.next,
        retired,
        mayCreate: holdsFor(visit, 'performance.indicator.create', place),
        today,
      }),
    )
  },
})

const codeHere = (visit: Visit): string => visit.params['organisation'] ?? ''

const showPack = get('/performance/:organisation/pack', {
  permission: READ,
  async run(visit) {
    const pack = await packOf(visit, codeHere(visit))
    const href = `/performance/${codeHere(visit)}`
    return page({
      title: pack.title,
      wide: true,
      breadcrumbs: [HOME, PERFORMANCE, { href, text: 'Dashboard' }],
      body: html`${heading(pack.title)}
        ${actionsList([
          { href: `${href}/pack.pdf`, text: 'As PDF' },
          { href: `${href}/pack.docx`, text: 'As a Word file', look: 'secondary' },
        ])}
        ${htmlOf(pack)}`,
    })
  },
})

const packFile = (
  ending: 'pdf' | 'docx',
  type: string,
  made: (pack: DocumentModel, visit: Visit) => Promise<Uint8Array>,
) =>
  get(`/performance/:organisation/pack.${ending}`, {
    permission: READ,
    async run(visit) {
      const pack = await packOf(visit, codeHere(visit), originOf(visit))
      const name = `${codeHere(visit)}-performance-${todayOf(visit).toString()}.${ending}`
      return download({ name, type, bytes: await made(pack, visit), inline: ending === 'pdf' })
    },
  })

export const bodyPages: readonly Page[] = [
  showBodies,
  showDue,
  showDashboard,
  showPack,
  packFile('pdf', PDF_MEDIA, (pack, visit) => pdfOf(pack, { now: visit.now })),
  packFile('docx', DOCX_MEDIA, (pack) => docxOf(pack)),
]
