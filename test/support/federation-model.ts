// The register of the test federation, as the generator sees it: a county with three members, one of them with two servers
// and two realms; and above it the national operator's, of which the county is a member like the outsider thames.
import type { FederationModel, LinkModel, MemberModel, ServerModel } from '#modules/roaming/rules/model.ts'
import type { Engine, Transport } from '#modules/roaming/rules/words.ts'

/** Members by code, with their realms and how many servers they have. */
export const MEMBERS = {
  kent: { realms: ['kent.gov.uk', 'staff.kent.gov.uk'], at: [11, 12] },
  medway: { realms: ['medway.gov.uk'], at: [21] },
  police: { realms: ['kent.police.uk'], at: [31] },
} as const
export const THAMES = { realms: ['thames.gov.uk'], at: [81] } as const
const [COUNTY_AT, NATIONAL_AT] = [1, 9]
export const PROBE_AT = 100
export const PORTS = { authPort: 1812, nextPort: 11812, statusPort: 18121, radsecPort: 2083 }

export function serverModel(
  block: string,
  at: number,
  code: string,
  rest: Partial<ServerModel>,
): ServerModel {
  return {
    id: code,
    code,
    place: 'member',
    address: `${block}.${at}`,
    ...PORTS,
    transport: 'udp',
    does: 'both',
    engine: 'freeradius',
    tlsName: `${code}.radius.test`,
    answersStatus: true,
    ...rest,
  }
}

export function memberModel(
  block: string,
  transport: Transport,
  code: string,
  { realms, at }: { readonly realms: readonly string[]; readonly at: readonly number[] },
): MemberModel {
  return {
    id: code,
    code,
    realms,
    operatorRealm: realms[0] ?? 'nobody.invalid',
    servers: at.map((one, index) => serverModel(block, one, `${code}-${index + 1}`, { transport })),
    accounts: realms.map((realm) => ({
      id: `watch-${realm.replaceAll('.', '-')}`,
      userName: 'watch',
      realm,
    })),
  }
}

export const linked = (lowerId: string, upperId: string): LinkModel => ({
  id: `${lowerId}--${upperId}`,
  lowerId,
  upperId,
  credentials: [{ id: `${lowerId}--${upperId}--1`, slot: 'a', uses: true }],
})

export type Register = {
  /** Three numbers of loopback: '127.62.1'. */
  readonly block: string
  readonly transport?: Transport
  /** Of the county's proxy. */
  readonly engine?: Engine
  /** Without the national operator. */
  readonly alone?: boolean
  /** The authority of RadSec, as PEM. */
  readonly authority?: string
}

const common = ({ block, transport = 'udp', authority }: Register) => ({
  country: 'GB',
  hashMonth: '2026-11',
  probeAddress: `${block}.${PROBE_AT}`,
  radsecAuthorities: transport === 'radsec' && authority !== undefined ? [authority] : [],
})

export function countyModel(register: Register): FederationModel {
  const { block, transport = 'udp', engine = 'freeradius', alone = false } = register
  const members = Object.entries(MEMBERS).map(([code, one]) => memberModel(block, transport, code, one))
  return {
    ...common(register),
    operatorRealm: 'county.test',
    proxies: [serverModel(block, COUNTY_AT, 'county', { place: 'federation', transport, engine })],
    upstream: alone ? [] : [serverModel(block, NATIONAL_AT, 'national', { place: 'upstream', transport })],
    members,
    links: [
      ...members.flatMap(({ servers }) => servers.map(({ id }) => linked(id, 'county'))),
      ...(alone ? [] : [linked('county', 'national')]),
    ],
  }
}

export function nationalModel(register: Register): FederationModel {
  const { block, transport = 'udp' } = register
  const realms = Object.values(MEMBERS).flatMap((one) => one.realms)
  return {
    ...common(register),
    operatorRealm: 'national.test',
    proxies: [serverModel(block, NATIONAL_AT, 'national', { place: 'federation', transport })],
    upstream: [],
    members: [
      {
        ...memberModel(block, transport, 'kent-county', {
          realms: [...realms, 'misregistered.test'],
          at: [],
        }),
        operatorRealm: 'county.test',
        servers: [serverModel(block, COUNTY_AT, 'county', { transport })],
        accounts: [],
      },
      memberModel(block, transport, 'thames', THAMES),
    ],
    links: [linked('county', 'national'), linked('thames-1', 'national')],
  }
}

/**
 * Medway and the county on the one loopback address of IPv6, told apart by their ports. RADIUS knows a client by its
 * address, so both ask each other at their second ports: at the first this address is our own probes.
 */
export function overIpv6(model: FederationModel, firstPort: number): FederationModel {
  const moved = (server: ServerModel, nth: number): ServerModel => {
    const [authPort = 0, nextPort = 0, statusPort = 0] = [0, 1, 2].map((one) => firstPort + 10 * nth + one)
    return { ...server, address: '::1', authPort, nextPort, statusPort }
  }
  return {
    ...model,
    probeAddress: '::1',
    proxies: model.proxies.map((one) => moved(one, 0)),
    members: model.members
      .filter(({ code }) => code === 'medway')
      .map((one) => ({ ...one, servers: one.servers.map((server) => moved(server, 1)) })),
    links: model.links
      .filter(({ lowerId }) => lowerId === 'medway-1')
      .map((link) => ({
        ...link,
        credentials: link.credentials.map((one) => ({ ...one, slot: 'b' as const })),
      })),
  }
}
