// How a workplace is used, for whoever manages it: a few figures, then when, where and by whom, each chart with its table.
import { barChart, chartWithTable, lineChart, stackedBarChart } from '#platform/charts/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDate, formatMonth, formatTime } from '#platform/time/index.ts'
import {
  downloads,
  emptyState,
  filterPanel,
  heading,
  inset,
  link,
  paragraph,
  statGrid,
  table,
} from '#web/parts.ts'
import type { Behind, NoShowRow, Refused, Use, UseRow, Waited } from '../queries/use.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { BOOKING_STATES, RESOURCE_KINDS_PLURAL, type ResourceKind } from '../rules.ts'
import {
  FEW_WORDS,
  hoursOf,
  LEAST_PEOPLE,
  partsOf,
  refusedWords,
  shareOf,
  type Measured,
  type UseOf,
} from '../rules/use.ts'

export type UsePage = {
  readonly at: Workplace
  readonly of: UseOf & { readonly kinds: readonly ResourceKind[] }
  readonly use: Use
  readonly noShows: { readonly shown: readonly NoShowRow[]; readonly hidden: number }
  readonly refused: Refused
  readonly waited: Waited
}

const monthText = (of: UseOf): string => of.from.toPlainYearMonth().toString()
export const addressOf = (at: Workplace, of: UseOf, more: Readonly<Record<string, string>> = {}): string =>
  `/workspaces/${at.code}/manage/use${more['is'] === undefined && more['zone'] === undefined && more['body'] === undefined ? '' : '/bookings'}?${new URLSearchParams({ month: monthText(of), kind: of.kind ?? 'all', ...more }).toString()}`

const percent = (part: number, whole: number): string => {
  const share = shareOf(part, whole)
  return share === null ? 'Not open' : `${share}%`
}

export function filterOfUse({ at, of }: Pick<UsePage, 'at' | 'of'>, action: string): Html {
  return filterPanel({
    action,
    label: 'Choose the month and the kind',
    fields: [
      { kind: 'month', name: 'month', label: 'Month', value: monthText(of) },
      {
        kind: 'select',
        name: 'kind',
        label: 'Kind',
        value: of.kind ?? 'all',
        any: of.kinds.includes('desk') ? RESOURCE_KINDS_PLURAL.desk : `Everything at ${at.name}`,
        options: [
          { value: 'all', text: 'Every kind' },
          ...of.kinds.map((kind) => ({ value: kind, text: RESOURCE_KINDS_PLURAL[kind] })),
        ].filter(({ value }) => value !== 'desk' || !of.kinds.includes('desk')),
      },
    ],
  })
}

export function usePage(page: UsePage): Html {
  const { at, of, use, waited } = page
  const what = of.kind === null ? 'Every kind of place' : RESOURCE_KINDS_PLURAL[of.kind]
  const when = formatMonth(of.from)
  if (use.total.open === 0 && use.total.bookings === 0)
    return emptyState(
      `Nothing was open or booked at ${at.name} in ${when}.`,
      'When places are open by their terms, their hours appear here, and how many of them were booked and used. Choose another month above.',
    )
  return html`${heading(`${what}, ${when}`, { level: 2 })}${figures(page)}${downloads(
    `/workspaces/${at.code}/manage/use`,
    { month: monthText(of), kind: of.kind ?? 'all' },
  )}
    ${heading('When', { level: 2 })}${stacked('Hours by time of day', use.hours, busiest(use.hours, 'The busiest hour is'))}
    ${stacked('Hours by weekday', use.weekdays, busiest(use.weekdays, 'The busiest weekday is'))}${byDay(use)}
    ${heading('Where', { level: 2 })}${stacked('Hours by zone', use.zones, busiest(use.zones, 'The busiest zone is'))}
    ${use.kinds.length > 1 ? stacked('Hours by kind', use.kinds, busiest(use.kinds, 'The busiest kind is')) : null}
    ${zonesTable(page)}
    ${heading('Who', { level: 2 })}${byBody(page)}${noShowsTable(page)}
    ${heading('What was wanted and not had', { level: 2, id: 'refused' })}${refusedPart(page)}${waitingPart(waited)}
    ${heading('How this is counted', { level: 2 })}${howCounted()}`
}

function figures({ at, of, use, refused, waited }: UsePage): Html {
  const { total } = use
  return statGrid([
    {
      label: 'Booked',
      value: percent(total.booked, total.open),
      href: addressOf(at, of, { is: 'booked' }),
      note: `${hours(total.booked)} of ${hours(total.open)} open`,
    },
    {
      label: 'Used',
      value: percent(total.used, total.open),
      note: `${hours(total.used)} to which somebody came`,
    },
    {
      label: 'Nobody came',
      value: total.noShows.toLocaleString('en-GB'),
      href: addressOf(at, of, { is: 'no-show' }),
      note: `of ${count(total.bookings, 'booking')}`,
    },
    {
      label: 'Most at once',
      value: (total.most ?? 0).toLocaleString('en-GB'),
      note: `of ${count(use.places, 'place')}`,
    },
    {
      label: 'Refused',
      value: refused.total.toLocaleString('en-GB'),
      href: '#refused',
      note: 'times somebody could not book',
    },
    {
      label: 'Waited',
      value: waited.asked.toLocaleString('en-GB'),
      note: `${waited.taken} of them got a place`,
    },
  ])
}

const hours = (minutes: number): string => `${hoursOf(minutes).toLocaleString('en-GB')} hours`
const count = (many: number, one: string): string =>
  `${many.toLocaleString('en-GB')} ${one}${many === 1 ? '' : 's'}`

function busiest(rows: readonly UseRow[], words: string): string {
  const [first] = rows.toSorted((a, b) => ratio(b) - ratio(a))
  return first === undefined || first.booked === 0
    ? 'Nothing was booked.'
    : `${words} ${first.name}, ${first.open === 0 ? `with ${hours(first.booked)} booked` : `${percent(first.booked, first.open)} booked`}.`
}
const ratio = ({ booked, open }: Measured): number => (open === 0 ? 0 : booked / open)

const SERIES = ['Used', 'Booked, not used', 'Free']

function stacked(title: string, rows: readonly UseRow[], description: string): Html | null {
  if (rows.length === 0) return null
  return chartWithTable(
    stackedBarChart({
      title,
      description,
      kind: 'number',
      series: SERIES,
      labelHeading: 'When or where',
      bars: rows.map((row) => ({ label: row.name, values: partsOf(row) })),
    }),
    { level: 3, note: description },
  )
}

function byDay(use: Use): Html | null {
  const open = use.days.filter((day) => day.open > 0)
  if (open.length < 2) return null
  const description = busiest(open, 'The busiest day is')
  return chartWithTable(
    lineChart({
      title: 'Share booked and used, day by day',
      description,
      kind: 'percent',
      // The day of the month: the full date stands in the download.
      points: open.map((day) => String(Number(day.key.slice(8)))),
      series: [
        { name: 'Booked', values: open.map((day) => shareOf(day.booked, day.open)) },
        { name: 'Used', values: open.map((day) => shareOf(day.used, day.open)) },
      ],
    }),
    { level: 3, note: description },
  )
}

function zonesTable({ at, of, use }: UsePage): Html {
  const columns: Column<UseRow>[] = [
    {
      key: 'zone',
      label: 'Zone',
      kind: 'text',
      value: (row) => row.name,
      show: (row) => link(addressOf(at, of, { zone: row.key }), row.name),
    },
    { key: 'share', label: 'Booked', kind: 'percent', value: (row) => shareOf(row.booked, row.open) },
    { key: 'used', label: 'Used', kind: 'percent', value: (row) => shareOf(row.used, row.open) },
    { key: 'most', label: 'Most at once', kind: 'number', value: (row) => row.most },
    { key: 'noShows', label: 'Nobody came', kind: 'number', value: (row) => row.noShows, total: true },
    { key: 'bookings', label: 'Bookings', kind: 'number', value: (row) => row.bookings, total: true },
  ]
  return table(columns, use.zones, {
    caption: 'Zones',
    captionSize: 's',
    sortedBy: 'From the lowest floor up',
    empty: paragraph('No zone was open or booked.'),
  })
}

function byBody({ at, of, use }: UsePage): Html {
  if (use.bodies.length === 0) return paragraph('Nobody has booked.')
  const own = use.bodies.find((row) => row.key === at.owner_organisation_id)
  const description = `${own === undefined ? 'None' : percent(own.booked, use.total.booked)} of the hours booked are its own staff’s.`
  return html`${chartWithTable(
    barChart({
      title: 'Hours booked by organisation',
      description,
      kind: 'number',
      labelHeading: 'Organisation',
      valueHeading: 'Hours booked',
      bars: use.bodies.map((row) => ({ label: row.name, value: hoursOf(row.booked) })),
    }),
    { level: 3, note: description },
  )}${fewNote(use.hiddenBodies, of)}`
}

const fewNote = (hidden: number, _of: UseOf): Html | null =>
  hidden === 0 ? null : inset(`${hidden === 1 ? 'One row is' : `${hidden} rows are`} not shown. ${FEW_WORDS}`)

function noShowsTable({ of, noShows }: UsePage): Html {
  const columns: Column<NoShowRow>[] = [
    { key: 'body', label: 'Organisation', kind: 'text', value: (row) => row.organisation_name },
    { key: 'zone', label: 'Zone', kind: 'text', value: (row) => row.zone_name },
    { key: 'noShows', label: 'Nobody came', kind: 'number', value: (row) => row.no_shows },
    { key: 'bookings', label: 'Of bookings', kind: 'number', value: (row) => row.bookings },
    { key: 'share', label: 'Share', kind: 'percent', value: (row) => shareOf(row.no_shows, row.bookings) },
  ]
  return html`${table(
    columns,
    noShows.shown.filter((row) => row.no_shows > 0),
    {
      caption: 'Where nobody came',
      captionSize: 's',
      sortedBy: 'Most first',
      empty: paragraph('Wherever a check-in was asked for, somebody came.'),
    },
  )}${fewNote(noShows.hidden, of)}`
}

function refusedPart({ refused }: UsePage): Html {
  if (refused.total === 0)
    return paragraph(
      'Nobody was refused. When somebody asks for a place and cannot have it, the reason is counted here.',
    )
  const [first] = refused.reasons
  const most = `The commonest reason: ${refusedWords(first?.code ?? '').toLowerCase()}, ${count(first?.times ?? 0, 'time')}.`
  return html`${chartWithTable(
    barChart({
      title: 'Refused, by reason',
      description: most,
      kind: 'number',
      labelHeading: 'Reason',
      valueHeading: 'Times',
      bars: refused.reasons
        .slice(0, 10)
        .map(({ code, times }) => ({ label: refusedWords(code), value: times })),
    }),
    { level: 3, note: most },
  )}${chartWithTable(
    barChart({
      title: 'Refused, by the hour at which it was to begin',
      description: 'When places were wanted that could not be had.',
      kind: 'number',
      labelHeading: 'Hour',
      valueHeading: 'Times',
      bars: refused.hours.map(({ hour, times }) => ({
        label: `${String(hour).padStart(2, '0')}:00`,
        value: times,
      })),
    }),
    { level: 3 },
  )}`
}

const waitingPart = (waited: Waited): Html =>
  paragraph(
    waited.asked === 0
      ? 'Nobody waited for a place.'
      : `${count(waited.asked, 'time')} somebody waited for a place: ${waited.taken} got one, ${waited.waiting} still wait.`,
  )

function howCounted(): Html {
  return html`<ul class="govuk-list govuk-list--bullet">
    <li>Open: the hours of each place by the terms for the owner’s own staff, on days on which the building is open, less maintenance and closures. A divisible room counts as its parts.</li>
    <li>Booked: the hours that bookings took. What was released or left early counts until then; what was cancelled before counts not at all. A booking belongs to the month in which it begins.</li>
    <li>Used: the hours of bookings to which somebody came. Where no check-in is asked for, a booking that ran its time was used.</li>
    <li>${FEW_WORDS} The least is ${LEAST_PEOPLE}.</li>
  </ul>`
}

export type Listed = UseRow & { readonly by: string }

/** All of it as one list, for the downloads. */
export const listedUse = (use: Use): readonly Listed[] => [
  { ...use.total, by: 'All' },
  ...of('Hour', use.hours),
  ...of('Weekday', use.weekdays),
  ...of('Day', use.days),
  ...of('Zone', use.zones),
  ...of('Kind', use.kinds),
  ...of('Organisation', use.bodies),
]
const of = (by: string, rows: readonly UseRow[]): readonly Listed[] => rows.map((row) => ({ ...row, by }))

const measured =
  (by: string, pick: (row: Listed) => number): ((row: Listed) => number | null) =>
  (row) =>
    row.by === by ? null : pick(row)

export const useColumns: readonly Column<Listed>[] = [
  { key: 'by', label: 'By', kind: 'text', value: (row) => row.by },
  { key: 'name', label: 'Which', kind: 'text', value: (row) => row.name },
  {
    key: 'open',
    label: 'Hours open',
    kind: 'number',
    value: measured('Organisation', (row) => hoursOf(row.open)),
  },
  { key: 'booked', label: 'Hours booked', kind: 'number', value: (row) => hoursOf(row.booked) },
  { key: 'used', label: 'Hours used', kind: 'number', value: (row) => hoursOf(row.used) },
  { key: 'bookings', label: 'Bookings', kind: 'number', value: measured('Hour', (row) => row.bookings) },
  { key: 'noShows', label: 'Nobody came', kind: 'number', value: measured('Hour', (row) => row.noShows) },
  { key: 'most', label: 'Most at once', kind: 'number', value: (row) => row.most },
]

export const behindColumns = (at: Workplace): readonly Column<Behind>[] => [
  {
    key: 'on',
    label: 'Day',
    kind: 'date',
    value: (row) => row.starts_at.toZonedDateTimeISO(at.time_zone).toPlainDate(),
    show: (row) =>
      link(
        `/workspaces/bookings/${row.id}`,
        formatDate(row.starts_at.toZonedDateTimeISO(at.time_zone).toPlainDate()),
      ),
  },
  {
    key: 'time',
    label: 'Time',
    kind: 'text',
    value: (row) => `${formatTime(row.starts_at, at.time_zone)} to ${formatTime(row.ends_at, at.time_zone)}`,
  },
  { key: 'place', label: 'Place', kind: 'text', value: (row) => row.resource_name },
  { key: 'zone', label: 'Zone', kind: 'text', value: (row) => row.zone_name },
  { key: 'body', label: 'Organisation', kind: 'text', value: (row) => row.organisation_name },
  {
    key: 'state',
    label: 'What became of it',
    kind: 'text',
    value: (row) => (row.came ? 'Somebody came' : BOOKING_STATES[row.state]),
  },
]
