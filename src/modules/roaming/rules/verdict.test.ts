// The verdict, break by break: the part that is named, whom it touches, and what is left out because it only follows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { member, NOW, sceneOf, watched, type Truth, type World } from '#test/support/watch-scenes.ts'
import { evidenceOf, type AgentSeen, type Scene } from './evidence.ts'
import type { Found } from './found.ts'
import { judge, keyOf, mayBeOver } from './verdict.ts'
import { publicWords } from './verdict-words.ts'

const KENT = member('kent', { homes: 2, realms: 2 })
const MEDWAY = member('medway')
const SWALE = member('swale')
const WORLD: World = { proxies: 2, upstream: 1, members: [KENT, MEDWAY, SWALE] }

const nothing: Truth = { dead: new Set() }
const dead = (...servers: string[]): Truth => ({ dead: new Set(servers) })
const blamed = (world: World, truth: Truth): string[] => judge(sceneOf(world, truth)).troubles.map(keyOf)

test('when all works nothing is blamed', () => {
  assert.deepEqual(blamed(WORLD, nothing), [])
})

test('G8: a dead home is named as such, alone; the federation is not blamed', () => {
  const { troubles, parts } = judge(sceneOf(WORLD, dead('medway-1')))
  assert.deepEqual(troubles.map(keyOf), ['home-radius|medway||'])
  assert.equal(troubles[0]?.isPartial, false)
  assert.equal(
    troubles[0]?.words,
    'medway’s RADIUS server does not answer. Nobody from medway can sign in anywhere. Other members are not affected. The technical contacts of medway mend this.',
  )
  assert.deepEqual([...new Set(parts.values())], ['home-radius'], 'its logins are put down to it too')
})

test('one home of two is a trouble with a way round', () => {
  const [trouble, ...more] = judge(sceneOf(WORLD, dead('kent-2'))).troubles
  assert.deepEqual(more, [])
  assert.equal(trouble && keyOf(trouble), 'home-radius|kent|kent-2|')
  assert.equal(trouble?.isPartial, true)
})

test('one proxy of two is the federation in part; logins through it that fail say nothing more', () => {
  const [trouble, ...more] = judge(sceneOf(WORLD, dead('proxy-1'))).troubles
  assert.deepEqual(more, [])
  assert.equal(trouble && keyOf(trouble), 'federation||proxy-1|')
  assert.equal(trouble?.isPartial, true)
  assert.match(trouble?.words ?? '', /Logins take the other way/)
})

test('all proxies dead is one trouble of the federation, not one of each member', () => {
  assert.deepEqual(blamed(WORLD, dead('proxy-1', 'proxy-2')), ['federation|||'])
  assert.deepEqual(blamed(WORLD, dead('proxy-1', 'proxy-2', 'medway-1')), [
    'federation|||',
    'home-radius|medway||',
  ])
})

test('with no proxy left, a certificate that cannot be read says nothing of its home', () => {
  const scene = sceneOf(WORLD, dead('proxy-1', 'proxy-2'))
  const unread = watched({
    kind: 'certificate',
    realmId: 'realm-of-medway-1',
    found: 'silence',
    stage: 'start',
  })
  const world = { ...scene, watched: [...scene.watched.filter((one) => one.kind === 'status'), unread] }
  assert.deepEqual(judge(world).troubles.map(keyOf), ['federation|||'])
})

test('silence from everything at once is our own side', () => {
  const { troubles, parts } = judge(sceneOf(WORLD, { ...nothing, isCutOff: true }))
  assert.deepEqual(troubles.map(keyOf), ['probe|||'])
  assert.match(troubles[0]?.words ?? '', /our own machine is cut off, or no server knows the address/)
  assert.deepEqual([...new Set(parts.values())], ['probe'])
})

test('whether we are cut off or the proxies are dead is not decided before all have missed twice', () => {
  const scene = sceneOf(WORLD, { ...nothing, isCutOff: true })
  const yesterday = watched({
    kind: 'certificate',
    realmId: 'realm-of-medway-1',
    found: 'read',
    lastAt: NOW.subtract({ hours: 20 }),
  })
  const halfway = {
    ...scene,
    watched: [
      yesterday,
      ...scene.watched.map((one) =>
        one.serverId?.startsWith('proxy') === true ? one : { ...one, misses: 1, since: NOW },
      ),
    ],
  }
  assert.deepEqual(judge(halfway).troubles, [])
})

test('servers that logins reach but that keep silent to us do not know our address', () => {
  assert.deepEqual(blamed(WORLD, { ...nothing, strange: new Set(['medway-1']) }), ['probe|medway|medway-1|'])
  const all = ['proxy-1', 'proxy-2', 'kent-1', 'kent-2', 'medway-1', 'swale-1']
  const troubles = judge(sceneOf(WORLD, { ...nothing, strange: new Set(all) })).troubles
  assert.deepEqual([...new Set(troubles.map((one) => one.part))], ['probe'])
  assert.ok(troubles.every((one) => one.isPartial))
})

test('the national operator is named when its servers are silent and ours are not', () => {
  assert.deepEqual(blamed(WORLD, dead('upstream-1')), ['upstream|||'])
})

test('a directory that does not answer is told from a server that does not', () => {
  assert.deepEqual(blamed(WORLD, { ...nothing, directories: new Set(['medway']) }), [
    'home-directory|medway||realm-of-medway-1',
  ])
  assert.deepEqual(blamed(WORLD, { ...nothing, directories: new Set(['kent']) }), ['home-directory|kent||'])
})

test('a refused password is the test account; all accounts of a member at once are its directory', () => {
  const one = judge(sceneOf(WORLD, { ...nothing, accounts: new Set(['realm-of-medway-1']) })).troubles
  assert.deepEqual(one.map(keyOf), ['test-account|medway||realm-of-medway-1'])
  assert.equal(one[0]?.isPartial, true)
  const both = new Set(['realm-of-kent-1', 'realm-of-kent-2'])
  assert.deepEqual(blamed(WORLD, { ...nothing, accounts: both }), ['home-directory|kent||'])
  assert.deepEqual(blamed(WORLD, { ...nothing, accounts: both, worked: false }), [
    'test-account|kent||realm-of-kent-1',
    'test-account|kent||realm-of-kent-2',
  ])
})

test('a realm that is not published yet is unknown, not broken', () => {
  const truth = { ...nothing, unpublished: new Set(['realm-of-swale-1']) }
  const [trouble] = judge(sceneOf(WORLD, truth)).troubles
  assert.equal(trouble && keyOf(trouble), 'unknown-realm|swale||realm-of-swale-1')
  assert.match(trouble?.words ?? '', /not in the published configuration yet/)
})

test('a realm that never worked and is refused at once by a home that is up is not known there', () => {
  const scene = sceneOf(WORLD, { ...nothing, worked: false, unpublished: new Set(['realm-of-swale-1']) })
  const published = { ...scene, realms: scene.realms.map((realm) => ({ ...realm, isPublished: true })) }
  const [trouble] = judge(published).troubles
  assert.equal(trouble && keyOf(trouble), 'unknown-realm|swale||realm-of-swale-1')
  assert.match(trouble?.words ?? '', /no server takes it as its own/)
})

test('a home that answers us and not the proxies: the line between them', () => {
  const lines = new Set(['proxy-1>medway-1', 'proxy-2>medway-1'])
  const [trouble, ...more] = judge(sceneOf(WORLD, { ...nothing, lines })).troubles
  assert.deepEqual(more, [])
  assert.equal(trouble && keyOf(trouble), 'home-radius|medway||realm-of-medway-1')
  assert.match(trouble?.words ?? '', /answers us, but not the federation’s proxies/)
  const [one] = judge(sceneOf(WORLD, { ...nothing, lines: new Set(['proxy-1>medway-1']) })).troubles
  assert.equal(one?.isPartial, true)
  assert.match(one?.words ?? '', /work through one proxy and fail through another/)
})

test('proxies that answer and pass nothing on are the federation, when homes are seen alive', () => {
  assert.deepEqual(blamed(WORLD, { ...nothing, stuck: new Set(['proxy-1', 'proxy-2']) }), ['federation|||'])
  const [one, ...more] = judge(sceneOf(WORLD, { ...nothing, stuck: new Set(['proxy-2']) })).troubles
  assert.deepEqual(more, [])
  assert.equal(one && keyOf(one), 'federation||proxy-2|')
  assert.match(one?.words ?? '', /answers but passes no login on/)
})

test('homes that are not watched by themselves are blamed one by one, never the federation', () => {
  const unseen = WORLD.members.map((one) => ({ ...one, hasStatus: false }))
  const world = { ...WORLD, members: unseen }
  const parts = judge(sceneOf(world, dead('kent-1', 'kent-2', 'medway-1', 'swale-1'))).troubles
  assert.deepEqual([...new Set(parts.map((one) => one.part))], ['home-radius'])
  assert.match(parts[1]?.words ?? '', /which is not watched by itself/)
})

test('certificates not yet valid everywhere are a clock; at one member they are its certificate', () => {
  const [clock, ...more] = judge(sceneOf(WORLD, { ...nothing, certificates: 'not-yet-valid' })).troubles
  assert.deepEqual(more, [])
  assert.equal(clock && keyOf(clock), 'clock|||')
  assert.match(clock?.words ?? '', /the clock of the machine that watches is behind/)
  const alone = { ...WORLD, members: [MEDWAY] }
  assert.deepEqual(blamed(alone, { ...nothing, certificates: 'not-yet-valid' }), [
    'certificate|medway||realm-of-medway-1',
  ])
  assert.deepEqual(
    [...new Set(blamed(WORLD, { ...nothing, certificates: 'untrusted' }).map((key) => key.split('|')[0]))],
    ['certificate'],
  )
})

test('one miss opens nothing, and already says what it looks like', () => {
  const scene = sceneOf(WORLD, dead('medway-1'))
  const once = {
    ...scene,
    watched: scene.watched.map((one) => ({ ...one, misses: Math.min(one.misses, 1) })),
  }
  assert.deepEqual(judge(once).troubles, [])
  assert.equal(judge(once, 1).parts.get('status medway-1  '), 'home-radius')
})

const shown = (serverId: string, found: Found) => watched({ kind: 'radsec', serverId, found })

test('a server that only shows its certificate is not called alive by it, and is named when nothing is there', () => {
  const world: World = {
    ...WORLD,
    members: [member('medway', { hasStatus: false, hasAccount: false }), SWALE],
  }
  const scene = sceneOf(world, nothing)
  const by = (found: Found) =>
    judge({ ...scene, watched: [...scene.watched, shown('medway-1', found)] }).troubles
  assert.deepEqual(by('read'), [])
  assert.equal(
    evidenceOf({ ...scene, watched: [shown('medway-1', 'read')] }, 2).states.get('medway-1'),
    'unknown',
  )
  for (const found of ['silence', 'refused'] as const)
    assert.deepEqual(by(found).map(keyOf), ['home-radius|medway||'], found)
  assert.deepEqual(by('no-certificate'), [], 'it does not know our address')
  assert.deepEqual(by('broken'), [])
})

test('a silent handshake does not speak against a server that answers its status', () => {
  const scene = sceneOf(WORLD, nothing)
  assert.deepEqual(
    judge({ ...scene, watched: [...scene.watched, shown('medway-1', 'refused')] }).troubles,
    [],
  )
})

test('a certificate that other servers refuse is named with its server; off in time everywhere, it is the clock', () => {
  const scene = sceneOf(WORLD, nothing)
  const seenIn = (of: Scene, all: readonly (readonly [string, Found])[]) =>
    judge({ ...of, watched: [...of.watched, ...all.map(([server, found]) => shown(server, found))] }).troubles
  const by = (...all: readonly (readonly [string, Found])[]) => seenIn(scene, all)
  const [one, ...more] = by(['medway-1', 'expired'], ['proxy-1', 'read'])
  assert.deepEqual(more, [])
  assert.equal(one && keyOf(one), 'certificate|medway|medway-1|')
  assert.equal(one?.isPartial, false, 'it is the only one of the member')
  assert.match(
    one?.words ?? '',
    /^The certificate that medway-1 shows other servers \(RadSec\) has expired\. Other/,
  )
  const [proxy] = by(['proxy-1', 'wrong-name'])
  assert.equal(proxy?.isPartial, true)
  assert.match(proxy?.words ?? '', /another common name than the register has.*The operators mend this/)
  assert.equal(publicWords('certificate', { member: null, isPartial: true }), null)
  const both = [
    ['medway-1', 'expired'],
    ['proxy-1', 'expired'],
  ] as const
  const each = ['certificate|medway|medway-1|', 'certificate||proxy-1|']
  assert.deepEqual(
    by(...both).map(keyOf),
    each,
    'issued together, ended together: logins work, so the clock is right',
  )
  const unwatched = { ...scene, watched: scene.watched.filter((one) => one.kind === 'status') }
  assert.deepEqual(seenIn(unwatched, both).map(keyOf), ['clock|||'])
  const ofOne = [
    ['kent-1', 'expired'],
    ['kent-2', 'expired'],
  ] as const
  assert.deepEqual(seenIn(unwatched, ofOne).map(keyOf), [
    'certificate|kent|kent-1|',
    'certificate|kent|kent-2|',
  ])
})

test('a member without an account is judged by its certificate and its server', () => {
  const world: World = { ...WORLD, members: [member('medway', { hasAccount: false }), SWALE] }
  const scene = sceneOf(world, nothing)
  const certificate = (found: 'read' | 'expired') =>
    watched({ kind: 'certificate', realmId: 'realm-of-medway-1', found, stage: 'tls' })
  assert.deepEqual(judge({ ...scene, watched: [...scene.watched, certificate('read')] }).troubles, [])
  const [trouble] = judge({ ...scene, watched: [...scene.watched, certificate('expired')] }).troubles
  assert.equal(trouble && keyOf(trouble), 'certificate|medway||realm-of-medway-1')
})

test('a server that only lets guests in touches guests', () => {
  const scene = sceneOf(WORLD, dead('kent-2'))
  const servers = scene.servers.map((one) =>
    one.id === 'kent-2' ? { ...one, does: 'visited' as const } : one,
  )
  const [trouble] = judge({ ...scene, servers }).troubles
  assert.equal(trouble && keyOf(trouble), 'visited|kent|kent-2|')
})

test('agents: not seen for ten minutes, gone back, a clock more than five minutes off', () => {
  const agent = (more: Partial<AgentSeen>): AgentSeen => ({
    serverId: 'medway-1',
    state: 'running',
    lastSeenAt: NOW.subtract({ minutes: 2 }),
    skewSeconds: 12,
    ...more,
  })
  const told = (...agents: AgentSeen[]): string[] =>
    judge({ ...sceneOf(WORLD, nothing), agents }).troubles.map((one) => `${keyOf(one)} ${one.words}`)
  assert.deepEqual(told(agent({})), [])
  assert.deepEqual(told(agent({ state: 'enrolled', lastSeenAt: null })), [], 'it was never started')
  assert.match(told(agent({ lastSeenAt: NOW.subtract({ minutes: 11 }) }))[0] ?? '', /^agent\|.*10 minutes/)
  assert.match(told(agent({ state: 'rolled-back' }))[0] ?? '', /^agent\|.*went back/)
  assert.match(told(agent({ skewSeconds: -420 }))[0] ?? '', /^clock\|medway\|medway-1\|.*7 minutes behind/)
})

test('while we see nothing, nothing is over; while no proxy answers, what is seen through them is not', () => {
  const home = { part: 'home-radius', memberId: 'medway', serverId: null } as const
  const whole = { memberId: null, serverId: null, isPartial: false }
  assert.equal(mayBeOver(home, []), true)
  assert.equal(mayBeOver(home, [{ part: 'probe', ...whole }]), false)
  assert.equal(mayBeOver(home, [{ part: 'federation', ...whole }]), false)
  assert.equal(
    mayBeOver(home, [{ part: 'federation', ...whole, serverId: 'proxy-1', isPartial: true }]),
    true,
  )
  const proxy = { part: 'federation', memberId: null, serverId: 'proxy-1' } as const
  assert.equal(
    mayBeOver(proxy, [{ part: 'federation', ...whole }]),
    false,
    'it is not back because now all are gone',
  )
  const agent = { part: 'agent', memberId: 'medway', serverId: 'medway-1' } as const
  assert.equal(mayBeOver(agent, [{ part: 'probe', ...whole }]), true)
})
