// A certificate authority made on the spot, for the demonstration and for a rehearsal: nobody else trusts it. Written as
// DER (RFC 5280, section 4.1), so that no program is needed.
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { pemOf } from './rules/certificates.ts'

export type Issued = { readonly certificate: string; readonly key: string }

type Life = { readonly from: Temporal.Instant; readonly days: number }

/** An authority of its own, with its key. */
export function makeAuthority(name: string, life: Life): Issued {
  const { privateKey, publicKey } = newKey()
  const extensions = [
    // An authority, for certificates and lists of revoked ones only.
    extension('2.5.29.19', sequence(tagged(0x01, Buffer.of(0xff))), true),
    extension('2.5.29.15', tagged(0x03, Buffer.of(1, 0b0000_0110)), true),
  ]
  return {
    certificate: written({ name, key: privateKey }, { name, holder: publicKey, extensions, ...life }),
    key: keyText(privateKey),
  }
}

/** A server's certificate under an authority: devices and other servers take it, as a client's too for RadSec. */
export function issueServer(
  by: Issued & { readonly name: string },
  { names, ...life }: Life & { readonly names: readonly [string, ...string[]] },
): Issued {
  const { privateKey, publicKey } = newKey()
  const alternatives = names.map((one) => tagged(0x82, Buffer.from(one)))
  const extensions = [
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', tagged(0x03, Buffer.of(7, 0b1000_0000)), true),
    extension('2.5.29.37', sequence(oid(SERVER_AUTH), oid(CLIENT_AUTH))),
    extension('2.5.29.17', sequence(...alternatives)),
  ]
  const maker = { name: by.name, key: createPrivateKey(by.key) }
  return {
    certificate: written(maker, { name: names[0], holder: publicKey, extensions, ...life }),
    key: keyText(privateKey),
  }
}

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'
const ECDSA_SHA256 = '1.2.840.10045.4.3.2'

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

const keyText = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

type Sketch = Life & {
  readonly name: string
  readonly holder: KeyObject
  readonly extensions: readonly Buffer[]
}

function written(by: { readonly name: string; readonly key: KeyObject }, sketch: Sketch): string {
  const algorithm = sequence(oid(ECDSA_SHA256))
  const serial = randomBytes(12)
  // Positive, and never shortened.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    tagged(0x02, serial),
    algorithm,
    named(by.name),
    sequence(moment(sketch.from), moment(sketch.from.add({ hours: 24 * sketch.days }))),
    named(sketch.name),
    sketch.holder.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...sketch.extensions)),
  )
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', body, by.key)])
  return pemOf(sequence(body, algorithm, tagged(0x03, signature)))
}

const named = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(name)))))

// GeneralizedTime from 2050 on, UTCTime before (4.1.2.5).
function moment(at: Temporal.Instant): Buffer {
  const digits = `${at.toString({ smallestUnit: 'second' }).replaceAll(/[-:TZ]/g, '')}Z`
  return digits < '2050' ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}

const extension = (id: string, content: Buffer, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [tagged(0x01, Buffer.of(0xff))] : []), tagged(0x04, content))

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts))

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const size = length < 0x1_00 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff)
  return Buffer.concat([Buffer.of(tag), size, content])
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = rest.flatMap((part) => {
    const sevens = [part & 0x7f]
    for (let left = part >> 7; left > 0; left >>= 7) sevens.unshift((left & 0x7f) | 0x80)
    return sevens
  })
  return tagged(0x06, Buffer.of(first * 40 + second, ...bytes))
}
