// What every control begins with: the answer as text, and label, hint and fault as the macros take them.
import type { Field } from '#platform/fields/index.ts'
import type { Html } from '#platform/html/index.ts'
import { faultOf } from './faults.ts'
import type { FieldMore, FormState } from './state.ts'

export type Asked = {
  readonly form: FormState
  /** The full name, "costs-0-amount" inside rows. */
  readonly name: string
  readonly field: Field<unknown>
  readonly more: FieldMore
  readonly value: unknown
}

/** A raw answer as the text of an input. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : ''
}

export const labelOf = ({ field, more }: Asked): string =>
  `${more.label ?? field.label}${field.required ? '' : ' (optional)'}`

/** Label, hint and fault as every macro takes them. */
export function wordsOf(asked: Asked): {
  label: { text: string; classes?: string }
  hint?: { text: string }
  errorMessage?: { text: string }
  formGroup?: { beforeInput: { html: Html } }
} {
  const { form, name, field, more } = asked
  const hint = more.hint ?? field.hint
  const message = faultOf(form, name)
  return {
    label: {
      text: labelOf(asked),
      ...(more.labelSize === undefined ? {} : { classes: `govuk-label--${more.labelSize}` }),
    },
    ...(hint === undefined ? {} : { hint: { text: hint } }),
    ...(message === undefined ? {} : { errorMessage: { text: message } }),
    ...(more.before === undefined ? {} : { formGroup: { beforeInput: { html: more.before } } }),
  }
}
