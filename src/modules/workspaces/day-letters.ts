// The letters of the day: an offer from the waiting list, and what becomes of a series that nobody comes to.
import { sql, type Db } from '#platform/database/index.ts'
import type { Template } from '#platform/notifications/index.ts'
import { formatDateTime, formatTime } from '#platform/time/index.ts'

type Offer = {
  readonly booking_id: string
  readonly state: string
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly held_until: Temporal.Instant
  readonly time_zone: string
  readonly resource: string
  readonly zone: string
  readonly site: string
}

async function offerOf(db: Db, waiting: string): Promise<Offer | undefined> {
  const { rows } = await sql<Offer>`
    select booking.id as booking_id, booking.state, booking.starts_at, booking.ends_at, booking.held_until, booking.time_zone,
      resource.name as resource, zone.name as zone, site.name as site
    from workspaces.waiting waiting join workspaces.booking booking on booking.id = waiting.offer_booking_id
    join workspaces.resource resource on resource.id = booking.resource_id join workspaces.zone zone on zone.id = resource.zone_id
    join organisations.site_card site on site.id = booking.site_id where waiting.id = ${waiting}`.execute(db)
  return rows[0]
}

const offered: Template = {
  name: 'workspaces.waiting.offered',
  async render({ db, ids, links }) {
    const offer = await offerOf(db, ids['waiting'] ?? '')
    if (offer === undefined || offer.state !== 'held') return null
    const zone = offer.time_zone
    return {
      subject: `Free for you until ${formatTime(offer.held_until, zone)}: ${offer.resource}, ${offer.site}`,
      text: [
        `${offer.resource} (${offer.zone}, ${offer.site}) has come free from ${formatDateTime(offer.starts_at, zone)} to ${formatTime(offer.ends_at, zone)}, and you are first on the waiting list.`,
        `It is held for you until ${formatTime(offer.held_until, zone)}. Take it, or leave it to the next:`,
        links.at('/workspaces/waiting'),
      ].join('\n\n'),
    }
  },
}

type Series = {
  readonly no_shows: number
  readonly ended_at: Temporal.Instant | null
  readonly resource: string
  readonly site: string
}

const ofSeries = (
  name: string,
  words: (series: Series, page: string) => { subject: string; lines: string[] },
): Template => ({
  name,
  async render({ db, ids, links }) {
    const { rows } = await sql<Series>`
      select series.no_shows, series.ended_at, resource.name as resource, site.name as site from workspaces.series series
      join workspaces.resource resource on resource.id = series.resource_id
      join organisations.site_card site on site.id = series.site_id where series.id = ${ids['series'] ?? ''}`.execute(
      db,
    )
    const series = rows[0]
    if (series === undefined || series.no_shows === 0) return null
    const letter = words(series, links.at('/workspaces/bookings'))
    return { subject: letter.subject, text: letter.lines.join('\n\n') }
  },
})

const times = (count: number): string => (count === 1 ? 'the last time' : `the last ${count} times`)

export const dayLetters: readonly Template[] = [
  offered,
  ofSeries('workspaces.series.warned', (series, page) => ({
    subject: `Do you still need ${series.resource}, ${series.site}?`,
    lines: [
      `You have booked ${series.resource} at ${series.site} as a series. Nobody checked in ${times(series.no_shows)}.`,
      'If nobody comes again, the rest of the series is given back to others, by the rule of the office. Check in next time, or cancel the days that you do not need:',
      page,
    ],
  })),
  ofSeries('workspaces.series.given-back', (series, page) => ({
    subject: `Your series at ${series.site} was given back`,
    lines: [
      `Nobody checked in to ${series.resource} at ${series.site} ${times(series.no_shows)}, and we had asked you about it. The rest of the series was given back to others, by the rule of the office.`,
      'If you need the place after all, book it again:',
      page,
    ],
  })),
]
