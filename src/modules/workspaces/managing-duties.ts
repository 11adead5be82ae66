// What managers and administrators are asked to look at: people booked on days on which the building is closed, and
// counters that differ. One query each.
import { fill, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { CLOSE } from './actions/closing.ts'
import { CHECK } from './queries/drift.ts'

type OnClosedDays = {
  readonly code: string
  readonly name: string
  readonly bookings: number
  readonly first_on: Temporal.PlainDate
}

async function onClosedDays(reader: Reader): Promise<readonly OnClosedDays[]> {
  const bodies = reader.scopes(CLOSE, 'organisation')
  const sites = reader.scopes(CLOSE, 'site')
  // Whoever administers the platform manages no workplace: its manager is asked.
  if (bodies === 'all' || sites === 'all') return []
  const { rows } = await sql<OnClosedDays>`
    select site.code, site.name, count(*)::integer as bookings, min((booking.starts_at at time zone workplace.time_zone)::date) as first_on
    from workspaces.workplace workplace join organisations.site_card site on site.id = workplace.site_id
    join workspaces.booking booking on booking.site_id = workplace.site_id and booking.starts_at > ${reader.now.toString()}::timestamptz
      and booking.state in ('pending', 'confirmed')
    where (site.organisation_id = any(${[...bodies]}::uuid[]) or site.id = any(${[...sites]}::uuid[]))
      and (exists (select 1 from organisations.site_exception_card otherwise where otherwise.site_id = site.id and otherwise.opens_at is null
          and (booking.starts_at at time zone workplace.time_zone)::date between otherwise.from_on and otherwise.to_on)
        or (booking.starts_at at time zone workplace.time_zone)::date > workplace.closes_on)
    group by site.code, site.name order by first_on, site.name limit 20`.execute(reader.db)
  return rows
}

export const closedDayDuties = fill(duty, {
  name: 'workspaces.closure.to-do',
  permission: CLOSE,
  async run(reader): Promise<Duty[]> {
    if (reader.actor.kind !== 'person') return []
    return (await onClosedDays(reader)).map((row) => ({
      title: `${row.bookings === 1 ? 'A booking at' : `${row.bookings} bookings at`} ${row.name} ${row.bookings === 1 ? 'lies' : 'lie'} on a day on which it is closed`,
      href: `/workspaces/${row.code}/manage/closing`,
      due: row.first_on,
      context: row.name,
      step: 'Move them',
    }))
  },
})

export const driftDuty = fill(duty, {
  name: 'workspaces.counter.to-do',
  permission: CHECK,
  async run(reader): Promise<Duty[]> {
    if (reader.actor.kind !== 'person') return []
    const { rows } = await sql<{ drifting: number; compared: number }>`
      select drifting, compared from workspaces.counter_check order by at desc, id desc limit 1`.execute(
      reader.db,
    )
    const [last] = rows
    if (last === undefined || last.drifting === 0) return []
    return [
      {
        title: `${last.drifting} counters of workspace bookings differ from the bookings`,
        href: '/workspaces/counters',
        due: null,
        context: 'Workspaces',
        step: 'Look at them',
      },
    ]
  },
})
