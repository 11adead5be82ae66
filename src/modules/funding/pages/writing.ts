// Writing a business case: started, filled in section by section, checked, submitted, or withdrawn.
import { sectionPages } from './sections.ts'
import { filesOf } from '#platform/files/index.ts'
import { form, get, ownedFile, page } from '#platform/http/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { paragraph } from '#web/parts.ts'
import { attachFile, detachFile } from '../actions/attachments.ts'
import { submitCase, withdrawCase } from '../actions/cases.ts'
import { describeCase, screenCase, startCase } from '../actions/drafts.ts'
import { compareOptions, costCase, planCase, promiseBenefits, weighRisks } from '../actions/sections.ts'
import { caseForForm, groupsFor, partnerOptions, peopleOptions, shownCase, theCase } from './reading.ts'
import { READ, WRITE } from '../queries/cases.ts'
import { caseView, checkView, draftView } from '../views/case.ts'
import { caseForm, caseHref } from '../views/frame.ts'
import { attachmentsView, startView } from '../views/forms.ts'

export const writingPages = [
  form('/funding/cases/start', {
    action: startCase,
    load: (visit) => groupsFor(visit),
    values: (_, choice) => ({ group: choice.group ?? '', sponsor: choice.sponsor ?? '' }),
    options: (_, choice) => ({ group: choice.groups, sponsor: choice.partners }),
    view: (_, choice, state) => startView(state, choice.groups.length > 0),
    then: (result) => ({
      to: `/funding/cases/${result.reference}`,
      notice: 'The draft was started. Save each section when you like.',
    }),
  }),
  get('/funding/cases/:case', {
    permission: READ,
    async run(visit) {
      const shown = await shownCase(visit)
      return page(shown.record.state === 'draft' ? draftView(shown) : caseView(shown))
    },
  }),
  ...sectionPages(
    { describeCase, compareOptions, costCase, promiseBenefits, planCase, weighRisks, screenCase },
    { partnerOptions, peopleOptions },
  ),
  form('/funding/cases/:case/attachments', {
    action: attachFile,
    load: async (visit) => {
      const record = await caseForForm(visit, WRITE, 'edit')
      return { record, attached: await filesOf(visit.db, record.id) }
    },
    values: (_, { record }) => ({ case: record.id, version: String(record.version) }),
    view: (_, { record, attached }, state) => attachmentsView(record, attached, state),
    then: (_, __, { record }) => ({
      to: `${caseHref(record)}/attachments`,
      notice: 'The file was attached.',
    }),
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
    view: (_, record, state) =>
      caseForm(record, 'Remove a file', state, { submit: 'Remove it', look: 'warning' }),
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
    then: (_, __, { record }) => ({
      to: caseHref(record),
      notice: `Business case ${record.reference} was submitted. The fund officer names who scores it.`,
    }),
  }),
  form('/funding/cases/:case/withdraw', {
    action: withdrawCase,
    load: (visit) => caseForForm(visit, 'funding.case.withdraw', 'withdraw'),
    values: (_, record) => ({ case: record.id, version: String(record.version) }),
    view: (_, record, state) =>
      caseForm(record, 'Withdraw the business case', state, {
        submit: 'Withdraw it',
        look: 'warning',
        intro: paragraph(
          'It stays on record and can no longer be decided. Another case can be started at any time.',
        ),
      }),
    then: (_, __, record) => ({
      to: record.state === 'draft' ? '/funding/cases' : caseHref(record),
      notice: 'The business case was withdrawn.',
    }),
  }),
]
