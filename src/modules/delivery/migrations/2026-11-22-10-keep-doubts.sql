-- What a file leaves unclear is a question somebody answers, and the answer stays beside it: who read "Financial
-- Benefits" as two issues, and why a go-live before the approval is right. The questions that are still open of a
-- report stand in delivery.submission.doubts too, from where they are frozen.
create table delivery.doubt (
  id uuid not null,
  activity_id uuid not null,
  -- Null where the file told of the activity and of no round.
  round_id uuid,
  column_name text not null,
  raw text not null,
  question text not null,
  made_at timestamptz not null,
  -- What is read in the cell's place; the codes of a list with semicolons between them. Empty: nothing.
  answer text,
  -- Why a day that looked wrong is right.
  why text,
  settled_at timestamptz,
  settled_by_person_id uuid,
  version integer not null default 1,
  constraint delivery_doubt_key primary key (id),
  constraint delivery_doubt_activity foreign key (activity_id) references delivery.activity (id),
  constraint delivery_doubt_round foreign key (round_id) references delivery.round (id),
  constraint delivery_doubt_settled_by foreign key (settled_by_person_id) references organisations.person (id),
  constraint delivery_doubt_once unique nulls not distinct (activity_id, round_id, column_name, raw),
  constraint delivery_doubt_settled_with_answer check ((settled_at is null) = (answer is null))
);
create index delivery_doubt_by_round on delivery.doubt (round_id) where settled_at is null;
