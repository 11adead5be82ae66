// Questions answered by choosing: from a few words, from yes and no, from the records there are.
import { fault, makeField, taken, type Choice, type Field, type Raw } from './field.ts'
import { hinted, lower, missing, same, type Words } from './words.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Whether the text could be the id of a record at all: what stands in an address may be anything. */
export const isRecordId = (text: string): boolean => UUID.test(text)

const listed = (options: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(options).map(([value, text]) => ({ value, text }))

export function choiceField<const O extends Readonly<Record<string, string>>>(
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

export function choicesField<const O extends Readonly<Record<string, string>>>(
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

export function yesNoField(label: string, words: Words = {}): Field<boolean> {
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

export function idField(
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

export function picksField(
  label: string,
  words: Words & { from?: string; most?: number } = {},
): Field<string[]> {
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
