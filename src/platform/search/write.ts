// Keeps the index what the records say, in the transaction that changed them: many records in one statement.
import { sql, type Db, type Tx } from '../database/index.ts'
import { isAmong, type SearchKind, type SearchRecord } from './contract.ts'
import { indexed } from './fold.ts'

// More words than this say nothing more about a record, and PostgreSQL refuses a vector of over a megabyte.
const MOST_CHARACTERS = 100_000
const MOST_TITLE_CHARACTERS = 500
const BATCH = 500

/** What stands in an entry's words between the record's own and each file's, which begin with the file's name. */
export const FILE_BEGINS = '\u001e'
export const NAME_ENDS = '\u001f'

/** Writes anew what search knows of these records of one kind; those the kind no longer names leave the index. */
export async function writeEntries(tx: Tx, kind: SearchKind, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    const batch = [...new Set(ids.slice(from, from + BATCH))]
    const records = await recordsOf(tx, kind, batch)
    await removeEntries(tx, kind.kind, batch, records)
    await putEntries(tx, kind, records)
  }
}

/** The records of a kind that somebody may find. */
export async function recordsOf(
  db: Db,
  kind: SearchKind,
  ids: readonly string[] | 'all',
): Promise<readonly SearchRecord[]> {
  return (await kind.records(db, ids)).filter((record) => record.audience.length > 0)
}

async function removeEntries(
  tx: Tx,
  kind: string,
  ids: readonly string[],
  records: readonly SearchRecord[],
): Promise<void> {
  const named = new Set(records.map((record) => record.id))
  const gone = ids.filter((id) => !named.has(id))
  if (gone.length === 0) return
  await sql`delete from platform.search_entry where kind = ${kind} and id = any(${gone}::uuid[])`.execute(tx)
}

/** Writes these records of one kind, whatever else the index holds. */
export async function putEntries(tx: Tx, kind: SearchKind, records: readonly SearchRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += BATCH)
    await put(tx, kind, records.slice(from, from + BATCH))
}

async function put(tx: Tx, kind: SearchKind, records: readonly SearchRecord[]): Promise<void> {
  const rows = await rowsOf(tx, kind, records)
  // Two that bring the same new audience meet in one order, so that neither waits for the other in a ring.
  const audiences = [...new Set(rows.map((row) => JSON.stringify(row.keys)))].toSorted()
  await sql`insert into platform.search_audience (id, keys)
    select md5(keys::text)::uuid, keys from (
      select array(select jsonb_array_elements_text(one)) as keys from unnest(${audiences}::jsonb[]) as one
    ) as said
    where not exists (select 1 from platform.search_audience there where there.id = md5(said.keys::text)::uuid)
    on conflict do nothing`.execute(tx)
  await sql`insert into platform.search_entry (kind, id, title, words, href, at, body, audience_id, title_vector, vector)
    select ${kind.kind}, row.id, row.title, row.words, row.href, row.at, row.body,
      md5(array(select jsonb_array_elements_text(row.keys))::text)::uuid, to_tsvector('platform.words', row.title_indexed),
      setweight(to_tsvector('platform.words', row.title_indexed), 'A') || setweight(to_tsvector('platform.words', row.words_indexed), 'C')
        || array_to_tsvector(array_remove(array['=' || ${kind.kind}, '=' || row.body::text], null))
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id uuid, title text, words text, href text, at date,
      body uuid, keys jsonb, title_indexed text, words_indexed text)
    on conflict (kind, id) do update set title = excluded.title, words = excluded.words, href = excluded.href,
      at = excluded.at, body = excluded.body, audience_id = excluded.audience_id, title_vector = excluded.title_vector,
      vector = excluded.vector`.execute(tx)
}

export type Row = {
  readonly id: string
  readonly title: string
  readonly words: string
  readonly href: string
  readonly at: string | null
  readonly body: string | null
  readonly keys: readonly string[]
  readonly title_indexed: string
  readonly words_indexed: string
}

/** Records of a kind as their rows say them, with the words of their files where those are as open as the record. */
export async function rowsOf(
  db: Db,
  kind: SearchKind,
  records: readonly SearchRecord[],
): Promise<readonly Row[]> {
  const ids = records.map((record) => record.id)
  const files = kind.filesAreAlike === true ? await filesOf(db, ids) : new Map<string, string>()
  return records.map((record) => rowOf(record, files.get(record.id) ?? ''))
}

async function filesOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('platform.search_file as read')
    .innerJoin('platform.file as file', 'file.id', 'read.file_id')
    .select(['file.owner_subject', 'file.name', 'read.words'])
    .where('file.purged_at', 'is', null)
    .where('read.words', '<>', '')
    .where(isAmong(ids, 'file.owner_subject'))
    .orderBy('file.id')
    .execute()
  const said = new Map<string, string>()
  for (const { owner_subject, name, words } of rows)
    said.set(
      owner_subject,
      `${said.get(owner_subject) ?? ''}${FILE_BEGINS}${plain(name)}${NAME_ENDS}${plain(words)}`,
    )
  return said
}

function rowOf(record: SearchRecord, files: string): Row {
  const title = plain(record.title).slice(0, MOST_TITLE_CHARACTERS)
  const words = `${plain(record.words).slice(0, MOST_CHARACTERS)}${files}`.slice(0, MOST_CHARACTERS)
  return {
    id: record.id,
    title,
    words,
    href: record.href,
    at: record.at?.toString() ?? null,
    body: record.body,
    keys: [...new Set(record.audience)].toSorted(),
    title_indexed: indexed(title),
    words_indexed: indexed(words).slice(0, MOST_CHARACTERS * 2),
  }
}

// One space between words; a half of a pair that the cut left alone is no text to PostgreSQL.
const plain = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
