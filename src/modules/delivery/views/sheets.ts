// Reporting by sheet: what to download and how to fill it in, and what an uploaded sheet would report.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { bullets, definitionList, details, heading, link, paragraph, table } from '#web/parts.ts'
import type { Unit } from '../queries/plans.ts'
import type { Round } from '../queries/rounds.ts'
import {
  movedWords,
  daysMoved,
  SHEET_COLUMNS,
  SHEET_HELP,
  statusWord,
  type SheetCells,
  type SheetColumn,
} from '../rules.ts'
import type { ReportBasis, Settled } from '../rules.ts'
import { reportHref, roundHref } from './round-words.ts'

type Coded = { readonly code: string }

export const sheetHref = (plan: Coded, round: Coded): string => `${roundHref(plan, round)}/sheet`

const DATES: readonly SheetColumn[] = ['original_end', 'revised_end', 'revised_go_live']
const NUMBERS: readonly SheetColumn[] = ['number', 'version']

const dayIn = (cell: string): Temporal.PlainDate | null =>
  cell === '' ? null : Temporal.PlainDate.from(cell)

/** The columns of the sheet, with days and numbers as a spreadsheet knows them. */
export const sheetColumns: readonly Column<SheetCells>[] = SHEET_COLUMNS.map((key): Column<SheetCells> => {
  if (DATES.includes(key)) return { key, label: key, kind: 'date', value: (row) => dayIn(row[key]) }
  if (NUMBERS.includes(key)) return { key, label: key, kind: 'number', value: (row) => Number(row[key]) }
  return { key, label: key, kind: 'text', value: (row) => row[key] }
})

export type SheetOffered = {
  readonly plan: Coded & { readonly title: string }
  readonly round: Round
  readonly reportable: number
  readonly units: readonly Unit[]
}

/** Above the form that takes the sheet. */
export function sheetIntro({ plan, round, reportable, units }: SheetOffered): Html {
  if (reportable === 0)
    return paragraph(
      'You report on no activity of this round that is still to be submitted, so there is nothing to download.',
    )
  const file = (format: string, unit?: string): string =>
    `${sheetHref(plan, round)}/file?${new URLSearchParams({ ...(unit === undefined ? {} : { unit }), format }).toString()}`
  const both = (unit?: Unit): Html =>
    html`${unit === undefined ? `All ${reportable}` : unit.name}:
      ${link(file('xlsx', unit?.code), 'Excel (XLSX)', { hidden: unit?.name ?? 'of all activities', download: true })},
      ${link(file('csv', unit?.code), 'CSV', { hidden: unit?.name ?? 'of all activities', download: true })}`
  return html`${paragraph(`The sheet has a line for each of the ${reportable} ${reportable === 1 ? 'activity' : 'activities'} you may still report, filled in with what was said last time. Change what is different, write yes in “still_true” for the rest of the line, and upload it. You see what it would report before anything counts.`)}
  ${heading('1. Download it', { level: 2 })}
  ${bullets([both(), ...units.map((unit) => both(unit))])}
  ${details(
    'How to fill in each column',
    html`${paragraph('Leave round, number and version as they are. A line in which nothing is changed and “still_true” is empty says nothing and is left out. Formulas are not taken: paste values.')}
    ${definitionList(Object.entries(SHEET_HELP).map(([term, meaning]) => ({ term: html`<code>${term}</code>`, meaning })))}`,
  )}
  ${heading('2. Upload it', { level: 2 })}`
}

export type SheetEffect = {
  readonly line: number
  readonly number: number
  readonly title: string
  readonly hasDraft: boolean
  readonly basis: ReportBasis
  readonly settled: Settled
}

/** What one line would change, in words. */
function effectWords({ basis, settled, hasDraft }: SheetEffect): readonly string[] {
  const { report } = settled
  const { last } = basis
  const { dates, issues } = report
  const named = (answer: string): string =>
    issues
      .filter((one) => one.answer === answer)
      .map((one) => one.label)
      .join(', ')
  const moved = (what: string, from: Temporal.PlainDate | null, to: Temporal.PlainDate | null): string =>
    to === null
      ? ''
      : `${what}: ${formatDate(to)}${from === null ? '' : `, ${movedWords(daysMoved(from, to))}`}`
  const status = report.status === null ? 'No status' : statusWord[report.status]
  return [
    last?.status === report.status
      ? `${status}, as last time`
      : `${status}${last?.status ? `; last time: ${statusWord[last.status]}` : ''}`,
    dates.endMoves ? moved('End', basis.end ?? basis.originalEnd, dates.end) : '',
    dates.goLiveMoves ? moved('Go-live', basis.goLive, dates.goLive) : '',
    named('raised') && `New: ${named('raised')}`,
    named('carried') && `Still an issue: ${named('carried')}`,
    named('closed') && `Closed: ${named('closed')}`,
    settled.confirmed.progress === 'confirmed'
      ? 'Progress as last time'
      : report.progress === null
        ? ''
        : 'New progress',
    report.explained.length > 0 ? 'A date that looks wrong is explained' : '',
    hasDraft ? 'It takes the place of the draft that is there' : '',
  ].filter((words) => words !== '')
}

/** What an uploaded sheet would report, line by line. */
export function sheetEffects(plan: Coded, round: Coded, effects: readonly SheetEffect[]): Html {
  const columns: readonly Column<SheetEffect>[] = [
    { key: 'line', label: 'Line', kind: 'number', value: (row) => row.line },
    {
      key: 'activity',
      label: 'Activity',
      kind: 'text',
      value: (row) => row.title,
      show: (row) => link(reportHref(plan, round, row.number), `${row.number} ${row.title}`),
    },
    {
      key: 'says',
      label: 'What the sheet says',
      kind: 'text',
      value: (row) => effectWords(row).join('. '),
      show: (row) => bullets(effectWords(row)),
    },
  ]
  return table(columns, effects, { caption: 'What would be reported, by line of the sheet' })
}
