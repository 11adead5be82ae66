-- What changed is told by comparing the register as it was with the register as it is, so the former is kept, once for
-- each state; and a generation made, approved or published at the command line names the user of that machine, so that
-- one user does not stand for two people (G3).
create table roaming.register_state (
  digest text not null,
  model jsonb not null,
  constraint roaming_register_state_key primary key (digest)
);

alter table roaming.generation
  add column made_by_user text,
  add column approved_by_user text,
  add column published_by_user text;

alter table roaming.generation
  add constraint roaming_generation_two_users check (approved_by_user is null or made_by_user is null or approved_by_user <> made_by_user);

-- What the agent asks after a restart; in place of secrets their owners, as in `secrets`.
alter table roaming.generation_target add column probes jsonb not null default '[]';
