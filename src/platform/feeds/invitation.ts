// An appointment that goes to one person by mail, so that their calendar program enters it or takes it out by itself
// (iTIP, RFC 5546). The organiser is the installation: the booking is decided here, so no answer is asked for.
import ical, { type ICalAttendeeData, type ICalCalendarData } from 'ical-generator'
import { installationOf, type Db } from '../database/index.ts'
import type { CalendarEntry } from './contract.ts'
import { eventOf, PRODUCT, withZones } from './icalendar.ts'

type Mailbox = { readonly mail: string; readonly name?: string }

export type Invited = {
  readonly method: 'REQUEST' | 'CANCEL'
  readonly entry: CalendarEntry
  readonly installation: string
  /** Where the pages are. */
  readonly address: string
  readonly organiser: Mailbox
  readonly attendee: Mailbox
}

/** The text of an invitation, or of its taking back: one event with its organiser and its one attendee. */
export function invitationText(invited: Invited): string {
  const { method, installation, address, organiser, attendee } = invited
  const status = method === 'CANCEL' ? ('cancelled' as const) : invited.entry.status
  const entry = { ...invited.entry, status }
  const calendar = ical({
    prodId: PRODUCT,
    method: method as NonNullable<ICalCalendarData['method']>,
    events: [
      {
        ...eventOf(entry, installation, address),
        organizer: { name: organiser.name ?? organiser.mail, email: organiser.mail },
        attendees: [
          {
            email: attendee.mail,
            ...(attendee.name === undefined ? {} : { name: attendee.name }),
            role: 'REQ-PARTICIPANT' as NonNullable<ICalAttendeeData['role']>,
            status: 'ACCEPTED' as NonNullable<ICalAttendeeData['status']>,
            rsvp: false,
          },
        ],
      },
    ],
  })
  return withZones(`${calendar.toString()}\r\n`, [entry])
}

/** What a letter takes along: the text is written once both addresses are known. */
export async function invitationOf(
  db: Db,
  about: Pick<Invited, 'method' | 'entry' | 'address'>,
): Promise<{
  readonly method: Invited['method']
  readonly write: (between: { readonly organiser: Mailbox; readonly attendee: Mailbox }) => string
}> {
  const installation = (await installationOf(db))?.id ?? 'connects'
  return {
    method: about.method,
    write: (between) => invitationText({ ...about, ...between, installation }),
  }
}
