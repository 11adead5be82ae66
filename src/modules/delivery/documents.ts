// The report of a round as a file: page, PDF, Word file or JSON, made from the frozen version whenever it is asked for.
// The same version gives the same bytes: a file is dated by the moment of the issue, or of the freezing.
import { query, type Reader } from '#platform/actions/index.ts'
import {
  DOCX_MEDIA,
  docxOf,
  htmlOf,
  PDF_MEDIA,
  pdfOf,
  type DocumentModel,
} from '#platform/documents/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { html, safe } from '#platform/html/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import {
  reportDocument,
  scorecardDocument,
  titleOf,
  type Around,
  type AuthorsWords,
} from './report-document.ts'
import {
  chosenIn,
  frozenVersion,
  reportPlace,
  type ReportPlace,
  type ReportRecord,
} from './queries/reports.ts'
import { holdsFor, READ_PUBLIC } from './queries/seeing.ts'
import type { Frozen } from './rules.ts'
import { explained, type ReportContent, type Slice } from './rules/report/content.ts'
import { exportable } from './rules/report/exporting.ts'
import { scorecardsOf } from './rules/report/scorecard.ts'
import { cutTo, sliceNamed } from './rules/report/slices.ts'
import { roundHref } from './views/round-words.ts'

export const FORMATS = { html: 'Web page', pdf: 'PDF', docx: 'Word', json: 'JSON' } as const
export type Format = keyof typeof FORMATS

export type Wanted = {
  readonly plan: string
  readonly round: string
  readonly slice: string | null
  readonly version?: number | undefined
  /** Where links of the file lead: "https://connects.county.example"; without it they are plain text. */
  readonly address?: string | undefined
}

export type ReportFile = { readonly bytes: Uint8Array; readonly name: string; readonly contentType: string }

/** What stands behind an address so that it keeps its version and slice. */
export function queryOf(version: number, slice: string | null): string {
  const kept = new URLSearchParams({ version: String(version), ...(slice === null ? {} : { slice }) })
  return `?${kept.toString()}`
}

export type Composed = {
  readonly place: ReportPlace
  readonly frozen: Frozen
  readonly slice: Slice | null
  /** The report that was issued from this version, if one was. */
  readonly report: ReportRecord | undefined
  readonly draft: ReportRecord | undefined
  readonly mayWrite: boolean
}

/** The frozen version a reader asks for, with what its author said. */
export async function composed(reader: Reader, wanted: Wanted): Promise<Composed> {
  const place = await reportPlace(reader, wanted.plan, wanted.round)
  const mayWrite = holdsFor(reader, 'delivery.report.write', place.plan) && place.plan.state !== 'closed'
  if (place.versions.length === 0) return notFound('frozen version')
  // A draft is its author's: a command or a job reads what stands.
  const readsDraft = mayWrite && reader.actor.kind === 'person'
  const { version, report, draft } = chosenIn(
    place,
    { slice: wanted.slice, version: wanted.version },
    readsDraft,
  )
  const frozen = await frozenVersion(reader, version.id)
  const slice = wanted.slice === null ? null : sliceNamed(frozen, wanted.slice)
  return { place, frozen, slice, report, draft, mayWrite }
}

/** The author's words of a version: those of the issued report; those of the draft only for whoever may write it. */
export const wordsOf = ({ report, draft }: Pick<Composed, 'report' | 'draft'>): AuthorsWords =>
  draft?.words ?? report?.words ?? {}

/** When, by whom, and in the place of which version it was issued. */
export function issuedLines({
  report,
  draft,
  place,
}: Pick<Composed, 'report' | 'draft' | 'place'>): NonNullable<Around['front']> {
  const issued = report?.issued_at
  if (draft !== undefined) return [{ label: 'State', value: 'Draft, not issued' }]
  if (report === undefined || issued === null || issued === undefined) return []
  const by = report.issued_by === null || !place.readsAll ? '' : ` by ${report.issued_by}`
  const later = place.reports.find((one) => one.replaces_id === report.id)
  return [
    { label: 'Issued', value: `${formatDateTime(issued)}${by}` },
    ...(report.replaces_number === null
      ? []
      : [
          {
            label: 'Replaces',
            value: `The report of version ${report.replaces_number}, by this one of version ${report.frozen_number}`,
          },
        ]),
    ...(later === undefined
      ? []
      : [
          {
            label: 'Replaced',
            value: `By the report of version ${later.frozen_number}; this one is of version ${report.frozen_number}`,
          },
        ]),
  ]
}

/** A report as a file. Nothing leaves whose sentences and tables, or slices and whole, differ (V13, V14). */
export async function reportFile(
  reader: Reader,
  wanted: Wanted & { readonly format: Format },
): Promise<ReportFile> {
  const found = await composed(reader, wanted)
  const { frozen, report, draft, slice, place } = found
  const content = exportable(frozen, slice?.code ?? null)
  const name = `${nameOf(place, slice, frozen)}.${wanted.format}`
  const now =
    draft === undefined && report?.issued_at ? report.issued_at : Temporal.Instant.from(frozen.frozenAt)
  if (wanted.format === 'json') {
    const bytes = Buffer.from(`${JSON.stringify(jsonOf(content, found), null, 2)}\n`)
    return { bytes, name, contentType: 'application/json; charset=utf-8' }
  }
  const document = documentOf(found, content, wanted)
  if (wanted.format === 'pdf') return { bytes: await pdfOf(document, { now }), name, contentType: PDF_MEDIA }
  if (wanted.format === 'docx')
    return { bytes: await docxOf(document, { now }), name, contentType: DOCX_MEDIA }
  return { bytes: Buffer.from(standalone(document)), name, contentType: 'text/html; charset=utf-8' }
}

function documentOf(
  found: Composed,
  content: ReportContent,
  wanted: Wanted & { readonly format: Format },
): DocumentModel {
  const href = roundHref(found.place.plan, found.place.round)
  // A web page that is a file has no server behind it: its links are whole, or there are none.
  const isFile = wanted.format === 'html'
  return reportDocument(content, {
    href: isFile ? (wanted.address === undefined ? null : `${wanted.address}${href}`) : href,
    query: queryOf(found.frozen.version, found.slice?.code ?? null),
    address: wanted.address,
    words: wordsOf(found),
    front: issuedLines(found),
    listsFigures: true,
  })
}

/** All scorecards of a version or of a slice of it, one a page. */
export async function scorecardsFile(reader: Reader, wanted: Wanted, only?: number): Promise<ReportFile> {
  const found = await composed(reader, wanted)
  const { place, slice, frozen, report } = found
  const part = slice === null ? frozen : cutTo(frozen, slice)
  const cards = scorecardsOf(part, { names: place.readsAll }).filter(
    ({ number }) => only === undefined || number === only,
  )
  if (only !== undefined && cards.length === 0) return notFound('activity')
  const { plan, round } = frozen.head
  const document = scorecardDocument(
    { plan, round, version: frozen.version, hash: frozen.hash, slice },
    cards,
    {
      href: roundHref(place.plan, place.round),
      query: queryOf(frozen.version, slice?.code ?? null),
      address: wanted.address,
    },
  )
  const bytes = await pdfOf(document, { now: report?.issued_at ?? Temporal.Instant.from(frozen.frozenAt) })
  const of = only === undefined ? 'scorecards' : `scorecard-${only}`
  return { bytes, name: `${nameOf(place, slice, frozen, of)}.pdf`, contentType: PDF_MEDIA }
}

/** "sdp-2019-20-2019-q2-outcome-1-v1" */
function nameOf(place: ReportPlace, slice: Slice | null, frozen: Frozen, of?: string): string {
  const part = slice?.code.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return [place.plan.code, place.round.code, part, of, `v${frozen.version}`]
    .filter((one) => one !== undefined)
    .join('-')
}

/** Everything of a report for programs: its figures with the activities behind them, its version and hash. */
export function jsonOf(content: ReportContent, found: Composed) {
  const { report, draft } = found
  return {
    plan: content.plan,
    round: content.round,
    title: titleOf(content),
    version: content.version,
    hash: content.hash,
    slice: content.slice,
    state: draft === undefined ? (report?.state ?? 'generated') : 'draft',
    issuedAt: draft === undefined ? (report?.issued_at?.toString() ?? null) : null,
    front: content.front,
    sections: content.sections.map((section) => ({
      ...section,
      words: wordsOf(found)[section.code] ?? null,
    })),
    figures: [...content.figures.values()].map((figure) => ({ ...figure, explanation: explained(figure) })),
  }
}

export const readReport = query({
  name: 'delivery.report.read',
  title: 'Read the report of a round',
  permission: READ_PUBLIC,
  doors: ['page', 'api', 'command'],
  parameters: {
    plan: field.code('Plan'),
    round: field.code('Round'),
    slice: field.text('Part of the plan', { most: 80 }).optional(),
    version: field.integer('Version', { least: 1 }).optional(),
  },
  async run(reader, { plan, round, slice, version }) {
    const found = await composed(reader, { plan, round, slice, version: version ?? undefined })
    return jsonOf(exportable(found.frozen, found.slice?.code ?? null), found)
  },
})

// A web page that stands alone needs its own few rules: letters, tables that scroll, drawings that fit, pages in print.
const STYLE = `body{font:16px/1.5 system-ui,sans-serif;color:#0b0c0c;max-width:60rem;margin:0 auto;padding:1rem}
h1,h2,h3{line-height:1.25}dl div{display:flex;flex-wrap:wrap;gap:.25rem 1rem;border-bottom:1px solid #b1b4b6;padding:.25rem 0}dt{font-weight:700;min-width:12rem}dd{margin:0;overflow-wrap:anywhere}
.connects-table-frame{overflow-x:auto}table{border-collapse:collapse;width:100%;margin-bottom:1.5rem}caption{text-align:left;font-weight:700;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #b1b4b6}.govuk-table__header--numeric,.govuk-table__cell--numeric{text-align:right}
figure{margin:0 0 1rem}figcaption{font-weight:700}svg{width:100%;min-width:28rem;max-width:47rem;height:auto}a{color:#00495b}
@media print{section{break-inside:auto}h2,h3,caption{break-after:avoid}tr,figure{break-inside:avoid}details::details-content{content-visibility:visible;height:auto}}`

function standalone(document: DocumentModel): string {
  return `<!doctype html>\n${
    html`<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${document.title}</title><style>${safe(STYLE)}</style></head>
<body><main><h1>${document.title}</h1>${contentsOf(document)}${htmlOf(document)}</main></body></html>`.text
  }\n`
}

/** The list of a document's sections, each leading to its place on the page. */
export const contentsOf = (document: DocumentModel) =>
  html`<nav aria-label="Contents"><ol class="govuk-list">${document.sections.map(
    ({ anchor, heading, number }) =>
      html`<li><a class="govuk-link" href="#${anchor}">${number === undefined ? heading : `${number}${/^\d+$/.test(number) ? '.' : ':'} ${heading}`}</a></li>`,
  )}</ol></nav>`
