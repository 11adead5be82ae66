-- Bulletins of a group under the Traffic Light Protocol 2.0: what is said to whom and for how long, every version of
-- it, and who has read which.
create table groups.mark_period (
  mark text not null,
  days integer not null,
  constraint groups_mark_period_key primary key (mark),
  constraint groups_mark_period_mark_known check (mark in ('red', 'amber-strict', 'amber', 'green', 'clear')),
  constraint groups_mark_period_days_sensible check (days between 1 and 1100)
);

create table groups.bulletin (
  id uuid not null,
  group_id uuid not null,
  author_id uuid not null,
  mark text not null,
  title text not null,
  body text not null,
  source text not null,
  link text,
  file_id uuid,
  version integer not null default 1,
  state text not null default 'published',
  published_at timestamptz not null,
  visible_until date not null,
  read_by date,
  constraint groups_bulletin_key primary key (id),
  constraint groups_bulletin_subject foreign key (id) references platform.subject (id),
  constraint groups_bulletin_group foreign key (group_id) references groups."group" (id),
  constraint groups_bulletin_author foreign key (author_id) references organisations.person (id),
  constraint groups_bulletin_file foreign key (file_id) references platform.file (id),
  constraint groups_bulletin_mark_known check (mark in ('red', 'amber-strict', 'amber', 'green', 'clear')),
  constraint groups_bulletin_state_known check (state in ('published', 'expired', 'withdrawn')),
  constraint groups_bulletin_version_counts check (version >= 1)
);
create index groups_bulletin_by_group on groups.bulletin (group_id, published_at desc);
create index groups_bulletin_by_day on groups.bulletin (visible_until) where state = 'published';

-- B2: for whom a RED bulletin is.
create table groups.bulletin_recipient (
  bulletin_id uuid not null,
  person_id uuid not null,
  constraint groups_bulletin_recipient_key primary key (bulletin_id, person_id),
  constraint groups_bulletin_recipient_bulletin foreign key (bulletin_id) references groups.bulletin (id),
  constraint groups_bulletin_recipient_person foreign key (person_id) references organisations.person (id)
);
create index groups_bulletin_recipient_by_person on groups.bulletin_recipient (person_id);

-- B10: what it said in each version, and each change of its mark, with who and why.
create table groups.bulletin_change (
  id uuid not null,
  bulletin_id uuid not null,
  what text not null,
  version integer not null,
  mark text not null,
  title text not null,
  body text not null,
  reason text not null default '',
  permission text not null default '',
  person_id uuid not null,
  changed_at timestamptz not null,
  constraint groups_bulletin_change_key primary key (id),
  constraint groups_bulletin_change_bulletin foreign key (bulletin_id) references groups.bulletin (id),
  constraint groups_bulletin_change_person foreign key (person_id) references organisations.person (id),
  constraint groups_bulletin_change_what_known
    check (what in ('published', 'corrected', 'raised', 'lowered', 'withdrawn', 'shortened')),
  -- B8, whatever a program does: a lowered mark names who of the originator agreed.
  constraint groups_bulletin_change_lowered_with_permission check (what <> 'lowered' or permission <> '')
);
create index groups_bulletin_change_by_bulletin on groups.bulletin_change (bulletin_id, changed_at);

-- B7: who has opened which version, once each.
create table groups.bulletin_receipt (
  bulletin_id uuid not null,
  version integer not null,
  person_id uuid not null,
  read_at timestamptz not null,
  constraint groups_bulletin_receipt_key primary key (bulletin_id, version, person_id),
  constraint groups_bulletin_receipt_bulletin foreign key (bulletin_id) references groups.bulletin (id),
  constraint groups_bulletin_receipt_person foreign key (person_id) references organisations.person (id)
);
create index groups_bulletin_receipt_by_person on groups.bulletin_receipt (person_id);

-- B9: on which other groups' pages it stands as well, for those of them who may see it.
create table groups.bulletin_forward (
  bulletin_id uuid not null,
  group_id uuid not null,
  person_id uuid not null,
  forwarded_at timestamptz not null,
  constraint groups_bulletin_forward_key primary key (bulletin_id, group_id),
  constraint groups_bulletin_forward_bulletin foreign key (bulletin_id) references groups.bulletin (id),
  constraint groups_bulletin_forward_group foreign key (group_id) references groups."group" (id),
  constraint groups_bulletin_forward_person foreign key (person_id) references organisations.person (id)
);
create index groups_bulletin_forward_by_group on groups.bulletin_forward (group_id);
