// The second quarter of 2019 frozen in the small county's database, as if its import had stood: a plan of the county
// council, its activities and one frozen version. For tests of what is made from a frozen round.
import { appointOfficer } from '#modules/delivery/actions/parts.ts'
import { createPlan } from '#modules/delivery/actions/plans.ts'
import { templateByCode } from '#modules/delivery/queries/templates.ts'
import type { Frozen } from '#modules/delivery/rules/frozen.ts'
import { modules } from '#app/modules.ts'
import { sql, type Database } from '#platform/database/index.ts'
import { county, type County } from './county.ts'
import { frozen2019 } from './frozen-2019.ts'
import { testHouse, type TestHouse } from './house.ts'

export type FrozenRound = County & {
  readonly house: TestHouse
  readonly plan: string
  readonly round: string
  readonly frozen: Frozen
}

/** Priya is the plan's officer; Marcus and Ravi work for the council, Molly for another, Basil for none. */
export async function frozenRound(
  database: Pick<Database, 'db'>,
  more: { readonly audience?: 'staff' | 'public'; readonly group?: string } = {},
): Promise<FrozenRound> {
  const at = await county(database)
  const house = testHouse(database, modules)
  const template = (await templateByCode(await house.operator.reader(), 'strategic-delivery-plan')).id
  const { id: plan } = await house.operator.perform(createPlan, {
    template,
    code: 'sdp-2019-20',
    title: 'Strategic Delivery Plan 2019/20',
    organisation: at.organisation.kcc,
    fromOn: '2019-04-01',
    untilOn: '2020-03-31',
    audience: more.audience ?? 'staff',
  })
  await house.operator.perform(appointOfficer, { plan, person: at.person.priya })
  const { db } = database
  const whole = frozen2019()
  const { round } = whole.head
  await sql`update delivery.plan set state = 'approved', approved_on = '2019-04-01', group_id = ${more.group ?? null}
    where id = ${plan}`.execute(db)
  const { outcomes } = whole.head.plan
  const subjects = [
    ...outcomes.map((one) => ({ id: one.id, noun: 'outcome', title: one.title })),
    ...whole.rows.map((row) => ({ id: row.activityId, noun: 'activity', title: row.title })),
    { id: round.id, noun: 'round', title: round.title },
  ]
  await sql`insert into platform.subject (id, module, noun, title, audience)
    select (one ->> 'id')::uuid, 'delivery', one ->> 'noun', one ->> 'title', 'staff'
    from jsonb_array_elements(${JSON.stringify(subjects)}::jsonb) one`.execute(db)
  await sql`insert into delivery.outcome (id, plan_id, number, title, is_enabling)
    select (one ->> 'id')::uuid, ${plan}::uuid, (one ->> 'number')::int, one ->> 'title', (one ->> 'isEnabling')::boolean
    from jsonb_array_elements(${JSON.stringify(outcomes)}::jsonb) one`.execute(db)
  await sql`insert into delivery.activity (id, plan_id, outcome_id, number, title, added_on)
    select (one ->> 'activityId')::uuid, ${plan}::uuid, outcome.id, (one ->> 'number')::int, one ->> 'title', '2019-04-01'
    from jsonb_array_elements(${JSON.stringify(whole.rows)}::jsonb) one
    join delivery.outcome outcome on outcome.plan_id = ${plan}::uuid and outcome.number = (one ->> 'outcome')::int`.execute(
    db,
  )
  await sql`insert into delivery.round (id, plan_id, code, title, period_from, period_until, opens_at, closes_at, state, is_imported)
    values (${round.id}, ${plan}, ${round.code}, ${round.title}, ${round.periodFrom}, ${round.periodUntil}, ${round.opensAt}, ${round.closesAt}, 'frozen', true)`.execute(
    db,
  )
  const frozen = { ...whole, head: { ...whole.head, plan: { ...whole.head.plan, id: plan } } }
  await freezeAs(database, frozen)
  return { ...at, house, plan, round: round.id, frozen }
}

/** Writes a version of the round as it is given. */
export async function freezeAs({ db }: Pick<Database, 'db'>, frozen: Frozen): Promise<void> {
  await sql`insert into delivery.frozen (id, round_id, number, head, hash, why, made_at)
    values (${frozen.id}, ${frozen.head.round.id}, ${frozen.version}, ${JSON.stringify(frozen.head)}::jsonb, ${frozen.hash}, ${frozen.why}, ${frozen.frozenAt})`.execute(
    db,
  )
  await sql`insert into delivery.frozen_row (frozen_id, activity_id, number, content)
    select ${frozen.id}::uuid, (one ->> 'activityId')::uuid, (one ->> 'number')::int, one
    from jsonb_array_elements(${JSON.stringify(frozen.rows)}::jsonb) one`.execute(db)
}
