// Writing a business case, section by section. Each section is saved when its writer likes, in any
// order; what is still missing is said before submission, not while writing.
import { action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { financialYearOf, londonDate } from '#platform/time/index.ts'
import { groupById } from '#modules/groups/index.ts'
import { isMemberOn } from '#modules/partnerships/index.ts'
import { fundOf } from '../queries/programmes.ts'
import { membersToday, WRITE } from '../queries/cases.ts'
import { caseReference, equalityFaults } from '../rules.ts'
import { answerOf, changeCase, mustWorkOn, personOf } from './case.ts'

const doors = ['page', 'api', 'command'] as const
const draft = { case: field.id('Business case'), version: field.version() }

/** Begins a draft for a group the writer belongs to, in its partnership's own fund. */
export const startCase = action({
  name: 'funding.case.start',
  title: 'Start a business case',
  permission: WRITE,
  doors,
  fields: {
    group: field.pick('Group that puts it up'), sponsor: field.pick('Sponsoring partner', { hint: 'The partner that would hold the contract or employ the people' }),
    title: field.text('Title', { most: 120, hint: 'A few words that say what would be done' }), problem: field.longText('What is the problem?', { most: 3000, hint: 'Who has it, how often, and what it costs. Leave the solution for later' }),
  },
  async run(inside, answers) {
    const group = await groupById(inside, answers.group)
    const programme = group && (await fundOf(inside, group.partnership_id))
    if (group === undefined || programme === undefined || !(inside.may(WRITE, { kind: 'group', id: group.id }) || inside.may(WRITE, { kind: 'partnership', id: group.partnership_id }))) {
      return invalid('funding.case.no-such-group', [{ field: 'group', message: 'Choose a group you belong to, in a partnership that has a fund' }])
    }
    await mustBeMember(inside, programme.partnershipId, answers.sponsor)
    const author = personOf(inside)
    if (author === null) refuse('forbidden', 'funding.case.nobody', 'A business case is written by a person, who can be asked about it. Act as a person of the group.')
    const id = inside.id()
    const reference = await nextReference(inside, programme.partnershipId, programme.partnershipCode)
    await inside.subject({ id, module: 'funding', noun: 'case', title: `${reference} ${answers.title}`, audience: `partnership:${programme.partnershipId}` })
    await inside.tx
      .insertInto('funding.business_case')
      .values({
        id, reference, programme_id: programme.id, group_id: group.id, sponsor_organisation_id: answers.sponsor, author_person_id: author, manager_person_id: author,
        title: answers.title, problem: answers.problem, started_at: inside.now,
      })
      .execute()
    return { subject: id, result: { id, reference }, facts: { reference, group: group.id } }
  },
})

async function mustBeMember(inside: Inside, partnershipId: string, organisationId: string): Promise<void> {
  if (await isMemberOn(inside, partnershipId, organisationId, londonDate(inside.now))) return
  invalid('funding.case.no-such-sponsor', [{ field: 'sponsor', message: 'Choose a partner that is a member today' }])
}

async function nextReference(inside: Inside, partnershipId: string, partnershipCode: string): Promise<string> {
  const year = financialYearOf(londonDate(inside.now)).starting
  const counted = await inside.tx
    .insertInto('funding.case_number')
    .values({ partnership_id: partnershipId, year_starting: year, last: 1 })
    .onConflict((there) => there.columns(['partnership_id', 'year_starting']).doUpdateSet({ last: sql`case_number.last + 1` }))
    .returning('last')
    .executeTakeFirstOrThrow()
  return caseReference(partnershipCode, year, counted.last)
}

/** The problem, who gains, who sponsors and who would run it. */
export const describeCase = action({
  name: 'funding.case.describe',
  title: 'The problem and who gains',
  permission: WRITE,
  doors,
  fields: {
    ...draft,
    title: field.text('Title', { most: 120 }), problem: field.longText('What is the problem?', { most: 3000, hint: 'Who has it, how often, and what it costs. Leave the solution for later' }),
    beneficiaries: field.longText('Who gains, and how?', { most: 2000, hint: 'Needed before you submit' }).optional(), benefiting: field.picks('Partners that gain', { hint: 'Needed before you submit. The fund exists for the majority: more than half, or say why' }).optional(),
    minorityReason: field.longText('If half or fewer gain, why should the fund pay?', { most: 1000 }).optional(), sponsor: field.pick('Sponsoring partner'), manager: field.pick('Who would run the project'),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await mustBeMember(inside, record.partnership_id, answers.sponsor)
    const members = await membersToday(inside, record.partnership_id)
    const benefiting = answers.benefiting ?? []
    if (benefiting.some((id) => !members.includes(id))) invalid('funding.case.no-such-partner', [{ field: 'benefiting', message: 'Choose partners from the list; one of these is not a member today' }])
    const manager = await inside.tx.selectFrom('organisations.person_card').select('state').where('id', '=', answers.manager).executeTakeFirst()
    if (manager?.state !== 'active') invalid('funding.case.no-such-manager', [{ field: 'manager', message: 'Choose somebody who works for a partner now' }])
    await inside.tx.deleteFrom('funding.case_benefiting').where('case_id', '=', record.id).execute()
    for (const organisation_id of benefiting) await inside.tx.insertInto('funding.case_benefiting').values({ case_id: record.id, organisation_id }).execute()
    await changeCase(inside, record, {
      title: answers.title, problem: answers.problem, beneficiaries: answers.beneficiaries, minority_reason: answers.minorityReason, sponsor_organisation_id: answers.sponsor, manager_person_id: answers.manager,
    })
    await inside.subject({ id: record.id, module: 'funding', noun: 'case', title: `${record.reference} ${answers.title}`, audience: `partnership:${record.partnership_id}` })
    return { subject: record.id, result: answerOf(record), facts: { benefiting: benefiting.length, members: members.length } }
  },
})

/** The options that were considered, and the one proposed. */
export const compareOptions = action({
  name: 'funding.case.compare',
  title: 'The options considered',
  permission: WRITE,
  doors,
  fields: {
    ...draft,
    options: field.rows('Options', { title: field.text('Option'), forAndAgainst: field.longText('For and against', { most: 1500 }), chosen: field.yesNo('Is this the one proposed?') }, { least: 1, most: 8, hint: 'At least two; doing nothing is one. Mark the one you propose', missing: 'Enter at least one option' }),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await inside.tx.deleteFrom('funding.case_option').where('case_id', '=', record.id).execute()
    for (const [position, one] of answers.options.entries()) {
      await inside.tx.insertInto('funding.case_option').values({ id: inside.id(), case_id: record.id, position, title: one.title, for_and_against: one.forAndAgainst, chosen: one.chosen }).execute()
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
    costs: field.rows('Costs', { title: field.text('What it is for'), yearStarting: field.integer('Financial year starting', { least: 2020, most: 2100, hint: 'The year in which 1 April falls' }), amount: field.money('Amount') }, { least: 1, most: 30, hint: 'One row for each thing and year. Amounts without VAT that is reclaimed', missing: 'Enter at least one cost' }),
    matches: field.rows('Match funding', { source: field.text('Who puts it in'), amount: field.money('Amount'), confirmed: field.yesNo('Is it confirmed?') }, { most: 10 }).optional(),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await inside.tx.deleteFrom('funding.cost_line').where('case_id', '=', record.id).execute()
    await inside.tx.deleteFrom('funding.match').where('case_id', '=', record.id).execute()
    for (const [position, one] of answers.costs.entries()) {
      await inside.tx.insertInto('funding.cost_line').values({ id: inside.id(), case_id: record.id, position, title: one.title, year_starting: one.yearStarting, amount_pence: one.amount }).execute()
    }
    for (const [position, one] of (answers.matches ?? []).entries()) {
      await inside.tx.insertInto('funding.match').values({ id: inside.id(), case_id: record.id, position, source: one.source, amount_pence: one.amount, confirmed: one.confirmed }).execute()
    }
    await changeCase(inside, record, {})
    return { subject: record.id, result: answerOf(record), facts: { costs: answers.costs.length, matches: answers.matches?.length ?? 0 } }
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
        title: field.text('Benefit'), measure: field.text('How it is measured'), unit: field.text('Unit', { most: 40 }).optional(), baseline: field.text('Today', { most: 100 }).optional(),
        target: field.text('Target', { most: 100 }), dueOn: field.date('By when'),
      },
      { least: 1, most: 20, hint: 'The project closes by saying what became of each of these', missing: 'Enter at least one benefit' },
    ),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await inside.tx.deleteFrom('funding.benefit').where('case_id', '=', record.id).execute()
    for (const [position, one] of answers.benefits.entries()) {
      await inside.tx.insertInto('funding.benefit').values({ id: inside.id(), case_id: record.id, position, title: one.title, measure: one.measure, unit: one.unit, baseline: one.baseline, target: one.target, due_on: one.dueOn }).execute()
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
  fields: { ...draft, milestones: field.rows('Milestones', { title: field.text('Milestone'), on: field.date('Date') }, { least: 1, most: 20, hint: 'The dates become the baseline of the project', missing: 'Enter at least one milestone' }) },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await inside.tx.deleteFrom('funding.case_milestone').where('case_id', '=', record.id).execute()
    for (const [position, one] of answers.milestones.entries()) {
      await inside.tx.insertInto('funding.case_milestone').values({ id: inside.id(), case_id: record.id, position, title: one.title, due_on: one.on }).execute()
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
        cause: field.text('Because'), event: field.text('this might happen'), consequence: field.text('and lead to'), likelihood: field.integer('Likelihood, 1 to 5', { least: 1, most: 5 }),
        impact: field.integer('Impact, 1 to 5', { least: 1, most: 5 }), mitigation: field.longText('What is done about it', { most: 800 }),
      },
      { least: 1, most: 20, missing: 'Enter at least one risk' },
    ),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await inside.tx.deleteFrom('funding.case_risk').where('case_id', '=', record.id).execute()
    for (const [position, one] of answers.risks.entries()) await inside.tx.insertInto('funding.case_risk').values({ id: inside.id(), case_id: record.id, position, ...one }).execute()
    await changeCase(inside, record, {})
    return { subject: record.id, result: answerOf(record), facts: { risks: answers.risks.length } }
  },
})

/** The equality screening, in a sentence that says why (F7). */
export const screenCase = action({
  name: 'funding.case.screen',
  title: 'Equality screening',
  permission: WRITE,
  doors,
  fields: {
    ...draft,
    outcome: field.choice('What the screening found', { 'no-relevance': 'Nobody is affected because of a protected characteristic', relevance: 'Some people are affected: an equality impact assessment was made' }),
    reasoning: field.longText('Why', { most: 2000, hint: 'A whole sentence. "N/A" is not an answer' }), assessor: field.pick('Who screened it'), screenedOn: field.date('When'),
    assessmentReference: field.text('Reference of the equality impact assessment', { most: 60 }).optional(), mitigations: field.longText('What is done so that nobody is put at a disadvantage', { most: 2000 }).optional(),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    const faults = equalityFaults(answers)
    if (faults.length > 0) invalid('funding.case.equality', faults)
    if (Temporal.PlainDate.compare(answers.screenedOn, londonDate(inside.now)) > 0) invalid('funding.case.equality-date', [{ field: 'screenedOn', message: 'The day of the screening must be today or earlier' }])
    const assessor = await inside.tx.selectFrom('organisations.person_card').select('id').where('id', '=', answers.assessor).executeTakeFirst()
    if (assessor === undefined) invalid('funding.case.equality-assessor', [{ field: 'assessor', message: 'Choose who screened it from the list' }])
    await changeCase(inside, record, {
      equality_outcome: answers.outcome, equality_reasoning: answers.reasoning, equality_assessor_id: answers.assessor, equality_on: answers.screenedOn,
      equality_reference: answers.assessmentReference, equality_mitigations: answers.mitigations,
    })
    return { subject: record.id, result: answerOf(record), facts: { outcome: answers.outcome } }
  },
})

