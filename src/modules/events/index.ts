// The front door of events: all that another module may import.
//
//   eventById(reader, id), eventByCode(reader, code)   → EventCard | undefined, as far as the reader may know of it
//   upcomingEvents(reader, { partnershipId?, groupId? }) → EventCard[], the nearest first
//   bookingsOf(reader, eventId)                        → BookingRow[], places and waiting; for whoever organises it
export { bookingsOf, bookingsOfPerson, type BookingRow, type OwnBooking } from './queries/bookings.ts'
export {
  eventByCode,
  eventById,
  holdsFor,
  lockedEvent,
  upcomingEvents,
  type EventCard,
} from './queries/events.ts'
export { eventPage, type EventPageArgs } from './slots.ts'
