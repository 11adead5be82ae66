// How much a finding matters, and how its sentence is put together.

/**
 * A contradiction cannot be true as it stands. A question may be right and wants an answer. A note is to be known by
 * whoever reads the figures, and asks for nothing.
 */
export type Severity = 'contradiction' | 'question' | 'note'

export const severityWord: Readonly<Record<Severity, string>> = {
  contradiction: 'Contradiction',
  question: 'Question',
  note: 'Note',
}

/** Of more rows than these a sentence says how many; the finding lists them all. */
const MOST_NAMED = 20

/** "The end lies before the beginning: 26 (1 December 2019 is 1,217 days before 1 April 2023); 68 (…)." */
export function findingWords(
  message: string,
  rows: readonly { readonly row: unknown; readonly words: string }[],
): string {
  const between = rows.some(({ words }) => words !== '') ? '; ' : ', '
  const named = rows
    .slice(0, MOST_NAMED)
    .map(({ row, words }) => (words === '' ? String(row) : `${String(row)} (${words})`))
  const more = rows.length - named.length
  return `${message}: ${named.join(between)}${more > 0 ? ` and ${more} more` : ''}.`
}
