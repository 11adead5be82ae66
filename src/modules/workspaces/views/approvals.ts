// How bookings that wait for a yes are shown: what, when, for whom, and whether the place is kept for them meanwhile.
import { html, type Html } from '#platform/html/index.ts'
import { tableOf, type Column, type Listed } from '#platform/tables/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import {
  downloads,
  emptyState,
  heading,
  link,
  pagination,
  paragraph,
  summaryList,
  timeline,
} from '#web/parts.ts'
import type { Waiting } from '../queries/approvals.ts'
import type { Booking, Step } from '../queries/bookings.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { BOOKING_STATES } from '../rules.ts'
import { whenInWords } from './when.ts'

/** A booking for a hosted visitor says so: their name is the reception's business. */
const whomInWords = (booking: Booking): string =>
  booking.visitor_id === null
    ? `${booking.for_name ?? 'Somebody'}, ${booking.organisation_name}`
    : `A visitor of ${booking.organisation_name}`

const HOLDS = 'Its time is kept meanwhile'
const DOES_NOT_HOLD = 'Others can still book it meanwhile'

export const approvalColumns = (href: string): readonly Column<Waiting>[] => [
  {
    key: 'when',
    label: 'When',
    kind: 'text',
    value: (row) => whenInWords(row, row.time_zone),
    show: (row) => link(`${href}/${row.id}`, whenInWords(row, row.time_zone)),
  },
  { key: 'what', label: 'What', kind: 'text', value: (row) => `${row.resource_name}, ${row.zone_name}` },
  { key: 'whom', label: 'For whom', kind: 'text', value: whomInWords },
  { key: 'people', label: 'People', kind: 'number', value: (row) => row.people },
  { key: 'purpose', label: 'What it is for', kind: 'text', value: (row) => row.purpose },
  { key: 'asked', label: 'Asked', kind: 'instant', value: (row) => row.made_at },
  { key: 'holds', label: 'Meanwhile', kind: 'text', value: (row) => (row.holds ? HOLDS : DOES_NOT_HOLD) },
]

export function approvalsView(at: Workplace, listed: Listed<Waiting>, href: string): Html {
  return html`${heading('Bookings to approve', { caption: at.name })}${tableOf(
    approvalColumns(href),
    listed.rows,
    {
      caption: `Bookings at ${at.name} that wait for approval`,
      captionHidden: true,
      sortedBy: 'The soonest first',
      empty: emptyState(
        'Nothing waits for approval',
        'A booking appears here when the terms of a place ask for a yes first. Those terms are set under the rules of the workplace.',
      ),
    },
  )}${listed.next === undefined ? null : pagination({ next: { href: `${href}?after=${encodeURIComponent(listed.next)}` } })}
  ${listed.rows.length === 0 ? null : downloads(href)}`
}

/** The facts that a decision needs, and what happened to the booking so far. */
export function waitingFacts({
  booking,
  holds,
  steps,
}: {
  readonly booking: Booking
  readonly holds: boolean
  readonly steps: readonly Step[]
}): Html {
  return html`${summaryList([
    { key: 'What', value: `${booking.resource_name}, ${booking.zone_name}, ${booking.floor_name}` },
    { key: 'When', value: whenInWords(booking, booking.time_zone) },
    { key: 'For whom', value: whomInWords(booking) },
    { key: 'People', value: String(booking.people) },
    { key: 'What it is for', value: booking.purpose ?? 'Not said' },
    { key: 'Asked', value: formatDateTime(booking.made_at, booking.time_zone) },
    { key: 'State', value: BOOKING_STATES[booking.state] },
    ...(booking.state === 'pending' ? [{ key: 'Meanwhile', value: holds ? HOLDS : DOES_NOT_HOLD }] : []),
  ])}${
    booking.state === 'pending'
      ? null
      : paragraph('This booking does not wait for approval any more: it was decided, withdrawn, or is over.')
  }${timeline(
    steps.map((step) => ({
      title: BOOKING_STATES[step.state],
      by: step.person_name ?? 'Connects',
      when: step.at,
      ...(step.reason === null ? {} : { text: step.reason }),
    })),
  )}`
}
