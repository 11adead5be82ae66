// The rules that every question passes: what a name must look like, how often it may have been passed on, where it comes
// from, and what is written down about it. The words of a refusal are those that the portal shows.
import { markOf, type FederationModel, type MemberModel } from '../../model.ts'

/**
 * Where a proxy stands. Windows grow outwards (county 4 s to a member, national 6 to a county, county 7 to the national,
 * member 10 to its county), and so do the hops that are borne.
 */
export type ProxyPlace = {
  readonly waitsSeconds: number
  readonly waitsAboveSeconds: number
  readonly mostHops: number
  /** Codes of members that are federations of their own and name their members themselves. */
  readonly federations: readonly string[]
}

export const COUNTY: ProxyPlace = { waitsSeconds: 4, waitsAboveSeconds: 7, mostHops: 5, federations: [] }

/** The NAS-Identifier of our own probes, so that none is counted as somebody's visit however far it travels. */
export const PROBE_NAME = 'connects'

/** The name under which our own probes come and are written down. */
export const PORTAL = 'portal'

/** RFC 7542 as far as every server of a federation reads it alike; top-level domains may have up to 63 letters, or be an A-label. */
export const REALM_PATTERN =
  '^[^@[:cntrl:][:space:]#]*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+([A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})$'

/** Names that telephones and test set-ups send by themselves. */
const NEVER_ROAMING = '(^|\\.)(3gppnetwork\\.org|myabc\\.com|local)$'

/** A refusal: its words, then the end. */
export const refused = (words: string, tabs = 2, where = 'request'): string => {
  const lead = '\t'.repeat(tabs)
  return `${lead}update ${where} {\n${lead}\t&Module-Failure-Message := '${words}'\n${lead}}\n${lead}reject\n`
}

export function roamingPolicy(
  federation: FederationModel,
  { mostHops }: { readonly mostHops: number },
): string {
  return `govroam_begin {
	update request {
		&Tmp-String-0 := "invalid"
	}
	update control {
		&Tmp-String-9 := '${markOf(`roaming.fticks:${federation.hashMonth}`)}'
	}
	if (&NAS-Identifier && (&NAS-Identifier =~ /[[:cntrl:]]/)) {
		update request {
			&NAS-Identifier !* ANY
		}
	}
	if ("%{client:role}" == "probe") {
		update request {
			&NAS-Identifier := "${PROBE_NAME}"
		}
	}
	if (&NAS-Identifier && (&NAS-Identifier == "${PROBE_NAME}")) {
		update request {
			&Tmp-String-8 := "${PORTAL}"
		}
	}
	if (&Operator-Name && (&Operator-Name !~ /^1[A-Za-z0-9.-]+$/)) {
		update request {
			&Operator-Name !* ANY
		}
	}
	mac_normal
}

govroam_sane {
	if (!&User-Name || (&User-Name !~ /${REALM_PATTERN}/)) {
${refused('the name has no realm, or one that cannot be')}	}
	if (&User-Name =~ /@([^@]+)$/) {
		update request {
			&Tmp-String-0 := "%{tolower:%{1}}"
		}
	}
	if (&Tmp-String-0 =~ /${NEVER_ROAMING}/) {
${refused('the realm is never used for roaming')}	}
	if (!&EAP-Message) {
${refused('the question holds no EAP')}	}
	if (<integer>"%{Proxy-State[#]}" > ${mostHops}) {
${refused('the question was passed on too often')}	}
}

govroam_tls {
	if ("%{listen:TLS-Client-Cert-Common-Name}" && ("%{listen:TLS-Client-Cert-Common-Name}" != "%{client:tls_name}")) {
${refused('the certificate is another server’s')}	}
}

mac_normal {
	if (&Calling-Station-Id && (&Calling-Station-Id =~ /^([0-9a-f]{2})[^0-9a-f]?([0-9a-f]{2})[^0-9a-f]?([0-9a-f]{2})[^0-9a-f]?([0-9a-f]{2})[^0-9a-f]?([0-9a-f]{2})[^0-9a-f]?([0-9a-f]{2})$/i)) {
		update request {
			&Tmp-String-4 := "%{toupper:%{1}-%{2}-%{3}-%{4}-%{5}-%{6}}"
		}
		update request {
			&Calling-Station-Id := &Tmp-String-4
		}
	}
}

govroam_written {
	# Whatever others sent could hold a tab or the end of a line, and so another line.
	update request {
		&Tmp-String-5 := "%{%{session-state:Module-Failure-Message}:-%{%{Module-Failure-Message}:-%{%{reply:Reply-Message}:--}}}"
	}
	if (&Tmp-String-5 =~ /[@[:cntrl:]]/) {
		update request {
			&Tmp-String-5 := "not written down, because it may name somebody"
		}
	}
	if (&reply:Chargeable-User-Identity) {
		update request {
			&Tmp-String-6 := "%{string:reply:Chargeable-User-Identity}"
		}
		if (&Tmp-String-6 !~ /^[[:graph:]]+$/) {
			update request {
				&Tmp-String-6 := "%{reply:Chargeable-User-Identity}"
			}
		}
	}
	trace
}
`
}

/** Keeps an answer for as long as its question may come again; not one that was given again itself. */
export const ANSWER_KEPT = `answer_kept {
	if (&control:Tmp-String-1 && &State && !&control:Tmp-String-2) {
		update control {
			&Cache-Read-Only := no
			&Cache-Merge := no
		}
		answered
	}
}
`

/** A name for a person that stays the same at one place, differs at the next, and tells nobody who it is (RFC 4372). */
export function cuiPolicy(member: MemberModel): string {
  return `make_cui {
	if (&outer.request:Chargeable-User-Identity && &outer.request:Operator-Name) {
		update request {
			&Tmp-String-6 := "%{tolower:%{Tmp-String-2}} %{outer.request:Operator-Name}"
			&Tmp-String-7 := '${markOf(`roaming.cui:${member.id}`)}'
		}
		update outer.session-state {
			&Chargeable-User-Identity := "%{hmacsha1:&Tmp-String-6 &Tmp-String-7}"
		}
	}
}
`
}
