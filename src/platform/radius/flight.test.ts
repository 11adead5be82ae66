import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testAuthority } from '#test/support/certificates.ts'
import { EAP, piecesOf, readEap, readPiece, writeEap } from './eap.ts'
import { isWholeFlight, seenIn } from './flight.ts'
import { hopKeyAttributes, hopKeysIn } from './mppe.ts'
import { openTunnel } from './tunnel.ts'

const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((some) => Buffer.from(some))

test('no bytes whatever make the readers of EAP and TLS throw', () => {
  fc.assert(
    fc.property(bytes(400), (some) => {
      readEap(some)
      readPiece(some)
      isWholeFlight(some)
      assert.deepEqual(seenIn(some).chain, [])
    }),
  )
})

test('EAP is read as it was written, and refused when its length lies', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 1, max: 255 }),
      bytes(300),
      (id, type, content) => {
        const written = writeEap({ code: 'response', id, type, content })
        assert.deepEqual(readEap(written), { code: 'response', id, type, content })
        assert.equal(readEap(written.subarray(0, -1)), undefined)
        assert.deepEqual(readEap(Buffer.concat([written, Buffer.of(0)]))?.content, content)
      },
    ),
  )
  assert.equal(readEap(writeEap({ code: 'success', id: 4, type: EAP.ttls, content: Buffer.of(1) }))?.type, 0)
})

test('a flight goes in pieces of a thousand bytes, the first of several telling the whole length', () => {
  fc.assert(
    fc.property(bytes(3500), (flight) => {
      const pieces = piecesOf(flight).map((piece) => readPiece(piece)!)
      assert.deepEqual(Buffer.concat(pieces.map((piece) => piece.bytes)), flight)
      assert.ok(pieces.every((piece) => piece.bytes.length <= 1000 && !piece.starts))
      assert.deepEqual(
        pieces.map(({ more }) => more),
        pieces.map((_, at) => at < pieces.length - 1),
      )
      assert.equal(pieces[0]?.whole, flight.length > 1000 ? flight.length : undefined)
    }),
  )
  assert.equal(readPiece(Buffer.of(0x80, 0, 0)), undefined, 'a length that is cut')
})

test('the first flight of a device is whole when its last byte is there, and not before', async () => {
  const tunnel = openTunnel([])
  const step = await tunnel.next()
  tunnel.close()
  assert.ok(step.kind === 'flight')
  for (let cut = 0; cut < step.bytes.length; cut += 1)
    assert.equal(isWholeFlight(step.bytes.subarray(0, cut)), false)
  assert.deepEqual(seenIn(step.bytes), { tlsVersion: null, chain: [], alert: null })
})

const record = (type: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.of(type, 3, 3, content.length >> 8, content.length & 0xff), content])
const message = (type: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.of(type, 0, content.length >> 8, content.length & 0xff), content])
const counted = (content: Buffer): Buffer =>
  Buffer.concat([Buffer.of(0, content.length >> 8, content.length & 0xff), content])

test('certificates are read over the borders of records, and an old version and an alert are seen', () => {
  const pem = testAuthority().pem
  const der = Buffer.from(pem.replaceAll(/-----[A-Z ]+-----|\n/g, ''), 'base64')
  const hello = message(2, Buffer.of(3, 1, ...Buffer.alloc(36)))
  const flight = Buffer.concat([hello, message(11, counted(counted(der))), message(14, Buffer.alloc(0))])
  const records = Buffer.concat([record(22, flight.subarray(0, 300)), record(22, flight.subarray(300))])
  assert.equal(isWholeFlight(records), true)
  assert.equal(isWholeFlight(record(22, flight.subarray(0, 300))), false)
  assert.deepEqual(seenIn(records), { tlsVersion: 'TLSv1', chain: [pem], alert: null })
  assert.equal(seenIn(record(21, Buffer.of(2, 70))).alert, 70)
  assert.equal(isWholeFlight(record(21, Buffer.of(2, 70))), false)
  assert.deepEqual(
    seenIn(record(22, message(11, counted(counted(Buffer.alloc(40)))))).chain,
    [],
    'no certificate',
  )
})

test('keys for the access point are read with the secret of the hop, and with no other', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 48 }),
      fc.string({ minLength: 1 }),
      (key, secret) => {
        const asked = Buffer.alloc(16, 5)
        const keys = { receive: Buffer.from(key), send: Buffer.alloc(32, 9) }
        const attributes = hopKeyAttributes(keys, asked, secret)
        const packet = { code: 'access-accept', id: 1, authenticator: asked, attributes } as const
        assert.deepEqual(hopKeysIn(packet, asked, secret), keys)
        assert.notDeepEqual(hopKeysIn(packet, asked, `${secret}x`), keys)
      },
    ),
    { numRuns: 50 },
  )
})
