// Reads the files of records that are found with their words, after the commit and a few at a time. What was read, or
// why nothing was, is kept, so that a file is read once.
import { buffer } from 'node:stream/consumers'
import { sql, type Db } from '../database/index.ts'
import type { FileStore, FileType } from '../files/index.ts'
import type { SearchKind } from './contract.ts'
import { wordsOfFile } from './file-words.ts'
import { rewritten } from './rebuild.ts'

const AT_ONCE = 20

/** Reads what is not read yet; how many files it looked at. */
export async function readFiles(
  db: Db,
  store: FileStore,
  kinds: readonly SearchKind[],
  now: Temporal.Instant,
): Promise<number> {
  const alike = new Map(kinds.filter((one) => one.filesAreAlike === true).map((one) => [one.kind, one]))
  const { rows } = await sql<{ id: string; sha256: string; type: FileType; owner: string; kind: string }>`
    select file.id, file.sha256, file.type, file.owner_subject as owner, owner.module || '.' || owner.noun as kind
    from platform.file file join platform.subject owner on owner.id = file.owner_subject
    where file.purged_at is null and owner.module || '.' || owner.noun = any(${[...alike.keys()]}::text[])
      and not exists (select 1 from platform.search_file read where read.file_id = file.id)
    order by file.created_at limit ${AT_ONCE}`.execute(db)
  const failures: unknown[] = []
  for (const { id, sha256, type, owner, kind } of rows) {
    const found = alike.get(kind)
    if (found === undefined) continue
    // A file that the disk does not give today is tried again; it keeps no other from being read.
    const bytes = await store
      .read(sha256)
      .then(buffer)
      .catch((error: unknown) => void failures.push(error))
    if (bytes === undefined) continue
    const { words, note } = await wordsOfFile(type, bytes)
    await rewritten(db, found, [owner], async (tx) => {
      await sql`insert into platform.search_file (file_id, words, note, read_at)
        values (${id}, ${words.toWellFormed().replaceAll('\u0000', '')}, ${note}, ${now.toString()}::timestamptz)
        on conflict (file_id) do update set words = excluded.words, note = excluded.note, read_at = excluded.read_at`.execute(
        tx,
      )
    })
  }
  if (failures.length > 0) throw failures[0]
  return rows.length
}
