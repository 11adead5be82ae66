// Signing what a server runs and checking it (G5): Ed25519 over the digest of the signed words.
import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import type { Secret } from '#platform/secrets/index.ts'
import { inOrder, signedWords, type Bundle, type Wanted } from './rules/signing.ts'

const sha256 = (words: string): string => createHash('sha256').update(words).digest('hex')

/** The digest of a bundle, in hexadecimal. */
export const digestOf = (bundle: Bundle): string => sha256(signedWords(bundle))

/** The digest of any plain value, the same in whatever order its names came. */
export const digestOfValue = (value: unknown): string => sha256(JSON.stringify(inOrder(value)))

/** The private key from its words as they are kept. */
export const signingKeyOf = (kept: Secret): KeyObject => createPrivateKey(kept.reveal())

/** The public key of a private one, SPKI in base64: one line, as agents are given it at enrolment. */
export const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')

/** The signature of a digest, in base64. */
export const signatureOf = (digest: string, key: KeyObject): string =>
  sign(null, Buffer.from(digest), key).toString('base64')

/** Whether a bundle is what was signed with the pinned key. What cannot be read is not signed; nothing is thrown. */
export function isSigned(bundle: Wanted, pinned: KeyObject): boolean {
  try {
    if (digestOf(bundle) !== bundle.digest) return false
    return verify(null, Buffer.from(bundle.digest), pinned, Buffer.from(bundle.signature, 'base64'))
  } catch {
    return false
  }
}
