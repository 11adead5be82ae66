// Programmes: what they are for, the criteria of a fund, and what they paid for.
import { form, get, page } from '#platform/http/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { createProgramme, editProgramme, publishCriteria } from '../actions/programmes.ts'
import { checkAssertion } from '#platform/figures/index.ts'
import { statedFundedProjects } from '../figures.ts'
import { partnerOptions } from './reading.ts'
import { criteriaOf } from '../queries/assessment.ts'
import { READ, WRITE } from '../queries/cases.ts'
import { balanceOn, maySeeLedger } from '../queries/ledger.ts'
import { fundedProjects, programmeByCode, programmeList } from '../queries/programmes.ts'
import { countedInWords } from '../rules.ts'
import { programmeListView, programmeView } from '../views/programmes.ts'
import { criteriaForm, programmeForm } from '../views/forms.ts'

const PROGRAMMES = 'funding.programme.read'

export const programmesPages = [
  get('/funding/programmes', {
    permission: PROGRAMMES,
    run: async (visit) => page(programmeListView(await programmeList(visit), visit.may(READ))),
  }),
  form('/funding/programmes/add', {
    action: createProgramme,
    options: async (visit) => ({ partnership: await partnerOptions(visit, 'partnerships') }),
    view: (_, __, state) => programmeForm('Add a programme', state, '/funding/programmes'),
    then: (result) => ({ to: `/funding/programmes/${result.code}`, notice: 'The programme was added.' }),
  }),
  get('/funding/programmes/:programme', {
    permission: PROGRAMMES,
    async run(visit) {
      const programme = await programmeByCode(visit, visit.params['programme'] ?? '')
      const funded = await fundedProjects(visit, programme.code)
      const own = programme.source === 'internal'
      return page(
        programmeView({
          programme,
          funded,
          criteria: await criteriaOf(visit, programme.id),
          counted: funded.length === 0 ? null : countedInWords(funded.map((one) => one.kind)),
          findings: await checkAssertion(visit, statedFundedProjects, { programme }),
          balance:
            own && maySeeLedger(visit, programme.partnershipId)
              ? await balanceOn(visit, programme.id, londonDate(visit.now))
              : null,
          mayStart: visit.may(WRITE),
          mayEdit: visit.may('funding.programme.edit', { kind: 'partnership', id: programme.partnershipId }),
        }),
      )
    },
  }),
  form('/funding/programmes/:programme/edit', {
    action: editProgramme,
    load: (visit) => programmeByCode(visit, visit.params['programme'] ?? ''),
    values: (_, programme) => ({
      programme: programme.id,
      version: String(programme.version),
      name: programme.name,
      funder: programme.funder,
      note: programme.note ?? '',
      guidance: programme.guidance ?? '',
      opensOn: programme.opensOn?.toString() ?? '',
      closesOn: programme.closesOn?.toString() ?? '',
      leastAssessors: String(programme.leastAssessors),
    }),
    view: (_, programme, state) =>
      programmeForm(`Change ${programme.name}`, state, `/funding/programmes/${programme.code}`),
    then: (_, __, programme) => ({
      to: `/funding/programmes/${programme.code}`,
      notice: 'The programme was changed.',
    }),
  }),
  form('/funding/programmes/:programme/criteria', {
    action: publishCriteria,
    load: async (visit) => {
      const programme = await programmeByCode(visit, visit.params['programme'] ?? '')
      return { programme, criteria: await criteriaOf(visit, programme.id) }
    },
    values: (_, { programme, criteria }) => ({
      programme: programme.id,
      criteria: criteria.map(({ title, guidance, weight }) => ({ title, guidance, weight: String(weight) })),
    }),
    view: (_, { programme }, state) => criteriaForm(programme, state),
    then: (_, __, { programme }) => ({
      to: `/funding/programmes/${programme.code}#criteria`,
      notice: 'The criteria were published.',
    }),
  }),
]
