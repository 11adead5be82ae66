// Certificates written as DER (RFC 5280, section 4.1), so that no program is needed and one may be made on the spot: for a
// demonstration, for a rehearsal, and for tests, right and wrong.
import { randomBytes, sign, type KeyObject } from 'node:crypto'

/** Whoever signs: the name as `commonName` writes it, and the private key. */
export type Maker = { readonly name: Buffer; readonly key: KeyObject }

export type Sketch = {
  readonly subject: Buffer
  /** The public key of whoever it is for. */
  readonly holder: KeyObject
  readonly from: Temporal.Instant
  readonly until: Temporal.Instant
  readonly extensions: readonly Buffer[]
  /** What goes with the maker's key: an AlgorithmIdentifier, and the digest that it names. */
  readonly algorithm: Buffer
  readonly digest: 'sha256' | 'sha1'
}

/** A certificate of version 3, as DER, with a serial number of its own. */
export function writeCertificate(by: Maker, sketch: Sketch): Buffer {
  const serial = randomBytes(12)
  // Positive, and never shortened.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    tagged(0x02, serial),
    sketch.algorithm,
    by.name,
    sequence(moment(sketch.from), moment(sketch.until)),
    sketch.subject,
    sketch.holder.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...sketch.extensions)),
  )
  const signature = Buffer.concat([Buffer.of(0), sign(sketch.digest, body, by.key)])
  return sequence(body, sketch.algorithm, tagged(0x03, signature))
}

/** The extensions of an authority: for certificates and lists of revoked ones only. */
export const authorityExtensions = (): readonly Buffer[] => [
  extension('2.5.29.19', sequence(tagged(0x01, Buffer.of(0xff))), true),
  extension('2.5.29.15', tagged(0x03, Buffer.of(1, 0b0000_0110)), true),
]

/** That it is nobody's authority. */
export const noAuthority = (): Buffer => extension('2.5.29.19', sequence(), true)

export const extension = (id: string, content: Buffer, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [tagged(0x01, Buffer.of(0xff))] : []), tagged(0x04, content))

/** A distinguished name of a common name alone. */
export const commonName = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(name)))))

export const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts))

export function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const size =
    length < 0x1_00
      ? [0x81, length]
      : length < 0x1_0000
        ? [0x82, length >> 8, length & 0xff]
        : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = rest.flatMap((part) => {
    const sevens = [part & 0x7f]
    for (let left = part >> 7; left > 0; left >>= 7) sevens.unshift((left & 0x7f) | 0x80)
    return sevens
  })
  return tagged(0x06, Buffer.of(first * 40 + second, ...bytes))
}

// GeneralizedTime from 2050 on, UTCTime before (4.1.2.5).
function moment(at: Temporal.Instant): Buffer {
  const digits = `${at.toString({ smallestUnit: 'second' }).replaceAll(/[-:TZ]/g, '')}Z`
  return digits < '2050' ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}
