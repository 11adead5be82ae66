// TLS 1.2 as it stands on the wire (RFC 5246): enough to tell when one side has said all it has to say for now, and to
// read the certificates that a server sends before anything is secret.
import { X509Certificate } from 'node:crypto'

const CHANGE = 20
const ALERT = 21
const HANDSHAKE = 22
const APPLICATION = 23

const CLIENT_HELLO = 1
const SERVER_HELLO = 2
const CERTIFICATE = 11
const SERVER_HELLO_DONE = 14

type TlsRecord = { readonly type: number; readonly content: Buffer }
type Message = { readonly type: number; readonly content: Buffer }

/** The whole records of a stream, and how many bytes of another follow. */
function recordsIn(bytes: Buffer): { records: readonly TlsRecord[]; rest: number } {
  const records: TlsRecord[] = []
  let at = 0
  while (at + 5 <= bytes.length) {
    const end = at + 5 + bytes.readUInt16BE(at + 3)
    if (end > bytes.length) break
    records.push({ type: bytes[at]!, content: bytes.subarray(at + 5, end) })
    at = end
  }
  return { records, rest: bytes.length - at }
}

// What follows the change of cipher is enciphered and no message to be read.
function messagesIn(records: readonly TlsRecord[]): readonly Message[] {
  const change = records.findIndex(({ type }) => type === CHANGE)
  const plain = Buffer.concat(
    records
      .slice(0, change < 0 ? records.length : change)
      .filter(({ type }) => type === HANDSHAKE)
      .map(({ content }) => content),
  )
  const messages: Message[] = []
  for (let at = 0; at + 4 <= plain.length;) {
    const end = at + 4 + plain.readUIntBE(at + 1, 3)
    if (end > plain.length) break
    messages.push({ type: plain[at]!, content: plain.subarray(at + 4, end) })
    at = end
  }
  return messages
}

/** Whether one side has said all it has to say before it waits for the other. */
export function isWholeFlight(bytes: Buffer): boolean {
  const { records, rest } = recordsIn(bytes)
  const last = records.at(-1)
  if (rest > 0 || last === undefined) return false
  if (last.type === APPLICATION) return true
  const change = records.findIndex(({ type }) => type === CHANGE)
  if (change >= 0) return change < records.length - 1
  const message = messagesIn(records).at(-1)?.type
  return message === CLIENT_HELLO || message === SERVER_HELLO_DONE
}

export type Seen = {
  readonly tlsVersion: string | null
  /** As PEM, in the order in which the server sent them. */
  readonly chain: readonly string[]
  /** The number of the alert with which it broke off (RFC 5246, 7.2). */
  readonly alert: number | null
}

/** What a server's flight shows of itself. */
export function seenIn(bytes: Buffer): Seen {
  const { records } = recordsIn(bytes)
  const messages = messagesIn(records)
  const of = (type: number): Buffer | undefined => messages.find((one) => one.type === type)?.content
  const hello = of(SERVER_HELLO)
  const isSecret = records.some(({ type }) => type === CHANGE)
  const alert = isSecret ? undefined : records.find(({ type }) => type === ALERT)
  return {
    tlsVersion: hello === undefined || hello.length < 2 ? null : versionOf(hello.readUInt16BE(0)),
    chain: certificatesIn(of(CERTIFICATE)),
    alert: alert?.content[1] ?? null,
  }
}

const versionOf = (number: number): string | null =>
  ({ 0x0301: 'TLSv1', 0x0302: 'TLSv1.1', 0x0303: 'TLSv1.2' })[number] ?? null

function certificatesIn(message: Buffer | undefined): readonly string[] {
  const found: string[] = []
  if (message === undefined || message.length < 3) return found
  for (let at = 3; at + 3 <= message.length;) {
    const end = at + 3 + message.readUIntBE(at, 3)
    if (end > message.length) break
    const pem = pemOf(message.subarray(at + 3, end))
    if (pem === undefined) break
    found.push(pem)
    at = end
  }
  return found
}

function pemOf(der: Buffer): string | undefined {
  try {
    return new X509Certificate(der).toString()
  } catch {
    return undefined
  }
}
