// Who a server talks to: the other ends of its links, whose they are, how they speak and with which secrets.
import { Defect } from '#platform/errors/index.ts'
import type { FederationModel, LinkModel, MemberModel, ServerModel } from '../model.ts'
import type { Engine, Slot, Transport } from '../words.ts'

export type Peer = {
  readonly server: ServerModel
  /** Null for the federation's own and for the national operator's. */
  readonly member: MemberModel | null
  readonly transport: Transport
  readonly credentials: LinkModel['credentials']
}

/** The peers of a server, by code. */
export function peersOf(federation: FederationModel, server: ServerModel): readonly Peer[] {
  const known = everyServer(federation)
  return federation.links
    .flatMap((link) => {
      if (link.lowerId !== server.id && link.upperId !== server.id) return []
      const lower = known.get(link.lowerId)
      const upper = known.get(link.upperId)
      if (lower === undefined || upper === undefined)
        throw new Defect(`The link ${link.id} leads to a server that the federation does not know.`)
      const other = link.lowerId === server.id ? upper : lower
      return [{ ...other, transport: spokenBy(lower.server, upper.server), credentials: link.credentials }]
    })
    .toSorted((one, another) => (one.server.code < another.server.code ? -1 : 1))
}

/** A link speaks RadSec where both of its ends do. A proxy of the federation that does still serves members that do not. */
export const spokenBy = (lower: ServerModel, upper: ServerModel): Transport =>
  lower.transport === 'radsec' && upper.transport === 'radsec' ? 'radsec' : 'udp'

/** The credential that a peer is asked with, and the port it belongs to; null while there is none. */
export function askedWith(peer: Peer): { readonly id: string; readonly port: number } | null {
  const used = peer.credentials.find(({ uses }) => uses)
  return used === undefined ? null : { id: used.id, port: portOf(peer.server, used.slot) }
}

export const portOf = (server: ServerModel, slot: Slot): number =>
  slot === 'b' && keepsTwoSecrets(server.engine) ? server.nextPort : server.authPort

/**
 * Whether it keeps a secret for each of its listeners. Every other knows one secret for each neighbour, whatever the port:
 * asked at a second one it would be silent.
 */
export const keepsTwoSecrets = (engine: Engine): boolean => engine === 'freeradius'

/** Whether its files are ours and hold one secret for each neighbour: it cannot know the next one before it asks with it. */
export const changesAtOnce = (engine: Engine): boolean => engine === 'radsecproxy'

/** Whether a peer can be sent a question. */
export const isReachable = (peer: Peer): boolean => peer.transport === 'radsec' || askedWith(peer) !== null

type Known = { readonly server: ServerModel; readonly member: MemberModel | null }

function everyServer(federation: FederationModel): ReadonlyMap<string, Known> {
  return new Map<string, Known>([
    ...[...federation.proxies, ...federation.upstream].map(
      (server) => [server.id, { server, member: null }] as const,
    ),
    ...federation.members.flatMap((member) =>
      member.servers.map((server) => [server.id, { server, member }] as const),
    ),
  ])
}
