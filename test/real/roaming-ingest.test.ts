// The program itself follows a log that is written and rotated, and is killed again and again while it counts: on real
// PostgreSQL each line is counted once.
import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'node:test'
import { openDatabase, sql } from '#platform/database/index.ts'
import { realPostgres } from '#test/support/database.ts'
import { home, run, serve, SETUP } from '#test/support/processes.ts'
import { IS_SOAK } from '#test/support/soak.ts'

const postgres = await realPostgres()
const KILLS = IS_SOAK ? 20 : 3
const LINES = 12_000

test(
  'Each line of a followed log is counted once, however often the program is killed.',
  { skip: postgres.skip, timeout: 300_000 },
  async (t) => {
    const url = await postgres.address(t)
    const place = await home(url)
    const directory = mkdtempSync(join(tmpdir(), 'connects-ingest-'))
    const path = join(directory, 'fticks.log')
    const database = await openDatabase({ url, connections: 1 })
    t.after(async () => {
      await database.close()
      await place.remove()
      rmSync(directory, { recursive: true, force: true })
    })
    const set = await run(place, SETUP)
    assert.equal(set.code, 0, set.err)
    let written = 0
    const write = (): void => {
      const lines = []
      for (let one = 0; one < LINES; one += 1)
        lines.push(
          `1763628000 F-TICKS/govroam/1.0#REALM=r${one % 20}.example#VISINST=1p${one % 30}.example#CSI=${(written += 1)}#RESULT=OK#\n`,
        )
      appendFileSync(path, lines.join(''))
    }
    const counted = async (): Promise<number> => {
      const { rows } = await sql<{
        logins: number
      }>`select coalesce(sum(logins), 0)::int as logins from roaming.visit_day`.execute(database.db)
      return rows[0]?.logins ?? 0
    }
    const settings = { CONNECTS_FOLLOWED_LOGS: path, PORT: '0' }
    const batchesKept = new Set<number>()
    for (let life = 0; life < KILLS; life += 1) {
      write()
      const before = await counted()
      const server = await serve(place, ['serve'], settings)
      // Killed when it has begun to count and, as a rule, has not ended.
      while ((await counted()) <= before) await pause(2)
      await server.kill()
      batchesKept.add(await counted())
      if (life % 2 === 1) renameSync(path, `${path}.${life}`)
    }
    write()
    const last = await serve(place, ['serve'], settings)
    while ((await counted()) < written) await pause(20)
    assert.equal(await last.stop(), 0)
    assert.equal(await counted(), written)
    assert.ok(batchesKept.size > 1, 'It was killed in the middle at least once.')
  },
)
