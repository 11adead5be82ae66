// A stand-in for the server, on loopback and with a secret of the moment, for a program that takes its secret where
// everybody on the machine can read it. What it asks goes on over a line of ours, and on the way we see how far it comes.
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { introduction, type Caller } from './conversation.ts'
import { EAP, readEap, readPiece } from './eap.ts'
import { seenIn, type Seen } from './flight.ts'
import type { Answer, Line } from './line.ts'
import { hopKeyAttributes, hopKeysIn, isHopKey } from './mppe.ts'
import { eapOf, readRequest, TYPE, writeReply, type Packet } from './packet.ts'
import { secretOf } from './target.ts'

export type Passed = {
  /** The last answer that came, or did not. */
  readonly last: Answer | undefined
  /** The server began a TLS method. */
  readonly begun: boolean
  /** The EAP types that the server would have had and the device would not. */
  readonly offered: readonly number[]
  readonly seen: Seen
}

export type Relay = {
  readonly port: number
  readonly secret: string
  passed(): Passed
  close(): void
}

const LOOPBACK = '127.0.0.1'
const TLS_METHODS: readonly number[] = [EAP.tls, EAP.ttls, EAP.peap]
/** A certificate is shown in the first pieces; what follows is enciphered. */
const MOST_LOOKED_AT = 64 * 1024

/** Opens it; `ended` is called when the server has said its last word or fallen silent. */
export async function openRelay(line: Line, caller: Caller, ended: () => void): Promise<Relay> {
  const secret = randomBytes(16).toString('hex')
  const theirs = secretOf(line.target)
  const ends = performance.now() + caller.timeoutMs
  const socket = createSocket('udp4')
  const asked = new Set<string>()
  const looked = { last: undefined as Answer | undefined, begun: false, offered: [] as number[] }
  let pieces: Buffer = Buffer.alloc(0)
  let isOpen = true

  const look = (answer: Answer): void => {
    looked.last = answer
    const eap = answer.came ? readEap(eapOf(answer.packet)) : undefined
    if (eap?.code !== 'request') return
    if (TLS_METHODS.includes(eap.type)) {
      const piece = readPiece(eap.content)
      if (piece?.starts === true) looked.begun = true
      else if (piece !== undefined && pieces.length < MOST_LOOKED_AT)
        pieces = Buffer.concat([pieces, piece.bytes])
    } else if (eap.type !== EAP.identity && eap.type !== EAP.notification) looked.offered.push(eap.type)
  }

  socket.on('message', (bytes, { address, port }) => {
    const request = readRequest(bytes, secret)
    if (typeof request === 'string') return
    // What it sends again is on its way already.
    const name = `${request.id} ${request.authenticator.toString('hex')}`
    if (asked.has(name)) return
    asked.add(name)
    void passOn(request).then((reply) => {
      if (reply !== undefined && isOpen) socket.send(reply, port, address)
    }, ended)
  })

  const passOn = async (request: Packet): Promise<Buffer | undefined> => {
    const withinMs = Math.max(1, ends - performance.now())
    const answer = await line.ask({
      code: 'access-request',
      attributes: [
        ...introduction(caller),
        ...request.attributes.filter(({ type }) => type === TYPE.state || type === TYPE.eapMessage),
      ],
      withinMs,
      tries: Math.ceil(withinMs / 3000),
    })
    look(answer)
    if (!answer.came) {
      ended()
      return undefined
    }
    const { packet, asked: authenticator } = answer
    const keys = hopKeysIn(packet, authenticator, theirs)
    return writeReply({
      code: packet.code,
      to: request,
      attributes: [
        ...packet.attributes.filter((one) => one.type !== TYPE.messageAuthenticator && !isHopKey(one)),
        ...(keys === undefined ? [] : hopKeyAttributes(keys, request.authenticator, secret)),
      ],
      secret,
    })
  }

  await new Promise<void>((done, fail) => {
    socket.once('error', fail)
    socket.bind(0, LOOPBACK, done)
  })
  return {
    port: socket.address().port,
    secret,
    passed: () => ({ ...looked, seen: seenIn(pieces) }),
    close() {
      if (!isOpen) return
      isOpen = false
      socket.close()
    },
  }
}
