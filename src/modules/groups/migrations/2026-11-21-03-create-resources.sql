-- Files and links that a group keeps, each with an owner who says by a day that it is still right.
create table groups.resource (
  id uuid not null,
  group_id uuid not null,
  title text not null,
  description text not null,
  link text,
  file_id uuid,
  audience text not null,
  owner_id uuid not null,
  added_on date not null,
  review_on date not null,
  reviewed_on date,
  retired_on date,
  version integer not null default 1,
  constraint groups_resource_key primary key (id),
  constraint groups_resource_subject foreign key (id) references platform.subject (id),
  constraint groups_resource_group foreign key (group_id) references groups."group" (id),
  constraint groups_resource_owner foreign key (owner_id) references organisations.person (id),
  constraint groups_resource_file foreign key (file_id) references platform.file (id),
  constraint groups_resource_audience_known check (audience in ('members', 'partners', 'public')),
  constraint groups_resource_one_thing check (num_nonnulls(link, file_id) = 1)
);
create index groups_resource_by_group on groups.resource (group_id, title);
create index groups_resource_by_owner on groups.resource (owner_id, review_on) where retired_on is null;
-- A file of resources knows them by their title.
create unique index groups_resource_title_once on groups.resource (group_id, lower(title)) where retired_on is null;
