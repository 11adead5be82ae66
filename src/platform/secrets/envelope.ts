// Envelope encryption with AES-256-GCM: the words under a data key made for them alone, the data key under
// the master key. Changing the master key re-wraps data keys and never touches the words.
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Where a sealed secret belongs. It is authenticated with the words, so a row moved elsewhere does not open. */
export type Place = { readonly id: string; readonly owner: string; readonly name: string }

export type Sealed = {
  readonly wrappedKey: Uint8Array
  readonly nonce: Uint8Array
  readonly ciphertext: Uint8Array
}

/** Seals words for a place under a master key. */
export function seal(words: string, place: Place, keyId: string, master: KeyObject): Sealed {
  const dataKey = randomBytes(32)
  const nonce = randomBytes(NONCE_BYTES)
  const ciphertext = encipher(
    createSecretKey(dataKey),
    nonce,
    Buffer.from(words, 'utf8'),
    boundTo('words', place),
  )
  const wrappedKey = wrap(dataKey, place, keyId, master)
  dataKey.fill(0)
  return { wrappedKey, nonce, ciphertext }
}

/** Opens a sealed secret; throws when the key is another, the place is another, or a byte was changed. */
export function open(sealed: Sealed, place: Place, keyId: string, master: KeyObject): string {
  const dataKey = unwrap(sealed.wrappedKey, place, keyId, master)
  const words = decipher(createSecretKey(dataKey), sealed.nonce, sealed.ciphertext, boundTo('words', place))
  dataKey.fill(0)
  return words.toString('utf8')
}

/** The same data key under another master key. */
export function rewrap(
  wrappedKey: Uint8Array,
  place: Place,
  from: { readonly keyId: string; readonly master: KeyObject },
  to: { readonly keyId: string; readonly master: KeyObject },
): Uint8Array {
  const dataKey = unwrap(wrappedKey, place, from.keyId, from.master)
  const again = wrap(dataKey, place, to.keyId, to.master)
  dataKey.fill(0)
  return again
}

function wrap(dataKey: Uint8Array, place: Place, keyId: string, master: KeyObject): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  return Buffer.concat([nonce, encipher(master, nonce, dataKey, boundTo(`key ${keyId}`, place))])
}

function unwrap(wrapped: Uint8Array, place: Place, keyId: string, master: KeyObject): Buffer {
  const bound = boundTo(`key ${keyId}`, place)
  return decipher(master, wrapped.subarray(0, NONCE_BYTES), wrapped.subarray(NONCE_BYTES), bound)
}

function encipher(key: KeyObject, nonce: Uint8Array, clear: Uint8Array, bound: Uint8Array): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(bound)
  return Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()])
}

function decipher(key: KeyObject, nonce: Uint8Array, sealed: Uint8Array, bound: Uint8Array): Buffer {
  const end = sealed.length - TAG_BYTES
  const cipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(bound)
  cipher.setAuthTag(sealed.subarray(end))
  return Buffer.concat([cipher.update(sealed.subarray(0, end)), cipher.final()])
}

// A JSON array keeps the parts apart: owner "a", name "bc" is not owner "ab", name "c".
function boundTo(what: string, { id, owner, name }: Place): Uint8Array {
  return Buffer.from(JSON.stringify(['connects secret 1', what, id, owner, name]), 'utf8')
}
