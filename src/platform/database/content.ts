// The content of a database as text that either engine reads back: every row in PostgreSQL's own writing of it,
// table by table. Backup, restore and the move from embedded to a server all speak it.
import { sql, type Kysely } from 'kysely'
import { Defect, Failure } from '../errors/index.ts'
import type { AnyTables } from './open.ts'

type AnyDb = Kysely<AnyTables>

export type TableContent = {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: number
  /** The same for the same rows in whatever order. */
  readonly checksum: string
}
export type SequencePlace = { readonly sequence: string; readonly last: string }
export type Contents = {
  readonly tables: readonly TableContent[]
  readonly sequences: readonly SequencePlace[]
}

const SYSTEM = ['pg_catalog', 'information_schema', 'pg_toast', 'public']
const ROWS_AT_ONCE = 500

/** Runs with one unchanging view of the whole database, whatever others write meanwhile. */
export function snapshot<R>(db: AnyDb, run: (tx: AnyDb) => Promise<R>): Promise<R> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await plainWriting(tx)
      return run(tx)
    })
}

/** Values are written in one way only, and no statement is cut short, until the transaction ends. */
export async function plainWriting(tx: AnyDb): Promise<void> {
  await sql`select set_config(name, value, true) from (values
    ('DateStyle', 'ISO,YMD'), ('IntervalStyle', 'postgres'), ('TimeZone', 'UTC'), ('bytea_output', 'hex'),
    ('extra_float_digits', '1'), ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0')) as setting (name, value)`.execute(
    tx,
  )
}

/** Every table with its columns, number of rows and checksum, and where each sequence stands. */
export async function contentsOf(tx: AnyDb): Promise<Contents> {
  const tables: TableContent[] = []
  for (const { table, columns } of await tablesOf(tx))
    tables.push({ table, columns, ...(await weigh(tx, table)) })
  const sequences = await sql<SequencePlace>`
    select schemaname || '.' || sequencename as sequence, last_value::text as last from pg_sequences
    where last_value is not null and schemaname <> all(${SYSTEM}::text[]) order by 1`.execute(tx)
  return { tables, sequences: sequences.rows }
}

/** The schemas that hold tables of ours, or of somebody who shares the database. */
export async function schemasIn(tx: AnyDb): Promise<readonly string[]> {
  return [...new Set((await tablesOf(tx)).map(({ table }) => table.split('.')[0]!))]
}

async function tablesOf(tx: AnyDb): Promise<readonly { table: string; columns: readonly string[] }[]> {
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select n.nspname || '.' || c.relname as "table",
           array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname <> all(${SYSTEM}::text[])
      and n.nspname not like 'pg\\_%'
    group by n.nspname, c.relname order by 1`.execute(tx)
  return rows
}

// A sum over the rows needs no order; 60 bits of each row's MD5 is against mistakes, not against an attacker.
async function weigh(tx: AnyDb, table: string): Promise<{ rows: number; checksum: string }> {
  const { rows } = await sql<{ rows: number; checksum: string }>`
    select count(*)::int as rows, coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint), 0)::text as checksum
    from ${sql.table(table)} as t`.execute(tx)
  return rows[0]!
}

/** The rows of a table, each as text, some hundreds at a time. */
export async function* rowsOf(tx: AnyDb, table: string): AsyncGenerator<readonly string[]> {
  await sql`declare table_rows no scroll cursor for select t::text as row from ${sql.table(table)} as t`.execute(
    tx,
  )
  for (;;) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(ROWS_AT_ONCE)} from table_rows`.execute(tx)
    if (rows.length > 0) yield rows.map(({ row }) => row)
    if (rows.length < ROWS_AT_ONCE) break
  }
  await sql`close table_rows`.execute(tx)
}

/** Fills a database that has been brought to the same shape, and proves that every table came over whole. */
export async function fill(
  tx: AnyDb,
  contents: Contents,
  rowsFor: (table: string) => AsyncIterable<readonly string[]>,
): Promise<void> {
  await plainWriting(tx)
  await refuseOtherShape(tx, contents)
  const putKeys = await withoutForeignKeys(tx)
  const putTriggers = await withoutTriggers(tx)
  const names = contents.tables.map(({ table }) => sql.table(table))
  if (names.length > 0) await sql`truncate ${sql.join(names)}`.execute(tx)
  for (const { table, columns } of contents.tables) {
    for await (const rows of rowsFor(table)) await insert(tx, table, columns, rows)
  }
  for (const { sequence, last } of contents.sequences) {
    await sql`select setval(${sequence}::text::regclass, ${last}::int8)`.execute(tx)
  }
  await putTriggers()
  await putKeys()
  await prove(tx, contents)
}

async function insert(
  tx: AnyDb,
  table: string,
  columns: readonly string[],
  rows: readonly string[],
): Promise<void> {
  const into = sql.join(columns.map((column) => sql.ref(column)))
  const from = sql.join(columns.map((column) => sql`(r.row).${sql.ref(column)}`))
  // "offset 0" keeps PostgreSQL from reading the row's text once for each of its columns.
  await sql`insert into ${sql.table(table)} (${into}) overriding system value
    select ${from} from (select text::${sql.table(table)} as row from unnest(${[...rows]}::text[]) as text offset 0) as r`.execute(
    tx,
  )
}

async function refuseOtherShape(tx: AnyDb, contents: Contents): Promise<void> {
  const here = new Map((await tablesOf(tx)).map(({ table, columns }) => [table, columns.join()]))
  for (const { table, columns } of contents.tables) {
    if (here.get(table) !== columns.join())
      throw new Defect(`${table} has other columns here than where it was written.`)
  }
  if (here.size !== contents.tables.length)
    throw new Defect('There are tables here that were not where it was written.')
}

type Key = { table: string; name: string; definition: string }

// Rows arrive table by table, in no order that all foreign keys could like; put back, each is checked on every row.
async function withoutForeignKeys(tx: AnyDb): Promise<() => Promise<void>> {
  const { rows } = await sql<Key>`
    select n.nspname || '.' || c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and k.conparentid = 0 and n.nspname <> all(${SYSTEM}::text[]) order by 1, 2`.execute(
    tx,
  )
  for (const { table, name } of rows) {
    await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(tx)
  }
  return async () => {
    for (const { table, name, definition } of rows) {
      await sql`alter table ${sql.table(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`.execute(
        tx,
      )
    }
  }
}

type Trigger = { table: string; name: string; again: string }

// What a trigger did when a row was first written is already in the row, and a record that refuses every change
// must still be brought back.
async function withoutTriggers(tx: AnyDb): Promise<() => Promise<void>> {
  const { rows } = await sql<Trigger>`
    select n.nspname || '.' || c.relname as "table", t.tgname as name,
           case t.tgenabled when 'A' then 'enable always' when 'R' then 'enable replica' else 'enable' end as again
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and t.tgparentid = 0 and t.tgenabled <> 'D' and n.nspname <> all(${SYSTEM}::text[])
    order by 1, 2`.execute(tx)
  const set = async ({ table, name }: Trigger, to: string): Promise<void> => {
    await sql`alter table ${sql.table(table)} ${sql.raw(to)} trigger ${sql.ref(name)}`.execute(tx)
  }
  for (const trigger of rows) await set(trigger, 'disable')
  return async () => {
    for (const trigger of rows) await set(trigger, trigger.again)
  }
}

async function prove(tx: AnyDb, contents: Contents): Promise<void> {
  for (const { table, rows, checksum } of contents.tables) {
    const here = await weigh(tx, table)
    if (here.rows === rows && here.checksum === checksum) continue
    throw new Failure(
      'platform.database.content-differs',
      `${table} did not come over whole: ${here.rows} of ${rows} rows are there, or one of them reads differently. Nothing was changed.`,
    )
  }
}
