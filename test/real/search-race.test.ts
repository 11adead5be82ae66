// A record leaves the index at the moment at which the index is built again: it does not come back. Only PostgreSQL can
// show who comes second.
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { sql, type Tx } from '#platform/database/index.ts'
import { PUBLIC, rebuildIndex, writeEntries, type SearchKind } from '#platform/search/index.ts'
import { realPostgres } from '#test/support/database.ts'

const postgres = await realPostgres()

test(
  'a record that leaves while the index is built again waits for its entry, and then takes it away',
  { skip: postgres.skip },
  async (t) => {
    const { db } = await postgres.open(t)
    const id = randomUUIDv7()
    const now = Temporal.Instant.from('2026-11-21T10:00:00Z')
    let left: boolean | undefined
    // Another connection, which gives up soon where it has to wait for a lock.
    const leave = () =>
      db.transaction().execute(async (tx) => {
        await sql`select set_config('lock_timeout', '100ms', true)`.execute(tx)
        await sql`delete from platform.search_entry where id = ${id}`.execute(tx)
      })
    const kind: SearchKind = {
      kind: 'library.book',
      title: 'Book',
      plural: 'Books',
      async records(_db, ids) {
        // Between the reading of the record and the writing of its entry.
        if (ids !== 'all' && left === undefined)
          left = await leave().then(
            () => true,
            () => false,
          )
        const words = { title: 'Plan', words: '', href: '/books/plan', at: null, body: null }
        return [{ id, ...words, audience: [PUBLIC] }]
      },
    }
    await db.transaction().execute(async (tx) => {
      left = false
      await writeEntries(tx as Tx, kind, [id])
      left = undefined
    })
    await rebuildIndex(db, [kind], now)
    assert.equal(left, false)
    await leave()
    const { rows } = await sql`select 1 from platform.search_entry where id = ${id}`.execute(db)
    assert.equal(rows.length, 0)
  },
)
