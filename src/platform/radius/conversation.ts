// One EAP conversation over RADIUS (RFC 3579): what the device says goes in an Access-Request, what the server says comes
// in an Access-Challenge, and the State of the one goes back with the other.
import { EAP, piecesOf, readEap, readPiece, RECEIPT, writeEap, type Eap } from './eap.ts'
import type { Line } from './line.ts'
import type { Unanswered } from './outcome.ts'
import { eapOf, MOST_VALUE, number, text, TYPE, type Attribute, type Packet } from './packet.ts'

export type Caller = {
  /** The name outside the tunnel. */
  readonly outer: string
  /** For the whole conversation. */
  readonly timeoutMs: number
  readonly callingStation?: string
  readonly calledStation?: string
  readonly operatorName?: string
}

export type Ended =
  | { readonly kind: 'accepted' | 'rejected'; readonly packet: Packet; readonly asked: Buffer }
  | { readonly kind: 'unanswered'; readonly because: Unanswered; readonly words: string }

export type Turn = { readonly kind: 'request'; readonly eap: Eap } | Ended
export type Begun = { readonly kind: 'begun'; readonly method: number; readonly id: number } | Ended
export type Heard = { readonly kind: 'flight'; readonly bytes: Buffer; readonly id: number } | Ended

export type Conversation = {
  /** Says who calls and agrees on one of the methods, the dearest first; `offered` is what the server would have had. */
  begin(methods: readonly number[]): Promise<Begun & { readonly offered: readonly number[] }>
  /** Sends a flight of TLS in pieces and hears the server's, whole. */
  exchange(method: number, id: number, flight: Buffer): Promise<Heard>
  /** Says that a flight arrived, where there is nothing to answer. */
  acknowledge(method: number, id: number): Promise<Heard>
  leftMs(): number
}

const WIRELESS = 19
const MTU = 1400
/** A locally administered address that no device has. */
const PROBE_STATION = '02-00-00-00-00-01'
const AGAIN_EVERY_MS = 3000
/** No honest conversation takes so many, or shows so much. */
const MOST_TURNS = 80
const MOST_FLIGHT = 64 * 1024

export function openConversation(line: Line, caller: Caller): Conversation {
  const ends = performance.now() + caller.timeoutMs
  const leftMs = (): number => Math.max(1, ends - performance.now())
  let state: Attribute | undefined
  let turns = 0

  const say = async (eap: Eap): Promise<Turn> => {
    if (!fits(caller)) return broken(TOO_LONG)
    turns += 1
    if (turns > MOST_TURNS) return broken('The conversation went in circles and was ended.')
    const withinMs = leftMs()
    const answer = await line.ask({
      code: 'access-request',
      attributes: [
        ...introduction(caller),
        ...(state === undefined ? [] : [state]),
        { type: TYPE.eapMessage, value: writeEap(eap) },
      ],
      withinMs,
      tries: Math.ceil(withinMs / AGAIN_EVERY_MS),
    })
    if (!answer.came) return { kind: 'unanswered', because: answer.because, words: answer.words }
    const { packet, asked } = answer
    if (packet.code === 'access-accept') return { kind: 'accepted', packet, asked }
    if (packet.code === 'access-reject') return { kind: 'rejected', packet, asked }
    state = packet.attributes.find(({ type }) => type === TYPE.state)
    const heard = readEap(eapOf(packet))
    if (heard?.code !== 'request') return broken('The server’s challenge carries no EAP request.')
    return { kind: 'request', eap: heard }
  }

  const respond = (type: number, id: number, content: Buffer): Promise<Turn> =>
    say({ code: 'response', id, type, content })

  const hear = async (method: number, first: Turn): Promise<Heard> => {
    const found: Buffer[] = []
    let length = 0
    for (let turn = first; ;) {
      if (turn.kind !== 'request') return turn
      const piece = turn.eap.type === method ? readPiece(turn.eap.content) : undefined
      if (piece === undefined) return broken('The server left the EAP method it had begun.')
      found.push(piece.bytes)
      length += piece.bytes.length
      if (length > MOST_FLIGHT) return broken('The server sent more than any certificate needs.')
      if (!piece.more) return { kind: 'flight', bytes: Buffer.concat(found), id: turn.eap.id }
      turn = await respond(method, turn.eap.id, RECEIPT)
    }
  }

  return {
    leftMs,
    async begin(methods) {
      const identity = Buffer.from(caller.outer, 'utf8')
      const offered: number[] = []
      let turn = await respond(EAP.identity, 0, identity)
      for (;;) {
        if (turn.kind !== 'request') return { ...turn, offered }
        const { type, id, content } = turn.eap
        if (methods.includes(type)) {
          if (readPiece(content)?.starts === true) return { kind: 'begun', method: type, id, offered }
          return { ...broken('The server began its EAP method without saying so.'), offered }
        }
        if (type === EAP.identity) turn = await respond(EAP.identity, id, identity)
        else if (type === EAP.notification) turn = await respond(EAP.notification, id, Buffer.alloc(0))
        else {
          offered.push(type)
          turn = await respond(EAP.nak, id, Buffer.from(methods))
        }
      }
    },
    async exchange(method, id, flight) {
      const pieces = piecesOf(flight)
      let last = id
      for (const piece of pieces.slice(0, -1)) {
        const turn = await respond(method, last, piece)
        if (turn.kind !== 'request') return turn
        if (turn.eap.type !== method) return broken('The server left the EAP method it had begun.')
        last = turn.eap.id
      }
      return hear(method, await respond(method, last, pieces.at(-1)!))
    },
    acknowledge: async (method, id) => hear(method, await respond(method, id, RECEIPT)),
  }
}

const broken = (words: string): Ended => ({ kind: 'unanswered', because: 'broken', words })

/** Whether a packet can carry what is said of the caller: a realm may be as long as an attribute, before any name. */
export const fits = (caller: Caller): boolean =>
  introduction(caller).every(({ value }) => value.length <= MOST_VALUE)

export const TOO_LONG = 'The name outside the tunnel is longer than RADIUS can carry.'

/** What every question of a conversation says of the caller. */
export function introduction(caller: Caller): readonly Attribute[] {
  return [
    text(TYPE.userName, caller.outer),
    text(TYPE.nasIdentifier, 'connects'),
    number(TYPE.nasPortType, WIRELESS),
    number(TYPE.framedMtu, MTU),
    text(TYPE.callingStation, caller.callingStation ?? PROBE_STATION),
    ...(caller.calledStation === undefined ? [] : [text(TYPE.calledStation, caller.calledStation)]),
    ...(caller.operatorName === undefined ? [] : [text(TYPE.operatorName, caller.operatorName)]),
    // A zero asks for one (RFC 4372, 2.1).
    { type: TYPE.chargeableUser, value: Buffer.of(0) },
  ]
}
