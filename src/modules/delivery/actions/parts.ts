// What a plan is made of beside its activities: sections of words, outcomes, the units whose directors sign off, and
// the officers who keep it.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { worksForBody } from '../queries/people.ts'
import { writtenSections } from '../rules.ts'
import { mustBeCurrent, today, type LockedPlan } from './locking.ts'
import { nameOutcome } from './naming.ts'
import { insertOutcome, insertUnit, planToKeep } from './plans.ts'

const person = (label: string, hint: string) => field.pick(label, { from: 'organisations.person', hint })

/** Whoever keeps, leads or directs works for the body of the plan: an office shows drafts and reports. */
async function mustBeOfBody(
  inside: Inside,
  plan: LockedPlan,
  personId: string | null,
  asked: string,
): Promise<void> {
  if (personId === null || (await worksForBody(inside, plan, personId))) return
  invalid('delivery.plan.foreign-person', [
    { field: asked, message: 'Choose somebody who works for the body of this plan today' },
  ])
}

const at = (plan: LockedPlan) => ({ plan: plan.code, address: `/delivery/${plan.code}` })

export const writeSection = action({
  name: 'delivery.section.write',
  title: 'Write a section of a plan',
  doors: ['page', 'api', 'command'],
  fields: {
    plan: field.id('Plan'),
    section: field.code('Section'),
    words: field.longText('What it says', { most: 20_000 }),
    version: field.version().optional(),
  },
  async run(inside, answers) {
    const plan = await planToKeep(inside, 'delivery.section.write', answers.plan)
    const template = await inside.tx
      .selectFrom('delivery.template_version')
      .select('content')
      .where('id', '=', plan.template_version_id)
      .executeTakeFirstOrThrow()
    const section = writtenSections(template.content).find((one) => one.code === answers.section)
    if (section === undefined) return notFound('section')
    const former = await inside.tx
      .selectFrom('delivery.section')
      .selectAll()
      .where('plan_id', '=', plan.id)
      .where('code', '=', section.code)
      .executeTakeFirst()
    mustBeCurrent({ version: former?.version ?? 0 }, answers.version ?? 0, { words: former?.words ?? '' })
    const version = (former?.version ?? 0) + 1
    if (former === undefined)
      await inside.tx
        .insertInto('delivery.section')
        .values({ id: inside.id(), plan_id: plan.id, code: section.code, words: answers.words })
        .execute()
    else
      await inside.tx
        .updateTable('delivery.section')
        .set({ words: answers.words, version })
        .where('id', '=', former.id)
        .execute()
    return { subject: plan.id, result: at(plan), facts: { section: section.code, version } }
  },
})

const outcome = {
  title: field.text('Title', { most: 300 }),
  statement: field
    .longText('In a sentence or two', { most: 2000, hint: 'What will be different, for whom' })
    .optional(),
  lead: person('Lead', 'Who answers for it').optional(),
  enabling: field
    .yesNo('Does it enable the others?', { hint: 'The corporate part of a plan, that serves all outcomes' })
    .optional(),
  block: field.text('Block', { most: 120, hint: 'The part of the agreement it stands in' }).optional(),
  target: field.text('Target', { most: 300, hint: 'In words and numbers, by when' }).optional(),
  reward: field.text('Reward', { most: 300, hint: 'What is earned when the target is met' }).optional(),
}

export const addOutcome = action({
  name: 'delivery.outcome.add',
  title: 'Add an outcome to a plan',
  doors: ['page', 'api', 'command'],
  fields: {
    plan: field.id('Plan'),
    number: field
      .integer('Number', { most: 999, hint: 'Its place in the plan. Leave it empty for the next' })
      .optional(),
    ...outcome,
  },
  async run(inside, answers) {
    const plan = await planToKeep(inside, 'delivery.outcome.add', answers.plan)
    await mustBeOfBody(inside, plan, answers.lead, 'lead')
    const number = answers.number ?? (await nextNumber(inside, plan.id))
    const made = await insertOutcome(inside, plan, {
      number,
      title: answers.title,
      statement: answers.statement,
      lead_person_id: answers.lead,
      is_enabling: answers.enabling ?? false,
      block: answers.block,
      target: answers.target,
      reward: answers.reward,
    })
    return {
      subject: made.id,
      result: { id: made.id, number, ...at(plan) },
      facts: { plan: plan.id, number },
    }
  },
})

async function nextNumber(inside: Inside, planId: string): Promise<number> {
  const last = await inside.tx
    .selectFrom('delivery.outcome')
    .select(({ fn }) => fn.max('number').as('number'))
    .where('plan_id', '=', planId)
    .executeTakeFirst()
  return (last?.number ?? 0) + 1
}

export const editOutcome = action({
  name: 'delivery.outcome.edit',
  title: 'Change an outcome of a plan',
  doors: ['page', 'api', 'command'],
  fields: { outcome: field.id('Outcome'), ...outcome, version: field.version() },
  async run(inside, answers) {
    const { plan, row } = await outcomeToKeep(inside, answers.outcome)
    mustBeCurrent(row, answers.version, {
      title: row.title,
      statement: row.statement,
      block: row.block,
      target: row.target,
      reward: row.reward,
    })
    if (answers.lead !== row.lead_person_id) await mustBeOfBody(inside, plan, answers.lead, 'lead')
    await nameOutcome(inside, plan, { id: row.id, title: answers.title })
    await inside.tx
      .updateTable('delivery.outcome')
      .set({
        title: answers.title,
        statement: answers.statement,
        lead_person_id: answers.lead,
        is_enabling: answers.enabling ?? row.is_enabling,
        block: answers.block,
        target: answers.target,
        reward: answers.reward,
        version: row.version + 1,
      })
      .where('id', '=', row.id)
      .execute()
    return {
      subject: row.id,
      result: { id: row.id, number: row.number, ...at(plan) },
      facts: { plan: plan.id, version: row.version + 1 },
    }
  },
})

async function outcomeToKeep(inside: Inside, id: string) {
  const asked = await inside.tx
    .selectFrom('delivery.outcome')
    .select('plan_id')
    .where('id', '=', id)
    .executeTakeFirst()
  const plan = await planToKeep(inside, 'delivery.outcome.edit', asked?.plan_id ?? notFound('plan'))
  const row = await inside.tx
    .selectFrom('delivery.outcome')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return { plan, row: row ?? notFound('outcome') }
}

const unit = {
  name: field.text('Name', { most: 120, hint: 'A directorate, division or service' }),
  director: person('Director', 'Signs off what the leads of the unit report').optional(),
}

export const addUnit = action({
  name: 'delivery.unit.add',
  title: 'Add a unit to a plan',
  doors: ['page', 'api', 'command'],
  fields: { plan: field.id('Plan'), code: field.code('Code', { hint: 'Used in files, like get' }), ...unit },
  async run(inside, answers) {
    const plan = await planToKeep(inside, 'delivery.unit.add', answers.plan)
    await mustBeOfBody(inside, plan, answers.director, 'director')
    const { code, name, director } = answers
    const made = await insertUnit(inside, plan, { code, name, director_person_id: director })
    return { subject: plan.id, result: { id: made.id, ...at(plan) }, facts: { unit: made.id, code } }
  },
})

export const editUnit = action({
  name: 'delivery.unit.edit',
  title: 'Change a unit of a plan',
  doors: ['page', 'api', 'command'],
  fields: { unit: field.id('Unit'), ...unit, version: field.version() },
  async run(inside, answers) {
    const asked = await inside.tx
      .selectFrom('delivery.unit')
      .select('plan_id')
      .where('id', '=', answers.unit)
      .executeTakeFirst()
    const plan = await planToKeep(inside, 'delivery.unit.edit', asked?.plan_id ?? notFound('plan'))
    const row = await inside.tx
      .selectFrom('delivery.unit')
      .selectAll()
      .where('id', '=', answers.unit)
      .forUpdate()
      .executeTakeFirstOrThrow()
    mustBeCurrent(row, answers.version, { name: row.name })
    if (answers.director !== row.director_person_id)
      await mustBeOfBody(inside, plan, answers.director, 'director')
    await inside.tx
      .updateTable('delivery.unit')
      .set({ name: answers.name, director_person_id: answers.director, version: row.version + 1 })
      .where('id', '=', row.id)
      .execute()
    return {
      subject: plan.id,
      result: { id: row.id, ...at(plan) },
      facts: { unit: row.id, version: row.version + 1, director: answers.director },
    }
  },
})

export const appointOfficer = action({
  name: 'delivery.officer.appoint',
  title: 'Name an officer of a plan',
  doors: ['page', 'api', 'command'],
  fields: {
    plan: field.id('Plan'),
    person: person('Officer', 'Keeps the plan, runs its rounds and writes its reports'),
  },
  async run(inside, answers) {
    const plan = await planToKeep(inside, 'delivery.officer.appoint', answers.plan)
    await mustBeOfBody(inside, plan, answers.person, 'person')
    const id = inside.id()
    await inside.tx
      .insertInto('delivery.officer')
      .values({ id, plan_id: plan.id, person_id: answers.person, from_on: today(inside) })
      .execute()
    return { subject: plan.id, result: { id, ...at(plan) }, facts: { officer: id, person: answers.person } }
  },
})

export const endOfficer = action({
  name: 'delivery.officer.end',
  title: 'End the office of an officer of a plan',
  doors: ['page', 'api', 'command'],
  fields: { plan: field.id('Plan'), officer: field.id('Officer') },
  async run(inside, answers) {
    const plan = await planToKeep(inside, 'delivery.officer.end', answers.plan)
    const { numUpdatedRows } = await inside.tx
      .updateTable('delivery.officer')
      .set({ ended_on: today(inside) })
      .where('id', '=', answers.officer)
      .where('plan_id', '=', plan.id)
      .where('ended_on', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) notFound('officer')
    return { subject: plan.id, result: at(plan), facts: { officer: answers.officer } }
  },
})
