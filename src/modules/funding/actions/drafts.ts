// Writing a business case, section by section. Each section is saved when its writer likes, in any
// order; what is still missing is said before submission, not while writing.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { financialYearOf, londonDate } from '#platform/time/index.ts'
import { groupById } from '#modules/groups/index.ts'
import { isMemberOn } from '#modules/partnerships/index.ts'
import { fundOf } from '../queries/programmes.ts'
import { membersToday, WRITE } from '../queries/cases.ts'
import { caseReference, equalityFaults } from '../rules.ts'
import { answerOf, changeCase, mustWorkOn } from './case.ts'

const doors = ['page', 'api', 'command'] as const
const draft = { case: field.id('Business case'), version: field.version() }

/** Begins a draft for a group the writer belongs to, in its partnership's own fund. */
export const startCase = action({
  name: 'funding.case.start',
  title: 'Start a business case',
  permission: WRITE,
  doors,
  fields: {
    group: field.pick('Group that puts it up'),
    sponsor: field.pick('Sponsoring partner', {
      hint: 'The partner that would hold the contract or employ the people',
    }),
    title: field.text('Title', { most: 120, hint: 'A few words that say what would be done' }),
    problem: field.longText('What is the problem?', {
      most: 3000,
      hint: 'Who has it, how often, and what it costs. Leave the solution for later',
    }),
  },
  async run(inside, answers) {
    const group = await groupById(inside, answers.group)
    const programme = group && (await fundOf(inside, group.partnership_id))
    if (
      group === undefined ||
      programme === undefined ||
      !(
        inside.may(WRITE, { kind: 'group', id: group.id }) ||
        inside.may(WRITE, { kind: 'partnership', id: group.partnership_id })
      )
    ) {
      return invalid('funding.case.no-such-group', [
        { field: 'group', message: 'Choose a group you belong to, in a partnership that has a fund' },
      ])
    }
    await mustBeMember(inside, programme.partnershipId, answers.sponsor)
    const author = personOf(inside)
    if (author === null)
      refuse(
        'forbidden',
        'funding.case.nobody',
        'A business case is written by a person, who can be asked about it. Act as a person of the group.',
      )
    const id = inside.id()
    const reference = await nextReference(inside, programme.partnershipId, programme.partnershipCode)
    await inside.subject({
      id,
      module: 'funding',
      noun: 'case',
      title: `${reference} ${answers.title}`,
      audience: `partnership:${programme.partnershipId}`,
    })
    await inside.tx
      .insertInto('funding.business_case')
      .values({
        id,
        reference,
        programme_id: programme.id,
        group_id: group.id,
        sponsor_organisation_id: answers.sponsor,
        author_person_id: author,
        manager_person_id: author,
        title: answers.title,
        problem: answers.problem,
        started_at: inside.now,
      })
      .execute()
    return { subject: id, result: { id, reference }, facts: { reference, group: group.id } }
  },
})

async function mustBeMember(inside: Inside, partnershipId: string, organisationId: string): Promise<void> {
  if (await isMemberOn(inside, partnershipId, organisationId, londonDate(inside.now))) return
  invalid('funding.case.no-such-sponsor', [
    { field: 'sponsor', message: 'Choose a partner that is a member today' },
  ])
}

async function nextReference(
  inside: Inside,
  partnershipId: string,
  partnershipCode: string,
): Promise<string> {
  const year = financialYearOf(londonDate(inside.now)).starting
  const counted = await inside.tx
    .insertInto('funding.case_number')
    .values({ partnership_id: partnershipId, year_starting: year, last: 1 })
    .onConflict((there) =>
      there.columns(['partnership_id', 'year_starting']).doUpdateSet({ last: sql`case_number.last + 1` }),
    )
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
    title: field.text('Title', { most: 120 }),
    problem: field.longText('What is the problem?', {
      most: 3000,
      hint: 'Who has it, how often, and what it costs. Leave the solution for later',
    }),
    beneficiaries: field
      .longText('Who gains, and how?', { most: 2000, hint: 'Needed before you submit' })
      .optional(),
    benefiting: field
      .picks('Partners that gain', {
        hint: 'Needed before you submit. The fund exists for the majority: more than half, or say why',
      })
      .optional(),
    minorityReason: field
      .longText('If half or fewer gain, why should the fund pay?', { most: 1000 })
      .optional(),
    sponsor: field.pick('Sponsoring partner'),
    manager: field.pick('Who would run the project'),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    await mustBeMember(inside, record.partnership_id, answers.sponsor)
    const members = await membersToday(inside, record.partnership_id)
    const benefiting = answers.benefiting ?? []
    if (benefiting.some((id) => !members.includes(id)))
      invalid('funding.case.no-such-partner', [
        { field: 'benefiting', message: 'Choose partners from the list; one of these is not a member today' },
      ])
    const manager = await inside.tx
      .selectFrom('organisations.person_card')
      .select('state')
      .where('id', '=', answers.manager)
      .executeTakeFirst()
    if (manager?.state !== 'active')
      invalid('funding.case.no-such-manager', [
        { field: 'manager', message: 'Choose somebody who works for a partner now' },
      ])
    await inside.tx.deleteFrom('funding.case_benefiting').where('case_id', '=', record.id).execute()
    for (const organisation_id of benefiting)
      await inside.tx
        .insertInto('funding.case_benefiting')
        .values({ case_id: record.id, organisation_id })
        .execute()
    await changeCase(inside, record, {
      title: answers.title,
      problem: answers.problem,
      beneficiaries: answers.beneficiaries,
      minority_reason: answers.minorityReason,
      sponsor_organisation_id: answers.sponsor,
      manager_person_id: answers.manager,
    })
    await inside.subject({
      id: record.id,
      module: 'funding',
      noun: 'case',
      title: `${record.reference} ${answers.title}`,
      audience: `partnership:${record.partnership_id}`,
    })
    return {
      subject: record.id,
      result: answerOf(record),
      facts: { benefiting: benefiting.length, members: members.length },
    }
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
    outcome: field.choice('What the screening found', {
      'no-relevance': 'Nobody is affected because of a protected characteristic',
      relevance: 'Some people are affected: an equality impact assessment was made',
    }),
    reasoning: field.longText('Why', { most: 2000, hint: 'A whole sentence. "N/A" is not an answer' }),
    assessor: field.pick('Who screened it'),
    screenedOn: field.date('When'),
    assessmentReference: field.text('Reference of the equality impact assessment', { most: 60 }).optional(),
    mitigations: field
      .longText('What is done so that nobody is put at a disadvantage', { most: 2000 })
      .optional(),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, WRITE, 'edit', answers)
    const faults = equalityFaults(answers)
    if (faults.length > 0) invalid('funding.case.equality', faults)
    if (Temporal.PlainDate.compare(answers.screenedOn, londonDate(inside.now)) > 0)
      invalid('funding.case.equality-date', [
        { field: 'screenedOn', message: 'The day of the screening must be today or earlier' },
      ])
    const assessor = await inside.tx
      .selectFrom('organisations.person_card')
      .select('id')
      .where('id', '=', answers.assessor)
      .executeTakeFirst()
    if (assessor === undefined)
      invalid('funding.case.equality-assessor', [
        { field: 'assessor', message: 'Choose who screened it from the list' },
      ])
    await changeCase(inside, record, {
      equality_outcome: answers.outcome,
      equality_reasoning: answers.reasoning,
      equality_assessor_id: answers.assessor,
      equality_on: answers.screenedOn,
      equality_reference: answers.assessmentReference,
      equality_mitigations: answers.mitigations,
    })
    return { subject: record.id, result: answerOf(record), facts: { outcome: answers.outcome } }
  },
})
