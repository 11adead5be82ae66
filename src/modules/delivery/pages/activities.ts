// The page of one activity, and the forms by which it is added, worded, handed over, dated, ended and given actions.
import { html } from '#platform/html/index.ts'
import { form, get, page, type FormState, type Page, type Visit } from '#platform/http/index.ts'
import { decisionsAbout } from '#modules/governance/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { paragraph } from '#web/parts.ts'
import { addActivity, editActivity, handOverActivity } from '../actions/activities.ts'
import { recordClosing, reopenClosing } from '../actions/closings.ts'
import { changeActivityDate, recordOriginalEnd } from '../actions/dates.ts'
import { giveAction } from '../actions/undertakings.ts'
import type { ActivityFound } from '../queries/activities.ts'
import { deepDive } from '../queries/deep-dive.ts'
import { placesFor } from '../queries/history.ts'
import { codelistOn, outcomesOf, unitsOf, type Plan } from '../queries/plans.ts'
import { holdsFor, READ_PUBLIC } from '../queries/seeing.ts'
import { movedWords } from '../rules.ts'
import { activityView, standingNow } from '../views/activity.ts'
import { outcomeName, upper } from '../views/plan-words.ts'
import { activityForm, activityKeptFor, isTheirs, numberOf, ownActivityFor } from './activity-asked.ts'
import { personChoices, planForm, planKeptFor, todayOf } from './asked.ts'
import { showActivities } from './activities-list.ts'
import { milestonePages } from './milestones.ts'
import { threadPages } from './thread.ts'

const showActivity = get('/delivery/:plan/activities/:number', {
  permission: READ_PUBLIC,
  async run(visit) {
    const found = await deepDive(visit, visit.params['plan'] ?? '', numberOf(visit))
    const { plan, activity } = found
    const { entries } = await codelistOn(visit, plan.template.lists.milestones, todayOf(visit))
    return page(
      activityView({
        ...found,
        today: todayOf(visit),
        may: (permission) => plan.state !== 'closed' && holdsFor(visit, permission, plan),
        isTheirs: await isTheirs(visit, activity),
        namesPeople: visit.actor.kind !== 'visitor',
        mayRaiseRisk: visit.may('risk.risk.raise'),
        mayMeasure: visit.may('performance.indicator.create'),
        mileposts: new Map(entries.map((entry) => [entry.code, entry.label])),
      }),
    )
  },
})

const outcomeChoices = async (visit: Visit, plan: Plan) =>
  (await outcomesOf(visit, plan.id)).map((one) => ({
    value: one.id,
    text: `${outcomeName(plan.template.words.outcome, one)}: ${one.title}`,
  }))

const peopleChoices = async (visit: Visit, plan: Plan) => {
  const people = await personChoices(visit, plan)
  const units = (await unitsOf(visit, plan.id)).map((one) => ({ value: one.id, text: one.name }))
  return { lead: people, director: people, unit: units }
}

const SELECTS = {
  outcome: { as: 'select' },
  lead: { as: 'select' },
  director: { as: 'select' },
  unit: { as: 'select' },
} as const

const add = form('/delivery/:plan/activities/new', {
  action: addActivity,
  load: planKeptFor('delivery.activity.add'),
  values: (visit, plan) => ({ plan: plan.id, outcome: visit.query['outcome'] ?? '' }),
  options: async (visit, plan) => ({
    outcome: await outcomeChoices(visit, plan),
    ...(await peopleChoices(visit, plan)),
  }),
  view: (visit, plan, state) => {
    const { activity, outcome } = plan.template.words
    return planForm(`Add to the ${plan.template.words.activities}`, {
      submit: `Add the ${activity}`,
      fields: ['outcome', 'title', 'description', 'lead', 'director', 'unit', 'originalEnd', 'plan'],
      more: {
        ...SELECTS,
        outcome: { as: 'select', label: `${upper(outcome)} it serves` },
      },
    })(visit, plan, state)
  },
  then: (result) => ({ to: result.address, notice: `It was added as number ${result.number}.` }),
})

const plain = (_visit: Visit, { activity }: ActivityFound) => ({
  activity: activity.id,
  version: activity.version,
})

const edit = form('/delivery/:plan/activities/:number/edit', {
  action: editActivity,
  load: activityKeptFor('delivery.activity.edit'),
  values: (visit, found) => ({
    ...plain(visit, found),
    outcome: found.activity.outcome_id,
    title: found.activity.title,
    description: found.activity.description ?? '',
  }),
  options: async (visit, { plan }) => ({ outcome: await outcomeChoices(visit, plan) }),
  view: activityForm('Change its words', {
    submit: 'Save',
    fields: ['title', 'description', 'outcome', 'activity'],
    more: SELECTS,
    intro: paragraph('What frozen rounds said of it stays as it was said.'),
  }),
  then: (result) => ({ to: result.address, notice: 'It was changed.' }),
})

const handOver = form('/delivery/:plan/activities/:number/people', {
  action: handOverActivity,
  load: activityKeptFor('delivery.activity.hand-over'),
  values: (visit, found) => ({
    ...plain(visit, found),
    lead: found.activity.lead_person_id ?? '',
    director: found.activity.director_person_id ?? '',
    unit: found.activity.unit_id ?? '',
  }),
  options: (visit, { plan }) => peopleChoices(visit, plan),
  view: activityForm('Say who leads it', {
    submit: 'Save',
    fields: ['lead', 'director', 'unit', 'activity'],
    more: SELECTS,
    intro: paragraph(
      'The lead answers for it and reports on it in each round; the director signs off what was reported.',
    ),
  }),
  then: (result) => ({ to: result.address, notice: 'Who leads it was saved.' }),
})

/** The form with these questions no longer called optional: what a draft leaves open, an approved plan asks (V8). */
const asked = (state: FormState, names: readonly string[]): FormState => ({
  ...state,
  fields: Object.fromEntries(
    Object.entries(state.fields).map(([name, field]) => [
      name,
      names.includes(name) ? { ...field, required: true } : field,
    ]),
  ),
})

const changeDate = form('/delivery/:plan/activities/:number/date', {
  action: changeActivityDate,
  load: activityKeptFor('delivery.date.change'),
  values: (visit, found) => ({ ...plain(visit, found), what: 'end' }),
  view: (visit, found, state) =>
    activityForm('Change a date', {
      submit: 'Change the date',
      fields: ['what', 'becomes', 'reason', 'cause', 'activity'],
      more: { cause: { as: 'radios' } },
      intro: html`${standingNow(found)}${paragraph(
        found.plan.state === 'draft'
          ? 'While the plan is a draft, dates change without a reason. What they were stays in the history.'
          : 'In a round its lead reports new dates. Here an officer of the plan changes one between rounds: with the reason and its cause, and what it was stays in the history.',
      )}`,
    })(visit, found, found.plan.state === 'draft' ? state : asked(state, ['reason', 'cause'])),
  then: (result) => ({
    to: `${result.address}#dates`,
    notice: !result.isChanged
      ? 'It is that date already: nothing was changed.'
      : result.days === null
        ? 'The date was changed.'
        : `The date was changed: ${movedWords(result.days)}.`,
  }),
})

const originalEnd = form('/delivery/:plan/activities/:number/original-end', {
  action: recordOriginalEnd,
  load: activityKeptFor('delivery.date.record-original'),
  values: plain,
  view: activityForm('Record the original end', {
    submit: 'Record it',
    fields: ['originalEnd', 'activity'],
    intro: paragraph(
      'The plan was approved without one. Recorded once, it never changes; later dates stand beside it.',
    ),
  }),
  then: (result) => ({ to: `${result.address}#dates`, notice: 'The original end was recorded.' }),
})

const close = form('/delivery/:plan/activities/:number/close', {
  action: recordClosing,
  load: activityKeptFor('delivery.closing.record'),
  values: plain,
  options: async (visit, { activity }) => ({
    decision: (await decisionsAbout(visit, activity.id)).map((one) => ({
      value: one.agenda_item_id,
      text: `${one.reference} ${one.title}, ${formatDate(one.decided_on)}`,
    })),
  }),
  view: (visit, found, state) =>
    activityForm('Record that it ended', {
      submit: 'Record it',
      fields: [
        'kind',
        'decidedOn',
        'decidedBy',
        ...((state.options['decision'] ?? []).length > 0 ? ['decision'] : []),
        'reason',
        'monitoring',
        'activity',
      ],
      more: { decision: { as: 'select' } },
      intro: paragraph(
        'That it ended is a decision with its own record. Ended is not the same as no longer reported on: say both.',
      ),
    })(visit, found, state),
  then: (result) => ({
    to: `${result.address}#decisions`,
    notice:
      result.monitoring === 'kept'
        ? 'Its end was recorded. It stays in the rounds.'
        : 'Its end was recorded. It leaves the rounds that open from now on.',
  }),
})

const reopen = form('/delivery/:plan/activities/:number/reopen', {
  action: reopenClosing,
  load: activityKeptFor('delivery.closing.reopen'),
  values: plain,
  view: activityForm('Open it again', {
    submit: 'Open it again',
    fields: ['reason', 'activity'],
    intro: paragraph('It is reported on again from the next round. That it had ended stays in its history.'),
  }),
  then: (result) => ({ to: result.address, notice: 'It goes on, and is monitored again.' }),
})

const act = form('/delivery/:plan/activities/:number/actions/new', {
  action: giveAction,
  load: ownActivityFor('delivery.action.give'),
  values: (visit, { activity }) => ({
    activity: activity.id,
    dueOn: todayOf(visit).add({ days: 28 }).toString(),
  }),
  options: async (visit, { plan }) => {
    const places = plan.group_id === null ? await placesFor(visit, plan) : []
    return {
      owner: await personChoices(visit, plan),
      partnership: places.map((one) => ({ value: one.id, text: one.name })),
    }
  },
  view: (visit, found, state) =>
    activityForm('Give somebody an action', {
      submit: 'Give the action',
      fields: [
        'what',
        'owner',
        'dueOn',
        ...((state.options['partnership'] ?? []).length > 1 ? ['partnership'] : []),
        'activity',
      ],
      more: { owner: { as: 'select' }, partnership: { as: 'select' } },
      intro: paragraph('It stands on their home page until they say that it is done.'),
    })(visit, found, state),
  then: (result) => ({ to: `${result.address}#actions`, notice: 'The action was given.' }),
})

export const activityPages: readonly Page[] = [
  showActivities,
  add,
  showActivity,
  edit,
  handOver,
  changeDate,
  originalEnd,
  close,
  reopen,
  act,
  ...milestonePages,
  ...threadPages,
]
