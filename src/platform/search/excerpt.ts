// The lines of a record around the words that were asked for. The marks are pieces of a list, not characters in the
// text, so nothing that a record says can pass for one.
import { sql, type Db } from '../database/index.ts'
import { inOnePiece, wordsOf, type Word } from './fold.ts'
import { FILE_BEGINS, NAME_ENDS } from './write.ts'

export type Piece = { readonly text: string; readonly marked: boolean }

export type Excerpt = {
  /** The name of the file in which the words stand; null for the record's own words. */
  readonly file: string | null
  readonly pieces: readonly Piece[]
}

/** Which words of a text are among the asked ones, however they are inflected. */
export type IsAsked = (word: Word) => boolean

const BEFORE = 60
const LENGTH = 260

/** Tells the asked words in texts: those of the same stem, or that begin as the last one does. */
export async function askedIn(
  db: Db,
  wanted: readonly string[],
  texts: readonly string[],
  beginning: string | null,
): Promise<IsAsked> {
  const heads = new Set(wanted.map((word) => word.slice(0, 3)))
  const met = new Set(wanted)
  for (const text of texts)
    for (const word of wordsOf(text))
      for (const part of [...word.parts, inOnePiece(word)]) if (heads.has(part.slice(0, 3))) met.add(part)
  const stems = await stemsOf(db, [...met])
  const asked = new Set(wanted.map((word) => stems.get(word) ?? word))
  const isOne = (part: string): boolean =>
    (met.has(part) && asked.has(stems.get(part) ?? part)) ||
    (beginning !== null && part.startsWith(beginning))
  return (word) => word.parts.some(isOne) || isOne(inOnePiece(word))
}

async function stemsOf(db: Db, words: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ word: string; stem: string | null }>`
    select word, (ts_lexize('platform.stem', word))[1] as stem from unnest(${[...words]}::text[]) as word`.execute(
    db,
  )
  return new Map(rows.map(({ word, stem }) => [word, stem ?? word]))
}

/** A title, its asked words marked. */
export const markedTitle = (title: string, isAsked: IsAsked): readonly Piece[] =>
  marked(title, [...wordsOf(title)].filter(isAsked))

/** Where the asked words first stand in what a record says, with what stands around them; the beginning where they stand in the title only. */
export function excerptOf(words: string, isAsked: IsAsked): Excerpt {
  const [own = '', ...files] = words.split(FILE_BEGINS)
  const first = firstAsked(own, isAsked)
  if (first !== undefined) return { file: null, pieces: around(own, first, isAsked) }
  for (const one of files) {
    const end = one.indexOf(NAME_ENDS)
    const text = one.slice(end + 1)
    const found = firstAsked(text, isAsked)
    if (found !== undefined)
      return { file: one.slice(0, Math.max(0, end)), pieces: around(text, found, isAsked) }
  }
  return { file: null, pieces: around(own, 0, isAsked) }
}

function firstAsked(text: string, isAsked: IsAsked): number | undefined {
  for (const word of wordsOf(text)) if (isAsked(word)) return word.at
  return undefined
}

function around(text: string, first: number, isAsked: IsAsked): readonly Piece[] {
  const space = first <= BEFORE ? -1 : text.indexOf(' ', first - BEFORE)
  const begins = first <= BEFORE ? 0 : space === -1 || space > first ? first : space + 1
  const rest = text.slice(begins, begins + LENGTH)
  const cut = text.length > begins + LENGTH ? rest.replace(/\s+\S*$/, '') : rest
  const shown = cut.toWellFormed()
  const pieces = marked(shown, [...wordsOf(shown)].filter(isAsked))
  return [
    ...(begins > 0 ? [{ text: '… ', marked: false }] : []),
    ...pieces,
    ...(begins + shown.length < text.length ? [{ text: ' …', marked: false }] : []),
  ]
}

function marked(text: string, words: readonly Word[]): readonly Piece[] {
  const pieces: Piece[] = []
  let done = 0
  for (const { at, written } of words) {
    if (at > done) pieces.push({ text: text.slice(done, at), marked: false })
    pieces.push({ text: written, marked: true })
    done = at + written.length
  }
  if (done < text.length) pieces.push({ text: text.slice(done), marked: false })
  return pieces
}
