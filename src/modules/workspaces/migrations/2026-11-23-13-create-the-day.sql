-- What the day itself needs: when our own service last looked, so that nobody loses a place because it did not answer;
-- the networks of an office, where it wants people to check in from inside; when a visitor came and went.
create table workspaces.watch (
  name text not null,
  ran_at timestamptz not null,
  before_at timestamptz,
  constraint workspaces_watch_key primary key (name)
);

create table workspaces.network (
  id uuid not null,
  site_id uuid not null,
  network cidr not null,
  name text not null,
  made_at timestamptz not null,
  constraint workspaces_network_key primary key (id),
  constraint workspaces_network_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_network_once unique (site_id, network)
);

alter table workspaces.visitor
  add column arrived_at timestamptz,
  add column left_at timestamptz,
  add constraint workspaces_visitor_left check (left_at is null or arrived_at is not null);
create index workspaces_visitor_to_forget on workspaces.visitor (comes_on) where forgotten_at is null;
create index workspaces_visitor_by_host on workspaces.visitor (host_person_id, comes_on);
create index workspaces_waiting_by_person on workspaces.waiting (person_id, starts_at);
create index workspaces_panel_by_site on workspaces.panel (site_id) where revoked_at is null;
