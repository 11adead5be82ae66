// Where a RADIUS server is asked: over UDP with a shared secret, or over RadSec (RFC 6614), where TLS takes its place.
import type { Secret } from '../secrets/index.ts'

export type UdpTarget = {
  readonly transport: 'udp'
  readonly address: string
  readonly port: number
  readonly secret: Secret | string
  /** The address of ours that the server knows us by. */
  readonly from?: string
}

export type RadSecTarget = {
  readonly transport: 'radsec'
  readonly address: string
  readonly port: number
  readonly from?: string
  readonly tls: {
    /** Certificates of the authorities that may vouch for the server, as PEM. */
    readonly ca: string | readonly string[]
    readonly cert?: string
    readonly key?: Secret | string
    /** The name that the server's certificate must bear; without it the address itself. */
    readonly servername?: string
    /** 'chain' leaves the name aside, for servers known by an address of their own network. */
    readonly checks?: 'chain-and-name' | 'chain'
  }
}

export type Target = UdpTarget | RadSecTarget

/** RFC 6614, 2.3: over RadSec the secret is this, and protects nothing. */
const OF_RADSEC = 'radsec'

/** The words with which packets to and from a server are signed. */
export function secretOf(target: Target): string {
  if (target.transport === 'radsec') return OF_RADSEC
  return wordsOf(target.secret)
}

/** The words of what may be kept as a secret. */
export const wordsOf = (kept: Secret | string): string => (typeof kept === 'string' ? kept : kept.reveal())
