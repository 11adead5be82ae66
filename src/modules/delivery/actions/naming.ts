// What a plan and its parts are called as records that others may attach to, and who may know of them.
import type { Inside } from '#platform/actions/index.ts'
import { KEEP, READ } from '../queries/seeing.ts'
import type { Audience, PlanState } from '../rules.ts'
import type { LockedPlan } from './locking.ts'

type Named = {
  readonly state: PlanState
  readonly audience: Audience
  readonly audience_id: string
  readonly organisation_id: string | null
  readonly partnership_id: string | null
}

/** The key of those who may know of a plan's records: a draft's are for those who keep the plans of its body. */
export function audienceKeyOf(plan: Named): string {
  if (plan.state === 'draft') return `${KEEP}@${plan.organisation_id ?? plan.partnership_id ?? ''}`
  return plan.audience === 'public' ? 'public' : `${READ}@${plan.audience_id}`
}

/** The key of those who read along in a plan, which of a public plan not everybody does: its reports, until they are issued to all. */
export const readersKeyOf = (plan: Named): string =>
  plan.state === 'draft' ? audienceKeyOf(plan) : `${READ}@${plan.audience_id}`

export async function namePlan(inside: Inside, plan: LockedPlan): Promise<void> {
  const audience = audienceKeyOf(plan)
  await inside.subject({ id: plan.id, module: 'delivery', noun: 'plan', title: plan.title, audience })
}

export async function nameOutcome(
  inside: Inside,
  plan: Named,
  outcome: { readonly id: string; readonly title: string },
): Promise<void> {
  const audience = audienceKeyOf(plan)
  await inside.subject({
    id: outcome.id,
    module: 'delivery',
    noun: 'outcome',
    title: outcome.title,
    audience,
  })
}

/** The audience of a plan has changed, and with it that of every record in it. */
export async function nameAllAnew(inside: Inside, plan: LockedPlan): Promise<void> {
  await namePlan(inside, plan)
  for (const noun of ['outcome', 'activity', 'round'] as const) {
    const rows = await inside.tx
      .selectFrom(`delivery.${noun}`)
      .select(['id', 'title'])
      .where('plan_id', '=', plan.id)
      .execute()
    const audience = audienceKeyOf(plan)
    for (const { id, title } of rows) await inside.subject({ id, module: 'delivery', noun, title, audience })
  }
  await nameReportsAnew(inside, plan)
}

/** A report issued for the public stays public; every other is for the readers of its plan. */
async function nameReportsAnew(inside: Inside, plan: LockedPlan): Promise<void> {
  const rows = await inside.tx
    .selectFrom('delivery.report as report')
    .innerJoin('delivery.round as round', 'round.id', 'report.round_id')
    .select(['report.id', 'report.title'])
    .where('round.plan_id', '=', plan.id)
    .where('report.audience', '<>', 'public')
    .execute()
  const audience = readersKeyOf(plan)
  for (const { id, title } of rows)
    await inside.subject({ id, module: 'delivery', noun: 'report', title, audience })
}
