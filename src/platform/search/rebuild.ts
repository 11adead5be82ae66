// The index made anew from the records, and a nightly look at a part of it. Both go in small transactions, so that
// everybody works on meanwhile.
import { isSerializationFailure, sql, type Db, type Tx } from '../database/index.ts'
import type { SearchKind } from './contract.ts'
import { recordsOf, rowsOf, writeEntries, type Row } from './write.ts'

const BATCH = 500
const MOST_ATTEMPTS = 5
const SAMPLE_OF_A_KIND = 200

export type State = {
  readonly builtAt: Temporal.Instant | null
  readonly checkedAt: Temporal.Instant | null
  readonly checked: number
  readonly repaired: number
}

/** When the index was built, and what the last look at it found. */
export async function stateOfIndex(db: Db): Promise<State> {
  const row = await db.selectFrom('platform.search_state').selectAll().executeTakeFirst()
  return {
    builtAt: row?.built_at ?? null,
    checkedAt: row?.checked_at ?? null,
    checked: row?.checked ?? 0,
    repaired: row?.repaired ?? 0,
  }
}

/** Writes every entry of every kind anew; how many records it went through. */
export async function rebuildIndex(
  db: Db,
  kinds: readonly SearchKind[],
  now: Temporal.Instant,
): Promise<number> {
  let done = 0
  for (const kind of kinds) {
    for await (const ids of batchesOf(db, kind)) {
      await rewritten(db, kind, ids)
      done += ids.length
    }
  }
  await sql`delete from platform.search_entry where kind <> all(${kinds.map((one) => one.kind)}::text[])`.execute(
    db,
  )
  await sql`analyze platform.search_entry`.execute(db)
  await sql`insert into platform.search_state (built_at) values (${now.toString()}::timestamptz)
    on conflict (single) do update set built_at = excluded.built_at`.execute(db)
  return done
}

// Whatever is a record or has an entry: what is no record any more must lose its entry.
async function* batchesOf(db: Db, kind: SearchKind): AsyncGenerator<readonly string[]> {
  const ids = await idsOf(db, kind)
  for (let from = 0; from < ids.length; from += BATCH) yield ids.slice(from, from + BATCH)
}

async function idsOf(db: Db, kind: SearchKind): Promise<readonly string[]> {
  const there = await db
    .selectFrom('platform.search_entry')
    .select('id')
    .where('kind', '=', kind.kind)
    .execute()
  return [...new Set([...(await kind.records(db, 'all')), ...there].map(({ id }) => id))]
}

/**
 * Writes entries anew outside the action that changed their records. A record that somebody changes between our reading
 * and our writing is written by them: at this isolation our older words are refused, and read anew. The entries are
 * locked first, since one that left the index meanwhile would otherwise come back without a word.
 */
export async function rewritten(
  db: Db,
  kind: SearchKind,
  ids: readonly string[],
  before: (tx: Tx) => Promise<void> = async () => {},
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (tx) => {
          await sql`select id from platform.search_entry where kind = ${kind.kind} and id = any(${[...ids]}::uuid[])
            order by id for update`.execute(tx)
          await before(tx as Tx)
          await writeEntries(tx as Tx, kind, ids)
        })
    } catch (error) {
      if (!isSerializationFailure(error) || attempt === MOST_ATTEMPTS) throw error
    }
  }
}

/** Compares some entries of every kind with their records, and puts right what differs; how many it looked at, and put right. */
export async function checkIndex(
  db: Db,
  kinds: readonly SearchKind[],
  now: Temporal.Instant,
): Promise<{ readonly checked: number; readonly repaired: readonly string[] }> {
  const repaired: string[] = []
  let checked = 0
  for (const kind of kinds) {
    const ids = sampleOf(await idsOf(db, kind), now)
    const wrong = await differing(db, kind, ids)
    checked += ids.length
    repaired.push(...wrong)
    if (wrong.length > 0) await rewritten(db, kind, wrong)
  }
  await sql`insert into platform.search_state (checked_at, checked, repaired)
    values (${now.toString()}::timestamptz, ${checked}, ${repaired.length})
    on conflict (single) do update set checked_at = excluded.checked_at, checked = excluded.checked,
      repaired = excluded.repaired`.execute(db)
  return { checked, repaired }
}

// Every so many, beginning somewhere else each night.
function sampleOf(ids: readonly string[], now: Temporal.Instant): readonly string[] {
  const step = Math.max(1, Math.floor(ids.length / SAMPLE_OF_A_KIND))
  const first = now.epochMilliseconds % step
  return ids.filter((_, at) => at % step === first)
}

/** Those of the ids whose entries do not say what the records say. */
export async function differing(db: Db, kind: SearchKind, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const wanted = new Map(
    (await rowsOf(db, kind, await recordsOf(db, kind, ids))).map((row) => [row.id, said(row)]),
  )
  const { rows } = await sql<Omit<Row, 'title_indexed' | 'words_indexed'>>`
    select entry.id, entry.title, entry.words, entry.href, entry.at::text as at, entry.body, audience.keys
    from platform.search_entry entry join platform.search_audience audience on audience.id = entry.audience_id
    where entry.kind = ${kind.kind} and entry.id = any(${[...ids]}::uuid[])`.execute(db)
  const there = new Map(rows.map((row) => [row.id, said(row)]))
  return ids.filter((id) => wanted.get(id) !== there.get(id))
}

const said = ({ title, words, href, at, body, keys }: Omit<Row, 'title_indexed' | 'words_indexed'>): string =>
  JSON.stringify([title, words, href, at, body, keys])
