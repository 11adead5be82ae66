// Secrets kept for others' doors (a provider's client secret, a shared secret): enciphered in the database
// under keys that lie outside it, and never shown to a log, an export, a search row or a stored answer.
export { Secret, secret } from './secret.ts'
export { openKeyRing, addKey, type KeyRing } from './key-ring.ts'
export {
  keepSecret,
  readSecret,
  readSecrets,
  forgetSecret,
  secretsOf,
  rotate,
  placeCanary,
  openable,
} from './store.ts'
export type { SecretTable } from './schema.ts'
