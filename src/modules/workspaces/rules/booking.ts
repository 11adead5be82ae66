// The life of a booking: which step leads where, and what it says about check-in. The picture is in the README.
import { freeBetween, type FreeSpan } from './search.ts'
import type { Situation } from './situation.ts'
import type { BookingState } from './words.ts'

/**
 * From each state the states it may become, with what does it:
 * held → pending, confirmed (workspaces.booking.confirm), cancelled (.cancel, or the hold lapses)
 * pending → confirmed (.approve), cancelled (.decline, .cancel), displaced, completed (nobody decided in time)
 * confirmed → checked-in (.check-in), released (the release job), cancelled, displaced, completed, pending (.change)
 * checked-in → completed (.leave, or its end), cancelled and displaced while it lasts
 */
const LEADS_TO: Readonly<Record<BookingState, readonly BookingState[]>> = {
  held: ['pending', 'confirmed', 'cancelled'],
  pending: ['confirmed', 'cancelled', 'displaced', 'completed'],
  confirmed: ['checked-in', 'released', 'cancelled', 'displaced', 'completed', 'pending'],
  'checked-in': ['completed', 'cancelled', 'displaced'],
  completed: [],
  released: [],
  cancelled: [],
  displaced: [],
}

export const mayBecome = (from: BookingState, to: BookingState): boolean => LEADS_TO[from].includes(to)

/** The states from which a booking may end so. */
export const statesBefore = (to: BookingState): readonly BookingState[] =>
  (Object.keys(LEADS_TO) as BookingState[]).filter((from) => mayBecome(from, to))

/** The states in which a booking is still to come or under way. */
export const STANDING: readonly BookingState[] = ['held', 'pending', 'confirmed', 'checked-in']

/** What gives the units of quotas and allocations back: all but to have been there. */
export const givesBack = (to: BookingState): boolean =>
  to === 'cancelled' || to === 'released' || to === 'displaced'

/** A booking that somebody of the owner says yes to first waits; everything else is booked. */
export function firstState(
  situation: Pick<Situation, 'terms'>,
  as: 'booker' | 'manager' | 'offer' | 'displacement' | 'import',
): 'pending' | 'confirmed' {
  return situation.terms.approval.value && (as === 'booker' || as === 'offer') ? 'pending' : 'confirmed'
}

/** G4: what waits for approval holds its time, or does not, as the terms say; everything else holds it. */
export const holdsTime = (situation: Pick<Situation, 'terms'>, state: BookingState): boolean =>
  state !== 'pending' || situation.terms.pendingHolds.value

/** From when to check in and until when at the latest, as the terms say on the day it is made; nulls where nobody asks. */
export function checkInTimes(
  situation: Pick<Situation, 'terms'>,
  span: { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant },
  now: Temporal.Instant,
): { readonly from: Temporal.Instant | null; readonly releaseAt: Temporal.Instant | null } {
  const { checkIn, checkInBeforeMinutes, releaseMinutes } = situation.terms
  if (!checkIn.value) return { from: null, releaseAt: null }
  // One that was made after it began has as long as everybody else to check in.
  const begins = Temporal.Instant.compare(now, span.startsAt) > 0 ? now : span.startsAt
  const late = begins.add({ minutes: releaseMinutes.value })
  return {
    from: span.startsAt.subtract({ minutes: checkInBeforeMinutes.value }),
    releaseAt: Temporal.Instant.compare(late, span.endsAt) > 0 ? span.endsAt : late,
  }
}

/** Until when it may be cancelled by whoever booked it. */
export const cancelBy = (startsAt: Temporal.Instant, cancelMinutes: number): Temporal.Instant =>
  startsAt.subtract({ minutes: cancelMinutes })

type Span = { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }

/**
 * The same length at the nearest other times of that day at which the place is free, on its grid: the earlier and the
 * later way of each gap. `taken` in order of beginning.
 */
export function nearestTimes(
  situation: Situation,
  asked: Span & { readonly now: Temporal.Instant },
  taken: readonly FreeSpan[],
): Span[] {
  const { opensAt, closesAt, gridMinutes } = situation.terms
  const { zone } = situation.workplace
  const { setupMinutes, clearMinutes } = situation.resource
  const day = asked.startsAt.toZonedDateTimeISO(zone).toPlainDate()
  const at = (time: Temporal.PlainTime): Temporal.Instant =>
    day.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant()
  const span = { from: at(opensAt.value), until: at(closesAt.value) }
  if (Temporal.Instant.compare(span.from, span.until) >= 0) return []
  const length = asked.startsAt.until(asked.endsAt)
  const minutes = length.total('minutes')
  const padded = taken.map((one) => ({
    from: one.from.subtract({ minutes: clearMinutes }),
    until: one.until.add({ minutes: setupMinutes }),
  }))
  const step = gridMinutes.value
  const starts = freeBetween(span, padded, minutes).flatMap(({ from, until }) => {
    const first = span.from.add({ minutes: Math.ceil(span.from.until(from).total('minutes') / step) * step })
    const room = first.until(until).total('minutes') - minutes
    if (room < 0) return []
    const last = first.add({ minutes: Math.floor(room / step) * step })
    return Temporal.Instant.compare(first, last) === 0 ? [first] : [first, last]
  })
  const distance = (start: Temporal.Instant): number => Math.abs(start.until(asked.startsAt).total('minutes'))
  return starts
    .filter((start) => Temporal.Instant.compare(start, asked.now) >= 0 && !start.equals(asked.startsAt))
    .toSorted((a, b) => distance(a) - distance(b))
    .map((startsAt) => ({ startsAt, endsAt: startsAt.add(length) }))
    .slice(0, 6)
}
