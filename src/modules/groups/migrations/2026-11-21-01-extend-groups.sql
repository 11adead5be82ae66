-- A group has a kind, may stand under another and may show a public face; its chair may rotate among its
-- organisations, in an order kept here. The leadership groups there are already are called by their kind.
alter table groups."group"
  add column kind text not null default 'specialist',
  add column parent_id uuid,
  add column is_public boolean not null default false,
  add column public_introduction text not null default '',
  add column how_to_join text not null default '',
  add column public_contact text not null default '',
  add column chair_term_months integer;
update groups."group" set kind = 'leadership' where decides;
alter table groups."group"
  add constraint groups_group_kind_known check (kind in ('specialist', 'leadership', 'sub-group', 'community')),
  add constraint groups_group_parent foreign key (parent_id) references groups."group" (id),
  add constraint groups_group_not_its_own_parent check (parent_id is null or parent_id <> id),
  add constraint groups_group_term_sensible check (chair_term_months is null or chair_term_months between 1 and 60);
create index groups_group_by_parent on groups."group" (parent_id) where parent_id is not null;

-- Why somebody took an office out of turn (R3).
alter table groups.membership add column reason text not null default '';

-- R1: the order in which organisations take the chair.
create table groups.rotation_place (
  group_id uuid not null,
  place integer not null,
  organisation_id uuid not null,
  constraint groups_rotation_place_key primary key (group_id, place),
  constraint groups_rotation_place_once unique (group_id, organisation_id),
  constraint groups_rotation_place_group foreign key (group_id) references groups."group" (id),
  constraint groups_rotation_place_organisation
    foreign key (organisation_id) references organisations.organisation (id)
);

-- At each request it is asked in which groups one's organisation is spoken for.
create index groups_membership_by_organisation on groups.membership (organisation_id) where ended_on is null;
