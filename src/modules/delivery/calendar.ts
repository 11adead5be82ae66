// Windows of rounds in calendars: of those who report in them, and of the group or partnership whose plan it is.
import { fill, type Reader } from '#platform/actions/index.ts'
import { calendarEntries, type CalendarEntry, type CalendarOf } from '#platform/feeds/index.ts'
import { sql } from '#platform/database/index.ts'
import { LONDON, londonMidnight } from '#platform/time/index.ts'
import { planSeen, READ_PUBLIC } from './queries/seeing.ts'

type Window = {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly plan_code: string
  readonly plan_title: string
  readonly opens_at: Temporal.Instant
  readonly closes_at: Temporal.Instant
  readonly version: number
  readonly changed_at: Temporal.Instant
}

const MOST = 200

async function windowsIn(reader: Reader, of: CalendarOf): Promise<CalendarEntry[]> {
  const whose = whoseOf(of)
  if (whose === null) return []
  const { rows } = await sql<Window>`
    select round.id, round.code, round.title, plan.code as plan_code, plan.title as plan_title, round.opens_at,
      round.closes_at, round.version,
      coalesce((select max(change.made_at) from delivery.window_change change where change.round_id = round.id), round.opens_at) as changed_at
    from delivery.round round join delivery.plan plan on plan.id = round.plan_id
    where not round.is_imported and round.closes_at >= ${londonMidnight(of.from).toString()}::timestamptz
      and ${whose} and ${planSeen(reader)}
    order by round.opens_at, round.id limit ${MOST}`.execute(reader.db)
  return rows.map(entryOf)
}

function whoseOf({ kind, id }: CalendarOf) {
  if (kind === 'group') return sql`plan.group_id = ${id}`
  if (kind === 'partnership') return sql`plan.partnership_id = ${id}`
  if (kind !== 'person') return null
  return sql`(plan.id in (select activity.plan_id from delivery.activity activity
      where activity.lead_person_id = ${id} or activity.director_person_id = ${id})
    or plan.id in (select unit.plan_id from delivery.unit unit where unit.director_person_id = ${id})
    or plan.id in (select officer.plan_id from delivery.officer officer where officer.person_id = ${id} and officer.ended_on is null)
    or plan.id in (select activity.plan_id from delivery.delegation delegation join delivery.activity activity
      on activity.id = delegation.activity_id where delegation.person_id = ${id} and delegation.ended_on is null))`
}

const entryOf = (round: Window): CalendarEntry => ({
  uid: round.id,
  sequence: round.version - 1,
  title: `Report: ${round.title}`,
  description: `${round.plan_title}. The window in which activities are reported.`,
  location: null,
  href: `/delivery/${round.plan_code}/rounds/${round.code}`,
  starts: round.opens_at.toZonedDateTimeISO(LONDON),
  ends: round.closes_at.toZonedDateTimeISO(LONDON),
  status: 'confirmed',
  changedAt: round.changed_at,
  isFree: true,
})

export const roundsInCalendar = fill(calendarEntries, {
  name: 'delivery.round.in-calendar',
  permission: READ_PUBLIC,
  run: windowsIn,
})
