// Dates are three plain boxes, which everybody can fill in; a moment is a date and a time beside each other.
import { html, type Html } from '#platform/html/index.ts'
import { govuk } from '../govuk.ts'
import { labelOf, textOf, wordsOf, type Asked } from './asked.ts'
import { faultOf } from './faults.ts'

const legendOf = (asked: Asked): { legend: { text: string; classes?: string } } => ({
  legend: {
    text: labelOf(asked),
    ...(asked.more.labelSize === undefined
      ? {}
      : { classes: `govuk-fieldset__legend--${asked.more.labelSize}` }),
  },
})

type DateParts = { readonly day: string; readonly month: string; readonly year: string }

/** The three parts of a raw date: ISO text, or the parts as they were typed. */
export function partsOf(value: unknown): DateParts {
  if (typeof value === 'string') {
    const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(value)
    if (match) return { day: String(Number(match[3])), month: String(Number(match[2])), year: match[1] ?? '' }
    const typed = value.split(/[/. ]/)
    return typed.length === 3
      ? { day: typed[0] ?? '', month: typed[1] ?? '', year: typed[2] ?? '' }
      : { day: value, month: '', year: '' }
  }
  if (typeof value !== 'object' || value === null) return { day: '', month: '', year: '' }
  const { day, month, year } = value as Record<string, unknown>
  return { day: textOf(day), month: textOf(month), year: textOf(year) }
}

export function dateControl(asked: Asked): Html {
  const { name, value } = asked
  const { label: _, formGroup: __, ...words } = wordsOf(asked)
  const wrong = words.errorMessage !== undefined
  const parts = partsOf(value)
  const box = (
    part: keyof DateParts,
    width: number,
  ): { name: string; label: string; value: string; classes: string } => ({
    name: part,
    label: part.charAt(0).toUpperCase() + part.slice(1),
    value: parts[part],
    classes: `govuk-input--width-${width}${wrong ? ' govuk-input--error' : ''}`,
  })
  return html`${govuk.dateInput({
    ...words,
    id: name,
    namePrefix: name,
    fieldset: legendOf(asked),
    items: [box('day', 2), box('month', 2), box('year', 4)],
  })} `
}

/** "2027-03-27T09:30", "2027-03-27 09:30" or the half of it that was typed. */
function momentParts(value: unknown): { date: string; time: string } {
  const text = textOf(value).trim()
  const match = /^(\d{4}-\d{2}-\d{2})?[T ]?(.*)$/.exec(text)
  return { date: match?.[1] ?? '', time: match?.[2] ?? '' }
}

export function dateTimeControl(asked: Asked): Html {
  const { form, name, field, more, value } = asked
  const { date, time } = momentParts(value)
  const message = faultOf(form, name)
  const hint =
    more.hint ?? (field.hint?.startsWith('Date and time in London') === true ? 'London time' : field.hint)
  const described = [hint === undefined ? '' : `${name}-hint`, message === undefined ? '' : `${name}-error`]
    .filter((id) => id !== '')
    .join(' ')
  const input = (part: 'date' | 'time', label: string, typed: string): Html =>
    html`<div class="govuk-date-input__item">
      <div class="govuk-form-group">
        <label class="govuk-label govuk-date-input__label" for="${name}-${part}">${label}</label><input class="govuk-input govuk-input--width-10${message === undefined ? '' : ' govuk-input--error'}" id="${name}-${part}" name="${name}-${part}" type="${part}" value="${typed}"/>
      </div>
    </div>`
  return html`<div class="govuk-form-group${message === undefined ? '' : ' govuk-form-group--error'}">${govuk.fieldset(
    {
      ...legendOf(asked),
      role: 'group',
      ...(described === '' ? {} : { describedBy: described }),
      html: html`${hint === undefined ? null : html`<div id="${name}-hint" class="govuk-hint">${hint}</div>`}${
        message === undefined
          ? null
          : html`<p id="${name}-error" class="govuk-error-message">
                <span class="govuk-visually-hidden">Error:</span> ${message}</p>`
      }
        <div class="govuk-date-input" id="${name}">${input('date', 'Date', date)}${input('time', 'Time', time)}</div>`,
    },
  )}</div> `
}
