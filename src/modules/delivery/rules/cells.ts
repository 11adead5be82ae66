// One cell of a file: what it says for certain, or the question it leaves open. A reader that guessed would put a
// status, a day or an issue on record that nobody reported (V12), so whatever has two readings is asked about.
import { formatDate, readDate } from '#platform/time/index.ts'
import type { CodelistEntry } from './shapes.ts'
import { STATUSES, statusWord, type Status } from './words.ts'

/** A question is there exactly when the cell says something that cannot be read for certain. */
export type Cell<T> = { readonly value: T | null; readonly question: string | null }

const EMPTY = { value: null, question: null } as const
const said = <T>(value: T): Cell<T> => ({ value, question: null })
const asked = (question: string): Cell<never> => ({ value: null, question })

/** Words as files spell them: "Not on-track", "not_on_track" and "NOT ON TRACK" are one. */
export const plainWords = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** A cell as it was before a CSV kept it from being run as a formula. */
export const unguarded = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\n\r])/, '')

/** One of a few words, by its code or by another spelling of it. */
export function readOneOf<T extends string>(
  raw: string,
  values: readonly T[],
  spellings: Readonly<Record<string, T>> = {},
): Cell<T> {
  const words = plainWords(raw)
  if (words === '') return raw.trim() === '' ? EMPTY : asked(`What does “${raw.trim()}” mean?`)
  const found = values.find((value) => plainWords(value) === words) ?? spellings[words]
  return found === undefined ? asked(`What does “${raw.trim()}” mean?`) : said(found)
}

const STATUS_SPELLINGS: Readonly<Record<string, Status>> = {
  ...Object.fromEntries(STATUSES.map((status) => [plainWords(statusWord[status]), status])),
  'remedial action required': 'remedial_action',
  'not formally started': 'not_started',
}

export function readStatus(raw: string): Cell<Status> {
  const { value, question } = readOneOf(raw, STATUSES, STATUS_SPELLINGS)
  return { value, question: question && `“${raw.trim()}” is none of the four statuses. Which is meant?` }
}

const TICKS: Readonly<Record<string, 'yes' | 'no'>> = { y: 'yes', n: 'no', true: 'yes', false: 'no' }

/** A tick: only what says yes or no. A cross may mean either, so it is asked about. */
export function readTick(raw: string): Cell<'yes' | 'no'> {
  const { value, question } = readOneOf(raw, ['yes', 'no'], TICKS)
  return { value, question: question && `Does “${raw.trim()}” mean yes or no?` }
}

/**
 * A day. With figures for day and month in an order that nobody can know, it is asked about, unless one of the two
 * readings is the day that was there before (`known`: a spreadsheet writes our own dates back in its own order).
 */
export function readDay(raw: string, known: Temporal.PlainDate | null = null): Cell<Temporal.PlainDate> {
  const text = raw.trim()
  if (text === '') return EMPTY
  const figures = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})$/.exec(text)
  if (figures !== null) return dayOfFigures(text, figures, known)
  const day = readDate(text.replace(/^(\d{1,2})-([A-Za-z]{3,9})-(\d{4})$/, '$1 $2 $3'))
  if (day !== undefined) return said(day)
  const looksLikeDay = /\d{4}/.test(text) && /^\d[\d/.-]*\d$/.test(text)
  return asked(looksLikeDay ? noSuchDay(text) : `“${text}” does not say a day. Which day is meant?`)
}

const noSuchDay = (text: string): string => `There is no day ${text}. Which day is meant?`

function dayOfFigures(
  text: string,
  [, first, second, year]: RegExpExecArray,
  known: Temporal.PlainDate | null,
): Cell<Temporal.PlainDate> {
  const full = (year ?? '').length === 2 ? `20${year}` : year
  const readings = [`${full}-${second}-${first}`, `${full}-${first}-${second}`]
    .map((iso) => readDate(iso))
    .filter((day) => day !== undefined)
  const [one, other] = readings
  const before = known === null ? undefined : readings.find((day) => day.equals(known))
  if (before !== undefined) return said(before)
  if (one === undefined) return asked(noSuchDay(text))
  if ((year ?? '').length === 2) return asked(`“${text}” does not say the century. Is it ${formatDate(one)}?`)
  if (other === undefined || other.equals(one)) return said(one)
  return asked(`“${text}” could be ${formatDate(one)} or ${formatDate(other)}. Which is meant?`)
}

export type Label = {
  /** Null while it is not settled which it is. */
  readonly code: string | null
  /** The list's word for it, or the raw label while it is not settled. */
  readonly label: string
  readonly raw: string
  readonly question: string | null
}

/** The labels of a cell, in its order; one that stands twice counts once. */
export function labelsIn(raw: string): string[] {
  const found = raw
    .split(/[;\n]/)
    .map((label) => label.trim())
    .filter((label) => label !== '')
  return found.filter((label, at) => found.findIndex((one) => plainWords(one) === plainWords(label)) === at)
}

const spellingsOf = (entry: CodelistEntry): readonly string[] => [
  ...new Set([entry.code, entry.label, ...(entry.aliases ?? [])].map(plainWords)),
]

const isCalled = (entry: CodelistEntry, words: string): boolean => spellingsOf(entry).includes(words)

/** Every way to read a label: as one entry, or as two that stand beside each other without a sign between them. */
export function readingsOf(
  label: string,
  entries: readonly CodelistEntry[],
): readonly (readonly CodelistEntry[])[] {
  const words = plainWords(label)
  const alone = entries.filter((entry) => isCalled(entry, words)).map((entry) => [entry])
  const parts = words.split(' ')
  const pairs = parts.slice(1).flatMap((_, at) => {
    const [head, tail] = [parts.slice(0, at + 1).join(' '), parts.slice(at + 1).join(' ')]
    const first = entries.find((entry) => isCalled(entry, head))
    const second = entries.find((entry) => isCalled(entry, tail))
    return first === undefined || second === undefined || first === second ? [] : [[first, second]]
  })
  return [...alone, ...pairs]
}

/** Entries that share a word with a label, for whoever has to settle it. */
const near = (label: string, entries: readonly CodelistEntry[]): readonly CodelistEntry[] => {
  const words = plainWords(label).split(' ')
  return entries.filter((entry) => words.some((word) => word.length > 3 && spellingsOf(entry).includes(word)))
}

/**
 * One label of a list. It has a code only where there is a single reading: "Financial Benefits" may be one word of the
 * list or two, and stays as it is written until somebody says (D6).
 */
export function readLabel(raw: string, entries: readonly CodelistEntry[]): Label {
  const readings = readingsOf(raw, entries)
  const [first] = readings
  const [entry, second] = first ?? []
  const unsettled = (question: string): Label => ({ code: null, label: raw, raw, question })
  if (readings.length === 1 && entry !== undefined && second === undefined)
    return { code: entry.code, label: entry.label, raw, question: null }
  const named = [...new Set(readings.flat())]
  if (named.length > 1) {
    const words = named.map(({ label }) => `“${label}”`)
    const each = `${words.slice(0, -1).join(', ')}${words.length > 2 ? ',' : ''}`
    return unsettled(
      words.length === 2
        ? `Does “${raw}” mean ${each}, ${words.at(-1)} or both?`
        : `Does “${raw}” mean ${each} ${words.at(-1)} or more than one of them?`,
    )
  }
  const [like] = near(raw, entries)
  if (like !== undefined) return unsettled(`Is “${raw}” the same as “${like.label}”, or something else?`)
  return unsettled(`“${raw}” is not in the list. Which is meant?`)
}

/** A count that a report stated; null for anything that is not one whole number. */
export const readCount = (raw: string): number | null =>
  /^\d{1,7}$/.test(raw.trim()) ? Number(raw.trim()) : null

/** A percentage that a report stated, without its sign; null for anything else. */
export const readPercent = (raw: string): string | null =>
  /^(\d{1,3}(?:\.\d+)?)\s*%?$/.exec(raw.trim())?.[1] ?? null
