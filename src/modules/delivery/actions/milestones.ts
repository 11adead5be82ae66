// The milestones of an activity: planned for a day, met, or dropped with the reason why.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { Selectable } from '#platform/database/index.ts'
import { codelistOn } from '../queries/plans.ts'
import { planSeen } from '../queries/seeing.ts'
import { certaintyWord, mayBeMetOn, mustBePlanned } from '../rules.ts'
import type { MilestoneTable } from '../schema.ts'
import { doneWith, ownActivityToChange, type Held } from './holding.ts'
import { mustBeCurrent, today } from './locking.ts'

type Milestone = Selectable<MilestoneTable>

// Chosen from the list of the plan's template, which an administrator keeps as data (X3).
const kind = {
  ...field.text('Kind', {
    most: 60,
    pattern: /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/,
    wording: 'Select the kind of milestone',
    missing: 'Select the kind of milestone',
  }),
  control: 'pick' as const,
}

const sketch = {
  kind,
  title: field.text('What is reached', { most: 200 }),
  dueOn: field.date('When'),
  certainty: field.choice('How certain is the day?', certaintyWord),
}

export const addMilestone = action({
  name: 'delivery.milestone.add',
  title: 'Add a milestone',
  doors: ['page', 'api', 'command'],
  fields: { activity: field.id('Activity'), ...sketch },
  async run(inside, answers) {
    const held = await ownActivityToChange(inside, 'delivery.milestone.add', answers.activity)
    await mustBeKind(inside, held, answers.kind)
    const id = inside.id()
    await inside.tx
      .insertInto('delivery.milestone')
      .values({
        id,
        activity_id: held.activity.id,
        kind: answers.kind,
        title: answers.title,
        due_on: answers.dueOn,
        certainty: answers.certainty,
        changed_at: inside.now,
      })
      .execute()
    return doneWith(held, { milestone: id, kind: answers.kind }, { milestone: id })
  },
})

export const editMilestone = action({
  name: 'delivery.milestone.edit',
  title: 'Change a milestone',
  doors: ['page', 'api', 'command'],
  fields: { milestone: field.id('Milestone'), ...sketch, version: field.version() },
  async run(inside, answers) {
    const { held, milestone } = await milestoneToChange(inside, 'delivery.milestone.edit', answers)
    if (answers.kind !== milestone.kind) await mustBeKind(inside, held, answers.kind)
    const { kind: of, title, dueOn, certainty } = answers
    await write(inside, milestone, { kind: of, title, due_on: dueOn, certainty })
    return doneWith(held, { milestone: milestone.id, dueOn: dueOn.toString() })
  },
})

export const meetMilestone = action({
  name: 'delivery.milestone.meet',
  title: 'Say that a milestone was met',
  doors: ['page', 'api', 'command'],
  fields: { milestone: field.id('Milestone'), metOn: field.date('Met on'), version: field.version() },
  async run(inside, answers) {
    const { held, milestone } = await milestoneToChange(inside, 'delivery.milestone.meet', answers)
    mayBeMetOn(answers.metOn, today(inside))
    await write(inside, milestone, { met_on: answers.metOn })
    return doneWith(held, { milestone: milestone.id, metOn: answers.metOn.toString() })
  },
})

export const dropMilestone = action({
  name: 'delivery.milestone.drop',
  title: 'Drop a milestone',
  doors: ['page', 'api', 'command'],
  fields: {
    milestone: field.id('Milestone'),
    why: field.text('Why it is no longer wanted', { most: 300 }),
    version: field.version(),
  },
  async run(inside, answers) {
    const { held, milestone } = await milestoneToChange(inside, 'delivery.milestone.drop', answers)
    await write(inside, milestone, { dropped_on: today(inside), dropped_why: answers.why })
    return doneWith(held, { milestone: milestone.id })
  },
})

/** The milestone with its activity locked, still planned, against the version that was read. */
async function milestoneToChange(
  inside: Inside,
  permission: string,
  asked: { readonly milestone: string; readonly version: number },
): Promise<{ readonly held: Held; readonly milestone: Milestone }> {
  const find = () =>
    inside.tx
      .selectFrom('delivery.milestone as milestone')
      .innerJoin('delivery.activity as activity', 'activity.id', 'milestone.activity_id')
      .innerJoin('delivery.plan as plan', 'plan.id', 'activity.plan_id')
      .selectAll('milestone')
      .where('milestone.id', '=', asked.milestone)
      .where(planSeen(inside))
      .executeTakeFirst()
  const before = (await find()) ?? notFound('milestone')
  const held = await ownActivityToChange(inside, permission, before.activity_id)
  // Its activity is locked now: what it says is what it says when we write.
  const milestone = (await find()) ?? notFound('milestone')
  mustBeCurrent(milestone, asked.version, {
    kind: milestone.kind,
    title: milestone.title,
    dueOn: milestone.due_on,
    certainty: milestone.certainty,
  })
  mustBePlanned(milestone)
  return { held, milestone }
}

async function write(
  inside: Inside,
  milestone: Milestone,
  values: Partial<
    Pick<Milestone, 'kind' | 'title' | 'due_on' | 'certainty' | 'met_on' | 'dropped_on' | 'dropped_why'>
  >,
): Promise<void> {
  await inside.tx
    .updateTable('delivery.milestone')
    .set({ ...values, changed_at: inside.now, version: milestone.version + 1 })
    .where('id', '=', milestone.id)
    .execute()
}

async function mustBeKind(inside: Inside, { plan }: Held, code: string): Promise<void> {
  const { content } = await inside.tx
    .selectFrom('delivery.template_version')
    .select('content')
    .where('id', '=', plan.template_version_id)
    .executeTakeFirstOrThrow()
  const { entries } = await codelistOn(inside, content.lists.milestones, today(inside))
  if (!entries.some((entry) => entry.code === code))
    invalid('delivery.milestone.no-such-kind', [
      { field: 'kind', message: 'Select the kind of milestone from the list' },
    ])
}
