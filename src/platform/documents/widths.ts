// How the width of a paper page is shared among the columns of a table: each has room for its longest word, so that words
// never run into the next column, and what is left goes to those with the most to say.
import { plain, type TableBlock } from './model.ts'

/** Beyond so many columns the letters are smaller. */
export const MOST_FULL_SIZE = 5

// In points: an A4 page within its margins, the room beside a cell's words, and a letter of the common size and the small.
const PAGE = 470
const BESIDE = 11
const LETTER = 5.6
const SMALL_LETTER = 4.6
// An address in a cell may be as long as it likes; it does not take the room of the other columns.
const MOST_IN_WORD = 16
const MOST_IN_CELL = 60
const SHORT = 9

/** The width of each column in points. */
export function columnWidths({ columns, rows, totals }: TableBlock): readonly number[] {
  const letter = columns.length > MOST_FULL_SIZE ? SMALL_LETTER : LETTER
  const wide = columns.map(({ label, align }, at) => {
    const texts = [...rows, ...(totals === undefined ? [] : [totals])].map((row) => plain(row[at] ?? ''))
    const word = [...texts, label].reduce((most, text) => Math.max(most, longestWord(text)), 0)
    const least = BESIDE + letter * Math.min(MOST_IN_WORD, word)
    if (align === 'right') return { least, more: 0 }
    // What most rows say weighs more than the longest of them.
    const lengths = texts.map(({ length }) => Math.min(MOST_IN_CELL, length))
    const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length)
    const longest = lengths.reduce((most, length) => Math.max(most, length), 0)
    return { least, more: Math.max(1, BESIDE + (letter * (2 * mean + longest)) / 3 - least) }
  })
  const left = Math.max(0, PAGE - wide.reduce((sum, { least }) => sum + least, 0))
  const wanted = wide.reduce((sum, { more }) => sum + more, 0)
  return wide.map(({ least, more }) => least + (wanted === 0 ? left / wide.length : (left * more) / wanted))
}

// A line may break after a hyphen; "On track" is best not broken at all.
const longestWord = (text: string): number =>
  text.length <= SHORT
    ? text.length
    : text.split(/\s+|(?<=[-–])/).reduce((most, { length }) => Math.max(most, length), 0)
