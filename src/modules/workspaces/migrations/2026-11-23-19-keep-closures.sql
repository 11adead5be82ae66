-- A workplace, a floor, a zone or a place is closed for days: what becomes of the bookings is decided with it, and the
-- maintenance it puts on every place there is given back with it.
create table workspaces.closure (
  id uuid not null,
  site_id uuid not null,
  place text not null,
  place_id uuid not null,
  place_name text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  moves text not null,
  moved integer not null default 0,
  stranded integer not null default 0,
  made_by_person_id uuid,
  made_at timestamptz not null,
  ended_at timestamptz,
  version integer not null default 1,
  constraint workspaces_closure_key primary key (id),
  constraint workspaces_closure_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_closure_place check (place in ('site', 'floor', 'zone', 'resource')),
  constraint workspaces_closure_moves check (moves in ('anywhere', 'site', 'nobody')),
  constraint workspaces_closure_by foreign key (made_by_person_id) references organisations.person (id),
  constraint workspaces_closure_order check (ends_at > starts_at)
);
create index workspaces_closure_by_site on workspaces.closure (site_id, ends_at) where ended_at is null;

alter table workspaces.block
  add column closure_id uuid,
  add constraint workspaces_block_closure foreign key (closure_id) references workspaces.closure (id);
create index workspaces_block_by_closure on workspaces.block (closure_id) where closure_id is not null;

-- Business continuity says, too, where people may be moved to.
alter table workspaces.invocation
  add column moves text not null default 'anywhere',
  add constraint workspaces_invocation_moves check (moves in ('anywhere', 'nobody'));
