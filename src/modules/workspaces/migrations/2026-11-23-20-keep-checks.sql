-- Every night the counters are compared with the bookings; that it was done, and what differed, stays to be seen.
create table workspaces.counter_check (
  id uuid not null,
  at timestamptz not null,
  compared integer not null,
  drifting integer not null,
  -- The first hundred that differ: [{holder, holder_id, owner_id, resource_kind, per, from_on, used, booked}, …].
  drift jsonb not null,
  constraint workspaces_counter_check_key primary key (id),
  constraint workspaces_counter_check_numbers check (compared >= 0 and drifting between 0 and compared)
);
create index workspaces_counter_check_by_time on workspaces.counter_check (at);
