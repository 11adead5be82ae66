// What the pages of a group share: the group of an address, a form about it.
import { notFound } from '#platform/errors/index.ts'
import type { FormState, View, Visit } from '#platform/http/index.ts'
import { formPage, type FormPageMore } from '#web/forms.ts'
import { groupByCode, type GroupCard } from '../queries.ts'

export const groupOf = async (visit: Visit): Promise<GroupCard> =>
  (await groupByCode(visit, visit.params['group'] ?? '')) ?? notFound('group')

export const at = (group: { readonly code: string }): string => `/groups/${group.code}`

/** A form about one group under its heading. */
export const formView =
  (title: string, more: FormPageMore) =>
  (_visit: Visit, group: GroupCard, state: FormState): View =>
    formPage(title, state, { href: at(group), text: group.name }, more)
