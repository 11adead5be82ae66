// What every change of an activity begins with: its plan held, the activity locked, and the reader's right to change it.
import { personOf, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { worksForBody } from '../queries/people.ts'
import { holdsFor, KEEP, planSeen } from '../queries/seeing.ts'
import { mustNotBeClosed } from '../rules.ts'
import { lockedPlan, planToChange, type LockedActivity, type LockedPlan } from './locking.ts'

export type Held = { readonly plan: LockedPlan; readonly activity: LockedActivity }

/** The activity, locked, with its plan held as it is: for those who keep the plan. */
export async function activityToChange(inside: Inside, permission: string, id: string): Promise<Held> {
  const plan = await planToChange(inside, permission, await planOf(inside, id), 'share')
  mustNotBeClosed(plan)
  return { plan, activity: await lockedActivity(inside, id) }
}

/** The activity, locked: for those who keep the plan, and for those whose activity it is. */
export async function ownActivityToChange(inside: Inside, permission: string, id: string): Promise<Held> {
  const plan = await lockedPlan(inside, await planOf(inside, id), 'share')
  mustNotBeClosed(plan)
  const activity = await lockedActivity(inside, id)
  const holds = holdsFor(inside, permission, plan)
  if (!holds || !(holdsFor(inside, KEEP, plan) || (await isTheirs(inside, activity)))) notYours()
  return { plan, activity }
}

function notYours(): never {
  refuse(
    'forbidden',
    'delivery.activity.not-yours',
    'This is for the lead of the activity, its director, those it was given to, and the officers of the plan. Ask one of them.',
  )
}

/** Found by whoever sees its plan; before the plan is locked, so that the order of locks is always the same. */
async function planOf(inside: Inside, activityId: string): Promise<string> {
  const found = await inside.tx
    .selectFrom('delivery.activity as activity')
    .innerJoin('delivery.plan as plan', 'plan.id', 'activity.plan_id')
    .select('plan.id')
    .where('activity.id', '=', activityId)
    .where(planSeen(inside))
    .executeTakeFirst()
  return found?.id ?? notFound('activity')
}

async function lockedActivity(inside: Inside, id: string): Promise<LockedActivity> {
  const activity = await inside.tx
    .selectFrom('delivery.activity')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return activity ?? notFound('activity')
}

/** Whether the reader leads or directs the activity, or was given it. */
async function isTheirs(inside: Inside, activity: LockedActivity): Promise<boolean> {
  const me = personOf(inside)
  if (me === null) return false
  if (activity.lead_person_id === me || activity.director_person_id === me) return true
  const { rows } = await sql`
    select 1 from delivery.unit where id = ${activity.unit_id} and director_person_id = ${me}
    union all
    select 1 from delivery.delegation where activity_id = ${activity.id} and person_id = ${me} and ended_on is null
    limit 1`.execute(inside.tx)
  return rows.length > 0
}

/** Somebody named for an activity works for the body of its plan, so that they can sign in and report. */
export async function mustBeOfBody(
  inside: Inside,
  plan: LockedPlan,
  personId: string | null,
  field: string,
): Promise<void> {
  if (personId === null || (await worksForBody(inside, plan, personId))) return
  invalid('delivery.activity.foreign-person', [
    { field, message: 'Choose somebody who works for the body of this plan today' },
  ])
}

export const addressOf = (plan: { readonly code: string }, activity: { readonly number: number }): string =>
  `/delivery/${plan.code}/activities/${activity.number}`

type Facts = Readonly<Record<string, string | number | null>>

/** What every change of an activity answers: its number and where it is read. */
export function doneWith<More extends object = object>({ plan, activity }: Held, facts: Facts, more?: More) {
  const result = { id: activity.id, number: activity.number, address: addressOf(plan, activity), ...more }
  return {
    subject: activity.id,
    result: result as { id: string; number: number; address: string } & More,
    facts: { plan: plan.code, number: activity.number, ...facts },
  }
}
