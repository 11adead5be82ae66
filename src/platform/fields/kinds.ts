// The kinds of question there are. Each says in its own words what is wrong with an answer: whose rule, and what to write instead.
import { decimalPounds, formatPounds, MOST_PENCE, readPounds, type Pence } from '../money/index.ts'
import { readDate, readDateTime, LONDON } from '../time/index.ts'
import {
  fault,
  makeField,
  taken,
  type Answers,
  type Choice,
  type Field,
  type Fields,
  type Parsed,
  type Raw,
  type UploadedFile,
} from './field.ts'
import { hasProblemText, readFields } from './read.ts'
import { Refusal } from '../errors/index.ts'

type Words = { readonly hint?: string; readonly missing?: string }
type TextWords = Words & {
  readonly least?: number
  readonly most?: number
  readonly pattern?: RegExp
  readonly wording?: string
  readonly secret?: boolean
}
type Range = Words & { readonly least?: number; readonly most?: number }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Whether the text could be the id of a record at all: what stands in an address may be anything. */
export const isRecordId = (text: string): boolean => UUID.test(text)

const MAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/

const lower = (label: string): string =>
  /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)
// A label that is itself a question is answered; any other is entered or selected.
const missing = (verb: 'Enter' | 'Select' | 'Choose', label: string): string =>
  label.endsWith('?') ? `Answer the question “${label}”` : `${verb} ${lower(label)}`
const hinted = (words: Words): { hint?: string } => (words.hint === undefined ? {} : { hint: words.hint })
const same = <T>(value: T): T => value

function tidyText(raw: Raw, label: string, most: number, oneLine: boolean): Parsed<string> {
  if (typeof raw !== 'string') return fault(`${label} must be text`)
  const problem = hasProblemText(raw)
  if (problem !== undefined)
    return fault(`${label} holds ${problem}. Type the words again instead of pasting them`)
  const tidy = raw.replaceAll('\r\n', '\n').replaceAll('\r', '\n').trim()
  if (oneLine && tidy.includes('\n')) return fault(`${label} must be on one line`)
  if ([...tidy].length > most)
    return fault(
      `${label} must be ${most.toLocaleString('en-GB')} characters or fewer; it has ${[...tidy].length.toLocaleString('en-GB')}`,
    )
  return taken(tidy)
}

function textField(control: 'text' | 'long-text', label: string, words: TextWords): Field<string> {
  const most = words.most ?? (control === 'text' ? 200 : 5000)
  const least = words.least ?? 1
  return makeField<string>({
    control,
    label,
    ...hinted(words),
    most,
    least,
    ...(words.secret === true ? { secret: true } : {}),
    missing: words.missing ?? missing('Enter', label),
    show: same,
    schema: {
      type: 'string',
      minLength: least,
      maxLength: most,
      ...(words.pattern ? { pattern: words.pattern.source } : {}),
    },
    read(raw) {
      const text = tidyText(raw, label, most, control === 'text')
      if (!text.ok) return text
      if ([...text.value].length < least)
        return fault(words.wording ?? `${label} must be ${least} characters or more`)
      if (words.pattern && !words.pattern.test(text.value))
        return fault(words.wording ?? `${label} is not in the right format`)
      return text
    },
  })
}

function integerField(label: string, words: Range = {}): Field<number> {
  const least = words.least ?? 0
  const most = words.most ?? 1_000_000_000
  return makeField<number>({
    control: 'integer',
    label,
    ...hinted(words),
    least,
    most,
    missing: words.missing ?? missing('Enter', label),
    show: String,
    schema: { type: 'integer', minimum: least, maximum: most },
    read(raw) {
      const text =
        typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw.trim().replaceAll(',', '') : ''
      if (!/^-?\d{1,15}$/.test(text)) return fault(`${label} must be a whole number, like 12`)
      const value = Number(text)
      if (value < least || value > most)
        return fault(
          `${label} must be between ${least.toLocaleString('en-GB')} and ${most.toLocaleString('en-GB')}`,
        )
      return taken(value)
    },
  })
}

// A JSON number with part of a penny is not rounded for its sender: it is no amount of money.
const poundsOf = (pounds: number): string =>
  Number.isInteger(pounds) ? String(pounds) : Number(pounds.toFixed(2)) === pounds ? pounds.toFixed(2) : ''

function moneyField(label: string, words: Words & { least?: Pence; most?: Pence } = {}): Field<Pence> {
  const least = words.least ?? 1n
  const most = words.most ?? MOST_PENCE
  return makeField<Pence>({
    control: 'money',
    label,
    ...hinted(words),
    missing: words.missing ?? missing('Enter', label),
    show: (pence) => decimalPounds(pence).replace(/\.00$/, ''),
    schema: {
      type: 'string',
      pattern: '^£?[0-9,]+(\\.[0-9]{1,2})?$',
      description: 'Pounds, like "1319000" or "1,319,000.50"',
    },
    read(raw) {
      const text = typeof raw === 'number' ? poundsOf(raw) : typeof raw === 'string' ? raw : ''
      const pence = readPounds(text)
      if (pence === undefined) return fault(`${label} must be an amount of money, like 1,250 or 1,250.50`)
      if (pence < least || pence > most)
        return fault(`${label} must be between ${formatPounds(least)} and ${formatPounds(most)}`)
      return taken(pence)
    },
  })
}

function dateText(raw: Raw): string {
  if (typeof raw === 'string') return raw
  if (typeof raw !== 'object' || raw === null) return ''
  const { day, month, year } = raw as Record<string, unknown>
  return [day, month, year]
    .map((part) => (typeof part === 'string' || typeof part === 'number' ? String(part).trim() : ''))
    .join('/')
}

function dateField(label: string, words: Words = {}): Field<Temporal.PlainDate> {
  return makeField<Temporal.PlainDate>({
    control: 'date',
    label,
    hint: words.hint ?? 'For example, 27 3 2027',
    missing: words.missing ?? missing('Enter', label),
    show: (date) => date.toString(),
    schema: { type: 'string', format: 'date' },
    read(raw) {
      const date = readDate(dateText(raw))
      return date === undefined ? fault(`${label} must be a real date, like 27 3 2027`) : taken(date)
    },
  })
}

function dateTimeField(label: string, words: Words = {}): Field<Temporal.Instant> {
  return makeField<Temporal.Instant>({
    control: 'date-time',
    label,
    hint: words.hint ?? 'Date and time in London, for example 2027-03-27 09:30',
    missing: words.missing ?? missing('Enter', label),
    show: (instant) =>
      instant.toZonedDateTimeISO(LONDON).toPlainDateTime().toString({ smallestUnit: 'minute' }),
    schema: { type: 'string', description: 'Local London time, like 2027-03-27T09:30' },
    read(raw) {
      const instant = typeof raw === 'string' ? readDateTime(raw) : undefined
      return instant === undefined
        ? fault(
            `${label} must be a real date and time, like 2027-03-27 09:30. A time that the clocks skip or repeat cannot be used`,
          )
        : taken(instant)
    },
  })
}

function monthField(label: string, words: Words = {}): Field<Temporal.PlainDate> {
  return makeField<Temporal.PlainDate>({
    control: 'month',
    label,
    hint: words.hint ?? 'For example, 2027-03',
    missing: words.missing ?? missing('Enter', label),
    show: (date) => date.toString().slice(0, 7),
    schema: { type: 'string', pattern: '^\\d{4}-\\d{2}$' },
    read(raw) {
      const date =
        typeof raw === 'string' && /^\d{4}-\d{2}$/.test(raw.trim()) ? readDate(`${raw.trim()}-01`) : undefined
      return date === undefined ? fault(`${label} must be a month, like 2027-03`) : taken(date)
    },
  })
}

const listed = (options: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(options).map(([value, text]) => ({ value, text }))

function choiceField<const O extends Readonly<Record<string, string>>>(
  label: string,
  options: O,
  words: Words = {},
): Field<keyof O & string> {
  return makeField<keyof O & string>({
    control: 'choice',
    label,
    ...hinted(words),
    choices: listed(options),
    missing: words.missing ?? missing('Select', label),
    show: same,
    schema: { type: 'string', enum: Object.keys(options) },
    read: (raw) =>
      typeof raw === 'string' && Object.hasOwn(options, raw)
        ? taken(raw)
        : fault(`${label} must be one of: ${Object.values(options).join(', ')}`),
  })
}

function choicesField<const O extends Readonly<Record<string, string>>>(
  label: string,
  options: O,
  words: Words = {},
): Field<(keyof O & string)[]> {
  return makeField<(keyof O & string)[]>({
    control: 'choices',
    label,
    ...hinted(words),
    choices: listed(options),
    missing: words.missing ?? missing('Select', label),
    show: same,
    schema: { type: 'array', items: { type: 'string', enum: Object.keys(options) } },
    read(raw) {
      const values = listOf(raw)
      const strange = values.find((value) => typeof value !== 'string' || !Object.hasOwn(options, value))
      return strange === undefined
        ? taken([...new Set(values as string[])])
        : fault(`${label} must be from: ${Object.values(options).join(', ')}`)
    },
  })
}

const listOf = (raw: Raw): unknown[] =>
  Array.isArray(raw)
    ? raw
    : typeof raw === 'string'
      ? raw
          .split(/[,;]/)
          .map((part) => part.trim())
          .filter((part) => part !== '')
      : [raw]

function yesNoField(label: string, words: Words = {}): Field<boolean> {
  return makeField<boolean>({
    control: 'yes-no',
    label,
    ...hinted(words),
    choices: [
      { value: 'yes', text: 'Yes' },
      { value: 'no', text: 'No' },
    ],
    missing:
      words.missing ?? (label.endsWith('?') ? missing('Select', label) : `Select yes or no: ${lower(label)}`),
    show: (value) => (value ? 'yes' : 'no'),
    schema: { type: 'boolean' },
    read(raw) {
      if (raw === true || raw === 'yes' || raw === 'true') return taken(true)
      if (raw === false || raw === 'no' || raw === 'false') return taken(false)
      return fault(`${label} must be yes or no`)
    },
  })
}

function mailField(label: string, words: Words = {}): Field<string> {
  return makeField<string>({
    control: 'mail',
    label,
    ...hinted(words),
    most: 254,
    missing: words.missing ?? missing('Enter', label),
    show: same,
    schema: { type: 'string', format: 'email', maxLength: 254 },
    read(raw) {
      const text = typeof raw === 'string' ? raw.trim() : ''
      if (text.length > 254 || !MAIL.test(text))
        return fault(`${label} must be an email address, like name@example.gov.uk`)
      return taken(text.toLowerCase())
    },
  })
}

function idField(
  control: 'id' | 'pick',
  label: string,
  words: Words & { from?: string } = {},
): Field<string> {
  return makeField<string>({
    control,
    label,
    ...hinted(words),
    ...(words.from === undefined ? {} : { from: words.from }),
    missing: words.missing ?? (control === 'pick' ? missing('Select', label) : `${label} is missing`),
    show: same,
    schema: { type: 'string', format: 'uuid' },
    read: (raw) =>
      typeof raw === 'string' && UUID.test(raw.trim())
        ? taken(raw.trim().toLowerCase())
        : fault(
            control === 'pick'
              ? `Select ${lower(label)} from the list`
              : `${label} is not a reference that Connects gives out`,
          ),
  })
}

function picksField(label: string, words: Words & { from?: string; most?: number } = {}): Field<string[]> {
  const most = words.most ?? 500
  return makeField<string[]>({
    control: 'picks',
    label,
    ...hinted(words),
    most,
    ...(words.from === undefined ? {} : { from: words.from }),
    missing: words.missing ?? missing('Select', label),
    show: same,
    schema: { type: 'array', items: { type: 'string', format: 'uuid' }, maxItems: most },
    read(raw) {
      const values = listOf(raw)
      if (values.length > most) return fault(`${label} takes at most ${most}`)
      if (!values.every((value) => typeof value === 'string' && UUID.test(value)))
        return fault(`Select ${lower(label)} from the list`)
      return taken([...new Set((values as string[]).map((value) => value.toLowerCase()))])
    },
  })
}

function rowsField<F extends Fields>(label: string, fields: F, words: Range = {}): Field<Answers<F>[]> {
  const least = words.least ?? 0
  const most = words.most ?? 100
  return makeField<Answers<F>[]>({
    control: 'rows',
    label,
    ...hinted(words),
    rows: fields,
    least,
    most,
    missing: words.missing ?? `Add at least one row: ${lower(label)}`,
    show: (rows) =>
      rows.map((row) =>
        Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, one.show(row[name])])),
      ),
    schema: { type: 'array', minItems: least, maxItems: most },
    read(raw) {
      const parsedText = typeof raw === 'string' ? parsedJson(raw) : raw
      if (!Array.isArray(parsedText)) return fault(`${label} must be a list of rows`)
      if (parsedText.length > most)
        return fault(`${label} takes at most ${most} rows; there are ${parsedText.length}`)
      if (parsedText.length < least)
        return fault(words.missing ?? `${label} needs at least ${least} ${least === 1 ? 'row' : 'rows'}`)
      const rows: Answers<F>[] = []
      for (const [index, one] of parsedText.entries()) {
        try {
          rows.push(readFields(fields, one))
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          const first = error.faults[0]
          return {
            ok: false,
            message: `Row ${index + 1}: ${first?.message ?? error.message}`,
            at: `${index}-${first?.field ?? ''}`,
          }
        }
      }
      return taken(rows)
    },
  })
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fileField(
  label: string,
  words: Words & { accept: readonly string[]; mostBytes?: number },
): Field<UploadedFile> {
  const most = words.mostBytes ?? 10 * 1024 * 1024
  return makeField<UploadedFile>({
    control: 'file',
    label,
    ...hinted(words),
    accept: words.accept,
    most,
    missing: words.missing ?? missing('Choose', label),
    show: () => '',
    schema: {
      type: 'object',
      properties: { name: { type: 'string' }, base64: { type: 'string', contentEncoding: 'base64' } },
      required: ['name', 'base64'],
    },
    read(raw) {
      const upload = uploadOf(raw)
      if (upload === undefined) return fault(`Choose ${lower(label)}`)
      if (upload.bytes.byteLength === 0) return fault(`${label} is empty`)
      if (upload.bytes.byteLength > most)
        return fault(`${label} must be smaller than ${Math.floor(most / 1024 / 1024)} MB`)
      return taken(upload)
    },
  })
}

function uploadOf(raw: Raw): UploadedFile | undefined {
  if (typeof raw !== 'object' || raw === null || !('name' in raw) || typeof raw.name !== 'string')
    return undefined
  if ('bytes' in raw && raw.bytes instanceof Uint8Array) return { name: raw.name, bytes: raw.bytes }
  if ('base64' in raw && typeof raw.base64 === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(raw.base64))
    return { name: raw.name, bytes: Buffer.from(raw.base64, 'base64') }
  return undefined
}

/** Which version of the record the form was filled in against; a stale one is a conflict, not an overwrite. */
function versionField(): Field<number> {
  return { ...integerField('Version', { least: 1 }), control: 'version' }
}

export const field = {
  text: (label: string, words: TextWords = {}) => textField('text', label, words),
  longText: (label: string, words: TextWords = {}) => textField('long-text', label, words),
  code: (label: string, words: Words = {}) =>
    textField('text', label, {
      most: 60,
      pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
      wording: `${label} must be lower-case letters, numbers and hyphens, like county-hall`,
      ...words,
    }),
  integer: integerField,
  money: moneyField,
  date: dateField,
  dateTime: dateTimeField,
  month: monthField,
  choice: choiceField,
  choices: choicesField,
  yesNo: yesNoField,
  mail: mailField,
  id: (label: string, words: Words & { from?: string } = {}) => idField('id', label, words),
  pick: (label: string, words: Words & { from?: string } = {}) => idField('pick', label, words),
  picks: picksField,
  rows: rowsField,
  file: fileField,
  version: versionField,
} as const
