// What later rooms put into calendars: of a person, or of any record that has a calendar.
import { slot } from '../actions/index.ts'

/** Whose calendar: `kind` is 'person' or the noun of a subject; entries that ended before `from` are not needed. */
export type CalendarOf = { readonly kind: string; readonly id: string; readonly from: Temporal.PlainDate }

/** One appointment (RFC 5545 VEVENT). */
export type CalendarEntry = {
  /** Stable for the life of the record: its id, with a suffix where one record makes several entries. */
  readonly uid: string
  /** Grows with every change that a calendar must notice. */
  readonly sequence: number
  readonly title: string
  readonly description: string
  readonly location: string | null
  /** The page, from the root: '/events/cyber-exercise'. */
  readonly href: string
  /** Both are moments in a zone, or both whole days (the last day included). */
  readonly starts: Temporal.ZonedDateTime | Temporal.PlainDate
  readonly ends: Temporal.ZonedDateTime | Temporal.PlainDate
  /** What was cancelled stays in the calendar, marked so, that calendars which have it take it out. */
  readonly status: 'confirmed' | 'tentative' | 'cancelled'
  readonly changedAt: Temporal.Instant
  /** Takes nobody's time, such as the window of a return: calendars show it, and leave the hours free. */
  readonly isFree?: boolean
}

/** An appointment as it is written: one that says only when time is taken leads nowhere. */
export type WrittenEntry = Omit<CalendarEntry, 'href'> & { readonly href: string | null }

/** 'calendar.entry': what stands in this calendar, as far as the reader may see it. */
export const calendarEntries = slot<CalendarOf, CalendarEntry>('calendar.entry')
