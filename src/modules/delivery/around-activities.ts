// What activities put on the home page and into the calendar of whoever answers for them: milestones that fall due,
// and the ends of their activities.
import { fill, type Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { calendarEntries, type CalendarEntry, type CalendarOf } from '#platform/feeds/index.ts'
import { duty, type Duty } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { READ, READ_PUBLIC } from './queries/seeing.ts'

const SOON_DAYS = 14

type Due = {
  readonly title: string
  readonly due: Temporal.PlainDate
  readonly id: string
  readonly number: number
  readonly activity: string
  readonly code: string
}

/** The milestones of what the reader leads that are due within two weeks or past; one query, however many they lead. */
async function milestonesDue(reader: Reader, personId: string): Promise<readonly Due[]> {
  const soon = londonDate(reader.now).add({ days: SOON_DAYS }).toString()
  const { rows } = await sql<Due>`
    select milestone.id, milestone.title, milestone.due_on as due, activity.number, activity.title as activity, plan.code
    from delivery.activity activity join delivery.plan plan on plan.id = activity.plan_id
    join delivery.milestone milestone on milestone.activity_id = activity.id
    where activity.lead_person_id = ${personId} and plan.state = 'approved'
      and milestone.met_on is null and milestone.dropped_on is null and milestone.due_on <= ${soon}::date
      and not exists (select 1 from delivery.closing closing where closing.activity_id = activity.id and closing.reopened_on is null)
    order by milestone.due_on, milestone.id limit 500`.execute(reader.db)
  return rows
}

export const milestoneDuties = fill(duty, {
  name: 'delivery.milestone.to-do',
  permission: READ,
  async run(reader) {
    if (reader.actor.kind !== 'person') return []
    const due = await milestonesDue(reader, reader.actor.id)
    return due.map((one): Duty => ({
      title: `Reach the milestone "${one.title}"`,
      href: `/delivery/${one.code}/activities/${one.number}/milestones/${one.id}/met`,
      due: one.due,
      context: `${one.number} ${one.activity}`,
      step: 'Say that it was met',
    }))
  },
})

type Day = {
  readonly uid: string
  readonly sequence: number
  readonly title: string
  readonly activity: string
  readonly number: number
  readonly plan: string
  readonly code: string
  readonly at: Temporal.PlainDate
  readonly is_off: boolean
  readonly changed_at: Temporal.Instant
}

/** 'calendar.entry': the days of what one leads, in one's own calendar and nobody else's. */
async function entriesOf(reader: Reader, { kind, id, from }: CalendarOf): Promise<CalendarEntry[]> {
  if (kind !== 'person' || reader.actor.kind !== 'person' || reader.actor.id !== id) return []
  const { rows } = await sql<Day>`
    with own as (
      select activity.*, plan.code, plan.title as plan,
        exists (select 1 from delivery.closing closing where closing.activity_id = activity.id and closing.reopened_on is null) as ended
      from delivery.activity activity join delivery.plan plan on plan.id = activity.plan_id
      where activity.lead_person_id = ${id} and plan.state = 'approved'
    )
    select milestone.id::text as uid, milestone.version as sequence, milestone.title, own.title as activity, own.number, own.plan,
      own.code, milestone.due_on as at, milestone.dropped_on is not null or own.ended as is_off, milestone.changed_at
    from own join delivery.milestone milestone on milestone.activity_id = own.id where milestone.due_on >= ${from.toString()}::date
    union all
    select own.id || '-end', own.version, 'End of ' || own.title, own.title, own.number, own.plan, own.code,
      coalesce(own.revised_end, own.original_end), own.ended,
      coalesce((select max(change.made_at) from delivery.date_change change where change.activity_id = own.id),
        own.added_on::timestamp at time zone 'Europe/London')
    from own where coalesce(own.revised_end, own.original_end) >= ${from.toString()}::date
    order by at, uid limit 2000`.execute(reader.db)
  return rows.map((row) => ({
    uid: row.uid,
    sequence: row.sequence,
    title: row.title,
    description: `${row.number} ${row.activity}, ${row.plan}`,
    location: null,
    href: `/delivery/${row.code}/activities/${row.number}`,
    starts: row.at,
    ends: row.at,
    status: row.is_off ? 'cancelled' : 'confirmed',
    changedAt: row.changed_at,
  }))
}

export const activitiesInCalendar = fill(calendarEntries, {
  name: 'delivery.activity.in-calendar',
  permission: READ_PUBLIC,
  run: entriesOf,
})
