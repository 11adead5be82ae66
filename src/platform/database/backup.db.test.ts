import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { allOwners, committedDatabase, emptyDatabase } from '#test/support/database.ts'
import { backup, check, migrate, restore, sql, type Database, type Owner } from './index.ts'

const now = Temporal.Instant.from('2026-11-20T12:00:00Z')

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'connects-backup-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const awkward = [
  'plain',
  'a "quoted", (bracketed) \\ one',
  'two\nlines\r\nand a tab\t',
  '',
  'é ‮ 😀',
  "it's; drop table",
]

// The second row points at itself and the third back at the first; the trigger refuses what a restore writes again.
const sample = `-- A table with every awkward type, for tests.
create table platform.sample (
  id int generated always as identity, parent int, day date, at timestamptz, share float8, parts jsonb, bytes bytea,
  words text[], twice int generated always as (parent * 2) stored,
  constraint platform_sample_key primary key (id),
  constraint platform_sample_parent foreign key (parent) references platform.sample (id)
);
insert into platform.sample (parent, day, at, share, parts, bytes, words)
values (null, '2026-07-01', '2026-03-29T01:00:00.123456Z', 0.1, '{"a": [1, null]}', '\\x00ff', array['x', null, 'y,"z"']);
insert into platform.sample (parent) values (3), (1);
create function platform.refuse() returns trigger language plpgsql as 'begin raise exception ''written again''; end';
create trigger append_only before insert on platform.sample for each row when (new.day is not null) execute function platform.refuse();
`

async function filled(
  t: TestContext,
  place: string,
): Promise<{ database: Database; owners: readonly Owner[] }> {
  const directory = join(place, 'migrations')
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, '2026-11-20-01-create-sample.sql'), sample)
  const owners = [...allOwners().slice(0, 1), { name: 'sample', directory }]
  const database = await emptyDatabase(t)
  await migrate(database, owners)
  for (const title of awkward) {
    const row = {
      id: randomUUID(),
      module: 'platform',
      noun: 'note',
      title,
      audience: 'everyone',
      ended_on: '2026-07-01',
    }
    await database.db.insertInto('platform.subject').values(row).execute()
  }
  return { database, owners }
}

test('A backup brings back the database and the files as they were', async (t) => {
  const place = folder(t)
  const from = await filled(t, place)
  mkdirSync(join(place, 'files/ab'), { recursive: true })
  mkdirSync(join(place, 'files/incoming'), { recursive: true })
  writeFileSync(join(place, 'files/ab/abcd'), Buffer.from([0, 1, 2, 255]))
  writeFileSync(join(place, 'files/incoming/half'), 'half')
  const to = join(place, 'backup.zip')
  const made = await backup(from.database, { to, filesDir: join(place, 'files'), now })
  assert.equal(made.files, 1)

  const target = await emptyDatabase(t)
  const restored = await restore(target, { from: to, filesDir: join(place, 'restored'), owners: from.owners })
  assert.deepEqual(restored, { ...made, made: now.toString(), migrated: [] })
  assert.deepEqual(readFileSync(join(place, 'restored/ab/abcd')), Buffer.from([0, 1, 2, 255]))
  assert.equal(existsSync(join(place, 'restored/incoming/half')), false)
  const titles = await target.db.selectFrom('platform.subject').select('title').orderBy('id').execute()
  assert.deepEqual(new Set(titles.map(({ title }) => title)), new Set(awkward))
  const next = await sql<{
    id: number
  }>`insert into platform.sample (parent) values (1) returning id`.execute(target.db)
  assert.equal(next.rows[0]?.id, 4)
  assert.deepEqual((await check(target, from.owners)).findings, [])
})

test('A backup is not restored over something else unless that is said', async (t) => {
  const place = folder(t)
  const from = await filled(t, place)
  const to = join(place, 'backup.zip')
  await backup(from.database, { to, filesDir: join(place, 'none'), now })
  const options = { from: to, filesDir: join(place, 'none'), owners: from.owners }
  const { database: occupied } = await filled(t, place)
  await occupied.db.deleteFrom('platform.subject').execute()
  await assert.rejects(restore(occupied, options), { code: 'platform.database.not-empty' })
  await restore(occupied, { ...options, replace: true })
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from platform.subject`.execute(
    occupied.db,
  )
  assert.equal(rows[0]?.count, BigInt(awkward.length))
})

test('A damaged backup is refused before anything is changed', async (t) => {
  const place = folder(t)
  const from = await filled(t, place)
  const to = join(place, 'backup.zip')
  await backup(from.database, { to, filesDir: join(place, 'none'), now })
  const bytes = readFileSync(to)
  const flipped = Buffer.from(bytes)
  flipped[bytes.length >> 1]! ^= 0xff
  const target = await emptyDatabase(t)
  for (const wrong of [flipped, bytes.subarray(0, bytes.length - 40), Buffer.from('not a zip')]) {
    writeFileSync(join(place, 'wrong.zip'), wrong)
    const options = { from: join(place, 'wrong.zip'), filesDir: join(place, 'wrong'), owners: from.owners }
    await assert.rejects(restore(target, options), { code: 'platform.database.backup-damaged' })
    assert.equal(existsSync(join(place, 'wrong')), false)
  }
})

test('A restore that fails half way leaves the database and the files as they were', async (t) => {
  const place = folder(t)
  const from = await filled(t, place)
  const to = join(place, 'backup.zip')
  const filesDir = join(place, 'files')
  await backup(from.database, { to, filesDir, now })
  mkdirSync(filesDir)
  writeFileSync(join(filesDir, 'mine'), 'mine')
  const target = await filled(t, place)
  await target.database.db.deleteFrom('platform.subject').execute()
  // A table that the backup does not know is found only when its own tables have already been made again.
  await sql`create schema other`.execute(target.database.db)
  await sql`create table other.thing (id int)`.execute(target.database.db)
  const options = { from: to, filesDir, owners: target.owners, replace: true }
  await assert.rejects(restore(target.database, options), /were not where it was written/)
  assert.equal(readFileSync(join(filesDir, 'mine'), 'utf8'), 'mine')
  assert.deepEqual(await target.database.db.selectFrom('platform.subject').selectAll().execute(), [])
})

test('A whole database with everything in it checks out', async (t) => {
  const database = await committedDatabase(t)
  const checked = await check(database, allOwners())
  assert.ok(checked.tables.length > 3)
})
