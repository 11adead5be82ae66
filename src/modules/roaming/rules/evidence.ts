// What was seen of each part of the federation, put in order for the verdict: which server answers, which is silent, which
// keeps silent only to us, and which tries say how a realm is.
import { BELIEVED_SECONDS, FRESH_SECONDS } from './due.ts'
import { outcomeOf, type Found } from './found.ts'
import type { AgentState, ServerDoes, ServerPlace, WatchKind } from './words.ts'

export type ServerSeen = {
  readonly id: string
  readonly code: string
  readonly place: ServerPlace
  readonly memberId: string | null
  readonly does: ServerDoes
}

export type RealmSeen = {
  readonly id: string
  readonly name: string
  readonly memberId: string
  /** Whether the published generation holds it. */
  readonly isPublished: boolean
}

export type AgentSeen = {
  readonly serverId: string
  readonly state: AgentState
  readonly lastSeenAt: Temporal.Instant | null
  readonly skewSeconds: number | null
}

export type Watched = {
  readonly id: string
  readonly kind: WatchKind
  readonly serverId: string | null
  readonly realmId: string | null
  /** The proxy through which it was asked. */
  readonly throughId: string | null
  readonly found: Found | null
  readonly stage: string | null
  readonly milliseconds: number | null
  readonly misses: number
  /** Since when it is as it is. */
  readonly since: Temporal.Instant
  readonly lastAt: Temporal.Instant | null
  readonly lastGoodAt: Temporal.Instant | null
}

export type Scene = {
  readonly now: Temporal.Instant
  readonly members: readonly { readonly id: string; readonly name: string }[]
  readonly servers: readonly ServerSeen[]
  readonly realms: readonly RealmSeen[]
  readonly agents: readonly AgentSeen[]
  readonly watched: readonly Watched[]
}

/**
 * 'strange': silent to us, although it is there; it does not know our address or our secret. 'cut-off': our own machine has
 * no way to it.
 */
export type ServerState = 'answers' | 'silent' | 'strange' | 'cut-off' | 'unknown'

export type Evidence = {
  readonly scene: Scene
  /** So many misses make certain. */
  readonly least: number
  readonly status: ReadonlyMap<string, Watched>
  /** What servers show over TLS. */
  readonly handshakes: readonly Watched[]
  readonly through: ReadonlyMap<string, readonly Watched[]>
  readonly triesOf: ReadonlyMap<string, readonly Watched[]>
  readonly realmsOf: ReadonlyMap<string, readonly RealmSeen[]>
  readonly serversOf: ReadonlyMap<string, readonly ServerSeen[]>
  readonly memberOf: ReadonlyMap<string, string>
  readonly states: ReadonlyMap<string, ServerState>
  /** When anything at all last said something. */
  readonly heardAt: Temporal.Instant | null
}

/** Nothing came, so nothing is known of what stands behind. */
const SAYS_NOTHING: ReadonlySet<Found | null> = new Set<Found | null>([
  null,
  'silence',
  'refused',
  'unreachable',
  'no-address',
  'no-common-address',
  'no-secret',
  'no-password',
  'no-trust',
  'no-program',
  'no-way',
])

const IS_GONE: ReadonlySet<Found | null> = new Set<Found | null>(['silence', 'refused', 'unreachable'])

const STAGES = ['start', 'tls', 'inner', 'end']

/** How far a try came: 0 is before the home took part. */
export const stageRank = ({ stage }: Watched): number => Math.max(0, STAGES.indexOf(stage ?? 'start'))

export const outcomeOfWatch = (one: Watched): 'good' | 'bad' | 'unknown' => outcomeOf(one.kind, one.found)

export const saysSomething = (one: Pick<Watched, 'found'>): boolean => !SAYS_NOTHING.has(one.found)

const isAfter = (one: Temporal.Instant | null, other: Temporal.Instant): boolean =>
  one !== null && Temporal.Instant.compare(one, other) > 0

export const firstMissOf = (all: readonly Watched[]): Temporal.Instant | undefined =>
  all.map((one) => one.since).toSorted(Temporal.Instant.compare)[0]

export const lastMissOf = (all: readonly Watched[]): Temporal.Instant | undefined =>
  all
    .map((one) => one.since)
    .toSorted(Temporal.Instant.compare)
    .at(-1)

/** Groups in the order in which they begin; what has no key is left out. */
export function groupsBy<T, K>(all: readonly T[], key: (one: T) => K | null): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) {
    const name = key(one)
    if (name === null) continue
    const there = groups.get(name)
    if (there === undefined) groups.set(name, [one])
    else there.push(one)
  }
  return groups
}

export function evidenceOf(scene: Scene, least: number): Evidence {
  const tries = scene.watched.filter((one) => one.kind !== 'status')
  const statuses = scene.watched.filter((one) => one.kind === 'status')
  const handshakes = scene.watched.filter((one) => one.kind === 'radsec')
  const bare = {
    scene,
    least,
    // That a server shows its certificate says nothing of whether it answers; that nothing is there says enough.
    status: new Map(
      [...handshakes.filter((one) => IS_GONE.has(one.found)), ...statuses].map((one) => [
        one.serverId ?? '',
        one,
      ]),
    ),
    handshakes,
    through: groupsBy(tries, (one) => one.throughId),
    triesOf: groupsBy(tries, (one) => one.realmId),
    realmsOf: groupsBy(scene.realms, (one) => one.memberId),
    serversOf: groupsBy(scene.servers, (one) => one.memberId),
    memberOf: new Map(scene.realms.map((one) => [one.id, one.memberId])),
    states: new Map<string, ServerState>(),
    heardAt: scene.watched
      .filter(saysSomething)
      .reduce<Temporal.Instant | null>(
        (last, one) =>
          one.lastAt !== null && (last === null || isAfter(one.lastAt, last)) ? one.lastAt : last,
        null,
      ),
  }
  const states = new Map(scene.servers.map((server) => [server.id, stateOfServer(bare, server)]))
  for (const stranger of strangers({ ...bare, states })) states.set(stranger.id, 'strange')
  return { ...bare, states }
}

/** Bad, and not by a lost packet only. */
export const isBad = ({ least }: Evidence, one: Watched): boolean =>
  outcomeOfWatch(one) === 'bad' && one.misses >= least

/** Good, and lately so. */
export function isGood({ scene }: Evidence, one: Watched): boolean {
  if (outcomeOfWatch(one) !== 'good' || one.lastAt === null) return false
  return scene.now.since(one.lastAt).total('seconds') <= FRESH_SECONDS[one.kind]
}

/** Whether anything answered us since: without that, silence may be our own. */
export function wasHeardSince({ heardAt, least }: Evidence, moment: Temporal.Instant | undefined): boolean {
  if (heardAt === null) return false
  if (moment === undefined) return true
  const order = Temporal.Instant.compare(heardAt, moment)
  return least > 1 ? order > 0 : order >= 0
}

function stateOfServer(evidence: Evidence, server: ServerSeen): ServerState {
  const status = evidence.status.get(server.id)
  const outcome = status === undefined ? 'unknown' : outcomeOfWatch(status)
  if (status === undefined || outcome === 'unknown')
    return server.place === 'federation' ? proxyByTries(evidence, server) : 'unknown'
  if (outcome === 'good') return 'answers'
  if (status.found === 'wrong-secret' || status.found === 'broken') return 'strange'
  const hasPassed = (evidence.through.get(server.id) ?? []).some(
    (one) => saysSomething(one) && isAfter(one.lastAt, status.since),
  )
  if (server.place === 'federation' && hasPassed) return 'strange'
  if (!isBad(evidence, status)) return 'unknown'
  return status.found === 'unreachable' ? 'cut-off' : 'silent'
}

/** A proxy whose status is not asked: silent only if all through it is, for more than one member. */
function proxyByTries(evidence: Evidence, proxy: ServerSeen): ServerState {
  const tries = (evidence.through.get(proxy.id) ?? []).filter((one) => outcomeOfWatch(one) !== 'unknown')
  if (tries.some(saysSomething)) return 'answers'
  const members = new Set(tries.map((one) => evidence.memberOf.get(one.realmId ?? '')))
  return members.size > 1 && tries.every((one) => isBad(evidence, one)) ? 'silent' : 'unknown'
}

/** The homes of members of which all are silent to us, while logins reach one of them: they live, and do not know us. */
function strangers(evidence: Evidence): readonly ServerSeen[] {
  return evidence.scene.members.flatMap((member) => {
    const homes = homesOf(evidence, member.id)
    const firstMiss = firstMissOf(homes.flatMap((one) => evidence.status.get(one.id) ?? []))
    if (firstMiss === undefined || homes.some((one) => evidence.states.get(one.id) !== 'silent')) return []
    const isReached = triesOfMember(evidence, member.id).some(
      (one) =>
        isAfter(one.lastAt, firstMiss) &&
        saysSomething(one) &&
        (stageRank(one) > 0 || outcomeOfWatch(one) === 'good'),
    )
    return isReached ? homes : []
  })
}

export const homesOf = ({ serversOf }: Evidence, memberId: string): readonly ServerSeen[] =>
  (serversOf.get(memberId) ?? []).filter((one) => one.does !== 'visited')

/** How a member's own servers are, as seen at themselves. */
export function homeState(evidence: Evidence, memberId: string): ServerState {
  const states = homesOf(evidence, memberId).map((one) => evidence.states.get(one.id))
  return states.includes('answers') ? 'answers' : states.includes('silent') ? 'silent' : 'unknown'
}

export const triesOfMember = (evidence: Evidence, memberId: string): readonly Watched[] =>
  (evidence.realmsOf.get(memberId) ?? []).flatMap((realm) => evidence.triesOf.get(realm.id) ?? [])

export const proxiesOf = ({ scene }: Evidence): readonly ServerSeen[] =>
  scene.servers.filter((one) => one.place === 'federation')

/** What says how a realm is: its logins where there are any, else its certificate, through proxies that are not silent. */
export function tellingOf(evidence: Evidence, realm: RealmSeen): readonly Watched[] {
  const tries = (evidence.triesOf.get(realm.id) ?? []).filter(
    (one) =>
      outcomeOfWatch(one) !== 'unknown' &&
      (one.throughId === null || evidence.states.get(one.throughId) !== 'silent') &&
      !isOvertaken(evidence, one, realm),
  )
  const logins = tries.filter((one) => one.kind !== 'certificate')
  return logins.length > 0 ? logins : tries
}

/** A try that failed before the proxy or a home on its way was back and believed: it says nothing of how it is now. */
function isOvertaken(evidence: Evidence, one: Watched, realm: RealmSeen): boolean {
  if (outcomeOfWatch(one) !== 'bad' || one.lastAt === null) return false
  const { lastAt } = one
  const onTheWay = [...homesOf(evidence, realm.memberId).map((home) => home.id), one.throughId ?? '']
  return onTheWay.some((server) => {
    const status = evidence.status.get(server)
    if (status === undefined || outcomeOfWatch(status) !== 'good') return false
    return isAfter(status.since.add({ seconds: BELIEVED_SECONDS }), lastAt)
  })
}
