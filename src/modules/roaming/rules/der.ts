// A small reader of DER (X.690), enough for certificates. What it reads came from a stranger: every length is held against
// the bytes that are there, nothing recurses, and what it does not understand it refuses.
import { refuse } from '#platform/errors/index.ts'

export type Element = {
  /** The identifier as it stands: class, constructed, number. */
  readonly tag: number
  readonly content: Uint8Array
  /** With its tag and length: what is compared or hashed. */
  readonly whole: Uint8Array
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalTime: 0x18,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** The tag of `[number]`, constructed or not. */
export const inContext = (number: number, constructed = true): number => (constructed ? 0xa0 : 0x80) | number

export const unreadable = (): never =>
  refuse('invalid', 'roaming.certificate.unreadable', 'This is not a certificate that can be read.')

/** The element that begins at a place; refuses one that does not end within the bytes. */
export function elementAt(bytes: Uint8Array, at = 0): Element {
  const tag = bytes[at]
  const first = bytes[at + 1]
  // Numbers above 30 stand in further bytes; certificates have none.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return unreadable()
  let from = at + 2
  let length = first
  if (first >= 0x80) {
    const bytesOfLength = first & 0x7f
    // 0x80 would be "until it ends", which DER does not have; more than three bytes would be 16 MB.
    if (bytesOfLength === 0 || bytesOfLength > 3) return unreadable()
    length = 0
    for (let read = 0; read < bytesOfLength; read += 1) length = length * 256 + (bytes[from + read] ?? NaN)
    from += bytesOfLength
  }
  const end = from + length
  // A length that was cut off is not a number, and compares as too long.
  if (!(end <= bytes.length)) return unreadable()
  return { tag, content: bytes.subarray(from, end), whole: bytes.subarray(at, end) }
}

/** One element and nothing behind it. */
export function onlyElement(bytes: Uint8Array, tag?: number): Element {
  const element = elementAt(bytes)
  if (element.whole.length !== bytes.length || (tag !== undefined && element.tag !== tag)) return unreadable()
  return element
}

/** What stands inside an element, one after the other. */
export function childrenOf(element: Element): Element[] {
  const children: Element[] = []
  for (let at = 0; at < element.content.length;) {
    const child = elementAt(element.content, at)
    children.push(child)
    at += child.whole.length
  }
  return children
}

/** The children of a sequence or set of that tag; refuses anything else. */
export function partsOf(element: Element | undefined, tag: number = TAG.sequence): Element[] {
  return element?.tag === tag ? childrenOf(element) : unreadable()
}

/** An object identifier in dots: 2.5.29.17. */
export function oidOf(element: Element | undefined): string {
  if (element?.tag !== TAG.oid || element.content.length === 0 || element.content.length > 64)
    return unreadable()
  const arcs: number[] = []
  let arc = 0
  for (const byte of element.content) {
    arc = arc * 128 + (byte & 0x7f)
    if (arc > Number.MAX_SAFE_INTEGER / 256) return unreadable()
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first = 0, ...rest] = arcs
  const root = Math.min(2, Math.floor(first / 40))
  // The last byte says that another follows: the number was cut off.
  return (element.content.at(-1) ?? 0) >= 0x80 ? unreadable() : [root, first - root * 40, ...rest].join('.')
}

/** How many bits a positive whole number has. */
export function bitsOf(element: Element | undefined): number {
  if (element?.tag !== TAG.integer) return unreadable()
  const from = element.content.findIndex((byte) => byte !== 0)
  if (from < 0) return 0
  return (element.content.length - from - 1) * 8 + (32 - Math.clz32(element.content[from] ?? 0))
}

/** The bytes of a bit string that fills its bytes, as keys do. */
export function bytesOfBits(element: Element | undefined): Uint8Array {
  if (element?.tag !== TAG.bits || element.content[0] !== 0) return unreadable()
  return element.content.subarray(1)
}

const MOST_TEXT = 300

/** Text of any of the string kinds, without what would break a page or a database: control characters. */
export function textOf(element: Element | undefined): string {
  if (element === undefined) return unreadable()
  const decoder = new TextDecoder(element.tag === TAG.bmp ? 'utf-16be' : 'utf-8')
  return decoder.decode(element.content).replaceAll(/\p{C}/gu, '�').slice(0, MOST_TEXT)
}

/** A moment: two digits of the year before 2050 (UTCTime) or four, always in UTC. */
export function momentOf(element: Element | undefined): Temporal.Instant {
  const text = element === undefined ? '' : textOf(element)
  const [, short, long, month, day, hour, minute, second] =
    /^(?:(\d{2})|(\d{4}))(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text) ?? []
  const isShort = element?.tag === TAG.utcTime
  const year = isShort ? `${Number(short) >= 50 ? '19' : '20'}${short}` : long
  if (year === undefined || Number(year) < 1900 || (!isShort && element?.tag !== TAG.generalTime))
    return unreadable()
  try {
    return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  } catch {
    return unreadable()
  }
}
