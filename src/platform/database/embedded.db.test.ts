import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { openDatabase, sql } from './index.ts'
import { EMBEDDED_RELEASE } from './embedded.ts'

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'connects-embedded-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('What was written is there when the data directory is opened again', async (t) => {
  const dataDir = folder(t)
  const first = await openDatabase({ dataDir })
  await sql`create table kept (id int)`.execute(first.db)
  await first.close()
  const again = await openDatabase({ dataDir })
  t.after(() => again.close())
  assert.deepEqual((await sql`select id from kept`.execute(again.db)).rows, [])
  assert.match(again.promise, /flushed to the disk/)
  const settings = await sql<{ fsync: string; version: string }>`
    select current_setting('fsync') as fsync, split_part(current_setting('server_version'), '.', 1) as version`.execute(
    again.db,
  )
  assert.deepEqual(settings.rows, [{ fsync: 'on', version: EMBEDDED_RELEASE }])
})

test('A second owner of a data directory is refused in words, and let in when the first has gone', async (t) => {
  const dataDir = folder(t)
  const first = await openDatabase({ dataDir })
  await assert.rejects(openDatabase({ dataDir }), {
    code: 'platform.database.in-use',
    message: /in use by another Connects process/,
  })
  await first.close()
  const second = await openDatabase({ dataDir })
  await second.close()
})

test('A directory of another PostgreSQL release is refused with the step that moves it', async (t) => {
  const dataDir = folder(t)
  mkdirSync(join(dataDir, 'database'))
  writeFileSync(join(dataDir, 'database/PG_VERSION'), '17\n')
  await assert.rejects(openDatabase({ dataDir }), {
    code: 'platform.database.other-release',
    message: /embedded PostgreSQL 17.*connects database backup --to/,
  })
})

test('A first start that was cut short begins again', async (t) => {
  const dataDir = folder(t)
  mkdirSync(join(dataDir, 'database.making'))
  writeFileSync(join(dataDir, 'database.making/PG_VERSION'), 'half\n')
  const database = await openDatabase({ dataDir })
  await database.close()
})

test('A process killed while it writes loses nothing that was acknowledged', async (t) => {
  const dataDir = folder(t)
  const open = `import { openDatabase, sql } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
    const { db } = await openDatabase({ dataDir: ${JSON.stringify(dataDir)} })
    await sql\`create table kept (id int)\`.execute(db)
    for (let id = 1; ; id++) { await sql\`insert into kept values (\${id})\`.execute(db); console.log(id) }`
  const writer = spawn(process.execPath, ['--input-type=module', '--eval', open], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let acknowledged = 0
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged = Number(line)
    if (acknowledged === 50) writer.kill('SIGKILL')
  }
  const database = await openDatabase({ dataDir })
  t.after(() => database.close())
  const { rows } = await sql<{
    last: number
    count: number
  }>`select max(id) as last, count(*)::int as count from kept`.execute(database.db)
  assert.ok(rows[0]!.last >= acknowledged, `${acknowledged} were acknowledged and ${rows[0]!.last} are there`)
  assert.equal(rows[0]!.count, rows[0]!.last)
})
