// One's own place at an event: what is booked and what comes next, or why one still waits; and all that one has booked.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import type { Column } from '#platform/tables/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import {
  actionsList,
  bullets,
  emptyState,
  heading,
  inset,
  link,
  paragraph,
  summaryList,
  table,
  tag,
} from '#web/parts.ts'
import type { BookingRow, OwnBooking } from '../queries/bookings.ts'
import type { EventCard } from '../queries/events.ts'
import { ENDINGS, isFull, isOver, MODES, poolsOf } from '../rules.ts'
import { eventsNavigation, joiningPart } from './events.ts'
import { HOME, whenInWords, whereInWords } from './words.ts'

export type PlaceAround = {
  readonly joining: { readonly link: string; readonly instructions: string } | undefined
  /** Where one stands on the waiting list, and why one waits. */
  readonly waiting: { readonly position: number; readonly why: string } | undefined
}

const isOffered = (own: BookingRow): boolean =>
  own.state === 'booked' && own.confirm_by !== null && own.confirmed_at === null

export function placeView(
  visit: Visit,
  event: EventCard,
  own: BookingRow | undefined,
  around: PlaceAround,
  state: FormState,
): View {
  const back = { href: `/events/${event.code}`, text: event.title }
  if (own === undefined)
    return {
      title: `Your place: ${event.title}`,
      back,
      body: html`${heading('You have no place here', { caption: event.title })}
        ${paragraph('Your booking was cancelled, or you have not booked.')}
        ${actionsList([{ href: `/events/${event.code}`, text: 'See the event' }])}`,
    }
  const title =
    own.state === 'waiting'
      ? 'You are on the waiting list'
      : isOffered(own)
        ? 'You have been given a place'
        : 'You have a place'
  return {
    title: `${title}: ${event.title}`,
    back,
    body: html`${errorSummary(state)}${heading(title, { caption: event.title })}
      ${isOffered(own) && own.confirm_by !== null ? offer(own.confirm_by, state) : null}
      ${summaryList([
        { key: 'When', value: whenInWords(event) },
        {
          key: 'Where',
          value: own.mode === 'online' ? 'Online' : whereInWords({ ...event, online: false, in_room: true }),
        },
        { key: 'You come for', value: own.organisation_name },
        own.booked_by !== null && {
          key: 'Booked',
          value: `For you, by the organiser, on ${formatDateTime(own.booked_at)}`,
        },
        around.waiting !== undefined && {
          key: 'Your place in the queue',
          value: String(around.waiting.position),
        },
        around.waiting !== undefined && { key: 'Why you wait', value: around.waiting.why },
      ])}
      ${around.joining === undefined ? null : html`<section>${heading('How to join online', { level: 2 })}${joiningPart(around.joining)}</section>`}
      ${heading('What happens next', { level: 2 })}${bullets(nextSteps(event, own, around))}
      ${isOver(event, visit.now) ? null : actionsList([{ href: `/events/${event.code}/place/give-up`, text: own.state === 'waiting' ? 'Leave the waiting list' : 'Give up this place', look: 'secondary' }])}`,
  }
}

function offer(confirmBy: Temporal.Instant, state: FormState): Html {
  return inset(
    html`${paragraph(`Confirm it by ${formatDateTime(confirmBy)}. After that it passes to the next person.`)}${renderForm(
      state,
      { submit: 'Confirm my place', fields: ['booking'], summary: false },
    )}`,
  )
}

function nextSteps(event: EventCard, own: BookingRow, around: PlaceAround): (Html | string)[] {
  if (own.state === 'waiting')
    return [
      'You get a mail as soon as a place is yours. Nothing else is needed until then.',
      'It also stands on your home page, with the day by which to confirm it.',
      ...(own.mode === 'room' && poolsOf(event).some((pool) => pool.mode === 'online' && !isFull(pool))
        ? ['You can also leave the waiting list and book again to join online, where there is room.']
        : []),
    ]
  return [
    own.mode === 'online' && around.joining === undefined
      ? 'How to join online will appear on this page before the event.'
      : 'Everything you need is on this page. It is kept up to date; mail is not.',
    event.asks_needs
      ? 'If what you need has changed, give the place up and book again, or ask the organiser.'
      : null,
    'If you cannot come, give the place up, so that somebody who waits can have it.',
  ].filter((one) => one !== null)
}

const mineColumns: readonly Column<OwnBooking>[] = [
  {
    key: 'title',
    label: 'Event',
    kind: 'text',
    value: (row) => row.title,
    show: (row) => link(`/events/${row.code}`, row.title),
  },
  { key: 'starts', label: 'When', kind: 'instant', value: (row) => row.starts_at },
  { key: 'mode', label: 'How', kind: 'text', value: (row) => MODES[row.mode] },
  { key: 'for', label: 'For', kind: 'text', value: (row) => row.organisation_name },
  {
    key: 'state',
    label: 'State',
    kind: 'text',
    value: stateInWords,
    show: (row) =>
      row.state === 'cancelled'
        ? stateInWords(row)
        : tag(stateInWords(row), row.state === 'booked' ? 'green' : 'orange'),
  },
]

function stateInWords(row: OwnBooking): string {
  if (row.cancelled_how !== null) return ENDINGS[row.cancelled_how]
  if (row.state === 'waiting') return 'Waiting'
  if (row.confirm_by !== null && row.confirmed_at === null) return 'To be confirmed'
  return row.attendance === 'attended' ? 'Attended' : row.attendance === 'absent' ? 'Did not come' : 'Booked'
}

export function mineView(visit: Visit, bookings: readonly OwnBooking[]): View {
  const toCome = bookings.filter((one) => !isOver(one, visit.now) && one.state !== 'cancelled')
  const other = bookings.filter((one) => !toCome.includes(one)).toReversed()
  return {
    title: 'Your events',
    breadcrumbs: [HOME],
    wide: true,
    body: html`${heading('Your events')}${eventsNavigation(visit, 'mine')}
      ${table(
        [
          ...mineColumns,
          {
            key: 'place',
            label: 'Your place',
            kind: 'text',
            value: () => '',
            show: (row) => link(`/events/${row.code}/place`, 'Open', { hidden: row.title }),
          },
        ],
        toCome,
        {
          caption: 'Still to come',
          sortedBy: 'Nearest first',
          empty: emptyState(
            'You have booked nothing that is still to come',
            'What you book appears here, with how to join and the step to give it up.',
            { href: '/events', text: 'See what there is' },
          ),
        },
      )}
      ${
        other.length === 0
          ? null
          : table(mineColumns, other, { caption: 'Past and given up', sortedBy: 'Latest first' })
      }`,
  }
}
