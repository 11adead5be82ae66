// The action log, one undertaking with what became of it, and the short lists on the pages of others.
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDate } from '#platform/time/index.ts'
import {
  actionsList,
  bullets,
  downloads,
  emptyState,
  filterPanel,
  heading,
  link,
  listPages,
  paragraph,
  status,
  summaryList,
  table,
  timeline,
  type StatusWords,
} from '#web/parts.ts'
import type { BodyCard } from '../queries/bodies.ts'
import type { UndertakingPast, UndertakingRow } from '../queries/undertakings.ts'
import { STANDINGS, standingOf, UNDERTAKING_CHANGES, type Standing } from '../rules.ts'
import { groupOptions, HOME, sections } from './meetings.ts'

export const STANDING_STATUS: StatusWords<Standing> = {
  overdue: [STANDINGS.overdue, 'red'],
  open: [STANDINGS.open, 'blue'],
  done: [STANDINGS.done, 'green'],
  dropped: [STANDINGS.dropped, 'grey'],
}

const UNDERTAKINGS = { text: 'Undertakings', href: '/undertakings' }

/** Where it came from: the meeting, or the record it is about. */
function origin(row: UndertakingRow): Content {
  if (row.about_title !== null)
    return row.about_address === null ? row.about_title : link(row.about_address, row.about_title)
  return row.meeting_id === null ? null : link(`/meetings/${row.meeting_id}`, row.meeting_title ?? 'Meeting')
}

export const undertakingColumns = (today: Temporal.PlainDate): readonly Column<UndertakingRow>[] => [
  {
    key: 'what',
    label: 'Undertaking',
    kind: 'text',
    value: (row) => row.what,
    show: (row) => link(`/undertakings/${row.id}`, row.what),
  },
  { key: 'owner', label: 'By', kind: 'text', value: (row) => row.owner_name },
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
  { key: 'body', label: 'Body', kind: 'text', value: (row) => row.place_name },
  {
    key: 'meeting',
    label: 'Came out of',
    kind: 'text',
    value: (row) => row.about_title ?? row.meeting_title,
    show: (row) => html`${origin(row)}`,
  },
  { key: 'heading', label: 'Heading', kind: 'text', value: (row) => row.heading, downloadOnly: true },
  { key: 'progress', label: 'How it stands', kind: 'text', value: (row) => row.progress, downloadOnly: true },
  { key: 'closed', label: 'Closed', kind: 'date', value: (row) => row.closed_on, downloadOnly: true },
  { key: 'note', label: 'What was done', kind: 'text', value: (row) => row.closing_note, downloadOnly: true },
]

export function undertakingsView(
  visit: Visit,
  listed: Listed<UndertakingRow>,
  around: {
    readonly bodies: readonly BodyCard[]
    readonly today: Temporal.PlainDate
    readonly gives: boolean
  },
): View {
  const { state, group } = visit.query
  const giving = around.gives && { href: '/undertakings/new', text: 'Record an undertaking' }
  return {
    title: 'Undertakings',
    breadcrumbs: [HOME],
    body: html`${heading('Undertakings')}${sections('undertakings')}
    ${paragraph('What people undertook in meetings, after events and in plans, until it is closed with a note of what was done.')}
    ${actionsList([giving])}
    ${filterPanel({
      action: '/undertakings',
      fields: [
        { kind: 'select', name: 'group', label: 'Body', value: group, options: groupOptions(around.bodies) },
        {
          kind: 'select',
          name: 'state',
          label: 'State',
          value: state,
          any: 'Open',
          options: ['overdue', 'done', 'dropped', 'closed'].map((value) => ({
            value,
            text: value === 'closed' ? 'Done or dropped' : STANDINGS[value as Standing],
          })),
        },
      ],
    })}
    ${table(undertakingColumns(around.today), listed.rows, {
      caption: 'Undertakings',
      captionHidden: true,
      sortedBy: 'Earliest due first',
      empty: emptyState(
        'Nothing here',
        'An undertaking appears once it is recorded with an agenda item, an event, a risk or a plan.',
        giving,
      ),
    })}
    ${listed.rows.length > 0 ? downloads('/undertakings', visit.query) : null}
    ${listPages('/undertakings', visit.query, listed.next)}`,
  }
}

export function undertakingView(
  row: UndertakingRow,
  around: {
    readonly past: readonly UndertakingPast[]
    readonly today: Temporal.PlainDate
    readonly acts: boolean
    readonly keeps: boolean
  },
): View {
  const at = `/undertakings/${row.id}`
  const isOpen = row.state === 'open'
  const first = around.past.findLast((one) => one.due_before !== null)?.due_before
  return {
    title: row.what,
    breadcrumbs: [HOME, UNDERTAKINGS],
    body: html`${heading(row.what, { caption: row.place_name })}
      <p class="govuk-body">${status(standingOf(row, around.today), STANDING_STATUS)}</p>
      ${actionsList([
        isOpen && around.acts && { href: `${at}/report`, text: 'Say how it stands' },
        isOpen && around.acts && { href: `${at}/close`, text: 'Close it', look: 'secondary' },
        isOpen && around.acts && { href: `${at}/move`, text: 'Another day', look: 'link' },
        isOpen && around.keeps && { href: `${at}/hand-over`, text: 'Somebody else', look: 'link' },
        isOpen && around.keeps && { href: `${at}/drop`, text: 'Drop it', look: 'link' },
      ])}
      ${summaryList([
        {
          key: 'By',
          value:
            row.owner_state === 'left'
              ? `${row.owner_name}, who has left`
              : `${row.owner_name}${row.owner_organisation === null ? '' : `, ${row.owner_organisation}`}`,
        },
        {
          key: 'Due',
          value: `${formatDate(row.due_on)}${first === undefined || first === null ? '' : ` (first ${formatDate(first)})`}`,
        },
        { key: 'Came out of', value: origin(row) },
        row.heading !== null && { key: 'In the plan under', value: row.heading },
        { key: 'Given', value: formatDate(row.given_on) },
        row.progress !== null &&
          row.progress_on !== null && {
            key: 'How it stands',
            value: html`${row.progress} <span class="govuk-hint">(${formatDate(row.progress_on)})</span>`,
          },
        row.closing_note !== null && {
          key: row.state === 'dropped' ? 'Why it was dropped' : 'What was done',
          value: row.closing_note,
        },
      ])}
      ${around.past.length === 0 ? null : html`${heading('What became of it', { level: 2 })}${pastPart(around.past)}`}`,
  }
}

function pastPart(past: readonly UndertakingPast[]): Html {
  return timeline(
    past.map((one) => ({
      title: UNDERTAKING_CHANGES[one.kind],
      when: one.made_at,
      by: one.made_by_name,
      text: html`${
        one.due_before === null ? null : paragraph(`Until then it was due on ${formatDate(one.due_before)}.`)
      }${one.owner_before_name === null ? null : paragraph(`Until then it was ${one.owner_before_name}'s.`)}${paragraph(one.words)}`,
    })),
    { level: 3 },
  )
}

/** A short list for the page of something else: what, by whom, until when. */
export const undertakingBullets = (rows: readonly UndertakingRow[], today: Temporal.PlainDate): Html =>
  bullets(
    rows.map(
      (row) =>
        html`${link(`/undertakings/${row.id}`, row.what)}: ${row.owner_name}${
          row.state === 'open' ? `, by ${formatDate(row.due_on)}` : null
        } ${status(standingOf(row, today), STANDING_STATUS)}`,
    ),
  )
