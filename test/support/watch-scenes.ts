// A federation in the head: which parts of it are broken in truth, and what a watch would then see. So that the verdict can
// be asked whether it names the broken parts, and only those.
import type { Scene, ServerSeen, Watched } from '#modules/roaming/rules/evidence.ts'
import { outcomeOf, type Found } from '#modules/roaming/rules/found.ts'
import type { WatchKind } from '#modules/roaming/rules/words.ts'

export type Member = {
  readonly id: string
  readonly homes: number
  /** Whether its homes answer Status-Server. */
  readonly hasStatus: boolean
  readonly realms: number
  readonly hasAccount: boolean
}

export type World = {
  readonly proxies: number
  readonly upstream: number
  readonly members: readonly Member[]
}

export type Truth = {
  /** 'proxy-1', 'upstream-1', 'kent-1': servers that are dead. */
  readonly dead: ReadonlySet<string>
  /** Servers that do not know our address. */
  readonly strange?: ReadonlySet<string>
  /** We see nothing at all. */
  readonly isCutOff?: boolean
  /** The directory of a member is gone; it answers no login. */
  readonly directories?: ReadonlySet<string>
  /** A realm's test account has another password than we think. */
  readonly accounts?: ReadonlySet<string>
  /** Proxies that answer and pass nothing on. */
  readonly stuck?: ReadonlySet<string>
  /** Every certificate reads so. */
  readonly certificates?: Found
  /** Realms that no published generation holds. */
  readonly unpublished?: ReadonlySet<string>
  /** 'proxy-1>kent-1': lines on which nothing passes. */
  readonly lines?: ReadonlySet<string>
  /** Logins worked before. */
  readonly worked?: boolean
}

export const NOW = Temporal.Instant.from('2026-11-20T10:00:00Z')
const SINCE = NOW.subtract({ minutes: 4 })

const numbered = (name: string, many: number): string[] =>
  Array.from({ length: many }, (_, at) => `${name}-${at + 1}`)

export const homesOf = (member: Member): string[] => numbered(member.id, member.homes)
export const realmsOf = (member: Member): string[] => numbered(`realm-of-${member.id}`, member.realms)
export const proxiesOf = (world: World): string[] => numbered('proxy', world.proxies)

/** What is seen of a world of which this is the truth. */
export function sceneOf(world: World, truth: Truth): Scene {
  const servers = serversOf(world)
  const statuses = servers.flatMap((server) => {
    const member = world.members.find((one) => one.id === server.memberId)
    if (member !== undefined && !member.hasStatus) return []
    const isSilent =
      truth.isCutOff === true || truth.dead.has(server.id) || truth.strange?.has(server.id) === true
    return [watched({ kind: 'status', serverId: server.id, found: isSilent ? 'silence' : 'answered' })]
  })
  const logins = world.members.flatMap((member) =>
    member.hasAccount
      ? realmsOf(member).flatMap((realm) =>
          proxiesOf(world).map((proxy) => login(member, realm, proxy, truth)),
        )
      : [],
  )
  return {
    now: NOW,
    members: world.members.map(({ id }) => ({ id, name: id })),
    servers,
    realms: world.members.flatMap((member) =>
      realmsOf(member).map((id) => ({
        id,
        name: id,
        memberId: member.id,
        isPublished: truth.unpublished?.has(id) !== true,
      })),
    ),
    agents: [],
    watched: [...statuses, ...logins],
  }
}

const serversOf = (world: World): ServerSeen[] => [
  ...proxiesOf(world).map((id): ServerSeen => ({
    id,
    code: id,
    place: 'federation',
    memberId: null,
    does: 'both',
  })),
  ...numbered('upstream', world.upstream).map((id): ServerSeen => ({
    id,
    code: id,
    place: 'upstream',
    memberId: null,
    does: 'both',
  })),
  ...world.members.flatMap((member) =>
    homesOf(member).map((id): ServerSeen => ({
      id,
      code: id,
      place: 'member',
      memberId: member.id,
      does: 'both',
    })),
  ),
]

function login(member: Member, realm: string, proxy: string, truth: Truth): Watched {
  const one = (found: Found, stage: string, milliseconds: number): Watched =>
    watched({
      kind: 'login',
      realmId: realm,
      throughId: proxy,
      found,
      stage,
      milliseconds,
      worked: truth.worked,
    })
  if (truth.isCutOff === true || truth.dead.has(proxy)) return one('silence', 'start', 15_000)
  if (truth.stuck?.has(proxy) === true) return one('rejected', 'start', 7_000)
  if (truth.unpublished?.has(realm) === true) return one('rejected', 'start', 20)
  const homes = homesOf(member).filter(
    (home) => !truth.dead.has(home) && truth.lines?.has(`${proxy}>${home}`) !== true,
  )
  if (homes.length === 0) return one('rejected', 'start', 4_100)
  if (truth.certificates !== undefined) return one(truth.certificates, 'tls', 30)
  if (truth.directories?.has(member.id) === true) return one('rejected', 'inner', 9_000)
  if (truth.accounts?.has(realm) === true) return one('rejected', 'inner', 1_100)
  return one('accepted', 'end', 60)
}

/** One watch as it stands after some minutes like this; since four of them, looked at last just now. */
export function watched(
  said: Partial<Omit<Watched, 'worked'>> & { kind: WatchKind; found: Found; worked?: boolean | undefined },
): Watched {
  const { worked = true, ...one } = said
  const outcome = outcomeOf(one.kind, one.found)
  return {
    id: [one.kind, one.serverId ?? '', one.realmId ?? '', one.throughId ?? ''].join(' '),
    serverId: null,
    realmId: null,
    throughId: null,
    stage: null,
    milliseconds: null,
    misses: outcome === 'bad' ? 3 : 0,
    since: outcome === 'bad' ? SINCE : NOW.subtract({ hours: 40 }),
    lastAt: NOW,
    lastGoodAt: outcome === 'good' ? NOW : worked ? SINCE.subtract({ minutes: 1 }) : null,
    ...one,
  }
}

export const member = (id: string, more: Partial<Member> = {}): Member => ({
  id,
  homes: 1,
  hasStatus: true,
  realms: 1,
  hasAccount: true,
  ...more,
})
