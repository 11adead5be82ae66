// The virtual servers: what is done with a question, step by step, at a proxy and at a member's server, and inside the
// tunnel that only the home server opens.
import type { FederationModel, MemberModel, ServerModel } from '../../model.ts'
import type { Peer } from '../peers.ts'
import { hasNext, probeClients } from './clients.ts'
import { refused } from './policy.ts'
import { siteOf } from './server.ts'

/** A proxy: where a question comes from is written into it first, so that every refusal says so too. */
export function proxySite(federation: FederationModel, proxy: ServerModel, peers: readonly Peer[]): string {
  return `server ${siteOf(proxy)} {
${listeners(proxy, peers)}
	authorize {
		Autz-Type Status-Server {
			ok
		}
		if ("%{client:role}" == "member") {
			update request {
				&Operator-Name := "%{client:operator}"
			}
		}
		govroam_begin
		if (("%{client:role}" == "below") && !&Operator-Name) {
			update request {
				&Operator-Name := "%{client:operator}"
			}
		}
		if ("%{client:role}" == "probe") {
			update request {
				&Operator-Name := "1${federation.operatorRealm}"
			}
		}
${tlsCheck(proxy)}		govroam_sane
		realm_owner
		if (&control:Tmp-String-1 && (&control:Tmp-String-1 == "%{client:shortname}")) {
${refused('the realm belongs to the one who asks', 3)}		}
		if (("%{client:role}" == "upstream") && !&control:Tmp-String-1) {
${refused('nobody here has this realm', 3)}		}
		update control {
			&Load-Balance-Key := "%{%{Calling-Station-Id}:-%{User-Name}}"
		}
		suffix
		if (!&control:Proxy-To-Realm) {
			if (&control:Tmp-String-1) {
${refused('the home organisation has no server that could be asked', 4)}			}
${refused('nobody has this realm', 3)}		}
	}
	authenticate {
	}
	pre-proxy {
		attr_filter.pre-proxy
	}
	post-proxy {
		attr_filter.post-proxy
		if (&proxy-reply:Packet-Type == Access-Reject) {
			if (&control:Tmp-String-1) {
${noted('the home organisation refused', 4)}			}
			else {
${noted('the national operator’s proxy refused', 4)}			}
		}
		Post-Proxy-Type Fail-Authentication {
			if (&control:Tmp-String-1) {
${noted('the home organisation’s server did not answer', 4)}			}
			else {
${noted('the national operator’s proxy did not answer', 4)}			}
		}
	}
	post-auth {
		govroam_written
		${COUNTED}
		Post-Auth-Type REJECT {
			attr_filter.access_reject
			govroam_written
			${COUNTED}
		}
	}
}
`
}

/** Visits are counted where they pass the federation's proxy: once, and never for our own probes. */
const COUNTED = `if (!&Tmp-String-8) {
			fticks
		}`

/** A member's server. Its own realms are signed in here; every other goes to the federation, and nothing comes back up. */
export function memberSite(
  member: MemberModel,
  server: ServerModel,
  peers: readonly Peer[],
  isHome: boolean,
): string {
  return `server ${siteOf(server)} {
${listeners(server, peers)}
	authorize {
		Autz-Type Status-Server {
			ok
		}
		if ("%{client:role}" != "federation") {
			update request {
				&Operator-Name := "1${member.operatorRealm}"
				&Chargeable-User-Identity := 0x00
			}
		}
		govroam_begin
${tlsCheck(server)}		govroam_sane
${ownRealms(member, isHome)}		if (("%{client:role}" == "federation") && !&control:Tmp-String-1) {
${refused('the realm is not one of ours', 3)}		}
		update control {
			&Load-Balance-Key := "%{%{Calling-Station-Id}:-%{User-Name}}"
		}
		suffix
${isHome ? OWN_REALM : ''}		if (!&control:Tmp-String-1 && !&control:Proxy-To-Realm) {
${refused('this server asks nobody else', 3)}		}
	}
	authenticate {
${isHome ? '		eap\n' : ''}	}
	pre-proxy {
		attr_filter.pre-proxy
	}
	post-proxy {
		attr_filter.post-proxy
		if (&proxy-reply:Packet-Type == Access-Reject) {
${noted('refused further on', 3)}		}
		Post-Proxy-Type Fail-Authentication {
${noted('the federation’s proxy did not answer', 3)}		}
	}
	post-auth {
		if (&session-state:Chargeable-User-Identity) {
			update reply {
				&Chargeable-User-Identity := &session-state:Chargeable-User-Identity
			}
		}
${isHome ? '		answer_kept\n' : ''}		if ("%{client:role}" == "federation") {
			attr_filter.post-proxy
		}
		else {
			$-INCLUDE \${confdir}/local/post-auth.conf
		}
		govroam_written
		${OWN_COUNTED}
${isHome ? CHALLENGED : ''}		Post-Auth-Type REJECT {
			attr_filter.access_reject
${isHome ? '			eap\n' : ''}			govroam_written
			${OWN_COUNTED}
			if (&control:Proxy-To-Realm) {
				update reply {
					&FreeRADIUS-Response-Delay := 0
				}
			}
		}
	}
}
`
}

/**
 * A proxy that is restarted forgets the answer that was on its way through it. The device asks again, and what it asks is a
 * step that its home has already answered: it gets the same answer, not a refusal.
 */
const OWN_REALM = `		if (&control:Tmp-String-1 && &State) {
			update control {
				&Cache-Read-Only := yes
			}
			answered
			if (updated) {
				update control {
					&Tmp-String-2 := "again"
					&Auth-Type := Accept
				}
				return
			}
		}
		if (&control:Tmp-String-1) {
			eap {
				ok = return
			}
		}
`

const CHALLENGED = `		Post-Auth-Type Challenge {
			answer_kept
		}
`

/** Its own realms never go to the federation, not even from a server that signs nobody in. */
const ownRealms = (member: MemberModel, isHome: boolean): string =>
  member.realms
    .toSorted()
    .map((realm) => {
      const then = isHome
        ? '\t\t\tupdate control {\n\t\t\t\t&Tmp-String-1 := "own"\n\t\t\t}\n'
        : refused('our own people sign in at another server of ours', 3)
      return `\t\tif (&Tmp-String-0 == "${realm}") {\n${then}\t\t}\n`
    })
    .join('')

/** A member counts its own people at its own access points; all others are counted at the federation's proxy. */
const OWN_COUNTED = `if (&control:Tmp-String-1 && ("%{client:role}" != "federation") && !&Tmp-String-8) {
			fticks
		}`

/** Inside the tunnel: who it really is must belong to the realm that the question was sent to. */
export function innerTunnel(): string {
  return `server inner-tunnel {
	authorize {
		if (!&User-Name || (&User-Name !~ /^[^@]+@[^@]+$/)) {
${refused('the name inside the tunnel has no realm', 3)}		}
		if (&User-Name =~ /^([^@]+)@([^@]+)$/) {
			update request {
				&Tmp-String-2 := "%{tolower:%{1}@%{2}}"
				&Tmp-String-3 := "%{tolower:%{2}}"
			}
		}
		if (!&Tmp-String-3 || (&Tmp-String-3 != &outer.request:Tmp-String-0)) {
${refused('the realm inside the tunnel is another than outside', 3)}		}
		mschap
		eap {
			ok = return
		}
		watched_users
		if (notfound || noop) {
			local_users
		}
		$-INCLUDE \${confdir}/local/inner-authorize.conf
		pap
		if (!&control:Auth-Type) {
${refused('the account is not known here', 3)}		}
	}
	authenticate {
		Auth-Type PAP {
			pap
		}
		Auth-Type MS-CHAP {
			mschap
		}
		eap
		$-INCLUDE \${confdir}/local/inner-authenticate.conf
	}
	post-auth {
		make_cui
		Post-Auth-Type REJECT {
			if (&Module-Failure-Message && (&Module-Failure-Message =~ /does not match|Response is incorrect/)) {
${noted('the password is wrong', 4)}			}
			elsif (&Module-Failure-Message && (&Module-Failure-Message =~ /No NT/)) {
${noted('the account is not known here', 4)}			}
			update outer.session-state {
				&Module-Failure-Message := "%{%{Module-Failure-Message}:-the password or the account is wrong}"
			}
		}
	}
}
`
}

/** A certificate in place of a password: its name must be of one of our realms, and fit what was said outside. */
export function checkEapTls(): string {
  return `server check-eap-tls {
	authorize {
		update request {
			&Tmp-String-2 := "%{tolower:%{%{TLS-Client-Cert-Subject-Alt-Name-Email}:-%{TLS-Client-Cert-Common-Name}}}"
		}
		if (&Tmp-String-2 =~ /^([^@]+)@([^@]+)$/) {
			update request {
				&Tmp-String-3 := "%{2}"
			}
		}
		if (!&Tmp-String-3 || (&Tmp-String-3 != &outer.request:Tmp-String-0)) {
${refused('the certificate is not of this realm', 3, 'outer.session-state')}		}
		if (("%{tolower:%{User-Name}}" != "%{Tmp-String-2}") && ("%{tolower:%{User-Name}}" != "@%{Tmp-String-3}") && ("%{tolower:%{User-Name}}" != "anonymous@%{Tmp-String-3}")) {
${refused('the certificate is somebody else’s', 3, 'outer.session-state')}		}
		make_cui
		update control {
			&Auth-Type := Accept
		}
	}
}
`
}

/** Counters for our worker and for the agent beside the server. */
export function statusSite(federation: FederationModel, server: ServerModel): string {
  return `server status {
	listen {
		type = status
		ipaddr = ${server.address}
		port = ${server.statusPort ?? 0}
	}
${probeClients(federation, server).join('')}	authorize {
		Autz-Type Status-Server {
			ok
		}
	}
}
`
}

const noted = (words: string, tabs: number): string => {
  const lead = '\t'.repeat(tabs)
  return `${lead}update request {\n${lead}\t&Module-Failure-Message := '${words}'\n${lead}}\n`
}

const tlsCheck = (server: ServerModel): string => (server.transport === 'radsec' ? '\t\tgovroam_tls\n' : '')

function listeners(server: ServerModel, peers: readonly Peer[]): string {
  const overTls = server.transport === 'radsec' && peers.some(({ transport }) => transport === 'radsec')
  return [
    listener(server, server.authPort, 'main'),
    ...(hasNext(peers) ? [listener(server, server.nextPort, 'next')] : []),
    ...(overTls ? [tlsListener(server)] : []),
  ].join('')
}

const listener = (server: ServerModel, port: number, clients: string): string => `	listen {
		type = auth
		ipaddr = ${server.address}
		port = ${port}
		clients = ${clients}
	}
`

const tlsListener = (server: ServerModel): string => `	listen {
		type = auth
		ipaddr = ${server.address}
		port = ${server.radsecPort}
		proto = tcp
		clients = radsec
		limit {
			max_connections = 64
			lifetime = 0
			idle_timeout = 0
		}
		tls {
			private_key_file = \${certdir}/radsec.key
			certificate_file = \${certdir}/radsec.pem
			ca_file = \${confdir}/certs/radsec-ca.pem
			require_client_cert = yes
			cipher_list = "HIGH:!aNULL:!MD5:!RC4:!3DES"
			tls_min_version = "1.2"
			tls_max_version = "1.3"
			fragment_size = 8192
			cache {
				enable = no
			}
		}
	}
`
