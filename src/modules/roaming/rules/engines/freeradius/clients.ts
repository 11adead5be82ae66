// Who may ask a server: the other ends of its links, our own probes, and at a member whatever stands in its local file.
// RADIUS knows a client by its address and gives each address one secret, so each listener has a list of its own (G6).
import { markOf, type FederationModel, type SecretRef, type ServerModel } from '../../model.ts'
import type { Slot } from '../../words.ts'
import type { Peer } from '../peers.ts'
import { PORTAL, type ProxyPlace } from './policy.ts'
import { quoted } from './server.ts'

export function clientsFile(
  federation: FederationModel,
  server: ServerModel,
  peers: readonly Peer[],
  place?: ProxyPlace,
): string {
  const inSlot = (slot: Slot): readonly string[] =>
    peers.flatMap((peer) =>
      peer.credentials
        .filter((one) => one.slot === slot)
        .map(({ id }) => clientOf(federation, peer, `roaming.credential:${id}`, place)),
    )
  const local = server.place === 'member' ? ['\t$-INCLUDE ${confdir}/local/clients.conf\n'] : []
  const next = inSlot('b')
  const overTls = peers.filter(({ transport }) => transport === 'radsec')
  return [
    `clients main {\n${[...inSlot('a'), ...probeClients(federation, server), ...local].join('')}}\n`,
    next.length === 0 ? '' : `\nclients next {\n${next.join('')}}\n`,
    overTls.length === 0
      ? ''
      : `\nclients radsec {\n${[...overTls.map((peer) => clientOf(federation, peer, null, place)), ...watching(federation)].join('')}}\n`,
  ].join('')
}

/** Whether anybody has a secret for the second listener. */
export const hasNext = (peers: readonly Peer[]): boolean =>
  peers.some(({ credentials }) => credentials.some(({ slot }) => slot === 'b'))

/** Our worker, and the agent that runs beside the server and asks it from its own address. */
export function probeClients(federation: FederationModel, server: ServerModel): readonly string[] {
  const addresses = [...new Set([federation.probeAddress, server.address])].filter((one) => one !== null)
  return addresses.map((address, at) =>
    block(at === 0 && address !== server.address ? PORTAL : `${PORTAL}-here`, [
      `ipaddr = ${address}`,
      `secret = ${quoted(markOf(`roaming.portal:${server.id}`))}`,
      'require_message_authenticator = yes',
      `shortname = ${PORTAL}`,
      'nas_type = other',
      'role = probe',
    ]),
  )
}

/**
 * Our worker over TLS: a server closes on addresses that it does not know, and would not show its certificate. It has none of
 * its own, so it gets no further; and no certificate bears the name of a client that has none.
 */
const watching = ({ probeAddress }: FederationModel): readonly string[] =>
  probeAddress === null
    ? []
    : [
        block(PORTAL, [
          `ipaddr = ${probeAddress}`,
          'proto = tls',
          'secret = radsec',
          `shortname = ${PORTAL}`,
          'nas_type = other',
          'role = probe',
        ]),
      ]

function clientOf(
  federation: FederationModel,
  { server, member }: Peer,
  secret: SecretRef | null,
  place: ProxyPlace | undefined,
): string {
  const role = member === null ? server.place : place?.federations.includes(member.code) ? 'below' : 'member'
  const operator = member === null ? federation.operatorRealm : member.operatorRealm
  return block(server.code, [
    `ipaddr = ${server.address}`,
    ...(secret === null
      ? ['proto = tls', 'secret = radsec']
      : [`secret = ${quoted(markOf(secret))}`, 'require_message_authenticator = yes']),
    `shortname = ${member === null ? server.code : member.code}`,
    'nas_type = other',
    `role = ${role}`,
    ...(role === 'upstream' ? [] : [`operator = ${quoted(`1${operator}`)}`]),
    ...(server.tlsName === null ? [] : [`tls_name = ${quoted(server.tlsName)}`]),
  ])
}

const block = (name: string, lines: readonly string[]): string =>
  `\tclient ${name} {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n`
