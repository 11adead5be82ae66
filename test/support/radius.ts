// A home server in this process, for tests that need no FreeRADIUS: EAP-TTLS with a password inside, Status-Server, over
// UDP or RadSec, and every way of going wrong that a probe must tell apart.
import { createSocket, type RemoteInfo } from 'node:dgram'
import { randomUUID } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { createSecureContext, createServer, TLSSocket } from 'node:tls'
import type { Target } from '#platform/radius/index.ts'
import { EAP, piecesOf, readEap, readPiece, RECEIPT, START_PIECE, writeEap } from '#platform/radius/eap.ts'
import { isWholeFlight } from '#platform/radius/flight.ts'
import { hopKeyAttributes } from '#platform/radius/mppe.ts'
import {
  eapOf,
  readRequest,
  text,
  textOf,
  TYPE,
  vendorNumber,
  writeReply,
  type Attribute,
  type Code,
  type Packet,
} from '#platform/radius/packet.ts'
import { testAuthority, type Issued } from './certificates.ts'

export type Misbehaviour = {
  /** Takes what comes and says nothing, from this stage on; 'status' to Status-Server only. */
  readonly silentAt?: 'status' | 'start' | 'tls' | 'inner'
  /** Told each time it has kept silent, so that a test need not wait. */
  readonly silent?: () => void
  readonly rejectAt?: 'start' | 'tls' | 'inner'
  /** Its answers are signed with this secret. */
  readonly signsWith?: string
  /** Its answers carry no Message-Authenticator. */
  readonly unsigned?: boolean
  /** Bytes that are sent instead of every answer, to the question with this id. */
  readonly says?: (id: number) => Buffer
  /** So many requests are lost before one arrives. */
  readonly loses?: number
  /** Accepts whoever says a name. */
  readonly acceptsAtOnce?: boolean
  /** Leaves the keys for the access point out of the acceptance, or spoils them. */
  readonly keys?: 'missing' | 'others'
  /** Sends its certificate and stops short of the end of its flight. */
  readonly cutsFlight?: boolean
}

export type FakeServer = {
  readonly target: Target
  /** Every request that came and was signed rightly, oldest first. */
  readonly heard: readonly Packet[]
  /** From how many sockets or connections it was asked. */
  readonly senders: () => number
  /** How many passwords reached it. */
  readonly passwords: () => number
  /** From now on; `{}` is a server as it should be. */
  behave(how: Misbehaviour): void
  close(): Promise<void>
}

export type Faked = {
  /** 127.0.0.1 by default. */
  readonly address?: string
  readonly port?: number
  readonly secret?: string
  /** Names inside the tunnel and their passwords. */
  readonly accounts?: Readonly<Record<string, string>>
  /** What comes after the @ of a name it knows; any by default. */
  readonly realms?: readonly string[]
  /** Its certificate for EAP: for radius.a.example of the test authority by default. `below` is sent after it. */
  readonly certificate?: Issued & { readonly below?: readonly string[] }
  /** The methods it knows, its own choice first. */
  readonly methods?: readonly ('ttls' | 'peap' | 'tls' | 'md5')[]
  /** Counters of Status-Server by their FreeRADIUS numbers: { 128: 12 }. */
  readonly counters?: Readonly<Record<number, number>>
  /** Given to whoever asks for one. */
  readonly cui?: string
  readonly behaves?: Misbehaviour
  /** RadSec with this certificate, for clients of this authority. */
  readonly radsec?: Issued & { readonly ca: string }
}

const NUMBERS = { md5: 4, ttls: EAP.ttls, peap: EAP.peap, tls: EAP.tls } as const
const FREERADIUS = 11344
/** The name on the certificate that it shows when none is given. */
export const FAKE_NAME = 'radius.a.example'

/** Starts it and, given a test, closes it with the test. */
export async function fakeServer(
  options: Faked = {},
  t?: { after(then: () => unknown): void },
): Promise<FakeServer> {
  const heard: Packet[] = []
  const senders = new Set<string>()
  const told = { how: options.behaves ?? {}, passwords: 0 }
  const secret = options.radsec === undefined ? (options.secret ?? 'a secret of tests') : 'radsec'
  const home = homeServer(options, told)
  const take = async (bytes: Buffer, from: string, answer: (bytes: Buffer) => void): Promise<void> => {
    const request = readRequest(bytes, secret)
    if (typeof request === 'string') return
    const { loses = 0 } = told.how
    if (loses > 0) {
      told.how = { ...told.how, loses: loses - 1 }
      return
    }
    heard.push(request)
    senders.add(from)
    const how = told.how
    const reply = await home(request, from)
    if (reply === undefined) return how.silent?.()
    answer(
      how.says?.(request.id) ??
        writeReply({
          code: reply.code,
          to: request,
          attributes: [...reply.attributes, ...(reply.secretly?.(request.authenticator, secret) ?? [])],
          secret: how.signsWith ?? secret,
          signed: how.unsigned !== true,
        }),
    )
  }
  const address = options.address ?? '127.0.0.1'
  const { port, close } =
    options.radsec === undefined
      ? await overUdp(address, options.port ?? 0, take)
      : await overTls(address, options.port ?? 0, options.radsec, take)
  t?.after(close)
  return {
    heard,
    senders: () => senders.size,
    passwords: () => told.passwords,
    behave: (how) => (told.how = how),
    close,
    target:
      options.radsec === undefined
        ? { transport: 'udp', address, port, secret }
        : { transport: 'radsec', address, port, tls: { ca: options.radsec.ca, checks: 'chain' } },
  }
}

type Take = (bytes: Buffer, from: string, answer: (bytes: Buffer) => void) => Promise<void>
type Listening = { readonly port: number; readonly close: () => Promise<void> }

async function overUdp(address: string, port: number, take: Take): Promise<Listening> {
  const socket = createSocket('udp4')
  let isOpen = true
  socket.on('message', (bytes, { address: sender, port: theirs }: RemoteInfo) => {
    void take(bytes, `${sender}:${theirs}`, (reply) => isOpen && socket.send(reply, theirs, sender))
  })
  await new Promise<void>((done) => socket.bind(port, address, done))
  return {
    port: socket.address().port,
    close: () =>
      new Promise((done) => {
        if (!isOpen) return done()
        isOpen = false
        socket.close(() => done())
      }),
  }
}

async function overTls(
  address: string,
  port: number,
  { certificate, key, ca }: Issued & { ca: string },
  take: Take,
): Promise<Listening> {
  const open = new Set<Socket>()
  const server = createServer({ cert: certificate, key, ca, requestCert: true, rejectUnauthorized: true })
  server.on('secureConnection', (socket) => {
    const name = randomUUID()
    let rest: Buffer = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('data', (piece: Buffer) => {
      rest = Buffer.concat([rest, piece])
      while (rest.length >= 4 && rest.length >= rest.readUInt16BE(2)) {
        const length = rest.readUInt16BE(2)
        void take(rest.subarray(0, length), name, (reply) => socket.write(reply))
        rest = rest.subarray(length)
      }
    })
  })
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((done) => server.listen(port, address, done))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        for (const socket of open) socket.destroy()
        server.close(() => done())
      }),
  }
}

type Reply = {
  readonly code: Code
  readonly attributes: readonly Attribute[]
  /** Attributes that are enciphered for the hop. */
  readonly secretly?: (asked: Buffer, secret: string) => readonly Attribute[]
}

type Session = {
  readonly tunnel: ServerTunnel
  method: number
  id: number
  /** What the device has sent of its flight, and what of ours is still to be sent. */
  incoming: Buffer
  outgoing: readonly Buffer[]
}

// A request that comes again is answered again with the same: the device had not heard.
function homeServer(
  options: Faked,
  told: { how: Misbehaviour; passwords: number },
): (request: Packet, from: string) => Promise<Reply | undefined> {
  const sessions = new Map<string, Session>()
  const answered = new Map<string, Promise<Reply | undefined>>()
  return (request, from) => {
    const key = `${from} ${request.id} ${request.authenticator.toString('hex')}`
    const known = answered.get(key) ?? reply(request)
    answered.set(key, known)
    return known
  }

  async function reply(request: Packet): Promise<Reply | undefined> {
    const { how } = told
    if (request.code === 'status-server') {
      if (how.silentAt === 'status') return undefined
      const counters = Object.entries(options.counters ?? {})
      const attributes = counters.map(([type, value]) => vendorNumber(FREERADIUS, Number(type), value))
      return { code: 'access-accept', attributes }
    }
    const eap = readEap(eapOf(request))
    if (eap === undefined) return rejected(0)
    if (how.silentAt === 'start') return undefined
    if (how.acceptsAtOnce === true) return { code: 'access-accept', attributes: [success(eap.id)] }
    const methods = (options.methods ?? ['ttls']).map((name) => NUMBERS[name])
    if (eap.type === EAP.identity) {
      const realm = eap.content.toString('utf8').split('@')[1] ?? ''
      if (how.rejectAt === 'start' || options.realms?.includes(realm) === false) return rejected(eap.id)
      const state = randomUUID()
      const session: Session = {
        tunnel: serverTunnel(options.certificate ?? testAuthority().issue({ names: [FAKE_NAME] })),
        method: methods[0]!,
        id: 1,
        incoming: Buffer.alloc(0),
        outgoing: [],
      }
      sessions.set(state, session)
      return asks(state, session, session.method === NUMBERS.md5 ? Buffer.alloc(17, 16) : START_PIECE)
    }
    const state = textOf(request, TYPE.state) ?? ''
    const session = sessions.get(state)
    if (session === undefined) return rejected(eap.id)
    if (eap.type === EAP.nak) {
      const method = methods.find((one) => one !== NUMBERS.md5 && eap.content.includes(one))
      if (method === undefined) return rejected(eap.id)
      session.method = method
      return asks(state, session, START_PIECE)
    }
    const piece = readPiece(eap.content)
    if (piece === undefined || eap.type !== session.method) return rejected(eap.id)
    if (how.silentAt === 'tls') return undefined
    if (how.rejectAt === 'tls') return rejected(eap.id)
    return heardPiece(request, state, session, piece)
  }

  async function heardPiece(
    request: Packet,
    state: string,
    session: Session,
    piece: { readonly more: boolean; readonly bytes: Buffer },
  ): Promise<Reply | undefined> {
    const { how } = told
    const [next, ...later] = session.outgoing
    if (piece.bytes.length === 0 && next !== undefined) {
      session.outgoing = later
      return asks(state, session, next)
    }
    session.incoming = Buffer.concat([session.incoming, piece.bytes])
    if (piece.more) return asks(state, session, RECEIPT)
    const step = await session.tunnel.hears(session.incoming)
    session.incoming = Buffer.alloc(0)
    if (step.kind === 'flight') {
      const flight = how.cutsFlight === true ? step.bytes.subarray(0, -9) : step.bytes
      const [first, ...rest] = piecesOf(flight)
      session.outgoing = rest
      return asks(state, session, first!)
    }
    if (step.kind === 'broken') return rejected(session.id)
    const { userName, password } = credentialsIn(step.bytes)
    told.passwords += 1
    if (how.silentAt === 'inner') return undefined
    if (how.rejectAt === 'inner' || options.accounts?.[userName] !== password || password === '')
      return rejected(session.id)
    sessions.delete(state)
    return accepted(request, session)
  }

  function accepted(request: Packet, session: Session): Reply {
    const { how } = told
    const wantsCui = request.attributes.some(({ type }) => type === TYPE.chargeableUser)
    const keys = session.tunnel.keys()
    return {
      code: 'access-accept',
      attributes: [
        success(session.id),
        ...(wantsCui && options.cui !== undefined ? [text(TYPE.chargeableUser, options.cui)] : []),
      ],
      ...(how.keys === 'missing'
        ? {}
        : {
            secretly: (asked, secret) =>
              hopKeyAttributes(
                { receive: keys.subarray(0, 32), send: keys.subarray(32, 64) },
                asked,
                how.keys === 'others' ? 'another' : secret,
              ),
          }),
    }
  }

  function asks(state: string, session: Session, content: Buffer): Reply {
    session.id = (session.id + 1) % 256
    const eap = writeEap({ code: 'request', id: session.id, type: session.method, content })
    return {
      code: 'access-challenge',
      attributes: [text(TYPE.state, state), { type: TYPE.eapMessage, value: eap }],
    }
  }
}

const EMPTY = Buffer.alloc(0)

const success = (id: number): Attribute => ({
  type: TYPE.eapMessage,
  value: writeEap({ code: 'success', id, type: 0, content: EMPTY }),
})

const rejected = (id: number): Reply => ({
  code: 'access-reject',
  attributes: [
    { type: TYPE.eapMessage, value: writeEap({ code: 'failure', id, type: 0, content: EMPTY }) },
    text(TYPE.replyMessage, 'Not today'),
  ],
})

type Step = { readonly kind: 'flight' | 'words'; readonly bytes: Buffer } | { readonly kind: 'broken' }
type ServerTunnel = { hears(flight: Buffer): Promise<Step>; keys(): Buffer }

function serverTunnel({
  certificate,
  key,
  below = [],
}: Issued & { below?: readonly string[] }): ServerTunnel {
  let happened: (step: Step) => void = () => {}
  let out: Buffer = Buffer.alloc(0)
  const wire = new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      out = Buffer.concat([out, chunk])
      if (isWholeFlight(out)) {
        happened({ kind: 'flight', bytes: out })
        out = Buffer.alloc(0)
      }
      done()
    },
  })
  const socket = new TLSSocket(wire, {
    isServer: true,
    secureContext: createSecureContext({
      cert: [certificate, ...below].join('\n'),
      key,
      maxVersion: 'TLSv1.2',
      // Short keys are what some tests are about.
      ciphers: 'DEFAULT@SECLEVEL=0',
    }),
  })
  socket.on('data', (bytes: Buffer) => happened({ kind: 'words', bytes }))
  socket.on('error', () => happened({ kind: 'broken' }))
  return {
    hears: (flight) =>
      new Promise((resolve) => {
        happened = resolve
        wire.push(flight)
      }),
    keys: () => Reflect.apply(socket.exportKeyingMaterial, socket, [64, 'ttls keying material']) as Buffer,
  }
}

/** The name and password of what a device says inside the tunnel (RFC 5281, 10.1). */
function credentialsIn(bytes: Buffer): { userName: string; password: string } {
  const said: Record<number, string> = {}
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = bytes.readUIntBE(at + 5, 3)
    said[bytes.readUInt32BE(at)] = bytes
      .subarray(at + 8, at + length)
      .toString('utf8')
      .replace(/\0+$/, '')
    at += Math.ceil(Math.max(length, 8) / 4) * 4
  }
  return { userName: said[1] ?? '', password: said[2] ?? '' }
}
