-- why: a partnership asks each of its bodies to name somebody for what matters to it (an armed forces covenant
-- champion, a cyber lead), must see where nobody is named, and must be able to write to all of them at once.
create table partnerships.champion_role (
  id uuid not null constraint partnerships_champion_role_key primary key,
  partnership_id uuid not null
    constraint partnerships_champion_role_partnership references partnerships.partnership (id),
  name text not null,
  purpose text not null,
  is_single boolean not null default true,
  review_months integer constraint partnerships_champion_role_review check (review_months between 1 and 60),
  ended_on date,
  version integer not null default 1
);
create unique index partnerships_champion_role_name_unique
  on partnerships.champion_role (partnership_id, lower(name)) where ended_on is null;

create table partnerships.champion (
  id uuid not null constraint partnerships_champion_key primary key,
  role_id uuid not null constraint partnerships_champion_of_role references partnerships.champion_role (id),
  organisation_id uuid not null
    constraint partnerships_champion_organisation references organisations.organisation (id),
  person_id uuid not null constraint partnerships_champion_person references organisations.person (id),
  started_on date not null,
  confirmed_on date not null,
  ended_on date,
  version integer not null default 1,
  constraint partnerships_champion_order check (ended_on is null or ended_on >= started_on)
);
create unique index partnerships_champion_once
  on partnerships.champion (role_id, organisation_id, person_id) where ended_on is null;
create index partnerships_champion_by_person on partnerships.champion (person_id);

create table partnerships.champion_letter (
  id uuid not null constraint partnerships_champion_letter_key primary key,
  role_id uuid not null constraint partnerships_champion_letter_role references partnerships.champion_role (id),
  title text not null,
  words text not null,
  people integer not null,
  sent_at timestamptz not null,
  sent_by uuid constraint partnerships_champion_letter_sender references organisations.person (id)
);
