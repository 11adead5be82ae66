// Several workers on one PostgreSQL: each job runs once, in order for its key, and soon after the commit
// wherever it was committed.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { openDatabase, sql, type Database } from '#platform/database/index.ts'
import { job, openJobs, type Job, type Jobs } from '#platform/jobs/index.ts'
import { silentLog } from '#platform/log/index.ts'
import { systemClock } from '#platform/time/index.ts'
import { realPostgres } from '#test/support/database.ts'

const postgres = await realPostgres()

async function open(database: Database, declared: readonly Job[], work: boolean): Promise<Jobs> {
  return openJobs({
    database,
    jobs: declared,
    perform: async () => undefined,
    clock: systemClock,
    log: silentLog(),
    work,
    pollMilliseconds: 60_000,
  })
}

test(
  'Three workers run each of 300 jobs once, and those of one key in their order',
  { skip: postgres.skip, timeout: 60_000 },
  async (t) => {
    const url = await postgres.address(t)
    const ran: { key: string; number: number }[] = []
    const all = Promise.withResolvers<void>()
    const one = job({
      name: 'example.thing.follow',
      title: 'Follow',
      inOrder: true,
      run: async (ids, about) => {
        ran.push({ key: about.key ?? '', number: Number(ids['number']) })
        if (ran.length === 300) all.resolve()
      },
    })
    const databases = await Promise.all([0, 1, 2, 3].map(() => openDatabase({ url, connections: 6 })))
    const [sender, ...workers] = await Promise.all(
      databases.map((database, index) => open(database, [one], index > 0)),
    )
    t.after(async () => {
      await Promise.all([sender, ...workers].map(async (jobs) => jobs?.stop()))
      await Promise.all(databases.map((database) => database.close()))
    })
    for (const worker of workers) await worker.start()
    for (let number = 0; number < 100; number += 1) {
      await databases[0]!.db.transaction().execute(async (tx) => {
        for (const key of ['a', 'b', 'c'])
          await sender!.send(tx, one.name, { number: String(number) }, { key })
      })
      sender!.nudge()
    }
    await all.promise
    for (const key of ['a', 'b', 'c']) {
      const numbers = ran.filter((one) => one.key === key).map((one) => one.number)
      assert.deepEqual(
        numbers,
        Array.from({ length: 100 }, (_, number) => number),
      )
    }
  },
)

test(
  'Of two transactions on one record the one that sent first is delivered first, though it began later',
  { skip: postgres.skip },
  async (t) => {
    const database = await postgres.open(t)
    const ran: string[] = []
    const one = job({
      name: 'example.thing.follow',
      title: 'Follow',
      inOrder: true,
      run: async (ids) => void ran.push(ids['of'] ?? ''),
    })
    const jobs = await open(database, [one], false)
    t.after(() => jobs.stop())
    const began = Promise.withResolvers<void>()
    const mayGoOn = Promise.withResolvers<void>()
    const early = database.db.transaction().execute(async (tx) => {
      await sql`select 1`.execute(tx)
      began.resolve()
      await mayGoOn.promise
      await jobs.send(tx, one.name, { of: 'began first' }, { key: 'k' })
    })
    await began.promise
    await database.db
      .transaction()
      .execute((tx) => jobs.send(tx, one.name, { of: 'sent first' }, { key: 'k' }))
    mayGoOn.resolve()
    await early
    await jobs.drain()
    assert.deepEqual(ran, ['sent first', 'began first'])
  },
)

test(
  'A worker in another process hears of a commit in well under a second',
  { skip: postgres.skip, timeout: 30_000 },
  async (t) => {
    const url = await postgres.address(t)
    const ran = Promise.withResolvers<number>()
    const one = job({
      name: 'example.thing.tell',
      title: 'Tell',
      run: async () => ran.resolve(performance.now()),
    })
    const databases = await Promise.all([0, 1].map(() => openDatabase({ url, connections: 4 })))
    const [web, worker] = await Promise.all(
      databases.map((database, index) => open(database, [one], index === 1)),
    )
    t.after(async () => {
      await Promise.all([web, worker].map(async (jobs) => jobs?.stop()))
      await Promise.all(databases.map((database) => database.close()))
    })
    await worker!.start()
    const committed = performance.now()
    await databases[0]!.db.transaction().execute((tx) => web!.send(tx, one.name, {}))
    web!.nudge()
    const took = (await ran.promise) - committed
    t.diagnostic(`${took.toFixed(0)} ms from the beginning of the transaction to the job`)
    assert.ok(took < 900, `it took ${took} ms`)
  },
)
