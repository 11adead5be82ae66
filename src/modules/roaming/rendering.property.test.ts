// G3: what is written only where something changed is what would be written of everything, whatever changed; and nothing
// outside the text that is digested writes it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { countyModel, linked, memberModel } from '#test/support/federation-model.ts'
import { renderAll, type Rendered } from './actions/rendering.ts'
import { WRITERS } from './program-text.ts'
import type { TargetPack } from './queries/targets.ts'
import type { FederationModel, LinkModel, MemberModel, ServerModel } from './rules/model.ts'
import { inOrder } from './rules/signing.ts'

const county = countyModel({ block: '192.0.2' })

type Edit = (model: FederationModel) => FederationModel
type Part<T> = (one: T) => T

const ofMember =
  (at: number, change: Part<MemberModel>): Edit =>
  (model) => ({
    ...model,
    members: model.members.map((one, nth) => (nth === at % model.members.length ? change(one) : one)),
  })
const ofServer = (at: number, change: Part<ServerModel>): Edit =>
  ofMember(at, (member) => ({ ...member, servers: member.servers.map(change) }))
const ofLink =
  (at: number, change: Part<LinkModel>): Edit =>
  (model) => ({
    ...model,
    links: model.links.map((one, nth) => (nth === at % model.links.length ? change(one) : one)),
  })
const ofProxy =
  (change: Part<ServerModel>): Edit =>
  (model) => ({ ...model, proxies: model.proxies.map(change) })

const at = fc.nat({ max: 20 })
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc
    .tuple(at, fc.constantFrom('a.example', 'b.example'))
    .map(([nth, realm]) => ofMember(nth, (one) => ({ ...one, realms: [...one.realms, `${nth}.${realm}`] }))),
  at.map((nth) => ofMember(nth, (one) => ({ ...one, realms: one.realms.slice(1) }))),
  at.map((nth) => ofMember(nth, (one) => ({ ...one, accounts: one.accounts.slice(1) }))),
  at.map((nth) => ofMember(nth, (one) => ({ ...one, operatorRealm: 'another.example' }))),
  at.map((nth) => ofServer(nth, (one) => ({ ...one, address: `198.51.100.${nth + 1}` }))),
  at.map((nth) => ofServer(nth, (one) => ({ ...one, statusPort: null, answersStatus: false }))),
  fc
    .tuple(at, fc.constantFrom('home', 'visited', 'both'))
    .map(([nth, does]) => ofServer(nth, (one) => ({ ...one, does }))),
  fc
    .tuple(at, fc.constantFrom('nps', 'freeradius', 'other'))
    .map(([nth, engine]) => ofServer(nth, (one) => ({ ...one, engine }))),
  at.map((nth) =>
    ofLink(nth, (link) => ({
      ...link,
      credentials: [
        ...link.credentials.map((one) => ({ ...one, uses: false })),
        { id: `next-${nth}`, slot: 'b', uses: true },
      ],
    })),
  ),
  at.map((nth) => ofLink(nth, (link) => ({ ...link, credentials: link.credentials.slice(0, 1) }))),
  fc.constantFrom<Edit>(
    ofProxy((one) => ({ ...one, authPort: 1645 })),
    ofProxy((one) => ({ ...one, code: 'county-new' })),
    (model) => ({ ...model, hashMonth: '2026-12' }),
    (model) => ({ ...model, operatorRealm: 'county.example' }),
    (model) => ({ ...model, probeAddress: null }),
    (model) => ({ ...model, members: model.members.toReversed() }),
    (model) => ({ ...model, members: model.members.slice(1), links: model.links.filter(stays(model)) }),
    (model) => ({
      ...model,
      members: [
        memberModel('192.0.2', 'udp', 'swale', { realms: ['swale.gov.uk'], at: [41] }),
        ...model.members,
      ],
      links: [...model.links, linked('swale-1', 'county')],
    }),
  ),
)

const stays =
  ({ members }: FederationModel) =>
  ({ lowerId }: LinkModel): boolean =>
    members[0]?.servers.every(({ id }) => id !== lowerId) ?? true

/** As the register comes back from the database: its names in another order. */
const kept = (model: FederationModel): FederationModel => inOrder(model) as FederationModel

const packsOf = (rendered: readonly Rendered[]): TargetPack[] =>
  rendered.map(({ server, digest, secrets }) => ({
    server_id: server.id,
    pack_digest: digest,
    secrets,
    check_state: 'passed',
  }))

const lists = fc.array(edits, { maxLength: 3 }).map(
  (all): Edit =>
    (model) =>
      all.reduce((one, edit) => edit(one), model),
)

test('G3: written anew where something changed, or whole: the same files', () => {
  fc.assert(
    fc.property(lists, lists, (first, then) => {
      const before = first(county)
      const now = then(before)
      const earlier = { model: kept(before), packs: packsOf(renderAll(before)) }
      assert.deepEqual(packsOf(renderAll(now, earlier)), packsOf(renderAll(now)))
    }),
    { numRuns: 25 },
  )
})

test('what one member changes is written for its servers and the proxies, and nobody else’s', () => {
  const earlier = { model: kept(county), packs: packsOf(renderAll(county)) }
  const now = ofMember(0, (one) => ({ ...one, realms: [...one.realms, 'new.gov.uk'] }))(county)
  const written = (packs: typeof earlier.packs) =>
    renderAll(now, { ...earlier, packs }).flatMap((one) => (one.written === null ? [] : [one.server.code]))
  assert.deepEqual(written(earlier.packs), ['county', 'kent-1', 'kent-2'])
  const failed = earlier.packs.map((one) =>
    one.server_id === 'medway-1' ? { ...one, check_state: 'failed' as const } : one,
  )
  assert.deepEqual(written(failed), ['county', 'kent-1', 'kent-2', 'medway-1'], 'what failed is written anew')
})

test('every text that writes the files is in what is digested of the program', () => {
  const known = new Set(WRITERS)
  for (const name of WRITERS) {
    const text = readFileSync(new URL(`./rules/${name}`, import.meta.url), 'utf8')
    for (const [, from = ''] of text.matchAll(/from '([^']+)'/g))
      if (from.startsWith('.'))
        assert.ok(known.has(posix.join(posix.dirname(name), from)), `${name} reads ${from}`)
      else assert.equal(from, '#platform/errors/index.ts', `${name} reads ${from}`)
  }
})
