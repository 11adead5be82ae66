// One booking: what, when and where in words, what is to be done on the day, how to change or cancel it, and its history.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { formatDateTime, formatTime } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import {
  actionsList,
  bullets,
  heading,
  inset,
  link,
  paragraph,
  status,
  summaryList,
  tags,
  timeline,
} from '#web/parts.ts'
import type { Booking, Step } from '../queries/bookings.ts'
import type { Workplace } from '../queries/workplaces.ts'
import { BOOKING_STATES, countWords } from '../rules.ts'
import { BOOKING_STATUS, bookingAt, forWhom, mayCheckInNow, whatInWords } from './own-bookings.ts'
import { whenInWords } from './when.ts'

export type BookingHere = {
  readonly booking: Booking
  readonly steps: readonly Step[]
  /** What was booked with it. */
  readonly together: readonly Booking[]
  /** Absent where the workplace is no longer open to the reader. */
  readonly workplace: Workplace | undefined
  readonly isOwn: boolean
  readonly mayChange: boolean
  readonly cancelBy: Temporal.Instant | null
  readonly now: Temporal.Instant
  readonly csrf: string
}

const whenOf = (booking: Booking): string => whenInWords(booking, booking.time_zone)

export function bookingView(here: BookingHere): View {
  const { booking } = here
  return {
    title: `${whatInWords(booking)}, ${whenOf(booking)}`,
    back: here.isOwn
      ? { href: '/workspaces/bookings', text: 'Your bookings' }
      : { href: `/workspaces/${booking.site_code}`, text: booking.site_name },
    body: html`${heading(whatInWords(booking), { caption: whenOf(booking) })}${tags(status(booking.state, BOOKING_STATUS))}
      ${whatNow(here)}${nextSteps(here)}
      ${summaryList([
        { key: 'When', value: whenOf(booking) },
        { key: 'Where', value: whereOf(here) },
        { key: 'For', value: `${forWhom(booking)}, ${booking.organisation_name}` },
        booking.made_by_name !== null &&
          booking.made_by_person_id !== booking.for_person_id && {
            key: 'Booked by',
            value: booking.made_by_name,
          },
        booking.people > 1 && { key: 'People', value: String(booking.people) },
        booking.purpose !== null &&
          (here.isOwn || !booking.private) && { key: 'What it is for', value: booking.purpose },
        booking.private && {
          key: 'Private',
          value: 'Others see that it is booked, not by whom and not what for',
        },
        ...onTheDay(here),
      ])}
      ${togetherPart(here)}
      ${heading('What happened', { level: 2 })}${timeline(
        here.steps.map((step) => ({
          title: BOOKING_STATES[step.state],
          when: step.at,
          by: step.person_name,
          text: step.reason,
        })),
        { level: 3 },
      )}`,
  }
}

const at = (booking: Booking, instant: Temporal.Instant): string =>
  instant
    .toZonedDateTimeISO(booking.time_zone)
    .toPlainDate()
    .equals(booking.starts_at.toZonedDateTimeISO(booking.time_zone).toPlainDate())
    ? formatTime(instant, booking.time_zone)
    : formatDateTime(instant, booking.time_zone)

function whatNow({ booking, now }: BookingHere): Html | null {
  const words = nowWords(booking, now)
  return words === null ? null : inset(words)
}

function nowWords(booking: Booking, now: Temporal.Instant): string | null {
  switch (booking.state) {
    case 'held':
      return booking.held_until === null || Temporal.Instant.compare(booking.held_until, now) <= 0
        ? 'It was kept for you for a few minutes, and they are over.'
        : `It is kept for you until ${formatTime(booking.held_until, booking.time_zone)}. Confirm it, or it is free for others again.`
    case 'pending':
      return `${booking.owner_name} says yes or no. You are told as soon as it does.`
    case 'confirmed':
      return booking.check_in_from === null || booking.release_at === null
        ? null
        : `Check in between ${at(booking, booking.check_in_from)} and ${at(booking, booking.release_at)}: here, or with the code on the sheet that lies there. Without a check-in it is given to others at ${at(booking, booking.release_at)}.`
    case 'displaced':
      return booking.ended_because ?? 'The office took it back.'
    case 'released':
      return 'Nobody checked in, so it was given to others.'
    default:
      return booking.ended_because
  }
}

function nextSteps(here: BookingHere): Html | null {
  const { booking, now, csrf, mayChange } = here
  const isAhead =
    ['held', 'pending', 'confirmed', 'checked-in'].includes(booking.state) &&
    Temporal.Instant.compare(booking.ends_at, now) > 0
  if (!isAhead || !mayChange) return null
  const isHeld = booking.state === 'held'
  const isIn = booking.state === 'checked-in'
  return html`${isHeld ? oneButton(bookingAt(booking, '/confirm'), 'Confirm the booking', booking, csrf) : null}${
    mayCheckInNow(booking, now) ? oneButton(bookingAt(booking, '/check-in'), 'Check in', booking, csrf) : null
  }${isIn ? oneButton(bookingAt(booking, '/leave'), 'Leave and give back the rest', booking, csrf) : null}${actionsList(
    [
      !isHeld && !isIn && { href: bookingAt(booking, '/change'), text: 'Change it', look: 'secondary' },
      !isIn && {
        href: bookingAt(booking, '/cancel'),
        text: isHeld ? 'Let it go' : 'Cancel it',
        look: 'secondary',
      },
      !isHeld && !isIn && { href: bookingAt(booking, '/hand-over'), text: 'Hand it over', look: 'link' },
      booking.state === 'confirmed' && {
        href: bookingAt(booking, '/swap'),
        text: 'Swap with a colleague',
        look: 'link',
      },
      !isHeld && { href: '/account/calendars', text: 'Put your bookings into your calendar', look: 'link' },
      !isHeld && {
        href: `/workspaces/visitors/new?site=${booking.site_id}&comesOn=${dayOf(booking)}`,
        text: 'Name a visitor for that day',
        look: 'link',
      },
      booking.series_id !== null && {
        href: `/workspaces/series/${booking.series_id}`,
        text: 'Its series',
        look: 'link',
      },
    ],
  )}`
}

const dayOf = (booking: Booking): string =>
  booking.starts_at.toZonedDateTimeISO(booking.time_zone).toPlainDate().toString()

const oneButton = (action: string, text: string, booking: Booking, csrf: string): Html =>
  html`<form method="post" action="${action}" class="connects-one-button">
    <input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="booking" value="${booking.id}"><button type="submit" class="govuk-button" data-module="govuk-button">${text}</button>
  </form> `

function whereOf({ booking, workplace }: BookingHere): Html {
  const words = [booking.where_words, booking.zone_name, booking.floor_name].filter((one) => one !== null)
  return html`${words.join(', ')}<br>${
    workplace === undefined
      ? booking.site_name
      : html`${link(`/workspaces/${booking.site_code}/places/${booking.resource_code}`, `All about ${booking.resource_name}`)}<br>${link(`/sites/${booking.site_code}`, `How to get to ${booking.site_name}, ${booking.site_town}`)}`
  }`
}

/** What one needs on the day, as the office says it. */
function onTheDay({ booking, workplace, cancelBy }: BookingHere) {
  const words = (key: string, value: string | null | undefined) =>
    value !== null && value !== undefined && value !== '' && { key, value }
  return [
    cancelBy !== null &&
      ['pending', 'confirmed'].includes(booking.state) && {
        key: 'Cancel until',
        value: formatDateTime(cancelBy, booking.time_zone),
      },
    words('When you arrive', workplace?.arrival_words),
    words('Wi-Fi', workplace?.wifi_words),
    words('In an emergency', workplace?.evacuation_words),
    words('Who helps', workplace?.contact_words),
  ]
}

function togetherPart({ together }: BookingHere): Html | null {
  if (together.length === 0) return null
  return html`${heading('Booked together with', { level: 2 })}${bullets(
    together.map(
      (one) =>
        html`${link(bookingAt(one), whatInWords(one))}, ${whenOf(one)} (${BOOKING_STATES[one.state].toLowerCase()})`,
    ),
  )}`
}

/** Giving a booking up: what it is, and whether everything booked with it goes too. */
export function cancelView(state: FormState, here: Omit<BookingHere, 'steps' | 'csrf'>): View {
  const { booking, together, isOwn } = here
  const title = `Cancel ${whatInWords(booking)}`
  const others = together.filter((one) => ['held', 'pending', 'confirmed'].includes(one.state))
  return {
    title,
    back: { href: bookingAt(booking), text: 'The booking' },
    body: html`${errorSummary(state)}${heading(title, { caption: whenOf(booking) })}
      ${paragraph('It is free for others again at once. You can book again, if it is still free then.')}
      ${renderForm(state, {
        submit: 'Cancel the booking',
        look: 'warning',
        summary: false,
        cancel: { href: bookingAt(booking), text: 'Keep it' },
        fields: ['booking', ...(others.length > 0 ? ['together'] : []), ...(isOwn ? [] : ['because'])],
        more: {
          together: {
            as: 'radios',
            label: `Cancel ${countWords(others.length, 'booking')} made with it too?`,
            hint: others.map((one) => whatInWords(one)).join('; '),
          },
        },
      })}`,
  }
}

/** Changing a booking: time, place, people, what it is for. */
export function changeView(state: FormState, booking: Booking): View {
  const title = `Change ${whatInWords(booking)}`
  const asks = ['booking', 'on', 'from', 'until', 'untilOn']
  const isWhich = state.faults.some((one) => one.field === 'which') || (state.values['which'] ?? '') !== ''
  return {
    title,
    back: { href: bookingAt(booking), text: 'The booking' },
    body: html`${errorSummary(state)}${heading(title, { caption: whenOf(booking) })}
      ${paragraph(`It stays yours until the change is certain. Times are those of ${booking.site_name}.`)}
      ${renderForm(state, {
        submit: 'Change the booking',
        summary: false,
        cancel: { href: bookingAt(booking) },
        fields: [
          ...asks,
          ...(isWhich ? ['which'] : []),
          'place',
          'people',
          'purpose',
          'isPrivate',
          'version',
        ],
        more: {
          place: {
            as: 'select',
            label: 'Another place',
            hint: `The same kind at ${booking.site_name}, free now for the time it has. Leave it empty to stay where it is.`,
          },
          which: { as: 'radios', label: 'The clocks go back: which of the two?' },
        },
      })}`,
  }
}
