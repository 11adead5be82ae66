// The organiser's page of an event's bookings: how many come for which partner, who, and who waits for what reason.
import { barChart } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { chartWithTable } from '#platform/charts/index.ts'
import { actionsList, downloads, emptyState, heading, hint, link, statGrid, table, tags } from '#web/parts.ts'
import type { BookingRow } from '../queries/bookings.ts'
import type { NeedRow } from '../queries/declared.ts'
import type { EventCard } from '../queries/events.ts'
import { isOver, MODES, poolsOf } from '../rules.ts'
import { statusTag } from './words.ts'

/** Somebody who waits, with the reason in words. */
export type WaitingRow = BookingRow & { readonly why: string; readonly position: number }

export const bookingColumns: readonly Column<BookingRow>[] = [
  {
    key: 'name',
    label: 'Name',
    kind: 'text',
    value: (row) => row.person_name,
    show: (row) => link(`/people/${row.person_id}`, row.person_name),
  },
  { key: 'organisation', label: 'For', kind: 'text', value: (row) => row.organisation_name },
  { key: 'mode', label: 'How', kind: 'text', value: (row) => MODES[row.mode] },
  { key: 'state', label: 'State', kind: 'text', value: stateInWords },
  { key: 'booked', label: 'Booked on', kind: 'instant', value: (row) => row.booked_at },
]

function stateInWords(row: BookingRow): string {
  if (row.state === 'waiting') return 'Waiting'
  return row.confirm_by !== null && row.confirmed_at === null
    ? `To be confirmed by ${formatDateTime(row.confirm_by)}`
    : 'Has a place'
}

const waitingColumns: readonly Column<WaitingRow>[] = [
  { key: 'position', label: 'Place in the queue', kind: 'number', value: (row) => row.position },
  {
    key: 'name',
    label: 'Name',
    kind: 'text',
    value: (row) => row.person_name,
    show: (row) => link(`/people/${row.person_id}`, row.person_name),
  },
  { key: 'organisation', label: 'For', kind: 'text', value: (row) => row.organisation_name },
  { key: 'mode', label: 'How', kind: 'text', value: (row) => MODES[row.mode] },
  { key: 'since', label: 'Since', kind: 'instant', value: (row) => row.booked_at },
  { key: 'why', label: 'Why they wait', kind: 'text', value: (row) => row.why },
]

export function bookingsView(
  visit: Visit,
  event: EventCard,
  bookings: readonly BookingRow[],
  waiting: readonly WaitingRow[],
): View {
  const at = `/events/${event.code}`
  const booked = bookings.filter((one) => one.state === 'booked')
  const ends = !isOver(event, visit.now) && event.state === 'open'
  const ending = <R extends BookingRow>(): Column<R>[] =>
    ends
      ? [
          {
            key: 'end',
            label: 'Cancel',
            kind: 'text',
            value: () => '',
            show: (row) => link(`${at}/bookings/${row.id}/cancel`, 'Cancel', { hidden: row.person_name }),
          },
        ]
      : []
  return {
    title: `Bookings: ${event.title}`,
    back: { href: at, text: event.title },
    wide: true,
    body: html`${heading('Who comes and who waits', { caption: event.title })}${tags(statusTag(event, visit.now))}
      ${statGrid([
        ...poolsOf(event).map((pool) => ({
          label: `Places taken ${MODES[pool.mode].toLowerCase()}`,
          value: String(pool.taken),
          note: pool.places === null ? 'as many as come' : `of ${pool.places}`,
        })),
        { label: 'Waiting', value: String(event.waiting) },
      ])}
      ${actionsList([ends && { href: `${at}/bookings/new`, text: 'Book a place for somebody', look: 'secondary' }])}
      ${booked.length === 0 ? null : byPartner(booked)}
      ${table([...bookingColumns, ...ending<BookingRow>()], booked, {
        caption: 'Who has a place',
        sortedBy: 'In the order in which they came',
        empty: emptyState(
          'Nobody has booked yet',
          'People appear here as they book, or as you book for them.',
        ),
      })}
      ${
        waiting.length === 0
          ? null
          : table([...waitingColumns, ...ending<WaitingRow>()], waiting, {
              caption: 'The waiting list',
              sortedBy: 'In the order in which they came',
            })
      }
      ${bookings.length > 0 ? downloads(`${at}/bookings`) : null}`,
  }
}

function byPartner(booked: readonly BookingRow[]): Html {
  const counts = [...Map.groupBy(booked, (one) => one.organisation_name)]
    .map(([label, rows]) => ({ label, value: rows.length }))
    .toSorted((a, b) => b.value - a.value || a.label.localeCompare(b.label))
  const [most] = counts
  return chartWithTable(
    barChart({
      title: 'Places by partner',
      description: `${booked.length} places are taken for ${counts.length} partners; ${most?.label ?? 'nobody'} has most, ${most?.value ?? 0}.`,
      kind: 'number',
      bars: counts,
    }),
  )
}

const needColumns: readonly Column<NeedRow>[] = [
  { key: 'name', label: 'Name', kind: 'text', value: (row) => row.person_name },
  { key: 'access', label: 'Needs to take part', kind: 'text', value: (row) => row.access },
  { key: 'dietary', label: 'Food', kind: 'text', value: (row) => row.dietary },
  { key: 'until', label: 'Deleted on', kind: 'date', value: (row) => row.delete_on },
]

/** Access and dietary needs, for the organiser's eyes: no file, and looking is recorded (E9). */
export function needsView(event: EventCard, needs: readonly NeedRow[]): View {
  return {
    title: `Needs: ${event.title}`,
    back: { href: `/events/${event.code}`, text: event.title },
    wide: true,
    body: html`${heading('Access and dietary needs', { caption: event.title })}
      ${hint('Only you see this page, and that you looked is recorded. Use it to provide what people need, and for nothing else. It is deleted a week after the event.')}
      ${table(needColumns, needs, {
        caption: 'What people need',
        captionHidden: true,
        sortedBy: 'By name',
        empty: emptyState(
          'Nobody has told a need',
          'What people tell when they book appears here, until a week after the event.',
        ),
      })}`,
  }
}
