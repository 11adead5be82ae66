-- A file brings two rounds in one moment: the changes of an activity's dates are numbered, because the clock cannot
-- tell which of two came first. A calendar that holds a milestone must learn when it last changed.
alter table delivery.date_change add column number integer not null default 0;
drop index delivery.delivery_date_change_by_activity;
create index delivery_date_change_by_activity on delivery.date_change (activity_id, made_at, number);
create index delivery_date_change_by_round on delivery.date_change (round_id);

alter table delivery.milestone add column changed_at timestamptz not null default now();
create index delivery_milestone_by_day on delivery.milestone (due_on) where met_on is null and dropped_on is null;
create index delivery_activity_by_director on delivery.activity (director_person_id);
create index delivery_activity_by_unit on delivery.activity (unit_id);
create index delivery_closing_by_activity on delivery.closing (activity_id);
