-- Desks and rooms that partners keep for each other's staff. What is booked stands in one table of claims, half-open
-- ranges on atomic resources that the database keeps apart: whoever forgets a lock is refused here and sells nothing twice.
create extension if not exists btree_gist;
create schema workspaces;

-- A building that keeps workspaces. Its owner is the organisation of the site.
create table workspaces.workplace (
  site_id uuid not null,
  time_zone text not null default 'Europe/London',
  opened_on date not null,
  closes_on date,
  furthest_days integer not null default 1826,
  retention_months integer not null default 13,
  arrival_words text,
  wifi_words text,
  evacuation_words text,
  contact_words text,
  privacy_words text,
  version integer not null default 1,
  constraint workspaces_workplace_key primary key (site_id),
  constraint workspaces_workplace_site foreign key (site_id) references organisations.site (id),
  constraint workspaces_workplace_order check (closes_on is null or closes_on >= opened_on),
  constraint workspaces_workplace_furthest check (furthest_days between 1 and 3660),
  constraint workspaces_workplace_retention check (retention_months between 1 and 84)
);

create table workspaces.floor (
  id uuid not null,
  site_id uuid not null,
  code text not null,
  name text not null,
  level integer not null,
  plan_width integer not null default 1200,
  plan_height integer not null default 700,
  backdrop_file_id uuid,
  backdrop_words text,
  ended_on date,
  version integer not null default 1,
  constraint workspaces_floor_key primary key (id),
  constraint workspaces_floor_workplace foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_floor_code_unique unique (site_id, code),
  constraint workspaces_floor_size check (plan_width between 100 and 10000 and plan_height between 100 and 10000)
);

create table workspaces.zone (
  id uuid not null,
  site_id uuid not null,
  floor_id uuid not null,
  code text not null,
  name text not null,
  where_words text,
  plan_x integer,
  plan_y integer,
  plan_width integer,
  plan_height integer,
  ended_on date,
  version integer not null default 1,
  constraint workspaces_zone_key primary key (id),
  constraint workspaces_zone_floor foreign key (floor_id) references workspaces.floor (id),
  constraint workspaces_zone_workplace foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_zone_code_unique unique (site_id, code)
);
create index workspaces_zone_by_floor on workspaces.zone (floor_id);

create table workspaces.resource (
  id uuid not null,
  site_id uuid not null,
  floor_id uuid not null,
  zone_id uuid not null,
  code text not null,
  name text not null,
  kind text not null,
  capacity integer not null default 1,
  attributes text[] not null default '{}',
  where_words text,
  -- Desks in one row stand beside each other in the order of their places.
  row_name text,
  row_place integer,
  plan_x integer,
  plan_y integer,
  held_for_access boolean not null default false,
  setup_minutes integer not null default 0,
  clear_minutes integer not null default 0,
  -- What the sheet on the desk says; a code for a page, not a secret.
  check_in_code text not null,
  from_on date not null,
  retired_on date,
  retired_because text,
  version integer not null default 1,
  constraint workspaces_resource_key primary key (id),
  constraint workspaces_resource_zone foreign key (zone_id) references workspaces.zone (id),
  constraint workspaces_resource_floor foreign key (floor_id) references workspaces.floor (id),
  constraint workspaces_resource_workplace foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_resource_code_unique unique (site_id, code),
  constraint workspaces_resource_check_in_code_unique unique (check_in_code),
  constraint workspaces_resource_kind check (kind in ('desk', 'room', 'parking', 'charger', 'locker', 'kit')),
  constraint workspaces_resource_capacity check (capacity between 1 and 1000),
  constraint workspaces_resource_buffers check (setup_minutes between 0 and 480 and clear_minutes between 0 and 480),
  constraint workspaces_resource_row check ((row_name is null) = (row_place is null)),
  constraint workspaces_resource_plan check ((plan_x is null) = (plan_y is null)),
  constraint workspaces_resource_order check (retired_on is null or retired_on >= from_on)
);
create index workspaces_resource_by_zone on workspaces.resource (zone_id);
create index workspaces_resource_by_floor on workspaces.resource (floor_id);

-- A divisible room and the parts it is divided into. A part has no parts of its own.
create table workspaces.part (
  whole_id uuid not null,
  part_id uuid not null,
  constraint workspaces_part_key primary key (whole_id, part_id),
  constraint workspaces_part_whole foreign key (whole_id) references workspaces.resource (id),
  constraint workspaces_part_part foreign key (part_id) references workspaces.resource (id),
  constraint workspaces_part_apart check (whole_id <> part_id)
);
create index workspaces_part_by_part on workspaces.part (part_id);

-- Who runs the workspaces of an organisation, or of one of its sites.
create table workspaces.officer (
  id uuid not null,
  organisation_id uuid not null,
  site_id uuid,
  person_id uuid not null,
  role text not null,
  from_on date not null,
  ended_on date,
  constraint workspaces_officer_key primary key (id),
  constraint workspaces_officer_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint workspaces_officer_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_officer_person foreign key (person_id) references organisations.person (id),
  constraint workspaces_officer_role check (role in ('manager', 'approver', 'reception', 'continuity')),
  constraint workspaces_officer_order check (ended_on is null or ended_on >= from_on)
);
create unique index workspaces_officer_once on workspaces.officer (organisation_id, coalesce(site_id, organisation_id), person_id, role) where ended_on is null;
create index workspaces_officer_by_person on workspaces.officer (person_id) where ended_on is null;

-- A group of partners that an owner names in its rules.
create table workspaces.circle (
  id uuid not null,
  organisation_id uuid not null,
  name text not null,
  ended_on date,
  version integer not null default 1,
  constraint workspaces_circle_key primary key (id),
  constraint workspaces_circle_organisation foreign key (organisation_id) references organisations.organisation (id)
);
create unique index workspaces_circle_name_unique on workspaces.circle (organisation_id, lower(name)) where ended_on is null;
create table workspaces.circle_member (
  circle_id uuid not null,
  organisation_id uuid not null,
  constraint workspaces_circle_member_key primary key (circle_id, organisation_id),
  constraint workspaces_circle_member_circle foreign key (circle_id) references workspaces.circle (id),
  constraint workspaces_circle_member_organisation foreign key (organisation_id) references organisations.organisation (id)
);
create index workspaces_circle_member_by_organisation on workspaces.circle_member (organisation_id);

-- What lets the staff of one body into the workspaces of another. Both sides read the same terms.
create table workspaces.agreement (
  id uuid not null,
  site_id uuid not null,
  owner_organisation_id uuid not null,
  audience text not null,
  audience_id uuid not null,
  terms text not null,
  from_on date not null,
  to_on date,
  notice_days integer not null,
  state text not null,
  ends_on date,
  made_at timestamptz not null,
  version integer not null default 1,
  constraint workspaces_agreement_key primary key (id),
  constraint workspaces_agreement_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_agreement_owner foreign key (owner_organisation_id) references organisations.organisation (id),
  constraint workspaces_agreement_audience check (audience in ('organisation', 'circle', 'partnership')),
  constraint workspaces_agreement_state check (state in ('offered', 'standing', 'declined', 'withdrawn', 'ended')),
  constraint workspaces_agreement_notice check (notice_days between 0 and 730),
  constraint workspaces_agreement_order check (to_on is null or to_on >= from_on)
);
create unique index workspaces_agreement_once on workspaces.agreement (site_id, audience, audience_id) where state in ('offered', 'standing') and ends_on is null;
create index workspaces_agreement_by_audience on workspaces.agreement (audience_id) where state = 'standing';
create table workspaces.agreement_step (
  id uuid not null,
  agreement_id uuid not null,
  step text not null,
  organisation_id uuid not null,
  person_id uuid,
  words text,
  at timestamptz not null,
  constraint workspaces_agreement_step_key primary key (id),
  constraint workspaces_agreement_step_agreement foreign key (agreement_id) references workspaces.agreement (id),
  constraint workspaces_agreement_step_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint workspaces_agreement_step_person foreign key (person_id) references organisations.person (id),
  constraint workspaces_agreement_step_kind check (step in ('offered', 'accepted', 'declined', 'withdrawn', 'changed', 'notice', 'ended'))
);
create index workspaces_agreement_step_by_agreement on workspaces.agreement_step (agreement_id, at);

-- A rule at a place for an audience. A value that is not said is inherited. Never changed: the next rule replaces it.
create table workspaces.rule (
  id uuid not null,
  site_id uuid not null,
  place text not null,
  place_id uuid not null,
  resource_kind text,
  audience text not null,
  audience_id uuid,
  visible boolean,
  bookable boolean,
  approval boolean,
  pending_holds boolean,
  weekdays integer[],
  opens_at time,
  closes_at time,
  advance_days integer,
  early_days integer,
  least_notice_minutes integer,
  least_minutes integer,
  most_minutes integer,
  grid_minutes integer,
  per_day integer,
  per_week integer,
  per_month integer,
  cancel_minutes integer,
  check_in boolean,
  check_in_before_minutes integer,
  release_minutes integer,
  series_no_shows integer,
  names text,
  because text,
  from_on date not null,
  made_at timestamptz not null,
  made_by_person_id uuid,
  ended_at timestamptz,
  ended_by_person_id uuid,
  constraint workspaces_rule_key primary key (id),
  constraint workspaces_rule_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_rule_place check (place in ('site', 'floor', 'zone', 'resource')),
  constraint workspaces_rule_kind check (resource_kind in ('desk', 'room', 'parking', 'charger', 'locker', 'kit')),
  constraint workspaces_rule_audience check (audience in ('own', 'organisation', 'circle', 'partner', 'visitor')),
  constraint workspaces_rule_audience_named check ((audience in ('organisation', 'circle')) = (audience_id is not null)),
  constraint workspaces_rule_names check (names in ('nobody', 'organisation', 'name')),
  constraint workspaces_rule_hours check (closes_at > opens_at),
  constraint workspaces_rule_lengths check (least_minutes is null or most_minutes is null or most_minutes >= least_minutes),
  constraint workspaces_rule_grid check (grid_minutes in (5, 10, 15, 20, 30, 60, 120, 240)),
  constraint workspaces_rule_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint workspaces_rule_ended_by foreign key (ended_by_person_id) references organisations.person (id)
);
create unique index workspaces_rule_standing on workspaces.rule (place_id, audience, coalesce(audience_id, place_id), coalesce(resource_kind, '')) where ended_at is null;
create index workspaces_rule_by_site on workspaces.rule (site_id) where ended_at is null;

-- What an owner keeps back for somebody at a place ('keeps'), or lets them have at most ('limits').
create table workspaces.allocation (
  id uuid not null,
  site_id uuid not null,
  place text not null,
  place_id uuid not null,
  resource_kind text not null,
  form text not null,
  audience text not null,
  audience_id uuid,
  amount integer not null,
  unit text not null,
  per text not null,
  horizon_working_days integer,
  from_on date not null,
  to_on date,
  made_at timestamptz not null,
  made_by_person_id uuid,
  ended_at timestamptz,
  version integer not null default 1,
  constraint workspaces_allocation_key primary key (id),
  constraint workspaces_allocation_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_allocation_place check (place in ('site', 'floor', 'zone')),
  constraint workspaces_allocation_kind check (resource_kind in ('desk', 'room', 'parking', 'charger', 'locker', 'kit')),
  constraint workspaces_allocation_form check (form in ('keeps', 'limits')),
  constraint workspaces_allocation_audience check (audience in ('own', 'organisation', 'circle', 'partner')),
  constraint workspaces_allocation_named check ((audience in ('organisation', 'circle')) = (audience_id is not null)),
  constraint workspaces_allocation_amount check (amount between 0 and 100000),
  constraint workspaces_allocation_unit check (unit in ('places', 'hours')),
  constraint workspaces_allocation_per check (per in ('day', 'week')),
  constraint workspaces_allocation_keeps check (form = 'limits' or (unit = 'places' and per = 'day' and horizon_working_days between 0 and 60)),
  constraint workspaces_allocation_order check (to_on is null or to_on >= from_on),
  constraint workspaces_allocation_made_by foreign key (made_by_person_id) references organisations.person (id)
);
create index workspaces_allocation_by_site on workspaces.allocation (site_id) where ended_at is null;

-- What is used up: of a person's quota, of an allocation. Locked first, in the order of its key; compared with the
-- bookings every night. holder: a person, an allocation, or a place whose pool is guarded.
create table workspaces.counter (
  holder text not null,
  holder_id uuid not null,
  owner_id uuid not null,
  resource_kind text not null,
  per text not null,
  from_on date not null,
  used integer not null,
  constraint workspaces_counter_key primary key (holder, holder_id, owner_id, resource_kind, per, from_on),
  constraint workspaces_counter_holder check (holder in ('person', 'allocation', 'place')),
  constraint workspaces_counter_per check (per in ('morning', 'afternoon', 'day', 'week', 'month')),
  constraint workspaces_counter_used check (used >= 0)
);

create table workspaces.visitor (
  id uuid not null,
  site_id uuid not null,
  host_person_id uuid not null,
  host_organisation_id uuid not null,
  name text,
  organisation_words text,
  mail text,
  comes_on date not null,
  told_at timestamptz,
  forgotten_at timestamptz,
  made_at timestamptz not null,
  version integer not null default 1,
  constraint workspaces_visitor_key primary key (id),
  constraint workspaces_visitor_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_visitor_host foreign key (host_person_id) references organisations.person (id),
  constraint workspaces_visitor_host_organisation foreign key (host_organisation_id) references organisations.organisation (id)
);
create index workspaces_visitor_by_day on workspaces.visitor (site_id, comes_on);

create table workspaces.series (
  id uuid not null,
  resource_id uuid not null,
  site_id uuid not null,
  organisation_id uuid not null,
  for_person_id uuid,
  made_by_person_id uuid,
  rule jsonb not null,
  first_on date not null,
  starts_at time not null,
  ends_at time not null,
  ends_next_day boolean not null default false,
  no_shows integer not null default 0,
  warned_at timestamptz,
  ended_at timestamptz,
  made_at timestamptz not null,
  version integer not null default 1,
  constraint workspaces_series_key primary key (id),
  constraint workspaces_series_resource foreign key (resource_id) references workspaces.resource (id),
  constraint workspaces_series_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_series_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint workspaces_series_for foreign key (for_person_id) references organisations.person (id),
  constraint workspaces_series_made_by foreign key (made_by_person_id) references organisations.person (id)
);
create index workspaces_series_by_person on workspaces.series (for_person_id) where ended_at is null;
create index workspaces_series_by_resource on workspaces.series (resource_id) where ended_at is null;

create table workspaces.booking (
  id uuid not null,
  -- Bookings made together: a desk, a room and a parking space.
  order_id uuid not null,
  resource_id uuid not null,
  site_id uuid not null,
  organisation_id uuid not null,
  owner_organisation_id uuid not null,
  for_person_id uuid,
  made_by_person_id uuid,
  visitor_id uuid,
  series_id uuid,
  -- The day of the series this one stands for, wherever it was moved to.
  series_on date,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null,
  state text not null,
  held_until timestamptz,
  -- Whether a check-in is asked for, from when, and when it is released without one: as the rule said when it was made.
  check_in_from timestamptz,
  release_at timestamptz,
  checked_in_at timestamptz,
  left_at timestamptz,
  ended_at timestamptz,
  ended_because text,
  -- The counters it used, given back when it ends: [[holder, holder_id, owner_id, kind, per, from_on, units], …].
  uses jsonb not null default '[]',
  private boolean not null default false,
  purpose text,
  people integer not null default 1,
  replaces_id uuid,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  forgotten_at timestamptz,
  sequence integer not null default 0,
  version integer not null default 1,
  constraint workspaces_booking_key primary key (id),
  constraint workspaces_booking_resource foreign key (resource_id) references workspaces.resource (id),
  constraint workspaces_booking_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_booking_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint workspaces_booking_owner foreign key (owner_organisation_id) references organisations.organisation (id),
  constraint workspaces_booking_for foreign key (for_person_id) references organisations.person (id),
  constraint workspaces_booking_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint workspaces_booking_visitor foreign key (visitor_id) references workspaces.visitor (id),
  constraint workspaces_booking_series foreign key (series_id) references workspaces.series (id),
  constraint workspaces_booking_replaces foreign key (replaces_id) references workspaces.booking (id),
  constraint workspaces_booking_order check (ends_at > starts_at and ends_at - starts_at <= interval '31 days'),
  constraint workspaces_booking_state check (state in ('held', 'pending', 'confirmed', 'checked-in', 'completed', 'released', 'cancelled', 'displaced')),
  constraint workspaces_booking_held check (state <> 'held' or held_until is not null),
  constraint workspaces_booking_people check (people between 1 and 1000)
);
create index workspaces_booking_by_site on workspaces.booking (site_id, starts_at);
create index workspaces_booking_by_resource on workspaces.booking (resource_id, starts_at);
create index workspaces_booking_by_person on workspaces.booking (for_person_id, starts_at);
create index workspaces_booking_by_maker on workspaces.booking (made_by_person_id, starts_at);
create index workspaces_booking_by_series on workspaces.booking (series_id, starts_at) where series_id is not null;
create index workspaces_booking_by_order on workspaces.booking (order_id);
create index workspaces_booking_by_replaced on workspaces.booking (replaces_id) where replaces_id is not null;
create index workspaces_booking_to_release on workspaces.booking (release_at) where state = 'confirmed' and release_at is not null;
create index workspaces_booking_to_lapse on workspaces.booking (held_until) where state = 'held';
create index workspaces_booking_to_complete on workspaces.booking (ends_at) where state in ('pending', 'confirmed', 'checked-in');

-- Maintenance, and whatever else keeps a resource from being booked.
create table workspaces.block (
  id uuid not null,
  resource_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  made_by_person_id uuid,
  made_at timestamptz not null,
  ended_at timestamptz,
  constraint workspaces_block_key primary key (id),
  constraint workspaces_block_resource foreign key (resource_id) references workspaces.resource (id),
  constraint workspaces_block_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint workspaces_block_order check (ends_at > starts_at)
);
create index workspaces_block_by_resource on workspaces.block (resource_id, starts_at) where ended_at is null;

-- The one table in which time is taken: one row an atomic resource, buffers included, removed when time is given back.
create table workspaces.claim (
  resource_id uuid not null,
  booking_id uuid,
  block_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  constraint workspaces_claim_resource foreign key (resource_id) references workspaces.resource (id),
  constraint workspaces_claim_booking foreign key (booking_id) references workspaces.booking (id),
  constraint workspaces_claim_block foreign key (block_id) references workspaces.block (id),
  constraint workspaces_claim_one_reason check (num_nonnulls(booking_id, block_id) = 1),
  constraint workspaces_claim_order check (ends_at > starts_at),
  constraint workspaces_claim_apart exclude using gist (resource_id with =, tstzrange(starts_at, ends_at) with &&)
);
create index workspaces_claim_by_booking on workspaces.claim (booking_id) where booking_id is not null;
create index workspaces_claim_by_block on workspaces.claim (block_id) where block_id is not null;
create index workspaces_claim_by_time on workspaces.claim (ends_at, starts_at);

-- What happened to a booking, in order; never changed.
create table workspaces.step (
  id uuid not null,
  booking_id uuid not null,
  state text not null,
  person_id uuid,
  reason text,
  at timestamptz not null,
  constraint workspaces_step_key primary key (id),
  constraint workspaces_step_booking foreign key (booking_id) references workspaces.booking (id),
  constraint workspaces_step_person foreign key (person_id) references organisations.person (id)
);
create index workspaces_step_by_booking on workspaces.step (booking_id, id);

create table workspaces.waiting (
  id uuid not null,
  site_id uuid not null,
  -- One of the three, or none for anything of the kind at the site.
  resource_id uuid,
  zone_id uuid,
  resource_kind text not null,
  attributes text[] not null default '{}',
  person_id uuid,
  organisation_id uuid not null,
  for_access boolean not null default false,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  state text not null,
  offer_booking_id uuid,
  offered_at timestamptz,
  made_at timestamptz not null,
  ended_at timestamptz,
  constraint workspaces_waiting_key primary key (id),
  constraint workspaces_waiting_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_waiting_resource foreign key (resource_id) references workspaces.resource (id),
  constraint workspaces_waiting_zone foreign key (zone_id) references workspaces.zone (id),
  constraint workspaces_waiting_kind check (resource_kind in ('desk', 'room', 'parking', 'charger', 'locker', 'kit')),
  constraint workspaces_waiting_person foreign key (person_id) references organisations.person (id),
  constraint workspaces_waiting_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint workspaces_waiting_state check (state in ('waiting', 'offered', 'taken', 'lapsed', 'left', 'past')),
  constraint workspaces_waiting_offer foreign key (offer_booking_id) references workspaces.booking (id),
  constraint workspaces_waiting_order check (ends_at > starts_at)
);
create index workspaces_waiting_by_site on workspaces.waiting (site_id, starts_at) where state in ('waiting', 'offered');
create unique index workspaces_waiting_once on workspaces.waiting (person_id, site_id, resource_kind, starts_at, coalesce(resource_id, zone_id, site_id)) where state in ('waiting', 'offered');
create index workspaces_waiting_by_offer on workspaces.waiting (offer_booking_id) where offer_booking_id is not null;

-- What a person wants of a desk, and who may see where they sit. Wanted attributes only, never a condition.
create table workspaces.preference (
  person_id uuid not null,
  wanted text[] not null default '{}',
  shares text not null default 'nobody',
  site_id uuid,
  version integer not null default 1,
  constraint workspaces_preference_key primary key (person_id),
  constraint workspaces_preference_person foreign key (person_id) references organisations.person (id),
  constraint workspaces_preference_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_preference_shares check (shares in ('nobody', 'colleagues', 'partners'))
);

create table workspaces.delegation (
  id uuid not null,
  person_id uuid not null,
  delegate_id uuid not null,
  from_on date not null,
  ended_on date,
  constraint workspaces_delegation_key primary key (id),
  constraint workspaces_delegation_person foreign key (person_id) references organisations.person (id),
  constraint workspaces_delegation_delegate foreign key (delegate_id) references organisations.person (id),
  constraint workspaces_delegation_apart check (person_id <> delegate_id)
);
create unique index workspaces_delegation_once on workspaces.delegation (person_id, delegate_id) where ended_on is null;
create index workspaces_delegation_by_delegate on workspaces.delegation (delegate_id) where ended_on is null;

-- A swap that one person offers another; both bookings change hands, or none.
create table workspaces.swap (
  id uuid not null,
  booking_id uuid not null,
  other_booking_id uuid not null,
  state text not null,
  made_at timestamptz not null,
  answered_at timestamptz,
  constraint workspaces_swap_key primary key (id),
  constraint workspaces_swap_booking foreign key (booking_id) references workspaces.booking (id),
  constraint workspaces_swap_other foreign key (other_booking_id) references workspaces.booking (id),
  constraint workspaces_swap_state check (state in ('asked', 'accepted', 'declined', 'withdrawn')),
  constraint workspaces_swap_apart check (booking_id <> other_booking_id)
);
create unique index workspaces_swap_once on workspaces.swap (booking_id, other_booking_id) where state = 'asked';

-- A screen in a foyer or at a room's door, known by an address that can be taken back.
create table workspaces.panel (
  id uuid not null,
  site_id uuid not null,
  resource_id uuid,
  name text not null,
  digest text not null,
  made_at timestamptz not null,
  made_by_person_id uuid,
  seen_at timestamptz,
  revoked_at timestamptz,
  constraint workspaces_panel_key primary key (id),
  constraint workspaces_panel_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_panel_resource foreign key (resource_id) references workspaces.resource (id),
  constraint workspaces_panel_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint workspaces_panel_digest_unique unique (digest)
);

-- Business continuity: a partner's workplaces that cannot be used for a while.
create table workspaces.invocation (
  id uuid not null,
  organisation_id uuid not null,
  site_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  invoked_by_person_id uuid,
  invoked_at timestamptz not null,
  ended_at timestamptz,
  moved integer not null default 0,
  stranded integer not null default 0,
  version integer not null default 1,
  constraint workspaces_invocation_key primary key (id),
  constraint workspaces_invocation_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint workspaces_invocation_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_invocation_by foreign key (invoked_by_person_id) references organisations.person (id),
  constraint workspaces_invocation_order check (ends_at > starts_at)
);
create index workspaces_invocation_by_site on workspaces.invocation (site_id, ends_at) where ended_at is null;

-- Demand that was refused: counts by body and reason, never a person.
create table workspaces.refused (
  id uuid not null,
  at timestamptz not null,
  site_id uuid not null,
  organisation_id uuid,
  resource_kind text not null,
  code text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  constraint workspaces_refused_key primary key (id),
  constraint workspaces_refused_site foreign key (site_id) references workspaces.workplace (site_id),
  constraint workspaces_refused_organisation foreign key (organisation_id) references organisations.organisation (id)
);
create index workspaces_refused_by_site on workspaces.refused (site_id, starts_at);

-- Who looked at names of other bodies' people, and of which day.
create table workspaces.name_view (
  id uuid not null,
  viewer_person_id uuid,
  site_id uuid not null,
  day_on date not null,
  list text not null,
  people integer not null,
  seen_at timestamptz not null,
  constraint workspaces_name_view_key primary key (id),
  constraint workspaces_name_view_viewer foreign key (viewer_person_id) references organisations.person (id),
  constraint workspaces_name_view_site foreign key (site_id) references workspaces.workplace (site_id)
);
create index workspaces_name_view_by_site on workspaces.name_view (site_id, day_on);

-- What others may join: where workspaces are, without anybody's name.
create view workspaces.resource_card as
  select resource.id, resource.site_id, resource.floor_id, resource.zone_id, resource.code, resource.name, resource.kind,
    resource.capacity, resource.attributes, site.organisation_id as owner_organisation_id
  from workspaces.resource join organisations.site_card site on site.id = resource.site_id
  where resource.retired_on is null;
