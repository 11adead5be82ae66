// What a server's agent asks once it has restarted it: its own server first, then whom that talks to.
import { portOf, spokenBy } from './engines/peers.ts'
import { markOf, type FederationModel, type LinkModel, type SecretRef, type ServerModel } from './model.ts'
import type { ProbeTarget } from './signing.ts'
import { serversOf } from './changes.ts'

/** Realms of others whose certificate is read through a server that has none of its own. */
const MOST_REALMS = 4

/** The probes of each server, by its id. In place of a secret stands its mark. */
export function probesOf(model: FederationModel): (server: ServerModel) => readonly ProbeTarget[] {
  const servers = new Map(serversOf(model).map((one) => [one.id, one]))
  const ends = model.links.flatMap((link) => [
    { link, own: link.lowerId, other: link.upperId, side: 'lower' as const },
    { link, own: link.upperId, other: link.lowerId, side: 'upper' as const },
  ])
  const endsOf = Map.groupBy(ends, (one) => one.own)
  const homes = homesOf(model)
  const others = realmsReadThrough(model)
  const homeOf = new Map(homes.flatMap((one) => one.servers.map((server) => [server.id, one] as const)))
  return (server) => {
    const own = server.does === 'visited' ? undefined : homeOf.get(server.id)?.realms[0]
    const realms = own === undefined ? others : [own]
    return [
      itself(server),
      ...realms.map((realm) => certificateOf(server, realm, own !== undefined)),
      ...(endsOf.get(server.id) ?? []).flatMap(({ link, other, side }) => {
        const peer = servers.get(other)
        return peer === undefined ? [] : peerProbes(server, peer, link, side)
      }),
    ]
  }
}

const homesOf = (model: FederationModel) => model.members.filter((one) => one.realms.length > 0)

/** The realms whose certificate is read through every server that has no realm of its own. */
export const realmsReadThrough = (model: FederationModel): readonly string[] =>
  homesOf(model)
    .slice(0, MOST_REALMS)
    .flatMap((one) => one.realms.slice(0, 1))

const mark = (ref: SecretRef): string => markOf(ref)

const itself = (server: ServerModel): ProbeTarget => ({
  name: 'this server',
  kind: 'status',
  transport: 'udp',
  address: server.address,
  port: server.statusPort ?? server.authPort,
  from: server.address,
  secret: mark(`roaming.portal:${server.id}`),
  tlsName: server.tlsName,
  decides: true,
  proves: null,
  identity: null,
})

// Whether its own realm answers is this server's doing; whether another's does may be the other's.
const certificateOf = (server: ServerModel, realm: string, isOwn: boolean): ProbeTarget => ({
  ...itself(server),
  name: realm,
  kind: 'certificate',
  port: server.authPort,
  decides: isOwn,
  identity: `anonymous@${realm}`,
})

function peerProbes(
  server: ServerModel,
  peer: ServerModel,
  link: LinkModel,
  side: 'lower' | 'upper',
): ProbeTarget[] {
  const [lower, upper] = side === 'lower' ? [server, peer] : [peer, server]
  if (spokenBy(lower, upper) !== 'udp' || !peer.answersStatus) return []
  return link.credentials.map(({ id, slot }) => ({
    ...itself(server),
    name: peer.code,
    address: peer.address,
    port: portOf(peer, slot),
    secret: mark(`roaming.credential:${id}`),
    tlsName: peer.tlsName,
    decides: false,
    proves: { link: link.id, credential: id, side },
  }))
}
