-- why: a later module decides in one statement whether a building is open at a time, so it joins its hours and the days
-- on which it is otherwise.
create view organisations.site_hours_card as
  select site_id, weekday, opens_at, closes_at from organisations.site_hours;
create view organisations.site_exception_card as
  select id, site_id, from_on, to_on, opens_at, closes_at, because, recorded_at
  from organisations.site_exception where withdrawn_at is null;
