// The action plan of a group or partnership: how it stands by heading, and what is to be done under each.
import { chartWithTable, stackedBarChart, type Chart } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { actionsList, downloads, emptyState, heading, link, paragraph, status, table } from '#web/parts.ts'
import type { UndertakingRow } from '../queries/undertakings.ts'
import { OTHER_ACTIONS, planLines, STANDINGS, standingOf, type Standing } from '../rules.ts'
import { STANDING_STATUS } from './undertakings.ts'

/** Whose plan it is. */
export type PlanOf = {
  readonly id: string
  readonly noun: 'group' | 'partnership'
  readonly name: string
  /** '/groups/covenant-board' */
  readonly at: string
}

const SERIES: readonly Standing[] = ['done', 'open', 'overdue', 'dropped']

export const planColumns = (today: Temporal.PlainDate): readonly Column<UndertakingRow>[] => [
  { key: 'heading', label: 'Heading', kind: 'text', value: (row) => row.heading ?? OTHER_ACTIONS },
  {
    key: 'what',
    label: 'What',
    kind: 'text',
    value: (row) => row.what,
    show: (row) => link(`/undertakings/${row.id}`, row.what),
  },
  {
    key: 'owner',
    label: 'By',
    kind: 'text',
    value: (row) => row.owner_name,
    show: (row) =>
      html`${row.owner_name}${row.owner_organisation === null ? null : html`, ${row.owner_organisation}`}`,
  },
  {
    key: 'organisation',
    label: 'Organisation',
    kind: 'text',
    value: (row) => row.owner_organisation,
    downloadOnly: true,
  },
  { key: 'due', label: 'Due', kind: 'date', value: (row) => row.due_on },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => STANDINGS[standingOf(row, today)],
    show: (row) => status(standingOf(row, today), STANDING_STATUS),
  },
  {
    key: 'progress',
    label: 'How it stands',
    kind: 'text',
    value: (row) => row.closing_note ?? row.progress,
    show: (row) => html`${row.closing_note ?? row.progress ?? ''}`,
  },
  {
    key: 'group',
    label: 'Group or partnership',
    kind: 'text',
    value: (row) => row.place_name,
    downloadOnly: true,
  },
]

/** How the plan stands by heading, drawn with its table. */
export function planChart(rows: readonly UndertakingRow[], today: Temporal.PlainDate): Chart {
  const lines = planLines(rows, today)
  const sum = (standing: Standing) => lines.reduce((all, line) => all + line.counts[standing], 0)
  return stackedBarChart({
    title: 'How the plan stands',
    description: `Of ${rows.length} ${rows.length === 1 ? 'action' : 'actions'}, ${sum('done')} ${sum('done') === 1 ? 'is' : 'are'} done, ${sum('open')} open, ${sum('overdue')} overdue and ${sum('dropped')} dropped.`,
    kind: 'number',
    labelHeading: 'Heading',
    series: SERIES.map((standing) => STANDINGS[standing]),
    bars: lines.map((line) => ({
      label: line.heading,
      values: SERIES.map((standing) => line.counts[standing]),
    })),
  })
}

/** The rows under each heading, in the order of the plan. */
export function underHeadings(
  rows: readonly UndertakingRow[],
  today: Temporal.PlainDate,
): readonly { readonly heading: string; readonly rows: readonly UndertakingRow[] }[] {
  return planLines(rows, today).map((line) => ({
    heading: line.heading,
    rows: rows.filter((row) => (row.heading ?? OTHER_ACTIONS) === line.heading),
  }))
}

export function planView(
  of: PlanOf,
  rows: readonly UndertakingRow[],
  around: { readonly today: Temporal.PlainDate; readonly gives: boolean },
): View {
  const adding = around.gives && {
    href: `/undertakings/new?${new URLSearchParams({ [of.noun]: of.id, about: of.id, address: `${of.at}/plan` }).toString()}`,
    text: 'Add an action',
  }
  const columns = planColumns(around.today).filter((column) => column.key !== 'heading')
  const content: Html =
    rows.length === 0
      ? emptyState(
          'Nothing is planned yet',
          'An action appears once it is added here, given in a meeting, or loaded from the file of a plan.',
          adding,
        )
      : html`${chartWithTable(planChart(rows, around.today), { note: summaryOf(rows, around.today) })}
        ${underHeadings(rows, around.today).map(
          (part) =>
            html`${heading(part.heading, { level: 2 })}${table(columns, part.rows, {
              caption: part.heading,
              captionHidden: true,
              sortedBy: 'Earliest due first',
            })}`,
        )}
        ${downloads(`${of.at}/plan`)} ${paragraph(link(`${of.at}/plan.pdf`, 'To print (PDF)'))}`
  return {
    title: `Action plan: ${of.name}`,
    back: { href: of.at, text: of.name },
    wide: true,
    body: html`${heading('Action plan', { caption: of.name })} ${rows.length === 0 ? null : actionsList([adding])}
      ${content}`,
  }
}

function summaryOf(rows: readonly UndertakingRow[], today: Temporal.PlainDate): string {
  const late = rows.filter((row) => standingOf(row, today) === 'overdue')
  if (late.length === 0) return 'Nothing is overdue.'
  const [first] = late.toSorted((a, b) => Temporal.PlainDate.compare(a.due_on, b.due_on))
  return `${late.length} ${late.length === 1 ? 'action is' : 'actions are'} overdue, the longest since ${first === undefined ? '' : formatDate(first.due_on)}.`
}
