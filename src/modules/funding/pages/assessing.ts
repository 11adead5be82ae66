// Assessing a business case: assessors named, scores given and compared, an interest declared, put to the decision.
import { form, get, page } from '#platform/http/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { declareInterest, hasInterest } from '#modules/governance/index.ts'
import { inset, paragraph, summaryList } from '#web/parts.ts'
import { assessCase, nameAssessors, scoreCase } from '../actions/assessment.ts'
import { resumeCase } from '../actions/cases.ts'
import { caseForForm, comparedCases, peopleOptions, theCase } from './reading.ts'
import { assessmentOf, criteriaOf, maySeeScores } from '../queries/assessment.ts'
import { maySee, READ } from '../queries/cases.ts'
import { scoreInWords } from '../rules.ts'
import { assessmentView, scoringView } from '../views/assessment.ts'
import { caseForm, caseHref } from '../views/frame.ts'

export const assessingPages = [
  form('/funding/cases/:case/assessors', {
    action: nameAssessors,
    load: async (visit) => {
      const record = await caseForForm(visit, 'funding.assessor.name', 'score')
      return {
        record,
        assessors: (await assessmentOf(visit, record)).assessors,
        people: await peopleOptions(visit, record, 'deciding'),
      }
    },
    values: (_, { record, assessors }) => ({
      case: record.id,
      version: String(record.version),
      people: assessors.map((one) => one.personId),
    }),
    options: (_, { people }) => ({ people }),
    view: (_, { record }, state) =>
      caseForm(record, 'Name the assessors', state, {
        submit: 'Name them',
        intro: paragraph(
          `At least ${record.leastAssessors} must score the case. Its author and people who declared an interest are not offered.`,
        ),
      }),
    then: (_, __, { record }) => ({
      to: caseHref(record),
      notice: 'The assessors were named; the case stands on their home page.',
    }),
  }),
  form('/funding/cases/:case/score', {
    action: scoreCase,
    load: async (visit) => {
      const record = await theCase(visit)
      return {
        record,
        criteria: await criteriaOf(visit, record.programmeId),
        scores: (await assessmentOf(visit, record)).scores,
      }
    },
    fixed: () => ({}),
    values: (visit, { record, criteria, scores }) => ({
      case: record.id,
      scores: criteria.map((criterion) => {
        const own = scores.find(
          (score) =>
            visit.actor.kind === 'person' &&
            score.personId === visit.actor.id &&
            score.criterionId === criterion.id,
        )
        return { criterion: criterion.id, score: own?.score ?? '', comment: own?.comment ?? '' }
      }),
    }),
    view: (_, { record, criteria }, state) =>
      scoringView(record, criteria, { ...state, hidden: { ...state.hidden, case: record.id } }),
    then: (_, __, { record }) => ({
      to: caseHref(record),
      notice: 'Your scores were saved. You can change them until the case is put to the decision.',
    }),
  }),
  get('/funding/cases/:case/assessment', {
    permission: READ,
    async run(visit) {
      const record = await theCase(visit)
      if (!maySeeScores(visit, record)) return notFound('assessment')
      return page(
        assessmentView(record, await assessmentOf(visit, record), await comparedCases(visit, record)),
      )
    },
  }),
  form('/funding/cases/:case/assess', {
    action: assessCase,
    load: async (visit) => {
      const record = await caseForForm(visit, 'funding.case.assess', 'assess')
      return { record, assessment: await assessmentOf(visit, record) }
    },
    values: (_, { record }) => ({ case: record.id, version: String(record.version) }),
    view: (_, { record, assessment }, state) =>
      caseForm(record, 'Put the case to the decision', state, {
        submit: 'Put it on the agenda',
        intro: summaryList([
          {
            key: 'Score',
            value: assessment.meanPerMille === undefined ? 'None yet' : scoreInWords(assessment.meanPerMille),
          },
          { key: 'Assessors who scored', value: `${assessment.scored} of at least ${record.leastAssessors}` },
          { key: 'Still waited for', value: String(assessment.waiting) },
        ]),
      }),
    then: (_, __, { record }) => ({
      to: caseHref(record),
      notice: 'The case stands on the next agenda for decision.',
    }),
  }),
  form('/funding/cases/:case/resume', {
    action: resumeCase,
    load: (visit) => caseForForm(visit, 'funding.case.resume', 'resume'),
    values: (_, record) => ({ case: record.id, version: String(record.version) }),
    view: (_, record, state) =>
      caseForm(record, 'Bring the case back for decision', state, {
        submit: 'Put it on the next agenda',
        intro: paragraph('What it asks for stays as it was.'),
      }),
    then: (_, __, record) => ({
      to: caseHref(record),
      notice: 'The case stands on the next agenda for decision.',
    }),
  }),
  form('/funding/cases/:case/interest', {
    action: declareInterest,
    load: async (visit) => {
      const record = await theCase(visit)
      return maySee(visit, record) && record.state !== 'draft'
        ? {
            record,
            declared: visit.actor.kind === 'person' && (await hasInterest(visit, visit.actor.id, record.id)),
          }
        : notFound('business case')
    },
    values: (_, { record }) => ({ subject: record.id }),
    view: (_, { record, declared }, state) =>
      caseForm(record, 'Declare an interest', state, {
        submit: 'Declare it',
        fields: ['subject', 'nature'],
        intro: declared
          ? inset('You declared an interest in this case already.')
          : paragraph(
              'Whoever has an interest in a case neither scores it nor votes on it. The declaration is printed with the decision.',
            ),
      }),
    then: (_, __, { record }) => ({ to: caseHref(record), notice: 'Your interest was declared.' }),
  }),
]
