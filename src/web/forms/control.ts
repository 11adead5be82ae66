// The control of each kind of field, by the official macros. Every control's id is the field's name.
import type { Field } from '#platform/fields/index.ts'
import { html, type Html } from '#platform/html/index.ts'
import { govuk } from '../govuk.ts'
import { textOf, wordsOf, type Asked } from './asked.ts'
import { dateControl, dateTimeControl } from './dates.ts'
import { choiceControl } from './choices.ts'
import { rowsControl } from './rows.ts'
import type { FormState } from './state.ts'

/** Hidden answers: those of the form, and of fields that are carried along rather than asked. */
export function hiddenInputs(form: FormState): Html {
  const versions = Object.entries(form.fields).filter(
    ([name, field]) => field.control === 'version' && !(name in form.hidden),
  )
  // After a conflict the reader has seen what stands in the record now, so sending again is against that.
  const current = form.problem?.current?.['version']
  const all = [
    ...Object.entries(form.hidden),
    ...versions.map(([name]) => [name, textOf(current ?? form.values[name])] as const),
  ]
  return html`${all.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)}`
}

export function renderControl(asked: Asked): Html {
  const { name, field, value, form } = asked
  switch (field.control) {
    case 'version':
      return html``
    case 'long-text':
      return longText(asked)
    case 'date':
      return dateControl(asked)
    case 'date-time':
      return dateTimeControl(asked)
    case 'choice':
    case 'choices':
    case 'yes-no':
    case 'pick':
    case 'picks':
      return choiceControl(asked)
    case 'rows':
      return rowsControl(asked, renderControl)
    case 'file':
      return fileControl(asked)
    case 'id':
      if (form.options[name] !== undefined) return choiceControl(asked)
      return value === undefined || value === '' || value === null
        ? textInput(asked, {})
        : html`<input type="hidden" name="${name}" value="${textOf(value)}" /> `
    default:
      return textInput(asked, inputLook(field))
  }
}

type InputLook = {
  type?: string
  inputmode?: string
  classes?: string
  prefix?: { text: string }
  autocomplete?: string
  spellcheck?: boolean
}

function inputLook(field: Field<unknown>): InputLook {
  if (field.secret === true)
    return { type: 'password', autocomplete: 'off', spellcheck: false, classes: 'govuk-input--width-20' }
  if (field.control === 'money')
    return {
      prefix: { text: '£' },
      inputmode: 'decimal',
      classes: 'govuk-input--width-10',
      spellcheck: false,
    }
  if (field.control === 'integer')
    return { inputmode: 'numeric', classes: 'govuk-input--width-5', spellcheck: false }
  if (field.control === 'mail')
    return { type: 'email', autocomplete: 'email', spellcheck: false, classes: 'govuk-!-width-two-thirds' }
  if (field.control === 'time') return { classes: 'govuk-input--width-10', spellcheck: false }
  if (field.control === 'month') return { type: 'month', classes: 'govuk-input--width-10' }
  return (field.most ?? 200) <= 20
    ? { classes: 'govuk-input--width-20' }
    : { classes: 'govuk-!-width-two-thirds' }
}

function textInput(asked: Asked, look: InputLook): Html {
  const { name, field, more, value } = asked
  return html`${govuk.input({
    ...wordsOf(asked),
    ...look,
    id: name,
    name,
    // A secret that was typed is never sent back to a page.
    value: field.secret === true ? '' : textOf(value),
    ...(more.autocomplete === undefined ? {} : { autocomplete: more.autocomplete }),
    ...(more.inputmode === undefined ? {} : { inputmode: more.inputmode }),
  })} `
}

function longText(asked: Asked): Html {
  const { name, field, more, value } = asked
  const most = field.most ?? 5000
  return html`${govuk.characterCount({
    ...wordsOf(asked),
    id: name,
    name,
    maxlength: String(most),
    threshold: '75',
    rows: String(more.lines ?? (most > 1000 ? 6 : 3)),
    value: textOf(value),
    // The count is said when it begins to matter; the limit is no news to somebody who writes two sentences.
    ...(most > 1000 ? { textareaDescriptionText: '' } : {}),
  })} `
}

function fileControl(asked: Asked): Html {
  const { name, field } = asked
  const accepted = (field.accept ?? []).map((kind) =>
    kind.includes('/') || kind.startsWith('.') ? kind : `.${kind}`,
  )
  const limit = field.most === undefined ? '' : ` of up to ${Math.floor(field.most / 1024 / 1024)} MB`
  const words = wordsOf(asked)
  const kinds = (field.accept ?? []).map((kind) => kind.replace(/^.*[./]/, '').toUpperCase()).join(', ')
  return html`${govuk.fileUpload({
    ...words,
    ...(words.hint === undefined && kinds !== '' ? { hint: { text: `${kinds}${limit}` } } : {}),
    id: name,
    name,
    ...(accepted.length === 0 ? {} : { attributes: { accept: accepted.join(',') } }),
  })} `
}
