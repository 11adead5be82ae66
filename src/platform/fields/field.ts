// What one question is: its words, its control, how a raw answer is read, and how an answer is shown again.

/** An answer as it arrives: a string from a form or a command line, a JSON value from the API. */
export type Raw = unknown

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly at?: string }

export type Choice = { readonly value: string; readonly text: string; readonly hint?: string }

export type Control =
  | 'text'
  | 'long-text'
  | 'integer'
  | 'money'
  | 'date'
  | 'date-time'
  | 'time'
  | 'month'
  | 'choice'
  | 'choices'
  | 'yes-no'
  | 'mail'
  | 'id'
  | 'pick'
  | 'picks'
  | 'rows'
  | 'file'
  | 'version'

export type UploadedFile = { readonly name: string; readonly bytes: Uint8Array }

export type Field<T> = {
  readonly control: Control
  readonly label: string
  readonly hint?: string
  readonly required: boolean
  /** The answers on offer, for controls that offer some; `pick` gets them from the page. */
  readonly choices?: readonly Choice[]
  /** The noun whose records a reference points at: "module.noun". */
  readonly from?: string
  /** The fields of one row, for a repeating group. */
  readonly rows?: Fields
  readonly least?: number
  readonly most?: number
  readonly accept?: readonly string[]
  /** Whether it may reappear on a page or in a log at all. */
  readonly secret?: boolean
  readonly parse: (raw: Raw) => Parsed<T>
  /** The answer as raw text for a form, the inverse of parse; money without "£". */
  readonly show: (value: T) => Raw
  readonly schema: Readonly<Record<string, unknown>>
  readonly optional: () => Field<T | null>
}

// A table of questions holds fields of any answer; `never` in parse's input position would be unreadable.
export type Fields = Readonly<Record<string, Field<any>>> // eslint-disable-line @typescript-eslint/no-explicit-any

export type Answers<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

export const fault = (message: string): Parsed<never> => ({ ok: false, message })
export const taken = <T>(value: T): Parsed<T> => ({ ok: true, value })

type Sketch<T> = Omit<Field<T>, 'optional' | 'required' | 'parse'> & {
  readonly missing: string
  /** Reads a raw answer that is known to be there. */
  readonly read: (raw: Raw) => Parsed<T>
}

/** Whether nothing was answered: absent, null, blank text, an empty list or a date with no part filled in. */
export function isBlank(raw: Raw): boolean {
  if (raw === undefined || raw === null) return true
  if (typeof raw === 'string') return raw.trim() === ''
  if (Array.isArray(raw)) return raw.length === 0
  if (typeof raw === 'object' && 'day' in raw) return Object.values(raw).every((part) => isBlank(part))
  return false
}

/** Makes a field from its sketch: a required one refuses a blank answer with its own words, an optional one reads it as null. */
export function makeField<T>(sketch: Sketch<T>): Field<T> {
  const { missing, read, ...rest } = sketch
  return {
    ...rest,
    required: true,
    parse: (raw) => (isBlank(raw) ? fault(missing) : read(raw)),
    optional: () => ({
      ...rest,
      required: false,
      schema: { ...rest.schema, nullable: true },
      parse: (raw) => (isBlank(raw) ? taken(null) : read(raw)),
      show: (value) => (value === null ? '' : rest.show(value)),
      optional() {
        return this
      },
    }),
  }
}
