// Whether the counters say what the bookings say (G5, W4): compared in one statement, so in one moment, for everything
// that lies ahead and the five weeks behind.
import { query, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { londonDate } from '#platform/time/index.ts'
import type { Drift } from '../schema.ts'

export const CHECK = 'workspaces.counter.check'

const RECENT_DAYS = 35
/** A booking lasts at most 31 days, and counts on the days that it touches. */
const LONGEST_DAYS = 32
const MOST_SHOWN = 100

export type Compared = {
  readonly compared: number
  readonly drifting: number
  readonly drift: readonly Drift[]
}

/** Every counter beside the sum of what bookings say they used of it. */
export async function countersCompared(reader: Pick<Reader, 'db' | 'now'>): Promise<Compared> {
  const since = londonDate(reader.now).subtract({ days: RECENT_DAYS })
  const { rows } = await sql<Compared>`
    with used as (
      select use ->> 0 as holder, (use ->> 1)::uuid as holder_id, (use ->> 2)::uuid as owner_id, use ->> 3 as resource_kind,
        use ->> 4 as per, (use ->> 5)::date as from_on, sum((use ->> 6)::integer)::integer as units
      from workspaces.booking booking, jsonb_array_elements(booking.uses) use
      where booking.starts_at >= ${since.subtract({ days: LONGEST_DAYS }).toString()}::date
      group by 1, 2, 3, 4, 5, 6),
    compared as (
      select coalesce(counter.holder, used.holder) as holder, coalesce(counter.holder_id, used.holder_id) as holder_id,
        coalesce(counter.owner_id, used.owner_id) as owner_id, coalesce(counter.resource_kind, used.resource_kind) as resource_kind,
        coalesce(counter.per, used.per) as per, coalesce(counter.from_on, used.from_on) as from_on,
        coalesce(counter.used, 0) as used, coalesce(used.units, 0) as booked
      from (select * from workspaces.counter where from_on >= ${since.toString()}::date) counter
      full join (select * from used where from_on >= ${since.toString()}::date) used
        using (holder, holder_id, owner_id, resource_kind, per, from_on)),
    drifting as (select * from compared where used <> booked order by from_on desc, holder, holder_id limit ${MOST_SHOWN})
    select (select count(*) from compared)::integer as compared, (select count(*) from compared where used <> booked)::integer as drifting,
      (select coalesce(json_agg(drifting), '[]') from drifting) as drift`.execute(reader.db)
  return rows[0] ?? { compared: 0, drifting: 0, drift: [] }
}

/** "0 of 812 differ": for an operator who wants to know now. */
export const checkCounters = query({
  name: CHECK,
  title: 'Compare the counters of bookings with the bookings',
  doors: ['api', 'command'],
  parameters: {},
  run: (reader) => countersCompared(reader),
})

export type Check = Compared & { readonly id: string; readonly at: Temporal.Instant }

/** The nights on which they were compared, the latest first; thirty at most. */
export async function checksKept(reader: Reader): Promise<Check[]> {
  const { rows } = await sql<Check>`
    select id, at, compared, drifting, drift from workspaces.counter_check order by at desc, id desc limit 30`.execute(
    reader.db,
  )
  return rows
}
