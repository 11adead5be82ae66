// One or several of some answers: radios while they can be taken in at a glance, a list when there are many.
import { html, type Html } from '#platform/html/index.ts'
import { govuk } from '../govuk.ts'
import { labelOf, textOf, wordsOf, type Asked } from './asked.ts'
import type { FieldOption } from './state.ts'

const MOST_RADIOS = 7

/** The answers on offer: the page's own first, else the field's. */
function offered({ form, name, field }: Asked): readonly FieldOption[] {
  const inRow = /^(.+)-\d+-(.+)$/.exec(name)
  const fromPage =
    form.options[name] ??
    (inRow === null ? undefined : (form.options[`${inRow[1]}-${inRow[2]}`] ?? form.options[inRow[2] ?? '']))
  return fromPage ?? field.choices ?? []
}

export function choiceControl(asked: Asked): Html {
  const { field, more } = asked
  const options = offered(asked)
  const several = field.control === 'choices' || field.control === 'picks'
  if (several) return options.length === 0 ? nothingOffered(asked) : checkboxes(asked, options)
  const radios = more.as === 'radios' || (more.as !== 'select' && usesRadios(asked, options))
  if (radios && options.length > 0) return radioButtons(asked, options)
  return selectList(asked, options)
}

// Radios cannot be unticked, so an answer that may be left out is a list with an empty first line.
function usesRadios({ field, name }: Asked, options: readonly FieldOption[]): boolean {
  if (field.control === 'yes-no') return true
  if (!field.required || /-\d+-/.test(name)) return false
  return options.length <= (field.control === 'choice' ? MOST_RADIOS : 4)
}

const fieldsetOf = (asked: Asked): { legend: { text: string; classes?: string } } => ({
  legend: {
    text: labelOf(asked),
    ...(asked.more.labelSize === undefined
      ? {}
      : { classes: `govuk-fieldset__legend--${asked.more.labelSize}` }),
  },
})

const itemOf = (option: FieldOption): { value: string; text: string; hint?: { text: string } } => ({
  value: option.value,
  text: option.text,
  ...(option.hint === undefined ? {} : { hint: { text: option.hint } }),
})

/** The chosen value as text; true and false are yes and no. */
const chosen = (value: unknown): string => (value === true ? 'yes' : value === false ? 'no' : textOf(value))

function radioButtons(asked: Asked, options: readonly FieldOption[]): Html {
  const { name, field, value } = asked
  const { label: _, formGroup: __, ...words } = wordsOf(asked)
  return html`${govuk.radios({
    ...words,
    idPrefix: name,
    name,
    value: chosen(value),
    fieldset: fieldsetOf(asked),
    items: options.map(itemOf),
    ...(field.control === 'yes-no'
      ? { classes: 'govuk-radios--inline' }
      : options.length > 3
        ? { classes: 'govuk-radios--small' }
        : {}),
  })} `
}

function checkboxes(asked: Asked, options: readonly FieldOption[]): Html {
  const { name, value } = asked
  const { label: _, formGroup: __, ...words } = wordsOf(asked)
  const ticked = Array.isArray(value) ? value.map(textOf) : textOf(value) === '' ? [] : [textOf(value)]
  return html`${govuk.checkboxes({
    ...words,
    idPrefix: name,
    name,
    values: ticked,
    fieldset: fieldsetOf(asked),
    items: options.map(itemOf),
    ...(options.length > 3 ? { classes: 'govuk-checkboxes--small' } : {}),
  })} `
}

function selectList(asked: Asked, options: readonly FieldOption[]): Html {
  const { name, field, value, more } = asked
  const current = chosen(value)
  const blank = {
    value: '',
    text:
      more.blank ??
      (options.length === 0 ? 'There is nothing to choose yet' : field.required ? 'Choose one' : 'None'),
  }
  return html`${govuk.select({
    ...wordsOf(asked),
    id: name,
    name,
    items: [
      blank,
      ...options.map(({ value: one, text }) => ({ value: one, text, selected: one === current })),
    ],
  })} `
}

function nothingOffered(asked: Asked): Html {
  return html`<div class="govuk-form-group">
    <p class="govuk-label" id="${asked.name}">${labelOf(asked)}</p>
    <p class="govuk-hint">There is nothing to choose yet.</p>
  </div> `
}
