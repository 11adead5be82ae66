// The addresses of funding, in the order in which a case goes through them. Each says its permission (a form: its
// action's), reads what it shows, and chooses its view.
import { filesOf } from '#platform/files/index.ts'
import { form, get, ownedFile, page } from '#platform/http/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { declareInterest, hasInterest } from '#modules/governance/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { inset, paragraph, summaryList } from '#web/parts.ts'
import { assessCase, nameAssessors, scoreCase } from './actions/assessment.ts'
import { attachFile, detachFile } from './actions/attachments.ts'
import { resumeCase, submitCase, withdrawCase } from './actions/cases.ts'
import { compareOptions, costCase, describeCase, planCase, promiseBenefits, screenCase, startCase, weighRisks } from './actions/drafts.ts'
import { correctLedger, payIn } from './actions/ledger.ts'
import { createProgramme, editProgramme, publishCriteria } from './actions/programmes.ts'
import { checkAssertion } from '#platform/figures/index.ts'
import { statedFundedProjects } from './figures.ts'
import { listFile, MOST_DOWNLOADED } from './pages/files.ts'
import { caseFilter, caseForForm, comparedCases, groupsFor, ledgerOf, monthEnds, partnerOptions, peopleOptions, shownCase, theCase } from './pages/reading.ts'
import { sectionPages } from './pages/sections.ts'
import { assessmentOf, criteriaOf } from './queries/assessment.ts'
import { caseList, maySee, READ, WRITE } from './queries/cases.ts'
import { awardsOf, balanceOn, maySeeLedger, READ_LEDGER } from './queries/ledger.ts'
import { fundedProjects, programmeByCode, programmeList } from './queries/programmes.ts'
import { countedInWords, scoreInWords } from './rules.ts'
import { assessmentView, scoringView } from './views/assessment.ts'
import { caseView, checkView, draftView } from './views/case.ts'
import { caseColumns, caseListView } from './views/cases.ts'
import { caseForm, caseHref } from './views/frame.ts'
import { awardColumns, awardListView, entryColumns, ledgerView } from './views/ledger.ts'
import { overviewView } from './views/overview.ts'
import { programmeListView, programmeView } from './views/programmes.ts'
import { attachmentsView, criteriaForm, moneyForm, programmeForm, startView } from './views/forms.ts'

const PROGRAMMES = 'funding.programme.read'

const overview = [
  get('/funding', {
    permission: PROGRAMMES,
    async run(visit) {
      const programmes = await programmeList(visit)
      const funds = []
      for (const fund of programmes.filter((one) => one.source === 'internal')) funds.push({ fund, balance: maySeeLedger(visit, fund.partnershipId) ? await balanceOn(visit, fund.id, londonDate(visit.now)) : null })
      const waiting = visit.may(READ) ? (await caseList(visit, { states: ['submitted', 'assessed'] })).rows : []
      return page(overviewView({ funds, external: programmes.filter((one) => one.source === 'external'), waiting, mayStart: visit.may(WRITE), mayReadCases: visit.may(READ), mayAddProgramme: visit.may('funding.programme.create') }))
    },
  }),
  get('/funding/cases', {
    permission: READ,
    async run(visit) {
      const { format } = visit.query
      const found = await caseList(visit, await caseFilter(visit), format === undefined ? undefined : MOST_DOWNLOADED)
      return format === undefined ? page(caseListView(found, visit.query, visit.may(WRITE))) : listFile('business-cases', format, caseColumns, found.rows)
    },
  }),
  get('/funding/awards', {
    permission: READ_LEDGER,
    async run(visit) {
      const rows = []
      for (const fund of await programmeList(visit, { source: 'internal' })) if (maySeeLedger(visit, fund.partnershipId)) rows.push(...(await awardsOf(visit, fund.id)))
      const { format } = visit.query
      return format === undefined ? page(awardListView(rows)) : listFile('awards', format, awardColumns, rows)
    },
  }),
]

const writing = [
  form('/funding/cases/start', {
    action: startCase,
    load: (visit) => groupsFor(visit),
    values: (_, choice) => ({ group: choice.group ?? '', sponsor: choice.sponsor ?? '' }),
    options: (_, choice) => ({ group: choice.groups, sponsor: choice.partners }),
    view: (_, choice, state) => startView(state, choice.groups.length > 0),
    then: (result) => ({ to: `/funding/cases/${result.reference}`, notice: 'The draft was started. Save each section when you like.' }),
  }),
  get('/funding/cases/:case', {
    permission: READ,
    async run(visit) {
      const shown = await shownCase(visit)
      return page(shown.record.state === 'draft' ? draftView(shown) : caseView(shown))
    },
  }),
  ...sectionPages({ describeCase, compareOptions, costCase, promiseBenefits, planCase, weighRisks, screenCase }, { partnerOptions, peopleOptions }),
  form('/funding/cases/:case/attachments', {
    action: attachFile,
    load: async (visit) => {
      const record = await caseForForm(visit, WRITE, 'edit')
      return { record, attached: await filesOf(visit.db, record.id) }
    },
    values: (_, { record }) => ({ case: record.id, version: String(record.version) }),
    view: (_, { record, attached }, state) => attachmentsView(record, attached, state),
    then: (_, __, { record }) => ({ to: `${caseHref(record)}/attachments`, notice: 'The file was attached.' }),
  }),
  get('/funding/cases/:case/attachments/:file', {
    permission: READ,
    async run(visit) {
      const record = await theCase(visit)
      const found = (await filesOf(visit.db, record.id)).find((one) => one.id === visit.params['file'])
      return found === undefined ? notFound('file') : ownedFile({ file: found.id, owner: record.id })
    },
  }),
  form('/funding/cases/:case/attachments/:file/remove', {
    action: detachFile,
    fixed: (visit) => ({ file: visit.params['file'] }),
    load: (visit) => caseForForm(visit, WRITE, 'edit'),
    values: (_, record) => ({ case: record.id, version: String(record.version) }),
    view: (_, record, state) => caseForm(record, 'Remove a file', state, { submit: 'Remove it', look: 'warning' }),
    then: (_, __, record) => ({ to: `${caseHref(record)}/attachments`, notice: 'The file was removed.' }),
  }),
  form('/funding/cases/:case/check', {
    action: submitCase,
    load: async (visit) => {
      await caseForForm(visit, 'funding.case.submit', 'submit')
      return shownCase(visit)
    },
    values: (_, { record }) => ({ case: record.id, version: String(record.version) }),
    view: (_, shown, state) => checkView(shown, state),
    then: (_, __, { record }) => ({ to: caseHref(record), notice: `Business case ${record.reference} was submitted. The fund officer names who scores it.` }),
  }),
  form('/funding/cases/:case/withdraw', {
    action: withdrawCase,
    load: (visit) => caseForForm(visit, 'funding.case.withdraw', 'withdraw'),
    values: (_, record) => ({ case: record.id, version: String(record.version) }),
    view: (_, record, state) => caseForm(record, 'Withdraw the business case', state, { submit: 'Withdraw it', look: 'warning', intro: paragraph('It stays on record and can no longer be decided. Another case can be started at any time.') }),
    then: (_, __, record) => ({ to: record.state === 'draft' ? '/funding/cases' : caseHref(record), notice: 'The business case was withdrawn.' }),
  }),
]

const assessing = [
  form('/funding/cases/:case/assessors', {
    action: nameAssessors,
    load: async (visit) => {
      const record = await caseForForm(visit, 'funding.assessor.name', 'score')
      return { record, assessors: (await assessmentOf(visit, record)).assessors, people: await peopleOptions(visit, record, 'deciding') }
    },
    values: (_, { record, assessors }) => ({ case: record.id, version: String(record.version), people: assessors.map((one) => one.personId) }),
    options: (_, { people }) => ({ people }),
    view: (_, { record }, state) => caseForm(record, 'Name the assessors', state, { submit: 'Name them', intro: paragraph(`At least ${record.leastAssessors} must score the case. Its author and people who declared an interest are not offered.`) }),
    then: (_, __, { record }) => ({ to: caseHref(record), notice: 'The assessors were named; the case stands on their home page.' }),
  }),
  form('/funding/cases/:case/score', {
    action: scoreCase,
    load: async (visit) => {
      const record = await theCase(visit)
      return { record, criteria: await criteriaOf(visit, record.programmeId), scores: (await assessmentOf(visit, record)).scores }
    },
    fixed: () => ({}),
    values: (visit, { record, criteria, scores }) => ({
      case: record.id,
      scores: criteria.map((criterion) => {
        const own = scores.find((score) => visit.actor.kind === 'person' && score.personId === visit.actor.id && score.criterionId === criterion.id)
        return { criterion: criterion.id, score: own?.score ?? '', comment: own?.comment ?? '' }
      }),
    }),
    view: (_, { record, criteria }, state) => scoringView(record, criteria, { ...state, hidden: { ...state.hidden, case: record.id } }),
    then: (_, __, { record }) => ({ to: `${caseHref(record)}/assessment`, notice: 'Your scores were saved. You can change them until the case is put to the decision.' }),
  }),
  get('/funding/cases/:case/assessment', {
    permission: READ,
    async run(visit) {
      const record = await theCase(visit)
      if (record.state === 'draft') return notFound('assessment')
      return page(assessmentView(record, await assessmentOf(visit, record), await comparedCases(visit, record)))
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
        intro: summaryList([{ key: 'Score', value: assessment.meanPerMille === undefined ? 'None yet' : scoreInWords(assessment.meanPerMille) }, { key: 'Assessors who scored', value: `${assessment.scored} of at least ${record.leastAssessors}` }, { key: 'Still waited for', value: String(assessment.waiting) }]),
      }),
    then: (_, __, { record }) => ({ to: caseHref(record), notice: 'The case stands on the next agenda for decision.' }),
  }),
  form('/funding/cases/:case/resume', {
    action: resumeCase,
    load: (visit) => caseForForm(visit, 'funding.case.resume', 'resume'),
    values: (_, record) => ({ case: record.id, version: String(record.version) }),
    view: (_, record, state) => caseForm(record, 'Bring the case back for decision', state, { submit: 'Put it on the next agenda', intro: paragraph('What it asks for stays as it was.') }),
    then: (_, __, record) => ({ to: caseHref(record), notice: 'The case stands on the next agenda for decision.' }),
  }),
  form('/funding/cases/:case/interest', {
    action: declareInterest,
    load: async (visit) => {
      const record = await theCase(visit)
      return maySee(visit, record) && record.state !== 'draft' ? { record, declared: visit.actor.kind === 'person' && (await hasInterest(visit, visit.actor.id, record.id)) } : notFound('business case')
    },
    values: (_, { record }) => ({ subject: record.id }),
    view: (_, { record, declared }, state) =>
      caseForm(record, 'Declare an interest', state, { submit: 'Declare it', fields: ['subject', 'nature'], intro: declared ? inset('You declared an interest in this case already.') : paragraph('Whoever has an interest in a case neither scores it nor votes on it. The declaration is printed with the decision.') }),
    then: (_, __, { record }) => ({ to: caseHref(record), notice: 'Your interest was declared.' }),
  }),
]

const programmes = [
  get('/funding/programmes', { permission: PROGRAMMES, run: async (visit) => page(programmeListView(await programmeList(visit), visit.may(READ))) }),
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
          programme, funded, criteria: await criteriaOf(visit, programme.id), counted: funded.length === 0 ? null : countedInWords(funded.map((one) => one.kind)),
          findings: await checkAssertion(visit, statedFundedProjects, { programme }), balance: own && maySeeLedger(visit, programme.partnershipId) ? await balanceOn(visit, programme.id, londonDate(visit.now)) : null,
          mayStart: visit.may(WRITE), mayEdit: visit.may('funding.programme.edit', { kind: 'partnership', id: programme.partnershipId }),
        }),
      )
    },
  }),
  form('/funding/programmes/:programme/edit', {
    action: editProgramme,
    load: (visit) => programmeByCode(visit, visit.params['programme'] ?? ''),
    values: (_, programme) => ({
      programme: programme.id, version: String(programme.version), name: programme.name, funder: programme.funder, note: programme.note ?? '', guidance: programme.guidance ?? '',
      opensOn: programme.opensOn?.toString() ?? '', closesOn: programme.closesOn?.toString() ?? '', leastAssessors: String(programme.leastAssessors),
    }),
    view: (_, programme, state) => programmeForm(`Change ${programme.name}`, state, `/funding/programmes/${programme.code}`),
    then: (_, __, programme) => ({ to: `/funding/programmes/${programme.code}`, notice: 'The programme was changed.' }),
  }),
  form('/funding/programmes/:programme/criteria', {
    action: publishCriteria,
    load: async (visit) => {
      const programme = await programmeByCode(visit, visit.params['programme'] ?? '')
      return { programme, criteria: await criteriaOf(visit, programme.id) }
    },
    values: (_, { programme, criteria }) => ({ programme: programme.id, criteria: criteria.map(({ title, guidance, weight }) => ({ title, guidance, weight: String(weight) })) }),
    view: (_, { programme }, state) => criteriaForm(programme, state),
    then: (_, __, { programme }) => ({ to: `/funding/programmes/${programme.code}#criteria`, notice: 'The criteria were published.' }),
  }),
]

const ledger = [
  get('/funding/programmes/:programme/ledger', {
    permission: READ_LEDGER,
    async run(visit) {
      const { format } = visit.query
      const shown = await ledgerOf(visit, format === undefined ? undefined : MOST_DOWNLOADED)
      if (format !== undefined) return listFile('ledger', format, entryColumns, shown.page.rows)
      const months = []
      for (const on of monthEnds(shown.on)) months.push({ on, balance: shown.balanceAt(on) })
      return page(ledgerView({ ...shown, months }))
    },
  }),
  form('/funding/programmes/:programme/ledger/pay-in', {
    action: payIn,
    load: (visit) => programmeByCode(visit, visit.params['programme'] ?? ''),
    values: (_, programme) => ({ programme: programme.id }),
    view: (_, programme, state) => moneyForm(programme, 'Record money paid in', state, 'Subscriptions are booked by themselves when their payment is recorded. This is for everything else.'),
    then: (_, __, programme) => ({ to: `/funding/programmes/${programme.code}/ledger`, notice: 'The money was recorded.' }),
  }),
  form('/funding/programmes/:programme/ledger/correct', {
    action: correctLedger,
    load: (visit) => programmeByCode(visit, visit.params['programme'] ?? ''),
    values: (_, programme) => ({ programme: programme.id }),
    view: (_, programme, state) => moneyForm(programme, 'Correct the ledger', state, 'Entries are never changed. A correction is an entry of its own, dated today.'),
    then: (_, __, programme) => ({ to: `/funding/programmes/${programme.code}/ledger`, notice: 'The correction was recorded.' }),
  }),
]

export const pages = [...overview, ...writing, ...assessing, ...programmes, ...ledger]
