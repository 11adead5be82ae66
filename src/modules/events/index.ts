// The front door of events: all that another module may import.
export { eventPage, type EventPageArgs } from './slots.ts'
