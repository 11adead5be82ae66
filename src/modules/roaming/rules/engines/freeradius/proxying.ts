// Where a question goes: the servers, the pools they form, the realms that lead there. Each hop waits longer than the one
// below it, so that whoever stands next to the dead server notices it and nobody blames the proxy in between.
import { markOf, type FederationModel, type MemberModel, type ServerModel } from '../../model.ts'
import { askedWith, isReachable, type Peer } from '../peers.ts'
import type { ProxyPlace } from './policy.ts'
import { quoted } from './server.ts'

/** How long a member's server waits for a proxy. */
const MEMBER_WAITS_SECONDS = 10
// Pools are called by the codes of members, in which no underscore is.
const UPSTREAM = 'the_upstream'
const FEDERATION = 'federation'

/** A proxy: each member's realms lead to its home servers, every other realm upwards. */
export function proxyRealms(
  federation: FederationModel,
  proxy: ServerModel,
  peers: readonly Peer[],
  place: ProxyPlace,
): string {
  const usable = peers.filter(isReachable)
  const homes = usable.filter(({ member, server }) => member !== null && server.does !== 'visited')
  const above = usable.filter(({ server }) => server.place === 'upstream')
  const homesOf = Map.groupBy(homes, ({ member }) => member?.code ?? '')
  return [
    BEGINNING,
    ...homes.map((peer) => homeServer(proxy, peer, place.waitsSeconds)),
    ...above.map((peer) => homeServer(proxy, peer, place.waitsAboveSeconds)),
    ...[...homesOf].map(([code, own]) => pool(code, own)),
    ...(above.length === 0 ? [] : [pool(UPSTREAM, above)]),
    'realm NULL {\n}\n',
    ...federation.members
      .toSorted((one, other) => (one.code < other.code ? -1 : 1))
      .flatMap(({ code, realms }) =>
        realms.toSorted().map((name) => realm(name, homesOf.has(code) ? code : null)),
      ),
    ...(above.length === 0 ? [] : [realm('DEFAULT', UPSTREAM)]),
  ].join('\n')
}

/** A member's server: its own realms stay, every other goes to the federation. */
export function memberRealms(member: MemberModel, server: ServerModel, peers: readonly Peer[]): string {
  const proxies = server.does === 'home' ? [] : peers.filter(isReachable)
  return [
    BEGINNING,
    ...proxies.map((peer) => homeServer(server, peer, MEMBER_WAITS_SECONDS)),
    ...(proxies.length === 0 ? [] : [pool(FEDERATION, proxies)]),
    'realm NULL {\n}\n',
    'realm LOCAL {\n}\n',
    ...member.realms.toSorted().map((name) => realm(name, null)),
    ...(proxies.length === 0 ? [] : [realm('DEFAULT', FEDERATION)]),
  ].join('\n')
}

const BEGINNING = 'proxy server {\n\tdefault_fallback = no\n}\n'

function homeServer(own: ServerModel, peer: Peer, waitsSeconds: number): string {
  const { server, transport } = peer
  const asked = askedWith(peer)
  const overTls = transport === 'radsec'
  const lines = [
    'type = auth',
    `ipaddr = ${server.address}`,
    `port = ${overTls ? server.radsecPort : (asked?.port ?? server.authPort)}`,
    `src_ipaddr = ${own.address}`,
    ...(overTls ? ['proto = tcp', 'secret = radsec'] : []),
    ...(overTls || asked === null ? [] : [`secret = ${quoted(markOf(`roaming.credential:${asked.id}`))}`]),
    `response_window = ${waitsSeconds}`,
    `zombie_period = ${4 * waitsSeconds}`,
    'revive_interval = 60',
    ...(server.answersStatus
      ? [
          'status_check = status-server',
          'check_interval = 6',
          'check_timeout = 2',
          'num_answers_to_alive = 3',
        ]
      : ['status_check = none']),
    'max_outstanding = 65536',
  ]
  return `home_server ${server.code} {\n${lines.map((line) => `\t${line}\n`).join('')}${overTls ? tlsTo(server) : ''}}\n`
}

/**
 * As a client over TLS 1.3, FreeRADIUS 3.2.1 now and then hears nothing after the handshake from a server that sends session
 * tickets, radsecproxy for one; over TLS 1.2 never. Of itself it looks at the chain alone, and any server of the federation
 * could answer for another: the name that it is to find is said here, and it looks for it in the common name only.
 */
const tlsTo = ({ tlsName }: ServerModel): string => `	tls {
		private_key_file = \${certdir}/radsec.key
		certificate_file = \${certdir}/radsec.pem
		ca_file = \${confdir}/certs/radsec-ca.pem
		fragment_size = 8192
		cipher_list = "HIGH:!aNULL:!MD5:!RC4:!3DES"
		tls_min_version = "1.2"
		tls_max_version = "1.2"
		connect_timeout = 5
${tlsName === null ? '' : `\t\tcheck_cert_cn = ${quoted(tlsName)}\n`}	}
`

/** The device's address chooses, so that a conversation stays with one server and an organisation uses all of its own. */
const pool = (name: string, servers: readonly Peer[]): string =>
  `home_server_pool ${name} {\n\ttype = keyed-balance\n${servers.map(({ server }) => `\thome_server = ${server.code}\n`).join('')}}\n`

const realm = (name: string, to: string | null): string =>
  to === null ? `realm ${name} {\n\tnostrip\n}\n` : `realm ${name} {\n\tauth_pool = ${to}\n\tnostrip\n}\n`
