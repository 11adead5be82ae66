// The programme of a conference: as a table, and hour by hour in words.
import { html, type Html } from '#platform/html/index.ts'
import { formatDate, formatTime } from '#platform/time/index.ts'
import { emptyState, heading, link, none, table, tag } from '#web/parts.ts'
import type { EventCard } from '../queries/events.ts'
import type { SessionRow } from '../queries/sessions.ts'

type Shown = { readonly runs: boolean; readonly chosen: readonly string[]; readonly hasPlace: boolean }

export const hours = (one: SessionRow, zone: string): string =>
  `${formatTime(one.starts_at, zone)} to ${formatTime(one.ends_at, zone)}`

export const placesLeft = (one: SessionRow): string =>
  one.places === null
    ? 'No limit'
    : one.taken >= one.places
      ? 'Full'
      : `${one.places - one.taken} of ${one.places} left`

export function programmeTable(event: EventCard, sessions: readonly SessionRow[], shown: Shown): Html {
  const days = new Set(sessions.map((one) => dayOf(one, event)))
  return table<SessionRow>(
    [
      {
        key: 'time',
        label: 'Time',
        kind: 'text',
        value: (row) => `${days.size > 1 ? `${dayOf(row, event)}, ` : ''}${hours(row, event.time_zone)}`,
      },
      {
        key: 'title',
        label: 'Session',
        kind: 'text',
        value: (row) => row.title,
        show: (row) =>
          html`<strong>${row.title}</strong>${shown.chosen.includes(row.id) ? html` ${tag('You go to this', 'green')}` : null}${row.speakers === null ? null : html`<br>${row.speakers}`}`,
      },
      {
        key: 'room',
        label: 'Room',
        kind: 'text',
        value: (row) => row.room,
        show: (row) => row.room ?? none(),
      },
      { key: 'places', label: 'Places', kind: 'text', value: placesLeft },
      ...(shown.runs
        ? [
            {
              key: 'act',
              label: 'Action',
              kind: 'text' as const,
              value: () => '',
              show: (row: SessionRow) =>
                html`${link(`/events/${event.code}/programme/${row.id}/edit`, 'Change', { hidden: row.title })}<br>${link(`/events/${event.code}/programme/${row.id}/remove`, 'Remove', { hidden: row.title })}`,
            },
          ]
        : []),
    ],
    sessions,
    {
      caption: 'Sessions',
      captionHidden: true,
      sortedBy: 'In order of time',
      empty: emptyState(
        'No sessions yet',
        'The sessions of this event appear here, and people choose among them with their place.',
        shown.runs && { href: `/events/${event.code}/programme/new`, text: 'Add the first session' },
      ),
    },
  )
}

const dayOf = (one: SessionRow, event: EventCard): string =>
  formatDate(one.starts_at.toZonedDateTimeISO(event.time_zone).toPlainDate())

/** The day told in words, for whoever listens to it or reads it on a narrow screen. */
export function timeline(event: EventCard, sessions: readonly SessionRow[], titled = true): Html {
  const starts = [...new Set(sessions.map((one) => one.starts_at.toString()))]
  return html`${titled ? heading('Hour by hour', { level: 2 }) : null}
    <ul class="govuk-list govuk-list--spaced">${starts.map((start) => {
      const then = sessions.filter((one) => one.starts_at.toString() === start)
      const moment = Temporal.Instant.from(start)
      return html`<li><strong>${formatTime(moment, event.time_zone)}</strong>: ${then.map((one, nth) => html`${nth === 0 ? null : '; at the same time '}${one.title}${one.room === null ? null : ` in ${one.room}`}, until ${formatTime(one.ends_at, event.time_zone)}`)}.</li>`
    })}</ul>`
}
