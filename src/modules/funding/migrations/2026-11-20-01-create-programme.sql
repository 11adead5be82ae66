-- why: money comes from programmes: the partnership's own fund, whose ledger and criteria we keep, and external
-- ones, of which we keep what was awarded to whom.
create schema funding;

create table funding.programme (
  id uuid not null constraint funding_programme_key primary key
    constraint funding_programme_subject references platform.subject (id),
  code text not null constraint funding_programme_code_unique unique,
  partnership_id uuid not null constraint funding_programme_partnership references partnerships.partnership (id),
  name text not null,
  funder text not null,
  source text not null constraint funding_programme_source check (source in ('internal', 'external')),
  -- held: the money passes through the partnership; monitored: it goes straight to the project's lead.
  route text not null constraint funding_programme_route check (route in ('held', 'monitored')),
  awarded_pence bigint constraint funding_programme_awarded check (awarded_pence >= 0),
  successful_bids integer constraint funding_programme_bids check (successful_bids >= 0),
  note text,
  guidance text,
  opens_on date,
  closes_on date,
  least_assessors integer not null default 2
    constraint funding_programme_assessors check (least_assessors between 1 and 9),
  version integer not null default 1,
  constraint funding_programme_dates check (closes_on is null or opens_on is null or closes_on >= opens_on),
  constraint funding_programme_internal_is_held check (source = 'external' or route = 'held')
);
-- A payment's share has one fund to go to.
create unique index funding_programme_one_fund on funding.programme (partnership_id) where source = 'internal';

create table funding.criterion (
  id uuid not null constraint funding_criterion_key primary key,
  programme_id uuid not null constraint funding_criterion_programme references funding.programme (id),
  title text not null,
  guidance text not null,
  weight integer not null constraint funding_criterion_weight check (weight between 1 and 100),
  position integer not null,
  -- Scores keep pointing at the criterion they were given against, so it is retired, never deleted.
  retired_on date
);
create index funding_criterion_by_programme on funding.criterion (programme_id, position) where retired_on is null;

-- What public papers say was funded, before Connects kept the records.
create table funding.funded_project (
  id uuid not null constraint funding_funded_project_key primary key,
  -- The code of its programme, or of several: 'lrf_blrf' in the papers is one list for two programmes.
  label text not null,
  name text not null,
  kind text not null constraint funding_funded_project_kind check (kind in ('project', 'programme-office', 'fund')),
  lead_organisation_id uuid constraint funding_funded_project_lead references organisations.organisation (id),
  constraint funding_funded_project_unique unique (label, name)
);
