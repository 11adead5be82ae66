// The rules a plan sets for itself, each with the day from which it applies. What was frozen was judged by the rules of
// its day, so no rule begins or ends before a frozen round (V16).
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { mustNotReachBack, PLAN_RULES } from '../rules.ts'
import { type LockedPlan } from './locking.ts'
import { planToKeep } from './plans.ts'

const done = (plan: LockedPlan, id: string, facts: Readonly<Record<string, string>>) => ({
  subject: plan.id,
  result: { id, plan: plan.code, address: `/delivery/${plan.code}` },
  facts: { policy: id, ...facts },
})

async function frozenPeriods(inside: Inside, planId: string) {
  const rows = await inside.tx
    .selectFrom('delivery.round')
    .select(['title', 'period_from'])
    .where('plan_id', '=', planId)
    .where('state', '=', 'frozen')
    .orderBy('period_from')
    .execute()
  return rows.map((row) => ({ title: row.title, periodFrom: row.period_from }))
}

export const beginPolicy = action({
  name: 'delivery.policy.begin',
  title: 'Set a rule of a plan',
  doors: ['page', 'api', 'command'],
  fields: {
    plan: field.id('Plan'),
    rule: field.choice('Rule', PLAN_RULES),
    appliesFrom: field.date('Applies from', {
      hint: 'To every round whose period begins on this day or later, for example, 1 10 2027',
    }),
    words: field.text('Why', { most: 500, hint: 'Who decided it and when. It is printed in reports' }),
  },
  async run(inside, answers) {
    const plan = await planToKeep(inside, 'delivery.policy.begin', answers.plan)
    mustNotReachBack('appliesFrom', answers.appliesFrom, await frozenPeriods(inside, plan.id))
    const standing = await inside.tx
      .selectFrom('delivery.policy')
      .select('id')
      .where('plan_id', '=', plan.id)
      .where('rule', '=', answers.rule)
      .where('ended_on', 'is', null)
      .executeTakeFirst()
    if (standing !== undefined)
      refuse(
        'conflict',
        'delivery.policy.stands-already',
        'The plan has this rule already. End it first if another day is meant.',
      )
    const id = inside.id()
    await inside.tx
      .insertInto('delivery.policy')
      .values({
        id,
        plan_id: plan.id,
        rule: answers.rule,
        applies_from: answers.appliesFrom,
        words: answers.words,
        made_at: inside.now,
        made_by_person_id: personOf(inside),
      })
      .execute()
    return done(plan, id, { rule: answers.rule, appliesFrom: answers.appliesFrom.toString() })
  },
})

export const endPolicy = action({
  name: 'delivery.policy.end',
  title: 'End a rule of a plan',
  doors: ['page', 'api', 'command'],
  fields: {
    policy: field.id('Rule'),
    endedOn: field.date('No longer applies from', {
      hint: 'To no round whose period begins on this day or later, for example, 1 4 2028',
    }),
  },
  async run(inside, answers) {
    const asked = await inside.tx
      .selectFrom('delivery.policy')
      .select('plan_id')
      .where('id', '=', answers.policy)
      .executeTakeFirst()
    const plan = await planToKeep(inside, 'delivery.policy.end', asked?.plan_id ?? notFound('plan'))
    mustNotReachBack('endedOn', answers.endedOn, await frozenPeriods(inside, plan.id))
    const { numUpdatedRows } = await inside.tx
      .updateTable('delivery.policy')
      .set({ ended_on: answers.endedOn })
      .where('id', '=', answers.policy)
      .where('ended_on', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n)
      refuse('conflict', 'delivery.policy.ended', 'This rule was ended already. Its record stays.')
    return done(plan, answers.policy, { endedOn: answers.endedOn.toString() })
  },
})
