// Certificates for tests, right and deliberately wrong: a certificate may begin in the past, be too short or lack what it
// should have.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  authorityExtensions,
  commonName as nameOf,
  extension,
  noAuthority,
  oid,
  sequence,
  tagged,
  writeCertificate,
  type Maker,
} from '#platform/radius/certificate-writing.ts'

export type Usage = 'server' | 'client' | 'email'

export type Wanted = {
  /** Names in the subjectAltName: DNS names, or a mail address. */
  readonly names?: readonly string[]
  /** Extended key usages; none at all when empty. A server's by default. */
  readonly usages?: readonly Usage[]
  readonly days?: number
  /** Of an RSA key; 2,048 by default. */
  readonly bits?: number
  /** Takes the key of an earlier one, as a renewal does; a new key takes a twentieth of a second to make. */
  readonly keyOf?: Issued
  readonly commonName?: string
  /** An hour ago by default, because clocks of a test may stand where it began; '2020-01-01T00:00:00Z' with 30 days makes an expired one. */
  readonly startsAt?: string
  readonly digest?: 'sha256' | 'sha1'
  /** Where its list of revoked certificates lies. */
  readonly revocations?: string
}

export type Issued = { readonly certificate: string; readonly key: string }

export type TestAuthority = Issued & {
  /** Its own certificate, for those who are to trust it. */
  readonly pem: string
  issue(wanted: Wanted): Issued
  /** An authority under this one; hand its pem over after the certificate that it issued. */
  below(commonName: string): TestAuthority
}

const kept = new Map<string, TestAuthority>()

/** An authority of this process, the same for the same name; its key takes a tenth of a second to make. */
export function testAuthority(commonName = 'Test authority'): TestAuthority {
  const known = kept.get(commonName)
  if (known !== undefined) return known
  const made = authority(commonName, undefined)
  kept.set(commonName, made)
  return made
}

function authority(commonName: string, above: Maker | undefined): TestAuthority {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const own: Maker = { name: nameOf(commonName), key: privateKey }
  const pem = certificate(above ?? own, publicKey, {
    subject: own.name,
    startsAt: new Date(Date.now() - 86_400_000),
    days: 3650,
    digest: 'sha256',
    extensions: authorityExtensions(),
  })
  const issued = new Map<string, Issued>()
  return {
    pem,
    certificate: pem,
    key: pemOf(privateKey),
    issue(wanted) {
      const asked = JSON.stringify(wanted)
      const known = issued.get(asked) ?? issue(own, wanted)
      issued.set(asked, known)
      return known
    },
    below: (name) => authority(name, own),
  }
}

function issue(by: Maker, wanted: Wanted): Issued {
  const privateKey =
    wanted.keyOf === undefined
      ? generateKeyPairSync('rsa', { modulusLength: wanted.bits ?? 2048 }).privateKey
      : createPrivateKey(wanted.keyOf.key)
  const publicKey = createPublicKey(privateKey)
  const names = wanted.names ?? []
  const usages = wanted.usages ?? ['server']
  const extensions = [
    noAuthority(),
    extension('2.5.29.15', tagged(0x03, Buffer.of(5, 0b1010_0000)), true),
    ...(usages.length === 0
      ? []
      : [extension('2.5.29.37', sequence(...usages.map((usage) => oid(USAGES[usage]))))]),
    ...(names.length === 0 ? [] : [extension('2.5.29.17', sequence(...names.map(alternative)))]),
    ...(wanted.revocations === undefined ? [] : [extension('2.5.29.31', pointTo(wanted.revocations))]),
  ]
  return {
    key: pemOf(privateKey),
    certificate: certificate(by, publicKey, {
      subject: nameOf(wanted.commonName ?? names[0] ?? 'nobody'),
      startsAt: wanted.startsAt === undefined ? new Date(Date.now() - 3_600_000) : new Date(wanted.startsAt),
      days: wanted.days ?? 365,
      digest: wanted.digest ?? 'sha256',
      extensions,
    }),
  }
}

const USAGES: Readonly<Record<Usage, string>> = {
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
  email: '1.3.6.1.5.5.7.3.4',
}
const SIGNATURES = { sha256: '1.2.840.113549.1.1.11', sha1: '1.2.840.113549.1.1.5' } as const

type Sketch = {
  readonly subject: Buffer
  readonly startsAt: Date
  readonly days: number
  readonly digest: 'sha256' | 'sha1'
  readonly extensions: readonly Buffer[]
}

function certificate(by: Maker, holder: KeyObject, { startsAt, days, digest, ...sketch }: Sketch): string {
  const from = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime())
  const der = writeCertificate(by, {
    ...sketch,
    holder,
    from,
    until: from.add({ hours: 24 * days }),
    digest,
    algorithm: sequence(oid(SIGNATURES[digest]), tagged(0x05, Buffer.alloc(0))),
  })
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

const alternative = (name: string): Buffer => tagged(name.includes('@') ? 0x81 : 0x82, Buffer.from(name))

const pointTo = (address: string): Buffer =>
  sequence(sequence(tagged(0xa0, tagged(0xa0, tagged(0x86, Buffer.from(address))))))

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
