// Reads what somebody typed into the box: words, "phrases in quotes" and -words to leave out. Whatever is typed
// becomes a query that PostgreSQL understands, or none; nothing typed is ever taken for an operator.
import { inOnePiece, wordsOf, type Word } from './fold.ts'

export const MOST_CHARACTERS = 200
export const MOST_WORDS = 20
const LEAST_PREFIX = 3

export type Asked = {
  /** For to_tsquery; null when no word was asked for. */
  readonly query: string | null
  /** The same with the last word as a beginning, for when nothing has it whole. */
  readonly beginning: string | null
  /** How many words were typed. */
  readonly words: number
  /** The words asked for, as they are compared: what is marked in the answer. */
  readonly wanted: readonly string[]
}

// Words that say nothing about what is looked for. Left out of a question unless it has no others; never out of a
// phrase. The index holds them. "IT", "May" and "Will" are not among them.
const LINKING = new Set(
  'a an and are as at be by for from in is of on or that the this to was were with'.split(' '),
)

type Term = { readonly words: readonly Word[]; readonly phrase: boolean; readonly without: boolean }

/** What was asked, in PostgreSQL's terms. */
export function askedOf(typed: string): Asked {
  const terms = [...termsOf(typed)]
  const words = terms.reduce((sum, term) => sum + term.words.length, 0)
  const wanted = terms.filter((term) => !term.without)
  const telling = wanted.filter(
    (term) => term.phrase || !term.words.every((word) => LINKING.has(inOnePiece(word))),
  )
  const used = telling.length > 0 ? telling : wanted
  const left = terms.filter((term) => term.without).map((term) => `!(${spelt(term)})`)
  const last = used.at(-1)
  const lastWord = last?.words.at(-1)
  const mayBegin =
    last !== undefined &&
    !last.phrase &&
    lastWord !== undefined &&
    inOnePiece(lastWord).length >= LEAST_PREFIX
  return {
    words,
    query: used.length === 0 ? null : [...used.map(spelt), ...left].join(' & '),
    beginning: mayBegin
      ? [...used.slice(0, -1).map(spelt), begun(inOnePiece(lastWord)), ...left].join(' & ')
      : null,
    wanted: [
      ...new Set(used.flatMap((term) => term.words.flatMap((word) => [...word.parts, inOnePiece(word)]))),
    ],
  }
}

// The index holds stems: "accessibility" stands there as "access", which does not begin with "accessib". So what was
// typed is also looked for with its end left off.
function begun(word: string): string {
  const shorter = [1, 2, 3].map((less) => word.slice(0, -less)).filter((one) => one.length > LEAST_PREFIX)
  return `(${[`${word}:*`, ...shorter].join(' | ')})`
}

function* termsOf(typed: string): Generator<Term> {
  for (const found of typed.matchAll(
    /(?<minus>(?<=^|\s)[-−])?(?:["“”](?<phrase>[^"“”]*)["“”]|(?<plain>[^\s"“”]+))/gu,
  )) {
    const { minus, phrase, plain } = found.groups ?? {}
    const words = [...wordsOf(phrase ?? plain ?? '')]
    const without = minus !== undefined
    if (words.length === 0) continue
    if (phrase !== undefined || without) yield { words, phrase: phrase !== undefined, without }
    else for (const word of words) yield { words: [word], phrase: false, without }
  }
}

// Letters and digits only by now, so that nothing in them can be read as an operator.
function spelt({ words, phrase }: Term): string {
  if (phrase) return `(${words.flatMap((word) => word.parts).join(' <-> ')})`
  return words.map(speltWord).join(' & ')
}

// "2026-003" is a reference and wanted whole; "cross-border" is also found as "cross border" and "crossborder".
function speltWord(word: Word): string {
  if (word.parts.length === 1) return word.parts[0] ?? ''
  if (/\p{N}/u.test(inOnePiece(word))) return inOnePiece(word)
  return `(${word.parts.join(' <-> ')} | ${inOnePiece(word)})`
}
