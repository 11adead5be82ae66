// What the pages of a group share: the group of an address, a form under its heading, a list as a file.
import { notFound } from '#platform/errors/index.ts'
import { html } from '#platform/html/index.ts'
import { download, type FormState, type View, type Visit } from '#platform/http/index.ts'
import { csvOf, xlsxOf, type Column } from '#platform/tables/index.ts'
import { errorSummary, renderForm, type FormMore } from '#web/forms.ts'
import { heading } from '#web/parts.ts'
import { groupByCode, type GroupCard } from '../queries.ts'

export const groupOf = async (visit: Visit): Promise<GroupCard> =>
  (await groupByCode(visit, visit.params['group'] ?? '')) ?? notFound('group')

export const at = (group: { readonly code: string }): string => `/groups/${group.code}`

export async function file<Row>(
  name: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  format: string,
) {
  if (format === 'csv')
    return download({ name: `${name}.csv`, type: 'text/csv; charset=utf-8', bytes: csvOf(columns, rows) })
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  return download({ name: `${name}.xlsx`, type, bytes: await xlsxOf(columns, rows, name) })
}

/** A form about one group under its heading. */
export const formView =
  (title: string, more: Omit<FormMore, 'cancel' | 'summary'>) =>
  (_visit: Visit, group: GroupCard, state: FormState): View =>
    aboutForm(state, { title, about: group.name, href: at(group), more })

/** A form about any record that has a page of its own. */
export function aboutForm(
  state: FormState,
  form: {
    readonly title: string
    readonly about: string
    readonly href: string
    readonly more: Omit<FormMore, 'cancel' | 'summary'>
  },
): View {
  const { title, about, href, more } = form
  return {
    title: `${title}: ${about}`,
    back: { href, text: about },
    body: html`${errorSummary(state)}${heading(title, { caption: about })}${renderForm(state, {
      ...more,
      summary: false,
      cancel: { href },
    })}`,
  }
}
