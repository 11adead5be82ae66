// Syslog on the loopback address: both ways of framing, floods that are counted, and garbage that hurts nobody.
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { openSyslog, type Syslog, type SyslogBatch, type SyslogReceiver } from './index.ts'
import { Frames } from './syslog.ts'

const ADDRESS = '127.68.0.1'

type Opened = SyslogReceiver & {
  readonly batches: SyslogBatch[]
  lines(): string[]
  until(count: number): Promise<void>
}

async function opened(t: TestContext, more: Partial<Syslog> = {}): Promise<Opened> {
  const batches: SyslogBatch[] = []
  let tell = (): void => undefined
  const receiver = await openSyslog({
    address: ADDRESS,
    port: 0,
    everyMilliseconds: 2,
    take: async (batch) => {
      batches.push(batch)
      tell()
    },
    ...more,
  })
  t.after(() => receiver.close())
  const lines = (): string[] => batches.flatMap((batch) => batch.lines)
  return {
    ...receiver,
    batches,
    lines,
    async until(count) {
      while (lines().length < count) await new Promise<void>((heard) => (tell = heard))
    },
  }
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, ADDRESS)
  socket.on('error', () => undefined)
  await new Promise<void>((done) => socket.once('connect', done))
  return socket
}

const sent = (socket: Socket, bytes: string | Buffer): Promise<void> =>
  new Promise((done) => socket.end(bytes, () => done()))
const closed = (socket: Socket): Promise<void> =>
  socket.closed ? Promise.resolve() : new Promise((done) => socket.once('close', () => done()))

test('Messages come by UDP and by TCP, counted or each on its line, in pieces too.', async (t) => {
  const one = await opened(t)
  const udp = createSocket('udp4')
  t.after(() => udp.close())
  udp.send('<13>Nov 22 01:00:38 proxy fticks: by datagram\n', one.port, ADDRESS)
  await one.until(1)
  const socket = await connected(one.port)
  socket.setNoDelay(true)
  socket.write('13 <13>1 counted')
  // Thirteen bytes end within "counted"; what is left over begins a line.
  await sent(socket, ' and\n<13>a line\r\nand another\n')
  await one.until(5)
  assert.deepEqual(one.lines(), [
    '<13>Nov 22 01:00:38 proxy fticks: by datagram',
    '<13>1 counted'.slice(0, 13),
    ' and',
    '<13>a line',
    'and another',
  ])
})

test('A flood that nobody can keep is dropped and counted: what was taken and what was dropped is what was sent.', async (t) => {
  const hold = Promise.withResolvers<void>()
  const batches: SyslogBatch[] = []
  const one = await openSyslog({
    address: ADDRESS,
    port: 0,
    everyMilliseconds: 1,
    mostQueued: 500,
    mostLines: 100,
    take: async (batch) => {
      batches.push(batch)
      await hold.promise
    },
  })
  t.after(() => one.close())
  const socket = await connected(one.port)
  const count = 20_000
  const gone = closed(socket)
  await sent(socket, Array.from({ length: count }, (_, at) => `line ${at}\n`).join(''))
  await gone
  hold.resolve()
  await one.close()
  const taken = batches.reduce((sum, batch) => sum + batch.lines.length, 0)
  const dropped = batches.reduce((sum, batch) => sum + batch.dropped, 0)
  assert.equal(taken + dropped, count)
  assert.ok(taken <= 700 && dropped > 0)
})

test('A line of a megabyte is cut and told; the next come whole.', async (t) => {
  const one = await opened(t)
  const socket = await connected(one.port)
  const gone = closed(socket)
  await sent(socket, `${'x'.repeat(1024 * 1024)}\nafter\n`)
  await gone
  await one.until(2)
  assert.deepEqual(
    one.lines().map((line) => line.length),
    [64 * 1024, 5],
  )
  assert.equal(
    one.batches.reduce((sum, batch) => sum + batch.cut, 0),
    1,
  )
})

test('Those who connect and say nothing hold no place for ever, and no more than so many connect.', async (t) => {
  const one = await opened(t, { idleMilliseconds: 20, mostConnections: 2 })
  const quiet = await Promise.all([connected(one.port), connected(one.port)])
  const third = connect(one.port, ADDRESS)
  third.on('error', () => undefined)
  third.resume()
  await closed(third)
  for (const socket of quiet) socket.resume()
  await Promise.all(quiet.map(closed))
  const next = await connected(one.port)
  await sent(next, 'still here\n')
  await one.until(1)
  assert.deepEqual(one.lines(), ['still here'])
})

test('Closing waits until what came in is kept, and a batch that failed is offered again.', async (t) => {
  let failures = 0
  const taken: string[] = []
  const one = await opened(t, {
    everyMilliseconds: 60_000,
    failed: () => (failures += 1),
    take: async (batch) => {
      if (failures === 0) throw new Error('The database is away.')
      taken.push(...batch.lines)
    },
  })
  const socket = await connected(one.port)
  const gone = closed(socket)
  await sent(socket, 'kept\n')
  await gone
  await one.close()
  assert.deepEqual([taken, failures], [['kept'], 1])
})

test('Whatever bytes come, in whatever pieces, messages stay within the limit and nothing is thrown.', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (pieces) => {
      const frames = new Frames(64)
      const lines = pieces.flatMap((piece) => frames.push(Buffer.from(piece)))
      const last = frames.end()
      for (const line of last === undefined ? lines : [...lines, last]) {
        assert.ok(Buffer.byteLength(line.text) <= 64 * 3)
      }
    }),
    { numRuns: 200 },
  )
})

test('Lines come out the same however the stream is cut into pieces.', () => {
  const line = fc.string({ unit: fc.constantFrom('a', '<', '1', ' ', '#', 'é'), maxLength: 30 })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(40), { maxLength: 20 }), (texts, cuts) => {
      const messages = texts.map((text) => `<1>${text}`)
      const stream = Buffer.from(
        messages
          .map((text, at) => (at % 2 === 0 ? `${text}\n` : `${Buffer.byteLength(text)} ${text}`))
          .join(''),
      )
      const frames = new Frames()
      const found: string[] = []
      let from = 0
      for (const cut of [...cuts, stream.length]) {
        found.push(...frames.push(stream.subarray(from, from + cut)).map(({ text }) => text))
        from += cut
      }
      assert.deepEqual(found, messages)
    }),
    { numRuns: 200 },
  )
})
