-- Who is signed in, by what way, and what they were asked for before: nothing here opens a door by itself,
-- because cookies and tokens are kept as digests, codes not at all, and client secrets in platform.secret.
create schema if not exists auth;

-- An organisation's own provider of sign-in (OpenID Connect).
create table auth.provider (
  id uuid constraint auth_provider_id primary key,
  owner uuid not null constraint auth_provider_owner references platform.subject (id),
  issuer text not null constraint auth_provider_issuer_length check (char_length(issuer) between 8 and 500),
  client_id text not null constraint auth_provider_client_id_length check (char_length(client_id) between 1 and 500),
  -- True where the provider is the organisation's own directory and sends no email_verified (Microsoft Entra).
  vouches_for_mail boolean not null default false,
  added_at timestamptz not null,
  removed_at timestamptz,
  version integer not null default 1
);
create unique index auth_provider_one_owner on auth.provider (owner) where removed_at is null;
create index auth_provider_by_issuer on auth.provider (issuer) where removed_at is null;

-- A person as an issuer knows them. One subject a person at each issuer (A2).
create table auth.identity (
  issuer text not null,
  subject text not null constraint auth_identity_subject_length check (char_length(subject) between 1 and 255),
  person uuid not null constraint auth_identity_person references platform.subject (id),
  bound_at timestamptz not null,
  constraint auth_identity_issuer_and_subject primary key (issuer, subject),
  constraint auth_identity_issuer_and_person unique (issuer, person)
);

-- People who may sign in by code although their organisation has a provider, for the day it is down.
create table auth.break_glass (
  person uuid constraint auth_break_glass_person primary key constraint auth_break_glass_subject references platform.subject (id),
  reason text not null constraint auth_break_glass_reason_length check (char_length(reason) between 1 and 500),
  added_at timestamptz not null
);

create table auth.session (
  id uuid constraint auth_session_id primary key,
  secret_hash bytea not null constraint auth_session_secret_hash unique,
  person uuid not null constraint auth_session_person references platform.subject (id),
  way text not null constraint auth_session_way check (way in ('code', 'provider', 'cast')),
  provider uuid constraint auth_session_provider references auth.provider (id),
  device text not null constraint auth_session_device_length check (char_length(device) <= 100),
  started_at timestamptz not null,
  proved_at timestamptz not null,
  last_seen_at timestamptz not null,
  idle_minutes integer not null constraint auth_session_idle check (idle_minutes > 0),
  ends_at timestamptz not null,
  fresh_until timestamptz not null,
  ended_at timestamptz,
  ended_because text constraint auth_session_ended_because
    check (ended_because in ('signed-out', 'revoked', 'replaced', 'left', 'provider-removed')),
  constraint auth_session_ended check ((ended_at is null) = (ended_because is null)),
  constraint auth_session_provider_way check ((way = 'provider') = (provider is not null))
);
create index auth_session_open_by_person on auth.session (person) where ended_at is null;

-- A code that was asked for. An unknown address leaves the same row, with no person in it (A4).
create table auth.sign_in_code (
  id uuid constraint auth_sign_in_code_id primary key,
  person uuid constraint auth_sign_in_code_person references platform.subject (id),
  browser_hash bytea not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  tries integer not null default 0 constraint auth_sign_in_code_tries check (tries between 0 and 5),
  used_at timestamptz,
  void_at timestamptz,
  sent_at timestamptz
);
create index auth_sign_in_code_by_browser on auth.sign_in_code (browser_hash, asked_at);
create index auth_sign_in_code_by_expiry on auth.sign_in_code (expires_at);

-- A way to the provider and back. State, nonce and code verifier are derived from the row, not kept.
create table auth.trip (
  id uuid constraint auth_trip_id primary key,
  provider uuid not null constraint auth_trip_provider references auth.provider (id),
  browser_hash bytea not null,
  -- The person who signs in again before something grave; null at an ordinary sign-in.
  again uuid constraint auth_trip_again references platform.subject (id),
  continue_to text not null constraint auth_trip_continue_to_length check (char_length(continue_to) <= 2000),
  started_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index auth_trip_by_expiry on auth.trip (expires_at);

-- How often something was tried within a window of time, for all processes (A6). Keys are digests.
create table auth.attempt (
  what text not null constraint auth_attempt_what_length check (char_length(what) between 1 and 60),
  key_hash bytea not null,
  window_start timestamptz not null,
  count integer not null constraint auth_attempt_count check (count > 0),
  constraint auth_attempt_what_key_window primary key (what, key_hash, window_start)
);
create index auth_attempt_by_window on auth.attempt (window_start);

-- A person's key for a program.
create table auth.token (
  id uuid constraint auth_token_id primary key,
  person uuid not null constraint auth_token_person references platform.subject (id),
  name text not null constraint auth_token_name_length check (char_length(name) between 1 and 100),
  secret_hash bytea not null constraint auth_token_secret_hash unique,
  scopes jsonb not null constraint auth_token_scopes check (jsonb_typeof(scopes) = 'array'),
  -- Made by an operator at the machine: may also do what asks a fresh sign-in (A13).
  fresh boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint auth_token_longest check (expires_at > created_at and expires_at <= created_at + interval '366 days')
);
create index auth_token_by_person on auth.token (person) where revoked_at is null;

-- Where a form lies that was posted after its session had ended; its answers are sealed in platform.secret.
create table auth.kept_form (
  id uuid constraint auth_kept_form_id primary key,
  person uuid not null constraint auth_kept_form_person references platform.subject (id),
  browser_hash bytea not null,
  path text not null constraint auth_kept_form_path_length check (char_length(path) between 1 and 2000),
  kept_at timestamptz not null,
  expires_at timestamptz not null
);
create index auth_kept_form_by_expiry on auth.kept_form (expires_at);
