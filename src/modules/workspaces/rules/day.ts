// What becomes of a booking on its day: when somebody may check in, when an unattended one is given back, what a gap of
// our own service puts off, and when a series that nobody comes to is given back.
import type { BookingState } from './words.ts'

/** What of a booking decides about its day. */
export type OnTheDay = {
  readonly state: BookingState
  readonly starts_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly check_in_from: Temporal.Instant | null
  readonly release_at: Temporal.Instant | null
}

/** Where the terms ask for no check-in, one may still say that one has come from this long before. */
const UNASKED_MINUTES = 30

export const checkInFrom = (booking: Pick<OnTheDay, 'check_in_from' | 'starts_at'>): Temporal.Instant =>
  booking.check_in_from ?? booking.starts_at.subtract({ minutes: UNASKED_MINUTES })

const isBefore = (one: Temporal.Instant, other: Temporal.Instant): boolean =>
  Temporal.Instant.compare(one, other) < 0

export type CheckIn = 'may' | 'already' | 'early' | 'pending' | 'held' | 'released' | 'over' | 'ended'

/**
 * Whether somebody may check in. A deadline that has passed does not decide: until the booking is released it is theirs,
 * and the lock on its row says which came first (W5).
 */
export function checkInOf(booking: OnTheDay, now: Temporal.Instant): CheckIn {
  switch (booking.state) {
    case 'checked-in':
      return 'already'
    case 'pending':
    case 'held':
    case 'released':
      return booking.state
    case 'completed':
      return 'over'
    case 'cancelled':
    case 'displaced':
      return 'ended'
    case 'confirmed':
      if (!isBefore(now, booking.ends_at)) return 'over'
      return isBefore(now, checkInFrom(booking)) ? 'early' : 'may'
  }
}

/** When the service did not answer, so that nobody could check in. */
export type Gap = { readonly from: Temporal.Instant; readonly until: Temporal.Instant }

/** The service looks every minute; up to this long without it is no gap. */
const GAP_MINUTES = 5

export function gapSince(lastRan: Temporal.Instant | null, now: Temporal.Instant): Gap | null {
  if (lastRan === null || !isBefore(lastRan.add({ minutes: GAP_MINUTES }), now)) return null
  return { from: lastRan, until: now }
}

/**
 * When a booking is given back after a gap: whoever could not check in during part of their time has that time again,
 * from when the service answers.
 */
export function deadlineAfter(
  booking: { readonly check_in_from: Temporal.Instant; readonly release_at: Temporal.Instant },
  gap: Gap,
): Temporal.Instant {
  const from = isBefore(booking.check_in_from, gap.from) ? gap.from : booking.check_in_from
  const until = isBefore(booking.release_at, gap.until) ? booking.release_at : gap.until
  if (!isBefore(from, until)) return booking.release_at
  const later = isBefore(booking.release_at, gap.until) ? gap.until : booking.release_at
  return later.add(from.until(until))
}

export type SeriesStep = 'nothing' | 'warn' | 'give-back'

/** After one more no-show in a row (B3): a warning before the last, the rest given back only after one. */
export function seriesAfter(
  series: { readonly noShows: number; readonly isWarned: boolean },
  mostInARow: number,
): SeriesStep {
  if (series.isWarned) return series.noShows >= mostInARow ? 'give-back' : 'nothing'
  return series.noShows >= Math.max(1, mostInARow - 1) ? 'warn' : 'nothing'
}

/** The names of visitors and who came are kept this long after the day (A3). */
export const ARRIVALS_KEPT_DAYS = 30

/** How long the evacuation list in a file counts. */
export const EVACUATION_HOURS = 12
