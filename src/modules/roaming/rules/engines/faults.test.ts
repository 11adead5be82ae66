// What the engine's own check would let pass is told in a sentence each.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countyModel } from '#test/support/federation-model.ts'
import type { Pack } from '../model.ts'
import { faultsOf, renderMember, renderProxy, type Facts } from './index.ts'

const county = countyModel({ block: '192.0.2' })
const [proxy] = county.proxies
const [kent] = county.members
const [server] = kent?.servers ?? []
assert.ok(proxy && kent && server)
const own = renderMember(county, kent, server)

test('what we generate has no fault, over UDP and over RadSec, proxy and member', () => {
  assert.deepEqual(faultsOf(renderProxy(county, proxy), { ownAddresses: ['192.0.2.1'] }), [])
  assert.deepEqual(faultsOf(own), [])
  const secure = countyModel({ block: '192.0.2', transport: 'radsec', authority: 'PEM' })
  for (const one of secure.proxies) assert.deepEqual(faultsOf(renderProxy(secure, one)), [])
  for (const one of secure.members)
    for (const its of one.servers) assert.deepEqual(faultsOf(renderMember(secure, one, its)), [])
})

test('a proxy of the second engine has no fault either, and a range in it is told', () => {
  for (const transport of ['udp', 'radsec'] as const) {
    const other = countyModel({ block: '192.0.2', transport, engine: 'radsecproxy', authority: 'PEM' })
    const [its] = other.proxies
    assert.ok(its)
    const pack = renderProxy(other, its)
    assert.deepEqual(faultsOf(pack, { ownAddresses: ['192.0.2.1'] }), [])
    const wide = (pack.files['radsecproxy.conf'] ?? '').replace('Host 192.0.2.11', 'Host 192.0.0.0/16')
    assert.deepEqual(faultsOf({ ...pack, files: { 'radsecproxy.conf': wide } }), [
      'radsecproxy.conf: kent-1 is not one address (192.0.0.0/16).',
    ])
    const six = (pack.files['radsecproxy.conf'] ?? '').replaceAll('Host 192.0.2.11', 'Host [2001:db8::11]')
    assert.match(
      faultsOf({ ...pack, files: { 'radsecproxy.conf': six } })[0] ?? '',
      /kent-1 has an IPv6 address/,
    )
  }
})

const without = (path: string): Pack => ({
  ...own,
  files: Object.fromEntries(Object.entries(own.files).filter(([name]) => name !== path)),
})
const changed = (path: string, from: string | RegExp, to: string): Pack => ({
  ...own,
  files: { ...own.files, [path]: (own.files[path] ?? '').replace(from, to) },
})
const local = (text: string): Facts => ({ localFiles: [{ path: 'local/clients.conf', text }] })
const client = (lines: string): Facts => local(`client ap {\n${lines}\n}\n`)

const CASES: Readonly<Record<string, readonly [Pack, Facts, RegExp]>> = {
  'no main site': [without('sites-enabled/kent-1'), {}, /main site is missing/],
  'no status site': [without('sites-enabled/status'), {}, /sites-enabled\/status is missing/],
  'no check of certificates': [without('sites-enabled/check-eap-tls'), {}, /check-eap-tls is missing/],
  'no inner tunnel': [without('sites-enabled/inner-tunnel'), {}, /inner-tunnel is missing/],
  'a file that is not read': [
    { ...own, files: { ...own.files, 'mods-enabled/realm.bak': 'x' } },
    {},
    /realm\.bak is there and is not read/,
  ],
  'an address of another machine': [own, { ownAddresses: ['192.0.2.99'] }, /not an address of this machine/],
  'every address': [changed('sites-enabled/kent-1', /\t\tipaddr = \S+\n/, ''), {}, /every address/],
  'a server by its name': [
    changed('proxy.conf', 'ipaddr = 192.0.2.1\n', 'ipaddr = radius.example\n'),
    {},
    /named, not numbered/,
  ],
  'a server that is a range': [
    changed('clients.conf', 'ipaddr = 192.0.2.1\n', 'ipaddr = 192.0.2.0/24\n'),
    {},
    /a server has one address/,
  ],
  'a neighbour of the other kind of address': [
    changed('proxy.conf', 'ipaddr = 192.0.2.1\n', 'ipaddr = 2001:db8::1\n'),
    {},
    /county has an IPv6 address and this one an IPv4 address/,
  ],
  'a realm twice': [
    changed('proxy.conf', 'realm kent.gov.uk', 'realm STAFF.kent.gov.uk'),
    {},
    /staff\.kent\.gov\.uk stands twice/,
  ],
  'the whole world': [own, client('ipaddr = 0.0.0.0/0\nsecret = 0123456789abcdef'), /the whole world/],
  'any address': [own, client('ipaddr = *\nsecret = 0123456789abcdef'), /the whole world/],
  'a wide range': [own, client('ipaddr = 10.0.0.0/16\nsecret = 0123456789abcdef'), /2\^16 addresses/],
  'an access point by its name': [own, client('ipaddr = ap.kent.gov.uk\nsecret = 0123456789abcdef'), /named/],
  'a secret everybody knows': [own, client("ipaddr = 10.0.0.1\nsecret = 'testing123'"), /everybody knows/],
  'no secret': [own, client("ipaddr = 10.0.0.1\nsecret = ''"), /no secret/],
  'an unknown word': [
    own,
    client('ipaddr = 10.0.0.1\nsecret = 0123456789abcdef\nrequire_mesage_authenticator = yes'),
    /passes? over|pass over/,
  ],
  'no secret, and another line below': [
    own,
    client('ipaddr = 10.0.0.1\nsecret =\nshortname = ap'),
    /no secret/,
  ],
  'a role of its own': [
    own,
    client('ipaddr = 10.0.0.1\nsecret = 0123456789abcdef\nrole = federation'),
    /gives itself a role/,
  ],
  'two of one address': [
    own,
    local(
      'client a {\nipaddr = 10.0.0.1\nsecret = 0123456789abcdef\n}\nclient b {\nipaddr = 10.0.0.1\nsecret = 0123456789abcdeg\n}\n',
    ),
    /share the address 10\.0\.0\.1/,
  ],
  'a readable key': [
    own,
    { localFiles: [{ path: 'local/certs/server.key', mode: 0o100644 }] },
    /read by everybody/,
  ],
  'a writable certificate': [
    own,
    { localFiles: [{ path: 'local/certs/server.pem', mode: 0o100666 }] },
    /changed by everybody/,
  ],
}

for (const [what, [pack, facts, words]] of Object.entries(CASES))
  test(`it is told: ${what}`, () => {
    const found = faultsOf(pack, facts)
    assert.equal(found.filter((one) => words.test(one)).length > 0, true, `${JSON.stringify(found)}`)
  })

test('an ordinary list of access points has no fault', () => {
  const facts = local(`# Our buildings
client county-hall {
	ipaddr = 10.20.30.0/24	# the controllers
	secret = 'Zk3-}and-something-more'
	shortname = county-hall
	# secret = testing123
}
`)
  assert.deepEqual(
    faultsOf(own, {
      localFiles: [...(facts.localFiles ?? []), { path: 'local/certs/server.pem', mode: 0o100644 }],
    }),
    [],
  )
})
