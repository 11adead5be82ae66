// What makes two hands different, what checks add up to, what changed in words, and when an agent is in trouble.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { agentTrouble, clockSkew, shouldCall, type AgentFacts } from './agents.ts'
import { changesBetween } from './changes.ts'
import { afterChecks, isSomebodyElse, mayBeWithdrawn } from './generations.ts'
import type { FederationModel, ServerModel } from './model.ts'
import { probesOf } from './probes.ts'
import { signedWords } from './signing.ts'

const NOW = Temporal.Instant.from('2026-11-24T10:00:00Z')
const ago = (minutes: number): Temporal.Instant => NOW.subtract({ minutes })

test('G3: the same person or the same user of the machine is not somebody else', () => {
  const person = (id: string, user: string | null = null) => ({ person: id, user })
  const user = (name: string) => ({ person: null, user: name })
  assert.equal(isSomebodyElse(person('a'), person('a')), false)
  assert.equal(isSomebodyElse(person('a'), person('b')), true)
  assert.equal(isSomebodyElse(person('a', 'root'), person('b')), true)
  assert.equal(isSomebodyElse(person('a', 'root'), person('b', 'ann')), true)
  assert.equal(isSomebodyElse(person('a', 'root'), person('b', 'root')), false)
  assert.equal(isSomebodyElse(person('a', 'root'), person('a')), false, 'at the machine and on the page')
  assert.equal(isSomebodyElse(person('a'), person('a', 'root')), false)
  for (const unknown of [user('root'), user('ann')]) {
    assert.equal(isSomebodyElse(unknown, person('a')), false, 'of whom nobody knows who it was')
    assert.equal(isSomebodyElse(person('a'), unknown), false)
  }
})

test('a generation is checked when nothing waits and faulty when anything failed', () => {
  assert.equal(afterChecks(['passed', 'waiting', 'failed']), null)
  assert.equal(afterChecks(['passed', 'failed']), 'faulty')
  assert.equal(afterChecks(['passed', 'unchanged', 'not-possible']), 'checked')
  assert.equal(mayBeWithdrawn('published'), false)
  assert.equal(mayBeWithdrawn('faulty'), true)
})

const server = (id: string, more: Partial<ServerModel> = {}): ServerModel => ({
  id,
  code: id,
  place: 'member',
  address: '127.64.1.1',
  authPort: 1812,
  nextPort: 11812,
  statusPort: 18121,
  radsecPort: 2083,
  transport: 'udp',
  does: 'both',
  engine: 'freeradius',
  tlsName: null,
  answersStatus: true,
  ...more,
})

const model: FederationModel = {
  operatorRealm: 'county.example',
  country: 'GB',
  hashMonth: '2026-11',
  probeAddress: null,
  proxies: [server('county-a', { place: 'federation', address: '127.64.0.1' })],
  upstream: [],
  members: [
    {
      id: 'm',
      code: 'medway',
      realms: ['medway.gov.uk'],
      operatorRealm: 'medway.gov.uk',
      servers: [server('medway-1')],
      accounts: [],
    },
  ],
  links: [
    {
      id: 'l',
      lowerId: 'medway-1',
      upperId: 'county-a',
      credentials: [{ id: 'old', slot: 'a', uses: true }],
    },
  ],
  radsecAuthorities: [],
}

test('changes are told in the words of the register', () => {
  const [link] = model.links
  const [medway] = model.members
  assert.ok(link !== undefined && medway !== undefined)
  assert.deepEqual(changesBetween(model, model), [])
  const after: FederationModel = {
    ...model,
    hashMonth: '2026-12',
    members: [{ ...medway, servers: [server('medway-1', { address: '127.64.1.7' }), server('medway-2')] }],
    links: [
      {
        ...link,
        credentials: [
          { id: 'old', slot: 'a', uses: false },
          { id: 'new', slot: 'b', uses: true },
        ],
      },
    ],
  }
  assert.deepEqual(
    changesBetween(model, after).map((one) => `${one.server}: ${one.what}`),
    [
      'all: Device addresses are hashed with the key of 2026-12, before 2026-11',
      'medway-1: Its address is 127.64.1.7, before 127.64.1.1',
      'medway-2: The server medway-2 is added at 127.64.1.1',
      'medway-1: medway-1 and county-a accept a new shared secret',
      'medway-1: medway-1 and county-a use another shared secret',
    ],
  )
  assert.deepEqual(changesBetween(after, { ...after, members: [], links: [] }).slice(0, 2), [
    { server: 'medway', what: 'The member medway takes part no more' },
    { server: 'medway-1', what: 'medway-1 and county-a talk to each other no more' },
  ])
})

test('an agent asks its own server first, then whom it talks to on the port of each secret', () => {
  const [medway] = model.members
  const probes = probesOf(model)(medway?.servers[0] ?? server('?'))
  assert.deepEqual(
    probes.map(({ name, kind, address, port, decides }) => [name, kind, address, port, decides]),
    [
      ['this server', 'status', '127.64.1.1', 18121, true],
      ['medway.gov.uk', 'certificate', '127.64.1.1', 1812, true],
      ['county-a', 'status', '127.64.0.1', 1812, false],
    ],
  )
  assert.deepEqual(probes[2]?.proves, { link: 'l', credential: 'old', side: 'lower' })
  const ofProxy = probesOf(model)(model.proxies[0] ?? server('?'))
  assert.equal(ofProxy.find((one) => one.kind === 'certificate')?.decides, false, 'another’s realm')
})

test('silence, a wrong clock and what it said last are an agent’s troubles, silence before all', () => {
  const facts: AgentFacts = {
    state: 'running',
    enrolled_at: ago(3000),
    last_seen_at: ago(1),
    clock_skew_seconds: 2,
  }
  assert.equal(agentTrouble(facts, NOW), null)
  assert.equal(agentTrouble({ ...facts, last_seen_at: ago(11), state: 'failed' }, NOW), 'silent')
  assert.equal(agentTrouble({ ...facts, clock_skew_seconds: -301 }, NOW), 'clock')
  assert.equal(agentTrouble({ ...facts, state: 'rolled-back' }, NOW), 'rolled-back')
  assert.equal(agentTrouble({ ...facts, last_seen_at: null }, NOW), 'never-seen')
  assert.equal(agentTrouble({ ...facts, last_seen_at: null, enrolled_at: ago(5) }, NOW), null)
  assert.equal(shouldCall(ago(3), NOW), false)
  assert.equal(shouldCall(ago(4), NOW), true)
  assert.equal(clockSkew('2026-11-24T10:05:01Z', NOW), 301)
  assert.equal(clockSkew('soon', NOW), null)
})

test('an agent is told the name that its own certificate must bear, and those of its peers', () => {
  const own = { ...server('medway-1'), tlsName: 'radius.medway.example' }
  const county = { ...server('county-a'), tlsName: 'radius.county.example' }
  const model: FederationModel = {
    operatorRealm: 'kent.example',
    country: 'GB',
    hashMonth: '2026-11',
    probeAddress: null,
    proxies: [county],
    upstream: [],
    members: [
      { id: 'm', code: 'medway', realms: [], operatorRealm: 'medway.example', servers: [own], accounts: [] },
    ],
    links: [
      { id: 'l', lowerId: own.id, upperId: county.id, credentials: [{ id: 'c', slot: 'a', uses: true }] },
    ],
    radsecAuthorities: [],
  }
  const probes = probesOf(model)(own)
  assert.deepEqual(
    probes.map((one) => [one.name, one.tlsName]),
    [
      ['this server', 'radius.medway.example'],
      ['county-a', 'radius.county.example'],
    ],
  )
})

test('the signed words are the same in whatever order the parts came', () => {
  const bundle = {
    generation: 'g',
    number: 1,
    server: 's',
    engine: 'freeradius' as const,
    files: { b: '2', a: '1' },
    probes: [],
  }
  assert.equal(signedWords(bundle), signedWords({ ...bundle, files: { a: '1', b: '2' } }))
  assert.notEqual(signedWords(bundle), signedWords({ ...bundle, files: { a: '1', b: '3' } }))
})
