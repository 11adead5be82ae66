// What changed in the register between two generations, in words for whoever approves the later.
import type { FederationModel, LinkModel, MemberModel, ServerModel } from './model.ts'
import type { Change } from './words.ts'

/** The change of something that concerns all servers. */
export const EVERYWHERE = 'all'

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`

/** Each change with the server or member it is about, in the order proxies, members, links. */
export function changesBetween(before: FederationModel | null, after: FederationModel): readonly Change[] {
  if (before === null) return [first(after)]
  return [
    ...ofFederation(before, after),
    ...ofServers(before.proxies, after.proxies),
    ...ofServers(before.upstream, after.upstream),
    ...ofMembers(before.members, after.members),
    ...ofLinks(before, after),
  ]
}

function first({ proxies, members }: FederationModel): Change {
  const realms = members.reduce((sum, one) => sum + one.realms.length, 0)
  const servers = members.reduce((sum, one) => sum + one.servers.length, 0)
  return {
    server: EVERYWHERE,
    what: `The first configuration: ${counted(proxies.length, 'proxy', 'proxies')}, ${counted(members.length, 'member')} with ${counted(realms, 'realm')} and ${counted(servers, 'server')}`,
  }
}

function ofFederation(before: FederationModel, after: FederationModel): Change[] {
  const changes: Change[] = []
  const say = (what: string): void => void changes.push({ server: EVERYWHERE, what })
  if (before.operatorRealm !== after.operatorRealm)
    say(`The proxies call themselves ${after.operatorRealm}, before ${before.operatorRealm}`)
  if (before.country !== after.country) say(`The country is ${after.country}, before ${before.country}`)
  if (before.hashMonth !== after.hashMonth)
    say(`Device addresses are hashed with the key of ${after.hashMonth}, before ${before.hashMonth}`)
  if (before.probeAddress !== after.probeAddress)
    say(`Our probes come from ${after.probeAddress ?? 'nowhere'}, before ${before.probeAddress ?? 'nowhere'}`)
  if (differ(before.radsecAuthorities, after.radsecAuthorities))
    say(
      `RadSec peers are checked against ${counted(after.radsecAuthorities.length, 'certificate authority', 'certificate authorities')}, changed`,
    )
  return changes
}

function ofMembers(before: readonly MemberModel[], after: readonly MemberModel[]): Change[] {
  return pairs(before, after).flatMap(([old, now]): Change[] => {
    if (now === undefined)
      return [{ server: old?.code ?? '', what: `The member ${old?.code ?? ''} takes part no more` }]
    if (old === undefined)
      return [
        {
          server: now.code,
          what: `The member ${now.code} takes part, with ${now.realms.length === 0 ? 'no realm of its own' : now.realms.join(', ')} on ${now.servers.map((one) => one.code).join(', ')}`,
        },
      ]
    const say = (what: string): Change => ({ server: now.code, what })
    return [
      ...now.realms.filter((one) => !old.realms.includes(one)).map((one) => say(`The realm ${one} is added`)),
      ...old.realms.filter((one) => !now.realms.includes(one)).map((one) => say(`The realm ${one} is gone`)),
      ...(old.operatorRealm === now.operatorRealm
        ? []
        : [say(`Its visits are counted under ${now.operatorRealm}, before ${old.operatorRealm}`)]),
      ...accountsOf(old, now).map(say),
      ...ofServers(old.servers, now.servers),
    ]
  })
}

function accountsOf(old: MemberModel, now: MemberModel): string[] {
  const named = (member: MemberModel) =>
    member.accounts.map((one) => `${one.id} ${one.userName} ${one.realm}`)
  return differ(named(old), named(now)) ? ['Its test accounts changed'] : []
}

const SERVER_WORDS: Readonly<Partial<Record<keyof ServerModel, string>>> = {
  code: 'code',
  address: 'address',
  authPort: 'port',
  nextPort: 'second port',
  statusPort: 'status port',
  radsecPort: 'RadSec port',
  transport: 'transport',
  does: 'part in the federation',
  engine: 'program',
  tlsName: 'name in its RadSec certificate',
  answersStatus: 'answering Status-Server',
}

function ofServers(before: readonly ServerModel[], after: readonly ServerModel[]): Change[] {
  return pairs(before, after).flatMap(([old, now]): Change[] => {
    if (now === undefined) return [{ server: old?.code ?? '', what: `The server ${old?.code ?? ''} is gone` }]
    if (old === undefined)
      return [{ server: now.code, what: `The server ${now.code} is added at ${now.address}` }]
    return (Object.keys(SERVER_WORDS) as (keyof ServerModel)[]).flatMap((key) =>
      old[key] === now[key]
        ? []
        : [
            {
              server: now.code,
              what: `Its ${SERVER_WORDS[key] ?? key} is ${shown(now[key])}, before ${shown(old[key])}`,
            },
          ],
    )
  })
}

function ofLinks(before: FederationModel, after: FederationModel): Change[] {
  const codes = new Map([...serversOf(before), ...serversOf(after)].map((one) => [one.id, one.code]))
  const nameOf = (link: LinkModel): string =>
    `${codes.get(link.lowerId) ?? '?'} and ${codes.get(link.upperId) ?? '?'}`
  return pairs(before.links, after.links).flatMap(([old, now]): Change[] => {
    const link = now ?? old
    if (link === undefined) return []
    const say = (what: string): Change => ({ server: codes.get(link.lowerId) ?? '', what })
    if (now === undefined) return [say(`${nameOf(link)} talk to each other no more`)]
    if (old === undefined) return [say(`${nameOf(link)} talk to each other`)]
    const had = new Set(old.credentials.map((one) => one.id))
    const has = new Set(now.credentials.map((one) => one.id))
    const usedOf = (one: LinkModel) => one.credentials.find(({ uses }) => uses)?.id
    return [
      ...(now.credentials.some((one) => !had.has(one.id))
        ? [say(`${nameOf(link)} accept a new shared secret`)]
        : []),
      ...(usedOf(old) === usedOf(now) ? [] : [say(`${nameOf(link)} use another shared secret`)]),
      ...(old.credentials.some((one) => !has.has(one.id))
        ? [say(`${nameOf(link)} no longer accept the old shared secret`)]
        : []),
    ]
  })
}

/** Every server of the federation, the national operator's among them. */
export const serversOf = (model: FederationModel): readonly ServerModel[] => [
  ...model.proxies,
  ...model.upstream,
  ...model.members.flatMap((member) => member.servers),
]

type Known = { readonly id: string }

/** Former and present, side by side by their id: what is there now in its order, then what is gone. */
function pairs<T extends Known>(
  before: readonly T[],
  after: readonly T[],
): readonly (readonly [T | undefined, T | undefined])[] {
  const old = new Map(before.map((one) => [one.id, one]))
  const now = new Set(after.map((one) => one.id))
  return [
    ...after.map((one) => [old.get(one.id), one] as const),
    ...before.filter((one) => !now.has(one.id)).map((one) => [one, undefined] as const),
  ]
}

const differ = (one: readonly string[], other: readonly string[]): boolean =>
  one.length !== other.length || one.some((words, at) => words !== other[at])

const shown = (value: unknown): string =>
  value === null ? 'none' : value === true ? 'on' : value === false ? 'off' : String(value)
