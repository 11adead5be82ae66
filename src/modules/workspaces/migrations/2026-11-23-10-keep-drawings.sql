-- A drawing under a floor plan is written anew from the few shapes that a drawing needs, so what was uploaded is not kept.
alter table workspaces.floor add column backdrop_drawing text;
alter table workspaces.floor add constraint workspaces_floor_drawing check (octet_length(backdrop_drawing) <= 400000);
alter table workspaces.floor add constraint workspaces_floor_one_backdrop check (num_nonnulls(backdrop_file_id, backdrop_drawing) <= 1);
