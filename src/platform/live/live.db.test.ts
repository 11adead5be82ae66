import { test, type TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Refusal, refuse } from '#platform/errors/index.ts'
import { silentLog } from '#platform/log/index.ts'
import type { Database } from '#platform/database/index.ts'
import { committedDatabase, realPostgres } from '#test/support/database.ts'
import { openDatabase } from '#platform/database/index.ts'
import { openLive, type Live, type State } from './index.ts'

type Closing = { after(then: () => unknown): void }

/** What was opened last is closed first; node:test itself closes in the order of opening. */
function unwinding(t: TestContext): Closing {
  const closings: (() => unknown)[] = []
  t.after(async () => {
    for (const close of closings.reverse()) await close()
  })
  return { after: (close) => void closings.push(close) }
}

type Reading = { next(): Promise<State>; ended(): Promise<void>; leave(): void; readonly type: string | null }

/** A server on loopback whose every request is a stream of `live`, and a reader of such streams. */
async function open(t: Closing, database: Database, options: object = {}) {
  const live: Live = await openLive({ database, log: silentLog(), ...options })
  const world = { state: { done: 0 } as State, closed: false, asked: 0 }
  const subscribe = (response: ServerResponse): Promise<void> =>
    live.stream(response, {
      session: 's-1',
      topics: ['work/1'],
      async state() {
        world.asked += 1
        if (world.closed) refuse('forbidden', 'example.thing.closed', 'It is closed.')
        return world.state
      },
    })
  const server = createServer((_request, response) => {
    subscribe(response).catch((error: unknown) => {
      response.statusCode = error instanceof Refusal ? 429 : 500
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(async () => {
    await live.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { live, world, url }
}

async function follow(url: string): Promise<Reading> {
  const leaving = new AbortController()
  const answer = await fetch(url, { signal: leaving.signal })
  assert.equal(answer.status, 200)
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const read = async (): Promise<boolean> => {
    const { done, value } = await reader.read()
    text += value ?? ''
    return !done
  }
  return {
    type: answer.headers.get('content-type'),
    async next() {
      for (;;) {
        const event = /^data: (.*)\n\n/m.exec(text)
        if (event !== null) {
          text = text.slice(event.index + event[0].length)
          return JSON.parse(event[1] ?? '') as State
        }
        assert.ok(await read(), 'the stream ended')
      }
    },
    async ended() {
      while (await read()) continue
    },
    leave: () => leaving.abort(),
  }
}

test(
  'A reader gets the state at once, and the whole new state after each change',
  { timeout: 20_000 },
  async (context) => {
    const t = unwinding(context)
    const { live, world, url } = await open(t, await committedDatabase(t))
    const reading = await follow(url)
    assert.match(reading.type ?? '', /^text\/event-stream/)
    assert.deepEqual(await reading.next(), { done: 0 })
    world.state = { done: 1, title: 'line\nbreak' }
    live.publish('work/1')
    assert.deepEqual(await reading.next(), { done: 1, title: 'line\nbreak' })
    live.publish('work/2')
    live.publish('work/1')
    world.state = { done: 2, finished: true }
    assert.deepEqual(await reading.next(), { done: 2, finished: true })
    await reading.ended()
    assert.equal(live.count(), 0)
  },
)

test(
  'A change inside a transaction is told when it commits, and not when it is rolled back',
  { timeout: 20_000 },
  async (context) => {
    const t = unwinding(context)
    const database = await committedDatabase(t)
    const { live, world, url } = await open(t, database)
    const reading = await follow(url)
    await reading.next()
    world.state = { done: 1 }
    await database.db
      .transaction()
      .execute(async (tx) => {
        await live.publishIn(tx, 'work/1')
        throw new Error('undone')
      })
      .catch(() => undefined)
    assert.equal(world.asked, 1, 'nobody was told')
    await database.db.transaction().execute((tx) => live.publishIn(tx, 'work/1'))
    assert.deepEqual(await reading.next(), { done: 1 })
  },
)

test('Who may no longer see the state is shown out', { timeout: 20_000 }, async (context) => {
  const t = unwinding(context)
  const { live, world, url } = await open(t, await committedDatabase(t))
  const reading = await follow(url)
  await reading.next()
  world.closed = true
  live.publish('work/1')
  await reading.ended()
  assert.equal(live.count(), 0)
})

test(
  'A session may hold only so many streams, and a reader who leaves makes room',
  { timeout: 20_000 },
  async (context) => {
    const t = unwinding(context)
    const { live, url } = await open(t, await committedDatabase(t), { mostPerSession: 2 })
    const first = await follow(url)
    const second = await follow(url)
    assert.equal((await fetch(url)).status, 429)
    first.leave()
    await first.ended().catch(() => undefined)
    while (live.count() > 1) await new Promise((resolve) => setImmediate(resolve))
    const third = await follow(url)
    assert.deepEqual(await third.next(), { done: 0 })
    second.leave()
    third.leave()
  },
)

const postgres = await realPostgres()

test(
  'A change made through one process is seen through another',
  { skip: postgres.skip, timeout: 30_000 },
  async (context) => {
    const t = unwinding(context)
    const address = await postgres.address(t)
    const databases = await Promise.all([0, 1].map(() => openDatabase({ url: address, connections: 3 })))
    t.after(() => Promise.all(databases.map((database) => database.close())))
    const one = await open(t, databases[0]!)
    const other = await open(t, databases[1]!)
    const reading = await follow(other.url)
    await reading.next()
    other.world.state = { done: 5 }
    one.live.publish('work/1')
    assert.deepEqual(await reading.next(), { done: 5 })
  },
)

test(
  'A state that is finished before it is followed is sent once, and nobody is left behind',
  { timeout: 20_000 },
  async (context) => {
    const t = unwinding(context)
    const { live, world, url } = await open(t, await committedDatabase(t as TestContext))
    world.state = { finished: true }
    const reading = await follow(url)
    assert.deepEqual(await reading.next(), { finished: true })
    await reading.ended()
    assert.equal(live.count(), 0)
  },
)
