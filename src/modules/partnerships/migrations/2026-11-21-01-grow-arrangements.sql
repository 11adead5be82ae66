-- why: shared services are more than the history of 2010: bodies explore, build and run them today, with a lead,
-- a stage that moves and savings somebody else confirms. Services come from one list, so that two arrangements of
-- the same thing are seen to be the same thing. What was loaded as history stays as it was written.
create table partnerships.service (
  id uuid not null constraint partnerships_service_key primary key
    constraint partnerships_service_subject references platform.subject (id),
  code text not null constraint partnerships_service_code_unique unique,
  name text not null,
  heading text not null,
  ended_on date,
  version integer not null default 1
);
create unique index partnerships_service_name_unique on partnerships.service (lower(name));

create table partnerships.service_alias (
  id uuid not null constraint partnerships_service_alias_key primary key,
  service_id uuid not null constraint partnerships_service_alias_service references partnerships.service (id),
  name text not null
);
create unique index partnerships_service_alias_name_unique on partnerships.service_alias (lower(name));

insert into platform.subject (id, module, noun, title, audience)
  select id, 'partnerships', 'arrangement', service || ', ' || area, 'public' from partnerships.arrangement;

alter table partnerships.arrangement
  add constraint partnerships_arrangement_subject foreign key (id) references platform.subject (id),
  drop constraint partnerships_arrangement_unique,
  add column service_id uuid constraint partnerships_arrangement_service references partnerships.service (id),
  add column partnership_id uuid
    constraint partnerships_arrangement_partnership references partnerships.partnership (id),
  add column agreement_id uuid constraint partnerships_arrangement_agreement references partnerships.agreement (id),
  add column lead_person_id uuid constraint partnerships_arrangement_lead_person references organisations.person (id),
  add column legal_basis text,
  add column started_on date,
  add column expected_on date,
  add column live_on date,
  add column review_on date,
  add column ended_on date,
  add column version integer not null default 1,
  add constraint partnerships_arrangement_order check (
    coalesce(expected_on >= started_on, true) and coalesce(live_on >= started_on, true)
    and coalesce(ended_on >= started_on, true));
-- A year's papers describe a service of an area once; the arrangements of today may overlap, and are shown where they do.
create unique index partnerships_arrangement_unique
  on partnerships.arrangement (area, service, as_of_year) where as_of_year is not null;
create index partnerships_arrangement_by_service on partnerships.arrangement (service_id);

alter table partnerships.arrangement_party
  drop constraint partnerships_arrangement_party_key,
  add column id uuid not null default gen_random_uuid() constraint partnerships_arrangement_party_key primary key,
  add column role text not null default 'partner'
    constraint partnerships_arrangement_party_role check (role in ('lead', 'partner', 'co-opted')),
  add column from_on date,
  add column until_on date,
  add constraint partnerships_arrangement_party_order check (coalesce(until_on >= from_on, true));
alter table partnerships.arrangement_party alter column id drop default;
-- P11
create unique index partnerships_arrangement_party_once
  on partnerships.arrangement_party (arrangement_id, organisation_id) where until_on is null;
create unique index partnerships_arrangement_party_one_lead
  on partnerships.arrangement_party (arrangement_id) where role = 'lead' and until_on is null;
create index partnerships_arrangement_party_by_body on partnerships.arrangement_party (organisation_id);

create table partnerships.arrangement_move (
  id uuid not null constraint partnerships_arrangement_move_key primary key,
  arrangement_id uuid not null
    constraint partnerships_arrangement_move_arrangement references partnerships.arrangement (id),
  from_stage text,
  to_stage text not null constraint partnerships_arrangement_move_stage check (to_stage in (
    'shared service', 'joint management', 'in development', 'exploring', 'ended')),
  moved_on date not null,
  reason text,
  recorded_at timestamptz not null,
  recorded_by uuid constraint partnerships_arrangement_move_recorder references organisations.person (id)
);
create index partnerships_arrangement_move_by_arrangement on partnerships.arrangement_move (arrangement_id, moved_on);

create table partnerships.saving (
  id uuid not null constraint partnerships_saving_key primary key,
  arrangement_id uuid not null constraint partnerships_saving_arrangement references partnerships.arrangement (id),
  year_starting integer not null,
  claimed_pence bigint not null constraint partnerships_saving_claimed check (claimed_pence > 0),
  note text,
  claimed_at timestamptz not null,
  claimed_by uuid constraint partnerships_saving_claimer references organisations.person (id),
  confirmed_pence bigint constraint partnerships_saving_confirmed_amount check (confirmed_pence >= 0),
  reason text,
  confirmed_at timestamptz,
  confirmed_by uuid constraint partnerships_saving_confirmer references organisations.person (id),
  version integer not null default 1,
  constraint partnerships_saving_year_unique unique (arrangement_id, year_starting),
  constraint partnerships_saving_confirmed check ((confirmed_pence is null) = (confirmed_at is null)),
  -- P13
  constraint partnerships_saving_more_has_reason
    check (confirmed_pence is null or confirmed_pence <= claimed_pence or reason is not null),
  constraint partnerships_saving_other_person check (claimed_by is null or confirmed_by is distinct from claimed_by)
);

create table partnerships.interest (
  id uuid not null constraint partnerships_interest_key primary key,
  arrangement_id uuid not null constraint partnerships_interest_arrangement references partnerships.arrangement (id),
  organisation_id uuid not null
    constraint partnerships_interest_organisation references organisations.organisation (id),
  person_id uuid constraint partnerships_interest_person references organisations.person (id),
  words text,
  told_at timestamptz not null,
  answer text,
  answered_at timestamptz,
  constraint partnerships_interest_answered check ((answer is null) = (answered_at is null))
);
create unique index partnerships_interest_one_open
  on partnerships.interest (arrangement_id, organisation_id) where answered_at is null;
