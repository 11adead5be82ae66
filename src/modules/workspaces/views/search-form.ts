// The search as a form that puts its answers in the address: where, when and what, on a phone in one screen; the rest
// behind one line.
import type { Fault } from '#platform/errors/index.ts'
import { html, type Content, type Html } from '#platform/html/index.ts'
import { formatTime } from '#platform/time/index.ts'
import { details } from '#web/parts.ts'
import type { Going, Sitting } from '../queries/nearness.ts'
import type { Body } from '../queries/preferences.ts'
import { ATTRIBUTES, RESOURCE_KINDS } from '../rules.ts'

export type SearchForm = {
  readonly typed: Readonly<Record<string, string>>
  readonly attributes: readonly string[]
  readonly faults: readonly Fault[]
  readonly bodies: readonly Body[]
  readonly sitting: readonly Sitting[]
  readonly goings: readonly Going[]
  readonly hasUsual: boolean
  /** The visitor for whom a place is looked for. */
  readonly visitor: string | null
}

export const SEARCH = '/workspaces/search'

export function searchFormOf(form: SearchForm): Html {
  const { typed } = form
  const more = [
    attributeBoxes(form),
    selectOf(form, 'near', 'Near', nearOptions(form), 'Anywhere'),
    inputOf(form, 'people', 'How many people', 'text', { numeric: true }),
    inputOf(form, 'untilOn', 'Last day, if it is more than one', 'date'),
    whichOf(form),
    form.bodies.length < 2
      ? null
      : selectOf(
          form,
          'organisation',
          'For which organisation',
          form.bodies.map((one) => ({ value: one.id, text: one.name })),
        ),
  ]
  const isMoreUsed =
    form.attributes.length > 0 ||
    ['near', 'people', 'untilOn', 'which', 'organisation'].some(
      (name) => (typed[name] ?? '') !== '' || faultOf(form, name) !== undefined,
    )
  return html`<form class="connects-filter" method="get" action="${SEARCH}" role="search" aria-label="Find a place" novalidate>
    ${form.visitor === null ? null : html`<input type="hidden" name="visitor" value="${form.visitor}">`}<div class="connects-filter__fields">${inputOf(form, 'place', 'Town, place or postcode', 'search')}${inputOf(form, 'on', 'Date', 'date')}${inputOf(form, 'from', 'From', 'time')}${inputOf(form, 'until', 'Until', 'time')}${selectOf(
      form,
      'kind',
      'What',
      Object.entries(RESOURCE_KINDS).map(([value, text]) => ({ value, text })),
    )}</div>
    ${details('More: what it must have, near whom, several days', html`<div class="connects-filter__fields">${more}</div>`, { open: isMoreUsed, id: 'more' })}
    <div class="govuk-button-group">
      <button type="submit" class="govuk-button" data-module="govuk-button">Find a place</button>
    </div>
  </form> `
}

const faultOf = ({ faults }: SearchForm, name: string): string | undefined =>
  faults.find((one) => one.field === name)?.message

function group(form: SearchForm, name: string, control: (described: Html | null) => Content): Html {
  const fault = faultOf(form, name)
  return html`<div class="govuk-form-group${fault === undefined ? '' : ' govuk-form-group--error'}">${control(fault === undefined ? null : html` aria-describedby="${name}-error"`)}${
    fault === undefined
      ? null
      : html`<p id="${name}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> ${fault}</p>`
  }</div> `
}

function inputOf(
  form: SearchForm,
  name: string,
  label: string,
  type: 'search' | 'date' | 'time' | 'text',
  more: { numeric?: boolean } = {},
): Html {
  return group(
    form,
    name,
    (described) =>
      html`<label class="govuk-label" for="${name}">${label}</label><input class="govuk-input${faultOf(form, name) === undefined ? '' : ' govuk-input--error'}" id="${name}" name="${name}" type="${type}" value="${form.typed[name] ?? ''}"${more.numeric === true ? html` inputmode="numeric"` : null}${described}>`,
  )
}

type Option = { readonly value: string; readonly text: string }

function selectOf(
  form: SearchForm,
  name: string,
  label: string,
  options: readonly Option[],
  any?: string,
): Html {
  const chosen = form.typed[name] ?? ''
  const all = any === undefined ? options : [{ value: '', text: any }, ...options]
  return group(
    form,
    name,
    (described) =>
      html`<label class="govuk-label" for="${name}">${label}</label><select class="govuk-select" id="${name}" name="${name}"${described}>${all.map((one) => html`<option value="${one.value}"${one.value === chosen ? html` selected` : null}>${one.text}</option>`)}</select>`,
  )
}

/** Asked only where the clocks go back in the time that was given. */
function whichOf(form: SearchForm): Html | null {
  if (faultOf(form, 'which') === undefined && (form.typed['which'] ?? '') === '') return null
  return selectOf(
    form,
    'which',
    'The clocks go back: which of the two?',
    [
      { value: 'first', text: 'The first, in summer time' },
      { value: 'second', text: 'The second, in winter time' },
    ],
    'Choose one',
  )
}

function nearOptions({ sitting, goings, hasUsual }: SearchForm): Option[] {
  const people = new Map(sitting.map((one) => [one.person_id, one]))
  return [
    ...(hasUsual ? [{ value: 'usual', text: 'My usual office' }] : []),
    ...[...people.values()].map((one) => ({
      value: `person:${one.person_id}`,
      text: `${one.person_name}, ${one.site_name}`,
    })),
    ...goings.map((one) => ({ value: one.key, text: `${one.title}, ${formatTime(one.starts_at)}` })),
  ]
}

function attributeBoxes(form: SearchForm): Html {
  return html`<fieldset class="govuk-fieldset govuk-form-group" id="attributes">
    <legend class="govuk-fieldset__legend">It must have</legend>
    <div class="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes">${Object.entries(
      ATTRIBUTES,
    ).map(
      ([value, text]) =>
        html`<div class="govuk-checkboxes__item">
          <input class="govuk-checkboxes__input" id="has-${value}" name="attributes" type="checkbox" value="${value}"${form.attributes.includes(value) ? html` checked` : null}>
          <label class="govuk-label govuk-checkboxes__label" for="has-${value}">${text}</label>
        </div> `,
    )}</div>
  </fieldset> `
}
