-- why: a block has no booking, and "is distinct from" no booking is false for it, so blocks were out of sight of whoever
-- made a new booking; and a room may be divided while its lock is waited for, so what it claims is looked at again.
create or replace function workspaces.in_the_way(
  places integer[], resources uuid[], starts timestamptz[], ends timestamptz[], besides uuid
) returns table (place integer, because text) language sql stable as $$
  select distinct on (wanted.place) wanted.place, block.reason
  from unnest(places, resources, starts, ends) as wanted (place, resource_id, starts_at, ends_at)
  join workspaces.claim claim on claim.resource_id = wanted.resource_id
    and tstzrange(claim.starts_at, claim.ends_at) && tstzrange(wanted.starts_at, wanted.ends_at)
    and (claim.block_id is not null or claim.booking_id is distinct from besides)
  left join workspaces.block block on block.id = claim.block_id
  order by wanted.place, block.reason nulls last
$$;

-- As before; and once the resources are held, a wish that takes other parts of a room than there are now is decided anew
-- from the start, like every transaction that could not be true beside another one (40001).
create or replace function workspaces.hold(
  holders text[], holder_ids uuid[], owner_ids uuid[], kinds text[], pers text[], days date[],
  held_resources uuid[], places integer[], resources uuid[], starts timestamptz[], ends timestamptz[], besides uuid
) returns json language plpgsql volatile set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  counted json;
  held json;
  taken json;
begin
  perform set_config('lock_timeout', '2s', true);
  if cardinality(holders) > 0 then
    with row_held as (
      insert into workspaces.counter as counter (holder, holder_id, owner_id, resource_kind, per, from_on, used)
      select holder, holder_id, owner_id, resource_kind, per, from_on, 0
      from unnest(holders, holder_ids, owner_ids, kinds, pers, days) with ordinality
        as key (holder, holder_id, owner_id, resource_kind, per, from_on, nth) order by nth
      on conflict (holder, holder_id, owner_id, resource_kind, per, from_on) do update set used = counter.used
      returning concat_ws('|', holder, holder_id, owner_id, resource_kind, per, from_on) as key, used)
    select json_agg(row_held) into counted from row_held;
  end if;
  select json_agg(row_held) into held from (
    select id, retired_on from workspaces.resource where id = any(held_resources) order by id for no key update) row_held;
  if exists (
    select 1 from unnest(held_resources) as room (id) left join workspaces.part part on part.whole_id = room.id
    where (part.part_id is not null and (room.id = any(resources) or part.part_id <> all(resources)))
      or (part.part_id is null and room.id <> all(resources))
  ) then
    raise exception 'A room was divided while it was being booked.' using errcode = 'serialization_failure';
  end if;
  select json_agg(found) into taken from workspaces.in_the_way(places, resources, starts, ends, besides) found;
  return json_build_object('used', coalesce(counted, '[]'), 'held', coalesce(held, '[]'), 'taken', coalesce(taken, '[]'));
end
$$;
