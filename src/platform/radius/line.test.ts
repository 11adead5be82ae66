import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { createServer, type AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { testAuthority } from '#test/support/certificates.ts'
import { fakeServer, type Misbehaviour } from '#test/support/radius.ts'
import { openLine, statusServer, type Target } from './index.ts'
import { readRequest, writeReply, type Packet } from './packet.ts'

const HERE = '127.61.0.1'
const ELSEWHERE = '127.61.0.2'
const SECRET = 'a secret of tests'
const STATUS = { code: 'status-server', attributes: [], withinMs: 2000, tries: 1 } as const

async function bound(t: TestContext, address: string, port = 0): Promise<Socket> {
  const socket = createSocket('udp4')
  await new Promise<void>((done) => socket.bind(port, address, done))
  t.after(() => socket.close())
  return socket
}

const udp = (port: number, more: Partial<Target> = {}): Target =>
  ({ transport: 'udp', address: HERE, port, secret: SECRET, ...more }) as Target

function answering(bytes: Buffer, secret = SECRET): Buffer {
  const request = readRequest(bytes, secret) as Packet
  return writeReply({ code: 'access-accept', to: request, attributes: [], secret })
}

test('three hundred questions at once share two sockets, and each gets its own answer', async (t) => {
  const server = await fakeServer({ address: HERE }, t)
  const line = openLine(server.target)
  t.after(() => line.close())
  // So many at once run over the server's buffer; what is lost is asked again.
  const question = { ...STATUS, tries: 40 }
  const answers = await Promise.all(Array.from({ length: 300 }, () => line.ask(question)))
  assert.equal(answers.filter(({ came }) => came).length, 300)
  assert.equal(server.senders(), 2)
  await line.ask(STATUS)
  assert.equal(server.senders(), 2, 'a socket whose ids are free again is used again')
})

test('a question that is lost is sent again, byte for byte', async (t) => {
  const server = await bound(t, HERE)
  const heard: Buffer[] = []
  server.on('message', (bytes, { port, address }) => {
    heard.push(bytes)
    if (heard.length >= 3) server.send(answering(bytes), port, address)
  })
  const line = openLine(udp(server.address().port))
  t.after(() => line.close())
  const answer = await line.ask({ ...STATUS, withinMs: 900, tries: 30 })
  assert.equal(answer.came, true)
  assert.ok(heard.length >= 3)
  assert.ok(heard.every((bytes) => bytes.equals(heard[0]!)))
})

test('it is sent no more often than was said', async (t) => {
  const server = await bound(t, HERE)
  let heard = 0
  server.on('message', () => (heard += 1))
  const answer = await statusServer(udp(server.address().port), { timeoutMs: 60, tries: 2 })
  assert.equal(answer.answered, false)
  assert.ok(heard <= 2)
})

test('the id of a question that still waits is given to no other', async (t) => {
  const server = await bound(t, HERE)
  let late: (() => void) | undefined
  server.on('message', (bytes, { port, address }) => {
    const answer = (): void => server.send(answering(bytes), port, address)
    if (late === undefined) late = answer
    else answer()
  })
  const line = openLine(udp(server.address().port))
  t.after(() => line.close())
  const first = line.ask({ ...STATUS, withinMs: 20_000 })
  for (let nth = 0; nth < 300; nth += 1) assert.equal((await line.ask(STATUS)).came, true)
  late?.()
  assert.equal((await first).came, true)
})

test('what comes from another address is not heard, were it ever so right', async (t) => {
  const server = await bound(t, HERE)
  const stranger = await bound(t, ELSEWHERE)
  server.on('message', (bytes, { port, address }) => stranger.send(answering(bytes), port, address))
  const answer = await statusServer(udp(server.address().port), { timeoutMs: 60, tries: 1 })
  assert.deepEqual(answer, { answered: false, because: 'silence', words: 'No answer came.' })
})

test('it asks from the address it is told to', async (t) => {
  const server = await bound(t, HERE)
  const asked = new Promise<string>((seen) => {
    server.on('message', (bytes, { port, address }) => {
      server.send(answering(bytes), port, address)
      seen(address)
    })
  })
  const answer = await statusServer(udp(server.address().port, { from: '127.61.0.77' }), { timeoutMs: 2000 })
  assert.equal(answer.answered, true)
  assert.equal(await asked, '127.61.0.77')
})

test('what went wrong is told apart: silence, nobody there, no way there, another secret, no RADIUS', async (t) => {
  const because = async (target: Target, timeoutMs = 250): Promise<string> => {
    const answer = await statusServer(target, { timeoutMs, tries: 1 })
    return answer.answered ? 'answered' : answer.because
  }
  const behaving = async (behaves: Misbehaviour, timeoutMs?: number): Promise<string> =>
    because((await fakeServer({ address: HERE, behaves }, t)).target, timeoutMs)
  const good = await fakeServer({ address: HERE }, t)
  const told = {
    answered: await because(good.target, 2000),
    ...(await together({
      'keeps silent': behaving({ silentAt: 'status' }, 30),
      'does not know our secret': because({ ...good.target, secret: 'other' } as Target, 30),
      'answers what nobody asked': behaving({ says: (id) => answerTo((id + 1) % 256) }, 30),
      'has another secret': behaving({ signsWith: 'other' }),
      'says something else': behaving({ says: (id) => Buffer.of(2, id, 0, 19, 1) }),
      'is not there': because(udp(9)),
      'cannot be reached': because(udp(9, { from: '192.0.2.1' })),
    })),
  }
  assert.deepEqual(told, {
    answered: 'answered',
    'keeps silent': 'silence',
    'does not know our secret': 'silence',
    'answers what nobody asked': 'silence',
    'has another secret': 'wrong-secret',
    'says something else': 'broken',
    'is not there': 'refused',
    'cannot be reached': 'unreachable',
  })
})

const answerTo = (id: number): Buffer => Buffer.of(2, id, 0, 20, ...Buffer.alloc(16))

async function together(all: Readonly<Record<string, Promise<string>>>): Promise<Record<string, string>> {
  const ended = await Promise.all(Object.entries(all).map(async ([name, one]) => [name, await one] as const))
  return Object.fromEntries(ended)
}

test('a server that answers wrongly first and rightly then has answered', async (t) => {
  const server = await bound(t, HERE)
  server.on('message', (bytes, { port, address }) => {
    const right = answering(bytes)
    const wrong = Buffer.from(right)
    wrong[9]! ^= 1
    server.send(wrong, port, address)
    server.send(right, port, address)
  })
  const answer = await statusServer(udp(server.address().port), { timeoutMs: 2000 })
  assert.equal(answer.answered, true)
})

test('a line that is closed leaves nobody waiting', async (t) => {
  const server = await bound(t, HERE)
  const line = openLine(udp(server.address().port))
  const asked = line.ask({ ...STATUS, withinMs: 60_000 })
  line.close()
  assert.equal((await asked).came, false)
})

test('Status-Server gives the counters by their names, and none where a server keeps none', async (t) => {
  const server = await fakeServer({ address: HERE, counters: { 128: 12, 163: 3, 200: 9 } }, t)
  const answer = await statusServer(server.target, { timeoutMs: 2000 })
  assert.ok(answer.answered)
  assert.deepEqual(answer.counters, { 'Total-Access-Requests': 12, 'Queue-Len-Proxy': 3 })
  const plain = await fakeServer({ address: HERE, behaves: { unsigned: true } }, t)
  const old = await statusServer(plain.target, { timeoutMs: 2000 })
  assert.deepEqual(old.answered && old.counters, {}, 'an old server’s answer bears no signature of its own')
})

const radsecAuthority = () => testAuthority('RadSec authority of tests')

async function radsecServer(t: TestContext) {
  const authority = radsecAuthority()
  const own = authority.issue({ names: ['radsec.a.example'] })
  const server = await fakeServer({ address: HERE, radsec: { ...own, ca: authority.pem } }, t)
  const client = authority.issue({ names: ['client.example'], usages: ['client'] })
  assert.ok(server.target.transport === 'radsec')
  const { target } = server
  const tls = { ca: authority.pem, cert: client.certificate, key: client.key, servername: 'radsec.a.example' }
  return { server, target: { ...target, tls }, tls }
}

test('over RadSec any number of questions share one connection', async (t) => {
  const { server, target } = await radsecServer(t)
  const line = openLine(target)
  t.after(() => line.close())
  const answers = await Promise.all(Array.from({ length: 200 }, () => line.ask(STATUS)))
  assert.equal(answers.filter(({ came }) => came).length, 200)
  assert.equal(server.senders(), 1)
})

test('a RadSec line goes on when its server has been started again', async (t) => {
  const { server, target } = await radsecServer(t)
  const line = openLine(target)
  t.after(() => line.close())
  assert.equal((await line.ask(STATUS)).came, true)
  await server.close()
  const meanwhile = await line.ask(STATUS)
  assert.equal(!meanwhile.came && meanwhile.because, 'refused')
  const authority = radsecAuthority()
  const own = authority.issue({ names: ['radsec.a.example'] })
  await fakeServer({ address: HERE, port: target.port, radsec: { ...own, ca: authority.pem } }, t)
  assert.equal((await line.ask(STATUS)).came, true)
})

test('over RadSec the server must be vouched for and bear its name, and may refuse us', async (t) => {
  const { target, tls } = await radsecServer(t)
  const because = async (more: Partial<typeof tls> & { checks?: 'chain' }, port = target.port) => {
    const answer = await statusServer({ ...target, port, tls: { ...tls, ...more } }, { timeoutMs: 2000 })
    return answer.answered ? 'answered' : answer.because
  }
  assert.equal(await because({}), 'answered')
  assert.equal(await because({ servername: 'another.example' }), 'wrong-name')
  assert.equal(await because({ servername: 'another.example', checks: 'chain' }), 'answered')
  assert.equal(await because({ ca: testAuthority().pem }), 'untrusted')
  const stranger = testAuthority().issue({ names: ['x.example'], usages: ['client'] })
  assert.equal(await because({ cert: stranger.certificate, key: stranger.key }), 'refused')
  assert.equal(await because({}, 9), 'refused')
  assert.equal(
    await because({ key: stranger.key }),
    'broken',
    'our own key and certificate do not fit together',
  )
  assert.equal(await because({ ca: 'no PEM at all' }), 'untrusted')
})

test('an answer over RadSec that comes byte by byte, with the next behind it, is heard', async (t) => {
  const { target } = await radsecServer(t)
  const own = radsecAuthority().issue({ names: ['radsec.a.example'] })
  const asked: Buffer[] = []
  const server = createTlsServer({ cert: own.certificate, key: own.key }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', async (bytes: Buffer) => {
      for (let at = 0; at < bytes.length; at += bytes.readUInt16BE(at + 2))
        asked.push(bytes.subarray(at, at + bytes.readUInt16BE(at + 2)))
      if (asked.length < 2) return
      const answers = Buffer.concat(asked.map((one) => answering(one, 'radsec')))
      for (const at of answers.keys())
        await new Promise((done) => socket.write(answers.subarray(at, at + 1), done))
    })
  })
  await new Promise<void>((done) => server.listen(0, HERE, done))
  t.after(() => server.close())
  const line = openLine({ ...target, port: (server.address() as AddressInfo).port })
  t.after(() => line.close())
  const answers = await Promise.all([line.ask(STATUS), line.ask(STATUS)])
  assert.ok(answers.every(({ came }) => came))
})

test('a RadSec peer that is silent, speaks no TLS or no RADIUS is told apart', async (t) => {
  const { target, tls } = await radsecServer(t)
  const silent = createServer(() => {})
  const babbling = createServer((socket) => void socket.on('error', () => {}).write('SSH-2.0-nothing\r\n'))
  const own = radsecAuthority().issue({ names: ['radsec.a.example'] })
  const wrong = createTlsServer({ cert: own.certificate, key: own.key }, (socket) => {
    socket.on('error', () => {})
    socket.write(Buffer.from('HTTP/1.1 200 OK\r\n\r\n and more than a header of RADIUS'))
  })
  const ports: number[] = []
  for (const server of [silent, babbling, wrong]) {
    await new Promise<void>((done) => server.listen(0, HERE, done))
    t.after(() => server.close())
    ports.push((server.address() as AddressInfo).port)
  }
  // Only silence is known by waiting; what is broken is known as soon as it is heard, however slow the machine.
  const answers = ports.map(async (port, at) => {
    const answer = await statusServer({ ...target, port, tls }, { timeoutMs: at === 0 ? 150 : 20_000 })
    return answer.answered ? 'answered' : answer.because
  })
  assert.deepEqual(await Promise.all(answers), ['silence', 'broken', 'broken'])
})
