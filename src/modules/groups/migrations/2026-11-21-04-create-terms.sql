-- The terms of reference of a group, each version as it was adopted: an earlier one is never changed.
create table groups.terms (
  id uuid not null,
  group_id uuid not null,
  version integer not null,
  sections jsonb not null,
  file_id uuid,
  adopted_on date not null,
  adopted_by text not null,
  review_on date,
  recorded_by uuid,
  recorded_at timestamptz not null,
  constraint groups_terms_key primary key (id),
  constraint groups_terms_subject foreign key (id) references platform.subject (id),
  constraint groups_terms_group foreign key (group_id) references groups."group" (id),
  constraint groups_terms_person foreign key (recorded_by) references organisations.person (id),
  constraint groups_terms_file foreign key (file_id) references platform.file (id),
  constraint groups_terms_version_once unique (group_id, version)
);
