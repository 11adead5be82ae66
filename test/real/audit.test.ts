// The audit under real concurrency: many writers, some of them slow, and several sealers at once. PGlite would
// pass this whatever we did, since it runs one transaction after the other.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, sql } from '#platform/database/index.ts'
import { seal, verify, writeEntry } from '#platform/audit/index.ts'
import { atLength } from '#test/support/soak.ts'
import { realPostgres } from '#test/support/database.ts'

const postgres = await realPostgres()
const at = Temporal.Instant.from('2026-11-20T10:00:00Z')
const WRITERS = 32
const ENTRIES_EACH = 40

atLength(
  'Thirty-two writers and three sealers at once lose no entry, seal none twice, and the chain verifies',
  { skip: postgres.skip },
  async (t) => {
    const url = await postgres.address(t)
    const database = await openDatabase({ url, connections: WRITERS + 6 })
    t.after(() => database.close())
    const directory = await mkdtemp(join(tmpdir(), 'audit-'))
    t.after(() => rm(directory, { recursive: true }))
    const headsFile = join(directory, 'audit-heads.log')
    const kept = new Set<string>()
    let writing = true

    const write = async (writer: number): Promise<void> => {
      for (let count = 0; count < ENTRIES_EACH; count += 1) {
        const id = randomUUIDv7()
        const undone = count % 10 === 9
        await database.db
          .transaction()
          .execute(async (tx) => {
            await writeEntry(tx, {
              id,
              at,
              action: 'example.thing.change',
              door: 'api',
              actorKind: 'system',
              actor: null,
              subject: null,
              facts: { writer, count },
              request: null,
            })
            // Every fourth writer is slow to commit: its number is old by the time its entry is seen.
            if (writer % 4 === 0) await sql`select pg_sleep(${(count % 5) * 0.02}::float8)`.execute(tx)
            if (undone) throw new Error('undone')
          })
          .catch((error: Error) => assert.equal(error.message, 'undone'))
        if (!undone) kept.add(id)
      }
    }
    const sealer = async (): Promise<void> => {
      while (writing) {
        await seal(database, { now: at, headsFile })
        await sql`select pg_sleep(0.01)`.execute(database.db)
      }
    }
    const sealers = [sealer(), sealer(), sealer()]
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
    writing = false
    await Promise.all(sealers)
    await seal(database, { now: at, headsFile })

    const verdict = await verify(database, headsFile)
    assert.deepEqual(verdict.problems, [])
    assert.equal(verdict.entries, kept.size)
    assert.equal(verdict.unsealed.count, 0)
    assert.ok(verdict.seals > 5n, `${verdict.seals} seals were written while the writers wrote`)
    const ids = await sql<{ entry: string }>`select entry::text as entry from platform.audit_sealed`.execute(
      database.db,
    )
    assert.deepEqual(new Set(ids.rows.map((row) => row.entry)), kept)
    const later = await sql<{ count: number }>`
    select count(*)::int as count from platform.audit_sealed s join platform.audit_entry e on e.id = s.entry
    join platform.audit_seal seal on seal.number = s.seal
    where e.xid >= seal.to_xid or e.xid < seal.from_xid`.execute(database.db)
    assert.equal(later.rows[0]?.count, 0, 'every entry stands in the seal of its own range')
  },
)

test(
  'An entry whose transaction is still open keeps later ones out of the chain until it ends',
  { skip: postgres.skip },
  async (t) => {
    const database = await postgres.open(t)
    const entry = (id: string) => ({
      id,
      at,
      action: 'example.thing.change',
      door: 'api',
      actorKind: 'system' as const,
      actor: null,
      subject: null,
      request: null,
    })
    const [slow, quick] = [randomUUIDv7(), randomUUIDv7()]
    const wrote = Promise.withResolvers<void>()
    const mayEnd = Promise.withResolvers<void>()
    const open = database.db.transaction().execute(async (tx) => {
      await writeEntry(tx, entry(slow))
      wrote.resolve()
      await mayEnd.promise
    })
    await wrote.promise
    await database.db.transaction().execute((tx) => writeEntry(tx, entry(quick)))
    assert.equal((await seal(database, { now: at, headsFile: null })).entries, 0)
    assert.equal((await verify(database, null)).unsealed.count, 1)
    mayEnd.resolve()
    await open
    assert.equal((await seal(database, { now: at, headsFile: null })).entries, 2)
    const order = await sql<{
      entry: string
    }>`select entry::text as entry from platform.audit_sealed order by position`.execute(database.db)
    assert.deepEqual(
      order.rows.map((row) => row.entry),
      [slow, quick],
    )
  },
)
