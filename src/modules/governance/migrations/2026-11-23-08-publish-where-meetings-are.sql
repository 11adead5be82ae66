-- Whoever goes to a meeting looks for a desk in the same building, so other rooms may join where and until when it is held.
create or replace view governance.meeting_card as
  select m.id, m.body_id, b.group_id, m.title, m.starts_at, m.state, m.ends_at, m.site_id
  from governance.meeting m join governance.body b on b.id = m.body_id;
