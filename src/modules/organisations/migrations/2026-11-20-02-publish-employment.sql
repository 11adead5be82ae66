-- why: who works for a member decides who may see what in a partnership, so later modules join the posts
-- themselves, not only a person's main one.
create view organisations.employment_card as
  select person_id, organisation_id, started_on, ended_on from organisations.employment;
