// FreeRADIUS 3.2: the whole directory of a server, nothing of the packaged one. `-C` of FreeRADIUS is content with a
// missing site, so the main file names every other file one by one.
import type { FederationModel, MemberModel, ServerModel } from '../model.ts'
import { clientsFile } from './freeradius/clients.ts'
import { homeModules, localModules, ownerFiles, roamingModules } from './freeradius/modules.ts'
import { ANSWER_KEPT, cuiPolicy, roamingPolicy, type ProxyPlace } from './freeradius/policy.ts'
import { memberRealms, proxyRealms } from './freeradius/proxying.ts'
import { mainFile, siteOf } from './freeradius/server.ts'
import { checkEapTls, innerTunnel, memberSite, proxySite, statusSite } from './freeradius/sites.ts'
import { peersOf } from './peers.ts'

type Files = Readonly<Record<string, string>>

/** A proxy's directory: it sees realms and devices, and holds neither people nor certificates for EAP. */
export function freeradiusProxy(federation: FederationModel, proxy: ServerModel, place: ProxyPlace): Files {
  const peers = peersOf(federation, proxy)
  return withMain(proxy, { delaySeconds: 0 }, federation, {
    'clients.conf': clientsFile(federation, proxy, peers, place),
    'proxy.conf': proxyRealms(federation, proxy, peers, place),
    'policy.d/govroam': roamingPolicy(federation, { mostHops: place.mostHops }),
    ...roamingModules(federation),
    ...ownerFiles(federation),
    [`sites-enabled/${siteOf(proxy)}`]: proxySite(federation, proxy, peers),
    ...statusFiles(federation, proxy),
  })
}

/** A member's directory: it lets guests in by asking the federation, and signs its own people in. */
export function freeradiusMember(
  federation: FederationModel,
  member: MemberModel,
  server: ServerModel,
): Files {
  const peers = peersOf(federation, server)
  const isHome = server.does !== 'visited' && member.realms.length > 0
  return withMain(server, { delaySeconds: 1 }, federation, {
    'clients.conf': clientsFile(federation, server, peers),
    'proxy.conf': memberRealms(member, server, peers),
    'policy.d/govroam': roamingPolicy(federation, { mostHops: 8 }),
    ...roamingModules(federation),
    [`sites-enabled/${siteOf(server)}`]: memberSite(member, server, peers, isHome),
    ...statusFiles(federation, server),
    ...(isHome
      ? {
          'policy.d/answers': ANSWER_KEPT,
          'policy.d/cui': cuiPolicy(member),
          ...homeModules(),
          ...localModules(member),
          'sites-enabled/inner-tunnel': innerTunnel(),
          'sites-enabled/check-eap-tls': checkEapTls(),
        }
      : {}),
  })
}

function statusFiles(federation: FederationModel, server: ServerModel): Files {
  return server.statusPort === null ? {} : { 'sites-enabled/status': statusSite(federation, server) }
}

function withMain(
  server: ServerModel,
  { delaySeconds }: { readonly delaySeconds: number },
  federation: FederationModel,
  files: Files,
): Files {
  const authorities = federation.radsecAuthorities.map((pem) => `${pem.trim()}\n`).join('')
  return {
    'radiusd.conf': mainFile(server, delaySeconds, Object.keys(files).toSorted()),
    ...files,
    ...(server.transport === 'radsec' ? { 'certs/radsec-ca.pem': authorities } : {}),
  }
}
