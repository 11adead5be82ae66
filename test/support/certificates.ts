// Certificates for tests, right and deliberately wrong: written here as DER, so that no program is needed and a
// certificate may begin in the past, be too short or lack what it should have.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'

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

type Maker = { readonly name: Buffer; readonly key: KeyObject }

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
    extensions: [
      extension('2.5.29.19', sequence(tagged(0x01, Buffer.of(0xff))), true),
      extension('2.5.29.15', tagged(0x03, Buffer.of(1, 0b0000_0110)), true),
    ],
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
    extension('2.5.29.19', sequence(), true),
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

// RFC 5280, section 4.1.
function certificate(by: Maker, holder: KeyObject, sketch: Sketch): string {
  const algorithm = sequence(oid(SIGNATURES[sketch.digest]), tagged(0x05, Buffer.alloc(0)))
  const until = new Date(sketch.startsAt.getTime() + sketch.days * 86_400_000)
  const serial = randomBytes(12)
  serial[0] = (serial[0]! & 0x3f) | 0x40
  const tbs = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    tagged(0x02, serial),
    algorithm,
    by.name,
    sequence(instant(sketch.startsAt), instant(until)),
    sketch.subject,
    holder.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...sketch.extensions)),
  )
  const signature = Buffer.concat([Buffer.of(0), sign(sketch.digest, tbs, by.key)])
  const der = sequence(tbs, algorithm, tagged(0x03, signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const size =
    length < 0x1_00
      ? Buffer.of(0x81, length)
      : length < 0x1_0000
        ? Buffer.of(0x82, length >> 8, length & 0xff)
        : Buffer.of(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff)
  return Buffer.concat([Buffer.of(tag), size, content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts))

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = rest.flatMap((part) => {
    const sevens = [part & 0x7f]
    for (let left = part >> 7; left > 0; left >>= 7) sevens.unshift((left & 0x7f) | 0x80)
    return sevens
  })
  return tagged(0x06, Buffer.of(first * 40 + second, ...bytes))
}

const nameOf = (commonName: string): Buffer =>
  sequence(tagged(0x31, sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(commonName)))))

// GeneralizedTime after 2049, UTCTime before (RFC 5280, 4.1.2.5).
function instant(at: Date): Buffer {
  const digits = `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
  return at.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2)))
    : tagged(0x18, Buffer.from(digits))
}

const extension = (id: string, content: Buffer, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [tagged(0x01, Buffer.of(0xff))] : []), tagged(0x04, content))

const alternative = (name: string): Buffer => tagged(name.includes('@') ? 0x81 : 0x82, Buffer.from(name))

const pointTo = (address: string): Buffer =>
  sequence(sequence(tagged(0xa0, tagged(0xa0, tagged(0x86, Buffer.from(address))))))

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
