import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demonstrationSignInExists, type DemonstrationFacts } from './demonstration.ts'

const whole: DemonstrationFacts = {
  isDemonstration: true,
  listeningAt: ['127.0.0.1'],
  host: 'localhost:3000',
  headers: ['host', 'user-agent', 'accept', 'cookie'],
  publicUrl: undefined,
}

test('the demonstration sign-in exists on this machine only, under every literal name of it', () => {
  for (const host of ['localhost', 'localhost:3000', '127.0.0.1', '127.0.0.1:80', '[::1]', '[::1]:3000'])
    assert.equal(demonstrationSignInExists({ ...whole, host }), true, host)
  assert.equal(demonstrationSignInExists({ ...whole, listeningAt: ['127.0.0.1', '::1'] }), true)
})

const breaks: readonly (readonly [string, Partial<DemonstrationFacts>])[] = [
  ['an ordinary data directory', { isDemonstration: false }],
  ['a public address', { publicUrl: 'https://connects.county.example' }],
  ['a public address that is plain http', { publicUrl: 'http://localhost:3000' }],
  ['a listener on every address', { listeningAt: ['0.0.0.0'] }],
  ['a listener on every IPv6 address', { listeningAt: ['::'] }],
  ['a listener in the local network', { listeningAt: ['192.168.1.4'] }],
  ['one listener of two outside', { listeningAt: ['127.0.0.1', '10.0.0.1'] }],
  ['no known listener', { listeningAt: [] }],
  ['a listener whose name only looks like loopback', { listeningAt: ['127.0.0.1.county.example'] }],
  ['no Host header', { host: undefined }],
  ['an empty Host header', { host: '' }],
  ['a foreign host name', { host: 'connects.county.example' }],
  ['a name that begins like this machine', { host: 'localhost.attacker.example' }],
  ['a name that ends like this machine', { host: 'attacker.localhost' }],
  ['a rebinding name', { host: '127.0.0.1.nip.example:3000' }],
  ['another loopback number', { host: '127.0.0.2:3000' }],
  ['a short loopback number', { host: '127.1' }],
  ['a numeric loopback', { host: '2130706433' }],
  ['IPv6 without brackets', { host: '::1' }],
  ['a user before the host', { host: 'x@localhost' }],
  ['two hosts', { host: 'localhost, attacker.example' }],
  ['a trailing dot', { host: 'localhost.' }],
  ['a port that is none', { host: 'localhost:http' }],
  ['a line break', { host: 'localhost\n' }],
  ...[
    'forwarded',
    'Forwarded',
    'x-forwarded-for',
    'X-Forwarded-Host',
    'x-forwarded-proto',
    'x-forwarded-port',
    'x-forwarded',
    'via',
    'x-real-ip',
    'X-Client-IP',
    'x-cluster-client-ip',
    'true-client-ip',
    'cf-connecting-ip',
    'x-original-host',
    'x-envoy-external-address',
    'fastly-client-ip',
    'x-azure-clientip',
    'x-amz-cf-id',
  ].map((name) => [`the header ${name}`, { headers: [...whole.headers, name] }] as const),
]

for (const [what, change] of breaks) {
  test(`the demonstration sign-in does not exist with ${what}`, () => {
    assert.equal(demonstrationSignInExists({ ...whole, ...change }), false)
  })
}
