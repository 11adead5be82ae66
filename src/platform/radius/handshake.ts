// The certificate that a RadSec server shows whoever calls, read from the handshake: no account, no certificate of ours. A
// server that wants one of us refuses us only when it has shown its own: under TLS 1.3 after the handshake, under TLS 1.2
// before its end.
import { X509Certificate } from 'node:crypto'
import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import { codeOf, troubleOf } from './carrier.ts'
import type { Unanswered } from './outcome.ts'

export type Handshake = {
  readonly outcome:
    | 'read'
    /** It took the connection and closed it without a word, as servers do with addresses that they do not know. */
    | 'closed'
    | Extract<Unanswered, 'silence' | 'refused' | 'unreachable' | 'broken'>
  readonly milliseconds: number
  /** As PEM, its own first, each followed by its issuer as far as it sent them; empty unless read. */
  readonly chain: readonly string[]
  readonly tlsVersion: string | null
  readonly words: string
}

export type HandshakeTarget = {
  readonly address: string
  readonly port: number
  readonly from?: string
  /** Asked for by name, where several share an address. */
  readonly servername?: string
}

const MOST_OF_A_CHAIN = 20

export function readHandshake(
  { address, port, from, servername }: HandshakeTarget,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<Handshake> {
  const began = performance.now()
  return new Promise((resolve) => {
    const socket = connect({
      host: address,
      port,
      ...(from === undefined ? {} : { localAddress: from }),
      ...(servername === undefined ? {} : { servername }),
      // A certificate is read to be judged, so a bad one must be shown too: nothing secret is ever sent.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ca: [],
      minVersion: 'TLSv1.2',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    const end = (outcome: Handshake['outcome'], words: string, chain: readonly string[] = []): void => {
      clearTimeout(late)
      const milliseconds = performance.now() - began
      const tlsVersion = chain.length === 0 ? null : socket.getProtocol()
      socket.removeAllListeners().on('error', () => {})
      socket.destroy()
      resolve({ outcome, milliseconds, chain, tlsVersion, words })
    }
    const look = (): void => {
      const chain = chainOf(socket)
      if (chain === undefined) end('broken', 'It showed a certificate that cannot be read.')
      else if (chain.length > 0) end('read', 'The certificate was read.', chain)
    }
    const late = setTimeout(() => end('silence', 'Nothing came back in time.'), timeoutMs)
    // Both ends have keys only after the server's certificate came, and with TLS 1.2 that is the last moment before the
    // server may refuse us. The handshake is not to be ended from inside.
    socket.on('keylog', () => setImmediate(look))
    socket.on('secureConnect', look)
    socket.on('error', (error) => {
      look()
      const trouble = troubleOf(error)
      const code = codeOf(error)
      if (trouble !== undefined) end(outcomeOf(trouble.because), trouble.words)
      else if (code === 'ECONNRESET' || code === 'EPIPE') end('closed', CLOSED)
      else end('broken', `TLS with the server failed (${code || error.message}).`)
    })
    socket.on('close', () => end('closed', CLOSED))
  })
}

const CLOSED =
  'It closed the connection before it showed a certificate. Does it know the address that we ask from?'

const outcomeOf = (because: Unanswered): Handshake['outcome'] =>
  because === 'silence' || because === 'refused' || because === 'unreachable' ? because : 'broken'

/** Undefined for what OpenSSL took as certificates and Node does not: nothing may be thrown among a socket's events. */
function chainOf(socket: TLSSocket): readonly string[] | undefined {
  const found: string[] = []
  try {
    let one: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true) ?? undefined
    while (one?.raw !== undefined && found.length < MOST_OF_A_CHAIN) {
      found.push(new X509Certificate(one.raw).toString())
      one = one.issuerCertificate === one ? undefined : one.issuerCertificate
    }
  } catch {
    return undefined
  }
  return found
}
