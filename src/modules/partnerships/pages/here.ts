// The partnership that an address names, and the way back to it.
import type { Visit } from '#platform/http/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import type { FormState } from '#platform/http/index.ts'
import { errorSummary, renderForm, type FormMore } from '#web/forms.ts'
import { heading } from '#web/parts.ts'
import { partnershipByCode, type Partnership } from '../queries/partnerships.ts'

export const partnershipHere = (visit: Visit): Promise<Partnership> =>
  partnershipByCode(visit, visit.params['partnership'] ?? '')

/** Fixes the partnership of an action to the one in the address. */
export const fixedPartnership = (visit: Visit): { partnership: string | undefined } => ({
  partnership: visit.params['partnership'],
})

export const addressOf = (partnership: Pick<Partnership, 'code'>): string =>
  `/partnerships/${partnership.code}`

export const crumbs = (
  partnership?: Pick<Partnership, 'code' | 'name'>,
  ...more: readonly { text: string; href: string }[]
) => [
  { text: 'Partnerships', href: '/partnerships' },
  ...(partnership === undefined ? [] : [{ text: partnership.name, href: addressOf(partnership) }]),
  ...more,
]

export const scopeOf = (partnership: Pick<Partnership, 'id'>) => ({ kind: 'partnership', id: partnership.id })

/** A form's page: heading, what it does in a sentence, the form, and the way back. */
export function formBody(
  state: FormState,
  title: string,
  caption: string,
  more: Omit<FormMore, 'summary'>,
  before?: Html | null,
): Html {
  return html`${errorSummary(state)}${heading(title, { caption })}${before ?? null}${renderForm(state, { ...more, summary: false })}`
}
