// The device's end of a TLS tunnel that goes in flights instead of a stream, as EAP carries it. Node's own TLS does the
// work, over a stream that is no connection.
import { Duplex } from 'node:stream'
import { checkServerIdentity, connect, createSecureContext, type SecureContext } from 'node:tls'
import { codeOf } from './carrier.ts'
import { isWholeFlight } from './flight.ts'

export type Step =
  | { readonly kind: 'flight'; readonly bytes: Buffer }
  | { readonly kind: 'secured' }
  | { readonly kind: 'failed'; readonly code: string }

export type Tunnel = {
  /** What the device does next with what it was fed so far. */
  next(): Promise<Step>
  feed(bytes: Buffer): void
  /** Puts words into the tunnel, for the next flight. */
  write(words: Buffer): void
  /** Why the server is not to be trusted with a password; null when it is. Asked once the tunnel is secured. */
  doubt(
    names: readonly string[],
  ): { readonly because: 'untrusted' | 'wrong-name'; readonly code: string } | null
  /** The first `bytes` of what both ends of this tunnel, and nobody else, can compute under a label (RFC 5705). */
  keys(bytes: number, label: string): Buffer
  close(): void
}

export function openTunnel(trust: readonly string[]): Tunnel {
  const steps: Step[] = []
  let takers: ((step: Step) => void)[] = []
  const happened = (step: Step): void => {
    const taker = takers.shift()
    if (taker === undefined) steps.push(step)
    else taker(step)
  }
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
  const context = contextOf(trust)
  const socket = connect({
    socket: wire,
    secureContext: context ?? createSecureContext({ ca: [], ...VERSIONS }),
    // The judgement is ours, once the server's names are known; until then nothing is sent that is worth anything.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  })
  socket.on('secureConnect', () => happened({ kind: 'secured' }))
  socket.on('error', (error) => happened({ kind: 'failed', code: codeOf(error) || error.message }))
  socket.resume()
  return {
    next: () =>
      new Promise((resolve) => {
        const step = steps.shift()
        if (step === undefined) takers.push(resolve)
        else resolve(step)
      }),
    feed: (bytes) => void wire.push(bytes),
    write: (words) => void socket.write(words),
    doubt(names) {
      const certificate = socket.getPeerCertificate()
      if (trust.length === 0) return { because: 'untrusted', code: 'NO_TRUST' }
      if (context === undefined) return { because: 'untrusted', code: 'BAD_TRUST' }
      if (!socket.authorized) return { because: 'untrusted', code: String(socket.authorizationError) }
      const isNamed = names.some((name) => checkServerIdentity(name, certificate) === undefined)
      return isNamed ? null : { because: 'wrong-name', code: 'OTHER_NAME' }
    },
    // Without a context, which is not the same as an empty one; Node's types ask for one.
    keys: (bytes, label) => Reflect.apply(socket.exportKeyingMaterial, socket, [bytes, label]) as Buffer,
    close() {
      takers = []
      socket.destroy()
      wire.destroy()
    },
  }
}

// FreeRADIUS 3.2.1 ends EAP at TLS 1.2, and 1.3 would hide the certificate.
const VERSIONS = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const

/** Undefined where what is to be trusted cannot be read. */
function contextOf(trust: readonly string[]): SecureContext | undefined {
  try {
    return createSecureContext({ ca: [...trust], ...VERSIONS })
  } catch {
    return undefined
  }
}
