// Which text of the program writes the files of a generation: the same text and the same register give the same bytes, so
// what neither changed need not be written anew. Read when the program starts, as the text that then runs.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const RULES = new URL('./rules/', import.meta.url)

/** Everything that the files and the probes of a server are written by, under `rules/`. Its own test proves that no more is. */
export const WRITERS: readonly string[] = [
  ...readdirSync(new URL('engines/', RULES), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => `engines/${name}`),
  'changes.ts',
  'model.ts',
  'probes.ts',
  'signing.ts',
  'words.ts',
].toSorted()

/** Its digest, in hexadecimal. */
export const WORDING: string = WRITERS.reduce(
  (hash, name) => hash.update(`${name}\n`).update(readFileSync(new URL(name, RULES))),
  createHash('sha256'),
).digest('hex')
