import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { test } from 'node:test'
import { committedDatabase, testDatabase } from '#test/support/database.ts'
import { constraintOf, createInstallation, installationOf, json, notifyIn, sql } from './index.ts'

const database = testDatabase()

const subject = { module: 'platform', noun: 'note', title: 'A note', audience: 'everyone' }

database.test('A date comes back as the date that was written, also in summer', async ({ db }) => {
  const id = randomUUID()
  await db
    .insertInto('platform.subject')
    .values({ ...subject, id, ended_on: Temporal.PlainDate.from('2026-07-01') })
    .execute()
  const read = await db
    .selectFrom('platform.subject')
    .select('ended_on')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  assert.equal(read.ended_on?.toString(), '2026-07-01')
})

database.test('What an earlier test wrote is not there', async ({ db }) => {
  const rows = await db.selectFrom('platform.subject').select('id').where('noun', '=', 'note').execute()
  assert.deepEqual(rows, [])
})

database.test('A failing statement leaves the rest of a rolled-back test working', async ({ db }) => {
  const wrong = { ...subject, id: randomUUID(), module: '' }
  await assert.rejects(db.insertInto('platform.subject').values(wrong).execute(), (error) => {
    assert.deepEqual(constraintOf(error), {
      kind: 'check',
      name: 'platform_subject_names_filled',
      table: 'platform.subject',
    })
    return true
  })
  await db
    .insertInto('platform.subject')
    .values({ ...subject, id: randomUUID() })
    .execute()
})

database.test(
  'A transaction inside a rolled-back test is undone when it fails and kept when it does not',
  async ({ db }) => {
    const write = (id: string, fail: boolean) =>
      db.transaction().execute(async (tx) => {
        await tx
          .insertInto('platform.subject')
          .values({ ...subject, id })
          .execute()
        if (fail) throw new Error('on purpose')
      })
    const kept = randomUUID()
    await assert.rejects(write(randomUUID(), true), /on purpose/)
    await write(kept, false)
    const rows = await db.selectFrom('platform.subject').select('id').where('noun', '=', 'note').execute()
    assert.deepEqual(rows, [{ id: kept }])
  },
)

database.test('Values cross the border whole', async ({ db }) => {
  const at = Temporal.Instant.from('2026-03-29T01:00:00.123456Z')
  const on = Temporal.PlainDate.from('2026-03-29')
  const { rows } = await sql<Record<string, unknown>>`
    select ${at}::timestamptz as at, ${9_007_199_254_740_993n}::int8 as pence, ${[on]}::date[] as days,
           ${json([{ pence: 5n }])}::jsonb as parts, ${[1n, 2n]}::int8[] as sums, null::date as never,
           1.50::numeric as rate, 7::int4 as count, 'infinity'::text as word`.execute(db)
  const read = rows[0]!
  assert.equal(String(read['at']), '2026-03-29T01:00:00.123456Z')
  assert.equal(read['pence'], 9_007_199_254_740_993n)
  assert.equal(String((read['days'] as unknown[])[0]), '2026-03-29')
  assert.deepEqual(read['parts'], [{ pence: '5' }])
  assert.deepEqual(read['sums'], [1n, 2n])
  assert.deepEqual([read['never'], read['rate'], read['count']], [null, '1.50', 7])
})

database.test('The statement pg-boss runs reads dates and numbers as pg-boss expects them', async (world) => {
  const { rows } = await world.executeSql('select $1::int8 as sum, $2::timestamptz as at', [
    '5',
    '2026-11-20T10:00:00Z',
  ])
  assert.deepEqual(rows, [{ sum: '5', at: new Date('2026-11-20T10:00:00Z') }])
})

database.test('An exclusion over btree_gist can be declared', async ({ db }) => {
  await sql`create extension if not exists btree_gist`.execute(db)
  await sql`create table platform.stay (room int, during tstzrange, constraint platform_stay_apart exclude using gist (room with =, during with &&))`.execute(
    db,
  )
  const stay = sql`insert into platform.stay values (1, '[2026-01-01,2026-01-03)')`
  await stay.execute(db)
  await assert.rejects(stay.execute(db), (error) => constraintOf(error)?.name === 'platform_stay_apart')
})

database.test('A database is one installation, and stays what it was made as', async ({ db }) => {
  const row = {
    id: randomUUID(),
    created_at: Temporal.Instant.from('2026-11-20T12:00:00Z'),
    demonstration: false,
  }
  assert.equal(await installationOf(db), undefined)
  await createInstallation(db, row)
  await assert.rejects(createInstallation(db, { ...row, demonstration: true }), {
    code: 'platform.installation.exists',
  })
  assert.equal((await installationOf(db))?.demonstration, false)
})

database.test('A statement goes on working when a migration changes what it returns', async ({ db }) => {
  await sql`create table platform.changing (id int)`.execute(db)
  const read = () => sql`select * from platform.changing where ${1}::int = 1`.execute(db)
  for (let times = 0; times < 3; times++) await read()
  await sql`alter table platform.changing add column weight int`.execute(db)
  await read().catch(() => undefined)
  assert.deepEqual((await read()).rows, [])
})

test('A word sent in a transaction is heard after its commit, and not at all after a rollback', async (t) => {
  const { db, listen, notify } = await committedDatabase(t)
  const heard: string[] = []
  const words = new EventEmitter()
  const unlisten = await listen('news', (payload) => {
    heard.push(payload)
    words.emit(payload)
  })
  await db.transaction().execute(async (tx) => {
    await notifyIn(tx, 'news', 'kept')
    assert.deepEqual(heard, [])
  })
  await assert.rejects(
    db.transaction().execute(async (tx) => {
      await notifyIn(tx, 'news', 'undone')
      throw new Error('on purpose')
    }),
  )
  const plain = once(words, 'plain')
  await notify('news', 'plain')
  await plain
  await unlisten()
  await notify('news', 'after')
  assert.deepEqual(heard, ['kept', 'plain'])
})
