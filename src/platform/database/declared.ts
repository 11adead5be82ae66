// Reads what the schema.ts files declare: tables as plain interfaces or types, and the list that ties each to its
// `schema.table`. Only that regular shape is understood; anything cleverer is a finding, not a guess.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** What a TypeScript type allows in a column; `any` where an alias hides it. */
export type Kind = 'text' | 'number' | 'bigint' | 'boolean' | 'date' | 'instant' | 'json' | 'list' | 'bytes' | 'any'
export type DeclaredColumn = { readonly kind: Kind; readonly nullable: boolean; readonly generated: boolean }
export type DeclaredTable = { readonly from: string; readonly columns: ReadonlyMap<string, DeclaredColumn> }
export type Declared = { readonly tables: ReadonlyMap<string, DeclaredTable>; readonly findings: readonly string[] }

/** Every table declared in the schema.ts files under a `src` directory, and in the front door of the database. */
export function declaredUnder(source: string): Declared {
  const names = readdirSync(source, { recursive: true, encoding: 'utf8' })
  const wanted = names.filter((name) => /(^|[\\/])schema(\.ts$|[\\/][^\\/]+\.ts$)/.test(name) && !name.includes('.test.'))
  const paths = [...wanted, join('platform', 'database', 'index.ts')].map((name) => join(source, name))
  const files = paths.map((path) => ({ from: relative(source, path), text: withoutComments(readFileSync(path, 'utf8')) }))
  const interfaces = new Map(files.flatMap(({ from, text }) => interfacesOf(text).map((one) => [one.name, { ...one, from }])))
  const tables = new Map<string, DeclaredTable>()
  const findings: string[] = []
  for (const { from, text } of files) {
    for (const [, table, name] of text.matchAll(/'([a-z_]+\.[a-z_]+)':\s*(\w+)\s*[;\n}]/g)) {
      const found = interfaces.get(name!)
      if (found === undefined) findings.push(`${from}: ${table} is declared as ${name}, which is neither an interface nor a plain type of a schema.ts`)
      else tables.set(table!, { from: found.from, columns: columnsOf(found.body) })
    }
  }
  return { tables, findings }
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1')
}

function interfacesOf(text: string): { name: string; body: string }[] {
  return [...text.matchAll(/\b(?:interface\s+(\w+)|type\s+(\w+)\s*=)\s*\{/g)].map((match) => {
    const start = match.index + match[0].length
    let depth = 1
    let end = start
    while (depth > 0 && end < text.length) {
      if (text[end] === '{') depth++
      else if (text[end] === '}') depth--
      end++
    }
    return { name: match[1] ?? match[2]!, body: text.slice(start, end - 1) }
  })
}

// A property runs from its name to the next name at the same depth of brackets.
function columnsOf(body: string): ReadonlyMap<string, DeclaredColumn> {
  const columns = new Map<string, DeclaredColumn>()
  const starts: { name: string; at: number; from: number }[] = []
  let depth = 0
  for (let at = 0; at < body.length; at++) {
    const letter = body[at]!
    if ('<({['.includes(letter)) depth++
    else if ('>)}]'.includes(letter)) depth--
    else if (depth === 0 && (at === 0 || '\n;'.includes(body[at - 1]!))) {
      const name = /^\s*(?:readonly\s+)?(\w+)\??:/.exec(body.slice(at))
      if (name !== null && !starts.some((start) => start.from === at + name[0].length)) {
        starts.push({ name: name[1]!, at, from: at + name[0].length })
      }
    }
  }
  for (const [index, start] of starts.entries()) {
    columns.set(start.name, columnOf(body.slice(start.from, starts[index + 1]?.at)))
  }
  return columns
}

function columnOf(type: string): DeclaredColumn {
  const parts = split(type.trim().replace(/[;,]$/, ''), '|').filter((part) => part !== '')
  const nullable = parts.includes('null')
  const rest = parts.filter((part) => part !== 'null')
  const first = rest[0] ?? ''
  const wrapped = /^(Generated|GeneratedAlways|ColumnType)<([\s\S]*)>$/.exec(first)
  if (wrapped === null) return { kind: kindOf(rest), nullable, generated: false }
  const inside = split(wrapped[2]!, ',')
  const read = columnOf(inside[0] ?? '')
  const written = inside[1]
  const generated = wrapped[1] !== 'ColumnType' || (written !== undefined && /\bundefined\b|^never$/.test(written))
  return { kind: read.kind, nullable: nullable || read.nullable, generated }
}

const KINDS: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
  [/^'|^string$|^`/, 'text'],
  [/^number$|^\d+$/, 'number'],
  [/^bigint$|^Pence(Column)?$/, 'bigint'],
  [/^boolean$|^true$|^false$/, 'boolean'],
  [/^DateColumn$|^Temporal\.PlainDate$/, 'date'],
  [/^InstantColumn$|^Temporal\.Instant$/, 'instant'],
  [/^Json<|^unknown$|^Record<|^\{/, 'json'],
  [/\[\]$|^(Readonly)?Array</, 'list'],
  [/^Buffer$|^Uint8Array/, 'bytes'],
]

function kindOf(parts: readonly string[]): Kind {
  const kinds = new Set(parts.map((part) => KINDS.find(([pattern]) => pattern.test(part))?.[1] ?? 'any'))
  return kinds.size === 1 ? [...kinds][0]! : 'any'
}

function split(text: string, separator: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const letter of text) {
    if ('<({['.includes(letter)) depth++
    if ('>)}]'.includes(letter)) depth--
    if (letter === separator && depth === 0) parts.push('')
    else parts[parts.length - 1] += letter
  }
  return parts.map((part) => part.trim())
}
