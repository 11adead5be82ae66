// The frame that every page of one project shares: where it stands, and the form pages around it.
import type { Content } from '#platform/html/index.ts'
import { html } from '#platform/html/index.ts'
import type { FormState, View } from '#platform/http/index.ts'
import { renderForm, type FormMore } from '#web/forms.ts'
import { heading } from '#web/parts.ts'
import type { ProjectRow } from '../queries/projects.ts'

export const projectHref = (project: Pick<ProjectRow, 'reference'>): string =>
  `/projects/${project.reference}`

/** A form about a project: its title, what goes before, the questions, a way back. */
export function projectForm(
  project: ProjectRow,
  title: string,
  form: FormState,
  more: FormMore & { readonly intro?: Content; readonly wide?: boolean },
): View {
  const { intro, wide, ...rest } = more
  return {
    title: `${title}: ${project.title}`,
    back: { href: projectHref(project), text: `Project ${project.reference}` },
    body: html`${heading(title, { caption: `${project.reference} ${project.title}` })}${intro}${renderForm(form, { cancel: { href: projectHref(project) }, ...rest })}`,
    ...(wide === true ? { wide } : {}),
  }
}
