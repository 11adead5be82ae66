// The report of a round on a page: what it is made from, how to take it along, its parts and versions; the records
// behind one figure; a long table whole; and the form in which an author says where each number comes from.
import { htmlOf, plain, type DocumentModel } from '#platform/documents/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { govuk } from '#web/govuk.ts'
import {
  actionsList,
  bullets,
  details,
  downloads,
  emptyState,
  heading,
  hint,
  inset,
  link,
  pagination,
  paragraph,
  table,
  tag,
} from '#web/parts.ts'
import type { ReportPlace, ReportRecord } from '../queries/reports.ts'
import type { Frozen, FrozenRow } from '../rules.ts'
import { statusWord } from '../rules.ts'
import {
  explained,
  printed,
  SECTIONS,
  type FigureRef,
  type ReportContent,
  type ReportTable,
  type SectionCode,
  type Slice,
} from '../rules/report/content.ts'
import { numeralsIn, type Numeral } from '../rules/report/numerals.ts'
import { HOME, PLANS } from './plan-words.ts'
import { roundHref } from './round-words.ts'

export const reportTrail = ({ plan, round, readsAll }: ReportPlace) =>
  readsAll
    ? [
        HOME,
        PLANS,
        { text: plan.title, href: `/delivery/${plan.code}` },
        { text: round.title, href: roundHref(plan, round) },
      ]
    : [HOME]

export const addressOf = ({ plan, round }: Pick<ReportPlace, 'plan' | 'round'>): string =>
  roundHref(plan, round)

export type ReportShown = {
  readonly place: ReportPlace
  readonly frozen: Pick<Frozen, 'version'>
  readonly slice: Slice | null
  readonly slices: readonly Slice[]
  readonly report: ReportRecord | undefined
  readonly draft: ReportRecord | undefined
  readonly document: DocumentModel
  readonly contents: Html
  /** "?version=1&slice=outcome%3A1" */
  readonly query: string
  readonly may: { readonly write: boolean; readonly issue: boolean; readonly propose: boolean }
}

export function reportView(shown: ReportShown): View {
  const { place, document, contents, query, may, draft, report } = shown
  const at = addressOf(place)
  const own = draft === undefined ? undefined : `${at}/reports/${draft.id}`
  return {
    title: document.title,
    wide: true,
    breadcrumbs: reportTrail(place),
    body: html`${heading(document.title, { caption: 'Report of a round' })}
      ${standing(shown)}
      ${actionsList([
        own !== undefined && may.issue && { href: `${own}/issue`, text: 'Issue the report' },
        draft === undefined &&
          may.write && {
            href: writeHref(shown),
            text: report === undefined ? 'Write the report' : 'Write a new report',
          },
        report?.state === 'issued' &&
          may.propose && {
            href: `${at}/reports/${report.id}/agenda`,
            text: 'Put it on a meeting’s agenda',
            look: 'secondary',
          },
        may.write && { href: `${at}/findings`, text: 'Look at the findings', look: 'link' },
      ])}
      ${takeAlong(at, query)}
      ${otherParts(shown)}
      ${contents}
      ${htmlOf(document)}`,
  }
}

const writeHref = ({ place, slice }: ReportShown): string =>
  `${addressOf(place)}/reports/new${slice === null ? '' : `?slice=${encodeURIComponent(slice.code)}`}`

function standing({ place, frozen, draft, report }: ReportShown): Html {
  const newest = place.versions[0]
  const older =
    newest !== undefined && newest.number > frozen.version
      ? inset(
          html`This is version ${frozen.version}. A correction made version ${newest.number}: ${newest.why ?? ''} ${link(`${addressOf(place)}/report?version=${newest.number}`, `Read version ${newest.number}`)}`,
        )
      : null
  if (draft !== undefined)
    return html`${paragraph(html`${tag('Draft', 'yellow')} Its figures are those of version ${frozen.version} and move with a correction. ${draft.frozen_number < frozen.version ? `It was begun from version ${draft.frozen_number}.` : ''}`)}${older}`
  if (report === undefined)
    return html`${paragraph(html`${tag('Generated', 'blue')} Written by the platform from version ${frozen.version}; nobody has issued it.`)}${older}`
  const issued = report.issued_at === null ? '' : `Issued on ${formatDateTime(report.issued_at)}.`
  return html`${paragraph(html`${report.state === 'issued' ? tag('Issued', 'green') : tag('Replaced', 'grey')} ${issued} ${report.audience === 'public' ? 'Everybody may read it.' : 'Those who may read the plan may read it.'}`)}${older}`
}

const takeAlong = (at: string, query: string): Html =>
  html`<p class="govuk-body-s connects-downloads">Take it along:
    ${link(`${at}/report.pdf${query}`, 'PDF')}, ${link(`${at}/report.docx${query}`, 'Word')}, ${link(`${at}/report.html${query}`, 'web page as a file')}, ${link(`${at}/report.json${query}`, 'JSON with every figure')},
    ${link(`${at}/scorecards.pdf${query}`, 'a scorecard for each activity (PDF)')}</p> `

function otherParts({ place, slices, slice, frozen }: ReportShown): Html | null {
  const at = `${addressOf(place)}/report`
  const version = place.versions.length > 1 ? `version=${frozen.version}` : ''
  const partHref = (code: string | null): string => {
    const query = [version, code === null ? '' : `slice=${encodeURIComponent(code)}`].filter(
      (one) => one !== '',
    )
    return query.length === 0 ? at : `${at}?${query.join('&')}`
  }
  const readable = place.readsAll
    ? slices
    : slices.filter(({ code }) => place.reports.some((report) => report.slice === code))
  const parts = [
    slice === null ? html`<strong>The whole plan</strong>` : link(partHref(null), 'The whole plan'),
    ...readable.map((one) =>
      one.code === slice?.code ? html`<strong>${one.title}</strong>` : link(partHref(one.code), one.title),
    ),
  ]
  const versions = place.versions.map((one) => {
    const words = `Version ${one.number}, ${formatDateTime(one.made_at)}${one.why === null ? '' : `: ${one.why}`}`
    const query = `?version=${one.number}${slice === null ? '' : `&slice=${encodeURIComponent(slice.code)}`}`
    return one.number === frozen.version ? html`<strong>${words}</strong>` : link(`${at}${query}`, words)
  })
  return details(
    'Read a part of the plan, or another version',
    html`${heading('Parts', { level: 2, size: 's' })}${bullets(parts)}${heading('Versions', { level: 2, size: 's' })}${bullets(versions)}`,
  )
}

const MOST_ROWS = 200

const rowColumns = (at: string, query: string): readonly Column<FrozenRow>[] => [
  { key: 'number', label: 'No.', kind: 'number', value: (row) => row.number },
  {
    key: 'title',
    label: 'Activity',
    kind: 'text',
    value: (row) => row.title,
    show: (row) => link(`${at}/scorecards/${row.number}${query}`, row.title),
  },
  {
    key: 'outcome',
    label: 'Outcome',
    kind: 'number',
    value: (row) => row.outcome,
  },
  {
    key: 'status',
    label: 'Status',
    kind: 'text',
    value: (row) => (row.status === null ? 'No answer' : statusWord[row.status]),
  },
  {
    key: 'before',
    label: 'Status before',
    kind: 'text',
    value: (row) => (row.previousStatus === null ? '' : statusWord[row.previousStatus]),
  },
]

export const figureColumns = (place: ReportPlace, query: string): readonly Column<FrozenRow>[] =>
  rowColumns(addressOf(place), query)

/** The records behind one figure of one version. */
export function figureView(
  place: ReportPlace,
  content: ReportContent,
  figure: FigureRef,
  rows: readonly FrozenRow[],
  query: string,
): View {
  const at = addressOf(place)
  const path = `${at}/figures/${encodeURIComponent(figure.code)}`
  const parts = Object.fromEntries(new URLSearchParams(query))
  return {
    title: `${figure.title}: ${content.round.title}`,
    wide: true,
    breadcrumbs: [...reportTrail(place), { text: 'Report', href: `${at}/report${query}` }],
    body: html`${heading(figure.title, { caption: `${content.plan.title}: ${content.round.title}, version ${content.version}${content.slice === null ? '' : `, ${content.slice.title}`}` })}
      ${paragraph(html`<strong class="govuk-!-font-size-36">${printed({ as: 'count', value: figure.numerator })}${figure.percent === null ? '' : ` (${figure.percent}%)`}</strong>`)}
      ${paragraph(`${explained(figure)}.`)}
      ${figure.doubt === null ? null : inset(figure.doubt)}
      ${
        figure.code.startsWith('rounding.')
          ? paragraph('It is made of other figures of the report and counts no activity.')
          : table(rowColumns(at, query), rows.slice(0, MOST_ROWS), {
              caption: 'The activities behind it',
              empty: emptyState('No activities', 'Nothing was counted, so the figure is none.'),
            })
      }
      ${rows.length > MOST_ROWS ? hint(`The first ${MOST_ROWS} of ${rows.length}. The files hold all of them.`) : null}
      ${rows.length === 0 ? null : downloads(path, parts)}`,
  }
}

export type ReportLine = readonly string[]

/** The columns of a report's table as a list of its own. */
export const lineColumns = (
  wanted: ReportTable,
  linked: (number: string) => string,
): readonly Column<ReportLine>[] =>
  wanted.columns.map(({ label, align }, at) => ({
    key: String(at),
    label,
    kind: align === 'right' ? 'number' : 'text',
    value: (row: ReportLine) => (align === 'right' ? Number(row[at]) : (row[at] ?? '')),
    ...(label === 'No.' ? { show: (row: ReportLine) => link(linked(row[at] ?? ''), row[at] ?? '') } : {}),
  }))

export function linesView(
  place: ReportPlace,
  content: ReportContent,
  shown: {
    readonly table: ReportTable
    readonly columns: readonly Column<ReportLine>[]
    readonly lines: readonly ReportLine[]
    readonly from: number
    readonly most: number
    readonly query: string
  },
): View {
  const at = addressOf(place)
  const path = `${at}/report/tables/${shown.table.code}`
  const { lines, from, most, query } = shown
  const to = Math.min(lines.length, from + most)
  const pageHref = (after: number): string => `${path}${query}&after=${after}`
  return {
    title: `${shown.table.caption}: ${content.round.title}`,
    wide: true,
    breadcrumbs: [...reportTrail(place), { text: 'Report', href: `${at}/report${query}` }],
    body: html`${heading(shown.table.caption, { caption: `${content.plan.title}: ${content.round.title}, version ${content.version}` })}
      ${table(shown.columns, lines.slice(from, to), { caption: shown.table.caption, captionHidden: true, empty: emptyState('Nothing here', 'This round has nothing to list here.') })}
      ${pagination({
        previous: from === 0 ? null : { href: pageHref(Math.max(0, from - most)) },
        next: to >= lines.length ? null : { href: pageHref(to) },
        showing: lines.length === 0 ? 'None' : `${from + 1} to ${to} of ${lines.length}`,
      })}
      ${downloads(path, Object.fromEntries(new URLSearchParams(query)))}`,
  }
}

/** A cell of a report's table in plain words. */
export const plainLine = (row: readonly Parameters<typeof plain>[0][]): ReportLine => row.map(plain)

export type WordsShown = {
  readonly place: ReportPlace
  readonly draft: ReportRecord
  readonly section: SectionCode
  readonly content: ReportContent
  readonly author: string
}

const MOST_OFFERED = 12

/** The form of an author's words: every number in them is offered as a figure, or asserted. */
export function wordsView({ place, draft, section, content, author }: WordsShown, state: FormState): View {
  const back = `${addressOf(place)}/report?version=${content.version}${draft.slice === null ? '' : `&slice=${encodeURIComponent(draft.slice)}`}#${section}`
  const typed =
    typeof state.values['words'] === 'string' ? state.values['words'].replaceAll('\r\n', '\n').trim() : ''
  const numbers = numeralsIn(typed)
  const title = `Your words in “${SECTIONS[section]}”`
  return {
    title: `${title}: ${draft.title}`,
    back: { href: back, text: 'The report' },
    body: html`${errorSummary(state)}${heading(title, { caption: draft.title })}
      ${paragraph('They stand at the beginning of the section. A number you type is offered as a figure of the report, which then moves with every correction, or is printed with your name as asserted by you. Dates, years and references such as “activity 33” are left alone.')}
      ${renderForm(state, {
        submit: numbers.length === 0 ? 'Save the words' : 'Save with these numbers',
        fields: ['words'],
        more: { words: { lines: 8 } },
        summary: false,
        cancel: { href: back },
        after: html`<input type="hidden" name="report" value="${draft.id}" /><input type="hidden" name="section" value="${section}" />${
          numbers.length === 0
            ? null
            : html`${heading('Where each number comes from', { level: 2, size: 'm' })}${numbers.map((one, at) => numberAsked(one, at, { typed, content, author, state }))}`
        }${figuresOffered(content)}`,
      })}`,
  }
}

type Around = {
  readonly typed: string
  readonly content: ReportContent
  readonly author: string
  readonly state: FormState
}

function numberAsked(one: Numeral, at: number, { typed, content, author, state }: Around): Html {
  const before = typed.slice(Math.max(0, one.at - 40), one.at)
  const after = typed.slice(one.at + one.text.length, one.at + one.text.length + 40)
  const found = offeredFor(one, content)
  return html`<input type="hidden" name="numbers-${at}-at" value="${one.at}" /><input type="hidden" name="numbers-${at}-text" value="${one.text}" />
    ${govuk.radios({
      idPrefix: `numbers-${at}-becomes`,
      name: `numbers-${at}-becomes`,
      value: chosenBefore(state, one),
      classes: 'govuk-radios--small',
      fieldset: { legend: { text: `“${one.text}”`, classes: 'govuk-fieldset__legend--s' } },
      hint: { text: `… ${before}${one.text}${after} …` },
      items: [
        ...found.map(({ figure, as }) => ({
          value: `${as === 'percent' ? 'percent' : 'figure'}:${figure.code}`,
          text: figure.title,
          hint: { text: explained(figure) },
        })),
        {
          value: 'asserted',
          text: `Asserted by ${author}`,
          hint: {
            text:
              found.length === 0
                ? 'No figure of this report has this value'
                : 'It is none of these: it is printed with your name',
          },
        },
      ],
    })}`
}

function chosenBefore(state: FormState, one: Numeral): string {
  const rows: unknown = state.values['numbers']
  if (!Array.isArray(rows)) return ''
  const row = (rows as readonly Readonly<Record<string, unknown>>[]).find(
    ({ at, text }) => String(at) === String(one.at) && text === one.text,
  )
  return typeof row?.['becomes'] === 'string' ? row['becomes'] : ''
}

type Offered = { readonly figure: FigureRef; readonly as: 'count' | 'percent' }

/** The figures that have this value: those that a sentence states come first. */
function offeredFor({ value, kind }: Numeral, content: ReportContent): readonly Offered[] {
  if (kind === 'money') return []
  const as = kind === 'percent' ? 'percent' : 'count'
  return [...content.figures.values()]
    .filter((figure) => (as === 'percent' ? figure.percent : figure.numerator) === value)
    .toSorted((one, other) => weightOf(one) - weightOf(other))
    .slice(0, MOST_OFFERED)
    .map((figure) => ({ figure, as }))
}

// What a measure counts is more often meant than a cell of a table.
const weightOf = ({ code }: FigureRef): number => (code.includes('.') ? code.split('.').length : 0)

function figuresOffered(content: ReportContent): Html {
  const named = [...content.figures.values()].filter(({ code }) => !code.includes('.'))
  return details(
    'Figures you can put in by name',
    html`${paragraph('Write the mark where the figure should stand. Any figure of the report has one; these are the ones most often meant.')}${bullets(
      named.map(
        (figure) => html`<code>[[figure:${figure.code}]]</code> ${figure.title}: ${explained(figure)}`,
      ),
    )}`,
  )
}
