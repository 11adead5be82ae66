// A fortnight after its end a quarter is closed: from then on its figures stand, whatever comes late (G13).
// Closing waits for the batch that is being counted, and every later batch sees it.
import { action } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { quartersCounted } from '../queries/visits.ts'
import { closedQuarters } from '../queries/closings.ts'
import { closesOn, quarterStarting } from '../rules/quarters.ts'
import { holdCounting } from './locking.ts'

export const closeQuarters = action({
  name: 'roaming.quarter.close',
  title: 'Close the quarters that are over',
  doors: [],
  fields: {},
  async run(inside) {
    await holdCounting(inside)
    const closed = await closedQuarters(inside)
    const today = londonDate(inside.now)
    const due = (await quartersCounted(inside))
      .filter((from) => !closed.has(from.toString()))
      .filter((from) => Temporal.PlainDate.compare(closesOn(quarterStarting(from)), today) <= 0)
    await sql`
      insert into roaming.quarter_closed (first_on, closed_at)
      select one, ${inside.now} from unnest(${due.map((from) => from.toString())}::date[]) as due (one)`.execute(
      inside.tx,
    )
    await sql`
      insert into roaming.visit_quarter (quarter, realm, visited, home_member_id, visited_member_id, ok, fail)
      select due.one, realm, visited, home_member_id, visited_member_id,
        coalesce(sum(logins) filter (where result = 'ok'), 0), coalesce(sum(logins) filter (where result = 'fail'), 0)
      from unnest(${due.map((from) => from.toString())}::date[]) as due (one)
      join roaming.visit_month on month >= due.one and month < due.one + interval '3 months'
      group by 1, 2, 3, 4, 5`.execute(inside.tx)
    return { subject: null, result: { closed: due.length }, facts: { closed: due.length } }
  },
})
