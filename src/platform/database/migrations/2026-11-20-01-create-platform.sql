-- Every record that others may attach to has a row in platform.subject, so that the general (a note, a risk)
-- points at the particular by a foreign key and never by an import.
create table platform.subject (
  id uuid not null,
  module text not null,
  noun text not null,
  title text not null,
  audience text not null,
  ended_on date,
  constraint platform_subject_key primary key (id),
  constraint platform_subject_names_filled check (module <> '' and noun <> '')
);
create index platform_subject_by_noun on platform.subject (module, noun);

-- One installation is one county. Whether it is a demonstration is decided when it is made, never later.
create table platform.installation (
  single boolean not null default true,
  id uuid not null,
  created_at timestamptz not null,
  demonstration boolean not null,
  constraint platform_installation_key primary key (single),
  constraint platform_installation_one_row check (single)
);
