// Whatever a stranger sends as a certificate: it is read or refused in words, quickly, and nothing else happens.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#platform/errors/index.ts'
import { testAuthority } from '#test/support/certificates.ts'
import { pemBlocks, readCertificate } from './certificates.ts'
import { bitsOf, childrenOf, elementAt, momentOf, oidOf, onlyElement, textOf } from './der.ts'

/** Reads, or refuses as unreadable; anything else fails the test. */
function readOrRefuse<R>(read: () => R): R | undefined {
  try {
    return read()
  } catch (error) {
    assert.ok(error instanceof Refusal && error.code === 'roaming.certificate.unreadable', String(error))
    return undefined
  }
}

const bytes = fc.uint8Array({ maxLength: 400 })

test('any bytes are read or refused, and what is read lies within them', () => {
  fc.assert(
    fc.property(bytes, (given) => {
      const element = readOrRefuse(() => elementAt(given))
      if (element !== undefined) {
        assert.ok(element.whole.length <= given.length)
        const children = readOrRefuse(() => childrenOf(element)) ?? []
        const inside = children.reduce((sum, child) => sum + child.whole.length, 0)
        assert.ok(inside <= element.content.length)
        for (const read of [oidOf, bitsOf, momentOf, textOf]) readOrRefuse(() => read(element))
      }
      readOrRefuse(() => onlyElement(given))
      readOrRefuse(() => readCertificate(given))
    }),
    { numRuns: 500 },
  )
})

const good = pemBlocks(
  testAuthority().issue({
    names: ['radius.medway.gov.uk'],
    usages: ['server', 'client'],
    revocations: 'http://crl.example/one.crl',
  }).certificate,
)[0]!.der

test('a certificate with bytes changed, cut off or added is read or refused', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), { maxLength: 6 }),
      fc.nat({ max: good.length }),
      (changes, length) => {
        const changed = Uint8Array.from(good)
        for (const [at, byte] of changes) changed[at] = byte
        const words = readOrRefuse(() => readCertificate(changed))
        // What goes into the database and on pages holds nothing that breaks them.
        if (words !== undefined) assert.doesNotMatch(`${words.subject}${words.issuer}`, /\p{Cc}/u)
        readOrRefuse(() => readCertificate(changed.subarray(0, length)))
        readOrRefuse(() => readCertificate(Uint8Array.from([...changed, 0])))
      },
    ),
    { numRuns: 500 },
  )
})

test('a length that claims more than is there, or has no end, is refused', () => {
  for (const given of [
    [0x30],
    [0x30, 0x80, 0, 0],
    [0x30, 0x05, 1],
    [0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
    [0x30, 0x82, 0x01],
    [0x1f, 0x81, 0x01, 0],
  ])
    assert.equal(
      readOrRefuse(() => elementAt(Uint8Array.from(given))),
      undefined,
    )
})
