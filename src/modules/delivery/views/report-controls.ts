// The controls of a report: one question after the other, each showing what was said last time, each unfolding what its
// answer asks for. The style sheet unfolds them, so that it works without a script; the official script agrees with it.
import type { Fields } from '#platform/fields/index.ts'
import { html, safe, type Content, type Html } from '#platform/html/index.ts'
import type { FormState } from '#platform/http/index.ts'
import { renderField, type FieldMore } from '#web/forms.ts'
import { govuk } from '#web/govuk.ts'

/** A field of whatever answer, as an action declares it. */
type AnyField = Fields[string]

/** One question, numbered as it is on the page; what belongs to it stands inside. */
export const question = (id: string, content: Content): Html =>
  html`<div class="connects-question" id="question-${id}">${content}</div> `

export const legend = (
  text: string,
  size: 'm' | 's' = 'm',
): { legend: { text: string; classes: string } } => ({
  legend: { text, classes: `govuk-fieldset__legend--${size}` },
})

/** What was said last time, set off from the question. */
export const lastSaid = (content: Content): Html => html`<div class="connects-last">${content}</div> `

export type Option = {
  readonly value: string
  readonly text: string
  readonly hint?: string | undefined
  readonly unfolds?: Html | undefined
}

export const faultAt = (state: FormState, name: string): { errorMessage?: { text: string } } => {
  const message = state.faults.find((fault) => fault.field === name)?.message
  return message === undefined ? {} : { errorMessage: { text: message } }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === true ? 'yes' : '')

type Group = {
  readonly name: string
  readonly title: string
  readonly size?: 'm' | 's'
  readonly hint?: Content
  readonly options: readonly Option[]
  readonly inline?: boolean
}

const itemsOf = (options: readonly Option[]) =>
  options.map((one) => ({
    value: one.value,
    text: one.text,
    ...(one.hint === undefined ? {} : { hint: { text: one.hint } }),
    ...(one.unfolds === undefined ? {} : { conditional: { html: one.unfolds } }),
  }))

const hintOf = (hint: Content): { hint?: { html: Html } } =>
  hint === undefined || hint === null ? {} : { hint: { html: html`${hint}` } }

/** One answer of several; what the chosen one asks for unfolds under it. */
export const oneOf = (state: FormState, group: Group): Html =>
  html`${unfoldedByStyle(
    govuk.radios({
      idPrefix: group.name,
      name: group.name,
      value: textOf(state.values[group.name]),
      fieldset: legend(group.title, group.size),
      items: itemsOf(group.options),
      ...hintOf(group.hint),
      ...faultAt(state, group.name),
      ...(group.inline === true ? { classes: 'govuk-radios--inline' } : {}),
    }),
  )} `

// The official script would say aria-expanded of a radio button, which ARIA does not know of one; the style sheet
// unfolds what belongs to it, with and without scripts.
const unfoldedByStyle = (radios: Html): Html =>
  safe(radios.text.replaceAll(/ data-aria-controls="[^"]*"| govuk-radios__conditional--hidden/g, ''))

/** Several answers; "still true" excludes the others. */
export const anyOf = (state: FormState, group: Group & { readonly alone?: string }): Html => {
  const value = state.values[group.name]
  return html`${govuk.checkboxes({
    idPrefix: group.name,
    name: group.name,
    values: Array.isArray(value) ? value.map(textOf) : [textOf(value)],
    fieldset: legend(group.title, group.size),
    items: itemsOf(group.options).map((one) =>
      one.value === group.alone ? { ...one, behaviour: 'exclusive' } : one,
    ),
    ...hintOf(group.hint),
    ...faultAt(state, group.name),
  })} `
}

/** A field that must be answered where it stands, whatever the action says of it in general. */
export const wanted = (one: AnyField): AnyField => ({ ...one, required: true })

/** One field under a full name. */
export function control(state: FormState, name: string, one: AnyField, more: FieldMore = {}): Html {
  return renderField({ ...state, fields: { [name]: one } }, name, more)
}

export const hiddenAnswer = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}"> `
