-- why: actions come out of events, risks and plans as well as out of meetings. An undertaking becomes one about any
-- record, belongs to a group or partnership, and keeps what became of its day, its owner and its progress.
alter table governance.undertaking
  alter column agenda_item_id drop not null,
  alter column meeting_id drop not null,
  add column about_subject_id uuid,
  add column about_address text,
  add column group_id uuid,
  add column partnership_id uuid,
  add column heading text,
  add column given_on date,
  add column given_by uuid,
  add column state text not null default 'open',
  add column progress text,
  add column progress_on date;

update governance.undertaking u
  set group_id = b.group_id, partnership_id = g.partnership_id,
      given_on = (m.starts_at at time zone 'Europe/London')::date,
      state = case when u.closed_on is null then 'open' else 'done' end
  from governance.meeting m
  join governance.body b on b.id = m.body_id
  left join groups."group" g on g.id = b.group_id
  where m.id = u.meeting_id;

alter table governance.undertaking
  alter column given_on set not null,
  add constraint governance_undertaking_about foreign key (about_subject_id) references platform.subject (id),
  add constraint governance_undertaking_group foreign key (group_id) references groups."group" (id),
  add constraint governance_undertaking_partnership
    foreign key (partnership_id) references partnerships.partnership (id),
  add constraint governance_undertaking_given_by foreign key (given_by) references organisations.person (id),
  add constraint governance_undertaking_state_known check (state in ('open', 'done', 'dropped')),
  add constraint governance_undertaking_closed_when_not_open check ((state = 'open') = (closed_on is null)),
  add constraint governance_undertaking_item_of_meeting check ((agenda_item_id is null) = (meeting_id is null)),
  add constraint governance_undertaking_belongs check (meeting_id is not null or partnership_id is not null),
  add constraint governance_undertaking_progress_dated check ((progress is null) = (progress_on is null)),
  add constraint governance_undertaking_address_ours check (about_address ~ '^/[^/]');
create index governance_undertaking_by_about on governance.undertaking (about_subject_id);
create index governance_undertaking_by_group on governance.undertaking (group_id, due_on);
create index governance_undertaking_by_partnership on governance.undertaking (partnership_id, due_on);

-- What became of an undertaking on the way: each report, each day and each owner it had before, with the reason.
create table governance.undertaking_change (
  id uuid not null,
  undertaking_id uuid not null,
  kind text not null,
  made_at timestamptz not null,
  made_by uuid,
  words text not null,
  due_before date,
  owner_before uuid,
  constraint governance_undertaking_change_key primary key (id),
  constraint governance_undertaking_change_of foreign key (undertaking_id) references governance.undertaking (id),
  constraint governance_undertaking_change_made_by foreign key (made_by) references organisations.person (id),
  constraint governance_undertaking_change_owner_before
    foreign key (owner_before) references organisations.person (id),
  constraint governance_undertaking_change_kind_known
    check (kind in ('reported', 'moved', 'handed-over', 'done', 'dropped')),
  constraint governance_undertaking_change_day_kept check ((kind = 'moved') = (due_before is not null)),
  constraint governance_undertaking_change_owner_kept check ((kind = 'handed-over') = (owner_before is not null))
);
create index governance_undertaking_change_by_undertaking on governance.undertaking_change (undertaking_id, made_at);
create trigger governance_undertaking_change_kept before update or delete on governance.undertaking_change
  for each row execute function governance.refuse_change();

-- A calendar that somebody subscribed to must notice when a meeting was last changed.
alter table governance.meeting add column changed_at timestamptz;
update governance.meeting set changed_at = coalesce(published_at, starts_at);
alter table governance.meeting alter column changed_at set not null;
