// A plan of thousands of activities with forty frozen rounds and one that is open, made by the database itself; the two
// newest rounds are frozen as the program freezes them, the others are their image with other statuses.
import type { Db } from '#platform/database/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { rowsToFreeze } from '#modules/delivery/queries/freezing.ts'
import { hashOf } from '#modules/delivery/queries/frozen.ts'

export const PLAN = 'bench'
export const roundCode = (number: number): string => `r${String(number).padStart(2, '0')}`

const key = (what: string, number: ReturnType<typeof sql>) => sql`md5(${what}::text || ${number})::uuid`
const ACTIVITY = key('activity', sql`n`)
const ROUND = key('round', sql`r`)
const SUBMISSION = key('submission', sql`r || '-' || n`)
const STATUSES = sql`array['on_track', 'on_track', 'on_track', 'remedial_action', 'unlikely', 'not_started']`

/** Fills the plan for the county council: `rounds` frozen ones and one that is open. */
export async function fillPlan(db: Db, activities: number, rounds: number): Promise<void> {
  await planItself(db)
  await records(db, activities)
  await reports(db, activities, rounds)
  for (const number of [rounds - 1, rounds]) await freeze(db, number)
  await images(db, rounds)
  for (const table of [
    'activity',
    'submission',
    'submission_issue',
    'frozen',
    'frozen_row',
    'date_change',
    'milestone',
    'thread',
  ])
    await sql`vacuum analyze ${sql.table(`delivery.${table}`)}`.execute(db)
}

async function planItself(db: Db): Promise<void> {
  await sql`insert into platform.subject (id, module, noun, title, audience)
    values (md5('plan')::uuid, 'delivery', 'plan', 'A plan of many activities', 'staff')`.execute(db)
  await sql`insert into delivery.plan (id, code, title, organisation_id, template_version_id, audience, audience_id, from_on,
      until_on, state, approved_on)
    select md5('plan')::uuid, ${PLAN}, 'A plan of many activities', body.id, version.id, 'staff', body.id, '2016-04-01',
      '2030-03-31', 'approved', '2016-03-01'
    from organisations.organisation body, delivery.template_version version
      join delivery.template template on template.id = version.template_id
    where body.code = 'kcc' and template.code = 'strategic-delivery-plan'`.execute(db)
  await sql`insert into platform.subject (id, module, noun, title, audience)
    select ${key('outcome', sql`n`)}, 'delivery', 'outcome', 'Outcome ' || n, 'staff' from generate_series(1, 8) n`.execute(
    db,
  )
  await sql`insert into delivery.outcome (id, plan_id, number, title)
    select ${key('outcome', sql`n`)}, md5('plan')::uuid, n, 'Outcome ' || n from generate_series(1, 8) n`.execute(
    db,
  )
  await sql`insert into delivery.unit (id, plan_id, code, name)
    select ${key('unit', sql`n`)}, md5('plan')::uuid, 'unit-' || n, 'Directorate ' || n from generate_series(1, 25) n`.execute(
    db,
  )
}

async function records(db: Db, activities: number): Promise<void> {
  const all = sql`generate_series(1, ${activities}::int) n`
  await sql`insert into platform.subject (id, module, noun, title, audience)
    select ${ACTIVITY}, 'delivery', 'activity', 'Activity ' || n, 'staff' from ${all}`.execute(db)
  await sql`insert into delivery.activity (id, plan_id, outcome_id, unit_id, number, title, description, lead_person_id,
      original_end, revised_end, is_monitored, added_on)
    select ${ACTIVITY}, md5('plan')::uuid, ${key('outcome', sql`(1 + n % 8)`)}, ${key('unit', sql`(1 + n % 25)`)}, n,
      'Activity ' || n || ' of many, with a title as long as titles are', repeat('What is done here. ', 8), lead.id,
      date '2027-03-31' + n % 700, case when n % 3 = 0 then date '2027-06-30' + n % 700 end, true, '2016-04-01'
    from ${all} join (select id, row_number() over (order by id) as at, count(*) over () as of from organisations.person) lead
      on lead.at = 1 + n % lead.of`.execute(db)
  await sql`insert into delivery.date_change (id, activity_id, number, what, former, becomes, reason, cause, source, made_at)
    select md5('date' || n || '-' || at)::uuid, ${ACTIVITY}, at, case at when 1 then 'original-end' else 'end' end,
      case at when 1 then null else date '2027-03-31' + at end, date '2027-04-01' + at, 'It moved', 'internal', 'plan',
      timestamptz '2016-04-01' + at * interval '90 days' from ${all}, generate_series(1, 4) at`.execute(db)
  await sql`insert into delivery.milestone (id, activity_id, kind, title, due_on, certainty, met_on)
    select md5('milestone' || n || '-' || at)::uuid, ${ACTIVITY}, 'go_live', 'Milestone ' || at, date '2026-10-01' + (n * at) % 400,
      'specific', case when at = 1 then date '2026-10-02' end from ${all}, generate_series(1, 2) at`.execute(
    db,
  )
  await sql`insert into delivery.thread (id, lower_subject_id, upper_subject_id, made_at)
    select md5('thread' || n)::uuid, ${ACTIVITY}, upper.id, now() from ${all} join (select outcome.id, outcome.number from delivery.outcome outcome
      join delivery.plan plan on plan.id = outcome.plan_id where plan.code = 'strategic-statement') upper on upper.number = 1 + n % 3
    where n % 10 = 0`.execute(db)
}

async function reports(db: Db, activities: number, rounds: number): Promise<void> {
  const every = sql`generate_series(1, ${rounds + 1}::int) r`
  await sql`insert into platform.subject (id, module, noun, title, audience)
    select ${ROUND}, 'delivery', 'round', 'Round ' || r, 'staff' from ${every}`.execute(db)
  await sql`insert into delivery.round (id, plan_id, code, title, period_from, period_until, opens_at, closes_at, state, opened_at, closed_at)
    select ${ROUND}, md5('plan')::uuid, 'r' || lpad(r::text, 2, '0'), 'Round ' || r, from_on::date, (from_on + interval '3 months')::date - 1,
      case when r > ${rounds} then now() - interval '7 days' else from_on + interval '70 days' end,
      case when r > ${rounds} then now() + interval '7 days' else from_on + interval '84 days' end,
      case when r > ${rounds} then 'open' else 'frozen' end, from_on + interval '70 days',
      case when r <= ${rounds} then from_on + interval '84 days' end
    from (select r, date '2016-07-01' + (r - 1) * interval '3 months' as from_on from ${every}) made`.execute(
    db,
  )
  await sql`insert into delivery.submission (id, round_id, activity_id, state, status, progress, mitigations, has_milestones, registers,
      confirmed, explained, doubts, submitted_at, signed_at, saved_at)
    select ${SUBMISSION}, ${ROUND}, ${ACTIVITY}, 'signed', (${STATUSES})[1 + (n * 7 + r * 3) % 6], repeat('Progress in a sentence. ', 10),
      case when (n + r) % 4 = 0 then 'Something is done about it' end, true, case when (n + r) % 4 = 0 then array['directorate'] end,
      '{"status": "changed"}', '[]', '[]', timestamptz '2016-09-15' + r * interval '90 days',
      timestamptz '2016-09-16' + r * interval '90 days', timestamptz '2016-09-15' + r * interval '90 days'
    from generate_series(1, ${activities}::int) n, generate_series(1, ${rounds}::int) r`.execute(db)
  await sql`insert into delivery.submission_issue (id, submission_id, code, label, words, answer)
    select md5('issue' || r || '-' || n)::uuid, ${SUBMISSION}, 'financial', 'Financial', 'Money is short', 'raised'
    from generate_series(1, ${activities}::int) n, generate_series(${rounds - 3}::int, ${rounds}::int) r where (n + r) % 4 = 0`.execute(
    db,
  )
}

/** Freezes a round as the program does, in this process: its head, its rows and their hash. */
async function freeze(db: Db, number: number): Promise<void> {
  const { id } = await db
    .selectFrom('delivery.round')
    .innerJoin('delivery.plan', 'delivery.plan.id', 'delivery.round.plan_id')
    .select('delivery.round.id')
    .where('delivery.plan.code', '=', PLAN)
    .where('delivery.round.code', '=', roundCode(number))
    .executeTakeFirstOrThrow()
  const { head, rows } = await rowsToFreeze({ db }, id)
  const frozen = crypto.randomUUID()
  await db
    .insertInto('delivery.frozen')
    .values({
      id: frozen,
      round_id: id,
      number: 1,
      head: json(head),
      hash: hashOf(head, rows),
      made_at: new Date().toISOString(),
    })
    .execute()
  await sql`insert into delivery.frozen_row (frozen_id, activity_id, number, content)
    select ${frozen}::uuid, (content ->> 'activityId')::uuid, (content ->> 'number')::int, content
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as one (content)`.execute(db)
}

/** The rounds before: the rows of the newest but one, each with the status of its own round. */
async function images(db: Db, rounds: number): Promise<void> {
  const before = sql`generate_series(1, ${rounds - 2}::int) r`
  const frozen = key('frozen', sql`r`)
  await sql`insert into delivery.frozen (id, round_id, number, head, hash, made_at)
    select ${frozen}, ${ROUND}, 1, image.head, image.hash, now() from ${before}, delivery.frozen image
    where image.round_id = ${key('round', sql`${rounds - 1}::int`)}`.execute(db)
  await sql`insert into delivery.frozen_row (frozen_id, activity_id, number, content)
    select ${frozen}, row.activity_id, row.number,
      row.content || jsonb_build_object('status', (${STATUSES})[1 + (row.number * 7 + r * 3) % 6])
    from ${before}, delivery.frozen_row row join delivery.frozen image on image.id = row.frozen_id
    where image.round_id = ${key('round', sql`${rounds - 1}::int`)}`.execute(db)
}
