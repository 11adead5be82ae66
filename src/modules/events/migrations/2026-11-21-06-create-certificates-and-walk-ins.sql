-- why: who came is known at the door, where people come who never booked; and whoever came can show it to others, who
-- can check it without learning anything more.
create table events.walk_in (
  id uuid not null constraint events_walk_in_key primary key,
  event_id uuid not null constraint events_walk_in_event references events.event (id),
  person_id uuid not null constraint events_walk_in_person references organisations.person (id),
  organisation_id uuid not null constraint events_walk_in_organisation references organisations.organisation (id),
  mode text not null constraint events_walk_in_mode_known check (mode in ('room', 'online')),
  recorded_at timestamptz not null,
  recorded_by uuid constraint events_walk_in_recorder references organisations.person (id),
  constraint events_walk_in_once unique (event_id, person_id)
);
create index events_walk_in_by_person on events.walk_in (person_id);

-- E20: made with the mark on the register, withdrawn with it. The number says nothing of the person.
create table events.certificate (
  number text not null constraint events_certificate_key primary key,
  event_id uuid not null constraint events_certificate_event references events.event (id),
  person_id uuid not null constraint events_certificate_person references organisations.person (id),
  made_at timestamptz not null,
  withdrawn_at timestamptz,
  constraint events_certificate_number_form check (number ~ '^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$'),
  constraint events_certificate_once unique (event_id, person_id)
);
create index events_certificate_by_person on events.certificate (person_id);
