// The plan itself of the tests and the bench of reporting, written as rows: one outcome, an activity for each lead, a
// round that is over and one that is open.
import { randomUUIDv7 } from 'node:crypto'
import { sql, type Database } from '#platform/database/index.ts'

type Db = Pick<Database, 'db'>

// The strategic delivery plan of the migration that loads the kinds of plan.
const KIND = '01a20100-0000-7000-8000-000000000400'

export type PlanMade = {
  readonly plan: string
  readonly q2: string
  readonly q3: string
  /** By number less one. */
  readonly activities: readonly string[]
}

type People = {
  readonly organisation: string
  readonly officer: string
  readonly director: string
  readonly leads: readonly string[]
  /** Who was given the second activity. */
  readonly given: string
}

/** The plan alone, over whatever people there are: one activity for each lead. */
export async function planToReportIn({ db }: Db, people: People): Promise<PlanMade> {
  const { organisation, officer, director, leads, given } = people
  const [plan, outcome, q2, q3] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7(), randomUUIDv7()]
  // Whoever keeps, leads or directs works for the body of the plan: those of other bodies are lent to it.
  for (const person of new Set([officer, director, given, ...leads]))
    await sql`insert into organisations.employment (id, person_id, organisation_id, job_title, started_on)
      select ${randomUUIDv7()}::uuid, ${person}::uuid, ${organisation}::uuid, 'Officer', '2024-04-01' where not exists (
        select 1 from organisations.employment where person_id = ${person} and organisation_id = ${organisation} and ended_on is null)`.execute(
      db,
    )
  const subject = (id: string, noun: string, title: string) =>
    sql`insert into platform.subject (id, module, noun, title, audience) values (${id}, 'delivery', ${noun}, ${title}, 'staff')`.execute(
      db,
    )
  await subject(plan, 'plan', 'Delivery plan')
  await sql`insert into delivery.plan (id, code, title, organisation_id, template_version_id, audience, audience_id, from_on, until_on, state, approved_on)
    values (${plan}, 'sdp', 'Delivery plan', ${organisation}, ${KIND}, 'staff', ${organisation}, '2026-04-01', '2027-03-31', 'approved', '2026-04-01')`.execute(
    db,
  )
  await sql`insert into delivery.officer (id, plan_id, person_id, from_on) values (${randomUUIDv7()}, ${plan}, ${officer}, '2026-04-01')`.execute(
    db,
  )
  await subject(outcome, 'outcome', 'Children')
  await sql`insert into delivery.outcome (id, plan_id, number, title) values (${outcome}, ${plan}, 1, 'Children')`.execute(
    db,
  )
  const activities: string[] = []
  for (const [at, lead] of leads.entries()) {
    const id = randomUUIDv7()
    activities.push(id)
    await subject(id, 'activity', `${at + 1} Activity ${at + 1}`)
    await sql`insert into delivery.activity (id, plan_id, outcome_id, number, title, lead_person_id, director_person_id, original_end, added_on)
      values (${id}, ${plan}, ${outcome}, ${at + 1}, ${`Activity ${at + 1}`}, ${lead}, ${director}, '2027-03-31', '2026-04-01')`.execute(
      db,
    )
  }
  if (activities[1] !== undefined)
    await sql`insert into delivery.delegation (id, activity_id, person_id, given_by_person_id, from_on)
      values (${randomUUIDv7()}, ${activities[1]}, ${given}, ${leads[1]}, '2026-05-01')`.execute(db)
  for (const [id, code, title, from, until, opens, closes, state] of [
    [q2, 'q2', 'Quarter 2', '2026-07-01', '2026-09-30', '2026-10-01T08:00Z', '2026-10-15T16:00Z', 'open'],
    [q3, 'q3', 'Quarter 3', '2026-10-01', '2026-12-31', '2026-11-13T09:00Z', '2026-11-27T17:00Z', 'planned'],
  ] as const) {
    await subject(id, 'round', title)
    await sql`insert into delivery.round (id, plan_id, code, title, period_from, period_until, opens_at, closes_at, state)
      values (${id}, ${plan}, ${code}, ${title}, ${from}, ${until}, ${opens}, ${closes}, ${state})`.execute(
      db,
    )
  }
  return { plan, q2, q3, activities }
}
