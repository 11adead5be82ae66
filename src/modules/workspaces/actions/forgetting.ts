// Removing people from bookings when the owner's time to keep them is over (W17): whom it was for, who made it and
// acted on it, what it was for. That a place was used, when and by which body stays, so that the figures do.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { Failure } from '#platform/errors/index.ts'
import type { Use } from '../rules.ts'
import { countedIn, holdCounters, summed } from './counting.ts'

export const FORGET = 'workspaces.names.forget'

const BATCH = 1000
// The longest an owner may keep names, and so the longest that who looked at them is of use to anybody.
const MOST_MONTHS = 84

/** One batch; where more is due the job comes again at once. Carrying it out twice removes nothing twice. */
export const forgetNames = action({
  name: FORGET,
  title: 'Remove people from old bookings',
  doors: [],
  fields: {},
  async run(inside) {
    const bookings = await forgetBookings(inside)
    await forgetAround(inside)
    if (bookings === BATCH) await inside.queue(FORGET, {})
    return { subject: null, result: { bookings }, facts: { bookings } }
  },
})

async function forgetBookings(inside: Inside): Promise<number> {
  const { rows: due } = await sql<{ id: string; uses: readonly Use[] }>`
    select booking.id, booking.uses from workspaces.booking booking
    join workspaces.workplace workplace on workplace.site_id = booking.site_id
    where booking.forgotten_at is null and booking.state in ('completed', 'released', 'cancelled', 'displaced')
      and booking.ends_at < ${inside.now}::timestamptz - make_interval(months => workplace.retention_months)
    order by booking.ends_at, booking.id limit ${BATCH}`.execute(inside.tx)
  if (due.length === 0) return 0
  // A person's count goes with the person: given back where it was counted, so that counters still say what bookings do.
  const theirs = due.flatMap((one) => one.uses).filter(([holder]) => holder === 'person')
  await holdCounters(inside, theirs)
  const ids = due.map((one) => one.id)
  // Another batch may have come first while the counters were waited for: nothing is given back twice.
  const { rows: still } = await sql<{ id: string }>`select id from workspaces.booking
    where id = any(${ids}::uuid[]) and forgotten_at is null order by id for no key update`.execute(inside.tx)
  if (still.length < ids.length)
    throw new Failure('workspaces.names.crossed', 'Another batch was removing the same names.')
  await sql`
    with counted as (${countedIn(summed(theirs, -1))}),
    stepped as (update workspaces.step set person_id = null, reason = null where booking_id = any(${ids}::uuid[]))
    update workspaces.booking set for_person_id = null, made_by_person_id = null, purpose = null, ended_because = null,
      forgotten_at = ${inside.now},
      uses = coalesce((select jsonb_agg(one) from jsonb_array_elements(uses) one where one ->> 0 <> 'person'), '[]')
    where id = any(${ids}::uuid[])`.execute(inside.tx)
  await sql`delete from workspaces.counter where holder = 'person' and used = 0
    and holder_id = any(${[...new Set(theirs.map((use) => use[1]))]}::uuid[]) and from_on < ${inside.now}::timestamptz - interval '2 months'`.execute(
    inside.tx,
  )
  return ids.length
}

/** What stands beside old bookings: series that are over, what was waited for, who stood in for whom, who looked. */
async function forgetAround(inside: Inside): Promise<void> {
  const past = (site: ReturnType<typeof sql>) =>
    sql`${inside.now}::timestamptz - make_interval(months => (select workplace.retention_months from workspaces.workplace workplace where workplace.site_id = ${site}))`
  await sql`update workspaces.series set for_person_id = null, made_by_person_id = null
    where (for_person_id is not null or made_by_person_id is not null) and first_on < ${past(sql`site_id`)}
      and not exists (select 1 from workspaces.booking booking where booking.series_id = series.id and booking.forgotten_at is null)`.execute(
    inside.tx,
  )
  await sql`delete from workspaces.waiting where ends_at < ${past(sql`site_id`)}`.execute(inside.tx)
  await sql`delete from workspaces.delegation where ended_on < ${inside.now}::timestamptz - make_interval(months => 13)`.execute(
    inside.tx,
  )
  await sql`delete from workspaces.name_view where seen_at < ${inside.now}::timestamptz - make_interval(months => ${MOST_MONTHS})`.execute(
    inside.tx,
  )
}
