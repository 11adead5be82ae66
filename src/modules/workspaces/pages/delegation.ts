// Who may book for one, and for whom one may book.
import { form, type Page } from '#platform/http/index.ts'
import { endDelegation, giveDelegation } from '../actions/delegation.ts'
import { colleaguesOf, delegationsOf } from '../queries/delegation.ts'
import { delegatesView, endDelegationView } from '../views/together.ts'

const AT = '/workspaces/delegates'

const delegates = form(AT, {
  action: giveDelegation,
  load: delegationsOf,
  options: async (visit, { given }) => ({
    delegate: (await colleaguesOf(visit))
      .filter((one) => !given.some((there) => there.delegate_id === one.id))
      .map((one) => ({ value: one.id, text: one.name, hint: one.organisation_name })),
  }),
  view: (_visit, loaded, state) => delegatesView(loaded, state),
  then: ({ given }) => ({
    to: AT,
    notice: given
      ? 'Your colleague may now book for you, and sees that here too.'
      : 'They may book for you already.',
  }),
})

const end = form(`${AT}/:delegation/end`, {
  action: endDelegation,
  load: delegationsOf,
  fixed: (visit) => ({ delegation: visit.params['delegation'] ?? '' }),
  view: (visit, loaded, state) => endDelegationView(loaded, visit.params['delegation'] ?? '', state),
  then: () => ({ to: AT, notice: 'That has ended. Bookings that were made stay as they are.' }),
})

export const delegationPages: readonly Page[] = [delegates, end]
