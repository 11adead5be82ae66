// A repeating group, such as cost lines: one fieldset a row, and a button that asks for one more without scripts.
import { html, type Html } from '#platform/html/index.ts'
import { govuk } from '../govuk.ts'
import type { Asked } from './asked.ts'
import { faultOf } from './faults.ts'

export function rowsControl(asked: Asked, control: (inner: Asked) => Html): Html {
  const { form, name, field, more, value } = asked
  const rows = Array.isArray(value) ? (value as Readonly<Record<string, unknown>>[]) : []
  const most = field.most ?? 100
  const wanted = Math.min(most, Math.max(rows.length, field.least ?? 0, 1))
  const message = faultOf(form, name)
  const hint = more.hint ?? field.hint
  const label = more.label ?? field.label
  const described = [hint === undefined ? '' : `${name}-hint`, message === undefined ? '' : `${name}-error`]
    .filter((id) => id !== '')
    .join(' ')
  const body = html`${hint === undefined ? null : html`<div id="${name}-hint" class="govuk-hint">${hint}</div>`}${
    message === undefined
      ? null
      : html`<p id="${name}-error" class="govuk-error-message">
            <span class="govuk-visually-hidden">Error:</span> ${message}</p>`
  }
    <div id="${name}" tabindex="-1">${Array.from({ length: wanted }, (_, at) => row(asked, control, rows[at] ?? {}, at, label))}</div>
    ${
      wanted > (field.least ?? 0)
        ? html`<p class="govuk-hint">A row that is left empty is not kept.</p>`
        : null
    }${
      wanted >= most
        ? null
        : govuk.button({
            text: 'Add another',
            html: html`Add another<span class="govuk-visually-hidden"> to ${label}</span>`,
            name: '_more',
            value: name,
            classes: 'govuk-button--secondary',
          })
    }`
  return html`<div class="govuk-form-group${message === undefined ? '' : ' govuk-form-group--error'}">${govuk.fieldset(
    {
      legend: {
        text: `${label}${field.required && (field.least ?? 0) > 0 ? '' : ' (optional)'}`,
        classes: `govuk-fieldset__legend--${more.labelSize ?? 'm'}`,
      },
      ...(described === '' ? {} : { describedBy: described }),
      html: body,
    },
  )}</div> `
}

function row(
  asked: Asked,
  control: (inner: Asked) => Html,
  values: Readonly<Record<string, unknown>>,
  at: number,
  label: string,
): Html {
  const { form, name, field } = asked
  const fields = Object.entries(field.rows ?? {}).map(([inner, one]) => {
    const drawn = control({
      form,
      name: `${name}-${at}-${inner}`,
      field: one,
      more: {},
      value: values[inner],
    })
    return one.control === 'long-text' || one.control === 'choices'
      ? html`<div class="connects-row__wide">${drawn}</div>`
      : html`<div>${drawn}</div>`
  })
  return html`<fieldset class="govuk-fieldset connects-row">
    <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">${label}: row ${at + 1}</legend>
    <div class="connects-row__fields">${fields}</div>
  </fieldset> `
}
