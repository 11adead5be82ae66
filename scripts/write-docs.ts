// Writes what the papers take from the code: the table of modules and the table of settings. Run after a change
// to either: npm run docs. The architecture test compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describeConfig } from '#platform/config/index.ts'
import { between, moduleTable, withTable } from './module-table.ts'

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

const list =
  /export const modules\b[^=]*=\s*\[([^\]]*)\]/.exec(read('src/app/modules.ts'))?.[1]?.match(/\w+/g) ?? []
const table = moduleTable(
  list.map((name) => ({
    name,
    readme: read(`src/modules/${name}/README.md`),
    declaration: read(`src/modules/${name}/module.ts`),
  })),
)

const papers: Readonly<Record<string, (paper: string) => string>> = {
  'README.md': (paper) => withTable(paper, table, 'src'),
  'docs/architecture.md': (paper) => withTable(paper, table, '../src'),
  'docs/how-to/install.md': (paper) =>
    between(paper, '<!-- settings: written by npm run docs -->', '<!-- /settings -->', describeConfig()),
}

for (const [path, write] of Object.entries(papers)) {
  const before = read(path)
  const after = write(before)
  if (after !== before) writeFileSync(path, after)
  process.stdout.write(`${path}: ${after === before ? 'as it was' : 'written'}\n`)
}
