// What an event needs of people once it has begun: the register of whoever organises it, two minutes of whoever came.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import type { Duty } from '#platform/module/index.ts'
import { formatDateTime, londonDate } from '#platform/time/index.ts'
import { FEEDBACK_DAYS, feedbackUntil } from './rules/feedback.ts'

export async function registerDuties(reader: Reader): Promise<Duty[]> {
  if (reader.actor.kind !== 'person') return []
  const person = reader.actor.id
  const since = reader.now.subtract({ hours: FEEDBACK_DAYS * 24 }).toString()
  const now = reader.now.toString()
  const { rows } = await sql<{
    what: 'register' | 'feedback'
    code: string
    title: string
    starts_at: Temporal.Instant
    ends_at: Temporal.Instant
  }>`
    select 'register' as what, event.code, event.title, event.starts_at, event.ends_at
    from events.event event
    where event.organiser_person_id = ${person} and event.state = 'open'
      and event.ends_at <= ${now}::timestamptz and event.ends_at > ${since}::timestamptz
      and exists (select 1 from events.booking booking
        where booking.event_id = event.id and booking.state = 'booked' and booking.attendance is null)
    union all
    select 'feedback', event.code, event.title, event.starts_at, event.ends_at
    from events.event event
    where event.state = 'open' and event.ends_at <= ${now}::timestamptz and event.ends_at > ${since}::timestamptz
      and (exists (select 1 from events.booking mine
          where mine.event_id = event.id and mine.person_id = ${person} and mine.attendance = 'attended')
        or exists (select 1 from events.walk_in mine where mine.event_id = event.id and mine.person_id = ${person}))
      and not exists (select 1 from events.feedback_given given
        where given.event_id = event.id and given.person_id = ${person})
    order by ends_at, what`.execute(reader.db)
  return rows.map(({ what, code, title, starts_at, ends_at }) =>
    what === 'register'
      ? {
          title: `Keep the register of ${title}`,
          href: `/events/${code}/register`,
          due: londonDate(ends_at).add({ days: 2 }),
          context: `It was on ${formatDateTime(starts_at)}`,
          step: 'Mark who came',
        }
      : {
          title: `Say what you thought of ${title}`,
          href: `/events/${code}/feedback`,
          due: londonDate(feedbackUntil(ends_at)),
          context: 'Three questions, two minutes, without your name',
          step: 'Give feedback',
        },
  )
}
