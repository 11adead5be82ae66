// Who may book, which way of taking part, and what becomes of access and dietary needs.
//
//   waiting ──(a place is free and theirs by the rule)──► booked ──confirm──► booked, confirmed
//      │                                                    │ ▲
//      │            booked at once when a place is free ────┘ └── not confirmed in time ──► cancelled
//      └────────────cancel────────────► cancelled ◄──cancel───┘
import { refuse, type Fault } from '#platform/errors/index.ts'
import { formatDateTime, LONDON } from '#platform/time/index.ts'
import { isOver, modesOf, type Mode, type Placed, type Timed } from './events.ts'

export const MODES = { room: 'In the room', online: 'Online' } as const satisfies Record<Mode, string>

export type BookingState = 'booked' | 'waiting' | 'cancelled'
export type Attendance = 'attended' | 'absent'

export const ENDINGS = {
  'given-up': 'Given up',
  'not-confirmed': 'Not confirmed in time',
  'by-organiser': 'Cancelled by the organiser',
  'event-cancelled': 'The event was cancelled',
  left: 'Left their organisation',
} as const
export type Ending = keyof typeof ENDINGS

/** For how long after the event access and dietary needs are kept (E9). */
export const NEEDS_KEPT_DAYS = 7

export type Booking = {
  readonly event: Timed & { readonly title: string; readonly partnership: string }
  readonly organisation: { readonly name: string; readonly isPartner: boolean; readonly employs: boolean }
  readonly alreadyIn: boolean
  /** An organiser books for somebody, which is still possible once bookings are closed. */
  readonly byOrganiser: boolean
}

/** Refuses a booking that the rules do not allow (E2, E10). */
export function mayBook(booking: Booking, now: Temporal.Instant): void {
  const { event, organisation, byOrganiser } = booking
  if (event.state === 'cancelled')
    refuse('conflict', 'events.booking.event-cancelled', `${event.title} is cancelled and takes no bookings.`)
  if (event.state === 'draft')
    refuse(
      'conflict',
      'events.booking.not-open',
      `${event.title} is a draft. Publish it before booking places.`,
    )
  if (isOver(event, now))
    refuse('conflict', 'events.booking.past', `${event.title} is over. Nobody can be booked on it any more.`)
  const closes = event.booking_closes_at ?? event.starts_at
  if (!byOrganiser && Temporal.Instant.compare(closes, now) <= 0)
    refuse(
      'conflict',
      'events.booking.closed',
      `Bookings for ${event.title} closed on ${formatDateTime(closes)}. Ask its organiser whether there is still room.`,
    )
  if (!organisation.isPartner)
    refuse(
      'conflict',
      'events.booking.not-a-partner',
      `Places are for staff of the partners of ${event.partnership}. ${organisation.name} is not one today.`,
    )
  if (!organisation.employs)
    refuse(
      'conflict',
      'events.booking.not-employed',
      `${organisation.name} does not employ this person. They can come only for an organisation they work for.`,
    )
  if (booking.alreadyIn)
    refuse(
      'conflict',
      'events.booking.already',
      `This person has a place at ${event.title} already, or waits for one.`,
    )
}

/** The way of taking part that was answered, or the only one there is. */
export function modeFor(event: Pick<Placed, 'in_room' | 'online'>, answered: Mode | null): Mode {
  const modes = modesOf(event)
  const [only, another] = modes
  if (answered === null) {
    if (only !== undefined && another === undefined) return only
    return wrongMode('Select whether to come to the room or to join online')
  }
  return modes.includes(answered)
    ? answered
    : wrongMode(answered === 'online' ? 'This event is not held online' : 'This event is held online only')
}

function wrongMode(message: string): never {
  return refuse('invalid', 'events.booking.mode', message, { faults: [{ field: 'mode', message }] })
}

/** Needs may be told only where they are asked for: what nobody asked for must not be kept. */
export function needsFaults(
  asksNeeds: boolean,
  needs: { readonly access: string | null; readonly dietary: string | null },
): Fault[] {
  if (asksNeeds) return []
  return (['access', 'dietary'] as const)
    .filter((field) => needs[field] !== null)
    .map((field) => ({ field, message: 'This event does not ask for needs. Leave it empty' }))
}

/** The day on which needs are deleted. */
export function needsKeptUntil(endsAt: Temporal.Instant): Temporal.PlainDate {
  return endsAt.toZonedDateTimeISO(LONDON).toPlainDate().add({ days: NEEDS_KEPT_DAYS })
}
