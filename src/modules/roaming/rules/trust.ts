// Whether a certificate may be trusted as an authority: by a member's devices, or between the federation's servers.
import { formatDate, londonDate } from '#platform/time/index.ts'
import type { CertificateFacts } from './certificates.ts'

export const TRUST_PURPOSES = {
  eap: 'A member’s devices, for its server',
  radsec: 'The federation’s servers, for each other (RadSec)',
} as const

const LEAST_RSA_BITS = 2048
const LEAST_CURVE_BITS = 224

/** Why not, in words; null when it may. */
export function refuseAuthority(one: CertificateFacts, now: Temporal.Instant): string | null {
  if (one.isAuthority !== true)
    return 'is not an authority’s but a server’s or a person’s own. Take the certificate of the authority that issued it'
  if (Temporal.Instant.compare(one.notAfter, now) <= 0)
    return `ended on ${formatDate(londonDate(one.notAfter))}. Take the one that followed it`
  if (/^(?:md\d|sha1)-/.test(one.signature))
    return `is signed with ${one.signature.startsWith('sha1') ? 'SHA-1' : 'MD5'}, which can be forged. Ask the authority for one signed with SHA-256`
  const least = one.keyKind === 'rsa' || one.keyKind === 'dsa' ? LEAST_RSA_BITS : LEAST_CURVE_BITS
  if (one.keyBits < least)
    return `has a key of ${one.keyBits} bits, and ${least} is the least that devices take. Ask the authority for a newer one`
  return null
}
