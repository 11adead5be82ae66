// A question for words that are kept as a secret: taken exactly as they were typed, never shown again.
import { field, type Field } from '#platform/fields/index.ts'
import { refuseImported } from '../rules/secret-words.ts'

type Words = { readonly hint?: string }

/** Words that every engine can hold; what stands in the way is said without repeating them. */
export function exactWords(label: string, words: Words = {}): Field<string> {
  const missing = `Enter ${label.slice(0, 1).toLowerCase()}${label.slice(1)}`
  return { ...field.text(label, { ...words, secret: true, most: 250 }), parse: (raw) => read(raw, missing) }
}

/** The same, which may be left empty. */
export function exactWordsOrNone(label: string, words: Words = {}): Field<string | null> {
  const optional = field.text(label, { ...words, secret: true, most: 250 }).optional()
  return { ...optional, parse: (raw) => (isNothing(raw) ? { ok: true, value: null } : read(raw, '')) }
}

const isNothing = (raw: unknown): boolean => raw === undefined || raw === null || raw === ''

function read(raw: unknown, missing: string) {
  if (isNothing(raw)) return { ok: false, message: missing } as const
  const because = typeof raw === 'string' ? refuseImported(raw) : 'It is not text.'
  return because === null
    ? ({ ok: true, value: raw as string } as const)
    : ({ ok: false, message: `This cannot be used. ${because}` } as const)
}
