-- What was announced to later modules, by ids only, and which requests were already carried out, so that a
-- repeated post or a second delivery gives the first answer instead of doing the thing twice.
create table platform.announcement (
  id uuid primary key,
  name text not null,
  about uuid not null,
  ids jsonb not null,
  entry_id uuid not null,
  announced_at timestamptz not null
);
create index platform_announcement_about on platform.announcement (about, announced_at);

create table platform.idempotency (
  actor text not null,
  key text not null,
  action text not null,
  digest text not null,
  result jsonb null,
  created_at timestamptz not null,
  constraint platform_idempotency_key primary key (actor, key)
);
create index platform_idempotency_created on platform.idempotency (created_at);
