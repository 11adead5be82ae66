-- A sheet that was uploaded is looked at before it is sent: what it would report stands here until its owner confirms
-- or drops it, and goes with the next sheet they upload.
create table delivery.sheet (
  id uuid not null,
  round_id uuid not null,
  person_id uuid not null,
  file_name text not null,
  -- [{ line, activity, number, version, answers }]
  lines jsonb not null,
  made_at timestamptz not null,
  constraint delivery_sheet_key primary key (id),
  constraint delivery_sheet_round foreign key (round_id) references delivery.round (id),
  constraint delivery_sheet_person foreign key (person_id) references organisations.person (id),
  constraint delivery_sheet_once unique (round_id, person_id)
);
