-- why: every action leaves one entry that nobody can alter unseen. Entries are written unchained, in the
-- action's own transaction, so that the audit never makes one writer wait for another; a sealing job chains
-- them afterwards. Values about a person stand in a side row that can be erased without breaking the chain.
create table platform.audit_entry (
  id uuid not null constraint platform_audit_entry_pk primary key,
  at timestamptz not null,
  action text not null,
  door text not null,
  actor_kind text not null
    constraint platform_audit_entry_actor_kind check (actor_kind in ('person', 'visitor', 'system', 'operator')),
  actor text,
  subject uuid,
  facts jsonb not null default '{}',
  personal_digest bytea,
  request text,
  xid xid8 not null default pg_current_xact_id()
);
create index platform_audit_entry_by_xid on platform.audit_entry (xid, id);
create index platform_audit_entry_by_subject on platform.audit_entry (subject, id) where subject is not null;

create table platform.audit_personal (
  entry uuid not null constraint platform_audit_personal_pk primary key
    constraint platform_audit_personal_entry references platform.audit_entry (id),
  salt bytea not null,
  contents jsonb not null
);

create table platform.audit_seal (
  number bigint not null constraint platform_audit_seal_pk primary key,
  server text not null,
  from_xid xid8,
  to_xid xid8 not null,
  entries integer not null constraint platform_audit_seal_entries check (entries > 0),
  digest bytea not null,
  previous bytea,
  hash bytea not null,
  sealed_at timestamptz not null,
  constraint platform_audit_seal_chain check ((number = 1) = (previous is null))
);

-- Which entries a seal covers, and in what order, is written down when it is sealed: transaction numbers
-- mean nothing on another server, so a restored database must still be able to prove itself.
create table platform.audit_sealed (
  entry uuid not null constraint platform_audit_sealed_pk primary key
    constraint platform_audit_sealed_entry references platform.audit_entry (id),
  seal bigint not null constraint platform_audit_sealed_seal references platform.audit_seal (number),
  position integer not null,
  digest bytea not null,
  constraint platform_audit_sealed_position unique (seal, position)
);

create function platform.audit_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit record is append-only: % on % is refused.', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create trigger platform_audit_entry_append_only before update or delete on platform.audit_entry
  for each row execute function platform.audit_refuse_change();
create trigger platform_audit_seal_append_only before update or delete on platform.audit_seal
  for each row execute function platform.audit_refuse_change();
create trigger platform_audit_sealed_append_only before update or delete on platform.audit_sealed
  for each row execute function platform.audit_refuse_change();
create trigger platform_audit_personal_never_changed before update on platform.audit_personal
  for each row execute function platform.audit_refuse_change();
create trigger platform_audit_entry_never_emptied before truncate on platform.audit_entry
  for each statement execute function platform.audit_refuse_change();
create trigger platform_audit_seal_never_emptied before truncate on platform.audit_seal
  for each statement execute function platform.audit_refuse_change();
create trigger platform_audit_sealed_never_emptied before truncate on platform.audit_sealed
  for each statement execute function platform.audit_refuse_change();
