-- why: a partnership's directory sends people to the service that can help them; it is worth only as much as
-- somebody looks after it, so each entry has an owner, a review day and a way to say that something is wrong.
create table partnerships.topic (
  id uuid not null constraint partnerships_topic_key primary key,
  partnership_id uuid not null constraint partnerships_topic_partnership references partnerships.partnership (id),
  name text not null
);
create unique index partnerships_topic_name_unique on partnerships.topic (partnership_id, lower(name));

create table partnerships.signpost (
  id uuid not null constraint partnerships_signpost_key primary key
    constraint partnerships_signpost_subject references platform.subject (id),
  partnership_id uuid not null constraint partnerships_signpost_partnership references partnerships.partnership (id),
  name text not null,
  summary text not null,
  audience text not null,
  provider_organisation_id uuid
    constraint partnerships_signpost_provider references organisations.organisation (id),
  provider_name text,
  web text constraint partnerships_signpost_web check (web ~* '^https?://'),
  phone text,
  mail text,
  area text,
  opening text,
  owner_organisation_id uuid not null
    constraint partnerships_signpost_owner references organisations.organisation (id),
  review_on date not null,
  confirmed_on date not null,
  ended_on date,
  version integer not null default 1,
  constraint partnerships_signpost_one_provider check ((provider_organisation_id is null) <> (provider_name is null)),
  -- P15
  constraint partnerships_signpost_reach check (coalesce(web, phone, mail) is not null)
);
create unique index partnerships_signpost_name_unique
  on partnerships.signpost (partnership_id, lower(name)) where ended_on is null;

create table partnerships.signpost_topic (
  signpost_id uuid not null constraint partnerships_signpost_topic_signpost references partnerships.signpost (id),
  topic_id uuid not null constraint partnerships_signpost_topic_topic references partnerships.topic (id),
  constraint partnerships_signpost_topic_key primary key (signpost_id, topic_id)
);

create table partnerships.signpost_doubt (
  id uuid not null constraint partnerships_signpost_doubt_key primary key,
  signpost_id uuid not null constraint partnerships_signpost_doubt_signpost references partnerships.signpost (id),
  words text not null,
  told_at timestamptz not null,
  told_by uuid constraint partnerships_signpost_doubt_teller references organisations.person (id),
  answer text,
  settled_at timestamptz,
  settled_by uuid constraint partnerships_signpost_doubt_settler references organisations.person (id),
  constraint partnerships_signpost_doubt_settled check ((answer is null) = (settled_at is null))
);
create index partnerships_signpost_doubt_open on partnerships.signpost_doubt (signpost_id) where settled_at is null;
