// What papers state about programmes, and what the records count: a count comes from records (F8).

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
  'twenty',
]

/** How many projects a sentence of the papers speaks of: "Eleven projects and a Programme Management Office" is 11. */
export function statedProjects(note: string | null): number | undefined {
  const word = /\b([a-z]+|\d{1,4}) projects\b/i.exec(note ?? '')?.[1]?.toLowerCase()
  if (word === undefined) return undefined
  if (/^\d+$/.test(word)) return Number(word)
  const at = NUMBERS.indexOf(word)
  return at < 0 ? undefined : at
}

/** "12 projects, 1 programme office and 1 fund, 14 entries in all" */
export function countedInWords(kinds: readonly ('project' | 'programme-office' | 'fund')[]): string {
  const count = (kind: string): number => kinds.filter((one) => one === kind).length
  const words = (number: number, one: string): string[] =>
    number === 0 ? [] : [`${number} ${one}${number === 1 ? '' : 's'}`]
  const parts = [
    ...words(count('project'), 'project'),
    ...words(count('programme-office'), 'programme office'),
    ...words(count('fund'), 'fund'),
  ]
  const list = parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
  return `${list === '' ? 'nothing' : list}, ${kinds.length} ${kinds.length === 1 ? 'entry' : 'entries'} in all`
}
