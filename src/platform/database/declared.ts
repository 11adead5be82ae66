// Reads what the schema.ts files declare: tables as plain types, and the list that ties each to its
// `schema.table`. What it cannot read is a finding, not a guess.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** What a TypeScript type allows in a column; `any` where an alias hides it. */
export type Kind =
  | 'text'
  | 'number'
  | 'bigint'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'json'
  | 'list'
  | 'bytes'
  | 'any'
export type DeclaredColumn = { readonly kind: Kind; readonly nullable: boolean; readonly generated: boolean }
export type DeclaredTable = { readonly from: string; readonly columns: ReadonlyMap<string, DeclaredColumn> }
export type Declared = {
  readonly tables: ReadonlyMap<string, DeclaredTable>
  readonly findings: readonly string[]
}

type Shape = { readonly from: string; readonly text: string; readonly aliases: Aliases }
type Aliases = ReadonlyMap<string, { readonly parameter: string | undefined; readonly text: string }>

/** Every table declared in the schema.ts files under a `src` directory, and in the front door of the database. */
export function declaredUnder(source: string): Declared {
  const names = readdirSync(source, { recursive: true, encoding: 'utf8' })
  const wanted = names.filter(
    (name) => /(^|[\\/])schema(\.ts$|[\\/][^\\/]+\.ts$)/.test(name) && !name.includes('.test.'),
  )
  const paths = [...wanted, join('platform', 'database', 'index.ts')].map((name) => join(source, name))
  const files = paths.map((path) => ({
    from: relative(source, path),
    text: withoutComments(readFileSync(path, 'utf8')),
  }))
  const all = files.map((file) => ({ from: file.from, shapes: shapesOf(file) }))
  const tables = new Map<string, DeclaredTable>()
  const findings: string[] = []
  for (const { from, text } of files) {
    // Two modules may have a MilestoneTable each: the module's own comes last, and so is the one that counts.
    const isOwn = (other: string): boolean => roomOf(other) === roomOf(from)
    const shapes = new Map(
      [...all]
        .sort((one, other) => Number(isOwn(one.from)) - Number(isOwn(other.from)))
        .flatMap((one) => one.shapes),
    )
    for (const [, table, name] of text.matchAll(/'([a-z_]+\.[a-z_]+)':\s*(\w+)\s*[;\n}]/g)) {
      const columns = columnsOfShape(name!, shapes)
      if (columns === undefined)
        findings.push(`${from}: ${table} is declared as ${name}, whose columns cannot be read`)
      else tables.set(table!, { from: shapes.get(name!)!.from, columns })
    }
  }
  return { tables, findings }
}

/** The two folders a schema.ts belongs to, also when the schema is a folder of its own. */
const roomOf = (path: string): string => path.split(/[\\/]/).slice(0, 2).join('/')

// A published view is often written as a part of a table: Pick<Selectable<AwardTable>, 'id' | 'amount_pence'>.
const PART = /^Pick<\s*(?:Selectable<\s*(\w+)\s*>|(\w+))\s*,([\s\S]*)>$/

function columnsOfShape(
  name: string,
  shapes: ReadonlyMap<string, Shape>,
): ReadonlyMap<string, DeclaredColumn> | undefined {
  const shape = shapes.get(name)
  if (shape === undefined) return undefined
  if (shape.text.startsWith('{')) return columnsOf(shape.text.slice(1, -1), shape.aliases)
  const part = PART.exec(shape.text)
  const whole = part === null ? undefined : columnsOfShape(part[1] ?? part[2]!, shapes)
  if (part === null || whole === undefined) return undefined
  const picked = new Set([...part[3]!.matchAll(/'(\w+)'/g)].map(([, column]) => column))
  return new Map([...whole].filter(([column]) => picked.has(column)))
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1')
}

function shapesOf({ from, text }: { from: string; text: string }): [string, Shape][] {
  const shapes: [string, Shape][] = []
  const aliases = new Map<string, { parameter: string | undefined; text: string }>()
  for (const match of text.matchAll(/\b(?:interface\s+(\w+)\s*(?=\{)|type\s+(\w+)(?:<(\w+)>)?\s*=\s*)/g)) {
    const body = bodyAt(text, match.index + match[0].length)
    const name = match[1] ?? match[2]!
    aliases.set(name, { parameter: match[3], text: body })
    shapes.push([name, { from, text: body, aliases }])
  }
  return shapes
}

// A type runs to the end of a line outside all brackets, unless the next line goes on with a bar.
function bodyAt(text: string, start: number): string {
  let depth = 0
  let end = start
  for (; end < text.length; end++) {
    const letter = text[end]!
    if ('<({['.includes(letter)) depth++
    else if ('>)}]'.includes(letter) && --depth === 0 && letter === '}') return text.slice(start, end + 1)
    else if (
      letter === '\n' &&
      depth === 0 &&
      end > start &&
      !/^\s*\|/.test(text.slice(end)) &&
      !/=\s*$/.test(text.slice(0, end))
    )
      break
  }
  return text.slice(start, end).trim()
}

// A property runs from its name to the next name at the same depth of brackets.
function columnsOf(body: string, aliases: Aliases): ReadonlyMap<string, DeclaredColumn> {
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
    columns.set(start.name, columnOf(body.slice(start.from, starts[index + 1]?.at), aliases))
  }
  return columns
}

function columnOf(type: string, aliases: Aliases): DeclaredColumn {
  const parts = split(type.trim().replace(/[;,]$/, ''), '|').filter((part) => part !== '')
  const nullable = parts.includes('null')
  const rest = parts.filter((part) => part !== 'null')
  const first = rest[0] ?? ''
  const meant = rest.length === 1 ? aliased(first, aliases) : undefined
  if (meant !== undefined) {
    const column = columnOf(meant, aliases)
    return { ...column, nullable: nullable || column.nullable }
  }
  // The platform's own columns that may hold nothing: OptionalDate, Optional<string>.
  const optional = /^Optional(?:<([\s\S]*)>|(Date|Instant|Pence))$/.exec(first)
  if (optional !== null) {
    const column = columnOf(optional[1] ?? `${optional[2] ?? ''}Column`, aliases)
    return { ...column, nullable: true, generated: true }
  }
  const wrapped = /^(Generated|GeneratedAlways|ColumnType)<([\s\S]*)>$/.exec(first)
  if (wrapped === null) return { kind: kindOf(rest), nullable, generated: false }
  const inside = split(wrapped[2]!, ',')
  const read = columnOf(inside[0] ?? '', aliases)
  const written = inside[1]
  const generated =
    wrapped[1] !== 'ColumnType' || (written !== undefined && /\bundefined\b|^never$/.test(written))
  return { kind: read.kind, nullable: nullable || read.nullable, generated }
}

function aliased(type: string, aliases: Aliases): string | undefined {
  const named = /^(\w+)(?:<([\s\S]*)>)?$/.exec(type)
  const alias = named === null ? undefined : aliases.get(named[1]!)
  if (named === null || alias === undefined || alias.text.startsWith('{')) return undefined
  if (alias.parameter === undefined) return alias.text
  return alias.text.replaceAll(new RegExp(`\\b${alias.parameter}\\b`, 'g'), () => named[2] ?? '')
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
