// Bringing in a calendar file: look first at what would come, then bring it in as drafts.
import { html, type Html } from '#platform/html/index.ts'
import { form, page, type Page } from '#platform/http/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { partnershipsNamed } from '#modules/partnerships/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { buttonLink, heading, inset, none, paragraph, table, tag } from '#web/parts.ts'
import { importCalendar, type BroughtLine } from '../actions/imported.ts'

const BACK = { href: '/events', text: 'Events' }

const bringIn = form('/events/import', {
  action: importCalendar,
  values: (visit) => ({ bring: 'look', partnership: visit.query['partnership'] ?? '' }),
  options: async (visit) => ({
    partnership: (await partnershipsNamed(visit))
      .filter((one) => visit.may('events.calendar.import', { kind: 'partnership', id: one.id }))
      .map((one) => ({ value: one.id, text: one.name })),
  }),
  view: (_visit, _loaded, state) => ({
    title: 'Bring in a calendar file',
    back: BACK,
    body: html`${errorSummary(state)}${heading('Bring in a calendar file')}
      ${paragraph('Events from another calendar come in as drafts that only you and the partnership’s officers see. Bringing in the same file again changes only what has changed in it.')}
      ${renderForm(state, { submit: 'Go on', summary: false, cancel: { href: BACK.href } })}`,
  }),
  then: (result, visit) =>
    page({
      title: result.isDone ? 'Brought in' : 'What would come',
      back: { href: '/events/import', text: 'Bring in a calendar file' },
      wide: true,
      body: html`${heading(result.isDone ? 'Brought in' : 'What would come')}
        ${paragraph(inWords(result.counts, result.isDone))}
        ${linesTable(result.lines)}
        ${
          result.isDone
            ? html`${inset('Read each draft before you publish it. A description that came from another calendar may say how to join, which everybody would then see.')}${buttonLink('/events?when=drafts', 'Your drafts')}`
            : buttonLink(
                `/events/import?partnership=${encodeURIComponent(visit.query['partnership'] ?? '')}`,
                'Choose the file again and bring it in',
              )
        }`,
    }),
})

type Counts = Readonly<Record<'create' | 'change' | 'cancel' | 'nothing' | 'refuse', number>>

function inWords(counts: Counts, isDone: boolean): string {
  const drafts = counts.create === 1 ? '1 new draft' : `${counts.create} new drafts`
  return `${isDone ? 'Brought in' : 'This would bring in'} ${drafts}; changed: ${counts.change}; cancelled: ${counts.cancel}; left as they are: ${counts.nothing}; not taken: ${counts.refuse}.`
}

const linesTable = (lines: readonly BroughtLine[]): Html =>
  table<BroughtLine>(
    [
      { key: 'line', label: 'Line', kind: 'number', value: (row) => row.line },
      {
        key: 'title',
        label: 'Event',
        kind: 'text',
        value: (row) => row.title,
        show: (row) =>
          html`${row.title === '' ? none('No title') : row.title}<br><span class="govuk-body-s">${row.uid.slice(0, 80)}</span>`,
      },
      {
        key: 'starts',
        label: 'Starts',
        kind: 'text',
        value: (row) => (row.starts === null ? '' : formatDateTime(Temporal.Instant.from(row.starts))),
      },
      {
        key: 'what',
        label: 'What becomes of it',
        kind: 'text',
        value: (row) => row.what,
        show: (row) => (row.isRefused ? html`${tag('Not taken', 'red')} ${row.what}.` : row.what),
      },
    ],
    lines,
    { caption: 'Events in the file', captionHidden: true, sortedBy: 'In the order of the file' },
  )

export const importPages: readonly Page[] = [bringIn]
