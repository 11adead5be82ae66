// A list of words as an administrator writes it, one entry a line, and what a label of a form or file means by it. A
// label that could be two entries, or none, is nobody's to guess (D6).
import type { Fault } from '#platform/errors/index.ts'
import type { CodelistEntry } from './shapes.ts'

const CODE = /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/

export type Lines<T> = { readonly found: readonly T[]; readonly faults: readonly Fault[] }

/** The lines of a text with their cells; blank lines are left out, their numbers kept. */
export function cellsOf(text: string): { readonly line: number; readonly cells: readonly string[] }[] {
  return text
    .split('\n')
    .map((words, at) => ({ line: at + 1, cells: words.split('|').map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
}

/** The cells as one line; empty ones at its end are left out. */
export const lineOf = (cells: readonly string[]): string =>
  cells
    .map((cell, at) => (at === 0 ? cell : `| ${cell}`.trimEnd()))
    .join(' ')
    .replace(/(?: \|)+$/, '')

const several = (cell: string | undefined): string[] =>
  (cell ?? '')
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** "code | label | other spellings; … | deca: complexity | note", one entry a line. */
export function entriesFromLines(text: string, field = 'entries'): Lines<CodelistEntry> {
  const found: CodelistEntry[] = []
  const faults: Fault[] = []
  const wrong = (line: number, words: string): void =>
    void faults.push({ field, message: `Line ${line}: ${words}` })
  for (const { line, cells } of cellsOf(text)) {
    const [code = '', label = '', aliases, maps, note] = cells
    if (cells.length > 5)
      wrong(line, 'there are more than five parts. Write code | label | other spellings | other lists | note')
    else if (!CODE.test(code))
      wrong(line, 'begin it with a code of lower-case letters, numbers, hyphens or underscores, then |')
    else if (label === '') wrong(line, `give “${code}” a label after the first |`)
    else if (several(maps).some((one) => !/^[a-z0-9-]+:\s*[a-z0-9_-]+$/.test(one)))
      wrong(line, 'write what it is called in another list as deca: complexity')
    else {
      const pairs = several(maps).map((one) => one.split(/:\s*/) as [string, string])
      found.push({
        code,
        label,
        ...(several(aliases).length === 0 ? {} : { aliases: several(aliases) }),
        ...(pairs.length === 0 ? {} : { maps: Object.fromEntries(pairs) }),
        ...(note === undefined || note === '' ? {} : { note }),
      })
    }
  }
  if (faults.length === 0) faults.push(...ambiguities(found).map((message) => ({ field, message })))
  if (found.length === 0 && faults.length === 0)
    faults.push({ field, message: 'Write at least one entry: code | label' })
  return { found, faults }
}

/** A list in which one spelling means two things settles nothing. */
function ambiguities(entries: readonly CodelistEntry[]): string[] {
  const owners = new Map<string, Set<string>>()
  const codes = new Map<string, number>()
  for (const entry of entries) {
    codes.set(entry.code, (codes.get(entry.code) ?? 0) + 1)
    for (const spelling of spellingsOf(entry)) {
      const key = folded(spelling)
      owners.set(key, (owners.get(key) ?? new Set()).add(entry.code))
    }
  }
  const twice = [...codes]
    .filter(([, times]) => times > 1)
    .map(([code]) => `The code “${code}” stands there twice`)
  const doubtful = [...owners]
    .filter(([, of]) => of.size > 1)
    .map(([spelling, of]) => `“${spelling}” could be ${[...of].join(' or ')}. Leave it with one of them`)
  return [...twice, ...doubtful]
}

const spellingsOf = (entry: CodelistEntry): readonly string[] => [
  entry.code,
  entry.label,
  ...(entry.aliases ?? []),
]

const folded = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll(/[\s_/-]+/g, ' ')
    .trim()

/** The code that a label means, by its code, label or another spelling, or null when the list does not settle it. */
export function settledCode(entries: readonly CodelistEntry[], label: string): string | null {
  const wanted = folded(label)
  if (wanted === '') return null
  const [one, other] = entries.filter((entry) =>
    spellingsOf(entry).some((spelling) => folded(spelling) === wanted),
  )
  return one === undefined || other !== undefined ? null : one.code
}

/** The entries as their lines, to be changed and read again. */
export function linesOfEntries(entries: readonly CodelistEntry[]): string {
  return entries
    .map(({ code, label, aliases, maps, note }) => {
      const others = Object.entries(maps ?? {}).map(([list, other]) => `${list}: ${other}`)
      const cells = [code, label, (aliases ?? []).join('; '), others.join('; '), note ?? '']
      return lineOf(cells)
    })
    .join('\n')
}
