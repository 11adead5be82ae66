// The parts of a plan a page at a time: its sections, its outcomes, and what is set up for it: units with their
// directors, officers, and the rules it goes by.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { form, get, page, type Page, type Visit } from '#platform/http/index.ts'
import { indicatorList } from '#modules/performance/index.ts'
import { riskList } from '#modules/risk/index.ts'
import {
  actionsList,
  bullets,
  emptyState,
  heading,
  hint,
  inset,
  link,
  paragraph,
  summaryList,
} from '#web/parts.ts'
import { formPage, type FormPageMore } from '#web/forms.ts'
import {
  addOutcome,
  addUnit,
  appointOfficer,
  editOutcome,
  editUnit,
  endOfficer,
  writeSection,
} from '../actions/parts.ts'
import { beginPolicy, endPolicy } from '../actions/policies.ts'
import {
  activityLines,
  outcomeByNumber,
  policiesOf,
  sectionsOf,
  unitsShown,
  type OutcomeShown,
  type SectionWritten,
  type UnitShown,
} from '../queries/contents.ts'
import { officersOf } from '../queries/people.ts'
import type { Plan } from '../queries/plans.ts'
import { holdsFor, KEEP, READ_PUBLIC } from '../queries/seeing.ts'
import { threadDown } from '../queries/threads.ts'
import { hasActivities, LATE_END, PLAN_RULES, writtenSections, type TemplateSection } from '../rules.ts'
import { outcomeHref, outcomeName, planHref, upper } from '../views/plan-words.ts'
import { planTabs } from '../views/plan.ts'
import { setupView } from '../views/setup.ts'
import { endLink } from '../views/thread.ts'
import { personChoices, planForm, planKeptFor, thePlan, todayOf, trail } from './asked.ts'
import { indicatorsOf, risksOf } from './plan-document.ts'

type SectionAsked = {
  readonly plan: Plan
  readonly section: TemplateSection
  readonly written: SectionWritten | undefined
}

async function theSection(visit: Visit): Promise<SectionAsked> {
  const plan = await planKeptFor('delivery.section.write')(visit)
  const found = writtenSections(plan.template).find((one) => one.code === visit.params['section'])
  const section = found ?? notFound('section')
  return { plan, section, written: (await sectionsOf(visit, plan.id)).get(section.code) }
}

const section = form('/delivery/:plan/sections/:section', {
  action: writeSection,
  fixed: (visit) => ({ section: visit.params['section'] ?? '' }),
  load: theSection,
  values: (_visit, { plan, written }) => ({
    plan: plan.id,
    words: written?.words ?? '',
    version: written?.version ?? '',
  }),
  view: (visit, { plan, section: asked }, state) =>
    planForm(asked.title, {
      submit: 'Save',
      fields: ['words', 'plan'],
      more: { words: { hint: asked.hint, lines: 14 } },
      intro: asked.required ? paragraph('It must be written before the plan is approved.') : null,
    })(visit, plan, state),
  then: (result) => ({ to: result.address, notice: 'The section was saved.' }),
})

/** Which questions an outcome of this kind of plan is asked. */
const outcomeFields = (plan: Plan): string[] => [
  'title',
  'statement',
  'lead',
  ...(plan.template.uses.blocks ? ['block'] : []),
  ...(plan.template.uses.targets ? ['target', 'reward'] : ['enabling']),
]

const outcomeFrame = (plan: Plan, submit: string): FormPageMore => ({
  submit,
  fields: outcomeFields(plan),
  more: { lead: { as: 'select' } },
})

const newOutcome = form('/delivery/:plan/outcomes/new', {
  action: addOutcome,
  load: planKeptFor('delivery.outcome.add'),
  values: (_visit, plan) => ({ plan: plan.id }),
  options: async (visit, plan) => ({ lead: await personChoices(visit, plan) }),
  view: (visit, plan, state) => {
    const { outcome } = plan.template.words
    const frame = outcomeFrame(plan, `Add the ${outcome}`)
    return planForm(`Add the next ${outcome}`, {
      ...frame,
      fields: [...(frame.fields ?? []), 'number', 'plan'],
    })(visit, plan, state)
  },
  then: (result, _visit, plan) => ({
    to: result.address,
    notice: `The ${plan.template.words.outcome} was added.`,
  }),
})

type OutcomeAsked = { readonly plan: Plan; readonly outcome: OutcomeShown }

async function theOutcome(visit: Visit, plan: Plan): Promise<OutcomeAsked> {
  return { plan, outcome: await outcomeByNumber(visit, plan.id, visit.params['outcome'] ?? '') }
}

/** How many of its activities an outcome shows; the list of the plan's has the rest. */
const MOST_UNDER = 20

const showOutcome = get('/delivery/:plan/outcomes/:outcome', {
  permission: READ_PUBLIC,
  async run(visit) {
    const { plan, outcome } = await theOutcome(visit, await thePlan(visit))
    const { words, uses } = plan.template
    const mayEdit = plan.state !== 'closed' && holdsFor(visit, 'delivery.outcome.edit', plan)
    const href = outcomeHref(plan, outcome.number)
    const rows = await indicatorsOf(visit, [outcome.id])
    const risks = await risksOf(visit, [outcome.id])
    const own = await activityLines(visit, plan.id, { outcomeId: outcome.id, most: MOST_UNDER })
    const below = (await threadDown(visit, [outcome.id])).filter((one) => one.step === 1)
    return page({
      title: `${outcome.title}: ${plan.title}`,
      wide: true,
      breadcrumbs: trail(plan),
      body: html`${heading(outcome.title, { caption: outcomeName(words.outcome, outcome) })}
        ${outcome.statement === null ? null : paragraph(outcome.statement)}
        ${actionsList([
          hasActivities(plan.template) && {
            href: `${planHref(plan)}/activities?outcome=${outcome.number}`,
            text: `Its ${words.activities}`,
          },
          mayEdit && { href: `${href}/edit`, text: `Change the ${words.outcome}`, look: 'link' },
          visit.may('performance.indicator.create') && {
            href: `/performance/new?serves=${outcome.id}`,
            text: 'Measure it',
            look: 'link',
          },
          visit.may('risk.risk.raise') && {
            href: `/risks/raise?about=${outcome.id}`,
            text: 'Raise a risk',
            look: 'link',
          },
        ])}
        ${summaryList([
          uses.blocks && { key: 'Block', value: outcome.block },
          visit.actor.kind !== 'visitor' && { key: 'Lead', value: outcome.lead_name },
          uses.targets && { key: 'Target', value: outcome.target },
          uses.targets && { key: 'Reward', value: outcome.reward },
          hasActivities(plan.template) && { key: upper(words.activities), value: String(outcome.activities) },
        ])}
        ${
          own.length === 0
            ? null
            : html`${heading(upper(words.activities), { level: 2 })}
              ${bullets(own.map((one) => link(`${planHref(plan)}/activities/${one.number}`, `${one.number} ${one.title}`)))}
              ${outcome.activities > own.length ? hint(`The first ${own.length} of ${outcome.activities}.`) : null}`
        }
        ${
          below.length === 0
            ? null
            : html`${heading('Served by', { level: 2 })} ${bullets(below.map((one) => endLink(one)))}`
        }
        ${heading('Indicators', { level: 2 })}
        ${indicatorList(rows, emptyState('No indicators yet', 'An indicator appears here once its owner says that it serves this.'))}
        ${heading('Risks', { level: 2 })}
        ${riskList(risks, emptyState('No open risks', 'A risk appears here once somebody raises one about this.'))}`,
    })
  },
})

const changeOutcome = form('/delivery/:plan/outcomes/:outcome/edit', {
  action: editOutcome,
  load: async (visit) => theOutcome(visit, await planKeptFor('delivery.outcome.edit')(visit)),
  values: (_visit, { outcome }) => ({
    outcome: outcome.id,
    title: outcome.title,
    statement: outcome.statement ?? '',
    lead: outcome.lead_person_id ?? '',
    enabling: outcome.is_enabling ? 'yes' : 'no',
    block: outcome.block ?? '',
    target: outcome.target ?? '',
    reward: outcome.reward ?? '',
    version: outcome.version,
  }),
  options: async (visit, { plan }) => ({ lead: await personChoices(visit, plan) }),
  view: (_visit, { plan, outcome }, state) => {
    const frame = outcomeFrame(plan, 'Save')
    const back = { href: outcomeHref(plan, outcome.number), text: outcome.title }
    return formPage(`Change the ${plan.template.words.outcome}`, state, back, {
      ...frame,
      fields: [...(frame.fields ?? []), 'outcome'],
    })
  },
  then: (result, _visit, { plan, outcome }) => ({
    to: outcomeHref(plan, outcome.number),
    notice: `The ${plan.template.words.outcome} was changed.`,
  }),
})

const setup = get('/delivery/:plan/setup', {
  permission: KEEP,
  async run(visit) {
    const plan = await planToLookAt(visit)
    return page({
      title: `Set up: ${plan.title}`,
      wide: true,
      breadcrumbs: trail(plan),
      body: setupView(visit, plan, {
        tabs: planTabs(visit, plan, 'setup'),
        units: await unitsShown(visit, plan.id),
        officers: await officersOf(visit, plan.id),
        policies: await policiesOf(visit, plan.id),
        today: todayOf(visit),
      }),
    })
  },
})

/** A closed plan may still be looked at by those who kept it. */
async function planToLookAt(visit: Visit): Promise<Plan> {
  const plan = await thePlan(visit)
  return holdsFor(visit, KEEP, plan) ? plan : notFound('plan')
}

const back = (plan: Plan) => ({ href: `${planHref(plan)}/setup`, text: plan.title })
const setUp = (plan: Plan, notice: string) => ({ to: `${planHref(plan)}/setup`, notice })

const newUnit = form('/delivery/:plan/setup/units/new', {
  action: addUnit,
  load: planKeptFor('delivery.unit.add'),
  values: (_visit, plan) => ({ plan: plan.id }),
  options: async (visit, plan) => ({ director: await personChoices(visit, plan) }),
  view: (_visit, plan, state) =>
    formPage('Add a unit', state, back(plan), {
      submit: 'Add the unit',
      fields: ['name', 'code', 'director', 'plan'],
      more: { director: { as: 'select' } },
    }),
  then: (_result, _visit, plan) => setUp(plan, 'The unit was added.'),
})

type UnitAsked = { readonly plan: Plan; readonly unit: UnitShown }

const changeUnit = form('/delivery/:plan/setup/units/:unit', {
  action: editUnit,
  async load(visit): Promise<UnitAsked> {
    const plan = await planKeptFor('delivery.unit.edit')(visit)
    const unit = (await unitsShown(visit, plan.id)).find((one) => one.code === visit.params['unit'])
    return { plan, unit: unit ?? notFound('unit') }
  },
  values: (_visit, { unit }) => ({
    unit: unit.id,
    name: unit.name,
    director: unit.director_person_id ?? '',
    version: unit.version,
  }),
  options: async (visit, { plan }) => ({ director: await personChoices(visit, plan) }),
  view: (_visit, { plan, unit }, state) =>
    formPage(`Change ${unit.name}`, state, back(plan), {
      submit: 'Save',
      fields: ['name', 'director', 'unit'],
      more: { director: { as: 'select' } },
    }),
  then: (_result, _visit, { plan }) => setUp(plan, 'The unit was changed.'),
})

const nameOfficer = form('/delivery/:plan/setup/officers/new', {
  action: appointOfficer,
  load: planKeptFor('delivery.officer.appoint'),
  values: (_visit, plan) => ({ plan: plan.id }),
  options: async (visit, plan) => ({ person: await personChoices(visit, plan) }),
  view: (_visit, plan, state) =>
    formPage('Name an officer', state, back(plan), {
      submit: 'Name the officer',
      fields: ['person', 'plan'],
      more: { person: { as: 'select' } },
    }),
  then: (_result, _visit, plan) => setUp(plan, 'The officer was named.'),
})

const releaseOfficer = form('/delivery/:plan/setup/officers/:officer/end', {
  action: endOfficer,
  async load(visit) {
    const plan = await planKeptFor('delivery.officer.end')(visit)
    const officer = (await officersOf(visit, plan.id)).find((one) => one.id === visit.params['officer'])
    return { plan, officer: officer ?? notFound('officer') }
  },
  values: (_visit, { plan, officer }) => ({ plan: plan.id, officer: officer.id }),
  view: (_visit, { plan, officer }, state) =>
    formPage('End the office', state, back(plan), {
      submit: 'End the office',
      look: 'warning',
      before: paragraph(`${officer.name} no longer keeps this plan from today.`),
    }),
  then: (_result, _visit, { plan }) => setUp(plan, 'The office was ended.'),
})

const newPolicy = form('/delivery/:plan/setup/rules/new', {
  action: beginPolicy,
  load: planKeptFor('delivery.policy.begin'),
  values: (_visit, plan) => ({ plan: plan.id, rule: LATE_END }),
  view: (_visit, plan, state) =>
    formPage('Set a rule', state, back(plan), {
      submit: 'Set the rule',
      intro: inset(
        'A rule applies to rounds whose period begins on its first day or later. What was frozen before stays as it was judged; a what-if shows what the rule would have said of it.',
      ),
    }),
  then: (_result, _visit, plan) => setUp(plan, 'The rule was set.'),
})

const oldPolicy = form('/delivery/:plan/setup/rules/:rule/end', {
  action: endPolicy,
  async load(visit) {
    const plan = await planKeptFor('delivery.policy.end')(visit)
    const policy = (await policiesOf(visit, plan.id)).find((one) => one.id === visit.params['rule'])
    return { plan, policy: policy ?? notFound('rule') }
  },
  values: (_visit, { policy }) => ({ policy: policy.id }),
  view: (_visit, { plan, policy }, state) =>
    formPage('End a rule', state, back(plan), {
      submit: 'End the rule',
      look: 'warning',
      before: paragraph(`${PLAN_RULES[policy.rule]}.`),
    }),
  then: (_result, _visit, { plan }) => setUp(plan, 'The end of the rule was recorded.'),
})

export const partPages: readonly Page[] = [
  section,
  newOutcome,
  showOutcome,
  changeOutcome,
  setup,
  newUnit,
  changeUnit,
  nameOfficer,
  releaseOfficer,
  newPolicy,
  oldPolicy,
]
