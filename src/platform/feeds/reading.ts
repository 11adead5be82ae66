// What a calendar program is handed: the entries that later rooms put into a calendar, as this reader may see them.
import type { Reader } from '../actions/index.ts'
import { londonDate } from '../time/index.ts'
import type { CalendarName } from './actions.ts'
import { calendarEntries, type CalendarEntry, type WrittenEntry } from './contract.ts'
import { calendarText } from './icalendar.ts'

// A year back, so that what was cancelled or attended stays for as long as people look for it.
const MONTHS_BACK = 12
const MOST_ENTRIES = 2000

/** The calendar's text for this reader; `busyOnly` says when time is taken and nothing else. */
export async function readCalendar(
  reader: Reader,
  calendar: CalendarName,
  address: string,
  busyOnly = false,
): Promise<string> {
  const from = londonDate(reader.now).subtract({ months: MONTHS_BACK })
  const entries = await reader.fills(calendarEntries, { kind: calendar.kind, id: calendar.id, from })
  const shown: readonly WrittenEntry[] = busyOnly
    ? entries.filter((one) => one.isFree !== true).map(asBusy)
    : entries
  const inOrder = shown.toSorted(
    (one, other) => momentOf(one) - momentOf(other) || (one.uid < other.uid ? -1 : 1),
  )
  return calendarText(reader.db, { name: calendar.name, entries: inOrder.slice(-MOST_ENTRIES), address })
}

const asBusy = (entry: CalendarEntry): WrittenEntry => ({
  ...entry,
  title: 'Busy',
  description: '',
  location: null,
  href: null,
})

function momentOf({ starts }: WrittenEntry): number {
  return (starts instanceof Temporal.PlainDate ? starts.toZonedDateTime('UTC') : starts).epochMilliseconds
}
