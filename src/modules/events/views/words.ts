// The words in which an event's time, place and standing are said, the same on every page.
import type { Html } from '#platform/html/index.ts'
import { formatDate, formatTime } from '#platform/time/index.ts'
import { tag, type TagColour } from '#web/parts.ts'
import type { EventCard } from '../queries/events.ts'
import { heldAs, lifeOf, statusInWords, type Life } from '../rules.ts'

export const HOME = { text: 'Home', href: '/' }
export const EVENTS = { text: 'Events', href: '/events' }

const COLOURS: Readonly<Record<Life, TagColour>> = {
  draft: 'grey',
  open: 'green',
  full: 'orange',
  closed: 'grey',
  past: 'grey',
  cancelled: 'red',
}

export const statusTag = (event: EventCard, now: Temporal.Instant): Html =>
  tag(statusInWords(event, now), COLOURS[lifeOf(event, now)])

/** "10 December 2026, 9:30am to 4pm" */
export function whenInWords(event: Pick<EventCard, 'starts_at' | 'ends_at' | 'time_zone'>): string {
  const zone = event.time_zone
  const from = event.starts_at.toZonedDateTimeISO(zone)
  const to = event.ends_at.toZonedDateTimeISO(zone)
  const start = `${formatDate(from)}, ${formatTime(event.starts_at, zone)}`
  return from.toPlainDate().equals(to.toPlainDate())
    ? `${start} to ${formatTime(event.ends_at, zone)}`
    : `${start} to ${formatDate(to)}, ${formatTime(event.ends_at, zone)}`
}

type Located = Pick<EventCard, 'in_room' | 'online' | 'room' | 'site_name' | 'site_town'>

/** "Council chamber, County Hall, Maidstone, and online" */
export function whereInWords(event: Located): string {
  const place = [event.room, event.site_name, event.site_town].filter((one) => one !== null && one !== '')
  if (heldAs(event) === 'online') return 'Online'
  return `${place.join(', ')}${event.online ? ', and online' : ''}`
}
