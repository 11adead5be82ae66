// The forms of an activity's milestones: planned, changed, met, dropped.
import { notFound } from '#platform/errors/index.ts'
import { isRecordId, type Choice } from '#platform/fields/index.ts'
import { form, type Page, type Visit } from '#platform/http/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { paragraph } from '#web/parts.ts'
import { addMilestone, dropMilestone, editMilestone, meetMilestone } from '../actions/milestones.ts'
import type { ActivityFound } from '../queries/activities.ts'
import { milestonesOf, type Milestone } from '../queries/history.ts'
import { codelistOn, type Plan } from '../queries/plans.ts'
import { activityForm, ownActivityFor } from './activity-asked.ts'
import { todayOf } from './asked.ts'

type MilestoneFound = ActivityFound & { readonly milestone: Milestone }

/** The milestone of the address; one activity's milestone is not found under another. */
const milestoneFor =
  (permission: string) =>
  async (visit: Visit): Promise<MilestoneFound> => {
    const found = await ownActivityFor(permission)(visit)
    const id = visit.params['milestone'] ?? ''
    const milestones = isRecordId(id) ? await milestonesOf(visit, found.activity.id) : []
    return { ...found, milestone: milestones.find((one) => one.id === id) ?? notFound('milestone') }
  }

const kindsOf = async (visit: Visit, plan: Plan): Promise<Choice[]> =>
  (await codelistOn(visit, plan.template.lists.milestones, todayOf(visit))).entries.map((entry) => ({
    value: entry.code,
    text: entry.label,
  }))

const SKETCH = ['kind', 'title', 'dueOn', 'certainty']
const KIND = { kind: { as: 'select' } } as const
const plain = (_visit: Visit, { milestone }: MilestoneFound) => ({
  milestone: milestone.id,
  version: milestone.version,
})
const words = ({ milestone }: MilestoneFound) =>
  paragraph(`${milestone.title}, planned for ${formatDate(milestone.due_on)}.`)

const add = form('/delivery/:plan/activities/:number/milestones/new', {
  action: addMilestone,
  load: ownActivityFor('delivery.milestone.add'),
  values: (_visit, { activity }) => ({ activity: activity.id }),
  options: async (visit, { plan }) => ({ kind: await kindsOf(visit, plan) }),
  view: activityForm('Add a milestone', {
    submit: 'Add the milestone',
    fields: [...SKETCH, 'activity'],
    more: KIND,
    intro: paragraph(
      'A day by which something is reached. Two weeks before it, its lead is reminded on their home page.',
    ),
  }),
  then: (result) => ({ to: `${result.address}#milestones`, notice: 'The milestone was added.' }),
})

const edit = form('/delivery/:plan/activities/:number/milestones/:milestone/edit', {
  action: editMilestone,
  load: milestoneFor('delivery.milestone.edit'),
  values: (visit, found) => ({
    ...plain(visit, found),
    kind: found.milestone.kind,
    title: found.milestone.title,
    dueOn: found.milestone.due_on.toString(),
    certainty: found.milestone.certainty,
  }),
  options: async (visit, { plan }) => ({ kind: await kindsOf(visit, plan) }),
  view: activityForm('Change the milestone', {
    submit: 'Save',
    fields: [...SKETCH, 'milestone'],
    more: KIND,
  }),
  then: (result) => ({ to: `${result.address}#milestones`, notice: 'The milestone was changed.' }),
})

const meet = form('/delivery/:plan/activities/:number/milestones/:milestone/met', {
  action: meetMilestone,
  load: milestoneFor('delivery.milestone.meet'),
  values: (visit, found) => ({ ...plain(visit, found), metOn: todayOf(visit).toString() }),
  view: (visit, found, state) =>
    activityForm('The milestone was met', {
      submit: 'Save',
      fields: ['metOn', 'milestone'],
      intro: words(found),
    })(visit, found, state),
  then: (result) => ({ to: `${result.address}#milestones`, notice: 'The milestone is met.' }),
})

const drop = form('/delivery/:plan/activities/:number/milestones/:milestone/drop', {
  action: dropMilestone,
  load: milestoneFor('delivery.milestone.drop'),
  values: plain,
  view: (visit, found, state) =>
    activityForm('Drop the milestone', {
      submit: 'Drop it',
      fields: ['why', 'milestone'],
      intro: words(found),
    })(visit, found, state),
  then: (result) => ({
    to: `${result.address}#milestones`,
    notice: 'The milestone was dropped. It stays in the history.',
  }),
})

export const milestonePages: readonly Page[] = [add, edit, meet, drop]
