// What stands in the files of a server, and that the same register gives the same bytes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countyModel } from '#test/support/federation-model.ts'
import type { FederationModel } from '../model.ts'
import { REALM_PATTERN } from './freeradius/policy.ts'
import { faultsOf, fill, localNeedsOf, renderMember, renderProxy } from './index.ts'

const county = countyModel({ block: '192.0.2' })
const [proxy] = county.proxies
const member = (code: string) => {
  const found = county.members.find((one) => one.code === code)
  assert.ok(found?.servers[0])
  return { member: found, server: found.servers[0] }
}
assert.ok(proxy)

test('a proxy has 16 files and knows nobody; a member has 24 of the federation and five of its own', () => {
  const pack = renderProxy(county, proxy)
  assert.equal(Object.keys(pack.files).length, 16)
  assert.deepEqual(localNeedsOf(pack), [])
  const kent = member('kent')
  const own = renderMember(county, kent.member, kent.server)
  assert.equal(Object.keys(own.files).length, 24)
  assert.deepEqual(localNeedsOf(own), [
    'local/certs/server.pem',
    'local/certs/server.key',
    'local/certs/ca.pem',
    'local/users',
  ])
})

test('the same register gives the same bytes, in whatever order it is read', () => {
  const turned: FederationModel = {
    ...county,
    members: county.members.toReversed().map((one) => ({ ...one, servers: one.servers.toReversed() })),
    links: county.links.toReversed(),
  }
  assert.equal(JSON.stringify(renderProxy(turned, proxy)), JSON.stringify(renderProxy(county, proxy)))
  const { member: kent, server } = member('kent')
  assert.equal(
    JSON.stringify(renderMember(turned, kent, server)),
    JSON.stringify(renderMember(county, kent, server)),
  )
})

test('no secret stands in a pack, only the mark of each', () => {
  const { member: kent, server } = member('kent')
  assert.deepEqual(renderMember(county, kent, server).secrets, [
    'roaming.account:watch-kent-gov-uk',
    'roaming.account:watch-staff-kent-gov-uk',
    'roaming.credential:kent-1--county--1',
    'roaming.cui:kent',
    'roaming.fticks:2026-11',
    'roaming.portal:kent-1',
  ])
  const files = fill(renderProxy(county, proxy), (ref) => `s3cret-${ref}`)
  assert.doesNotMatch(Object.values(files).join(''), /\{\{/)
  assert.match(files['clients.conf'] ?? '', /secret = 's3cret-roaming\.credential:kent-1--county--1'/)
})

test('each hop waits longer than the one below it', () => {
  const windows = (text: string | undefined) =>
    Object.fromEntries(
      [...(text ?? '').matchAll(/home_server (\S+) \{[\s\S]*?response_window = (\d+)/g)].map(
        ([, name = '', seconds]) => [name, Number(seconds)],
      ),
    )
  assert.deepEqual(windows(renderProxy(county, proxy).files['proxy.conf']), {
    'kent-1': 4,
    'kent-2': 4,
    'medway-1': 4,
    'police-1': 4,
    national: 7,
  })
  const { member: kent, server } = member('kent')
  assert.deepEqual(windows(renderMember(county, kent, server).files['proxy.conf']), { county: 10 })
})

test('a secret that is being changed is taken on the second port, and used once it is proven', () => {
  const changing = (uses: 'a' | 'b'): FederationModel => ({
    ...county,
    links: county.links.map((link) =>
      link.lowerId !== 'kent-1'
        ? link
        : {
            ...link,
            credentials: [
              { id: 'old', slot: 'a', uses: uses === 'a' },
              { id: 'new', slot: 'b', uses: uses === 'b' },
            ],
          },
    ),
  })
  const prepared = renderProxy(changing('a'), proxy).files
  assert.match(
    prepared['clients.conf'] ?? '',
    /clients next \{\n\tclient kent-1 \{\n\t\tipaddr = 192\.0\.2\.11\n\t\tsecret = '\{\{secret:roaming\.credential:new\}\}'/,
  )
  assert.match(prepared['proxy.conf'] ?? '', /home_server kent-1 \{[^}]*port = 1812\n[^}]*credential:old/)
  assert.match(
    renderProxy(changing('b'), proxy).files['proxy.conf'] ?? '',
    /home_server kent-1 \{[^}]*port = 11812\n[^}]*credential:new/,
  )
  assert.doesNotMatch(
    renderProxy(county, proxy).files['sites-enabled/county'] ?? '',
    /clients = next/,
    'no listener without a secret for it',
  )
})

test('a server that knows one secret for each neighbour is asked at its one port under every secret', () => {
  const second: FederationModel = {
    ...county,
    members: county.members.map((one) => ({
      ...one,
      servers: one.servers.map((its) => (its.id === 'kent-1' ? { ...its, engine: 'nps' as const } : its)),
    })),
    links: county.links.map((link) => ({
      ...link,
      credentials: link.credentials.map((one) => ({ ...one, slot: 'b' as const })),
    })),
  }
  const text = renderProxy(second, proxy).files['proxy.conf'] ?? ''
  assert.match(text, /home_server kent-1 \{[^}]*port = 1812\n/)
  assert.match(text, /home_server kent-2 \{[^}]*port = 11812\n/)
})

test('a server or member that is called like a part of the files takes no part away', () => {
  const { member: kent, server } = member('kent')
  for (const code of ['status', 'inner-tunnel', 'check-eap-tls', 'portal']) {
    const its = { ...server, code }
    assert.deepEqual(faultsOf(renderMember(county, { ...kent, servers: [its] }, its)), [], code)
  }
  const above: FederationModel = {
    ...county,
    members: county.members.map((one) => (one.code === 'medway' ? { ...one, code: 'upstream' } : one)),
  }
  const pools = (renderProxy(above, proxy).files['proxy.conf'] ?? '').match(/home_server_pool \S+/g) ?? []
  assert.equal(new Set(pools).size, pools.length, pools.join())
})

test('the realm pattern takes an internationalised top-level domain, and still no malformed one', () => {
  const pattern = new RegExp(REALM_PATTERN.replace('[:cntrl:]', '\\p{Cc}').replace('[:space:]', '\\s'), 'u')
  for (const good of ['a@kent.gov.uk', 'a@kent.xn--p1ai', '@x.museum']) assert.match(good, pattern)
  for (const bad of ['a@kent', 'a@kent.1', 'a@kent.x1', 'a@-a.uk', 'a@a..uk'])
    assert.doesNotMatch(bad, pattern)
})

test('a realm whose servers cannot be asked does not leave the county', () => {
  const lonely: FederationModel = {
    ...county,
    members: county.members.map((one) => (one.code === 'medway' ? { ...one, servers: [] } : one)),
    links: county.links.filter(({ lowerId }) => lowerId !== 'medway-1'),
  }
  assert.match(
    renderProxy(lonely, proxy).files['proxy.conf'] ?? '',
    /realm medway\.gov\.uk \{\n\tnostrip\n\}/,
  )
})

test('a server that only lets guests in holds no accounts, and one that only signs in asks nobody', () => {
  const { member: kent, server } = member('kent')
  const visited = renderMember(county, kent, { ...server, does: 'visited' })
  assert.deepEqual(
    Object.keys(visited.files).filter((path) => /eap|users|inner|cui/.test(path)),
    [],
  )
  assert.deepEqual(localNeedsOf(visited), [])
  assert.match(
    visited.files['sites-enabled/kent-1'] ?? '',
    /Tmp-String-0 == "kent\.gov\.uk"\) \{[^}]*our own people sign in at another server of ours'\s*\}\s*reject/,
    'its own realm does not go up',
  )
  const home = renderMember(county, kent, { ...server, does: 'home' })
  assert.doesNotMatch(home.files['proxy.conf'] ?? '', /home_server|DEFAULT/)
})

test('over RadSec the peer must show its own certificate, and the shared secrets stay for Status-Server', () => {
  const secure = countyModel({ block: '192.0.2', transport: 'radsec', authority: 'PEM' })
  const [its] = secure.proxies
  assert.ok(its)
  const { files } = renderProxy(secure, its)
  assert.match(
    files['clients.conf'] ?? '',
    /clients radsec \{\n\tclient kent-1 \{\n\t\tipaddr = 192\.0\.2\.11\n\t\tproto = tls\n\t\tsecret = radsec/,
  )
  assert.match(files['clients.conf'] ?? '', /tls_name = 'kent-1\.radius\.test'/)
  assert.equal(files['certs/radsec-ca.pem'], 'PEM\n')
  assert.ok(localNeedsOf(renderProxy(secure, its)).includes('local/certs/radsec.key'))
})

test('steps for a server that is set up by hand hold the member’s own values', () => {
  const { member: kent, server } = member('kent')
  for (const engine of ['nps', 'ise', 'clearpass', 'other'] as const) {
    const pack = renderMember(county, kent, { ...server, engine })
    const steps = pack.files['steps.md'] ?? ''
    for (const words of [
      '192.0.2.1 |',
      '1kent.gov.uk',
      '^[^@\\s#]*@staff\\.kent\\.gov\\.uk$',
      '{2,63}',
      '192.0.2.100',
    ])
      assert.ok(steps.includes(words), `${engine} says ${words}`)
    assert.deepEqual(pack.secrets, ['roaming.credential:kent-1--county--1'])
    assert.match(pack.files['values.csv'] ?? '', /^what,value\r\naddress of county,192\.0\.2\.1\r\n/)
  }
})

test('a thousand members with two realms each are written in a moment', () => {
  const large = countyOf(1000)
  const [its] = large.proxies
  assert.ok(its)
  const began = performance.now()
  const pack = renderProxy(large, its)
  const took = performance.now() - began
  assert.equal((pack.files['mods-config/realm_owner'] ?? '').split('\n').length, 2001)
  assert.ok(took < 1500, `${took} ms`)
})

/** A county with so many members, each with two realms and two servers. */
function countyOf(count: number): FederationModel {
  const [kent] = county.members
  const [server] = kent?.servers ?? []
  assert.ok(kent && server)
  const members = Array.from({ length: count }, (_, nth) => ({
    ...kent,
    id: `m${nth}`,
    code: `m${nth}`,
    realms: [`m${nth}.gov.uk`, `staff.m${nth}.gov.uk`],
    servers: [1, 2].map((one) => ({
      ...server,
      id: `m${nth}-${one}`,
      code: `m${nth}-${one}`,
      address: `10.${one}.${nth >> 8}.${nth & 255}`,
    })),
  }))
  return {
    ...county,
    members,
    links: members.flatMap(({ servers }) =>
      servers.map(({ id }) => ({
        id,
        lowerId: id,
        upperId: 'county',
        credentials: [{ id, slot: 'a' as const, uses: true }],
      })),
    ),
  }
}
