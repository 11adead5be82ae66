-- why: events are free to partners and their places are few, so who has one, who waits, and in which order they came
-- must be exact whatever two hundred people do at the same moment.
create schema events;

create table events.event (
  id uuid not null constraint events_event_key primary key
    constraint events_event_subject references platform.subject (id),
  code text not null constraint events_event_code_unique unique,
  partnership_id uuid not null constraint events_event_partnership references partnerships.partnership (id),
  group_id uuid constraint events_event_group references groups."group" (id),
  -- The series it belongs to.
  series_id uuid,
  title text not null,
  summary text not null,
  description text not null default '',
  kind text not null constraint events_event_kind_known
    check (kind in ('event', 'workshop', 'training', 'exercise', 'conference', 'meeting')),
  visibility text not null constraint events_event_visibility_known
    check (visibility in ('public', 'partners', 'group')),
  state text not null default 'draft' constraint events_event_state_known
    check (state in ('draft', 'open', 'cancelled')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null default 'Europe/London',
  in_room boolean not null,
  online boolean not null,
  site_id uuid constraint events_event_site references organisations.site (id),
  room text,
  organiser_person_id uuid not null constraint events_event_organiser references organisations.person (id),
  -- Places there are; null is without limit.
  room_places integer constraint events_event_room_places check (room_places between 1 and 100000),
  online_places integer constraint events_event_online_places check (online_places between 1 and 100000),
  -- E5: how many of them one partner may take before the rest is released to whoever comes first.
  room_share integer constraint events_event_room_share check (room_share >= 1 and room_share <= room_places),
  online_share integer constraint events_event_online_share
    check (online_share >= 1 and online_share <= online_places),
  release_at timestamptz,
  booking_closes_at timestamptz,
  asks_needs boolean not null default false,
  -- Kept by the trigger below, so that a list of events counts nothing and no place is sold twice (E3).
  room_taken integer not null default 0,
  online_taken integer not null default 0,
  waiting integer not null default 0 constraint events_event_waiting check (waiting >= 0),
  -- RFC 5545: grows with every change of time or place, for the calendars that hold it.
  sequence integer not null default 0,
  published_at timestamptz,
  cancelled_at timestamptz,
  cancelled_because text,
  changed_at timestamptz not null,
  version integer not null default 1,
  constraint events_event_times check (ends_at > starts_at),
  constraint events_event_somewhere check (in_room or online),
  constraint events_event_room_only check (in_room or (room_places is null and site_id is null and room is null)),
  constraint events_event_online_only check (online or online_places is null),
  constraint events_event_release check ((release_at is null) = (room_share is null and online_share is null)),
  constraint events_event_release_before check (release_at <= starts_at),
  constraint events_event_closes_before check (booking_closes_at <= ends_at),
  constraint events_event_of_group check (visibility <> 'group' or group_id is not null),
  constraint events_event_published check (state <> 'open' or published_at is not null),
  constraint events_event_cancelled check ((state = 'cancelled') = (cancelled_at is not null)),
  constraint events_event_room_not_overbooked
    check (room_taken >= 0 and (room_places is null or room_taken <= room_places)),
  constraint events_event_online_not_overbooked
    check (online_taken >= 0 and (online_places is null or online_taken <= online_places))
);
create index events_event_by_start on events.event (starts_at, id);
create index events_event_by_partnership on events.event (partnership_id, starts_at);
create index events_event_by_group on events.event (group_id, starts_at) where group_id is not null;
create index events_event_by_organiser on events.event (organiser_person_id);

-- How to join online, apart from the event so that nothing which reads events can show it by mistake (E8).
create table events.joining (
  event_id uuid not null constraint events_joining_key primary key
    constraint events_joining_event references events.event (id),
  link text not null,
  instructions text not null default '',
  constraint events_joining_link_web check (link ~ '^https://')
);

create table events.booking (
  id uuid not null constraint events_booking_key primary key,
  event_id uuid not null constraint events_booking_event references events.event (id),
  person_id uuid not null constraint events_booking_person references organisations.person (id),
  organisation_id uuid not null constraint events_booking_organisation references organisations.organisation (id),
  mode text not null constraint events_booking_mode_known check (mode in ('room', 'online')),
  state text not null constraint events_booking_state_known check (state in ('booked', 'waiting', 'cancelled')),
  -- E4: the order in which people came, one count for the whole event.
  arrival integer not null,
  booked_at timestamptz not null,
  -- Who booked for this person; null when they did so themselves.
  booked_by uuid constraint events_booking_booker references organisations.person (id),
  -- A place given from the waiting list, to be confirmed until then (E7).
  offered_at timestamptz,
  confirm_by timestamptz,
  confirmed_at timestamptz,
  cancelled_at timestamptz,
  cancelled_how text constraint events_booking_cancelled_how_known
    check (cancelled_how in ('given-up', 'not-confirmed', 'by-organiser', 'event-cancelled', 'left')),
  attendance text constraint events_booking_attendance_known check (attendance in ('attended', 'absent')),
  attended_at timestamptz,
  recorded_by uuid constraint events_booking_recorder references organisations.person (id),
  version integer not null default 1,
  constraint events_booking_arrival_unique unique (event_id, arrival),
  constraint events_booking_ended check ((state = 'cancelled') = (cancelled_at is not null)),
  constraint events_booking_ended_how check ((state = 'cancelled') = (cancelled_how is not null)),
  constraint events_booking_offer check (confirm_by is null or offered_at is not null),
  constraint events_booking_attended check (attendance is null or state = 'booked')
);
-- E2: one live booking of a person at an event, however often they press the button.
create unique index events_booking_once on events.booking (event_id, person_id) where state <> 'cancelled';
create index events_booking_by_person on events.booking (person_id, event_id);
create index events_booking_by_organisation on events.booking (organisation_id, event_id);
create index events_booking_offered on events.booking (confirm_by)
  where state = 'booked' and confirm_by is not null and confirmed_at is null;

-- Access and dietary needs, apart from the booking and deleted after the event (E9).
create table events.need (
  booking_id uuid not null constraint events_need_key primary key
    constraint events_need_booking references events.booking (id),
  access text,
  dietary text,
  delete_on date not null,
  constraint events_need_said check (access is not null or dietary is not null)
);
create index events_need_by_day on events.need (delete_on);

-- E3: the event counts its places. Whoever writes a booking, by whatever way, counts here and waits for its row.
create function events.count_places() returns trigger language plpgsql as $$
declare
  was_room integer := 0; was_online integer := 0; was_waiting integer := 0;
  is_room integer := 0; is_online integer := 0; is_waiting integer := 0;
begin
  if tg_op <> 'INSERT' then
    was_room := (old.state = 'booked' and old.mode = 'room')::integer;
    was_online := (old.state = 'booked' and old.mode = 'online')::integer;
    was_waiting := (old.state = 'waiting')::integer;
  end if;
  if tg_op <> 'DELETE' then
    is_room := (new.state = 'booked' and new.mode = 'room')::integer;
    is_online := (new.state = 'booked' and new.mode = 'online')::integer;
    is_waiting := (new.state = 'waiting')::integer;
  end if;
  if (was_room, was_online, was_waiting) is distinct from (is_room, is_online, is_waiting) then
    update events.event set
      room_taken = room_taken + is_room - was_room,
      online_taken = online_taken + is_online - was_online,
      waiting = waiting + is_waiting - was_waiting
    where id = case when tg_op = 'DELETE' then old.event_id else new.event_id end;
  end if;
  return null;
end $$;
create trigger events_booking_counted after insert or delete or update of state, mode on events.booking
  for each row execute function events.count_places();

-- What other modules may join with: no joining details, no needs, no names of those who booked.
create view events.event_card as
  select id, code, partnership_id, group_id, series_id, title, summary, kind, visibility, state, starts_at, ends_at,
    time_zone, in_room, online, site_id, room, organiser_person_id, sequence, published_at, cancelled_at, changed_at
  from events.event;
