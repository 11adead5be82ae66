// Keeping the store and the table in step: removing bytes no record holds, and telling what is missing.
import type { Db } from '#platform/database/index.ts'
import type {} from './schema.ts'
import type { FileStore } from './store.ts'

// Bytes are received before the transaction that records them: what is younger than this may still be kept.
const GRACE_HOURS = 24

/** Contents of the store that no record holds and that were received more than a day ago. */
export async function unreferenced(db: Db, store: FileStore, now: Temporal.Instant): Promise<string[]> {
  const found: string[] = []
  let batch: string[] = []
  const sort = async (): Promise<void> => {
    if (batch.length === 0) return
    const rows = await db
      .selectFrom('platform.file')
      .select('sha256')
      .distinct()
      .where('purged_at', 'is', null)
      .where('sha256', 'in', batch)
      .execute()
    const held = new Set(rows.map((row) => row.sha256))
    found.push(...batch.filter((sha256) => !held.has(sha256)))
    batch = []
  }
  for await (const sha256 of store.listed(now.subtract({ hours: GRACE_HOURS }))) {
    batch.push(sha256)
    if (batch.length === 500) await sort()
  }
  await sort()
  return found
}

/** Removes what no record holds and what was left half received. Run by the clock once a day. */
export async function removeUnreferenced(
  db: Db,
  store: FileStore,
  now: Temporal.Instant,
): Promise<{ removed: number; unfinished: number }> {
  const waiting = await unreferenced(db, store, now)
  for (const sha256 of waiting) await store.remove(sha256)
  const unfinished = await store.removeUnfinished(now.subtract({ hours: GRACE_HOURS }))
  return { removed: waiting.length, unfinished }
}

/** Compares every recorded file with the bytes on the disk: ids whose bytes are gone, and ids whose bytes changed. */
export async function checkFiles(
  db: Db,
  store: FileStore,
): Promise<{ checked: number; missing: string[]; changed: string[] }> {
  const missing: string[] = []
  const changed: string[] = []
  let checked = 0
  let after: string | undefined
  for (;;) {
    let next = db.selectFrom('platform.file').select(['id', 'sha256']).where('purged_at', 'is', null)
    if (after !== undefined) next = next.where('id', '>', after)
    const rows = await next.orderBy('id').limit(200).execute()
    for (const row of rows) {
      checked += 1
      if (!(await store.has(row.sha256))) missing.push(row.id)
      else if ((await store.recount(row.sha256)) !== row.sha256) changed.push(row.id)
    }
    after = rows.at(-1)?.id
    if (after === undefined) return { checked, missing, changed }
  }
}
