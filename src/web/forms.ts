// Forms from the fields an action declares: the controls, what was typed, and what is wrong with it, each
// fault said at the head of the page with a link to its field and again beside the field.
import { html, type Content, type Html } from '#platform/html/index.ts'
import { govuk } from './govuk.ts'
import { textOf } from './forms/asked.ts'
import { hiddenInputs, renderControl } from './forms/control.ts'
import { faultList } from './forms/faults.ts'
import type { FieldMore, FormState } from './forms/state.ts'
import { summaryList } from './parts/facts.ts'
import { heading, paragraph } from './parts/words.ts'

export type { FieldMore, FormState } from './forms/state.ts'
export type { FieldOption } from './forms/state.ts'

export type FormSection = {
  readonly title: string
  readonly text?: Content
  readonly fields: readonly string[]
}

export type FormMore = {
  readonly submit: string
  readonly look?: 'primary' | 'warning'
  readonly cancel?: { readonly href: string; readonly text?: string } | undefined
  /** Which fields, in which order; all in the order of the action when left out. */
  readonly fields?: readonly string[]
  /** A long form under headings, instead of `fields`. */
  readonly sections?: readonly FormSection[]
  /** Changes to single fields: a longer hint, another label, radios instead of a list. */
  readonly more?: Readonly<Record<string, FieldMore>>
  readonly before?: Content
  readonly after?: Content
  /** False when the page shows the error summary itself, above its heading. */
  readonly summary?: boolean
}

/** The whole form. Its hidden answers carry the token against forgery, the form's own id and the record's version. */
export function renderForm(form: FormState, more: FormMore): Html {
  const sections: readonly (
    | FormSection
    | { readonly title?: undefined; readonly text?: undefined; readonly fields: readonly string[] }
  )[] = more.sections ?? [{ fields: more.fields ?? Object.keys(form.fields) }]
  const cancel =
    more.cancel === undefined
      ? null
      : html`<a class="govuk-link" href="${more.cancel.href}">${more.cancel.text ?? 'Cancel'}</a>`
  const button = govuk.button({
    text: more.submit,
    preventDoubleClick: true,
    ...(more.look === 'warning' ? { classes: 'govuk-button--warning' } : {}),
  })
  // The first submit button of a form is what Enter presses: it must be the form's own, not "Add another".
  const first = Object.values(form.fields).some((field) => field.control === 'rows')
    ? html`<button type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true">${more.submit}</button> `
    : null
  return html`${more.summary === false ? null : errorSummary(form)}
    <form method="post" action="${form.action}" novalidate${form.multipart ? html` enctype="multipart/form-data"` : null}>${hiddenInputs(form)}${first}${more.before}${sections.map(
      (section) =>
        html`${section.title === undefined ? null : heading(section.title, { level: 2 })}${
          section.text === undefined || section.text === null
            ? null
            : typeof section.text === 'string'
              ? paragraph(section.text)
              : section.text
        }${section.fields.map((name) => renderField(form, name, more.more?.[name]))}`,
    )}${more.after}
      <div class="govuk-button-group">${button}${cancel}</div>
    </form> `
}

/** One field with its label, hint, control and fault. Nothing for a field the form does not have or carries hidden. */
export function renderField(form: FormState, name: string, more: FieldMore = {}): Html {
  const field = form.fields[name]
  if (field === undefined || name in form.hidden) return html``
  return renderControl({ form, name, field, more, value: form.values[name] })
}

/** What is wrong, above everything else, each with a link to where to put it right. Nothing when nothing is. */
export function errorSummary(form: FormState): Html | null {
  if (form.faults.length > 0)
    return govuk.errorSummary({ titleText: 'There is a problem', errorList: faultList(form) })
  if (form.problem === undefined) return null
  return html`${govuk.errorSummary({ titleText: 'There is a problem', descriptionText: form.problem.message })}${changedMeanwhile(form, form.problem.current)}`
}

function changedMeanwhile(
  form: FormState,
  current: Readonly<Record<string, unknown>> | undefined,
): Html | null {
  const rows = Object.entries(current ?? {}).flatMap(([name, now]) => {
    const field = form.fields[name]
    if (field === undefined || field.control === 'version' || field.secret === true) return []
    return [{ key: field.label, value: textOf(field.show(now)) }]
  })
  if (rows.length === 0) return null
  return html`${summaryList(rows, { title: 'What the record says now' })}${paragraph('Your own answers are still in the form below. Sending it again puts them in place of these.')}`
}

/** What a page says of its form; `cancel` leads elsewhere than back. */
export type FormPageMore = Omit<FormMore, 'cancel' | 'summary'> & {
  readonly intro?: Content
  readonly cancel?: string
}

/** A page that is a form: what is wrong with it, its heading under what it is about, and the way back. */
export function formPage(
  title: string,
  state: FormState,
  back: { readonly href: string; readonly text: string; readonly caption?: string },
  { intro, cancel, ...more }: FormPageMore,
) {
  const { href, text, caption = text } = back
  return {
    title: `${title}: ${caption}`,
    back: { href, text },
    body: html`${errorSummary(state)}${heading(title, { caption })}${intro}${renderForm(state, {
      ...more,
      summary: false,
      cancel: { href: cancel ?? href },
    })}`,
  }
}
