-- why: everything the partnership does is done by people of organisations at places, so these come first and
-- every later module points here.
create schema organisations;

create table organisations.organisation (
  id uuid not null constraint organisations_organisation_key primary key
    constraint organisations_organisation_subject references platform.subject (id),
  code text not null constraint organisations_organisation_code_unique unique,
  name text not null,
  kind text not null constraint organisations_organisation_kind check (kind in (
    'county_council', 'unitary_council', 'district_council', 'parish_council', 'police', 'fire_and_rescue',
    'ambulance', 'health', 'university', 'association', 'government', 'charity', 'company')),
  realm text,
  ended_on date,
  version integer not null default 1
);

create table organisations.person (
  id uuid not null constraint organisations_person_key primary key
    constraint organisations_person_subject references platform.subject (id),
  mail text constraint organisations_person_mail_unique unique
    constraint organisations_person_mail_lower check (mail = lower(mail)),
  name text not null,
  phone text,
  state text not null default 'active' constraint organisations_person_state check (state in ('active', 'left')),
  left_on date,
  forgotten_at timestamptz,
  version integer not null default 1,
  constraint organisations_person_left check ((state = 'left') = (left_on is not null)),
  -- O1 and O3: nobody signs in by the address of somebody who left, and nobody rings them.
  constraint organisations_person_left_is_unreachable check (state = 'active' or (mail is null and phone is null)),
  constraint organisations_person_active_is_reachable check (state = 'left' or mail is not null),
  constraint organisations_person_forgotten check (forgotten_at is null or state = 'left')
);
create index organisations_person_by_name on organisations.person (name, id);

create table organisations.employment (
  id uuid not null constraint organisations_employment_key primary key,
  person_id uuid not null constraint organisations_employment_person references organisations.person (id),
  organisation_id uuid not null
    constraint organisations_employment_organisation references organisations.organisation (id),
  job_title text not null,
  started_on date not null,
  ended_on date,
  constraint organisations_employment_order check (ended_on is null or ended_on >= started_on)
);
-- O2. Overlaps of ended posts are refused by the rule under the lock of the person's row.
create unique index organisations_employment_one_current
  on organisations.employment (person_id, organisation_id) where ended_on is null;
create index organisations_employment_by_organisation on organisations.employment (organisation_id);

create table organisations.office (
  id uuid not null constraint organisations_office_key primary key,
  person_id uuid not null constraint organisations_office_person references organisations.person (id),
  role text not null constraint organisations_office_role check (role in ('administrator', 'organisation-lead')),
  organisation_id uuid constraint organisations_office_organisation references organisations.organisation (id),
  started_on date not null,
  ended_on date,
  constraint organisations_office_place check ((role = 'administrator') = (organisation_id is null)),
  constraint organisations_office_order check (ended_on is null or ended_on >= started_on)
);
create unique index organisations_office_one_current
  on organisations.office (person_id, role, organisation_id) nulls not distinct where ended_on is null;

create table organisations.site (
  id uuid not null constraint organisations_site_key primary key
    constraint organisations_site_subject references platform.subject (id),
  code text not null constraint organisations_site_code_unique unique,
  organisation_id uuid not null
    constraint organisations_site_organisation references organisations.organisation (id),
  name text not null,
  town text not null,
  address text,
  version integer not null default 1
);

create table organisations.mail_domain (
  id uuid not null constraint organisations_mail_domain_key primary key,
  organisation_id uuid not null
    constraint organisations_mail_domain_organisation references organisations.organisation (id),
  domain text not null constraint organisations_mail_domain_unique unique
    constraint organisations_mail_domain_lower check (domain = lower(domain)),
  proof text constraint organisations_mail_domain_proof check (proof in ('administrator', 'dns')),
  evidence text,
  proven_at timestamptz,
  proven_by uuid constraint organisations_mail_domain_prover references organisations.person (id),
  constraint organisations_mail_domain_proven check ((proof is null) = (proven_at is null))
);

-- What others may join. No address, no phone.
create view organisations.organisation_card as
  select id, code, name, kind, ended_on from organisations.organisation;

create view organisations.person_card as
  select person.id, person.name, person.state, post.organisation_id, post.organisation_name, post.job_title
  from organisations.person
  left join lateral (
    select employment.organisation_id, organisation.name as organisation_name, employment.job_title
    from organisations.employment
    join organisations.organisation on organisation.id = employment.organisation_id
    where employment.person_id = person.id and employment.ended_on is null
    order by employment.started_on, employment.id
    limit 1
  ) post on true;

create view organisations.site_card as
  select site.id, site.code, site.name, site.town, site.organisation_id, organisation.name as organisation_name
  from organisations.site
  join organisations.organisation on organisation.id = site.organisation_id;
