// Planning an event: the form that describes it, publishing, cancelling, and how to join online.
import type { Choice } from '#platform/fields/index.ts'
import { html } from '#platform/html/index.ts'
import { form, type FormState, type View, type Visit } from '#platform/http/index.ts'
import { peopleNamed, sitesNamed } from '#modules/organisations/index.ts'
import { groupsOf } from '#modules/groups/index.ts'
import { membersOn, partnershipsNamed } from '#modules/partnerships/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { errorSummary, formPage, renderForm, type FormPageMore, type FormSection } from '#web/forms.ts'
import { heading, inset, link, paragraph, warning } from '#web/parts.ts'
import { cancelEvent, createEvent, editEvent, publishEvent } from '../actions/events.ts'
import { setJoining } from '../actions/joining.ts'
import { joiningOf } from '../queries/bookings.ts'
import { ORGANISE, holdsFor, type EventCard } from '../queries/events.ts'
import { heldAs } from '../rules.ts'
import { EVENTS, HOME, whenInWords, whereInWords } from '../views/words.ts'
import { eventOf } from './reading.ts'

const at = (event: { readonly code: string }): string => `/events/${event.code}`

/** A form about one event under its heading. */
export const formView =
  (title: string, { cancel = '', ...more }: FormPageMore) =>
  (_visit: Visit, event: EventCard, state: FormState): View =>
    formPage(title, state, { href: at(event), text: event.title }, { ...more, cancel: at(event) + cancel })

/** A form in which one of two ways must be chosen: the action can leave it out only where there is but one. */
export const asking = (state: FormState, name: string): FormState => {
  const field = state.fields[name]
  return field === undefined
    ? state
    : { ...state, fields: { ...state.fields, [name]: { ...field, required: true } } }
}

const sections = (first: readonly string[], last: readonly string[]): readonly FormSection[] => [
  {
    title: 'What it is',
    fields: [...first, 'title', 'kind', 'summary', 'description', 'group', 'visibility'],
  },
  { title: 'When', fields: ['startsAt', 'endsAt', 'bookingClosesAt'] },
  { title: 'Where', fields: ['held', 'site', 'room'] },
  {
    title: 'Places',
    text: 'With shares, each partner may take its share until a day; what is left then goes to whoever comes first, and the waiting list fills by itself.',
    fields: ['roomPlaces', 'onlinePlaces', 'sharing', 'roomShare', 'onlineShare', 'releaseAt'],
  },
  { title: 'People', fields: ['asksNeeds', 'organiser', ...last] },
]

const more = { description: { lines: 5 } }

const newEvent = form('/events/new', {
  action: createEvent,
  async values(visit) {
    const offered = await placesToPlan(visit)
    const group = offered.groups.find((one) => one.code === visit.query['group'])
    const [only] = offered.partnerships
    return {
      partnership: group?.partnershipId ?? (offered.partnerships.length === 1 ? only?.value : undefined),
      group: group?.value,
      kind: 'workshop',
      visibility: 'partners',
      held: 'room',
      sharing: 'first',
      asksNeeds: 'no',
    }
  },
  async options(visit) {
    const { partnerships, groups } = await placesToPlan(visit)
    return {
      partnership: partnerships,
      group: groups,
      ...(await options(
        visit,
        partnerships.map((one) => one.value),
      )),
    }
  },
  view: (_visit, _loaded, state) => ({
    title: 'Plan an event',
    breadcrumbs: [HOME, EVENTS],
    body: html`${errorSummary(state)}${heading('Plan an event')}${paragraph('It is a draft until you publish it. Only those who organise it see it until then.')}${renderForm(
      state,
      {
        submit: 'Save the draft',
        summary: false,
        cancel: { href: '/events' },
        sections: sections(['partnership'], ['code']),
        more,
      },
    )}`,
  }),
  then: (result) => ({ to: at(result), notice: 'The draft was saved. Publish it when it is ready.' }),
})

const changeEvent = form('/events/:event/edit', {
  action: editEvent,
  load: eventOf,
  values: (_visit, event) => valuesOf(event),
  async options(visit, event) {
    const groups = await groupsOf(visit, event.partnership_id)
    return {
      group: groups.map((one) => ({ value: one.id, text: one.name })),
      ...(await options(visit, [event.partnership_id])),
    }
  },
  view: formView('Change the event', {
    submit: 'Save',
    sections: sections([], ['event', 'version']),
    more,
  }),
  then: (result) => ({
    to: at(result),
    notice:
      result.given === 0
        ? 'The event was changed.'
        : `The event was changed, and ${result.given} of those waiting were given a place.`,
  }),
})

/** The answers of an event as it stands, as its form takes them. */
function valuesOf(event: EventCard): Readonly<Record<string, unknown>> {
  const moment = (value: Temporal.Instant | null): unknown =>
    value === null ? '' : editEvent.fields.startsAt.show(value)
  return {
    event: event.id,
    version: event.version,
    title: event.title,
    kind: event.kind,
    summary: event.summary,
    description: event.description,
    group: event.group_id,
    visibility: event.visibility,
    startsAt: moment(event.starts_at),
    endsAt: moment(event.ends_at),
    bookingClosesAt: moment(event.booking_closes_at),
    held: heldAs(event),
    site: event.site_id,
    room: event.room,
    roomPlaces: event.room_places,
    onlinePlaces: event.online_places,
    sharing: event.release_at === null ? 'first' : 'share',
    roomShare: event.room_share,
    onlineShare: event.online_share,
    releaseAt: moment(event.release_at),
    asksNeeds: event.asks_needs ? 'yes' : 'no',
    organiser: event.organiser_person_id,
  }
}

type GroupChoice = Choice & { readonly code: string; readonly partnershipId: string }

/** The partnerships and groups for which this visitor may plan an event. */
async function placesToPlan(visit: Visit): Promise<{ partnerships: Choice[]; groups: GroupChoice[] }> {
  const partnerships: Choice[] = []
  const groups: GroupChoice[] = []
  for (const partnership of await partnershipsNamed(visit)) {
    const isOfficer = visit.may('events.event.create', { kind: 'partnership', id: partnership.id })
    const own = (await groupsOf(visit, partnership.id)).filter(
      (group) => isOfficer || visit.may('events.event.create', { kind: 'group', id: group.id }),
    )
    if (isOfficer || own.length > 0) partnerships.push({ value: partnership.id, text: partnership.name })
    groups.push(
      ...own.map((group) => ({
        value: group.id,
        text: group.name,
        code: group.code,
        partnershipId: partnership.id,
      })),
    )
  }
  return { partnerships, groups }
}

async function options(visit: Visit, partnerships: readonly string[]) {
  const bodies = new Set<string>()
  for (const id of partnerships)
    for (const member of await membersOn(visit, id, londonDate(visit.now))) bodies.add(member.organisation_id)
  const people = await peopleNamed(visit, { organisationIds: [...bodies] })
  return {
    site: (await sitesNamed(visit)).map((site) => ({ value: site.id, text: `${site.name}, ${site.town}` })),
    organiser: people.map((one) => ({ value: one.id, text: `${one.name}, ${one.organisation_name ?? ''}` })),
  }
}

const publish = form('/events/:event/publish', {
  action: publishEvent,
  load: eventOf,
  values: (_visit, event) => ({ event: event.id, version: event.version }),
  async view(visit, event, state) {
    const joining = await joiningOf(visit, event.id)
    const lacksJoining = event.online && joining === undefined && holdsFor(visit, ORGANISE, event)
    const before = html`${paragraph(`${whenInWords(event)}. ${whereInWords(event)}.`)}${
      lacksJoining
        ? inset(
            html`You have not yet ${link(`${at(event)}/joining`, 'said how to join online')}. You can do so later: only
            those with a place see it.`,
          )
        : null
    }`
    return formView('Publish the event', { submit: 'Publish and open bookings', before })(visit, event, state)
  },
  then: (result) => ({ to: at(result), notice: 'The event is published and takes bookings.' }),
})

const cancel = form('/events/:event/cancel', {
  action: cancelEvent,
  load: eventOf,
  values: (_visit, event) => ({ event: event.id, version: event.version }),
  view: formView('Cancel the event', {
    submit: 'Cancel the event',
    look: 'warning',
    before: warning(
      'Everybody who has a place or waits for one is told. The event is kept, marked as cancelled.',
    ),
  }),
  then: (result) => ({
    to: at(result),
    notice: `The event was cancelled. ${result.told === 1 ? '1 person is' : `${result.told} people are`} told by mail.`,
  }),
})

const joining = form('/events/:event/joining', {
  action: setJoining,
  load: eventOf,
  async values(visit, event) {
    const own = holdsFor(visit, 'events.joining.set', event) ? await joiningOf(visit, event.id) : undefined
    return { event: event.id, link: own?.link, instructions: own?.instructions }
  },
  view: formView('How to join online', {
    submit: 'Save',
    fields: ['link', 'instructions', 'event'],
    more: { instructions: { lines: 4 } },
  }),
  then: (result) => ({
    to: at(result),
    notice: 'How to join was saved. People with a place see it on their page.',
  }),
})

export const planningPages = [newEvent, changeEvent, publish, cancel, joining]
