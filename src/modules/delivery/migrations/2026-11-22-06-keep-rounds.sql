-- A window that was moved says by whom and why; a reminder is told once; and an officer who corrects a frozen round
-- reopens single activities of it, which is an extension of another kind.
alter table delivery.extension add column kind text not null default 'late';
alter table delivery.extension add constraint delivery_extension_kind_known check (kind in ('late', 'correction'));
create index delivery_extension_by_activity on delivery.extension (round_id, activity_id);

create table delivery.window_change (
  id uuid not null,
  round_id uuid not null,
  kind text not null,
  former_at timestamptz not null,
  becomes_at timestamptz not null,
  reason text,
  made_at timestamptz not null,
  made_by_person_id uuid,
  constraint delivery_window_change_key primary key (id),
  constraint delivery_window_change_round foreign key (round_id) references delivery.round (id),
  constraint delivery_window_change_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint delivery_window_change_kind_known check (kind in ('opened', 'closed', 'moved')),
  constraint delivery_window_change_closing_has_why check (kind = 'opened' or reason is not null)
);
create index delivery_window_change_by_round on delivery.window_change (round_id);

create table delivery.reminder (
  id uuid not null,
  round_id uuid not null,
  kind text not null,
  -- When it went out, or was overtaken by a later one of the same round.
  settled_at timestamptz not null,
  is_overtaken boolean not null default false,
  constraint delivery_reminder_key primary key (id),
  constraint delivery_reminder_round foreign key (round_id) references delivery.round (id) on delete cascade,
  constraint delivery_reminder_once unique (round_id, kind),
  constraint delivery_reminder_kind_known check (kind in ('open', 'midpoint', 'five-days', 'one-day', 'overdue'))
);

create index delivery_submission_to_sign on delivery.submission (round_id) where state = 'submitted';
