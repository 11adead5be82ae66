// A frozen version as it was written, and two versions beside each other, row by row.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDateTime, readDate, formatDate } from '#platform/time/index.ts'
import {
  emptyState,
  heading,
  inset,
  link,
  pagination,
  paragraph,
  summaryList,
  table,
  tag,
  warning,
} from '#web/parts.ts'
import type { Plan } from '../queries/plans.ts'
import type { Round } from '../queries/rounds.ts'
import {
  closingWord,
  isNotOnTrack,
  issueOutcomeWord,
  ROW_PARTS,
  statusWord,
  type Frozen,
  type FrozenRow,
  type RowDifference,
} from '../rules.ts'
import { roundHref } from './round-words.ts'
import { activityHref, statusTag } from './standing.ts'

const dayOf = (text: string | null): Temporal.PlainDate | null =>
  text === null ? null : (readDate(text) ?? null)

const issueList = (row: FrozenRow): string =>
  row.issues
    .filter((one) => one.answer !== 'closed')
    .map((one) => one.label)
    .join('; ')

/** The columns of a frozen version, for the page and for files: a file says of itself which version it is. */
export const frozenColumns = (plan: Plan, frozen: Frozen): readonly Column<FrozenRow>[] => [
  { key: 'number', label: 'Number', kind: 'number', value: (row) => row.number },
  {
    key: 'title',
    label: 'Activity',
    kind: 'text',
    value: (row) => row.title,
    show: (row) => link(activityHref(plan, row), row.title),
  },
  { key: 'outcome', label: 'Outcome', kind: 'number', value: (row) => row.outcome, downloadOnly: true },
  { key: 'unit', label: 'Directorate', kind: 'text', value: (row) => row.unit, downloadOnly: true },
  {
    key: 'lead',
    label: 'Lead',
    kind: 'text',
    value: (row) => (row.lead === null ? null : (frozen.leads[row.lead] ?? null)),
  },
  {
    key: 'status',
    label: 'Status',
    kind: 'text',
    value: (row) => (row.status === null ? '' : statusWord[row.status]),
    show: (row) =>
      row.responded
        ? html`${statusTag(row.status)}${row.isLate ? html` ${tag('Late', 'red')}` : null}`
        : 'Not reported',
  },
  {
    key: 'previous',
    label: 'Round before',
    kind: 'text',
    value: (row) => (row.previousStatus === null ? '' : statusWord[row.previousStatus]),
    show: (row) =>
      row.previousStatus === null
        ? html`<span class="connects-none">None</span>`
        : statusTag(row.previousStatus),
  },
  { key: 'original', label: 'Original end', kind: 'date', value: (row) => dayOf(row.originalEnd) },
  { key: 'end', label: 'Revised end', kind: 'date', value: (row) => dayOf(row.revisedEnd) },
  { key: 'go-live', label: 'Go live', kind: 'date', value: (row) => dayOf(row.revisedGoLive) },
  { key: 'issues', label: 'Open issues', kind: 'text', value: issueList },
  {
    key: 'mitigations',
    label: 'Mitigations',
    kind: 'text',
    value: (row) => row.mitigations,
    downloadOnly: true,
  },
  { key: 'progress', label: 'Progress', kind: 'text', value: (row) => row.progress, downloadOnly: true },
  { key: 'signed', label: 'Signed off', kind: 'text', value: (row) => row.signedOff },
  { key: 'late', label: 'Late', kind: 'text', value: (row) => row.isLate, downloadOnly: true },
  {
    key: 'stale',
    label: 'Not confirmed',
    kind: 'text',
    value: (row) => row.stale.join('; '),
    downloadOnly: true,
  },
  { key: 'version', label: 'Version', kind: 'number', value: () => frozen.version, downloadOnly: true },
  { key: 'hash', label: 'Hash', kind: 'text', value: () => frozen.hash, downloadOnly: true },
]

const ROWS_ON_A_PAGE = 100

export type FrozenShown = {
  readonly plan: Plan
  readonly round: Round
  readonly frozen: Frozen
  readonly newest: number
  readonly isWhole: boolean
  /** The number after which the page begins. */
  readonly after: number
}

export function frozenView({ plan, round, frozen, newest, isWhole, after }: FrozenShown): Html {
  const at = roundHref(plan, round)
  const rows = frozen.rows.filter((row) => row.number > after)
  const shown = rows.slice(0, ROWS_ON_A_PAGE)
  const last = shown.at(-1)
  const here = `${at}?version=${frozen.version}`
  const { rows: all } = frozen
  return html`${heading(`${round.title}, version ${frozen.version}`, { caption: plan.title })}
  ${
    frozen.version === newest
      ? null
      : inset(
          html`This is a former version. ${link(`${at}?version=${newest}`, `Version ${newest}`)} corrects it; ${link(`${at}/compare?from=${frozen.version}&to=${newest}`, 'see what changed')}.`,
        )
  }
  ${isWhole ? null : warning('The hash does not fit what is kept: this version was changed outside Connects. Ask an administrator to restore it from a backup.')}
  ${summaryList([
    { key: 'Frozen', value: formatDateTime(Temporal.Instant.from(frozen.frozenAt)) },
    frozen.why !== null && { key: 'Why', value: frozen.why },
    { key: 'Activities', value: String(all.length) },
    { key: 'Reported', value: String(all.filter((row) => row.responded).length) },
    { key: 'Not on track', value: String(all.filter((row) => isNotOnTrack(row.status)).length) },
    { key: 'Signed off', value: String(all.filter((row) => row.signedOff).length) },
    {
      key: 'Hash',
      value: html`<code class="connects-break">${frozen.hash}</code><br />${isWhole ? 'Recomputed from the rows just now: it is the same.' : 'Recomputed from the rows just now: it is another.'}`,
    },
  ])}
  ${table(frozenColumns(plan, frozen), shown, { caption: 'What was frozen', captionSize: 'm', sortedBy: 'By number', rowHeader: 'title' })}
  <p class="govuk-body-s connects-downloads">Download this version: <a class="govuk-link" href="${here}&format=csv" download>CSV</a> or <a class="govuk-link" href="${here}&format=xlsx" download>spreadsheet (XLSX)</a></p>
  ${pagination({
    previous: after > 0 ? { href: here, text: 'First' } : null,
    next: last !== undefined && rows.length > shown.length ? { href: `${here}&after=${last.number}` } : null,
  })}`
}

export type CompareShown = {
  readonly plan: Plan
  readonly round: Round
  readonly from: number
  readonly to: Frozen
  readonly rows: readonly RowDifference[]
  readonly head: readonly string[]
}

type Changed = {
  readonly number: number
  readonly title: string
  readonly what: string
  readonly was: string
  readonly is: string
}

const changedRows = (rows: readonly RowDifference[]): Changed[] =>
  rows.flatMap((row): Changed[] => {
    const { number, title } = row
    if (row.only !== null) {
      const [was, is] = row.only === 'later' ? ['Not in it', 'In it'] : ['In it', 'Not in it']
      return [{ number, title, what: 'The whole activity', was, is }]
    }
    return row.parts.map(({ part, was, is }) => ({
      number,
      title,
      what: ROW_PARTS[part],
      was: valueWords(was),
      is: valueWords(is),
    }))
  })

// What is kept as a code, in the words of the pages.
const CODES: Readonly<Record<string, string>> = {
  ...statusWord,
  ...closingWord,
  ...issueOutcomeWord,
  removed: 'No longer monitored',
  kept: 'Kept in monitoring',
  raised: 'New',
  carried: 'Still an issue',
  closed: 'Closed',
  reported: 'Reported',
  printed: 'Printed in the source',
  implied: 'Implied by the source',
  end: 'End',
  'go-live': 'Go live',
  'original-end': 'Original end',
  internal: 'Internal cause',
  external: 'External cause',
  yes: 'Yes',
  no: 'No',
}

/** A value of a row as a reader says it. */
function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'Nothing'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return CODES[value] ?? dayWords(value)
  if (Array.isArray(value)) return value.length === 0 ? 'None' : value.map(valueWords).join('; ')
  if (typeof value !== 'object') return 'Something else'
  return Object.entries(value)
    .filter(([, one]) => one !== null && one !== '')
    .map(([, one]) => valueWords(one))
    .join(', ')
}

function dayWords(text: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? readDate(text) : undefined
  return day === undefined ? text : formatDate(day)
}

const changedColumns = (plan: Plan): readonly Column<Changed>[] => [
  {
    key: 'activity',
    label: 'Activity',
    kind: 'text',
    value: (row) => `${row.number} ${row.title}`,
    show: (row) => link(activityHref(plan, row), `${row.number} ${row.title}`),
  },
  { key: 'what', label: 'What', kind: 'text', value: (row) => row.what },
  { key: 'was', label: 'Was', kind: 'text', value: (row) => row.was },
  { key: 'is', label: 'Is', kind: 'text', value: (row) => row.is },
]

export function compareView({ plan, round, from, to, rows, head }: CompareShown): Html {
  return html`${heading(`What changed from version ${from} to version ${to.version}`, { caption: `${round.title}, ${plan.title}` })}
  ${to.why === null ? null : paragraph(to.why)} ${changesTable(plan, rows, head)}`
}

/** What differs between two versions, or would with the next one. */
export function changesTable(plan: Plan, rows: readonly RowDifference[], head: readonly string[]): Html {
  const changed = changedRows(rows)
  return html`${head.length === 0 ? null : paragraph(`Changed for the whole round: ${head.join(', ').toLowerCase()}.`)}
  ${table(changedColumns(plan), changed, {
    caption: rows.length === 1 ? 'One activity changed' : `${rows.length} activities changed`,
    sortedBy: 'By number',
    empty:
      head.length > 0
        ? paragraph('No row of an activity changed.')
        : emptyState(
            'Nothing differs',
            'What is corrected appears here, activity by activity, as it was and as it is.',
          ),
  })}`
}

/** The same as a file. */
export const compareFile = (plan: Plan, rows: readonly RowDifference[]) => ({
  columns: changedColumns(plan),
  rows: changedRows(rows),
})
