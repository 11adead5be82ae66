// Reads all answers of a form, request or command at once, so that a person hears everything that is wrong in one go.
import { invalid, type Fault } from '../errors/index.ts'
import { isBlank, type Answers, type Fields, type Raw } from './field.ts'

// Characters that no officer types on purpose: control characters, and the bidirectional overrides with
// which one name can be made to look like another (Unicode TR 36). Named by code point so that the source stays readable.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u009f]/
const BIDI = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/

/** What is wrong with a piece of text, in words, or undefined when nothing is. */
export function hasProblemText(text: string): string | undefined {
  if (CONTROL.test(text)) return 'a control character that cannot be stored'
  if (BIDI.test(text)) return 'an invisible character that changes the direction of text'
  if (text.includes('\ufffd') || !text.isWellFormed()) return 'characters that could not be read'
  return undefined
}

/** Reads every field of the table from raw answers; unknown names and faults refuse the whole with `platform.form.invalid`. A raw value that is no object is refused too. */
export function readFields<F extends Fields>(fields: F, raw: Raw): Answers<F> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    invalid('platform.form.invalid', [{ field: '', message: 'The answers must be given as named fields' }])
  const given = raw as Record<string, unknown>
  const faults: Fault[] = []
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name))
      faults.push({
        field: name,
        message: `There is no field called "${name.slice(0, 60)}" here${didYouMean(name, fields)}`,
      })
  }
  const answers: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(fields)) {
    const parsed = one.parse(Object.hasOwn(given, name) ? given[name] : undefined)
    if (parsed.ok) answers[name] = parsed.value
    else
      faults.push({ field: parsed.at === undefined ? name : `${name}-${parsed.at}`, message: parsed.message })
  }
  if (faults.length > 0) invalid('platform.form.invalid', faults)
  return answers as Answers<F>
}

/** Reads what can be read and forgets the rest: for filters in an address, where a bad value means "no filter" is wrong and is reported through `faults`. */
export function readLoosely<F extends Fields>(
  fields: F,
  raw: Readonly<Record<string, unknown>>,
): { answers: Partial<Answers<F>>; faults: Fault[] } {
  const answers: Record<string, unknown> = {}
  const faults: Fault[] = []
  for (const [name, one] of Object.entries(fields)) {
    if (isBlank(raw[name])) continue
    const parsed = one.parse(raw[name])
    if (parsed.ok) answers[name] = parsed.value
    else faults.push({ field: name, message: parsed.message })
  }
  return { answers: answers as Partial<Answers<F>>, faults }
}

/** Gathers the flat names of an HTML form into the shape the fields expect: `when-day`, `when-month`, `when-year` into one date, `costs-0-amount` into rows, repeated names into a list. Names that begin with "_" are the form's own and left out. */
export function rawOfForm(fields: Fields, body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const raw: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(fields)) {
    if (one.control === 'date')
      raw[name] = body[name] ?? {
        day: body[`${name}-day`],
        month: body[`${name}-month`],
        year: body[`${name}-year`],
      }
    else if (one.control === 'date-time')
      raw[name] =
        body[name] ??
        [body[`${name}-date`], body[`${name}-time`]]
          .filter((part) => typeof part === 'string' && part !== '')
          .join(' ')
    else if (one.control === 'rows') raw[name] = rowsOf(name, one.rows ?? {}, body, one.most ?? 100)
    else if (one.control === 'choices' || one.control === 'picks') raw[name] = listed(body[name])
    else if (Object.hasOwn(body, name)) raw[name] = body[name]
  }
  for (const name of Object.keys(body)) {
    if (!name.startsWith('_') && !isKnown(name, fields)) raw[name] = body[name]
  }
  return raw
}

const listed = (value: unknown): unknown[] =>
  value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]

function rowsOf(
  name: string,
  fields: Fields,
  body: Readonly<Record<string, unknown>>,
  most: number,
): Record<string, unknown>[] {
  const found = new Map<number, Record<string, unknown>>()
  for (const key of Object.keys(body)) {
    const match = key.startsWith(`${name}-`) ? /^(\d{1,4})-/.exec(key.slice(name.length + 1)) : null
    if (!match) continue
    const index = Number(match[1])
    if (index > most + 20) continue
    const row = found.get(index) ?? {}
    row[key.slice(name.length + 1 + match[0].length)] = body[key]
    found.set(index, row)
  }
  return [...found.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([, row]) => rawOfForm(fields, row))
    .filter((row) => !Object.values(row).every(isBlank))
}

const isKnown = (name: string, fields: Fields): boolean =>
  Object.keys(fields).some(
    (known) =>
      name === known ||
      (name.startsWith(`${known}-`) && ['date', 'rows', 'date-time'].includes(fields[known]?.control ?? '')),
  )

function didYouMean(name: string, fields: Fields): string {
  const wanted = name.toLowerCase().replaceAll(/[^a-z]/g, '')
  const near = Object.keys(fields).find(
    (known) =>
      known.toLowerCase().replaceAll(/[^a-z]/g, '') === wanted ||
      known.startsWith(name) ||
      name.startsWith(known),
  )
  return near === undefined ? '' : `. Did you mean "${near}"?`
}
