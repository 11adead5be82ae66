import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { allOwners, emptyDatabase } from '#test/support/database.ts'
import { migrate, pendingMigrations, sql, type Owner } from './index.ts'

function written(t: TestContext, files: Record<string, string>): Owner {
  const directory = mkdtempSync(join(tmpdir(), 'connects-migrations-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  mkdirSync(directory, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return { name: 'sample', directory }
}

const first = '2026-11-20-01-create-sample.sql'
const second = '2026-11-21-add-weight.sql'
const create = '-- A sample, to be migrated.\ncreate schema sample;\ncreate table sample.thing (id int);\n'
const add = '-- Things turned out to have a weight.\nalter table sample.thing add column weight int;\n'

test('Every migration of the installation applies to an empty database, once', async (t) => {
  const database = await emptyDatabase(t)
  const applied = await migrate(database, allOwners())
  assert.ok(applied.length > 0)
  assert.deepEqual(await pendingMigrations(database, allOwners()), [])
  assert.deepEqual(await migrate(database, allOwners()), [])
})

test('Migrations are applied in the order of their names, and only what is missing', async (t) => {
  const database = await emptyDatabase(t)
  const early = written(t, { [first]: create })
  assert.deepEqual(await migrate(database, [early]), [{ owner: 'sample', name: first }])
  const later = written(t, { [second]: add, [first]: create })
  assert.deepEqual(await pendingMigrations(database, [later]), [{ owner: 'sample', name: second }])
  assert.deepEqual(await migrate(database, [later]), [{ owner: 'sample', name: second }])
})

test('A migration changed after it was applied is refused by its name', async (t) => {
  const database = await emptyDatabase(t)
  await migrate(database, [written(t, { [first]: create })])
  const changed = written(t, { [first]: `${create}select 1;\n` })
  await assert.rejects(migrate(database, [changed]), {
    code: 'platform.database.migration-changed',
    message: /sample\/2026-11-20-01-create-sample\.sql was changed/,
  })
})

test('Line ends that a checkout changed are no change of a migration', async (t) => {
  const database = await emptyDatabase(t)
  await migrate(database, [written(t, { [first]: create })])
  assert.deepEqual(await migrate(database, [written(t, { [first]: create.replaceAll('\n', '\r\n') })]), [])
})

test('A database that has been through a migration this version does not bring is refused', async (t) => {
  const database = await emptyDatabase(t)
  await migrate(database, [written(t, { [first]: create, [second]: add })])
  await assert.rejects(migrate(database, [written(t, { [first]: create })]), {
    code: 'platform.database.newer',
  })
})

test('A migration that fails leaves nothing of itself, and says which it was', async (t) => {
  const database = await emptyDatabase(t)
  const broken = written(t, {
    [first]: create,
    [second]: `${add}alter table sample.nothing add column x int;\n`,
  })
  await assert.rejects(
    migrate(database, [broken]),
    /sample\/2026-11-21-add-weight\.sql failed: .*sample\.nothing/,
  )
  const { rows } =
    await sql`select column_name from information_schema.columns where table_schema = 'sample'`.execute(
      database.db,
    )
  assert.deepEqual(rows, [{ column_name: 'id' }])
  assert.deepEqual(await migrate(database, [written(t, { [first]: create, [second]: add })]), [
    { owner: 'sample', name: second },
  ])
})

test('A migration without a sentence for why, or without a date, is a mistake of ours', async (t) => {
  const database = await emptyDatabase(t)
  await assert.rejects(migrate(database, [written(t, { [first]: 'select 1;' })]), /sentence for why/)
  await assert.rejects(migrate(database, [written(t, { 'create.sql': create })]), /YYYY-MM-DD-what\.sql/)
})
