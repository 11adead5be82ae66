// The list of events, the page of one, and what other records' pages show of them.
import { html, type Html } from '#platform/html/index.ts'
import type { View, Visit } from '#platform/http/index.ts'
import type { Column, Listed } from '#platform/tables/index.ts'
import { formatDateTime } from '#platform/time/index.ts'
import type { PagePart } from '#modules/organisations/index.ts'
import {
  actionsList,
  bullets,
  downloads,
  emptyState,
  filterPanel,
  heading,
  hint,
  inset,
  link,
  listPages,
  paragraph,
  subNavigation,
  summaryList,
  table,
  tag,
  tags,
} from '#web/parts.ts'
import type { BookingRow } from '../queries/bookings.ts'
import { holdsFor, ORGANISE, READ_PARTNERS, type EventCard } from '../queries/events.ts'
import {
  EVENT_KINDS,
  heldAs,
  lifeOf,
  MODES,
  poolsOf,
  statusInWords,
  VISIBILITIES,
  type Pool,
} from '../rules.ts'
import { EVENTS, HOME, statusTag, whenInWords, whereInWords } from './words.ts'

export const eventColumns = (now: Temporal.Instant): readonly Column<EventCard>[] => [
  { key: 'code', label: 'Code', kind: 'text', value: (row) => row.code, downloadOnly: true },
  {
    key: 'starts',
    label: 'When',
    kind: 'instant',
    value: (row) => row.starts_at,
    show: (row) => whenInWords(row),
  },
  { key: 'ends', label: 'Ends', kind: 'instant', value: (row) => row.ends_at, downloadOnly: true },
  {
    key: 'title',
    label: 'Event',
    kind: 'text',
    value: (row) => row.title,
    show: (row) =>
      html`${link(`/events/${row.code}`, row.title)}<br /><span class="govuk-body-s">${row.summary}</span>`,
  },
  { key: 'kind', label: 'Kind', kind: 'text', value: (row) => EVENT_KINDS[row.kind] },
  { key: 'partnership', label: 'Partnership', kind: 'text', value: (row) => row.partnership_name },
  { key: 'group', label: 'Group', kind: 'text', value: (row) => row.group_name, downloadOnly: true },
  { key: 'where', label: 'Where', kind: 'text', value: (row) => whereInWords(row) },
  {
    key: 'status',
    label: 'Status',
    kind: 'text',
    value: (row) => statusInWords(row, now),
    show: (row) => statusTag(row, now),
  },
]

/** The second navigation of the room: what there is, and what one has booked. */
export function eventsNavigation(visit: Visit, current: 'upcoming' | 'past' | 'drafts' | 'mine'): Html {
  return subNavigation('Events', [
    { href: '/events', text: 'Still to come', current: current === 'upcoming' },
    { href: '/events?when=past', text: 'Past', current: current === 'past' },
    visit.may('events.booking.mine') && {
      href: '/events/mine',
      text: 'Yours',
      current: current === 'mine',
    },
    visit.may(ORGANISE) && { href: '/events?when=drafts', text: 'Drafts', current: current === 'drafts' },
  ])
}

export function eventsView(
  visit: Visit,
  listed: Listed<EventCard>,
  partnerships: readonly { readonly id: string; readonly name: string }[],
): View {
  const { when, partnership, kind, month, online, search } = visit.query
  const shown = when === 'past' || when === 'drafts' ? when : 'upcoming'
  return {
    title: 'Events',
    breadcrumbs: [HOME],
    wide: true,
    body: html`${heading('Events')}
      ${paragraph('Workshops, exercises, training and conferences of the partnerships. They are free to partners.')}
      ${actionsList([visit.may('events.event.create') && { href: '/events/new', text: 'Plan an event' }])}
      ${eventsNavigation(visit, shown)}
      ${filterPanel({
        action: '/events',
        ...(when === undefined || when === '' ? {} : { keep: { when } }),
        fields: [
          { kind: 'text', name: 'search', label: 'Words in the title or summary', value: search },
          {
            kind: 'select',
            name: 'partnership',
            label: 'Partnership',
            value: partnership,
            options: partnerships.map((one) => ({ value: one.id, text: one.name })),
          },
          {
            kind: 'select',
            name: 'kind',
            label: 'Kind',
            value: kind,
            options: Object.entries(EVENT_KINDS).map(([value, text]) => ({ value, text })),
          },
          {
            kind: 'select',
            name: 'online',
            label: 'Taking part',
            value: online,
            options: [
              { value: 'yes', text: 'Online' },
              { value: 'no', text: 'In a room' },
            ],
          },
          { kind: 'month', name: 'month', label: 'Month', value: month },
        ],
      })}
      ${table(eventColumns(visit.now), listed.rows, {
        caption: { upcoming: 'Events still to come', past: 'Past events', drafts: 'Drafts' }[shown],
        captionHidden: true,
        sortedBy: shown === 'past' ? 'Latest first' : 'Nearest first',
        empty: emptyState(
          'No events here',
          'An event appears once its organiser publishes it. Clear the filter to see all of them.',
          visit.may('events.event.create') && { href: '/events/new', text: 'Plan an event' },
        ),
      })}
      ${listed.rows.length > 0 ? downloads('/events', visit.query) : null}
      ${listPages('/events', visit.query, listed.next)}`,
  }
}

export type EventAround = {
  readonly own: BookingRow | undefined
  readonly joining: { readonly link: string; readonly instructions: string } | undefined
  readonly parts: readonly PagePart[]
  readonly seesNeeds: boolean
}

export function eventView(visit: Visit, event: EventCard, around: EventAround): View {
  const { own, joining, parts } = around
  const isVisitor = visit.actor.kind === 'visitor'
  return {
    title: event.title,
    breadcrumbs: [HOME, EVENTS],
    body: html`${heading(event.title, { caption: `${EVENT_KINDS[event.kind]} of ${event.partnership_name}` })}
      ${tags(statusTag(event, visit.now), own !== undefined && tag(own.state === 'booked' ? 'You have a place' : 'You are waiting', 'blue'))}
      ${paragraph(event.summary, { lead: true })}
      ${event.state === 'cancelled' ? inset(html`${paragraph(`This event was cancelled. ${event.cancelled_because ?? ''}`)}`) : null}
      ${summaryList([
        { key: 'When', value: whenInWords(event) },
        { key: 'Where', value: whereInWords(event) },
        event.group_code !== null && {
          key: 'Held by',
          value: link(`/groups/${event.group_code}`, event.group_name ?? ''),
        },
        { key: 'For whom', value: VISIBILITIES[event.visibility] },
        ...poolsOf(event).map((pool) => ({
          key: placesKey(event, pool),
          value: placesInWords(event, pool, visit.now),
        })),
        event.booking_closes_at !== null && {
          key: 'Bookings close',
          value: formatDateTime(event.booking_closes_at),
        },
        !isVisitor && {
          key: 'Organiser',
          value: link(`/people/${event.organiser_person_id}`, event.organiser_name),
        },
      ])}
      ${bookingActions(visit, event, own)}
      ${event.description === '' ? null : html`<section>${heading('What happens', { level: 2 })}${paragraph(event.description)}</section>`}
      ${joining === undefined ? null : html`<section>${heading('How to join online', { level: 2 })}${joiningPart(joining)}</section>`}
      ${parts.map((part) => html`<section>${heading(part.title, { level: 2 })}${part.body}</section>`)}
      ${organiserPart(visit, event, around)}`,
  }
}

const placesKey = (event: EventCard, pool: Pool): string =>
  heldAs(event) === 'hybrid' ? `Places ${MODES[pool.mode].toLowerCase()}` : 'Places'

function placesInWords(event: EventCard, pool: Pool, now: Temporal.Instant): Html | string {
  if (pool.places === null) return 'As many as come'
  const counted = `${pool.places}, of which ${pool.taken} ${pool.taken === 1 ? 'is' : 'are'} taken`
  if (pool.share === null || event.release_at === null) return counted
  const isReleased = Temporal.Instant.compare(event.release_at, now) <= 0
  const shared = isReleased
    ? 'Each partner had a share; now places go to whoever comes first.'
    : `Each partner has a share of ${pool.share} until ${formatDateTime(event.release_at)}. After that, places go to whoever comes first.`
  return html`${counted}<br />${hint(shared)}`
}

export function joiningPart(joining: { readonly link: string; readonly instructions: string }): Html {
  return html`${paragraph(html`<a class="govuk-link" href="${joining.link}" rel="noreferrer">${joining.link}</a>`)}${
    joining.instructions === '' ? null : paragraph(joining.instructions)
  }${hint('Only people with a place and the organiser see this. Please do not pass it on.')}`
}

function bookingActions(visit: Visit, event: EventCard, own: BookingRow | undefined): Html | null {
  const at = `/events/${event.code}`
  const life = lifeOf(event, visit.now)
  if (own !== undefined)
    return actionsList([
      { href: `${at}/place`, text: own.state === 'booked' ? 'See your place' : 'See where you wait' },
    ])
  if (life !== 'open' && life !== 'full') return null
  const mayCome = visit.may(READ_PARTNERS, { kind: 'partnership', id: event.partnership_id })
  if (visit.actor.kind !== 'visitor' && !mayCome)
    return hint(`Places are for staff of the partners of ${event.partnership_name}.`)
  return actionsList([
    { href: `${at}/book`, text: life === 'full' ? 'Join the waiting list' : 'Book a place' },
  ])
}

function organiserPart(visit: Visit, event: EventCard, { seesNeeds }: EventAround): Html | null {
  if (!holdsFor(visit, ORGANISE, event)) return null
  const at = `/events/${event.code}`
  const isOver = event.state === 'cancelled' || lifeOf(event, visit.now) === 'past'
  const links = [
    event.state === 'draft' && link(`${at}/publish`, 'Publish this event'),
    link(`${at}/bookings`, 'Who comes and who waits'),
    seesNeeds && event.asks_needs && link(`${at}/needs`, 'Access and dietary needs'),
    !isOver && link(`${at}/bookings/new`, 'Book a place for somebody'),
    !isOver && event.online && link(`${at}/joining`, 'Say how to join online'),
    !isOver && link(`${at}/edit`, 'Change this event'),
    !isOver && link(`${at}/cancel`, 'Cancel this event'),
  ].filter((one) => one !== false)
  return html`<section>${heading('For its organisers', { level: 2 })}${bullets(links)}</section>`
}

/** Events still to come, on the page of a group or a partnership. */
export function upcomingList(events: readonly EventCard[], now: Temporal.Instant): Html {
  if (events.length === 0)
    return hint('No events are planned. They appear here once their organisers publish them.')
  return html`<ul class="govuk-list govuk-list--spaced">
    ${events.map(
      (event) =>
        html`<li>
          ${link(`/events/${event.code}`, event.title)} ${statusTag(event, now)}<br /><span class="govuk-body-s"
            >${whenInWords(event)}, ${whereInWords(event)}</span
          >
        </li>`,
    )}
  </ul>`
}
