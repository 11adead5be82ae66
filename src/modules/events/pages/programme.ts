// The programme of a conference: its sessions, kept by whoever organises it, chosen by whoever has a place.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { actionsList, paragraph, warning } from '#web/parts.ts'
import { addSession, chooseSessions, editSession, removeSession } from '../actions/sessions.ts'
import { bookingOf } from '../queries/bookings.ts'
import { EVENT_READ, holdsFor, ORGANISE, type EventCard } from '../queries/events.ts'
import { chosenBy, sessionsOf, type SessionRow } from '../queries/sessions.ts'
import { isOver } from '../rules.ts'
import { hours, placesLeft, programmeTable, timeline } from '../views/programme.ts'
import { about, aboutForm, at, eventHere, eventToRun, typed } from './of-event.ts'

const placeOf = async (visit: Visit, event: EventCard) =>
  visit.actor.kind === 'person' ? bookingOf(visit, event.id, visit.actor.id) : undefined

const show = get('/events/:event/programme', {
  permission: EVENT_READ,
  async run(visit) {
    const event = await eventHere(visit)
    const runs = holdsFor(visit, ORGANISE, event)
    const sessions = await sessionsOf(visit, event.id)
    if (sessions.length === 0 && !runs) notFound('programme')
    const place = await placeOf(visit, event)
    const hasPlace = place?.state === 'booked'
    const chosen = place === undefined ? [] : await chosenBy(visit, place.id)
    const isAhead = event.state === 'open' && !isOver(event, visit.now)
    return page(
      about(
        event,
        'Programme',
        html`${programmeTable(event, sessions, { runs, chosen, hasPlace })}
          ${actionsList([
            isAhead &&
              hasPlace &&
              sessions.length > 0 && { href: at(event, '/programme/choose'), text: 'Choose your sessions' },
            runs &&
              sessions.length > 0 && {
                href: at(event, '/programme/new'),
                text: 'Add a session',
                look: 'secondary',
              },
          ])}
          ${sessions.length > 0 ? timeline(event, sessions) : null}`,
        { wide: true },
      ),
    )
  },
})

const values = (event: EventCard, session?: SessionRow) => ({
  title: session?.title ?? '',
  speakers: session?.speakers ?? '',
  room: session?.room ?? '',
  startsAt: typed(session?.starts_at ?? event.starts_at, event.time_zone),
  endsAt: session === undefined ? '' : typed(session.ends_at, event.time_zone),
  places: session?.places ?? '',
})

const toProgramme = ({ event }: { readonly event: string }) => `/events/${event}/programme`

const add = form('/events/:event/programme/new', {
  action: addSession,
  load: eventToRun,
  values: (_visit, event) => ({ event: event.id, ...values(event) }),
  view: (_visit, event, state) =>
    aboutForm(event, 'Add a session', state, { submit: 'Add the session', cancel: at(event, '/programme') }),
  then: (result) => ({ to: toProgramme(result), notice: 'The session was added.' }),
})

async function sessionHere(visit: Visit): Promise<{ event: EventCard; session: SessionRow }> {
  const event = await eventToRun(visit)
  const sessions = await sessionsOf(visit, event.id)
  return { event, session: sessions.find((one) => one.id === visit.params['session']) ?? notFound('session') }
}

const edit = form('/events/:event/programme/:session/edit', {
  action: editSession,
  load: sessionHere,
  values: (_visit, { event, session }) => ({
    session: session.id,
    version: session.version,
    ...values(event, session),
  }),
  view: (_visit, { event }, state) =>
    aboutForm(event, 'Change the session', state, { submit: 'Save', cancel: at(event, '/programme') }),
  then: (result) => ({ to: toProgramme(result), notice: 'The session was changed.' }),
})

const remove = form('/events/:event/programme/:session/remove', {
  action: removeSession,
  load: sessionHere,
  values: (_visit, { session }) => ({ session: session.id }),
  view: (_visit, { event, session }, state) =>
    aboutForm(event, `Remove “${session.title}”`, state, {
      submit: 'Remove the session',
      look: 'warning',
      cancel: at(event, '/programme'),
      before:
        session.taken === 0
          ? paragraph('Nobody has chosen it.')
          : warning(
              `${session.taken === 1 ? 'One person has' : `${session.taken} people have`} chosen it. They keep their place at the event.`,
            ),
    }),
  then: (result) => ({ to: toProgramme(result), notice: 'The session was removed.' }),
})

const choose = form('/events/:event/programme/choose', {
  action: chooseSessions,
  load: eventHere,
  values: async (visit, event) => {
    const place = await placeOf(visit, event)
    return { event: event.id, sessions: place === undefined ? [] : await chosenBy(visit, place.id) }
  },
  options: async (visit, event) => ({
    sessions: (await sessionsOf(visit, event.id)).map((one) => ({
      value: one.id,
      text: `${one.title}, ${hours(one, event.time_zone)}`,
      hint: [one.speakers, one.room, placesLeft(one)].filter((word) => word !== null).join(' · '),
    })),
  }),
  view: (_visit, event, state) =>
    aboutForm(event, 'Choose your sessions', state, { submit: 'Save', cancel: at(event, '/programme') }),
  then: (result) => ({
    to: toProgramme(result),
    notice: result.chosen === 1 ? 'You go to one session.' : `You go to ${result.chosen} sessions.`,
  }),
})

export const programmePages: readonly Page[] = [show, add, choose, edit, remove]
