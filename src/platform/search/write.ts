// Keeps the index what the records say, in the transaction that changed them.
import { sql, type Tx } from '../database/index.ts'
import type { SearchKind, SearchRecord } from './contract.ts'

// More words than this say nothing more about a record, and PostgreSQL refuses a vector of over a megabyte.
const MOST_CHARACTERS = 100_000

/** Writes anew what search knows of these records of one kind; those the kind no longer names leave the index. */
export async function writeEntries(tx: Tx, kind: SearchKind, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const records = await kind.records(tx, ids)
  const named = new Set(records.map((record) => record.id))
  const gone = ids.filter((id) => !named.has(id))
  if (gone.length > 0)
    await tx
      .deleteFrom('platform.search_entry')
      .where('kind', '=', kind.kind)
      .where('id', 'in', gone)
      .execute()
  for (const record of records) await writeEntry(tx, kind.kind, record)
}

async function writeEntry(tx: Tx, kind: string, record: SearchRecord): Promise<void> {
  await sql`insert into platform.search_entry (kind, id, title, words, href, at, body, audience)
    values (${kind}, ${record.id}, ${record.title}, ${record.words.slice(0, MOST_CHARACTERS)}, ${record.href},
      ${record.at === null ? null : record.at.toString()}, ${record.body}, ${[...record.audience]}::text[])
    on conflict (kind, id) do update set title = excluded.title, words = excluded.words, href = excluded.href,
      at = excluded.at, body = excluded.body, audience = excluded.audience`.execute(tx)
}
