// Closing in words: what would happen to whom, what is closed, and what lies on closed days.
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, formatDateTime, formatTime } from '#platform/time/index.ts'
import { emptyState, link, paragraph, statGrid, table } from '#web/parts.ts'
import type { Closure, Invocation } from '../queries/closures.ts'
import type { Ahead, Proposal } from '../queries/displacing.ts'
import type { Workplace } from '../queries/workplaces.ts'

const dayOf = (booking: Ahead): Temporal.PlainDate =>
  booking.starts_at.toZonedDateTimeISO(booking.time_zone).toPlainDate()

const timesOf = (booking: Ahead): string =>
  `${formatTime(booking.starts_at, booking.time_zone)} to ${formatTime(booking.ends_at, booking.time_zone)}`

const bookingColumns: readonly Column<Ahead>[] = [
  {
    key: 'on',
    label: 'Day',
    kind: 'date',
    value: dayOf,
    show: (row) =>
      link(`/workspaces/bookings/${row.id}`, formatDate(dayOf(row)), { hidden: row.resource_name }),
  },
  { key: 'time', label: 'Time', kind: 'text', value: timesOf },
  { key: 'place', label: 'Place', kind: 'text', value: (row) => row.resource_name },
  { key: 'body', label: 'Organisation', kind: 'text', value: (row) => row.organisation_name },
]

const proposalColumns: readonly Column<Proposal>[] = [
  ...bookingColumns.map((column): Column<Proposal> => {
    const { show } = column
    return {
      key: column.key,
      label: column.label,
      kind: column.kind,
      value: (row) => column.value(row.booking),
      ...(show === undefined ? {} : { show: (row: Proposal) => show(row.booking) }),
    }
  }),
  {
    key: 'to',
    label: 'Would go to',
    kind: 'text',
    value: ({ booking, to, why }) =>
      to === null
        ? `Nowhere. ${why ?? ''}`
        : to.siteId === booking.site_id
          ? to.name
          : `${to.name}, ${to.siteName}`,
  },
]

/** What would happen: how many are booked, how many can be moved, and each with its new place. */
export function proposalsView(proposals: readonly Proposal[], most: number): Html {
  if (proposals.length === 0)
    return paragraph('Nobody is booked there then, so nobody is moved. It only cannot be booked meanwhile.')
  const moved = proposals.filter((one) => one.to !== null).length
  const shown = proposals.slice(0, most)
  return html`${statGrid([
    { label: 'Booked there', value: proposals.length.toLocaleString('en-GB') },
    {
      label: 'Would be moved',
      value: moved.toLocaleString('en-GB'),
      note: 'to an equal place at the same times',
    },
    {
      label: 'Would lose their place',
      value: (proposals.length - moved).toLocaleString('en-GB'),
      note: 'and be told why',
    },
  ])}${table(proposalColumns, shown, {
    caption: 'What would happen',
    captionSize: 'm',
    sortedBy: 'The earliest first',
  })}${shown.length < proposals.length ? paragraph(`The first ${most} of ${proposals.length} are shown.`) : null}`
}

/** "3 December 2026", or from one day to another, as the workplace's clock says. */
function daysOf(
  one: { readonly starts_at: Temporal.Instant; readonly ends_at: Temporal.Instant },
  zone: string,
): string {
  const first = one.starts_at.toZonedDateTimeISO(zone).toPlainDate()
  const last = one.ends_at.subtract({ minutes: 1 }).toZonedDateTimeISO(zone).toPlainDate()
  return first.equals(last) ? formatDate(first) : `${formatDate(first)} to ${formatDate(last)}`
}

const stands = (
  one: { readonly ended_at: Temporal.Instant | null; readonly ends_at: Temporal.Instant },
  now: Temporal.Instant,
) => one.ended_at === null && Temporal.Instant.compare(one.ends_at, now) > 0

export function closuresTable(at: Workplace, rows: readonly Closure[], now: Temporal.Instant): Html {
  const columns: Column<Closure>[] = [
    { key: 'place', label: 'What', kind: 'text', value: (row) => row.place_name },
    { key: 'when', label: 'When', kind: 'text', value: (row) => daysOf(row, at.time_zone) },
    { key: 'reason', label: 'Why', kind: 'text', value: (row) => row.reason },
    { key: 'moved', label: 'Moved', kind: 'number', value: (row) => row.moved },
    { key: 'stranded', label: 'Lost their place', kind: 'number', value: (row) => row.stranded },
    {
      key: 'state',
      label: 'Now',
      kind: 'text',
      value: (row) =>
        row.ended_at !== null ? 'Opened again' : stands(row, now) ? 'Closed or to be closed' : 'Over',
      show: (row) =>
        stands(row, now)
          ? link(`/workspaces/${at.code}/manage/closing/${row.id}/end`, 'Open it again', {
              hidden: row.place_name,
            })
          : row.ended_at === null
            ? 'Over'
            : 'Opened again',
    },
  ]
  return table(columns, rows, {
    caption: 'Closures',
    captionSize: 'm',
    sortedBy: 'Those that stand first',
    empty: emptyState(
      'Nothing has been closed.',
      'When you close the workplace, a floor or a zone for days, it appears here with what became of the bookings.',
    ),
  })
}

export function invocationsTable(at: Workplace, rows: readonly Invocation[], now: Temporal.Instant): Html {
  const columns: Column<Invocation>[] = [
    {
      key: 'when',
      label: 'When',
      kind: 'text',
      value: (row) =>
        `${formatDateTime(row.starts_at, at.time_zone)} to ${formatDateTime(row.ended_at ?? row.ends_at, at.time_zone)}`,
    },
    { key: 'reason', label: 'Why', kind: 'text', value: (row) => row.reason },
    { key: 'by', label: 'Invoked by', kind: 'text', value: (row) => row.invoked_by },
    { key: 'moved', label: 'Moved', kind: 'number', value: (row) => row.moved },
    { key: 'stranded', label: 'Lost their place', kind: 'number', value: (row) => row.stranded },
    {
      key: 'state',
      label: 'Now',
      kind: 'text',
      value: (row) => (stands(row, now) ? 'In force' : 'Over'),
      show: (row) =>
        stands(row, now)
          ? link(`/workspaces/${at.code}/manage/continuity/${row.id}/end`, 'In force: end it')
          : 'Over',
    },
  ]
  return table(columns, rows, {
    caption: 'Business continuity so far',
    captionSize: 'm',
    sortedBy: 'The latest first',
    empty: emptyState(
      'Business continuity was never invoked here.',
      'When it is, it stands here with its reason, who invoked it, and how many were moved.',
    ),
  })
}

export function closedDaysTable(
  rows: readonly { readonly booking: Ahead; readonly because: string }[],
): Html | null {
  if (rows.length === 0) return null
  const columns: Column<(typeof rows)[number]>[] = [
    ...bookingColumns.map((column): Column<(typeof rows)[number]> => {
      const { show } = column
      return {
        key: column.key,
        label: column.label,
        kind: column.kind,
        value: (row) => column.value(row.booking),
        ...(show === undefined ? {} : { show: (row: (typeof rows)[number]) => show(row.booking) }),
      }
    }),
    { key: 'because', label: 'Why it is closed', kind: 'text', value: (row) => row.because },
  ]
  return table(columns, rows.slice(0, 100), {
    caption: `Booked while the building is closed (${rows.length})`,
    captionSize: 'm',
    sortedBy: 'The earliest first',
  })
}
