// What every change of a plan begins with: the record locked, seen and ours to change. Always in one order, plan before
// round before activity before submission, so that two changes wait and never block.
import type { Inside } from '#platform/actions/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { holdsFor, planSeen } from '../queries/seeing.ts'
import type { ActivityTable, PlanTable, RoundTable } from '../schema.ts'

export type LockedPlan = Selectable<PlanTable>
export type LockedRound = Selectable<RoundTable>
export type LockedActivity = Selectable<ActivityTable>

export const today = (inside: Pick<Inside, 'now'>): Temporal.PlainDate => londonDate(inside.now)

/**
 * The plan, if the reader may see it. `share` holds it as it is (79 leads report into one plan at once and must not
 * wait for each other); `update` is for whoever changes the plan itself.
 */
export async function lockedPlan(
  inside: Inside,
  planId: string,
  how: 'share' | 'update' = 'update',
): Promise<LockedPlan> {
  const query = inside.tx
    .selectFrom('delivery.plan as plan')
    .selectAll('plan')
    .where('plan.id', '=', planId)
    .where(planSeen(inside))
  const plan = await (how === 'share' ? query.forShare() : query.forUpdate()).executeTakeFirst()
  return plan ?? notFound('plan')
}

/** The plan, locked, if this permission is held for it. */
export async function planToChange(
  inside: Inside,
  permission: string,
  planId: string,
  how: 'share' | 'update' = 'update',
): Promise<LockedPlan> {
  const plan = await lockedPlan(inside, planId, how)
  if (!holdsFor(inside, permission, plan))
    refuse(
      'forbidden',
      'delivery.plan.not-yours',
      'This is for those who keep the plan: its officers, and the lead or partnership officer of its body. Ask one of them.',
    )
  return plan
}

/** Found by whoever sees its plan; for everybody else there is no such round. */
export async function planOfRound(inside: Inside, roundId: string): Promise<string> {
  const found = await inside.tx
    .selectFrom('delivery.round as round')
    .innerJoin('delivery.plan as plan', 'plan.id', 'round.plan_id')
    .select('plan.id')
    .where('round.id', '=', roundId)
    .where(planSeen(inside))
    .executeTakeFirst()
  return found?.id ?? notFound('round')
}

/** The round, locked, with its plan held as it is, if this permission is held for the plan. */
export async function roundToChange(
  inside: Inside,
  permission: string,
  roundId: string,
  how: 'share' | 'update' = 'update',
): Promise<{ readonly plan: LockedPlan; readonly round: LockedRound }> {
  const plan = await planToChange(inside, permission, await planOfRound(inside, roundId), 'share')
  const query = inside.tx.selectFrom('delivery.round').selectAll().where('id', '=', roundId)
  const round = await (how === 'share' ? query.forShare() : query.forUpdate()).executeTakeFirst()
  return { plan, round: round ?? notFound('round') }
}

/** Refuses a change made against a version that is no longer the newest, and shows what stands there now. */
export const mustBeCurrent = versionCheck('delivery.plan.stale')
