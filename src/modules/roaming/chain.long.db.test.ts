// Reading chains of certificates and saying what is wrong with them, after the catalogue of eduroam CAT; held against
// OpenSSL's own reading.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { systemClock } from '#platform/time/index.ts'
import { testAuthority, type Wanted } from '#test/support/certificates.ts'
import { judgeChain, leadsTo, readChain } from './chain.ts'
import { holdsPrivateKey } from './rules/certificates.ts'
import { refuseAuthority } from './rules/trust.ts'

// The authorities of tests are made as of today.
const NOW = systemClock.now()
const NAME = 'radius.medway.gov.uk'
const authority = testAuthority('Medway CA')
const stranger = testAuthority('Another CA')
const GOOD: Wanted = { names: [NAME], revocations: 'http://crl.medway.gov.uk/1.crl' }

type Judging = {
  names?: readonly string[] | null
  trusted?: readonly string[]
  purpose?: 'eap' | 'radsec'
  does?: 'home' | 'visited' | 'both'
}

const codesOf = (chain: readonly string[], more: Judging = {}): readonly string[] =>
  judgeChain(chain, {
    purpose: more.purpose ?? 'eap',
    now: NOW,
    names: more.names === undefined ? [NAME] : more.names,
    authorities: more.trusted ?? [authority.pem],
    ...(more.does === undefined ? {} : { does: more.does }),
  }).faults.map((fault) => `${fault.weight} ${fault.code}`)

const issued = (wanted: Wanted): string => authority.issue({ ...GOOD, ...wanted }).certificate

test('what is read agrees with OpenSSL', () => {
  for (const pem of [
    authority.pem,
    issued({}),
    issued({ bits: 1024, digest: 'sha1', usages: ['client', 'email'] }),
  ]) {
    const [read] = readChain([pem])
    const by = new X509Certificate(pem)
    assert.ok(read)
    assert.equal(read.fingerprint, by.fingerprint256.replaceAll(':', '').toLowerCase())
    assert.equal(read.subject, by.subject.replaceAll('\n', ', '))
    assert.equal(read.issuer, by.issuer.replaceAll('\n', ', '))
    assert.equal(read.notAfter.epochMilliseconds, by.validToDate.getTime())
    assert.equal(read.notBefore.epochMilliseconds, by.validFromDate.getTime())
    assert.equal(read.isAuthority ?? false, by.ca)
    assert.equal(read.keyBits, by.publicKey.asymmetricKeyDetails?.modulusLength)
    assert.equal(read.names.map((name) => `DNS:${name}`).join(', '), by.subjectAltName ?? '')
    assert.equal(read.usages?.length ?? 0, by.keyUsage?.length ?? 0)
  }
  assert.deepEqual(readChain([issued({})])[0]?.revocationPoints, ['http://crl.medway.gov.uk/1.crl'])
})

test('a good chain has nothing wrong with it', () => {
  assert.deepEqual(codesOf([issued({})]), [])
  const between = authority.below('Between')
  assert.deepEqual(codesOf([between.issue(GOOD).certificate, between.pem]), [])
  assert.deepEqual(codesOf([issued({ usages: ['server', 'client'] })], { purpose: 'radsec' }), [])
})

test('each thing that may be wrong is said', () => {
  const between = authority.below('Between two')
  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ['stops no-certificate', []],
    ['stops no-server-usage', codesOf([issued({ usages: ['client'] })])],
    ['stops no-server-usage', codesOf([issued({ usages: [] })])],
    ['stops weak-signature', codesOf([issued({ digest: 'sha1' })])],
    ['stops short-key', codesOf([issued({ bits: 1024 })])],
    ['stops expired', codesOf([issued({ startsAt: '2020-01-01T00:00:00Z', days: 30 })])],
    ['stops not-yet', codesOf([issued({ startsAt: NOW.add({ hours: 240 }).toString(), days: 30 })])],
    ['warns ends-soon', codesOf([issued({ days: 20 })])],
    ['remark long-lived', codesOf([issued({ days: 800 })])],
    ['stops name-mismatch', codesOf([issued({ names: ['radius.dover.gov.uk'] })])],
    ['warns name-partial', codesOf([issued({ commonName: 'Medway' })])],
    ['warns wildcard', codesOf([issued({ names: ['*.medway.gov.uk'] })], { names: null })],
    ['warns not-a-host-name', codesOf([issued({ names: ['radius'] })], { names: null })],
    ['warns no-alternative-name', codesOf([issued({ names: [], commonName: NAME })])],
    ['remark root-sent', codesOf([issued({}), authority.pem])],
    ['warns several-servers', codesOf([issued({}), issued({ days: 300 })])],
    ['warns order', codesOf([between.issue(GOOD).certificate, authority.pem, between.pem])],
    ['stops authority-first', codesOf([between.pem, between.issue(GOOD).certificate])],
    ['stops untrusted', codesOf([issued({})], { trusted: [stranger.pem] })],
    ['stops no-client-usage', codesOf([issued({})], { purpose: 'radsec' })],
    ['warns revocation-point-not-http', codesOf([issued({ revocations: 'ldap://directory/crl' })])],
    ['remark no-revocation-point', codesOf([authority.issue({ names: [NAME], days: 200 }).certificate])],
  ]
  assert.deepEqual(codesOf([]), ['stops no-certificate'])
  for (const [code, found] of wrong.slice(1))
    assert.ok(found.includes(code), `${code} is not among ${found.join(', ')}`)
})

test('between servers other things count: both usages, the common name, and no list of what is revoked', () => {
  const radsec = (wanted: Wanted, more: Judging = {}) =>
    codesOf([authority.issue({ names: [NAME], usages: ['server', 'client'], ...wanted }).certificate], {
      purpose: 'radsec',
      ...more,
    })
  assert.deepEqual(radsec({ days: 800 }), [], 'no list, and a long life')
  assert.deepEqual(radsec({ usages: [] }), [], 'without a word it may be used for both')
  assert.deepEqual(radsec({ usages: ['client'] }), ['stops no-server-usage'])
  assert.deepEqual(radsec({ usages: ['client'] }, { does: 'visited' }), [], 'nobody asks it')
  assert.deepEqual(radsec({ usages: ['server'] }), ['stops no-client-usage'])
  assert.deepEqual(radsec({ usages: ['server'] }, { does: 'home' }), [], 'it asks nobody')
  assert.deepEqual(radsec({ commonName: 'Medway' }), ['stops name-mismatch'], 'the other name does not count')
  assert.deepEqual(radsec({ names: [], commonName: NAME }), ['warns no-alternative-name'])
  assert.deepEqual(radsec({}, { trusted: [stranger.pem] }), ['stops untrusted'])
})

test('the worst is said first', () => {
  const found = codesOf([issued({ days: 800, digest: 'sha1' }), authority.pem])
  assert.equal(found[0], 'stops weak-signature')
  assert.ok(found.at(-1)?.startsWith('remark'))
})

test('a chain leads to what is trusted by its signatures, not by its names', () => {
  const forged = testAuthority('Somebody else').below('Between three')
  const real = authority.below('Between three')
  const leaf = real.issue(GOOD).certificate
  const trust = readChain([authority.pem])
  assert.equal(leadsTo(readChain([leaf, real.pem]), trust), true)
  assert.equal(leadsTo(readChain([leaf, forged.pem]), trust), false)
  assert.equal(leadsTo(readChain([leaf]), trust), false, 'what lies between is missing')
  assert.equal(leadsTo(readChain([leaf]), []), null)
  assert.ok(codesOf([leaf, forged.pem]).includes('stops not-signed'))
})

test('what cannot be read is left out, and a private key is known whatever is torn off it', () => {
  const torn = issued({}).replace(/\n[A-Za-z0-9+/=]+\n-----END/, '\n-----END')
  assert.deepEqual(readChain([torn, 'no certificate', '']), [])
  assert.equal(holdsPrivateKey(authority.key), true)
  assert.equal(holdsPrivateKey('-----BEGIN RSA PRIVATE KEY-----\nMII'), true)
  assert.equal(holdsPrivateKey(authority.pem), false)
})

test('only a sound authority may be trusted', () => {
  const whyNot = (pem: string) => refuseAuthority(readChain([pem])[0]!, NOW)
  assert.equal(whyNot(authority.pem), null)
  assert.match(whyNot(issued({})) ?? '', /not an authority/)
})
