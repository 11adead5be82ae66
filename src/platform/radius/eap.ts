// EAP (RFC 3748), as much of it as a device needs to begin a TLS method, and the pieces in which such a method carries
// TLS (RFC 5216, 5281): a byte of flags, the whole length in the first of several pieces, an empty piece as receipt.
const CODES = { request: 1, response: 2, success: 3, failure: 4 } as const
type EapCode = keyof typeof CODES

export const EAP = { identity: 1, notification: 2, nak: 3, tls: 13, ttls: 21, peap: 25 } as const

export type Eap = {
  readonly code: EapCode
  readonly id: number
  /** Requests and responses only. */
  readonly type: number
  readonly content: Buffer
}

export function readEap(bytes: Buffer | undefined): Eap | undefined {
  if (bytes === undefined || bytes.length < 4) return undefined
  const length = bytes.readUInt16BE(2)
  const code = (Object.keys(CODES) as EapCode[]).find((one) => CODES[one] === bytes[0])
  if (code === undefined || length < 4 || length > bytes.length) return undefined
  const id = bytes[1]!
  if (code === 'success' || code === 'failure') return { code, id, type: 0, content: Buffer.alloc(0) }
  if (length < 5) return undefined
  return { code, id, type: bytes[4]!, content: bytes.subarray(5, length) }
}

export function writeEap({ code, id, type, content }: Eap): Buffer {
  const carries = code === 'request' || code === 'response'
  const length = carries ? 5 + content.length : 4
  const head = Buffer.of(CODES[code], id, length >> 8, length & 0xff)
  return carries ? Buffer.concat([head, Buffer.of(type), content]) : head
}

export type Piece = {
  readonly starts: boolean
  readonly more: boolean
  /** The length of the whole, where this piece tells it. */
  readonly whole: number | undefined
  readonly bytes: Buffer
}

const WITH_LENGTH = 0x80
const MORE = 0x40
const START = 0x20

export function readPiece(content: Buffer): Piece | undefined {
  const flags = content[0]
  if (flags === undefined) return undefined
  const hasLength = (flags & WITH_LENGTH) !== 0
  if (hasLength && content.length < 5) return undefined
  return {
    starts: (flags & START) !== 0,
    more: (flags & MORE) !== 0,
    whole: hasLength ? content.readUInt32BE(1) : undefined,
    bytes: content.subarray(hasLength ? 5 : 1),
  }
}

/** The content of the first piece of a TLS method: nothing but the flag that it starts. */
export const START_PIECE = Buffer.of(START)
/** The receipt for a piece that more will follow. */
export const RECEIPT = Buffer.of(0)

/** Small enough that a packet of RADIUS around it passes any link whole. */
const MOST_PIECE = 1000

/** What TLS wants sent, as the contents of one or several EAP packets. */
export function piecesOf(flight: Buffer): readonly Buffer[] {
  if (flight.length <= MOST_PIECE) return [Buffer.concat([Buffer.of(0), flight])]
  const count = Math.ceil(flight.length / MOST_PIECE)
  return Array.from({ length: count }, (_, at) => {
    const bytes = flight.subarray(at * MOST_PIECE, (at + 1) * MOST_PIECE)
    const flags = (at === 0 ? WITH_LENGTH : 0) | (at === count - 1 ? 0 : MORE)
    const head = Buffer.alloc(at === 0 ? 5 : 1)
    head[0] = flags
    if (at === 0) head.writeUInt32BE(flight.length, 1)
    return Buffer.concat([head, bytes])
  })
}
