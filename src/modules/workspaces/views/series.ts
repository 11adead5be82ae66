// A series in words: its form, every date with its fate before it is made, and its dates afterwards.
import { randomUUID } from 'node:crypto'
import { html, type Content, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatClock, formatDate } from '#platform/time/index.ts'
import { errorSummary, renderForm, type FieldMore } from '#web/forms.ts'
import {
  actionsList,
  bullets,
  emptyState,
  heading,
  inset,
  link,
  paragraph,
  status,
  summaryList,
  table,
  tag,
} from '#web/parts.ts'
import type { Fate, Made } from '../actions/series.ts'
import type { Booking } from '../queries/bookings.ts'
import { ruleOfSeries, type Series } from '../queries/series.ts'
import { BOOKING_STATES } from '../rules.ts'
import { workspacesFrame } from './frame.ts'
import { BOOKING_STATUS, bookingAt } from './own-bookings.ts'
import { dayInWords, timesInWords } from './when.ts'

export const seriesAt = (series: Pick<Series, 'id'>, rest = ''): string =>
  `/workspaces/series/${series.id}${rest}`

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)

/** "every Monday until 30 June 2027, 9am to 11am" */
const seriesWords = (series: Series): string =>
  `${ruleOfSeries(series)}, ${formatClock(series.starts_at)} to ${formatClock(series.ends_at)}${series.ends_next_day ? ' on the next day' : ''}`

const upper = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1)

const columns: readonly Column<Series>[] = [
  {
    key: 'place',
    label: 'Place',
    kind: 'text',
    value: (row) => `${row.resource_name}, ${row.site_name}`,
    show: (row) => link(seriesAt(row), `${row.resource_name}, ${row.site_name}`),
  },
  { key: 'rule', label: 'How it repeats', kind: 'text', value: (row) => upper(seriesWords(row)) },
  { key: 'for', label: 'For', kind: 'text', value: (row) => row.for_name ?? 'Nobody in particular' },
  {
    key: 'next',
    label: 'Next date',
    kind: 'date',
    value: (row) => row.next_at?.toZonedDateTimeISO(row.time_zone).toPlainDate() ?? null,
  },
  { key: 'ahead', label: 'Still to come', kind: 'number', value: (row) => row.ahead },
]

export function seriesListView(series: readonly Series[]): View {
  return workspacesFrame('bookings', {
    title: 'Your series',
    wide: true,
    body: html`${heading('Your series')}
      ${table(columns, series, {
        caption: 'Series with dates still to come',
        captionHidden: true,
        sortedBy: 'The nearest first',
        empty: emptyState(
          'You have no series',
          'What you book again and again appears here, with its dates. Find a place, open its page and choose “Book it again and again”.',
          { href: '/workspaces', text: 'Find a place' },
        ),
      })}`,
  })
}

const LOOK = { submit: 'Show every date', summary: false } as const

/** The form of a new series. `which` is asked only where the clocks made it a question. */
export function newSeriesView(
  place: { readonly name: string; readonly back: string },
  state: FormState,
): View {
  const asksWhich = state.faults.some((one) => one.field === 'which') || state.values['which'] === 'second'
  const isOffered = (name: string): boolean => (state.options[name]?.length ?? 0) > 1
  const more: Readonly<Record<string, FieldMore>> = {
    every: { as: 'radios' },
    purpose: { hint: 'Seen by you and by those who run the office' },
    person: { hint: 'Leave it empty for yourself' },
  }
  return workspacesFrame('bookings', {
    title: `Book ${place.name} again and again`,
    back: { href: place.back, text: place.name },
    body: html`${errorSummary(state)}${heading(`Book ${place.name} again and again`)}
      ${paragraph('You are shown every date, and what stands against any of them, before something is booked.')}
      ${renderForm(
        { ...state, hidden: { ...state.hidden, place: String(state.values['place'] ?? ''), how: 'look' } },
        {
          ...LOOK,
          sections: [
            {
              title: 'When',
              fields: ['first', 'from', 'until', 'overnight', ...(asksWhich ? ['which'] : [])],
            },
            { title: 'How it repeats', fields: ['every', 'interval', 'weekdays', 'times', 'last', 'except'] },
            {
              title: 'About it',
              fields: [
                ...(isOffered('person') ? ['person'] : []),
                ...(isOffered('organisation') ? ['organisation'] : []),
                'people',
                'purpose',
                'isPrivate',
              ],
            },
          ],
          more,
          cancel: { href: place.back },
        },
      )}`,
  })
}

export type DatesShown = {
  readonly title: string
  readonly back: { readonly href: string; readonly text: string }
  readonly made: Made
  /** The address to which the answer goes, and what was asked, to be sent again as it was. */
  readonly action: string
  readonly asked: Readonly<Record<string, unknown>>
  readonly csrf: string
  /** What is different from what was shown before. */
  readonly problem?: string
  /** "book", "move" */
  readonly verb: 'Book' | 'Move'
}

/** Every date with its fate, and the choice: all of them, or without those that cannot be had. */
export function datesView(shown: DatesShown): View {
  const { made, title, verb } = shown
  const free = made.dates.filter((one) => one.against.length === 0)
  const left = made.dates.length - free.length
  const count = (many: number): string => (many === 1 ? '1 date' : `${many} dates`)
  return workspacesFrame('bookings', {
    title,
    back: shown.back,
    wide: true,
    faulty: shown.problem !== undefined,
    ...(shown.problem === undefined ? {} : { status: 409 }),
    body: html`${shown.problem === undefined ? null : inset(html`<p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-0">${shown.problem}</p>`)}
      ${heading(title)}
      ${paragraph(left === 0 ? `All ${made.dates.length} dates are free. Nothing is booked yet.` : `${free.length} of ${made.dates.length} dates are free; ${left} cannot be had. Nothing is booked yet.`)}
      ${made.missing.length === 0 ? null : html`${paragraph('These months are left out:')}${bullets(made.missing)}`}
      ${table<Fate>(
        [
          { key: 'on', label: 'Date', kind: 'text', value: (row) => dayInWords(day(row.on)) },
          { key: 'time', label: 'Time', kind: 'text', value: (row) => timeOf(row, made.zone) },
          { key: 'fate', label: 'Can it be had?', kind: 'text', value: () => '', show: fateOf },
        ],
        made.dates,
        { caption: 'Dates of the series', captionHidden: true, sortedBy: 'In order of time' },
      )}
      ${
        free.length === 0
          ? paragraph('None of the dates can be had. Go back and choose another place or time.')
          : left === 0
            ? answerForm(shown, 'all', `${verb} all ${count(free.length)}`)
            : html`${answerForm(shown, 'without', `${verb} ${count(free.length)}, without the other ${left === 1 ? 'one' : left}`)}
              ${paragraph(verb === 'Book' ? 'If you need all of them, go back and choose another place or time.' : 'The others stay as they are.')}`
      }
      <p class="govuk-body">${link(shown.back.href, 'Go back and change what you asked for')}</p>`,
  })
}

function timeOf(row: Fate, zone: string): string {
  if (row.startsAt === null || row.endsAt === null) return ''
  return timesInWords(
    { starts_at: Temporal.Instant.from(row.startsAt), ends_at: Temporal.Instant.from(row.endsAt) },
    zone,
  )
}

function fateOf({ against }: Fate): Content {
  if (against.length === 0) return tag('Free', 'green')
  return html`${tag('Not to be had', 'red')}<br>${against.map(
    (one, at) =>
      html`${at === 0 ? null : html`<br>`}${one.text.replace(/\.$/, '')} (${one.whose}).${one.possible === null ? '' : ` ${one.possible}.`}`,
  )}`
}

/** What was asked goes along unchanged, with what was shown and what is chosen. */
function answerForm(shown: DatesShown, how: 'all' | 'without', submit: string): Html {
  const answers = { ...shown.asked, how, shown: shown.made.shown }
  return html`<form method="post" action="${shown.action}" novalidate>
    <input type="hidden" name="_csrf" value="${shown.csrf}"><input type="hidden" name="_form" value="${randomUUID()}">
    ${Object.entries(answers).flatMap(([name, value]) => hiddenOf(name, value))}
    <button type="submit" class="govuk-button" data-module="govuk-button" data-prevent-double-click="true">${submit}</button>
  </form>`
}

function hiddenOf(name: string, value: unknown): Html[] {
  if (Array.isArray(value)) return value.flatMap((one) => hiddenOf(name, one))
  if (value === null || value === undefined || value === '') return []
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([part, one]) => hiddenOf(`${name}-${part}`, one))
  return [html`<input type="hidden" name="${name}" value="${String(value as string)}">`]
}

const dateColumns: readonly Column<Booking>[] = [
  {
    key: 'on',
    label: 'Date',
    kind: 'text',
    value: (row) => (row.series_on === null ? '' : dayInWords(row.series_on)),
    show: (row) => link(bookingAt(row), row.series_on === null ? 'Its booking' : dayInWords(row.series_on)),
  },
  { key: 'time', label: 'Time', kind: 'text', value: (row) => whenOf(row) },
  { key: 'place', label: 'Place', kind: 'text', value: (row) => row.resource_name },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: (row) => BOOKING_STATES[row.state],
    show: (row) => status(row.state, BOOKING_STATUS),
  },
]

/** Its time; with its day where it was moved to another. */
function whenOf(row: Booking): string {
  const on = row.starts_at.toZonedDateTimeISO(row.time_zone).toPlainDate()
  const times = timesInWords(row, row.time_zone)
  return row.series_on === null || on.equals(row.series_on) ? times : `${formatDate(on)}, ${times}`
}

export function seriesView(series: Series, dates: readonly Booking[]): View {
  const isAhead = series.ahead > 0
  return workspacesFrame('bookings', {
    title: `${series.resource_name}, ${seriesWords(series)}`,
    back: { href: '/workspaces/series', text: 'Your series' },
    wide: true,
    body: html`${heading(`${series.resource_name}, again and again`)}
      ${summaryList([
        { key: 'How it repeats', value: upper(seriesWords(series)) },
        {
          key: 'Where',
          value: html`${link(`/workspaces/${series.site_code}/places/${series.resource_code}`, series.resource_name)}, ${series.site_name}`,
        },
        { key: 'For', value: `${series.for_name ?? 'Nobody in particular'}, ${series.organisation_name}` },
        { key: 'Still to come', value: series.ahead === 1 ? '1 date' : `${series.ahead} dates` },
      ])}
      ${
        isAhead
          ? actionsList([
              { href: seriesAt(series, '/change'), text: 'Change it from a date on', look: 'secondary' },
              { href: seriesAt(series, '/cancel'), text: 'Cancel dates', look: 'secondary' },
            ])
          : paragraph('None of its dates is still to come.')
      }
      ${heading('Its dates', { level: 2 })}
      ${paragraph('To change one date alone, its desk, its time or who it is for, open that date.')}
      ${table(dateColumns, dates, { caption: 'Dates of the series', captionHidden: true, sortedBy: 'In order of time' })}`,
  })
}

export function cancelSeriesView(series: Series, state: FormState): View {
  return workspacesFrame('bookings', {
    title: 'Cancel dates of a series',
    back: { href: seriesAt(series), text: `${series.resource_name}, again and again` },
    body: html`${errorSummary(state)}${heading('Cancel dates of a series')}
      ${paragraph(`${series.resource_name}, ${series.site_name}: ${seriesWords(series)}.`)}
      ${renderForm(
        { ...state, hidden: { ...state.hidden, series: series.id } },
        {
          submit: 'Cancel these dates',
          look: 'warning',
          summary: false,
          cancel: { href: seriesAt(series), text: 'Keep them' },
          fields: ['which', 'on', 'until', 'because'],
          more: {
            on: {
              hint: 'For “one date and all that follow” and “the dates of a while”. For example, 27 3 2027',
            },
            until: { hint: 'For “the dates of a while”. For example, 9 4 2027' },
          },
        },
      )}`,
  })
}

export function changeSeriesView(series: Series, state: FormState): View {
  const asksWhich = state.faults.some((one) => one.field === 'which')
  return workspacesFrame('bookings', {
    title: 'Change a series from a date on',
    back: { href: seriesAt(series), text: `${series.resource_name}, again and again` },
    body: html`${errorSummary(state)}${heading('Change a series from a date on')}
      ${paragraph(`${series.resource_name}, ${series.site_name}: ${seriesWords(series)}. You are shown every date before something is changed.`)}
      ${renderForm(
        { ...state, hidden: { ...state.hidden, series: series.id, how: 'look' } },
        {
          ...LOOK,
          cancel: { href: seriesAt(series), text: 'Leave it as it is' },
          fields: ['on', 'from', 'until', 'overnight', ...(asksWhich ? ['which'] : []), 'place'],
          more: { place: { as: 'select' } },
        },
      )}`,
  })
}
