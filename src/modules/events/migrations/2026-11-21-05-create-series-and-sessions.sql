-- why: the quarterly meeting and the monthly clinic are one decision and many dates, and a conference is one event in
-- which people choose; both must hold together when a date moves or a session fills.
create table events.series (
  id uuid not null constraint events_series_key primary key,
  partnership_id uuid not null constraint events_series_partnership references partnerships.partnership (id),
  title text not null,
  -- The rule by which its dates were made (RFC 5545 RRULE).
  rule text not null,
  created_by uuid constraint events_series_creator references organisations.person (id),
  created_at timestamptz not null
);
alter table events.event
  add constraint events_event_series foreign key (series_id) references events.series (id);
create index events_event_by_series on events.event (series_id, starts_at) where series_id is not null;

create table events.session (
  id uuid not null constraint events_session_key primary key,
  event_id uuid not null constraint events_session_event references events.event (id),
  title text not null,
  speakers text,
  room text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- Null is without limit.
  places integer constraint events_session_places check (places between 1 and 100000),
  -- Kept by the trigger below (E17).
  taken integer not null default 0,
  version integer not null default 1,
  constraint events_session_times check (ends_at > starts_at),
  constraint events_session_not_overbooked check (taken >= 0 and (places is null or taken <= places))
);
create index events_session_by_event on events.session (event_id, starts_at, id);

create table events.session_choice (
  booking_id uuid not null constraint events_session_choice_booking references events.booking (id),
  session_id uuid not null constraint events_session_choice_session references events.session (id),
  chosen_at timestamptz not null,
  constraint events_session_choice_key primary key (booking_id, session_id)
);
create index events_session_choice_by_session on events.session_choice (session_id);

-- E17: a session counts its places itself, whatever chooses or gives them up.
create function events.count_choices() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update events.session set taken = taken + 1 where id = new.session_id;
  else
    update events.session set taken = taken - 1 where id = old.session_id;
  end if;
  return null;
end $$;
create trigger events_session_choice_counted after insert or delete on events.session_choice
  for each row execute function events.count_choices();

-- Whoever gives up the place gives up the sessions with it.
create function events.let_go_of_choices() returns trigger language plpgsql as $$
begin
  delete from events.session_choice where booking_id = new.id;
  return null;
end $$;
create trigger events_booking_choices_let_go after update of state on events.booking
  for each row when (new.state = 'cancelled' and old.state <> 'cancelled')
  execute function events.let_go_of_choices();
