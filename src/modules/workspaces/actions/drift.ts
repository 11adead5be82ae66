// Every night: do the counters say what the bookings say? What was found stays to be seen, for a year (G5).
import { action } from '#platform/actions/index.ts'
import { json } from '#platform/database/index.ts'
import { countersCompared } from '../queries/drift.ts'

const KEPT_DAYS = 366

export const compareCounters = action({
  name: 'workspaces.counter.compare',
  title: 'Compare counters with bookings for the night',
  doors: [],
  fields: {},
  async run(inside) {
    const { compared, drifting, drift } = await countersCompared(inside)
    const id = inside.id()
    await inside.tx
      .insertInto('workspaces.counter_check')
      .values({ id, at: inside.now, compared, drifting, drift: json(drift) })
      .execute()
    await inside.tx
      .deleteFrom('workspaces.counter_check')
      .where('at', '<', inside.now.subtract({ hours: 24 * KEPT_DAYS }))
      .execute()
    return { subject: null, result: { compared, drifting }, facts: { compared, drifting } }
  },
})
