// The letters before and after an event: a week and a day ahead, and the two minutes of feedback. As with all mail
// about places, how to join is on the page they lead to and not in them (E8).
import type { Db } from '#platform/database/index.ts'
import type { Template } from '#platform/notifications/index.ts'
import { formatDateTime } from '#platform/time/index.ts'

const booked = (db: Db, booking: string) =>
  db
    .selectFrom('events.booking as booking')
    .innerJoin('events.event as event', 'event.id', 'booking.event_id')
    .leftJoin('organisations.site_card as site', 'site.id', 'event.site_id')
    .select([
      'booking.state',
      'booking.mode',
      'event.code',
      'event.title',
      'event.state as event_state',
      'event.starts_at',
      'event.room',
      'site.name as site_name',
    ])
    .where('booking.id', '=', booking)
    .executeTakeFirst()

export const reminderLetters: readonly Template[] = [
  {
    name: 'events.event.reminder',
    async render({ db, ids, links }) {
      const told = await booked(db, ids['booking'] ?? '')
      // Given up, or cancelled, since the reminder was queued: then there is nothing to be reminded of.
      if (told === undefined || told.state !== 'booked' || told.event_state !== 'open') return null
      const place = [told.room, told.site_name].filter((one) => one !== null && one !== '').join(', ')
      return {
        subject: `Reminder: ${told.title}`,
        text: [
          `You have a place at ${told.title} on ${formatDateTime(told.starts_at)}.`,
          told.mode === 'online'
            ? 'It is online. How to join is on your page:'
            : `It is at ${place === '' ? 'the place that your page names' : place}. Everything else is on your page:`,
          links.at(`/events/${told.code}/place`),
          'If you cannot come, give the place up there, so that somebody who waits can have it.',
        ].join('\n\n'),
      }
    },
  },
  {
    name: 'events.feedback.asked',
    async render({ db, ids, links }) {
      const told = await booked(db, ids['booking'] ?? '')
      if (told === undefined || told.event_state !== 'open') return null
      return {
        subject: `Two minutes about ${told.title}`,
        text: [
          `You were at ${told.title} on ${formatDateTime(told.starts_at)}. What did you think of it? Three questions, two minutes:`,
          links.at(`/events/${told.code}/feedback`),
          'Your answers are not linked to you. If you were not there after all, please ignore this mail.',
        ].join('\n\n'),
      }
    },
  },
]
