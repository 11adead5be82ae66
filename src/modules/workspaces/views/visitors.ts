// A host's visitors: the list, naming one, changing and withdrawing.
import { html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, formatTime } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { buttonLink, emptyState, heading, link, paragraph, table } from '#web/parts.ts'
import type { Visitor } from '../queries/visitors.ts'
import { workspacesFrame } from './frame.ts'

function stateWords(one: Visitor): string {
  if (one.left_at !== null) return `Left at ${formatTime(one.left_at, one.time_zone)}`
  if (one.arrived_at !== null) return `Arrived at ${formatTime(one.arrived_at, one.time_zone)}`
  if (one.mail === null) return 'Expected; nobody wrote to them'
  return one.told_at === null ? 'Expected' : 'Expected; told by mail'
}

const columns = (now: Temporal.Instant): readonly Column<Visitor>[] => [
  { key: 'day', label: 'Day', kind: 'date', value: (row) => row.comes_on },
  { key: 'name', label: 'Name', kind: 'text', value: (row) => row.name ?? '' },
  { key: 'from', label: 'Organisation', kind: 'text', value: (row) => row.organisation_words ?? '' },
  {
    key: 'where',
    label: 'Where',
    kind: 'text',
    value: (row) => row.site_name,
    show: (row) => link(`/sites/${row.site_code}`, row.site_name),
  },
  { key: 'state', label: 'State', kind: 'text', value: stateWords },
  {
    key: 'do',
    label: 'Change',
    kind: 'text',
    value: () => '',
    show: (row) => {
      const today = now.toZonedDateTimeISO(row.time_zone).toPlainDate()
      if (Temporal.PlainDate.compare(row.comes_on, today) < 0 || row.arrived_at !== null) return ''
      const name = row.name ?? 'the visitor'
      const book = `/workspaces/search?${new URLSearchParams({ site: row.site_code, on: row.comes_on.toString(), kind: 'desk', from: '09:00', until: '17:00', visitor: row.id }).toString()}`
      return html`${link(`/workspaces/visitors/${row.id}/change`, 'Change', { hidden: name })}<br>${link(book, 'Find a place for them', { hidden: name })}<br>${link(`/workspaces/visitors/${row.id}/withdraw`, 'They are not coming', { hidden: name })}`
    },
  },
]

export function visitorsView(rows: readonly Visitor[], now: Temporal.Instant): View {
  return workspacesFrame('bookings', {
    title: 'Your visitors',
    wide: true,
    body: html`${heading('Your visitors')}${buttonLink('/workspaces/visitors/new', 'Name a visitor')}
      ${table(columns(now), rows, {
        caption: 'Visitors whom you receive',
        captionHidden: true,
        sortedBy: 'By day',
        empty: emptyState(
          'You expect nobody',
          'Visitors whom you name appear here and on the list of reception. They are told by mail how to find the office and what is kept about them.',
        ),
      })}${paragraph('Names of visitors are deleted 30 days after their day.', { small: true })}`,
  })
}

export function visitorFormView(
  state: FormState,
  more: { readonly title: string; readonly submit: string; readonly fields: readonly string[] },
): View {
  return workspacesFrame('bookings', {
    title: more.title,
    back: { href: '/workspaces/visitors', text: 'Your visitors' },
    body: html`${errorSummary(state)}${heading(more.title)}${renderForm(state, {
      submit: more.submit,
      summary: false,
      fields: more.fields,
      cancel: { href: '/workspaces/visitors' },
    })}`,
  })
}

export function withdrawView(one: Visitor, state: FormState): View {
  return workspacesFrame('bookings', {
    title: 'They are not coming',
    back: { href: '/workspaces/visitors', text: 'Your visitors' },
    body: html`${errorSummary(state)}${heading('They are not coming')}
      ${paragraph(`${one.name ?? 'The visitor'}, ${formatDate(one.comes_on)}, ${one.site_name}. Their name is deleted at once. Cancel the place that you booked for them yourself.`)}
      ${renderForm(state, { submit: 'Take them off the list', look: 'warning', fields: [], summary: false, cancel: { href: '/workspaces/visitors' } })}`,
  })
}
