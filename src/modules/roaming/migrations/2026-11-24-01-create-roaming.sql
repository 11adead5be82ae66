-- The register from which a county's govroam federation is run: who takes part, under which realms, on which servers,
-- what was generated for them, whether it works, and how much it is used. Secrets stand in platform.secret, never here;
-- no table here holds a user name or a device's address in the clear.
create schema roaming;

-- The federation of this county: there is one.
create table roaming.federation (
  id uuid not null,
  name text not null,
  -- The body that runs the proxies.
  organisation_id uuid not null,
  ssid text not null default 'govroam',
  -- What the federation's own proxies call themselves (Operator-Name without its leading 1, RFC 5580 4.1).
  operator_realm text not null,
  country text not null default 'GB',
  -- Where our own probes come from: a client of every server that we generate; null until it is known.
  probe_address text,
  helpdesk_mail text,
  helpdesk_phone text,
  helpdesk_page text,
  trace_days integer not null default 92,
  lookup_days integer not null default 28,
  rotate_days integer not null default 365,
  version integer not null default 1,
  constraint roaming_federation_key primary key (id),
  constraint roaming_federation_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint roaming_federation_trace check (trace_days between 1 and 184),
  constraint roaming_federation_lookup check (lookup_days between 1 and 92),
  constraint roaming_federation_rotate check (rotate_days between 30 and 1095)
);
create unique index roaming_federation_only on roaming.federation ((true));

-- Those who run the federation for all members.
create table roaming.operator (
  id uuid not null,
  person_id uuid not null,
  from_on date not null,
  ended_on date,
  constraint roaming_operator_key primary key (id),
  constraint roaming_operator_person foreign key (person_id) references organisations.person (id),
  constraint roaming_operator_order check (ended_on is null or ended_on >= from_on)
);
create unique index roaming_operator_current on roaming.operator (person_id) where ended_on is null;

-- A body that takes part. Its code names it in every configuration and never changes.
create table roaming.member (
  id uuid not null,
  organisation_id uuid not null,
  code text not null,
  state text not null default 'boarding',
  joined_on date,
  left_on date,
  helpdesk_mail text,
  helpdesk_phone text,
  helpdesk_page text,
  terms_page text,
  note text,
  version integer not null default 1,
  constraint roaming_member_key primary key (id),
  constraint roaming_member_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint roaming_member_organisation_unique unique (organisation_id),
  constraint roaming_member_code_unique unique (code),
  constraint roaming_member_code check (code ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
  constraint roaming_member_state check (state in ('boarding', 'live', 'suspended', 'left'))
);

-- Who answers for a member, and for what.
create table roaming.contact (
  id uuid not null,
  member_id uuid not null,
  person_id uuid not null,
  duty text not null,
  from_on date not null,
  ended_on date,
  constraint roaming_contact_key primary key (id),
  constraint roaming_contact_member foreign key (member_id) references roaming.member (id),
  constraint roaming_contact_person foreign key (person_id) references organisations.person (id),
  constraint roaming_contact_duty check (duty in ('technical', 'service', 'security', 'secrets')),
  constraint roaming_contact_order check (ended_on is null or ended_on >= from_on)
);
create unique index roaming_contact_current on roaming.contact (member_id, person_id, duty) where ended_on is null;
create index roaming_contact_person_of on roaming.contact (person_id);

-- Consent to the federation's terms, as it was worded when it was given.
create table roaming.consent (
  id uuid not null,
  member_id uuid not null,
  person_id uuid not null,
  statement text not null,
  given_at timestamptz not null,
  withdrawn_at timestamptz,
  constraint roaming_consent_key primary key (id),
  constraint roaming_consent_member foreign key (member_id) references roaming.member (id),
  constraint roaming_consent_person foreign key (person_id) references organisations.person (id)
);
create unique index roaming_consent_standing on roaming.consent (member_id) where withdrawn_at is null;

-- The steps of boarding that somebody has to say are done; all others follow from the register itself.
create table roaming.boarding_tick (
  member_id uuid not null,
  step text not null,
  done_at timestamptz not null,
  done_by uuid,
  evidence text,
  constraint roaming_boarding_tick_key primary key (member_id, step),
  constraint roaming_boarding_tick_member foreign key (member_id) references roaming.member (id),
  constraint roaming_boarding_tick_person foreign key (done_by) references organisations.person (id)
);

-- What follows the @ of a user name. Lower case, A-labels; shown with its letters (RFC 5890).
create table roaming.realm (
  id uuid not null,
  member_id uuid not null,
  name text not null,
  shown text not null,
  state text not null default 'claimed',
  -- The words that a TXT record at _connects-roaming.<realm> must hold.
  challenge text not null,
  claimed_at timestamptz not null,
  proven_at timestamptz,
  checked_at timestamptz,
  check_words text,
  withdrawn_at timestamptz,
  version integer not null default 1,
  constraint roaming_realm_key primary key (id),
  constraint roaming_realm_member foreign key (member_id) references roaming.member (id),
  constraint roaming_realm_lower check (name = lower(name)),
  constraint roaming_realm_state check (state in ('claimed', 'proven', 'withdrawn')),
  constraint roaming_realm_proven check (state <> 'proven' or proven_at is not null)
);
create unique index roaming_realm_once on roaming.realm (name) where state <> 'withdrawn';
create index roaming_realm_of on roaming.realm (member_id);

-- A RADIUS server: of a member, of the federation (its proxies), or of the national operator above it. RADIUS knows its
-- clients by their address, so an address stands once.
create table roaming.server (
  id uuid not null,
  place text not null,
  member_id uuid,
  code text not null,
  name text not null,
  address text not null,
  auth_port integer not null default 1812,
  -- The second listener, through which a secret is changed without an outage (G2).
  next_port integer not null default 11812,
  -- Where it answers Status-Server with its counters (RFC 5997); null where it has none.
  status_port integer,
  radsec_port integer not null default 2083,
  transport text not null default 'udp',
  does text not null default 'both',
  engine text not null default 'freeradius',
  -- The name in its RadSec certificate.
  tls_name text,
  answers_status boolean not null default true,
  site_id uuid,
  position integer not null default 1,
  state text not null default 'planned',
  version integer not null default 1,
  constraint roaming_server_key primary key (id),
  constraint roaming_server_member foreign key (member_id) references roaming.member (id),
  constraint roaming_server_site foreign key (site_id) references organisations.site (id),
  constraint roaming_server_code_unique unique (code),
  constraint roaming_server_code check (code ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
  constraint roaming_server_place check (place in ('member', 'federation', 'upstream')),
  constraint roaming_server_owner check ((place = 'member') = (member_id is not null)),
  constraint roaming_server_transport check (transport in ('udp', 'radsec')),
  constraint roaming_server_does check (does in ('home', 'visited', 'both')),
  constraint roaming_server_engine check (engine in ('freeradius', 'radsecproxy', 'nps', 'ise', 'clearpass', 'other')),
  constraint roaming_server_state check (state in ('planned', 'live', 'retired')),
  constraint roaming_server_radsec check (transport = 'udp' or tls_name is not null),
  constraint roaming_server_ports check (auth_port between 1 and 65535 and next_port between 1 and 65535
    and radsec_port between 1 and 65535 and (status_port is null or status_port between 1 and 65535)
    and auth_port <> next_port)
);
create unique index roaming_server_address_once on roaming.server (address) where state <> 'retired';
create index roaming_server_of on roaming.server (member_id);

-- Two servers that talk to each other: a member's and one of the federation's, or one of the federation's and the
-- national operator's. `lower` is the one nearer to the person.
create table roaming.link (
  id uuid not null,
  lower_id uuid not null,
  upper_id uuid not null,
  ended_at timestamptz,
  constraint roaming_link_key primary key (id),
  constraint roaming_link_lower foreign key (lower_id) references roaming.server (id),
  constraint roaming_link_upper foreign key (upper_id) references roaming.server (id),
  constraint roaming_link_apart check (lower_id <> upper_id)
);
create unique index roaming_link_once on roaming.link (lower_id, upper_id) where ended_at is null;

-- A shared secret of a link, in one of its two slots: 'a' is the main listener, 'b' the second. The words are kept as the
-- secret 'roaming.credential:<id>', 'value'.
create table roaming.credential (
  id uuid not null,
  link_id uuid not null,
  slot text not null,
  origin text not null default 'made',
  state text not null default 'prepared',
  made_at timestamptz not null,
  made_by uuid,
  shown_at timestamptz,
  shown_to uuid,
  -- When either side was seen to use it: the lower asking the upper, the upper asking the lower.
  lower_proved_at timestamptz,
  upper_proved_at timestamptz,
  live_at timestamptz,
  retired_at timestamptz,
  version integer not null default 1,
  constraint roaming_credential_key primary key (id),
  constraint roaming_credential_link foreign key (link_id) references roaming.link (id),
  constraint roaming_credential_maker foreign key (made_by) references organisations.person (id),
  constraint roaming_credential_shown foreign key (shown_to) references organisations.person (id),
  constraint roaming_credential_slot check (slot in ('a', 'b')),
  constraint roaming_credential_origin check (origin in ('made', 'imported')),
  constraint roaming_credential_state check (state in ('prepared', 'standing', 'retiring', 'retired'))
);
-- A slot holds one secret, and one secret of a link stands.
create unique index roaming_credential_slot_once on roaming.credential (link_id, slot) where state <> 'retired';
create unique index roaming_credential_standing on roaming.credential (link_id) where state = 'standing';

-- A site where the federation's Wi-Fi can be used: the same sites as everywhere.
create table roaming.location (
  site_id uuid not null,
  member_id uuid not null,
  access_points integer,
  hours_words text,
  coverage_words text,
  -- How its access points name themselves (NAS-Identifier), for the trace.
  nas_identifiers text[] not null default '{}',
  is_public boolean not null default true,
  from_on date not null,
  to_on date,
  version integer not null default 1,
  constraint roaming_location_key primary key (site_id),
  constraint roaming_location_site foreign key (site_id) references organisations.site (id),
  constraint roaming_location_member foreign key (member_id) references roaming.member (id),
  constraint roaming_location_points check (access_points is null or access_points between 1 and 100000),
  constraint roaming_location_order check (to_on is null or to_on >= from_on)
);

-- A certificate authority that a member's devices ('eap') or the federation's servers ('radsec', member null) trust.
create table roaming.trust (
  id uuid not null,
  member_id uuid,
  purpose text not null,
  pem text not null,
  subject text not null,
  fingerprint text not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  added_at timestamptz not null,
  ended_at timestamptz,
  constraint roaming_trust_key primary key (id),
  constraint roaming_trust_member foreign key (member_id) references roaming.member (id),
  constraint roaming_trust_purpose check (purpose in ('eap', 'radsec')),
  constraint roaming_trust_owner check (purpose = 'radsec' or member_id is not null)
);
create unique index roaming_trust_once on roaming.trust (member_id, purpose, fingerprint) nulls not distinct where ended_at is null;

-- What the devices of a member's people are told. Its id stays, so that a profile loaded again replaces the former.
create table roaming.profile (
  id uuid not null,
  member_id uuid not null,
  methods text[] not null,
  server_names text[] not null,
  outer_name text not null default 'anonymous',
  display_name text not null,
  is_published boolean not null default false,
  version integer not null default 1,
  constraint roaming_profile_key primary key (id),
  constraint roaming_profile_member foreign key (member_id) references roaming.member (id),
  constraint roaming_profile_member_unique unique (member_id)
);

-- An account that only signs in to be watched. Its password is the secret 'roaming.account:<id>', 'value'.
create table roaming.test_account (
  id uuid not null,
  member_id uuid not null,
  realm_id uuid not null,
  user_name text not null,
  method text not null default 'ttls-pap',
  made_at timestamptz not null,
  ended_at timestamptz,
  version integer not null default 1,
  constraint roaming_test_account_key primary key (id),
  constraint roaming_test_account_member foreign key (member_id) references roaming.member (id),
  constraint roaming_test_account_realm foreign key (realm_id) references roaming.realm (id),
  constraint roaming_test_account_method check (method in ('ttls-pap', 'peap-mschapv2'))
);
create unique index roaming_test_account_once on roaming.test_account (realm_id) where ended_at is null;

-- A certificate as it was seen. Certificates are public.
create table roaming.certificate (
  id uuid not null,
  fingerprint text not null,
  subject text not null,
  issuer text not null,
  names text[] not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  key_kind text not null,
  key_bits integer not null,
  signature text not null,
  usages text[] not null,
  is_authority boolean not null,
  -- Leaf first, as PEM.
  chain jsonb not null,
  constraint roaming_certificate_key primary key (id),
  constraint roaming_certificate_unique unique (fingerprint)
);

-- Where a certificate is shown: the EAP certificate of a realm, the RadSec certificate of a server. The newest is current.
create table roaming.certificate_seen (
  id uuid not null,
  certificate_id uuid not null,
  purpose text not null,
  realm_id uuid,
  server_id uuid,
  first_at timestamptz not null,
  last_at timestamptz not null,
  ended_at timestamptz,
  constraint roaming_certificate_seen_key primary key (id),
  constraint roaming_certificate_seen_certificate foreign key (certificate_id) references roaming.certificate (id),
  constraint roaming_certificate_seen_realm foreign key (realm_id) references roaming.realm (id),
  constraint roaming_certificate_seen_server foreign key (server_id) references roaming.server (id),
  constraint roaming_certificate_seen_purpose check (purpose in ('eap', 'radsec')),
  constraint roaming_certificate_seen_where check ((purpose = 'eap') = (realm_id is not null) and (purpose = 'radsec') = (server_id is not null))
);
create unique index roaming_certificate_seen_once on roaming.certificate_seen (purpose, realm_id, server_id, certificate_id) nulls not distinct where ended_at is null;

-- Each warning before a certificate ends is given once: 60, 30, 14 and 3 days before, and on the day (0).
create table roaming.certificate_warning (
  seen_id uuid not null,
  days integer not null,
  warned_at timestamptz not null,
  constraint roaming_certificate_warning_key primary key (seen_id, days),
  constraint roaming_certificate_warning_seen foreign key (seen_id) references roaming.certificate_seen (id)
);

-- What was generated for one server: files with marks where secrets go ({{secret:…}}), so that it can be read, compared
-- and approved by people who may not see a secret. Known by its digest: a server whose pack did not change shares it.
create table roaming.pack (
  digest text not null,
  engine text not null,
  -- path → text
  files jsonb not null,
  lines integer not null,
  made_at timestamptz not null,
  constraint roaming_pack_key primary key (digest)
);

-- One state of the whole federation's configuration.
create table roaming.generation (
  id uuid not null,
  number integer not null,
  state text not null default 'drafted',
  because text,
  -- The published one it was compared with.
  base_id uuid,
  -- The one whose configuration it brings back.
  restores_id uuid,
  -- Over the register it was made from: unchanged register, same words.
  register_digest text not null,
  changes jsonb not null default '[]',
  made_at timestamptz not null,
  made_by uuid,
  checked_at timestamptz,
  approved_at timestamptz,
  approved_by uuid,
  published_at timestamptz,
  published_by uuid,
  ended_at timestamptz,
  version integer not null default 1,
  constraint roaming_generation_key primary key (id),
  constraint roaming_generation_number_unique unique (number),
  constraint roaming_generation_base foreign key (base_id) references roaming.generation (id),
  constraint roaming_generation_restores foreign key (restores_id) references roaming.generation (id),
  constraint roaming_generation_maker foreign key (made_by) references organisations.person (id),
  constraint roaming_generation_approver foreign key (approved_by) references organisations.person (id),
  constraint roaming_generation_publisher foreign key (published_by) references organisations.person (id),
  constraint roaming_generation_state check (state in ('drafted', 'checked', 'faulty', 'approved', 'published', 'replaced', 'withdrawn')),
  constraint roaming_generation_two check (approved_by is null or made_by is null or approved_by <> made_by)
);
-- One generation is published.
create unique index roaming_generation_published on roaming.generation ((true)) where state = 'published';

create table roaming.generation_target (
  generation_id uuid not null,
  server_id uuid not null,
  engine text not null,
  pack_digest text not null,
  -- Which secrets fill the marks: mark → the kept secret's owner, pinned to the credential of that day.
  secrets jsonb not null,
  -- Over the files with their secrets filled in, signed with the federation's key when it is published.
  bundle_digest text,
  signature text,
  check_state text not null default 'waiting',
  check_words text,
  constraint roaming_generation_target_key primary key (generation_id, server_id),
  constraint roaming_generation_target_generation foreign key (generation_id) references roaming.generation (id),
  constraint roaming_generation_target_server foreign key (server_id) references roaming.server (id),
  constraint roaming_generation_target_pack foreign key (pack_digest) references roaming.pack (digest),
  constraint roaming_generation_target_checked check (check_state in ('waiting', 'passed', 'failed', 'unchanged', 'not-possible'))
);
create index roaming_generation_target_packed on roaming.generation_target (pack_digest);

-- The program beside a server that fetches, swaps, restarts, probes and rolls back.
create table roaming.agent (
  id uuid not null,
  server_id uuid not null,
  token_hash bytea not null,
  enrolled_at timestamptz not null,
  enrolled_by uuid,
  revoked_at timestamptz,
  last_seen_at timestamptz,
  program_version text,
  running_id uuid,
  state text not null default 'enrolled',
  words text,
  clock_skew_seconds integer,
  constraint roaming_agent_key primary key (id),
  constraint roaming_agent_server foreign key (server_id) references roaming.server (id),
  constraint roaming_agent_running foreign key (running_id) references roaming.generation (id),
  constraint roaming_agent_person foreign key (enrolled_by) references organisations.person (id),
  constraint roaming_agent_token_unique unique (token_hash),
  constraint roaming_agent_state check (state in ('enrolled', 'running', 'rolled-back', 'refused', 'failed'))
);
create unique index roaming_agent_current on roaming.agent (server_id) where revoked_at is null;

create table roaming.agent_report (
  id uuid not null,
  agent_id uuid not null,
  generation_id uuid,
  reported_at timestamptz not null,
  outcome text not null,
  words text,
  probes integer not null default 0,
  took_milliseconds integer,
  constraint roaming_agent_report_key primary key (id),
  constraint roaming_agent_report_agent foreign key (agent_id) references roaming.agent (id),
  constraint roaming_agent_report_generation foreign key (generation_id) references roaming.generation (id),
  constraint roaming_agent_report_outcome check (outcome in ('applied', 'rolled-back', 'refused', 'failed'))
);
create index roaming_agent_report_of on roaming.agent_report (agent_id, reported_at desc);

-- One thing that is watched: a server's Status-Server answer, a realm's certificate or a full login through one proxy.
create table roaming.watch (
  id uuid not null,
  kind text not null,
  server_id uuid,
  realm_id uuid,
  through_id uuid,
  outcome text not null default 'unknown',
  -- How far it came, and which part broke: 'federation', 'upstream', 'home-radius', 'home-directory', ...
  stage text,
  part text,
  words text,
  misses integer not null default 0,
  since timestamptz not null,
  last_at timestamptz,
  last_good_at timestamptz,
  milliseconds integer,
  next_at timestamptz not null,
  constraint roaming_watch_key primary key (id),
  constraint roaming_watch_server foreign key (server_id) references roaming.server (id),
  constraint roaming_watch_realm foreign key (realm_id) references roaming.realm (id),
  constraint roaming_watch_through foreign key (through_id) references roaming.server (id),
  constraint roaming_watch_kind check (kind in ('status', 'certificate', 'login', 'login-peap')),
  constraint roaming_watch_outcome check (outcome in ('unknown', 'good', 'bad')),
  constraint roaming_watch_once unique nulls not distinct (kind, server_id, realm_id, through_id)
);
create index roaming_watch_due on roaming.watch (next_at);

create table roaming.watch_hour (
  watch_id uuid not null,
  hour timestamptz not null,
  checks integer not null,
  good integer not null,
  total_milliseconds bigint not null,
  worst_milliseconds integer not null,
  constraint roaming_watch_hour_key primary key (watch_id, hour),
  constraint roaming_watch_hour_watch foreign key (watch_id) references roaming.watch (id)
);

-- Something is broken, since when, and whose part it is; told once when it is opened and once when it is over.
create table roaming.trouble (
  id uuid not null,
  part text not null,
  member_id uuid,
  server_id uuid,
  realm_id uuid,
  words text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  told_at timestamptz,
  over_told_at timestamptz,
  constraint roaming_trouble_key primary key (id),
  constraint roaming_trouble_member foreign key (member_id) references roaming.member (id),
  constraint roaming_trouble_server foreign key (server_id) references roaming.server (id),
  constraint roaming_trouble_realm foreign key (realm_id) references roaming.realm (id)
);
create unique index roaming_trouble_open on roaming.trouble (part, member_id, server_id, realm_id) nulls not distinct where closed_at is null;

-- A log or port from which lines come, and how far it has been read: moved on in the transaction that counts its lines, so
-- that a line is counted once whatever is killed.
create table roaming.log_source (
  id uuid not null,
  kind text not null,
  name text not null,
  -- Whose agent sends it; null for what this installation reads itself.
  server_id uuid,
  -- Which file it is, so that a rotated log begins anew.
  file_identity text,
  position bigint not null default 0,
  lines bigint not null default 0,
  malformed bigint not null default 0,
  last_at timestamptz,
  constraint roaming_log_source_key primary key (id),
  constraint roaming_log_source_server foreign key (server_id) references roaming.server (id),
  constraint roaming_log_source_kind check (kind in ('file', 'syslog-udp', 'syslog-tcp', 'agent')),
  constraint roaming_log_source_once unique (kind, name)
);

-- Logins of a day by realm, visited place and result (F-Ticks, one line a login). Kept for ever: nobody is in it.
create table roaming.visit_day (
  day date not null,
  realm text not null,
  visited text not null,
  result text not null,
  home_member_id uuid,
  visited_member_id uuid,
  logins bigint not null,
  constraint roaming_visit_day_key primary key (day, realm, visited, result),
  constraint roaming_visit_day_home foreign key (home_member_id) references roaming.member (id),
  constraint roaming_visit_day_visited foreign key (visited_member_id) references roaming.member (id),
  constraint roaming_visit_day_result check (result in ('ok', 'fail')),
  constraint roaming_visit_day_logins check (logins > 0)
);

-- Why logins failed, of a day, as the proxies' trace says.
create table roaming.fault_day (
  day date not null,
  realm text not null,
  visited text not null,
  cause text not null,
  logins bigint not null,
  constraint roaming_fault_day_key primary key (day, realm, visited, cause)
);

-- Keys in F-Ticks lines that we do not know: that they came, never what they held.
create table roaming.unknown_key (
  key text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  lines bigint not null,
  constraint roaming_unknown_key_key primary key (key)
);

create table roaming.malformed_day (
  day date not null,
  why text not null,
  lines bigint not null,
  constraint roaming_malformed_day_key primary key (day, why)
);

-- A few malformed lines as they came, without what may be a name, so that whoever sends them can be told.
create table roaming.malformed_sample (
  id uuid not null,
  source_id uuid not null,
  seen_at timestamptz not null,
  why text not null,
  sample text not null,
  constraint roaming_malformed_sample_key primary key (id),
  constraint roaming_malformed_sample_source foreign key (source_id) references roaming.log_source (id)
);

-- One login as a proxy of ours saw it, for the trace of an incident. The device's address is kept only as a keyed hash;
-- rows are gone after the federation's trace days.
create table roaming.sighting (
  id uuid not null,
  seen_at timestamptz not null,
  result text not null,
  realm text not null,
  visited text not null,
  home_member_id uuid,
  visited_member_id uuid,
  site_id uuid,
  nas text,
  device bytea,
  cui text,
  cause text,
  constraint roaming_sighting_key primary key (id),
  constraint roaming_sighting_home foreign key (home_member_id) references roaming.member (id),
  constraint roaming_sighting_visited foreign key (visited_member_id) references roaming.member (id),
  constraint roaming_sighting_site foreign key (site_id) references organisations.site (id),
  constraint roaming_sighting_result check (result in ('ok', 'fail'))
);
create index roaming_sighting_visited_at on roaming.sighting (visited_member_id, seen_at);
create index roaming_sighting_cui on roaming.sighting (cui, seen_at) where cui is not null;
create index roaming_sighting_device on roaming.sighting (device, seen_at) where device is not null;
create index roaming_sighting_seen on roaming.sighting (seen_at);

-- A look-up in the trace: who looked, why, for what; what it found can be read until it expires.
create table roaming.lookup (
  id uuid not null,
  member_id uuid not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  reason text not null,
  reference text,
  from_at timestamptz not null,
  until_at timestamptz not null,
  site_id uuid,
  device bytea,
  cui text,
  found integer not null,
  expires_at timestamptz not null,
  closed_at timestamptz,
  version integer not null default 1,
  constraint roaming_lookup_key primary key (id),
  constraint roaming_lookup_member foreign key (member_id) references roaming.member (id),
  constraint roaming_lookup_person foreign key (asked_by) references organisations.person (id),
  constraint roaming_lookup_site foreign key (site_id) references organisations.site (id),
  constraint roaming_lookup_order check (until_at > from_at)
);

-- A question to the home organisation: whose is this CUI? A second person of the visited member releases it, the home
-- answers from its own system; the person's name never comes here.
create table roaming.question (
  id uuid not null,
  lookup_id uuid not null,
  home_member_id uuid not null,
  cui text not null,
  seen_at timestamptz not null,
  state text not null default 'asked',
  asked_by uuid not null,
  asked_at timestamptz not null,
  released_by uuid,
  released_at timestamptz,
  answered_by uuid,
  answered_at timestamptz,
  answer text,
  answer_words text,
  expires_at timestamptz not null,
  version integer not null default 1,
  constraint roaming_question_key primary key (id),
  constraint roaming_question_lookup foreign key (lookup_id) references roaming.lookup (id),
  constraint roaming_question_home foreign key (home_member_id) references roaming.member (id),
  constraint roaming_question_asker foreign key (asked_by) references organisations.person (id),
  constraint roaming_question_releaser foreign key (released_by) references organisations.person (id),
  constraint roaming_question_answerer foreign key (answered_by) references organisations.person (id),
  constraint roaming_question_state check (state in ('asked', 'released', 'answered', 'refused', 'expired')),
  constraint roaming_question_answer check (answer is null or answer in ('person-dealt-with', 'person-blocked', 'not-found', 'refused')),
  constraint roaming_question_two check (released_by is null or released_by <> asked_by)
);
