-- The groups of a partnership and who sits in them: dated rows, so that "who was the chair then" has an answer.
create schema groups;

create table groups."group" (
  id uuid not null,
  code text not null,
  partnership_id uuid not null,
  name text not null,
  access text not null,
  cadence text not null,
  purpose text not null,
  decides boolean not null default false,
  ended_on date,
  version integer not null default 1,
  constraint groups_group_key primary key (id),
  constraint groups_group_code_unique unique (code),
  constraint groups_group_partnership foreign key (partnership_id) references partnerships.partnership (id),
  constraint groups_group_subject foreign key (id) references platform.subject (id),
  constraint groups_group_access_known check (access in ('open', 'members')),
  constraint groups_group_cadence_known
    check (cadence in ('monthly', 'two-monthly', 'quarterly', 'half-yearly', 'yearly', 'as-needed'))
);
create index groups_group_by_partnership on groups."group" (partnership_id, name);

-- G5: one group decides for the partnership.
create unique index groups_group_one_deciding on groups."group" (partnership_id) where decides and ended_on is null;

create table groups.membership (
  id uuid not null,
  group_id uuid not null,
  person_id uuid not null,
  organisation_id uuid not null,
  office text not null,
  started_on date not null,
  ended_on date,
  constraint groups_membership_key primary key (id),
  constraint groups_membership_group foreign key (group_id) references groups."group" (id),
  constraint groups_membership_person foreign key (person_id) references organisations.person (id),
  constraint groups_membership_organisation foreign key (organisation_id) references organisations.organisation (id),
  constraint groups_membership_office_known check (office in ('member', 'chair', 'vice-chair', 'secretary')),
  constraint groups_membership_dates_in_order check (ended_on is null or ended_on >= started_on)
);

-- G1 and G2, whatever two people do at the same moment.
create unique index groups_membership_once on groups.membership (group_id, person_id) where ended_on is null;
create unique index groups_membership_one_chair
  on groups.membership (group_id) where ended_on is null and office = 'chair';
create unique index groups_membership_one_secretary
  on groups.membership (group_id) where ended_on is null and office = 'secretary';
create index groups_membership_by_person on groups.membership (person_id);

-- What other modules may join with. Who is in a group is known to staff; these show nothing restricted.
create view groups.group_card as
  select id, code, partnership_id, name, decides, ended_on from groups."group";
create view groups.member_card as
  select group_id, person_id, organisation_id, office, started_on, ended_on from groups.membership;
