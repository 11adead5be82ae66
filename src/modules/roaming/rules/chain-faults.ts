// What is wrong with the certificates that a server shows, after the catalogue of eduroam CAT's reachability checks: each
// a sentence for whoever looks after the server. What is read by devices (EAP) and by other servers (RadSec) is not the same:
// servers know each other by the common name, and need neither revocation lists nor short lives.
import { formatDate, londonDate } from '#platform/time/index.ts'
import type { CertificateFacts } from './certificates.ts'
import type { ServerDoes } from './words.ts'

export type FaultWeight = 'stops' | 'warns' | 'remark'

export type CertificateFault = {
  /** Which check: 'no-server-usage'. */
  readonly code: string
  /** It 'stops' devices or servers, 'warns' of some that will stop, or is a 'remark'. */
  readonly weight: FaultWeight
  readonly words: string
}

export type Expected = {
  readonly purpose: 'eap' | 'radsec'
  readonly now: Temporal.Instant
  /** The server's certificate must bear one of these; null where no name is known. */
  readonly names: readonly string[] | null
  /** Whether the chain leads to something trusted; null where nothing is known to be trusted. */
  readonly isTrusted: boolean | null
  /** What a server with RadSec does, and so whether it is asked, asks, or both; both where nothing is said. */
  readonly does?: ServerDoes
}

/** Longer is refused by devices for certificates of public authorities, and a lost key lives as long. */
const MOST_DAYS = 397
const LEAST_RSA_BITS = 2048
const LEAST_CURVE_BITS = 224
const SOON_DAYS = 30
const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/

const ORDER: readonly FaultWeight[] = ['stops', 'warns', 'remark']

/** Everything that is wrong, the worst first; nothing when all is well. */
export function faultsOfChain(
  chain: readonly CertificateFacts[],
  expected: Expected,
): readonly CertificateFault[] {
  const [leaf, ...others] = chain
  if (leaf === undefined)
    return [
      stops(
        'no-certificate',
        'The server showed no certificate that can be read. Give it one, with its key.',
      ),
    ]
  const found = [
    ...faultsOfOrder(leaf, others, chain, expected),
    ...(expected.purpose === 'eap' ? faultsOfUse(leaf) : faultsOfUses(leaf, expected)),
    ...(expected.purpose === 'eap' ? faultsOfName(leaf, expected) : faultsOfServerName(leaf, expected)),
    ...chain.flatMap((one, at) => faultsOfOne(one, at, expected)),
    ...(expected.purpose === 'eap' ? faultsOfRevocation(leaf) : []),
    ...(expected.isTrusted === false ? [untrusted(expected)] : []),
  ]
  return found.toSorted((one, other) => ORDER.indexOf(one.weight) - ORDER.indexOf(other.weight))
}

const stops = (code: string, words: string): CertificateFault => ({ code, weight: 'stops', words })
const warns = (code: string, words: string): CertificateFault => ({ code, weight: 'warns', words })
const remark = (code: string, words: string): CertificateFault => ({ code, weight: 'remark', words })

const untrusted = ({ purpose }: Expected): CertificateFault =>
  stops(
    'untrusted',
    purpose === 'eap'
      ? 'No authority that the profiles tell devices to trust stands behind this certificate. Give the server the certificate of that authority and those between, or record the new authority.'
      : 'No authority that the federation trusts for RadSec stands behind this certificate. Get one from that authority, or record the new one.',
  )

/** Who looks at it. */
const READER = { eap: 'device', radsec: 'server' } as const

/** What one is called in a sentence: its common name, or its whole subject. */
const called = (one: CertificateFacts): string => one.commonNames[0] ?? (one.subject || 'without a name')

function faultsOfOrder(
  leaf: CertificateFacts,
  others: readonly CertificateFacts[],
  chain: readonly CertificateFacts[],
  { purpose }: Expected,
): CertificateFault[] {
  const found: CertificateFault[] = []
  if (leaf.isAuthority === true)
    found.push(
      stops(
        'authority-first',
        'The first certificate is that of an authority, not of the server. Put the server’s own first, then those between.',
      ),
    )
  const servers = others.filter((one) => one.isAuthority === false)
  if (servers.length > 0)
    found.push(
      warns(
        'several-servers',
        `It shows ${servers.length + 1} server certificates. Leave only the one in use, then those between it and its authority.`,
      ),
    )
  const torn = chain.findIndex((one, at) => at + 1 < chain.length && one.issuer !== chain[at + 1]?.subject)
  if (torn >= 0)
    found.push(
      warns(
        'order',
        `The certificates are not in order: after ${called(chain[torn]!)} should come that of its issuer, ${chain[torn]!.issuer}. Some ${READER[purpose]}s stop there.`,
      ),
    )
  const forged = chain.find(
    (one, at) => one.isSignedByNext === false && one.issuer === chain[at + 1]?.subject,
  )
  if (forged !== undefined)
    found.push(
      stops(
        'not-signed',
        `The certificate that follows ${called(forged)} has the name of its issuer, but another key. Put the one that signed it.`,
      ),
    )
  if (leaf.isSelfIssued)
    found.push(
      warns(
        'self-signed',
        `The server’s certificate signed itself: when it is renewed every ${READER[purpose]} must be told. Use one of an authority of your own.`,
      ),
    )
  else if (purpose === 'eap' && others.some((one) => one.isSelfIssued))
    found.push(
      remark(
        'root-sent',
        'It sends the root certificate too. Devices have their own; leave it away and logins have one packet less.',
      ),
    )
  return found
}

const faultsOfUse = (leaf: CertificateFacts): CertificateFault[] =>
  leaf.usages?.includes('serverAuth') === true
    ? []
    : [
        stops(
          'no-server-usage',
          'It does not say that it is for servers (extended key usage serverAuth, 1.3.6.1.5.5.7.3.1). Windows and Apple devices refuse it. Have it issued again with that usage.',
        ),
      ]

/** RadSec servers check with OpenSSL: a certificate that names no usage is taken for all of them. */
function faultsOfUses(leaf: CertificateFacts, { does = 'both' }: Expected): CertificateFault[] {
  const lacks = (usage: string): boolean => leaf.usages !== null && !leaf.usages.includes(usage)
  return [
    ...(does !== 'visited' && lacks('serverAuth')
      ? [
          stops(
            'no-server-usage',
            'It may not be used to answer other servers (extended key usage serverAuth, 1.3.6.1.5.5.7.3.1): they refuse it when they ask. Have it issued again with that usage.',
          ),
        ]
      : []),
    ...(does !== 'home' && lacks('clientAuth')
      ? [
          stops(
            'no-client-usage',
            'It may not be used to ask other servers (extended key usage clientAuth, 1.3.6.1.5.5.7.3.2): they refuse it when it asks. With RadSec each side asks and answers. Have it issued again with both.',
          ),
        ]
      : []),
  ]
}

/** Whether other servers know it: they compare its first common name, letter by letter. */
export const bearsName = (
  leaf: Pick<CertificateFacts, 'commonNames'>,
  names: readonly string[] | null,
): boolean => names === null || names.length === 0 || names.includes(leaf.commonNames[0] ?? '')

function faultsOfServerName(leaf: CertificateFacts, { names }: Expected): CertificateFault[] {
  const wanted = names ?? []
  if (!bearsName(leaf, names))
    return [
      stops(
        'name-mismatch',
        `Its common name is ${leaf.commonNames[0] ?? 'missing'}, but other servers look for ${wanted.join(' or ')} there and refuse it. Have it issued for that name, or change the name of the server in the register.`,
      ),
    ]
  return wanted.length === 0 || leaf.names.some((name) => wanted.includes(name))
    ? []
    : [
        warns(
          'no-alternative-name',
          'Its name stands only as common name. Newer servers look among the alternative names (subjectAltName). Have it issued again with it there too.',
        ),
      ]
}

function faultsOfName(leaf: CertificateFacts, { names }: Expected): CertificateFault[] {
  const found: CertificateFault[] = []
  const own = namesOf(leaf)
  if (own.length === 0)
    found.push(stops('no-name', 'It bears no name at all. Have it issued for the server’s name.'))
  else if (leaf.names.length === 0)
    found.push(
      warns(
        'no-alternative-name',
        `Its name ${own[0]} stands only as common name. Newer devices look among the alternative names (subjectAltName). Have it issued again with it there.`,
      ),
    )
  if (leaf.commonNames.length > 1)
    found.push(
      warns(
        'several-common-names',
        'It has more than one common name. Some devices look only at the first or at the last.',
      ),
    )
  const starred = own.find((name) => name.includes('*'))
  if (starred !== undefined)
    found.push(
      warns(
        'wildcard',
        `${starred} stands for many names. Some Windows devices refuse that for Wi-Fi. Use the full name.`,
      ),
    )
  const strange = own.find((name) => !name.includes('*') && !HOST_NAME.test(name))
  if (strange !== undefined)
    found.push(
      warns(
        'not-a-host-name',
        `“${strange}” is not the full name of a host. Some devices refuse it. Use one like radius.council.gov.uk.`,
      ),
    )
  if (names !== null && names.length > 0) found.push(...faultsOfMatch(own, leaf, names))
  return found
}

function faultsOfMatch(
  own: readonly string[],
  leaf: CertificateFacts,
  names: readonly string[],
): CertificateFault[] {
  const wanted = names.map((name) => name.toLowerCase())
  if (!own.some((name) => wanted.includes(name)))
    return [
      stops(
        'name-mismatch',
        `It is for ${own.join(', ') || 'no name'}, but ${wanted.join(' or ')} is expected. Have it issued for that name, or change the name that devices are told.`,
      ),
    ]
  const isWhole =
    leaf.names.some((name) => wanted.includes(name)) &&
    leaf.commonNames.every((name) => wanted.includes(name.toLowerCase()))
  return isWhole
    ? []
    : [
        warns(
          'name-partial',
          'The name that devices look for stands only in one of its two places, common name and alternative names. Some devices look in the other.',
        ),
      ]
}

/** The names a certificate is for: the alternative ones, or else the common ones. */
export const namesOf = (one: Pick<CertificateFacts, 'names' | 'commonNames'>): readonly string[] =>
  one.names.length > 0 ? one.names : one.commonNames.map((name) => name.toLowerCase())

function faultsOfOne(one: CertificateFacts, at: number, expected: Expected): CertificateFault[] {
  const { purpose } = expected
  const which = at === 0 ? 'The server’s certificate' : `The authority’s certificate ${called(one)}`
  // Nobody looks at how a root signed itself.
  const isRoot = at > 0 && one.isSelfIssued
  return [
    ...(isRoot ? [] : weakSignature(one, which, purpose)),
    ...weakKey(one, which, purpose),
    ...faultsOfTime(one, which, at, expected),
    ...(at > 0 && one.isAuthority === null
      ? [
          stops(
            'no-constraints',
            `${which} does not say that it is one (basicConstraints). No ${READER[purpose]} takes it for an authority.`,
          ),
        ]
      : []),
  ]
}

type Purpose = Expected['purpose']

function weakSignature(one: CertificateFacts, which: string, purpose: Purpose): CertificateFault[] {
  const digest = /^(md\d|sha1)/.exec(one.signature)?.[1]
  return digest === undefined
    ? []
    : [
        stops(
          'weak-signature',
          `${which} is signed with ${digest === 'sha1' ? 'SHA-1' : digest.toUpperCase()}, which can be forged; ${READER[purpose]}s refuse it. Have it issued again with SHA-256.`,
        ),
      ]
}

function weakKey(one: CertificateFacts, which: string, purpose: Purpose): CertificateFault[] {
  if (one.keyBits === 0)
    return [
      warns(
        'unknown-key',
        `${which} has a key of a kind that we do not know (${one.keyKind}). Others may not either.`,
      ),
    ]
  const least = one.keyKind === 'rsa' || one.keyKind === 'dsa' ? LEAST_RSA_BITS : LEAST_CURVE_BITS
  return one.keyBits >= least
    ? []
    : [
        stops(
          'short-key',
          `${which} has a key of ${one.keyBits} bits; ${least} is the least that ${READER[purpose]}s take. Make a new key and have it issued again.`,
        ),
      ]
}

const DAY_MILLISECONDS = 86_400_000

/** Whole days from one moment to another, rounded down: 0 on the last day, negative once it is over. */
export const daysBetween = (from: Temporal.Instant, until: Temporal.Instant): number =>
  Math.floor((until.epochMilliseconds - from.epochMilliseconds) / DAY_MILLISECONDS)

function faultsOfTime(
  one: CertificateFacts,
  which: string,
  at: number,
  { now, purpose }: Expected,
): CertificateFault[] {
  const left = daysBetween(now, one.notAfter)
  if (Temporal.Instant.compare(one.notAfter, now) < 0)
    return [
      stops(
        'expired',
        `${which} ended on ${formatDate(londonDate(one.notAfter))}. Put a new one in place now.`,
      ),
    ]
  if (Temporal.Instant.compare(one.notBefore, now) > 0)
    return [
      stops(
        'not-yet',
        `${which} begins only on ${formatDate(londonDate(one.notBefore))}. Use the former one until then, or look at the clock of the machine that made it.`,
      ),
    ]
  return [
    ...(left <= SOON_DAYS
      ? [
          warns(
            'ends-soon',
            `${which} ends on ${formatDate(londonDate(one.notAfter))}. Have the next one ready before.`,
          ),
        ]
      : []),
    ...(purpose === 'eap' && at === 0 && daysBetween(one.notBefore, one.notAfter) > MOST_DAYS
      ? [
          remark(
            'long-lived',
            `It is valid for ${daysBetween(one.notBefore, one.notAfter)} days. More than ${MOST_DAYS} is refused by some devices.`,
          ),
        ]
      : []),
  ]
}

function faultsOfRevocation(leaf: CertificateFacts): CertificateFault[] {
  if (leaf.revocationPoints.length === 0)
    return [
      remark(
        'no-revocation-point',
        'It does not say where it would be revoked (CRL distribution point). Some Windows devices want that.',
      ),
    ]
  const reachable = leaf.revocationPoints.some((point) => /^http:\/\//i.test(point))
  return reachable
    ? []
    : [
        warns(
          'revocation-point-not-http',
          `Its revocation list is at ${leaf.revocationPoints[0]}, which a device without a network yet cannot ask. Use an http:// address.`,
        ),
      ]
}
