// What a screen shows, and the screens and networks of a workplace for those who run it.
import { html, safe, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDateTime, formatTime } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { buttonLink, emptyState, heading, inset, link, paragraph, table, tag } from '#web/parts.ts'
import type { Booking } from '../queries/bookings.ts'
import type { Panel, PanelRow } from '../queries/panels.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { checkInFrom, checkInOf } from '../rules/day.ts'
import { bookingAt } from './own-bookings.ts'
import { workspacesFrame } from './frame.ts'
import { timesInWords } from './when.ts'

const REFRESH_SECONDS = 60

const nowWords = (row: PanelRow, zone: string): string =>
  row.now_until === null ? 'Free' : `${row.now_who ?? 'Booked'} until ${formatTime(row.now_until, zone)}`

const nextWords = (row: PanelRow, zone: string): string =>
  row.next_from === null || row.next_until === null
    ? 'Nothing more today'
    : `${row.next_who ?? 'Booked'}, ${formatTime(row.next_from, zone)} to ${formatTime(row.next_until, zone)}`

const state = (row: PanelRow): Html => (row.now_until === null ? tag('Free', 'green') : tag('In use', 'red'))

export function panelView(shown: {
  readonly panel: Panel
  readonly rows: readonly PanelRow[]
  readonly now: Temporal.Instant
  readonly code: string
}): View {
  const { panel, rows } = shown
  const zone = panel.time_zone
  const [only] = rows
  const isDoor = panel.resource_id !== null && only !== undefined
  return {
    title: isDoor ? only.name : panel.site_name,
    wide: true,
    refreshSeconds: REFRESH_SECONDS,
    body: html`${heading(isDoor ? only.name : `Rooms at ${panel.site_name}`, { caption: isDoor ? `${panel.site_name}, ${only.zone}` : panel.name, size: 'xl' })}
      ${isDoor ? doorOf(only, zone) : foyerOf(rows, zone)}
      <div class="govuk-!-width-one-quarter">${safe(shown.code)}</div>
      ${paragraph(isDoor ? 'Scan to check in, or to book it when it is free.' : 'Scan to check in to what you have booked here today.')}
      ${paragraph(`${formatDateTime(shown.now, zone)}. This page asks again every minute.`, { small: true })}`,
  }
}

const doorOf = (row: PanelRow, zone: string): Html =>
  html`<p class="govuk-body-l">${state(row)}</p>${paragraph(html`Now: <strong>${nowWords(row, zone)}</strong>`, { lead: true })}${paragraph(html`Next: <strong>${nextWords(row, zone)}</strong>`, { lead: true })}`

const foyerColumns = (zone: string): readonly Column<PanelRow>[] => [
  { key: 'name', label: 'Room', kind: 'text', value: (row) => row.name },
  { key: 'where', label: 'Where', kind: 'text', value: (row) => `${row.zone}, ${row.floor}` },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => (row.now_until === null ? 'Free' : 'In use'),
    show: state,
  },
  { key: 'now', label: 'Now', kind: 'text', value: (row) => nowWords(row, zone) },
  { key: 'next', label: 'Next', kind: 'text', value: (row) => nextWords(row, zone) },
]

const foyerOf = (rows: readonly PanelRow[], zone: string): Html =>
  table(foyerColumns(zone), rows, {
    caption: 'Rooms, now and next',
    captionHidden: true,
    empty: emptyState(
      'There are no rooms here',
      'Rooms of this workplace appear here, with what is on now and next.',
    ),
  })

/** One's own bookings at a workplace today, each with its button. */
export function todayView(shown: {
  readonly site: Workplace
  readonly bookings: readonly Booking[]
  readonly now: Temporal.Instant
  readonly token: string
  readonly csrf: string
}): View {
  const { site, bookings, now } = shown
  return workspacesFrame('bookings', {
    title: `Your day at ${site.name}`,
    body: html`${heading(`Your day at ${site.name}`)}${
      bookings.length === 0
        ? emptyState(
            'You have booked nothing here today',
            'What you book here appears with a button to check in.',
            {
              href: `/workspaces/${site.code}`,
              text: 'See what is free',
            },
          )
        : bookings.map((one) => todayOf(one, now, shown))
    }`,
  })
}

function todayOf(
  one: Booking,
  now: Temporal.Instant,
  more: { readonly token: string; readonly csrf: string },
): Html {
  const when = timesInWords(one, one.time_zone)
  const verdict = checkInOf(one, now)
  const words =
    verdict === 'already'
      ? html`${paragraph('You are checked in.')}${paragraph(link(bookingAt(one, '/leave'), 'Leave early and give back the rest', { hidden: one.resource_name }))}`
      : verdict === 'early'
        ? paragraph(`You can check in from ${formatTime(checkInFrom(one), one.time_zone)}.`)
        : verdict === 'may'
          ? html`<form method="post" action="${bookingAt(one, '/check-in')}"><input type="hidden" name="_csrf" value="${more.csrf}">${more.token === '' ? null : html`<input type="hidden" name="token" value="${more.token}">`}
            <button type="submit" class="govuk-button" data-module="govuk-button">Check in to ${one.resource_name}, ${when}</button></form>`
          : null
  return html`${heading(`${one.resource_name}, ${when}`, { level: 2, size: 's' })}${words}`
}

const panelColumns = (zone: string): readonly Column<Panel>[] => [
  { key: 'name', label: 'Screen', kind: 'text', value: (row) => row.name },
  { key: 'shows', label: 'Shows', kind: 'text', value: (row) => row.resource_name ?? 'All rooms' },
  {
    key: 'seen',
    label: 'Last asked',
    kind: 'text',
    value: (row) => (row.seen_at === null ? 'Never' : formatDateTime(row.seen_at, zone)),
  },
  {
    key: 'revoke',
    label: 'Take back',
    kind: 'text',
    value: () => '',
    show: (row) =>
      link(`/workspaces/${row.site_code}/manage/panels/${row.id}/revoke`, 'Take back', { hidden: row.name }),
  },
]

const manageFrame = (site: Workplace, title: string, body: Html): View => ({
  title: `${title}: ${site.name}`,
  back: { href: `/workspaces/${site.code}/manage`, text: `Managing ${site.name}` },
  body,
})

export function panelsView(site: Workplace, panels: readonly Panel[]): View {
  return manageFrame(
    site,
    'Screens',
    html`${heading('Screens', { caption: site.name })}
      ${paragraph('A screen in the foyer or at a door shows what is on now and next, without names. It has an address of its own, which you can take back at any time.')}
      ${buttonLink(`/workspaces/${site.code}/manage/panels/new`, 'Set up a screen')}
      ${table(panelColumns(site.time_zone), panels, {
        caption: 'Screens of this workplace',
        captionHidden: true,
        sortedBy: 'By name',
        empty: emptyState(
          'There is no screen yet',
          'Set one up and open its address on the screen; it appears here, with when it last asked.',
        ),
      })}
      ${paragraph(html`${link(`/workspaces/${site.code}/manage/codes`, 'Codes to print for desks and rooms')} · ${link(`/workspaces/${site.code}/manage/networks`, 'From where people check in')}`)}`,
  )
}

export function panelFormView(site: Workplace, form: FormState): View {
  return manageFrame(
    site,
    'Set up a screen',
    html`${errorSummary(form)}${heading('Set up a screen', { caption: site.name })}${renderForm(form, {
      submit: 'Set up the screen',
      summary: false,
      fields: ['name', 'resource'],
      cancel: { href: `/workspaces/${site.code}/manage/panels` },
    })}`,
  )
}

/** The address, shown this once. */
export function panelMadeView(site: Workplace, name: string, address: string): View {
  return manageFrame(
    site,
    'The screen is set up',
    html`${heading('The screen is set up', { caption: site.name })}
      ${paragraph(`Open this address on the screen “${name}”. It is shown only now: whoever has it sees what the screen shows.`)}
      ${inset(html`<code class="connects-break">${address}</code>`)}
      ${paragraph(link(`/workspaces/${site.code}/manage/panels`, 'All screens'))}`,
  )
}

export function revokeView(site: Workplace, panel: Panel, form: FormState): View {
  return manageFrame(
    site,
    'Take back the address',
    html`${errorSummary(form)}${heading('Take back the address of a screen', { caption: site.name })}
      ${paragraph(`“${panel.name}” shows nothing any more, from its next minute on. To use it again, set it up anew.`)}
      ${renderForm(form, { submit: 'Take back the address', look: 'warning', fields: [], summary: false, cancel: { href: `/workspaces/${site.code}/manage/panels` } })}`,
  )
}

export function networksView(site: Workplace, form: FormState): View {
  return manageFrame(
    site,
    'From where people check in',
    html`${errorSummary(form)}${heading('From where people check in', { caption: site.name })}
      ${paragraph('A printed code can be copied, so it does not prove that somebody is here. If you name the networks of the office, people check in from one of them, with the code on a screen in the office, or at reception.')}
      ${renderForm(form, { submit: 'Save', summary: false, fields: ['networks'], cancel: { href: `/workspaces/${site.code}/manage/panels` } })}`,
  )
}
