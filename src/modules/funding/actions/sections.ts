// The sections of a draft that are lists: options, costs and match funding, benefits, milestones, risks. Saving one
// replaces its rows.
import { action } from '#platform/actions/index.ts'
import { field } from '#platform/fields/index.ts'
import { WRITE } from '../queries/cases.ts'
import { answerOf, changeCase, mustWorkOn } from './case.ts'

const doors = ['page', 'api', 'command'] as const
const draft = { case: field.id('Business case'), version: field.version() }

/** The options that were considered, and the one proposed. */
export const compareOptions = action({
  name: 'funding.case.compare',
  title: 'The options considered',
  permission: WRITE,
  doors,
  fields: {
    ...draft,
    options: field.rows(
      'Options',
      {
        title: field.text('Option'),
        forAndAgainst: field.longText('For and against', { most: 1500 }),
        chosen: field.yesNo('Is this the one proposed?'),
      },
      {
        least: 1,
        most: 8,
        hint: 'At least two; doing nothing is one. Mark the one you propose',
        missing: 'Enter at least one option',
      },
    ),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await inside.tx.deleteFrom('funding.case_option').where('case_id', '=', record.id).execute()
    for (const [position, one] of answers.options.entries()) {
      await inside.tx
        .insertInto('funding.case_option')
        .values({
          id: inside.id(),
          case_id: record.id,
          position,
          title: one.title,
          for_and_against: one.forAndAgainst,
          chosen: one.chosen,
        })
        .execute()
    }
    await changeCase(inside, record, {})
    return { subject: record.id, result: answerOf(record), facts: { options: answers.options.length } }
  },
})

/** What it costs, year by year, and what others put in. The difference is what is asked of the fund. */
export const costCase = action({
  name: 'funding.case.cost',
  title: 'The costs and match funding',
  permission: WRITE,
  doors,
  fields: {
    ...draft,
    costs: field.rows(
      'Costs',
      {
        title: field.text('What it is for'),
        yearStarting: field.integer('Financial year starting', {
          least: 2020,
          most: 2100,
          hint: 'The year in which 1 April falls',
        }),
        amount: field.money('Amount'),
      },
      {
        least: 1,
        most: 30,
        hint: 'One row for each thing and year. Amounts without VAT that is reclaimed',
        missing: 'Enter at least one cost',
      },
    ),
    matches: field
      .rows(
        'Match funding',
        {
          source: field.text('Who puts it in'),
          amount: field.money('Amount'),
          confirmed: field.yesNo('Is it confirmed?'),
        },
        { most: 10 },
      )
      .optional(),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await inside.tx.deleteFrom('funding.cost_line').where('case_id', '=', record.id).execute()
    await inside.tx.deleteFrom('funding.match').where('case_id', '=', record.id).execute()
    for (const [position, one] of answers.costs.entries()) {
      await inside.tx
        .insertInto('funding.cost_line')
        .values({
          id: inside.id(),
          case_id: record.id,
          position,
          title: one.title,
          year_starting: one.yearStarting,
          amount_pence: one.amount,
        })
        .execute()
    }
    for (const [position, one] of (answers.matches ?? []).entries()) {
      await inside.tx
        .insertInto('funding.match')
        .values({
          id: inside.id(),
          case_id: record.id,
          position,
          source: one.source,
          amount_pence: one.amount,
          confirmed: one.confirmed,
        })
        .execute()
    }
    await changeCase(inside, record, {})
    return {
      subject: record.id,
      result: answerOf(record),
      facts: { costs: answers.costs.length, matches: answers.matches?.length ?? 0 },
    }
  },
})

/** The benefits that are promised, each with the measure its project will be held to. */
export const promiseBenefits = action({
  name: 'funding.case.promise',
  title: 'The benefits and their measures',
  permission: WRITE,
  doors,
  fields: {
    ...draft,
    benefits: field.rows(
      'Benefits',
      {
        title: field.text('Benefit'),
        measure: field.text('How it is measured'),
        unit: field.text('Unit', { most: 40 }).optional(),
        baseline: field.text('Today', { most: 100 }).optional(),
        target: field.text('Target', { most: 100 }),
        dueOn: field.date('By when'),
      },
      {
        least: 1,
        most: 20,
        hint: 'The project closes by saying what became of each of these',
        missing: 'Enter at least one benefit',
      },
    ),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await inside.tx.deleteFrom('funding.benefit').where('case_id', '=', record.id).execute()
    for (const [position, one] of answers.benefits.entries()) {
      await inside.tx
        .insertInto('funding.benefit')
        .values({
          id: inside.id(),
          case_id: record.id,
          position,
          title: one.title,
          measure: one.measure,
          unit: one.unit,
          baseline: one.baseline,
          target: one.target,
          due_on: one.dueOn,
        })
        .execute()
    }
    await changeCase(inside, record, {})
    return { subject: record.id, result: answerOf(record), facts: { benefits: answers.benefits.length } }
  },
})

/** The timescale, as milestones. Their dates become the project's baseline. */
export const planCase = action({
  name: 'funding.case.plan',
  title: 'The timescale',
  permission: WRITE,
  doors,
  fields: {
    ...draft,
    milestones: field.rows(
      'Milestones',
      { title: field.text('Milestone'), on: field.date('Date') },
      {
        least: 1,
        most: 20,
        hint: 'The dates become the baseline of the project',
        missing: 'Enter at least one milestone',
      },
    ),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await inside.tx.deleteFrom('funding.case_milestone').where('case_id', '=', record.id).execute()
    for (const [position, one] of answers.milestones.entries()) {
      await inside.tx
        .insertInto('funding.case_milestone')
        .values({ id: inside.id(), case_id: record.id, position, title: one.title, due_on: one.on })
        .execute()
    }
    await changeCase(inside, record, {})
    return { subject: record.id, result: answerOf(record), facts: { milestones: answers.milestones.length } }
  },
})

/** What could go wrong, how likely, how bad, and what is done about it. */
export const weighRisks = action({
  name: 'funding.case.weigh',
  title: 'The risks',
  permission: WRITE,
  doors,
  fields: {
    ...draft,
    risks: field.rows(
      'Risks',
      {
        cause: field.text('Because'),
        event: field.text('this might happen'),
        consequence: field.text('and lead to'),
        likelihood: field.integer('Likelihood, 1 to 5', { least: 1, most: 5 }),
        impact: field.integer('Impact, 1 to 5', { least: 1, most: 5 }),
        mitigation: field.longText('What is done about it', { most: 800 }),
      },
      { least: 1, most: 20, missing: 'Enter at least one risk' },
    ),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await inside.tx.deleteFrom('funding.case_risk').where('case_id', '=', record.id).execute()
    for (const [position, one] of answers.risks.entries())
      await inside.tx
        .insertInto('funding.case_risk')
        .values({ id: inside.id(), case_id: record.id, position, ...one })
        .execute()
    await changeCase(inside, record, {})
    return { subject: record.id, result: answerOf(record), facts: { risks: answers.risks.length } }
  },
})
