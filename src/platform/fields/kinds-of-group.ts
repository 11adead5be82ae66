// Questions answered by more than one value: rows of answers, and a file with its name.
import { Refusal } from '../errors/index.ts'
import {
  fault,
  makeField,
  taken,
  type Answers,
  type Field,
  type Fields,
  type Raw,
  type UploadedFile,
} from './field.ts'
import { readFields } from './read.ts'
import { hinted, lower, missing, type Range, type Words } from './words.ts'

export function rowsField<F extends Fields>(
  label: string,
  fields: F,
  words: Range = {},
): Field<Answers<F>[]> {
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

export function fileField(
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
