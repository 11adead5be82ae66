// What sign-in derives from the key file and from chance: digests, codes, states, form tokens. Nothing that
// could open a door is kept where a copy of the database would show it (A7).
import {
  createHash,
  createHmac,
  createSecretKey,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'
import type { KeyRing } from '#platform/secrets/index.ts'
import { CODE_DIGITS } from './rules.ts'

export type Keys = {
  /** A digest that nobody can make without the key file, separate for each purpose. */
  mac(purpose: string, text: string): Buffer
  /** Whether a digest was made here, with the key in force or an earlier one. */
  isMac(purpose: string, text: string, given: Uint8Array): boolean
  codeOf(id: string): string
  isCodeOf(id: string, code: string): boolean
}

/** 256 bits of chance, in the letters of an address. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** How a secret of 256 random bits is kept: nothing slower is needed, as there is nothing to guess (A7). */
export function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Whether two digests are equal, in a time that does not tell where they differ. */
export function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/**
 * The keys of sign-in, derived from the key ring.
 * A code has too few digits to be kept as a digest: whoever holds the database tries all of them in a moment,
 * and even argon2 only makes that an hour. So a code is not kept at all: it is derived from its row with a key
 * that lies outside the database. The job that mails it and the check derive it again.
 */
export function keysOf(ring: KeyRing): Keys {
  const current = ring.keys.get(ring.current)
  const earlier = [...ring.keys].filter(([id]) => id !== ring.current).map(([, key]) => key)
  const keys = [...(current === undefined ? [] : [current]), ...earlier].map(forSignIn)
  const [first] = keys
  if (first === undefined) throw new TypeError('A key ring without a key')
  return {
    mac: (purpose, text) => macWith(first, purpose, text),
    isMac: (purpose, text, given) => keys.some((key) => areEqual(macWith(key, purpose, text), given)),
    codeOf: (id) => codeWith(first, id),
    isCodeOf: (id, code) => keys.some((key) => areEqual(Buffer.from(codeWith(key, id)), Buffer.from(code))),
  }
}

// A key of its own for sign-in, so that what it signs can never be mistaken for what `secrets` wraps.
function forSignIn(master: KeyObject): KeyObject {
  return createSecretKey(createHmac('sha256', master).update('connects sign-in key 1').digest())
}

function macWith(key: KeyObject, purpose: string, text: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([purpose, text]))
    .digest()
}

function codeWith(key: KeyObject, id: string): string {
  const number = macWith(key, 'code', id).readBigUInt64BE(0) % 10n ** BigInt(CODE_DIGITS)
  return number.toString().padStart(CODE_DIGITS, '0')
}
