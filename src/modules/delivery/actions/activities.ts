// The activities of a plan: added, put into better words, handed over. `insertActivity` is for files too.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { mustNotBeClosed, type DateSource } from '../rules.ts'
import { changeDate } from './dates.ts'
import { activityToChange, doneWith, mustBeOfBody } from './holding.ts'
import { mustBeCurrent, planToChange, today, type LockedActivity, type LockedPlan } from './locking.ts'
import { audienceKeyOf } from './naming.ts'

/** The activity as a record that a risk, a decision, a paper or an undertaking may be about. */
export async function nameActivity(
  inside: Inside,
  plan: LockedPlan,
  activity: { readonly id: string; readonly title: string },
): Promise<void> {
  await inside.subject({
    id: activity.id,
    module: 'delivery',
    noun: 'activity',
    title: activity.title,
    audience: audienceKeyOf(plan),
  })
}

export type ActivityValues = {
  /** The next free one where it is not said. */
  readonly number?: number
  readonly outcomeId: string
  readonly unitId: string | null
  readonly title: string
  readonly description: string | null
  readonly leadPersonId: string | null
  readonly directorPersonId: string | null
  readonly originalEnd: Temporal.PlainDate | null
  readonly isMonitored?: boolean
  readonly source?: DateSource
}

/** Writes an activity of a locked plan, with its record for others and its original end (V1). Asks nobody's permission. */
export async function insertActivity(
  inside: Inside,
  plan: LockedPlan,
  values: ActivityValues,
): Promise<LockedActivity> {
  const id = inside.id()
  await nameActivity(inside, plan, { id, title: values.title })
  const activity = await inside.tx
    .insertInto('delivery.activity')
    .values({
      id,
      plan_id: plan.id,
      outcome_id: values.outcomeId,
      unit_id: values.unitId,
      number: values.number ?? (await nextNumber(inside, plan.id)),
      title: values.title,
      description: values.description,
      lead_person_id: values.leadPersonId,
      director_person_id: values.directorPersonId,
      is_monitored: values.isMonitored ?? true,
      added_on: today(inside),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  if (values.originalEnd === null) return activity
  await changeDate(inside, {
    activity,
    what: 'original-end',
    becomes: values.originalEnd,
    reason: null,
    cause: null,
    roundId: null,
    source: values.source ?? 'plan',
    planState: plan.state,
  })
  return { ...activity, original_end: values.originalEnd, version: activity.version + 1 }
}

async function nextNumber(inside: Inside, planId: string): Promise<number> {
  const found = await inside.tx
    .selectFrom('delivery.activity')
    .select((row) => row.fn.max('number').as('last'))
    .where('plan_id', '=', planId)
    .executeTakeFirst()
  return Number(found?.last ?? 0) + 1
}

const words = {
  outcome: field.pick('Outcome it serves', { from: 'delivery.outcome' }),
  title: field.text('Title', { most: 300, hint: 'A few words by which everybody knows it' }),
  description: field.longText('What is done', { most: 3000 }).optional(),
}

const people = {
  lead: field
    .pick('Lead', {
      from: 'organisations.person',
      hint: 'Who reports on it in each round. May be named later',
    })
    .optional(),
  director: field
    .pick('Director', {
      from: 'organisations.person',
      hint: 'Who signs off its reports, where that is not the director of the unit',
    })
    .optional(),
  unit: field.pick('Directorate or unit', { from: 'delivery.unit' }).optional(),
}

export const addActivity = action({
  name: 'delivery.activity.add',
  title: 'Add an activity',
  doors: ['page', 'api', 'command'],
  fields: {
    plan: field.id('Plan'),
    ...words,
    ...people,
    originalEnd: field
      .date('Original end date', {
        hint: 'Once the plan is approved it never changes. For example, 31 3 2028',
      })
      .optional(),
  },
  async run(inside, answers) {
    const plan = await planToChange(inside, 'delivery.activity.add', answers.plan)
    mustNotBeClosed(plan)
    await mustBeOutcome(inside, plan, answers.outcome)
    await mustBePeopleAndUnit(inside, plan, answers)
    const activity = await insertActivity(inside, plan, {
      outcomeId: answers.outcome,
      unitId: answers.unit,
      title: answers.title,
      description: answers.description,
      leadPersonId: answers.lead,
      directorPersonId: answers.director,
      originalEnd: answers.originalEnd,
    })
    return doneWith({ plan, activity }, { lead: answers.lead })
  },
})

export const editActivity = action({
  name: 'delivery.activity.edit',
  title: 'Change an activity',
  doors: ['page', 'api', 'command'],
  fields: { activity: field.id('Activity'), ...words, version: field.version() },
  async run(inside, answers) {
    const { plan, activity } = await activityToChange(inside, 'delivery.activity.edit', answers.activity)
    const { outcome, title, description } = answers
    mustBeCurrent(activity, answers.version, {
      outcome: activity.outcome_id,
      title: activity.title,
      description: activity.description,
    })
    await mustBeOutcome(inside, plan, outcome)
    const version = activity.version + 1
    await inside.tx
      .updateTable('delivery.activity')
      .set({ outcome_id: outcome, title, description, version })
      .where('id', '=', activity.id)
      .execute()
    await nameActivity(inside, plan, { id: activity.id, title })
    return doneWith({ plan, activity }, { version })
  },
})

export const handOverActivity = action({
  name: 'delivery.activity.hand-over',
  title: 'Say who leads an activity',
  doors: ['page', 'api', 'command'],
  fields: { activity: field.id('Activity'), ...people, version: field.version() },
  async run(inside, answers) {
    const { plan, activity } = await activityToChange(inside, 'delivery.activity.hand-over', answers.activity)
    const { lead, director, unit } = answers
    mustBeCurrent(activity, answers.version, {
      lead: activity.lead_person_id,
      director: activity.director_person_id,
      unit: activity.unit_id,
    })
    // Whoever is named already may have left since: only a new name is looked at.
    await mustBePeopleAndUnit(inside, plan, {
      lead: lead === activity.lead_person_id ? null : lead,
      director: director === activity.director_person_id ? null : director,
      unit,
    })
    const version = activity.version + 1
    await inside.tx
      .updateTable('delivery.activity')
      .set({ lead_person_id: lead, director_person_id: director, unit_id: unit, version })
      .where('id', '=', activity.id)
      .execute()
    return doneWith({ plan, activity }, { lead, director, unit })
  },
})

async function mustBeOutcome(inside: Inside, plan: LockedPlan, id: string): Promise<void> {
  const found = await inside.tx
    .selectFrom('delivery.outcome')
    .select('id')
    .where('id', '=', id)
    .where('plan_id', '=', plan.id)
    .executeTakeFirst()
  if (found === undefined)
    invalid('delivery.activity.no-such-outcome', [
      { field: 'outcome', message: 'Choose an outcome of this plan' },
    ])
}

async function mustBePeopleAndUnit(
  inside: Inside,
  plan: LockedPlan,
  asked: { readonly lead: string | null; readonly director: string | null; readonly unit: string | null },
): Promise<void> {
  await mustBeOfBody(inside, plan, asked.lead, 'lead')
  await mustBeOfBody(inside, plan, asked.director, 'director')
  if (asked.unit === null) return
  const found = await inside.tx
    .selectFrom('delivery.unit')
    .select('id')
    .where('id', '=', asked.unit)
    .where('plan_id', '=', plan.id)
    .executeTakeFirst()
  if (found === undefined)
    invalid('delivery.activity.no-such-unit', [
      { field: 'unit', message: 'Choose a directorate or unit of this plan' },
    ])
}
