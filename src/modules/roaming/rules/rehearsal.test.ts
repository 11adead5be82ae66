import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { issueServer, makeAuthority } from '../authority.ts'
import { readChain } from '../chain.ts'
import { faultsOfChain } from './chain-faults.ts'
import { accessPointOf, refuseElsewhere } from './rehearsal.ts'
import { refuseAuthority } from './trust.ts'

test('a rehearsal never stands in for a server that is another machine', () => {
  refuseElsewhere([{ code: 'kcc-1', address: '127.10.1.1' }])
  for (const address of ['10.0.0.1', '128.0.0.1', '::1', '127.0.0.1.example', ''])
    assert.throws(
      () =>
        refuseElsewhere([
          { code: 'kcc-1', address: '127.10.1.1' },
          { code: 'real-1', address },
        ]),
      { code: 'roaming.rehearsal.elsewhere' },
      address,
    )
})

test('its access points ask from addresses that are nobody’s', () => {
  assert.equal(accessPointOf('127.10.1.1', new Set()), '127.10.1.200')
  assert.equal(accessPointOf('127.10.1.1', new Set(['127.10.1.200'])), '127.10.1.201')
})

test('a certificate made on the spot is one that devices take, before and after 2050', () => {
  for (const day of ['2026-11-20', '2049-12-31', '2060-02-29']) {
    const from = Temporal.Instant.from(`${day}T00:00:00Z`)
    const now = from.add({ hours: 24 })
    const authority = makeAuthority('Test', { from, days: 3650 })
    const names = ['radius.medway.gov.uk', 'radius2.medway.gov.uk'] as const
    const { certificate, key } = issueServer(
      { ...authority, name: 'Test' },
      { names: [...names], from, days: 365 },
    )
    const chain = readChain([certificate, authority.certificate])
    const faults = faultsOfChain(chain, { purpose: 'radsec', now, names: [...names], isTrusted: true })
    assert.deepEqual(
      faults.filter(({ weight }) => weight !== 'remark'),
      [],
    )
    assert.equal(refuseAuthority(chain[1]!, now), null)
    assert.equal(chain[0]?.notAfter.toString(), from.add({ hours: 24 * 365 }).toString())
    assert.ok(new X509Certificate(certificate).verify(new X509Certificate(authority.certificate).publicKey))
    assert.match(key, /^-----BEGIN PRIVATE KEY-----/)
  }
})
