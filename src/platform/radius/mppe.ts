// The keys that an acceptance hands to the access point (RFC 2548, 2.4): enciphered hop by hop with the secret of the hop.
import { createHash, randomBytes } from 'node:crypto'
import { TYPE, vendorAttributes, type Attribute, type Packet } from './packet.ts'

const MICROSOFT = 311
const SEND_KEY = 16
const RECEIVE_KEY = 17

export type HopKeys = { readonly receive: Buffer; readonly send: Buffer }

/** The keys in an answer to the question with this authenticator; undefined where they are missing or of another secret. */
export function hopKeysIn(packet: Packet, asked: Buffer, secret: string): HopKeys | undefined {
  const of = (wanted: number): Buffer | undefined => {
    const found = vendorAttributes(packet).find(
      ({ vendor, type }) => vendor === MICROSOFT && type === wanted,
    )?.value
    return found === undefined ? undefined : deciphered(found, asked, secret)
  }
  const [receive, send] = [of(RECEIVE_KEY), of(SEND_KEY)]
  return receive === undefined || send === undefined ? undefined : { receive, send }
}

/** The same keys as attributes for another hop. */
export function hopKeyAttributes(
  { receive, send }: HopKeys,
  asked: Buffer,
  secret: string,
): readonly Attribute[] {
  return (
    [
      [RECEIVE_KEY, receive],
      [SEND_KEY, send],
    ] as const
  ).map(([type, key]) => {
    const value = enciphered(key, asked, secret)
    const head = Buffer.alloc(6)
    head.writeUInt32BE(MICROSOFT)
    head.set([type, value.length + 2], 4)
    return { type: TYPE.vendor, value: Buffer.concat([head, value]) }
  })
}

/** Whether an attribute is one of these keys. */
export const isHopKey = ({ type, value }: Attribute): boolean =>
  type === TYPE.vendor &&
  value.length > 5 &&
  value.readUInt32BE(0) === MICROSOFT &&
  (value[4] === SEND_KEY || value[4] === RECEIVE_KEY)

const BLOCK = 16

function deciphered(value: Buffer, asked: Buffer, secret: string): Buffer | undefined {
  const text = value.subarray(2)
  if (text.length === 0 || text.length % BLOCK !== 0) return undefined
  let before = Buffer.concat([asked, value.subarray(0, 2)])
  const plain = Buffer.concat(
    blocksOf(text).map((block) => {
      const open = xored(block, pad(secret, before))
      before = block
      return open
    }),
  )
  const length = plain[0]!
  return length > 0 && length < plain.length ? plain.subarray(1, 1 + length) : undefined
}

function enciphered(key: Buffer, asked: Buffer, secret: string): Buffer {
  const salt = randomBytes(2)
  salt[0]! |= 0x80
  const plain = Buffer.alloc(Math.ceil((key.length + 1) / BLOCK) * BLOCK)
  plain[0] = key.length
  plain.set(key, 1)
  let before = Buffer.concat([asked, salt])
  const blocks = blocksOf(plain).map((block) => {
    before = xored(block, pad(secret, before))
    return before
  })
  return Buffer.concat([salt, ...blocks])
}

const pad = (secret: string, before: Buffer): Buffer =>
  createHash('md5').update(secret).update(before).digest()

const xored = (one: Buffer, other: Buffer): Buffer<ArrayBuffer> =>
  Buffer.from(one.map((byte, at) => byte ^ other[at]!))

const blocksOf = (bytes: Buffer): readonly Buffer<ArrayBuffer>[] =>
  Array.from({ length: bytes.length / BLOCK }, (_, at) =>
    Buffer.from(bytes.subarray(at * BLOCK, (at + 1) * BLOCK)),
  )
