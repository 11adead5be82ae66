// Which part broke, from what was seen at each part (G8). All that is watched goes in, the troubles there should be come
// out. What was not seen is not blamed, and one break is one trouble: what only follows from another is left out.
//
//   nothing answers at all                               probe           our own side, or everything at once
//   every proxy silent, something else answers           federation      one of several: the same, with a way round
//   proxies answer and pass nothing on                   federation
//   the national operator's servers silent               upstream
//   every home server of a member silent                 home-radius     one of several: the same, with a way round
//   a server that only lets guests in is silent          visited
//   silent to us, yet logins pass                        probe           it does not know our address or secret
//   refused before the tunnel by a home that is up       unknown-realm   or the realm is not published
//   no answer, or half of one                            home-radius     the line between it and the proxies
//   tunnel up, password refused                          test-account    all accounts of the member: home-directory
//   tunnel up, then nothing                              home-directory
//   certificate untrusted, wrongly named, over           certificate
//   certificates not yet, or no longer, valid everywhere clock
//   the same of what a server shows its neighbours      certificate     of that server: RadSec, read from the handshake
import { AGENT_SILENT_MINUTES, MISSES, SKEW_SECONDS } from './due.ts'
import {
  evidenceOf,
  firstMissOf,
  groupsBy,
  homesOf,
  homeState,
  isBad,
  isGood,
  lastMissOf,
  outcomeOfWatch,
  proxiesOf,
  stageRank,
  tellingOf,
  triesOfMember,
  wasHeardSince,
  type Evidence,
  type RealmSeen,
  type Scene,
  type ServerSeen,
  type Watched,
} from './evidence.ts'
import type { Found } from './found.ts'
import { troubleWords } from './verdict-words.ts'
import type { BrokenPart } from './words.ts'

export type Verdict = {
  readonly part: BrokenPart
  readonly memberId: string | null
  readonly serverId: string | null
  readonly realmId: string | null
  /** There is a way round it. */
  readonly isPartial: boolean
  /** What is broken, whom it touches, who mends it. */
  readonly words: string
}

export type Judgement = {
  readonly troubles: readonly Verdict[]
  /** The part that each bad watch is put down to. */
  readonly parts: ReadonlyMap<string, BrokenPart>
}

/** What tells two troubles apart: the same break found twice is one. */
export const keyOf = (one: Pick<Verdict, 'part' | 'memberId' | 'serverId' | 'realmId'>): string =>
  [one.part, one.memberId ?? '', one.serverId ?? '', one.realmId ?? ''].join('|')

/**
 * Whether a trouble that is no longer found may be called over. While we see nothing ourselves, nothing is over; while no
 * proxy answers, what is seen through the proxies is not.
 */
export function mayBeOver(
  trouble: Pick<Verdict, 'part' | 'memberId' | 'serverId'>,
  found: readonly Pick<Verdict, 'part' | 'memberId' | 'serverId' | 'isPartial'>[],
): boolean {
  const isShared = (one: Pick<Verdict, 'memberId' | 'serverId' | 'isPartial'>): boolean =>
    one.memberId === null && one.serverId === null && !one.isPartial
  if (trouble.part === 'agent' || (trouble.part === 'clock' && trouble.serverId !== null)) return true
  if (found.some((one) => (one.part === 'probe' || one.part === 'clock') && isShared(one))) return false
  // One server of several that were silent is not back because now all are.
  const isWhole = found.some(
    (one) =>
      one.part === trouble.part &&
      one.memberId === trouble.memberId &&
      one.serverId === null &&
      !one.isPartial,
  )
  if (trouble.serverId !== null && trouble.part !== 'certificate' && isWhole) return false
  const isCutOff = found.some((one) => one.part === 'federation' && isShared(one))
  return !isCutOff || trouble.memberId === null || trouble.serverId !== null
}

/** A part blamed, with what it was seen by. */
type Blame = {
  readonly part: BrokenPart
  readonly memberId?: string | null
  readonly serverId?: string
  readonly realmId?: string
  readonly isPartial?: boolean
  readonly detail?: string
  readonly seen: readonly Watched[]
}

/** A refusal that took so long is a proxy that gave up waiting, which it does after four seconds, not one who said no. */
const GAVE_UP_MS = 3900

/** `least` misses make it certain; with 1 it says what a single miss looks like. */
export function judge(scene: Scene, least: number = MISSES): Judgement {
  const evidence = evidenceOf(scene, least)
  const blames = [...ofAgents(evidence), ...ofNetwork(evidence)]
  const troubles = new Map<string, Verdict>()
  const parts = new Map<string, BrokenPart>()
  for (const blame of blames) {
    for (const one of blame.seen) if (!parts.has(one.id)) parts.set(one.id, blame.part)
    const verdict = verdictOf(evidence, blame)
    if (!troubles.has(keyOf(verdict))) troubles.set(keyOf(verdict), verdict)
  }
  return { troubles: [...troubles.values()], parts }
}

function verdictOf({ scene }: Evidence, blame: Blame): Verdict {
  const { part, memberId = null, serverId = null, realmId = null, isPartial = false, detail = '' } = blame
  const words = troubleWords(part, {
    member: scene.members.find((one) => one.id === memberId)?.name ?? null,
    server: scene.servers.find((one) => one.id === serverId)?.code ?? null,
    realm: scene.realms.find((one) => one.id === realmId)?.name ?? null,
    isPartial,
    detail,
  })
  return { part, memberId, serverId, realmId, isPartial, words }
}

function ofNetwork(evidence: Evidence): readonly Blame[] {
  const ours = ofOurselves(evidence)
  if (ours.length > 0) return ours
  const proxies = proxiesOf(evidence)
  const silent = proxies.filter((one) => evidence.states.get(one.id) === 'silent')
  const shared = [...ofProxies(evidence, proxies, silent), ...ofUpstream(evidence), ...ofHandshakes(evidence)]
  const members = evidence.scene.members.flatMap((one) => ofServers(evidence, one.id))
  // With no proxy left, what fails through them says nothing more.
  if (proxies.length > 0 && silent.length === proxies.length) return [...shared, ...members]
  const down = new Set(
    members.flatMap((one) =>
      one.part === 'home-radius' && one.isPartial !== true ? [one.memberId ?? ''] : [],
    ),
  )
  return [...shared, ...members, ...ofRealms(evidence, down)]
}

const statusOf = (evidence: Evidence, servers: readonly ServerSeen[]): readonly Watched[] =>
  servers.flatMap((one) => evidence.status.get(one.id) ?? [])

const badOnes = (all: readonly Watched[]): readonly Watched[] =>
  all.filter((one) => outcomeOfWatch(one) === 'bad')

/** Silence from everything that is asked: our own side, as far as anybody can tell from here. */
function ofOurselves(evidence: Evidence): readonly Blame[] {
  const { scene, states, status } = evidence
  const asked = scene.servers.filter((one) => states.get(one.id) !== 'unknown')
  const statuses = statusOf(evidence, asked)
  const isQuiet =
    asked.length > 0 &&
    asked.every((one) => ['silent', 'cut-off'].includes(states.get(one.id) ?? '')) &&
    statuses.every((one) => one.found !== 'refused')
  const isUndecided = [...status.values()].some(
    (one) => outcomeOfWatch(one) === 'bad' && !isBad(evidence, one),
  )
  if (!isQuiet || isUndecided || wasHeardSince(evidence, lastMissOf(statuses))) return []
  return [{ part: 'probe', seen: badOnes(scene.watched), detail: asked.length === 1 ? 'one' : 'all' }]
}

function ofProxies(
  evidence: Evidence,
  proxies: readonly ServerSeen[],
  silent: readonly ServerSeen[],
): readonly Blame[] {
  const strange = proxies.filter((one) => evidence.states.get(one.id) === 'strange')
  const unseen = strange.map((one): Blame => ({
    part: 'probe',
    serverId: one.id,
    isPartial: true,
    seen: statusOf(evidence, [one]),
  }))
  const statuses = statusOf(evidence, silent)
  if (silent.length === 0 || !wasHeardSince(evidence, firstMissOf(statuses))) return unseen
  const seenAt = (proxy: ServerSeen): readonly Watched[] =>
    badOnes([...statusOf(evidence, [proxy]), ...(evidence.through.get(proxy.id) ?? [])])
  if (silent.length === proxies.length) {
    const withoutWay = badOnes(evidence.scene.watched).filter(
      (one) => one.throughId !== null || one.realmId !== null,
    )
    const detail = proxies.length === 1 ? 'only' : 'all'
    return [{ part: 'federation', seen: [...silent.flatMap(seenAt), ...withoutWay], detail }, ...unseen]
  }
  const some = silent.map((one): Blame => ({
    part: 'federation',
    serverId: one.id,
    isPartial: true,
    seen: seenAt(one),
  }))
  return [...some, ...unseen]
}

/** Servers that we do not see, although they are probably there. */
const ofStrangers = (evidence: Evidence, servers: readonly ServerSeen[]): readonly Blame[] =>
  servers.flatMap((one): readonly Blame[] => {
    const state = evidence.states.get(one.id)
    if (state !== 'strange' && state !== 'cut-off') return []
    const { memberId, id: serverId } = one
    return [
      { part: 'probe', memberId, serverId, isPartial: true, detail: state, seen: statusOf(evidence, [one]) },
    ]
  })

function ofUpstream(evidence: Evidence): readonly Blame[] {
  const above = evidence.scene.servers.filter((one) => one.place === 'upstream')
  const unseen = ofStrangers(evidence, above)
  const silent = above.filter((one) => evidence.states.get(one.id) === 'silent')
  const seen = statusOf(evidence, silent)
  if (silent.length === 0 || !wasHeardSince(evidence, firstMissOf(seen))) return unseen
  if (silent.length === above.length) return [{ part: 'upstream', seen }]
  const some = silent.map((one): Blame => {
    return { part: 'upstream', serverId: one.id, isPartial: true, seen: statusOf(evidence, [one]) }
  })
  return [...some, ...unseen]
}

function ofServers(evidence: Evidence, memberId: string): readonly Blame[] {
  const { states } = evidence
  const servers = evidence.serversOf.get(memberId) ?? []
  const one = (server: ServerSeen, part: BrokenPart, isPartial: boolean): Blame => ({
    part,
    memberId,
    serverId: server.id,
    isPartial,
    detail: 'silent',
    seen: statusOf(evidence, [server]),
  })
  const strange = ofStrangers(evidence, servers)
  const silent = servers.filter((server) => states.get(server.id) === 'silent')
  if (silent.length === 0 || !wasHeardSince(evidence, firstMissOf(statusOf(evidence, silent)))) return strange
  const homes = homesOf(evidence, memberId)
  const silentHomes = silent.filter((server) => server.does !== 'visited')
  const visited = silent
    .filter((server) => server.does === 'visited')
    .map((server) => one(server, 'visited', servers.length > silent.length))
  const isDown = silentHomes.length > 0 && silentHomes.length === homes.length
  const ofHomes: readonly Blame[] = isDown
    ? [
        {
          part: 'home-radius',
          memberId,
          detail: 'silent',
          seen: [...statusOf(evidence, silentHomes), ...badOnes(triesOfMember(evidence, memberId))],
        },
      ]
    : silentHomes.map((server) => one(server, 'home-radius', true))
  return [...ofHomes, ...visited, ...strange]
}

/** What logins and certificates through the proxies show. `down` are members whose own servers are known to be dead. */
function ofRealms(evidence: Evidence, down: ReadonlySet<string>): readonly Blame[] {
  const common = [...ofClock(evidence, down), ...ofNotPassing(evidence, down)].slice(0, 1)
  if (common.length > 0) return common
  const paths = ofPaths(evidence, down)
  const broken = new Set(paths.map((one) => one.serverId ?? ''))
  const members = [...evidence.realmsOf].flatMap(([memberId, realms]) =>
    down.has(memberId) ? [] : ofMember(evidence, memberId, realms, broken),
  )
  return [...paths, ...members]
}

type OfRealm = {
  readonly realm: RealmSeen
  readonly part: BrokenPart
  readonly detail: string
  readonly isPartial: boolean
  readonly seen: readonly Watched[]
}

function ofMember(
  evidence: Evidence,
  memberId: string,
  realms: readonly RealmSeen[],
  broken: ReadonlySet<string>,
): readonly Blame[] {
  const told = realms.filter((realm) => tellingOf(evidence, realm).length > 0)
  const found = told.flatMap((realm) => ofRealm(evidence, realm, broken) ?? [])
  const accounts = found.filter((one) => one.part === 'test-account')
  // Several accounts that worked and are refused together: not each of them changed its password at once.
  const isDirectory =
    accounts.length > 1 &&
    accounts.length === told.length &&
    accounts.every((one) => one.seen.some((tried) => tried.lastGoodAt !== null))
  if (isDirectory)
    return [
      { part: 'home-directory', memberId, detail: 'refused', seen: accounts.flatMap((one) => one.seen) },
    ]
  return [...groupsBy(found, (one) => one.part)].flatMap(([part, same]): readonly Blame[] => {
    const isWhole = same.length > 1 && same.length === told.length && part !== 'test-account'
    if (isWhole)
      return [
        {
          part,
          memberId,
          isPartial: same.every((one) => one.isPartial),
          detail: same[0]?.detail ?? '',
          seen: same.flatMap((one) => one.seen),
        },
      ]
    return same.map(({ realm, ...one }) => ({ ...one, memberId, realmId: realm.id }))
  })
}

function ofRealm(evidence: Evidence, realm: RealmSeen, broken: ReadonlySet<string>): OfRealm | undefined {
  const tries = tellingOf(evidence, realm).filter(
    (one) => one.throughId === null || !broken.has(one.throughId),
  )
  const bad = tries.filter((one) => isBad(evidence, one))
  if (bad.length === 0) return undefined
  if (tries.some((one) => isGood(evidence, one)))
    return { realm, part: 'home-radius', detail: 'path', isPartial: true, seen: bad }
  // One that missed only once may still come right.
  if (bad.length < tries.length) return undefined
  const [furthest] = bad.toSorted((one, other) => stageRank(other) - stageRank(one))
  if (furthest === undefined) return undefined
  const said = partOfTry(evidence, furthest, realm)
  return { realm, ...said, isPartial: said.part === 'test-account' || said.part === 'probe', seen: bad }
}

/** What a try that did not work says of its realm, while the proxies answer. */
function partOfTry(
  evidence: Evidence,
  one: Watched,
  realm: RealmSeen,
): { readonly part: BrokenPart; readonly detail: string } {
  const isSlow = (one.milliseconds ?? 0) >= GAVE_UP_MS
  switch (one.found) {
    case 'wrong-secret':
      return { part: 'probe', detail: 'secret' }
    case 'untrusted':
    case 'wrong-name':
    case 'expired':
    case 'not-yet-valid':
      return { part: 'certificate', detail: one.found }
    default:
  }
  if (stageRank(one) === 0) {
    const isUp = homeState(evidence, realm.memberId) === 'answers'
    if (!realm.isPublished) return { part: 'unknown-realm', detail: 'unpublished' }
    // A proxy that has given a home up refuses at once too: only a realm that never worked may be unknown.
    if (one.found === 'rejected' && !isSlow && isUp && one.lastGoodAt === null)
      return { part: 'unknown-realm', detail: 'refused' }
    return { part: 'home-radius', detail: isUp ? 'line' : 'unseen' }
  }
  if (one.stage === 'tls') return { part: 'home-radius', detail: 'halfway' }
  if (one.found === 'rejected' && !isSlow) return { part: 'test-account', detail: '' }
  return { part: 'home-directory', detail: 'silent' }
}

/** Certificates that are not yet, or no longer, valid everywhere: then it is the clock, not all of them at once. */
function ofClock(evidence: Evidence, down: ReadonlySet<string>): readonly Blame[] {
  const tries = evidence.scene.realms.flatMap((realm) =>
    down.has(realm.memberId) ? [] : tellingOf(evidence, realm),
  )
  const off = tries.filter(
    (one) => isBad(evidence, one) && (one.found === 'not-yet-valid' || one.found === 'expired'),
  )
  const members = new Set(off.map((one) => evidence.memberOf.get(one.realmId ?? '')))
  const isEverywhere =
    members.size > 1 &&
    new Set(off.map((one) => one.found)).size === 1 &&
    !tries.some((one) => isGood(evidence, one))
  return isEverywhere ? [{ part: 'clock', detail: off[0]?.found ?? '', seen: off }] : []
}

/**
 * Certificates with which servers cannot talk to their neighbours any more. Off in time everywhere, it is the clock; not where
 * a login works, which asks the time too: those that were issued together end together.
 */
function ofHandshakes(evidence: Evidence): readonly Blame[] {
  const { scene, handshakes } = evidence
  const servers = new Map(scene.servers.map((one) => [one.id, one]))
  const bad = handshakes.filter((one) => isBad(evidence, one) && REFUSED_BY_NEIGHBOURS.has(one.found))
  const owners = new Set(bad.map((one) => servers.get(one.serverId ?? '')?.memberId))
  const isEverywhere =
    owners.size > 1 &&
    new Set(bad.map((one) => one.found)).size === 1 &&
    (bad[0]?.found === 'expired' || bad[0]?.found === 'not-yet-valid') &&
    !handshakes.some((one) => isGood(evidence, one)) &&
    ![...evidence.triesOf.values()].flat().some((one) => one.kind !== 'certificate' && isGood(evidence, one))
  if (isEverywhere) return [{ part: 'clock', detail: bad[0]?.found ?? '', seen: bad }]
  return bad.flatMap((one): readonly Blame[] => {
    const server = servers.get(one.serverId ?? '')
    if (server === undefined) return []
    const { id: serverId, memberId } = server
    // The federation goes on by its other proxies, and a member by its other servers.
    const isPartial = memberId === null || (evidence.serversOf.get(memberId)?.length ?? 0) > 1
    return [{ part: 'certificate', memberId, serverId, isPartial, detail: one.found ?? '', seen: [one] }]
  })
}

const REFUSED_BY_NEIGHBOURS: ReadonlySet<Found | null> = new Set<Found | null>([
  'expired',
  'not-yet-valid',
  'untrusted',
  'wrong-name',
])

const isStuck = (evidence: Evidence, one: Watched): boolean =>
  isBad(evidence, one) &&
  stageRank(one) === 0 &&
  (one.found === 'silence' || one.found === 'rejected' || one.found === 'refused')

/**
 * Proxies that answer and pass nothing on: no realm gets through, while homes of more than one member are seen alive. A
 * member whose own servers are dead is no witness, either way.
 */
function ofNotPassing(evidence: Evidence, down: ReadonlySet<string>): readonly Blame[] {
  const told = evidence.scene.realms.filter(
    (realm) => realm.isPublished && !down.has(realm.memberId) && tellingOf(evidence, realm).length > 0,
  )
  const areStuck = told.every((realm) => tellingOf(evidence, realm).every((one) => isStuck(evidence, one)))
  const alive = new Set(
    told.flatMap((realm) => (homeState(evidence, realm.memberId) === 'answers' ? [realm.memberId] : [])),
  )
  if (!areStuck || alive.size < 2) return []
  return [
    { part: 'federation', detail: 'not-passing', seen: told.flatMap((realm) => tellingOf(evidence, realm)) },
  ]
}

/** A proxy that answers, through which nobody gets, while the same realms get through another: broken, with a way round. */
function ofPaths(evidence: Evidence, down: ReadonlySet<string>): readonly Blame[] {
  const memberOf = (one: Watched): string => evidence.memberOf.get(one.realmId ?? '') ?? ''
  return proxiesOf(evidence).flatMap((proxy): readonly Blame[] => {
    if (evidence.states.get(proxy.id) === 'silent') return []
    const tries = (evidence.through.get(proxy.id) ?? []).filter(
      (one) => outcomeOfWatch(one) !== 'unknown' && !down.has(memberOf(one)),
    )
    const passElsewhere = tries.filter((one) =>
      (evidence.triesOf.get(one.realmId ?? '') ?? []).some(
        (other) => other.kind === one.kind && other.throughId !== proxy.id && isGood(evidence, other),
      ),
    )
    const isBroken =
      tries.every((one) => isStuck(evidence, one)) && new Set(passElsewhere.map(memberOf)).size > 1
    return isBroken
      ? [{ part: 'federation', serverId: proxy.id, isPartial: true, detail: 'not-passing', seen: tries }]
      : []
  })
}

function ofAgents({ scene }: Evidence): readonly Blame[] {
  const servers = new Map(scene.servers.map((one) => [one.id, one]))
  return scene.agents.flatMap((agent): readonly Blame[] => {
    const server = servers.get(agent.serverId)
    if (server === undefined || agent.lastSeenAt === null) return []
    const about = { memberId: server.memberId, serverId: server.id, isPartial: true, seen: [] }
    if (scene.now.since(agent.lastSeenAt).total('minutes') > AGENT_SILENT_MINUTES)
      return [{ part: 'agent', detail: 'lost', ...about }]
    const isStuckThere =
      agent.state === 'rolled-back' || agent.state === 'refused' || agent.state === 'failed'
    const skew = agent.skewSeconds ?? 0
    return [
      ...(isStuckThere ? [{ part: 'agent' as const, detail: agent.state, ...about }] : []),
      ...(Math.abs(skew) > SKEW_SECONDS ? [{ part: 'clock' as const, detail: String(skew), ...about }] : []),
    ]
  })
}
