// What carries packets to one server and back: a UDP socket or a RadSec connection. Either knows 256 packets apart, by
// the byte that is their id.
import type { Unanswered } from './outcome.ts'

export type Trouble = { readonly because: Unanswered; readonly words: string }

export type Ears = {
  /** Bytes that came from the server's own address; whether they are an answer is for the one who asked. */
  heard(bytes: Buffer): void
  /** A packet may not have arrived; the carrier goes on. */
  stumbled(trouble: Trouble): void
  /** The carrier is gone, and with it what was asked over it. */
  ended(trouble: Trouble): void
}

export type Carrier = {
  send(bytes: Buffer): void
  close(): void
}

const NO_WAY: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EINVAL',
  'EACCES',
  'EPERM',
])

/** What an error of the network means; undefined for one that is not the network's. */
export function troubleOf(error: unknown): Trouble | undefined {
  const code = codeOf(error)
  if (code === 'ECONNREFUSED')
    return { because: 'refused', words: 'The machine answers, and nothing listens at this port.' }
  if (code === 'ETIMEDOUT') return { because: 'silence', words: 'The connection was not answered.' }
  if (NO_WAY.has(code))
    return {
      because: 'unreachable',
      words: `This machine cannot send there (${code}): look at its addresses and routes.`,
    }
  return undefined
}

/** The code of a system or TLS error. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
