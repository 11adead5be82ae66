// Calendars that other programs subscribe to: iCalendar at addresses that can be taken back.
export { calendarEntries, type CalendarEntry, type CalendarOf } from './contract.ts'
