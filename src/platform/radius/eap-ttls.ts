// A whole login as a device does it, with EAP-TTLS and a password inside (RFC 5281), and the same begun only as far as
// the server's certificate, which comes before anybody says who they are.
import type { Secret } from '../secrets/index.ts'
import { openConversation, type Caller, type Conversation, type Ended } from './conversation.ts'
import { EAP, readEap } from './eap.ts'
import { seenIn, type Seen } from './flight.ts'
import { openLine, type Line } from './line.ts'
import { hopKeysIn } from './mppe.ts'
import {
  KEYS_SPOILT,
  type CertificateReading,
  type EapMethod,
  type LoginTry,
  type Outcome,
  type Stage,
} from './outcome.ts'
import { eapOf, textOf, TYPE, type Packet } from './packet.ts'
import { secretOf, wordsOf, type Target } from './target.ts'
import { openTunnel, type Step, type Tunnel } from './tunnel.ts'

export type CertificateQuestion = {
  /** The outer name, which needs no account behind it: 'anonymous@a.example'. */
  readonly identity: string
  /** For the whole conversation. */
  readonly timeoutMs: number
  /** As if asked at this organisation's access point: '1b.example'. */
  readonly operatorName?: string
  readonly callingStation?: string
  /** The access point and its network, where a server chooses its policy by them: 'AA-BB-CC-DD-EE-FF:network'. */
  readonly calledStation?: string
}

export type LoginQuestion = {
  readonly userName: string
  readonly password: Secret | string
  /** The name outside the tunnel, for the proxies to see. */
  readonly outer: string
  /** Authorities that may vouch for the home server, as PEM; the password goes to nobody else. */
  readonly trust: readonly string[]
  /** The certificate must bear one of these. */
  readonly serverNames: readonly string[]
  /** For the whole conversation. */
  readonly timeoutMs: number
  readonly callingStation?: string
  readonly calledStation?: string
  readonly operatorName?: string
}

const METHODS: Readonly<Record<number, EapMethod>> = {
  [EAP.ttls]: 'ttls',
  [EAP.peap]: 'peap',
  [EAP.tls]: 'tls',
}

const NOTHING_SEEN: Seen = { tlsVersion: null, chain: [], alert: null }

/** Reads the certificate that a realm's home server shows, and goes no further: no account is needed, no password sent. */
export async function readCertificate(
  to: Target | Line,
  { identity, ...question }: CertificateQuestion,
): Promise<CertificateReading> {
  return conversing(to, { outer: identity, ...question }, async (conversation, end) => {
    const begun = await conversation.begin([EAP.ttls, EAP.peap, EAP.tls])
    if (begun.kind !== 'begun') return end(...verdictOn(begun, 'start', begun.offered))
    const method = METHODS[begun.method]!
    const tunnel = openTunnel([])
    try {
      const hello = await within(conversation, tunnel.next())
      if (hello.kind !== 'flight') return end('broken', 'tls', 'TLS could not be begun here.')
      const heard = await conversation.exchange(begun.method, begun.id, hello.bytes)
      if (heard.kind !== 'flight') return { ...end(...verdictOn(heard, 'tls')), method }
      const seen = seenIn(heard.bytes)
      if (seen.chain.length > 0)
        return { ...end('read', 'tls', 'The certificate was read; nobody logged in.', seen), method }
      return { ...end('broken', 'tls', withoutCertificate(seen), seen), method }
    } finally {
      tunnel.close()
    }
  })
}

/** Logs in with a name and a password. The password leaves only after the server's certificate has been found right. */
export async function tryLogin(to: Target | Line, question: LoginQuestion): Promise<LoginTry> {
  const { userName, password, trust, serverNames, ...caller } = question
  const secret = secretOf('ask' in to ? to.target : to)
  return conversing(to, caller, async (conversation, end) => {
    const begun = await conversation.begin([EAP.ttls])
    if (begun.kind !== 'begun') return end(...verdictOn(begun, 'start', begun.offered))
    const tunnel = openTunnel(trust)
    try {
      const built = await handshake(conversation, tunnel, begun.id)
      if (built.kind !== 'secured') return end(...verdictOn(built, 'tls'), built.seen)
      const doubt = tunnel.doubt(serverNames)
      if (doubt !== null) return end(doubt.because, 'tls', doubtWords(doubt.code), built.seen)
      tunnel.write(credentials(userName, wordsOf(password)))
      const said = await within(conversation, tunnel.next())
      if (said.kind !== 'flight')
        return end('broken', 'inner', 'The tunnel closed before the password.', built.seen)
      let heard = await conversation.exchange(EAP.ttls, built.id, said.bytes)
      while (heard.kind === 'flight') heard = await conversation.acknowledge(EAP.ttls, heard.id)
      if (heard.kind !== 'accepted') return end(...verdictOn(heard, 'inner'), built.seen, messageIn(heard))
      const keys = hasKeys(heard, secret, tunnel)
      return end(...acceptance(heard.packet, keys), built.seen, {
        ...messageIn(heard),
        ...cuiIn(heard.packet),
        keys,
      })
    } finally {
      tunnel.close()
    }
  })
}

type End = <More extends object = object>(
  outcome: Outcome,
  stage: Stage,
  words: string,
  seen?: Seen,
  more?: More,
) => LoginTry

async function conversing<Result>(
  to: Target | Line,
  caller: Caller,
  talk: (conversation: Conversation, end: End) => Promise<Result>,
): Promise<Result> {
  const line = 'ask' in to ? to : openLine(to)
  const began = performance.now()
  try {
    return await talk(openConversation(line, caller), (outcome, stage, words, seen = NOTHING_SEEN, more) => ({
      outcome,
      stage,
      words,
      milliseconds: performance.now() - began,
      chain: seen.chain,
      tlsVersion: seen.tlsVersion,
      ...more,
    }))
  } finally {
    if (line !== to) line.close()
  }
}

type Built = ({ readonly kind: 'secured'; readonly id: number } | Ended) & { readonly seen: Seen }

async function handshake(conversation: Conversation, tunnel: Tunnel, startedWith: number): Promise<Built> {
  let id = startedWith
  let seen = NOTHING_SEEN
  for (;;) {
    const step = await within(conversation, tunnel.next())
    if (step.kind === 'secured') return { kind: 'secured', id, seen }
    if (step.kind === 'failed') return { ...broken(tlsWords(step.code, seen)), seen }
    const heard = await conversation.exchange(EAP.ttls, id, step.bytes)
    if (heard.kind !== 'flight') return { ...heard, seen }
    if (seen.chain.length === 0) seen = seenIn(heard.bytes)
    id = heard.id
    tunnel.feed(heard.bytes)
  }
}

// TLS that is fed half a flight waits for the other half for ever.
async function within(conversation: Conversation, step: Promise<Step>): Promise<Step> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Step>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'failed', code: 'HALF_A_FLIGHT' }), conversation.leftMs())
  })
  try {
    return await Promise.race([step, late])
  } finally {
    clearTimeout(timer)
  }
}

const USER_NAME = 1
const USER_PASSWORD = 2
const MANDATORY = 0x40
const PASSWORD_BLOCK = 16

// The password is padded so that its length does not show (RFC 5281, 11.2.5).
function credentials(userName: string, password: string): Buffer {
  const plain = Buffer.from(password, 'utf8')
  const blocks = Math.max(1, Math.ceil(plain.length / PASSWORD_BLOCK))
  const padded = Buffer.alloc(blocks * PASSWORD_BLOCK)
  padded.set(plain)
  return Buffer.concat([pair(USER_NAME, Buffer.from(userName, 'utf8')), pair(USER_PASSWORD, padded)])
}

function pair(code: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil((8 + value.length) / 4) * 4)
  bytes.writeUInt32BE(code)
  bytes.writeUInt32BE(MANDATORY * 0x1_00_00_00 + 8 + value.length, 4)
  bytes.set(value, 8)
  return bytes
}

function hasKeys(ended: Extract<Ended, { packet: Packet }>, secret: string, tunnel: Tunnel): boolean {
  const sent = hopKeysIn(ended.packet, ended.asked, secret)
  const ours = tunnel.keys(64, 'ttls keying material')
  return (
    sent !== undefined && sent.receive.equals(ours.subarray(0, 32)) && sent.send.equals(ours.subarray(32, 64))
  )
}

function acceptance(packet: Packet, keys: boolean): [Outcome, Stage, string] {
  if (readEap(eapOf(packet))?.code !== 'success')
    return ['broken', 'end', 'The acceptance carries no EAP success, so a device would not take it.']
  return keys ? ['accepted', 'end', 'The login was accepted.'] : ['broken', 'end', KEYS_SPOILT]
}

function cuiIn(packet: Packet): { cui?: string } {
  const cui = textOf(packet, TYPE.chargeableUser)?.replace(/\0+$/, '')
  return cui === undefined || cui === '' ? {} : { cui }
}

function messageIn(ended: Ended): { replyMessage?: string } {
  const said = ended.kind === 'unanswered' ? undefined : textOf(ended.packet, TYPE.replyMessage)
  return said === undefined ? {} : { replyMessage: said }
}

function verdictOn(
  ended: Ended,
  stage: 'start' | 'tls' | 'inner',
  offered: readonly number[] = [],
): [Outcome, Stage, string] {
  if (ended.kind === 'unanswered') {
    const words = ended.because === 'silence' ? SILENT[stage] : ended.words
    return [ended.because, stage, words]
  }
  if (ended.kind === 'accepted')
    return ['broken', stage, 'The server accepted without asking for any password.']
  return stage === 'start' && offered.length > 0
    ? ['no-method', stage, `The server offers EAP type ${offered.join(', ')} and not what was asked for.`]
    : ['rejected', stage, REJECTED[stage]]
}

const SILENT = {
  start: 'No answer came to the first packet.',
  tls: 'The server began and fell silent while the tunnel was built; long packets may be lost on the way.',
  inner: 'The tunnel was up, and no answer to the password came; the directory behind may be down.',
}

const REJECTED = {
  start:
    'Refused before a home server began: the realm or the name is not known, or no server of it answers.',
  tls: 'The home server broke off while the tunnel was built.',
  inner: 'The home server refused the account, or could not ask its directory.',
}

const broken = (words: string): Ended => ({ kind: 'unanswered', because: 'broken', words })

const withoutCertificate = ({ alert, tlsVersion }: Seen): string =>
  alert !== null
    ? `The server broke off TLS with alert ${alert}.`
    : tlsVersion === null
      ? 'What the server sent is no TLS that can be read.'
      : `The server began ${tlsVersion} and showed no certificate.`

function tlsWords(code: string, { alert, tlsVersion }: Seen): string {
  if (alert !== null) return `The server broke off TLS with alert ${alert}.`
  if (code === 'HALF_A_FLIGHT') return 'The server left its part of the TLS handshake unfinished.'
  return `TLS ${tlsVersion === null ? '' : `(the server speaks ${tlsVersion}) `}failed: ${code}.`
}

const DOUBTS: Readonly<Record<string, string>> = {
  NO_TRUST: 'No authority was named that may vouch for the server.',
  BAD_TRUST: 'The authorities that may vouch for the server cannot be read.',
  OTHER_NAME: 'The certificate of the server is for another name than the devices expect.',
  CERT_HAS_EXPIRED: 'The certificate of the server has expired.',
  CERT_NOT_YET_VALID: 'The certificate of the server is not valid yet.',
  INVALID_PURPOSE: 'The certificate is not for a server: it lacks the serverAuth usage.',
  EE_KEY_TOO_SMALL: 'The key of the certificate is too short.',
}

const doubtWords = (code: string): string =>
  DOUBTS[code] ??
  `The certificate of the server does not lead to an authority that the devices trust (${code}).`
