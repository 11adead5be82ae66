// At night: for how many hours of each day a member's people could sign in, from the hours of its watches; and the hours
// that are old enough are let go. A day is summed up again as long as its hours are there, with the same result.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { availableHours } from '../queries/available.ts'

/** Hours are kept for two years and the month in which somebody asks. */
export const HOURS_KEPT_MONTHS = 25
const MOST_FORGOTTEN = 100_000

export const sumUp = action({
  name: 'roaming.watch.sum-up',
  title: 'Sum up for how long logins worked',
  doors: [],
  fields: {},
  async run(inside) {
    const today = londonDate(inside.now)
    const days = await sumDays(inside, today.subtract({ days: 3 }), today.subtract({ days: 1 }))
    const forgotten = await forget(inside, today.subtract({ months: HOURS_KEPT_MONTHS }))
    return { subject: null, result: { days, forgotten }, facts: { days, forgotten } }
  },
})

async function sumDays(inside: Inside, from: Temporal.PlainDate, to: Temporal.PlainDate): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into roaming.available_day (member_id, day, watched_hours, available_hours)
    ${availableHours(from, to)}
    on conflict on constraint roaming_available_day_once do update
      set watched_hours = excluded.watched_hours, available_hours = excluded.available_hours`.execute(
    inside.tx,
  )
  return Number(numAffectedRows ?? 0n)
}

async function forget(inside: Inside, before: Temporal.PlainDate): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from roaming.watch_hour where (watch_id, hour) in (select watch_id, hour from roaming.watch_hour
      where hour < ${before}::date limit ${MOST_FORGOTTEN})`.execute(inside.tx)
  return Number(numAffectedRows ?? 0n)
}
