// A series in words: the plan before it is made, and its dates once it is.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState } from '#platform/http/index.ts'
import { formatDate, formatTime } from '#platform/time/index.ts'
import { renderField, renderForm } from '#web/forms.ts'
import { heading, inset, link, none, paragraph, table, tag, tags, warning } from '#web/parts.ts'
import type { EventCard } from '../queries/events.ts'
import type { Clash, PlannedDate, SeriesPlan } from '../queries/series.ts'
import type { EventState } from '../rules.ts'

const PATTERN = ['every', 'on', 'times', 'until', 'skipHolidays'] as const

/** The questions, in the address, so that looking at the dates changes nothing. */
export function patternForm(state: FormState): Html {
  return html`<form method="get" action="${state.action}" novalidate>
    ${PATTERN.map((name) => renderField(state, name))}
    <div class="govuk-button-group"><button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">Show the dates</button></div>
  </form>`
}

/** The dates that would come, each with what stands in its way, and the one button. */
export function planView(event: EventCard, plan: SeriesPlan, skips: boolean, state: FormState): Html {
  const coming = plan.dates.filter((one) => !(skips && one.holiday !== null))
  const taken = coming.filter((one) => one.inRoom !== null)
  const hidden = Object.fromEntries(
    PATTERN.flatMap((name) => hiddenOf(name, state.values[name])).concat([['event', event.id]]),
  )
  return html`${heading('The dates', { level: 2 })}
    ${paragraph(`The first is this event, ${formatDate(dayOf(event.starts_at, event))}. These would follow, each as a draft of its own:`)}
    ${table<PlannedDate>(
      [
        {
          key: 'on',
          label: 'Date',
          kind: 'text',
          value: (row) => formatDate(dayOf(row.starts, event)),
        },
        {
          key: 'at',
          label: 'Time',
          kind: 'text',
          value: (row) =>
            `${formatTime(row.starts, event.time_zone)} to ${formatTime(row.ends, event.time_zone)}`,
        },
        { key: 'note', label: 'Note', kind: 'text', value: () => '', show: (row) => notesOf(row, skips) },
      ],
      plan.dates,
      { caption: 'Dates of the series', captionHidden: true, sortedBy: 'In order of time' },
    )}
    ${
      taken.length > 0
        ? warning(
            'The room is taken on some of these dates, so the series cannot be made. Choose another rhythm or room, or move the other event.',
          )
        : renderForm(
            { ...state, hidden: { ...state.hidden, ...hidden } },
            {
              submit: coming.length === 1 ? 'Make 1 draft' : `Make ${coming.length} drafts`,
              fields: [],
              summary: false,
            },
          )
    }`
}

const dayOf = (moment: Temporal.Instant, event: EventCard): Temporal.PlainDate =>
  moment.toZonedDateTimeISO(event.time_zone).toPlainDate()

// A date in a form is three boxes; in the address and here it is three names.
function hiddenOf(name: string, value: unknown): [string, string][] {
  if (typeof value === 'string') return value === '' ? [] : [[name, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value as Record<string, unknown>).flatMap(([part, one]): [string, string][] =>
    typeof one === 'string' && one !== '' ? [[`${name}-${part}`, one]] : [],
  )
}

const clashLink = ({ code, title }: Clash) => (code === null ? title : link(`/events/${code}`, title))

function notesOf(row: PlannedDate, skips: boolean): Html {
  if (row.holiday !== null && skips) return html`${tag('Left out', 'grey')} ${row.holiday}`
  return tags(
    row.holiday !== null && tag(row.holiday, 'yellow'),
    row.inRoom !== null && html`${tag('Room taken', 'red')} ${clashLink(row.inRoom)}`,
    row.ofGroup !== null &&
      row.inRoom === null &&
      html`${tag('Same group', 'yellow')} ${clashLink(row.ofGroup)}`,
    row.holiday === null && row.inRoom === null && row.ofGroup === null && none('Free'),
  )
}

type Dated = {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly state: EventState
  readonly starts_at: Temporal.Instant
  readonly time_zone: string
  readonly published_at: Temporal.Instant | null
}

/** The dates of a series on the page of one of them. */
export function seriesPart(event: EventCard, dates: readonly Dated[], runs: boolean): Html {
  return html`<ul class="govuk-list">${dates.map((one) => {
    const words = formatDate(one.starts_at.toZonedDateTimeISO(one.time_zone).toPlainDate())
    const mark =
      one.state === 'cancelled'
        ? tag('Cancelled', 'red')
        : one.state === 'draft'
          ? tag('Draft', 'grey')
          : null
    return html`<li>${one.id === event.id ? html`<strong>${words}</strong>` : link(`/events/${one.code}`, words)} ${mark}</li>`
  })}</ul>
  ${
    runs
      ? html`<ul class="govuk-list">
          ${dates.some((one) => one.state === 'draft') ? html`<li>${link(`/events/${event.code}/series/publish`, 'Publish every draft from here on')}</li>` : null}
          <li>${link(`/events/${event.code}/series/change`, 'Change this and later dates')}</li>
          <li>${link(`/events/${event.code}/series/cancel`, 'Cancel this and later dates')}</li>
        </ul>`
      : null
  }`
}

export const oneByOne = (): Html =>
  inset(
    'This changes every date of the series from this one on that is not over or cancelled. Everybody booked is told. To change one date only, change that event.',
  )
