// What a certificate says (RFC 5280), read from its bytes. Digests and signatures are no part of this: `readChain` in
// ../chain.ts adds them. What is wrong with a chain stands in ./chain-faults.ts.
import {
  bitsOf,
  bytesOfBits,
  childrenOf,
  elementAt,
  inContext,
  momentOf,
  oidOf,
  onlyElement,
  partsOf,
  TAG,
  textOf,
  unreadable,
  type Element,
} from './der.ts'

/** What a certificate says of itself. */
export type CertificateWords = {
  readonly subject: string
  readonly issuer: string
  /** The common names of its subject. */
  readonly commonNames: readonly string[]
  /** Its DNS names (subjectAltName), lower case. */
  readonly names: readonly string[]
  readonly notBefore: Temporal.Instant
  readonly notAfter: Temporal.Instant
  /** 'rsa', 'ec', 'ed25519', or the OID of a kind that we do not know. */
  readonly keyKind: string
  /** 0 where it is not known. */
  readonly keyBits: number
  /** How its issuer signed it: 'sha256-rsa'. */
  readonly signature: string
  /** Extended key usages: 'serverAuth', or as an OID; null where it does not say. */
  readonly usages: readonly string[] | null
  /** basicConstraints: true, false, or null where it does not say. */
  readonly isAuthority: boolean | null
  readonly isSelfIssued: boolean
  /** Where its revocation list is. */
  readonly revocationPoints: readonly string[]
}

export type CertificateFacts = CertificateWords & {
  readonly pem: string
  /** SHA-256, lower-case hexadecimal. */
  readonly fingerprint: string
  /** Whether the next of the chain signed it; null for the last. */
  readonly isSignedByNext: boolean | null
}

const KEY_KINDS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.1': 'rsa',
  '1.2.840.113549.1.1.10': 'rsa',
  '1.2.840.10045.2.1': 'ec',
  '1.2.840.10040.4.1': 'dsa',
  '1.3.101.112': 'ed25519',
  '1.3.101.113': 'ed448',
}

const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2-rsa',
  '1.2.840.113549.1.1.3': 'md4-rsa',
  '1.2.840.113549.1.1.4': 'md5-rsa',
  '1.2.840.113549.1.1.5': 'sha1-rsa',
  '1.3.14.3.2.29': 'sha1-rsa',
  '1.2.840.113549.1.1.11': 'sha256-rsa',
  '1.2.840.113549.1.1.12': 'sha384-rsa',
  '1.2.840.113549.1.1.13': 'sha512-rsa',
  '1.2.840.113549.1.1.14': 'sha224-rsa',
  '1.2.840.10045.4.1': 'sha1-ecdsa',
  '1.2.840.10045.4.3.1': 'sha224-ecdsa',
  '1.2.840.10045.4.3.2': 'sha256-ecdsa',
  '1.2.840.10045.4.3.3': 'sha384-ecdsa',
  '1.2.840.10045.4.3.4': 'sha512-ecdsa',
  '1.2.840.10040.4.3': 'sha1-dsa',
  '2.16.840.1.101.3.4.3.2': 'sha256-dsa',
  '1.3.101.112': 'ed25519',
  '1.3.101.113': 'ed448',
}

const DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.4': 'sha224',
}

const USAGES: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.13': 'eapOverPPP',
  '1.3.6.1.5.5.7.3.14': 'eapOverLAN',
  '2.5.29.37.0': 'anyExtendedKeyUsage',
}

const NAME_PARTS: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
}

const CURVE_BITS: Readonly<Record<string, number>> = {
  '1.2.840.10045.3.1.1': 192,
  '1.2.840.10045.3.1.7': 256,
  '1.3.132.0.10': 256,
  '1.3.132.0.33': 224,
  '1.3.132.0.34': 384,
  '1.3.132.0.35': 521,
}

/** What the bytes of one certificate say; refuses what is none. */
export function readCertificate(der: Uint8Array): CertificateWords {
  const [toBeSigned, algorithm] = partsOf(onlyElement(der, TAG.sequence))
  const parts = partsOf(toBeSigned)
  // The version is only there when it is not the first.
  const [, , issuer, validity, subject, key] = parts[0]?.tag === inContext(0) ? parts.slice(1) : parts
  if (issuer === undefined || subject === undefined) return unreadable()
  const [from, until] = partsOf(validity)
  const named = nameParts(subject)
  return {
    subject: nameWords(named),
    issuer: nameWords(nameParts(issuer)),
    commonNames: named.flatMap((part) => (part.kind === 'CN' ? [part.value] : [])),
    notBefore: momentOf(from),
    notAfter: momentOf(until),
    ...keyOf(key),
    signature: signatureOf(algorithm),
    isSelfIssued: sameBytes(issuer.whole, subject.whole),
    ...extensionsOf(parts.find((part) => part.tag === inContext(3))),
  }
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at])

type NamePart = { readonly kind: string; readonly value: string }

function nameParts(name: Element): NamePart[] {
  return partsOf(name).flatMap((set) =>
    partsOf(set, TAG.set).map((pair) => {
      const [kind, value] = partsOf(pair)
      const oid = oidOf(kind)
      return { kind: NAME_PARTS[oid] ?? oid, value: textOf(value) }
    }),
  )
}

const nameWords = (parts: readonly NamePart[]): string =>
  parts.map(({ kind, value }) => `${kind}=${value.replaceAll(',', '\\,')}`).join(', ')

function keyOf(key: Element | undefined): { readonly keyKind: string; readonly keyBits: number } {
  const [algorithm, bits] = partsOf(key)
  const [oidElement, parameter] = partsOf(algorithm)
  const oid = oidOf(oidElement)
  const keyKind = KEY_KINDS[oid] ?? oid
  switch (keyKind) {
    case 'rsa':
      return { keyKind, keyBits: bitsOf(partsOf(onlyElement(bytesOfBits(bits)))[0]) }
    case 'ec':
      return { keyKind, keyBits: parameter?.tag === TAG.oid ? (CURVE_BITS[oidOf(parameter)] ?? 0) : 0 }
    case 'dsa':
      return { keyKind, keyBits: parameter === undefined ? 0 : bitsOf(partsOf(parameter)[0]) }
    case 'ed25519':
      return { keyKind, keyBits: 256 }
    case 'ed448':
      return { keyKind, keyBits: 456 }
    default:
      return { keyKind, keyBits: 0 }
  }
}

function signatureOf(algorithm: Element | undefined): string {
  const [oidElement, parameters] = partsOf(algorithm)
  const oid = oidOf(oidElement)
  if (oid !== '1.2.840.113549.1.1.10') return SIGNATURES[oid] ?? oid
  // RSASSA-PSS names its digest in its parameters; without a word it is SHA-1 (RFC 4055 3.1).
  const digest =
    parameters?.tag === TAG.sequence
      ? childrenOf(parameters).find((part) => part.tag === inContext(0))
      : undefined
  if (digest === undefined) return 'sha1-pss'
  const digestOid = oidOf(partsOf(elementAt(digest.content))[0])
  return `${DIGESTS[digestOid] ?? digestOid}-pss`
}

type Extensions = Pick<CertificateWords, 'names' | 'usages' | 'isAuthority' | 'revocationPoints'>

function extensionsOf(wrapped: Element | undefined): Extensions {
  const found = new Map<string, Uint8Array>()
  if (wrapped !== undefined)
    for (const extension of partsOf(onlyElement(wrapped.content))) {
      const [oid, ...rest] = partsOf(extension)
      const value = rest.at(-1)
      if (value?.tag !== TAG.octets) return unreadable()
      found.set(oidOf(oid), value.content)
    }
  const partsIn = (oid: string): Element[] | null => {
    const bytes = found.get(oid)
    return bytes === undefined ? null : partsOf(onlyElement(bytes))
  }
  const constraints = partsIn('2.5.29.19')
  return {
    names: (partsIn('2.5.29.17') ?? [])
      .filter((name) => name.tag === inContext(2, false))
      .map((name) => textOf(name).toLowerCase()),
    usages:
      partsIn('2.5.29.37')
        ?.map((usage) => oidOf(usage))
        .map((oid) => USAGES[oid] ?? oid) ?? null,
    isAuthority:
      constraints === null
        ? null
        : constraints[0]?.tag === TAG.boolean && (constraints[0].content[0] ?? 0) !== 0,
    revocationPoints: (partsIn('2.5.29.31') ?? []).flatMap(pointsOf),
  }
}

/** The addresses of a distribution point: the full name of its name, of the kind URI. */
function pointsOf(point: Element): string[] {
  return partsOf(point)
    .filter((part) => part.tag === inContext(0))
    .flatMap(childrenOf)
    .filter((name) => name.tag === inContext(0))
    .flatMap(childrenOf)
    .filter((name) => name.tag === inContext(6, false))
    .map((name) => textOf(name))
}

// PEM

export type PemBlock = { readonly label: string; readonly der: Uint8Array }

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g

/** The blocks of a text in their order; text around them is passed over. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].map(([, label = '', body = '']) => ({
    label,
    der: Uint8Array.from(Buffer.from(body.replaceAll(/\s/g, ''), 'base64')),
  }))
}

/** Whether a text holds a private key, also a torn one: it is then kept nowhere (G7). */
export const holdsPrivateKey = (text: string): boolean => /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/i.test(text)

/** A certificate as PEM, in one spelling. */
export function pemOf(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
