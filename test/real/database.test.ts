// What only a PostgreSQL server does: many connections at once, waiting for each other's locks, and news that
// passes between processes and outlives a lost connection.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  backup,
  check,
  failureOf,
  isSerializationFailure,
  migrate,
  moveTo,
  notifyIn,
  openDatabase,
  restore,
  sql,
  type Database,
} from '#platform/database/index.ts'
import { allOwners, committedDatabase, emptyDatabase, realPostgres } from '#test/support/database.ts'
import { atLength } from '#test/support/soak.ts'

const postgres = await realPostgres()
const platform = allOwners().slice(0, 1)
const skip = { skip: postgres.skip }
const subject = { module: 'platform', noun: 'note', title: 'A note', audience: 'everyone' }

test('Two processes that migrate at once bring the database to its shape once', skip, async (t) => {
  const url = await postgres.address(t, { empty: true })
  const both = await Promise.all([openDatabase({ url }), openDatabase({ url })])
  t.after(() => Promise.all(both.map((database) => database.close())))
  const applied = await Promise.all(both.map((database) => migrate(database, platform)))
  assert.deepEqual(applied.map((one) => one.length > 0).sort(), [false, true])
})

test('The server says what it promises', skip, async (t) => {
  const database = await postgres.open(t)
  assert.match(database.promise, /^PostgreSQL 1[5-9]/)
})

test('A word sent in a transaction reaches another process after the commit', skip, async (t) => {
  const url = await postgres.address(t)
  const [one, other] = await Promise.all([openDatabase({ url }), openDatabase({ url })])
  t.after(() => Promise.all([one.close(), other.close()]))
  const words = new EventEmitter()
  await other.listen('news', (payload) => words.emit('news', payload))
  const heard = once(words, 'news')
  await one.db.transaction().execute((tx) => notifyIn(tx, 'news', 'hello'))
  assert.deepEqual(await heard, ['hello'])
})

test('A listener whose connection is lost connects again and is told to look', skip, async (t) => {
  const url = await postgres.address(t)
  const database = await openDatabase({ url })
  t.after(() => database.close())
  const words = new EventEmitter()
  await database.listen('news', (payload) => words.emit('news', payload))
  const toldToLook = once(words, 'news')
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen %'`.execute(
    database.db,
  )
  assert.deepEqual(await toldToLook, [''])
  const heard = once(words, 'news')
  await database.notify('news', 'again')
  assert.deepEqual(await heard, ['again'])
})

test('Of two transactions that write over each other, one is told to run again', skip, async (t) => {
  const { db } = await postgres.open(t)
  const id = randomUUID()
  await db
    .insertInto('platform.subject')
    .values({ ...subject, id })
    .execute()
  const rename = async (title: string, arrived: () => Promise<void>) =>
    db
      .transaction()
      .setIsolationLevel('serializable')
      .execute(async (tx) => {
        await tx.selectFrom('platform.subject').selectAll().where('id', '=', id).execute()
        await arrived()
        await tx.updateTable('platform.subject').set({ title }).where('id', '=', id).execute()
      })
  const both = meetingOf(2)
  const ended = await Promise.allSettled([rename('One', both), rename('Other', both)])
  const failed = ended.filter((end) => end.status === 'rejected')
  assert.equal(failed.length, 1)
  assert.equal(isSerializationFailure(failed[0]?.reason), true)
})

test('A query whose connection is cut is a failure of the world, not a defect', skip, async (t) => {
  const { db } = await postgres.open(t)
  const ended = await db.connection().execute(async (connection) => {
    const me = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection)
    await sql`select pg_terminate_backend(${me.rows[0]!.pid})`.execute(db).catch(() => undefined)
    return sql`select 1`.execute(connection).then(
      () => undefined,
      (error: unknown) => error,
    )
  })
  assert.equal(failureOf(ended)?.code, 'platform.database.unreachable')
})

test('A server that is not there, and an address that is none, are told apart in words', skip, async () => {
  await assert.rejects(openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/nothing' }), {
    code: 'platform.database.unreachable',
  })
  await assert.rejects(openDatabase({ url: 'mysql://127.0.0.1/nothing' }), {
    code: 'platform.database.address',
  })
})

atLength(
  'An embedded database moves to a server with every row, and refuses one that is not empty',
  skip,
  async (t) => {
    const from = await committedDatabase(t)
    const owners = allOwners()
    const awkward = ['plain', 'a "quoted", (bracketed) \\ one', 'two\nlines', '', 'é 😀']
    for (const title of awkward) {
      await from.db
        .insertInto('platform.subject')
        .values({ ...subject, id: randomUUID(), title, ended_on: '2026-07-01' })
        .execute()
    }
    const url = await postgres.address(t, { empty: true })
    const moved = await moveTo(from, url, owners)
    assert.ok(moved.rows >= awkward.length)
    const there = await openDatabase({ url })
    t.after(() => there.close())
    const titles = await there.db.selectFrom('platform.subject').select(['title', 'ended_on']).execute()
    assert.deepEqual(new Set(titles.map((row) => row.title)), new Set(awkward))
    assert.deepEqual(await migrate(there, owners), [])
    assert.deepEqual((await check(there, owners)).findings, [])
    await assert.rejects(moveTo(from, url, owners), { code: 'platform.database.not-empty' })
  },
)

atLength(
  'A backup of the embedded engine is restored on a server, and the other way round',
  skip,
  async (t) => {
    const place = mkdtempSync(join(tmpdir(), 'connects-both-ways-'))
    t.after(() => rmSync(place, { recursive: true, force: true }))
    const now = Temporal.Instant.from('2026-11-20T12:00:00Z')
    const filesDir = join(place, 'files')
    const one = await emptyDatabase(t)
    await migrate(one, platform)
    await one.db
      .insertInto('platform.subject')
      .values({ ...subject, id: randomUUID() })
      .execute()
    await backup(one, { to: join(place, 'one.zip'), filesDir, now })
    const server = await postgres.open(t, { empty: true })
    await restore(server, { from: join(place, 'one.zip'), filesDir, owners: platform })
    await backup(server, { to: join(place, 'two.zip'), filesDir, now })
    const other = await emptyDatabase(t)
    await restore(other, { from: join(place, 'two.zip'), filesDir, owners: platform })
    const rows = (database: Database) => database.db.selectFrom('platform.subject').selectAll().execute()
    assert.deepEqual(await rows(other), await rows(one))
  },
)

/** A gate through which nobody passes until all have come. */
function meetingOf(count: number): () => Promise<void> {
  const all = Promise.withResolvers<void>()
  let here = 0
  return () => {
    if (++here === count) all.resolve()
    return all.promise
  }
}

test('a statement kept by name survives the migration that changes what it returns', skip, async (t) => {
  const { db } = await postgres.open(t)
  await sql`create table public.kept (id int, word text)`.execute(db)
  await sql`insert into public.kept values (1, 'first')`.execute(db)
  const read = () => sql`select * from public.kept where id = ${1}`.execute(db)
  for (let nth = 0; nth < 30; nth += 1) await read()
  await sql`alter table public.kept add column more text default 'second'`.execute(db)
  for (let nth = 0; nth < 30; nth += 1)
    assert.deepEqual((await read()).rows, [{ id: 1, word: 'first', more: 'second' }])
})
