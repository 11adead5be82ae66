// RADIUS packets (RFC 2865, 3579): written and read, signed and checked. What breaks a rule of the format is refused in
// a word of its own; nothing that a server sends makes this throw.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Defect } from '../errors/index.ts'

export const CODE = {
  'access-request': 1,
  'access-accept': 2,
  'access-reject': 3,
  'access-challenge': 11,
  'status-server': 12,
} as const
export type Code = keyof typeof CODE

export const TYPE = {
  userName: 1,
  nasIpAddress: 4,
  framedMtu: 12,
  replyMessage: 18,
  state: 24,
  vendor: 26,
  calledStation: 30,
  callingStation: 31,
  nasIdentifier: 32,
  proxyState: 33,
  nasPortType: 61,
  connectInfo: 77,
  eapMessage: 79,
  messageAuthenticator: 80,
  chargeableUser: 89,
  operatorName: 126,
} as const

/** An attribute as it stands in the packet; the value of an EAP-Message may be longer here, and is split on the way. */
export type Attribute = { readonly type: number; readonly value: Buffer }

export type Packet = {
  readonly code: Code
  readonly id: number
  readonly authenticator: Buffer
  readonly attributes: readonly Attribute[]
}

/** Why bytes are no packet, or no answer to what was asked. */
export type Fault = 'malformed' | 'unknown-code' | 'wrong-id' | 'wrong-secret' | 'unsigned'

const MOST_BYTES = 4096
const HEADER = 20
/** The bytes that an attribute holds. */
export const MOST_VALUE = 253
const SIGNATURE = 16
const NAMES = new Map<number, Code>(Object.entries(CODE).map(([name, code]) => [code, name as Code]))

export const text = (type: number, words: string): Attribute => ({ type, value: Buffer.from(words, 'utf8') })

export function number(type: number, value: number): Attribute {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return { type, value: bytes }
}

/** A vendor's own attribute in the usual shape (RFC 2865, 5.26). */
export function vendorNumber(vendor: number, type: number, value: number): Attribute {
  const bytes = Buffer.alloc(10)
  bytes.writeUInt32BE(vendor)
  bytes.set([type, 6], 4)
  bytes.writeUInt32BE(value, 6)
  return { type: TYPE.vendor, value: bytes }
}

export type VendorAttribute = { readonly vendor: number; readonly type: number; readonly value: Buffer }

/** The vendors' attributes of a packet; one that breaks the usual shape is left out. */
export function vendorAttributes(packet: Packet): readonly VendorAttribute[] {
  return packet.attributes
    .filter(({ type, value }) => type === TYPE.vendor && value.length >= 4)
    .flatMap(({ value }) => {
      const found = attributesIn(value.subarray(4))
      const vendor = value.readUInt32BE(0)
      return found?.map((one) => ({ vendor, ...one })) ?? []
    })
}

/** The first value of a type, as text; undefined where the packet has none. */
export const textOf = (packet: Packet, type: number): string | undefined =>
  packet.attributes.find((one) => one.type === type)?.value.toString('utf8')

/** The EAP packet that an answer carries, put together again from its pieces (RFC 3579, 3.1). */
export function eapOf(packet: Packet): Buffer | undefined {
  const pieces = packet.attributes.filter(({ type }) => type === TYPE.eapMessage)
  return pieces.length === 0 ? undefined : Buffer.concat(pieces.map(({ value }) => value))
}

type Request = {
  readonly code: Code
  readonly id: number
  readonly attributes: readonly Attribute[]
  readonly secret: string
  readonly authenticator?: Buffer
}

/** A request, signed with a Message-Authenticator that stands first, where a forger cannot put anything before it. */
export function writeRequest({ code, id, attributes, secret, authenticator }: Request): Buffer {
  const bytes = laidOut(code, id, authenticator ?? randomBytes(16), signedBefore(attributes))
  sign(bytes, secret)
  return bytes
}

type Reply = {
  readonly code: Code
  readonly to: Pick<Packet, 'id' | 'authenticator'>
  readonly attributes: readonly Attribute[]
  readonly secret: string
  /** False leaves the Message-Authenticator out, as old servers do for Status-Server. */
  readonly signed?: boolean
}

/** An answer to a request. */
export function writeReply({ code, to, attributes, secret, signed = true }: Reply): Buffer {
  const bytes = laidOut(code, to.id, to.authenticator, signed ? signedBefore(attributes) : attributes)
  if (signed) sign(bytes, secret)
  bytes.set(responseAuthenticator(bytes, to.authenticator, secret), 4)
  return bytes
}

const signedBefore = (attributes: readonly Attribute[]): readonly Attribute[] => [
  { type: TYPE.messageAuthenticator, value: Buffer.alloc(SIGNATURE) },
  ...attributes,
]

function laidOut(code: Code, id: number, authenticator: Buffer, attributes: readonly Attribute[]): Buffer {
  const parts = attributes.flatMap(pieces).map(({ type, value }) => {
    if (value.length > MOST_VALUE)
      throw new Defect(`A RADIUS attribute of type ${type} is longer than ${MOST_VALUE} bytes.`)
    return Buffer.concat([Buffer.of(type, value.length + 2), value])
  })
  const header = Buffer.alloc(HEADER)
  const bytes = Buffer.concat([header, ...parts])
  if (bytes.length > MOST_BYTES) throw new Defect(`A RADIUS packet is longer than ${MOST_BYTES} bytes.`)
  bytes.set([CODE[code], id])
  bytes.writeUInt16BE(bytes.length, 2)
  bytes.set(authenticator, 4)
  return bytes
}

function pieces({ type, value }: Attribute): readonly Attribute[] {
  if (type !== TYPE.eapMessage || value.length <= MOST_VALUE) return [{ type, value }]
  return Array.from({ length: Math.ceil(value.length / MOST_VALUE) }, (_, at) => ({
    type,
    value: value.subarray(at * MOST_VALUE, (at + 1) * MOST_VALUE),
  }))
}

// The signature is that of the packet with zeros in its place, and in an answer with the question's authenticator.
function sign(bytes: Buffer, secret: string): void {
  bytes.set(hmac(bytes, secret), HEADER + 2)
}

const hmac = (bytes: Buffer, secret: string): Buffer => createHmac('md5', secret).update(bytes).digest()

function responseAuthenticator(bytes: Buffer, asked: Buffer, secret: string): Buffer {
  return createHash('md5')
    .update(bytes.subarray(0, 4))
    .update(asked)
    .update(bytes.subarray(HEADER))
    .update(secret)
    .digest()
}

/** Reads bytes as a packet; what stands behind its stated length is padding and is left out (RFC 2865, 3). */
export function readPacket(bytes: Buffer): Packet | Fault {
  if (bytes.length < HEADER) return 'malformed'
  const length = bytes.readUInt16BE(2)
  if (length < HEADER || length > MOST_BYTES || length > bytes.length) return 'malformed'
  const code = NAMES.get(bytes[0]!)
  if (code === undefined) return 'unknown-code'
  const attributes = attributesIn(bytes.subarray(HEADER, length))
  if (attributes === undefined) return 'malformed'
  if (attributes.some(({ type, value }) => type === TYPE.messageAuthenticator && value.length !== SIGNATURE))
    return 'malformed'
  return { code, id: bytes[1]!, authenticator: bytes.subarray(4, HEADER), attributes }
}

function attributesIn(bytes: Buffer): readonly Attribute[] | undefined {
  const found: Attribute[] = []
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at + 1]
    if (length === undefined || length < 2 || at + length > bytes.length) return undefined
    found.push({ type: bytes[at]!, value: bytes.subarray(at + 2, at + length) })
    at += length
  }
  return found
}

/** A request as a server takes it: with a Message-Authenticator that is right for the secret. */
export function readRequest(bytes: Buffer, secret: string): Packet | Fault {
  const packet = readPacket(bytes)
  if (typeof packet === 'string') return packet
  if (!hasSignature(packet)) return 'unsigned'
  return isSigned(bytes, packet.authenticator, secret) ? packet : 'wrong-secret'
}

type Asked = Pick<Packet, 'code' | 'id' | 'authenticator'>

/**
 * An answer to what was asked: its id, its authenticator and its signature are right. One that carries EAP must be
 * signed (RFC 3579, 3.2), and so must every answer to a login: without it a reject can be forged into an accept (CVE-2024-3596).
 */
export function readReply(bytes: Buffer, asked: Asked, secret: string): Packet | Fault {
  const packet = readPacket(bytes)
  if (typeof packet === 'string') return packet
  if (packet.id !== asked.id) return 'wrong-id'
  if (packet.code === 'access-request' || packet.code === 'status-server') return 'unknown-code'
  const whole = bytes.subarray(0, bytes.readUInt16BE(2))
  const right = responseAuthenticator(whole, asked.authenticator, secret)
  if (!timingSafeEqual(right, packet.authenticator)) return 'wrong-secret'
  if (!hasSignature(packet)) return asked.code === 'access-request' ? 'unsigned' : packet
  return isSigned(whole, asked.authenticator, secret) ? packet : 'wrong-secret'
}

const hasSignature = ({ attributes }: Packet): boolean =>
  attributes.some(({ type }) => type === TYPE.messageAuthenticator)

// A second signature would be one that was not looked at.
function isSigned(bytes: Buffer, authenticator: Buffer, secret: string): boolean {
  const plain = Buffer.from(bytes.subarray(0, bytes.readUInt16BE(2)))
  plain.set(authenticator, 4)
  const found: Buffer[] = []
  for (let at = HEADER; at < plain.length; at += plain[at + 1]!) {
    if (plain[at] !== TYPE.messageAuthenticator) continue
    found.push(Buffer.from(plain.subarray(at + 2, at + 2 + SIGNATURE)))
    plain.fill(0, at + 2, at + 2 + SIGNATURE)
  }
  const [signature] = found
  return found.length === 1 && timingSafeEqual(hmac(plain, secret), signature!)
}
