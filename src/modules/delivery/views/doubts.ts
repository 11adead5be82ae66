// What a file left unclear: the questions with what the file says, the columns nobody gave a meaning, and the answers.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, londonDate } from '#platform/time/index.ts'
import {
  bullets,
  details,
  downloads,
  emptyState,
  heading,
  inset,
  link,
  paragraph,
  table,
} from '#web/parts.ts'
import type { DoubtRow, Waiting } from '../queries/doubts.ts'
import type { Definition } from '../queries/filed.ts'
import { answerWords, columnWord, MEANINGS, type CodelistEntry } from '../rules.ts'
import { planHref } from './plan-words.ts'

type InPlan = { readonly code: string; readonly title: string }

export const doubtsHref = (plan: Pick<InPlan, 'code'>): string => `${planHref(plan)}/doubts`

export type DoubtsShown = {
  readonly plan: InPlan
  readonly rows: readonly DoubtRow[]
  readonly columns: readonly { readonly column: string; readonly ticks: number }[]
  readonly definitions: readonly Definition[]
  readonly waiting: readonly Waiting[]
  readonly issues: readonly CodelistEntry[]
}

const activityLink = (plan: InPlan, row: DoubtRow): Html =>
  link(`${planHref(plan)}/activities/${row.number}`, `${row.number} ${row.title}`)

export const doubtColumns = (
  plan: InPlan,
  issues: readonly CodelistEntry[],
  which: 'open' | 'settled' | 'all',
): readonly Column<DoubtRow>[] => {
  const open: readonly Column<DoubtRow>[] = [
    { key: 'number', label: 'Number', kind: 'number', value: (row) => row.number, downloadOnly: true },
    {
      key: 'activity',
      label: 'Activity',
      kind: 'text',
      value: (row) => row.title,
      show: (row) => activityLink(plan, row),
    },
    { key: 'round', label: 'Round', kind: 'text', value: (row) => row.round_title ?? 'The plan itself' },
    { key: 'column', label: 'What it is about', kind: 'text', value: (row) => columnWord(row.column_name) },
    { key: 'raw', label: 'The file says', kind: 'text', value: (row) => row.raw || 'nothing' },
    {
      key: 'question',
      label: 'Question',
      kind: 'text',
      value: (row) => row.question,
      show: (row) =>
        which === 'open'
          ? link(`${doubtsHref(plan)}/${row.id}`, row.question, { hidden: `(activity ${row.number})` })
          : row.question,
    },
  ]
  const settled: readonly Column<DoubtRow>[] = [
    {
      key: 'answer',
      label: 'Answer',
      kind: 'text',
      value: (row) => (row.answer === null ? '' : saidOf(row, issues)),
      show: (row) =>
        link(`${doubtsHref(plan)}/${row.id}`, saidOf(row, issues), {
          hidden: `(activity ${row.number}, change)`,
        }),
    },
    {
      key: 'by',
      label: 'By',
      kind: 'text',
      value: (row) => (row.settled_at === null ? '' : (row.settled_by ?? 'not named')),
    },
    {
      key: 'on',
      label: 'On',
      kind: 'date',
      value: (row) => (row.settled_at === null ? null : londonDate(row.settled_at)),
    },
  ]
  return which === 'open' ? open : [...open, ...settled]
}

function saidOf(row: DoubtRow, issues: readonly CodelistEntry[]): string {
  if (row.why !== null) return `Right as it stands: ${row.why}`
  return row.column_name.endsWith('_mail') && row.answer !== ''
    ? 'A person was named'
    : answerWords(row.column_name, row.answer ?? '', issues)
}

/** The page of all that a file left unclear. */
export function doubtsView(shown: DoubtsShown): Html {
  const { plan, rows, waiting, issues } = shown
  const [open, settled] = [
    rows.filter((row) => row.settled_at === null),
    rows.filter((row) => row.settled_at !== null),
  ]
  return html`${heading('What the files left unclear', { caption: plan.title })}
    ${paragraph('Nothing here was guessed: each cell is kept as the file has it. What cannot be read stays out of every count until somebody who knows says what it means; a day that looks wrong counts as it stands until then.')}
    ${waiting.length === 0 ? null : waitingPart(plan, waiting)}
    ${heading(open.length === 1 ? '1 open question' : `${open.length} open questions`, { level: 2 })}
    ${table(doubtColumns(plan, issues, 'open'), open, {
      caption: 'Open questions, by activity',
      captionHidden: true,
      empty: emptyState(
        'No open questions',
        'A cell of a file that cannot be read for certain, or a day that looks wrong, appears here with its question.',
      ),
    })}
    ${rows.length === 0 ? null : downloads(doubtsHref(plan))}
    ${columnsPart(shown)}
    ${
      settled.length === 0
        ? null
        : html`${heading('Answered', { level: 2 })}${table(doubtColumns(plan, issues, 'settled'), settled, { caption: 'Answered questions, by activity', captionHidden: true })}`
    }`
}

function waitingPart(plan: InPlan, waiting: readonly Waiting[]): Html {
  return inset(
    html`${paragraph('A frozen round never changes. These answers come into the next correction of their round:')}
    ${bullets(
      waiting.map(
        (one) =>
          html`${link(`${planHref(plan)}/rounds/${one.code}`, one.title)}: ${one.answers} ${one.answers === 1 ? 'answer' : 'answers'} since it was frozen`,
      ),
    )}`,
  )
}

function columnsPart({ plan, columns, definitions }: DoubtsShown): Html {
  const open = columns.map(
    ({ column, ticks }) =>
      html`<strong>${columnWord(column)}</strong>: ${ticks} ${ticks === 1 ? 'cell' : 'cells'} without a meaning.
        ${link(`${doubtsHref(plan)}/columns/${column}`, 'Say what a tick means', { hidden: `in ${columnWord(column)}` })}`,
  )
  const said = definitions.map(
    ({ column, meaning, source }) =>
      html`<strong>${columnWord(column)}</strong>: ${MEANINGS[meaning].toLowerCase()} (${source}).
        ${link(`${doubtsHref(plan)}/columns/${column}`, 'Change', { hidden: `what ${columnWord(column)} means` })}`,
  )
  if (open.length + said.length === 0) return html``
  return html`${heading('Columns of ticks', { level: 2 })}
  ${
    open.length === 0
      ? null
      : html`${paragraph('The file ticks these columns and never says what a tick means. They are kept, shown, and counted nowhere.')}${bullets(open, { spaced: true })}`
  }
  ${said.length === 0 ? null : html`${heading('Given a meaning', { level: 3 })}${bullets(said, { spaced: true })}`}`
}

/** Above the form: what is asked, and of what. */
export function doubtIntro(row: DoubtRow): Html {
  return html`${paragraph(row.question, { lead: true })}
  <dl class="govuk-summary-list govuk-summary-list--no-border">
    <div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">Activity</dt><dd class="govuk-summary-list__value">${row.number} ${row.title}</dd></div>
    <div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${columnWord(row.column_name)}</dt><dd class="govuk-summary-list__value">${row.raw === '' ? 'The file says nothing' : html`The file says “${row.raw}”`}</dd></div>
    <div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">Reported in</dt><dd class="govuk-summary-list__value">${row.round_title ?? 'the plan itself'}</dd></div>
  </dl>
  ${
    row.settled_at === null
      ? null
      : details(
          'It was answered before',
          paragraph(
            `On ${formatDate(londonDate(row.settled_at))} by ${row.settled_by ?? 'somebody who is not named'}.`,
          ),
          { open: true },
        )
  }`
}
