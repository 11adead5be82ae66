// What a server shows over TLS, whoever it is: read under both versions, also where it wants a certificate of us at once, and
// told from one that shows nothing.
import assert from 'node:assert/strict'
import { createServer as createTcp, type Server, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { createServer, type TlsOptions } from 'node:tls'
import { testAuthority } from '#test/support/certificates.ts'
import { readHandshake, type Handshake } from './handshake.ts'

const ADDRESS = '127.71.3.1'
const OURS = '127.71.3.9'
const authority = testAuthority('RadSec authority of tests')
const below = authority.below('Between')

async function reading(t: TestContext, server: Server, timeoutMs = 5000): Promise<Handshake> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => open.add(socket))
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((done) => server.listen(0, ADDRESS, done))
  t.after(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const at = server.address()
  const port = at !== null && typeof at === 'object' ? at.port : 0
  return readHandshake({ address: ADDRESS, port, from: OURS, servername: 'a.example' }, { timeoutMs })
}

const overTls = (options: TlsOptions): Server => {
  const { certificate, key } = below.issue({ names: ['a.example'], bits: 1024, digest: 'sha1', days: 1 })
  return createServer({ cert: certificate + below.pem, key, ciphers: 'DEFAULT@SECLEVEL=0', ...options })
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
  test(`a certificate is read over ${version}, however weak, and whatever is wanted of us`, async (t) => {
    const only = { minVersion: version, maxVersion: version }
    const wanting = { requestCert: true, rejectUnauthorized: true, ca: [authority.pem] }
    for (const options of [only, { ...only, ...wanting }]) {
      const seen = await reading(t, overTls(options))
      assert.deepEqual([seen.outcome, seen.tlsVersion], ['read', version])
      const { certificate } = below.issue({ names: ['a.example'], bits: 1024, digest: 'sha1', days: 1 })
      assert.deepEqual(seen.chain, [certificate, below.pem])
    }
  })

test('what shows no certificate is told apart: closed, silent, not TLS, not there', async (t) => {
  const ends = async (on: (socket: Socket) => void, timeoutMs?: number): Promise<string> =>
    (await reading(t, createTcp(on), timeoutMs)).outcome
  assert.equal(await ends((socket) => socket.destroy()), 'closed')
  assert.equal(await ends(() => undefined, 50), 'silence')
  assert.equal(
    await ends((socket) => void socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    'broken',
  )
  const nobody = { address: ADDRESS, port: 9, from: OURS }
  assert.equal((await readHandshake(nobody, { timeoutMs: 1000 })).outcome, 'refused')
  const six = { ...nobody, address: '::1' }
  assert.equal((await readHandshake(six, { timeoutMs: 1000 })).outcome, 'unreachable')
})
