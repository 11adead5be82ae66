-- why: somebody may show others when a room or a person is taken without showing by what or whom; and a room has a
-- calendar without being a record that others attach to, so whose calendar it is rests on the reading, not on a subject.
alter table platform.calendar_address
  add column busy_only boolean not null default false,
  drop constraint platform_calendar_address_of;
