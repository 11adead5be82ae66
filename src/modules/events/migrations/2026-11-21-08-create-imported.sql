-- why: a calendar file brought in twice must change nothing the second time, so each event remembers what it was called
-- where it came from, and in which version.
create table events.imported (
  partnership_id uuid not null constraint events_imported_partnership references partnerships.partnership (id),
  uid text not null,
  -- The moment an occurrence of a repeated event was to begin; '' for an event that happens once.
  occurrence text not null,
  event_id uuid not null constraint events_imported_event references events.event (id),
  sequence integer not null,
  imported_at timestamptz not null,
  constraint events_imported_key primary key (partnership_id, uid, occurrence),
  constraint events_imported_event_once unique (event_id)
);
