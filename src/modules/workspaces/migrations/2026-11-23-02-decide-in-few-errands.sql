-- why: a booking is decided while others wait for its locks, and a server plans every statement it is sent anew, which for
-- these costs more than carrying them out. Inside a function each is planned once a connection, and those that hold locks
-- and then look are one errand instead of four. They gather; what follows from it is decided in rules/.

-- Everything that a decision about resources needs besides counters and claims: for one body and person, over a time.
-- Of a whole workplace where no resources are named.
create function workspaces.grounds(
  asked_resources uuid[], asked_site uuid, for_body uuid, for_person uuid, from_at timestamptz, until_at timestamptz
) returns json language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  asked uuid[] := asked_resources;
  -- Wide enough for the local days of every zone; the exact day is compared for each resource.
  first_on date := (from_at at time zone 'UTC')::date - 1;
  last_on date := (until_at at time zone 'UTC')::date + 1;
begin
  if asked_site is not null then
    select coalesce(array_agg(resource.id), '{}') into asked from workspaces.resource resource
    where resource.site_id = asked_site and (resource.retired_on is null or resource.retired_on > first_on);
  end if;
  return (
    with chosen as materialized (
      select resource.id, resource.site_id, resource.floor_id, resource.zone_id, resource.code, resource.name, resource.kind,
        resource.capacity, resource.attributes, resource.held_for_access, resource.setup_minutes, resource.clear_minutes,
        resource.from_on, resource.retired_on,
        (select array_agg(part_id order by part_id) from workspaces.part where whole_id = resource.id) as parts
      from workspaces.resource resource where resource.id = any(asked)),
    at_site as materialized (
      select workplace.site_id, site.code, site.name, site.organisation_id as owner_id, site.organisation_name as owner_name,
        workplace.time_zone, workplace.opened_on, workplace.closes_on, workplace.furthest_days
      from workspaces.workplace workplace join organisations.site_card site on site.id = workplace.site_id
      where workplace.site_id in (select site_id from chosen)),
    in_circle as materialized (
      select circle.id, circle.organisation_id as owner_id from workspaces.circle_member member
      join workspaces.circle circle on circle.id = member.circle_id and circle.ended_on is null
      where member.organisation_id = for_body)
    select json_build_object(
      'resources', (select coalesce(json_agg(chosen), '[]') from chosen),
      'workplaces', (select coalesce(json_agg(at_site), '[]') from at_site),
      'rules', (select coalesce(json_agg(spoken), '[]') from (
        select rule.*, coalesce(zone.name, floor.name, resource.name, at_site.name) as place_name
        from workspaces.rule rule join at_site using (site_id)
        left join workspaces.zone zone on rule.place = 'zone' and zone.id = rule.place_id
        left join workspaces.floor floor on rule.place = 'floor' and floor.id = rule.place_id
        left join workspaces.resource resource on rule.place = 'resource' and resource.id = rule.place_id
        where rule.ended_at is null and rule.from_on <= last_on and place_id in (select unnest(array[id, zone_id, floor_id, site_id]) from chosen)
          and (rule.audience in ('own', 'partner', 'visitor') or rule.audience_id = for_body
            or rule.audience_id in (select id from in_circle))) spoken),
      'let_in', (select coalesce(json_agg(let_in), '[]') from (
        select agreement.site_id, agreement.from_on, least(agreement.to_on, agreement.ends_on) as to_on
        from workspaces.agreement agreement join at_site using (site_id)
        where agreement.state = 'standing' and (agreement.audience_id = for_body
          or agreement.audience_id in (select id from in_circle))
        union all
        select agreement.site_id, greatest(agreement.from_on, member.joined_on), least(agreement.to_on, agreement.ends_on, member.left_on)
        from workspaces.agreement agreement join at_site using (site_id)
        join partnerships.member_card member on member.partnership_id = agreement.audience_id and member.organisation_id = for_body
        where agreement.state = 'standing' and agreement.audience = 'partnership') let_in),
      'circles', (select coalesce(json_agg(in_circle), '[]') from in_circle),
      'allocations', (select coalesce(json_agg(kept), '[]') from (
        select allocation.*, coalesce(zone.name, floor.name, at_site.name) as place_name,
          case allocation.audience when 'own' then 'its own staff' when 'partner' then 'any partner'
            else coalesce(organisation.name, circle.name) end as audience_name
        from workspaces.allocation allocation join at_site using (site_id)
        left join workspaces.zone zone on allocation.place = 'zone' and zone.id = allocation.place_id
        left join workspaces.floor floor on allocation.place = 'floor' and floor.id = allocation.place_id
        left join organisations.organisation_card organisation on allocation.audience = 'organisation' and organisation.id = allocation.audience_id
        left join workspaces.circle circle on allocation.audience = 'circle' and circle.id = allocation.audience_id
        where allocation.ended_at is null and allocation.from_on <= last_on
          and (allocation.to_on is null or allocation.to_on >= first_on) and place_id in (select unnest(array[id, zone_id, floor_id, site_id]) from chosen)) kept),
      'hours', (select coalesce(json_agg(hours), '[]') from organisations.site_hours_card hours
        where hours.site_id in (select site_id from at_site)),
      'exceptions', (select coalesce(json_agg(otherwise order by otherwise.recorded_at, otherwise.id), '[]') from organisations.site_exception_card otherwise
        where otherwise.site_id in (select site_id from at_site) and otherwise.from_on <= last_on and otherwise.to_on >= first_on),
      'holidays', (select coalesce(json_object_agg(holiday.held_on, holiday.name), '{}') from platform.bank_holiday holiday
        where holiday.held_on between first_on - 100 and last_on),
      'invocations', (select coalesce(json_agg(invocation), '[]') from workspaces.invocation invocation
        where invocation.site_id in (select site_id from at_site) and invocation.ended_at is null
          and invocation.starts_at < until_at and invocation.ends_at > from_at),
      'wants', coalesce((select to_json(wanted) from workspaces.preference where person_id = for_person), '[]')));
end
$$;

-- Claims in the way of wishes, each named by its place in the list and told with the reason of a block; half-open, so that
-- one may follow another. What the booking `besides` has does not stand in its own way.
create function workspaces.in_the_way(
  places integer[], resources uuid[], starts timestamptz[], ends timestamptz[], besides uuid
) returns table (place integer, because text) language sql stable as $$
  select distinct on (wanted.place) wanted.place, block.reason
  from unnest(places, resources, starts, ends) as wanted (place, resource_id, starts_at, ends_at)
  join workspaces.claim claim on claim.resource_id = wanted.resource_id
    and tstzrange(claim.starts_at, claim.ends_at) && tstzrange(wanted.starts_at, wanted.ends_at)
    and claim.booking_id is distinct from besides
  left join workspaces.block block on block.id = claim.block_id
  order by wanted.place, block.reason nulls last
$$;

-- The locks of everybody who takes time, in their one order, and then a look: counters in the order given, each made when
-- it is missing; resources by id; and only then, with all of them held and so for certain, what is in the way.
create function workspaces.hold(
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
  select json_agg(found) into taken from workspaces.in_the_way(places, resources, starts, ends, besides) found;
  return json_build_object('used', coalesce(counted, '[]'), 'held', coalesce(held, '[]'), 'taken', coalesce(taken, '[]'));
end
$$;
