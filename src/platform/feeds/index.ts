// Calendars that other programs subscribe to: iCalendar at addresses that can be taken back.
import type { Part } from '../actions/index.ts'
import { createAddress, renewAddress, revokeAddress, type CalendarPorts } from './actions.ts'
import { calendarReferences } from './personal.ts'

export { calendarEntries, type CalendarEntry, type CalendarOf } from './contract.ts'
export { calendarText, icalendarOf } from './icalendar.ts'
export { invitationOf, invitationText } from './invitation.ts'
export { addressesOf, addressOfSecret, touchAddress, type CalendarAddress } from './addresses.ts'
export { readCalendar } from './reading.ts'
export { occurrencesOf, SERIES_LIMITS } from './occurrences.ts'
export { readCalendarFile, type FileEvent, type FileFault, type ReadFile } from './file.ts'
export type { CalendarName, CalendarPorts, NewAddress } from './actions.ts'

/** Calendar addresses, composed: their actions by name, and what they plug into the application layer. */
export function createCalendars(ports: CalendarPorts) {
  const actions = { create: createAddress(ports), revoke: revokeAddress, renew: renewAddress }
  const part: Part & { readonly personal: typeof calendarReferences } = {
    name: 'feeds',
    actions: Object.values(actions),
    permissions: {
      'feeds.address.create': ['signed-in'],
      'feeds.address.revoke': ['signed-in'],
      'feeds.address.renew': ['signed-in'],
    },
    personal: calendarReferences,
  }
  return { actions, part }
}

export type Calendars = ReturnType<typeof createCalendars>
