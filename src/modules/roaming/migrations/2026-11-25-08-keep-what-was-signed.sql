-- A change at one member must restart no other member's server: one whose files did not change keeps the bundle it runs,
-- and the generation in whose name that was signed. And what wrote the files is kept beside them, so that only what may
-- have changed is written anew.
alter table roaming.generation_target add column signed_id uuid;
alter table roaming.generation_target
  add constraint roaming_generation_target_signed foreign key (signed_id) references roaming.generation (id);

alter table roaming.generation add column wording text;
