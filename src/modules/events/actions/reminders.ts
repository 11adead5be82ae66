// Reminding everybody with a place a week and a day before, and asking for feedback the day after: once each, because
// what was sent is written in the transaction that sends it (E23).
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { notify } from '#platform/notifications/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { EventCard } from '../queries/events.ts'
import { FEEDBACK_DAYS } from '../rules/feedback.ts'
import { reminderNow } from '../rules/reminders.ts'

const MOST_AT_ONCE = 1000

/** The hourly job. */
export const sendReminders = action({
  name: 'events.reminder.send',
  title: 'Remind of events and ask for feedback',
  doors: [],
  fields: {},
  async run(inside) {
    const ahead = await inside.tx
      .selectFrom('events.booking as booking')
      .innerJoin('events.event as event', 'event.id', 'booking.event_id')
      .select(['booking.id', 'booking.event_id', 'booking.person_id', 'booking.booked_at', 'event.starts_at'])
      // Read with them, so that an hour in which nothing is due writes nothing.
      .select(
        sql<readonly string[]>`array(select sent.what from events.reminder as sent
          where sent.event_id = booking.event_id and sent.person_id = booking.person_id)`.as('sent_before'),
      )
      .where('booking.state', '=', 'booked')
      .where('event.state', '=', 'open')
      .where('event.starts_at', '>', inside.now)
      .where('event.starts_at', '<', inside.now.add({ hours: 8 * 24 }))
      .orderBy('event.starts_at')
      .orderBy('booking.arrival')
      .execute()
    let sent = 0
    for (const one of ahead) {
      const what = reminderNow(one.starts_at, one.booked_at, inside.now)
      if (what === undefined || sent >= MOST_AT_ONCE || one.sent_before.includes(what)) continue
      if (await mark(inside, one, what)) {
        sent += 1
        await notify(inside, {
          to: { subject: one.person_id },
          template: 'events.event.reminder',
          ids: { booking: one.id },
        })
      }
    }
    const asked = await askForFeedback(inside, MOST_AT_ONCE - sent)
    return { subject: null, result: { sent, asked }, facts: { sent, asked } }
  },
})

async function askForFeedback(inside: Inside, most: number): Promise<number> {
  const rows = await inside.tx
    .selectFrom('events.event as event')
    .innerJoin('events.booking as booking', 'booking.event_id', 'event.id')
    .select(['booking.id', 'booking.event_id', 'booking.person_id'])
    .where('event.state', '=', 'open')
    // The morning after, when the register has been kept; not for what was over long before anybody looked.
    .where('event.ends_at', '<=', inside.now.subtract({ hours: 12 }))
    .where('event.ends_at', '>', inside.now.subtract({ hours: (FEEDBACK_DAYS - 23) * 24 }))
    .where('booking.state', '=', 'booked')
    .where(({ eb, or }) =>
      or([eb('booking.attendance', 'is', null), eb('booking.attendance', '=', 'attended')]),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('events.reminder')
            .select('events.reminder.person_id')
            .whereRef('events.reminder.event_id', '=', 'booking.event_id')
            .whereRef('events.reminder.person_id', '=', 'booking.person_id')
            .where('events.reminder.what', '=', 'feedback'),
        ),
      ),
    )
    .orderBy('event.ends_at')
    .orderBy('booking.arrival')
    .limit(Math.max(most, 0))
    .execute()
  let asked = 0
  for (const one of rows) {
    if (!(await mark(inside, one, 'feedback'))) continue
    asked += 1
    await notify(inside, {
      to: { subject: one.person_id },
      template: 'events.feedback.asked',
      ids: { booking: one.id },
    })
  }
  return asked
}

/** An event on another day is reminded of anew (E23); by another hour of the same day it is not. The event must be locked. */
export async function remindAnew(
  inside: Inside,
  event: Pick<EventCard, 'id' | 'starts_at'>,
  startsAt: Temporal.Instant,
): Promise<void> {
  if (londonDate(event.starts_at).equals(londonDate(startsAt))) return
  await inside.tx
    .deleteFrom('events.reminder')
    .where('event_id', '=', event.id)
    .where('what', 'in', ['week', 'day'])
    .execute()
}

/** Writes that this is sent; false when it was already. */
async function mark(
  inside: Inside,
  one: { readonly event_id: string; readonly person_id: string },
  what: 'week' | 'day' | 'feedback',
): Promise<boolean> {
  const done = await inside.tx
    .insertInto('events.reminder')
    .values({ event_id: one.event_id, person_id: one.person_id, what, sent_at: inside.now })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}
