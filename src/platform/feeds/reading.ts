// What a calendar program is handed: the entries that later rooms put into a calendar, as this reader may see them.
import type { Reader } from '../actions/index.ts'
import { londonDate } from '../time/index.ts'
import type { CalendarName } from './actions.ts'
import { calendarEntries, type CalendarEntry } from './contract.ts'
import { calendarText } from './icalendar.ts'

// A year back, so that what was cancelled or attended stays for as long as people look for it.
const MONTHS_BACK = 12
const MOST_ENTRIES = 2000

/** The calendar's text for this reader. */
export async function readCalendar(reader: Reader, calendar: CalendarName, address: string): Promise<string> {
  const from = londonDate(reader.now).subtract({ months: MONTHS_BACK })
  const entries = await reader.fills(calendarEntries, { kind: calendar.kind, id: calendar.id, from })
  const inOrder = entries.toSorted(
    (one, other) => momentOf(one) - momentOf(other) || (one.uid < other.uid ? -1 : 1),
  )
  return calendarText(reader.db, { name: calendar.name, entries: inOrder.slice(-MOST_ENTRIES), address })
}

function momentOf({ starts }: CalendarEntry): number {
  return (starts instanceof Temporal.PlainDate ? starts.toZonedDateTime('UTC') : starts).epochMilliseconds
}
