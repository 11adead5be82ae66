// What stands on an event's page beside the event itself: its programme, the other dates of its series, its calendar
// file, and when it has begun the register, feedback and one's certificate.
import type { Reader } from '#platform/actions/index.ts'
import { html } from '#platform/html/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import { partnershipById } from '#modules/partnerships/index.ts'
import { link, paragraph } from '#web/parts.ts'
import { cameTo, certificateOf, presentByMode } from './queries/attendance.ts'
import { eventById, holdsFor, ORGANISE, type EventCard } from './queries/events.ts'
import { feedbackOf, hasAnswered } from './queries/feedback.ts'
import { eventsSeenOfSeries } from './queries/series.ts'
import { sessionsOf } from './queries/sessions.ts'
import { isOver } from './rules.ts'
import { feedbackUntil } from './rules/feedback.ts'
import type { EventPageArgs } from './slots.ts'
import { timeline } from './views/programme.ts'
import { seriesPart } from './views/series.ts'

export async function partsOfEvent(reader: Reader, { eventId }: EventPageArgs): Promise<PagePart[]> {
  const event = await eventById(reader, eventId)
  if (event === undefined) return []
  const runs = holdsFor(reader, ORGANISE, event)
  return [
    ...(await afterwards(reader, event, runs)),
    ...(await programme(reader, event, runs)),
    ...(await series(reader, event, runs)),
    {
      order: 90,
      title: 'Calendar',
      body: paragraph(
        html`${link(`/events/${event.code}/calendar.ics`, 'Add it to your calendar')} (an .ics file). ${reader.actor.kind === 'person' ? html`Or ${link('/account/calendars', 'show everything you book in your calendar program')}.` : null}`,
      ),
    },
  ]
}

async function programme(reader: Reader, event: EventCard, runs: boolean): Promise<PagePart[]> {
  const sessions = await sessionsOf(reader, event.id)
  if (sessions.length === 0)
    return runs && event.kind === 'conference' && event.state !== 'cancelled'
      ? [
          {
            order: 12,
            title: 'Programme',
            body: paragraph(
              link(`/events/${event.code}/programme/new`, 'Add the first session of the programme'),
            ),
          },
        ]
      : []
  return [
    {
      order: 12,
      title: 'Programme',
      body: html`${timeline(event, sessions, false)}${paragraph(link(`/events/${event.code}/programme`, 'The programme, with places, and choosing sessions'))}`,
    },
  ]
}

async function series(reader: Reader, event: EventCard, runs: boolean): Promise<PagePart[]> {
  if (event.series_id === null)
    return runs && event.state !== 'cancelled' && !isOver(event, reader.now)
      ? [
          {
            order: 60,
            title: 'Other dates',
            body: paragraph(link(`/events/${event.code}/repeat`, 'Repeat this event')),
          },
        ]
      : []
  const dates = await eventsSeenOfSeries(reader, event.series_id)
  const shown = dates.filter((one) => runs || one.published_at !== null)
  return shown.length < 2 && !runs
    ? []
    : [{ order: 60, title: 'Dates of this series', body: seriesPart(event, shown, runs) }]
}

async function afterwards(reader: Reader, event: EventCard, runs: boolean): Promise<PagePart[]> {
  const hasBegun = event.state === 'open' && Temporal.Instant.compare(event.starts_at, reader.now) <= 0
  const isPast = event.state === 'open' && isOver(event, reader.now)
  const lines = []
  if (reader.actor.kind === 'person' && hasBegun) {
    const certificate = await certificateOf(reader, event.id, reader.actor.id)
    if (certificate !== undefined)
      lines.push(
        html`You were there. ${link(`/events/${event.code}/certificate.pdf`, 'Your certificate of attendance')} (PDF).`,
      )
    const isAsked =
      isPast &&
      Temporal.Instant.compare(feedbackUntil(event.ends_at), reader.now) > 0 &&
      (await cameTo(reader, event.id, reader.actor.id)) &&
      !(await hasAnswered(reader, event.id, reader.actor.id))
    if (isAsked)
      lines.push(
        html`${link(`/events/${event.code}/feedback`, 'Say what you thought of it')}: three questions, two minutes.`,
      )
  }
  if (runs && hasBegun) {
    const { room, online } = await presentByMode(reader, event.id)
    lines.push(html`${link(`/events/${event.code}/register`, 'The register')}: ${room + online} present.`)
  }
  if (runs && isPast) {
    const { answers, shown } = await feedbackOf(reader, event.id)
    lines.push(
      html`${link(`/events/${event.code}/feedback/answers`, 'What people said')}: ${shown === undefined ? (answers === 0 ? 'no answers yet' : 'not enough answers yet') : `${answers} answers, ${shown.mean} of 5`}.`,
    )
  }
  return lines.length === 0
    ? []
    : [{ order: 5, title: 'Afterwards', body: html`${lines.map((one) => paragraph(one))}` }]
}

type Of = { readonly id: string; readonly address: string }

/** The calendar of a group or a partnership, on its page. */
const calendarOf = (reader: Reader, { id, address }: Of): PagePart => ({
  order: 95,
  title: 'Calendar',
  body: paragraph(
    html`${link(`${address}/calendar.ics`, 'The public calendar')} has what anybody may see. ${
      reader.actor.kind === 'person'
        ? html`To see all that is yours to see, and keep it up to date, ${link(`/account/calendars/new?calendar=${id}`, 'add this calendar to your own program')}.`
        : null
    }`,
  ),
})

export async function calendarOfGroup(
  reader: Reader,
  { groupId, code }: { readonly groupId: string; readonly code: string },
): Promise<PagePart[]> {
  return [calendarOf(reader, { id: groupId, address: `/groups/${code}` })]
}

export async function calendarOfPartnership(
  reader: Reader,
  { partnershipId }: { readonly partnershipId: string },
): Promise<PagePart[]> {
  const { code } = await partnershipById(reader, partnershipId)
  return [calendarOf(reader, { id: partnershipId, address: `/partnerships/${code}` })]
}
