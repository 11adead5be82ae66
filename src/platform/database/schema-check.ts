// Whether the types say what the migrated database holds, and whether the database keeps the house's rules of
// names and of what may point at what. Each finding is a sentence; none is good news.
import { sql, type Kysely } from 'kysely'
import { declaredUnder, type DeclaredColumn, type DeclaredTable, type Kind } from './declared.ts'
import type { AnyTables } from './open.ts'

type Column = {
  table: string
  column: string
  type: string
  nullable: boolean
  defaulted: boolean
  computed: boolean
}

const KIND_OF_TYPE: Readonly<Record<string, Kind>> = {
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  uuid: 'text',
  numeric: 'text',
  inet: 'text',
  tsvector: 'text',
  interval: 'text',
  int2: 'number',
  int4: 'number',
  float4: 'number',
  float8: 'number',
  int8: 'bigint',
  bool: 'boolean',
  date: 'date',
  timestamptz: 'instant',
  json: 'json',
  jsonb: 'json',
  bytea: 'bytes',
}

// pg-boss brings its own tables and its own names, and no code of ours reads them by type.
const OTHERS = ['pgboss', 'public', 'information_schema']

/** What is in the tables under these schemas but not in the types, or the other way round. */
export async function compareSchema(db: Kysely<AnyTables>, source: string): Promise<readonly string[]> {
  const declared = declaredUnder(source)
  const found = new Map<string, Column[]>()
  for (const column of await columnsIn(db))
    found.set(column.table, [...(found.get(column.table) ?? []), column])
  const findings = [...declared.findings]
  for (const [table, columns] of found) {
    const types = declared.tables.get(table)
    if (types === undefined) findings.push(`${table} is in the database and in no schema.ts`)
    else findings.push(...compareTable(table, columns, types))
  }
  for (const [table, { from }] of declared.tables) {
    if (!found.has(table)) findings.push(`${from}: ${table} is declared and not in the database`)
  }
  return findings.sort()
}

function compareTable(table: string, columns: readonly Column[], types: DeclaredTable): string[] {
  const findings: string[] = []
  for (const column of columns) {
    const type = types.columns.get(column.column)
    const where = `${types.from}: ${table}.${column.column}`
    if (type === undefined) findings.push(`${where} is in the database and not declared`)
    else findings.push(...compareColumn(column, type).map((why) => `${where} ${why}`))
  }
  const names = new Set(columns.map((column) => column.column))
  for (const name of types.columns.keys()) {
    if (!names.has(name)) findings.push(`${types.from}: ${table}.${name} is declared and not in the database`)
  }
  return findings
}

function compareColumn(column: Column, type: DeclaredColumn): string[] {
  const findings: string[] = []
  const kind = column.type.startsWith('_') ? 'list' : (KIND_OF_TYPE[column.type] ?? 'any')
  if (type.kind !== 'any' && kind !== 'any' && type.kind !== kind) {
    findings.push(`is ${column.type} in the database and declared as ${type.kind}`)
  }
  // PostgreSQL does not know whether a view's column, or a computed one, can be null.
  if (!column.computed && column.nullable !== type.nullable) {
    findings.push(
      column.nullable
        ? 'may be null in the database and is declared as never null'
        : 'is never null in the database and is declared as nullable',
    )
  }
  if (!column.computed && type.generated && !column.defaulted && !column.nullable) {
    findings.push('is declared as generated and has no default in the database')
  }
  return findings
}

async function columnsIn(db: Kysely<AnyTables>): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`
    select n.nspname || '.' || c.relname as "table", a.attname as "column", t.typname as type,
           not a.attnotnull as nullable, (a.atthasdef or a.attidentity <> '') as defaulted, 
           (c.relkind in ('v', 'm') or a.attgenerated <> '') as computed
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
      and n.nspname not like 'pg\\_%' and n.nspname <> all(${OTHERS}::text[])
    order by 1, a.attnum`.execute(db)
  return rows
}

/** Constraints not named `<module>_<noun>_<what>`. Primary keys may keep PostgreSQL's own names: no one is refused by them. */
export async function namingFaults(db: Kysely<AnyTables>): Promise<readonly string[]> {
  const { rows } = await sql<{ schema: string; table: string; name: string }>`
    select n.nspname as schema, c.relname as "table", k.conname as name
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    join pg_namespace n on n.oid = c.relnamespace
    where k.contype in ('u', 'c', 'f', 'x') and not c.relispartition
      and n.nspname not like 'pg\\_%' and n.nspname <> all(${OTHERS}::text[])
    order by 1, 2, 3`.execute(db)
  const wrong = rows.filter(({ schema, name }) => {
    const [noun, ...what] = name.startsWith(`${schema}_`) ? name.slice(schema.length + 1).split('_') : []
    return noun === undefined || what.length === 0 || /_(fkey|check|excl)\d*$/.test(name)
  })
  return wrong.map(
    ({ schema, table, name }) =>
      `${schema}.${table}: the constraint ${name} is not named ${schema}_<noun>_<what>`,
  )
}

/** Foreign keys that point down the list: at a schema that comes later than their own. */
export async function directionFaults(
  db: Kysely<AnyTables>,
  order: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string; from: string; to: string }>`
    select k.conname as name, n.nspname as "from", m.nspname as "to"
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_class d on d.oid = k.confrelid join pg_namespace m on m.oid = d.relnamespace
    where k.contype = 'f' and n.nspname <> m.nspname`.execute(db)
  const place = (schema: string): number => order.indexOf(schema)
  const wrong = rows.filter(
    ({ from, to }) => to !== 'platform' && place(from) >= 0 && place(to) > place(from),
  )
  return wrong.map(({ name, from, to }) => `${from}: the foreign key ${name} points down the list, at ${to}`)
}
