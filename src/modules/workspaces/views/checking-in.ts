// The page that the code on a desk opens, and checking in and leaving: one thing to press.
import { html, type Html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { formatDateTime, formatTime } from '#platform/time/index.ts'
import { errorSummary, renderForm } from '#web/forms.ts'
import { bullets, buttonLink, heading, inset, link, paragraph } from '#web/parts.ts'
import type { JustNow } from '../queries/at-the-desk.ts'
import type { Booking } from '../queries/bookings.ts'
import { placeInWords, type Resource } from '../queries/estate.ts'
import { checkInFrom, checkInOf } from '../rules/day.ts'
import { bookingAt, whatInWords } from './own-bookings.ts'
import { workspacesFrame } from './frame.ts'
import { timesInWords, typedTime, whenInWords } from './when.ts'

export type AtTheDesk = {
  readonly resource: Resource
  readonly site: { readonly code: string; readonly name: string; readonly time_zone: string }
  readonly booking: Booking | undefined
  readonly justNow: JustNow | null
  /** The word of the day of a screen, where the code was scanned from one. */
  readonly token: string
  readonly now: Temporal.Instant
  readonly csrf: string
  readonly formId: string
}

export function atTheDeskView(here: AtTheDesk): View {
  const { resource, site } = here
  return workspacesFrame(null, {
    title: `${resource.name}, ${site.name}`,
    body: html`${heading(resource.name, { caption: site.name })}${paragraph(placeInWords(resource))}
      ${here.booking === undefined ? null : yourBooking(here, here.booking)}${here.justNow === null ? null : rightNow(here, here.justNow)}
      ${paragraph(link(`/workspaces/${site.code}/places/${resource.code}`, `All about ${resource.name}`))}`,
  })
}

function yourBooking(here: AtTheDesk, booking: Booking): Html {
  const zone = booking.time_zone
  const when = timesInWords(booking, zone)
  const what = booking.resource_id === here.resource.id ? here.resource.name : booking.resource_name
  switch (checkInOf(booking, here.now)) {
    case 'may':
      return html`${paragraph(`It is booked for you, ${when}.`, { lead: true })}
        ${oneButton(here, bookingAt(booking, '/check-in'), `Check in to ${what}, ${when}`)}${
          booking.release_at === null
            ? null
            : paragraph(
                `Without a check-in it is given to others at ${formatTime(booking.release_at, zone)}.`,
              )
        }`
    case 'already':
      return html`${paragraph(`You are checked in, ${when}. There is nothing more to do.`, { lead: true })}
        ${paragraph(link(bookingAt(booking, '/leave'), 'Leave early and give back the rest'))}`
    case 'early':
      return html`${paragraph(`It is booked for you, ${whenInWords(booking, zone)}. You can check in from ${formatDateTime(checkInFrom(booking), zone)}.`)}
        ${paragraph(link(bookingAt(booking), 'Your booking'))}`
    case 'pending':
      return paragraph(
        'You asked for it, and somebody of the office has still to say yes. Until then you cannot check in.',
      )
    case 'held':
      return html`${paragraph('It is held for you. Confirm the booking before you check in.')}${paragraph(link(bookingAt(booking), 'Your booking'))}`
    case 'released':
      return inset(
        `Your booking of ${when} was given back${booking.release_at === null ? '' : ` at ${formatTime(booking.release_at, zone)}`}, because nobody had checked in.`,
      )
    case 'over':
    case 'ended':
      return html``
  }
}

function oneButton(here: AtTheDesk, action: string, words: string): Html {
  const hidden = { _csrf: here.csrf, _form: here.formId, ...(here.token === '' ? {} : { token: here.token }) }
  return html`<form method="post" action="${action}">${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
    <button type="submit" class="govuk-button" data-module="govuk-button" data-prevent-double-click="true">${words}</button>
  </form>`
}

function rightNow(here: AtTheDesk, now: JustNow): Html {
  const zone = here.site.time_zone
  if (now.is === 'free') {
    const asked = askedFor(now, zone)
    return html`${paragraph(`It is free now, until ${formatTime(now.endsAt, zone)}.`, { lead: true })}
      ${buttonLink(`/workspaces/book?${new URLSearchParams({ place: here.resource.id, ...asked }).toString()}`, `Book it now, until ${formatTime(now.endsAt, zone)}`)}`
  }
  const taken = now.takenUntil === null ? null : `It is taken until ${formatTime(now.takenUntil, zone)}.`
  return html`${paragraph(taken ?? 'You cannot have it just now.', { lead: true })}
    ${taken === null || now.reasons.length > 1 ? bullets(now.reasons.map((one) => `${one.text} (${one.whose}.) ${one.possible ?? ''}`)) : null}
    ${heading('Near and free now', { level: 2, size: 's' })}${
      now.instead.length === 0
        ? paragraph('Nothing like it is free beside it for the next hour.')
        : bullets(
            now.instead.map((one) => {
              const times = {
                startsAt: Temporal.Instant.from(one.startsAt),
                endsAt: Temporal.Instant.from(one.endsAt),
              }
              return link(
                `/workspaces/book?${new URLSearchParams({ place: one.resourceId, ...askedFor(times, one.timeZone) }).toString()}`,
                `${one.name}${one.siteCode === here.site.code ? '' : `, ${one.siteName}`}, until ${formatTime(times.endsAt, one.timeZone)}`,
              )
            }),
          )
    }${paragraph(
      html`${link(`/workspaces/search?${new URLSearchParams({ ...askedFor(now.asked, zone), kind: here.resource.kind, site: here.site.code }).toString()}`, `Search all of ${here.site.name}`)}${
        now.takenUntil === null
          ? null
          : html` or ${link(`/workspaces/waiting/new?${new URLSearchParams({ place: here.resource.id, ...askedFor(now.asked, zone) }).toString()}`, `wait for ${here.resource.name}`)}`
      }`,
    )}`
}

function askedFor(span: { startsAt: Temporal.Instant; endsAt: Temporal.Instant }, zone: string) {
  const [from, until] = [span.startsAt.toZonedDateTimeISO(zone), span.endsAt.toZonedDateTimeISO(zone)]
  return {
    on: from.toPlainDate().toString(),
    from: typedTime(from.toPlainTime()),
    until: typedTime(until.toPlainTime()),
  }
}

/** Checking in from the booking's own page: one button, and what stands in the way where something does. */
export function checkInView(booking: Booking, state: FormState): View {
  const what = `${whatInWords(booking)}, ${whenInWords(booking, booking.time_zone)}`
  return workspacesFrame('bookings', {
    title: 'Check in',
    back: { href: bookingAt(booking), text: 'Your booking' },
    body: html`${errorSummary(state)}${heading('Check in')}${paragraph(what)}${renderForm(state, {
      submit: `Check in to ${booking.resource_name}`,
      fields: [],
      summary: false,
      cancel: { href: bookingAt(booking) },
    })}`,
  })
}

export function leaveView(booking: Booking, state: FormState): View {
  return workspacesFrame('bookings', {
    title: 'Leave and give back the rest',
    back: { href: bookingAt(booking), text: 'Your booking' },
    body: html`${errorSummary(state)}${heading('Leave and give back the rest')}
      ${paragraph(`${whatInWords(booking)}, ${whenInWords(booking, booking.time_zone)}. From now on others can book it. You cannot take this back.`)}
      ${renderForm(state, { submit: 'Leave now', fields: [], summary: false, cancel: { href: bookingAt(booking), text: 'Keep it' } })}`,
  })
}
