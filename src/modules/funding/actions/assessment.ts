// Assessing a case: the fund officer names assessors, each scores every published criterion, and the officer
// puts the case to the decision when all have scored.
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { hasInterest } from '#modules/governance/index.ts'
import { assessmentOf, criteriaOf } from '../queries/assessment.ts'
import { maySee } from '../queries/cases.ts'
import { programmeById } from '../queries/programmes.ts'
import { mayCompleteAssessment, mayScore, mustAllow, scoreFaults } from '../rules.ts'
import { answerOf, changeCase, lockedCase, mustWorkOn, type LockedCase } from './case.ts'
import { putToDecision } from './cases.ts'

/** Names who scores a case. The author and people with a declared interest cannot be named (F6). */
export const nameAssessors = action({
  name: 'funding.assessor.name',
  title: 'Name the assessors',
  doors: ['page', 'api', 'command'],
  fields: {
    case: field.id('Business case'),
    version: field.version(),
    people: field.picks('Assessors', { most: 9 }),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, 'funding.assessor.name', 'score', answers)
    const scored = new Set(
      (await assessmentOf(inside, { id: record.id, programmeId: record.programme_id })).scores.map(
        (one) => one.personId,
      ),
    )
    for (const person of answers.people) await mustBeAble(inside, record, person)
    // Whoever scored already stays: a score is not lost by naming others.
    await inside.tx
      .deleteFrom('funding.assessor')
      .where('case_id', '=', record.id)
      .where('person_id', 'not in', [...answers.people, ...scored])
      .execute()
    for (const person_id of answers.people)
      await inside.tx
        .insertInto('funding.assessor')
        .values({ case_id: record.id, person_id, named_at: inside.now })
        .onConflict((there) => there.doNothing())
        .execute()
    await changeCase(inside, record, {})
    return { subject: record.id, result: answerOf(record), facts: { assessors: answers.people.length } }
  },
})

async function mustBeAble(inside: Inside, record: LockedCase, personId: string): Promise<void> {
  const person = await inside.tx
    .selectFrom('organisations.person_card')
    .select(['name', 'state'])
    .where('id', '=', personId)
    .executeTakeFirst()
  const name = person?.name ?? 'Somebody'
  const no = (message: string): never => invalid('funding.assessor.unable', [{ field: 'people', message }])
  if (person?.state !== 'active') no('Choose people who work for a partner now')
  if (personId === record.author_person_id) no(`${name} wrote the case, so others score it`)
  if (await hasInterest(inside, personId, record.id)) no(`${name} declared an interest in the case`)
}

/** Scores every criterion. An assessor may change the scores until the case is put to the decision. */
export const scoreCase = action({
  name: 'funding.case.score',
  title: 'Score the business case',
  doors: ['page', 'api', 'command'],
  fields: {
    case: field.id('Business case'),
    scores: field.rows(
      'Scores',
      {
        criterion: field.id('Criterion'),
        score: field.integer('Score, 0 to 4', { least: 0, most: 4 }),
        comment: field.text('Why', { most: 500 }).optional(),
      },
      { least: 1, most: 30, missing: 'Score every criterion' },
    ),
  },
  async run(inside, answers) {
    const record = await lockedCase(inside, answers.case)
    if (
      record === undefined ||
      !maySee(inside, {
        id: record.id,
        partnershipId: record.partnership_id,
        groupId: record.group_id,
        state: record.state,
      })
    )
      return notFound('business case')
    const person = personOf(inside)
    if (person === null)
      refuse('forbidden', 'funding.case.not-assessor', 'Scores are given by the named assessors.')
    const named = await inside.tx
      .selectFrom('funding.assessor')
      .select('person_id')
      .where('case_id', '=', record.id)
      .where('person_id', '=', person)
      .executeTakeFirst()
    mayScore(record.reference, {
      isAssessor: named !== undefined,
      isAuthor: person === record.author_person_id,
      hasInterest: await hasInterest(inside, person, record.id),
    })
    mustAllow('score', record)
    const faults = scoreFaults(await criteriaOf(inside, record.programme_id), answers.scores)
    if (faults.length > 0) invalid('funding.case.scores', faults)
    await inside.tx
      .deleteFrom('funding.score')
      .where('case_id', '=', record.id)
      .where('assessor_person_id', '=', person)
      .execute()
    for (const one of answers.scores) {
      await inside.tx
        .insertInto('funding.score')
        .values({
          id: inside.id(),
          case_id: record.id,
          criterion_id: one.criterion,
          assessor_person_id: person,
          score: one.score,
          comment: one.comment,
          scored_at: inside.now,
        })
        .execute()
    }
    return { subject: record.id, result: answerOf(record), facts: { criteria: answers.scores.length } }
  },
})

/** Completes the assessment and puts the case on the agenda of the group that decides. */
export const assessCase = action({
  name: 'funding.case.assess',
  title: 'Put the case to the decision',
  doors: ['page', 'api', 'command'],
  fields: {
    case: field.id('Business case'),
    version: field.version(),
    assessment: field.longText('The assessment in a few sentences', {
      most: 2000,
      hint: 'What the scores say, and anything the decision should know',
    }),
  },
  async run(inside, answers) {
    const record = await mustWorkOn(inside, 'funding.case.assess', 'assess', answers)
    const { scored, waiting, meanPerMille } = await assessmentOf(inside, {
      id: record.id,
      programmeId: record.programme_id,
    })
    const { leastAssessors } = await programmeById(inside, record.programme_id)
    mayCompleteAssessment(record.reference, { scored, waiting, least: leastAssessors })
    await changeCase(inside, record, {
      state: 'assessed',
      assessed_at: inside.now,
      assessment: answers.assessment,
    })
    await putToDecision(inside, record)
    return {
      subject: record.id,
      result: answerOf(record),
      facts: { scored, mean_per_mille: meanPerMille ?? 0 },
    }
  },
})
