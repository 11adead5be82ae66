// The words that every kind of question shares: what is said when it is not answered, and what may come with its label.

export type Words = { readonly hint?: string; readonly missing?: string }
export type Range = Words & { readonly least?: number; readonly most?: number }

/** A label in the middle of a sentence; an abbreviation stays as it is. */
export const lower = (label: string): string =>
  /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)

// A label that is itself a question is answered; any other is entered or selected.
export const missing = (verb: 'Enter' | 'Select' | 'Choose', label: string): string =>
  label.endsWith('?') ? `Answer the question “${label}”` : `${verb} ${lower(label)}`

export const hinted = (words: Words): { hint?: string } =>
  words.hint === undefined ? {} : { hint: words.hint }
export const same = <T>(value: T): T => value
