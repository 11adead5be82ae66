// What every rolled-back test stands on: what fails is undone on its own, and nothing else is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type Database, type Tables } from '#platform/database/index.ts'
import { open } from '#platform/database/open.ts'
import { rolledBack, template, testDatabase } from './database.ts'
import { quiet } from './rolled-back.ts'

const database = testDatabase()

type Db = Pick<Database, 'db'>

const prepare = async ({ db }: Db): Promise<void> => {
  await sql`create temporary table note (id int primary key, place int unique deferrable initially deferred)`.execute(
    db,
  )
  await sql`create or replace function platform.write_note(id int) returns int language sql as 'insert into pg_temp.note (id) values (id) returning id'`.execute(
    db,
  )
}
const write = (db: Database['db'], id: number, place: number | null = null) =>
  sql`insert into note (id, place) values (${id}, ${place})`.execute(db)
const read = async ({ db }: Db): Promise<number[]> =>
  (await sql<{ id: number }>`select id from note order by id`.execute(db)).rows.map(({ id }) => id)
const fail = ({ db }: Db) => assert.rejects(sql`select 1 / 0`.execute(db), /division by zero/)

database.test('A read that fails undoes nothing that was written before it, however it was', async (at) => {
  await prepare(at)
  await write(at.db, 1)
  await fail(at)
  await read(at)
  await sql`select platform.write_note(2)`.execute(at.db)
  await fail(at)
  await sql`select "platform"."write_note"(3)`.execute(at.db)
  await fail(at)
  await sql`with written as (insert into note (id) values (4) returning id) select id from written`.execute(
    at.db,
  )
  await fail(at)
  await at.db.transaction().execute((tx) => write(tx as unknown as Database['db'], 5))
  await fail(at)
  await assert.rejects(write(at.db, 5), /unique/)
  assert.deepEqual(await read(at), [1, 2, 3, 4, 5])
})

database.test(
  'A deferred constraint speaks at the commit, and only what it forbids is undone',
  async (at) => {
    await prepare(at)
    await write(at.db, 1, 1)
    await assert.rejects(
      at.db.transaction().execute(async (tx) => {
        await write(tx as unknown as Database['db'], 2, 1)
        assert.deepEqual(await read({ db: tx as unknown as Database['db'] }), [1, 2])
      }),
      /unique/,
    )
    assert.deepEqual(await read(at), [1])
    await fail(at)
    assert.deepEqual(await read(at), [1])
  },
)

test('A handle that an earlier test left behind waits for the transaction of the next', async (t) => {
  const pooled = await open<Tables>({ memory: { template: await template() } })
  t.after(() => pooled.close())
  const client = await pooled.pool.connect()
  await client.query('begin')
  const [earlier, next] = [rolledBack(pooled, client), rolledBack(pooled, client)]
  await prepare(next)
  await next.db.transaction().execute(async (tx) => {
    await write(tx as unknown as Database['db'], 1)
    void sql`select 1 / 0`.execute(earlier.db).catch(() => undefined)
    await write(tx as unknown as Database['db'], 2)
  })
  await quiet(client)
  assert.deepEqual(await read(next), [1, 2])
  await quiet(client)
  await client.query('rollback')
  client.release()
})
