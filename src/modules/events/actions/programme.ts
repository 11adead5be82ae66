// The programme of an event that moves: its sessions go with it, by the clock on the wall.
import type { Inside } from '#platform/actions/index.ts'
import { invalid } from '#platform/errors/index.ts'
import type { EventCard } from '../queries/events.ts'
import { sessionsOf } from '../queries/sessions.ts'
import type { Span } from '../rules/series.ts'
import { sessionFaults } from '../rules/sessions.ts'

/**
 * Moves the sessions by as much as the event's start moved, so that what began an hour after it still does. Refuses
 * times that one of them would lie outside of.
 */
export async function letSessionsFollow(
  inside: Inside,
  event: Pick<EventCard, 'id' | 'starts_at' | 'ends_at' | 'time_zone'>,
  now: Span,
): Promise<void> {
  if (now.starts.equals(event.starts_at) && now.ends.equals(event.ends_at)) return
  const wall = (moment: Temporal.Instant): Temporal.PlainDateTime =>
    moment.toZonedDateTimeISO(event.time_zone).toPlainDateTime()
  const moved = wall(event.starts_at).until(wall(now.starts), { largestUnit: 'days' })
  const at = (moment: Temporal.Instant): Temporal.Instant =>
    wall(moment).add(moved).toZonedDateTime(event.time_zone).toInstant()
  const sessions = (await sessionsOf(inside, event.id)).map((one) => ({
    id: one.id,
    title: one.title,
    starts: at(one.starts_at),
    ends: at(one.ends_at),
  }))
  const outside = sessions.find((one) => sessionFaults(one, now).length > 0)
  if (outside !== undefined)
    invalid('events.session.left-outside', [
      {
        field: 'endsAt',
        message: `The session "${outside.title}" would lie outside the event. Give the event longer, or change its programme first`,
      },
    ])
  for (const one of sessions)
    await inside.tx
      .updateTable('events.session')
      .set(({ eb }) => ({ starts_at: one.starts, ends_at: one.ends, version: eb('version', '+', 1) }))
      .where('id', '=', one.id)
      .execute()
}
