// One's own bookings: the next few with what is to be done on the day, and the whole list.
import { html, type Html } from '#platform/html/index.ts'
import type { View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import {
  downloads,
  emptyState,
  heading,
  link,
  listPages,
  status,
  table,
  type StatusWords,
} from '#web/parts.ts'
import type { Booking } from '../queries/bookings.ts'
import { BOOKING_STATES, RESOURCE_KINDS, type BookingState } from '../rules.ts'
import { workspacesFrame } from './frame.ts'
import { dayInWords, timesInWords, whenInWords } from './when.ts'

export const BOOKING_STATUS: StatusWords<BookingState> = {
  held: [BOOKING_STATES.held, 'yellow'],
  pending: [BOOKING_STATES.pending, 'yellow'],
  confirmed: [BOOKING_STATES.confirmed, 'blue'],
  'checked-in': [BOOKING_STATES['checked-in'], 'green'],
  completed: [BOOKING_STATES.completed, 'grey'],
  released: [BOOKING_STATES.released, 'orange'],
  cancelled: [BOOKING_STATES.cancelled, 'grey'],
  displaced: [BOOKING_STATES.displaced, 'red'],
}

/** Whether one may check in now: asked for, not done, the time has come and has not gone. */
export const mayCheckInNow = (booking: Booking, now: Temporal.Instant): boolean =>
  booking.state === 'confirmed' &&
  booking.check_in_from !== null &&
  Temporal.Instant.compare(booking.check_in_from, now) <= 0 &&
  Temporal.Instant.compare(now, booking.release_at ?? booking.ends_at) < 0

/** "Desk A-12, Gun Wharf": what and where. */
export const whatInWords = (booking: Pick<Booking, 'resource_name' | 'site_name'>): string =>
  `${booking.resource_name}, ${booking.site_name}`

export const bookingAt = (booking: Pick<Booking, 'id'>, rest = ''): string =>
  `/workspaces/bookings/${booking.id}${rest}`

export function nextBookings(bookings: readonly Booking[], now: Temporal.Instant, csrf: string): Html {
  if (bookings.length === 0)
    return emptyState(
      'You have booked nothing ahead',
      'What you book appears here, with what to do on the day. Find a place above to make the first booking.',
    )
  return html`<ul class="govuk-task-list">${bookings.map(
    (booking) =>
      html`<li class="govuk-task-list__item govuk-task-list__item--with-link">
        <div class="govuk-task-list__name-and-hint">
          <a class="govuk-link govuk-task-list__link" href="${bookingAt(booking)}">${whatInWords(booking)}</a>
          <div class="govuk-task-list__hint">${whenInWords(booking, booking.time_zone)}${booking.where_words === null ? null : html`<br>${booking.where_words}`}${checkInPart(booking, now, csrf)}</div>
        </div>
        <div class="govuk-task-list__status">${status(booking.state, BOOKING_STATUS)}<br>${link(bookingAt(booking, '/cancel'), 'Cancel', { hidden: `${whatInWords(booking)}, ${whenInWords(booking, booking.time_zone)}` })}</div>
      </li> `,
  )}</ul>`
}

function checkInPart(booking: Booking, now: Temporal.Instant, csrf: string): Html | null {
  if (!mayCheckInNow(booking, now)) return null
  return html`<form method="post" action="${bookingAt(booking, '/check-in')}" class="connects-one-button govuk-!-margin-top-2">
    <input type="hidden" name="_csrf" value="${csrf}"><button type="submit" class="govuk-button govuk-!-margin-bottom-1" data-module="govuk-button">Check in<span class="govuk-visually-hidden"> at ${whatInWords(booking)}</span></button>
  </form>`
}

export const ownColumns: readonly Column<Booking>[] = [
  {
    key: 'date',
    label: 'Date',
    kind: 'date',
    value: (row) => row.starts_at.toZonedDateTimeISO(row.time_zone).toPlainDate(),
    show: (row) =>
      link(bookingAt(row), dayInWords(row.starts_at.toZonedDateTimeISO(row.time_zone).toPlainDate()), {
        hidden: `${timesInWords(row, row.time_zone)}, ${whatInWords(row)}`,
      }),
  },
  { key: 'time', label: 'Time', kind: 'text', value: (row) => timesInWords(row, row.time_zone) },
  { key: 'what', label: 'What', kind: 'text', value: (row) => row.resource_name },
  { key: 'kind', label: 'Kind', kind: 'text', value: (row) => RESOURCE_KINDS[row.kind], downloadOnly: true },
  { key: 'where', label: 'Where', kind: 'text', value: (row) => `${row.site_name}, ${row.zone_name}` },
  { key: 'for', label: 'For', kind: 'text', value: forWhom },
  {
    key: 'organisation',
    label: 'Organisation',
    kind: 'text',
    value: (row) => row.organisation_name,
    downloadOnly: true,
  },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => BOOKING_STATES[row.state],
    show: (row) => status(row.state, BOOKING_STATUS),
  },
  { key: 'purpose', label: 'Purpose', kind: 'text', value: (row) => row.purpose ?? '', downloadOnly: true },
]

/** "Amina Lanternshaw", "Jo Guest, a visitor". */
export function forWhom(row: Booking): string {
  if (row.visitor_name !== null) return `${row.visitor_name}, a visitor`
  return row.for_name ?? 'Nobody in particular'
}

export function ownBookingsView(list: {
  readonly rows: readonly Booking[]
  readonly next: string | undefined
  readonly when: 'ahead' | 'past'
  readonly query: Readonly<Record<string, string>>
}): View {
  const { rows, when, query } = list
  const isPast = when === 'past'
  return workspacesFrame('bookings', {
    title: isPast ? 'Your past bookings' : 'Your bookings',
    wide: true,
    body: html`${heading(isPast ? 'Your past bookings' : 'Your bookings')}
      <p class="govuk-body">${isPast ? link('/workspaces/bookings', 'Bookings ahead') : link('/workspaces/bookings?when=past', 'Past bookings')} · ${link('/workspaces/series', 'Series')} · ${link('/workspaces/swaps', 'Swaps')} · ${link('/workspaces/waiting', 'Waiting lists')} · ${link('/workspaces/visitors', 'Visitors')} · ${link('/account/calendars', 'In your calendar')}</p>
      ${table(ownColumns, rows, {
        caption: isPast ? 'Bookings that are over' : 'Bookings ahead',
        captionHidden: true,
        sortedBy: isPast ? 'The latest first' : 'The nearest first',
        empty: emptyState(
          isPast ? 'Nothing is over yet' : 'You have booked nothing ahead',
          isPast
            ? 'Bookings appear here when their time is over or they were cancelled.'
            : 'What you book, and what others book for you, appears here.',
          isPast ? null : { href: '/workspaces', text: 'Find a place' },
        ),
      })}${listPages('/workspaces/bookings', query, list.next)}${rows.length === 0 ? null : downloads('/workspaces/bookings', query)}`,
  })
}
