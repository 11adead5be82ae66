-- A board's plan shows what its sub-groups undertook, so other rooms must see which group stands under which.
create or replace view groups.group_card as
  select id, code, partnership_id, name, decides, ended_on, parent_id from groups."group";
