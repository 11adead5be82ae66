-- why: people say what they think when nobody can see that it was they; and a reminder that comes twice is worse than
-- none, so what was sent is written in the transaction that sends it.

-- E21: an answer names nobody, bears no moment, and its key is chance, so that the order of answers tells nothing.
create table events.feedback (
  id uuid not null default gen_random_uuid() constraint events_feedback_key primary key,
  event_id uuid not null constraint events_feedback_event references events.event (id),
  useful integer not null constraint events_feedback_useful_of_five check (useful between 1 and 5),
  differently text,
  change text
);
create index events_feedback_by_event on events.feedback (event_id);

-- Who has answered, apart from what they said.
create table events.feedback_given (
  event_id uuid not null constraint events_feedback_given_event references events.event (id),
  person_id uuid not null constraint events_feedback_given_person references organisations.person (id),
  constraint events_feedback_given_key primary key (event_id, person_id)
);
create index events_feedback_given_by_person on events.feedback_given (person_id);

create table events.reminder (
  event_id uuid not null constraint events_reminder_event references events.event (id),
  person_id uuid not null constraint events_reminder_person references organisations.person (id),
  what text not null constraint events_reminder_what_known check (what in ('week', 'day', 'feedback')),
  sent_at timestamptz not null,
  constraint events_reminder_once primary key (event_id, person_id, what)
);
create index events_reminder_by_person on events.reminder (person_id);
