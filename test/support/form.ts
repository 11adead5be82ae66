// A form on a page, filled in as a person does: by the names and words of its controls, everything else left
// as the page gave it, hidden answers included.
import { attribute, named, within, wordsOf, type Document, type Element } from './document.ts'

export type Upload = { readonly name: string; readonly bytes: Uint8Array; readonly type?: string }
export type Answer = string | readonly string[] | Upload
export type Answers = Readonly<Record<string, Answer>>

export type Control = {
  readonly name: string
  readonly kind: string
  readonly value: string
  /** Sent when nobody touches it. */
  readonly isOn: boolean
  /** The words beside a radio button, tick box or option. */
  readonly words: string
}

export type Form = {
  readonly action: string
  readonly method: string
  readonly multipart: boolean
  readonly controls: readonly Control[]
  readonly buttons: readonly { readonly text: string; readonly name: string; readonly value: string }[]
}

/** Every form of the page's main part, in order. */
export function formsOf(document: Document, path: string): Form[] {
  const main = named(document.elements, 'main')[0]
  return (main === undefined ? [] : named(within(main), 'form')).map((form) => formIn(document, form, path))
}

function formIn(document: Document, form: Element, path: string): Form {
  const inside = within(form)
  const buttons = inside.filter(
    (one) => one.tagName === 'button' && (attribute(one, 'type') ?? 'submit') === 'submit',
  )
  return {
    action: attribute(form, 'action') ?? path,
    method: (attribute(form, 'method') ?? 'get').toLowerCase(),
    multipart: attribute(form, 'enctype') === 'multipart/form-data',
    controls: inside.flatMap((one) => controlsIn(document, one)),
    buttons: buttons.map((one) => ({
      text: wordsOf(one),
      name: attribute(one, 'name') ?? '',
      value: attribute(one, 'value') ?? '',
    })),
  }
}

function controlsIn(document: Document, element: Element): Control[] {
  const name = attribute(element, 'name') ?? ''
  if (name === '' || attribute(element, 'disabled') !== undefined) return []
  if (element.tagName === 'textarea') {
    return [{ name, kind: 'textarea', value: wordsAsTyped(element), isOn: true, words: '' }]
  }
  if (element.tagName === 'select') {
    const options = named(within(element), 'option')
    const selected = options.find((one) => attribute(one, 'selected') !== undefined) ?? options[0]
    return options.map((one) => ({
      name,
      kind: 'select',
      value: attribute(one, 'value') ?? wordsOf(one),
      isOn: one === selected,
      words: wordsOf(one),
    }))
  }
  if (element.tagName !== 'input') return []
  const kind = attribute(element, 'type') ?? 'text'
  if (kind === 'submit' || kind === 'button') return []
  const choice = kind === 'radio' || kind === 'checkbox'
  const isOn = kind === 'file' ? false : !choice || attribute(element, 'checked') !== undefined
  const words = choice ? labelOf(document, attribute(element, 'id') ?? '') : ''
  return [{ name, kind, value: attribute(element, 'value') ?? (choice ? 'on' : ''), isOn, words }]
}

function wordsAsTyped(element: Element): string {
  return element.childNodes.map((node) => ('value' in node ? node.value : '')).join('')
}

function labelOf(document: Document, id: string): string {
  const label = document.elements.find((one) => one.tagName === 'label' && attribute(one, 'for') === id)
  return label === undefined ? '' : wordsOf(label)
}

export type Sent = {
  readonly fields: readonly (readonly [string, string])[]
  readonly uploads: readonly (readonly [string, Upload])[]
}

/** What the browser sends for these answers. An answer to a question that the form does not ask is a mistake of the test. */
export function filled(form: Form, answers: Answers): Sent {
  const spread = spreadDates(form, answers)
  const names = new Set(form.controls.map((one) => one.name))
  for (const name of Object.keys(spread)) {
    if (!names.has(name))
      throw new Error(
        `The form at ${form.action} does not ask for "${name}". It asks for: ${[...names].join(', ')}`,
      )
  }
  const fields: [string, string][] = []
  const uploads: [string, Upload][] = []
  for (const name of names) {
    const controls = form.controls.filter((one) => one.name === name)
    const answer = spread[name]
    if (answer === undefined) {
      for (const one of controls) if (one.isOn) fields.push([name, one.value])
    } else if (typeof answer === 'object' && 'bytes' in answer) uploads.push([name, answer])
    else
      for (const value of typeof answer === 'string' ? [answer] : answer)
        fields.push([name, chosenValue(controls, value)])
  }
  return { fields, uploads }
}

// People choose by the words they see; the page knows by its values.
function chosenValue(controls: readonly Control[], answer: string): string {
  const offered = controls.filter((one) => ['radio', 'checkbox', 'select'].includes(one.kind))
  if (offered.length === 0 || offered.some((one) => one.value === answer)) return answer
  const byWords =
    offered.find((one) => one.words === answer) ?? offered.find((one) => one.words.startsWith(answer))
  if (byWords === undefined) {
    const words = offered.map((one) => `${one.words} (${one.value})`).join('; ')
    throw new Error(`"${answer}" is not on offer for "${controls[0]?.name ?? ''}". On offer: ${words}`)
  }
  return byWords.value
}

// A date is three boxes and a moment two; a test says both in one.
function spreadDates(form: Form, answers: Answers): Answers {
  const names = new Set(form.controls.map((one) => one.name))
  return Object.fromEntries(
    Object.entries(answers).flatMap(([name, answer]): [string, Answer][] => {
      if (typeof answer !== 'string' || names.has(name)) return [[name, answer]]
      if (names.has(`${name}-day`)) {
        const [year = '', month = '', day = ''] = answer.split('-')
        return [
          [`${name}-day`, day],
          [`${name}-month`, month],
          [`${name}-year`, year],
        ]
      }
      if (names.has(`${name}-date`)) {
        const [date = '', time = ''] = answer.split(/[T ]/)
        return [
          [`${name}-date`, date],
          [`${name}-time`, time],
        ]
      }
      return [[name, answer]]
    }),
  )
}

/** The body of a form post and its content type. */
export function bodyOf(
  { fields, uploads }: Sent,
  multipart: boolean,
): { payload: string | Buffer; type: string } {
  if (!multipart)
    return {
      payload: new URLSearchParams(fields.map(([name, value]) => [name, value])).toString(),
      type: 'application/x-www-form-urlencoded',
    }
  const boundary = 'a-boundary-that-no-answer-holds'
  const part = (head: string, bytes: Uint8Array | string): Buffer[] => [
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(bytes as Uint8Array),
    Buffer.from('\r\n'),
  ]
  const parts = [
    ...fields.flatMap(([name, value]) => part(`name="${name}"`, Buffer.from(value))),
    ...uploads.flatMap(([name, upload]) =>
      part(
        `name="${name}"; filename="${upload.name}"\r\ncontent-type: ${upload.type ?? 'application/octet-stream'}`,
        upload.bytes,
      ),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ]
  return { payload: Buffer.concat(parts), type: `multipart/form-data; boundary=${boundary}` }
}
