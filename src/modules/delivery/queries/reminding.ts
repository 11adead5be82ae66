// Who has to be reminded in a round, and of what.
import type { Reader } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { concerns, STANDINGS, type Reminder, type Standing } from '../rules.ts'
import { standingOf } from './completion.ts'
import { standsWithReport } from './rounds.ts'

const standingsFor = (reminder: Reminder): Standing[] =>
  (Object.keys(STANDINGS) as Standing[]).filter((standing) => concerns(reminder, standing))

/** Everybody who answers for an activity: its lead, whom it was given to, and for what is overdue its director. */
const answering = (withDirectors: boolean) => sql`
  select activity.id as activity_id, activity.lead_person_id as person_id
  union select delegation.activity_id, delegation.person_id from delivery.delegation delegation
    where delegation.activity_id = activity.id and delegation.ended_on is null
  union select activity.id, coalesce(activity.director_person_id,
    (select unit.director_person_id from delivery.unit unit where unit.id = activity.unit_id)) where ${withDirectors}`

const waiting = (roundId: string, reminder: Reminder) => sql`
  from delivery.round round join delivery.activity activity on activity.plan_id = round.plan_id
  left join delivery.submission submission on submission.round_id = round.id and submission.activity_id = activity.id
  cross join lateral (${answering(reminder === 'overdue')}) answers
  where round.id = ${roundId} and ${standsWithReport} and ${standingOf} = any(${standingsFor(reminder)}::text[])
    and answers.person_id is not null`

type Asking = Pick<Reader, 'db'>

/** Whom a reminder of a round is for, each once. */
export async function peopleToRemind(reader: Asking, roundId: string, reminder: Reminder): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`
    select distinct answers.person_id ${waiting(roundId, reminder)} order by 1`.execute(reader.db)
  return rows.map((row) => row.person_id)
}

export type Reminded = {
  readonly plan_code: string
  readonly round_code: string
  readonly round_title: string
  readonly closes_at: Temporal.Instant
  readonly number: number
  readonly title: string
  readonly standing: Standing
}

/** What one person is reminded of in a round, as it stands now, by number. */
export async function remindersFor(
  reader: Asking,
  roundId: string,
  reminder: Reminder,
  personId: string,
): Promise<Reminded[]> {
  const { rows } = await sql<Reminded>`
    select plan.code as plan_code, waits.* from (
      select round.plan_id, round.code as round_code, round.title as round_title, round.closes_at, activity.number,
        activity.title, ${standingOf} as standing
      ${waiting(roundId, reminder)} and answers.person_id = ${personId}) waits
    join delivery.plan plan on plan.id = waits.plan_id order by waits.number`.execute(reader.db)
  return rows
}
