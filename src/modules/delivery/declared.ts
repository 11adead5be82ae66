// The questions about plans that every door may ask.
import { query } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import type { Listed } from '#platform/tables/index.ts'
import { activitiesOf, type ActivityRow } from './queries/activities.ts'
import { heldOf, outcomesShown, policiesOf, sectionsOf, unitsShown } from './queries/contents.ts'
import { deepDive } from './queries/deep-dive.ts'
import { plansListed, type PlanRow } from './queries/listing.ts'
import { planByCode } from './queries/plans.ts'
import { holdsFor, READ, READ_PUBLIC } from './queries/seeing.ts'
import { lackingForApproval, PLAN_STATE_WORDS, statusWord } from './rules.ts'

export const listPlans = query({
  name: 'delivery.plan.list',
  title: 'List delivery plans',
  permission: READ_PUBLIC,
  doors: ['page', 'api', 'command'],
  parameters: {
    search: field.text('Words of the title', { most: 100 }).optional(),
    template: field.code('Kind of plan').optional(),
    state: field.choice('State', PLAN_STATE_WORDS).optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, asked): Promise<Listed<PlanRow>> {
    const filter = {
      ...(asked.search === null ? {} : { search: asked.search }),
      ...(asked.template === null ? {} : { template: asked.template }),
      ...(asked.state === null ? {} : { state: asked.state }),
      ...(asked.after === null ? {} : { after: asked.after }),
    }
    return plansListed(reader, filter, asked.most ?? 50)
  },
})

export const readPlan = query({
  name: READ,
  title: 'Show a delivery plan',
  permission: READ_PUBLIC,
  doors: ['page', 'api', 'command'],
  parameters: { plan: field.code('Plan') },
  async run(reader, { plan: code }) {
    const { template, ...plan } = await planByCode(reader, code)
    const written = await sectionsOf(reader, plan.id)
    return {
      ...plan,
      sections: template.sections
        .filter((section) => section.shows === 'words')
        .map(({ code: section, title }) => ({ section, title, words: written.get(section)?.words ?? null })),
      outcomes: await outcomesShown(reader, plan.id),
      units: await unitsShown(reader, plan.id),
      policies: await policiesOf(reader, plan.id),
      lacking: plan.state === 'draft' ? lackingForApproval(template, await heldOf(reader, plan.id)) : [],
    }
  },
})

export const listActivities = query({
  name: 'delivery.activity.list',
  title: 'List the activities of a plan',
  permission: READ_PUBLIC,
  doors: ['page', 'api', 'command'],
  parameters: {
    plan: field.code('Plan'),
    outcome: field.integer('Outcome').optional(),
    unit: field.code('Unit').optional(),
    status: field.choice('Status', statusWord).optional(),
    monitored: field.yesNo('Monitored').optional(),
    mine: field.yesNo('Only mine').optional(),
    overdue: field.yesNo('Only those past their end').optional(),
    after: field.text('After', { most: 500, hint: 'Where the page before ended' }).optional(),
    most: field.integer('Most rows', { least: 1, most: 1000 }).optional(),
  },
  async run(reader, asked): Promise<Listed<ActivityRow>> {
    const plan = await planByCode(reader, asked.plan)
    // How it stands is for those who work with the plan; everybody has the issued reports.
    const seesRounds = holdsFor(reader, READ, plan)
    const filter = {
      ...(asked.outcome === null ? {} : { outcome: asked.outcome }),
      ...(asked.unit === null ? {} : { unit: asked.unit }),
      ...(asked.status === null || !seesRounds ? {} : { status: asked.status }),
      ...(asked.monitored === null ? {} : { monitored: asked.monitored }),
      ...(asked.mine === true ? { mine: true } : {}),
      ...(asked.overdue === true ? { overdue: true } : {}),
      ...(asked.after === null ? {} : { after: asked.after }),
    }
    const { rows, next } = await activitiesOf(reader, plan.id, filter, asked.most ?? 50)
    return {
      rows: seesRounds ? rows : rows.map((row) => ({ ...row, status: null })),
      ...(next === undefined ? {} : { next }),
    }
  },
})

export const readActivity = query({
  name: 'delivery.activity.read',
  title: 'Show an activity with its history',
  permission: READ_PUBLIC,
  doors: ['page', 'api', 'command'],
  parameters: { plan: field.code('Plan'), number: field.integer('Number', { least: 1 }) },
  async run(reader, asked) {
    const { plan, newest, ...found } = await deepDive(reader, asked.plan, asked.number)
    const { code, title, state } = plan
    return {
      plan: { code, title, state },
      statusOf: newest === undefined ? null : { code: newest.code, title: newest.title },
      ...found,
    }
  },
})
