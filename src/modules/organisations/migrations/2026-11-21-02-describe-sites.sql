-- why: whoever goes to a building must know beforehand where it is, when it is open, and how to get in and about; and
-- a body must be reachable. Facts stand as data in fixed words, so that they can be compared and never only read.
alter table organisations.site
  add column postcode text,
  add column uprn text,
  add column latitude numeric(9, 6),
  add column longitude numeric(9, 6),
  add column reception_phone text,
  add column transport text,
  add column parking text,
  add constraint organisations_site_uprn_digits check (uprn ~ '^[0-9]{1,12}$'),
  add constraint organisations_site_place_whole check ((latitude is null) = (longitude is null)),
  add constraint organisations_site_place_on_earth
    check (latitude between -90 and 90 and longitude between -180 and 180);

-- When it is open in an ordinary week; a weekday without a row is closed. Weekdays as in ISO 8601, Monday is 1.
create table organisations.site_hours (
  site_id uuid not null constraint organisations_site_hours_site references organisations.site (id),
  weekday integer not null constraint organisations_site_hours_weekday check (weekday between 1 and 7),
  opens_at time not null,
  closes_at time not null,
  constraint organisations_site_hours_key primary key (site_id, weekday, opens_at),
  constraint organisations_site_hours_order check (closes_at > opens_at)
);

-- Days on which it is otherwise. What was withdrawn stays, so that what visitors were told can be shown.
create table organisations.site_exception (
  id uuid not null constraint organisations_site_exception_key primary key,
  site_id uuid not null constraint organisations_site_exception_site references organisations.site (id),
  from_on date not null,
  to_on date not null,
  opens_at time,
  closes_at time,
  because text not null,
  recorded_at timestamptz not null,
  recorded_by uuid constraint organisations_site_exception_recorded_by references organisations.person (id),
  withdrawn_at timestamptz,
  constraint organisations_site_exception_order check (to_on >= from_on),
  constraint organisations_site_exception_hours
    check ((opens_at is null) = (closes_at is null) and (closes_at is null or closes_at > opens_at))
);
create index organisations_site_exception_by_site on organisations.site_exception (site_id, to_on);

-- Ways in and about, each answered by itself. The facts are those of rules.ts.
create table organisations.site_access (
  site_id uuid not null constraint organisations_site_access_site references organisations.site (id),
  fact text not null,
  answer text not null
    constraint organisations_site_access_answer check (answer in ('yes', 'no', 'ask', 'unknown')),
  note text,
  constraint organisations_site_access_key primary key (site_id, fact)
);

-- How a body itself is reached.
alter table organisations.organisation
  add column website text,
  add column switchboard text,
  add column main_site_id uuid constraint organisations_organisation_main_site references organisations.site (id),
  add constraint organisations_organisation_website_address check (website ~ '^https://');
