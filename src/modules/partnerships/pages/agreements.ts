// Addresses of agreements.
import { notFound } from '#platform/errors/index.ts'
import { form, get, ownedFile } from '#platform/http/index.ts'
import { addAgreement } from '../actions/agreements.ts'
import { agreementById } from '../queries/agreements.ts'
import { addressOf, crumbs, fixedPartnership, formBody, partnershipHere } from './here.ts'

export const agreementPages = [
  form('/partnerships/:partnership/agreements/add', {
    action: addAgreement,
    load: partnershipHere,
    fixed: fixedPartnership,
    view: (_visit, partnership, state) => ({
      title: 'Add an agreement',
      breadcrumbs: crumbs(partnership),
      body: formBody(state, 'Add an agreement', partnership.name, {
        submit: 'Add the agreement',
        cancel: { href: addressOf(partnership) },
      }),
    }),
    then: ({ code }) => ({ to: `/partnerships/${code}`, notice: 'The agreement was added.' }),
  }),

  get('/partnerships/:partnership/agreements/:agreement', {
    permission: 'partnerships.agreement.list',
    async run(visit) {
      const partnership = await partnershipHere(visit)
      const agreement = await agreementById(visit, visit.params['agreement'] ?? '')
      if (agreement.partnership_id !== partnership.id || agreement.file_id === null)
        return notFound('agreement')
      return ownedFile({ file: agreement.file_id, owner: agreement.id })
    },
  }),
]
