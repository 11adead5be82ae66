// Reading the certificates that a server shows or somebody pastes: what they say, their fingerprints, who signed whom, and
// whether they lead to something trusted.
import { createHash, X509Certificate } from 'node:crypto'
import { Refusal } from '#platform/errors/index.ts'
import { pemBlocks, pemOf, readCertificate, type CertificateFacts } from './rules/certificates.ts'
import { faultsOfChain, type CertificateFault, type Expected } from './rules/chain-faults.ts'

export const MOST_OF_A_CHAIN = 20

/** What these certificates say, in their order (leaf first as servers show them). What cannot be read is left out. */
export function readChain(pems: readonly string[]): CertificateFacts[] {
  const read = pems
    .flatMap((pem) => pemBlocks(pem))
    .filter(({ label }) => label === 'CERTIFICATE')
    .slice(0, MOST_OF_A_CHAIN)
    .flatMap(({ der }) => factsOf(der))
  return read.map((one, at) => {
    const next = read[at + 1]
    return { ...one, isSignedByNext: next === undefined ? null : isSignedBy(one, next) }
  })
}

function factsOf(der: Uint8Array): Omit<CertificateFacts, 'isSignedByNext'>[] {
  try {
    const words = readCertificate(der)
    const fingerprint = createHash('sha256').update(der).digest('hex')
    return [{ ...words, pem: pemOf(der), fingerprint }]
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

type Signed = Pick<CertificateFacts, 'pem' | 'issuer'>
type Signing = Pick<CertificateFacts, 'pem' | 'subject'>

/** Whether the key of one certificate signed another; a key that OpenSSL does not take signed nothing. */
function isSignedBy(one: Signed, other: Signing): boolean {
  if (one.issuer !== other.subject) return false
  try {
    return new X509Certificate(one.pem).verify(new X509Certificate(other.pem).publicKey)
  } catch {
    return false
  }
}

/** Whether a chain, in whatever order, leads to one of the authorities; null where there is none to lead to. */
export function leadsTo(
  chain: readonly CertificateFacts[],
  authorities: readonly CertificateFacts[],
): boolean | null {
  if (authorities.length === 0) return null
  const trusted = new Set(authorities.map((one) => one.fingerprint))
  let at = chain[0]
  const passed = new Set<string>()
  while (at !== undefined && !passed.has(at.fingerprint)) {
    const one = at
    if (trusted.has(one.fingerprint) || authorities.some((authority) => isSignedBy(one, authority)))
      return true
    passed.add(one.fingerprint)
    at = chain.find((other) => !passed.has(other.fingerprint) && isSignedBy(one, other))
  }
  return false
}

export type Judged = {
  readonly chain: readonly CertificateFacts[]
  readonly faults: readonly CertificateFault[]
}

/** Reads a chain and says what is wrong with it for those who are to trust these authorities. */
export function judgeChain(
  pems: readonly string[],
  expected: Pick<Expected, 'purpose' | 'now' | 'names' | 'does'> & {
    readonly authorities: readonly string[]
  },
): Judged {
  const chain = readChain(pems)
  const { authorities, ...said } = expected
  const isTrusted = leadsTo(chain, readChain(authorities))
  return { chain, faults: faultsOfChain(chain, { ...said, isTrusted }) }
}
