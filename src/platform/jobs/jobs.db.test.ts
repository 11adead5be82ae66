import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { Failure, Refusal, refuse } from '#platform/errors/index.ts'
import { migrate, openDatabase, ownersUnder, sql, type Database } from '#platform/database/index.ts'
import { silentLog } from '#platform/log/index.ts'
import { fixedClock, type FixedClock } from '#platform/time/index.ts'
import {
  countJobs,
  dropJob,
  failWork,
  finishWork,
  job,
  openJobs,
  progress,
  retryJob,
  startWork,
  troubles,
  workOf,
  type Job,
  type Jobs,
} from './index.ts'

// Sending, claiming and settling are about what was committed, so these tests commit, in a database of their own.
let database: Database
before(async () => {
  database = await openDatabase({ memory: true })
  await migrate(
    database,
    ownersUnder(new URL('../../', import.meta.url), []).filter((owner) =>
      ['database', 'jobs'].includes(owner.name),
    ),
  )
})
after(() => database.close())

type Scene = {
  jobs: Jobs
  clock: FixedClock
  send: (...sent: Parameters<Jobs['send']> extends [unknown, ...infer Rest] ? Rest : never) => Promise<string>
}

async function inScene(
  declared: readonly Job[],
  play: (scene: Scene) => Promise<void>,
  more: object = {},
): Promise<void> {
  await sql`truncate pgboss.job, platform.job_schedule, platform.work`.execute(database.db)
  const clock = fixedClock('2026-11-20T10:00:00Z')
  const jobs = await openJobs({
    database,
    jobs: declared,
    perform: async () => undefined,
    clock,
    log: silentLog(),
    work: true,
    ...more,
  })
  try {
    await play({
      jobs,
      clock,
      send: (...sent) => database.db.transaction().execute((tx) => jobs.send(tx, ...sent)),
    })
  } finally {
    await jobs.stop()
  }
}

const recorder = (
  name: string,
  more: Partial<Parameters<typeof job>[0]> = {},
): { ran: string[]; job: Job } => {
  const ran: string[] = []
  return { ran, job: job({ name, title: name, run: async (ids) => void ran.push(ids['of'] ?? ''), ...more }) }
}

test('A job sent in a transaction runs once after the commit, and never when it is rolled back', async () => {
  const { ran, job } = recorder('example.thing.tell')
  await inScene([job], async ({ jobs, send }) => {
    await send(job.name, { of: 'a' })
    await assert.rejects(
      database.db.transaction().execute(async (tx) => {
        await jobs.send(tx, job.name, { of: 'never' })
        throw new Error('rolled back')
      }),
      /rolled back/,
    )
    assert.deepEqual(await jobs.drain(), { done: 1, refused: 0, retried: 0, stopped: 0 })
    assert.deepEqual(await jobs.drain(), { done: 0, refused: 0, retried: 0, stopped: 0 })
    assert.deepEqual(ran, ['a'])
  })
})

test('A job that names an action has it performed with the ids as answers', async () => {
  const performed: unknown[] = []
  const one = job({
    name: 'announce:example.thing.settle',
    title: 'Settle',
    action: { name: 'example.thing.settle' },
  })
  await inScene(
    [one],
    async ({ jobs, send }) => {
      await send(one.name, { thing: 't-1' })
      await jobs.drain()
      assert.deepEqual(performed, [
        ['example.thing.settle', { thing: 't-1' }, 'announce:example.thing.settle'],
      ])
    },
    {
      perform: async (action: { name: string }, ids: object, about: { job: string }) =>
        void performed.push([action.name, ids, about.job]),
    },
  )
})

test('Jobs of one key run in the order in which they were sent, within one transaction too', async () => {
  const { ran, job } = recorder('example.thing.follow', { inOrder: true })
  await inScene([job], async ({ jobs }) => {
    await database.db.transaction().execute(async (tx) => {
      for (let number = 0; number < 30; number += 1)
        await jobs.send(tx, job.name, { of: `${number % 2}:${number}` }, { key: String(number % 2) })
    })
    await jobs.drain()
    for (const key of ['0', '1']) {
      const numbers = ran.filter((one) => one.startsWith(`${key}:`)).map((one) => Number(one.slice(2)))
      assert.equal(numbers.length, 15)
      assert.deepEqual(
        numbers,
        [...numbers].sort((a, b) => a - b),
      )
    }
  })
})

test('A job in order needs a key, and an unknown job is a defect', async () => {
  const { job } = recorder('example.thing.follow', { inOrder: true })
  await inScene([job], async ({ send }) => {
    await assert.rejects(send(job.name, {}), /needs a key/)
    await assert.rejects(send('example.thing.unknown', {}), /no job called/)
  })
})

test('A refusal is recorded and not tried again', async () => {
  const one = job({
    name: 'example.thing.refuse',
    title: 'Refuse',
    run: async () => refuse('conflict', 'example.thing.closed', 'It is closed.'),
  })
  await inScene([one], async ({ jobs, send, clock }) => {
    await send(one.name, {})
    assert.equal((await jobs.drain()).refused, 1)
    clock.advance({ days: 10 })
    assert.equal((await jobs.drain()).refused, 0)
    assert.deepEqual(await troubles(database.db), [])
    const kept = await sql<{ output: object }>`select output from pgboss.job`.execute(database.db)
    assert.deepEqual(kept.rows[0]?.output, {
      kind: 'refusal',
      code: 'example.thing.closed',
      message: 'It is closed.',
    })
  })
})

test('A failure is tried again with growing waits, then shown, and can be tried once more or dropped', async () => {
  const attempts: number[] = []
  const one = job({
    name: 'example.thing.try',
    title: 'Try',
    retries: { most: 2, firstAfterSeconds: 60, mostSeconds: 3600 },
    run: async (_ids, about) => {
      attempts.push(about.attempt)
      throw new Failure('example.thing.away', 'The other side is away.')
    },
  })
  await inScene([one], async ({ jobs, send, clock }) => {
    const id = await send(one.name, { thing: 't-1' })
    assert.equal((await jobs.drain()).retried, 1)
    clock.advance({ seconds: 59 })
    assert.deepEqual(
      await jobs.drain(),
      { done: 0, refused: 0, retried: 0, stopped: 0 },
      'a minute is not over',
    )
    clock.advance({ seconds: 1 })
    assert.equal((await jobs.drain()).retried, 1)
    clock.advance({ seconds: 119 })
    assert.equal((await jobs.drain()).retried, 0, 'the second wait is twice as long')
    clock.advance({ seconds: 1 })
    assert.equal((await jobs.drain()).stopped, 1)
    const [shown] = await troubles(database.db)
    assert.equal(shown?.id, id)
    assert.equal(shown?.job, one.name)
    assert.deepEqual(shown?.ids, { thing: 't-1' })
    assert.deepEqual(shown?.trouble, {
      kind: 'failure',
      code: 'example.thing.away',
      message: 'The other side is away.',
    })
    assert.deepEqual(await countJobs(database.db), { waiting: 0, running: 0, stopped: 1 })
    await retryJob(database.db, id)
    assert.equal((await jobs.drain()).stopped, 1)
    assert.deepEqual(attempts, [1, 2, 3, 4])
    await dropJob(database.db, id)
    assert.deepEqual(await troubles(database.db), [])
    await assert.rejects(
      retryJob(database.db, id),
      (error: unknown) => error instanceof Refusal && error.kind === 'conflict',
    )
    await assert.rejects(
      dropJob(database.db, randomUUIDv7()),
      (error: unknown) => error instanceof Refusal && error.kind === 'not-found',
    )
  })
})

test('A defect stops its job at once, and holds up those of its key until it is dropped', async () => {
  const ran: string[] = []
  const one = job({
    name: 'example.thing.break',
    title: 'Break',
    inOrder: true,
    run: async (ids) => {
      if (ids['of'] === 'bad') throw new TypeError('undefined is not a function')
      ran.push(ids['of'] ?? '')
    },
  })
  await inScene([one], async ({ jobs, send }) => {
    const bad = await send(one.name, { of: 'bad' }, { key: 'k' })
    await send(one.name, { of: 'behind' }, { key: 'k' })
    await send(one.name, { of: 'other' }, { key: 'l' })
    assert.deepEqual(await jobs.drain(), { done: 1, refused: 0, retried: 0, stopped: 1 })
    assert.deepEqual(ran, ['other'])
    const [shown] = await troubles(database.db)
    assert.equal(shown?.heldUp, 1)
    assert.equal(shown?.trouble.kind, 'defect')
    await dropJob(database.db, bad)
    await jobs.drain()
    assert.deepEqual(ran, ['other', 'behind'])
  })
})

test('A job sent for later waits for its moment by our clock', async () => {
  const { ran, job } = recorder('example.thing.remind')
  await inScene([job], async ({ jobs, send, clock }) => {
    await send(job.name, { of: 'later' }, { after: clock.now().add({ hours: 48 }) })
    await jobs.drain()
    assert.deepEqual(ran, [])
    clock.advance({ days: 2 })
    await jobs.drain()
    assert.deepEqual(ran, ['later'])
  })
})

test('A job sent by a job is drained as well', async () => {
  const { ran, job: second } = recorder('example.thing.second')
  let jobs: Jobs | undefined
  const first = job({
    name: 'example.thing.first',
    title: 'First',
    run: async () => void (await jobs?.send(database.db, second.name, { of: 'second' })),
  })
  await inScene([first, second], async (scene) => {
    jobs = scene.jobs
    await scene.send(first.name, {})
    assert.equal((await jobs.drain()).done, 2)
    assert.deepEqual(ran, ['second'])
  })
})

test('A scheduled job is sent once each time it falls due, not at its first start, and once for all that was missed', async () => {
  const { ran, job } = recorder('example.thing.nightly', { every: { dailyAt: '02:00' } })
  await inScene([job], async ({ jobs, clock }) => {
    assert.equal(await jobs.sendScheduled(), 0)
    clock.set('2026-11-21T02:00:00Z')
    assert.equal(await jobs.sendScheduled(), 1)
    assert.equal(await jobs.sendScheduled(), 0)
    clock.set('2026-11-25T12:00:00Z')
    assert.equal(await jobs.sendScheduled(), 1)
    await jobs.drain()
    assert.equal(ran.length, 2)
  })
})

test('A scheduled action is told when it fell due only if it asks: another would refuse the answer', async () => {
  const given = new Map<string, unknown>()
  const nightly = (name: string, fields: object) =>
    job({ name, title: name, action: { name, fields }, every: { dailyAt: '02:00' } })
  const perform = async (action: { readonly name: string }, ids: unknown) => void given.set(action.name, ids)
  await inScene(
    [nightly('example.thing.asks', { due: {} }), nightly('example.thing.asks-nothing', {})],
    async ({ jobs, clock }) => {
      clock.set('2026-11-21T02:00:00Z')
      assert.equal(await jobs.sendScheduled(), 2)
      await jobs.drain()
    },
    { perform },
  )
  assert.deepEqual(given.get('example.thing.asks'), { due: '2026-11-21T02:00:00Z' })
  assert.deepEqual(given.get('example.thing.asks-nothing'), {})
})

test('A started worker carries out a job within a moment of the nudge, and stops after the job under way', async () => {
  let finish: (() => void) | undefined
  const began = Promise.withResolvers<void>()
  const ended: string[] = []
  const one = job({
    name: 'example.thing.slow',
    title: 'Slow',
    run: async () => {
      await new Promise<void>((resolve) => {
        finish = resolve
        began.resolve()
      })
      ended.push('slow')
    },
  })
  await inScene(
    [one],
    async ({ jobs, send }) => {
      await jobs.start()
      await send(one.name, {})
      jobs.nudge()
      await began.promise
      const stopping = jobs.stop()
      assert.deepEqual(ended, [])
      finish?.()
      await stopping
      assert.deepEqual(ended, ['slow'])
      const kept = await sql<{ state: string }>`select state from pgboss.job`.execute(database.db)
      assert.equal(kept.rows[0]?.state, 'completed')
    },
    { pollMilliseconds: 3_600_000 },
  )
})

test('What a killed process had claimed is taken up again when the embedded database is opened anew', async () => {
  const { ran, job } = recorder('example.thing.kept')
  await inScene([job], async ({ jobs, send }) => {
    await send(job.name, { of: 'kept' })
    await sql`update pgboss.job set state = 'active', started_on = now(), heartbeat_on = now()`.execute(
      database.db,
    )
    assert.equal((await jobs.drain()).done, 0)
    const beside = await openJobs({
      database,
      jobs: [job],
      perform: async () => undefined,
      clock: fixedClock('2026-11-20T10:00:00Z'),
      log: silentLog(),
      work: false,
    })
    assert.equal((await beside.drain()).done, 0, 'what this process has claimed is left to it')
    await beside.stop()
    await sql`update pgboss.job set heartbeat_on = now() - interval '1 hour', heartbeat_seconds = 100000`.execute(
      database.db,
    )
    const again = await openJobs({
      database,
      jobs: [job],
      perform: async () => undefined,
      clock: fixedClock('2026-11-20T10:00:00Z'),
      log: silentLog(),
      work: false,
    })
    assert.equal((await again.drain()).done, 1)
    assert.deepEqual(ran, ['kept'])
    await again.stop()
  })
})

test('Long work says how far it is, where its result lies, and ends once', async () => {
  await inScene([], async ({ clock }) => {
    const id = randomUUIDv7()
    await startWork(database.db, {
      id,
      kind: 'import',
      title: 'Import of organisations',
      startedBy: null,
      now: clock.now(),
    })
    await progress(database.db, id, { done: 3, outOf: 10, now: clock.now() })
    const under = await workOf(database.db, id)
    assert.deepEqual([under.state, under.done, under.outOf], ['running', 3, 10])
    await finishWork(database.db, id, { resultHref: '/imports/1', now: clock.now() })
    await failWork(database.db, id, { message: 'Too late.', now: clock.now() })
    const ended = await workOf(database.db, id)
    assert.deepEqual([ended.state, ended.resultHref, ended.message], ['finished', '/imports/1', null])
    await assert.rejects(workOf(database.db, randomUUIDv7()), Refusal)
  })
})
