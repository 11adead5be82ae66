-- What a report contradicts stays visible; an officer who looked says why it stands, so that nobody asks twice. Answers
-- are added to and never overwritten.
create table delivery.finding_answer (
  id uuid not null,
  round_id uuid not null,
  rule text not null,
  -- What of the rule's finding it answers: an activity, or a stated figure's reference or a column; neither: all of it.
  activity_id uuid,
  about text,
  words text not null,
  made_at timestamptz not null,
  made_by_person_id uuid,
  constraint delivery_finding_answer_key primary key (id),
  constraint delivery_finding_answer_round foreign key (round_id) references delivery.round (id),
  constraint delivery_finding_answer_activity foreign key (activity_id) references delivery.activity (id),
  constraint delivery_finding_answer_made_by foreign key (made_by_person_id) references organisations.person (id),
  constraint delivery_finding_answer_one_thing check (num_nonnulls(activity_id, about) <= 1)
);
create index delivery_finding_answer_by_round on delivery.finding_answer (round_id, rule);

-- A person may say which measure a statement means; two who say it at once are told of each other.
alter table delivery.stated_figure add column version integer not null default 1;
