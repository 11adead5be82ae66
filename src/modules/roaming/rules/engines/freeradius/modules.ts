// The modules and their settings. Which attributes pass is said by lists of what may, never of what may not.
import { markOf, type FederationModel, type MemberModel } from '../../model.ts'

type Files = Readonly<Record<string, string>>

const ASKED = `User-Name EAP-Message Message-Authenticator State NAS-IP-Address NAS-Identifier NAS-Port-Type
  Called-Station-Id Calling-Station-Id Operator-Name Chargeable-User-Identity Location-Information Location-Data
  Framed-MTU Proxy-State`
const ANSWERED = `User-Name EAP-Message Message-Authenticator State MS-MPPE-Recv-Key MS-MPPE-Send-Key EAP-Key-Name
  Chargeable-User-Identity Class Session-Timeout Reply-Message Error-Cause Proxy-State`
const REFUSED = 'EAP-Message State Message-Authenticator Error-Cause Reply-Message Proxy-State'

/** What proxies and members have alike. */
export function roamingModules(federation: FederationModel): Files {
  return {
    'mods-enabled/always': ['reject', 'ok', 'noop']
      .map((code) => `always ${code} {\n\trcode = ${code}\n}\n`)
      .join(''),
    'mods-enabled/expr': `expr {\n}\n`,
    'mods-enabled/realm': `realm suffix {\n\tformat = suffix\n\tdelimiter = "@"\n}\n`,
    'mods-enabled/attr_filter': ['pre-proxy', 'post-proxy', 'access_reject']
      .map(
        (name) =>
          `attr_filter attr_filter.${name} {\n\tkey = "%{User-Name}"\n\tfilename = \${modconfdir}/attr_filter/${name}\n}\n`,
      )
      .join(''),
    'mods-config/attr_filter/pre-proxy': allowed(ASKED),
    'mods-config/attr_filter/post-proxy': allowed(ANSWERED),
    'mods-config/attr_filter/access_reject': allowed(REFUSED),
    'mods-enabled/linelog': linelog(federation),
  }
}

const allowed = (names: string): string =>
  `DEFAULT\n\t${names.trim().split(/\s+/).join(' =* ANY,\n\t')} =* ANY\n`

function linelog(federation: FederationModel): string {
  const tick = (result: string): string =>
    `"%l F-TICKS/govroam/1.0#REALM=%{%{Tmp-String-0}:-invalid}#VISCOUNTRY=${federation.country}#VISINST=%{%{Operator-Name}:-UNKNOWN}#CSI=%{%{hmacsha1:&Tmp-String-4 &control:Tmp-String-9}:-none}#RESULT=${result}#"`
  const trace = (result: string): string =>
    `"${[
      '%l',
      result,
      '%{%{Tmp-String-0}:-invalid}',
      '%{%{Tmp-String-8}:-%{%{client:shortname}:--}}',
      '%{%{Tmp-String-4}:--}',
      '%{%{Operator-Name}:--}',
      '%{%{Tmp-String-6}:--}',
      '%{%{NAS-Identifier}:--}',
      '%{%{Packet-Dst-Port}:--}',
      result === 'ok' ? '-' : '%{Tmp-String-5}',
    ].join('\t')}"`
  return lines('fticks', tick('OK'), tick('FAIL')) + lines('trace', trace('ok'), trace('fail'))
}

const lines = (name: string, accepted: string, rejected: string): string => `linelog ${name} {
	filename = \${logdir}/${name}.log
	permissions = 0640
	format = ""
	reference = "messages.%{%{reply:Packet-Type}:-Access-Reject}"
	messages {
		Access-Accept = ${accepted}
		Access-Reject = ${rejected}
	}
}
`

/** Whose a realm is, in constant time however many there are. */
export function ownerFiles(federation: FederationModel): Files {
  const owners = federation.members
    .flatMap(({ code, realms }) => realms.map((realm) => `${realm}\tTmp-String-1 := "${code}"\n`))
    .toSorted()
  return {
    'mods-enabled/realm_owner': `files realm_owner {\n\tkey = "%{Tmp-String-0}"\n\tfilename = \${modconfdir}/realm_owner\n}\n`,
    'mods-config/realm_owner': owners.join(''),
  }
}

/** Signing in: EAP with the member's own certificate, and the ways of proving a password. */
export function homeModules(): Files {
  return {
    'mods-enabled/eap': `eap {
	default_eap_type = peap
	timer_expire = 60
	max_sessions = \${max_requests}

	tls-config tls-common {
		private_key_file = \${certdir}/server.key
		certificate_file = \${certdir}/server.pem
		ca_file = \${certdir}/ca.pem
		cipher_list = "HIGH:!aNULL:!MD5:!RC4:!3DES"
		cipher_server_preference = yes
		tls_min_version = "1.2"
		tls_max_version = "1.2"
		ecdh_curve = "prime256v1"
		fragment_size = 1024
		cache {
			enable = no
		}
	}

	tls {
		tls = tls-common
		virtual_server = check-eap-tls
	}

	ttls {
		tls = tls-common
		default_eap_type = mschapv2
		copy_request_to_tunnel = no
		use_tunneled_reply = no
		virtual_server = inner-tunnel
	}

	peap {
		tls = tls-common
		default_eap_type = mschapv2
		copy_request_to_tunnel = no
		use_tunneled_reply = no
		virtual_server = inner-tunnel
	}

	mschapv2 {
	}
}
`,
    'mods-enabled/answered': ANSWERED_BEFORE,
    'mods-enabled/mschap': 'mschap {\n}\n',
    'mods-enabled/pap': 'pap {\n\tnormalise = no\n}\n',
  }
}

/** Accounts: those that only sign in to be watched, and the member's own list beside them. */
export function localModules(member: MemberModel): Files {
  const accounts = member.accounts
    .map(
      ({ id, userName, realm }) =>
        `${accountName(userName, realm)}\tCleartext-Password := '${markOf(`roaming.account:${id}`)}'\n`,
    )
    .toSorted()
  return {
    'mods-enabled/files': `files watched_users {
	key = "%{Tmp-String-2}"
	filename = \${modconfdir}/users
}
files local_users {
	key = "%{Tmp-String-2}"
	filename = \${confdir}/local/users
}
`,
    'mods-config/users': accounts.join(''),
  }
}

const accountName = (userName: string, realm: string): string =>
  userName.includes('@') ? userName.toLowerCase() : `${userName.toLowerCase()}@${realm}`

/** The answers of the last seconds, by the step that they answered: for steps asked twice (see OWN_REALM). */
const ANSWERED_BEFORE = `cache answered {
	driver = "rlm_cache_rbtree"
	key = "%{request:State} %{Calling-Station-Id} %{EAP-Message}"
	ttl = 10
	max_entries = 16384
	update {
		&reply: += &reply:
		&control:Response-Packet-Type := "%{reply:Packet-Type}"
	}
}
`
