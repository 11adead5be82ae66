// A calendar as iCalendar text (RFC 5545, RFC 7986). The same entries give the same bytes, so that a program which
// asks again is told that nothing has changed.
import ical, { type ICalEventData } from 'ical-generator'
import { installationOf, type Db } from '../database/index.ts'
import type { WrittenEntry } from './contract.ts'
import { zoneComponent } from './zones.ts'

export type CalendarText = {
  readonly name: string
  readonly entries: readonly WrittenEntry[]
  /** What makes an entry's id ours: the installation, which stays when its address changes. */
  readonly installation: string
  /** Where the pages are: "https://connects.county.example". */
  readonly address: string
}

export const PRODUCT = '//Connects//Calendars//EN'
const REFRESH_SECONDS = 60 * 60
// TEXT may hold no control character but a tab (RFC 5545 3.3.11).
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g // eslint-disable-line no-control-regex

/** The whole calendar, lines ended by CRLF and folded. */
export function icalendarOf({ name, entries, installation, address }: CalendarText): string {
  const calendar = ical({
    prodId: PRODUCT,
    // The library writes the name as it is given, unescaped.
    name: escaped(clean(name)),
    ttl: REFRESH_SECONDS,
    events: entries.map((entry) => eventOf(entry, installation, address)),
  })
  return withZones(`${calendar.toString()}\r\n`, entries)
}

/** The text with the zones of its entries. A calendar's own properties stand before its components (RFC 5545 3.6); the library would put the zones first. */
export function withZones(text: string, entries: readonly WrittenEntry[]): string {
  const at = text.indexOf('\r\nBEGIN:VEVENT') + 2
  return at < 2 ? text : `${text.slice(0, at)}${zonesOf(entries)}${text.slice(at)}`
}

/** A calendar of these entries for the installation behind this handle. */
export async function calendarText(db: Db, calendar: Omit<CalendarText, 'installation'>): Promise<string> {
  const installation = await installationOf(db)
  return icalendarOf({ ...calendar, installation: installation?.id ?? 'connects' })
}

/** One appointment as the library writes it. */
export function eventOf(entry: WrittenEntry, installation: string, address: string): ICalEventData {
  const page = entry.href === null ? '' : pageOf(address, entry.href)
  // Most programs show no URL of its own, so the page stands in the words as well.
  const description = [clean(entry.description).trim(), page].filter((one) => one !== '').join('\n\n')
  return {
    id: `${entry.uid.replaceAll(/[^A-Za-z0-9._-]/g, '-')}@${installation}`,
    sequence: entry.sequence,
    stamp: entry.changedAt,
    lastModified: entry.changedAt,
    ...timesOf(entry),
    summary: clean(entry.status === 'cancelled' ? `Cancelled: ${entry.title}` : entry.title),
    ...(description === '' ? {} : { description: { plain: description } }),
    ...(entry.location === null || entry.location === '' ? {} : { location: clean(entry.location) }),
    ...(page === '' ? {} : { url: page }),
    ...(entry.isFree === true ? { transparency: TRANSPARENT } : {}),
    status: STATUSES[entry.status] as NonNullable<ICalEventData['status']>,
  }
}

const pageOf = (address: string, href: string): string =>
  `${address}${encodeURI(href).replaceAll(/[,;]/g, (sign) => (sign === ',' ? '%2C' : '%3B'))}`

const TRANSPARENT = 'TRANSPARENT' as NonNullable<ICalEventData['transparency']>
const STATUSES = { confirmed: 'CONFIRMED', tentative: 'TENTATIVE', cancelled: 'CANCELLED' } as const

function timesOf({
  starts,
  ends,
}: WrittenEntry): Pick<ICalEventData, 'start' | 'end' | 'allDay' | 'timezone'> {
  if (starts instanceof Temporal.PlainDate) {
    // A whole day ends where the next one begins (RFC 5545 3.6.1).
    const last = ends instanceof Temporal.PlainDate ? ends : ends.toPlainDate()
    return { start: starts, end: last.add({ days: 1 }), allDay: true }
  }
  const end = ends instanceof Temporal.PlainDate ? ends.toZonedDateTime(starts.timeZoneId) : ends
  return { start: starts, end, timezone: starts.timeZoneId }
}

/** The zones of the entries, each over the years in which it is used. */
function zonesOf(entries: readonly WrittenEntry[]): string {
  const years = new Map<string, { first: number; last: number }>()
  for (const { starts, ends } of entries) {
    if (starts instanceof Temporal.PlainDate || starts.timeZoneId === 'UTC') continue
    const known = years.get(starts.timeZoneId) ?? { first: starts.year, last: ends.year }
    years.set(starts.timeZoneId, {
      first: Math.min(known.first, starts.year),
      last: Math.max(known.last, ends.year),
    })
  }
  return [...years]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([zone, span]) => zoneComponent(zone, span))
    .join('')
}

const clean = (text: string): string => text.toWellFormed().replaceAll(CONTROLS, '')

const escaped = (text: string): string =>
  text.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll(/\r\n|\r|\n/g, '\\n')
