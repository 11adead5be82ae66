// What is signed for a server (G5): its files with their secrets, and how to see that they work, in one spelling, so that
// the one who signs and the agent that checks read the same bytes.
import type { Engine } from './words.ts'

/** What an agent asks after it has restarted its server, and now and then. */
export type ProbeTarget = {
  /** What a report calls it: 'this server', 'county-a'. */
  readonly name: string
  /** Status-Server; or the certificate of a realm, read through this server without an account. */
  readonly kind: 'status' | 'certificate'
  readonly transport: 'udp' | 'radsec'
  readonly address: string
  readonly port: number
  /** The address to ask from: the server's own. */
  readonly from: string
  readonly secret: string
  /** The name in the other's RadSec certificate. */
  readonly tlsName: string | null
  /** Whether silence means that the new configuration is bad and the old one comes back. */
  readonly decides: boolean
  /** Which credential an answer proves, for `roaming.agent.observe`. */
  readonly proves: {
    readonly link: string
    readonly credential: string
    readonly side: 'lower' | 'upper'
  } | null
  /** 'anonymous@medway.gov.uk', of a certificate. */
  readonly identity: string | null
}

/** A server's files of one generation with their secrets filled in: what the server runs. */
export type Bundle = {
  /** The generation's id. */
  readonly generation: string
  /** It only ever grows: going back is a new generation that says what an earlier one said. */
  readonly number: number
  /** The server's code. */
  readonly server: string
  readonly engine: Engine
  readonly files: Readonly<Record<string, string>>
  readonly probes: readonly ProbeTarget[]
}

/** What `roaming.agent.collect` hands over. */
export type Wanted = Bundle & {
  /** SHA-256 of `signedWords`, in hexadecimal. */
  readonly digest: string
  /** Ed25519 over the digest's words, base64. */
  readonly signature: string
  /** SPKI in base64; the agent compares it with the one it was given at enrolment. */
  readonly publicKey: string
}

/** The words that are signed: the same bundle gives the same words, in whatever order its parts came. */
export const signedWords = ({ generation, number, server, engine, files, probes }: Bundle): string =>
  JSON.stringify(inOrder({ generation, number, server, engine, files, probes }))

/** A value with its names in order, so that two spellings of one thing are one. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, inOrder(one)]),
  )
}
