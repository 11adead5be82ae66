// The house as the architecture's rules see it: every file's path and text, what each source file imports, and
// the list of modules.
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { blank, importsOf, type Import } from './scan.ts'

export type Edge = Import & {
  /** The file meant, as a path from the root; null for a package or for Node's own. */
  readonly to: string | null
}

export type Source = {
  readonly path: string
  readonly text: string
  readonly code: string
  readonly bare: string
  readonly imports: readonly Edge[]
  readonly isTest: boolean
  readonly place: Place
}

/** Where a source file lives: which half of the house, which room, and the file's way inside the room. */
export type Place = { readonly half: string; readonly room: string; readonly inside: string }

export type House = {
  readonly sources: readonly Source[]
  /** Everything readable that is no source: papers, migrations, styles, settings. */
  readonly texts: ReadonlyMap<string, string>
  /** The modules in the order of the list. */
  readonly list: readonly string[]
  /** What each module says it uses. */
  readonly uses: ReadonlyMap<string, readonly string[]>
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const ALIASES: Readonly<Record<string, string>> = {
  '#app/': 'src/app/',
  '#platform/': 'src/platform/',
  '#modules/': 'src/modules/',
  '#web/': 'src/web/',
  '#test/': 'test/',
}
const LEFT_ALONE = new Set(['node_modules', '.git', 'var', 'coverage'])
const READABLE =
  /\.(?:ts|js|md|sql|json|css|svg|typ|njk|html|service|yml|yaml|sh)$|^\.[\w.-]+$|(?:^|\/)(?:LICENCE|Containerfile|run)$/
// Facts and recorded answers are data, and a lock file is npm's.
const DATA = /^(?:data|test\/data)\/|^package-lock\.json$/

/** The house as it stands on the disk. */
export function readHouse(root: string = ROOT): House {
  const files = new Map<string, string>()
  const walk = (folder: string): void => {
    for (const entry of readdirSync(`${root}${folder}`, { withFileTypes: true })) {
      const path = `${folder}${entry.name}`
      if (entry.isDirectory()) {
        if (!LEFT_ALONE.has(entry.name)) walk(`${path}/`)
      } else if (READABLE.test(entry.name) && !DATA.test(path)) {
        files.set(path, readFileSync(`${root}${path}`, 'utf8'))
      }
    }
  }
  walk('')
  return houseOf(files)
}

/** A house from texts by path: the real one, or one made up to see a rule refuse it. */
export function houseOf(files: ReadonlyMap<string, string> | Readonly<Record<string, string>>): House {
  const entries =
    files instanceof Map ? [...files.entries()] : Object.entries(files as Readonly<Record<string, string>>)
  const sources = entries.filter(([path]) => isSource(path)).map(([path, text]) => sourceOf(path, text))
  const texts = new Map(entries.filter(([path]) => !isSource(path)))
  const list = listOf(sources)
  return { sources, texts, list, uses: new Map(list.map((name) => [name, usesOf(sources, name)])) }
}

const isSource = (path: string): boolean => /\.[tj]s$/.test(path)

function sourceOf(path: string, text: string): Source {
  const { code, bare } = blank(text)
  const imports = importsOf(code).map((one) => ({ ...one, to: resolved(path, one.specifier) }))
  const isTest = /\.test\.ts$/.test(path) || path.startsWith('test/')
  return { path, text, code, bare, imports, isTest, place: placeOf(path) }
}

function placeOf(path: string): Place {
  const [top = '', half = '', room = '', ...rest] = path.split('/')
  if (top !== 'src') return { half: top, room: half, inside: [room, ...rest].join('/') }
  return half === 'platform' || half === 'modules'
    ? { half, room, inside: rest.join('/') }
    : { half, room: '', inside: [room, ...rest].filter((part) => part !== '').join('/') }
}

function resolved(from: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), specifier))
  const alias = Object.keys(ALIASES).find((one) => specifier.startsWith(one))
  return alias === undefined ? null : `${ALIASES[alias]}${specifier.slice(alias.length)}`
}

function listOf(sources: readonly Source[]): readonly string[] {
  const list = sources.find(({ path }) => path === 'src/app/modules.ts')
  const inOrder = /export const modules\b[^=]*=\s*\[([^\]]*)\]/.exec(list?.code ?? '')?.[1]
  return inOrder?.match(/\w+/g) ?? []
}

function usesOf(sources: readonly Source[], name: string): readonly string[] {
  const declared = sources.find(({ path }) => path === `src/modules/${name}/module.ts`)
  const uses = /\buses:\s*\[([^\]]*)\]/.exec(declared?.code ?? '')?.[1]
  return [...(uses ?? '').matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '')
}

/** A fault in words, with where it stands. */
export function at(source: Source, line: number, words: string): string {
  return `${source.path}:${line} ${words}`
}
