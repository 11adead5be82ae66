import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Defect } from '#platform/errors/index.ts'
import {
  CODE,
  eapOf,
  readPacket,
  readReply,
  readRequest,
  text,
  textOf,
  TYPE,
  vendorAttributes,
  vendorNumber,
  writeReply,
  writeRequest,
  type Packet,
} from './packet.ts'

const SECRET = 'xyzzy5461'
const hex = (words: string): Buffer => Buffer.from(words.replaceAll(/\s/g, ''), 'hex')

const asked = (authenticator = Buffer.alloc(16, 7)): Packet => ({
  code: 'access-request',
  id: 9,
  authenticator,
  attributes: [],
})

function read(bytes: Buffer): Packet {
  const packet = readPacket(bytes)
  assert.notEqual(typeof packet, 'string', String(packet))
  return packet as Packet
}

test('the login of RFC 2865 (7.1) is read, and its acceptance is known by the authenticator of the standard', () => {
  const request = read(
    hex(`01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d
      93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03`),
  )
  assert.equal(textOf(request, TYPE.userName), 'nemo')
  const answer =
    hex(`02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00
    00 00 0e 06 c0 a8 01 03`)
  // It comes without a signature of its own, as answers did in the year 2000; so to a login it is not taken.
  assert.equal(readReply(answer, request, SECRET), 'unsigned')
  const taken = readReply(answer, { ...request, code: 'status-server' }, SECRET)
  assert.equal(typeof taken === 'string' ? taken : taken.code, 'access-accept')
  assert.equal(readReply(answer, request, 'another'), 'wrong-secret')
})

test('the Status-Server of RFC 5997 (6) is written and answered byte for byte', () => {
  const authenticator = hex('8a 54 f4 68 6f b3 94 c5 28 66 e3 02 18 5d 06 23')
  const request = writeRequest({
    code: 'status-server',
    id: 218,
    attributes: [],
    secret: SECRET,
    authenticator,
  })
  assert.equal(
    request.toString('hex'),
    hex(`0c da 00 26 8a 54 f4 68 6f b3 94 c5 28 66 e3 02 18 5d 06 23 50 12 5a 66 5e 2e 1e 84 11 f3 e2 43 82 20
      97 c8 4f a3`).toString('hex'),
  )
  const reply = writeReply({
    code: 'access-accept',
    to: { id: 218, authenticator },
    attributes: [],
    secret: SECRET,
    signed: false,
  })
  assert.equal(
    reply.toString('hex'),
    hex('02 da 00 14 ef 0d 55 2a 4b f2 d6 93 ec 2b 6f e8 b5 41 1d 66').toString('hex'),
  )
})

test('what is written is read back, long EAP in pieces put together again', () => {
  const attributes = fc.array(
    fc.record({
      type: fc.integer({ min: 1, max: 255 }).filter((type) => type !== TYPE.messageAuthenticator),
      value: fc.uint8Array({ maxLength: 253 }).map((bytes) => Buffer.from(bytes)),
    }),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(attributes, fc.integer({ min: 0, max: 255 }), fc.string(), (wanted, id, secret) => {
      const bytes = writeRequest({ code: 'access-request', id, attributes: wanted, secret })
      const packet = readRequest(bytes, secret)
      if (typeof packet === 'string') return assert.fail(packet)
      assert.equal(packet.id, id)
      assert.deepEqual(
        packet.attributes.slice(1).map(({ type, value }) => [type, value.toString('hex')]),
        wanted.map(({ type, value }) => [type, value.toString('hex')]),
      )
      assert.equal(readRequest(bytes, `${secret}x`), 'wrong-secret')
    }),
  )
  const eap = Buffer.from(Array.from({ length: 1100 }, (_, at) => at % 251))
  const long = writeRequest({
    code: 'access-request',
    id: 1,
    attributes: [{ type: TYPE.eapMessage, value: eap }],
    secret: SECRET,
  })
  const packet = read(long)
  assert.equal(packet.attributes.length, 6)
  assert.deepEqual(eapOf(packet), eap)
})

test('no bytes whatever make it throw, and a packet cut or changed anywhere is not taken', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readPacket(Buffer.from(bytes))))
  const to = asked()
  const reply = writeReply({
    code: 'access-challenge',
    to,
    attributes: [text(TYPE.state, 'abc'), { type: TYPE.eapMessage, value: Buffer.from('0101000501', 'hex') }],
    secret: SECRET,
  })
  assert.equal(typeof readReply(reply, to, SECRET), 'object')
  for (let cut = 0; cut < reply.length; cut += 1)
    assert.equal(readReply(reply.subarray(0, cut), to, SECRET), 'malformed')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: reply.length * 8 - 1 }), (bit) => {
      const changed = Buffer.from(reply)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      assert.equal(typeof readReply(changed, to, SECRET), 'string')
    }),
  )
})

test('lengths that lie are refused: shorter than a header, longer than 4,096 bytes, attributes past the end', () => {
  const good = writeRequest({ code: 'access-request', id: 1, attributes: [text(1, 'a')], secret: SECRET })
  const withByte = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(good)
    bytes[at] = value
    return bytes
  }
  assert.equal(readPacket(withByte(3, 19)), 'malformed')
  assert.equal(readPacket(withByte(2, 0xff)), 'malformed')
  assert.equal(readPacket(withByte(21, 1)), 'malformed', 'an attribute shorter than its own header')
  assert.equal(readPacket(withByte(21, 250)), 'malformed', 'an attribute past the end')
  assert.equal(readPacket(withByte(0, 4)), 'unknown-code', 'accounting is nothing that is asked here')
  const huge = Buffer.alloc(5000)
  huge[0] = CODE['access-accept']
  huge.writeUInt16BE(5000, 2)
  assert.equal(readPacket(huge), 'malformed')
  assert.equal(typeof readPacket(Buffer.concat([good, Buffer.alloc(30)])), 'object', 'padding is left out')
})

test('an answer to a login must be signed, by the secret, for this very question, and once', () => {
  const to = asked()
  const reply = (more: Partial<Parameters<typeof writeReply>[0]>): Buffer =>
    writeReply({ code: 'access-accept', to, attributes: [], secret: SECRET, ...more })
  assert.equal(readReply(reply({ signed: false }), to, SECRET), 'unsigned')
  assert.equal(readReply(reply({ secret: 'other' }), to, SECRET), 'wrong-secret')
  assert.equal(readReply(reply({}), { ...to, id: 10 }, SECRET), 'wrong-id')
  assert.equal(readReply(reply({}), asked(Buffer.alloc(16, 8)), SECRET), 'wrong-secret')
  assert.equal(readReply(reply({ code: 'access-request' }), to, SECRET), 'unknown-code')
  const second = { type: TYPE.messageAuthenticator, value: Buffer.alloc(16) }
  assert.equal(readReply(reply({ attributes: [second] }), to, SECRET), 'wrong-secret')
  // The authenticator of the whole is right, the signature is not: what a forger of MD5 collisions would send.
  const forged = writeReply({
    code: 'access-accept',
    to,
    attributes: [{ type: TYPE.messageAuthenticator, value: Buffer.alloc(16, 1) }],
    secret: SECRET,
    signed: false,
  })
  assert.equal(readReply(forged, to, SECRET), 'wrong-secret')
})

test('an attribute that cannot be written is our mistake', () => {
  assert.throws(
    () =>
      writeRequest({ code: 'access-request', id: 1, attributes: [text(1, 'a'.repeat(254))], secret: SECRET }),
    Defect,
  )
  const many = Array.from({ length: 20 }, () => text(TYPE.proxyState, 'a'.repeat(253)))
  assert.throws(
    () => writeRequest({ code: 'access-request', id: 1, attributes: many, secret: SECRET }),
    Defect,
  )
})

test('vendors’ attributes are read; one of another shape is left out', () => {
  const packet: Packet = {
    ...asked(),
    attributes: [
      vendorNumber(11344, 128, 77),
      { type: TYPE.vendor, value: hex('00 00 00 09 01 ff 00') },
      { type: TYPE.vendor, value: hex('00 00') },
    ],
  }
  assert.deepEqual(vendorAttributes(packet), [{ vendor: 11344, type: 128, value: hex('00 00 00 4d') }])
})
