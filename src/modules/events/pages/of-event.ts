// The event that a page is about, and the frame of a page about it.
import { notFound } from '#platform/errors/index.ts'
import { html, type Content } from '#platform/html/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import { formPage, type FormPageMore } from '#web/forms.ts'
import { heading } from '#web/parts.ts'
import { eventByCode, holdsFor, ORGANISE, type EventCard } from '../queries/events.ts'

/** The event of the address, if the visitor may know of it. */
export async function eventHere(visit: Visit): Promise<EventCard> {
  return (await eventByCode(visit, visit.params['event'] ?? '')) ?? notFound('event')
}

/** The event of the address for whoever organises it; for everybody else there is no such page. */
export async function eventToRun(visit: Visit): Promise<EventCard> {
  const event = await eventHere(visit)
  return holdsFor(visit, ORGANISE, event) ? event : notFound('page')
}

export const at = (event: Pick<EventCard, 'code'>, rest = ''): string => `/events/${event.code}${rest}`

/** A page about an event, with the way back to it. */
export const about = (event: EventCard, title: string, body: Content, more: Partial<View> = {}): View => ({
  title: `${title}: ${event.title}`,
  back: { href: at(event), text: event.title },
  body: html`${heading(title, { caption: event.title })}${body}`,
  ...more,
})

/** A form about an event under its heading. */
export const aboutForm = (event: EventCard, title: string, state: FormState, more: FormPageMore): View =>
  formPage(title, state, { href: at(event), text: event.title }, more)

/** A moment as the boxes of a form take it. */
export const typed = (moment: Temporal.Instant, zone: string): string =>
  moment.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' })
