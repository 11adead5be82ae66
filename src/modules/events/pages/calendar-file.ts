// One event as a calendar file, for whoever wants this one and no subscription.
import { calendarText } from '#platform/feeds/index.ts'
import { download, get, type Page, originOf } from '#platform/http/index.ts'
import { entryOf } from '../queries/calendar.ts'
import { EVENT_READ } from '../queries/events.ts'
import { eventHere } from './of-event.ts'

export const calendarFilePages: readonly Page[] = [
  get('/events/:event/calendar.ics', {
    permission: EVENT_READ,
    async run(visit) {
      const event = await eventHere(visit)
      const text = await calendarText(visit.db, {
        name: event.title,
        entries: [entryOf(event)],
        address: originOf(visit),
      })
      return download({
        name: `${event.code}.ics`,
        type: 'text/calendar; charset=utf-8',
        bytes: Buffer.from(text),
      })
    },
  }),
]
