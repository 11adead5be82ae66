// Words as they are compared: without case, accents, apostrophes and punctuation. What is indexed and what is asked
// go through the same fold, so that "O’Neill", "O'NEILL" and "oneill" are one word.

const SPELT_OUT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  þ: 'th',
  ð: 'd',
  ı: 'i',
}

/** A word as it was written, and the parts of which it is made: "2026-003" is made of "2026" and "003". */
export type Word = { readonly at: number; readonly written: string; readonly parts: readonly string[] }

const WORD = /[\p{L}\p{N}\p{M}]+(?:[-‐‑–./_'’ʼ`][\p{L}\p{N}\p{M}]+)*/gu
const APOSTROPHES = /['’ʼ`]/g
const MOST_JOINED = 60

/** The words of a text, in order. */
export function* wordsOf(text: string): Generator<Word> {
  for (const found of text.matchAll(WORD)) {
    const parts = folded(found[0].replaceAll(APOSTROPHES, ''))
      .split(/[^\p{L}\p{N}]+/u)
      .filter((part) => part !== '')
    if (parts.length > 0) yield { at: found.index, written: found[0], parts }
  }
}

/** What the index is made from: the parts in order, then words of several parts in one piece, so that a reference is found whole. */
export function indexed(text: string): string {
  const parts: string[] = []
  const whole = new Set<string>()
  for (const word of wordsOf(text)) {
    parts.push(...word.parts)
    if (word.parts.length > 1) whole.add(inOnePiece(word))
  }
  return [...parts, ...[...whole].filter((word) => word.length <= MOST_JOINED)].join(' ')
}

export const inOnePiece = (word: Pick<Word, 'parts'>): string => word.parts.join('')

/** Lower case, accents gone, letters of other alphabets spelt as English keyboards have them. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøłđþðı]/g, (letter) => SPELT_OUT[letter] ?? letter)
}
