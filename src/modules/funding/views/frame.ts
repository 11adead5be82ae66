// The frame that the pages of one case share: where the reader stands, and the form pages around it.
import { html, type Content } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { renderForm, type FormMore } from '#web/forms.ts'
import { heading } from '#web/parts.ts'
import type { CaseRow } from '../queries/cases.ts'

export const caseHref = (record: Pick<CaseRow, 'reference'>): string => `/funding/cases/${record.reference}`

/** A form about a case: its title, what goes before, the questions, a way back. */
export function caseForm(
  record: Pick<CaseRow, 'reference' | 'title'>,
  title: string,
  form: FormState,
  more: FormMore & { readonly intro?: Content },
): View {
  const { intro, ...rest } = more
  return {
    title: `${title}: ${record.title}`,
    back: { href: caseHref(record), text: `Business case ${record.reference}` },
    body: html`${heading(title, { caption: `${record.reference} ${record.title}` })}${intro}${renderForm(form, { cancel: { href: caseHref(record) }, ...rest })}`,
  }
}
