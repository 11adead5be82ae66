// The tables of roaming as types.
import type {
  DateColumn,
  Generated,
  InstantColumn,
  Json,
  Optional,
  OptionalDate,
  OptionalInstant,
} from '#platform/database/index.ts'
import type { FederationModel, SecretRef } from './rules/model.ts'
import type { ProbeTarget } from './rules/signing.ts'
import type {
  AgentOutcome,
  AgentState,
  Answered,
  BrokenPart,
  Change,
  CheckState,
  ContactDuty,
  CredentialState,
  Engine,
  GenerationState,
  MemberState,
  Method,
  QuestionState,
  RealmState,
  ServerDoes,
  ServerPlace,
  ServerState,
  Slot,
  Transport,
  WatchKind,
  WatchOutcome,
} from './rules/words.ts'

/** The federation of this county: there is one. */
export type FederationTable = {
  id: string
  name: string
  /** The body that runs the proxies. */
  organisation_id: string
  ssid: Generated<string>
  /** What the federation's own proxies call themselves (Operator-Name without its leading 1, RFC 5580 4.1). */
  operator_realm: string
  country: Generated<string>
  /** Where our own probes come from: a client of every server that we generate; null until it is known. */
  probe_address: Optional<string>
  helpdesk_mail: Optional<string>
  helpdesk_phone: Optional<string>
  helpdesk_page: Optional<string>
  trace_days: Generated<number>
  lookup_days: Generated<number>
  rotate_days: Generated<number>
  /** In which the servers of the federation and its members stand; empty is any. */
  networks: Generated<string[]>
  /** DNS servers at which proofs of realms are looked for; empty is those of the machine. */
  resolvers: Generated<string[]>
  version: Generated<number>
}

/** Those who run the federation for all members. */
export type OperatorTable = {
  id: string
  person_id: string
  from_on: DateColumn
  ended_on: OptionalDate
}

/** A body that takes part. Its code names it in every configuration and never changes. */
export type MemberTable = {
  id: string
  organisation_id: string
  code: string
  state: Generated<MemberState>
  joined_on: OptionalDate
  left_on: OptionalDate
  helpdesk_mail: Optional<string>
  helpdesk_phone: Optional<string>
  helpdesk_page: Optional<string>
  terms_page: Optional<string>
  note: Optional<string>
  version: Generated<number>
}

/** Who answers for a member, and for what. */
export type ContactTable = {
  id: string
  member_id: string
  person_id: string
  duty: ContactDuty
  from_on: DateColumn
  ended_on: OptionalDate
}

/** Consent to the federation's terms, as it was worded when it was given. */
export type ConsentTable = {
  id: string
  member_id: string
  person_id: string
  statement: string
  given_at: InstantColumn
  withdrawn_at: OptionalInstant
}

/** The steps of boarding that somebody has to say are done; all others follow from the register itself. */
export type BoardingTickTable = {
  member_id: string
  step: string
  done_at: InstantColumn
  done_by: Optional<string>
  evidence: Optional<string>
}

/** What follows the @ of a user name. Lower case, A-labels; shown with its letters (RFC 5890). */
export type RealmTable = {
  id: string
  member_id: string
  name: string
  shown: string
  state: Generated<RealmState>
  /** The words that a TXT record at _connects-roaming.<realm> must hold. */
  challenge: string
  claimed_at: InstantColumn
  proven_at: OptionalInstant
  checked_at: OptionalInstant
  check_words: Optional<string>
  /** How it was proven: by the DNS, or by what an operator looked at. */
  proof: Optional<'dns' | 'vouched'>
  evidence: Optional<string>
  vouched_by: Optional<string>
  /** Since when the record of a proven realm is no longer found. */
  missing_since: OptionalInstant
  withdrawn_at: OptionalInstant
  /** Why a claim ended that its member did not give up. */
  ended_because: Optional<'taken' | 'unproven'>
  version: Generated<number>
}

/** A RADIUS server: of a member, of the federation (its proxies), or of the national operator above it. RADIUS knows its clients by their address, so an address stands once. */
export type ServerTable = {
  id: string
  place: ServerPlace
  member_id: Optional<string>
  code: string
  name: string
  address: string
  auth_port: Generated<number>
  /** The second listener, through which a secret is changed without an outage (G2). */
  next_port: Generated<number>
  /** Where it answers Status-Server with its counters (RFC 5997); null where it has none. */
  status_port: Optional<number>
  radsec_port: Generated<number>
  transport: Generated<Transport>
  does: Generated<ServerDoes>
  engine: Generated<Engine>
  /** The name in its RadSec certificate. */
  tls_name: Optional<string>
  answers_status: Generated<boolean>
  site_id: Optional<string>
  position: Generated<number>
  state: Generated<ServerState>
  version: Generated<number>
}

/** Two servers that talk to each other: a member's and one of the federation's, or one of the federation's and the national operator's. `lower` is the one nearer to the person. */
export type LinkTable = {
  id: string
  lower_id: string
  upper_id: string
  ended_at: OptionalInstant
}

/** A shared secret of a link, in one of its two slots: 'a' is the main listener, 'b' the second. The words are kept as the secret 'roaming.credential:<id>', 'value'. */
export type CredentialTable = {
  id: string
  link_id: string
  slot: Slot
  origin: Generated<'made' | 'imported'>
  state: Generated<CredentialState>
  made_at: InstantColumn
  made_by: Optional<string>
  shown_at: OptionalInstant
  shown_to: Optional<string>
  /** When either side was seen to use it: the lower asking the upper, the upper asking the lower. */
  lower_proved_at: OptionalInstant
  upper_proved_at: OptionalInstant
  live_at: OptionalInstant
  retired_at: OptionalInstant
  /** When its words were forgotten. */
  forgotten_at: OptionalInstant
  version: Generated<number>
}

/** A site where the federation's Wi-Fi can be used: the same sites as everywhere. */
export type LocationTable = {
  site_id: string
  member_id: string
  access_points: Optional<number>
  hours_words: Optional<string>
  coverage_words: Optional<string>
  /** How its access points name themselves (NAS-Identifier), for the trace. */
  nas_identifiers: Generated<string[]>
  is_public: Generated<boolean>
  from_on: DateColumn
  to_on: OptionalDate
  version: Generated<number>
}

/** A certificate authority that a member's devices ('eap') or the federation's servers ('radsec', member null) trust. */
export type TrustTable = {
  id: string
  member_id: Optional<string>
  purpose: 'eap' | 'radsec'
  pem: string
  subject: string
  fingerprint: string
  not_before: InstantColumn
  not_after: InstantColumn
  added_at: InstantColumn
  ended_at: OptionalInstant
}

/** What the devices of a member's people are told. Its id stays, so that a profile loaded again replaces the former. */
export type ProfileTable = {
  id: string
  member_id: string
  methods: Method[]
  server_names: string[]
  outer_name: Generated<string>
  display_name: string
  is_published: Generated<boolean>
  version: Generated<number>
}

/** An account that only signs in to be watched. Its password is the secret 'roaming.account:<id>', 'value'. */
export type TestAccountTable = {
  id: string
  member_id: string
  realm_id: string
  user_name: string
  method: Generated<'ttls-pap' | 'peap-mschapv2'>
  made_at: InstantColumn
  ended_at: OptionalInstant
  /** When its password was forgotten. */
  forgotten_at: OptionalInstant
  version: Generated<number>
}

/** A certificate as it was seen. Certificates are public. */
export type CertificateTable = {
  id: string
  fingerprint: string
  subject: string
  issuer: string
  names: string[]
  not_before: InstantColumn
  not_after: InstantColumn
  key_kind: string
  key_bits: number
  signature: string
  usages: string[]
  is_authority: boolean
  /** Leaf first, as PEM. */
  chain: Json<readonly string[]>
}

/** Where a certificate is shown: the EAP certificate of a realm, the RadSec certificate of a server. The newest is current. */
export type CertificateSeenTable = {
  id: string
  certificate_id: string
  purpose: 'eap' | 'radsec'
  realm_id: Optional<string>
  server_id: Optional<string>
  first_at: InstantColumn
  last_at: InstantColumn
  ended_at: OptionalInstant
}

/** Each warning before a certificate ends is given once: 60, 30, 14 and 3 days before, and on the day (0). */
export type CertificateWarningTable = {
  seen_id: string
  days: number
  warned_at: InstantColumn
}

/** The same for an authority that is trusted. */
export type TrustWarningTable = {
  trust_id: string
  days: number
  warned_at: InstantColumn
}

/** What was generated for one server: files with marks where secrets go ({{secret:…}}), so that it can be read, compared and approved by people who may not see a secret. Known by its digest: a server whose pack did not change shares it. */
export type PackTable = {
  digest: string
  engine: Engine
  /** path → text */
  files: Json<Readonly<Record<string, string>>>
  lines: number
  made_at: InstantColumn
}

/** One state of the whole federation's configuration. */
export type GenerationTable = {
  id: string
  number: number
  state: Generated<GenerationState>
  because: Optional<string>
  /** The published one it was compared with. */
  base_id: Optional<string>
  /** The one whose configuration it brings back. */
  restores_id: Optional<string>
  /** Over the register it was made from: unchanged register, same words. */
  register_digest: string
  changes: Json<readonly Change[]>
  made_at: InstantColumn
  made_by: Optional<string>
  checked_at: OptionalInstant
  approved_at: OptionalInstant
  approved_by: Optional<string>
  published_at: OptionalInstant
  published_by: Optional<string>
  ended_at: OptionalInstant
  version: Generated<number>
  /** The user of the machine, where it was done at the command line. */
  made_by_user: Optional<string>
  approved_by_user: Optional<string>
  published_by_user: Optional<string>
  /** The digest of the program's text that wrote the files; null for those made before it was kept. */
  wording: Optional<string>
}

/** The register as it was when something was generated from it, known by its digest. */
export type RegisterStateTable = {
  digest: string
  model: Json<FederationModel>
}

export type GenerationTargetTable = {
  generation_id: string
  server_id: string
  engine: Engine
  pack_digest: string
  /** Which secrets fill the marks: mark → the kept secret's owner, pinned to the credential of that day. */
  secrets: Json<readonly SecretRef[]>
  /** Over the files with their secrets filled in, signed with the federation's key when it is published. */
  bundle_digest: Optional<string>
  signature: Optional<string>
  /** The generation in whose name it was signed, where that is an earlier one: its files did not change since. */
  signed_id: Optional<string>
  check_state: Generated<CheckState>
  check_words: Optional<string>
  /** What the agent asks after a restart; in place of secrets their owners. */
  probes: Json<readonly ProbeTarget[]>
}

/** The program beside a server that fetches, swaps, restarts, probes and rolls back. */
export type AgentTable = {
  id: string
  server_id: string
  token_hash: Uint8Array
  enrolled_at: InstantColumn
  enrolled_by: Optional<string>
  revoked_at: OptionalInstant
  last_seen_at: OptionalInstant
  program_version: Optional<string>
  running_id: Optional<string>
  state: Generated<AgentState>
  words: Optional<string>
  clock_skew_seconds: Optional<number>
}

export type AgentReportTable = {
  id: string
  agent_id: string
  generation_id: Optional<string>
  reported_at: InstantColumn
  outcome: AgentOutcome
  words: Optional<string>
  probes: Generated<number>
  took_milliseconds: Optional<number>
}

/** One thing that is watched: a server's Status-Server answer or RadSec certificate, a realm's certificate or a full login through one proxy. */
export type WatchTable = {
  id: string
  kind: WatchKind
  server_id: Optional<string>
  realm_id: Optional<string>
  through_id: Optional<string>
  outcome: Generated<WatchOutcome>
  /** How far it came, and which part broke: 'federation', 'upstream', 'home-radius', 'home-directory', ... */
  stage: Optional<string>
  part: Optional<BrokenPart>
  words: Optional<string>
  misses: Generated<number>
  since: InstantColumn
  last_at: OptionalInstant
  last_good_at: OptionalInstant
  milliseconds: Optional<number>
  next_at: InstantColumn
  /** What the probe found, in its own word; null until it was looked at. */
  found: Optional<string>
  /** When a worker took it to look at; null again when what it found is recorded. */
  claimed_at: OptionalInstant
  /** What it watched is no more. */
  ended_at: OptionalInstant
}

export type WatchHourTable = {
  watch_id: string
  hour: InstantColumn
  checks: number
  good: number
  total_milliseconds: bigint
  worst_milliseconds: number
}

/** Something is broken, since when, and whose part it is; told once when it is opened and once when it is over. */
export type TroubleTable = {
  id: string
  part: BrokenPart
  member_id: Optional<string>
  server_id: Optional<string>
  realm_id: Optional<string>
  words: string
  opened_at: InstantColumn
  closed_at: OptionalInstant
  told_at: OptionalInstant
  over_told_at: OptionalInstant
  /** There is a way round it. */
  is_partial: Generated<boolean>
}

/** For how many of the hours of a day in which it was watched a member's people could sign in; null is the federation. */
export type AvailableDayTable = {
  member_id: Optional<string>
  day: DateColumn
  watched_hours: number
  available_hours: number
}

/** A log or port from which lines come, and how far it has been read: moved on in the transaction that counts its lines, so that a line is counted once whatever is killed. */
export type LogSourceTable = {
  id: string
  kind: 'file' | 'syslog-udp' | 'syslog-tcp' | 'agent'
  name: string
  /** Whose agent sends it; null for what this installation reads itself. */
  server_id: Optional<string>
  /** Which file it is, so that a rotated log begins anew. */
  file_identity: Optional<string>
  position: Generated<bigint>
  lines: Generated<bigint>
  malformed: Generated<bigint>
  last_at: OptionalInstant
  /** Files that were left behind, newest first: none of their lines is taken again. */
  earlier_identities: Generated<string[]>
  dropped: Generated<bigint>
  cut: Generated<bigint>
  /** Whether logins are counted from it, as whoever runs the federation chose. */
  counts: Generated<boolean>
  /** Logins counted from it, and those that another log counts. */
  logins: Generated<bigint>
  elsewhere: Generated<bigint>
  /** The newest login, and the newest line of the trace, that it counted of what roams; null for those of agents. */
  roamed_at: OptionalInstant
  traced_at: OptionalInstant
}

/** Logins of a day by realm, visited place and result (F-Ticks, one line a login). Kept for ever: nobody is in it. */
export type VisitDayTable = {
  day: DateColumn
  realm: string
  visited: string
  result: 'ok' | 'fail'
  home_member_id: Optional<string>
  visited_member_id: Optional<string>
  logins: bigint
}

/** The sums of a month, kept with each day's: a year is answered from twelve of them. */
export type VisitMonthTable = {
  month: DateColumn
  realm: string
  visited: string
  result: 'ok' | 'fail'
  home_member_id: Optional<string>
  visited_member_id: Optional<string>
  logins: bigint
}

/** The sum of a day over all realms and places. */
export type VisitTotalTable = { day: DateColumn; result: 'ok' | 'fail'; logins: bigint }

/** A quarter whose figures stand. */
export type QuarterClosedTable = { first_on: DateColumn; closed_at: InstantColumn }

/** The sums of a closed quarter, made of its months when it was closed. */
export type VisitQuarterTable = {
  quarter: DateColumn
  realm: string
  visited: string
  home_member_id: Optional<string>
  visited_member_id: Optional<string>
  ok: bigint
  fail: bigint
}

/** Logins of a closed quarter that were counted afterwards: beside its figures, not in them. */
export type LateVisitTable = {
  day: DateColumn
  realm: string
  visited: string
  result: 'ok' | 'fail'
  home_member_id: Optional<string>
  visited_member_id: Optional<string>
  logins: bigint
  /** When the last of them was counted. */
  last_at: InstantColumn
}

/** Why logins failed, of a day, as the proxies' trace says. */
export type FaultDayTable = {
  day: DateColumn
  realm: string
  visited: string
  cause: string
  logins: bigint
}

/** Keys in F-Ticks lines that we do not know: that they came, never what they held. */
export type UnknownKeyTable = {
  key: string
  first_at: InstantColumn
  last_at: InstantColumn
  lines: bigint
}

export type MalformedDayTable = {
  day: DateColumn
  why: string
  lines: bigint
}

/** A few malformed lines as they came, without what may be a name, so that whoever sends them can be told. */
export type MalformedSampleTable = {
  id: string
  source_id: string
  seen_at: InstantColumn
  why: string
  sample: string
}

/** One login as a proxy of ours saw it, for the trace of an incident. The device's address is kept only as a keyed hash; rows are gone after the federation's trace days. */
export type SightingTable = {
  id: string
  seen_at: InstantColumn
  result: 'ok' | 'fail'
  realm: string
  visited: string
  home_member_id: Optional<string>
  visited_member_id: Optional<string>
  site_id: Optional<string>
  nas: Optional<string>
  device: Optional<Uint8Array>
  cui: Optional<string>
  cause: Optional<string>
}

/** A look-up in the trace: who looked, why, for what; what it found can be read until it expires. */
export type LookupTable = {
  id: string
  member_id: string
  asked_by: string
  asked_at: InstantColumn
  reason: string
  reference: Optional<string>
  from_at: InstantColumn
  until_at: InstantColumn
  site_id: Optional<string>
  device: Optional<Uint8Array>
  cui: Optional<string>
  found: number
  expires_at: InstantColumn
  closed_at: OptionalInstant
  version: Generated<number>
}

/** A question to the home organisation: whose is this CUI? A second person of the visited member releases it, the home answers from its own system; the person's name never comes here. */
export type QuestionTable = {
  id: string
  lookup_id: string
  home_member_id: string
  cui: string
  seen_at: InstantColumn
  state: Generated<QuestionState>
  asked_by: string
  asked_at: InstantColumn
  released_by: Optional<string>
  released_at: OptionalInstant
  answered_by: Optional<string>
  answered_at: OptionalInstant
  answer: Optional<Answered>
  answer_words: Optional<string>
  expires_at: InstantColumn
  version: Generated<number>
}

declare module '#platform/database/index.ts' {
  interface Tables {
    'roaming.federation': FederationTable
    'roaming.operator': OperatorTable
    'roaming.member': MemberTable
    'roaming.contact': ContactTable
    'roaming.consent': ConsentTable
    'roaming.boarding_tick': BoardingTickTable
    'roaming.realm': RealmTable
    'roaming.server': ServerTable
    'roaming.link': LinkTable
    'roaming.credential': CredentialTable
    'roaming.location': LocationTable
    'roaming.trust': TrustTable
    'roaming.profile': ProfileTable
    'roaming.test_account': TestAccountTable
    'roaming.certificate': CertificateTable
    'roaming.certificate_seen': CertificateSeenTable
    'roaming.certificate_warning': CertificateWarningTable
    'roaming.trust_warning': TrustWarningTable
    'roaming.pack': PackTable
    'roaming.generation': GenerationTable
    'roaming.register_state': RegisterStateTable
    'roaming.generation_target': GenerationTargetTable
    'roaming.agent': AgentTable
    'roaming.agent_report': AgentReportTable
    'roaming.watch': WatchTable
    'roaming.watch_hour': WatchHourTable
    'roaming.trouble': TroubleTable
    'roaming.available_day': AvailableDayTable
    'roaming.log_source': LogSourceTable
    'roaming.visit_day': VisitDayTable
    'roaming.visit_month': VisitMonthTable
    'roaming.visit_total': VisitTotalTable
    'roaming.quarter_closed': QuarterClosedTable
    'roaming.visit_quarter': VisitQuarterTable
    'roaming.late_visit': LateVisitTable
    'roaming.fault_day': FaultDayTable
    'roaming.unknown_key': UnknownKeyTable
    'roaming.malformed_day': MalformedDayTable
    'roaming.malformed_sample': MalformedSampleTable
    'roaming.sighting': SightingTable
    'roaming.lookup': LookupTable
    'roaming.question': QuestionTable
  }
}
